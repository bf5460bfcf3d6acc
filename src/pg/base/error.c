/*
 * error.c
 *	  The one exit of every input function, and how it shows what it refused.
 */
#include "pg/compat.h"

#include "core/unicode.h"
#include "core/unicode_table.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "pg/base/error.h"

/* longest piece of refused input that a message repeats, in characters */
#define SHOWN_CHARACTERS 80

/* Check whether a reader would not see this code point for what it is. */
static bool
is_invisible(pg_wchar c)
{
	return c != ' ' && c <= CONTACTS_UNICODE_LAST &&
		(contacts_unicode_get(c)->flags & CONTACTS_UNICODE_UNSAFE) != 0;
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
		if (utf8 ? is_invisible(c) : c < 0x20 || c == 0x7f)
			appendStringInfo(&buf, c > 0xffff ? "\\U%08X" : c > 0x7f ? "\\u%04X" : "\\x%02X", (unsigned int) c);
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
