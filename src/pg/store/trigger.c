/*
 * trigger.c
 *	  What every trigger function of ours checks first.
 */
#include "pg/compat.h"

#include "access/htup_details.h"
#include "catalog/namespace.h"
#include "executor/executor.h"
#include "miscadmin.h"
#include "pg/store/trigger.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/tuplestore.h"

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

/* Check that the function was called by an AFTER trigger, for each row or for each statement. */
static TriggerData *
after_trigger(FunctionCallInfo fcinfo, const char *name, bool for_row)
{
	TriggerData *trigdata = contacts_trigger_call(fcinfo, name);

	if (!TRIGGER_FIRED_AFTER(trigdata->tg_event) || (TRIGGER_FIRED_FOR_ROW(trigdata->tg_event) != 0) != for_row)
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 for_row ? errmsg("function \"%s\" must be fired AFTER ROW", name)
				 : errmsg("function \"%s\" must be fired AFTER STATEMENT", name)));
	return trigdata;
}

/* Check that the function was called by an AFTER ROW trigger. */
TriggerData *
contacts_after_row_trigger(FunctionCallInfo fcinfo, const char *name)
{
	return after_trigger(fcinfo, name, true);
}

/* Check that the function was called by an AFTER STATEMENT trigger that has the table of new rows. */
TriggerData *
contacts_after_statement_trigger(FunctionCallInfo fcinfo, const char *name)
{
	TriggerData *trigdata = after_trigger(fcinfo, name, false);

	if (trigdata->tg_newtable == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"%s\" must be fired REFERENCING NEW TABLE", name)));
	return trigdata;
}

/* Begin to read a transition table from its start, with a pointer of our own: other triggers read it too. */
TupleTableSlot *
contacts_transition_open(TupleDesc desc, Tuplestorestate *store)
{
	tuplestore_select_read_pointer(store, tuplestore_alloc_read_pointer(store, EXEC_FLAG_REWIND));
	tuplestore_rescan(store);
	return MakeSingleTupleTableSlot(desc, &TTSOpsMinimalTuple);
}

/* Read the next row of the transition table that was opened last; false at its end. */
bool
contacts_transition_next(Tuplestorestate *store, TupleTableSlot *slot)
{
	CHECK_FOR_INTERRUPTS();
	return tuplestore_gettupleslot(store, true, false, slot);
}

/* Get the row as it is after an INSERT or UPDATE. */
HeapTuple
contacts_new_tuple(TriggerData *trigdata)
{
	return TRIGGER_FIRED_BY_UPDATE(trigdata->tg_event) ? trigdata->tg_newtuple : trigdata->tg_trigtuple;
}

/* Get a column of a row by its name. */
Datum
contacts_tuple_column(TriggerData *trigdata, HeapTuple tuple, const char *name, bool *isnull)
{
	AttrNumber	number = get_attnum(RelationGetRelid(trigdata->tg_relation), name);

	if (number == InvalidAttrNumber)
		elog(ERROR, "table \"%s\" has no column \"%s\"", RelationGetRelationName(trigdata->tg_relation), name);
	return heap_getattr(tuple, number, RelationGetDescr(trigdata->tg_relation), isnull);
}

/* Get a bigint column of a row that cannot be null. */
int64
contacts_tuple_id(TriggerData *trigdata, HeapTuple tuple, const char *name)
{
	bool		isnull;
	Datum		value = contacts_tuple_column(trigdata, tuple, name, &isnull);

	if (isnull)
		elog(ERROR, "column \"%s\" is null", name);
	return DatumGetInt64(value);
}
