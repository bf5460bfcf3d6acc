/*
 * text.c
 *	  Comparing and reading short texts.
 */
#include "pg/compat.h"

#include "catalog/pg_collation.h"
#include "pg/base/text.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"

/* Read a positive bigint in plain digits; 0 where the text is something else. */
int64
contacts_parse_id(const char *text)
{
	uint64		value = 0;

	if (*text == '\0' || strlen(text) > 19)
		return 0;
	for (; *text; text++)
	{
		if (*text < '0' || *text > '9')
			return 0;
		value = value * 10 + (*text - '0');
	}
	return value > PG_INT64_MAX ? 0 : (int64) value;
}

/* Tell whether text is this word. */
bool
contacts_text_is(text *value, const char *word)
{
	return value && VARSIZE_ANY_EXHDR(value) == strlen(word) && memcmp(VARDATA_ANY(value), word, strlen(word)) == 0;
}

/* Tell whether two texts are the same but for the case of letters. */
bool
contacts_text_same(text *a, text *b)
{
	return a && b && VARSIZE_ANY_EXHDR(a) == VARSIZE_ANY_EXHDR(b) &&
		pg_strncasecmp(VARDATA_ANY(a), VARDATA_ANY(b), VARSIZE_ANY_EXHDR(a)) == 0;
}

/* Tell whether text is a word of a list that commas separate. */
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

/* Call one of our own functions of text that is null where the text is no value. */
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
