/*
 * organizations.c
 *	  Signing up organizations, and which of them a role may act for.
 *
 * No policy lets a role see or write more than the organization of its context.  These functions work across
 * organizations: they check the grants of the role themselves and then act as the owner of the tables.
 */
#include "pg/compat.h"

#include "catalog/pg_type.h"
#include "funcapi.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "pg/access/grants.h"
#include "pg/access/organizations.h"
#include "pg/base/error.h"
#include "pg/base/white_space.h"
#include "pg/store/columns.h"
#include "pg/store/index_probe.h"
#include "pg/store/query.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/tuplestore.h"

PG_FUNCTION_INFO_V1(contacts_create_organization);
PG_FUNCTION_INFO_V1(contacts_my_organizations);
PG_FUNCTION_INFO_V1(contacts_run_script_sql);

/* longest name, as organization_name_check says */
#define NAME_CHARACTERS 500

/* Check whether an organization has a live user. */
bool
contacts_user_exists(int64 organization_id, int64 user_id)
{
	static contacts_lookup users = {"app_user", "app_user_pkey", "deleted_at"};
	Datum		key[] = {Int64GetDatum(organization_id), Int64GetDatum(user_id)};
	uint64		commits;

	return contacts_lookup_finds(&users, key, lengthof(key), &commits);
}

/* Refuse a role that may not create organizations. */
static void
check_creator(void)
{
	if (contacts_scopes_everywhere() & CONTACTS_SCOPE_ADMIN)
		return;
	ereport(ERROR,
			(errcode(CONTACTS_ERRCODE_FORBIDDEN),
			 errmsg("permission denied to create organizations"),
			 errdetail("This needs scope contacts:admin on all organizations."),
			 errhint("The owner of the tables grants it: SELECT contacts.grant_access(role, '{contacts:admin}',"
					 " all_organizations => true).")));
}

/* Insert the first user of an organization; returns its id. */
static int64
create_user(int64 organization_id, FunctionCallInfo fcinfo)
{
	static contacts_query insert = {
		"INSERT INTO contacts.app_user (organization_id, name, email, external_id)"
		" VALUES ($1, coalesce($2, $3, $4), $3::contacts.email, $4) RETURNING id",
		4, {INT8OID, TEXTOID, TEXTOID, TEXTOID}, CONTACTS_RULE
	};
	Datum		values[] = {Int64GetDatum(organization_id), PG_GETARG_DATUM(1), PG_GETARG_DATUM(2), PG_GETARG_DATUM(3)};
	bool		nulls[] = {false, PG_ARGISNULL(1), PG_ARGISNULL(2), PG_ARGISNULL(3)};
	Datum		id;

	if (!contacts_query_value(&insert, values, nulls, &id))
		elog(ERROR, "user was not inserted");
	return DatumGetInt64(id);
}

/* Refuse a name that no organization can have. */
static void
check_name(FunctionCallInfo fcinfo)
{
	text	   *name = PG_ARGISNULL(0) ? NULL : PG_GETARG_TEXT_PP(0);

	if (name && !contacts_is_blank(VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name)) &&
		pg_mbstrlen_with_len(VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name)) <= NAME_CHARACTERS)
		return;
	ereport(ERROR,
			(errcode(CONTACTS_ERRCODE_VALIDATION),
			 errmsg("invalid name of an organization"),
			 errdetail("[{\"field\": \"name\", \"message\": \"Must have 1 to %d characters\"}]", NAME_CHARACTERS),
			 errhint("Call contacts.create_organization('Example Ltd').")));
}

