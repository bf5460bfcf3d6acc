/*
 * trigger.h
 *	  What every trigger function of ours checks first.
 */
#ifndef CONTACTS_TRIGGER_H
#define CONTACTS_TRIGGER_H

#include "postgres.h"

#include "commands/trigger.h"

extern TriggerData *contacts_trigger_call(FunctionCallInfo fcinfo, const char *name);

extern TriggerData *contacts_after_row_trigger(FunctionCallInfo fcinfo, const char *name);
extern TriggerData *contacts_after_statement_trigger(FunctionCallInfo fcinfo, const char *name);
extern TupleTableSlot *contacts_transition_open(TupleDesc desc, Tuplestorestate *store);
extern bool contacts_transition_next(Tuplestorestate *store, TupleTableSlot *slot);
extern HeapTuple contacts_new_tuple(TriggerData *trigdata);
extern Datum contacts_tuple_column(TriggerData *trigdata, HeapTuple tuple, const char *name, bool *isnull);
extern int64 contacts_tuple_id(TriggerData *trigdata, HeapTuple tuple, const char *name);

#endif							/* CONTACTS_TRIGGER_H */
