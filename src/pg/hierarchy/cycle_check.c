/*
 * cycle_check.c
 *	  No cycle, no chain that is too long, nothing below a contact of the wrong kind: what a statement did, judged as
 *	  a whole.
 *
 * No committed state ever has a cycle, at any isolation level:
 *
 * - A new row can close a cycle with rows of the same statement only, since nobody can refer to it before.  So an
 * INSERT
 *	 takes no lock; walking up from what its rows refer to finds such a cycle.
 * - An UPDATE that moves contacts holds the lock of the hierarchy until its transaction ends, and walks in a snapshot
 * that
 *	 is taken after it has the lock: it sees every move that was committed before, also at REPEATABLE READ.
 *
 * Edges of deleted contacts count: to restore one can then never close a cycle.  What a walk has seen is kept for the
 * statement, so that a bulk change costs as much as the rows that it touches.
 */
#include "pg/compat.h"

#include "access/xact.h"
#include "commands/trigger.h"
#include "common/hashfn.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "pg/access/organization_settings.h"
#include "pg/base/error.h"
#include "pg/hierarchy/edge_links.h"
#include "pg/hierarchy/edge_source.h"
#include "pg/hierarchy/pending_moves.h"
#include "pg/store/trigger.h"
#include "utils/rel.h"

PG_FUNCTION_INFO_V1(contacts_hierarchy_check);

/* contacts of a cycle that are named at each end of a long one */
#define NAMED_CONTACTS 10

#define DEPTH_UNKNOWN (-1)

/* a contact that a walk has seen */
typedef struct seen_contact
{
	int64		id;
	int64		parent;
	int64		depth;			/* how many are above */
	bool		is_person;
	bool		deleted;
	bool		missing;
	bool		expanded;		/* those below were seen, too */
	char		status;
} seen_contact;

#define SH_PREFIX seen
#define SH_ELEMENT_TYPE seen_contact
#define SH_KEY_TYPE int64
#define SH_KEY id
#define SH_HASH_KEY(tb, key) murmurhash32((uint32) (key) ^ (uint32) ((key) >> 32))
#define SH_EQUAL(tb, a, b) ((a) == (b))
#define SH_SCOPE static inline
#define SH_DEFINE
#define SH_DECLARE
#include "lib/simplehash.h"

/* the check of one hierarchy */
typedef struct hierarchy_check
{
	contacts_edge edge;
	int64		organization_id;
	int64		max_depth;
	contacts_source *source;
	seen_hash  *seen;
	contacts_links path;
} hierarchy_check;

/* Look at a contact, once. */
static seen_contact *
look_at(hierarchy_check *check, int64 id)
{
	bool		found;
	seen_contact *contact = seen_insert(check->seen, id, &found);
	contacts_node node;

	if (found)
		return contact;
	contact->depth = DEPTH_UNKNOWN;
	contact->expanded = false;
	contact->missing = !contacts_source_row(check->source, id, &node);
	contact->parent = contact->missing ? 0 : node.parent;
	contact->is_person = !contact->missing && node.is_person;
	contact->deleted = !contact->missing && node.deleted;
	return contact;
}

/* Write a contact of a cycle into the message. */
static void
append_contact(hierarchy_check *check, StringInfo chain, int64 id)
{
	appendStringInfo(chain, INT64_FORMAT "%s", id, seen_lookup(check->seen, id)->deleted ? " (deleted)" : "");
}

/* Refuse a cycle: the path from one of its contacts up to the same one. */
static void
refuse_cycle(hierarchy_check *check, const contacts_link *cycle, int64 count)
{
	StringInfoData chain;
	const char *column = contacts_edge_column(check->edge);

	initStringInfo(&chain);
	for (int64 i = 0; i < count; i++)
	{
		if (i == NAMED_CONTACTS && count > 2 * NAMED_CONTACTS)
		{
			appendStringInfo(&chain, "... (" INT64_FORMAT " more) -> ", count - 2 * NAMED_CONTACTS);
			i = count - NAMED_CONTACTS;
		}
		append_contact(check, &chain, cycle[i].id);
		appendStringInfoString(&chain, " -> ");
	}
	append_contact(check, &chain, cycle[0].id);
	ereport(ERROR,
			(errcode(CONTACTS_ERRCODE_HIERARCHY_CYCLE),
			 errmsg("\"%s\" would form a cycle", column),
			 errdetail("%s: %s.", column, chain.data),
			 errhint("Give one of these contacts another %s first.", column)));
}

