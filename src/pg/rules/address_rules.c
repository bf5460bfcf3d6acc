/*
 * address_rules.c
 *	  The row rule of table address: tidy text, the organization's time zone, the primary one.
 */
#include "pg/compat.h"

#include "pg/access/organization_settings.h"
#include "pg/rules/audit_columns.h"
#include "pg/rules/primary_row.h"
#include "pg/rules/row_text.h"
#include "pg/store/changed_row.h"
#include "pg/store/columns.h"
#include "pg/store/trigger.h"
#include "utils/builtins.h"

PG_FUNCTION_INFO_V1(contacts_address_before);

enum
{
	COL_CONTACT_ID = TOUCH_COLUMNS,
	COL_TYPE,
	COL_IS_PRIMARY,
	COL_COUNTRY_CODE,
	COL_TIMEZONE,
	COL_ADDRESSEE,
	COL_COMPANY_NAME,
	COL_ATTENTION,
	COL_LINE1,
	COL_LINE2,
	COL_CITY,
	COL_STATE_PROVINCE,
	COL_POSTAL_CODE,
	ADDRESS_COLUMNS
};

static const contacts_column address_names[] = {
	TOUCH_COLUMN_LIST,
	{"contact_id", INT8OID}, {"type", TEXTOID}, {"is_primary", BOOLOID}, {"country_code", TEXTOID},
	{"timezone", TEXTOID}, {"addressee", TEXTOID}, {"company_name", TEXTOID}, {"attention", TEXTOID},
	{"line1", TEXTOID}, {"line2", TEXTOID}, {"city", TEXTOID}, {"state_province", TEXTOID},
	{"postal_code", TEXTOID}
};
static contacts_columns address_columns = {address_names, ADDRESS_COLUMNS};
static const contacts_primary_columns primary_columns = {
	TOUCH_ORGANIZATION_ID, COL_CONTACT_ID, COL_TYPE, COL_IS_PRIMARY, TOUCH_DELETED_AT
};

/* BEFORE INSERT OR UPDATE trigger of table address. */
Datum
contacts_address_before(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = contacts_trigger(fcinfo, "address_before", CONTACTS_BEFORE_ROW);
	contacts_row row;

	contacts_row_open(&row, trigdata, &address_columns);
	for (int column = COL_TIMEZONE; column < ADDRESS_COLUMNS; column++)
		contacts_tidy_column(&row, column, true);
	contacts_upper_column(&row, COL_COUNTRY_CODE);
	contacts_touch_row(&row);
	if (contacts_row_is_null(&row, COL_TIMEZONE))
	{
		const contacts_settings *settings =
			contacts_organization_settings(DatumGetInt64(contacts_row_get(&row, TOUCH_ORGANIZATION_ID)));

		contacts_row_set(&row, COL_TIMEZONE,
						 CStringGetTextDatum(*NameStr(settings->timezone) ? NameStr(settings->timezone) : "UTC"));
	}
	contacts_settle_primary(&row, &primary_columns);
	return PointerGetDatum(contacts_row_close(&row));
}
