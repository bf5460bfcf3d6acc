/*
 * pending_moves.c
 *	  What the statements that run have done to the edges, until their end judges it.
 *
 * An AFTER ROW trigger notes each new edge; its WHEN clause keeps all other rows out, so an UPDATE of something else
 * costs nothing.  An AFTER STATEMENT trigger, which comes after every row's, takes the list and checks it as a whole
 * (hierarchy_check.c).  A row belongs to the subtransaction that changed it: if that is rolled back, so is the note.
 *
 * Many rows have the same contact above them, so references are kept once for each.
 */
#include "pg/compat.h"

#include "access/xact.h"
#include "commands/trigger.h"
#include "common/hashfn.h"
#include "executor/tuptable.h"
#include "miscadmin.h"
#include "pg/access/context.h"
#include "pg/base/text.h"
#include "pg/hierarchy/edge_links.h"
#include "pg/hierarchy/pending_moves.h"
#include "pg/store/columns.h"
#include "pg/store/trigger.h"
#include "storage/lmgr.h"
#include "utils/memutils.h"

PG_FUNCTION_INFO_V1(contacts_hierarchy_note);
PG_FUNCTION_INFO_V1(contacts_hierarchy_begin);

/* one lock for each organization would fill the lock table; see doc/hierarchy.md */
#define LOCKS_PER_EDGE 1024

/* a statement that sets more columns than this writes whole rows, it does not mean to move */
#define COLUMNS_OF_A_MOVE 8

enum
{
	COL_ORGANIZATION_ID,
	COL_ID,
	COL_KIND,
	COL_DELETED_AT,
	COL_REPORTS_TO,
	COL_COMPANY_ID,
	EDGE_COLUMNS
};

static const contacts_column edge_column_names[] = {
	{"organization_id", INT8OID}, {"id", INT8OID}, {"kind", TEXTOID}, {"deleted_at", TIMESTAMPTZOID},
	{"reports_to", INT8OID}, {"company_id", INT8OID}
};
static contacts_columns edge_columns = {edge_column_names, EDGE_COLUMNS};

typedef struct reference_key
{
	int64		organization_id;
	int64		parent;
	int64		edge;
} reference_key;

typedef struct reference_entry
{
	reference_key key;
	int64		place;
	char		status;
} reference_entry;

#define SH_PREFIX references
#define SH_ELEMENT_TYPE reference_entry
#define SH_KEY_TYPE reference_key
#define SH_KEY key
#define SH_HASH_KEY(tb, key) hash_bytes((const unsigned char *) &(key), sizeof(reference_key))
#define SH_EQUAL(tb, a, b) ((a).parent == (b).parent && (a).organization_id == (b).organization_id && \
							(a).edge == (b).edge)
#define SH_SCOPE static inline
#define SH_DEFINE
#define SH_DECLARE
#include "lib/simplehash.h"

/* the list of the running transaction; context NULL while there is none */
static struct
{
	MemoryContext context;
	SubTransactionId subid;		/* that began the list, and whose end frees it */
	references_hash *index;
	contacts_reference *references;
	int64		reference_count;
	int64		reference_capacity;
	contacts_move *moves;
	int64		move_count;
	int64		move_capacity;
}			list;

/* The list dies with its memory at the end of the transaction. */
static void
at_end_of_transaction(XactEvent event, void *arg)
{
	list.context = NULL;
}

/* Build the index again over the references that are left. */
static void
index_references(void)
{
	references_reset(list.index);
	for (int64 i = 0; i < list.reference_count; i++)
	{
		contacts_reference *reference = &list.references[i];
		reference_key key = {reference->organization_id, reference->parent, reference->edge};
		bool		found;

		references_insert(list.index, key, &found)->place = i;
	}
}

