/*
 * phone_parse.c
 *		Turn digits into a calling code and a national significant number.
 *
 * Follows PhoneNumberUtil::ParseHelper of libphonenumber; the order of its
 * steps matters (see doc/phone.md for what comes out).
 */
#include "core/phone_scan.h"

#include <string.h>

/* Digits that a national prefix's transform rule may add */
#define MAX_TRANSFORM	8

typedef contacts_phone_region region_data;

/* Some digits, values 0 to 9 */
typedef struct number
{
	const uint8_t *digits;
	int			len;
} number;

/* Room for digits that are not a part of the input */
typedef uint8_t number_buffer[CONTACTS_PHONE_INPUT_MAX + MAX_TRANSFORM];

/* Return what the metadata say about a national number of a region's calling code. */
static const contacts_phone_label *
look_up(const region_data *region, number n)
{
	uint16_t	root = contacts_phone_codes[region->code].root;

	return &contacts_phone_labels[contacts_phone_walk(root, n.digits, n.len)];
}

/* Does a number match a region's general pattern? */
static bool
matches_general(const region_data *region, number n)
{
	return look_up(region, n)->general >> region->bit & 1;
}

/* Return the reason why a region has no numbers of a length, or OK. */
static contacts_phone_status
check_length(const region_data *region, int len)
{
	uint32_t	possible = region->possible;

	if (len > 31)
		return CONTACTS_PHONE_TOO_LONG;
	if (region->local >> len & 1)
		return CONTACTS_PHONE_IS_POSSIBLE_LOCAL_ONLY;
	if (possible >> len & 1)
		return CONTACTS_PHONE_OK;
	if (possible >> len == 0)
		return CONTACTS_PHONE_TOO_LONG;
	return (possible & ((1u << len) - 1)) == 0 ? CONTACTS_PHONE_TOO_SHORT : CONTACTS_PHONE_INVALID_LENGTH;
}

/*
 * Return a number without a region's national prefix and carrier code, or with
 * what the transform rule makes of them (in buffer).  A number that matches the
 * general pattern must still do so.
 */
static number
strip_national_prefix(const region_data *region, number n, number_buffer buffer)
{
	const contacts_phone_prefix *prefix;
	number		rest = n;

	prefix = &contacts_phone_prefixes[contacts_phone_walk(region->prefix, n.digits, n.len)];
	if (prefix->end == 0)
		return n;
	rest.digits += prefix->end;
	rest.len -= prefix->end;
	if (region->transform != 0 && prefix->size > 0)
	{
		int			len = 0;

		for (const char *c = contacts_phone_transforms[region->transform - 1]; *c; c++)
			buffer[len++] = (uint8_t) (*c - '0');
		memcpy(buffer + len, n.digits + prefix->start, prefix->size);
		len += prefix->size;
		memcpy(buffer + len, rest.digits, (size_t) rest.len);
		rest.digits = buffer;
		rest.len += len;
	}
	if (matches_general(region, n) && !matches_general(region, rest))
		return n;
	return rest;
}

/* Strip the national prefix where what remains is long enough for a number of the region. */
static number
strip_if_possible(const region_data *region, number n, number_buffer buffer)
{
	number		rest = strip_national_prefix(region, n, buffer);

	switch (check_length(region, rest.len))
	{
		case CONTACTS_PHONE_OK:
		case CONTACTS_PHONE_TOO_LONG:
			return rest;
		default:
			return n;
	}
}

static const region_data *
main_region(uint8_t code)
{
	return &contacts_phone_regions[contacts_phone_codes[code].first_region];
}

/* Take the calling code off the front of a number of three digits or more; none: CONTACTS_PHONE_NO_INDEX. */
static uint8_t
take_calling_code(number *n)
{
	int			width;
	uint8_t		code = contacts_phone_find_code(n->digits, &width);

	n->digits += width;
	n->len -= width;
	return code;
}

/* Take the calling code off a number that must begin with one. */
static contacts_phone_status
read_international(number *n, uint8_t *code)
{
	if (n->len <= 2)
		return CONTACTS_PHONE_TOO_SHORT_AFTER_IDD;
	*code = take_calling_code(n);
	return *code == CONTACTS_PHONE_NO_INDEX ? CONTACTS_PHONE_INVALID_COUNTRY_CODE : CONTACTS_PHONE_OK;
}

/* If a number begins with the region's own calling code, without a plus, take it off. */
static bool
take_own_calling_code(const region_data *region, number *n, number_buffer buffer)
{
	number		rest = *n;
	number		national;

	if (n->len < 3 || take_calling_code(&rest) != region->code)
		return false;
	national = strip_national_prefix(region, rest, buffer);
	if ((!matches_general(region, *n) && matches_general(region, national)) ||
		check_length(region, n->len) == CONTACTS_PHONE_TOO_LONG)
	{
		*n = national;
		return true;
	}
	return false;
}

