/*
 * journal.c
 *	  Writing the journal: events of a statement collected and inserted many at a time, as the owner of the tables.
 */
#include "pg/compat.h"

#include "catalog/pg_type.h"
#include "pg/access/context.h"
#include "pg/events/feed.h"
#include "pg/events/journal.h"
#include "pg/store/query.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

struct contacts_event_batch
{
	MemoryContext context;
	const char *subject;
	int			count;
	Datum		organization_id[CONTACTS_EVENT_BATCH];
	Datum		name[CONTACTS_EVENT_BATCH];
	Datum		contact_id[CONTACTS_EVENT_BATCH];
	Datum		subject_id[CONTACTS_EVENT_BATCH];
	Datum		company_id[CONTACTS_EVENT_BATCH];
	Datum		data[CONTACTS_EVENT_BATCH];
	bool		no_contact[CONTACTS_EVENT_BATCH];
	bool		no_company[CONTACTS_EVENT_BATCH];
};

/* Begin to collect the events of a statement on a table; its memory goes with the current context. */
contacts_event_batch *
contacts_event_begin(const char *subject)
{
	contacts_event_batch *batch = palloc(sizeof(contacts_event_batch));

	batch->context = AllocSetContextCreate(CurrentMemoryContext, "contacts events", ALLOCSET_DEFAULT_SIZES);
	batch->subject = subject;
	batch->count = 0;
	return batch;
}

/* Name the memory that lasts until the batch is written. */
MemoryContext
contacts_event_context(contacts_event_batch *batch)
{
	return batch->context;
}

/* Add an event, whose data is a finished object in the memory of the batch; write them all where they are many. */
void
contacts_event_add(contacts_event_batch *batch, const contacts_event *event, JsonbValue *data)
{
	MemoryContext caller = MemoryContextSwitchTo(batch->context);
	int			i = batch->count++;

	batch->organization_id[i] = Int64GetDatum(event->organization_id);
	batch->name[i] = CStringGetTextDatum(psprintf("%s.%s", event->topic, event->action));
	batch->contact_id[i] = Int64GetDatum(event->contact_id);
	batch->no_contact[i] = event->contact_id == 0;
	batch->subject_id[i] = Int64GetDatum(event->subject_id);
	batch->company_id[i] = Int64GetDatum(event->company_id);
	batch->no_company[i] = event->company_id == 0;
	batch->data[i] = PointerGetDatum(JsonbValueToJsonb(data));
	MemoryContextSwitchTo(caller);
	if (batch->count == CONTACTS_EVENT_BATCH)
		contacts_event_flush(batch);
}

/* Make an array of what was collected, with nulls where it says so. */
static Datum
make_array(const Datum *values, const bool *nulls, int count, Oid type, int typlen, bool byval, char align)
{
	int			dim = count;
	int			bound = 1;

	return PointerGetDatum(construct_md_array(unconstify(Datum *, values), unconstify(bool *, nulls), 1, &dim, &bound,
											  type, typlen, byval, align));
}

/* Make an array of numbers. */
static Datum
int8_array(const Datum *values, const bool *nulls, int count)
{
	return make_array(values, nulls, count, INT8OID, sizeof(int64), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE);
}

#define INSERT_EVENT \
	"INSERT INTO contacts.event " \
	"(organization_id, name, contact_id, subject_id, company_id, data, actor_id, occurred_at, subject) "

/* Fill in what the events of a batch have in common, and insert them. */
static void
insert_events(contacts_event_batch *batch, contacts_query *insert, Datum *values, bool *nulls)
{
	int64		user_id = 0;

	nulls[6] = !contacts_context_user(&user_id);
	values[6] = Int64GetDatum(user_id);
	values[7] = TimestampTzGetDatum(GetCurrentTimestamp());
	values[8] = CStringGetTextDatum(batch->subject);
	contacts_query_run(insert, values, nulls);
}

/* Insert the one event of a batch: most statements write one row, and arrays would cost more than the event. */
static void
insert_one(contacts_event_batch *batch)
{
	static contacts_query insert = {
		INSERT_EVENT "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
		9, {INT8OID, TEXTOID, INT8OID, INT8OID, INT8OID, JSONBOID, INT8OID, TIMESTAMPTZOID, TEXTOID}, CONTACTS_RULE
	};
	bool		nulls[9] = {false};
	Datum		values[9] = {
		batch->organization_id[0], batch->name[0], batch->contact_id[0], batch->subject_id[0], batch->company_id[0],
		batch->data[0]
	};

	nulls[2] = batch->no_contact[0];
	nulls[4] = batch->no_company[0];
	insert_events(batch, &insert, values, nulls);
}

