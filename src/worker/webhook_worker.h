/*
 * webhook_worker.h
 *	  What the extension and the delivery worker, two libraries, know of each other.
 */
#ifndef CONTACTS_WEBHOOK_WORKER_H
#define CONTACTS_WEBHOOK_WORKER_H

#include "postgres.h"

#include "pg/compat.h"
#include "postmaster/bgworker.h"

#define CONTACTS_WEBHOOK_LIBRARY "contacts_webhooks"
#define CONTACTS_WEBHOOK_WORKER_TYPE "contacts webhook worker"

/* seconds after which a worker that has failed is started again */
#define CONTACTS_WEBHOOK_RESTART_SECONDS 5

/* which database the worker serves, and the owner of the tables there */
typedef struct contacts_webhook_target
{
	Oid			database;
	Oid			owner;
} contacts_webhook_target;

/* Describe the worker of a database for RegisterDynamicBackgroundWorker(). */
static inline void
contacts_webhook_describe_worker(BackgroundWorker *worker, Oid database, Oid owner)
{
	contacts_webhook_target target = {database, owner};

	memset(worker, 0, sizeof(*worker));
	worker->bgw_flags = BGWORKER_SHMEM_ACCESS | BGWORKER_BACKEND_DATABASE_CONNECTION;
	worker->bgw_start_time = BgWorkerStart_RecoveryFinished;
	worker->bgw_restart_time = CONTACTS_WEBHOOK_RESTART_SECONDS;
	strlcpy(worker->bgw_library_name, CONTACTS_WEBHOOK_LIBRARY, BGW_MAXLEN);
	strlcpy(worker->bgw_function_name, "contacts_webhook_worker_main", BGW_MAXLEN);
	strlcpy(worker->bgw_name, CONTACTS_WEBHOOK_WORKER_TYPE, BGW_MAXLEN);
	strlcpy(worker->bgw_type, CONTACTS_WEBHOOK_WORKER_TYPE, BGW_MAXLEN);
	memcpy(worker->bgw_extra, &target, sizeof(target));
}

#endif							/* CONTACTS_WEBHOOK_WORKER_H */
