/*
 * hierarchy_source.c
 *	  Where links come from: the live contacts of one organization, read as the caller with the snapshot of its query.
 */
#include "pg/compat.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "pg/error.h"
#include "pg/hierarchy.h"
#include "pg/statement.h"
#include "utils/array.h"
#include "utils/builtins.h"

#define ROWS_PER_FETCH 10000

struct contacts_source
{
	contacts_edge edge;
	int64		organization_id;
};

static const char *const edge_columns[CONTACTS_EDGES] = {"reports_to", "company_id"};

/* Find an edge by the name of its column, or raise. */
contacts_edge
contacts_edge_by_name(text *name)
{
	for (int edge = 0; edge < CONTACTS_EDGES; edge++)
	{
		if (strlen(edge_columns[edge]) == VARSIZE_ANY_EXHDR(name) &&
			memcmp(edge_columns[edge], VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name)) == 0)
			return edge;
	}
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("edge \"%s\" does not exist", contacts_quote_input(VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name))),
			 errhint("Edges are reports_to and company_id.")));
}

/* Name the column of an edge. */
const char *
contacts_edge_column(contacts_edge edge)
{
	return edge_columns[edge];
}

/* Open the contacts of an organization. */
contacts_source *
contacts_source_open(contacts_edge edge, int64 organization_id)
{
	contacts_source *source = palloc0(sizeof(contacts_source));
	MemoryContext context = CurrentMemoryContext;

	source->edge = edge;
	source->organization_id = organization_id;
	SPI_connect();
	/* what callers allocate outlives SPI_finish() */
	MemoryContextSwitchTo(context);
	return source;
}

/* End what contacts_source_open() began. */
void
contacts_source_close(contacts_source *source)
{
	SPI_finish();
	pfree(source);
}

#define PARENT_OF(column) \
	{"SELECT c." column " FROM contacts.contact c" \
	 " WHERE c.organization_id = $1 AND c.id = $2 AND c.deleted_at IS NULL", 2, {INT8OID, INT8OID}}

/* Find the contact above a contact; false where the contact itself is not there. */
bool
contacts_source_parent(contacts_source *source, int64 id, int64 *parent)
{
	static contacts_statement queries[CONTACTS_EDGES] = {PARENT_OF("reports_to"), PARENT_OF("company_id")};
	Datum		values[2] = {Int64GetDatum(source->organization_id), Int64GetDatum(id)};

	if (contacts_statement_run(&queries[source->edge], values, NULL, 1) == 0)
		return false;
	*parent = contacts_statement_int8(0, 1);
	SPI_freetuptable(SPI_tuptable);
	return true;
}

/* Add the children that a query finds. */
static void
fetch_children(SPIPlanPtr plan, Datum *values, contacts_links *children)
{
	Portal		portal = SPI_cursor_open(NULL, plan, values, NULL, true);

	do
	{
		CHECK_FOR_INTERRUPTS();
		SPI_cursor_fetch(portal, true, ROWS_PER_FETCH);
		for (uint64 i = 0; i < SPI_processed; i++)
			contacts_links_add(children, contacts_statement_int8(i, 1), contacts_statement_int8(i, 2));
		SPI_freetuptable(SPI_tuptable);
	} while (SPI_processed > 0);
	SPI_cursor_close(portal);
}

#define CHILDREN_OF(column) \
	{"SELECT c.id, c." column " FROM contacts.contact c" \
	 " WHERE c.organization_id = $1 AND c." column " = ANY ($2) AND c.deleted_at IS NULL", 2, {INT8OID, INT8ARRAYOID}}

/* Add the contacts right below the given ones, in any order. */
void
contacts_source_children(contacts_source *source, const contacts_link *parents, int64 count, contacts_links *children)
{
	static contacts_statement queries[CONTACTS_EDGES] = {CHILDREN_OF("reports_to"), CHILDREN_OF("company_id")};

	while (count > 0)
	{
		int64		part = Min(count, ROWS_PER_FETCH);
		ArrayType  *array = contacts_links_ids(parents, part);
		Datum		values[2] = {Int64GetDatum(source->organization_id), PointerGetDatum(array)};

		fetch_children(contacts_statement_plan(&queries[source->edge]), values, children);
		pfree(array);
		parents += part;
		count -= part;
	}
}
