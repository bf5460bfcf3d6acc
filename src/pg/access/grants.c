/*
 * grants.c
 *	  What the current role was granted: a backend-local copy of the rows of table access that apply to it.
 *
 * The role is GetOuterUserId(): what the client is, whatever function it runs.  The copy is thrown away when the table
 * changes (its trigger cache_invalidate sends a relcache invalidation), when roles or memberships change, and when a
 * grant that it holds expires.
 */
#include "pg/compat.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/pg_authid.h"
#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "miscadmin.h"
#include "pg/access/grants.h"
#include "pg/base/relation_watch.h"
#include "pg/store/catalog.h"
#include "pg/store/columns.h"
#include "pg/store/trigger.h"
#include "utils/acl.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/syscache.h"
#include "utils/timestamp.h"

/* a grant for every organization has no organization_id */
#define ALL_ORGANIZATIONS INT64CONST(0)

typedef struct access_grant
{
	int64		organization_id;
	uint32		scopes;
} access_grant;

/* the copy for one role, sorted by organization_id, one entry each */
typedef struct access_cache
{
	contacts_watch watch;
	Oid			role;
	bool		bypasses;
	TimestampTz expires_at;
	int			count;
	int			capacity;
	access_grant *grants;
} access_cache;

static access_cache cache;

PG_FUNCTION_INFO_V1(contacts_cache_invalidate);

static const struct
{
	const char *name;
	uint32		bit;
}			scope_names[] = {
	{"contacts:read", CONTACTS_SCOPE_READ},
	{"contacts:write", CONTACTS_SCOPE_WRITE},
	{"contacts:delete", CONTACTS_SCOPE_DELETE},
	{"contacts:admin", CONTACTS_SCOPE_ADMIN},
};

/* Name a scope's bit; 0 for an unknown name. */
uint32
contacts_scope_by_name(const char *name, size_t len)
{
	for (int i = 0; i < lengthof(scope_names); i++)
	{
		if (strlen(scope_names[i].name) == len && memcmp(scope_names[i].name, name, len) == 0)
			return scope_names[i].bit;
	}
	return 0;
}

/* Name the scope of a bit, counted from 0; NULL behind the last one. */
const char *
contacts_scope_name(int bit)
{
	return bit < lengthof(scope_names) ? scope_names[bit].name : NULL;
}

/* Have the copy made again when roles or memberships changed. */
static void
forget_roles(Datum arg, int cacheid, uint32 hashvalue)
{
	contacts_watch_stop(&cache.watch);
}

/* Register the callbacks for roles, once a backend. */
static void
register_callbacks(void)
{
	static bool registered = false;

	if (registered)
		return;
	CacheRegisterSyscacheCallback(AUTHMEMROLEMEM, forget_roles, (Datum) 0);
	CacheRegisterSyscacheCallback(AUTHOID, forget_roles, (Datum) 0);
	registered = true;
}

/* Check whether row-level security does not hold for this role anyway. */
static bool
bypasses(Oid role, Oid relid)
{
	HeapTuple	tuple;
	bool		result;

	if (superuser_arg(role))
		return true;
	tuple = SearchSysCache1(AUTHOID, ObjectIdGetDatum(role));
	if (!HeapTupleIsValid(tuple))
		return false;
	result = ((Form_pg_authid) GETSTRUCT(tuple))->rolbypassrls;
	ReleaseSysCache(tuple);
	return result || (OidIsValid(relid) && contacts_owns_relation(relid, role));
}

/* Turn an array of scope names into bits; unknown ones, which the table's check refuses, count as none. */
static uint32
scopes_of(ArrayType *array)
{
	Datum	   *names;
	bool	   *nulls;
	int			n;
	uint32		bits = 0;

	deconstruct_array(array, TEXTOID, -1, false, TYPALIGN_INT, &names, &nulls, &n);
	for (int i = 0; i < n; i++)
	{
		if (!nulls[i])
			bits |= contacts_scope_by_name(VARDATA_ANY(DatumGetPointer(names[i])),
										   VARSIZE_ANY_EXHDR(DatumGetPointer(names[i])));
	}
	return bits;
}

/* Add a grant to the copy. */
static void
remember(int64 organization_id, uint32 scopes)
{
	if (cache.count == cache.capacity)
	{
		cache.capacity = cache.capacity ? cache.capacity * 2 : 8;
		cache.grants = cache.grants
			? repalloc_huge(cache.grants, cache.capacity * sizeof(access_grant))
			: MemoryContextAllocHuge(TopMemoryContext, cache.capacity * sizeof(access_grant));
	}
	cache.grants[cache.count].organization_id = organization_id;
	cache.grants[cache.count++].scopes = scopes;
}

/* Order grants by organization. */
static int
compare_grants(const void *a, const void *b)
{
	int64		x = ((const access_grant *) a)->organization_id;
	int64		y = ((const access_grant *) b)->organization_id;

	return x < y ? -1 : x > y;
}

/* Sort the copy and unite what several roles were granted on one organization. */
static void
sort_and_unite(void)
{
	int			kept = 0;

	if (cache.count == 0)
		return;
	qsort(cache.grants, cache.count, sizeof(access_grant), compare_grants);
	for (int i = 1; i < cache.count; i++)
	{
		if (cache.grants[i].organization_id == cache.grants[kept].organization_id)
			cache.grants[kept].scopes |= cache.grants[i].scopes;
		else
			cache.grants[++kept] = cache.grants[i];
	}
	cache.count = kept + 1;
}

