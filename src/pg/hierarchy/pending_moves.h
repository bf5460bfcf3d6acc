/*
 * pending_moves.h
 *	  What the statements that run have done to the edges, until their end judges it.
 */
#ifndef CONTACTS_PENDING_MOVES_H
#define CONTACTS_PENDING_MOVES_H

#include "postgres.h"

#include "access/xact.h"
#include "pg/hierarchy/edge_links.h"

/* a contact that others were put below */
typedef struct contacts_reference
{
	contacts_edge edge;
	int64		organization_id;
	int64		parent;
	int64		child;			/* one of them, for messages; a live one if there is one */
	bool		by_live;		/* whether one of them is live */
	SubTransactionId subid;
} contacts_reference;

/* a contact that was put below another one, with all that is below it */
typedef struct contacts_move
{
	contacts_edge edge;
	int64		organization_id;
	int64		id;
	int64		parent;
	SubTransactionId subid;
} contacts_move;

/* sorted by edge and organization */
typedef struct contacts_pending
{
	MemoryContext context;
	contacts_reference *references;
	int64		reference_count;
	contacts_move *moves;
	int64		move_count;
} contacts_pending;

extern bool contacts_pending_take(contacts_pending *pending);
extern void contacts_hierarchy_lock(Oid table, contacts_edge edge, int64 organization_id);

#endif							/* CONTACTS_PENDING_MOVES_H */
