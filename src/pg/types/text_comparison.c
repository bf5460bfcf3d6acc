/*
 * text_comparison.c
 *	  Let comparisons of our types with text use the indexes of our types.
 *
 * A driver that declares its parameter as text or varchar gets the operator
 * "our type = text".  To be in our operator family it would need operators
 * between two texts beside it (email has them, for the sake of arrays).  Where
 * it is not, its function names this planner support function, which offers the
 * index the condition
 *
 *		column OP contacts.try_TYPE(text)
 *
 * where OP is the operator of the same name within our type.  try_TYPE() is
 * NULL for text that is no value of the type, and then nothing is found.
 *
 * To take part, a type needs: operators with text on either side, commutators
 * of each other; operators of the same names within the type, in the family;
 * a strict try_TYPE(text) that is not volatile; all in schema contacts.
 */
#include "pg/compat.h"

#include "access/htup_details.h"
#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "nodes/supportnodes.h"
#include "optimizer/optimizer.h"
#include "parser/parse_func.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

/* Find the operator within the type that has the name of this one. */
static Oid
find_operator_within(Oid type, Oid operator, const char *schema)
{
	List	   *name = list_make2(makeString(pstrdup(schema)), makeString(get_opname(operator)));

	return OpernameGetOprid(name, type, type);
}

/* Find try_TYPE(text). */
static Oid
find_try_function(Oid type, const char *schema)
{
	Oid			text = TEXTOID;
	HeapTuple	tuple = SearchSysCache1(TYPEOID, ObjectIdGetDatum(type));
	char	   *name;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for type %u", type);
	name = psprintf("try_%s", NameStr(((Form_pg_type) GETSTRUCT(tuple))->typname));
	ReleaseSysCache(tuple);
	return LookupFuncName(list_make2(makeString(pstrdup(schema)), makeString(name)), 1, &text, true);
}

/* Build the condition on the index, NULL if this index cannot answer it. */
static List *
make_index_condition(SupportRequestIndexCondition *request, OpExpr *clause)
{
	Node	   *column = list_nth(clause->args, request->indexarg);
	Node	   *value = list_nth(clause->args, 1 - request->indexarg);
	const char *schema = "contacts";
	Oid			operator = clause->opno;
	Oid			left;
	Oid			right;
	Oid			function;
	Expr	   *converted;

	/* an index condition has its column on the left */
	if (request->indexarg == 1)
		operator = get_commutator(operator);
	if (!OidIsValid(operator))
		return NIL;
	op_input_types(operator, &left, &right);
	if (right != TEXTOID || left == TEXTOID)
		return NIL;

	operator = find_operator_within(left, operator, schema);
	function = find_try_function(left, schema);
	if (!OidIsValid(operator) || !OidIsValid(function) || !op_in_opfamily(operator, request->opfamily))
		return NIL;

	converted = (Expr *) makeFuncExpr(function, left, list_make1(value), InvalidOid,
									  exprCollation(value), COERCE_EXPLICIT_CALL);
	converted = (Expr *) eval_const_expressions(request->root, (Node *) converted);
	return list_make1(make_opclause(operator, BOOLOID, false, (Expr *) column, converted,
									InvalidOid, request->indexcollation));
}

PG_FUNCTION_INFO_V1(contacts_text_comparison_support);
Datum
contacts_text_comparison_support(PG_FUNCTION_ARGS)
{
	Node	   *node = (Node *) PG_GETARG_POINTER(0);
	SupportRequestIndexCondition *request;

	if (!IsA(node, SupportRequestIndexCondition))
		PG_RETURN_POINTER(NULL);
	request = (SupportRequestIndexCondition *) node;
	if (!is_opclause(request->node) || list_length(((OpExpr *) request->node)->args) != 2)
		PG_RETURN_POINTER(NULL);

	request->lossy = false;
	PG_RETURN_POINTER(make_index_condition(request, (OpExpr *) request->node));
}
