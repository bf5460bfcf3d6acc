/*
 * webhook_url.h
 *	  Subscriptions that the delivery worker serves.
 */
#ifndef CONTACTS_WEBHOOK_URL_H
#define CONTACTS_WEBHOOK_URL_H

extern void contacts_webhook_define_settings(void);
extern int	contacts_webhook_most(void);

#endif							/* CONTACTS_WEBHOOK_URL_H */
