/*
 * account_rule.c
 *	  The user account of a contact: it ends with the contact.
 */
#include "pg/compat.h"

#include "catalog/pg_type.h"
#include "pg/store/changed_row.h"
#include "pg/store/query.h"
#include "pg/store/trigger.h"

PG_FUNCTION_INFO_V1(contacts_deactivate_account);

/*
 * AFTER UPDATE OR DELETE row trigger of table contact, for one that was active and is no longer: nobody logs in with
 * its account any more, unless another active contact has the same one.  It is not activated again by itself.
 */
Datum
contacts_deactivate_account(PG_FUNCTION_ARGS)
{
	static contacts_query query = {
		"UPDATE contacts.app_user u SET is_active = false WHERE u.organization_id = $1 AND u.id = $2 AND u.is_active"
		" AND NOT EXISTS (SELECT FROM contacts.contact c WHERE c.organization_id = $1 AND c.user_id = $2"
		" AND c.is_active)",
		2, {INT8OID, INT8OID}, CONTACTS_RULE
	};
	TriggerData *trigdata = contacts_trigger(fcinfo, "deactivate_account", CONTACTS_AFTER_ROW | CONTACTS_ON_ANY);
	Datum		key[] = {
		Int64GetDatum(contacts_tuple_id(trigdata, trigdata->tg_trigtuple, "organization_id")),
		Int64GetDatum(contacts_tuple_id(trigdata, trigdata->tg_trigtuple, "user_id"))
	};

	contacts_query_run(&query, key, NULL);
	return PointerGetDatum(NULL);
}
