/*
 * phone_fuzz.c
 *		Feed the phone core with anything; what it accepts must read back equal.
 *
 * The first two bytes name the default region, the rest is the text.
 */
#include <stdlib.h>
#include <string.h>

#include "core/phone.h"

extern int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check(bool holds)
{
	if (!holds)
		abort();
}

static bool
same(const contacts_phone *a, const contacts_phone *b)
{
	return a->code == b->code && a->nsn_len == b->nsn_len && a->ext_len == b->ext_len &&
		memcmp(a->nsn, b->nsn, a->nsn_len) == 0 && memcmp(a->ext, b->ext, a->ext_len) == 0;
}

/* Check that a text reads as the number, whatever the region. */
static void
check_reads(const char *text, size_t len, int region, const contacts_phone *phone)
{
	contacts_phone again;

	check(contacts_phone_read(text, len, region, &again) == CONTACTS_PHONE_OK);
	check(same(phone, &again));
}

/* Does the label of extensions that a calling code prefers allow more than nine digits?  "x", "int" and "#" do not. */
static bool
has_long_extensions(const contacts_phone *phone)
{
	int			code = contacts_phone_calling_code(phone);

	return code != 44 && code != 40 && code != 598 && code != 886;
}

/* Check everything that can be asked about an accepted number. */
static void
check_number(const contacts_phone *phone, int region)
{
	char		text[CONTACTS_PHONE_FORMAT_MAX];
	char		name[3];
	contacts_phone loaded;
	size_t		len = contacts_phone_print(phone, text);

	check(len <= CONTACTS_PHONE_TEXT_MAX);
	check_reads(text, len, CONTACTS_PHONE_NO_REGION, phone);
	check_reads(text, len, region, phone);
	check(contacts_phone_load(text, len, &loaded) && same(phone, &loaded));
	check(contacts_phone_possible(phone) == CONTACTS_PHONE_OK);
	for (int style = CONTACTS_PHONE_E164; style <= CONTACTS_PHONE_RFC3966; style++)
	{
		len = contacts_phone_format(phone, (contacts_phone_style) style, text);
		check(len > 0 && len <= CONTACTS_PHONE_FORMAT_MAX);
		if (style == CONTACTS_PHONE_RFC3966 ||
			(style == CONTACTS_PHONE_INTERNATIONAL && (phone->ext_len <= 9 || has_long_extensions(phone))))
			check_reads(text, len, region, phone);
	}
	check(contacts_phone_region_name(contacts_phone_get_region(phone), name) >= 2);
	check(contacts_phone_type_name(contacts_phone_get_type(phone)) != NULL);
	check(contacts_phone_get_type(phone) == CONTACTS_PHONE_UNKNOWN ||
		  contacts_phone_get_region(phone) != CONTACTS_PHONE_NO_REGION);
	check(contacts_phone_calling_code(phone) > 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *) data + 2;
	char		prefix[CONTACTS_PHONE_PREFIX_MAX];
	contacts_phone phone;
	contacts_phone_status status;
	int			region;

	if (size < 2)
		return 0;
	if (!contacts_phone_find_region((const char *) data, 2, &region))
		region = CONTACTS_PHONE_NO_REGION;
	check(contacts_phone_read_prefix(text, size - 2, prefix) <= CONTACTS_PHONE_PREFIX_MAX);
	(void) contacts_phone_load(text, size - 2, &phone);
	status = contacts_phone_read(text, size - 2, region, &phone);
	if (status == CONTACTS_PHONE_OK)
		check_number(&phone, region);
	else
		check(contacts_phone_reason(status) != NULL);
	return 0;
}