/* Refuse a chain that is too long. */
static void
refuse_depth(hierarchy_check *check, int64 id, int64 depth)
{
	ereport(ERROR,
			(errcode(CONTACTS_ERRCODE_VALIDATION),
			 errmsg("hierarchy is too deep"),
			 errdetail("Contact " INT64_FORMAT " would have " INT64_FORMAT " contacts above it over %s, the limit is"
			 " " INT64_FORMAT ".",
					   id, depth, contacts_edge_column(check->edge), check->max_depth),
			 errhint("The organization's max_depth holds the limit.")));
}

/* Find how many contacts are above a contact, walking up to where that is known; refuse a cycle. */
static int64
depth_of(hierarchy_check *check, int64 id)
{
	contacts_links *path = &check->path;
	int64		depth = -1;

	path->count = 0;
	while (id != 0)
	{
		seen_contact *contact = look_at(check, id);

		CHECK_FOR_INTERRUPTS();
		if (contact->depth >= 0)
		{
			depth = contact->depth;
			break;
		}
		/* a contact on the path has the place on it, below zero, as its depth */
		if (contact->depth != DEPTH_UNKNOWN)
		{
			int64		place = -2 - contact->depth;

			refuse_cycle(check, path->items + place, path->count - place);
		}
		contact->depth = -2 - path->count;
		contacts_links_add(path, id, contact->parent);
		id = contact->parent;
	}
	for (int64 i = path->count - 1; i >= 0; i--)
		seen_lookup(check->seen, path->items[i].id)->depth = ++depth;
	return depth;
}

/* Refuse a new reference to a contact that is deleted. */
static void
refuse_deleted(hierarchy_check *check, const contacts_reference *reference)
{
	bool		company = check->edge == CONTACTS_COMPANY_ID;

	ereport(ERROR,
			(errcode(company ? CONTACTS_ERRCODE_COMPANY_NOT_FOUND : CONTACTS_ERRCODE_CONTACT_NOT_FOUND),
			 company ? errmsg("the specified company was not found") : errmsg("the requested contact was not found"),
			 errdetail("Contact " INT64_FORMAT " has %s " INT64_FORMAT ", which is deleted.",
					   reference->child, contacts_edge_column(check->edge), reference->parent),
			 errhint("Restore it first, or refer to another one.")));
}

/* Refuse a new reference to a contact of the wrong kind. */
static void
refuse_kind(hierarchy_check *check, const contacts_reference *reference)
{
	bool		company = check->edge == CONTACTS_COMPANY_ID;

	ereport(ERROR,
			(errcode(CONTACTS_ERRCODE_INVALID_ENTITY_TYPE),
			 company ? errmsg("company_id must refer to a company") : errmsg("reports_to must refer to a person"),
			 errdetail("Contact " INT64_FORMAT " has %s " INT64_FORMAT ", which is %s.",
					   reference->child, contacts_edge_column(check->edge), reference->parent,
					   company ? "a person" : "a company")));
}

/* Check what a contact refers to, and the length of the chain above it. */
static void
check_reference(hierarchy_check *check, const contacts_reference *reference)
{
	seen_contact *parent = look_at(check, reference->parent);
	int64		depth;

	/* the foreign key has looked for it already, unless somebody took that away */
	if (parent->missing)
		return;
	if (parent->is_person != (check->edge == CONTACTS_REPORTS_TO))
		refuse_kind(check, reference);
	if (parent->deleted && reference->by_live)
		refuse_deleted(check, reference);
	depth = depth_of(check, reference->parent) + 1;
	if (depth > check->max_depth)
		refuse_depth(check, reference->child, depth);
}

