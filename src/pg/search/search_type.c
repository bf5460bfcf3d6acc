/*
 * search_type.c
 *	  The types search_key and search_query: an organization and folded text.
 */
#include "pg/compat.h"

#include "catalog/pg_type.h"
#include "common/unicode_norm.h"
#include "core/phone.h"
#include "core/search.h"
#include "libpq/pqformat.h"
#include "mb/pg_wchar.h"
#include "pg/base/error.h"
#include "pg/base/text.h"
#include "pg/search/search_type.h"
#include "utils/array.h"
#include "utils/builtins.h"

/* a query is what a person types into a box */
#define LONGEST_QUERY 500

PG_FUNCTION_INFO_V1(contacts_search_key_in);
PG_FUNCTION_INFO_V1(contacts_search_key_out);
PG_FUNCTION_INFO_V1(contacts_search_key_recv);
PG_FUNCTION_INFO_V1(contacts_search_key_send);
PG_FUNCTION_INFO_V1(contacts_search_query_in);
PG_FUNCTION_INFO_V1(contacts_search_query_out);
PG_FUNCTION_INFO_V1(contacts_search_query_recv);
PG_FUNCTION_INFO_V1(contacts_search_query_send);
PG_FUNCTION_INFO_V1(contacts_to_search_query);
PG_FUNCTION_INFO_V1(contacts_to_tag_query);
PG_FUNCTION_INFO_V1(contacts_search_fold_sql);
PG_FUNCTION_INFO_V1(contacts_search_matches);
PG_FUNCTION_INFO_V1(contacts_search_similar);
PG_FUNCTION_INFO_V1(contacts_search_rank_sql);

/* Look into a value of either type; detoasts where it has to. */
contacts_search_view
contacts_search_read(Datum value)
{
	struct varlena *v = PG_DETOAST_DATUM_PACKED(value);
	contacts_search_view view;

	memcpy(&view.organization_id, VARDATA_ANY(v), sizeof(int64));
	view.text = VARDATA_ANY(v) + sizeof(int64);
	view.len = VARSIZE_ANY_EXHDR(v) - sizeof(int64);
	return view;
}

/* Make a value of either type. */
contacts_search_text *
contacts_search_make(int64 organization_id, const char *text, size_t len)
{
	size_t		size = offsetof(contacts_search_text, text) + len;
	contacts_search_text *value = palloc(size);

	SET_VARSIZE(value, size);
	memcpy(value->organization_id, &organization_id, sizeof(int64));
	memcpy(value->text, text, len);
	return value;
}

/* Append a separator unless the text ends with one. */
static void
append_separator(StringInfo buf, char separator)
{
	if (buf->len > 0 && buf->data[buf->len - 1] != ' ' && buf->data[buf->len - 1] != '\t')
		appendStringInfoChar(buf, separator);
}

/* Append ASCII text, folded; returns how many bytes were ASCII. */
static size_t
fold_ascii(StringInfo buf, const char *s, size_t len)
{
	size_t		i = 0;

	for (; i < len && !IS_HIGHBIT_SET(s[i]); i++)
	{
		char		c = s[i];

		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
			appendStringInfoCharMacro(buf, c);
		else if (c >= 'A' && c <= 'Z')
			appendStringInfoCharMacro(buf, c + ('a' - 'A'));
		else if (c != '\'')
			append_separator(buf, ' ');
	}
	return i;
}

/* Append code points, folded one by one. */
static void
fold_characters(StringInfo buf, const pg_wchar *c)
{
	for (; *c; c++)
	{
		char		folded[4];
		size_t		n;

		if (contacts_search_drops(*c))
			continue;
		n = contacts_search_fold(*c, folded);
		if (n == 0)
			append_separator(buf, ' ');
		else
			appendBinaryStringInfo(buf, folded, n);
	}
}

/*
 * Append UTF-8 text, folded: taken apart, without accents, put together again (so that a Hangul syllable stays one
 * character), in one case.
 */
static void
fold_utf8(StringInfo buf, const char *s, size_t len)
{
	pg_wchar   *parts = unicode_normalize(UNICODE_NFKD, contacts_code_points(s, len));
	int			kept = 0;

	for (pg_wchar *p = parts; *p; p++)
	{
		if (!contacts_search_drops(*p))
			parts[kept++] = *p;
	}
	parts[kept] = 0;
	fold_characters(buf, unicode_normalize(UNICODE_NFC, parts));
}

/* Append folded text. */
void
contacts_search_fold_text(StringInfo buf, const char *s, size_t len)
{
	int			start = buf->len;

	if (fold_ascii(buf, s, len) == len)
		return;
	buf->len = start;
	buf->data[start] = '\0';
	if (GetDatabaseEncoding() == PG_UTF8)
		fold_utf8(buf, s, len);
	else
	{
		/* other encodings: letters beyond ASCII stand for themselves */
		for (size_t at = 0; at < len;)
		{
			size_t		ascii = fold_ascii(buf, s + at, len - at);

			at += ascii;
			for (; at < len && IS_HIGHBIT_SET(s[at]); at++)
				appendStringInfoCharMacro(buf, s[at]);
		}
	}
}

