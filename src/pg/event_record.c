/*
 * event_record.c
 *	  The journal: what a statement changed, written in its transaction, set-wise.
 *
 * One call handles all rows of a statement through its transition tables.  An UPDATE gives each row one event for each
 * group of columns that changed (status, deletion, blocking, primary contact) and contact.updated for the rest.
 */
#include "pg/compat.h"

#include "access/detoast.h"
#include "access/xact.h"
#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "executor/executor.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "pg/access.h"
#include "pg/catalog.h"
#include "pg/context.h"
#include "pg/event.h"
#include "pg/json.h"
#include "pg/trigger.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/timestamp.h"
#include "utils/tuplestore.h"

/* events that one INSERT takes */
#define BATCH 1000

/* a longer value is left out of the journal; its change is not */
#define LONGEST_VALUE (64 * 1024)

PG_FUNCTION_INFO_V1(contacts_record_events);

/* a group of columns whose change is an event of its own, named after whether the first of them is now set */
typedef struct event_group
{
	const char *set;
	const char *cleared;
	const char *columns[4];
} event_group;

static const event_group groups[] = {
	{"deleted", "restored", {"deleted_at", "deleted_by"}},
	{"status_changed", "status_changed", {"status"}},
	{"blocked", "unblocked", {"blocked_at", "blocked_by", "block_reason"}},
	{"primary_set", "updated", {"primary_at"}},
	{"ended", "reopened", {"ended_on"}},
};

/* classes of columns beside the numbers of groups */
#define COLUMN_UPDATED	lengthof(groups)
#define COLUMN_IGNORED	(lengthof(groups) + 1)

/* what the payload of an event shows of its row; the uid comes first */
static const char *const snapshot_columns[] = {
	"uid", "name", "email", "company_id", "status", "type", "value", "role", "title", "subject"
};

/* columns that follow from others or only say when and by whom */
static const char *const ignored_columns[] = {
	"updated_at", "updated_by", "version", "is_active", "email_shared", "search_key"
};

/* events on their way into the journal */
typedef struct event_batch
{
	MemoryContext context;
	int			count;
	Datum		organization_id[BATCH];
	Datum		name[BATCH];
	Datum		contact_id[BATCH];
	Datum		subject_id[BATCH];
	Datum		company_id[BATCH];
	Datum		data[BATCH];
	bool		no_contact[BATCH];
	bool		no_company[BATCH];
} event_batch;

/* the statement that is being recorded */
typedef struct event_statement
{
	const char *topic;
	bool		purges;			/* contacts go for good */
	Relation	rel;
	TupleDesc	desc;
	int			organization_id;	/* places of columns, -1 where there is none */
	int			id;
	int			contact_id;
	int			company_id;
	int			visibility;
	int			snapshot[lengthof(snapshot_columns)];
	int		   *class_of;		/* group number of each column */
	event_batch *batch;
} event_statement;

/* Find the place of a column, or -1. */
static int
place_of(TupleDesc desc, const char *name)
{
	for (int i = 0; i < desc->natts; i++)
	{
		if (!TupleDescAttr(desc, i)->attisdropped && strcmp(NameStr(TupleDescAttr(desc, i)->attname), name) == 0)
			return i;
	}
	return -1;
}

/* Tell which event a change of a column belongs to. */
static int
classify(Form_pg_attribute att)
{
	if (att->attisdropped || att->attgenerated)
		return COLUMN_IGNORED;
	for (int i = 0; i < lengthof(ignored_columns); i++)
	{
		if (strcmp(NameStr(att->attname), ignored_columns[i]) == 0)
			return COLUMN_IGNORED;
	}
	for (int g = 0; g < lengthof(groups); g++)
	{
		for (int i = 0; i < lengthof(groups[g].columns) && groups[g].columns[i]; i++)
		{
			if (strcmp(NameStr(att->attname), groups[g].columns[i]) == 0)
				return g;
		}
	}
	return COLUMN_UPDATED;
}

