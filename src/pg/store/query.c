/*
 * query.c
 *	  SQL statements of the library: one place where plans are made, kept and run.
 *
 * A rule has to see every row and the newest state, not what the caller's policies and snapshot show: its queries run
 * as the owner of the tables and with the latest snapshot, as ri_triggers.c does.  They see what the statement that
 * fired the rule has done so far.  Operations run with the rights of their caller: row-level security holds for them,
 * and the plan cache plans again for another role.
 */
#include "pg/compat.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "parser/parser.h"
#include "pg/store/catalog.h"
#include "pg/store/columns.h"
#include "pg/store/query.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"

/* rows that contacts_query_each() fetches at once */
#define FETCHED_ROWS 1000

/* a kept plan, and what it was made for */
typedef struct contacts_plan
{
	SPIPlanPtr	plan;
	const char *text;
	int			nargs;
	Oid			types[CONTACTS_QUERY_ARGS];
} contacts_plan;

/* Connect to SPI. */
void
contacts_connect(void)
{
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
}

/* Disconnect from SPI; what it allocated is gone. */
void
contacts_disconnect(void)
{
	SPI_finish();
}

/* Check whether the kept plan was made for the text and the types that the query has now. */
static bool
plan_fits(const contacts_query *query)
{
	return query->plan->text == query->text && query->plan->nargs == query->nargs &&
		memcmp(query->plan->types, query->types, query->nargs * sizeof(Oid)) == 0;
}

/* Prepare a query. */
static SPIPlanPtr
prepare(contacts_query *query)
{
	int			options = (query->flags & CONTACTS_CUSTOM_PLAN) ? CURSOR_OPT_CUSTOM_PLAN
		: (query->flags & CONTACTS_GENERIC_PLAN) ? CURSOR_OPT_GENERIC_PLAN : 0;
	SPIPlanPtr	plan = SPI_prepare_cursor(query->text, query->nargs, query->types, options);

	if (plan == NULL)
		elog(ERROR, "SPI_prepare_cursor failed for \"%s\": %s", query->text, SPI_result_code_string(SPI_result));
	return plan;
}

/* Get the plan of a query, made at the first call. */
static SPIPlanPtr
plan_of(contacts_query *query)
{
	contacts_plan *kept = query->plan;
	SPIPlanPtr	plan;

	if (query->flags & CONTACTS_PLAN_ONCE)
		return prepare(query);
	if (kept && plan_fits(query))
		return kept->plan;
	plan = prepare(query);
	if (kept == NULL)
		query->plan = kept = MemoryContextAllocZero(TopMemoryContext, sizeof(contacts_plan));
	else if (kept->plan)
		SPI_freeplan(kept->plan);
	kept->plan = NULL;
	if (SPI_keepplan(plan) != 0)
		elog(ERROR, "SPI_keepplan failed for \"%s\"", query->text);
	kept->plan = plan;
	kept->text = query->text;
	kept->nargs = query->nargs;
	memcpy(kept->types, query->types, query->nargs * sizeof(Oid));
	return plan;
}

/* Write nulls as SPI reads them. */
static const char *
spi_nulls(const contacts_query *query, const bool *nulls, char *buffer)
{
	if (nulls == NULL)
		return NULL;
	for (int i = 0; i < query->nargs; i++)
		buffer[i] = nulls[i] ? 'n' : ' ';
	return buffer;
}

/* Refuse a failure that SPI reports by a code. */
static uint64
check_result(const contacts_query *query, int result)
{
	if (result < 0)
		elog(ERROR, "query \"%s\" failed: %s", query->text, SPI_result_code_string(result));
	return SPI_processed;
}

/* Take the line that SPI adds for a query out of the context of an error. */
static void
hide_query(ErrorData *error, const char *text)
{
	char	   *line = psprintf("SQL statement \"%s\"", text);
	char	   *found = error->context ? strstr(error->context, line) : NULL;
	char	   *rest;

	if (found == NULL)
		return;
	rest = found + strlen(line);
	rest += *rest == '\n';
	if (*rest == '\0' && found > error->context)
		found--;
	memmove(found, rest, strlen(rest) + 1);
	if (error->context[0] == '\0')
		error->context = NULL;
}

