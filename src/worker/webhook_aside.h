/*
 * webhook_aside.h
 *	  What the delivery worker leaves alone for a while, in its own memory.
 */
#ifndef CONTACTS_WEBHOOK_ASIDE_H
#define CONTACTS_WEBHOOK_ASIDE_H

#include "postgres.h"

/* instead of a webhook: all of an organization, its answers that are to be noted */
#define CONTACTS_WEBHOOK_ALL 0
#define CONTACTS_WEBHOOK_NOTES (-1)

extern bool contacts_webhook_is_aside(int64 organization_id, int64 webhook_id);
extern int	contacts_webhook_put_aside(int64 organization_id, int64 webhook_id, int most_seconds);
extern bool contacts_webhook_take_back(int64 organization_id, int64 webhook_id);
extern void contacts_webhook_note_silence(int64 organization_id, int64 webhook_id, bool is_silent);
extern bool contacts_webhook_is_silent(int64 organization_id, int64 webhook_id);

#endif							/* CONTACTS_WEBHOOK_ASIDE_H */
