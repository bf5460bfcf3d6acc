/*
 * search_contacts.c
 *	  Who is searched for, who is calling, and whom a mention may mean.
 */
#include "pg/compat.h"

#include "catalog/pg_type.h"
#include "mb/pg_wchar.h"
#include "pg/access/grants.h"
#include "pg/api/list_contacts.h"
#include "pg/access/context.h"
#include "pg/base/error.h"
#include "pg/search/search_type.h"
#include "pg/access/organization_settings.h"
#include "utils/builtins.h"

PG_FUNCTION_INFO_V1(contacts_search_contacts);
PG_FUNCTION_INFO_V1(contacts_mentions);
PG_FUNCTION_INFO_V1(contacts_resolve_or_create);

/* hits that are counted unless all of them are asked for */
#define COUNTED_HITS 1000

/* Count the hits of a search, for a page that has none of them. */
static int64
count_hits(Datum *values)
{
	static contacts_caller_query statement = {
		"SELECT pg_catalog.count(*) FROM contacts.search_hits($2, $5, $1)", 5, {INT8OID, TEXTOID, INT8OID, INT8OID, INT4OID}
	};
	bool		isnull;

	contacts_caller_query_run(&statement, values, NULL, CONTACTS_READ, 1);
	return DatumGetInt64(contacts_caller_query_value(0, 1, &isnull));
}

/* Make the answer of search_contacts(): document N has {list, total}, the others document R's envelope. */
static Jsonb *
make_hits(Datum *rows, uint64 count, int64 total, bool all, int start, int limit)
{
	contacts_builder json = {0};
	bool		nextiva = contacts_current_profile() == PROFILE_NEXTIVA;
	bool		more = !all && total > COUNTED_HITS;

	total = more ? COUNTED_HITS : total;
	contacts_builder_begin(&json, false);
	contacts_builder_key(&json, nextiva ? "list" : "data");
	contacts_put_rows(&json, rows, count, SHAPE_LIST);
	contacts_builder_key(&json, "total");
	contacts_builder_int(&json, total);
	if (more)
	{
		contacts_builder_key(&json, "moreThanTotal");
		contacts_builder_bool(&json, true);
	}
	if (!nextiva)
	{
		contacts_builder_key(&json, "page");
		contacts_builder_int(&json, start / limit + 1);
		contacts_builder_key(&json, "limit");
		contacts_builder_int(&json, limit);
		contacts_builder_key(&json, "totalPages");
		contacts_builder_int(&json, (total + limit - 1) / limit);
	}
	contacts_builder_end(&json, false);
	return contacts_builder_finish(&json);
}

/* search_contacts(q, rows, start, count_all) */
Datum
contacts_search_contacts(PG_FUNCTION_ARGS)
{
	static contacts_caller_query statement = {
		"WITH h AS MATERIALIZED (SELECT s.contact_id, s.rank FROM contacts.search_hits($2, $5, $1) s)"
		" SELECT r.c, (SELECT pg_catalog.count(*) FROM h) FROM (SELECT h.contact_id, h.rank FROM h ORDER BY h.rank DESC, h.contact_id OFFSET $3 LIMIT $4) p"
		" " CONTACTS_JOIN_BY_KEY("c", "contacts.contact c", "$1", "p.contact_id", "r") " ORDER BY p.rank DESC, p.contact_id",
		5, {INT8OID, TEXTOID, INT8OID, INT8OID, INT4OID}
	};
	MemoryContext caller = CurrentMemoryContext;
	int			limit = contacts_limit_argument(fcinfo, 1, 10);
	int			start = PG_ARGISNULL(2) ? 0 : PG_GETARG_INT32(2);
	bool		all = !PG_ARGISNULL(3) && PG_GETARG_BOOL(3);
	Datum		values[5];
	Datum	   *rows;
	uint64		count;
	int64		total;
	bool		isnull;

	if (start < 0 || start > 1000000)
		contacts_refuse_argument("start", "Must be between 0 and 1000000");
	if (PG_ARGISNULL(0))
		contacts_refuse_argument("q", "Must not be null");
	values[1] = PG_GETARG_DATUM(0);
	values[2] = Int64GetDatum((int64) start);
	values[3] = Int64GetDatum((int64) limit);
	values[4] = Int32GetDatum(all ? PG_INT32_MAX : Max(COUNTED_HITS, start + limit) + 1);
	values[0] = Int64GetDatum(contacts_api_begin(CONTACTS_SCOPE_READ));
	count = contacts_caller_query_run(&statement, values, NULL, CONTACTS_READ, 0);
	total = count ? DatumGetInt64(contacts_caller_query_value(0, 2, &isnull)) : 0;
	rows = contacts_take_rows(count);
	if (count == 0 && start > 0)
		total = count_hits(values);
	PG_RETURN_JSONB_P(contacts_api_end(make_hits(rows, count, total, all, start, limit), caller));
}

/*
 * People whose mention name begins with $2, and those whose folded name begins with $4, each read in the order of an index
 * and no further than the page.  $3 and $5 sort behind everything that begins so.  The name has to be folded, as the
 * index on it is; a person of the first kind may be of the second too.
 */
#define LIVE_PERSON \
	"FROM contacts.contact c WHERE c.organization_id = $1 AND c.deleted_at IS NULL AND c.status = 'active' AND c.kind = 'person' "
