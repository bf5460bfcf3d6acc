/*
 * affiliation_rules.c
 *	  Roles with their periods: none of the same contact, company and role overlap, and changes leave history.
 *
 * Open periods are kept apart by a unique index.  For the rest core would want an exclusion constraint over bigint,
 * which needs another extension.  So: whoever writes a period that has ended, or widens one, locks the contact's row
 * against everybody who refers to it; whoever opens a period waits for that in the check of its foreign key.  Both
 * look afterwards, once for the whole statement and with the newest snapshot.  To end a period cannot make an
 * overlap and waits for nobody.
 */
#include "pg/compat.h"

#include "catalog/pg_type.h"
#include "pg/base/error.h"
#include "pg/rules/audit_columns.h"
#include "pg/rules/contact_lock.h"
#include "pg/rules/row_text.h"
#include "pg/store/changed_row.h"
#include "pg/store/columns.h"
#include "pg/store/correction.h"
#include "pg/store/query.h"
#include "pg/store/trigger.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/timestamp.h"

PG_FUNCTION_INFO_V1(contacts_affiliation_before);
PG_FUNCTION_INFO_V1(contacts_affiliation_changed);
PG_FUNCTION_INFO_V1(contacts_contact_moved);

enum
{
	COL_CONTACT_ID = TOUCH_COLUMNS,
	COL_COMPANY_ID,
	COL_ROLE,
	COL_STARTED_ON,
	COL_ENDED_ON,
	COL_PRIMARY_AT,
	COL_TITLE,
	COL_DEPARTMENT,
	COL_RESPONSIBILITY,
	COL_NOTE,
	AFFILIATION_COLUMNS
};

static const contacts_column affiliation_names[] = {
	TOUCH_COLUMN_LIST,
	{"contact_id", INT8OID}, {"company_id", INT8OID}, {"role", TEXTOID}, {"started_on", DATEOID},
	{"ended_on", DATEOID}, {"primary_at", TIMESTAMPTZOID}, {"title", TEXTOID}, {"department", TEXTOID},
	{"responsibility", TEXTOID}, {"note", TEXTOID}
};
static contacts_columns affiliation_columns = {affiliation_names, AFFILIATION_COLUMNS};

/* Get a date of the row before the UPDATE; what is null never ends. */
static DateADT
old_date(const contacts_row *row, int column)
{
	int			place = row->columns->numbers[column] - 1;

	return row->old_nulls[place] ? DATEVAL_NOEND : DatumGetDateADT(row->old_values[place]);
}

/* Get a date of the row; what is null never ends. */
static DateADT
new_date(const contacts_row *row, int column)
{
	return contacts_row_is_null(row, column) ? DATEVAL_NOEND : DatumGetDateADT(contacts_row_get(row, column));
}

/* Check whether the UPDATE gives the person another role or company. */
static bool
changes_role(const contacts_row *row)
{
	return contacts_row_changed(row, COL_COMPANY_ID) || contacts_row_changed(row, COL_ROLE);
}

/* Check whether the row may overlap one that its foreign keys do not wait for. */
static bool
needs_lock(const contacts_row *row)
{
	if (row->old_tuple == NULL)
		return !contacts_row_is_null(row, COL_ENDED_ON);
	return changes_role(row) || contacts_row_changed(row, COL_CONTACT_ID) ||
		new_date(row, COL_STARTED_ON) < old_date(row, COL_STARTED_ON) ||
		new_date(row, COL_ENDED_ON) > old_date(row, COL_ENDED_ON);
}

/*
 * A change of role or company starts a new period today; affiliation_changed() records the one that ends.  Whoever
 * gives started_on as well corrects the row instead.
 */
