/*
 * edge_source.c
 *	  Where links come from: the contacts of one organization.
 *
 * Readers read live contacts as the caller, with the snapshot of his query.  Rules read every contact as the owner of
 * the table, with the newest snapshot.  Both read the indexes themselves where they can, else by queries.
 */
#include "pg/compat.h"

#include "access/table.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "pg/access/read_policy.h"
#include "pg/base/error.h"
#include "pg/hierarchy/edge_links.h"
#include "pg/hierarchy/edge_scan.h"
#include "pg/hierarchy/edge_source.h"
#include "pg/hierarchy/walk_memory.h"
#include "pg/store/catalog.h"
#include "pg/store/query.h"
#include "utils/snapmgr.h"

#define ROWS_PER_QUERY 10000

struct contacts_source
{
	contacts_edge edge;
	int64		organization_id;
	Relation	table;
	Snapshot	snapshot;		/* of a rule, NULL for a reader */
	bool		nothing;		/* the policies hide every row */
	bool		by_index;
	contacts_scan scan;
	contacts_memory *memory;	/* of the call site, or NULL */
};

static const char *const edge_columns[CONTACTS_EDGES] = {"reports_to", "company_id"};

/* Find an edge by the name of its column; false where no edge has it. */
bool
contacts_edge_find(text *name, contacts_edge *edge)
{
	for (int i = 0; i < CONTACTS_EDGES; i++)
	{
		if (strlen(edge_columns[i]) == VARSIZE_ANY_EXHDR(name) &&
			memcmp(edge_columns[i], VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name)) == 0)
		{
			*edge = i;
			return true;
		}
	}
	return false;
}

/* Find an edge by the name of its column, or raise. */
contacts_edge
contacts_edge_by_name(text *name)
{
	contacts_edge edge;

	if (!contacts_edge_find(name, &edge))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("edge \"%s\" does not exist", contacts_quote_input(VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name))),
				 errhint("Edges are reports_to and company_id.")));
	return edge;
}

/* Name the column of an edge. */
const char *
contacts_edge_column(contacts_edge edge)
{
	return edge_columns[edge];
}

/* Start a source on the table. */
static contacts_source *
start_source(contacts_edge edge, int64 organization_id)
{
	contacts_source *source = palloc0(sizeof(contacts_source));

	source->edge = edge;
	source->organization_id = organization_id;
	source->table = table_open(contacts_installed_relation("contact"), AccessShareLock);
	return source;
}

/* Connect to SPI where the indexes cannot be read; what callers allocate outlives the connection. */
static void
connect_unless_by_index(contacts_source *source)
{
	MemoryContext context = CurrentMemoryContext;

	if (source->by_index || source->nothing)
		return;
	contacts_connect();
	MemoryContextSwitchTo(context);
}

/* Open the contacts of an organization that the caller sees. */
contacts_source *
contacts_source_open(contacts_edge edge, int64 organization_id)
{
	contacts_source *source = start_source(edge, organization_id);
	contacts_verdict verdict = contacts_may_read(source->table, organization_id);

	source->nothing = verdict == CONTACTS_READS_NOTHING;
	source->by_index = verdict == CONTACTS_READS_ALL &&
		contacts_scan_open(&source->scan, source->table, edge, organization_id, GetActiveSnapshot(), false);
	connect_unless_by_index(source);
	return source;
}

/* Open all contacts of an organization in their newest state, for a rule. */
contacts_source *
contacts_source_open_newest(contacts_edge edge, int64 organization_id)
{
	contacts_source *source = start_source(edge, organization_id);

	source->snapshot = RegisterSnapshot(GetLatestSnapshot());
	source->by_index = contacts_scan_open(&source->scan, source->table, edge, organization_id, source->snapshot, true);
	connect_unless_by_index(source);
	return source;
}

/* Keep what walks up read for the later calls from the same place in a query; see hierarchy_memory.c. */
void
contacts_source_remember(contacts_source *source, FmgrInfo *flinfo)
{
	if (source->by_index)
		source->memory = contacts_memory_of(flinfo, source->edge, source->organization_id);
}

/* End what was opened. */
void
contacts_source_close(contacts_source *source)
{
	if (source->by_index)
		contacts_scan_close(&source->scan);
	else if (!source->nothing)
		contacts_disconnect();
	if (source->snapshot)
		UnregisterSnapshot(source->snapshot);
	table_close(source->table, AccessShareLock);
	pfree(source);
}

