/*
 * feed_readers.c
 *	  Reading the feed: pages of events and of changed contacts, and the deliveries of consumers.
 *
 * Pages are read as the caller, so row-level security holds for them; deliveries, which nobody writes by hand without
 * contacts:admin, are leased as the owner after a check (feed_answers.c).  The functions pin the search_path.  They are
 * planned once a backend, with the keys as parameters: to plan them for each call costs more than to run them, the more
 * so the more months the journal has.
 */
#include "pg/compat.h"

#include "catalog/pg_type.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "pg/events/feed.h"
#include "pg/events/feed_answers.h"
#include "pg/store/columns.h"
#include "pg/store/query.h"
#include "utils/builtins.h"
#include "utils/tuplestore.h"

PG_FUNCTION_INFO_V1(contacts_events_after);
PG_FUNCTION_INFO_V1(contacts_changes_since);
PG_FUNCTION_INFO_V1(contacts_fan_out);
PG_FUNCTION_INFO_V1(contacts_lease);

#define LARGEST_LEASE 1000

/*
 * Events that a lease looks at for more to deliver: some for other workers too, as only one of them looks at a time;
 * then twice as many, so that a consumer of few events, or of many of one contact, comes along; not for ever.
 */
#define SMALLEST_LOOK 25
#define LOOK_AHEAD 4
#define MOST_LOOKS 6

/*
 * An event as webhooks send it.  The uid of a contact is the first one from its id on: so asked, only the primary key
 * has the order, and a plan that was made while the table was empty is right when it is not.
 */
#define UID_OF(id) \
	"(SELECT CASE WHEN f.id = " id " THEN f.uid END FROM (SELECT c.id, c.uid FROM contacts.contact c" \
	" WHERE c.organization_id = e.organization_id AND c.id >= " id " ORDER BY c.id LIMIT 1) f)"
#define PAYLOAD \
	"contacts_internal.event_json(e.name, e.occurred_at, e.subject, e.data," \
	" (SELECT o.uid FROM contacts.organization o WHERE o.id = e.organization_id)," \
	" " UID_OF("e.contact_id") ", " UID_OF("e.company_id") ")"

/* $1 cursor, $2 how many, $3 organization */
static contacts_query page_of_events = {
	"WITH page AS MATERIALIZED ("
	" SELECT e.* FROM contacts.event e"
	" WHERE e.organization_id = $3 AND e.position > (SELECT contacts_internal.feed_position($1, $3))"
	" ORDER BY e.position LIMIT $2)"
	" SELECT e.position::text, e.name, e.occurred_at, e.contact_id, " PAYLOAD " FROM page e ORDER BY e.position",
	3, {TEXTOID, INT8OID, INT8OID}, CONTACTS_WRITE
};

/* the same arguments; what became of each contact is asked for once, at its last change of the page */
static contacts_query page_of_contacts = {
	"WITH page AS MATERIALIZED ("
	" SELECT e.position, e.subject_id, e.data -> 'uid' AS uid FROM contacts.event e"
	" WHERE e.organization_id = $3 AND e.position > (SELECT contacts_internal.feed_position($1, $3)) AND e.subject ="
	" 'contact'"
	" ORDER BY e.position LIMIT $2"
	"), last AS ("
	" SELECT DISTINCT ON (p.subject_id) p.* FROM page p ORDER BY p.subject_id, p.position DESC)"
	" SELECT (SELECT pg_catalog.max(p.position)::text FROM page p), (l.uid #>> '{}')::contacts.ulid,"
	" c.id IS NULL OR c.deleted_at IS NOT NULL, CASE WHEN c.id IS NULL THEN"
	" (SELECT pg_catalog.jsonb_build_object('mergedInto', s.uid) FROM contacts.contact s WHERE s.organization_id = $3"
	" AND s.id = contacts_internal.survivor_of(l.subject_id, $3))"
	" WHEN c.deleted_at IS NULL THEN pg_catalog.to_jsonb(c) END"
	" FROM last l LEFT JOIN LATERAL ("
	"  SELECT c.* FROM contacts.contact c WHERE c.organization_id = $3 AND c.id = l.subject_id OFFSET 0) c ON true"
	" ORDER BY l.position",
	3, {TEXTOID, INT8OID, INT8OID}, CONTACTS_WRITE
};

/*
 * $1 consumer, $2 how many events, $3 organization.  A consumer with position 0 begins with what is kept.  Where the
 * consumer is after all of them, nothing else is looked at.
 */