/* Learn the table that fired. */
static void
open_statement(event_statement *statement, TriggerData *trigdata)
{
	Trigger    *trigger = trigdata->tg_trigger;

	if (trigger->tgnargs != 2)
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"%s\" needs the topic and the column of the contact", "record_events")));
	statement->topic = trigger->tgargs[0];
	statement->purges = TRIGGER_FIRED_BY_DELETE(trigdata->tg_event) && strcmp(statement->topic, "contact") == 0;
	statement->rel = trigdata->tg_relation;
	statement->desc = RelationGetDescr(trigdata->tg_relation);
	statement->organization_id = place_of(statement->desc, "organization_id");
	statement->id = place_of(statement->desc, "id");
	statement->contact_id = place_of(statement->desc, trigger->tgargs[1]);
	statement->company_id = place_of(statement->desc, "company_id");
	statement->visibility = place_of(statement->desc, "visibility");
	for (int i = 0; i < lengthof(snapshot_columns); i++)
		statement->snapshot[i] = place_of(statement->desc, snapshot_columns[i]);
	statement->class_of = palloc(statement->desc->natts * sizeof(int));
	for (int i = 0; i < statement->desc->natts; i++)
		statement->class_of[i] = classify(TupleDescAttr(statement->desc, i));
	statement->batch = palloc(sizeof(event_batch));
	statement->batch->count = 0;
	statement->batch->context = AllocSetContextCreate(CurrentMemoryContext, "contacts events", ALLOCSET_DEFAULT_SIZES);
}

/* Make an array of what the batch collected, nulls where nulls says so. */
static Datum
batch_array(const Datum *values, const bool *nulls, int count, Oid type, int typlen, bool byval, char align)
{
	int			dim = count;
	int			bound = 1;

	return PointerGetDatum(construct_md_array(unconstify(Datum *, values), unconstify(bool *, nulls), 1, &dim, &bound,
											  type, typlen, byval, align));
}

/* Prepare a statement once and run it. */
static void
run_plan(SPIPlanPtr *plan, const char *query, int nargs, Oid *types, Datum *values, const char *nulls)
{
	if (*plan == NULL)
	{
		*plan = SPI_prepare(query, nargs, types);
		if (*plan == NULL)
			elog(ERROR, "SPI_prepare failed: %s", SPI_result_code_string(SPI_result));
		SPI_keepplan(*plan);
	}
	if (SPI_execute_plan(*plan, values, nulls, false, 0) < 0)
		elog(ERROR, "could not write the journal");
}

/* Leave nothing of purged contacts in the journal but that something was there. */
static void
forget_purged(Datum organization_ids, Datum contact_ids)
{
	static SPIPlanPtr plan = NULL;
	Oid			types[] = {INT8ARRAYOID, INT8ARRAYOID};
	Datum		values[] = {organization_ids, contact_ids};

	run_plan(&plan, "UPDATE contacts.event e SET data = pg_catalog.jsonb_build_object('uid', e.data OPERATOR(pg_catalog.->) 'uid') "
			 "FROM ROWS FROM (pg_catalog.unnest($1), pg_catalog.unnest($2)) AS purged (organization_id, contact_id) "
			 "WHERE e.organization_id OPERATOR(pg_catalog.=) purged.organization_id "
			 "AND e.contact_id OPERATOR(pg_catalog.=) purged.contact_id",
			 lengthof(types), types, values, NULL);
}

