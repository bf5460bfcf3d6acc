/*
 * organization_cache.h
 *	  What a table says of each organization, kept per backend until the table changes.
 */
#ifndef CONTACTS_ORGANIZATION_CACHE_H
#define CONTACTS_ORGANIZATION_CACHE_H

#include "postgres.h"

#include "pg/base/relation_watch.h"
#include "utils/hsearch.h"

/*
 * One kind of copies.  Set table, entry_size and most; the rest is zero until the first use.  An entry begins with the
 * int64 of its organization; what it points to lives in context.
 */
typedef struct contacts_kept
{
	const char *table;
	Size		entry_size;
	int			most;			/* organizations in one backend; one more starts again */
	contacts_watch watch;
	HTAB	   *entries;
	MemoryContext context;
} contacts_kept;

extern void *contacts_kept_find(contacts_kept *kept, int64 organization_id);
extern void *contacts_kept_add(contacts_kept *kept, const void *entry);

#endif							/* CONTACTS_ORGANIZATION_CACHE_H */