/* Run a plan; the error context of what it raises ends before the text of the query, which is of no use to a caller. */
static int
run_plan(contacts_query *query, SPIPlanPtr plan, const Datum *values, const char *nulls, uint64 max_rows)
{
	bool		read_only = (query->flags & CONTACTS_READ_ONLY) != 0;
	MemoryContext context = CurrentMemoryContext;
	volatile int result = 0;

	PG_TRY();
	{
		if (query->flags & CONTACTS_NEWEST)
			result = SPI_execute_snapshot(plan, (Datum *) values, nulls, GetLatestSnapshot(), InvalidSnapshot,
										  read_only, true, max_rows);
		else
			result = SPI_execute_plan(plan, (Datum *) values, nulls, read_only, max_rows);
	}
	PG_CATCH();
	{
		ErrorData  *error;

		if (ERRCODE_TO_CATEGORY(geterrcode()) == ERRCODE_TO_CATEGORY(ERRCODE_INTERNAL_ERROR))
			PG_RE_THROW();
		MemoryContextSwitchTo(context);
		error = CopyErrorData();
		FlushErrorState();
		hide_query(error, query->text);
		ReThrowError(error);
	}
	PG_END_TRY();
	return result;
}

/* Run a query with the rights that its flags name. */
uint64
contacts_query_execute(contacts_query *query, const Datum *values, const bool *nulls, uint64 max_rows)
{
	contacts_identity self = {0};
	char		buffer[CONTACTS_QUERY_ARGS];
	const char *flags = spi_nulls(query, nulls, buffer);
	SPIPlanPtr	plan;
	int			result;

	if (query->flags & CONTACTS_AS_OWNER)
		self = contacts_become_owner(contacts_installed_relation("contact"));
	plan = plan_of(query);
	result = run_plan(query, plan, values, flags, max_rows);
	if (query->flags & CONTACTS_AS_OWNER)
		contacts_become_self(self);
	return check_result(query, result);
}

/* Run a query that reads, in the state that a snapshot shows. */
uint64
contacts_query_execute_at(contacts_query *query, const Datum *values, Snapshot snapshot)
{
	return check_result(query, SPI_execute_snapshot(plan_of(query), (Datum *) values, NULL, snapshot, InvalidSnapshot,
													true, false, 0));
}

/* Run a query and send its rows to a receiver. */
void
contacts_query_send(contacts_query *query, const Datum *values, const bool *nulls, DestReceiver *receiver)
{
	ParamListInfo params = makeParamList(query->nargs);
	SPIExecuteOptions options = {
		.params = params, .read_only = (query->flags & CONTACTS_READ_ONLY) != 0, .dest = receiver
	};

	for (int i = 0; i < query->nargs; i++)
		params->params[i] = (ParamExternData) {values[i], nulls && nulls[i], PARAM_FLAG_CONST, query->types[i]};
	check_result(query, SPI_execute_plan_extended(plan_of(query), &options));
}

/* Refuse a result whose column has another type than the code reads: somebody changed the tables. */
static void
check_column(int column, Oid type)
{
	Oid			found = SPI_gettypeid(SPI_tuptable->tupdesc, column);

	if (!contacts_is_type(found, type))
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("column \"%s\" of a query of extension \"contacts\" has type %s",
						SPI_fname(SPI_tuptable->tupdesc, column), format_type_be(found)),
				 errhint("The tables of schema \"contacts\" do not have the types that install() gave them.")));
}

/* Get a value of the last result, which has a type; columns count from 1. */
Datum
contacts_result_value(uint64 row, int column, Oid type, bool *isnull)
{
	check_column(column, type);
	return SPI_getbinval(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, column, isnull);
}

/* Get the first column of a row of the last result, a row of table contact. */
Datum
contacts_result_contact(uint64 row)
{
	bool		isnull;

	return contacts_result_value(row, 1, get_rel_type_id(contacts_installed_relation("contact")), &isnull);
}

/* Get a bigint of the last result, 0 for null. */
int64
contacts_result_int8(uint64 row, int column)
{
	bool		isnull;
	Datum		value = contacts_result_value(row, column, INT8OID, &isnull);

	return isnull ? 0 : DatumGetInt64(value);
}

/* Get a boolean of the last result, false for null. */
bool
contacts_result_bool(uint64 row, int column)
{
	bool		isnull;
	Datum		value = contacts_result_value(row, column, BOOLOID, &isnull);

	return !isnull && DatumGetBool(value);
}

/* Get a value of the last result as its type prints it, NULL for null. */
char *
contacts_result_cstring(uint64 row, int column)
{
	return SPI_getvalue(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, column);
}

/* Get a row of the last result. */
HeapTuple
contacts_result_row(uint64 row)
{
	return SPI_tuptable->vals[row];
}

