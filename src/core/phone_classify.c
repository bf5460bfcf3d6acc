/*
 * phone_classify.c
 *		Names of regions, types and reasons, and what the metadata say about a number.
 */
#include "core/phone.h"
#include "core/phone_table.h"

#include <string.h>

/* Return the library's name of a status; OK is IS_POSSIBLE. */
const char *
contacts_phone_reason(contacts_phone_status status)
{
	switch (status)
	{
		case CONTACTS_PHONE_OK:
			return "IS_POSSIBLE";
		case CONTACTS_PHONE_INVALID_COUNTRY_CODE:
			return "INVALID_COUNTRY_CODE";
		case CONTACTS_PHONE_NOT_A_NUMBER:
			return "NOT_A_NUMBER";
		case CONTACTS_PHONE_TOO_SHORT_AFTER_IDD:
			return "TOO_SHORT_AFTER_IDD";
		case CONTACTS_PHONE_TOO_SHORT_NSN:
			return "TOO_SHORT_NSN";
		case CONTACTS_PHONE_TOO_LONG:
			return "TOO_LONG";
		case CONTACTS_PHONE_IS_POSSIBLE_LOCAL_ONLY:
			return "IS_POSSIBLE_LOCAL_ONLY";
		case CONTACTS_PHONE_TOO_SHORT:
			return "TOO_SHORT";
		case CONTACTS_PHONE_INVALID_LENGTH:
			return "INVALID_LENGTH";
	}
	return "NOT_A_NUMBER";
}

static const contacts_phone_code *
code_of(const contacts_phone *phone)
{
	return &contacts_phone_codes[phone->code];
}

static const contacts_phone_label *
look_up(const contacts_phone *phone)
{
	return &contacts_phone_labels[contacts_phone_walk(code_of(phone)->root, phone->nsn, phone->nsn_len)];
}

/* Return the country calling code, 1 to 999. */
int
contacts_phone_calling_code(const contacts_phone *phone)
{
	return code_of(phone)->number;
}

/* Return the type; a number is valid if it is not UNKNOWN. */
contacts_phone_type
contacts_phone_get_type(const contacts_phone *phone)
{
	return (contacts_phone_type) look_up(phone)->type;
}

/*
 * Return the region that a number belongs to, CONTACTS_PHONE_NO_REGION if none
 * of its calling code's regions does.  The region of an invalid number is known
 * where the calling code has one region or leading digits tell.
 */
int
contacts_phone_get_region(const contacts_phone *phone)
{
	uint8_t		region = look_up(phone)->region;

	if (region == CONTACTS_PHONE_NO_INDEX)
		return CONTACTS_PHONE_NO_REGION;
	return code_of(phone)->first_region + region;
}

static const char *const type_names[] = {
	[CONTACTS_PHONE_UNKNOWN] = "UNKNOWN",
	[CONTACTS_PHONE_PREMIUM_RATE] = "PREMIUM_RATE",
	[CONTACTS_PHONE_TOLL_FREE] = "TOLL_FREE",
	[CONTACTS_PHONE_SHARED_COST] = "SHARED_COST",
	[CONTACTS_PHONE_VOIP] = "VOIP",
	[CONTACTS_PHONE_PERSONAL_NUMBER] = "PERSONAL_NUMBER",
	[CONTACTS_PHONE_PAGER] = "PAGER",
	[CONTACTS_PHONE_UAN] = "UAN",
	[CONTACTS_PHONE_VOICEMAIL] = "VOICEMAIL",
	[CONTACTS_PHONE_FIXED_LINE] = "FIXED_LINE",
	[CONTACTS_PHONE_MOBILE] = "MOBILE",
	[CONTACTS_PHONE_FIXED_LINE_OR_MOBILE] = "FIXED_LINE_OR_MOBILE",
};

/* Return the library's name of a type. */
const char *
contacts_phone_type_name(contacts_phone_type type)
{
	return type_names[type];
}

/* Find a type by its name; false: there is none. */
bool
contacts_phone_find_type(const char *name, size_t len, contacts_phone_type *type)
{
	for (int i = 0; i <= CONTACTS_PHONE_FIXED_LINE_OR_MOBILE; i++)
		if (strlen(type_names[i]) == len && memcmp(type_names[i], name, len) == 0)
		{
			*type = (contacts_phone_type) i;
			return true;
		}
	return false;
}

/*
 * Find a default region by its two letters, in either case; "ZZ", the library's
 * "unknown region", and the empty name are CONTACTS_PHONE_NO_REGION.  False:
 * there is no such region.
 */
bool
contacts_phone_find_region(const char *name, size_t len, int *region)
{
	unsigned	first;
	unsigned	second;

	*region = CONTACTS_PHONE_NO_REGION;
	if (len == 0)
		return true;
	if (len != 2)
		return false;
	first = ((unsigned char) name[0] | 0x20u) - 'a';
	second = ((unsigned char) name[1] | 0x20u) - 'a';
	if (first >= 26 || second >= 26)
		return false;
	if (first == 25 && second == 25)
		return true;
	if (contacts_phone_region_index[first * 26 + second] == CONTACTS_PHONE_NO_INDEX)
		return false;
	*region = contacts_phone_region_index[first * 26 + second];
	return true;
}

/*
 * Write a region's name (up to three characters, no terminator) and return its
 * length: "001" for non-geographic calling codes, "ZZ" for none.
 */
int
contacts_phone_region_name(int region, char *name)
{
	if (region == CONTACTS_PHONE_NO_REGION)
		memcpy(name, "ZZ", 2);
	else if (contacts_phone_regions[region].id[0] == '\0')
	{
		memcpy(name, "001", 3);
		return 3;
	}
	else
		memcpy(name, contacts_phone_regions[region].id, 2);
	return 2;
}

/* Get the metadata's example of a region's numbers of a type; false: there is none. */
bool
contacts_phone_example(int region, contacts_phone_type type, contacts_phone *phone)
{
	const uint8_t *example = contacts_phone_examples + contacts_phone_example_starts[region];
	const uint8_t *end = contacts_phone_examples + contacts_phone_example_starts[region + 1];

	if (type == CONTACTS_PHONE_FIXED_LINE_OR_MOBILE)
		type = CONTACTS_PHONE_FIXED_LINE;	/* as the library does */
	while (example < end && *example >> 4 != type)
		example += 1 + (*example & 0xf);
	if (example == end)
		return false;
	phone->code = contacts_phone_regions[region].code;
	phone->ext_len = 0;
	phone->nsn_len = 0;
	for (int i = 0;; i++)
	{
		uint8_t		pair = example[1 + i / 2];
		uint8_t		digit = i % 2 == 0 ? pair >> 4 : pair & 0xf;

		if (digit == 0xf)
			return true;
		phone->nsn[phone->nsn_len++] = digit;
	}
}
