/*
 * webhook_ping.c
 *	  Have a webhook deliver something: ping_webhook(uid).
 *
 * The ping is an event like others, so that it takes the way that they take.  Only the rules write the journal, hence
 * C.
 */
#include "pg/compat.h"

#include "catalog/pg_type.h"
#include "pg/access/context.h"
#include "pg/access/grants.h"
#include "pg/store/query.h"

PG_FUNCTION_INFO_V1(contacts_record_ping);

/* ping_webhook(webhook_id) */
Datum
contacts_record_ping(PG_FUNCTION_ARGS)
{
	static contacts_query query = {
		"INSERT INTO contacts.event (organization_id, name, subject, subject_id, data) "
		"SELECT w.organization_id, 'webhook.ping', 'webhook', w.id, pg_catalog.jsonb_build_object('uid', w.uid) "
		"FROM contacts.webhook w WHERE w.organization_id OPERATOR(pg_catalog.=) $1 AND w.id OPERATOR(pg_catalog.=) $2",
		2, {INT8OID, INT8OID}, CONTACTS_RULE
	};
	int64		organization_id;
	Datum		values[2];

	if (!contacts_context_organization(&organization_id))
		contacts_refuse_no_context();
	contacts_require_scope(CONTACTS_SCOPE_ADMIN);
	values[0] = Int64GetDatum(organization_id);
	values[1] = PG_GETARG_DATUM(0);
	PG_RETURN_BOOL(contacts_query_run(&query, values, NULL) > 0);
}
