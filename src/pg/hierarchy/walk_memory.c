/*
 * walk_memory.c
 *	  What the walks up of one query have seen: who is above whom.
 *
 * A query that asks about many people meets the same managers again and again.  What the first walks have read hangs
 * on the call site, for as long as the state holds that it was read in; see seen_state.c.
 */
#include "pg/compat.h"

#include "common/hashfn.h"
#include "pg/base/snapshot_state.h"
#include "pg/hierarchy/edge_links.h"
#include "pg/hierarchy/walk_memory.h"

/* contacts that are kept: about four megabytes */
#define KEPT_CONTACTS 100000

typedef struct kept_contact
{
	int64		id;
	int64		parent;
	char		status;
} kept_contact;

#define SH_PREFIX kept
#define SH_ELEMENT_TYPE kept_contact
#define SH_KEY_TYPE int64
#define SH_KEY id
#define SH_HASH_KEY(tb, key) murmurhash32((uint32) (key) ^ (uint32) ((key) >> 32))
#define SH_EQUAL(tb, a, b) ((a) == (b))
#define SH_SCOPE static inline
#define SH_DEFINE
#define SH_DECLARE
#include "lib/simplehash.h"

/* the contacts of one hierarchy; a call site may ask for another one in each row */
struct contacts_memory
{
	contacts_edge edge;
	int64		organization_id;
	contacts_seen_state state;
	kept_hash  *kept;			/* NULL at the first call, which may be the only one */
};

/* Find what the call site keeps of a hierarchy. */
contacts_memory *
contacts_memory_of(FmgrInfo *flinfo, contacts_edge edge, int64 organization_id)
{
	contacts_memory *memory = flinfo->fn_extra;
	contacts_memory now = {edge, organization_id, contacts_current_state()};

	if (memory == NULL)
	{
		memory = flinfo->fn_extra = MemoryContextAlloc(flinfo->fn_mcxt, sizeof(contacts_memory));
		*memory = now;
		return memory;
	}
	now.kept = memory->kept;
	if (now.kept == NULL)
		now.kept = kept_create(flinfo->fn_mcxt, 256, NULL);
	else if (memory->edge != edge || memory->organization_id != organization_id ||
			 !contacts_same_state(&memory->state, &now.state) || now.kept->members >= KEPT_CONTACTS)
		kept_reset(now.kept);
	*memory = now;
	return memory;
}

/* Recall the contact above a contact; false where that was not seen. */
bool
contacts_memory_recall(contacts_memory *memory, int64 id, int64 *parent)
{
	kept_contact *contact = memory->kept ? kept_lookup(memory->kept, id) : NULL;

	if (contact != NULL)
		*parent = contact->parent;
	return contact != NULL;
}

/* Keep the contact above a contact. */
void
contacts_memory_keep(contacts_memory *memory, int64 id, int64 parent)
{
	bool		found;

	if (memory->kept && memory->kept->members < KEPT_CONTACTS)
		kept_insert(memory->kept, id, &found)->parent = parent;
}