/*
 * Take international prefix and calling code off a number without a plus, as
 * dialled in a region.  *code stays CONTACTS_PHONE_NO_INDEX for a national
 * number.
 */
static contacts_phone_status
read_dialled(const region_data *region, number *n, uint8_t *code, number_buffer buffer)
{
	const contacts_phone_prefix *idd;

	idd = &contacts_phone_prefixes[contacts_phone_walk(region->idd, n->digits, n->len)];
	if (idd->end > 0 && (idd->end == n->len || n->digits[idd->end] != 0))
	{
		n->digits += idd->end;
		n->len -= idd->end;
		return read_international(n, code);
	}
	if (take_own_calling_code(region, n, buffer))
		*code = region->code;
	return CONTACTS_PHONE_OK;
}

/* Turn digits into a number; plus tells that they begin with a calling code. */
static contacts_phone_status
read_digits(number n, bool plus, int region, contacts_phone *phone)
{
	const region_data *data = region < 0 ? NULL : &contacts_phone_regions[region];
	contacts_phone_status status;
	number_buffer first;
	number_buffer second;
	uint8_t		code = CONTACTS_PHONE_NO_INDEX;

	if (plus)
	{
		status = read_international(&n, &code);

		/* "+0044…": the plus may have been put before an international prefix */
		if (status == CONTACTS_PHONE_INVALID_COUNTRY_CODE && data != NULL)
		{
			if (read_dialled(data, &n, &code, first) == CONTACTS_PHONE_OK &&
				code != CONTACTS_PHONE_NO_INDEX)
				status = CONTACTS_PHONE_OK;
		}
	}
	else
		status = read_dialled(data, &n, &code, first);
	if (status != CONTACTS_PHONE_OK)
		return status;

	if (code == CONTACTS_PHONE_NO_INDEX)
		code = data->code;
	else
		data = main_region(code);
	if (n.len < 2)
		return CONTACTS_PHONE_TOO_SHORT_NSN;
	n = strip_if_possible(data, n, second);
	if (n.len < 2)
		return CONTACTS_PHONE_TOO_SHORT_NSN;
	if (n.len > CONTACTS_PHONE_NSN_MAX)
		return CONTACTS_PHONE_TOO_LONG;
	phone->code = code;
	phone->nsn_len = (uint8_t) n.len;
	memcpy(phone->nsn, n.digits, (size_t) n.len);
	return CONTACTS_PHONE_OK;
}

/*
 * Read "+digits", and ";ext=digits" after it, in ASCII: the form that values
 * have, and most inputs.  False where the text has another form.
 */
static bool
read_plain(const char *text, size_t len, contacts_phone_status *status, contacts_phone *phone)
{
	uint8_t		digits[32];
	size_t		at = 1;
	size_t		ext;

	if (len < 4 || len > sizeof(digits) + 5 + CONTACTS_PHONE_EXT_MAX || text[0] != '+')
		return false;
	while (at < len && at <= sizeof(digits) && text[at] >= '0' && text[at] <= '9')
	{
		digits[at - 1] = (uint8_t) (text[at] - '0');
		at++;
	}
	if (at < 4 || at > sizeof(digits))
		return false;
	ext = at;
	if (at < len)
	{
		if (len - at < 6 || memcmp(text + at, ";ext=", 5) != 0)
			return false;
		ext = at + 5;
		for (size_t i = ext; i < len; i++)
			if (text[i] < '0' || text[i] > '9')
				return false;
		if (len - ext > CONTACTS_PHONE_EXT_MAX)
			return false;
	}
	*status = read_digits((number) {digits, (int) at - 1}, true, CONTACTS_PHONE_NO_REGION, phone);
	phone->ext_len = (uint8_t) (len - ext);
	memcpy(phone->ext, text + ext, len - ext);
	return true;
}

/*
 * Read a text as the library does: INVALID_COUNTRY_CODE, NOT_A_NUMBER,
 * TOO_SHORT_AFTER_IDD, TOO_SHORT_NSN, TOO_LONG, or OK for a number that need
 * not be possible.  region is the default region, see
 * contacts_phone_find_region(), or CONTACTS_PHONE_NO_REGION.
 */
