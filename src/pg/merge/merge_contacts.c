/*
 * merge_contacts.c
 *	  The gate of a merge and its undo: checks the caller, then has the steps run as the owner of the tables.
 *
 * A merge has to see and move every row that refers to a contact, private activities among them, so what the caller may
 * do is checked here once: the scope, and that he sees each of the contacts.  The steps are functions of the extension;
 * what a dry run does is the same in a subtransaction that is taken back.
 */
#include "pg/compat.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "pg/access/context.h"
#include "pg/access/grants.h"
#include "pg/merge/contact_links.h"
#include "pg/store/correction.h"
#include "pg/store/query.h"
#include "pg/store/trigger.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"
#include "utils/memutils.h"
#include "utils/resowner.h"

PG_FUNCTION_INFO_V1(contacts_merge_contacts);
PG_FUNCTION_INFO_V1(contacts_unmerge_contacts);
PG_FUNCTION_INFO_V1(contacts_forget_merges);

/* Check the context and the scope; returns the organization. */
static int64
begin(void)
{
	int64		organization_id;

	if (!contacts_context_organization(&organization_id))
		contacts_refuse_no_context();
	contacts_require_scope(CONTACTS_SCOPE_ADMIN);
	return organization_id;
}

/* Run the steps as the owner; the answer is in the caller's memory. */
static Datum
run_steps(contacts_correction kind, contacts_query *steps, const Datum *values, const bool *nulls,
		  int64 organization_id)
{
	contacts_correction before = contacts_set_correction(kind);
	Datum		answer = (Datum) 0;

	contacts_open_links(organization_id);
	PG_TRY();
	{
		if (!contacts_query_value(steps, values, nulls, &answer))
			elog(ERROR, "a merge gave no answer");
	}
	PG_FINALLY();
	{
		contacts_close_links();
		contacts_set_correction(before);
	}
	PG_END_TRY();
	return answer;
}

/* Run the steps in a subtransaction, and take it back: nothing stays but the answer. */
static Datum
try_steps(contacts_correction kind, contacts_query *steps, const Datum *values, const bool *nulls,
		  int64 organization_id)
{
	MemoryContext caller = CurrentMemoryContext;
	ResourceOwner owner = CurrentResourceOwner;
	ErrorData  *volatile error = NULL;
	volatile Datum answer = (Datum) 0;

	BeginInternalSubTransaction(NULL);
	MemoryContextSwitchTo(caller);
	PG_TRY();
	{
		answer = PointerGetDatum(PG_DETOAST_DATUM_COPY(run_steps(kind, steps, values, nulls, organization_id)));
	}
	PG_CATCH();
	{
		MemoryContextSwitchTo(caller);
		error = CopyErrorData();
		FlushErrorState();
	}
	PG_END_TRY();
	RollbackAndReleaseCurrentSubTransaction();
	MemoryContextSwitchTo(caller);
	CurrentResourceOwner = owner;
	if (error)
		ReThrowError(error);
	return answer;
}

/* Get a boolean argument, false for null. */
static bool
flag(FunctionCallInfo fcinfo, int arg)
{
	return !PG_ARGISNULL(arg) && PG_GETARG_BOOL(arg);
}

