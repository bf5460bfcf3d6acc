/*
 * event_data.c
 *	  What an event says of a row and its change: which columns identify the row, which make an event of their own.
 */
#include "pg/compat.h"

#include "access/detoast.h"
#include "catalog/pg_type.h"
#include "pg/base/json.h"
#include "pg/base/relation_watch.h"
#include "pg/base/text.h"
#include "pg/events/event_data.h"
#include "pg/events/journal.h"
#include "pg/primary_contact/primary_contact.h"
#include "pg/store/columns.h"
#include "pg/store/query.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

/* a longer value is left out of the journal; that it changed is not */
#define LONGEST_VALUE (1024 * 1024)

/* choices of a primary contact in one statement that are told who was it before: each takes a look at the company */
#define MAX_PREVIOUS 100

const event_group contacts_event_groups[GROUPS] = {
	[GROUP_DELETED] = {"deleted", "restored", {"deleted_at", "deleted_by"}},
	[GROUP_STATUS] = {"status_changed", "status_changed", {"status", "completed_at", "cancelled_at", "cancel_reason"}},
	[GROUP_BLOCKED] = {"blocked", "unblocked", {"blocked_at", "blocked_by", "block_reason"}},
	[GROUP_PRIMARY] = {"primary_set", NULL, {"primary_at"}},
	[GROUP_ENDED] = {"ended", "reopened", {"ended_on"}},
};

/* what the payload of an event shows of its row; the uid comes first */
static const char *const snapshot_columns[CONTACTS_EVENT_SHOWN] = {
	"uid", "name", "email", "company_id", "status", "type", "value", "role", "title", "subject"
};

/* columns that follow from others or only say when and by whom */
static const char *const ignored_columns[] = {
	"updated_at", "updated_by", "version", "is_active", "email_shared", "search_key"
};

/* columns that may name other people, whom a purge would not find here: that they changed is recorded, not to what */
static const char *const unquoted_columns[] = {"participants"};

/* what was learned of tables, for each trigger; the oldest makes room */
static struct
{
	contacts_watch watch;
	Oid			trigger;
	event_statement learned;
}			known[16];

/* Check whether a name is in a list, which may end early. */
static bool
is_listed(const char *name, const char *const *list, int length)
{
	for (int i = 0; i < length && list[i]; i++)
	{
		if (strcmp(name, list[i]) == 0)
			return true;
	}
	return false;
}

/* Find out which event a change of a column belongs to. */
static int
classify(Form_pg_attribute att)
{
	if (att->attisdropped || att->attgenerated)
		return COLUMN_IGNORED;
	if (is_listed(NameStr(att->attname), ignored_columns, lengthof(ignored_columns)))
		return COLUMN_IGNORED;
	for (int g = 0; g < GROUPS; g++)
	{
		if (is_listed(NameStr(att->attname), contacts_event_groups[g].columns,
					  lengthof(contacts_event_groups[g].columns)))
			return g;
	}
	return COLUMN_UPDATED;
}

/* Find the place of a column in a row, -1 where the table has none. */
static int
place_of(Relation rel, const char *name, Oid type)
{
	return contacts_column_number(rel, name, type) - 1;
}

/* Learn where the columns of a table are and which event each belongs to. */
static void
learn(event_statement *statement, Relation rel, const char *contact_column)
{
	TupleDesc	desc = RelationGetDescr(rel);

	statement->organization_id = place_of(rel, "organization_id", INT8OID);
	statement->id = place_of(rel, "id", INT8OID);
	statement->contact_id = place_of(rel, contact_column, INT8OID);
	statement->company_id = place_of(rel, "company_id", INT8OID);
	statement->user_id = place_of(rel, "user_id", INT8OID);
	statement->visibility = place_of(rel, "visibility", TEXTOID);
	for (int i = 0; i < lengthof(snapshot_columns); i++)
		statement->snapshot[i] = get_attnum(RelationGetRelid(rel), snapshot_columns[i]) - 1;
	for (int g = 0; g < GROUPS; g++)
		statement->key[g] = get_attnum(RelationGetRelid(rel), contacts_event_groups[g].columns[0]) - 1;
	statement->class_of = MemoryContextAlloc(TopMemoryContext, desc->natts * sizeof(int));
	for (int i = 0; i < desc->natts; i++)
		statement->class_of[i] = classify(TupleDescAttr(desc, i));
}

