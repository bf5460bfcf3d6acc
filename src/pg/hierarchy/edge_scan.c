/*
 * edge_scan.c
 *	  Reading the edges of table contact straight from its indexes, as an index scan and an index-only scan would.
 *
 * A walk looks up one row, or the rows below one, again and again.  The executor spends most of such a query on
 * starting it; here a look-up is a rescan.  Who may see what is decided before (hierarchy_source.c).
 */
#include "pg/compat.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/stratnum.h"
#include "access/tableam.h"
#include "access/visibilitymap.h"
#include "catalog/pg_am.h"
#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "nodes/primnodes.h"
#include "pg/base/relation_watch.h"
#include "pg/base/text.h"
#include "pg/hierarchy/edge_links.h"
#include "pg/hierarchy/edge_scan.h"
#include "pg/hierarchy/row_places.h"
#include "pg/store/columns.h"
#include "storage/bufmgr.h"
#include "storage/predicate.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/relcache.h"

/*
 * Contacts whose ids are so near to each other are looked up together.  The index has one row for a contact at most on
 * the average, and to pass over a few costs less than to find a place in the tree.
 */
#define NEAR_IDS 16
#define SKIPPED_ROWS 128

/* the columns of the table that a walk reads */
typedef enum scan_column
{
	SCAN_ORGANIZATION_ID,
	SCAN_ID,
	SCAN_KIND,
	SCAN_DELETED_AT,
	SCAN_REPORTS_TO,
	SCAN_COMPANY_ID,
	SCAN_COLUMNS
} scan_column;

static const contacts_column column_names[SCAN_COLUMNS] = {
	{"organization_id", INT8OID}, {"id", INT8OID}, {"kind", TEXTOID}, {"deleted_at", TIMESTAMPTZOID},
	{"reports_to", INT8OID}, {"company_id", INT8OID}
};

/* an index on an edge; it answers alone where it has the id right behind the edge, and deleted_at */
typedef struct edge_index
{
	Oid			oid;
	bool		answers_alone;
	int			deleted_at;
} edge_index;

/* places of columns in an index on an edge */
#define EDGE_PLACE 2
#define ID_PLACE 3

/* what was found out about the table, until it changes */
static struct
{
	contacts_watch watch;
	AttrNumber	columns[SCAN_COLUMNS];
	Oid			id_index;
	edge_index	edges[CONTACTS_EDGES];
}			known;

/* Check whether an index begins with the organization and another column. */
static bool
index_begins_with(Relation index, AttrNumber second)
{
	Form_pg_index form = index->rd_index;

	return form->indisvalid && index->rd_rel->relam == BTREE_AM_OID && form->indnkeyatts >= 2 &&
		form->indkey.values[0] == known.columns[SCAN_ORGANIZATION_ID] && form->indkey.values[1] == second &&
		index->rd_opcintype[0] == INT8OID && index->rd_opcintype[1] == INT8OID;
}

/* Check whether an index lacks no row that has a column filled. */
static bool
index_is_whole(Relation index, AttrNumber column)
{
	ListCell   *lc;

	foreach(lc, RelationGetIndexPredicate(index))
	{
		NullTest   *test = (NullTest *) lfirst(lc);

		if (!IsA(test, NullTest) || test->nulltesttype != IS_NOT_NULL || !IsA(test->arg, Var) ||
			((Var *) test->arg)->varattno != column)
			return false;
	}
	return true;
}

/* Find the place of a column in an index; 0 where it is not there. */
static int
index_place(Relation index, AttrNumber column)
{
	for (int i = 0; i < index->rd_index->indnatts; i++)
	{
		if (index->rd_index->indkey.values[i] == column)
			return i + 1;
	}
	return 0;
}

/* Take an index for one of the scans if it serves; one that has the other columns too is better. */
static void
consider_index(Relation index)
{
	if (index_begins_with(index, known.columns[SCAN_ID]) && index->rd_index->indisunique &&
		index_is_whole(index, known.columns[SCAN_ID]))
		known.id_index = RelationGetRelid(index);
	for (int edge = 0; edge < CONTACTS_EDGES; edge++)
	{
		AttrNumber	column = known.columns[SCAN_REPORTS_TO + edge];
		edge_index *best = &known.edges[edge];
		edge_index	found = {RelationGetRelid(index)};

		if (!index_begins_with(index, column) || !index_is_whole(index, column))
			continue;
		found.deleted_at = index_place(index, known.columns[SCAN_DELETED_AT]);
		found.answers_alone = found.deleted_at != 0 && index_place(index, known.columns[SCAN_ID]) == ID_PLACE &&
			TupleDescAttr(RelationGetDescr(index), ID_PLACE - 1)->atttypid == INT8OID;
		if (!OidIsValid(best->oid) || found.answers_alone)
			*best = found;
	}
}

