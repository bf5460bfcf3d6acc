/*
 * catalog.c
 *	  Where install() put the tables, and reading or writing them as their owner.
 */
#include "pg/compat.h"

#include "access/htup_details.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "pg/store/catalog.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

/* Look up a table of ours; InvalidOid where install() has not run. */
Oid
contacts_relation(const char *name)
{
	Oid			schema = get_namespace_oid("contacts", true);

	return OidIsValid(schema) ? get_relname_relid(name, schema) : InvalidOid;
}

/* Look up a table of ours that has to be there. */
Oid
contacts_installed_relation(const char *name)
{
	Oid			relid = contacts_relation(name);

	if (!OidIsValid(relid))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_TABLE),
				 errmsg("table \"contacts.%s\" does not exist", name),
				 errhint("Run SELECT contacts.install() as the role that shall own the tables.")));
	return relid;
}

/* Look up a type of ours. */
Oid
contacts_type(const char *name)
{
	return GetSysCacheOid2(TYPENAMENSP, Anum_pg_type_oid, CStringGetDatum(name),
						   ObjectIdGetDatum(get_namespace_oid("contacts", false)));
}

/* Find the owner of a table. */
static Oid
relation_owner(Oid relid)
{
	HeapTuple	tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(relid));
	Oid			owner;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for relation %u", relid);
	owner = ((Form_pg_class) GETSTRUCT(tuple))->relowner;
	ReleaseSysCache(tuple);
	return owner;
}

/*
 * Act as the owner of a table, as ri_triggers.c does: a rule has to see rows and write rows that its caller may not.
 * The caller's search_path is left aside, or operators found in it would run with the owner's rights.  An error resets both
 * with the transaction, so no PG_TRY is needed.
 */
contacts_identity
contacts_become_owner(Oid relid)
{
	contacts_identity self;

	GetUserIdAndSecContext(&self.user, &self.context);
	self.nest_level = NewGUCNestLevel();
	(void) set_config_option("search_path", "pg_catalog, pg_temp", PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE, true, 0,
							 false);
	SetUserIdAndSecContext(relation_owner(relid),
						   self.context | SECURITY_LOCAL_USERID_CHANGE | SECURITY_NOFORCE_RLS);
	return self;
}

/* Act as the caller again. */
void
contacts_become_self(contacts_identity self)
{
	AtEOXact_GUC(false, self.nest_level);
	SetUserIdAndSecContext(self.user, self.context);
}
