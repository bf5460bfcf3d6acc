/*
 * webhook_slots.h
 *	  Who may have how many requests on their way.
 */
#ifndef CONTACTS_WEBHOOK_SLOTS_H
#define CONTACTS_WEBHOOK_SLOTS_H

#include "worker/webhook_http.h"

/* how many requests may be on their way: all, of one organization, of one webhook */
typedef struct contacts_webhook_limits
{
	int			all;
	int			organization;
	int			webhook;
} contacts_webhook_limits;

extern contacts_webhook_request *contacts_webhook_slots_fill(const contacts_webhook_request *sent,
															 const contacts_webhook_limits *limits, bool *more);

#endif							/* CONTACTS_WEBHOOK_SLOTS_H */
