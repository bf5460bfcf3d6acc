/*
 * relation_watch.c
 *	  Hearing of changed relations, for all that the library keeps about them.
 *
 * A backend has room for ten callbacks of the relation cache, core's and those of every extension; one more ends the
 * session.  So the library takes one, and hands on what it hears.
 */
#include "pg/compat.h"

#include "pg/base/relation_watch.h"
#include "utils/inval.h"

static contacts_forget watchers[16];
static int	watching = 0;

/* Hand on what the relation cache says. */
static void
tell(Datum arg, Oid relid)
{
	for (int i = 0; i < watching; i++)
		watchers[i](relid);
}

/* Have a function called for each relation that changes; more than once is the same as once. */
void
contacts_watch_relations(contacts_forget forget)
{
	for (int i = 0; i < watching; i++)
	{
		if (watchers[i] == forget)
			return;
	}
	if (watching == lengthof(watchers))
		elog(ERROR, "no room for another watcher of relations");
	if (watching == 0)
		CacheRegisterRelcacheCallback(tell, (Datum) 0);
	watchers[watching++] = forget;
}
