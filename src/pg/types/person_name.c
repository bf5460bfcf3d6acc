/*
 * person_name.c
 *	  Names of people and companies: trimming, normal form, parts.
 */
#include "pg/compat.h"

#include "common/unicode_norm.h"
#include "mb/pg_wchar.h"
#include "pg/base/white_space.h"
#include "pg/types/person_name.h"
#include "utils/builtins.h"

/* Check whether text has a byte outside ASCII. */
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

/*
 * Trim white space and bring into normal form C; the same pointer where there is nothing to do.  Text that shows nothing
 * is empty.
 */
text *
contacts_tidy_text(text *value)
{
	const char *start = VARDATA_ANY(value);
	const char *end = start + VARSIZE_ANY_EXHDR(value);
	int			space;

	while (start < end && (space = contacts_white_space_at(start)) > 0)
		start += space;
	while (end > start && (space = contacts_white_space_before(start, end)) > 0)
		end -= space;
	if (contacts_is_blank(start, end - start))
		end = start;
	if (end - start < VARSIZE_ANY_EXHDR(value))
		value = cstring_to_text_with_len(start, end - start);
	if (GetDatabaseEncoding() == PG_UTF8 && has_high_byte(VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value)))
		value = normalize_utf8(value);
	return value;
}

/* Check whether text has a run of white space, or one that is no blank. */
static bool
has_runs(const char *s, const char *end)
{
	int			space;

	for (bool after_space = false; s < end; s += space > 0 ? space : 1)
	{
		space = contacts_white_space_at(s);
		if (space > 0 && (after_space || *s != ' '))
			return true;
		after_space = space > 0;
	}
	return false;
}

/* Tidy a name: one line, one blank between words. */
text *
contacts_tidy_name(text *value)
{
	text	   *tidy = contacts_tidy_text(value);
	const char *s = VARDATA_ANY(tidy);
	const char *end = s + VARSIZE_ANY_EXHDR(tidy);
	text	   *result;
	char	   *at;

	if (!has_runs(s, end))
		return tidy;
	result = palloc(VARHDRSZ + (end - s));
	at = VARDATA(result);
	while (s < end)
	{
		int			space = contacts_white_space_at(s);

		if (space == 0)
			*at++ = *s++;
		else
		{
			if (at[-1] != ' ')
				*at++ = ' ';
			s += space;
		}
	}
	SET_VARSIZE(result, at - (char *) result);
	return result;
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

/* Split a full name at its last white space; one word is a first name. */
void
contacts_split_name(text *name, text **first, text **last)
{
	const char *start = VARDATA_ANY(name);
	const char *end = start + VARSIZE_ANY_EXHDR(name);
	const char *word = end;
	const char *before;
	int			space;

	*first = *last = NULL;
	while (word > start && contacts_white_space_before(start, word) == 0)
		word--;
	before = word;
	while (before > start && (space = contacts_white_space_before(start, before)) > 0)
		before -= space;
	if (before == start)
	{
		*first = end > start ? name : NULL;
		return;
	}
	*first = cstring_to_text_with_len(start, before - start);
	*last = cstring_to_text_with_len(word, end - word);
}