static void
start_period(contacts_row *row)
{
	Datum		now = TimestampTzGetDatum(GetCurrentTransactionStartTimestamp());
	DateADT		today = DatumGetDateADT(DirectFunctionCall1(timestamptz_date, now));

	if (row->old_tuple && changes_role(row) && !contacts_row_changed(row, COL_CONTACT_ID) &&
		old_date(row, COL_ENDED_ON) == DATEVAL_NOEND && !contacts_row_changed(row, COL_STARTED_ON) &&
		new_date(row, COL_STARTED_ON) < today)
		contacts_row_set(row, COL_STARTED_ON, DateADTGetDatum(today));
}

/* Refuse a period that begins or ends in the future: who has a role is asked of what is written today. */
static void
refuse_future(const contacts_row *row, int column, const char *field)
{
	Datum		now = TimestampTzGetDatum(GetCurrentTransactionStartTimestamp());
	DateADT		today = DatumGetDateADT(DirectFunctionCall1(timestamptz_date, now));

	if (contacts_row_is_null(row, column) || (row->old_tuple && !contacts_row_changed(row, column)) ||
		DatumGetDateADT(contacts_row_get(row, column)) <= today)
		return;
	ereport(ERROR,
			(errcode(CONTACTS_ERRCODE_VALIDATION),
			 errmsg("a role cannot be recorded before it begins or ends"),
			 errdetail_internal("[{\"field\": \"%s\", \"message\": \"Date is in the future\"}]", field),
			 errhint("Write it on the day itself, or put the plan into a task or note.")));
}

/* BEFORE INSERT OR UPDATE trigger of table affiliation. */
Datum
contacts_affiliation_before(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = contacts_trigger(fcinfo, "affiliation_before", CONTACTS_BEFORE_ROW);
	contacts_row row;

	contacts_row_open(&row, trigdata, &affiliation_columns);
	for (int column = COL_TITLE; column < AFFILIATION_COLUMNS; column++)
		contacts_tidy_column(&row, column, true);
	contacts_role_column(&row, COL_ROLE);
	refuse_future(&row, COL_STARTED_ON, "startedOn");
	refuse_future(&row, COL_ENDED_ON, "endedOn");
	if (!contacts_is_correction())
		start_period(&row);
	if (!contacts_row_is_null(&row, COL_ENDED_ON) ||
		(contacts_row_changed(&row, COL_COMPANY_ID) && !contacts_row_changed(&row, COL_PRIMARY_AT) &&
		 !contacts_is_correction()))
		contacts_row_set_null(&row, COL_PRIMARY_AT);
	contacts_touch_row(&row);
	if (needs_lock(&row) && !contacts_row_is_null(&row, COL_CONTACT_ID))
		contacts_lock_contact_exclusively(DatumGetInt64(contacts_row_get(&row, TOUCH_ORGANIZATION_ID)),
										  DatumGetInt64(contacts_row_get(&row, COL_CONTACT_ID)));
	return PointerGetDatum(contacts_row_close(&row));
}

/* AFTER UPDATE row trigger of table affiliation: record the period that a change of role or company ended. */
Datum
contacts_affiliation_changed(PG_FUNCTION_ARGS)
{
	static contacts_query query = {
		"INSERT INTO contacts.affiliation (organization_id, contact_id, company_id, role, title, department,"
		" responsibility,"
		" backup_rank, started_on, ended_on, note, created_by)"
		" SELECT organization_id, contact_id, $3, $4, $5, $6, responsibility, backup_rank, $7, started_on, note,"
		" created_by"
		" FROM contacts.affiliation WHERE organization_id = $1 AND id = $2"
		" AND (started_on > $7 OR (started_on = $7 AND $7 = CURRENT_DATE))",
		7, {INT8OID, INT8OID, INT8OID, TEXTOID, TEXTOID, TEXTOID, DATEOID}, CONTACTS_RULE
	};
	static const contacts_column names[] = {
		{"organization_id", INT8OID}, {"id", INT8OID}, {"company_id", INT8OID}, {"role", TEXTOID}, {"title", TEXTOID},
		{"department", TEXTOID}, {"started_on", DATEOID}
	};
	TriggerData *trigdata = contacts_trigger(fcinfo, "affiliation_changed", CONTACTS_AFTER_ROW | CONTACTS_ON_ANY);
	Datum		values[lengthof(names)];
	bool		nulls[lengthof(names)];

	for (int i = 0; i < lengthof(names); i++)
	{
		bool		isnull;

		values[i] = contacts_tuple_column(trigdata, trigdata->tg_trigtuple, names[i].name, names[i].type, &isnull);
		nulls[i] = isnull;
	}
	contacts_query_run(&query, values, nulls);
	return PointerGetDatum(NULL);
}

