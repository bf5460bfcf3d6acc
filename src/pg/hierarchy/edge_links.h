/*
 * edge_links.h
 *	  The two edges of table contact, and lists of links along them.
 */
#ifndef CONTACTS_EDGE_LINKS_H
#define CONTACTS_EDGE_LINKS_H

#include "postgres.h"

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

extern void contacts_links_start(contacts_links *links);
extern void contacts_links_add(contacts_links *links, int64 id, int64 parent);
extern void contacts_links_sort(contacts_links *links, int64 from);
extern bool contacts_links_has(const contacts_links *links, int64 id);
extern ArrayType *contacts_links_ids(const contacts_link *links, int64 count);

#endif							/* CONTACTS_EDGE_LINKS_H */
