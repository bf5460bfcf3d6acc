/*
 * phone_prefix.c
 *	  Search of the numbers that begin with some digits, by index.
 *
 * The numbers that begin with +1 212 are those from "+1212" up to, but without,
 * "+1212:", as ":" follows the digits.  phone_starts_with() offers the index
 * that range, with bounds that phone_floor() and phone_ceil() compute, so that
 * a parameter will do and a generic plan uses the index, too.
 */
#include "pg/compat.h"

#include "access/detoast.h"
#include "access/stratnum.h"
#include "catalog/pg_am_d.h"
#include "catalog/pg_type.h"
#include "core/phone.h"
#include "mb/pg_wchar.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "nodes/pathnodes.h"
#include "nodes/supportnodes.h"
#include "optimizer/optimizer.h"
#include "parser/parse_func.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/typcache.h"

/* "+", digits, ":" */
#define BOUND_MAX	(CONTACTS_PHONE_PREFIX_MAX + 2)

/* Read a prefix into "+digits" and return its length; 0 if it is none.  Never raises. */
static int
read_prefix(Datum text, char *bound)
{
	struct varlena *value;
	int			digits;

	if (toast_raw_datum_size(text) > CONTACTS_PHONE_INPUT_BYTES + VARHDRSZ)
		return 0;
	value = pg_detoast_datum_packed((struct varlena *) DatumGetPointer(text));
	bound[0] = '+';
	digits = contacts_phone_read_prefix(VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value), bound + 1);
	return digits + 1;
}

PG_FUNCTION_INFO_V1(contacts_phone_starts_with);
Datum
contacts_phone_starts_with(PG_FUNCTION_ARGS)
{
	struct varlena *value = PG_GETARG_VARLENA_PP(0);
	char		bound[BOUND_MAX];
	int			len = read_prefix(PG_GETARG_DATUM(1), bound);

	PG_RETURN_BOOL(len > 0 && VARSIZE_ANY_EXHDR(value) >= len &&
				   memcmp(VARDATA_ANY(value), bound, len) == 0);
}

PG_FUNCTION_INFO_V1(contacts_phone_floor);
Datum
contacts_phone_floor(PG_FUNCTION_ARGS)
{
	char		bound[BOUND_MAX];
	int			len = read_prefix(PG_GETARG_DATUM(0), bound);

	if (len == 0)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text_with_len(bound, len));
}

PG_FUNCTION_INFO_V1(contacts_phone_ceil);
Datum
contacts_phone_ceil(PG_FUNCTION_ARGS)
{
	char		bound[BOUND_MAX];
	int			len = read_prefix(PG_GETARG_DATUM(0), bound);

	if (len == 0)
		PG_RETURN_NULL();
	bound[len++] = ':';
	PG_RETURN_TEXT_P(cstring_to_text_with_len(bound, len));
}

/* Make "phone OP bound(prefix)". */
static Expr *
make_bound(PlannerInfo *root, Oid function, Oid opfamily, int16 strategy, Node *phone, Node *prefix,
		   const char *bound)
{
	Oid			type = exprType(phone);
	Oid			text = TEXTOID;
	Oid			operator = get_opfamily_member(opfamily, type, type, strategy);
	char	   *schema = get_namespace_name(get_func_namespace(function));
	Oid			bounding;
	Expr	   *value;

	if (!OidIsValid(operator) || schema == NULL)
		return NULL;
	bounding = LookupFuncName(list_make2(makeString(schema), makeString(pstrdup(bound))), 1, &text, true);
	if (!OidIsValid(bounding))
		return NULL;
	value = (Expr *) makeFuncExpr(bounding, type, list_make1(prefix), InvalidOid, InvalidOid,
								  COERCE_EXPLICIT_CALL);
	value = (Expr *) eval_const_expressions(root, (Node *) value);
	return make_opclause(operator, BOOLOID, false, (Expr *) phone, value, InvalidOid, InvalidOid);
}

/* Make both bounds of a call, NIL if the operators or functions are not there. */
static List *
make_range(PlannerInfo *root, Oid function, Oid opfamily, List *args)
{
	Node	   *phone = linitial(args);
	Node	   *prefix = lsecond(args);
	Expr	   *lower = make_bound(root, function, opfamily, BTGreaterEqualStrategyNumber, phone, prefix,
								   "phone_floor");
	Expr	   *upper = make_bound(root, function, opfamily, BTLessStrategyNumber, phone, prefix, "phone_ceil");

	return lower != NULL && upper != NULL ? list_make2(lower, upper) : NIL;
}

/* Offer a btree the range of a call whose prefix is known when the scan begins. */
static List *
make_index_condition(SupportRequestIndexCondition *request)
{
	List	   *args;

	if (!is_funcclause(request->node) || request->indexarg != 0)
		return NIL;
	args = ((FuncExpr *) request->node)->args;
	if (list_length(args) != 2 || request->index->relam != BTREE_AM_OID ||
		!is_pseudo_constant_for_index(request->root, lsecond(args), request->index))
		return NIL;
	return make_range(request->root, request->funcid, request->opfamily, args);
}

static bool
is_null_const(Node *node)
{
	return IsA(node, Const) && ((Const *) node)->constisnull;
}

/* Estimate a call as the range that it stands for. */
static bool
estimate(SupportRequestSelectivity *request)
{
	TypeCacheEntry *type;
	List	   *range;

	if (request->is_join || list_length(request->args) != 2)
		return false;
	type = lookup_type_cache(exprType(linitial(request->args)), TYPECACHE_BTREE_OPFAMILY);
	if (!OidIsValid(type->btree_opf))
		return false;
	range = make_range(request->root, request->funcid, type->btree_opf, request->args);
	if (range == NIL)
		return false;
	if (is_null_const(get_rightop(linitial(range))))
		request->selectivity = 0;
	else
		request->selectivity = clauselist_selectivity(request->root, range, request->varRelid,
													  request->jointype, request->sjinfo);
	return true;
}

PG_FUNCTION_INFO_V1(contacts_phone_starts_with_support);
Datum
contacts_phone_starts_with_support(PG_FUNCTION_ARGS)
{
	Node	   *node = (Node *) PG_GETARG_POINTER(0);

	if (IsA(node, SupportRequestIndexCondition))
	{
		((SupportRequestIndexCondition *) node)->lossy = false;
		PG_RETURN_POINTER(make_index_condition((SupportRequestIndexCondition *) node));
	}
	if (IsA(node, SupportRequestSelectivity) && estimate((SupportRequestSelectivity *) node))
		PG_RETURN_POINTER(node);
	PG_RETURN_POINTER(NULL);
}
