/*
 * hierarchy.h
 *	  The two edges of table contact, and walking along them.
 */
#ifndef CONTACTS_HIERARCHY_H
#define CONTACTS_HIERARCHY_H

#include "postgres.h"

#include "fmgr.h"
#include "utils/array.h"

/* a column that refers to the contact above */
typedef enum contacts_edge
{
	CONTACTS_REPORTS_TO,
	CONTACTS_COMPANY_ID,
	CONTACTS_EDGES
} contacts_edge;

/* a contact and the one above it; ids are greater than 0, so 0 is none */
typedef struct contacts_link
{
	int64		id;
	int64		parent;
} contacts_link;

/* what a rule has to know of a contact */
typedef struct contacts_node
{
	int64		id;
	int64		parent;
	bool		is_person;
	bool		deleted;
} contacts_node;

/* a growing list of links, in the memory context that was current at its start */
typedef struct contacts_links
{
	contacts_link *items;
	int64		count;
	int64		capacity;
	MemoryContext context;
} contacts_links;

/* where links come from: the contacts of one organization */
typedef struct contacts_source contacts_source;

/* what the walks up of one query have seen */
typedef struct contacts_memory contacts_memory;

/* links.c */
extern void contacts_links_start(contacts_links *links);
extern void contacts_links_add(contacts_links *links, int64 id, int64 parent);
extern void contacts_links_sort(contacts_links *links, int64 from);
extern bool contacts_links_has(const contacts_links *links, int64 id);
extern ArrayType *contacts_links_ids(const contacts_link *links, int64 count);

/* hierarchy_source.c */
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

/* hierarchy_memory.c */
extern contacts_memory *contacts_memory_of(FmgrInfo *flinfo, contacts_edge edge, int64 organization_id);
extern bool contacts_memory_recall(contacts_memory *memory, int64 id, int64 *parent);
extern void contacts_memory_keep(contacts_memory *memory, int64 id, int64 parent);

/* hierarchy_walk.c */
typedef void (*contacts_level_receiver) (void *arg, const contacts_link *links, int64 count, int depth);
extern void contacts_walk_down(contacts_source *source, int64 root, int max_depth,
							   contacts_level_receiver receive, void *arg);
extern int64 *contacts_walk_up(contacts_source *source, int64 id, int64 wanted, int64 *count);

#endif							/* CONTACTS_HIERARCHY_H */
