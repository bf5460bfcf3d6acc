/*
 * search_key_rule.h
 *	  Keep the search key of a contact true.
 */
#ifndef CONTACTS_SEARCH_KEY_RULE_H
#define CONTACTS_SEARCH_KEY_RULE_H

#include "pg/store/changed_row.h"

extern void contacts_search_fill(contacts_row *row, int organization_id, const int *fields, int count, int tags,
								 int key);

#endif							/* CONTACTS_SEARCH_KEY_RULE_H */