static contacts_query next_deliveries = {
	"WITH reader AS ("
	" SELECT c.id, c.position, c.events, c.filter FROM contacts.consumer c"
	" WHERE c.organization_id = $3 AND c.id = $1 AND c.is_active"
	" AND c.position < (SELECT f.last_position FROM contacts.feed f WHERE f.organization_id = $3)"
	" AND (c.position = 0 OR contacts_internal.feed_position(c.position::text, $3) >= 0)"
	" AND (SELECT pg_catalog.count(*) FROM ("
	"  SELECT FROM contacts.delivery d"
	"  WHERE d.organization_id = $3 AND d.consumer_id = $1 AND d.finished_at IS NULL LIMIT 10000) waiting) < 10000"
	" FOR UPDATE SKIP LOCKED"
	"), fresh AS MATERIALIZED ("
	" SELECT e.position, e.name, e.contact_id, e.organization_id, e.occurred_at, e.subject, e.subject_id FROM"
	" contacts.event e"
	" WHERE e.organization_id = $3 AND e.position > (SELECT r.position FROM reader r)"
	" ORDER BY e.position LIMIT $2"
	"), wanted AS ("
	" INSERT INTO contacts.delivery (organization_id, consumer_id, position, contact_id, occurred_at)"
	" SELECT f.organization_id, r.id, f.position, f.contact_id, f.occurred_at FROM fresh f, reader r"
	" WHERE CASE WHEN f.subject = 'webhook' THEN f.subject_id = r.id"
	"  ELSE contacts_internal.wants_event(r.events, f.name)"
	"  AND (r.filter IS NULL OR contacts_internal.event_payload(f.organization_id, f.position) -> 'data' @> r.filter)"
	" END"
	" ON CONFLICT DO NOTHING)"
	" UPDATE contacts.consumer c SET position = (SELECT pg_catalog.max(f.position) FROM fresh f)"
	" FROM reader r WHERE c.organization_id = $3 AND c.id = r.id AND EXISTS (SELECT FROM fresh)",
	3, {INT8OID, INT8OID, INT8OID}, CONTACTS_WRITE | CONTACTS_AS_OWNER
};

/* whether a delivery is tried once more; the table has an end to attempts, however many are forgiven */
#define MAY_TRY "d.attempts - d.forgiven < c.most AND d.attempts < 1000000"

/*
 * $1 consumer, $2 how many, $3 for how long, $4 organization.  The first delivery of a contact is asked of the index
 * for each; they are locked when they are found, so they stay where they are.  The event of one is in the month that
 * its time tells.
 */
static contacts_query take_deliveries = {
	"WITH head AS ("
	" SELECT d.ctid AS place FROM contacts.delivery d"
	" WHERE d.organization_id = $4 AND d.consumer_id = $1 AND d.finished_at IS NULL AND d.visible_at <="
	" pg_catalog.clock_timestamp()"
	" AND (d.contact_id IS NULL OR d.position = ("
	"  SELECT earlier.position FROM contacts.delivery earlier"
	"  WHERE earlier.organization_id = d.organization_id AND earlier.consumer_id = d.consumer_id"
	"  AND earlier.contact_id = d.contact_id AND earlier.finished_at IS NULL"
	"  ORDER BY earlier.organization_id, earlier.consumer_id, earlier.contact_id, earlier.position LIMIT 1))"
	" ORDER BY d.position LIMIT $2 FOR UPDATE SKIP LOCKED"
	"), leased AS ("
	" UPDATE contacts.delivery d"
	" SET state = CASE WHEN " MAY_TRY " THEN 'leased' ELSE 'dead' END,"
	"  attempts = d.attempts + (" MAY_TRY ")::integer,"
	"  finished_at = CASE WHEN NOT (" MAY_TRY ") THEN pg_catalog.now() END,"
	"  last_error = CASE WHEN " MAY_TRY " THEN d.last_error ELSE coalesce(d.last_error, 'the last lease ran out') END,"
	"  visible_at = pg_catalog.clock_timestamp() + greatest($3, '0')"
	" FROM (SELECT m.max_attempts AS most FROM contacts.consumer m WHERE m.organization_id = $4 AND m.id = $1) c"
	" WHERE d.ctid = ANY (ARRAY(SELECT h.place FROM head h))"
	" RETURNING d.position, d.contact_id, d.attempts, d.state, d.occurred_at)"
	" SELECT l.position, e.name, l.contact_id, l.attempts, " PAYLOAD
	" FROM leased l, LATERAL ("
	"  SELECT e.* FROM contacts.event e"
	"  WHERE e.organization_id = $4 AND e.position = l.position AND e.occurred_at = l.occurred_at OFFSET 0) e"
	" WHERE l.state = 'leased' ORDER BY l.position",
	4, {INT8OID, INT8OID, INTERVALOID, INT8OID}, CONTACTS_WRITE | CONTACTS_AS_OWNER
};

