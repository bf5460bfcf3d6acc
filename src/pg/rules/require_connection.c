/*
 * require_connection.c
 *	  A person has at least one way to be reached: e-mail, phone or a connection.
 *
 * The contact and its connections may be written in any order, so the triggers are deferred constraint triggers; their
 * WHEN clauses queue the rows only that may have come to lack one.  Two transactions that each take away one of the
 * last two see each other's as still there; so whoever takes one away locks the contact's row before it looks, and
 * looks with the newest snapshot: the second one sees what the first one did, at every isolation level.
 */
#include "pg/compat.h"

#include "catalog/pg_type.h"
#include "pg/access/organization_settings.h"
#include "pg/base/error.h"
#include "pg/rules/contact_lock.h"
#include "pg/rules/require_connection.h"
#include "pg/store/index_probe.h"
#include "pg/store/query.h"
#include "pg/store/trigger.h"

PG_FUNCTION_INFO_V1(contacts_require_connection);

/* Check whether a live person has no way to be reached. */
static bool
is_unreachable(Datum *key)
{
	static contacts_lookup connections = {"connection", "connection_contact_id_idx", "deleted_at"};
	static contacts_query query = {
		"SELECT FROM contacts.contact c WHERE c.organization_id = $1 AND c.id = $2 AND c.kind = 'person'"
		" AND c.email IS NULL AND c.phone IS NULL AND c.deleted_at IS NULL",
		2, {INT8OID, INT8OID}, CONTACTS_RULE
	};

	return !contacts_lookup_finds(&connections, key, 2, NULL) &&
		contacts_query_finds(&query, key, NULL);
}

/* Refuse that a live person has no way to be reached. */
static void
refuse_unreachable(Datum *key)
{
	if (is_unreachable(key))
		ereport(ERROR,
				(errcode(CONTACTS_ERRCODE_VALIDATION),
				 errmsg("contact " INT64_FORMAT " has no e-mail address, phone number or connection",
						DatumGetInt64(key[1])),
				 errdetail("[{\"field\": \"connections\", \"message\": \"At least one connection is required\"}]"),
				 errhint("Give the person one in the same transaction, or set require_connection of the organization"
						 " to false.")));
}

/* Check now what the deferred trigger checks at the end: for an operation that answers for each contact. */
void
contacts_check_reachable(int64 organization_id, int64 contact_id)
{
	Datum		key[] = {Int64GetDatum(organization_id), Int64GetDatum(contact_id)};

	if (contacts_organization_settings(organization_id)->require_connection)
		refuse_unreachable(key);
}

/* Deferred constraint trigger of tables contact and connection. */
Datum
contacts_require_connection(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = contacts_trigger(fcinfo, "require_connection", CONTACTS_AFTER_ROW | CONTACTS_ON_ANY);
	bool		of_contact = strcmp(RelationGetRelationName(trigdata->tg_relation), "contact") == 0;
	int64		organization_id = contacts_tuple_id(trigdata, trigdata->tg_trigtuple, "organization_id");
	int64		contact_id = contacts_tuple_id(trigdata, trigdata->tg_trigtuple, of_contact ? "id" : "contact_id");
	Datum		key[] = {Int64GetDatum(organization_id), Int64GetDatum(contact_id)};
	bool		fresh;

	if (!contacts_organization_settings(organization_id)->require_connection)
		return PointerGetDatum(NULL);
	/* nobody else can see a new contact yet */
	if (!TRIGGER_FIRED_BY_INSERT(trigdata->tg_event) && !contacts_lock_contact(organization_id, contact_id, &fresh))
		return PointerGetDatum(NULL);
	refuse_unreachable(key);
	return PointerGetDatum(NULL);
}