/* merge_contacts(survivor, merged, choices, dry_run, expected_versions, force) */
Datum
contacts_merge_contacts(PG_FUNCTION_ARGS)
{
	static contacts_query members = {
		"SELECT contacts_internal.merge_members($1, $2, $3)", 3, {TEXTOID, TEXTARRAYOID, INT8OID}, 0
	};
	static contacts_query steps = {
		"SELECT contacts_internal.run_merge($1, $2, $3, $4, $5, $6)", 6,
		{INT8OID, INT8ARRAYOID, JSONBOID, JSONBOID, BOOLOID, BOOLOID}, CONTACTS_AS_OWNER
	};
	int64		organization_id = begin();
	Datum		asked[3] = {PG_GETARG_DATUM(0), PG_GETARG_DATUM(1), Int64GetDatum(organization_id)};
	bool		asked_nulls[3] = {PG_ARGISNULL(0), PG_ARGISNULL(1), false};
	Datum		values[6] = {
		Int64GetDatum(organization_id), (Datum) 0, PG_GETARG_DATUM(2), PG_GETARG_DATUM(4),
		BoolGetDatum(flag(fcinfo, 5)), BoolGetDatum(flag(fcinfo, 3))
	};
	bool		nulls[6] = {false, false, PG_ARGISNULL(2), PG_ARGISNULL(4), false, false};

	if (!contacts_query_value(&members, asked, asked_nulls, &values[1]))
		elog(ERROR, "a merge has no members");
	if (flag(fcinfo, 3))
		return try_steps(CONTACTS_MERGES, &steps, values, nulls, organization_id);
	return run_steps(CONTACTS_MERGES, &steps, values, nulls, organization_id);
}

/* unmerge_contacts(merge, choices, dry_run) */
Datum
contacts_unmerge_contacts(PG_FUNCTION_ARGS)
{
	static contacts_query find = {
		"SELECT contacts_internal.find_merge($1, $2)", 2, {TEXTOID, INT8OID}, 0
	};
	static contacts_query steps = {
		"SELECT contacts_internal.run_unmerge($1, $2, $3, $4)", 4, {INT8OID, INT8OID, TEXTARRAYOID, BOOLOID},
		CONTACTS_AS_OWNER
	};
	int64		organization_id = begin();
	Datum		asked[2] = {PG_GETARG_DATUM(0), Int64GetDatum(organization_id)};
	bool		asked_nulls[2] = {PG_ARGISNULL(0), false};
	Datum		values[4] = {
		Int64GetDatum(organization_id), (Datum) 0, PG_GETARG_DATUM(1), BoolGetDatum(flag(fcinfo, 2))
	};
	bool		nulls[4] = {false, false, PG_ARGISNULL(1), false};

	if (!contacts_query_value(&find, asked, asked_nulls, &values[1]))
		elog(ERROR, "a merge was not found");
	if (flag(fcinfo, 2))
		return try_steps(CONTACTS_UNMERGES, &steps, values, nulls, organization_id);
	return run_steps(CONTACTS_UNMERGES, &steps, values, nulls, organization_id);
}

/*
 * AFTER DELETE statement trigger of table contact: a contact that is purged takes along what was merged into it, the
 * archive, the steps, and what the journal says of it.
 */
Datum
contacts_forget_merges(PG_FUNCTION_ARGS)
{
	static contacts_query forget = {
		"WITH RECURSIVE gone AS (SELECT o.organization_id, o.id FROM old_rows o"
		" UNION SELECT m.organization_id, m.id FROM gone g JOIN contacts.merged_contact m"
		" ON m.organization_id = g.organization_id AND m.survivor_id = g.id),"
		" merges AS (DELETE FROM contacts.merge m USING gone g"
		" WHERE m.organization_id = g.organization_id AND m.survivor_id = g.id"
		" RETURNING m.organization_id, m.merged_ids),"
		" journal AS (UPDATE contacts.event e SET data = pg_catalog.jsonb_build_object('uid', e.data -> 'uid')"
		" FROM merges m WHERE e.organization_id = m.organization_id AND e.contact_id = ANY (m.merged_ids)"
		" AND e.data - 'uid' <> '{}' RETURNING 1)"
		" SELECT pg_catalog.count(*) FROM journal",
		0, {InvalidOid}, CONTACTS_RULE | CONTACTS_PLAN_ONCE
	};
	TriggerData *trigdata = contacts_trigger(fcinfo, "forget_merges", CONTACTS_AFTER | CONTACTS_EACH_STATEMENT |
											  CONTACTS_ON_DELETE | CONTACTS_BOTH_TABLES);
	Datum		count;

	if (!contacts_is_correction())
		contacts_query_transition(&forget, trigdata, &count, 1);
	return PointerGetDatum(NULL);
}
