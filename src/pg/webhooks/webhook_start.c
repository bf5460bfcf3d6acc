/*
 * webhook_start.c
 *	  Start the delivery worker, which is in a library of its own: start_webhook_worker().
 */
#include "pg/compat.h"

#include <unistd.h>

#include "miscadmin.h"
#include "pg/store/catalog.h"
#include "postmaster/bgworker.h"
#include "utils/acl.h"
#include "utils/rel.h"
#include "utils/relcache.h"
#include "worker/webhook_worker.h"

PG_FUNCTION_INFO_V1(contacts_launch_webhook_worker);

/* Find the owner of the tables. */
static Oid
tables_owner(void)
{
	Relation	rel = RelationIdGetRelation(contacts_installed_relation("webhook"));
	Oid			owner = rel->rd_rel->relowner;

	RelationClose(rel);
	return owner;
}

/* Refuse where the library was left out of the build. */
static void
check_library(void)
{
	char	   *path = psprintf("%s/%s%s", pkglib_path, CONTACTS_WEBHOOK_LIBRARY, DLSUFFIX);

	if (access(path, R_OK) != 0)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_FILE),
				 errmsg("library \"%s\" is not installed", CONTACTS_WEBHOOK_LIBRARY),
				 errhint("Build the extension where libcurl and its headers are installed.")));
}

/* launch_webhook_worker() */
Datum
contacts_launch_webhook_worker(PG_FUNCTION_ARGS)
{
	BackgroundWorker worker;
	BackgroundWorkerHandle *handle;
	Oid			owner = tables_owner();
	pid_t		pid = 0;

	if (!has_privs_of_role(GetUserId(), owner))
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("permission denied to start the delivery worker"),
				 errhint("The owner of the tables starts it.")));
	check_library();
	contacts_webhook_describe_worker(&worker, MyDatabaseId, owner);
	worker.bgw_notify_pid = MyProcPid;
	if (!RegisterDynamicBackgroundWorker(&worker, &handle))
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_RESOURCES),
				 errmsg("could not register the delivery worker"),
				 errhint("Raise max_worker_processes.")));
	if (WaitForBackgroundWorkerStartup(handle, &pid) != BGWH_STARTED)
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_RESOURCES),
				 errmsg("could not start the delivery worker"),
				 errhint("The server's log says why.")));
	PG_RETURN_INT32(pid);
}
