/*
 * address_rules.c
 *	  The row rule of table address: tidy text, the time zone of the place, the primary one.
 */
#include "pg/compat.h"

#include "pg/base/text.h"
#include "pg/access/organization_settings.h"
#include "pg/rules/audit_columns.h"
#include "pg/rules/primary_row.h"
#include "pg/rules/row_text.h"
#include "pg/store/changed_row.h"
#include "pg/store/columns.h"
#include "pg/store/trigger.h"
#include "pg/types/zone_of_place.h"
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

/* The organization's time zone, NULL where it has none. */
static const char *
zone_of_organization(const contacts_row *row)
{
	int64		organization = DatumGetInt64(contacts_row_get(row, TOUCH_ORGANIZATION_ID));
	const contacts_settings *settings = contacts_organization_settings(organization);

	return *NameStr(settings->timezone) ? NameStr(settings->timezone) : NULL;
}

/*
 * The time zone that follows from the place.  An address without a country has
 * the organization's; one in a country of several zones whose state does not
 * tell has none (NULL), for a wrong one is worse.
 */
static const char *
zone_that_follows(const contacts_row *row, text *country, text *state)
{
	return country != NULL ? contacts_zone_of_place(country, state) : zone_of_organization(row);
}

/* Check whether an UPDATE moves the address and leaves the time zone, which followed from the old place. */
static bool
zone_moves(const contacts_row *row)
{
	text	   *zone = contacts_old_text(row, COL_TIMEZONE);
	const char *followed;

	if (contacts_row_changed(row, COL_TIMEZONE) || zone == NULL ||
		!(contacts_row_changed(row, COL_COUNTRY_CODE) || contacts_row_changed(row, COL_STATE_PROVINCE)))
		return false;
	followed = zone_that_follows(row, contacts_old_text(row, COL_COUNTRY_CODE),
								 contacts_old_text(row, COL_STATE_PROVINCE));
	return followed != NULL && contacts_text_is(zone, followed);
}

/* Fill the time zone where it is not given, and move it with the place. */
static void
settle_time_zone(contacts_row *row)
{
	const char *zone;

	if (!contacts_row_is_null(row, COL_TIMEZONE) && !zone_moves(row))
		return;
	zone = zone_that_follows(row, contacts_row_text(row, COL_COUNTRY_CODE), contacts_row_text(row, COL_STATE_PROVINCE));
	if (zone != NULL)
		contacts_row_set(row, COL_TIMEZONE, CStringGetTextDatum(zone));
	else
		contacts_row_set_null(row, COL_TIMEZONE);
}

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
	settle_time_zone(&row);
	contacts_settle_primary(&row, &primary_columns);
	return PointerGetDatum(contacts_row_close(&row));
}
