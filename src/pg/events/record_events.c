/*
 * record_events.c
 *	  The journal: what a statement changed, written in its transaction, set-wise.
 *
 * One call handles all rows of a statement through its transition tables.  An UPDATE gives each row one event for each
 * group of columns that changed (status, deletion, blocking, primary contact) and contact.updated for the rest.  A row
 * that goes for good leaves its uid: what a purge takes along shall not stay here.
 */
#include "pg/compat.h"

#include "commands/trigger.h"
#include "pg/base/json.h"
#include "pg/events/event_data.h"
#include "pg/events/feed.h"
#include "pg/events/journal.h"
#include "pg/store/correction.h"
#include "pg/store/trigger.h"
#include "utils/builtins.h"
#include "utils/rel.h"
#include "utils/tuplestore.h"

PG_FUNCTION_INFO_V1(contacts_record_events);

/* Add an event about a row to the batch. */
static void
add_event(event_statement *statement, const char *topic, const char *action, const event_row *row, JsonbValue *data)
{
	contacts_event event = {
		.topic = topic,
		.action = action,
		.organization_id = contacts_event_number_at(statement->organization_id, row->values, row->nulls),
		.contact_id = contacts_event_number_at(statement->contact_id, row->values, row->nulls),
		.subject_id = contacts_event_number_at(statement->id, row->values, row->nulls),
		.company_id = contacts_event_number_at(statement->company_id, row->values, row->nulls),
	};

	contacts_event_add(statement->batch, &event, data);
}

/* Record an event that shows the row and no change. */
static void
record_whole(event_statement *statement, const char *topic, const char *action, const event_row *row, bool bare)
{
	MemoryContext caller = MemoryContextSwitchTo(contacts_event_context(statement->batch));
	JsonbParseState *state = NULL;

	contacts_event_push_snapshot(statement, &state, row->values, row->nulls, bare);
	add_event(statement, topic, action, row, pushJsonbValue(&state, WJB_END_OBJECT, NULL));
	MemoryContextSwitchTo(caller);
}

/* Name what a change of a group means. */
static const char *
action_of(const event_statement *statement, int class, const event_row *row)
{
	int			key = class == COLUMN_UPDATED ? -1 : statement->key[class];

	if (class == COLUMN_UPDATED)
		return "updated";
	if (class == GROUP_STATUS && strcmp(statement->topic, "activity") == 0)
	{
		char	   *status = TextDatumGetCString(row->values[key]);

		return strcmp(status, "PENDING") == 0 ? "reopened" : strcmp(status, "CANCELLED") == 0 ? "cancelled"
			: "completed";
	}
	return row->nulls[key] ? contacts_event_groups[class].cleared : contacts_event_groups[class].set;
}

/* Record the changes of one group of columns. */
static void
record_group(event_statement *statement, int class, const event_row *row)
{
	MemoryContext caller = MemoryContextSwitchTo(contacts_event_context(statement->batch));
	bool		hidden = contacts_event_is_hidden(statement, row->values, row->nulls) ||
		contacts_event_is_hidden(statement, row->old_values, row->old_nulls);
	JsonbParseState *state = NULL;

	if (class == GROUP_PRIMARY)
		contacts_event_push_primary(statement, &state, row);
	else
		contacts_event_push_snapshot(statement, &state, row->values, row->nulls, hidden);
	contacts_json_key(&state, "changed");
	pushJsonbValue(&state, WJB_BEGIN_OBJECT, NULL);
	for (int i = 0; i < statement->desc->natts && !hidden; i++)
	{
		if (statement->changed_as[i] == class)
			contacts_event_push_change(&state, row, i, TupleDescAttr(statement->desc, i));
	}
	pushJsonbValue(&state, WJB_END_OBJECT, NULL);
	/* whoever becomes primary contact through an affiliation is a contact all the same */
	add_event(statement, class == GROUP_PRIMARY ? "contact" : statement->topic, action_of(statement, class, row), row,
			  pushJsonbValue(&state, WJB_END_OBJECT, NULL));
	MemoryContextSwitchTo(caller);
}

