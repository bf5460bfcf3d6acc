/*
 * audit_columns.c
 *	  Who made or changed a row and when: the same for every table.
 *
 * A client cannot forge these columns.  Only an import, which needs the scope contacts:admin or a role that the
 * policies do not hold for, brings its own.
 */
#include "pg/compat.h"

#include "access/htup_details.h"
#include "access/xact.h"
#include "catalog/pg_type.h"
#include "pg/access/context.h"
#include "pg/access/grants.h"
#include "pg/base/text.h"
#include "pg/rules/audit_columns.h"
#include "pg/store/changed_row.h"
#include "pg/store/columns.h"
#include "pg/store/trigger.h"
#include "utils/timestamp.h"

PG_FUNCTION_INFO_V1(contacts_touch);

static const contacts_column touch_names[] = {TOUCH_COLUMN_LIST};
static contacts_columns touch_columns = {touch_names, TOUCH_COLUMNS};

/* rows that this backend has inserted or really changed */
static uint64 rows_changed = 0;

/* Count the rows that this backend has inserted or really changed, to find out whether a piece of work did. */
uint64
contacts_rows_changed(void)
{
	return rows_changed;
}

/* Check whether the caller may bring audit columns of an import. */
static bool
may_import(void)
{
	return contacts_bypasses_policies() || (contacts_context_scopes() & CONTACTS_SCOPE_ADMIN) != 0;
}

/* Put the user of the context into a column, or null where there is none. */
static void
set_user(contacts_row *row, int column)
{
	int64		user_id;

	if (contacts_context_user(&user_id))
		contacts_row_set(row, column, Int64GetDatum(user_id));
	else
		contacts_row_set_null(row, column);
}

/* Check whether a status, of the new or the old row, is archived. */
static bool
is_archived(const Datum *values, const bool *nulls, int place)
{
	return values && place >= 0 && !nulls[place] && contacts_text_is(DatumGetTextPP(values[place]), "archived");
}

/* Check whether the row comes or goes by being archived: its status is text wherever it may be archived. */
static bool
changes_archived(const contacts_row *row)
{
	int			place = row->columns->numbers[TOUCH_STATUS] - 1;

	if (place < 0 || TupleDescAttr(row->desc, place)->atttypid != TEXTOID)
		return false;
	return is_archived(row->values, row->nulls, place) != is_archived(row->old_values, row->old_nulls, place);
}

/* Check whether the row comes or goes by being soft-deleted. */
static bool
changes_deleted(const contacts_row *row)
{
	return row->old_tuple ? contacts_row_changed(row, TOUCH_DELETED_AT) : !contacts_row_is_null(row, TOUCH_DELETED_AT);
}

/* Check whether the client, not yet our rules, changed anything beside what removes or restores a row. */
static bool
changes_content(const contacts_row *row, bool archives)
{
	static const int removal[] = {
		TOUCH_UPDATED_AT, TOUCH_UPDATED_BY, TOUCH_VERSION, TOUCH_DELETED_BY, TOUCH_DELETED_AT, TOUCH_STATUS
	};
	contacts_row given = *row;

	given.values = palloc(row->desc->natts * sizeof(Datum));
	given.nulls = palloc(row->desc->natts * sizeof(bool));
	heap_deform_tuple(row->tuple, row->desc, given.values, given.nulls);
	return contacts_row_changed_but_for(&given, removal, lengthof(removal) - (archives ? 0 : 1));
}

/*
 * Check whether who may write may also DELETE rows of the table, as what belongs to a contact: then soft deletion
 * is allowed too.  protect_table() has told the trigger that asks for a context.
 */
static bool
goes_with_write(Relation rel)
{
	for (int i = 0; rel->trigdesc && i < rel->trigdesc->numtriggers; i++)
	{
		const Trigger *trigger = &rel->trigdesc->triggers[i];

		if (strcmp(trigger->tgname, "context_required") == 0)
			return trigger->tgnargs > 2 && strstr(trigger->tgargs[2], "contacts:write") != NULL &&
				(contacts_context_scopes() & CONTACTS_SCOPE_WRITE) != 0;
	}
	return false;
}

/* Policies see one row, never the change: that it removes or restores the row takes a rule. */
static void
check_scopes(const contacts_row *row)
{
	bool		archives;

	if (!contacts_policies_apply(RelationGetRelid(row->rel)))
		return;
	archives = changes_archived(row);
	if ((archives || changes_deleted(row)) && !goes_with_write(row->rel))
		contacts_require_scope(CONTACTS_SCOPE_DELETE);
	if (row->old_tuple != NULL && (contacts_context_scopes() & (CONTACTS_SCOPE_WRITE | CONTACTS_SCOPE_ADMIN)) == 0 &&
		changes_content(row, archives))
		contacts_require_scope(CONTACTS_SCOPE_WRITE);
}

