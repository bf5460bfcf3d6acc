/*
 * feed.h
 *	  The feed: events of an organization, numbered in the order of their commits.
 */
#ifndef CONTACTS_FEED_H
#define CONTACTS_FEED_H

#include "postgres.h"

extern int64 contacts_event_number(int64 organization_id);
extern void contacts_event_define_settings(void);
extern void contacts_event_notify(void);
extern bool contacts_load_is_silent(void);

#endif							/* CONTACTS_FEED_H */
