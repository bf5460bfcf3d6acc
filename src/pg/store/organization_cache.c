/*
 * organization_cache.c
 *	  What a table says of each organization, kept per backend until the table changes.
 *
 * The trigger cache_invalidate of the table tells every backend that it has changed.
 */
#include "pg/compat.h"

#include "pg/base/relation_watch.h"
#include "pg/store/catalog.h"
#include "pg/store/organization_cache.h"
#include "utils/memutils.h"

/* Start without any copy. */
static void
start(contacts_kept *kept)
{
	HASHCTL		ctl = {.keysize = sizeof(int64), .entrysize = kept->entry_size};

	if (kept->context == NULL)
	{
		kept->context = AllocSetContextCreate(TopMemoryContext, "contacts kept", ALLOCSET_DEFAULT_SIZES);
		MemoryContextSetIdentifier(kept->context, kept->table);
	}
	/* should one of the next steps fail, there is nothing that could be used */
	contacts_watch_stop(&kept->watch);
	kept->entries = NULL;
	MemoryContextReset(kept->context);
	ctl.hcxt = kept->context;
	kept->entries = hash_create(kept->table, 64, &ctl, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	contacts_watch_start(&kept->watch, contacts_installed_relation(kept->table));
}

/* Find what is kept of an organization; NULL where nothing is.  Good until the next call. */
void *
contacts_kept_find(contacts_kept *kept, int64 organization_id)
{
	if (!kept->watch.valid || hash_get_num_entries(kept->entries) > kept->most)
		start(kept);
	return hash_search(kept->entries, &organization_id, HASH_FIND, NULL);
}

/*
 * Keep an entry that was read after contacts_kept_find() found none.  Where the table changed meanwhile, it serves this
 * once: the next look starts again.
 */
void *
contacts_kept_add(contacts_kept *kept, const void *entry)
{
	void	   *added = hash_search(kept->entries, entry, HASH_ENTER, NULL);

	memcpy(added, entry, kept->entry_size);
	return added;
}
