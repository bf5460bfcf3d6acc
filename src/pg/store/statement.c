/*
 * statement.c
 *	  Statements that run as the current user, planned once a backend: the caller, or the owner of the tables where the
 *	  code around them became that.  Whoever runs one is connected to SPI.
 */
#include "pg/compat.h"

#include "pg/store/plan.h"
#include "pg/store/statement.h"
#include "utils/datum.h"

/* Plan a statement unless it is planned. */
SPIPlanPtr
contacts_statement_plan(contacts_statement *statement)
{
	if (statement->plan == NULL)
		statement->plan = contacts_plan(statement->text, statement->count, statement->types, 0);
	return statement->plan;
}

/* Set the type of a parameter, ours: it has another number after the extension was created anew. */
void
contacts_statement_retype(contacts_statement *statement, int parameter, Oid type)
{
	if (statement->types[parameter] == type)
		return;
	if (statement->plan)
		SPI_freeplan(statement->plan);
	statement->plan = NULL;
	statement->types[parameter] = type;
}

/* Run a statement and send its rows to a receiver. */
void
contacts_statement_send(contacts_statement *statement, const Datum *values, const char *nulls, DestReceiver *receiver)
{
	ParamListInfo params = makeParamList(statement->count);
	SPIExecuteOptions options = {.params = params, .read_only = !statement->writes, .dest = receiver};
	int			result;

	for (int i = 0; i < statement->count; i++)
		params->params[i] = (ParamExternData) {values[i], nulls[i] == 'n', PARAM_FLAG_CONST, statement->types[i]};
	result = SPI_execute_plan_extended(contacts_statement_plan(statement), &options);
	if (result < 0)
		elog(ERROR, "SPI_execute_plan_extended failed: %s", SPI_result_code_string(result));
}

/* Run a statement and tell how many rows it found or changed. */
uint64
contacts_statement_run(contacts_statement *statement, Datum *values, const char *nulls, long limit)
{
	int			result = SPI_execute_plan(contacts_statement_plan(statement), values, nulls, !statement->writes, limit);

	if (result < 0)
		elog(ERROR, "SPI_execute_plan failed: %s", SPI_result_code_string(result));
	return SPI_processed;
}

/* Run a statement that finds one value, and copy it; false where there is no row or the value is null. */
bool
contacts_statement_value(contacts_statement *statement, Datum *values, const char *nulls, MemoryContext context, Datum *result)
{
	bool		isnull;
	MemoryContext before;
	Form_pg_attribute att;

	if (contacts_statement_run(statement, values, nulls, 1) == 0)
		return false;
	att = TupleDescAttr(SPI_tuptable->tupdesc, 0);
	*result = SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull);
	if (isnull)
		return false;
	before = MemoryContextSwitchTo(context);
	*result = datumTransfer(*result, att->attbyval, att->attlen);
	MemoryContextSwitchTo(before);
	SPI_freetuptable(SPI_tuptable);
	return true;
}

/* Read an int8 column of a row that was found; 0 for null. */
int64
contacts_statement_int8(uint64 row, int column)
{
	bool		isnull;
	Datum		value = SPI_getbinval(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, column, &isnull);

	return isnull ? 0 : DatumGetInt64(value);
}
