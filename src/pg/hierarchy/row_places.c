/*
 * row_places.c
 *	  Where the rows of contacts were last seen: a hint that saves the way down an index.
 *
 * Managers are met again by one walk after the other.  What is kept of them is a place only, never what the row says.
 * Whoever follows a hint reads the row that is there now, with his snapshot, and has to find the contact that he
 * looks for in it: of one contact a snapshot shows one row at most, so that is then the row that the index would have
 * led to.  A hint that is out of date costs a look at a page, nothing else, and so nobody needs to take it back.
 */
#include "pg/compat.h"

#include "common/hashfn.h"
#include "pg/hierarchy/row_places.h"

/* a power of two; each contact has one slot, which it shares with others */
#define PLACES 8192

static struct
{
	int64		id;
	ItemPointerData place;
	bool		useful;			/* was recalled since another contact wanted the slot */
}			places[PLACES];

/* Find the slot of a contact. */
static int
slot_of(int64 id)
{
	return murmurhash32((uint32) id ^ (uint32) (id >> 32)) % PLACES;
}

/* Recall where a contact was seen; false where that is not known. */
bool
contacts_place_recall(int64 id, ItemPointer place)
{
	int			slot = slot_of(id);

	if (id == 0 || places[slot].id != id)
		return false;
	places[slot].useful = true;
	*place = places[slot].place;
	return true;
}

/* Keep where a contact was seen; one that was useful stays in the slot for another time. */
void
contacts_place_keep(int64 id, const ItemPointerData *place)
{
	int			slot = slot_of(id);

	if (places[slot].id != id && places[slot].useful)
	{
		places[slot].useful = false;
		return;
	}
	places[slot].id = id;
	places[slot].place = *place;
}
