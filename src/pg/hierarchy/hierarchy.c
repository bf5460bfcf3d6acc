/*
 * hierarchy.c
 *	  Who is below whom: the functions that SQL calls.
 */
#include "pg/compat.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "pg/hierarchy/edge_links.h"
#include "pg/hierarchy/edge_source.h"
#include "pg/hierarchy/walk.h"
#include "pg/store/columns.h"
#include "pg/store/query.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"
#include "utils/tuplestore.h"

PG_FUNCTION_INFO_V1(contacts_descendants);
PG_FUNCTION_INFO_V1(contacts_ancestors);
PG_FUNCTION_INFO_V1(contacts_is_descendant);
PG_FUNCTION_INFO_V1(contacts_common_ancestor);
PG_FUNCTION_INFO_V1(contacts_subtree_size);
PG_FUNCTION_INFO_V1(contacts_direct_reports);
PG_FUNCTION_INFO_V1(contacts_roots);
PG_FUNCTION_INFO_V1(contacts_hierarchy);

/* Read the argument that bounds the depth; null for no bound. */
static int
depth_argument(FunctionCallInfo fcinfo, int arg)
{
	if (PG_ARGISNULL(arg))
		return INT_MAX - 1;
	if (PG_GETARG_INT32(arg) < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("max_depth must not be negative")));
	return Min(PG_GETARG_INT32(arg), INT_MAX - 1);
}

/* Open the source that the arguments edge and organization_id name. */
static contacts_source *
source_argument(FunctionCallInfo fcinfo, int edge_arg)
{
	return contacts_source_open(contacts_edge_by_name(PG_GETARG_TEXT_PP(edge_arg)), PG_GETARG_INT64(edge_arg + 1));
}

/*
 * Form the row that a function puts into its result again and again, each time with other values in place: numbers,
 * none of them null.  Returns where the values are.
 */
static void *
form_row(ReturnSetInfo *rsinfo, HeapTuple *row)
{
	Datum		zeros[3] = {0, 0, 0};
	bool		nulls[3] = {false, false, false};

	Assert(rsinfo->setDesc->natts <= lengthof(zeros));
	*row = heap_form_tuple(rsinfo->setDesc, zeros, nulls);
	return (char *) (*row)->t_data + (*row)->t_data->t_hoff;
}

/* what descendants() writes its rows with */
typedef struct row_writer
{
	Tuplestorestate *store;
	HeapTuple	row;
	struct
	{
		int64		id;
		int64		parent;
		int32		depth;
	}		   *values;
} row_writer;

/* Put a level into the result of descendants(). */
static void
put_level(void *arg, const contacts_link *links, int64 count, int depth)
{
	row_writer *writer = arg;

	writer->values->depth = depth;
	for (int64 i = 0; i < count; i++)
	{
		writer->values->id = links[i].id;
		writer->values->parent = links[i].parent;
		tuplestore_puttuple(writer->store, writer->row);
	}
}

/* descendants(contact_id, max_depth, edge, organization_id) */
Datum
contacts_descendants(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	contacts_source *source;
	row_writer	writer;

	InitMaterializedSRF(fcinfo, MAT_SRF_USE_EXPECTED_DESC);
	if (PG_ARGISNULL(0) || PG_ARGISNULL(2) || PG_ARGISNULL(3))
		return (Datum) 0;
	source = source_argument(fcinfo, 2);
	writer.store = rsinfo->setResult;
	writer.values = form_row(rsinfo, &writer.row);
	contacts_walk_down(source, PG_GETARG_INT64(0), depth_argument(fcinfo, 1), put_level, &writer);
	contacts_source_close(source);
	return (Datum) 0;
}

/* Count a level. */
static void
count_level(void *arg, const contacts_link *links, int64 count, int depth)
{
	*(int64 *) arg += count;
}

/* subtree_size(contact_id, max_depth, edge, organization_id) */
Datum
contacts_subtree_size(PG_FUNCTION_ARGS)
{
	contacts_source *source;
	int64		size = 0;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(2) || PG_ARGISNULL(3))
		PG_RETURN_NULL();
	source = source_argument(fcinfo, 2);
	contacts_walk_down(source, PG_GETARG_INT64(0), depth_argument(fcinfo, 1), count_level, &size);
	contacts_source_close(source);
	PG_RETURN_INT64(size);
}

/* ancestors(contact_id, edge, organization_id) */
Datum
contacts_ancestors(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	contacts_source *source;
	int64	   *path;
	int64		count;
	HeapTuple	row;
	struct
	{
		int64		id;
		int32		depth;
	}		   *values;

	InitMaterializedSRF(fcinfo, MAT_SRF_USE_EXPECTED_DESC);
	source = source_argument(fcinfo, 1);
	contacts_source_remember(source, fcinfo->flinfo);
	path = contacts_walk_up(source, PG_GETARG_INT64(0), 0, &count);
	values = form_row(rsinfo, &row);
	for (int64 i = 1; i < count; i++)
	{
		values->id = path[i];
		values->depth = (int32) i;
		tuplestore_puttuple(rsinfo->setResult, row);
	}
	pfree(path);
	contacts_source_close(source);
	return (Datum) 0;
}

