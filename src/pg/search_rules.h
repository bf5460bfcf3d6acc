/*
 * search_rules.h
 *	  Keep the search key of a contact true.
 */
#ifndef CONTACTS_SEARCH_RULES_H
#define CONTACTS_SEARCH_RULES_H

#include "pg/row.h"

extern void contacts_search_fill(contacts_row *row, int organization_id, const int *fields, int count, int tags, int key);

#endif							/* CONTACTS_SEARCH_RULES_H */
