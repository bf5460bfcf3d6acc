/*
 * name_rule.h
 *	  A person's full name and its parts.
 */
#ifndef CONTACTS_NAME_RULE_H
#define CONTACTS_NAME_RULE_H

#include "postgres.h"

#include "pg/store/changed_row.h"
#include "pg/types/person_name.h"

/* the columns of a row: the full name, and its parts */
typedef struct contacts_name_columns
{
	int			name;
	int			parts[CONTACTS_PARTS];
} contacts_name_columns;

extern void contacts_fill_names(contacts_row *row, const contacts_name_columns *columns, contacts_name_order order,
								bool is_person);

#endif							/* CONTACTS_NAME_RULE_H */