/* Drop what a subtransaction that is rolled back, or one inside it, has noted: these have the higher numbers. */
static void
at_end_of_subtransaction(SubXactEvent event, SubTransactionId subid, SubTransactionId parent, void *arg)
{
	int64		kept = 0;

	if (event != SUBXACT_EVENT_ABORT_SUB || list.context == NULL)
		return;
	if (list.subid >= subid)
	{
		list.context = NULL;
		return;
	}
	for (int64 i = 0; i < list.reference_count; i++)
	{
		if (list.references[i].subid < subid)
			list.references[kept++] = list.references[i];
	}
	list.reference_count = kept;
	kept = 0;
	for (int64 i = 0; i < list.move_count; i++)
	{
		if (list.moves[i].subid < subid)
			list.moves[kept++] = list.moves[i];
	}
	list.move_count = kept;
	index_references();
}

/* Start an empty list. */
static void
start_list(void)
{
	static bool registered = false;

	if (!registered)
	{
		RegisterXactCallback(at_end_of_transaction, NULL);
		RegisterSubXactCallback(at_end_of_subtransaction, NULL);
		registered = true;
	}
	memset(&list, 0, sizeof(list));
	list.context = AllocSetContextCreate(CurTransactionContext, "contacts edges", ALLOCSET_DEFAULT_SIZES);
	list.subid = GetCurrentSubTransactionId();
	list.index = references_create(list.context, 8, NULL);
	list.reference_capacity = list.move_capacity = 64;
	list.references = MemoryContextAlloc(list.context, list.reference_capacity * sizeof(contacts_reference));
	list.moves = MemoryContextAlloc(list.context, list.move_capacity * sizeof(contacts_move));
}

/* Add a reference, once for each contact above. */
static void
note_reference(contacts_edge edge, int64 organization_id, int64 parent, int64 child, bool live)
{
	reference_key key = {organization_id, parent, edge};
	contacts_reference *reference;
	reference_entry *entry;
	bool		found;

	entry = references_insert(list.index, key, &found);
	if (found)
	{
		reference = &list.references[entry->place];
		if (live && !reference->by_live)
		{
			reference->child = child;
			reference->by_live = true;
		}
		return;
	}
	if (list.reference_count == list.reference_capacity)
		list.references = repalloc_huge(list.references, (list.reference_capacity *= 2) * sizeof(contacts_reference));
	entry->place = list.reference_count;
	reference = &list.references[list.reference_count++];
	reference->edge = edge;
	reference->organization_id = organization_id;
	reference->parent = parent;
	reference->child = child;
	reference->by_live = live;
	reference->subid = GetCurrentSubTransactionId();
}

/* Add a move. */
static void
note_move(contacts_edge edge, int64 organization_id, int64 id, int64 parent)
{
	contacts_move *move;

	if (list.move_count == list.move_capacity)
		list.moves = repalloc_huge(list.moves, (list.move_capacity *= 2) * sizeof(contacts_move));
	move = &list.moves[list.move_count++];
	move->edge = edge;
	move->organization_id = organization_id;
	move->id = id;
	move->parent = parent;
	move->subid = GetCurrentSubTransactionId();
}

/* Read an int8 column of a row; 0 for null. */
static int64
get_id(TupleTableSlot *slot, int column)
{
	bool		isnull;
	Datum		value = slot_getattr(slot, edge_columns.numbers[column], &isnull);

	return isnull ? 0 : DatumGetInt64(value);
}

/* Check whether a row has nobody below it over an edge: only companies have people and companies below them. */
static bool
is_leaf(TupleTableSlot *slot, contacts_edge edge)
{
	bool		isnull;
	Datum		kind = slot_getattr(slot, edge_columns.numbers[COL_KIND], &isnull);

	return edge == CONTACTS_COMPANY_ID && !isnull && contacts_text_is(DatumGetTextPP(kind), "person");
}

