/*
 * connection_rules.c
 *	  The row rule of table connection: read what was typed as what it is, settle the primary one.
 */
#include "pg/compat.h"

#include "catalog/pg_collation.h"
#include "core/email.h"
#include "pg/access/organization_settings.h"
#include "pg/base/error.h"
#include "pg/rules/audit_columns.h"
#include "pg/rules/primary_row.h"
#include "pg/rules/row_text.h"
#include "pg/store/changed_row.h"
#include "pg/store/columns.h"
#include "pg/store/trigger.h"
#include "utils/builtins.h"
#include "utils/formatting.h"

PG_FUNCTION_INFO_V1(contacts_connection_before);

enum
{
	COL_CONTACT_ID = TOUCH_COLUMNS,
	COL_TYPE,
	COL_LABEL,
	COL_VALUE,
	COL_COUNTRY_CODE,
	COL_EMAIL,
	COL_PHONE,
	COL_HANDLE,
	COL_IS_PRIMARY,
	COL_VERIFIED_AT,
	CONNECTION_COLUMNS
};

static const contacts_column connection_names[] = {
	TOUCH_COLUMN_LIST,
	{"contact_id", INT8OID}, {"type", TEXTOID}, {"label", TEXTOID}, {"value", TEXTOID}, {"country_code", TEXTOID},
	{"email", CONTACTS_TYPE_EMAIL}, {"phone", CONTACTS_TYPE_PHONE}, {"handle", TEXTOID}, {"is_primary", BOOLOID},
	{"verified_at", TIMESTAMPTZOID}
};
static contacts_columns connection_columns = {connection_names, CONNECTION_COLUMNS};
static const contacts_primary_columns primary_columns = {
	TOUCH_ORGANIZATION_ID, COL_CONTACT_ID, COL_TYPE, COL_IS_PRIMARY, TOUCH_DELETED_AT
};

/* Find the column that a type's value is read into; -1 for the types that have text only. */
static int
typed_column(const contacts_row *row)
{
	static const struct
	{
		const char *type;
		int			column;
	}			types[] = {
		{"email", COL_EMAIL},
		{"phone", COL_PHONE}, {"mobile", COL_PHONE}, {"work_phone", COL_PHONE}, {"fax", COL_PHONE}, {"sms", COL_PHONE},
		{"social", COL_HANDLE}, {"chat", COL_HANDLE}
	};

	for (int i = 0; i < lengthof(types); i++)
	{
		if (contacts_row_text_is(row, COL_TYPE, types[i].type))
			return types[i].column;
	}
	return -1;
}

/* Make the key under which handles are compared: lower case, without white space around it and leading @. */
static Datum
handle_key(text *value)
{
	const char *s = VARDATA_ANY(value);
	size_t		len = VARSIZE_ANY_EXHDR(value);

	while (len > 0 && (*s == '@' || *s == ' '))
		s++, len--;
	if (len == 0)
		ereport(ERROR,
				(errcode(CONTACTS_ERRCODE_VALIDATION),
				 errmsg("handle is empty"),
				 errdetail("[{\"field\": \"value\", \"message\": \"Handle is empty\"}]"),
				 errhint("Give the name under which the network knows the contact.")));
	return CStringGetTextDatum(str_tolower(s, len, DEFAULT_COLLATION_OID));
}

/* Name the region in which a national number is read: the connection's own, or the organization's. */
static const char *
region_of(const contacts_row *row)
{
	text	   *own = contacts_row_text(row, COL_COUNTRY_CODE);

	if (own)
		return text_to_cstring(own);
	return NameStr(contacts_organization_settings(DatumGetInt64(contacts_row_get(row,
			TOUCH_ORGANIZATION_ID)))->default_region);
}

/* Read the value into a column. */
static Datum
read_value(const contacts_row *row, int column, text *value)
{
	if (column == COL_HANDLE)
		return handle_key(value);
	if (column == COL_PHONE)
		return contacts_read_phone(row, column, value, region_of(row));
	return contacts_read_typed(row, column, value);
}

/* Check whether the statement gives a column a value of its own. */
static bool
is_written(const contacts_row *row, int column)
{
	return row->old_tuple ? contacts_row_changed(row, column) : !contacts_row_is_null(row, column);
}

/* Have value and the typed column say the same; who writes the typed column alone means the value too. */
static void
fill_typed(contacts_row *row)
{
	static const int typed[] = {COL_EMAIL, COL_PHONE, COL_HANDLE};
	int			column = typed_column(row);
	text	   *value;

	if (column >= 0 && is_written(row, column) && !contacts_row_is_null(row, column) && !is_written(row, COL_VALUE))
		contacts_row_set(row, COL_VALUE, PointerGetDatum(contacts_print_typed(row, column)));
	for (int i = 0; i < lengthof(typed); i++)
	{
		if (typed[i] != column)
			contacts_row_set_null(row, typed[i]);
	}
	value = contacts_row_text(row, COL_VALUE);
	if (column < 0 || value == NULL || VARSIZE_ANY_EXHDR(value) == 0)
		return;
	if (row->old_tuple == NULL || contacts_row_changed(row, COL_TYPE) || contacts_row_changed(row, COL_VALUE) ||
		contacts_row_changed(row, COL_COUNTRY_CODE) || contacts_row_changed(row, column))
		contacts_row_set(row, column, read_value(row, column, value));
}

/* Check whether the e-mail address is the one before, be it in another case. */
static bool
is_same_email(const contacts_row *row)
{
	text	   *now = contacts_row_text(row, COL_EMAIL);
	text	   *before = row->old_tuple ? contacts_old_text(row, COL_EMAIL) : NULL;

	return now && before && contacts_email_equal(VARDATA_ANY(now), VARSIZE_ANY_EXHDR(now), VARDATA_ANY(before),
												 VARSIZE_ANY_EXHDR(before));
}

/* What was verified is the old value; the same value written in another way is not a new one. */
static void
clear_verified(contacts_row *row)
{
	int			column = typed_column(row);

	if (column == COL_EMAIL && is_same_email(row))
		return;
	if (contacts_row_changed(row, column >= 0 ? column : COL_VALUE) && !contacts_row_changed(row, COL_VERIFIED_AT))
		contacts_row_set_null(row, COL_VERIFIED_AT);
}

/* BEFORE INSERT OR UPDATE trigger of table connection. */
Datum
contacts_connection_before(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = contacts_trigger(fcinfo, "connection_before", CONTACTS_BEFORE_ROW);
	contacts_row row;

	contacts_row_open(&row, trigdata, &connection_columns);
	contacts_tidy_column(&row, COL_LABEL, true);
	contacts_tidy_column(&row, COL_VALUE, false);
	contacts_upper_column(&row, COL_COUNTRY_CODE);
	/* first of the rules that look at other rows: it refuses another organization's */
	contacts_touch_row(&row);
	fill_typed(&row);
	clear_verified(&row);
	contacts_settle_primary(&row, &primary_columns);
	return PointerGetDatum(contacts_row_close(&row));
}
