/*
 * drop_guard.c
 *	  Event trigger that keeps DROP EXTENSION and DROP SCHEMA from taking data along.
 *
 * DROP EXTENSION contacts is refused while tables depend on it, but the hint of the server is CASCADE, and that drops
 * the columns uid, email and phone of all tables and every policy.  So it is refused while there is an organization,
 * to which every other row belongs.
 */
#include "pg/compat.h"

#include "access/genam.h"
#include "access/table.h"
#include "commands/event_trigger.h"
#include "nodes/parsenodes.h"
#include "pg/store/catalog.h"
#include "utils/rel.h"

PG_FUNCTION_INFO_V1(contacts_drop_guard);

/* Check whether a statement drops the extension, or a schema of it with all that is in there. */
static bool
drops_contacts(const DropStmt *drop)
{
	ListCell   *lc;

	if (drop->removeType != OBJECT_EXTENSION && drop->removeType != OBJECT_SCHEMA)
		return false;
	foreach(lc, drop->objects)
	{
		const char *name = strVal(lfirst(lc));

		if (strcmp(name, "contacts") == 0 ||
			(drop->removeType == OBJECT_SCHEMA && strcmp(name, "contacts_internal") == 0))
			return true;
	}
	return false;
}

/* Check whether there is an organization, whatever the caller may see. */
static bool
has_organization(void)
{
	Oid			relid = contacts_relation("organization");
	Relation	rel;
	SysScanDesc scan;
	bool		found;

	if (!OidIsValid(relid))
		return false;
	rel = table_open(relid, AccessShareLock);
	scan = systable_beginscan(rel, InvalidOid, false, NULL, 0, NULL);
	found = HeapTupleIsValid(systable_getnext(scan));
	systable_endscan(scan);
	table_close(rel, AccessShareLock);
	return found;
}

/* Event trigger on ddl_command_start. */
Datum
contacts_drop_guard(PG_FUNCTION_ARGS)
{
	EventTriggerData *trigdata = (EventTriggerData *) fcinfo->context;

	if (!CALLED_AS_EVENT_TRIGGER(fcinfo))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_EVENT_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"%s\" was not called by event trigger manager", "drop_guard")));
	if (IsA(trigdata->parsetree, DropStmt) && drops_contacts((DropStmt *) trigdata->parsetree) && has_organization())
		ereport(ERROR,
				(errcode(ERRCODE_DEPENDENT_OBJECTS_STILL_EXIST),
				 errmsg("cannot drop extension \"contacts\" because its tables hold rows"),
				 errdetail("With CASCADE the tables would lose their columns of types ulid, email and phone, and every"
						   " policy."),
				 errhint("Keep a dump, then drop the tables with SELECT contacts.uninstall(current_database()).")));
	return (Datum) 0;
}
