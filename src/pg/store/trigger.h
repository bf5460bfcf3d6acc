/*
 * trigger.h
 *	  What trigger functions share: how they were called, columns of the row by name, transition tables.
 */
#ifndef CONTACTS_TRIGGER_H
#define CONTACTS_TRIGGER_H

#include "postgres.h"

#include "commands/trigger.h"

/* how a trigger may be fired: one or more of each line */
#define CONTACTS_BEFORE			(1 << 0)
#define CONTACTS_AFTER			(1 << 1)
#define CONTACTS_INSTEAD		(1 << 2)
#define CONTACTS_EACH_ROW		(1 << 3)
#define CONTACTS_EACH_STATEMENT	(1 << 4)
#define CONTACTS_ON_INSERT		(1 << 5)
#define CONTACTS_ON_UPDATE		(1 << 6)
#define CONTACTS_ON_DELETE		(1 << 7)

/* transition tables that it must have */
#define CONTACTS_NEW_TABLE		(1 << 8)
#define CONTACTS_BOTH_TABLES	(1 << 9)

#define CONTACTS_ON_WRITE		(CONTACTS_ON_INSERT | CONTACTS_ON_UPDATE)
#define CONTACTS_ON_ANY			(CONTACTS_ON_WRITE | CONTACTS_ON_DELETE)
#define CONTACTS_BEFORE_ROW		(CONTACTS_BEFORE | CONTACTS_EACH_ROW | CONTACTS_ON_WRITE)
#define CONTACTS_AFTER_ROW		(CONTACTS_AFTER | CONTACTS_EACH_ROW)
#define CONTACTS_AFTER_CHECK	(CONTACTS_AFTER | CONTACTS_EACH_STATEMENT | CONTACTS_ON_WRITE | CONTACTS_NEW_TABLE)

extern TriggerData *contacts_trigger(FunctionCallInfo fcinfo, const char *name, int wanted);

extern TupleTableSlot *contacts_transition_open(TupleDesc desc, Tuplestorestate *store);
extern bool contacts_transition_next(Tuplestorestate *store, TupleTableSlot *slot);
extern HeapTuple contacts_new_tuple(TriggerData *trigdata);
extern Datum contacts_tuple_column(TriggerData *trigdata, HeapTuple tuple, const char *name, Oid type, bool *isnull);
extern int64 contacts_tuple_id(TriggerData *trigdata, HeapTuple tuple, const char *name);

#endif							/* CONTACTS_TRIGGER_H */
