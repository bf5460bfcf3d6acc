/*
 * phone_format.c
 *		Write a number: the type's text form, and the library's four styles.
 */
#include "core/phone.h"
#include "core/phone_table.h"

#include <string.h>

/* Append a text and return its end. */
static char *
put(char *to, const char *text, size_t len)
{
	memcpy(to, text, len);
	return to + len;
}

static char *
put_string(char *to, const char *text)
{
	return put(to, text, strlen(text));
}

static char *
put_digits(char *to, const uint8_t *digits, int n)
{
	for (int i = 0; i < n; i++)
		*to++ = (char) ('0' + digits[i]);
	return to;
}

/* Append a calling code. */
static char *
put_code(char *to, const contacts_phone *phone)
{
	int			number = contacts_phone_codes[phone->code].number;

	if (number >= 100)
		*to++ = (char) ('0' + number / 100);
	if (number >= 10)
		*to++ = (char) ('0' + number / 10 % 10);
	*to++ = (char) ('0' + number % 10);
	return to;
}

/*
 * Write the text form, E.164 and ";ext=" with the extension where there is one,
 * of at most CONTACTS_PHONE_TEXT_MAX bytes, and return its length.
 */
size_t
contacts_phone_print(const contacts_phone *phone, char *text)
{
	char	   *to = text;

	*to++ = '+';
	to = put_code(to, phone);
	to = put_digits(to, phone->nsn, phone->nsn_len);
	if (phone->ext_len > 0)
	{
		to = put_string(to, ";ext=");
		to = put(to, phone->ext, phone->ext_len);
	}
	return (size_t) (to - text);
}

/*
 * Take a text form apart again, without judging it.  False for what
 * contacts_phone_print() cannot have written.
 */
bool
contacts_phone_load(const char *text, size_t len, contacts_phone *phone)
{
	uint8_t		digits[3 + CONTACTS_PHONE_NSN_MAX];
	int			n = 0;
	int			width;

	if (len < 4 || text[0] != '+')
		return false;
	for (text++, len--; len > 0 && n < (int) sizeof(digits) && *text >= '0' && *text <= '9'; text++, len--)
		digits[n++] = (uint8_t) (*text - '0');
	if (n < 3)
		return false;
	phone->code = contacts_phone_find_code(digits, &width);
	if (phone->code == CONTACTS_PHONE_NO_INDEX || n - width < 2 || n - width > CONTACTS_PHONE_NSN_MAX)
		return false;
	phone->nsn_len = (uint8_t) (n - width);
	memcpy(phone->nsn, digits + width, phone->nsn_len);
	phone->ext_len = 0;
	if (len > 0)
	{
		if (len < 6 || len > 5 + sizeof(phone->ext) || memcmp(text, ";ext=", 5) != 0)
			return false;
		phone->ext_len = (uint8_t) (len - 5);
		memcpy(phone->ext, text + 5, len - 5);
	}
	return true;
}

/*
 * Split a national number into the groups of a format: every group takes what
 * it can, the later ones keep their least.
 */
static void
split_groups(const uint8_t *groups, int digits, int *sizes)
{
	int			spare = digits;

	for (int i = 0; i < 5; i++)
	{
		sizes[i] = groups[i] & 0xf;
		spare -= sizes[i];
	}
	for (int i = 0; i < 5; i++)
	{
		int			more = (groups[i] >> 4) - (groups[i] & 0xf);

		if (more > spare)
			more = spare;
		sizes[i] += more;
		spare -= more;
	}
}

/* Append a national number in a format, 0 being none. */
static char *
put_formatted(char *to, const contacts_phone *phone, int format)
{
	const char *template = contacts_phone_templates[contacts_phone_formats[format][1]];
	int			sizes[5];

	split_groups(contacts_phone_format_groups[contacts_phone_formats[format][0]], phone->nsn_len, sizes);
	for (; *template; template++)
	{
		int			group = *template - 1;
		int			start = 0;

		if (group >= 5)
		{
			*to++ = *template;
			continue;
		}
		for (int i = 0; i < group; i++)
			start += sizes[i];
		to = put_digits(to, phone->nsn + start, sizes[group]);
	}
	return to;
}