/* Refuse a row of another organization before any other rule could tell something about that one. */
static void
check_organization(const contacts_row *row)
{
	int64		organization_id;

	if (!contacts_row_has(row, TOUCH_ORGANIZATION_ID))
		return;
	if (contacts_row_is_null(row, TOUCH_ORGANIZATION_ID))
		contacts_refuse_no_context();
	if (!contacts_policies_apply(RelationGetRelid(row->rel)))
		return;
	if (!contacts_context_organization(&organization_id))
		contacts_refuse_no_context();
	if (DatumGetInt64(contacts_row_get(row, TOUCH_ORGANIZATION_ID)) != organization_id)
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("new row violates row-level security policy for table \"%s\"",
						RelationGetRelationName(row->rel))));
}

/* Have a column tell who set the time that another one has: nobody where there is none.  An import brings its own. */
void
contacts_touch_user(contacts_row *row, int at, int by)
{
	if (contacts_row_is_null(row, at))
		contacts_row_set_null(row, by);
	else if (row->old_tuple && !contacts_row_changed(row, at))
		contacts_row_keep(row, by);
	else if (row->old_tuple || !may_import())
		set_user(row, by);
}

/* Fill the audit columns of a new row. */
static void
touch_insert(contacts_row *row)
{
	Datum		now = TimestampTzGetDatum(GetCurrentTransactionStartTimestamp());

	rows_changed++;
	check_organization(row);
	check_scopes(row);
	contacts_touch_user(row, TOUCH_DELETED_AT, TOUCH_DELETED_BY);
	if (may_import())
		return;
	contacts_row_set(row, TOUCH_CREATED_AT, now);
	contacts_row_set(row, TOUCH_UPDATED_AT, now);
	contacts_row_set(row, TOUCH_VERSION, Int64GetDatum(1));
	set_user(row, TOUCH_CREATED_BY);
	set_user(row, TOUCH_UPDATED_BY);
}

/* Refuse an UPDATE of a column that names the row. */
static void
refuse_change(contacts_row *row, int column)
{
	if (contacts_row_changed(row, column))
		ereport(ERROR,
				(errcode(ERRCODE_GENERATED_ALWAYS),
				 errmsg("column \"%s\" of table \"%s\" cannot be changed",
						row->columns->list[column].name, RelationGetRelationName(row->rel)),
				 errhint("Insert a new row instead.")));
}

/* Check whether the client asks for the next version, which stands for a change of what belongs to the row. */
static bool
asks_for_next_version(const contacts_row *row)
{
	int			place = row->columns->numbers[TOUCH_VERSION] - 1;

	return place >= 0 && !row->nulls[place] &&
		DatumGetInt64(row->values[place]) == DatumGetInt64(row->old_values[place]) + 1;
}

/* Keep what must not change, and record who changed the rest. */
static void
touch_update(contacts_row *row)
{
	static const int recorded[] = {TOUCH_UPDATED_AT, TOUCH_UPDATED_BY, TOUCH_VERSION, TOUCH_DELETED_BY};

	refuse_change(row, TOUCH_ORGANIZATION_ID);
	refuse_change(row, TOUCH_ID);
	refuse_change(row, TOUCH_UID);
	if (!may_import())
	{
		refuse_change(row, TOUCH_CREATED_AT);
		refuse_change(row, TOUCH_CREATED_BY);
	}
	check_scopes(row);
	if (!contacts_row_changed_but_for(row, recorded, lengthof(recorded)) && !asks_for_next_version(row))
	{
		for (int i = 0; i < lengthof(recorded); i++)
			contacts_row_keep(row, recorded[i]);
		return;
	}
	rows_changed++;
	contacts_row_set(row, TOUCH_UPDATED_AT, TimestampTzGetDatum(GetCurrentTransactionStartTimestamp()));
	set_user(row, TOUCH_UPDATED_BY);
	if (contacts_row_has(row, TOUCH_VERSION))
	{
		contacts_row_keep(row, TOUCH_VERSION);
		contacts_row_set(row, TOUCH_VERSION, Int64GetDatum(DatumGetInt64(contacts_row_get(row, TOUCH_VERSION)) + 1));
	}
	contacts_touch_user(row, TOUCH_DELETED_AT, TOUCH_DELETED_BY);
}

/* Fill and protect the columns that tell who made or changed a row and when. */
void
contacts_touch_row(contacts_row *row)
{
	if (row->old_tuple == NULL)
		touch_insert(row);
	else
		touch_update(row);
}

/* Trigger for tables that have no other row rule. */
Datum
contacts_touch(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = contacts_trigger(fcinfo, "touch", CONTACTS_BEFORE_ROW);
	contacts_row row;

	contacts_row_open(&row, trigdata, &touch_columns);
	contacts_touch_row(&row);
	return PointerGetDatum(contacts_row_close(&row));
}