/* Recall what was learned for a trigger, or learn it: most statements have one row, which would not pay for it. */
static const event_statement *
recall(Relation rel, Trigger *trigger)
{
	static int	next = 0;

	for (int i = 0; i < lengthof(known); i++)
	{
		if (known[i].watch.valid && known[i].trigger == trigger->tgoid)
			return &known[i].learned;
	}
	next = (next + 1) % lengthof(known);
	if (known[next].learned.class_of)
		pfree(known[next].learned.class_of);
	known[next].learned.class_of = NULL;
	known[next].trigger = InvalidOid;
	contacts_watch_start(&known[next].watch, RelationGetRelid(rel));
	learn(&known[next].learned, rel, trigger->tgargs[1]);
	known[next].trigger = trigger->tgoid;
	return &known[next].learned;
}

/* Begin to record what a statement did to the table that fired. */
void
contacts_event_open(event_statement *statement, TriggerData *trigdata)
{
	Trigger    *trigger = trigdata->tg_trigger;
	int			natts = RelationGetDescr(trigdata->tg_relation)->natts;

	if (trigger->tgnargs != 2)
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"%s\" needs the topic and the column of the contact", "record_events")));
	*statement = *recall(trigdata->tg_relation, trigger);
	/* a copy: what is kept may be learned anew while the statement runs */
	statement->class_of = memcpy(palloc(natts * sizeof(int)), statement->class_of, natts * sizeof(int));
	statement->changed_as = palloc(natts * sizeof(int));
	statement->topic = trigger->tgargs[0];
	statement->is_contact = strcmp(statement->topic, "contact") == 0;
	statement->rel = trigdata->tg_relation;
	statement->desc = RelationGetDescr(trigdata->tg_relation);
	statement->previous_asked = 0;
	statement->batch = contacts_event_begin(statement->topic);
}

/* Get a number of a row, 0 where there is none. */
int64
contacts_event_number_at(int place, const Datum *values, const bool *nulls)
{
	return place < 0 || nulls[place] ? 0 : DatumGetInt64(values[place]);
}

/* Check whether only some users of the organization may see the row, while all of them may read the journal. */
bool
contacts_event_is_hidden(const event_statement *statement, const Datum *values, const bool *nulls)
{
	int			place = statement->visibility;
	text	   *visibility = place < 0 || nulls[place] ? NULL : DatumGetTextPP(values[place]);

	return visibility && !contacts_text_is(visibility, "organization");
}

