/*
 * trigger.c
 *	  What trigger functions share: how they were called, columns of the row by name, transition tables.
 */
#include "pg/compat.h"

#include "access/htup_details.h"
#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "executor/executor.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "pg/store/columns.h"
#include "pg/store/trigger.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/tuplestore.h"

/*
 * Check that a function was called by a trigger of a table or view of our schema.  Everybody may execute the function
 * and hang it to a table of his own, whose rows could name any organization: rules that act as the owner of our tables
 * would act on them.
 */
static TriggerData *
check_call(FunctionCallInfo fcinfo, const char *name)
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

/* Name what a trigger has to be, as CREATE TRIGGER does. */
static char *
wanted_text(int wanted)
{
	StringInfoData buf;
	const char *or = "";

	initStringInfo(&buf);
	appendStringInfoString(&buf, (wanted & CONTACTS_BEFORE) ? "BEFORE" : (wanted & CONTACTS_AFTER) ? "AFTER"
						   : "INSTEAD OF");
	for (int i = 0; i < 3; i++)
	{
		static const char *const words[] = {"INSERT", "UPDATE", "DELETE"};

		if (!(wanted & (CONTACTS_ON_INSERT << i)))
			continue;
		appendStringInfo(&buf, "%s %s", or, words[i]);
		or = " OR";
	}
	appendStringInfoString(&buf, (wanted & CONTACTS_EACH_ROW) ? " FOR EACH ROW" : " FOR EACH STATEMENT");
	if (wanted & CONTACTS_NEW_TABLE)
		appendStringInfoString(&buf, " REFERENCING NEW TABLE");
	if (wanted & CONTACTS_BOTH_TABLES)
		appendStringInfoString(&buf, " REFERENCING its transition tables");
	return buf.data;
}

/* Describe how a trigger was fired. */
static int
fired_as(const TriggerData *trigdata)
{
	TriggerEvent event = trigdata->tg_event;

	return (TRIGGER_FIRED_BEFORE(event) ? CONTACTS_BEFORE : TRIGGER_FIRED_AFTER(event) ? CONTACTS_AFTER
			: CONTACTS_INSTEAD) |
		(TRIGGER_FIRED_FOR_ROW(event) ? CONTACTS_EACH_ROW : CONTACTS_EACH_STATEMENT) |
		(TRIGGER_FIRED_BY_INSERT(event) ? CONTACTS_ON_INSERT : TRIGGER_FIRED_BY_UPDATE(event) ? CONTACTS_ON_UPDATE
		 : TRIGGER_FIRED_BY_DELETE(event) ? CONTACTS_ON_DELETE : 0);
}

/* Check whether a trigger has the transition tables that are wanted. */
static bool
has_tables(const TriggerData *trigdata, int wanted)
{
	if (wanted & CONTACTS_NEW_TABLE)
		return trigdata->tg_newtable != NULL;
	if (wanted & CONTACTS_BOTH_TABLES)
		return (TRIGGER_FIRED_BY_INSERT(trigdata->tg_event) || trigdata->tg_oldtable != NULL) &&
			(TRIGGER_FIRED_BY_DELETE(trigdata->tg_event) || trigdata->tg_newtable != NULL);
	return true;
}

/* Check that a function was called by a trigger of a table or view of our schema, fired as it has to be. */
TriggerData *
contacts_trigger(FunctionCallInfo fcinfo, const char *name, int wanted)
{
	TriggerData *trigdata = check_call(fcinfo, name);

	if ((fired_as(trigdata) & ~wanted) != 0 || !has_tables(trigdata, wanted))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"%s\" must be fired %s", name, wanted_text(wanted))));
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
contacts_tuple_column(TriggerData *trigdata, HeapTuple tuple, const char *name, Oid type, bool *isnull)
{
	return contacts_column_value(tuple, trigdata->tg_relation, name, type, isnull);
}

/* Get a bigint column of a row that cannot be null. */
int64
contacts_tuple_id(TriggerData *trigdata, HeapTuple tuple, const char *name)
{
	bool		isnull;
	Datum		value = contacts_tuple_column(trigdata, tuple, name, INT8OID, &isnull);

	if (isnull)
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("column \"%s\" of relation \"%s\" is null", name,
						RelationGetRelationName(trigdata->tg_relation))));
	return DatumGetInt64(value);
}
