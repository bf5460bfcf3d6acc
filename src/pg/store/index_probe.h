/*
 * index_probe.h
 *	  Rows that a rule finds by an index, without a query.
 */
#ifndef CONTACTS_INDEX_PROBE_H
#define CONTACTS_INDEX_PROBE_H

#include "postgres.h"

#include "access/genam.h"
#include "access/skey.h"
#include "executor/tuptable.h"
#include "pg/base/relation_watch.h"
#include "utils/snapshot.h"

#define CONTACTS_LOOKUP_KEYS 4

/*
 * An index of one of our tables, to be looked into by its first columns (bigint or text).  Give the names, and the
 * column that has to be null in a row that counts; the rest is found out.
 */
typedef struct contacts_lookup
{
	const char *table;
	const char *index;
	const char *null_column;	/* or NULL */
	contacts_watch table_watch;
	contacts_watch index_watch;
	AttrNumber	null_number;
	ScanKeyData keys[CONTACTS_LOOKUP_KEYS];
} contacts_lookup;

/* an open look into an index */
typedef struct contacts_lookup_scan
{
	contacts_lookup *lookup;
	Relation	table;
	Relation	index;
	Snapshot	snapshot;
	uint64		commits;		/* how many transactions had ended when it was opened */
	IndexScanDesc desc;
	TupleTableSlot *slot;
} contacts_lookup_scan;

extern void contacts_lookup_open(contacts_lookup_scan *scan, contacts_lookup *lookup, int count);
extern void contacts_lookup_start(contacts_lookup_scan *scan, const Datum *keys, int count);
extern bool contacts_lookup_next(contacts_lookup_scan *scan);
extern void contacts_lookup_close(contacts_lookup_scan *scan);
extern bool contacts_lookup_finds(contacts_lookup *lookup, const Datum *keys, int count, uint64 *commits);
extern bool contacts_nothing_ended_since(uint64 commits);

#endif							/* CONTACTS_INDEX_PROBE_H */
