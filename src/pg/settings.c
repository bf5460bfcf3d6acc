/*
 * settings.c
 *	  What an organization has set, kept per backend.
 *
 * The trigger cache_invalidate of table organization empties the copies of every backend.
 */
#include "pg/compat.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/stratnum.h"
#include "access/table.h"
#include "pg/catalog.h"
#include "pg/settings.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/hsearch.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"

/* more organizations than this in one backend start a new copy */
#define KEPT_ORGANIZATIONS 4096

static HTAB *kept = NULL;
static Oid	kept_relid = InvalidOid;
static bool kept_valid = false;

/* Empty the copy when table organization was changed or dropped. */
static void
forget(Datum arg, Oid relid)
{
	if (!OidIsValid(relid) || relid == kept_relid)
		kept_valid = false;
}

/* Start an empty copy. */
static void
start_copy(void)
{
	HASHCTL		ctl = {0};

	if (kept == NULL)
		CacheRegisterRelcacheCallback(forget, (Datum) 0);
	else
		hash_destroy(kept);
	ctl.keysize = sizeof(int64);
	ctl.entrysize = sizeof(contacts_settings);
	ctl.hcxt = TopMemoryContext;
	kept = hash_create("contacts organization settings", 64, &ctl, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	kept_relid = contacts_installed_relation("organization");
	kept_valid = true;
}

/* Read a boolean column. */
static bool
read_bool(HeapTuple tuple, Relation rel, const char *column, bool otherwise)
{
	bool		isnull;
	Datum		value = heap_getattr(tuple, get_attnum(RelationGetRelid(rel), column), RelationGetDescr(rel), &isnull);

	return isnull ? otherwise : DatumGetBool(value);
}

/* Read a text column into a name. */
static void
read_text(HeapTuple tuple, Relation rel, const char *column, Name into)
{
	bool		isnull;
	Datum		value = heap_getattr(tuple, get_attnum(RelationGetRelid(rel), column), RelationGetDescr(rel), &isnull);

	namestrcpy(into, isnull ? "" : TextDatumGetCString(value));
}

/* Read what the organization's row says. */
static void
read_settings(contacts_settings *settings, HeapTuple tuple, Relation rel)
{
	bool		isnull;
	Datum		depth = heap_getattr(tuple, get_attnum(RelationGetRelid(rel), "max_depth"), RelationGetDescr(rel), &isnull);
	NameData	email_unique;

	settings->max_depth = isnull ? 100 : DatumGetInt32(depth);
	settings->email_required = read_bool(tuple, rel, "email_required", false);
	settings->primary_auto = read_bool(tuple, rel, "primary_auto", true);
	settings->require_token = read_bool(tuple, rel, "require_token", false);
	settings->require_connection = read_bool(tuple, rel, "require_connection", true);
	read_text(tuple, rel, "email_unique", &email_unique);
	settings->email_shared = strcmp(NameStr(email_unique), "none") == 0;
	settings->email_unique_everywhere = strcmp(NameStr(email_unique), "all") == 0;
	read_text(tuple, rel, "default_region", &settings->default_region);
	read_text(tuple, rel, "timezone", &settings->timezone);
}

/* Find the row of an organization by its key and read it; false where there is none. */
static bool
load_settings(contacts_settings *settings, int64 organization_id)
{
	Relation	rel = table_open(kept_relid, AccessShareLock);
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	tuple;
	bool		found;

	ScanKeyInit(&key, get_attnum(kept_relid, "id"), BTEqualStrategyNumber, F_INT8EQ, Int64GetDatum(organization_id));
	scan = systable_beginscan(rel, RelationGetPrimaryKeyIndex(rel), true, NULL, 1, &key);
	tuple = systable_getnext(scan);
	found = HeapTupleIsValid(tuple);
	if (found)
		read_settings(settings, tuple, rel);
	systable_endscan(scan);
	table_close(rel, AccessShareLock);
	return found;
}

/*
 * Find what an organization has set.  One that does not exist has the defaults: the foreign key will refuse its rows.
 * The result is good until the next call.
 */
const contacts_settings *
contacts_organization_settings(int64 organization_id)
{
	static const contacts_settings defaults = {.primary_auto = true, .require_connection = true, .max_depth = 100};
	static contacts_settings answer;
	contacts_settings *found;

	if (!kept_valid || hash_get_num_entries(kept) > KEPT_ORGANIZATIONS)
		start_copy();
	found = hash_search(kept, &organization_id, HASH_FIND, NULL);
	if (found)
		return found;
	answer = defaults;
	if (!load_settings(&answer, organization_id))
		return &answer;
	answer.organization_id = organization_id;
	if (kept_valid)
	{
		found = hash_search(kept, &organization_id, HASH_ENTER, NULL);
		*found = answer;
	}
	return &answer;
}
