/*
 * custom_unique.c
 *	  Unique custom fields: their values of live contacts are kept in a table whose primary key says that there is one
 *	  each.
 */
#include "pg/compat.h"

#include "access/table.h"
#include "catalog/pg_type.h"
#include "pg/base/problems.h"
#include "pg/store/catalog.h"
#include "pg/store/query.h"
#include "pg/store/trigger.h"
#include "storage/lmgr.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/rel.h"

PG_FUNCTION_INFO_V1(contacts_keep_unique_fields);
PG_FUNCTION_INFO_V1(contacts_custom_field_changed);

/*
 * A value of contact c and field f that another live contact has, as an array: name of the field, public identifier of
 * that contact.
 */
#define TAKEN_SQL(condition) \
	"SELECT ARRAY[f.name, h.uid::text] FROM contacts.custom_field f" \
	" JOIN contacts.contact c ON c.organization_id = f.organization_id" \
	" JOIN contacts.custom_field_value v ON v.organization_id = f.organization_id AND v.custom_field_id = f.id" \
	" AND v.value = contacts_internal.custom_field_key(c.custom_fields -> f.name, f.type) AND v.contact_id <> c.id" \
	" JOIN contacts.contact h ON h.organization_id = f.organization_id AND h.id = v.contact_id" \
	" WHERE f.organization_id = $1 AND f.is_unique AND c.deleted_at IS NULL AND " condition " LIMIT 1", \
	2, {INT8OID, INT8OID}, CONTACTS_RULE

/* Refuse a value that another contact has. */
static void
refuse_taken(contacts_query *taken, Datum *key)
{
	Datum		found;
	Datum	   *parts;
	int			count;
	char	   *field;
	Relation	rel;

	if (!contacts_query_value(taken, key, NULL, &found))
		return;
	deconstruct_array(DatumGetArrayTypeP(found), TEXTOID, -1, false, TYPALIGN_INT, &parts, NULL, &count);
	field = TextDatumGetCString(parts[0]);
	rel = table_open(contacts_installed_relation("custom_field_value"), AccessShareLock);
	ereport(ERROR,
			(errcode(ERRCODE_UNIQUE_VIOLATION),
			 errmsg("value of custom field \"%s\" is taken", field),
			 errdetail_internal("%s", contacts_conflict_text(psprintf("customFields.%s", field),
															 "Value is already in use", TextDatumGetCString(parts[1]))),
			 errhint("The field is defined as unique: no two live contacts of the organization have the same value."),
			 errtableconstraint(rel, "custom_field_value_pkey")));
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
	static contacts_query taken = {TAKEN_SQL("c.id = $2 ORDER BY f.name")};
	TriggerData *trigdata = contacts_trigger(fcinfo, "keep_unique_fields", CONTACTS_AFTER_ROW | CONTACTS_ON_ANY);
	HeapTuple	tuple = contacts_new_tuple(trigdata);
	Datum		key[] = {
		Int64GetDatum(contacts_tuple_id(trigdata, tuple, "organization_id")),
		Int64GetDatum(contacts_tuple_id(trigdata, tuple, "id"))
	};

	if (!contacts_query_finds(&exists, key, NULL))
		return PointerGetDatum(NULL);
	if (TRIGGER_FIRED_BY_UPDATE(trigdata->tg_event))
		contacts_query_run(&remove, key, NULL);
	contacts_query_run(&insert, key, NULL);
	refuse_taken(&taken, key);
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
	static contacts_query taken = {TAKEN_SQL("f.id = $2 ORDER BY c.id")};
	TriggerData *trigdata = contacts_trigger(fcinfo, "custom_field_changed", CONTACTS_AFTER_ROW | CONTACTS_ON_ANY);
	HeapTuple	tuple = contacts_new_tuple(trigdata);
	Datum		key[] = {
		Int64GetDatum(contacts_tuple_id(trigdata, tuple, "organization_id")),
		Int64GetDatum(contacts_tuple_id(trigdata, tuple, "id"))
	};

	LockRelationOid(contacts_installed_relation("contact"), ShareRowExclusiveLock);
	contacts_query_run(&remove, key, NULL);
	contacts_query_run(&insert, key, NULL);
	refuse_taken(&taken, key);
	return PointerGetDatum(NULL);
}
