/*
 * columns.c
 *	  Column numbers of a table, by name.
 */
#include "pg/compat.h"

#include "pg/base/relation_watch.h"
#include "pg/store/columns.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

/* Look up the column numbers of a table unless they are known. */
void
contacts_columns_resolve(contacts_columns *columns, Relation rel)
{
	if (contacts_watch_holds(&columns->watch, RelationGetRelid(rel)))
		return;
	if (columns->numbers == NULL)
		columns->numbers = MemoryContextAllocZero(TopMemoryContext, columns->count * sizeof(AttrNumber));
	contacts_watch_start(&columns->watch, RelationGetRelid(rel));
	for (int i = 0; i < columns->count; i++)
		columns->numbers[i] = get_attnum(RelationGetRelid(rel), columns->names[i]);
}
