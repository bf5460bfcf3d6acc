/*
 * walk_estimate.c
 *	  How many rows a walk will find and what it costs, for the planner.
 *
 * Only averages over the whole table are used, from its statistics: EXPLAIN shows nobody anything about one contact
 * or one organization that way.  The tree is taken as one where everybody with others below has as many of them, the
 * fan-out.
 */
#include "pg/compat.h"

#include <math.h>

#include "access/htup_details.h"
#include "catalog/pg_class.h"
#include "catalog/pg_statistic.h"
#include "catalog/pg_type.h"
#include "nodes/primnodes.h"
#include "nodes/supportnodes.h"
#include "optimizer/cost.h"
#include "optimizer/optimizer.h"
#include "pg/hierarchy/edge_links.h"
#include "pg/hierarchy/edge_source.h"
#include "pg/store/catalog.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

PG_FUNCTION_INFO_V1(contacts_hierarchy_support);

/* in units of cpu_operator_cost: a call, and each row that it looks up; as the planner counts the way down an index */
#define CALL_COST 100
#define ROW_COST 50

/* what the statistics say of the tree of an organization */
typedef struct tree_shape
{
	double		contacts;
	double		linked;			/* contacts that refer to one above */
	double		fan_out;		/* 0 where nobody refers to anybody */
} tree_shape;

/* Estimate a number of rows from the shape; a negative max_depth is none. */
typedef double (*estimate) (const tree_shape *shape, int max_depth);

/* Read how many rows a column has, NULL left out, and how many different ones; false where that is not known. */
static bool
read_column(Oid table, const char *column, double rows, double *filled, double *distinct)
{
	HeapTuple	tuple = SearchSysCache3(STATRELATTINH, ObjectIdGetDatum(table),
										Int16GetDatum(get_attnum(table, column)), BoolGetDatum(false));
	Form_pg_statistic form;

	if (!HeapTupleIsValid(tuple))
		return false;
	form = (Form_pg_statistic) GETSTRUCT(tuple);
	*filled = rows * (1 - form->stanullfrac);
	*distinct = form->stadistinct >= 0 ? form->stadistinct : -form->stadistinct * rows;
	ReleaseSysCache(tuple);
	return true;
}

/* Read how many rows the table has; 0 where that is not known. */
static double
read_rows(Oid table)
{
	HeapTuple	tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(table));
	double		rows;

	if (!HeapTupleIsValid(tuple))
		return 0;
	rows = ((Form_pg_class) GETSTRUCT(tuple))->reltuples;
	ReleaseSysCache(tuple);
	return rows;
}

/* Read the shape of the average organization's tree; false where there are no statistics. */
static bool
read_shape(contacts_edge edge, tree_shape *shape)
{
	Oid			table = contacts_relation("contact");
	double		rows = OidIsValid(table) ? read_rows(table) : 0;
	double		linked;
	double		above;
	double		organizations;
	double		unused;

	if (rows <= 0 || !read_column(table, "organization_id", rows, &unused, &organizations) ||
		!read_column(table, contacts_edge_column(edge), rows, &linked, &above))
		return false;
	shape->contacts = rows / Max(organizations, 1);
	shape->linked = linked / Max(organizations, 1);
	shape->fan_out = above > 0 ? Max(linked / above, 1) : 0;
	return true;
}

/* Estimate how many are above a contact: the depth of a tree that has such a fan-out. */
static double
count_above(const tree_shape *shape, int max_depth)
{
	if (shape->fan_out == 0)
		return 0;
	return Max(log(Max(shape->linked, 1)) / log(Max(shape->fan_out, 2)), 1);
}

/* Estimate how many are above two contacts. */
static double
count_above_both(const tree_shape *shape, int max_depth)
{
	return 2 * count_above(shape, max_depth);
}

/* Estimate how many are right below a contact that has others below. */
static double
count_right_below(const tree_shape *shape, int max_depth)
{
	return shape->fan_out;
}

