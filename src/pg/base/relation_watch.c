/*
 * relation_watch.c
 *	  Relcache invalidation for all caches of this library.
 *
 * A backend has room for ten relcache callbacks, core's and those of every extension; one more ends the session.  So
 * the library registers one callback, which marks the nodes of the changed relation.  An owner looks at its node
 * before use.
 */
#include "pg/compat.h"

#include "pg/base/relation_watch.h"
#include "utils/inval.h"

static contacts_watch *watches = NULL;

/* Mark what is cached about a relation, or about all of them, as out of date. */
static void
invalidate(Datum arg, Oid relid)
{
	for (contacts_watch *watch = watches; watch; watch = watch->next)
	{
		if (!OidIsValid(relid) || watch->relid == relid)
			watch->valid = false;
	}
}

/*
 * Watch a relation from now on.  Start before the catalog is read, so that an invalidation during the reading is not
 * lost.
 */
void
contacts_watch_start(contacts_watch *watch, Oid relid)
{
	static bool registered = false;

	if (!registered)
		CacheRegisterRelcacheCallback(invalidate, (Datum) 0);
	registered = true;
	if (!watch->listed)
	{
		watch->next = watches;
		watches = watch;
		watch->listed = true;
	}
	watch->relid = relid;
	watch->valid = true;
}

/* Have what is cached made again at the next use. */
void
contacts_watch_stop(contacts_watch *watch)
{
	watch->valid = false;
}
