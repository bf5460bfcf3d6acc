/*
 * edge_source.h
 *	  Where links come from: the contacts of one organization.
 */
#ifndef CONTACTS_EDGE_SOURCE_H
#define CONTACTS_EDGE_SOURCE_H

#include "postgres.h"

#include "fmgr.h"
#include "pg/hierarchy/edge_links.h"

typedef struct contacts_source contacts_source;

extern bool contacts_edge_find(text *name, contacts_edge *edge);
extern contacts_edge contacts_edge_by_name(text *name);
extern const char *contacts_edge_column(contacts_edge edge);
extern contacts_source *contacts_source_open(contacts_edge edge, int64 organization_id);
extern contacts_source *contacts_source_open_newest(contacts_edge edge, int64 organization_id);
extern bool contacts_source_row(contacts_source *source, int64 id, contacts_node *node);
extern bool contacts_source_parent(contacts_source *source, int64 id, int64 *parent);
/* the parents are sorted by their ids */
extern void contacts_source_children(contacts_source *source, const contacts_link *parents, int64 count,
									 contacts_links *children);
extern void contacts_source_remember(contacts_source *source, FmgrInfo *flinfo);
extern void contacts_source_close(contacts_source *source);

#endif							/* CONTACTS_EDGE_SOURCE_H */
