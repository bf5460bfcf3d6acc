/*
 * event_feed.c
 *	  The feed: committed events get consecutive numbers, under a lock, so that a reader who remembers the last number
 *	  it saw misses none.
 *
 * Ids of events are taken before the commit, so a reader that trusts them loses what a slow transaction wrote.  The
 * numbers are given to events that are committed, one organization at a time: whoever numbers holds the row of table
 * feed until its own commit, so numbers become visible in their order.  Rows of the same contact are numbered in the
 * order in which they were written, because the writer of the second had to wait for the first to commit.
 */
#include "pg/compat.h"

#include "access/xact.h"
#include "access/xlog.h"
#include "catalog/pg_type.h"
#include "commands/async.h"
#include "executor/spi.h"
#include "pg/access.h"
#include "pg/catalog.h"
#include "pg/context.h"
#include "pg/error.h"
#include "pg/event.h"
#include "utils/builtins.h"
#include "utils/guc.h"

/* events that one call numbers at most: a reader with a backlog goes on with its next call */
#define NUMBERED_AT_ONCE 10000

PG_FUNCTION_INFO_V1(contacts_number_events);

static bool silent_setting = false;
static bool notify_setting = false;

/* Define the setting that an import uses. */
void
contacts_event_define_settings(void)
{
	DefineCustomBoolVariable("contacts.silent",
							 "Write no events.",
							 "For bulk loads; needs the scope contacts:admin, without it the setting has no effect.",
							 &silent_setting, false, PGC_USERSET, 0, NULL, NULL, NULL);
	DefineCustomBoolVariable("contacts.notify",
							 "Wake readers of the feed with NOTIFY contacts_event.",
							 "The payload is the organization. Commits that notify queue for one lock of the server.",
							 &notify_setting, false, PGC_USERSET, 0, NULL, NULL, NULL);
}

/* Tell whether the transaction is a load that may go unrecorded. */
bool
contacts_load_is_silent(void)
{
	return silent_setting && (contacts_context_scopes() & CONTACTS_SCOPE_ADMIN) != 0;
}

/* Wake whoever listens when this transaction commits, where that is wanted. */
void
contacts_event_notify(int64 organization_id)
{
	if (notify_setting)
		Async_Notify("contacts_event", psprintf(INT64_FORMAT, organization_id));
}

/* Run a statement about one organization through a plan that is kept; returns what SPI_execute_plan() does. */
static int
run(SPIPlanPtr *plan, const char *query, int64 organization_id, int64 number, bool read_only)
{
	Oid			types[] = {INT8OID, INT8OID};
	Datum		values[] = {Int64GetDatum(organization_id), Int64GetDatum(number)};

	if (*plan == NULL)
	{
		*plan = SPI_prepare(query, 2, types);
		if (*plan == NULL)
			elog(ERROR, "SPI_prepare failed: %s", SPI_result_code_string(SPI_result));
		SPI_keepplan(*plan);
	}
	return SPI_execute_plan(*plan, values, NULL, read_only, 0);
}

/* Tell whether the organization has events without a number. */
static bool
has_unnumbered(int64 organization_id)
{
	static SPIPlanPtr plan = NULL;

	run(&plan, "SELECT 1 FROM contacts.event WHERE organization_id OPERATOR(pg_catalog.=) $1 AND position IS NULL AND $2 OPERATOR(pg_catalog.>=) 0 LIMIT 1",
		organization_id, 0, false);
	return SPI_processed > 0;
}

/* Take the lock of an organization's feed and read its last number; false where somebody else is at work. */
static bool
lock_feed(int64 organization_id, int64 *last)
{
	static SPIPlanPtr make = NULL;
	static SPIPlanPtr look = NULL;
	static SPIPlanPtr lock = NULL;
	bool		isnull;

	for (int attempt = 0; attempt < 2; attempt++)
	{
		run(&lock, "SELECT f.last_position FROM contacts.feed f WHERE f.organization_id OPERATOR(pg_catalog.=) $1 AND $2 OPERATOR(pg_catalog.>=) 0 FOR UPDATE SKIP LOCKED",
			organization_id, 0, false);
		if (SPI_processed > 0)
		{
			*last = DatumGetInt64(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull));
			return true;
		}
		/* only where there is no row yet: INSERT would wait for the end of whoever holds it */
		run(&look, "SELECT FROM contacts.feed f WHERE f.organization_id OPERATOR(pg_catalog.=) $1 AND $2 OPERATOR(pg_catalog.>=) 0",
			organization_id, 0, false);
		if (SPI_processed > 0)
			return false;
		run(&make, "INSERT INTO contacts.feed (organization_id, last_position) VALUES ($1, $2) ON CONFLICT DO NOTHING",
			organization_id, 0, false);
	}
	return false;
}

/* Number the committed events that have no number yet; returns how many. */
static uint64
number_events(int64 organization_id)
{
	static SPIPlanPtr number = NULL;
	static SPIPlanPtr remember = NULL;
	int64		last;
	uint64		count;

	if (!has_unnumbered(organization_id) || !lock_feed(organization_id, &last))
		return 0;
	/* a new statement takes a new snapshot, so it sees what was committed before the lock was taken */
	run(&number, "UPDATE contacts.event e SET position = $2 OPERATOR(pg_catalog.+) fresh.n "
		"FROM (SELECT u.id, u.occurred_at, pg_catalog.row_number() OVER (ORDER BY u.id) AS n "
		"FROM (SELECT v.id, v.occurred_at FROM contacts.event v WHERE v.organization_id OPERATOR(pg_catalog.=) $1 AND v.position IS NULL "
		"ORDER BY v.id LIMIT " CppAsString2(NUMBERED_AT_ONCE) ") u) fresh "
		"WHERE e.organization_id OPERATOR(pg_catalog.=) $1 AND e.id OPERATOR(pg_catalog.=) fresh.id AND e.occurred_at OPERATOR(pg_catalog.=) fresh.occurred_at",
		organization_id, last, false);
	count = SPI_processed;
	run(&remember, "UPDATE contacts.feed SET last_position = last_position OPERATOR(pg_catalog.+) $2 WHERE organization_id OPERATOR(pg_catalog.=) $1",
		organization_id, (int64) count, false);
	return count;
}

/*
 * number_events(organization_id): what every reader of the feed calls first.  Nothing happens where it can not: in a
 * read-only transaction, on a standby, or under a snapshot that would not see what others numbered; what is numbered
 * already can be read there all the same.
 */
Datum
contacts_number_events(PG_FUNCTION_ARGS)
{
	int64		organization_id = PG_GETARG_INT64(0);
	contacts_identity self;
	uint64		count;

	if (contacts_granted_scopes(organization_id) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("permission denied for organization " INT64_FORMAT, organization_id)));
	if (XactReadOnly || RecoveryInProgress() || IsolationUsesXactSnapshot())
		PG_RETURN_INT64(0);
	SPI_connect();
	self = contacts_become_owner(contacts_installed_relation("event"));
	count = number_events(organization_id);
	/* whoever was told a number may rely on it, whatever synchronous_commit says: a crash must not give it away again */
	if (count > 0)
		ForceSyncCommit();
	contacts_become_self(self);
	SPI_finish();
	PG_RETURN_INT64((int64) count);
}