/* Insert the events of a batch. */
static void
insert_many(contacts_event_batch *batch)
{
	static contacts_query insert = {
		INSERT_EVENT
		"SELECT e.*, $7, $8, $9 FROM ROWS FROM (pg_catalog.unnest($1), pg_catalog.unnest($2), pg_catalog.unnest($3), "
		"pg_catalog.unnest($4), pg_catalog.unnest($5), pg_catalog.unnest($6)) e",
		9, {INT8ARRAYOID, TEXTARRAYOID, INT8ARRAYOID, INT8ARRAYOID, INT8ARRAYOID, JSONBARRAYOID,
		INT8OID, TIMESTAMPTZOID, TEXTOID}, CONTACTS_RULE
	};
	bool		nulls[9] = {false};
	Datum		values[9] = {
		int8_array(batch->organization_id, NULL, batch->count),
		make_array(batch->name, NULL, batch->count, TEXTOID, -1, false, TYPALIGN_INT),
		int8_array(batch->contact_id, batch->no_contact, batch->count),
		int8_array(batch->subject_id, NULL, batch->count),
		int8_array(batch->company_id, batch->no_company, batch->count),
		make_array(batch->data, NULL, batch->count, JSONBOID, -1, false, TYPALIGN_INT)
	};

	insert_events(batch, &insert, values, nulls);
}

/* Write the batch into the journal. */
void
contacts_event_flush(contacts_event_batch *batch)
{
	MemoryContext caller;

	if (batch->count == 0)
		return;
	caller = MemoryContextSwitchTo(batch->context);
	if (batch->count == 1)
		insert_one(batch);
	else
		insert_many(batch);
	contacts_event_notify();
	MemoryContextSwitchTo(caller);
	MemoryContextReset(batch->context);
	batch->count = 0;
}

/*
 * Leave nothing of purged contacts in the journal but that something was there: neither under the contacts nor of the
 * rows that go with them, which are those whose last event is theirs, whichever contact these belonged to before.  All
 * of a statement's at once: one pass over the journal at most, however many they are.
 */
void
contacts_event_forget(const Datum *organization_ids, const Datum *contact_ids, int count)
{
	static contacts_query forget = {
		"WITH purged AS MATERIALIZED (SELECT u.organization_id, u.contact_id FROM ROWS FROM (pg_catalog.unnest($1),"
		" pg_catalog.unnest($2)) AS u (organization_id, contact_id)), gone AS MATERIALIZED ("
		"SELECT DISTINCT e.organization_id, e.subject, e.subject_id FROM purged p JOIN contacts.event e"
		" ON e.organization_id = p.organization_id AND e.contact_id = p.contact_id"
		" WHERE e.subject <> 'contact' AND NOT EXISTS (SELECT FROM contacts.event l WHERE l.subject <> 'contact'"
		"  AND l.organization_id = e.organization_id AND l.subject = e.subject AND l.subject_id = e.subject_id"
		"  AND l.id > e.id AND l.contact_id IS DISTINCT FROM e.contact_id)), elsewhere AS ("
		"UPDATE contacts.event e SET data = pg_catalog.jsonb_build_object('uid', e.data -> 'uid') FROM gone g"
		" WHERE e.organization_id = g.organization_id AND e.subject = g.subject AND e.subject_id = g.subject_id"
		" AND e.subject <> 'contact' AND e.data - 'uid' <> '{}' AND NOT EXISTS (SELECT FROM purged p"
		"  WHERE p.organization_id = e.organization_id AND p.contact_id = e.contact_id)) "
		"UPDATE contacts.event e SET data = pg_catalog.jsonb_build_object('uid', e.data -> 'uid') FROM purged p "
		"WHERE e.organization_id = p.organization_id AND e.contact_id = p.contact_id AND e.data - 'uid' <> '{}'",
		2, {INT8ARRAYOID, INT8ARRAYOID}, CONTACTS_RULE
	};
	Datum		values[2];

	values[0] = int8_array(organization_ids, NULL, count);
	values[1] = int8_array(contact_ids, NULL, count);
	contacts_query_run(&forget, values, NULL);
}

/*
 * Leave nothing of a row in the journal that only some users may see from now on, but who hid it and when: whichever
 * contact it belonged to then.
 */
void
contacts_event_hide(int64 organization_id, const char *subject, int64 subject_id)
{
	static contacts_query hide = {
		"UPDATE contacts.event e SET data = pg_catalog.jsonb_build_object('uid', e.data -> 'uid', 'hidden',"
		" pg_catalog.jsonb_build_object('by', $4, 'at', pg_catalog.now())) "
		"WHERE e.organization_id = $1 AND e.subject = $2 AND e.subject_id = $3 AND e.subject <> 'contact' "
		"AND e.data - '{uid,hidden}'::text[] <> '{}'",
		4, {INT8OID, TEXTOID, INT8OID, INT8OID}, CONTACTS_RULE
	};
	int64		user_id = 0;
	bool		nulls[4] = {false};
	Datum		values[4] = {
		Int64GetDatum(organization_id), CStringGetTextDatum(subject), Int64GetDatum(subject_id)
	};

	nulls[3] = !contacts_context_user(&user_id);
	values[3] = Int64GetDatum(user_id);
	contacts_query_run(&hide, values, nulls);
}
