/*
 * index_probe.c
 *	  Rows that a rule finds by an index, without a query, in their newest state.
 *
 * Rules that run for each row of a bulk load ask this way.  A query would cost several times as much, most of it to
 * start and end; and a plan that was made while the table was empty knows no difference between its indexes, and
 * would read all rows of the organization.
 */
#include "pg/compat.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/stratnum.h"
#include "access/table.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "pg/base/relation_watch.h"
#include "pg/store/catalog.h"
#include "pg/store/index_probe.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

/* Prepare the keys for the first columns of the index. */
static void
prepare_keys(contacts_lookup *lookup, Relation index)
{
	for (int i = 0; i < Min(CONTACTS_LOOKUP_KEYS, index->rd_index->indnkeyatts); i++)
	{
		Form_pg_attribute att = TupleDescAttr(RelationGetDescr(index), i);

		ScanKeyEntryInitialize(&lookup->keys[i], 0, i + 1, BTEqualStrategyNumber, InvalidOid, att->attcollation,
							   att->atttypid == TEXTOID ? F_TEXTEQ : F_INT8EQ, (Datum) 0);
	}
}

/* Open table and index; the names are looked up once, under the lock on the table that keeps its indexes from going. */
static void
open_relations(contacts_lookup_scan *scan, contacts_lookup *lookup)
{
	bool		known = lookup->table_watch.valid && lookup->index_watch.valid;

	if (!known)
		contacts_watch_start(&lookup->table_watch, contacts_installed_relation(lookup->table));
	scan->table = table_open(lookup->table_watch.relid, AccessShareLock);
	known = known && lookup->table_watch.valid && lookup->index_watch.valid;
	if (!known)
	{
		contacts_watch_start(&lookup->table_watch, RelationGetRelid(scan->table));
		contacts_watch_start(&lookup->index_watch, contacts_installed_relation(lookup->index));
		lookup->null_number = lookup->null_column
			? get_attnum(RelationGetRelid(scan->table), lookup->null_column) : InvalidAttrNumber;
	}
	scan->index = index_open(lookup->index_watch.relid, AccessShareLock);
	if (!known)
		prepare_keys(lookup, scan->index);
}

/* Open an index for looks by its first columns; what the statement that fired the rule has done so far counts too. */
void
contacts_lookup_open(contacts_lookup_scan *scan, contacts_lookup *lookup, int count)
{
	Snapshot	newest;

	scan->lookup = lookup;
	open_relations(scan, lookup);
	CommandCounterIncrement();
	newest = GetLatestSnapshot();
	scan->commits = newest->snapXactCompletionCount;
	scan->snapshot = RegisterSnapshot(newest);
	scan->slot = table_slot_create(scan->table, NULL);
	scan->desc = contacts_index_beginscan(scan->table, scan->index, scan->snapshot, count);
}

/* Begin a look for the rows with some keys. */
void
contacts_lookup_start(contacts_lookup_scan *scan, const Datum *keys, int count)
{
	ScanKeyData scan_keys[CONTACTS_LOOKUP_KEYS];

	memcpy(scan_keys, scan->lookup->keys, count * sizeof(ScanKeyData));
	for (int i = 0; i < count; i++)
		scan_keys[i].sk_argument = keys[i];
	index_rescan(scan->desc, scan_keys, count, NULL, 0);
}

/* Check whether the row in the slot counts: its null bits say so, without a look at the columns before. */
static bool
counts(contacts_lookup_scan *scan)
{
	AttrNumber	number = scan->lookup->null_number;

	return number == InvalidAttrNumber ||
		heap_attisnull(((HeapTupleTableSlot *) scan->slot)->tuple, number, scan->slot->tts_tupleDescriptor);
}

/* Put the next row that counts into the slot; false where there is none. */
bool
contacts_lookup_next(contacts_lookup_scan *scan)
{
	while (index_getnext_slot(scan->desc, ForwardScanDirection, scan->slot))
	{
		CHECK_FOR_INTERRUPTS();
		if (counts(scan))
			return true;
	}
	return false;
}

/* Close what was opened; the locks on the relations are those of the statement. */
void
contacts_lookup_close(contacts_lookup_scan *scan)
{
	index_endscan(scan->desc);
	ExecDropSingleTupleTableSlot(scan->slot);
	UnregisterSnapshot(scan->snapshot);
	index_close(scan->index, AccessShareLock);
	table_close(scan->table, AccessShareLock);
}

/*
 * Check whether there is a row that counts; *commits, where it is asked for, is how many transactions had ended by
 * then.
 */
bool
contacts_lookup_finds(contacts_lookup *lookup, const Datum *keys, int count, uint64 *commits)
{
	contacts_lookup_scan scan;
	bool		found;

	contacts_lookup_open(&scan, lookup, count);
	contacts_lookup_start(&scan, keys, count);
	found = contacts_lookup_next(&scan);
	if (commits)
		*commits = scan.commits;
	contacts_lookup_close(&scan);
	return found;
}

/* Check whether no transaction has ended since, so that a look into an index would find the same again. */
bool
contacts_nothing_ended_since(uint64 commits)
{
	/* what lets GetSnapshotData() hand out the same snapshot again */
	return commits != 0 && GetLatestSnapshot()->snapXactCompletionCount == commits;
}
