/*
 * walk_memory.h
 *	  What the walks up of one query have seen.
 */
#ifndef CONTACTS_WALK_MEMORY_H
#define CONTACTS_WALK_MEMORY_H

#include "postgres.h"

#include "fmgr.h"
#include "pg/hierarchy/edge_links.h"

typedef struct contacts_memory contacts_memory;

extern contacts_memory *contacts_memory_of(FmgrInfo *flinfo, contacts_edge edge, int64 organization_id);
extern bool contacts_memory_recall(contacts_memory *memory, int64 id, int64 *parent);
extern void contacts_memory_keep(contacts_memory *memory, int64 id, int64 parent);

#endif							/* CONTACTS_WALK_MEMORY_H */