/* Run a statement and return its rows as those of the function; tells how many. */
static int64
return_rows(FunctionCallInfo fcinfo, contacts_query *query, const Datum *values, const bool *nulls)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	uint64		count = contacts_query_execute(query, values, nulls, 0);

	contacts_check_row_type(contacts_result_desc(), rsinfo->setDesc);
	for (uint64 i = 0; i < count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		tuplestore_puttuple(rsinfo->setResult, contacts_result_row(i));
	}
	return (int64) count;
}

/* Return a page of the feed after a cursor; a number that is missing is none. */
static Datum
return_page(FunctionCallInfo fcinfo, contacts_query *query)
{
	InitMaterializedSRF(fcinfo, 0);
	if (!PG_ARGISNULL(1) && !PG_ARGISNULL(2))
	{
		int64		organization_id = PG_GETARG_INT64(2);
		Datum		values[3] = {PG_GETARG_DATUM(0), Int64GetDatum(Min(Max(PG_GETARG_INT32(1), 0), 10000)),
			Int64GetDatum(organization_id)};
		bool		nulls[3] = {PG_ARGISNULL(0), false, false};

		contacts_connect();
		contacts_event_number(organization_id);
		(void) return_rows(fcinfo, query, values, nulls);
		contacts_disconnect();
	}
	return (Datum) 0;
}

/* events_after(cursor, max, organization_id) */
Datum
contacts_events_after(PG_FUNCTION_ARGS)
{
	return return_page(fcinfo, &page_of_events);
}

/* changes_since(token, max, organization_id) */
Datum
contacts_changes_since(PG_FUNCTION_ARGS)
{
	return return_page(fcinfo, &page_of_contacts);
}

/* Turn the next events that a consumer wants into deliveries; false where there is none, or somebody else is at it. */
static bool
fan_out(int64 consumer_id, int64 max, int64 organization_id)
{
	Datum		values[3] = {Int64GetDatum(consumer_id), Int64GetDatum(max), Int64GetDatum(organization_id)};

	return contacts_query_execute(&next_deliveries, values, NULL, 0) > 0;
}

/* fan_out(consumer_id, max, organization_id) */
Datum
contacts_fan_out(PG_FUNCTION_ARGS)
{
	contacts_connect();
	contacts_check_consumer(PG_GETARG_INT64(0), PG_GETARG_INT64(2));
	contacts_event_number(PG_GETARG_INT64(2));
	(void) fan_out(PG_GETARG_INT64(0), Max(PG_GETARG_INT32(1), 0), PG_GETARG_INT64(2));
	contacts_disconnect();
	PG_RETURN_VOID();
}

/*
 * Take deliveries of a consumer: those that are open, and where these are too few, some of what comes next.  So few are
 * open at a time, however far the consumer is behind.
 */
static void
take(FunctionCallInfo fcinfo, int64 consumer_id, int64 max, Datum visibility, int64 organization_id)
{
	Datum		values[4] = {Int64GetDatum(consumer_id), Int64GetDatum(max), visibility,
		Int64GetDatum(organization_id)};
	int64		look = Max(max, SMALLEST_LOOK) * LOOK_AHEAD;

	for (int turn = 0; turn < MOST_LOOKS; turn++)
	{
		max -= return_rows(fcinfo, &take_deliveries, values, NULL);
		values[1] = Int64GetDatum(max);
		if (max <= 0 || !fan_out(consumer_id, look, organization_id))
			return;
		look *= 2;
	}
}

/* lease(consumer, max, visibility, organization_id) */
Datum
contacts_lease(PG_FUNCTION_ARGS)
{
	int64		organization_id = PG_GETARG_INT64(3);
	int64		consumer_id;

	InitMaterializedSRF(fcinfo, 0);
	contacts_connect();
	consumer_id = contacts_consumer_named(PG_GETARG_DATUM(0), organization_id);
	contacts_event_number(organization_id);
	take(fcinfo, consumer_id, Min(Max(PG_GETARG_INT32(1), 0), LARGEST_LEASE), PG_GETARG_DATUM(2), organization_id);
	contacts_disconnect();
	return (Datum) 0;
}