contacts_phone_status
contacts_phone_parse(const char *text, size_t len, int region, contacts_phone *phone)
{
	contacts_phone_scan scan;
	contacts_phone_suffix suffix;
	contacts_phone_suffix inner;
	contacts_phone_status status;
	uint8_t		digits[CONTACTS_PHONE_INPUT_MAX];
	number		n = {digits, 0};
	int			end;
	int			start = 0;

	/* a default region matters to "+…" only if no calling code follows */
	if (read_plain(text, len, &status, phone) &&
		(region < 0 || status != CONTACTS_PHONE_INVALID_COUNTRY_CODE))
		return status;

	status = contacts_phone_decode(text, len, &scan);
	if (status == CONTACTS_PHONE_OK)
		status = contacts_phone_find_number(&scan);
	if (status != CONTACTS_PHONE_OK)
		return status;
	if (!contacts_phone_viable(&scan, scan.len, &suffix))
		return CONTACTS_PHONE_NOT_A_NUMBER;
	while (start < scan.len && (scan.kinds[start] & CONTACTS_PHONE_PLUS))
		start++;
	if (region < 0 && start == 0)
		return CONTACTS_PHONE_INVALID_COUNTRY_CODE;

	end = scan.len;
	phone->ext_len = 0;
	if (suffix.start >= 0 && contacts_phone_viable(&scan, suffix.start, &inner))
	{
		end = suffix.start;
		phone->ext_len = (uint8_t) contacts_phone_encode(&scan, suffix.digits, suffix.end, phone->ext);
	}
	n.len = contacts_phone_normalize(&scan, start, end, digits);
	return read_digits(n, start > 0, region, phone);
}

/*
 * Bring a number to the fixed point of parsing: the number that its E.164 form
 * stands for, until that does not change.  Every step that changes it shortens
 * it or applies a transform rule, whose results no rule matches again.
 */
static contacts_phone_status
settle(contacts_phone *phone)
{
	const region_data *region = main_region(phone->code);
	number_buffer buffer;

	for (int step = 0; step <= CONTACTS_PHONE_NSN_MAX; step++)
	{
		number		before = {phone->nsn, phone->nsn_len};
		number		after = strip_if_possible(region, before, buffer);

		if (after.len == before.len && memcmp(after.digits, before.digits, (size_t) after.len) == 0)
			return CONTACTS_PHONE_OK;
		if (after.len < 2)
			return CONTACTS_PHONE_TOO_SHORT_NSN;
		if (after.len > CONTACTS_PHONE_NSN_MAX)
			return CONTACTS_PHONE_TOO_LONG;
		memmove(phone->nsn, after.digits, (size_t) after.len);
		phone->nsn_len = (uint8_t) after.len;
	}
	return CONTACTS_PHONE_INVALID_LENGTH;	/* cannot happen */
}

/* Return the reason why a parsed number cannot be dialled from abroad, or OK. */
contacts_phone_status
contacts_phone_possible(const contacts_phone *phone)
{
	return check_length(main_region(phone->code), phone->nsn_len);
}

/*
 * Judge a parsed number as the type does: it must be possible, and be so at the
 * fixed point of parsing, to which it is brought.
 */
contacts_phone_status
contacts_phone_accept(contacts_phone *phone)
{
	contacts_phone_status status = contacts_phone_possible(phone);

	if (status == CONTACTS_PHONE_OK)
		status = settle(phone);
	if (status == CONTACTS_PHONE_OK)
		status = contacts_phone_possible(phone);
	return status;
}

/* Read a text as the type does: parse it, then judge it. */
contacts_phone_status
contacts_phone_read(const char *text, size_t len, int region, contacts_phone *phone)
{
	contacts_phone_status status = contacts_phone_parse(text, len, region, phone);

	return status == CONTACTS_PHONE_OK ? contacts_phone_accept(phone) : status;
}

/*
 * Read the beginning of a number, as typed: the calling code with or without a
 * plus, then digits in any punctuation; "(0)" is left out, nobody dials it from
 * abroad.  Writes at most CONTACTS_PHONE_PREFIX_MAX ASCII digits and returns how
 * many, -1 where the text is not the beginning of a number.  The empty text is.
 */
int
contacts_phone_read_prefix(const char *text, size_t len, char *digits)
{
	contacts_phone_scan scan;
	int			n = 0;
	int			at = 0;

	if (contacts_phone_decode(text, len, &scan) != CONTACTS_PHONE_OK)
		return -1;
	while (at < scan.len && (scan.kinds[at] & CONTACTS_PHONE_BLANK))
		at++;
	if (at < scan.len && (scan.kinds[at] & CONTACTS_PHONE_PLUS))
		at++;
	for (; at < scan.len; at++)
	{
		uint32_t	c = scan.chars[at];

		if (n > 0 && c == '(' && at + 2 < scan.len && scan.chars[at + 1] == '0' && scan.chars[at + 2] == ')')
			at += 2;
		else if (scan.kinds[at] & CONTACTS_PHONE_DIGIT)
		{
			if (n == CONTACTS_PHONE_PREFIX_MAX)
				return -1;
			digits[n++] = (char) ('0' + contacts_phone_digit_value(c));
		}
		else if (c == 'x' || !(scan.kinds[at] & (CONTACTS_PHONE_PUNCT | CONTACTS_PHONE_BLANK)))
			return -1;
	}
	return n;
}