/* Find out columns and indexes of the table. */
static void
look_at(Relation table)
{
	List	   *indexes;
	ListCell   *lc;

	contacts_watch_start(&known.watch, RelationGetRelid(table));
	known.id_index = InvalidOid;
	memset(known.edges, 0, sizeof(known.edges));
	for (int i = 0; i < SCAN_COLUMNS; i++)
		known.columns[i] = contacts_column_required(table, column_names[i].name, column_names[i].type);
	indexes = RelationGetIndexList(table);
	foreach(lc, indexes)
	{
		Relation	index = index_open(lfirst_oid(lc), AccessShareLock);

		consider_index(index);
		index_close(index, AccessShareLock);
	}
	list_free(indexes);
}

/* Begin a scan of an index for one organization; its keys come later. */
static IndexScanDesc
begin(contacts_scan *scan, Relation *index, Oid oid, int nkeys)
{
	*index = index_open(oid, AccessShareLock);
	return contacts_index_beginscan(scan->table, *index, scan->snapshot, nkeys);
}

/* Find the row of an id. */
static void
look_up_id(contacts_scan *scan, int64 id)
{
	ScanKeyData keys[2];

	ScanKeyInit(&keys[0], 1, BTEqualStrategyNumber, F_INT8EQ, Int64GetDatum(scan->organization_id));
	ScanKeyInit(&keys[1], 2, BTEqualStrategyNumber, F_INT8EQ, Int64GetDatum(id));
	index_rescan(scan->by_id, keys, lengthof(keys), NULL, 0);
}

/* Find the rows below contacts from first to last. */
static void
look_up_parents(contacts_scan *scan, int64 first, int64 last)
{
	ScanKeyData keys[3];

	ScanKeyInit(&keys[0], 1, BTEqualStrategyNumber, F_INT8EQ, Int64GetDatum(scan->organization_id));
	ScanKeyInit(&keys[1], 2, BTGreaterEqualStrategyNumber, F_INT8GE, Int64GetDatum(first));
	ScanKeyInit(&keys[2], 2, BTLessEqualStrategyNumber, F_INT8LE, Int64GetDatum(last));
	index_rescan(scan->by_parent, keys, lengthof(keys), NULL, 0);
}

/* Open the table's indexes; false where it has to be read by queries. */
bool
contacts_scan_open(contacts_scan *scan, Relation table, contacts_edge edge, int64 organization_id,
				   Snapshot snapshot, bool with_deleted)
{
	memset(scan, 0, sizeof(*scan));
	if (table->rd_rel->relkind != RELKIND_RELATION || table->rd_rel->relam != HEAP_TABLE_AM_OID ||
		table->rd_rel->relhassubclass)
		return false;
	if (!contacts_watch_holds(&known.watch, RelationGetRelid(table)))
		look_at(table);
	if (!OidIsValid(known.id_index) || !OidIsValid(known.edges[edge].oid))
		return false;
	scan->edge = edge;
	scan->organization_id = organization_id;
	scan->with_deleted = with_deleted;
	scan->snapshot = snapshot;
	scan->table = table;
	scan->slot = table_slot_create(table, NULL);
	scan->map = InvalidBuffer;
	return true;
}

/* Check whether the slot has the row of an id. */
static bool
is_row_of(contacts_scan *scan, int64 id)
{
	bool		isnull;

	return DatumGetInt64(slot_getattr(scan->slot, known.columns[SCAN_ORGANIZATION_ID],
									  &isnull)) == scan->organization_id &&
		DatumGetInt64(slot_getattr(scan->slot, known.columns[SCAN_ID], &isnull)) == id;
}

/* Fetch the row of an id from where it was seen before; false where it is not there now. */
static bool
fetch_from_place(contacts_scan *scan, int64 id)
{
	ItemPointerData place;

	if (!contacts_place_recall(id, &place))
		return false;
	/* the table cannot shrink while it is open, but may have before */
	if (scan->blocks == 0)
		scan->blocks = RelationGetNumberOfBlocks(scan->table);
	return ItemPointerGetBlockNumber(&place) < scan->blocks &&
		table_tuple_fetch_row_version(scan->table, &place, scan->snapshot, scan->slot) && is_row_of(scan, id);
}

/* Fetch the row of an id by the index; false where it is not there. */
static bool
fetch_by_index(contacts_scan *scan, int64 id)
{
	if (scan->by_id == NULL)
		scan->by_id = begin(scan, &scan->id_index, known.id_index, 2);
	look_up_id(scan, id);
	if (!index_getnext_slot(scan->by_id, ForwardScanDirection, scan->slot))
		return false;
	contacts_place_keep(id, &scan->slot->tts_tid);
	return true;
}

/* Check whether a column is null, without a look at those before it. */
static bool
is_null(contacts_scan *scan, scan_column column)
{
	return heap_attisnull(((HeapTupleTableSlot *) scan->slot)->tuple, known.columns[column],
						  scan->slot->tts_tupleDescriptor);
}