/* Append a national number as a format, from 1, of its calling code says; 0: digits alone. */
static char *
put_national(char *to, const contacts_phone *phone, bool international)
{
	const contacts_phone_code *code = &contacts_phone_codes[phone->code];
	const contacts_phone_label *label;

	label = &contacts_phone_labels[contacts_phone_walk(code->root, phone->nsn, phone->nsn_len)];
	if (international && label->international > 0)
		return put_formatted(to, phone, code->international + label->international - 1);
	if (!international && label->national > 0)
		return put_formatted(to, phone, code->national + label->national - 1);
	return put_digits(to, phone->nsn, phone->nsn_len);
}

/* Append an extension after the label that the calling code's main region prefers. */
static char *
put_extension(char *to, const contacts_phone *phone)
{
	if (phone->ext_len == 0)
		return to;
	to = put_string(to, contacts_phone_extension_labels[contacts_phone_codes[phone->code].extension]);
	return put(to, phone->ext, phone->ext_len);
}

/* Make one hyphen of every run of punctuation, none at the start, and return the new end. */
static char *
hyphenate(char *text, char *end)
{
	char	   *to = text;
	bool		gap = false;

	for (char *from = text; from < end; from++)
	{
		if (*from < '0' || *from > '9')
		{
			gap = to > text;
			continue;
		}
		if (gap)
			*to++ = '-';
		gap = false;
		*to++ = *from;
	}
	return to;
}

/* Write a tel URI. */
static char *
put_rfc3966(char *to, const contacts_phone *phone)
{
	char	   *national;

	to = put_string(to, "tel:+");
	to = put_code(to, phone);
	*to++ = '-';
	national = to;
	to = hyphenate(national, put_national(to, phone, true));
	if (phone->ext_len > 0)
	{
		to = put_string(to, ";ext=");
		to = put(to, phone->ext, phone->ext_len);
	}
	return to;
}

/*
 * Write a number in one of the library's styles, of at most
 * CONTACTS_PHONE_FORMAT_MAX bytes, and return its length.  E164 is without the
 * extension.
 */
size_t
contacts_phone_format(const contacts_phone *phone, contacts_phone_style style, char *text)
{
	char	   *to = text;

	switch (style)
	{
		case CONTACTS_PHONE_E164:
			*to++ = '+';
			to = put_code(to, phone);
			to = put_digits(to, phone->nsn, phone->nsn_len);
			break;
		case CONTACTS_PHONE_INTERNATIONAL:
			*to++ = '+';
			to = put_code(to, phone);
			*to++ = ' ';
			to = put_extension(put_national(to, phone, true), phone);
			break;
		case CONTACTS_PHONE_NATIONAL:
			to = put_extension(put_national(to, phone, false), phone);
			break;
		case CONTACTS_PHONE_RFC3966:
			to = put_rfc3966(to, phone);
			break;
	}
	return (size_t) (to - text);
}

/* Find a style by its name; false: there is none. */
bool
contacts_phone_find_style(const char *name, size_t len, contacts_phone_style *style)
{
	static const char *const names[] = {
		[CONTACTS_PHONE_E164] = "E164",
		[CONTACTS_PHONE_INTERNATIONAL] = "INTERNATIONAL",
		[CONTACTS_PHONE_NATIONAL] = "NATIONAL",
		[CONTACTS_PHONE_RFC3966] = "RFC3966",
	};

	for (int i = 0; i <= CONTACTS_PHONE_RFC3966; i++)
		if (strlen(names[i]) == len && memcmp(names[i], name, len) == 0)
		{
			*style = (contacts_phone_style) i;
			return true;
		}
	return false;
}
