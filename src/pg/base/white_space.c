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

/* Check whether text is nothing but white space. */
bool
contacts_is_blank(const char *s, int len)
{
	const char *end = s + len;
	int			space;

	while (s < end && (space = contacts_white_space_at(s)) > 0)
		s += space;
	return s == end;
}
