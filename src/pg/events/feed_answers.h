/*
 * feed_answers.h
 *	  Who may work for a consumer of the feed.
 */
#ifndef CONTACTS_FEED_ANSWERS_H
#define CONTACTS_FEED_ANSWERS_H

#include "postgres.h"

extern void contacts_check_consumer(int64 consumer_id, int64 organization_id);
extern int64 contacts_consumer_named(Datum name, int64 organization_id);

#endif							/* CONTACTS_FEED_ANSWERS_H */
