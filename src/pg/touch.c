/*
 * touch.c
 *	  Who made or changed a row and when: the same for every table.
 *
 * A client can not forge these columns.  Only an import, which needs the scope contacts:admin or a role that the
 * policies do not hold for, brings its own.
 */
#include "pg/compat.h"

#include "access/xact.h"
#include "pg/access.h"
#include "pg/context.h"
#include "pg/error.h"
#include "pg/touch.h"
#include "utils/timestamp.h"

PG_FUNCTION_INFO_V1(contacts_touch);

static const char *const touch_names[] = {TOUCH_COLUMN_NAMES};
static contacts_columns touch_columns = {touch_names, TOUCH_COLUMNS};

/* Tell whether the caller may bring audit columns of an import. */
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

/* Fill the audit columns of a new row. */
static void
touch_insert(contacts_row *row)
{
	Datum		now = TimestampTzGetDatum(GetCurrentTransactionStartTimestamp());

	if (contacts_row_has(row, TOUCH_ORGANIZATION_ID) && contacts_row_is_null(row, TOUCH_ORGANIZATION_ID))
		ereport(ERROR,
				(errcode(CONTACTS_ERRCODE_UNAUTHORIZED),
				 errmsg("no organization is set"),
				 errhint("Call contacts.set_context(organization_id) first in the transaction.")));
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
						row->columns->names[column], RelationGetRelationName(row->rel)),
				 errhint("Insert a new row instead.")));
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
	if (!contacts_row_changed_but_for(row, recorded, lengthof(recorded)))
	{
		for (int i = 0; i < lengthof(recorded); i++)
			contacts_row_keep(row, recorded[i]);
		return;
	}
	contacts_row_set(row, TOUCH_UPDATED_AT, TimestampTzGetDatum(GetCurrentTransactionStartTimestamp()));
	set_user(row, TOUCH_UPDATED_BY);
	if (contacts_row_has(row, TOUCH_VERSION))
	{
		contacts_row_keep(row, TOUCH_VERSION);
		contacts_row_set(row, TOUCH_VERSION, Int64GetDatum(DatumGetInt64(contacts_row_get(row, TOUCH_VERSION)) + 1));
	}
	if (contacts_row_is_null(row, TOUCH_DELETED_AT))
		contacts_row_set_null(row, TOUCH_DELETED_BY);
	else if (contacts_row_changed(row, TOUCH_DELETED_AT))
		set_user(row, TOUCH_DELETED_BY);
	else
		contacts_row_keep(row, TOUCH_DELETED_BY);
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
	TriggerData *trigdata = contacts_before_row_trigger(fcinfo, "touch");
	contacts_row row;

	contacts_row_open(&row, trigdata, &touch_columns);
	contacts_touch_row(&row);
	return PointerGetDatum(contacts_row_close(&row));
}
