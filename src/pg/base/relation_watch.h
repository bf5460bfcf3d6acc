/*
 * relation_watch.h
 *	  Relcache invalidation for all caches of this library.
 */
#ifndef CONTACTS_RELATION_WATCH_H
#define CONTACTS_RELATION_WATCH_H

#include "postgres.h"

/*
 * A node that something cached about a relation embeds.  It stays in memory as long as the backend lives; zero it at
 * the start.  valid is cleared when the relation changes or is dropped.
 */
typedef struct contacts_watch
{
	Oid			relid;
	bool		valid;
	bool		listed;
	struct contacts_watch *next;
} contacts_watch;

extern void contacts_watch_start(contacts_watch *watch, Oid relid);
extern void contacts_watch_stop(contacts_watch *watch);

/* Check whether what is cached about a relation can still be used. */
static inline bool
contacts_watch_holds(const contacts_watch *watch, Oid relid)
{
	return watch->valid && watch->relid == relid;
}

#endif							/* CONTACTS_RELATION_WATCH_H */
