/*
 * webhook_worker.c
 *	  The delivery worker: leases deliveries of webhooks, sends them, brings back what came of them.
 *
 * No transaction is open while a request is on its way.  Whatever ends the worker, its leases end by themselves, so
 * every delivery is sent at least once.  A library of its own, so that no process that serves clients has libcurl in
 * it.
 *
 * Named in shared_preload_libraries, it starts a worker for each database of the setting contacts_webhooks.databases: a
 * launcher looks up who owns the tables there and leaves the rest to a worker that acts for that role from its start.
 */
#include "worker/webhook_worker.h"

#include "libpq/pqsignal.h"
#include "miscadmin.h"
#include "pgstat.h"
#include "postmaster/interrupt.h"
#include "storage/ipc.h"
#include "storage/latch.h"
#include "storage/pmsignal.h"
#include "tcop/tcopprot.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"
#include "utils/varlena.h"
#include "worker/webhook_queue.h"
#include "worker/webhook_session.h"
#include "worker/webhook_slots.h"

/* how long one wait for requests takes at most: signals and finished requests are looked at in between */
#define TURN_MILLISECONDS 50

/* how long a worker that has to end waits for what is on its way */
#define LAST_MILLISECONDS 5000

/* how long a launcher waits for tables that are not there yet */
#define LAUNCHER_RESTART_SECONDS 60

CONTACTS_MODULE_MAGIC;

extern PGDLLEXPORT void _PG_init(void);
extern PGDLLEXPORT void contacts_webhook_worker_main(Datum arg);
extern PGDLLEXPORT void contacts_webhook_launcher_main(Datum arg);

static char *databases = "";
static int	poll_interval = 1000;
static int	concurrency = 100;
static int	concurrency_organization = 25;
static int	concurrency_webhook = 10;
static int	lock_timeout = 50;

/* Name the settings of the worker. */
static void
define_settings(void)
{
	if (process_shared_preload_libraries_in_progress)
		DefineCustomStringVariable("contacts_webhooks.databases",
								   "Databases, separated by commas, whose webhooks are served from the start.",
								   NULL, &databases, "", PGC_POSTMASTER, 0, NULL, NULL, NULL);
	DefineCustomIntVariable("contacts_webhooks.poll_interval",
							"How often the worker looks for events when it has nothing to send.",
							NULL, &poll_interval, 1000, 10, 60000, PGC_SIGHUP, GUC_UNIT_MS, NULL, NULL, NULL);
	DefineCustomIntVariable("contacts_webhooks.concurrency",
							"How many requests the worker has on their way at most.",
							NULL, &concurrency, 100, 1, 1000, PGC_SIGHUP, 0, NULL, NULL, NULL);
	DefineCustomIntVariable("contacts_webhooks.concurrency_per_webhook",
							"How many of them go to one webhook at most.",
							NULL, &concurrency_webhook, 10, 1, 1000, PGC_SIGHUP, 0, NULL, NULL, NULL);
	MarkGUCPrefixReserved("contacts_webhooks");
}

/* Register a launcher for each database of the setting. */
static void
register_launchers(void)
{
	char	   *list = pstrdup(databases);
	List	   *names;
	ListCell   *cell;

	if (!SplitIdentifierString(list, ',', &names))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("invalid list of databases in parameter \"%s\"", "contacts_webhooks.databases")));
	foreach(cell, names)
	{
		BackgroundWorker worker;

		contacts_webhook_describe_worker(&worker, InvalidOid, InvalidOid);
		worker.bgw_restart_time = LAUNCHER_RESTART_SECONDS;
		strlcpy(worker.bgw_function_name, "contacts_webhook_launcher_main", BGW_MAXLEN);
		strlcpy(worker.bgw_name, "contacts webhook launcher", BGW_MAXLEN);
		strlcpy(worker.bgw_type, "contacts webhook launcher", BGW_MAXLEN);
		strlcpy(worker.bgw_extra, lfirst(cell), BGW_EXTRALEN);
		RegisterBackgroundWorker(&worker);
	}
}

/* Define the settings; when the server starts, have its databases served. */
void
_PG_init(void)
{
	define_settings();
	if (process_shared_preload_libraries_in_progress)
		register_launchers();
}

/* Accept signals as both processes do. */
static void
accept_signals(void)
{
	pqsignal(SIGHUP, SignalHandlerForConfigReload);
	pqsignal(SIGTERM, SignalHandlerForShutdownRequest);
	BackgroundWorkerUnblockSignals();
}

/* Find who owns the tables of a database and start the worker that acts for that role. */
void
contacts_webhook_launcher_main(Datum arg)
{
	BackgroundWorker worker;
	Oid			owner;

	accept_signals();
	BackgroundWorkerInitializeConnection(MyBgworkerEntry->bgw_extra, NULL, 0);
	/* a status other than 0 has us started again */
	if (!contacts_webhook_queue_is_installed(&owner))
	{
		ereport(LOG, (errmsg("webhooks of database \"%s\" wait for contacts.install()", MyBgworkerEntry->bgw_extra)));
		proc_exit(1);
	}
	contacts_webhook_describe_worker(&worker, MyDatabaseId, owner);
	if (!RegisterDynamicBackgroundWorker(&worker, NULL))
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_RESOURCES),
				 errmsg("could not register the delivery worker"),
				 errhint("Raise max_worker_processes.")));
	proc_exit(0);
}