/* Note the edges of a row that are new. */
static void
note_row(TupleTableSlot *slot, TupleTableSlot *old)
{
	int64		organization_id = get_id(slot, COL_ORGANIZATION_ID);
	int64		id = get_id(slot, COL_ID);
	bool		live;

	(void) slot_getattr(slot, edge_columns.numbers[COL_DELETED_AT], &live);
	for (int edge = 0; edge < CONTACTS_EDGES; edge++)
	{
		int64		parent = get_id(slot, COL_REPORTS_TO + edge);

		if (parent == 0 || (old && parent == get_id(old, COL_REPORTS_TO + edge)))
			continue;
		note_reference(edge, organization_id, parent, id, live);
		if (old && !is_leaf(slot, edge))
			note_move(edge, organization_id, id, parent);
	}
}

/* AFTER INSERT OR UPDATE ROW trigger of table contact: note new edges. */
Datum
contacts_hierarchy_note(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = contacts_trigger(fcinfo, "hierarchy_note", CONTACTS_AFTER_ROW | CONTACTS_ON_WRITE);

	if (list.context == NULL)
		start_list();
	contacts_columns_resolve(&edge_columns, trigdata->tg_relation);
	if (TRIGGER_FIRED_BY_UPDATE(trigdata->tg_event))
		note_row(trigdata->tg_newslot, trigdata->tg_trigslot);
	else
		note_row(trigdata->tg_trigslot, NULL);
	return PointerGetDatum(NULL);
}

#define ST_SORT sort_references
#define ST_ELEMENT_TYPE contacts_reference
#define ST_COMPARE(a, b) \
	((a)->edge != (b)->edge ? ((a)->edge < (b)->edge ? -1 : 1) : \
	 (a)->organization_id < (b)->organization_id ? -1 : (a)->organization_id > (b)->organization_id)
#define ST_SCOPE static
#define ST_DEFINE
#include "lib/sort_template.h"

#define ST_SORT sort_moves
#define ST_ELEMENT_TYPE contacts_move
#define ST_COMPARE(a, b) \
	((a)->edge != (b)->edge ? ((a)->edge < (b)->edge ? -1 : 1) : \
	 (a)->organization_id < (b)->organization_id ? -1 : (a)->organization_id > (b)->organization_id)
#define ST_SCOPE static
#define ST_DEFINE
#include "lib/sort_template.h"

/* Take the whole list, with its memory; false where there is none. */
bool
contacts_pending_take(contacts_pending *pending)
{
	if (list.context == NULL)
		return false;
	pending->context = list.context;
	pending->references = list.references;
	pending->reference_count = list.reference_count;
	pending->moves = list.moves;
	pending->move_count = list.move_count;
	list.context = NULL;
	sort_references(pending->references, pending->reference_count);
	sort_moves(pending->moves, pending->move_count);
	return true;
}

/*
 * Wait for other moves in the hierarchy of an organization, and have them wait until this transaction ends.  The lock
 * is one on an object of the table; no SQL function takes such a lock, so an application's own locks are never in the
 * way.
 */
void
contacts_hierarchy_lock(Oid table, contacts_edge edge, int64 organization_id)
{
	Oid			bucket = hash_bytes((const unsigned char *) &organization_id, sizeof(organization_id)) % LOCKS_PER_EDGE;

	LockDatabaseObject(table, bucket, edge + 1, ExclusiveLock);
}

/*
 * BEFORE UPDATE OF reports_to STATEMENT trigger: a statement that means to move people waits for others here, before it
 * locks a row, so that two of them cannot wait for each other.  What another trigger moves, and what a client moves
 * that writes whole rows, takes the lock when it is checked: a rename that names every column need not wait.
 */
Datum
contacts_hierarchy_begin(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = contacts_trigger(fcinfo, "hierarchy_begin",
											  CONTACTS_BEFORE | CONTACTS_EACH_STATEMENT | CONTACTS_ON_UPDATE);
	int64		organization_id;

	if (bms_num_members(trigdata->tg_updatedcols) <= COLUMNS_OF_A_MOVE &&
		contacts_context_organization(&organization_id))
		contacts_hierarchy_lock(RelationGetRelid(trigdata->tg_relation), CONTACTS_REPORTS_TO, organization_id);
	return PointerGetDatum(NULL);
}
