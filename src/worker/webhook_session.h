/*
 * webhook_session.h
 *	  Transactions and queries of the delivery worker.
 */
#ifndef CONTACTS_WEBHOOK_SESSION_H
#define CONTACTS_WEBHOOK_SESSION_H

#include "postgres.h"

#include "executor/spi.h"

#define CONTACTS_WEBHOOK_MOST_ARGUMENTS 7
#define CONTACTS_WEBHOOK_REASON_BYTES 600

/* a query of the worker, planned once; zero the plan */
typedef struct contacts_webhook_query
{
	const char *text;
	int			nargs;
	Oid			types[CONTACTS_WEBHOOK_MOST_ARGUMENTS];
	SPIPlanPtr	plan;
} contacts_webhook_query;

/* why a piece of work failed */
typedef struct contacts_webhook_failure
{
	bool		took_too_long;	/* waited for a lock, or ran out of time */
	char		reason[CONTACTS_WEBHOOK_REASON_BYTES];
} contacts_webhook_failure;

typedef void (*contacts_webhook_work) (void *arg);

extern void contacts_webhook_session_start(int lock_timeout);
extern bool contacts_webhook_try(const char *what, int timeout, contacts_webhook_work work, void *arg,
								 contacts_webhook_failure *failure);
extern void contacts_webhook_run(contacts_webhook_query *query, Datum *values, const char *nulls);
extern Datum contacts_webhook_column(uint64 row, int number);

#endif							/* CONTACTS_WEBHOOK_SESSION_H */
