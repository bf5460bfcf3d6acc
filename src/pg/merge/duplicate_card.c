/*
 * duplicate_card.c
 *	  What is compared of a contact: its card, its keys, and the values whose frequency counts.
 */
#include "pg/compat.h"

#include "catalog/pg_type.h"
#include "core/email.h"
#include "core/match.h"
#include "funcapi.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "pg/base/text.h"
#include "pg/merge/duplicate_card.h"
#include "pg/search/search_type.h"
#include "utils/array.h"
#include "utils/builtins.h"

PG_FUNCTION_INFO_V1(contacts_make_card);
PG_FUNCTION_INFO_V1(contacts_weigh_card);

/* longest text that goes into a card, in bytes: more is cut off there anyway */
#define LONGEST_TEXT 2048

/* arguments of make_card() */
enum
{
	ARG_ORGANIZATION,
	ARG_KIND,
	ARG_NAME,
	ARG_FIRST_NAME,
	ARG_LAST_NAME,
	ARG_COMPANY,
	ARG_TITLE,
	ARG_WEBSITE,
	ARG_TAX_ID,
	ARG_EMAILS,
	ARG_PHONES,
	ARG_LINES,
	ARG_CITIES,
	ARG_POSTAL_CODES,
	ARG_IDENTITY_FIELDS,
	ARG_IDENTITY_VALUES
};

/* Cut a text off at a limit of bytes, at the end of a character. */
static int
clip(text *value)
{
	int			len = VARSIZE_ANY_EXHDR(value);

	return len <= LONGEST_TEXT ? len : pg_mbcliplen(VARDATA_ANY(value), len, LONGEST_TEXT);
}

/* Take a text as it is. */
static contacts_match_text
plain(text *value)
{
	return (contacts_match_text) {VARDATA_ANY(value), clip(value)};
}

/* Fold a text as search_fold() does it. */
static contacts_match_text
folded(text *value)
{
	StringInfoData buf;

	initStringInfo(&buf);
	contacts_search_fold_text(&buf, VARDATA_ANY(value), clip(value));
	return (contacts_match_text) {buf.data, buf.len};
}

/* Write a URL in lower case. */
static contacts_match_text
lowered(text *value)
{
	contacts_match_text result = plain(value);
	char	   *copy = pnstrdup(result.start, result.len);

	for (size_t i = 0; i < result.len; i++)
		copy[i] = pg_ascii_tolower((unsigned char) copy[i]);
	result.start = copy;
	return result;
}

/* Write an e-mail address so that those of one mailbox meet. */
static contacts_match_text
mailbox(text *value)
{
	char	   *out = palloc(CONTACTS_EMAIL_MAX_FOLDED);
	int			len = VARSIZE_ANY_EXHDR(value);

	if (len > CONTACTS_EMAIL_MAX)
		return (contacts_match_text) {NULL, 0};
	return (contacts_match_text) {out, contacts_email_canonical(VARDATA_ANY(value), len, false, out)};
}

/* Take a telephone number without its extension. */
static contacts_match_text
number(text *value)
{
	contacts_match_text result = plain(value);

	for (size_t i = 0; i < result.len; i++)
	{
		if (result.start[i] == ';')
			result.len = i;
	}
	return result;
}

/* Read a text argument in one of these ways; a missing one is empty. */
static contacts_match_text
read_argument(FunctionCallInfo fcinfo, int arg, contacts_match_text (*read)(text *))
{
	return PG_ARGISNULL(arg) ? (contacts_match_text) {NULL, 0} : read(PG_GETARG_TEXT_PP(arg));
}

/* Read an array of texts in one of these ways; returns how many of at most max. */
static int
read_array(FunctionCallInfo fcinfo, int arg, int max, contacts_match_text (*read)(text *), contacts_match_text *out)
{
	Datum	   *values;
	bool	   *nulls;
	int			count;

	if (PG_ARGISNULL(arg))
		return 0;
	deconstruct_array(PG_GETARG_ARRAYTYPE_P(arg), TEXTOID, -1, false, TYPALIGN_INT, &values, &nulls, &count);
	count = Min(count, max);
	for (int i = 0; i < count; i++)
		out[i] = nulls[i] ? (contacts_match_text) {NULL, 0} : read(DatumGetTextPP(values[i]));
	return count;
}

/* Read the addresses: three arrays of the same length. */
static void
read_addresses(FunctionCallInfo fcinfo, contacts_match_fields *fields)
{
	contacts_match_text part[3][CONTACTS_MATCH_ADDRESSES] = {{{NULL, 0}}};

	for (int i = 0; i < 3; i++)
	{
		int			count = read_array(fcinfo, ARG_LINES + i, CONTACTS_MATCH_ADDRESSES, folded, part[i]);

		fields->addresses = Max(fields->addresses, count);
	}
	for (int i = 0; i < fields->addresses; i++)
		fields->address[i] = (contacts_match_address) {part[0][i], part[1][i], part[2][i]};
}

