/*
 * contact_place.h
 *	  Where the rows of contacts were last seen.
 */
#ifndef CONTACTS_CONTACT_PLACE_H
#define CONTACTS_CONTACT_PLACE_H

#include "postgres.h"

#include "storage/itemptr.h"

extern bool contacts_place_recall(int64 id, ItemPointer place);
extern void contacts_place_keep(int64 id, const ItemPointerData *place);

#endif							/* CONTACTS_CONTACT_PLACE_H */
