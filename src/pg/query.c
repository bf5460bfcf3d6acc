/*
 * query.c
 *	  Queries of the rules: planned once a backend, run as the tables' owner.
 *
 * A rule has to see every row and the newest state, not what the caller's policies and snapshot show: so the queries run
 * as the owner of the tables and with the latest snapshot, as ri_triggers.c does.  They see what the statement that fired
 * the rule has done so far.
 */
#include "pg/compat.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/stratnum.h"
#include "access/table.h"
#include "access/transam.h"
#include "access/xact.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "pg/catalog.h"
#include "pg/query.h"
#include "utils/datum.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

/* Plan a query, for as long as the backend lives. */
static void
plan_query(contacts_query *query)
{
	SPIPlanPtr	plan = SPI_prepare(query->sql, query->nargs, query->types);

	if (plan == NULL)
		elog(ERROR, "SPI_prepare failed for \"%s\": %s", query->sql, SPI_result_code_string(SPI_result));
	SPI_keepplan(plan);
	query->plan = plan;
}

/* Run a query inside SPI_connect() and leave its result there. */
void
contacts_query_execute(contacts_query *query, Datum *values, const char *nulls)
{
	contacts_identity self = contacts_become_owner(contacts_installed_relation("contact"));
	int			result;

	if (query->plan == NULL)
		plan_query(query);
	result = SPI_execute_snapshot(query->plan, values, nulls, GetLatestSnapshot(), InvalidSnapshot, false, true, 0);
	contacts_become_self(self);
	if (result < 0)
		elog(ERROR, "query \"%s\" failed: %s", query->sql, SPI_result_code_string(result));
}

/* Run a query; returns the number of rows that it found or changed. */
uint64
contacts_query_run(contacts_query *query, Datum *values, const char *nulls)
{
	uint64		processed;

	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	contacts_query_execute(query, values, nulls);
	processed = SPI_processed;
	SPI_finish();
	return processed;
}

/* Tell whether a query finds a row. */
bool
contacts_query_finds(contacts_query *query, Datum *values, const char *nulls)
{
	return contacts_query_run(query, values, nulls) > 0;
}

/* Tell whether a query finds a row in the state that the caller's own query sees: for functions that policies call. */
bool
contacts_query_sees(contacts_query *query, Datum *values, const char *nulls)
{
	contacts_identity self;
	int			result;
	uint64		processed;

	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	self = contacts_become_owner(contacts_installed_relation("contact"));
	if (query->plan == NULL)
		plan_query(query);
	result = SPI_execute_plan(query->plan, values, nulls, true, 1);
	contacts_become_self(self);
	if (result < 0)
		elog(ERROR, "query \"%s\" failed: %s", query->sql, SPI_result_code_string(result));
	processed = SPI_processed;
	SPI_finish();
	return processed > 0;
}

/* Copy a column of the first row that was found into a memory context; false where it is null. */
static bool
copy_found(MemoryContext into, int column, Datum *value)
{
	TupleDesc	desc = SPI_tuptable->tupdesc;
	bool		isnull;
	Datum		found = SPI_getbinval(SPI_tuptable->vals[0], desc, column, &isnull);
	MemoryContext own;

	if (isnull)
		return false;
	own = MemoryContextSwitchTo(into);
	*value = datumCopy(found, TupleDescAttr(desc, column - 1)->attbyval, TupleDescAttr(desc, column - 1)->attlen);
	MemoryContextSwitchTo(own);
	return true;
}

/* Get the first column of the first row in the caller's memory; false where there is no row or it is null. */
bool
contacts_query_value(contacts_query *query, Datum *values, const char *nulls, Datum *value)
{
	MemoryContext caller = CurrentMemoryContext;
	bool		found;

	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	contacts_query_execute(query, values, nulls);
	found = SPI_processed > 0 && copy_found(caller, 1, value);
	SPI_finish();
	return found;
}

/* Run a query over the transition tables of a statement trigger and get the columns of the first row; false for none. */
bool
contacts_query_transition(contacts_query *query, TriggerData *trigdata, Datum *values, int count)
{
	MemoryContext caller = CurrentMemoryContext;
	bool		found;

	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	if (SPI_register_trigger_data(trigdata) < 0)
		elog(ERROR, "SPI_register_trigger_data failed");
	contacts_query_execute(query, NULL, NULL);
	found = SPI_processed > 0;
	for (int i = 0; found && i < count; i++)
		copy_found(caller, i + 1, &values[i]);
	SPI_finish();
	return found;
}

