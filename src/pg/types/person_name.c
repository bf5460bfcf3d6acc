/*
 * person_name.c
 *	  Names of people and companies: trimming, normal form, parts.
 */
#include "pg/compat.h"

#include "common/unicode_norm.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "pg/base/text.h"
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
	pg_wchar   *input = contacts_code_points(VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value));
	pg_wchar   *output;
	unsigned char *end;
	text	   *result;
	int			count;

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
 * Trim white space and bring into normal form C; the same pointer where there is nothing to do.  Text that shows
 * nothing is empty.
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

/* Join the words of one role; NULL where there is none. */
static text *
join_words(const contacts_name_word *words, int count, contacts_name_role role)
{
	StringInfoData buf;

	initStringInfo(&buf);
	for (int i = 0; i < count; i++)
	{
		if (words[i].role != role)
			continue;
		if (buf.len > 0)
			appendStringInfoChar(&buf, ' ');
		appendBinaryStringInfo(&buf, words[i].start, (int) words[i].len);
	}
	return buf.len > 0 ? cstring_to_text_with_len(buf.data, buf.len) : NULL;
}

/* Split a name of very many words at its last blank. */
static void
split_long(text *name, text **parts)
{
	const char *start = VARDATA_ANY(name);
	const char *end = start + VARSIZE_ANY_EXHDR(name);
	const char *word = end;

	while (word > start && word[-1] != ' ')
		word--;
	parts[CONTACTS_PART_FIRST] = word > start ? cstring_to_text_with_len(start, word - 1 - start) : NULL;
	parts[CONTACTS_PART_LAST] = end > word ? cstring_to_text_with_len(word, end - word) : NULL;
}

/* Split a full name into its parts, of which there is no middle name: it is one of the first names. */
void
contacts_split_name(text *name, contacts_name_order order, text **parts)
{
	contacts_name_word words[CONTACTS_NAME_WORDS];
	int			count;

	name = contacts_tidy_name(name);
	memset(parts, 0, sizeof(text *) * CONTACTS_PARTS);
	count = contacts_name_split(VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name), order, words);
	if (count == 0)
	{
		split_long(name, parts);
		return;
	}
	parts[CONTACTS_PART_PREFIX] = join_words(words, count, CONTACTS_NAME_PREFIX);
	parts[CONTACTS_PART_FIRST] = join_words(words, count, CONTACTS_NAME_FIRST);
	parts[CONTACTS_PART_LAST] = join_words(words, count, CONTACTS_NAME_LAST);
	parts[CONTACTS_PART_SUFFIX] = join_words(words, count, CONTACTS_NAME_SUFFIX);
}

/* Check whether a part of a name is written in Chinese, Japanese or Korean. */
static bool
is_cjk(text *part)
{
	return part && GetDatabaseEncoding() == PG_UTF8 && contacts_name_is_cjk(VARDATA_ANY(part), VARSIZE_ANY_EXHDR(part));
}

/* Make a full name of its parts, any of which may be missing; NULL for none.  A spaced one has blanks in CJK too. */
text *
contacts_compose_name(text *const *parts, contacts_name_order order, bool spaced)
{
	static const int given[] = {CONTACTS_PART_PREFIX, CONTACTS_PART_FIRST, CONTACTS_PART_MIDDLE, CONTACTS_PART_LAST,
	CONTACTS_PART_SUFFIX};
	static const int family[] = {CONTACTS_PART_PREFIX, CONTACTS_PART_LAST, CONTACTS_PART_FIRST, CONTACTS_PART_MIDDLE,
	CONTACTS_PART_SUFFIX};
	bool		cjk = is_cjk(parts[CONTACTS_PART_FIRST]) && is_cjk(parts[CONTACTS_PART_LAST]);
	const int  *places = cjk || order != CONTACTS_NAME_GIVEN_FIRST ? family : given;
	StringInfoData buf;

	initStringInfo(&buf);
	for (int i = 0; i < CONTACTS_PARTS; i++)
	{
		text	   *part = parts[places[i]];

		if (part == NULL || VARSIZE_ANY_EXHDR(part) == 0)
			continue;
		if (buf.len > 0 && !(cjk && !spaced && places[i] == CONTACTS_PART_FIRST && parts[CONTACTS_PART_PREFIX] == NULL))
			appendStringInfoChar(&buf, ' ');
		appendBinaryStringInfo(&buf, VARDATA_ANY(part), VARSIZE_ANY_EXHDR(part));
	}
	return buf.len > 0 ? cstring_to_text_with_len(buf.data, buf.len) : NULL;
}

/* Tell the order of names of a contact by its language, or else by what the organization has set. */
contacts_name_order
contacts_name_order_for(text *language, bool family_first)
{
	contacts_name_order order;

	if (language && contacts_name_order_of(VARDATA_ANY(language), VARSIZE_ANY_EXHDR(language), &order))
		return order;
	return family_first ? CONTACTS_NAME_FAMILY_FIRST : CONTACTS_NAME_GIVEN_FIRST;
}
