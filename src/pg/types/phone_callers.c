/*
 * phone_callers.c
 *	  Under which numbers a caller may be stored: what networks deliver is not always what people write down.
 *
 * No network sends an extension, some send a number without its plus, and in some countries they add or drop digits.
 * Values of type phone are ordered by number, then by extension, so that a number with any extension is a range.
 */
#include "pg/compat.h"

#include "pg/base/text.h"
#include "pg/types/phone_callers.h"
#include "pg/types/phone_type.h"
#include "utils/builtins.h"

/* from so many digits on a number may be international, though it reads as a national one */
#define INTERNATIONAL_DIGITS 11

/* Print a number as a value, with more behind its digits. */
static text *
print(const contacts_phone *phone, bool with_extension, const char *more)
{
	char		printed[CONTACTS_PHONE_TEXT_MAX + 2];
	contacts_phone number = *phone;
	size_t		len;

	if (!with_extension)
		number.ext_len = 0;
	len = contacts_phone_print(&number, printed);
	strcpy(printed + len, more);
	return cstring_to_text(printed);
}

/* Add a number unless it is there. */
static int
add(contacts_caller_number *numbers, int count, const contacts_phone *phone, bool is_variant)
{
	contacts_caller_number *number = &numbers[count];
	contacts_phone accepted = *phone;

	number->from = PointerGetDatum(print(phone, false, ""));
	for (int i = 0; i < count; i++)
	{
		if (contacts_text_same(DatumGetTextPP(number->from), DatumGetTextPP(numbers[i].from)))
			return count;
	}
	number->exact = PointerGetDatum(print(phone, true, ""));
	number->beyond = PointerGetDatum(print(phone, false, "0"));
	number->is_variant = is_variant;
	number->is_possible = contacts_phone_accept(&accepted) == CONTACTS_PHONE_OK;
	return count + 1;
}

/* Add what a text stands for, and its variants. */
static int
add_read(contacts_caller_number *numbers, int count, const char *s, size_t len, int region, bool is_variant)
{
	contacts_phone phone;
	contacts_phone accepted;
	contacts_phone variants[CONTACTS_PHONE_VARIANTS];
	int			n;

	if (contacts_phone_parse_string(s, len, region, &phone) != CONTACTS_PHONE_OK)
		return count;
	accepted = phone;
	if (contacts_phone_accept(&accepted) == CONTACTS_PHONE_OK)
		count = add(numbers, count, &accepted, is_variant);
	else
		accepted = phone;
	n = contacts_phone_variants(&accepted, variants);
	for (int i = 0; i < n; i++)
		count = add(numbers, count, &variants[i], true);
	return count;
}

/* Check whether a number is one that its country has given out. */
static bool
is_valid(const contacts_caller_number *number)
{
	text	   *printed = DatumGetTextPP(number->from);
	contacts_phone phone;

	return contacts_phone_load(VARDATA_ANY(printed), VARSIZE_ANY_EXHDR(printed), &phone) &&
		contacts_phone_get_type(&phone) != CONTACTS_PHONE_UNKNOWN;
}

/* Count the digits of a text in ASCII. */
static int
count_digits(const char *s, size_t len)
{
	int			n = 0;

	for (size_t i = 0; i < len; i++)
		n += s[i] >= '0' && s[i] <= '9';
	return n;
}

/* Find the numbers under which the caller may be stored, the likeliest first; returns how many. */
int
contacts_caller_numbers(text *value, const char *region, contacts_caller_number *numbers)
{
	const char *s = VARDATA_ANY(value);
	size_t		len = VARSIZE_ANY_EXHDR(value);
	int			code;
	int			count;
	char	   *plus;

	if (len > CONTACTS_PHONE_INPUT_BYTES)
		return 0;
	if (!contacts_phone_find_region(region, strlen(region), &code))
		code = CONTACTS_PHONE_NO_REGION;
	count = add_read(numbers, 0, s, len, code, false);
	if (count > 0 && is_valid(&numbers[0]) && count_digits(s, len) < INTERNATIONAL_DIGITS)
		return count;
	/* an international number without its plus, as networks send it, or behind 00 */
	while (len > 0 && *s == ' ')
		s++, len--;
	if (len >= 4 && pg_strncasecmp(s, "tel:", 4) == 0)
		s += 4, len -= 4;
	if (len == 0 || *s == '+')
		return count;
	if (len > 2 && s[0] == '0' && s[1] == '0')
		s += 2, len -= 2;
	plus = psprintf("+%.*s", (int) len, s);
	return add_read(numbers, count, plus, strlen(plus), CONTACTS_PHONE_NO_REGION, count > 0);
}