/* Do what signals asked for; ending is left to the loop. */
static void
heed_signals(void)
{
	ResetLatch(MyLatch);
	/* whoever cancels means the query that runs: there is none between transactions */
	QueryCancelPending = false;
	CHECK_FOR_INTERRUPTS();
	if (!PostmasterIsAlive())
		proc_exit(1);
	if (ConfigReloadPending)
	{
		ConfigReloadPending = false;
		ProcessConfigFile(PGC_SIGHUP);
		contacts_webhook_session_start(lock_timeout);
	}
}

/* Count requests, those that are done or those that are not. */
static int
count_requests(const contacts_webhook_request *sent, bool done)
{
	int			count = 0;

	for (; sent; sent = sent->next)
		count += sent->is_done == done;
	return count;
}

/* Drop those requests that are noted, or all of them; returns the rest. */
static contacts_webhook_request *
drop_requests(contacts_webhook_request *sent, bool all)
{
	contacts_webhook_request *rest = NULL;

	while (sent)
	{
		contacts_webhook_request *next = sent->next;

		if (all || sent->is_noted)
			contacts_webhook_http_drop(sent);
		else
		{
			sent->next = rest;
			rest = sent;
		}
		sent = next;
	}
	return rest;
}

/* Wait for requests a little while, bring back what is done. */
static contacts_webhook_request *
take_turn(contacts_webhook_request *sent)
{
	contacts_webhook_http_wait(TURN_MILLISECONDS);
	if (count_requests(sent, true) == 0)
		return sent;
	contacts_webhook_queue_note(sent);
	return drop_requests(sent, false);
}

/* Lease what there is room for and send it; returns all that is on its way, and whether there may be more to lease. */
static contacts_webhook_request *
send_more(contacts_webhook_request *sent, bool *more)
{
	contacts_webhook_limits limits = {concurrency, concurrency_organization, concurrency_webhook};
	contacts_webhook_request *leased = contacts_webhook_slots_fill(sent, &limits, more);

	while (leased)
	{
		contacts_webhook_request *next = leased->next;

		leased->next = sent;
		sent = leased;
		contacts_webhook_http_send(leased);
		leased = next;
	}
	return sent;
}

/* Check whether the worker still has something to serve: somebody may have dropped the extension. */
static bool
is_installed(Oid owner)
{
	Oid			found;

	if (contacts_webhook_queue_is_installed(&found) && found == owner)
		return true;
	ereport(LOG, (errmsg("delivery worker ends: the tables are gone or have another owner")));
	return false;
}

/* Serve until told to end; returns what is on its way then. */
static contacts_webhook_request *
serve(Oid owner)
{
	contacts_webhook_request *sent = NULL;
	TimestampTz looked = 0;
	bool		more = true;

	while (!ShutdownRequestPending)
	{
		/* after work there may be more; else look from time to time */
		if (more || TimestampDifferenceExceeds(looked, GetCurrentTimestamp(), poll_interval))
		{
			if (!more && sent == NULL && !is_installed(owner))
				return sent;
			looked = GetCurrentTimestamp();
			sent = send_more(sent, &more);
		}
		if (sent)
		{
			int			waiting = count_requests(sent, false);

			sent = take_turn(sent);
			more |= count_requests(sent, false) < waiting;
		}
		else
			(void) WaitLatch(MyLatch, WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH, more ? 0 : poll_interval,
							 PG_WAIT_EXTENSION);
		heed_signals();
	}
	return sent;
}

/* Give what is on its way a last chance, then give it back. */
static void
end(contacts_webhook_request *sent)
{
	TimestampTz begun = GetCurrentTimestamp();

	while (sent &&
		   !TimestampDifferenceExceeds(begun, GetCurrentTimestamp(), LAST_MILLISECONDS))
	{
		sent = take_turn(sent);
		heed_signals();
	}
	if (sent)
		contacts_webhook_queue_give_back(sent);
	(void) drop_requests(sent, true);
}

/* Serve the webhooks of a database as the owner of its tables. */
void
contacts_webhook_worker_main(Datum arg)
{
	contacts_webhook_target target;

	memcpy(&target, MyBgworkerEntry->bgw_extra, sizeof(target));
	accept_signals();
	BackgroundWorkerInitializeConnectionByOid(target.database, target.owner, CONTACTS_WORKER_LOGIN);
	pgstat_report_appname(CONTACTS_WEBHOOK_WORKER_TYPE);
	if (!is_installed(target.owner))
		proc_exit(0);
	/* the library that the settings of webhooks are in */
	load_file("$libdir/contacts", false);
	contacts_webhook_session_start(lock_timeout);
	contacts_webhook_http_start();
	ereport(LOG,
			(errmsg("delivery worker begins"),
			 errdetail("At most %d requests at a time, %d to an organization, %d to a webhook.",
					   concurrency, concurrency_organization, concurrency_webhook)));
	end(serve(target.owner));
	ereport(LOG, (errmsg("delivery worker ends: it was told to")));
	proc_exit(0);
}
