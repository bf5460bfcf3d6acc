/*
 * contact_row.h
 *	  Operations on one contact, for the functions that clients call.
 */
#ifndef CONTACTS_CONTACT_ROW_H
#define CONTACTS_CONTACT_ROW_H

#include "pg/api/draft.h"

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
extern bool contacts_find_row(int64 organization_id, const contacts_id *id, contacts_find_mode mode, Datum *row);
extern int64 contacts_row_id(Datum row);
extern Jsonb *contacts_row_json(Datum row, bool read_only);

extern bool contacts_insert_draft(contacts_draft *draft, Datum *row);
extern void contacts_update_draft(contacts_draft *draft, Datum *row);
extern contacts_noreturn void contacts_raise_conflict(contacts_draft *draft, int64 self);

/* run a piece of work so that its error does not end the transaction; NULL where there was none */
typedef void (*contacts_work) (void *argument);
extern ErrorData *contacts_attempt(contacts_work work, void *argument);

extern void contacts_draft_new(contacts_draft *draft, int64 organization_id, Jsonb *request);
extern bool contacts_insert_contact(contacts_draft *draft, Datum *row);
extern Jsonb *contacts_patch_row(int64 organization_id, Datum row, Jsonb *patch);
extern void contacts_restore_row(int64 organization_id, Datum *row);
extern bool contacts_request_id(Jsonb *request, contacts_id *id);
extern Jsonb *contacts_expand_answer(int64 organization_id, Datum row, Jsonb *answer, ArrayType *wanted);

extern Jsonb *contacts_do_create(int64 organization_id, Jsonb *request);
extern Jsonb *contacts_do_update(int64 organization_id, const contacts_id *id, Jsonb *patch, const int64 *expected_version);
extern Jsonb *contacts_do_upsert(int64 organization_id, Jsonb *request, const char *match, const char *on_deleted);
extern void contacts_do_delete(int64 organization_id, const contacts_id *id);

#endif							/* CONTACTS_CONTACT_ROW_H */
