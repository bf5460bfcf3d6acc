/*
 * reference.h
 *	  Finding what a client refers to.
 */
#ifndef CONTACTS_REFERENCE_H
#define CONTACTS_REFERENCE_H

#include "postgres.h"

#include "pg/api/column_rules.h"
#include "pg/api/draft.h"
#include "pg/api/identifier.h"

extern bool contacts_find_reference(contacts_draft *draft, contacts_value_kind kind, const contacts_id *id,
									int64 *found);
extern bool contacts_find_company_by_name(contacts_draft *draft, text *name, int64 *found);
extern bool contacts_is_own_tenant(contacts_draft *draft, const contacts_id *id);

#endif							/* CONTACTS_REFERENCE_H */
