/*
 * columns.h
 *	  Column numbers of a table, by name.
 */
#ifndef CONTACTS_COLUMNS_H
#define CONTACTS_COLUMNS_H

#include "postgres.h"

#include "pg/base/relation_watch.h"
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
	contacts_watch watch;
} contacts_columns;

extern void contacts_columns_resolve(contacts_columns *columns, Relation rel);

#endif							/* CONTACTS_COLUMNS_H */