/* Read what identifies by itself: numbers of fields and their values. */
static void
read_identities(FunctionCallInfo fcinfo, contacts_match_fields *fields)
{
	contacts_match_text value[CONTACTS_MATCH_IDENTITIES];
	Datum	   *numbers;
	bool	   *nulls;
	int			count;

	if (PG_ARGISNULL(ARG_IDENTITY_FIELDS))
		return;
	deconstruct_array(PG_GETARG_ARRAYTYPE_P(ARG_IDENTITY_FIELDS), INT8OID, sizeof(int64), FLOAT8PASSBYVAL,
					  TYPALIGN_DOUBLE, &numbers, &nulls, &count);
	count = Min(count, read_array(fcinfo, ARG_IDENTITY_VALUES, CONTACTS_MATCH_IDENTITIES, plain, value));
	for (int i = 0; i < count; i++)
		fields->identity[i] = (contacts_match_identity) {
			nulls[i] ? 0 : (uint32_t) DatumGetInt64(numbers[i]), value[i]};
	fields->identities = count;
}

/* Read the arguments of make_card(). */
static void
read_fields(FunctionCallInfo fcinfo, contacts_match_fields *fields)
{
	memset(fields, 0, sizeof(*fields));
	fields->kind = CONTACTS_MATCH_PERSON;
	if (!PG_ARGISNULL(ARG_KIND) && contacts_text_is(PG_GETARG_TEXT_PP(ARG_KIND), "organization"))
		fields->kind = CONTACTS_MATCH_ORGANIZATION;
	fields->name = read_argument(fcinfo, ARG_NAME, folded);
	fields->first_name = read_argument(fcinfo, ARG_FIRST_NAME, folded);
	fields->last_name = read_argument(fcinfo, ARG_LAST_NAME, folded);
	fields->company = read_argument(fcinfo, ARG_COMPANY, folded);
	fields->title = read_argument(fcinfo, ARG_TITLE, folded);
	fields->website = read_argument(fcinfo, ARG_WEBSITE, lowered);
	fields->tax_id = read_argument(fcinfo, ARG_TAX_ID, plain);
	fields->emails = read_array(fcinfo, ARG_EMAILS, CONTACTS_MATCH_EMAILS, mailbox, fields->email);
	fields->phones = read_array(fcinfo, ARG_PHONES, CONTACTS_MATCH_PHONES, number, fields->phone);
	read_addresses(fcinfo, fields);
	read_identities(fcinfo, fields);
}

/* Pack a card into a bytea. */
static bytea *
pack(const contacts_match_card *card)
{
	bytea	   *packed = palloc(VARHDRSZ + CONTACTS_MATCH_PACKED_MAX);

	SET_VARSIZE(packed, VARHDRSZ + contacts_match_pack(card, VARDATA(packed)));
	return packed;
}

/* Unpack a card that a function was given, or raise. */
void
contacts_card_argument(FunctionCallInfo fcinfo, int arg, contacts_match_card *card)
{
	bytea	   *packed = PG_GETARG_BYTEA_PP(arg);

	if (!contacts_match_unpack(VARDATA_ANY(packed), VARSIZE_ANY_EXHDR(packed), card))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("value is no card of a contact"),
				 errhint("Run contacts.scan_duplicates(), which makes all cards of an organization anew.")));
}

/* Make an array of hashes. */
static Datum
array_of_hashes(const uint64_t *hashes, int count)
{
	Datum	   *values = palloc(Max(count, 1) * sizeof(Datum));

	for (int i = 0; i < count; i++)
		values[i] = Int64GetDatum((int64) hashes[i]);
	return PointerGetDatum(construct_array(values, count, INT8OID, sizeof(int64), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
}

/* make_card(organization_id, kind, …, OUT card, OUT keys, OUT terms): all values count as rare. */
Datum
contacts_make_card(PG_FUNCTION_ARGS)
{
	contacts_match_fields fields;
	contacts_match_card card;
	contacts_match_terms terms;
	uint64_t	keys[CONTACTS_MATCH_KEYS];
	int			count;
	TupleDesc	desc;
	Datum		values[3];
	bool		nulls[3] = {false};

	if (PG_ARGISNULL(ARG_ORGANIZATION))
		PG_RETURN_NULL();
	if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	read_fields(fcinfo, &fields);
	contacts_match_prepare(&fields, PG_GETARG_INT64(ARG_ORGANIZATION), &card, &terms);
	count = contacts_match_keys(&card, keys);
	values[0] = PointerGetDatum(pack(&card));
	values[1] = array_of_hashes(keys, count);
	values[2] = array_of_hashes(terms.hash + 1, Max(terms.count - 1, 0));
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(desc), values, nulls)));
}

/* weigh_card(card, contacts, holders): write how frequent its values are. */
Datum
contacts_weigh_card(PG_FUNCTION_ARGS)
{
	contacts_match_card card;
	uint32_t	holders[CONTACTS_MATCH_TERMS] = {0};
	Datum	   *values;
	bool	   *nulls;
	int			count;

	contacts_card_argument(fcinfo, 0, &card);
	deconstruct_array(PG_GETARG_ARRAYTYPE_P(2), INT8OID, sizeof(int64), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE, &values,
					  &nulls, &count);
	for (int i = 0; i < count && i + 1 < CONTACTS_MATCH_TERMS; i++)
		holders[i + 1] = nulls[i] ? 0 : (uint32_t) Min(Max(DatumGetInt64(values[i]), 0), PG_INT32_MAX);
	contacts_match_weigh(&card, (double) Max(PG_GETARG_INT64(1), 1), holders);
	PG_RETURN_BYTEA_P(pack(&card));
}
