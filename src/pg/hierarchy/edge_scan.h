/*
 * edge_scan.h
 *	  Reading the edges of table contact straight from its indexes.
 */
#ifndef CONTACTS_EDGE_SCAN_H
#define CONTACTS_EDGE_SCAN_H

#include "postgres.h"

#include "access/genam.h"
#include "access/relscan.h"
#include "executor/tuptable.h"
#include "pg/hierarchy/edge_links.h"
#include "utils/snapshot.h"

/* an open scan; its fields are its own */
typedef struct contacts_scan
{
	contacts_edge edge;
	int64		organization_id;
	bool		with_deleted;
	Snapshot	snapshot;
	Relation	table;
	TupleTableSlot *slot;
	Relation	id_index;
	IndexScanDesc by_id;
	Relation	edge_index;
	IndexScanDesc by_parent;
	Buffer		map;
	BlockNumber blocks;			/* 0 until it is needed */
} contacts_scan;

extern bool contacts_scan_open(contacts_scan *scan, Relation table, contacts_edge edge, int64 organization_id,
							   Snapshot snapshot, bool with_deleted);
extern bool contacts_scan_row(contacts_scan *scan, int64 id, contacts_node *node);
extern void contacts_scan_children(contacts_scan *scan, const contacts_link *parents, int64 count,
								   contacts_links *children);
extern void contacts_scan_close(contacts_scan *scan);

#endif							/* CONTACTS_EDGE_SCAN_H */