/* Write the batch into the journal, as the owner of the tables. */
static void
flush(event_statement *statement)
{
	static SPIPlanPtr plan = NULL;
	Oid			types[] = {INT8ARRAYOID, TEXTARRAYOID, INT8ARRAYOID, INT8ARRAYOID, INT8ARRAYOID, JSONBARRAYOID,
	INT8OID, TIMESTAMPTZOID, TEXTOID};
	event_batch *batch = statement->batch;
	int64		user_id = 0;
	Datum		values[lengthof(types)];
	char		nulls[lengthof(types) + 1] = "         ";
	MemoryContext caller;
	contacts_identity self;

	if (batch->count == 0)
		return;
	self = contacts_become_owner(RelationGetRelid(statement->rel));
	caller = MemoryContextSwitchTo(batch->context);
	values[0] = batch_array(batch->organization_id, NULL, batch->count, INT8OID, 8, FLOAT8PASSBYVAL, TYPALIGN_DOUBLE);
	values[1] = batch_array(batch->name, NULL, batch->count, TEXTOID, -1, false, TYPALIGN_INT);
	values[2] = batch_array(batch->contact_id, batch->no_contact, batch->count, INT8OID, 8, FLOAT8PASSBYVAL, TYPALIGN_DOUBLE);
	values[3] = batch_array(batch->subject_id, NULL, batch->count, INT8OID, 8, FLOAT8PASSBYVAL, TYPALIGN_DOUBLE);
	values[4] = batch_array(batch->company_id, batch->no_company, batch->count, INT8OID, 8, FLOAT8PASSBYVAL, TYPALIGN_DOUBLE);
	values[5] = batch_array(batch->data, NULL, batch->count, JSONBOID, -1, false, TYPALIGN_INT);
	nulls[6] = contacts_context_user(&user_id) ? ' ' : 'n';
	values[6] = Int64GetDatum(user_id);
	values[7] = TimestampTzGetDatum(GetCurrentTimestamp());
	values[8] = CStringGetTextDatum(statement->topic);
	MemoryContextSwitchTo(caller);
	run_plan(&plan, "INSERT INTO contacts.event "
			 "(organization_id, name, contact_id, subject_id, company_id, data, actor_id, occurred_at, subject) "
			 "SELECT e.*, $7, $8, $9 FROM ROWS FROM (pg_catalog.unnest($1), pg_catalog.unnest($2), pg_catalog.unnest($3), "
			 "pg_catalog.unnest($4), pg_catalog.unnest($5), pg_catalog.unnest($6)) e",
			 lengthof(types), types, values, nulls);
	if (statement->purges)
		forget_purged(values[0], values[2]);
	contacts_become_self(self);
	MemoryContextReset(batch->context);
	batch->count = 0;
}

/* Tell whether only some users of the organization may see the row, while all of them may read the journal. */
static bool
is_hidden(const event_statement *statement, const Datum *values, const bool *nulls)
{
	int			place = statement->visibility;
	text	   *visibility = place < 0 || nulls[place] ? NULL : DatumGetTextPP(values[place]);

	return visibility && (VARSIZE_ANY_EXHDR(visibility) != strlen("organization") ||
						  memcmp(VARDATA_ANY(visibility), "organization", strlen("organization")) != 0);
}

/* Start the data of an event with what identifies its row: of a purged contact or hidden row its uid, no more. */
static void
push_snapshot(const event_statement *statement, JsonbParseState **state, const Datum *values, const bool *nulls)
{
	bool		bare = statement->purges || is_hidden(statement, values, nulls);
	int			shown = bare ? 1 : lengthof(snapshot_columns);

	pushJsonbValue(state, WJB_BEGIN_OBJECT, NULL);
	for (int i = 0; i < shown; i++)
	{
		int			place = statement->snapshot[i];

		if (place < 0)
			continue;
		contacts_json_key(state, snapshot_columns[i]);
		contacts_json_datum(state, values[place], nulls[place], TupleDescAttr(statement->desc, place));
	}
}

/* Push one side of a change, unless it is too long for a journal. */
static void
push_side(JsonbParseState **state, const char *key, Datum value, bool isnull, Form_pg_attribute att)
{
	contacts_json_key(state, key);
	if (!isnull && att->attlen == -1 && toast_raw_datum_size(value) > LONGEST_VALUE)
		contacts_json_null(state);
	else
		contacts_json_datum(state, value, isnull, att);
}

/* Tell whether an UPDATE changed a column. */
static bool
differs(const event_statement *statement, int i, const Datum *old_values, const bool *old_nulls,
		const Datum *values, const bool *nulls)
{
	Form_pg_attribute att = TupleDescAttr(statement->desc, i);

	if (old_nulls[i] || nulls[i])
		return old_nulls[i] != nulls[i];
	return !datum_image_eq(old_values[i], values[i], att->attbyval, att->attlen);
}

