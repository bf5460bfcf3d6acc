/*
 * row_places.h
 *	  Where the rows of contacts were last seen.
 */
#ifndef CONTACTS_ROW_PLACES_H
#define CONTACTS_ROW_PLACES_H

#include "postgres.h"

#include "storage/itemptr.h"

extern bool contacts_place_recall(int64 id, ItemPointer place);
extern void contacts_place_keep(int64 id, const ItemPointerData *place);

#endif							/* CONTACTS_ROW_PLACES_H */
