/*
 * primary_row.c
 *	  One primary connection, and one primary address, of each type of a contact.
 *
 * A unique index sees to it that there is never more than one.  What the index cannot do is here: the first row of a
 * type is primary without being asked, and when the primary row goes the oldest of the rest takes its place.
 */
#include "pg/compat.h"

#include "catalog/pg_type.h"
#include "pg/rules/contact_lock.h"
#include "pg/rules/primary_row.h"
#include "pg/store/changed_row.h"
#include "pg/store/correction.h"
#include "pg/store/index_probe.h"
#include "pg/store/query.h"
#include "pg/store/trigger.h"
#include "utils/builtins.h"

PG_FUNCTION_INFO_V1(contacts_promote_primary);

/* what is asked of and done to each of the tables */
typedef struct primary_queries
{
	contacts_lookup primary;
	contacts_query promote;
} primary_queries;

#define PROMOTE_QUERY(table) \
	{"UPDATE contacts." table " SET is_primary = true WHERE organization_id = $1 AND id = (" \
		"SELECT min(id) FROM contacts." table " WHERE organization_id = $1 AND contact_id = $2 AND type = $3 AND" \
											  " deleted_at IS NULL)", \
		3, {INT8OID, INT8OID, TEXTOID}, CONTACTS_RULE}

static primary_queries queries[] = {
	{{"connection", "connection_primary_key", "deleted_at"}, PROMOTE_QUERY("connection")},
	{{"address", "address_primary_key", "deleted_at"}, PROMOTE_QUERY("address")},
};

/* Find the queries of a table. */
static primary_queries *
queries_of(Relation rel)
{
	for (int i = 0; i < lengthof(queries); i++)
	{
		if (strcmp(queries[i].primary.table, RelationGetRelationName(rel)) == 0)
			return &queries[i];
	}
	ereport(ERROR,
			(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
			 errmsg("table \"%s\" has no rule for primary rows", RelationGetRelationName(rel))));
}

/* Check whether a row of the contact and type is primary. */
static bool
has_primary(primary_queries *of, const Datum *group, uint64 *commits)
{
	return contacts_lookup_finds(&of->primary, group, 3, commits);
}

/*
 * Check whether no row of the contact and type is primary, and keep it so.  The lock is taken only where the answer
 * seems to be yes; whoever had to take it looks again, unless nobody can have been first.
 */
static bool
is_first(primary_queries *of, const Datum *group)
{
	uint64		commits;
	bool		fresh;

	if (has_primary(of, group, &commits))
		return false;
	if (!contacts_lock_contact(DatumGetInt64(group[0]), DatumGetInt64(group[1]), &fresh))
		return true;
	return !fresh || contacts_nothing_ended_since(commits) || !has_primary(of, group, &commits);
}

/* Decide whether a row that is new among the live ones of its contact and type is the primary one. */
void
contacts_settle_primary(contacts_row *row, const contacts_primary_columns *columns)
{
	bool		asked = !contacts_row_is_null(row, columns->is_primary) &&
	DatumGetBool(contacts_row_get(row, columns->is_primary));
	Datum		group[3];

	if (!contacts_row_is_null(row, columns->deleted_at))
	{
		if (asked)
			contacts_row_set(row, columns->is_primary, BoolGetDatum(false));
		return;
	}
	if (row->old_tuple == NULL ? asked : !(contacts_row_changed(row, columns->contact_id) ||
										   contacts_row_changed(row, columns->type) ||
										   contacts_row_changed(row, columns->deleted_at)))
		return;
	/* the table's own constraints refuse these */
	if (contacts_row_is_null(row, columns->contact_id) || contacts_row_is_null(row, columns->type))
		return;
	group[0] = contacts_row_get(row, columns->organization_id);
	group[1] = contacts_row_get(row, columns->contact_id);
	group[2] = contacts_row_get(row, columns->type);
	contacts_row_set(row, columns->is_primary, BoolGetDatum(is_first(queries_of(row->rel), group)));
}

/*
 * AFTER DELETE OR UPDATE row trigger: when the primary row of a contact and type went, the oldest of the rest
 * follows.
 */
Datum
contacts_promote_primary(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = contacts_trigger(fcinfo, "promote_primary", CONTACTS_AFTER_ROW | CONTACTS_ON_ANY);
	HeapTuple	old = trigdata->tg_trigtuple;
	primary_queries *of = queries_of(trigdata->tg_relation);
	int64		organization_id = contacts_tuple_id(trigdata, old, "organization_id");
	int64		contact_id = contacts_tuple_id(trigdata, old, "contact_id");
	bool		unused;
	Datum		group[] = {
		Int64GetDatum(organization_id), Int64GetDatum(contact_id),
		contacts_tuple_column(trigdata, old, "type", TEXTOID, &unused)
	};

	/*
	 * a merge leaves nothing behind; a row that its snapshot does not show must not be changed, or the merge would not
	 * notice it and it would go with its contact
	 */
	if (contacts_is_merge())
		return PointerGetDatum(NULL);
	/* also where the contact is deleted: restored, it shall have a primary row */
	(void) contacts_lock_contact(organization_id, contact_id, &unused);
	if (!has_primary(of, group, NULL))
		contacts_query_run(&of->promote, group, NULL);
	return PointerGetDatum(NULL);
}
