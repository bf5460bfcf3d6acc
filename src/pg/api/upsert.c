/*
 * upsert.c
 *	  Update the contact that a request means, or create one.
 */
#include "pg/compat.h"

#include "catalog/pg_type.h"
#include "executor/executor.h"
#include "pg/access/context.h"
#include "pg/access/grants.h"
#include "pg/api/contact_operations.h"
#include "pg/api/contact_row.h"
#include "pg/api/draft.h"
#include "pg/api/error_json.h"
#include "pg/api/identifier.h"
#include "pg/api/key_lock.h"
#include "pg/api/merged.h"
#include "pg/api/upsert.h"
#include "pg/api/upsert_match.h"
#include "pg/base/error.h"
#include "pg/store/columns.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"

PG_FUNCTION_INFO_V1(contacts_upsert_contact);

/* Find the live contact that the contact which a request means was merged into. */
static bool
find_survivor(contacts_draft *draft, const char *match_by, Datum *row)
{
	contacts_id survivor;

	return !draft->nulls[TARGET_EXTERNAL_ID] && (match_by == NULL || strcmp(match_by, "external_id") == 0) &&
		contacts_follow_external(draft->organization_id, draft->values[TARGET_EXTERNAL_ID],
								 draft->values[TARGET_EXTERNAL_SOURCE], draft->nulls[TARGET_EXTERNAL_SOURCE],
								 &survivor) &&
		contacts_find_own_row(draft->organization_id, &survivor, FIND_LIVE_TO_CHANGE, row);
}

/* Raise CT409 for a match that is deleted. */
static void
refuse_deleted(Datum row)
{
	bool		isnull;
	Datum		uid = contacts_row_field(row, "uid", CONTACTS_TYPE_ULID, &isnull);
	char	   *printed = contacts_uid_text((uint8 *) DatumGetPointer(uid), NULL);

	ereport(ERROR,
			(errcode(CONTACTS_ERRCODE_CONFLICT),
			 errmsg("the contact that matches is deleted"),
			 errdetail_internal("[{\"field\": \"id\", \"message\": \"The contact that matches is deleted\", \"uid\":"
								" \"%s\", \"deleted\": true}]", printed),
			 errhint("Restore contact %s, or choose another policy for deleted matches.", printed)));
}

/* Leave a key out of a request: what it says is a connection of the contact, which its own value stays beside. */
static Jsonb *
without_key(Jsonb *request, const char *key)
{
	return DatumGetJsonbP(DirectFunctionCall2(jsonb_delete, JsonbPGetDatum(request), CStringGetTextDatum(key)));
}

/* Apply a request to the contact that it means. */
static Jsonb *
patch_match(int64 organization_id, const contacts_match *match, Jsonb *request)
{
	if (match->email_connected)
		request = without_key(request, "email");
	if (match->phone_connected)
		request = without_key(request, "phone");
	return contacts_patch_row(organization_id, match->row, request, false);
}

/* Restore the deleted contact that a request means and apply the request, or refuse to. */
static Jsonb *
restore_match(int64 organization_id, contacts_match *match, Jsonb *request, const char *on_deleted)
{
	if (strcmp(on_deleted, "error") == 0)
		refuse_deleted(match->row);
	contacts_require_scope(CONTACTS_SCOPE_DELETE);
	contacts_restore_row(organization_id, &match->row);
	return patch_match(organization_id, match, request);
}

/* Update the contact that a request means, or create one; the caller is connected to SPI. */
Jsonb *
contacts_do_upsert(int64 organization_id, Jsonb *request, const char *match_by, const char *on_deleted)
{
	bool		locked = false;
	contacts_draft draft;
	contacts_match match;
	Datum		row;

	contacts_draft_new(&draft, organization_id, request);
	/* a contact that another transaction inserts meanwhile is found the next time */
	for (int tries = 0; tries < 3; tries++)
	{
		if (contacts_find_match(&draft, request, match_by, false, &match))
			return patch_match(organization_id, &match, request);
		if (find_survivor(&draft, match_by, &row))
			return contacts_patch_row(organization_id, row, request, true);
		if (strcmp(on_deleted, "new") != 0 && contacts_find_match(&draft, request, match_by, true, &match))
			return restore_match(organization_id, &match, request, on_deleted);
		if (draft.problems)
			contacts_problems_raise(draft.problems);
		if (!locked && (locked = contacts_lock_keys(&draft)))
			continue;
		if (contacts_insert_contact(&draft, &row))
			return contacts_row_json(row, false);
	}
	contacts_raise_conflict(&draft, 0);
}

/* Read an argument that is one of several words; NULL stays NULL. */
static char *
word_argument(FunctionCallInfo fcinfo, int arg, const char *name, const char *const *words)
{
	char	   *word;

	if (PG_ARGISNULL(arg))
		return NULL;
	word = text_to_cstring(PG_GETARG_TEXT_PP(arg));
	for (; *words; words++)
	{
		if (strcmp(word, *words) == 0)
			return word;
	}
	contacts_raise_field(CONTACTS_ERRCODE_VALIDATION, psprintf("invalid value of %s", name), name,
						 psprintf("Unknown value \"%s\"", contacts_quote_input(word, strlen(word))));
}

/* upsert_contact(contact, match_by, on_deleted) */
Datum
contacts_upsert_contact(PG_FUNCTION_ARGS)
{
	static const char *const keys[] = {"uid", "external_id", "email", "phone", NULL};
	static const char *const policies[] = {"new", "restore", "error", NULL};
	MemoryContext caller = CurrentMemoryContext;
	Jsonb	   *request;
	char	   *match;
	char	   *on_deleted;
	int64		organization_id;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	request = PG_GETARG_JSONB_P(0);
	match = word_argument(fcinfo, 1, "match_by", keys);
	on_deleted = word_argument(fcinfo, 2, "on_deleted", policies);
	organization_id = contacts_api_begin(CONTACTS_SCOPE_WRITE);
	PG_RETURN_JSONB_P(contacts_api_end(contacts_do_upsert(organization_id, request, match, on_deleted ? on_deleted
														  : "new"), caller));
}
