/*
 * webhook_limit.c
 *	  How many webhooks an organization may have: one delivery worker serves all organizations.
 */
#include "pg/compat.h"

#include "catalog/pg_type.h"
#include "pg/store/changed_row.h"
#include "pg/store/columns.h"
#include "pg/store/query.h"
#include "pg/store/trigger.h"
#include "pg/webhooks/webhook_url.h"

PG_FUNCTION_INFO_V1(contacts_limit_webhooks);

static const contacts_column webhook_names[] = {
	{"organization_id", INT8OID}
};
static contacts_columns webhook_columns = {webhook_names, lengthof(webhook_names)};

/* one after the other, so that two do not both find room */
static contacts_query lock_organization = {
	"SELECT 1 FROM contacts.organization o WHERE o.id OPERATOR(pg_catalog.=) $1 FOR NO KEY UPDATE",
	1, {INT8OID}, CONTACTS_RULE
};
static contacts_query count_webhooks = {
	"SELECT pg_catalog.count(*) FROM contacts.webhook w WHERE w.organization_id OPERATOR(pg_catalog.=) $1",
	1, {INT8OID}, CONTACTS_RULE
};

/* BEFORE INSERT trigger of table webhook */
Datum
contacts_limit_webhooks(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = contacts_trigger(fcinfo, "limit_webhooks", CONTACTS_BEFORE_ROW);
	contacts_row row;
	Datum		organization;
	Datum		count;

	contacts_row_open(&row, trigdata, &webhook_columns);
	if (!contacts_row_is_null(&row, 0) && row.old_tuple == NULL)
	{
		organization = contacts_row_get(&row, 0);
		(void) contacts_query_run(&lock_organization, &organization, NULL);
		if (contacts_query_value(&count_webhooks, &organization, NULL, &count) &&
			DatumGetInt64(count) >= contacts_webhook_most())
			ereport(ERROR,
					(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
					 errmsg("an organization has at most %d webhooks", contacts_webhook_most()),
					 errdetail("Organization " INT64_FORMAT " has as many.", DatumGetInt64(organization)),
					 errhint("Remove one that is not needed. A superuser may raise contacts.max_webhooks.")));
	}
	return PointerGetDatum(contacts_row_close(&row));
}
