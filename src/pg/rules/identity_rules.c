/*
 * identity_rules.c
 *	  Row rules of what tells who somebody is: users of the application, and who took part in an activity.
 *
 * A token's subject becomes a user by these columns, and policies show an activity to whoever took part in it.  Who may
 * write rows could otherwise become another user, or take part after the fact; so they need contacts:admin.
 */
#include "pg/compat.h"

#include "catalog/pg_type.h"
#include "pg/access/context.h"
#include "pg/access/grants.h"
#include "pg/rules/audit_columns.h"
#include "pg/rules/identity_rules.h"
#include "pg/store/columns.h"
#include "pg/store/trigger.h"

PG_FUNCTION_INFO_V1(contacts_user_before);
PG_FUNCTION_INFO_V1(contacts_participant_before);

static const contacts_column user_names[] = {
	TOUCH_COLUMN_LIST,
	{"external_id", TEXTOID}, {"email", CONTACTS_TYPE_EMAIL}, {"is_active", BOOLOID}
};
static contacts_columns user_columns = {user_names, lengthof(user_names)};

static const contacts_column participant_names[] = {
	TOUCH_COLUMN_LIST,
	{"activity_id", INT8OID}, {"position", INT4OID}, {"contact_id", INT8OID}, {"user_id", INT8OID},
	{"email", CONTACTS_TYPE_EMAIL}, {"name", TEXTOID}
};
static contacts_columns participant_columns = {participant_names, lengthof(participant_names)};

/* Check whether a statement gives a column another value, or a new row one. */
static bool
is_written(const contacts_row *row, int column)
{
	return row->old_tuple ? contacts_row_changed(row, column) : !contacts_row_is_null(row, column);
}

/* the user that an operation has just made for the contact that it is inserting */
static int64 new_user = 0;

/*
 * Let the next contact that is inserted be linked to a user that was made for it; 0 ends that.  Nobody has a token for
 * the user yet, so the client gains nothing.
 */
void
contacts_link_new_user(int64 user_id)
{
	new_user = user_id;
}

/* Refuse to link a contact to a user, but for one that was made for it, without contacts:admin. */
void
contacts_check_user(const contacts_row *row, int column)
{
	bool		is_new = new_user != 0 && row->old_tuple == NULL && !contacts_row_is_null(row, column) &&
		DatumGetInt64(contacts_row_get(row, column)) == new_user;

	new_user = 0;
	if (!is_new)
		contacts_require_admin_for(row, &column, 1);
}

/* Refuse a change of one of the columns to a client without contacts:admin; rules, and the owner, may. */
void
contacts_require_admin_for(const contacts_row *row, const int *columns, int count)
{
	if (!contacts_policies_apply(RelationGetRelid(row->rel)))
		return;
	for (int i = 0; i < count; i++)
	{
		if (is_written(row, columns[i]))
			contacts_require_scope(CONTACTS_SCOPE_ADMIN);
	}
}

/* BEFORE INSERT OR UPDATE trigger of table app_user.  A number in a token may mean the id: so no new row either. */
Datum
contacts_user_before(PG_FUNCTION_ARGS)
{
	static const int identity[] = {
		TOUCH_ID, TOUCH_DELETED_AT, TOUCH_COLUMNS, TOUCH_COLUMNS + 1, TOUCH_COLUMNS + 2
	};
	TriggerData *trigdata = contacts_trigger(fcinfo, "user_before", CONTACTS_BEFORE_ROW);
	contacts_row row;

	contacts_row_open(&row, trigdata, &user_columns);
	contacts_touch_row(&row);
	contacts_require_admin_for(&row, identity, lengthof(identity));
	return PointerGetDatum(contacts_row_close(&row));
}

/* BEFORE INSERT OR UPDATE trigger of table activity_participant: a client records who attended and nothing else. */
Datum
contacts_participant_before(PG_FUNCTION_ARGS)
{
	static const int identity[] = {
		TOUCH_COLUMNS, TOUCH_COLUMNS + 1, TOUCH_COLUMNS + 2, TOUCH_COLUMNS + 3, TOUCH_COLUMNS + 4, TOUCH_COLUMNS + 5
	};
	TriggerData *trigdata = contacts_trigger(fcinfo, "participant_before", CONTACTS_BEFORE_ROW);
	contacts_row row;

	contacts_row_open(&row, trigdata, &participant_columns);
	contacts_touch_row(&row);
	contacts_require_admin_for(&row, identity, lengthof(identity));
	return PointerGetDatum(contacts_row_close(&row));
}
