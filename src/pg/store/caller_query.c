/*
 * caller_query.c
 *	  SQL statements with fixed text, planned once a backend.
 *
 * They run with the rights of the caller: row-level security holds for them, and the plan cache plans anew for another
 * role.  The caller has connected to SPI.
 */
#include "pg/compat.h"

#include "pg/store/caller_query.h"
#include "pg/store/plan.h"

/* Run a statement, its rows are in SPI_tuptable; returns how many it found or wrote. */
uint64
contacts_caller_query_run(contacts_caller_query *statement, const Datum *values, const char *nulls,
					   bool read_only, int64 max_rows)
{
	int			result;

	if (statement->plan == NULL)
		statement->plan = contacts_plan(statement->text, statement->nargs, statement->args,
										statement->each_anew ? CURSOR_OPT_CUSTOM_PLAN : CURSOR_OPT_GENERIC_PLAN);
	result = SPI_execute_plan(statement->plan, (Datum *) values, nulls, read_only, max_rows);
	if (result < 0)
		elog(ERROR, "SPI_execute_plan failed: %s", SPI_result_code_string(result));
	return SPI_processed;
}

/* Drop a plan whose text or argument types no longer fit. */
void
contacts_caller_query_forget(contacts_caller_query *statement)
{
	if (statement->plan)
		SPI_freeplan(statement->plan);
	statement->plan = NULL;
}

/* Get a value of the last result, columns count from 1. */
Datum
contacts_caller_query_value(uint64 row, int column, bool *isnull)
{
	return SPI_getbinval(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, column, isnull);
}
