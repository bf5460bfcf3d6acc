/*
 * webhook_queue.h
 *	  What the delivery worker takes from the tables and brings back.
 */
#ifndef CONTACTS_WEBHOOK_QUEUE_H
#define CONTACTS_WEBHOOK_QUEUE_H

#include "worker/webhook_http.h"

/* a webhook that has something to send */
typedef struct contacts_webhook_due
{
	int64		organization_id;
	int64		webhook_id;
} contacts_webhook_due;

/* how long transactions last at most, in milliseconds */
extern int	contacts_webhook_transaction_timeout;

extern bool contacts_webhook_queue_is_installed(Oid *owner);
extern contacts_webhook_due *contacts_webhook_queue_find(int64 after_organization, int *count);
extern contacts_webhook_request *contacts_webhook_queue_lease(const contacts_webhook_due *due, int max,
															  contacts_webhook_request *list);
extern void contacts_webhook_queue_note(contacts_webhook_request *sent);
extern void contacts_webhook_queue_give_back(contacts_webhook_request *sent);

#endif							/* CONTACTS_WEBHOOK_QUEUE_H */
