/*
 * activity_rules.c
 *	  The row rule of table activity, and who may see it.
 */
#include "pg/compat.h"

#include "catalog/pg_type.h"
#include "pg/access/context.h"
#include "pg/access/grants.h"
#include "pg/base/error.h"
#include "pg/rules/audit_columns.h"
#include "pg/rules/row_text.h"
#include "pg/store/changed_row.h"
#include "pg/store/columns.h"
#include "pg/store/query.h"
#include "pg/store/trigger.h"
#include "utils/timestamp.h"

PG_FUNCTION_INFO_V1(contacts_activity_before);
PG_FUNCTION_INFO_V1(contacts_activity_check);
PG_FUNCTION_INFO_V1(contacts_reopen_activity);
PG_FUNCTION_INFO_V1(contacts_is_participant);

enum
{
	COL_STATUS = TOUCH_COLUMNS,
	COL_VISIBILITY,
	COL_COMPLETED_AT,
	COL_CANCELLED_AT,
	COL_CANCEL_REASON,
	COL_LOCATION,
	COL_SUBJECT,
	COL_NOTES,
	COL_THREAD_KEY,
	ACTIVITY_COLUMNS
};

static const contacts_column activity_names[] = {
	TOUCH_COLUMN_LIST,
	{"status", TEXTOID}, {"visibility", TEXTOID}, {"completed_at", TIMESTAMPTZOID},
	{"cancelled_at", TIMESTAMPTZOID}, {"cancel_reason", TEXTOID}, {"location", TEXTOID}, {"subject", TEXTOID},
	{"notes", TEXTOID}, {"thread_key", TEXTOID}
};
static contacts_columns activity_columns = {activity_names, ACTIVITY_COLUMNS};

/* set while reopen_activity() runs its UPDATE */
static bool reopening = false;

/* Check whether the activity has a status. */
static bool
has_status(const contacts_row *row, const char *status)
{
	return contacts_row_text_is(row, COL_STATUS, status);
}

/*
 * An activity that was completed or cancelled stays so until somebody reopens it on purpose.
 */
static void
check_status(const contacts_row *row)
{
	if (!contacts_row_changed(row, COL_STATUS) || contacts_old_text_is(row, COL_STATUS, "PENDING") || reopening)
		return;
	ereport(ERROR,
			(errcode(CONTACTS_ERRCODE_VALIDATION),
			 errmsg("status of a finished activity cannot be changed"),
			 errdetail("[{\"field\": \"status\", \"message\": \"Activity is finished\"}]"),
			 errhint("Call contacts.reopen_activity(activity_id) first.")));
}

/* Keep the times of completion and cancellation true to the status. */
static void
fill_status_times(contacts_row *row)
{
	static const struct
	{
		const char *status;
		int			column;
	}			times[] = {{"COMPLETED", COL_COMPLETED_AT}, {"CANCELLED", COL_CANCELLED_AT}};

	for (int i = 0; i < lengthof(times); i++)
	{
		if (!has_status(row, times[i].status))
			contacts_row_set_null(row, times[i].column);
		else if (contacts_row_is_null(row, times[i].column))
			contacts_row_set(row, times[i].column, TimestampTzGetDatum(GetCurrentTransactionStartTimestamp()));
	}
	if (!has_status(row, "CANCELLED"))
		contacts_row_set_null(row, COL_CANCEL_REASON);
}

/* What only its creator and participants may see needs a creator. */
static void
check_creator(const contacts_row *row)
{
	if (row->old_tuple || contacts_row_text_is(row, COL_VISIBILITY, "organization") ||
		!contacts_row_is_null(row, TOUCH_CREATED_BY) || !contacts_policies_apply(RelationGetRelid(row->rel)) ||
		(contacts_context_scopes() & CONTACTS_SCOPE_ADMIN) != 0)
		return;
	ereport(ERROR,
			(errcode(CONTACTS_ERRCODE_FORBIDDEN),
			 errmsg("an activity that not everybody sees needs a creator"),
			 errhint("Call contacts.set_context(organization_id, user_id) first in the transaction.")));
}