/* Both types are an organization and folded text; they print alike, and differ in name and in what the hint says. */
typedef struct search_type
{
	const char *name;
	const char *hint;
} search_type;

static const search_type key_type = {
	"search_key", "Leave the column to the row rule of table contact."
};
static const search_type query_type = {
	"search_query", "Make queries with contacts.to_search_query(text) or contacts.to_tag_query(text[])."
};

/* Read a bigint, which may be negative; false where the text is something else. */
static bool
parse_organization(const char *s, size_t len, int64 *organization_id)
{
	bool		negative = len > 0 && *s == '-';

	if (!contacts_parse_digits(s + negative, len - negative, organization_id))
		return false;
	if (negative)
		*organization_id = -*organization_id;
	return true;
}

/* Make a value of "organization:text"; a soft error where the caller asked for one. */
static Datum
parse_text(Node *escontext, const search_type *type, const char *s, size_t len)
{
	const char *colon = memchr(s, ':', len);
	int64		organization_id;

	if (colon == NULL || !parse_organization(s, colon - s, &organization_id))
		return contacts_invalid_input(escontext, type->name, s, len, "It is a number, a colon and folded text.",
									  type->hint);
	return PointerGetDatum(contacts_search_make(organization_id, colon + 1, len - (colon + 1 - s)));
}

/* Print a value. */
static char *
print_text(Datum value)
{
	contacts_search_view view = contacts_search_read(value);

	return psprintf(INT64_FORMAT ":%.*s", view.organization_id, (int) view.len, view.text);
}

/* Read a value from the binary protocol: its text. */
static Datum
receive(StringInfo buf, const search_type *type)
{
	int			len;
	char	   *s = pq_getmsgtext(buf, buf->len - buf->cursor, &len);

	return parse_text(NULL, type, s, len);
}

/* Write a value for the binary protocol. */
static Datum
send(Datum value)
{
	StringInfoData buf;
	char	   *s = print_text(value);

	pq_begintypsend(&buf);
	pq_sendtext(&buf, s, strlen(s));
	return PointerGetDatum(pq_endtypsend(&buf));
}

Datum
contacts_search_key_in(PG_FUNCTION_ARGS)
{
	char	   *s = PG_GETARG_CSTRING(0);

	return parse_text(contacts_escontext(fcinfo), &key_type, s, strlen(s));
}

Datum
contacts_search_query_in(PG_FUNCTION_ARGS)
{
	char	   *s = PG_GETARG_CSTRING(0);

	return parse_text(contacts_escontext(fcinfo), &query_type, s, strlen(s));
}

Datum
contacts_search_key_out(PG_FUNCTION_ARGS)
{
	PG_RETURN_CSTRING(print_text(PG_GETARG_DATUM(0)));
}

Datum
contacts_search_query_out(PG_FUNCTION_ARGS)
{
	PG_RETURN_CSTRING(print_text(PG_GETARG_DATUM(0)));
}

Datum
contacts_search_key_recv(PG_FUNCTION_ARGS)
{
	return receive((StringInfo) PG_GETARG_POINTER(0), &key_type);
}

Datum
contacts_search_query_recv(PG_FUNCTION_ARGS)
{
	return receive((StringInfo) PG_GETARG_POINTER(0), &query_type);
}

Datum
contacts_search_key_send(PG_FUNCTION_ARGS)
{
	return send(PG_GETARG_DATUM(0));
}

Datum
contacts_search_query_send(PG_FUNCTION_ARGS)
{
	return send(PG_GETARG_DATUM(0));
}

/* Append a query that is a telephone number in any spelling, as its digits; false where it is something else. */
static bool
append_number(StringInfo buf, const char *s, size_t len)
{
	char		digits[CONTACTS_PHONE_INPUT_MAX + 1];
	size_t		n;

	/* other encodings have no digits beyond ASCII */
	n = contacts_phone_read_digits(s, len, digits);
	appendBinaryStringInfo(buf, digits, (int) n);
	return n > 0;
}

/* Check whether folded text is one letter or digit, or none; one CJK character is a word. */
static bool
is_too_short(const StringInfoData *folded)
{
	bool		cjk;

	return pg_mbstrlen_with_len(folded->data, folded->len) < 2 &&
		(contacts_search_count((contacts_search_word) {folded->data, folded->len}, &cjk) == 0 || !cjk);
}

/* Refuse a query that would match nearly everything, or that nobody types. */
static void
check_query(const char *s, size_t len, const StringInfoData *folded)
{
	if (len > LONGEST_QUERY)
		ereport(ERROR,
				(errcode(CONTACTS_ERRCODE_VALIDATION),
				 errmsg("search text is too long"),
				 errdetail("It has %zu bytes, the limit is %d.", len, LONGEST_QUERY)));
	if (folded && is_too_short(folded))
		ereport(ERROR,
				(errcode(CONTACTS_ERRCODE_VALIDATION),
				 errmsg("search text is too short: \"%s\"", contacts_quote_input(s, len)),
				 errhint("Give at least two letters or digits, or one character of Chinese, Japanese or Korean.")));
}

