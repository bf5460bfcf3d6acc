/*
 * webhook_aside.c
 *	  What the delivery worker leaves alone for a while, in its own memory.
 *
 * The reason and the time stand in table webhook, where its organization sees them; but that row may be the very one
 * that somebody has locked.  So the worker remembers it, too: webhooks, organizations whose rows are
 * locked, and webhooks whose endpoint did not answer.  It forgets when it starts again, and tries then.
 */
#include "worker/webhook_aside.h"

#include "datatype/timestamp.h"
#include "utils/hsearch.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

/* more than that many are not remembered: the table is made anew */
#define MOST_ENTRIES 20000

typedef struct aside_key
{
	int64		organization_id;
	int64		webhook_id;
} aside_key;

typedef struct aside_entry
{
	aside_key	key;
	int			failures;
	TimestampTz until;
	bool		is_silent;		/* the endpoint did not answer the last request */
} aside_entry;

static HTAB *asides = NULL;

/* Make the table where there is none, or one that is too long. */
static void
prepare_table(void)
{
	HASHCTL		control = {.keysize = sizeof(aside_key), .entrysize = sizeof(aside_entry)};

	if (asides && hash_get_num_entries(asides) < MOST_ENTRIES)
		return;
	if (asides)
		hash_destroy(asides);
	control.hcxt = TopMemoryContext;
	asides = hash_create("webhooks put aside", 64, &control, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
}

/* Check whether something is to be left alone now. */
bool
contacts_webhook_is_aside(int64 organization_id, int64 webhook_id)
{
	aside_key	key = {organization_id, webhook_id};
	aside_entry *entry = asides ? hash_search(asides, &key, HASH_FIND, NULL) : NULL;

	return entry && entry->until > GetCurrentTimestamp();
}

/* Find what is remembered of a webhook, or make it. */
static aside_entry *
enter(int64 organization_id, int64 webhook_id)
{
	aside_key	key = {organization_id, webhook_id};
	aside_entry *entry;
	bool		found;

	prepare_table();
	entry = hash_search(asides, &key, HASH_ENTER, &found);
	if (!found)
	{
		entry->failures = 0;
		entry->until = 0;
		entry->is_silent = false;
	}
	return entry;
}

/* Leave something alone for a second, twice as long each time, at most as told; returns for how long. */
int
contacts_webhook_put_aside(int64 organization_id, int64 webhook_id, int most_seconds)
{
	aside_entry *entry = enter(organization_id, webhook_id);
	int			seconds = Min(1 << Min(entry->failures, 12), most_seconds);

	entry->failures++;
	entry->until = TimestampTzPlusMilliseconds(GetCurrentTimestamp(), (int64) seconds * 1000);
	return seconds;
}

/* Something works again; returns whether it did not before. */
bool
contacts_webhook_take_back(int64 organization_id, int64 webhook_id)
{
	aside_key	key = {organization_id, webhook_id};
	aside_entry *entry = asides ? hash_search(asides, &key, HASH_FIND, NULL) : NULL;
	bool		failed = entry && entry->failures > 0;

	if (entry == NULL)
		return false;
	entry->failures = 0;
	entry->until = 0;
	if (!entry->is_silent)
		(void) hash_search(asides, &key, HASH_REMOVE, NULL);
	return failed;
}

/* Remember whether an endpoint answers. */
void
contacts_webhook_note_silence(int64 organization_id, int64 webhook_id, bool is_silent)
{
	if (is_silent || contacts_webhook_is_silent(organization_id, webhook_id))
		enter(organization_id, webhook_id)->is_silent = is_silent;
}

/* Check whether an endpoint left the last request without an answer. */
bool
contacts_webhook_is_silent(int64 organization_id, int64 webhook_id)
{
	aside_key	key = {organization_id, webhook_id};
	aside_entry *entry = asides ? hash_search(asides, &key, HASH_FIND, NULL) : NULL;

	return entry && entry->is_silent;
}