/* Insert an organization; returns its id.  The sequence may be behind ids that somebody gave. */
static Datum
insert_organization(Datum name)
{
	static contacts_query insert = {
		"INSERT INTO contacts.organization (name) VALUES ($1) ON CONFLICT (id) DO NOTHING RETURNING id",
		1, {TEXTOID}, CONTACTS_RULE
	};
	static contacts_query advance = {
		"SELECT pg_catalog.setval(pg_catalog.pg_get_serial_sequence('contacts.organization', 'id'), pg_catalog.max(id))"
		" FROM contacts.organization",
		0, {InvalidOid}, CONTACTS_RULE
	};
	Datum		id;

	for (int attempt = 0; attempt < 3; attempt++)
	{
		if (contacts_query_value(&insert, &name, NULL, &id))
			return id;
		contacts_query_run(&advance, NULL, NULL);
	}
	ereport(ERROR,
			(errcode(ERRCODE_UNIQUE_VIOLATION),
			 errmsg("no id is free for a new organization"),
			 errhint("SELECT * FROM contacts.doctor() names the sequence that is behind.")));
}

/* create_organization(name, user_name, user_email, user_external_id) */
Datum
contacts_create_organization(PG_FUNCTION_ARGS)
{
	static contacts_query find = {
		"SELECT o.uid FROM contacts.organization o WHERE o.id = $1", 1, {INT8OID}, CONTACTS_RULE
	};
	bool		with_user = !PG_ARGISNULL(1) || !PG_ARGISNULL(2) || !PG_ARGISNULL(3);
	Datum		values[3] = {0};
	bool		nulls[3] = {false, false, !with_user};
	TupleDesc	desc;

	check_creator();
	check_name(fcinfo);
	if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	values[0] = insert_organization(PG_GETARG_DATUM(0));
	if (!contacts_query_value(&find, values, NULL, &values[1]))
		elog(ERROR, "organization was not inserted");
	if (with_user)
		values[2] = Int64GetDatum(create_user(DatumGetInt64(values[0]), fcinfo));
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(desc), values, nulls)));
}

/* Make the array of names of some scopes. */
static Datum
scope_names(uint32 scopes)
{
	Datum		names[32];
	int			count = 0;

	for (int bit = 0; bit < 32 && contacts_scope_name(bit); bit++)
	{
		if (scopes & (1U << bit))
			names[count++] = CStringGetTextDatum(contacts_scope_name(bit));
	}
	return PointerGetDatum(construct_array(names, count, TEXTOID, -1, false, TYPALIGN_INT));
}

/* Put an organization into the result if the role may act for it. */
static void
put_organization(void *arg, HeapTuple row, TupleDesc desc)
{
	ReturnSetInfo *rsinfo = arg;
	static const Oid types[] = {INT8OID, CONTACTS_TYPE_ULID, TEXTOID};
	Datum		values[4];
	bool		nulls[4] = {false};
	uint32		scopes;

	CHECK_FOR_INTERRUPTS();
	for (int i = 0; i < lengthof(types); i++)
		values[i] = contacts_checked_value(row, desc, i + 1, types[i], &nulls[i]);
	scopes = contacts_granted_scopes(DatumGetInt64(values[0]));
	if (scopes == 0)
		return;
	values[3] = scope_names(scopes);
	tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
}

/* my_organizations() */
Datum
contacts_my_organizations(PG_FUNCTION_ARGS)
{
	static contacts_query all = {
		"SELECT o.id, o.uid, o.name FROM contacts.organization o WHERE o.deleted_at IS NULL ORDER BY o.id",
		0, {InvalidOid}, CONTACTS_AS_OWNER | CONTACTS_READ_ONLY
	};
	static contacts_query some = {
		"SELECT o.id, o.uid, o.name FROM contacts.organization o WHERE o.id = ANY ($1) AND o.deleted_at IS NULL ORDER"
		" BY o.id",
		1, {INT8ARRAYOID}, CONTACTS_AS_OWNER | CONTACTS_READ_ONLY
	};
	Datum		ids = (Datum) 0;

	InitMaterializedSRF(fcinfo, 0);
	if (contacts_scopes_everywhere() == 0)
		ids = PointerGetDatum(contacts_granted_organizations());
	contacts_query_each(ids ? &some : &all, &ids, put_organization, fcinfo->resultinfo);
	return (Datum) 0;
}

/* run_script(script) */
Datum
contacts_run_script_sql(PG_FUNCTION_ARGS)
{
	contacts_run_script(text_to_cstring(PG_GETARG_TEXT_PP(0)));
	PG_RETURN_VOID();
}