/* Read the row of an id; false where it is not there, or deleted and not wanted. */
bool
contacts_scan_row(contacts_scan *scan, int64 id, contacts_node *node)
{
	bool		isnull;
	Datum		value;
	bool		found = fetch_from_place(scan, id) || fetch_by_index(scan, id);

	if (found)
	{
		node->id = id;
		node->deleted = !is_null(scan, SCAN_DELETED_AT);
		value = slot_getattr(scan->slot, known.columns[SCAN_KIND], &isnull);
		node->is_person = !isnull && contacts_text_is(DatumGetTextPP(value), "person");
		value = slot_getattr(scan->slot, known.columns[SCAN_REPORTS_TO + scan->edge], &isnull);
		node->parent = isnull ? 0 : DatumGetInt64(value);
		found = scan->with_deleted || !node->deleted;
	}
	ExecClearTuple(scan->slot);
	return found;
}

/* Check whether the page of a row is known to be visible to everybody, so that the index alone will do. */
static bool
is_all_visible(contacts_scan *scan, ItemPointer tid)
{
	BlockNumber block = ItemPointerGetBlockNumber(tid);

	if (!VM_ALL_VISIBLE(scan->table, block, &scan->map))
		return false;
	/* as nodeIndexonlyscan.c does in place of the lock on the row */
	PredicateLockPage(scan->table, block, scan->snapshot);
	return true;
}

/*
 * Read one of the first columns of a row of an edge's index: each is an int8, and none of them null in the rows that
 * are read.
 */
static int64
index_int8(contacts_scan *scan, int place)
{
	IndexTuple	row = scan->by_parent->xs_itup;

	return ((int64 *) ((char *) row + IndexInfoFindDataOffset(row->t_info)))[place - 1];
}

/* Read a child from the index alone; 0 where it is deleted and not wanted. */
static int64
child_in_index(contacts_scan *scan, const edge_index *index)
{
	IndexScanDesc desc = scan->by_parent;
	bool		isnull;

	(void) index_getattr(desc->xs_itup, index->deleted_at, desc->xs_itupdesc, &isnull);
	if (!isnull && !scan->with_deleted)
		return 0;
	return index_int8(scan, ID_PLACE);
}

/* Read a child from its row; 0 where it is deleted and not wanted. */
static int64
child_in_slot(contacts_scan *scan)
{
	bool		isnull;

	if (!scan->with_deleted && !is_null(scan, SCAN_DELETED_AT))
		return 0;
	return DatumGetInt64(slot_getattr(scan->slot, known.columns[SCAN_ID], &isnull));
}

/* Read the child that the index has come to; 0 where the row is not visible, or deleted and not wanted. */
static int64
current_child(contacts_scan *scan, ItemPointer tid, const edge_index *index)
{
	if ((!index->answers_alone || !is_all_visible(scan, tid)) && !index_fetch_heap(scan->by_parent, scan->slot))
		return 0;
	return index->answers_alone ? child_in_index(scan, index) : child_in_slot(scan);
}

/*
 * Add the children of the contacts from place i to place last, reading the index from the first to the last of them.
 * Returns the place to go on at: earlier where too many rows of others lie between.
 */
static int64
scan_range(contacts_scan *scan, const contacts_link *parents, int64 i, int64 last, const edge_index *index,
		   contacts_links *children)
{
	ItemPointer tid;
	int			skipped = 0;

	look_up_parents(scan, parents[i].id, parents[last].id);
	while ((tid = index_getnext_tid(scan->by_parent, ForwardScanDirection)) != NULL)
	{
		int64		parent = index_int8(scan, EDGE_PLACE);
		int64		child;

		CHECK_FOR_INTERRUPTS();
		while (parents[i].id < parent)
			i++;
		if (parents[i].id != parent)
		{
			if (++skipped == SKIPPED_ROWS)
				return i;
			continue;
		}
		skipped = 0;
		child = current_child(scan, tid, index);
		if (child != 0)
			contacts_links_add(children, child, parent);
	}
	return last + 1;
}

/* Add the contacts right below the given ones, which are sorted by their ids. */
void
contacts_scan_children(contacts_scan *scan, const contacts_link *parents, int64 count, contacts_links *children)
{
	const edge_index index = known.edges[scan->edge];
	int64		i = 0;

	if (scan->by_parent == NULL)
	{
		scan->by_parent = begin(scan, &scan->edge_index, index.oid, 3);
		scan->by_parent->xs_want_itup = true;
	}
	while (i < count)
	{
		int64		last = i;

		CHECK_FOR_INTERRUPTS();
		while (last + 1 < count && parents[last + 1].id - parents[last].id <= NEAR_IDS)
			last++;
		i = scan_range(scan, parents, i, last, &index, children);
	}
	ExecClearTuple(scan->slot);
}

/* End a scan of an index. */
static void
end(IndexScanDesc desc, Relation index)
{
	if (desc == NULL)
		return;
	index_endscan(desc);
	index_close(index, AccessShareLock);
}

/* End what contacts_scan_open() began. */
void
contacts_scan_close(contacts_scan *scan)
{
	end(scan->by_id, scan->id_index);
	end(scan->by_parent, scan->edge_index);
	if (BufferIsValid(scan->map))
		ReleaseBuffer(scan->map);
	ExecDropSingleTupleTableSlot(scan->slot);
}
