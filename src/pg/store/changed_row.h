/*
 * changed_row.h
 *	  The row that a BEFORE ROW trigger may still change, column by name.
 */
#ifndef CONTACTS_CHANGED_ROW_H
#define CONTACTS_CHANGED_ROW_H

#include "postgres.h"

#include "commands/trigger.h"
#include "utils/rel.h"

/*
 * Column numbers of one table, looked up once and kept until the table changes.  A rule lists the names that it needs;
 * a name that the table lacks has number 0 and is skipped.  Zero the other fields.
 */
typedef struct contacts_columns
{
	const char *const *names;
	int			count;
	AttrNumber *numbers;
	Oid			relid;
	bool		registered;
	struct contacts_columns *next;
} contacts_columns;

/* a row under change; old is NULL in an INSERT */
typedef struct contacts_row
{
	Relation	rel;
	TupleDesc	desc;
	const contacts_columns *columns;
	HeapTuple	tuple;
	Datum	   *values;
	bool	   *nulls;
	HeapTuple	old_tuple;
	Datum	   *old_values;
	bool	   *old_nulls;
	bool		edited;
} contacts_row;

extern void contacts_columns_resolve(contacts_columns *columns, Relation rel);
extern TriggerData *contacts_before_row_trigger(FunctionCallInfo fcinfo, const char *name);
extern void contacts_row_open(contacts_row *row, TriggerData *trigdata, contacts_columns *columns);
extern HeapTuple contacts_row_close(contacts_row *row);

extern bool contacts_row_has(const contacts_row *row, int column);
extern bool contacts_row_is_null(const contacts_row *row, int column);
extern Datum contacts_row_get(const contacts_row *row, int column);
extern bool contacts_row_changed(const contacts_row *row, int column);
extern bool contacts_row_changed_but_for(const contacts_row *row, const int *columns, int count);
extern void contacts_row_set(contacts_row *row, int column, Datum value);
extern void contacts_row_set_null(contacts_row *row, int column);
extern void contacts_row_keep(contacts_row *row, int column);

#endif							/* CONTACTS_CHANGED_ROW_H */