/* Copy a row into the memory that was current at contacts_connect(). */
HeapTuple
contacts_result_keep(HeapTuple row)
{
	return SPI_copytuple(row);
}

/* Get the columns of the last result. */
TupleDesc
contacts_result_desc(void)
{
	return SPI_tuptable->tupdesc;
}

/* Free the last result before contacts_disconnect() does, in a loop of many queries. */
void
contacts_result_free(void)
{
	SPI_freetuptable(SPI_tuptable);
}

/* Run a query; returns the number of rows that it found or changed. */
uint64
contacts_query_run(contacts_query *query, const Datum *values, const bool *nulls)
{
	uint64		processed;

	contacts_connect();
	processed = contacts_query_execute(query, values, nulls, 0);
	contacts_disconnect();
	return processed;
}

/* Check whether a query finds a row. */
bool
contacts_query_finds(contacts_query *query, const Datum *values, const bool *nulls)
{
	uint64		processed;

	contacts_connect();
	processed = contacts_query_execute(query, values, nulls, 1);
	contacts_disconnect();
	return processed > 0;
}

/* Copy a column of the first row that was found into a memory context; false where it is null. */
static bool
copy_found(MemoryContext into, int column, Datum *value)
{
	Form_pg_attribute att = TupleDescAttr(SPI_tuptable->tupdesc, column - 1);
	bool		isnull;
	Datum		found = SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, column, &isnull);
	MemoryContext own;

	if (isnull)
		return false;
	own = MemoryContextSwitchTo(into);
	*value = datumTransfer(found, att->attbyval, att->attlen);
	MemoryContextSwitchTo(own);
	return true;
}

/* Get the first column of the first row in the caller's memory; false where there is no row or it is null. */
bool
contacts_query_value(contacts_query *query, const Datum *values, const bool *nulls, Datum *value)
{
	MemoryContext caller = CurrentMemoryContext;
	bool		found;

	contacts_connect();
	found = contacts_query_execute(query, values, nulls, 0) > 0 && copy_found(caller, 1, value);
	contacts_disconnect();
	return found;
}

/*
 * Run a query over the transition tables of a statement trigger and get the columns of the first row; false for none.
 */
bool
contacts_query_transition(contacts_query *query, TriggerData *trigdata, Datum *values, int count)
{
	MemoryContext caller = CurrentMemoryContext;
	bool		found;

	contacts_connect();
	if (SPI_register_trigger_data(trigdata) < 0)
		elog(ERROR, "SPI_register_trigger_data failed");
	found = contacts_query_execute(query, NULL, NULL, 0) > 0;
	for (int i = 0; found && i < count; i++)
		copy_found(caller, i + 1, &values[i]);
	contacts_disconnect();
	return found;
}

/*
 * Run the statements of a script one by one, as the caller, so that an error shows the statement that failed and not
 * the whole script.
 */
void
contacts_run_script(const char *script)
{
	ListCell   *lc;

	contacts_connect();
	foreach(lc, raw_parser(script, RAW_PARSE_DEFAULT))
	{
		RawStmt    *raw = lfirst_node(RawStmt, lc);
		const char *start = script + raw->stmt_location;
		char	   *sql = raw->stmt_len > 0 ? pnstrdup(start, raw->stmt_len) : pstrdup(start);
		int			result = SPI_execute(sql + strspn(sql, " \t\r\n"), false, 0);

		if (result < 0)
			elog(ERROR, "SPI_execute failed: %s", SPI_result_code_string(result));
	}
	contacts_disconnect();
}

/* Run a query that reads through a cursor and hand over its rows one by one, so that they are never all in memory. */
void
contacts_query_each(contacts_query *query, const Datum *values, contacts_row_receiver receive, void *arg)
{
	contacts_identity self = {0};
	Portal		portal;
	uint64		fetched;

	contacts_connect();
	if (query->flags & CONTACTS_AS_OWNER)
		self = contacts_become_owner(contacts_installed_relation("contact"));
	portal = SPI_cursor_open(NULL, plan_of(query), (Datum *) values, NULL, true);
	do
	{
		SPI_cursor_fetch(portal, true, FETCHED_ROWS);
		fetched = SPI_processed;
		for (uint64 i = 0; i < fetched; i++)
			receive(arg, SPI_tuptable->vals[i], SPI_tuptable->tupdesc);
		contacts_result_free();
	} while (fetched > 0);
	SPI_cursor_close(portal);
	if (query->flags & CONTACTS_AS_OWNER)
		contacts_become_self(self);
	contacts_disconnect();
}
