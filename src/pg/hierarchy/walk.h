/*
 * walk.h
 *	  Walking up and down an edge.
 */
#ifndef CONTACTS_WALK_H
#define CONTACTS_WALK_H

#include "postgres.h"

#include "pg/hierarchy/edge_links.h"
#include "pg/hierarchy/edge_source.h"

/* takes the links of one level of a walk down */
typedef void (*contacts_level_receiver) (void *arg, const contacts_link *links, int64 count, int depth);
extern void contacts_walk_down(contacts_source *source, int64 root, int max_depth,
							   contacts_level_receiver receive, void *arg);
extern int64 *contacts_walk_up(contacts_source *source, int64 id, int64 wanted, int64 *count);

#endif							/* CONTACTS_WALK_H */