/* BEFORE INSERT OR UPDATE trigger of table activity. */
Datum
contacts_activity_before(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = contacts_trigger(fcinfo, "activity_before", CONTACTS_BEFORE_ROW);
	contacts_row row;

	contacts_row_open(&row, trigdata, &activity_columns);
	contacts_tidy_column(&row, COL_LOCATION, false);
	for (int column = COL_SUBJECT; column < ACTIVITY_COLUMNS; column++)
		contacts_tidy_column(&row, column, true);
	check_status(&row);
	fill_status_times(&row);
	contacts_touch_row(&row);
	check_creator(&row);
	return PointerGetDatum(contacts_row_close(&row));
}

/*
 * AFTER INSERT OR UPDATE statement trigger of table activity: an activity is with a company.  Its kind never changes.
 */
Datum
contacts_activity_check(PG_FUNCTION_ARGS)
{
	static contacts_query query = {
		"SELECT n.company_id FROM new_rows n CROSS JOIN LATERAL (SELECT c.kind FROM contacts.contact c"
		" WHERE c.organization_id = n.organization_id AND c.id = n.company_id OFFSET 0) c WHERE c.kind <>"
		" 'organization' LIMIT 1",
		0, {InvalidOid}, CONTACTS_RULE
	};
	TriggerData *trigdata = contacts_trigger(fcinfo, "activity_check", CONTACTS_AFTER_CHECK);
	Datum		found;

	if (contacts_query_transition(&query, trigdata, &found, 1))
		ereport(ERROR,
				(errcode(CONTACTS_ERRCODE_INVALID_ENTITY_TYPE),
				 errmsg("contact " INT64_FORMAT " is not a company", DatumGetInt64(found)),
				 errhint("An activity is with a company; the people who take part are its participants.")));
	return PointerGetDatum(NULL);
}

/* Make a finished activity pending again, as the caller. */
Datum
contacts_reopen_activity(PG_FUNCTION_ARGS)
{
	static contacts_query query = {
		"UPDATE contacts.activity SET status = 'PENDING' WHERE organization_id = $2 AND id = $1 AND deleted_at IS NULL",
		2, {INT8OID, INT8OID}
	};
	Datum		values[] = {PG_GETARG_DATUM(0), PG_GETARG_DATUM(1)};
	uint64		changed;

	reopening = true;
	PG_TRY();
	{
		changed = contacts_query_run(&query, values, NULL);
	}
	PG_FINALLY();
	{
		reopening = false;
	}
	PG_END_TRY();
	if (changed == 0)
		ereport(ERROR,
				(errcode(ERRCODE_NO_DATA_FOUND),
				 errmsg("activity " INT64_FORMAT " does not exist", PG_GETARG_INT64(0)),
				 errhint("It may be deleted, or you may not see it.")));
	PG_RETURN_VOID();
}

/*
 * Check whether the user of the context takes part in an activity, as a user or as a contact with a user account.  It
 * looks as the owner, for the policies of the participants ask for those of the activity, and it says nothing about
 * others.
 */
Datum
contacts_is_participant(PG_FUNCTION_ARGS)
{
	static contacts_query query = {
		"SELECT FROM contacts.activity_participant p"
		" LEFT JOIN contacts.contact c ON c.organization_id = p.organization_id AND c.id = p.contact_id"
		" WHERE p.organization_id = $1 AND p.activity_id = $2 AND (p.user_id = $3 OR c.user_id = $3)",
		3, {INT8OID, INT8OID, INT8OID}, CONTACTS_AS_OWNER | CONTACTS_READ_ONLY
	};
	int64		organization_id;
	int64		user_id;
	Datum		values[3];

	if (!contacts_context_user(&user_id) || !contacts_context_organization(&organization_id) ||
		organization_id != PG_GETARG_INT64(0))
		PG_RETURN_BOOL(false);
	values[0] = Int64GetDatum(PG_GETARG_INT64(0));
	values[1] = Int64GetDatum(PG_GETARG_INT64(1));
	values[2] = Int64GetDatum(user_id);
	PG_RETURN_BOOL(contacts_query_finds(&query, values, NULL));
}
