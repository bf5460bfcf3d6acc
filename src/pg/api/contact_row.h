/*
 * contact_row.h
 *	  Finding, inserting and updating the row of one contact.
 */
#ifndef CONTACTS_CONTACT_ROW_H
#define CONTACTS_CONTACT_ROW_H

#include "postgres.h"

#include "pg/api/draft.h"
#include "pg/api/identifier.h"
#include "pg/compat.h"

/* which rows an operation may find */
typedef enum contacts_find_mode
{
	FIND_LIVE,
	FIND_LIVE_TO_CHANGE,
	FIND_DELETED_TO_CHANGE,
	FIND_ANY_TO_CHANGE,
	FIND_MODES
} contacts_find_mode;

extern int64 contacts_api_begin(uint32 scope);
extern Jsonb *contacts_api_end(Jsonb *result, MemoryContext caller);
extern bool contacts_find_own_row(int64 organization_id, const contacts_id *id, contacts_find_mode mode, Datum *row);
extern bool contacts_find_row(int64 organization_id, const contacts_id *id, contacts_find_mode mode, Datum *row);
extern int64 contacts_row_id(Datum row);
extern Jsonb *contacts_row_json(Datum row, bool read_only);
extern bool contacts_insert_draft(contacts_draft *draft, Datum *row);
extern void contacts_update_draft(contacts_draft *draft, Datum *row);
extern bool contacts_names_fields(const ErrorData *error);
extern contacts_noreturn void contacts_rethrow_conflict(MemoryContext context);
extern contacts_noreturn void contacts_raise_conflict(contacts_draft *draft, int64 self);

/* run a piece of work so that its error does not end the transaction; NULL where there was none */
typedef void (*contacts_work) (void *argument);
extern ErrorData *contacts_attempt(contacts_work work, void *argument);

#endif							/* CONTACTS_CONTACT_ROW_H */
