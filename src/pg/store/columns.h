/*
 * columns.h
 *	  Columns that C code finds by name: their numbers, and the check that they have the type that the code reads.
 */
#ifndef CONTACTS_COLUMNS_H
#define CONTACTS_COLUMNS_H

#include "postgres.h"

#include "pg/base/relation_watch.h"
#include "pg/compat.h"
#include "utils/rel.h"

/* types of this extension: numbers that no type has stand for them until their OIDs are looked up */
#define CONTACTS_TYPE_ULID			((Oid) 1)
#define CONTACTS_TYPE_EMAIL			((Oid) 2)
#define CONTACTS_TYPE_PHONE			((Oid) 3)
#define CONTACTS_TYPE_SEARCH_KEY	((Oid) 4)

/* a column that a rule needs, and the type that it reads there */
typedef struct contacts_column
{
	const char *name;
	Oid			type;
	bool		is_optional;
} contacts_column;

/*
 * Column numbers of one table, looked up and checked once and kept until the table changes.  An optional column that
 * the table lacks has number 0 and is skipped.  Zero the other fields.
 */
typedef struct contacts_columns
{
	const contacts_column *list;
	int			count;
	AttrNumber *numbers;
	contacts_watch watch;
} contacts_columns;

extern bool contacts_is_type(Oid type, Oid wanted);
extern AttrNumber contacts_column_number(Relation rel, const char *name, Oid type);
extern AttrNumber contacts_column_required(Relation rel, const char *name, Oid type);
extern Datum contacts_column_value(HeapTuple tuple, Relation rel, const char *name, Oid type, bool *isnull);
extern Datum contacts_checked_value(HeapTuple tuple, TupleDesc desc, AttrNumber number, Oid type, bool *isnull);
extern void contacts_check_row_type(TupleDesc found, TupleDesc wanted);
extern Datum contacts_row_field(Datum row, const char *name, Oid type, bool *isnull);
extern contacts_noreturn void contacts_refuse_missing(const char *table, const char *name);
extern void contacts_columns_resolve(contacts_columns *columns, Relation rel);

#endif							/* CONTACTS_COLUMNS_H */
