/*
 * webhook_queue.h
 *	  What the delivery worker takes from the tables and brings back; each function is a transaction of its own.
 */
#ifndef CONTACTS_WEBHOOK_QUEUE_H
#define CONTACTS_WEBHOOK_QUEUE_H

#include "worker/webhook_http.h"

extern void contacts_webhook_queue_start(void);
extern bool contacts_webhook_queue_is_installed(Oid *owner);
extern contacts_webhook_request *contacts_webhook_queue_lease(const contacts_webhook_request *sent, int room,
															  int room_each);
extern void contacts_webhook_queue_finish(const contacts_webhook_request *sent);
extern void contacts_webhook_queue_give_back(const contacts_webhook_request *sent);

#endif							/* CONTACTS_WEBHOOK_QUEUE_H */
