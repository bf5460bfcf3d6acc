/*
 * phone_scan.c
 *		Find the number in what a person typed.
 *
 * Follows the text level of libphonenumber's parser (extraction, tel URIs,
 * normalization), whose rules are regular expressions.  Each is a scan in one
 * direction here, so all of them are linear.
 */
#include "core/phone_scan.h"

#include <string.h>

#define IS(scan, i, what) (((scan)->kinds[i] & CONTACTS_PHONE_##what) != 0)

/* Return the index of the run of characters above U+007F that c lies in. */
static int
find_run(uint32_t c)
{
	int			low = 0;
	int			high = CONTACTS_PHONE_CHAR_RUNS;

	while (high - low > 1)
	{
		int			middle = (low + high) / 2;

		if (contacts_phone_char_runs[middle] >> 5 <= c)
			low = middle;
		else
			high = middle;
	}
	return low;
}

/* Return what a character is to a phone number. */
static uint16_t
char_kind(uint32_t c)
{
	if (c < 128)
		return contacts_phone_ascii_kinds[c];
	return contacts_phone_char_kinds[contacts_phone_char_runs[find_run(c)] & 0x1f];
}

/* Return the value of a decimal digit; its run begins with a zero. */
int
contacts_phone_digit_value(uint32_t c)
{
	if (c < 128)
		return (int) (c - '0');
	return (int) ((c - (contacts_phone_char_runs[find_run(c)] >> 5)) % 10);
}

/* Decode one character of UTF-8 and return its bytes, 0 if it is none. */
static int
decode_char(const unsigned char *s, size_t len, uint32_t *c)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	int			bytes;

	if (s[0] < 0x80)
	{
		*c = s[0];
		return s[0] != 0;
	}
	bytes = s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : 2;
	if (s[0] < 0xc2 || s[0] > 0xf4 || len < (size_t) bytes)
		return 0;
	*c = s[0] & (0x7f >> bytes);
	for (int i = 1; i < bytes; i++)
	{
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		*c = *c << 6 | (s[i] & 0x3f);
	}
	if (*c < least[bytes] || *c > 0x10ffff || (*c >= 0xd800 && *c <= 0xdfff))
		return 0;
	return bytes;
}

/*
 * Decode a text.  TOO_LONG beyond CONTACTS_PHONE_INPUT_MAX characters,
 * NOT_A_NUMBER for what is not UTF-8.
 */
contacts_phone_status
contacts_phone_decode(const char *text, size_t len, contacts_phone_scan *scan)
{
	const unsigned char *s = (const unsigned char *) text;
	size_t		at = 0;
	int			n = 0;

	if (len > CONTACTS_PHONE_INPUT_BYTES)
		return CONTACTS_PHONE_TOO_LONG;
	while (at < len)
	{
		uint32_t	c;
		int			bytes = decode_char(s + at, len - at, &c);

		if (bytes == 0)
			return CONTACTS_PHONE_NOT_A_NUMBER;
		if (n == CONTACTS_PHONE_INPUT_MAX)
			return CONTACTS_PHONE_TOO_LONG;
		scan->chars[n] = c;
		scan->kinds[n++] = char_kind(c);
		at += (size_t) bytes;
	}
	scan->len = n;
	return CONTACTS_PHONE_OK;
}

/* Write characters as UTF-8 and return the number of bytes. */
size_t
contacts_phone_encode(const contacts_phone_scan *scan, int from, int to, char *text)
{
	char	   *t = text;

	for (int i = from; i < to; i++)
	{
		uint32_t	c = scan->chars[i];

		if (c < 0x80)
			*t++ = (char) c;
		else
		{
			if (c < 0x800)
				*t++ = (char) (0xc0 | c >> 6);
			else
			{
				if (c < 0x10000)
					*t++ = (char) (0xe0 | c >> 12);
				else
				{
					*t++ = (char) (0xf0 | c >> 18);
					*t++ = (char) (0x80 | (c >> 12 & 0x3f));
				}
				*t++ = (char) (0x80 | (c >> 6 & 0x3f));
			}
			*t++ = (char) (0x80 | (c & 0x3f));
		}
	}
	return (size_t) (t - text);
}

/* Keep the characters from..to of a text and drop the others. */
static void
keep(contacts_phone_scan *scan, int from, int to)
{
	scan->len = to - from;
	memmove(scan->chars, scan->chars + from, sizeof(scan->chars[0]) * (size_t) scan->len);
	memmove(scan->kinds, scan->kinds + from, sizeof(scan->kinds[0]) * (size_t) scan->len);
}

/* Return where an ASCII text first stands at or after a position, or -1. */
static int
find_text(const contacts_phone_scan *scan, int from, const char *text)
{
	int			size = (int) strlen(text);

	for (int i = from; i + size <= scan->len; i++)
	{
		int			n = 0;

		if (scan->chars[i] != (unsigned char) text[0])
			continue;
		while (n < size && scan->chars[i + n] == (unsigned char) text[n])
			n++;
		if (n == size)
			return i;
	}
	return -1;
}

/* Is there a second number's mark at i: a slash of either kind, blanks, "x"? */
static bool
second_number_at(const contacts_phone_scan *scan, int i, int end)
{
	if (scan->chars[i] != '/' && scan->chars[i] != '\\')
		return false;
	do
		i++;
	while (i < end && scan->chars[i] == ' ');
	return i < end && scan->chars[i] == 'x';
}