/* is_descendant(descendant, ancestor, edge, organization_id) */
Datum
contacts_is_descendant(PG_FUNCTION_ARGS)
{
	contacts_source *source = source_argument(fcinfo, 2);
	int64		ancestor = PG_GETARG_INT64(1);
	int64		count;
	int64	   *path;
	bool		found;

	contacts_source_remember(source, fcinfo->flinfo);
	path = contacts_walk_up(source, PG_GETARG_INT64(0), ancestor, &count);
	found = count > 1 && path[count - 1] == ancestor && path[0] != ancestor;
	pfree(path);
	contacts_source_close(source);
	PG_RETURN_BOOL(found);
}

/* common_ancestor(a, b, edge, organization_id): nearest contact that is above both, or is one of them */
Datum
contacts_common_ancestor(PG_FUNCTION_ARGS)
{
	contacts_source *source = source_argument(fcinfo, 2);
	int64		count[2];
	int64	   *path[2];
	int64		common = 0;

	contacts_source_remember(source, fcinfo->flinfo);
	path[0] = contacts_walk_up(source, PG_GETARG_INT64(0), 0, &count[0]);
	path[1] = contacts_walk_up(source, PG_GETARG_INT64(1), 0, &count[1]);
	/* from the root down as long as both go the same way */
	while (count[0] > 0 && count[1] > 0 && path[0][count[0] - 1] == path[1][count[1] - 1])
	{
		common = path[0][--count[0]];
		count[1]--;
	}
	pfree(path[0]);
	pfree(path[1]);
	contacts_source_close(source);
	if (common == 0)
		PG_RETURN_NULL();
	PG_RETURN_INT64(common);
}

/* Put one id into a result. */
static void
put_id(FunctionCallInfo fcinfo, int64 id)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	Datum		value = Int64GetDatum(id);
	bool		isnull = false;

	tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, &value, &isnull);
}

/* direct_reports(contact_id, edge, organization_id) */
Datum
contacts_direct_reports(PG_FUNCTION_ARGS)
{
	contacts_source *source;
	contacts_link above = {PG_GETARG_INT64(0), 0};
	contacts_links children;

	InitMaterializedSRF(fcinfo, MAT_SRF_USE_EXPECTED_DESC);
	source = source_argument(fcinfo, 1);
	contacts_links_start(&children);
	if (contacts_source_parent(source, above.id, &above.parent))
		contacts_source_children(source, &above, 1, &children);
	contacts_links_sort(&children, 0);
	for (int64 i = 0; i < children.count; i++)
		put_id(fcinfo, children.items[i].id);
	contacts_source_close(source);
	return (Datum) 0;
}

#define ROOTS_OF(column, kind) \
	{"SELECT c.id FROM contacts.contact c" \
	 " LEFT JOIN contacts.contact p" \
	 " ON p.organization_id = c.organization_id AND p.id = c." column " AND p.deleted_at IS NULL" \
	 " WHERE c.organization_id = $1 AND c.deleted_at IS NULL AND c.kind = '" kind "' AND p.id IS NULL" \
	 " ORDER BY c.id", 1, {INT8OID}, CONTACTS_READ_ONLY}

/* Put the id of a row that was found into the result. */
static void
put_root(void *arg, HeapTuple row, TupleDesc desc)
{
	bool		isnull;

	put_id(arg, DatumGetInt64(contacts_checked_value(row, desc, 1, INT8OID, &isnull)));
}

/* roots(edge, organization_id) */
Datum
contacts_roots(PG_FUNCTION_ARGS)
{
	static contacts_query queries[CONTACTS_EDGES] = {
		ROOTS_OF("reports_to", "person"), ROOTS_OF("company_id", "organization")
	};
	contacts_edge edge = contacts_edge_by_name(PG_GETARG_TEXT_PP(0));
	Datum		values[1] = {PG_GETARG_DATUM(1)};

	InitMaterializedSRF(fcinfo, MAT_SRF_USE_EXPECTED_DESC);
	contacts_query_each(&queries[edge], values, put_root, fcinfo);
	return (Datum) 0;
}

#define HIERARCHY_OF(column) \
	{"SELECT pg_catalog.jsonb_object_agg(manager, reports) FROM (" \
	 "SELECT m.uid::pg_catalog.uuid::pg_catalog.text AS manager, pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object(" \
	 "'id', c.uid::pg_catalog.uuid, 'name', c.name, 'displayName', c.display_name," \
	 " 'metadata', pg_catalog.jsonb_build_object('title', c.job_title, 'department', c.department))" \
	 " ORDER BY c.id) AS reports" \
	 " FROM contacts.contact c JOIN contacts.contact m" \
	 " ON m.organization_id = c.organization_id AND m.id = c." column \
	 " WHERE c.organization_id = $1 AND c.deleted_at IS NULL AND m.deleted_at IS NULL" \
	 " GROUP BY m.uid) AS h", 1, {INT8OID}, CONTACTS_READ_ONLY}

/* hierarchy(edge, organization_id) */
Datum
contacts_hierarchy(PG_FUNCTION_ARGS)
{
	static contacts_query queries[CONTACTS_EDGES] = {HIERARCHY_OF("reports_to"), HIERARCHY_OF("company_id")};
	contacts_edge edge = contacts_edge_by_name(PG_GETARG_TEXT_PP(0));
	Datum		values[1] = {PG_GETARG_DATUM(1)};
	Datum		result;

	if (!contacts_query_value(&queries[edge], values, NULL, &result))
		return DirectFunctionCall1(jsonb_in, CStringGetDatum("{}"));
	return result;
}