/* Find what an UPDATE changed in a row: marks its columns with the event that they belong to. */
static void
find_changes(event_statement *statement, const event_row *row, bool *found)
{
	memset(found, 0, sizeof(bool) * (COLUMN_IGNORED + 1));
	for (int i = 0; i < statement->desc->natts; i++)
	{
		int			class = statement->class_of[i];

		if (class == COLUMN_IGNORED || !contacts_event_differs(row, i, TupleDescAttr(statement->desc, i)))
			class = COLUMN_IGNORED;
		else if (class < GROUPS && (!contacts_event_differs(row, statement->key[class],
															TupleDescAttr(statement->desc, statement->key[class])) ||
									(class == GROUP_PRIMARY && !contacts_event_sets_primary(statement, row))))
			class = COLUMN_UPDATED;
		statement->changed_as[i] = class;
		found[class] = true;
	}
}

/* Check whether an UPDATE took a contact out of use: deleted it, or made its status another one than active. */
static bool
became_inactive(const event_statement *statement, const event_row *row)
{
	int			status = statement->key[GROUP_STATUS];
	int			deleted_at = statement->key[GROUP_DELETED];

	if (row->old_nulls[deleted_at] && !row->nulls[deleted_at])
		return true;
	return strcmp(TextDatumGetCString(row->old_values[status]), "active") == 0 &&
		strcmp(TextDatumGetCString(row->values[status]), "active") != 0;
}

/* Record what a contact means for the users of the application: a login is wanted, or its rights need a look. */
static void
record_user(event_statement *statement, const event_row *row)
{
	int64		user_id = contacts_event_number_at(statement->user_id, row->values, row->nulls);

	if (!statement->is_contact || user_id == 0 || contacts_is_correction())
		return;
	if (row->old_values == NULL || contacts_event_number_at(statement->user_id, row->old_values,
															row->old_nulls) != user_id)
		record_whole(statement, "user", "requested", row, false);
	else if (became_inactive(statement, row) ||
			 (contacts_event_number_at(statement->company_id, row->old_values, row->old_nulls) != 0 &&
			  contacts_event_number_at(statement->company_id, row->old_values, row->old_nulls) !=
			  contacts_event_number_at(statement->company_id, row->values, row->nulls)))
		record_whole(statement, "contact", "access_review", row, false);
}

/* Record that a row was inserted. */
static void
record_insert(event_statement *statement, const event_row *row)
{
	MemoryContext caller;
	JsonbParseState *state = NULL;

	/* a contact that is taken apart again was there before */
	if (statement->is_contact && contacts_is_correction())
		return;
	record_whole(statement, statement->topic, "created", row, false);
	if (contacts_event_sets_primary(statement, row))
	{
		caller = MemoryContextSwitchTo(contacts_event_context(statement->batch));
		contacts_event_push_primary(statement, &state, row);
		add_event(statement, "contact", "primary_set", row, pushJsonbValue(&state, WJB_END_OBJECT, NULL));
		MemoryContextSwitchTo(caller);
	}
	record_user(statement, row);
}

/* Record what an UPDATE did to one row: at most one event for each group. */
static void
record_update(event_statement *statement, const event_row *row)
{
	bool		found[COLUMN_IGNORED + 1];

	find_changes(statement, row, found);
	for (int class = 0; class < COLUMN_IGNORED; class++)
	{
		if (found[class])
			record_group(statement, class, row);
	}
	record_user(statement, row);
	if (contacts_event_is_hidden(statement, row->values, row->nulls) &&
		!contacts_event_is_hidden(statement, row->old_values, row->old_nulls))
	{
		contacts_event_flush(statement->batch);
		contacts_event_hide(contacts_event_number_at(statement->organization_id, row->values, row->nulls),
							statement->topic,
							contacts_event_number_at(statement->id, row->values, row->nulls));
	}
}