/* Note that a contact is so deep, and that those below it will be seen; false where they were before. */
static bool
expand(hierarchy_check *check, int64 id, int64 depth)
{
	bool		found;
	seen_contact *contact = seen_insert(check->seen, id, &found);

	if (found && contact->expanded)
		return false;
	if (!found)
		memset((char *) contact + sizeof(contact->id), 0, offsetof(seen_contact, status) - sizeof(contact->id));
	contact->depth = depth;
	contact->expanded = true;
	if (depth > check->max_depth)
		refuse_depth(check, id, depth);
	return true;
}

/* Check the length of the chains below contacts that were moved, level by level. */
static void
check_below(hierarchy_check *check, const contacts_move *moves, int64 count)
{
	contacts_links levels[2];
	int			level = 0;

	contacts_links_start(&levels[0]);
	contacts_links_start(&levels[1]);
	for (int64 i = 0; i < count; i++)
	{
		if (expand(check, moves[i].id, depth_of(check, moves[i].parent) + 1))
			contacts_links_add(&levels[0], moves[i].id, moves[i].parent);
	}
	contacts_links_sort(&levels[0], 0);
	while (levels[level].count > 0)
	{
		contacts_links *above = &levels[level];
		contacts_links *below = &levels[1 - level];
		int64		kept = 0;

		CHECK_FOR_INTERRUPTS();
		below->count = 0;
		contacts_source_children(check->source, above->items, above->count, below);
		for (int64 i = 0; i < below->count; i++)
		{
			contacts_link link = below->items[i];

			if (expand(check, link.id, seen_lookup(check->seen, link.parent)->depth + 1))
				below->items[kept++] = link;
		}
		below->count = kept;
		contacts_links_sort(below, 0);
		level = 1 - level;
	}
}

/* Check what was done to one hierarchy. */
static void
check_hierarchy(Oid table, const contacts_reference *references, int64 reference_count,
				const contacts_move *moves, int64 move_count)
{
	hierarchy_check check = {references->edge, references->organization_id};

	/* the lock comes before the snapshot */
	if (move_count > 0)
		contacts_hierarchy_lock(table, check.edge, check.organization_id);
	check.max_depth = contacts_organization_settings(check.organization_id)->max_depth;
	check.source = contacts_source_open_newest(check.edge, check.organization_id);
	/* to clear a table for hundreds costs as much as all the rest of a statement with one row */
	check.seen = seen_create(CurrentMemoryContext, Min(reference_count, 256) + 8, NULL);
	contacts_links_start(&check.path);
	for (int64 i = 0; i < reference_count; i++)
		check_reference(&check, &references[i]);
	check_below(&check, moves, move_count);
	contacts_source_close(check.source);
}

/* Check each hierarchy that the statement has changed. */
static void
check_all(Oid table, const contacts_pending *pending)
{
	int64		move = 0;
	int64		reference = 0;

	while (reference < pending->reference_count)
	{
		const contacts_reference *first = &pending->references[reference];
		int64		references = 0;
		int64		moves = 0;

		while (reference + references < pending->reference_count && first[references].edge == first->edge &&
			   first[references].organization_id == first->organization_id)
			references++;
		while (move + moves < pending->move_count && pending->moves[move + moves].edge == first->edge &&
			   pending->moves[move + moves].organization_id == first->organization_id)
			moves++;
		check_hierarchy(table, first, references, pending->moves + move, moves);
		reference += references;
		move += moves;
	}
}

/* AFTER INSERT OR UPDATE STATEMENT trigger of table contact. */
Datum
contacts_hierarchy_check(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = contacts_trigger(fcinfo, "hierarchy_check",
											  CONTACTS_AFTER | CONTACTS_EACH_STATEMENT | CONTACTS_ON_WRITE);
	contacts_pending pending;
	MemoryContext work;
	MemoryContext before;

	if (!contacts_pending_take(&pending))
		return PointerGetDatum(NULL);
	/* what the statement did has to be in the snapshot */
	CommandCounterIncrement();
	work = AllocSetContextCreate(CurrentMemoryContext, "contacts hierarchy check", ALLOCSET_DEFAULT_SIZES);
	before = MemoryContextSwitchTo(work);
	check_all(RelationGetRelid(trigdata->tg_relation), &pending);
	MemoryContextSwitchTo(before);
	MemoryContextDelete(work);
	MemoryContextDelete(pending.context);
	return PointerGetDatum(NULL);
}
