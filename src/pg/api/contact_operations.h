/*
 * contact_operations.h
 *	  Operations on one contact, shared by the functions that clients call.
 */
#ifndef CONTACTS_CONTACT_OPERATIONS_H
#define CONTACTS_CONTACT_OPERATIONS_H

#include "postgres.h"

#include "pg/api/draft.h"
#include "pg/api/identifier.h"

extern void contacts_draft_new(contacts_draft *draft, int64 organization_id, Jsonb *request);
extern bool contacts_insert_contact(contacts_draft *draft, Datum *row);
extern Jsonb *contacts_patch_row(int64 organization_id, Datum row, Jsonb *patch, bool as_merged);
extern void contacts_restore_row(int64 organization_id, Datum *row);
extern Jsonb *contacts_do_create(int64 organization_id, Jsonb *request);
extern Jsonb *contacts_do_update(int64 organization_id, const contacts_id *id, Jsonb *patch,
								 const int64 *expected_version);
extern int64 contacts_written_contact(void);
extern void contacts_do_delete(int64 organization_id, const contacts_id *id);

#endif							/* CONTACTS_CONTACT_OPERATIONS_H */