/* Start the data of an event with what identifies its row: of a row that is hidden or gone its uid, no more. */
void
contacts_event_push_snapshot(const event_statement *statement, JsonbParseState **state, const Datum *values,
							 const bool *nulls, bool bare)
{
	int			shown = bare || contacts_event_is_hidden(statement, values, nulls) ? 1 : lengthof(snapshot_columns);

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

/* Check whether a value is too long for the journal. */
static bool
is_long(Datum value, bool isnull, Form_pg_attribute att)
{
	return !isnull && att->attlen == -1 && toast_raw_datum_size(value) > LONGEST_VALUE;
}

/* Push a changed column: {old, new}, or that they are left out. */
void
contacts_event_push_change(JsonbParseState **state, const event_row *row, int i, Form_pg_attribute att)
{
	JsonbValue	yes = {.type = jbvBool, .val.boolean = true};

	contacts_json_key(state, NameStr(att->attname));
	pushJsonbValue(state, WJB_BEGIN_OBJECT, NULL);
	if (is_listed(NameStr(att->attname), unquoted_columns, lengthof(unquoted_columns)) ||
		is_long(row->old_values[i], row->old_nulls[i], att) || is_long(row->values[i], row->nulls[i], att))
	{
		contacts_json_key(state, "omitted");
		pushJsonbValue(state, WJB_VALUE, &yes);
	}
	else
	{
		contacts_json_key(state, "old");
		contacts_json_datum(state, row->old_values[i], row->old_nulls[i], att);
		contacts_json_key(state, "new");
		contacts_json_datum(state, row->values[i], row->nulls[i], att);
	}
	pushJsonbValue(state, WJB_END_OBJECT, NULL);
}

/* Check whether an UPDATE changed a column; a value that was not touched is not fetched from where it is toasted. */
bool
contacts_event_differs(const event_row *row, int i, Form_pg_attribute att)
{
	Pointer		was = DatumGetPointer(row->old_values[i]);
	Pointer		is = DatumGetPointer(row->values[i]);

	if (row->old_nulls[i] || row->nulls[i])
		return row->old_nulls[i] != row->nulls[i];
	if (att->attlen == -1 && VARSIZE_ANY(was) == VARSIZE_ANY(is) && memcmp(was, is, VARSIZE_ANY(is)) == 0)
		return false;
	return !datum_image_eq(row->old_values[i], row->values[i], att->attbyval, att->attlen);
}

/* Find who was primary contact of the company before this row became it; 0 for nobody, or for the same one. */
static int64
previous_primary(event_statement *statement, const event_row *row)
{
	int			place = statement->key[GROUP_PRIMARY];
	bool		was_null = row->old_values == NULL || row->old_nulls[place];
	int64		contact_id = contacts_event_number_at(statement->contact_id, row->values, row->nulls);
	int64		previous;

	if (++statement->previous_asked > MAX_PREVIOUS)
		return 0;
	previous = contacts_primary_before(contacts_event_number_at(statement->organization_id, row->values, row->nulls),
									   contacts_event_number_at(statement->company_id, row->values, row->nulls),
									   contact_id,
									   statement->is_contact ? 0
									   : contacts_event_number_at(statement->id, row->values, row->nulls),
									   was_null ? (Datum) 0 : row->old_values[place], was_null);
	return previous == contact_id ? 0 : previous;
}

/*
 * Start the data of contact.primary_set: the contact, also where an affiliation made it the primary one, the company,
 * and who it was before.
 */
void
contacts_event_push_primary(event_statement *statement, JsonbParseState **state, const event_row *row)
{
	static contacts_query query = {
		"SELECT pg_catalog.jsonb_build_object('uid', c.uid, 'name', c.name, 'email', c.email, 'status', c.status, "
		"'company_id', $3, 'previous', (SELECT p.uid FROM contacts.contact p WHERE p.organization_id = $1 AND p.id ="
		" $4)) "
		"FROM contacts.contact c WHERE c.organization_id = $1 AND c.id = $2",
		4, {INT8OID, INT8OID, INT8OID, INT8OID}, CONTACTS_RULE
	};
	Datum		values[4] = {
		Int64GetDatum(contacts_event_number_at(statement->organization_id, row->values, row->nulls)),
		Int64GetDatum(contacts_event_number_at(statement->contact_id, row->values, row->nulls)),
		Int64GetDatum(contacts_event_number_at(statement->company_id, row->values, row->nulls)),
		Int64GetDatum(previous_primary(statement, row))
	};
	Datum		data;
	JsonbIterator *it;
	JsonbValue	v;
	JsonbIteratorToken token;

	pushJsonbValue(state, WJB_BEGIN_OBJECT, NULL);
	if (!contacts_query_value(&query, values, NULL, &data))
		return;
	it = JsonbIteratorInit(&DatumGetJsonbP(data)->root);
	while ((token = JsonbIteratorNext(&it, &v, true)) != WJB_DONE)
	{
		if (token == WJB_KEY || token == WJB_VALUE)
			pushJsonbValue(state, token, &v);
	}
}

/* Check whether a row makes somebody the primary contact of a company. */
bool
contacts_event_sets_primary(const event_statement *statement, const event_row *row)
{
	int			place = statement->key[GROUP_PRIMARY];

	return place >= 0 && !row->nulls[place] &&
		contacts_event_number_at(statement->company_id, row->values, row->nulls) != 0;
}

