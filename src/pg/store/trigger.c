/*
 * trigger.c
 *	  What every trigger function of ours checks first.
 */
#include "pg/compat.h"

#include "catalog/namespace.h"
#include "pg/store/trigger.h"
#include "utils/rel.h"

/*
 * Check that a function was called by a trigger of a table or view of our schema.  Everybody may execute the function
 * and hang it to a table of his own, whose rows could name any organization: rules that act as the owner of our tables
 * would act on them.
 */
TriggerData *
contacts_trigger_call(FunctionCallInfo fcinfo, const char *name)
{
	TriggerData *trigdata = (TriggerData *) fcinfo->context;

	if (!CALLED_AS_TRIGGER(fcinfo))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"%s\" was not called by trigger manager", name)));
	if (RelationGetNamespace(trigdata->tg_relation) != get_namespace_oid("contacts", true))
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("function \"%s\" serves tables of schema \"contacts\" only", name),
				 errdetail("Relation \"%s\" is in another schema.", RelationGetRelationName(trigdata->tg_relation))));
	return trigdata;
}
