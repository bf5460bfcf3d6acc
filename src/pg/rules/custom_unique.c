/*
 * custom_unique.c
 *	  Unique custom fields: their values of live contacts are kept in a table whose primary key says that there is one
 *	  each.
 */
#include "pg/compat.h"

#include "access/table.h"
#include "catalog/pg_type.h"
#include "pg/store/catalog.h"
#include "pg/store/query.h"
#include "pg/store/trigger.h"
#include "storage/lmgr.h"
#include "utils/builtins.h"
#include "utils/rel.h"

PG_FUNCTION_INFO_V1(contacts_keep_unique_fields);
PG_FUNCTION_INFO_V1(contacts_custom_field_changed);

/* Refuse a value that another contact has. */
static void
refuse_taken(const char *field, int64 contact_id)
{
	Relation	rel = table_open(contacts_installed_relation("custom_field_value"), AccessShareLock);

	ereport(ERROR,
			(errcode(ERRCODE_UNIQUE_VIOLATION),
			 errmsg("custom field \"%s\" of contact " INT64_FORMAT " is taken", field, contact_id),
			 errdetail("Another live contact of the organization has the same value, and the field is defined as"
					   " unique."),
			 errtableconstraint(rel, "custom_field_value_pkey")));
}

/* Find a unique field of a contact whose value is not the contact's own; false where all are. */
static bool
find_taken(Datum *key, char **field)
{
	static contacts_query query = {
		"SELECT f.name FROM contacts.custom_field f"
		" JOIN contacts.contact c ON c.organization_id = f.organization_id AND c.id = $2"
		" WHERE f.organization_id = $1 AND f.is_unique AND c.deleted_at IS NULL"
		" AND contacts_internal.custom_field_key(c.custom_fields -> f.name, f.type) IS NOT NULL"
		" AND NOT EXISTS (SELECT FROM contacts.custom_field_value v"
		" WHERE v.organization_id = $1 AND v.custom_field_id = f.id AND v.contact_id = $2) ORDER BY f.name",
		2, {INT8OID, INT8OID}, CONTACTS_RULE
	};
	Datum		found;

	if (!contacts_query_value(&query, key, NULL, &found))
		return false;
	*field = TextDatumGetCString(found);
	return true;
}

/*
 * AFTER INSERT OR UPDATE row trigger of table contact.  Two transactions that write the same value meet in the
 * primary key: the second one waits, inserts nothing and finds out here.
 */
Datum
contacts_keep_unique_fields(PG_FUNCTION_ARGS)
{
	static contacts_query exists = {
		"SELECT FROM contacts.custom_field WHERE organization_id = $1 AND is_unique", 1, {INT8OID}, CONTACTS_RULE
	};
	static contacts_query remove = {
		"DELETE FROM contacts.custom_field_value WHERE organization_id = $1 AND contact_id = $2", 2, {INT8OID, INT8OID},
		CONTACTS_RULE
	};
	static contacts_query insert = {
		"INSERT INTO contacts.custom_field_value (organization_id, custom_field_id, value, contact_id)"
		" SELECT $1, f.id, k.value, $2 FROM contacts.contact c"
		" JOIN contacts.custom_field f ON f.organization_id = c.organization_id AND f.is_unique"
		" CROSS JOIN LATERAL (SELECT contacts_internal.custom_field_key(c.custom_fields -> f.name, f.type)) k (value)"
		" WHERE c.organization_id = $1 AND c.id = $2 AND c.deleted_at IS NULL AND k.value IS NOT NULL ORDER BY f.id"
		" ON CONFLICT DO NOTHING",
		2, {INT8OID, INT8OID}, CONTACTS_RULE
	};
	TriggerData *trigdata = contacts_trigger(fcinfo, "keep_unique_fields", CONTACTS_AFTER_ROW | CONTACTS_ON_ANY);
	HeapTuple	tuple = contacts_new_tuple(trigdata);
	int64		contact_id = contacts_tuple_id(trigdata, tuple, "id");
	Datum		key[] = {Int64GetDatum(contacts_tuple_id(trigdata, tuple, "organization_id")),
		Int64GetDatum(contact_id)};
	char	   *field;

	if (!contacts_query_finds(&exists, key, NULL))
		return PointerGetDatum(NULL);
	if (TRIGGER_FIRED_BY_UPDATE(trigdata->tg_event))
		contacts_query_run(&remove, key, NULL);
	contacts_query_run(&insert, key, NULL);
	if (find_taken(key, &field))
		refuse_taken(field, contact_id);
	return PointerGetDatum(NULL);
}

/*
 * AFTER INSERT OR UPDATE row trigger of table custom_field: when a field becomes unique, or another one, the values
 * that are there are taken in.  Nobody writes contacts meanwhile, for whoever did would not know of the change.
 */
Datum
contacts_custom_field_changed(PG_FUNCTION_ARGS)
{
	static contacts_query remove = {
		"DELETE FROM contacts.custom_field_value WHERE organization_id = $1 AND custom_field_id = $2", 2,
		{INT8OID, INT8OID}, CONTACTS_RULE
	};
	static contacts_query insert = {
		"INSERT INTO contacts.custom_field_value (organization_id, custom_field_id, value, contact_id)"
		" SELECT $1, f.id, k.value, c.id FROM contacts.custom_field f"
		" JOIN contacts.contact c ON c.organization_id = f.organization_id"
		" CROSS JOIN LATERAL (SELECT contacts_internal.custom_field_key(c.custom_fields -> f.name, f.type)) k (value)"
		" WHERE f.organization_id = $1 AND f.id = $2 AND f.is_unique AND c.deleted_at IS NULL AND k.value IS NOT NULL"
		" ORDER BY c.id"
		" ON CONFLICT DO NOTHING",
		2, {INT8OID, INT8OID}, CONTACTS_RULE
	};
	static contacts_query taken = {
		"SELECT c.id FROM contacts.custom_field f JOIN contacts.contact c ON c.organization_id = f.organization_id"
		" WHERE f.organization_id = $1 AND f.id = $2 AND f.is_unique AND c.deleted_at IS NULL"
		" AND contacts_internal.custom_field_key(c.custom_fields -> f.name, f.type) IS NOT NULL"
		" AND NOT EXISTS (SELECT FROM contacts.custom_field_value v"
		" WHERE v.organization_id = $1 AND v.custom_field_id = f.id AND v.contact_id = c.id) ORDER BY c.id LIMIT 1",
		2, {INT8OID, INT8OID}, CONTACTS_RULE
	};
	TriggerData *trigdata = contacts_trigger(fcinfo, "custom_field_changed", CONTACTS_AFTER_ROW | CONTACTS_ON_ANY);
	HeapTuple	tuple = contacts_new_tuple(trigdata);
	Datum		key[] = {
		Int64GetDatum(contacts_tuple_id(trigdata, tuple, "organization_id")),
		Int64GetDatum(contacts_tuple_id(trigdata, tuple, "id"))
	};
	bool		isnull;
	Datum		found;

	LockRelationOid(contacts_installed_relation("contact"), ShareRowExclusiveLock);
	contacts_query_run(&remove, key, NULL);
	contacts_query_run(&insert, key, NULL);
	if (contacts_query_value(&taken, key, NULL, &found))
		refuse_taken(TextDatumGetCString(contacts_tuple_column(trigdata, tuple, "name", TEXTOID, &isnull)),
					 DatumGetInt64(found));
	return PointerGetDatum(NULL);
}
