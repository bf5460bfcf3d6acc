/*
 * read_policy.c
 *	  What the policies of one of our tables let the current role read, without asking the executor.
 *
 * A walk that reads indexes itself has to hold what a query would hold.  It does so only where it understands
 * everything: the privilege is on the whole table, and the one policy for reading is the one of protect_table(),
 *
 *		organization_id = (SELECT contacts.current_organization()) AND (SELECT contacts.has_scope('contacts:read'))
 *
 * Anything else, such as a policy that a customer added, is left to a query.
 */
#include "pg/compat.h"

#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "nodes/parsenodes.h"
#include "pg/access/context.h"
#include "pg/access/grants.h"
#include "pg/access/read_policy.h"
#include "pg/base/relation_watch.h"
#include "rewrite/rowsecurity.h"
#include "utils/acl.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/rls.h"

/* tables whose policies were read, until they change; the oldest makes room */
static struct
{
	contacts_watch watch;
	bool		is_ours;
}			known[4];

/* Get the function call of (SELECT function(...)), or NULL. */
static FuncExpr *
selected_call(Node *node)
{
	Query	   *query;
	TargetEntry *entry;

	if (node == NULL || !IsA(node, SubLink) || ((SubLink *) node)->subLinkType != EXPR_SUBLINK ||
		!IsA(((SubLink *) node)->subselect, Query))
		return NULL;
	query = (Query *) ((SubLink *) node)->subselect;
	if (query->commandType != CMD_SELECT || query->rtable != NIL || query->cteList != NIL ||
		query->setOperations != NULL || query->limitCount != NULL || query->limitOffset != NULL ||
		query->hasTargetSRFs || query->havingQual != NULL || query->groupingSets != NIL ||
		query->jointree->quals != NULL || list_length(query->targetList) != 1)
		return NULL;
	entry = linitial_node(TargetEntry, query->targetList);
	return IsA(entry->expr, FuncExpr) ? (FuncExpr *) entry->expr : NULL;
}

/* Check whether an expression is (SELECT contacts.name(...)) with so many arguments. */
static bool
calls(Node *node, const char *name, int nargs)
{
	FuncExpr   *call = selected_call(node);
	char	   *called = call ? get_func_name(call->funcid) : NULL;

	return called != NULL && strcmp(called, name) == 0 && list_length(call->args) == nargs &&
		get_func_namespace(call->funcid) == get_namespace_oid("contacts", true);
}

/* Check whether an expression is organization_id = (SELECT contacts.current_organization()). */
static bool
compares_organization(Node *node, AttrNumber column)
{
	OpExpr	   *op = (OpExpr *) node;

	return IsA(node, OpExpr) && op->opfuncid == F_INT8EQ && IsA(linitial(op->args), Var) &&
		((Var *) linitial(op->args))->varattno == column && ((Var *) linitial(op->args))->varlevelsup == 0 &&
		calls(lsecond(op->args), "current_organization", 0);
}

/* Check whether an expression is (SELECT contacts.has_scope('contacts:read')). */
static bool
asks_read_scope(Node *node)
{
	Const	   *scope;

	if (!calls(node, "has_scope", 1))
		return false;
	scope = (Const *) linitial(selected_call(node)->args);
	return IsA(scope, Const) && scope->consttype == TEXTOID && !scope->constisnull &&
		strcmp(TextDatumGetCString(scope->constvalue), "contacts:read") == 0;
}

/* Check whether a policy is for PUBLIC. */
static bool
is_for_everybody(const RowSecurityPolicy *policy)
{
	return ARR_DIMS(policy->roles)[0] == 1 && ((Oid *) ARR_DATA_PTR(policy->roles))[0] == ACL_ID_PUBLIC;
}

/* Check whether a policy is the one of protect_table() for reading. */
static bool
is_our_policy(const RowSecurityPolicy *policy, AttrNumber column)
{
	List	   *conditions = make_ands_implicit(policy->qual);

	return policy->permissive && is_for_everybody(policy) && list_length(conditions) == 2 &&
		compares_organization(linitial(conditions), column) && asks_read_scope(lsecond(conditions));
}

/* Check whether our policy is the only one for reading. */
static bool
has_our_policy_only(Relation table)
{
	AttrNumber	column = get_attnum(RelationGetRelid(table), "organization_id");
	int			ours = 0;
	ListCell   *lc;

	if (table->rd_rsdesc == NULL)
		return false;
	foreach(lc, table->rd_rsdesc->policies)
	{
		RowSecurityPolicy *policy = lfirst(lc);

		if (policy->polcmd != '*' && policy->polcmd != 'r')
			continue;
		if (!is_our_policy(policy, column))
			return false;
		ours++;
	}
	return ours == 1;
}

/* Check whether the policies are understood; looked up once, until the table changes. */
static bool
policies_are_ours(Relation table)
{
	static int	next = 0;

	for (int i = 0; i < lengthof(known); i++)
	{
		if (contacts_watch_holds(&known[i].watch, RelationGetRelid(table)))
			return known[i].is_ours;
	}
	next = (next + 1) % lengthof(known);
	contacts_watch_start(&known[next].watch, RelationGetRelid(table));
	return known[next].is_ours = has_our_policy_only(table);
}

/* Find out what the current role may read of an organization. */
contacts_verdict
contacts_may_read(Relation table, int64 organization_id)
{
	int64		own;

	if (pg_class_aclcheck(RelationGetRelid(table), GetUserId(), ACL_SELECT) != ACLCHECK_OK)
		return CONTACTS_HAS_TO_ASK;
	if (check_enable_rls(RelationGetRelid(table), InvalidOid, true) != RLS_ENABLED)
		return CONTACTS_READS_ALL;
	if (!row_security || !policies_are_ours(table))
		return CONTACTS_HAS_TO_ASK;
	if (!contacts_context_organization(&own) || own != organization_id ||
		(contacts_context_scopes() & CONTACTS_SCOPE_READ) == 0)
		return CONTACTS_READS_NOTHING;
	return CONTACTS_READS_ALL;
}