#define MENTIONS \
	"SELECT r.c FROM (SELECT DISTINCT ON (b.id) b.id, b.rank, b.sort FROM (" \
	"(SELECT c.id, 1 AS rank, c.mention_name AS sort " LIVE_PERSON "AND c.mention_name ~>=~ $2 AND c.mention_name ~<~ $3" \
	" ORDER BY c.mention_name USING ~<~ LIMIT $6) UNION ALL " \
	"(SELECT c.id, 2, contacts.search_fold(c.name) " LIVE_PERSON "AND contacts.search_fold(c.name) ~>=~ $4 AND contacts.search_fold(c.name) ~<~ $5" \
	" ORDER BY contacts.search_fold(c.name) USING ~<~, c.id LIMIT $6 * 2)) b ORDER BY b.id, b.rank) p" \
	" " CONTACTS_JOIN_BY_KEY("c", "contacts.contact c", "$1", "p.id", "r") " ORDER BY p.rank, p.sort USING ~<~, p.id LIMIT $6"

/* Add a character that sorts behind all that people write. */
static text *
end_of_prefix(text *prefix)
{
	StringInfoData buf;

	initStringInfo(&buf);
	appendBinaryStringInfo(&buf, VARDATA_ANY(prefix), VARSIZE_ANY_EXHDR(prefix));
	appendStringInfoString(&buf, GetDatabaseEncoding() == PG_UTF8 ? "\xF4\x8F\xBF\xBF" : "\xFF");
	return cstring_to_text_with_len(buf.data, buf.len);
}

/* Fold the beginning of a name; a space at its end stays, it ends a word. */
static text *
fold_prefix(const char *prefix)
{
	StringInfoData buf;

	initStringInfo(&buf);
	contacts_search_fold_text(&buf, prefix, strlen(prefix));
	return cstring_to_text_with_len(buf.data, buf.len);
}

/* mentions(prefix, limit): document M's array */
Datum
contacts_mentions(PG_FUNCTION_ARGS)
{
	static contacts_caller_query statement = {MENTIONS, 6, {INT8OID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, INT8OID}};
	MemoryContext caller = CurrentMemoryContext;
	char	   *prefix = PG_ARGISNULL(0) ? pstrdup("") : text_to_cstring(PG_GETARG_TEXT_PP(0));
	int			limit = contacts_limit_argument(fcinfo, 1, 20);
	text	   *mention;
	text	   *name;
	Datum		values[6];
	contacts_builder json = {0};
	Datum	   *rows;
	uint64		count;
	Jsonb	  **objects;

	/* "@name" is how people write it */
	prefix += *prefix == '@';
	mention = contacts_lower(prefix);
	name = fold_prefix(prefix);
	values[1] = PointerGetDatum(mention);
	values[2] = PointerGetDatum(end_of_prefix(mention));
	values[3] = PointerGetDatum(name);
	values[4] = PointerGetDatum(end_of_prefix(name));
	values[5] = Int64GetDatum((int64) limit);
	values[0] = Int64GetDatum(contacts_api_begin(CONTACTS_SCOPE_READ));
	count = contacts_caller_query_run(&statement, values, NULL, CONTACTS_READ, 0);
	rows = contacts_take_rows(count);
	objects = palloc(sizeof(Jsonb *) * (count + 1));
	contacts_rows_to_json(rows, count, PROFILE_DIRECTORY, SHAPE_MENTION, true, objects);
	contacts_builder_begin(&json, true);
	for (uint64 i = 0; i < count; i++)
		contacts_builder_jsonb(&json, objects[i]);
	contacts_builder_end(&json, true);
	PG_RETURN_JSONB_P(contacts_api_end(contacts_builder_finish(&json), caller));
}

/* Find the contact that a number belongs to: its own number goes first, then named ones, then the one changed last. */
static bool
find_caller(int64 organization_id, Datum phone, Datum *row)
{
	static contacts_caller_query statement = {
		"SELECT c FROM contacts.contact c JOIN"
		" (SELECT o.id, 0 AS rank FROM contacts.contact o WHERE o.organization_id = $1 AND o.phone OPERATOR(contacts.=) $2::contacts.phone"
		" UNION ALL SELECT n.contact_id, 1 FROM contacts.connection n WHERE n.organization_id = $1"
		" AND n.phone OPERATOR(contacts.=) $2::contacts.phone AND n.deleted_at IS NULL) f ON f.id = c.id"
		" WHERE c.organization_id = $1 AND c.deleted_at IS NULL ORDER BY c.is_active DESC, c.is_unknown, f.rank, c.updated_at DESC, c.id LIMIT 1",
		2, {INT8OID, TEXTOID}
	};
	Datum		values[] = {Int64GetDatum(organization_id), phone};
	bool		isnull;

	if (contacts_caller_query_run(&statement, values, NULL, CONTACTS_WRITE, 1) == 0)
		return false;
	*row = contacts_caller_query_value(0, 1, &isnull);
	return true;
}

/* resolve_or_create(phone) */
Datum
contacts_resolve_or_create(PG_FUNCTION_ARGS)
{
	MemoryContext caller = CurrentMemoryContext;
	text	   *number = PG_GETARG_TEXT_PP(0);
	int64		organization_id = contacts_api_begin(CONTACTS_SCOPE_READ);
	contacts_draft draft;
	Datum		phone;
	Datum		row;

	contacts_draft_begin(&draft, contacts_current_profile(), organization_id);
	if (!contacts_read_phone_number(number, draft.region, &phone))
		contacts_raise_field(CONTACTS_ERRCODE_VALIDATION, "invalid phone number", "phone", "Invalid phone number");
	if (!find_caller(organization_id, phone, &row))
	{
		contacts_require_scope(CONTACTS_SCOPE_WRITE);
		draft.values[TARGET_PHONE] = phone;
		draft.nulls[TARGET_PHONE] = false;
		draft.values[TARGET_IS_UNKNOWN] = BoolGetDatum(true);
		if (!contacts_insert_draft(&draft, &row))
			contacts_raise_conflict(&draft, 0);
	}
	PG_RETURN_JSONB_P(contacts_api_end(contacts_row_json(row, false), caller));
}
