/*
 * white_space.c
 *	  White space in the database's encoding: what is trimmed, what separates names, what is blank.
 *
 * In other encodings than UTF-8 only that of ASCII is known.
 */
#include "pg/compat.h"

#include "mb/pg_wchar.h"
#include "pg/base/white_space.h"

/* Check whether a character is white space (Unicode 14.0, PropList.txt); spaces that hold words together are text. */
static bool
is_white_space(pg_wchar c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0x1680 ||
	(c >= 0x2000 && c <= 0x200A && c != 0x2007) ||
		c == 0x2028 || c == 0x2029 || c == 0x205F || c == 0x3000;
}

/* Get the number of bytes of the white space that stands at a place; 0 where another character does. */
int
contacts_white_space_at(const char *s)
{
	if (!IS_HIGHBIT_SET(*s))
		return is_white_space((pg_wchar) *s) ? 1 : 0;
	if (GetDatabaseEncoding() != PG_UTF8 || !is_white_space(utf8_to_unicode((const unsigned char *) s)))
		return 0;
	return pg_utf_mblen((const unsigned char *) s);
}

/* Get the number of bytes of the white space that ends at a place; 0 where another character does. */
int
contacts_white_space_before(const char *start, const char *end)
{
	const char *s = end - 1;

	/* to the first byte of a character in UTF-8 */
	while (s > start && (*s & 0xC0) == 0x80)
		s--;
	return contacts_white_space_at(s) == end - s ? (int) (end - s) : 0;
}

/*
 * Check whether a character leaves no ink: white space, spaces that hold words together, fillers, controls, and what is
 * ignored by default (Unicode 14.0, DerivedCoreProperties.txt).
 */
static bool
is_invisible(pg_wchar c)
{
	static const pg_wchar ranges[][2] = {
		{0x00, 0x1F}, {0x7F, 0xA0}, {0xAD, 0xAD}, {0x034F, 0x034F}, {0x061C, 0x061C}, {0x115F, 0x1160},
		{0x17B4, 0x17B5}, {0x180B, 0x180F}, {0x2000, 0x200F}, {0x2028, 0x202F}, {0x205F, 0x206F}, {0x2800, 0x2800},
		{0x3164, 0x3164},
		{0xFE00, 0xFE0F}, {0xFEFF, 0xFEFF}, {0xFFA0, 0xFFA0}, {0xFFF0, 0xFFFB}, {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A},
		{0xE0000, 0xE0FFF}
	};

	if (is_white_space(c))
		return true;
	for (int i = 0; i < lengthof(ranges); i++)
	{
		if (c >= ranges[i][0] && c <= ranges[i][1])
			return true;
	}
	return false;
}

/* Get the number of bytes of the invisible character that stands at a place; 0 where another character does. */
static int
invisible_at(const char *s)
{
	if (!IS_HIGHBIT_SET(*s))
		return is_invisible((pg_wchar) *s) ? 1 : 0;
	if (GetDatabaseEncoding() != PG_UTF8 || !is_invisible(utf8_to_unicode((const unsigned char *) s)))
		return 0;
	return pg_utf_mblen((const unsigned char *) s);
}

/* Check whether text shows nothing. */
bool
contacts_is_blank(const char *s, int len)
{
	const char *end = s + len;
	int			invisible;

	while (s < end && (invisible = invisible_at(s)) > 0)
		s += invisible;
	return s == end;
}