/* Read the next row of a transition table in full; false at its end. */
static bool
next_row(Tuplestorestate *store, TupleTableSlot *slot)
{
	if (!contacts_transition_next(store, slot))
		return false;
	slot_getallattrs(slot);
	return true;
}

/* Record the rows that an INSERT put into its transition table. */
static void
record_inserted(event_statement *statement, Tuplestorestate *news)
{
	TupleTableSlot *slot = contacts_transition_open(statement->desc, news);

	while (next_row(news, slot))
	{
		event_row	row = {slot->tts_values, slot->tts_isnull};

		record_insert(statement, &row);
	}
	ExecDropSingleTupleTableSlot(slot);
}

/* Record the rows that a DELETE put into its transition table; of contacts that go the journal forgets the rest. */
static void
record_deleted(event_statement *statement, Tuplestorestate *olds)
{
	TupleTableSlot *slot = contacts_transition_open(statement->desc, olds);
	int64		room = statement->is_contact ? tuplestore_tuple_count(olds) + 1 : 0;
	Datum	   *organization_ids = palloc_extended(room * sizeof(Datum), MCXT_ALLOC_HUGE);
	Datum	   *contact_ids = palloc_extended(room * sizeof(Datum), MCXT_ALLOC_HUGE);
	int			count = 0;

	while (next_row(olds, slot))
	{
		event_row	row = {slot->tts_values, slot->tts_isnull};

		/* a contact that is merged goes on in another one: whoever merges says so, and its history stays */
		if (statement->is_contact && contacts_is_correction())
			continue;
		record_whole(statement, statement->topic, statement->is_contact ? "purged" : "deleted", &row, true);
		if (statement->is_contact)
		{
			organization_ids[count] = row.values[statement->organization_id];
			contact_ids[count++] = row.values[statement->id];
		}
	}
	if (count > 0)
		contacts_event_forget(organization_ids, contact_ids, count);
	ExecDropSingleTupleTableSlot(slot);
}

/* Record the pairs of rows that an UPDATE put into its two transition tables, which have the same order. */
static void
record_updated(event_statement *statement, Tuplestorestate *olds, Tuplestorestate *news)
{
	TupleTableSlot *old = contacts_transition_open(statement->desc, olds);
	TupleTableSlot *new = contacts_transition_open(statement->desc, news);

	while (next_row(olds, old) && next_row(news, new))
	{
		event_row	row = {new->tts_values, new->tts_isnull, old->tts_values, old->tts_isnull};

		if (DatumGetInt64(old->tts_values[statement->id]) != DatumGetInt64(new->tts_values[statement->id]))
			elog(ERROR, "transition tables of \"%s\" do not pair", RelationGetRelationName(statement->rel));
		record_update(statement, &row);
	}
	ExecDropSingleTupleTableSlot(old);
	ExecDropSingleTupleTableSlot(new);
}

/* record_events(topic, contact column): AFTER statement trigger with transition tables. */
Datum
contacts_record_events(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = contacts_trigger(fcinfo, "record_events", CONTACTS_AFTER | CONTACTS_EACH_STATEMENT |
											  CONTACTS_ON_ANY | CONTACTS_BOTH_TABLES);
	event_statement statement;

	if (contacts_load_is_silent())
		return PointerGetDatum(NULL);
	contacts_event_open(&statement, trigdata);
	if (TRIGGER_FIRED_BY_INSERT(trigdata->tg_event))
		record_inserted(&statement, trigdata->tg_newtable);
	else if (TRIGGER_FIRED_BY_DELETE(trigdata->tg_event))
		record_deleted(&statement, trigdata->tg_oldtable);
	else
		record_updated(&statement, trigdata->tg_oldtable, trigdata->tg_newtable);
	contacts_event_flush(statement.batch);
	return PointerGetDatum(NULL);
}