/*
 * Find a row with the keys of the first columns of an index, in the newest state; one where a column is not null does not
 * count.  Rules that run for each row of a bulk load ask this way: a plan that was made while the table was empty knows no
 * difference between its indexes, and would read all rows of the organization.
 */
static bool
find_by_index(const char *table, const char *index, const Datum *keys, int count, const char *null_column, ItemPointer tid)
{
	Relation	rel = table_open(contacts_installed_relation(table), AccessShareLock);
	Relation	idx = index_open(contacts_installed_relation(index), AccessShareLock);
	AttrNumber	null_number = get_attnum(RelationGetRelid(rel), null_column);
	ScanKeyData scan_keys[CONTACTS_QUERY_ARGS];
	Snapshot	snapshot;
	SysScanDesc scan;
	HeapTuple	tuple;
	bool		found = false;

	for (int i = 0; i < count; i++)
		ScanKeyEntryInitialize(&scan_keys[i], 0, idx->rd_index->indkey.values[i], BTEqualStrategyNumber, InvalidOid,
							   TupleDescAttr(RelationGetDescr(idx), i)->attcollation,
							   TupleDescAttr(RelationGetDescr(idx), i)->atttypid == TEXTOID ? F_TEXTEQ : F_INT8EQ, keys[i]);
	/* what the statement has done so far counts too */
	CommandCounterIncrement();
	snapshot = RegisterSnapshot(GetLatestSnapshot());
	scan = systable_beginscan(rel, RelationGetRelid(idx), true, snapshot, count, scan_keys);
	while (!found && HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		CHECK_FOR_INTERRUPTS();
		found = heap_attisnull(tuple, null_number, RelationGetDescr(rel));
		if (found)
			*tid = tuple->t_self;
	}
	systable_endscan(scan);
	UnregisterSnapshot(snapshot);
	index_close(idx, AccessShareLock);
	table_close(rel, AccessShareLock);
	return found;
}

/* Tell whether a row with the keys of the first columns of an index is there, and a column of it is null. */
bool
contacts_index_finds(const char *table, const char *index, const Datum *keys, int count, const char *null_column)
{
	ItemPointerData tid;

	return find_by_index(table, index, keys, count, null_column, &tid);
}

/*
 * Lock a live contact's row against other rules that look at all of its rows, until the transaction ends; false where
 * there is none.  Foreign keys that refer to it do not wait.  A bulk load comes with the rows of one contact in a row, so
 * the last lock is remembered; *fresh tells whether this call took it.
 */
bool
contacts_lock_contact(int64 organization_id, int64 contact_id, bool *fresh)
{
	static contacts_query query = {
		"SELECT FROM contacts.contact WHERE organization_id = $1 AND id = $2 AND ctid = $3 AND deleted_at IS NULL FOR NO KEY UPDATE",
		3, {INT8OID, INT8OID, TIDOID}
	};
	ItemPointerData tid;
	static struct
	{
		FullTransactionId xid;
		SubTransactionId subid;
		int64		organization_id;
		int64		contact_id;
	}			last;
	Datum		values[] = {Int64GetDatum(organization_id), Int64GetDatum(contact_id), PointerGetDatum(&tid)};

	*fresh = false;
	if (last.organization_id == organization_id && last.contact_id == contact_id &&
		last.subid == GetCurrentSubTransactionId() && FullTransactionIdIsValid(last.xid) &&
		FullTransactionIdEquals(last.xid, GetTopFullTransactionIdIfAny()))
		return true;
	if (!find_by_index("contact", "contact_pkey", values, 2, "deleted_at", &tid) || !contacts_query_finds(&query, values, NULL))
		return false;
	*fresh = true;
	last.xid = GetTopFullTransactionIdIfAny();
	last.subid = GetCurrentSubTransactionId();
	last.organization_id = organization_id;
	last.contact_id = contact_id;
	return true;
}

/*
 * Lock a contact's row against every transaction that refers to it, until this one ends; false where there is none.
 * Whoever inserts a row that refers to the contact waits in the check of its foreign key, and sees afterwards what this
 * transaction did.
 */
bool
contacts_lock_contact_exclusively(int64 organization_id, int64 contact_id)
{
	static contacts_query query = {
		"SELECT FROM contacts.contact WHERE organization_id = $1 AND id = $2 FOR UPDATE", 2, {INT8OID, INT8OID}
	};
	Datum		values[] = {Int64GetDatum(organization_id), Int64GetDatum(contact_id)};

	return contacts_query_finds(&query, values, NULL);
}
