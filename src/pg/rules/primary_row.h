/*
 * primary_row.h
 *	  One primary connection, and one primary address, of each type of a contact.
 */
#ifndef CONTACTS_PRIMARY_ROW_H
#define CONTACTS_PRIMARY_ROW_H

#include "postgres.h"

#include "pg/store/changed_row.h"

/* where a table has the columns that the rule needs */
typedef struct contacts_primary_columns
{
	int			organization_id;
	int			contact_id;
	int			type;
	int			is_primary;
	int			deleted_at;
} contacts_primary_columns;

extern void contacts_settle_primary(contacts_row *row, const contacts_primary_columns *columns);

#endif							/* CONTACTS_PRIMARY_ROW_H */
