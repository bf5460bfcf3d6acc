/*
 * error.c
 *	  The one exit of every input function, and how it shows what it refused.
 */
#include "pg/compat.h"

#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "pg/error.h"

/* longest piece of refused input that a message repeats, in characters */
#define SHOWN_CHARACTERS 80

/* Tell whether a reader would not see this code point for what it is. */
static bool
is_invisible(pg_wchar c)
{
	return c < 0x20 || (c >= 0x7f && c <= 0xa0) || c == 0xad ||
		c == 0x034f || c == 0x061c || (c >= 0x115f && c <= 0x1160) ||
		(c >= 0x17b4 && c <= 0x17b5) || (c >= 0x180b && c <= 0x180f) ||
		(c >= 0x2000 && c <= 0x200f) || (c >= 0x2028 && c <= 0x202f) ||
		(c >= 0x205f && c <= 0x206f) || c == 0x3000 || c == 0x3164 ||
		(c >= 0xd800 && c <= 0xf8ff) || (c >= 0xfe00 && c <= 0xfe0f) ||
		c == 0xfeff || c == 0xffa0 || (c >= 0xfff0 && c <= 0xffff) ||
		(c >= 0x1d173 && c <= 0x1d17a) || c >= 0xe0000;
}

/* Show input with invisible characters escaped and its length bounded. */
char *
contacts_quote_input(const char *input, size_t len)
{
	StringInfoData buf;
	bool		utf8 = GetDatabaseEncoding() == PG_UTF8;
	size_t		at = 0;

	initStringInfo(&buf);
	for (int shown = 0; at < len && shown < SHOWN_CHARACTERS; shown++)
	{
		int			width = pg_mblen(input + at);
		pg_wchar	c = (unsigned char) input[at];

		if (at + width > len)
			break;
		if (utf8)
			c = utf8_to_unicode((const unsigned char *) input + at);
		if ((utf8 || width == 1) && is_invisible(c) && !(!utf8 && c >= 0x80))
			appendStringInfo(&buf, c > 0xffff ? "\\U%08X" : c > 0xff ? "\\u%04X" : "\\x%02X", (unsigned int) c);
		else
			appendBinaryStringInfo(&buf, input + at, width);
		at += width;
	}
	if (at < len)
		appendStringInfoString(&buf, "...");
	return buf.data;
}

/* Refuse input in core's words; soft where the caller asked for it. */
Datum
contacts_invalid_input(Node *escontext, const char *type, const char *input, size_t len,
					   const char *detail, const char *hint)
{
	contacts_ereturn(escontext, (Datum) 0,
					 (errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
					  errmsg("invalid input syntax for type %s: \"%s\"", type,
							 contacts_quote_input(input, len)),
					  detail ? errdetail_internal("%s", detail) : 0,
					  hint ? errhint("%s", hint) : 0));
}