/* Add an event to the batch; data is the finished object. */
static void
add_event(event_statement *statement, const char *action, const Datum *values, const bool *nulls, JsonbValue *data)
{
	event_batch *batch = statement->batch;
	int			i = batch->count++;
	const char *topic = statement->topic;

	/* whoever becomes primary contact through an affiliation is a contact all the same */
	if (strcmp(action, "primary_set") == 0)
		topic = "contact";
	batch->organization_id[i] = values[statement->organization_id];
	batch->subject_id[i] = values[statement->id];
	batch->name[i] = CStringGetTextDatum(psprintf("%s.%s", topic, action));
	batch->no_contact[i] = statement->contact_id < 0 || nulls[statement->contact_id];
	batch->contact_id[i] = batch->no_contact[i] ? (Datum) 0 : values[statement->contact_id];
	batch->no_company[i] = statement->company_id < 0 || nulls[statement->company_id];
	batch->company_id[i] = batch->no_company[i] ? (Datum) 0 : values[statement->company_id];
	batch->data[i] = PointerGetDatum(JsonbValueToJsonb(data));
}

/* Record that a row came or went. */
static void
record_whole(event_statement *statement, const char *action, const Datum *values, const bool *nulls)
{
	MemoryContext caller = MemoryContextSwitchTo(statement->batch->context);
	JsonbParseState *state = NULL;

	push_snapshot(statement, &state, values, nulls);
	add_event(statement, action, values, nulls, pushJsonbValue(&state, WJB_END_OBJECT, NULL));
	MemoryContextSwitchTo(caller);
}

/* Name what a change of a group means. */
static const char *
action_of(const event_statement *statement, int class, int first, const Datum *values, const bool *nulls)
{
	if (class == COLUMN_UPDATED)
		return "updated";
	if (class == 1 && strcmp(statement->topic, "activity") == 0)
	{
		text	   *status = DatumGetTextPP(values[first]);

		return *VARDATA_ANY(status) == 'P' ? "reopened" : VARSIZE_ANY_EXHDR(status) == 9 &&
			memcmp(VARDATA_ANY(status), "CANCELLED", 9) == 0 ? "cancelled" : "completed";
	}
	return nulls[first] ? groups[class].cleared : groups[class].set;
}

/* Record the changes of one group of columns. */
static void
record_group(event_statement *statement, int class, int first, const Datum *old_values, const bool *old_nulls,
			 const Datum *values, const bool *nulls)
{
	MemoryContext caller = MemoryContextSwitchTo(statement->batch->context);
	bool		hidden = is_hidden(statement, values, nulls) || is_hidden(statement, old_values, old_nulls);
	JsonbParseState *state = NULL;

	push_snapshot(statement, &state, values, nulls);
	contacts_json_key(&state, "changed");
	pushJsonbValue(&state, WJB_BEGIN_OBJECT, NULL);
	for (int i = first; i < statement->desc->natts; i++)
	{
		Form_pg_attribute att = TupleDescAttr(statement->desc, i);

		if (hidden || statement->class_of[i] != class || !differs(statement, i, old_values, old_nulls, values, nulls))
			continue;
		contacts_json_key(&state, NameStr(att->attname));
		pushJsonbValue(&state, WJB_BEGIN_OBJECT, NULL);
		push_side(&state, "old", old_values[i], old_nulls[i], att);
		push_side(&state, "new", values[i], nulls[i], att);
		pushJsonbValue(&state, WJB_END_OBJECT, NULL);
	}
	pushJsonbValue(&state, WJB_END_OBJECT, NULL);
	add_event(statement, action_of(statement, class, first, values, nulls), values, nulls,
			  pushJsonbValue(&state, WJB_END_OBJECT, NULL));
	MemoryContextSwitchTo(caller);
}

/* Record what an UPDATE did to one row: at most one event for each group. */
static void
record_update(event_statement *statement, const Datum *old_values, const bool *old_nulls,
			  const Datum *values, const bool *nulls)
{
	int			first[lengthof(groups) + 1];

	memset(first, -1, sizeof(first));
	for (int i = statement->desc->natts - 1; i >= 0; i--)
	{
		if (statement->class_of[i] != COLUMN_IGNORED && differs(statement, i, old_values, old_nulls, values, nulls))
			first[statement->class_of[i]] = i;
	}
	for (int class = 0; class < lengthof(first); class++)
	{
		if (first[class] >= 0)
			record_group(statement, class, first[class], old_values, old_nulls, values, nulls);
	}
}

