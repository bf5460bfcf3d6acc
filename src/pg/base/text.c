/*
 * text.c
 *	  Comparing and reading short texts.
 */
#include "pg/compat.h"

#include "catalog/pg_collation.h"
#include "pg/base/text.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"

/* The code points of UTF-8 text, up to a zero, as unicode_normalize() takes them. */
pg_wchar *
contacts_code_points(const char *utf8, size_t len)
{
	int			count = pg_mbstrlen_with_len(utf8, len);
	pg_wchar   *points = palloc((count + 1) * sizeof(pg_wchar));

	for (int i = 0; i < count; i++)
	{
		points[i] = utf8_to_unicode((const unsigned char *) utf8);
		utf8 += pg_utf_mblen((const unsigned char *) utf8);
	}
	points[count] = 0;
	return points;
}

/* Read a bigint in plain digits; false where the text is something else. */
bool
contacts_parse_digits(const char *text, size_t len, int64 *value)
{
	uint64		number = 0;

	if (len < 1 || len > 19)
		return false;
	for (size_t i = 0; i < len; i++)
	{
		if (text[i] < '0' || text[i] > '9')
			return false;
		number = number * 10 + (text[i] - '0');
	}
	if (number > PG_INT64_MAX)
		return false;
	*value = (int64) number;
	return true;
}

/* Read a positive bigint in plain digits; 0 where the text is something else. */
int64
contacts_parse_id(const char *text)
{
	int64		value;

	return contacts_parse_digits(text, strlen(text), &value) ? value : 0;
}

/* Compare text with a word; NULL is no word. */
bool
contacts_text_is(text *value, const char *word)
{
	return value && VARSIZE_ANY_EXHDR(value) == strlen(word) && memcmp(VARDATA_ANY(value), word, strlen(word)) == 0;
}

/* Compare two texts, ignoring the case of ASCII letters; NULL equals nothing. */
bool
contacts_text_same(text *a, text *b)
{
	return a && b && VARSIZE_ANY_EXHDR(a) == VARSIZE_ANY_EXHDR(b) &&
		pg_strncasecmp(VARDATA_ANY(a), VARDATA_ANY(b), VARSIZE_ANY_EXHDR(a)) == 0;
}

/* Find text in a list of words separated by commas. */
bool
contacts_is_listed(text *value, const char *list)
{
	const char *s = VARDATA_ANY(value);
	size_t		len = VARSIZE_ANY_EXHDR(value);

	while (*list)
	{
		size_t		word = strcspn(list, ",");

		if (word == len && memcmp(s, list, len) == 0)
			return true;
		list += word + (list[word] == ',');
	}
	return false;
}

/* Call a function that takes text and returns NULL where the text is no value of its type. */
bool
contacts_try_text(PGFunction function, text *value, Datum *result)
{
	LOCAL_FCINFO(fcinfo, 1);

	InitFunctionCallInfoData(*fcinfo, NULL, 1, InvalidOid, NULL, NULL);
	fcinfo->args[0].value = PointerGetDatum(value);
	fcinfo->args[0].isnull = false;
	*result = function(fcinfo);
	return !fcinfo->isnull;
}

/* Make text lower case, as lower() does. */
text *
contacts_lower(const char *string)
{
	return DatumGetTextPP(DirectFunctionCall1Coll(lower, DEFAULT_COLLATION_OID, CStringGetTextDatum(string)));
}