/* Take one row of table access into the copy if it applies to the role now. */
static void
read_grant(HeapTuple tuple, Relation rel, Oid role, TimestampTz now)
{
	bool		isnull;
	Datum		value;
	Oid			grantee;
	int64		organization_id;

	value = contacts_column_value(tuple, rel, "role", NAMEOID, &isnull);
	if (isnull)
		return;
	grantee = get_role_oid(NameStr(*DatumGetName(value)), true);
	if (!OidIsValid(grantee) || !has_privs_of_role(role, grantee))
		return;
	value = contacts_column_value(tuple, rel, "expires_at", TIMESTAMPTZOID, &isnull);
	if (!isnull)
	{
		TimestampTz expires_at = DatumGetTimestampTz(value);

		if (expires_at <= now)
			return;
		cache.expires_at = Min(cache.expires_at, expires_at);
	}
	value = contacts_column_value(tuple, rel, "organization_id", INT8OID, &isnull);
	organization_id = isnull ? ALL_ORGANIZATIONS : DatumGetInt64(value);
	value = contacts_column_value(tuple, rel, "scopes", TEXTARRAYOID, &isnull);
	if (!isnull)
		remember(organization_id, scopes_of(DatumGetArrayTypeP(value)));
}

/*
 * Read the grants of a role.  systable_beginscan() takes a fresh snapshot, needs no privilege of the caller and works
 * in parallel workers, so that a revoke is seen by the next statement at every isolation level.
 */
static void
load_grants(Oid role)
{
	TimestampTz now = GetCurrentTimestamp();
	Relation	rel = table_open(cache.watch.relid, AccessShareLock);
	SysScanDesc scan = systable_beginscan(rel, InvalidOid, false, NULL, 0, NULL);
	HeapTuple	tuple;

	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		CHECK_FOR_INTERRUPTS();
		read_grant(tuple, rel, role, now);
	}
	systable_endscan(scan);
	table_close(rel, AccessShareLock);
	sort_and_unite();
}

/* Make the copy true for the current role. */
static void
refresh(void)
{
	Oid			role = GetOuterUserId();
	Oid			relid;

	register_callbacks();
	/* a transaction that holds its locks already would not hear of a revoke: listen here */
	AcceptInvalidationMessages();
	if (cache.watch.valid && cache.role == role &&
		(cache.expires_at == DT_NOEND || cache.expires_at > GetCurrentTimestamp()))
		return;
	contacts_watch_stop(&cache.watch);
	cache.role = role;
	relid = contacts_installed_relation("access");
	cache.bypasses = bypasses(role, relid);
	cache.expires_at = DT_NOEND;
	cache.count = 0;
	contacts_watch_start(&cache.watch, relid);
	PG_TRY();
	{
		if (!cache.bypasses)
			load_grants(role);
	}
	PG_CATCH();
	{
		contacts_watch_stop(&cache.watch);
		PG_RE_THROW();
	}
	PG_END_TRY();
}

/* Check whether row-level security does not hold for the current role. */
bool
contacts_bypasses_policies(void)
{
	refresh();
	return cache.bypasses;
}

/*
 * Check whether row-level security of a table holds for what runs now.  A cascading foreign key and our own triggers
 * act as the table's owner: what they do on behalf of the client needs no scope of its own.
 */
bool
contacts_policies_apply(Oid relid)
{
	refresh();
	if (GetUserId() == cache.role)
		return !cache.bypasses;
	return !bypasses(GetUserId(), relid);
}

/* Find the scopes granted on exactly this organization_id. */
static uint32
scopes_at(int64 organization_id)
{
	access_grant key = {organization_id, 0};
	access_grant *found = cache.count == 0 ? NULL :
		bsearch(&key, cache.grants, cache.count, sizeof(access_grant), compare_grants);

	return found ? found->scopes : 0;
}

/* Find out which scopes the current role has in an organization; 0 means that it has no business there. */
uint32
contacts_granted_scopes(int64 organization_id)
{
	refresh();
	if (cache.bypasses)
		return CONTACTS_SCOPE_ALL;
	return scopes_at(organization_id) | scopes_at(ALL_ORGANIZATIONS);
}

/* Find out which scopes the current role has in every organization. */
uint32
contacts_scopes_everywhere(void)
{
	refresh();
	return cache.bypasses ? CONTACTS_SCOPE_ALL : scopes_at(ALL_ORGANIZATIONS);
}

/* Get the organizations that grants of the current role name, as bigint[]. */
ArrayType *
contacts_granted_organizations(void)
{
	Datum	   *ids;

	refresh();
	ids = palloc((cache.count + 1) * sizeof(Datum));
	for (int i = 0; i < cache.count; i++)
		ids[i] = Int64GetDatum(cache.grants[i].organization_id);
	return construct_array(ids, cache.count, INT8OID, sizeof(int64), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE);
}

/* Check whether the current role was granted exactly one organization, and which. */
bool
contacts_only_organization(int64 *organization_id)
{
	refresh();
	if (cache.bypasses || cache.count != 1 || cache.grants[0].organization_id == ALL_ORGANIZATIONS)
		return false;
	*organization_id = cache.grants[0].organization_id;
	return true;
}

/* Statement trigger of tables that backends keep copies of: have every backend forget its copy. */
Datum
contacts_cache_invalidate(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = contacts_trigger(fcinfo, "cache_invalidate",
											  CONTACTS_AFTER | CONTACTS_EACH_STATEMENT | CONTACTS_ON_ANY);

	CacheInvalidateRelcache(trigdata->tg_relation);
	return PointerGetDatum(NULL);
}