/* Collect organization, contact and what a row of table contact says about the person's place. */
static void
read_place(TriggerData *trigdata, HeapTuple tuple, Datum *values, bool *nulls)
{
	static const contacts_column names[] = {
		{"organization_id", INT8OID}, {"id", INT8OID}, {"company_id", INT8OID}, {"type", TEXTOID},
		{"job_title", TEXTOID},
		{"department", TEXTOID}
	};

	for (int i = 0; i < lengthof(names); i++)
	{
		bool		isnull;

		values[i] = contacts_tuple_column(trigdata, tuple, names[i].name, names[i].type, &isnull);
		nulls[i] = isnull;
	}
}

/*
 * AFTER UPDATE row trigger of table contact: a person moved to another company.  The roles at the old one end and one
 * at the new one opens.  A person who was never moved has no row: what contact.company_id says is not written twice,
 * so the first move writes the first place as well.
 */
Datum
contacts_contact_moved(PG_FUNCTION_ARGS)
{
	static contacts_query end = {
		"UPDATE contacts.affiliation SET ended_on = greatest(started_on, CURRENT_DATE)"
		" WHERE organization_id = $1 AND contact_id = $2 AND company_id = $3 AND ended_on IS NULL",
		3, {INT8OID, INT8OID, INT8OID}, CONTACTS_RULE
	};
	static contacts_query record = {
		"INSERT INTO contacts.affiliation (organization_id, contact_id, company_id, role, title, department,"
		" started_on, ended_on)"
		" SELECT $1, $2, $3, $4, $5, $6, least(c.created_at::date, CURRENT_DATE), CURRENT_DATE FROM contacts.contact c"
		" WHERE c.organization_id = $1 AND c.id = $2 AND NOT EXISTS (SELECT FROM contacts.affiliation a"
		" WHERE a.organization_id = $1 AND a.contact_id = $2 AND a.company_id = $3)",
		6, {INT8OID, INT8OID, INT8OID, TEXTOID, TEXTOID, TEXTOID}, CONTACTS_RULE
	};
	static contacts_query open = {
		"INSERT INTO contacts.affiliation (organization_id, contact_id, company_id, role, title, department)"
		" SELECT $1, $2, $3, $4, $5, $6 WHERE NOT EXISTS (SELECT FROM contacts.affiliation a"
		" WHERE a.organization_id = $1 AND a.contact_id = $2 AND a.company_id = $3 AND a.ended_on IS NULL)"
		" ON CONFLICT (organization_id, contact_id, company_id, role) WHERE ended_on IS NULL DO NOTHING",
		6, {INT8OID, INT8OID, INT8OID, TEXTOID, TEXTOID, TEXTOID}, CONTACTS_RULE
	};
	TriggerData *trigdata = contacts_trigger(fcinfo, "contact_moved", CONTACTS_AFTER_ROW | CONTACTS_ON_ANY);
	Datum		values[6];
	bool		nulls[6];

	if (contacts_is_correction())
		return PointerGetDatum(NULL);
	read_place(trigdata, trigdata->tg_trigtuple, values, nulls);
	if (!nulls[2] && contacts_query_run(&end, values, nulls) == 0)
		contacts_query_run(&record, values, nulls);
	read_place(trigdata, contacts_new_tuple(trigdata), values, nulls);
	if (!nulls[2])
		contacts_query_run(&open, values, nulls);
	return PointerGetDatum(NULL);
}
