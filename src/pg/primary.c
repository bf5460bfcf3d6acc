/*
 * primary.c
 *	  One primary connection, and one primary address, of each type of a contact.
 *
 * A unique index sees to it that there is never more than one.  What the index cannot do is here: the first row of a type
 * is primary without being asked, and when the primary row goes the oldest of the rest takes its place.
 */
#include "pg/compat.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "pg/error.h"
#include "pg/primary.h"
#include "pg/query.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

PG_FUNCTION_INFO_V1(contacts_promote_primary);

/* what is asked of and done to each of the tables */
typedef struct primary_queries
{
	const char *table;
	contacts_query exists;
	contacts_query promote;
} primary_queries;

#define EXISTS_QUERY(table) \
	{"SELECT FROM contacts." table " WHERE organization_id = $1 AND contact_id = $2 AND type = $3 AND is_primary AND deleted_at IS NULL", \
		3, {INT8OID, INT8OID, TEXTOID}}
#define PROMOTE_QUERY(table) \
	{"UPDATE contacts." table " SET is_primary = true WHERE organization_id = $1 AND id = (" \
		"SELECT min(id) FROM contacts." table " WHERE organization_id = $1 AND contact_id = $2 AND type = $3 AND deleted_at IS NULL)", \
		3, {INT8OID, INT8OID, TEXTOID}}

static primary_queries queries[] = {
	{"connection", EXISTS_QUERY("connection"), PROMOTE_QUERY("connection")},
	{"address", EXISTS_QUERY("address"), PROMOTE_QUERY("address")},
};

/* Find the queries of a table. */
static primary_queries *
queries_of(Relation rel)
{
	for (int i = 0; i < lengthof(queries); i++)
	{
		if (strcmp(queries[i].table, RelationGetRelationName(rel)) == 0)
			return &queries[i];
	}
	ereport(ERROR,
			(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
			 errmsg("table \"%s\" has no rule for primary rows", RelationGetRelationName(rel))));
}

/*
 * Tell whether no row of the contact and type is primary, and keep it so.  The lock is taken only where the answer seems
 * to be yes; whoever had to take it looks again, for another transaction may have been first.
 */
static bool
is_first(contacts_query *exists, Datum *group)
{
	bool		fresh;

	if (contacts_query_finds(exists, group, NULL))
		return false;
	if (!contacts_lock_contact(DatumGetInt64(group[0]), DatumGetInt64(group[1]), &fresh))
		return true;
	return !fresh || !contacts_query_finds(exists, group, NULL);
}

/* Decide whether a row that is new among the live ones of its contact and type is the primary one. */
void
contacts_settle_primary(contacts_row *row, const contacts_primary_columns *columns)
{
	bool		asked = !contacts_row_is_null(row, columns->is_primary) && DatumGetBool(contacts_row_get(row, columns->is_primary));
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
	contacts_row_set(row, columns->is_primary, BoolGetDatum(is_first(&queries_of(row->rel)->exists, group)));
}

/* Get a column of the row that fired an AFTER trigger. */
static Datum
old_column(TriggerData *trigdata, const char *name)
{
	bool		isnull;
	Datum		value = heap_getattr(trigdata->tg_trigtuple, get_attnum(RelationGetRelid(trigdata->tg_relation), name),
									 RelationGetDescr(trigdata->tg_relation), &isnull);

	if (isnull)
		elog(ERROR, "column \"%s\" is null", name);
	return value;
}

/* AFTER DELETE OR UPDATE row trigger: when the primary row of a contact and type went, the oldest of the rest follows. */
Datum
contacts_promote_primary(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = (TriggerData *) fcinfo->context;
	primary_queries *of;
	Datum		group[3];
	bool		fresh;

	if (!CALLED_AS_TRIGGER(fcinfo))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"%s\" was not called by trigger manager", "promote_primary")));
	if (!TRIGGER_FIRED_AFTER(trigdata->tg_event) || !TRIGGER_FIRED_FOR_ROW(trigdata->tg_event) ||
		TRIGGER_FIRED_BY_INSERT(trigdata->tg_event))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"%s\" must be fired AFTER UPDATE OR DELETE FOR EACH ROW", "promote_primary")));
	of = queries_of(trigdata->tg_relation);
	group[0] = old_column(trigdata, "organization_id");
	group[1] = old_column(trigdata, "contact_id");
	group[2] = old_column(trigdata, "type");
	if (contacts_lock_contact(DatumGetInt64(group[0]), DatumGetInt64(group[1]), &fresh) &&
		!contacts_query_finds(&of->exists, group, NULL))
		contacts_query_run(&of->promote, group, NULL);
	return PointerGetDatum(NULL);
}
