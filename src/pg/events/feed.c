/*
 * feed.c
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
#include "pg/access/context.h"
#include "pg/access/grants.h"
#include "pg/events/feed.h"
#include "pg/store/catalog.h"
#include "pg/store/query.h"
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
							 "It names no organization. Commits that notify queue for one lock of the server.",
							 &notify_setting, false, PGC_USERSET, 0, NULL, NULL, NULL);
}

/* Check whether the transaction is a load that may go unrecorded. */
bool
contacts_load_is_silent(void)
{
	return silent_setting && (contacts_context_scopes() & CONTACTS_SCOPE_ADMIN) != 0;
}

/*
 * Wake whoever listens when this transaction commits, where that is wanted.  Anybody may listen, of any organization:
 * so the payload does not say whose events they are.
 */
void
contacts_event_notify(void)
{
	if (notify_setting)
		Async_Notify("contacts_event", "");
}

/*
 * Statements about the feed of one organization ($1), with a number ($2) where they take one.  All of them count as
 * writing, so that each takes a snapshot of its own.
 */
#define ABOUT_ORGANIZATION 1, {INT8OID}
#define WITH_NUMBER 2, {INT8OID, INT8OID}

static contacts_query find_unnumbered = {
	"SELECT 1 FROM contacts.event WHERE organization_id OPERATOR(pg_catalog.=) $1 AND position IS NULL LIMIT 1",
	ABOUT_ORGANIZATION
};

static contacts_query lock_row = {
	"SELECT f.last_position FROM contacts.feed f WHERE f.organization_id OPERATOR(pg_catalog.=) $1 FOR UPDATE SKIP"
	" LOCKED",
	ABOUT_ORGANIZATION
};

static contacts_query find_row = {
	"SELECT FROM contacts.feed f WHERE f.organization_id OPERATOR(pg_catalog.=) $1",
	ABOUT_ORGANIZATION
};

static contacts_query make_row = {
	"INSERT INTO contacts.feed (organization_id, last_position) VALUES ($1, 0) ON CONFLICT DO NOTHING",
	ABOUT_ORGANIZATION
};

static contacts_query give_numbers = {
	"UPDATE contacts.event e SET position = $2 OPERATOR(pg_catalog.+) fresh.n "
	"FROM (SELECT u.id, u.occurred_at, pg_catalog.row_number() OVER (ORDER BY u.id) AS n "
	"FROM (SELECT v.id, v.occurred_at FROM contacts.event v WHERE v.organization_id OPERATOR(pg_catalog.=) $1 AND"
	" v.position IS NULL "
	"ORDER BY v.id LIMIT " CppAsString2(NUMBERED_AT_ONCE) ") u) fresh "
	"WHERE e.organization_id OPERATOR(pg_catalog.=) $1 AND e.id OPERATOR(pg_catalog.=) fresh.id "
	"AND e.occurred_at OPERATOR(pg_catalog.=) fresh.occurred_at",
	WITH_NUMBER
};

static contacts_query remember_last = {
	"UPDATE contacts.feed SET last_position = last_position OPERATOR(pg_catalog.+) $2 WHERE organization_id"
	" OPERATOR(pg_catalog.=) $1",
	WITH_NUMBER
};

/* Run a statement; returns how many rows it found or changed. */
static uint64
run(contacts_query *statement, int64 organization_id, int64 number)
{
	Datum		values[] = {Int64GetDatum(organization_id), Int64GetDatum(number)};

	return contacts_query_execute(statement, values, NULL, 0);
}

/* Take the lock of an organization's feed and read its last number; false where somebody else is at work. */
static bool
lock_feed(int64 organization_id, int64 *last)
{
	for (int attempt = 0; attempt < 2; attempt++)
	{
		if (run(&lock_row, organization_id, 0) > 0)
		{
			*last = contacts_result_int8(0, 1);
			return true;
		}
		/* only where there is no row yet: INSERT would wait for the end of whoever holds it */
		if (run(&find_row, organization_id, 0) > 0)
			return false;
		run(&make_row, organization_id, 0);
	}
	return false;
}

/* Number the committed events that have no number yet; returns how many. */
static uint64
number_events(int64 organization_id)
{
	int64		last;
	uint64		count;

	if (run(&find_unnumbered, organization_id, 0) == 0 || !lock_feed(organization_id, &last))
		return 0;
	/* a new statement takes a new snapshot, so it sees what was committed before the lock was taken */
	count = run(&give_numbers, organization_id, last);
	run(&remember_last, organization_id, (int64) count);
	return count;
}

/*
 * Give the committed events of an organization their place in the feed: what every reader does first, connected to SPI.
 * Nothing happens where it cannot: in a read-only transaction, on a standby, or under a snapshot that would not see
 * what others numbered; what is numbered already can be read there all the same.  Returns how many got one.
 */
int64
contacts_event_number(int64 organization_id)
{
	contacts_identity self;
	uint64		count;

	if (contacts_granted_scopes(organization_id) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("permission denied for organization " INT64_FORMAT, organization_id)));
	if (XactReadOnly || RecoveryInProgress() || IsolationUsesXactSnapshot())
		return 0;
	self = contacts_become_owner(contacts_installed_relation("event"));
	count = number_events(organization_id);
	/*
	 * whoever was told a number may rely on it, whatever synchronous_commit says: a crash must not give it away again
	 */
	if (count > 0)
		ForceSyncCommit();
	contacts_become_self(self);
	return (int64) count;
}

/* number_events(organization_id) */
Datum
contacts_number_events(PG_FUNCTION_ARGS)
{
	int64		count;

	contacts_connect();
	count = contacts_event_number(PG_GETARG_INT64(0));
	contacts_disconnect();
	PG_RETURN_INT64(count);
}
