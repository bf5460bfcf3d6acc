/*
 * unique_email.c
 *	  organization.email_unique = 'all': an e-mail address belongs to one live contact, whether as its own or as a
 *	  connection.
 *
 * No index reaches over two tables, so the addresses are kept in a third one, whose primary key says that there is one
 * contact each.  Two transactions that write the same address meet there: the second one waits, inserts nothing and
 * finds out.  Other organizations have no rows in it.
 */
#include "pg/compat.h"

#include "access/table.h"
#include "catalog/pg_type.h"
#include "pg/access/organization_settings.h"
#include "pg/base/problems.h"
#include "pg/store/catalog.h"
#include "pg/store/query.h"
#include "pg/store/trigger.h"
#include "storage/lmgr.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/rel.h"

PG_FUNCTION_INFO_V1(contacts_keep_unique_emails);
PG_FUNCTION_INFO_V1(contacts_email_unique_changed);

/* the addresses of live contacts of organization $1; a condition on contact c and one on connection n follow */
#define ADDRESSES(of_contact, of_connection) \
	"SELECT c.email, c.id FROM contacts.contact c" \
	" WHERE c.organization_id = $1 AND c.email IS NOT NULL AND c.deleted_at IS NULL" of_contact \
	" UNION SELECT n.email, n.contact_id FROM contacts.connection n" \
	" JOIN contacts.contact c ON c.organization_id = n.organization_id AND c.id = n.contact_id AND c.deleted_at IS" \
	" NULL" \
	" WHERE n.organization_id = $1 AND n.email IS NOT NULL AND n.deleted_at IS NULL" of_connection

#define ADDRESSES_OF_ONE ADDRESSES(" AND c.id = $2", " AND n.contact_id = $2")
#define ADDRESSES_OF_ALL ADDRESSES("", "")

#define INSERT_SQL(addresses) \
	"INSERT INTO contacts.unique_email (organization_id, email, contact_id)" \
	" SELECT $1, a.email, a.id FROM (" addresses ") a (email, id) ORDER BY a.email, a.id ON CONFLICT DO NOTHING"

/* an address that another contact was faster with, as an array: address, public identifier of that contact */
#define TAKEN_SQL(addresses) \
	"SELECT ARRAY[a.email::text, h.uid::text] FROM (" addresses ") a (email, id)" \
	" JOIN contacts.unique_email u ON u.organization_id = $1 AND u.email OPERATOR(contacts.=) a.email" \
	" JOIN contacts.contact h ON h.organization_id = $1 AND h.id = u.contact_id" \
	" WHERE u.contact_id <> a.id ORDER BY a.email, a.id LIMIT 1"

/* Refuse an address that another contact has. */
static void
refuse_taken(contacts_query *taken, Datum *key)
{
	Datum		found;
	Datum	   *parts;
	int			count;
	Relation	rel;

	if (!contacts_query_value(taken, key, NULL, &found))
		return;
	deconstruct_array(DatumGetArrayTypeP(found), TEXTOID, -1, false, TYPALIGN_INT, &parts, NULL, &count);
	rel = table_open(contacts_installed_relation("unique_email"), AccessShareLock);
	ereport(ERROR,
			(errcode(ERRCODE_UNIQUE_VIOLATION),
			 errmsg("e-mail address %s is taken", TextDatumGetCString(parts[0])),
			 errdetail_internal("%s", contacts_conflict_text("email", "Email is already in use",
															 TextDatumGetCString(parts[1]))),
			 errhint("The organization's setting email_unique is \"all\": an address belongs to one contact, as its own or"
					 " as a connection."),
			 errtableconstraint(rel, "unique_email_pkey")));
}

/* Bring the kept addresses of a contact in line with what it has now. */
static void
keep_addresses(int64 organization_id, int64 contact_id)
{
	static contacts_query remove = {
		"DELETE FROM contacts.unique_email u WHERE u.organization_id = $1 AND u.contact_id = $2"
		" AND NOT EXISTS (SELECT FROM (" ADDRESSES_OF_ONE ") a (email, id) WHERE a.email OPERATOR(contacts.=) u.email)",
		2, {INT8OID, INT8OID}, CONTACTS_RULE
	};
	static contacts_query insert = {INSERT_SQL(ADDRESSES_OF_ONE), 2, {INT8OID, INT8OID}, CONTACTS_RULE};
	static contacts_query taken = {TAKEN_SQL(ADDRESSES_OF_ONE), 2, {INT8OID, INT8OID}, CONTACTS_RULE};
	Datum		key[] = {Int64GetDatum(organization_id), Int64GetDatum(contact_id)};

	contacts_query_run(&remove, key, NULL);
	contacts_query_run(&insert, key, NULL);
	refuse_taken(&taken, key);
}

/* AFTER row trigger of tables contact and connection. */
Datum
contacts_keep_unique_emails(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = contacts_trigger(fcinfo, "keep_unique_emails", CONTACTS_AFTER_ROW | CONTACTS_ON_ANY);
	const char *column = strcmp(RelationGetRelationName(trigdata->tg_relation), "contact") == 0 ? "id" : "contact_id";
	int64		organization_id = contacts_tuple_id(trigdata, trigdata->tg_trigtuple, "organization_id");
	int64		contact_id = contacts_tuple_id(trigdata, trigdata->tg_trigtuple, column);
	int64		next_id = contact_id;

	if (!contacts_organization_settings(organization_id)->email_unique_everywhere)
		return PointerGetDatum(NULL);
	if (TRIGGER_FIRED_BY_UPDATE(trigdata->tg_event))
		next_id = contacts_tuple_id(trigdata, trigdata->tg_newtuple, column);
	/* whoever loses a connection gives its address free first */
	if (next_id != contact_id)
		keep_addresses(organization_id, contact_id);
	keep_addresses(organization_id, next_id);
	return PointerGetDatum(NULL);
}

/*
 * AFTER UPDATE row trigger of table organization: the addresses that are there are taken in, or forgotten.  Nobody
 * writes contacts meanwhile, for whoever did would not know of the change.
 */
Datum
contacts_email_unique_changed(PG_FUNCTION_ARGS)
{
	static contacts_query remove = {"DELETE FROM contacts.unique_email WHERE organization_id = $1", 1, {INT8OID},
		CONTACTS_RULE};
	static contacts_query insert = {INSERT_SQL(ADDRESSES_OF_ALL), 1, {INT8OID}, CONTACTS_RULE};
	static contacts_query taken = {TAKEN_SQL(ADDRESSES_OF_ALL), 1, {INT8OID}, CONTACTS_RULE};
	TriggerData *trigdata = contacts_trigger(fcinfo, "email_unique_changed", CONTACTS_AFTER_ROW | CONTACTS_ON_ANY);
	HeapTuple	tuple = contacts_new_tuple(trigdata);
	Datum		key[] = {Int64GetDatum(contacts_tuple_id(trigdata, tuple, "id"))};
	bool		isnull;
	Datum		setting = contacts_tuple_column(trigdata, tuple, "email_unique", TEXTOID, &isnull);

	LockRelationOid(contacts_installed_relation("contact"), ShareRowExclusiveLock);
	LockRelationOid(contacts_installed_relation("connection"), ShareRowExclusiveLock);
	contacts_query_run(&remove, key, NULL);
	if (strcmp(TextDatumGetCString(setting), "all") == 0)
	{
		contacts_query_run(&insert, key, NULL);
		refuse_taken(&taken, key);
	}
	return PointerGetDatum(NULL);
}
