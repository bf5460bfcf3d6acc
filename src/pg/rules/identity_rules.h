/*
 * identity_rules.h
 *	  Columns that tell who somebody is.
 */
#ifndef CONTACTS_IDENTITY_RULES_H
#define CONTACTS_IDENTITY_RULES_H

#include "pg/store/changed_row.h"

extern void contacts_link_new_user(int64 user_id);
extern void contacts_check_user(const contacts_row *row, int column);
extern void contacts_require_admin_for(const contacts_row *row, const int *columns, int count);

#endif							/* CONTACTS_IDENTITY_RULES_H */
