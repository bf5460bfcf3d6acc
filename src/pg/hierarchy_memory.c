/*
 * hierarchy_memory.c
 *	  What the walks up of one query have seen: who is above whom.
 *
 * A query that asks for the chains of many people meets the same managers again and again.  What the first walks have read
 * hangs on the call site, which lives as long as one run of one query, and all of that reads with one snapshot.  This does
 * not hold for what PL/pgSQL evaluates as a simple expression, so only functions that return sets may use it.
 */
#include "pg/compat.h"

#include "common/hashfn.h"
#include "pg/hierarchy.h"

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
	kept_hash  *kept;			/* NULL at the first call, which may be the only one */
};

/* Find what the call site keeps of a hierarchy. */
contacts_memory *
contacts_memory_of(FmgrInfo *flinfo, contacts_edge edge, int64 organization_id)
{
	contacts_memory *memory = flinfo->fn_extra;

	if (memory == NULL)
	{
		memory = MemoryContextAllocZero(flinfo->fn_mcxt, sizeof(contacts_memory));
		memory->edge = edge;
		memory->organization_id = organization_id;
		flinfo->fn_extra = memory;
		return memory;
	}
	if (memory->kept == NULL)
		memory->kept = kept_create(flinfo->fn_mcxt, 256, NULL);
	if (memory->edge != edge || memory->organization_id != organization_id || memory->kept->members >= KEPT_CONTACTS)
		kept_reset(memory->kept);
	memory->edge = edge;
	memory->organization_id = organization_id;
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
