/*
 * changed_row.h
 *	  The row that a BEFORE ROW trigger may still change, column by name.
 */
#ifndef CONTACTS_CHANGED_ROW_H
#define CONTACTS_CHANGED_ROW_H

#include "postgres.h"

#include "commands/trigger.h"
#include "pg/store/columns.h"
#include "utils/rel.h"

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
