/*
 * search_contacts.c
 *	  Who is searched for, who is calling, and whom a mention may mean.
 */
#include "pg/compat.h"

#include "catalog/pg_type.h"
#include "mb/pg_wchar.h"
#include "pg/access/grants.h"
#include "pg/api/arguments.h"
#include "pg/api/contact_row.h"
#include "pg/api/keys.h"
#include "pg/api/list_contacts.h"
#include "pg/api/profile.h"
#include "pg/base/json.h"
#include "pg/store/query.h"
#include "utils/builtins.h"

PG_FUNCTION_INFO_V1(contacts_search_contacts);

/* hits that are counted unless all of them are asked for */
#define COUNTED_HITS 1000

/* Count the hits of a search, for a page that has none of them. */
static int64
count_hits(Datum *values)
{
	static contacts_query statement = {
		"SELECT pg_catalog.count(*) FROM contacts.search_hits($2, $5, $1)", 5,
		{INT8OID, TEXTOID, INT8OID, INT8OID, INT4OID}, CONTACTS_READ
	};

	contacts_query_execute(&statement, values, NULL, 1);
	return contacts_result_int8(0, 1);
}

/* Make the answer of search_contacts(): nextiva has {list, total}, the others the envelope of revrec. */
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
	static contacts_query statement = {
		"WITH h AS MATERIALIZED (SELECT s.contact_id, s.rank FROM contacts.search_hits($2, $5, $1) s)"
		" SELECT r.c, (SELECT pg_catalog.count(*) FROM h) FROM (SELECT h.contact_id, h.rank FROM h ORDER BY h.rank"
		" DESC, h.contact_id OFFSET $3 LIMIT $4) p"
		" " CONTACTS_JOIN_BY_KEY("c", "contacts.contact c", "$1", "p.contact_id", "r") " ORDER BY p.rank DESC,"
		" p.contact_id",
		5, {INT8OID, TEXTOID, INT8OID, INT8OID, INT4OID}, CONTACTS_READ
	};
	MemoryContext caller = CurrentMemoryContext;
	int			limit = contacts_limit_argument(fcinfo, 1, 10);
	int			start = PG_ARGISNULL(2) ? 0 : PG_GETARG_INT32(2);
	bool		all = !PG_ARGISNULL(3) && PG_GETARG_BOOL(3);
	Datum		values[5];
	Datum	   *rows;
	uint64		count;
	int64		total;

	if (start < 0 || start > 1000000)
		contacts_refuse_argument("start", "Must be between 0 and 1000000");
	if (PG_ARGISNULL(0))
		contacts_refuse_argument("q", "Must not be null");
	values[1] = PG_GETARG_DATUM(0);
	values[2] = Int64GetDatum((int64) start);
	values[3] = Int64GetDatum((int64) limit);
	values[4] = Int32GetDatum(all ? PG_INT32_MAX : Max(COUNTED_HITS, start + limit) + 1);
	values[0] = Int64GetDatum(contacts_api_begin(CONTACTS_SCOPE_READ));
	count = contacts_query_execute(&statement, values, NULL, 0);
	total = count ? contacts_result_int8(0, 2) : 0;
	rows = contacts_take_rows(count);
	if (count == 0 && start > 0)
		total = count_hits(values);
	PG_RETURN_JSONB_P(contacts_api_end(make_hits(rows, count, total, all, start, limit), caller));
}
