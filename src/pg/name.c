/*
 * name.c
 *	  Names of people and companies: trimming, normal form, parts.
 */
#include "pg/compat.h"

#include "common/unicode_norm.h"
#include "mb/pg_wchar.h"
#include "pg/name.h"
#include "utils/builtins.h"

/* Tell whether a byte is ASCII white space. */
static inline bool
is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Tell whether text has a byte outside ASCII. */
static bool
has_high_byte(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
	{
		if (IS_HIGHBIT_SET(s[i]))
			return true;
	}
	return false;
}

/* Bring UTF-8 text into normal form C, as the server's normalize() does. */
static text *
normalize_utf8(text *value)
{
	const unsigned char *at = (const unsigned char *) VARDATA_ANY(value);
	size_t		len = VARSIZE_ANY_EXHDR(value);
	int			count = pg_mbstrlen_with_len((const char *) at, len);
	pg_wchar   *input = palloc((count + 1) * sizeof(pg_wchar));
	pg_wchar   *output;
	unsigned char *end;
	text	   *result;

	for (int i = 0; i < count; i++)
	{
		input[i] = utf8_to_unicode(at);
		at += pg_utf_mblen(at);
	}
	input[count] = 0;
	if (unicode_is_normalized_quickcheck(UNICODE_NFC, input) == UNICODE_NORM_QC_YES)
		return value;
	output = unicode_normalize(UNICODE_NFC, input);
	for (count = 0; output[count]; count++)
		;
	result = palloc(VARHDRSZ + (size_t) count * MAX_UNICODE_EQUIVALENT_STRING);
	end = (unsigned char *) VARDATA(result);
	for (int i = 0; i < count; i++)
	{
		unicode_to_utf8(output[i], end);
		end += pg_utf_mblen(end);
	}
	SET_VARSIZE(result, (char *) end - (char *) result);
	return result;
}

/* Trim white space and bring into normal form C; the same pointer where there is nothing to do. */
text *
contacts_tidy_text(text *value)
{
	const char *s = VARDATA_ANY(value);
	size_t		len = VARSIZE_ANY_EXHDR(value);
	size_t		start = 0;

	while (start < len && is_space(s[start]))
		start++;
	while (len > start && is_space(s[len - 1]))
		len--;
	if (start > 0 || len < VARSIZE_ANY_EXHDR(value))
		value = cstring_to_text_with_len(s + start, len - start);
	if (GetDatabaseEncoding() == PG_UTF8 && has_high_byte(VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value)))
		value = normalize_utf8(value);
	return value;
}

/* Make a full name of a first and a last name, either of which may be missing. */
text *
contacts_join_names(text *first, text *last)
{
	size_t		first_len;
	size_t		last_len;
	text	   *name;

	if (first == NULL || last == NULL)
		return first ? first : last;
	first_len = VARSIZE_ANY_EXHDR(first);
	last_len = VARSIZE_ANY_EXHDR(last);
	name = palloc(VARHDRSZ + first_len + 1 + last_len);
	SET_VARSIZE(name, VARHDRSZ + first_len + 1 + last_len);
	memcpy(VARDATA(name), VARDATA_ANY(first), first_len);
	VARDATA(name)[first_len] = ' ';
	memcpy(VARDATA(name) + first_len + 1, VARDATA_ANY(last), last_len);
	return name;
}

/* Split a full name at its last space; one word is a first name. */
void
contacts_split_name(text *name, text **first, text **last)
{
	const char *s = VARDATA_ANY(name);
	size_t		len = VARSIZE_ANY_EXHDR(name);
	size_t		end = len;
	size_t		space;

	*first = *last = NULL;
	while (end > 0 && !is_space(s[end - 1]))
		end--;
	space = end;
	while (space > 0 && is_space(s[space - 1]))
		space--;
	if (space == 0)
	{
		*first = len > 0 ? name : NULL;
		return;
	}
	*first = cstring_to_text_with_len(s, space);
	*last = cstring_to_text_with_len(s + end, len - end);
}
