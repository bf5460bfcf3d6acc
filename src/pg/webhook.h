/*
 * webhook.h
 *	  Subscriptions that the delivery worker serves.
 */
#ifndef CONTACTS_WEBHOOK_H
#define CONTACTS_WEBHOOK_H

extern void contacts_webhook_define_settings(void);

#endif							/* CONTACTS_WEBHOOK_H */