/* Cut a second number off, as in "530-583-6985 x302/x2303": the last mark of the first line that has one. */
static void
cut_second_number(contacts_phone_scan *scan, int *from, int *to)
{
	int			line = *from;
	int			mark = -1;

	for (int i = *from; i < *to; i++)
	{
		if (IS(scan, i, NEWLINE))
		{
			if (mark >= 0)
				break;
			line = i + 1;
		}
		else if (second_number_at(scan, i, *to))
			mark = i;
	}
	if (mark >= 0)
	{
		*from = line;
		*to = mark;
	}
}

/* Cut the text down to what may be a number: from the first plus or digit to the last letter, digit or #. */
static void
extract(contacts_phone_scan *scan)
{
	int			from = 0;
	int			to = scan->len;

	for (int i = 0; i < scan->len; i++)
		if (IS(scan, i, BAD))
			to = 0;
	while (from < to && !IS(scan, from, PLUS) && !IS(scan, from, DIGIT))
		from++;
	while (to > from && !IS(scan, to - 1, KEEP))
		to--;
	cut_second_number(scan, &from, &to);
	keep(scan, from, to);
}

static bool
is_letter(uint32_t c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

/* Is from..to a global number of RFC 3966: plus, then digits among visual separators? */
static bool
is_global_context(const contacts_phone_scan *scan, int from, int to)
{
	bool		digit = false;

	if (scan->chars[from] != '+')
		return false;
	for (int i = from + 1; i < to; i++)
	{
		uint32_t	c = scan->chars[i];

		if (IS(scan, i, DIGIT))
			digit = true;
		else if (c != '-' && c != '.' && c != '(' && c != ')')
			return false;
	}
	return digit;
}

/* Is from..to a domain name of RFC 3966, whose last label begins with a letter? */
static bool
is_domain_context(const contacts_phone_scan *scan, int from, int to)
{
	int			label = from;

	if (to - from > 1 && scan->chars[to - 1] == '.')
		to--;
	for (int i = from; i <= to; i++)
	{
		if (i < to && scan->chars[i] != '.')
		{
			if (!is_letter(scan->chars[i]) && !IS(scan, i, DIGIT) && scan->chars[i] != '-')
				return false;
			continue;
		}
		if (i == label || scan->chars[label] == '-' || scan->chars[i - 1] == '-')
			return false;
		if (i == to)
			return is_letter(scan->chars[label]);
		label = i + 1;
	}
	return false;
}

/* Put a tel URI's number after its phone-context, where that is a number. */
static contacts_phone_status
join_context(contacts_phone_scan *scan, int mark)
{
	contacts_phone_scan joined;
	int			context = mark + 15;	/* strlen(";phone-context=") */
	int			end = context;
	int			tel = find_text(scan, 0, "tel:");
	int			start = tel >= 0 ? tel + 4 : 0;
	int			n = 0;

	while (end < scan->len && scan->chars[end] != ';')
		end++;
	if (end == context ||
		!(is_global_context(scan, context, end) || is_domain_context(scan, context, end)))
		return CONTACTS_PHONE_NOT_A_NUMBER;
	if (scan->chars[context] == '+')
		for (int i = context; i < end; i++, n++)
		{
			joined.chars[n] = scan->chars[i];
			joined.kinds[n] = scan->kinds[i];
		}

	/* a "tel:" behind the context makes the library take all that follows it */
	if (start > mark)
		mark = scan->len;
	for (int i = start; i < mark; i++, n++)
	{
		joined.chars[n] = scan->chars[i];
		joined.kinds[n] = scan->kinds[i];
	}
	memcpy(scan->chars, joined.chars, sizeof(joined.chars[0]) * (size_t) n);
	memcpy(scan->kinds, joined.kinds, sizeof(joined.kinds[0]) * (size_t) n);
	scan->len = n;
	return CONTACTS_PHONE_OK;
}

/* Cut a decoded text down to its number, without a tel URI's parameters. */
contacts_phone_status
contacts_phone_find_number(contacts_phone_scan *scan)
{
	contacts_phone_status status = CONTACTS_PHONE_OK;
	int			mark = find_text(scan, 0, ";phone-context=");

	if (mark >= 0)
		status = join_context(scan, mark);
	else
		extract(scan);
	mark = find_text(scan, 0, ";isub=");
	if (mark >= 0)
		scan->len = mark;
	return status;
}

/* Return the digit of a letter on a telephone's keypad, -1 for other characters. */
static int
keypad_digit(uint32_t c)
{
	static const char digits[] = "22233344455566677778889999";

	if (!is_letter(c))
		return -1;
	return digits[(c | 0x20) - 'a'] - '0';
}

/*
 * Write the values of the digits of from..to and return how many they are.
 * With three letters or more these count as keys of a telephone, and digits of
 * other scripts are dropped, as the library does; with fewer they are dropped.
 */
int
contacts_phone_normalize(const contacts_phone_scan *scan, int from, int to, uint8_t *digits)
{
	int			letters = 0;
	int			n = 0;

	for (int i = from; i < to; i++)
		letters += IS(scan, i, ALPHA);
	for (int i = from; i < to; i++)
	{
		uint32_t	c = scan->chars[i];

		if (IS(scan, i, DIGIT) && (letters < 3 || c < 128))
			digits[n++] = (uint8_t) contacts_phone_digit_value(c);
		else if (letters >= 3 && keypad_digit(c) >= 0)
			digits[n++] = (uint8_t) keypad_digit(c);
	}
	return n;
}