/* Run a query with the user and the snapshot of the source; returns the number of rows. */
static uint64
run(contacts_source *source, contacts_query *statement, Datum *values)
{
	contacts_identity self;
	uint64		count;

	if (source->snapshot == NULL)
		return contacts_query_execute(statement, values, NULL, 0);
	self = contacts_become_owner(RelationGetRelid(source->table));
	count = contacts_query_execute_at(statement, values, source->snapshot);
	contacts_become_self(self);
	return count;
}

#define ROW_OF(column) \
	{"SELECT c." column ", c.kind = 'person', c.deleted_at IS NOT NULL FROM contacts.contact c" \
	 " WHERE c.organization_id = $1 AND c.id = $2 AND ($3 OR c.deleted_at IS NULL)", 3, {INT8OID, INT8OID, BOOLOID}, \
	 CONTACTS_READ_ONLY}

/* Read the row of an id; false where it is not there. */
bool
contacts_source_row(contacts_source *source, int64 id, contacts_node *node)
{
	static contacts_query statements[CONTACTS_EDGES] = {ROW_OF("reports_to"), ROW_OF("company_id")};
	Datum		values[3] = {
		Int64GetDatum(source->organization_id), Int64GetDatum(id), BoolGetDatum(source->snapshot != NULL)
	};
	if (source->nothing)
		return false;
	if (source->by_index)
		return contacts_scan_row(&source->scan, id, node);
	if (run(source, &statements[source->edge], values) == 0)
		return false;
	node->id = id;
	node->parent = contacts_result_int8(0, 1);
	node->is_person = contacts_result_bool(0, 2);
	node->deleted = contacts_result_bool(0, 3);
	contacts_result_free();
	return true;
}

/* Find the contact above a contact; false where the contact itself is not there. */
bool
contacts_source_parent(contacts_source *source, int64 id, int64 *parent)
{
	contacts_node node;

	if (source->memory && contacts_memory_recall(source->memory, id, parent))
		return true;
	if (!contacts_source_row(source, id, &node))
		return false;
	*parent = node.parent;
	if (source->memory)
		contacts_memory_keep(source->memory, id, node.parent);
	return true;
}

/* OFFSET 0 keeps it a look-up for each parent, whatever the planner thinks of the array */
#define CHILDREN_OF(column) \
	{"SELECT c.id, p.id FROM pg_catalog.unnest($2) AS p (id)" \
	 " CROSS JOIN LATERAL (SELECT c.id FROM contacts.contact c" \
	 " WHERE c.organization_id = $1 AND c." column " = p.id AND ($3 OR c.deleted_at IS NULL) OFFSET 0) AS c", \
	 3, {INT8OID, INT8ARRAYOID, BOOLOID}, CONTACTS_READ_ONLY}

/* Add the children of some contacts, by a query. */
static void
query_children(contacts_source *source, const contacts_link *parents, int64 parent_count, contacts_links *children)
{
	static contacts_query statements[CONTACTS_EDGES] = {CHILDREN_OF("reports_to"), CHILDREN_OF("company_id")};
	ArrayType  *array = contacts_links_ids(parents, parent_count);
	Datum		values[3] = {
		Int64GetDatum(source->organization_id), PointerGetDatum(array), BoolGetDatum(source->snapshot != NULL)
	};
	uint64		count;

	CHECK_FOR_INTERRUPTS();
	count = run(source, &statements[source->edge], values);
	for (uint64 i = 0; i < count; i++)
		contacts_links_add(children, contacts_result_int8(i, 1), contacts_result_int8(i, 2));
	contacts_result_free();
	pfree(array);
}

/* Add the contacts right below the given ones, in any order; the given ones are sorted by their ids. */
void
contacts_source_children(contacts_source *source, const contacts_link *parents, int64 count, contacts_links *children)
{
	if (source->nothing)
		return;
	if (source->by_index)
	{
		contacts_scan_children(&source->scan, parents, count, children);
		return;
	}
	for (int64 done = 0; done < count; done += ROWS_PER_QUERY)
		query_children(source, parents + done, Min(count - done, ROWS_PER_QUERY), children);
}
