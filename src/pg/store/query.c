/*
 * query.c
 *	  Queries of the rules: planned once a backend, run as the tables' owner.
 *
 * A rule has to see every row and the newest state, not what the caller's policies and snapshot show: so the queries run
 * as the owner of the tables and with the latest snapshot, as ri_triggers.c does.  They see what the statement that fired
 * the rule has done so far.
 */
#include "pg/compat.h"

#include "miscadmin.h"
#include "pg/store/catalog.h"
#include "pg/store/plan.h"
#include "pg/store/query.h"
#include "utils/datum.h"
#include "utils/snapmgr.h"

/* Run a query as the owner, in the newest state or in the one that the caller's own query sees. */
static void
execute(contacts_query *query, Datum *values, const char *nulls, bool newest)
{
	contacts_identity self = contacts_become_owner(contacts_installed_relation("contact"));
	int			result;

	if (query->plan == NULL)
		query->plan = contacts_plan(query->sql, query->nargs, query->types, 0);
	if (newest)
		result = SPI_execute_snapshot(query->plan, values, nulls, GetLatestSnapshot(), InvalidSnapshot, false, true, 0);
	else
		result = SPI_execute_plan(query->plan, values, nulls, true, 1);
	contacts_become_self(self);
	if (result < 0)
		elog(ERROR, "query \"%s\" failed: %s", query->sql, SPI_result_code_string(result));
}

/* Run a query inside SPI_connect() and leave its result there. */
void
contacts_query_execute(contacts_query *query, Datum *values, const char *nulls)
{
	execute(query, values, nulls, true);
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
	uint64		processed;

	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	execute(query, values, nulls, false);
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
