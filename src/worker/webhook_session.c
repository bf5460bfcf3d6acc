/*
 * webhook_session.c
 *	  Transactions and queries of the delivery worker.
 *
 * Each piece of work is a transaction of its own, for one webhook: what is wrong with it, a constraint at commit
 * included, ends that transaction and nothing else.  It waits for no lock longer than lock_timeout and runs no longer
 * than it is told, so that no organization takes the time of the others.
 */
#include "worker/webhook_session.h"

#include "access/xact.h"
#include "miscadmin.h"
#include "pgstat.h"
#include "utils/guc.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"
#include "utils/timeout.h"

/* Set a parameter of the session, whatever the database or the role has it at. */
static void
set(const char *name, const char *value)
{
	SetConfigOption(name, value, PGC_USERSET, PGC_S_SESSION);
}

/*
 * Set the session up.  Queries go by keys, whatever the size of the tables was when they were planned.  A crash of the
 * server may take the last transactions along: what they noted is sent again.  Only READ COMMITTED sees what others
 * number in the feed.  The worker acts for no user, and for the organization that each query names.
 */
void
contacts_webhook_session_start(int lock_timeout)
{
	char		milliseconds[12];

	snprintf(milliseconds, sizeof(milliseconds), "%d", lock_timeout);
	set("enable_seqscan", "off");
	set("enable_bitmapscan", "off");
	set("synchronous_commit", "off");
	set("default_transaction_isolation", "read committed");
	set("default_transaction_read_only", "off");
	set("default_transaction_deferrable", "off");
	set("row_security", "on");
	set("lock_timeout", milliseconds);
	set("contacts.organization_id", "");
	set("contacts.user_id", "");
	set("contacts.scopes", "");
}

/* Begin a transaction in which SPI can be used. */
static void
begin(const char *what, int timeout)
{
	SetCurrentStatementStartTimestamp();
	StartTransactionCommand();
	enable_timeout_after(STATEMENT_TIMEOUT, timeout);
	SPI_connect();
	PushActiveSnapshot(GetTransactionSnapshot());
	pgstat_report_activity(STATE_RUNNING, what);
}

/* Commit it. */
static void
commit(void)
{
	SPI_finish();
	PopActiveSnapshot();
	CommitTransactionCommand();
	disable_timeout(STATEMENT_TIMEOUT, false);
}

/* Roll back what failed and say why. */
static void
fail(MemoryContext context, contacts_webhook_failure *failure)
{
	ErrorData  *error;

	MemoryContextSwitchTo(context);
	error = CopyErrorData();
	FlushErrorState();
	disable_timeout(STATEMENT_TIMEOUT, false);
	QueryCancelPending = false;
	AbortCurrentTransaction();
	MemoryContextSwitchTo(context);
	failure->took_too_long = error->sqlerrcode == ERRCODE_LOCK_NOT_AVAILABLE ||
		error->sqlerrcode == ERRCODE_QUERY_CANCELED || error->sqlerrcode == ERRCODE_T_R_DEADLOCK_DETECTED;
	snprintf(failure->reason, sizeof(failure->reason), "%s (%s)", error->message, unpack_sql_state(error->sqlerrcode));
	FreeErrorData(error);
}

/* Do a piece of work in a transaction of its own; where it fails it is rolled back, and false is returned. */
bool
contacts_webhook_try(const char *what, int timeout, contacts_webhook_work work, void *arg,
					 contacts_webhook_failure *failure)
{
	MemoryContext context = CurrentMemoryContext;
	volatile bool done = false;

	PG_TRY();
	{
		begin(what, timeout);
		work(arg);
		commit();
		done = true;
	}
	PG_CATCH();
	{
		fail(context, failure);
	}
	PG_END_TRY();
	MemoryContextSwitchTo(context);
	QueryCancelPending = false;
	pgstat_report_stat(false);
	pgstat_report_activity(STATE_IDLE, NULL);
	return done;
}

/* Run a query in such a transaction. */
void
contacts_webhook_run(contacts_webhook_query *query, Datum *values, const char *nulls)
{
	CHECK_FOR_INTERRUPTS();
	if (query->plan == NULL)
	{
		SPIPlanPtr	plan = SPI_prepare(query->text, query->nargs, query->types);

		if (plan == NULL || SPI_keepplan(plan) != 0)
			elog(ERROR, "query of the delivery worker cannot be planned: %s", query->text);
		query->plan = plan;
	}
	if (SPI_execute_plan(query->plan, values, nulls, false, 0) != SPI_OK_SELECT)
		elog(ERROR, "query of the delivery worker failed: %s", query->text);
}

/* Get a column of a row that was found; it is not null. */
Datum
contacts_webhook_column(uint64 row, int number)
{
	bool		isnull;
	Datum		value = SPI_getbinval(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, number, &isnull);

	if (isnull)
		elog(ERROR, "column %d of the delivery worker's query is null", number);
	return value;
}