/* Read a transition table from its start, with a pointer of our own: other triggers read it too. */
static void
start_reading(Tuplestorestate *store)
{
	tuplestore_select_read_pointer(store, tuplestore_alloc_read_pointer(store, EXEC_FLAG_REWIND));
	tuplestore_rescan(store);
}

/* Read the next row of a transition table; false at its end. */
static bool
next_row(Tuplestorestate *store, TupleTableSlot *slot)
{
	if (!tuplestore_gettupleslot(store, true, false, slot))
		return false;
	slot_getallattrs(slot);
	return true;
}

/* Record the rows that an INSERT or DELETE put into a transition table. */
static void
record_rows(event_statement *statement, Tuplestorestate *store, const char *action)
{
	TupleTableSlot *slot = MakeSingleTupleTableSlot(statement->desc, &TTSOpsMinimalTuple);

	start_reading(store);
	while (next_row(store, slot))
	{
		CHECK_FOR_INTERRUPTS();
		record_whole(statement, action, slot->tts_values, slot->tts_isnull);
		if (statement->batch->count >= BATCH)
			flush(statement);
	}
	ExecDropSingleTupleTableSlot(slot);
}

/* Record the pairs of rows that an UPDATE put into its two transition tables, which have the same order. */
static void
record_pairs(event_statement *statement, Tuplestorestate *olds, Tuplestorestate *news)
{
	TupleTableSlot *old = MakeSingleTupleTableSlot(statement->desc, &TTSOpsMinimalTuple);
	TupleTableSlot *new = MakeSingleTupleTableSlot(statement->desc, &TTSOpsMinimalTuple);

	start_reading(olds);
	start_reading(news);
	while (next_row(olds, old) && next_row(news, new))
	{
		CHECK_FOR_INTERRUPTS();
		if (old->tts_values[statement->id] != new->tts_values[statement->id])
			elog(ERROR, "transition tables of \"%s\" do not pair", RelationGetRelationName(statement->rel));
		record_update(statement, old->tts_values, old->tts_isnull, new->tts_values, new->tts_isnull);
		if (statement->batch->count >= BATCH - lengthof(groups) - 1)
			flush(statement);
	}
	ExecDropSingleTupleTableSlot(old);
	ExecDropSingleTupleTableSlot(new);
}

/* Check that the function was called by a statement trigger with its transition tables. */
static TriggerData *
check_call(FunctionCallInfo fcinfo)
{
	TriggerData *trigdata = contacts_trigger_call(fcinfo, "record_events");

	if (!TRIGGER_FIRED_AFTER(trigdata->tg_event) || !TRIGGER_FIRED_FOR_STATEMENT(trigdata->tg_event) ||
		(!TRIGGER_FIRED_BY_INSERT(trigdata->tg_event) && trigdata->tg_oldtable == NULL) ||
		(!TRIGGER_FIRED_BY_DELETE(trigdata->tg_event) && trigdata->tg_newtable == NULL))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"%s\" must be fired AFTER a statement with its transition tables", "record_events")));
	return trigdata;
}

/* record_events(topic, contact column): AFTER statement trigger with transition tables. */
Datum
contacts_record_events(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = check_call(fcinfo);
	event_statement statement;

	if (contacts_load_is_silent())
		return PointerGetDatum(NULL);
	SPI_connect();
	open_statement(&statement, trigdata);
	if (TRIGGER_FIRED_BY_INSERT(trigdata->tg_event))
		record_rows(&statement, trigdata->tg_newtable, "created");
	else if (TRIGGER_FIRED_BY_DELETE(trigdata->tg_event))
		record_rows(&statement, trigdata->tg_oldtable, statement.purges ? "purged" : "deleted");
	else
		record_pairs(&statement, trigdata->tg_oldtable, trigdata->tg_newtable);
	flush(&statement);
	SPI_finish();
	return PointerGetDatum(NULL);
}