/*
 * Estimate how many are below a contact that has others below.  On the average over everybody as many are below as are
 * above; one in fan-out has somebody below.
 */
static double
count_below(const tree_shape *shape, int max_depth)
{
	double		all = Min(count_above(shape, -1) * shape->fan_out, shape->linked);
	double		level = 1;
	double		below = 0;

	for (int depth = 1; below < all && (depth <= max_depth || max_depth < 0); depth++)
		below += (level *= Max(shape->fan_out, 1));
	return Min(below, all);
}

/* Estimate how many have nobody above. */
static double
count_roots(const tree_shape *shape, int max_depth)
{
	return shape->contacts - shape->linked;
}

/* the functions; places of their arguments, -1 for one that they lack */
typedef struct estimated_function
{
	const char *name;
	int			edge_argument;
	int			depth_argument;
	estimate	rows;			/* found, or looked up for a function that returns no set */
} estimated_function;

static const estimated_function functions[] = {
	{"descendants", 2, 1, count_below},
	{"subtree_size", 2, 1, count_below},
	{"ancestors", 1, -1, count_above},
	{"is_descendant", 2, -1, count_above},
	{"common_ancestor", 2, -1, count_above_both},
	{"direct_reports", 1, -1, count_right_below},
	{"roots", 0, -1, count_roots},
};

/* Find what to estimate for a function; NULL where it is none of them. */
static const estimated_function *
find_function(Oid oid)
{
	char	   *name = get_func_name(oid);

	for (int i = 0; name && i < lengthof(functions); i++)
	{
		if (strcmp(functions[i].name, name) == 0)
			return &functions[i];
	}
	return NULL;
}

/* Get the value of an argument, as far as the planner can tell; NULL where it cannot. */
static Const *
argument_value(PlannerInfo *root, Node *node, int place, Oid type)
{
	List	   *args = node && IsA(node, FuncExpr) ? ((FuncExpr *) node)->args : NIL;
	Node	   *value = place >= 0 && place < list_length(args) ? estimate_expression_value(root, list_nth(args, place))
		: NULL;

	if (value == NULL || !IsA(value, Const) || ((Const *) value)->constisnull || ((Const *) value)->consttype != type)
		return NULL;
	return (Const *) value;
}

/* Estimate the rows of a call; false where nothing is known. */
static bool
estimate_call(PlannerInfo *root, Oid oid, Node *node, double *rows)
{
	const estimated_function *function = find_function(oid);
	contacts_edge edge = CONTACTS_REPORTS_TO;
	Const	   *edge_name;
	Const	   *depth;
	tree_shape	shape;

	if (function == NULL)
		return false;
	edge_name = argument_value(root, node, function->edge_argument, TEXTOID);
	if ((edge_name && !contacts_edge_find(DatumGetTextPP(edge_name->constvalue), &edge)) || !read_shape(edge, &shape))
		return false;
	depth = argument_value(root, node, function->depth_argument, INT4OID);
	*rows = clamp_row_est(function->rows(&shape, depth ? Max(DatumGetInt32(depth->constvalue), 0) : -1));
	return true;
}

/* Planner support function of what is in the table above. */
Datum
contacts_hierarchy_support(PG_FUNCTION_ARGS)
{
	Node	   *node = (Node *) PG_GETARG_POINTER(0);
	double		rows;

	if (IsA(node, SupportRequestRows))
	{
		SupportRequestRows *request = (SupportRequestRows *) node;

		if (!estimate_call(request->root, request->funcid, request->node, &request->rows))
			PG_RETURN_POINTER(NULL);
	}
	else if (IsA(node, SupportRequestCost))
	{
		SupportRequestCost *request = (SupportRequestCost *) node;

		if (!estimate_call(request->root, request->funcid, request->node, &rows))
			PG_RETURN_POINTER(NULL);
		request->startup = 0;
		request->per_tuple = cpu_operator_cost * (CALL_COST + ROW_COST * rows);
	}
	else
		PG_RETURN_POINTER(NULL);
	PG_RETURN_POINTER(node);
}
