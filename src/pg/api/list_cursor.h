/*
 * list_cursor.h
 *	  Where a list goes on: opaque, and refused where somebody else made it.
 */
#ifndef CONTACTS_LIST_CURSOR_H
#define CONTACTS_LIST_CURSOR_H

#include "postgres.h"

#include "lib/stringinfo.h"

/* the last row of a page, in the order of the list */
typedef struct contacts_cursor
{
	uint8		order;
	bool		descending;
	int64		id;
	int64		time;			/* value of an order by time */
	char	   *name;			/* value of an order by name */
} contacts_cursor;

extern text *contacts_cursor_write(const contacts_cursor *cursor, int64 organization_id, const char *filters);
extern void contacts_cursor_read(contacts_cursor *cursor, text *value, int64 organization_id, const char *filters);

#endif							/* CONTACTS_LIST_CURSOR_H */
