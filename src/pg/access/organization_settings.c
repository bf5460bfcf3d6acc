/*
 * organization_settings.c
 *	  What an organization has set, kept per backend.
 */
#include "pg/compat.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/stratnum.h"
#include "access/table.h"
#include "pg/access/organization_settings.h"
#include "pg/store/columns.h"
#include "pg/store/organization_cache.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

static contacts_kept kept = {.table = "organization", .entry_size = sizeof(contacts_settings), .most = 4096};

/* Read a boolean column. */
static bool
read_bool(HeapTuple tuple, Relation rel, const char *column, bool default_value)
{
	bool		isnull;
	Datum		value = contacts_column_value(tuple, rel, column, BOOLOID, &isnull);

	return isnull ? default_value : DatumGetBool(value);
}

/* Read a text column into a name. */
static void
read_text(HeapTuple tuple, Relation rel, const char *column, Name into)
{
	bool		isnull;
	Datum		value = contacts_column_value(tuple, rel, column, TEXTOID, &isnull);

	namestrcpy(into, isnull ? "" : TextDatumGetCString(value));
}

/* Read what the organization's row says. */
static void
read_settings(contacts_settings *settings, HeapTuple tuple, Relation rel)
{
	bool		isnull;
	Datum		depth = contacts_column_value(tuple, rel, "max_depth", INT4OID, &isnull);
	NameData	email_unique;
	NameData	name_order;

	settings->max_depth = isnull ? 100 : DatumGetInt32(depth);
	settings->email_required = read_bool(tuple, rel, "email_required", false);
	settings->primary_auto = read_bool(tuple, rel, "primary_auto", true);
	settings->require_token = read_bool(tuple, rel, "require_token", false);
	settings->require_connection = read_bool(tuple, rel, "require_connection", true);
	read_text(tuple, rel, "email_unique", &email_unique);
	settings->email_shared = strcmp(NameStr(email_unique), "none") == 0;
	settings->email_unique_everywhere = strcmp(NameStr(email_unique), "all") == 0;
	read_text(tuple, rel, "name_order", &name_order);
	settings->family_first = strcmp(NameStr(name_order), "family") == 0;
	read_text(tuple, rel, "default_region", &settings->default_region);
	read_text(tuple, rel, "timezone", &settings->timezone);
	read_text(tuple, rel, "profile", &settings->profile);
}

/* Find the row of an organization by its key and read it; false where there is none. */
static bool
load_settings(contacts_settings *settings, int64 organization_id)
{
	Relation	rel = table_open(kept.watch.relid, AccessShareLock);
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	tuple;
	bool		found;

	ScanKeyInit(&key, contacts_column_required(rel, "id", INT8OID), BTEqualStrategyNumber, F_INT8EQ,
				Int64GetDatum(organization_id));
	scan = systable_beginscan(rel, contacts_primary_key_index(rel), true, NULL, 1, &key);
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
	static contacts_settings answer;
	contacts_settings *found = contacts_kept_find(&kept, organization_id);

	if (found)
		return found;
	answer = (contacts_settings) {.primary_auto = true, .require_connection = true, .max_depth = 100};
	if (!load_settings(&answer, organization_id))
		return &answer;
	answer.organization_id = organization_id;
	return contacts_kept_add(&kept, &answer);
}