/* Keep the words that count. */
static size_t
count_query(const StringInfoData *folded)
{
	const char *at = folded->data;
	contacts_search_word word = {at, 0};

	for (int i = 0; i < CONTACTS_SEARCH_WORDS; i++)
	{
		contacts_search_word next;

		if (!contacts_search_next(&at, folded->data + folded->len, &next))
			break;
		word = next;
	}
	return word.start + word.len - folded->data;
}

/* Fold what a person typed; error CT400 where that is too little or too much. */
contacts_search_text *
contacts_search_fold_query(text *query, int64 organization_id)
{
	const char *s = VARDATA_ANY(query);
	size_t		len = VARSIZE_ANY_EXHDR(query);
	StringInfoData folded;

	check_query(s, len, NULL);
	initStringInfo(&folded);
	if (!append_number(&folded, s, len))
		contacts_search_fold_text(&folded, s, len);
	check_query(s, len, &folded);
	return contacts_search_make(organization_id, folded.data, count_query(&folded));
}

/* search_query(text, organization_id) */
Datum
contacts_to_search_query(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_NULL();
	PG_RETURN_POINTER(contacts_search_fold_query(PG_GETARG_TEXT_PP(0), PG_GETARG_INT64(1)));
}

/* to_tag_query(tags, organization_id): the words of the tags as a query; any text will do. */
Datum
contacts_to_tag_query(PG_FUNCTION_ARGS)
{
	StringInfoData folded;
	Datum	   *tags;
	bool	   *nulls;
	int			n;

	deconstruct_array(PG_GETARG_ARRAYTYPE_P(0), TEXTOID, -1, false, TYPALIGN_INT, &tags, &nulls, &n);
	initStringInfo(&folded);
	for (int i = 0; i < n; i++)
	{
		if (nulls[i])
			continue;
		append_separator(&folded, ' ');
		contacts_search_fold_text(&folded, VARDATA_ANY(tags[i]), VARSIZE_ANY_EXHDR(tags[i]));
	}
	PG_RETURN_POINTER(contacts_search_make(PG_GETARG_INT64(1), folded.data, count_query(&folded)));
}

/* Fold text as a search compares it. */
text *
contacts_search_folded(text *value)
{
	StringInfoData folded;

	initStringInfo(&folded);
	contacts_search_fold_text(&folded, VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value));
	if (folded.len > 0 && folded.data[folded.len - 1] == ' ')
		folded.len--;
	return cstring_to_text_with_len(folded.data, folded.len);
}

/* search_fold(text) */
Datum
contacts_search_fold_sql(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(contacts_search_folded(PG_GETARG_TEXT_PP(0)));
}

/* key @@ query: each word of the query is part of a word of the key. */
Datum
contacts_search_matches(PG_FUNCTION_ARGS)
{
	contacts_search_view key = contacts_search_read(PG_GETARG_DATUM(0));
	contacts_search_view query = contacts_search_read(PG_GETARG_DATUM(1));

	PG_RETURN_BOOL(key.organization_id == query.organization_id &&
				   contacts_search_contains(key.text, key.len, query.text, query.len));
}

/*
 * Check whether a key has the grams that an index looks for: typing errors in a short word may leave none of them, and
 * then it is not found, with an index or without.
 */
static bool
has_grams(const contacts_search_view *key, const contacts_search_view *query)
{
	int64	   *grams = palloc((key->len + 1) * sizeof(int64));
	size_t		n = contacts_search_grams(key->text, key->len, (uint64_t) key->organization_id, grams);
	contacts_search_probe probe;
	bool		met;

	contacts_search_probe_similar(query->text, query->len, (uint64_t) query->organization_id, &probe);
	met = contacts_search_probe_met(&probe, grams, n);
	pfree(grams);
	return met;
}

/* key @% query: the same, but for typing errors. */
Datum
contacts_search_similar(PG_FUNCTION_ARGS)
{
	contacts_search_view key = contacts_search_read(PG_GETARG_DATUM(0));
	contacts_search_view query = contacts_search_read(PG_GETARG_DATUM(1));

	PG_RETURN_BOOL(key.organization_id == query.organization_id &&
				   contacts_search_resembles(key.text, key.len, query.text, query.len) &&
				   has_grams(&key, &query));
}

/* search_rank(key, query) */
Datum
contacts_search_rank_sql(PG_FUNCTION_ARGS)
{
	contacts_search_view key = contacts_search_read(PG_GETARG_DATUM(0));
	contacts_search_view query = contacts_search_read(PG_GETARG_DATUM(1));

	PG_RETURN_FLOAT4(key.organization_id == query.organization_id
					 ? (float4) contacts_search_rank(key.text, key.len, query.text, query.len) : 0);
}
