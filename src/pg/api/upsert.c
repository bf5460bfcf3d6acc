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
#include "pg/api/keys.h"
#include "pg/api/upsert.h"
#include "pg/base/error.h"
#include "pg/store/columns.h"
#include "pg/store/query.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/numeric.h"

PG_FUNCTION_INFO_V1(contacts_upsert_contact);

/*
 * The keys by which upsert_contact() finds a contact, in the order in which they are tried.
 */
#define MATCH(condition) \
	"SELECT c FROM contacts.contact c WHERE c.organization_id = $1 AND " condition \
	" AND (c.deleted_at IS NOT NULL) = $3 ORDER BY c.deleted_at DESC NULLS LAST, c.id LIMIT 1 FOR UPDATE"

static struct
{
	const char *name;
	contacts_target target;
	contacts_query statement;
}			matches[] = {
	{"external_id", TARGET_EXTERNAL_ID, {MATCH("c.external_id = $2 AND (c.external_source = $4 OR (c.external_source"
											   " IS NULL AND $4 IS NULL))"),
	4, {INT8OID, TEXTOID, BOOLOID, TEXTOID}, CONTACTS_WRITE}},
	{"email", TARGET_EMAIL, {MATCH("c.email OPERATOR(contacts.=) $2::contacts.email"), 4,
		{INT8OID, TEXTOID, BOOLOID, TEXTOID}, CONTACTS_WRITE}},
	{"phone", TARGET_PHONE, {MATCH("c.phone OPERATOR(contacts.=) $2::contacts.phone"), 4,
		{INT8OID, TEXTOID, BOOLOID, TEXTOID}, CONTACTS_WRITE}},
};

/* Find the live or deleted contact that a request means. */
static bool
find_match(contacts_draft *draft, Jsonb *request, const char *match, bool deleted, Datum *row)
{
	contacts_id id;

	if ((match == NULL || strcmp(match, "uid") == 0) && contacts_request_id(request, &id) &&
		contacts_find_row(draft->organization_id, &id, deleted ? FIND_DELETED_TO_CHANGE : FIND_LIVE_TO_CHANGE, row))
		return true;
	for (int i = 0; i < lengthof(matches); i++)
	{
		Datum		values[] = {
			Int64GetDatum(draft->organization_id), draft->values[matches[i].target], BoolGetDatum(deleted),
			draft->values[TARGET_EXTERNAL_SOURCE]
		};
		bool		nulls[] = {false, false, false, draft->nulls[TARGET_EXTERNAL_SOURCE]};

		if (draft->nulls[matches[i].target] || (match && strcmp(match, matches[i].name) != 0) ||
			contacts_query_execute(&matches[i].statement, values, nulls, 1) == 0)
			continue;
		*row = contacts_result_contact(0);
		return true;
	}
	return false;
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

/* Update the contact that a request means, or create one; the caller is connected to SPI. */
Jsonb *
contacts_do_upsert(int64 organization_id, Jsonb *request, const char *match, const char *on_deleted)
{
	contacts_draft draft;
	Datum		row;

	contacts_draft_new(&draft, organization_id, request);
	/* a contact that another transaction inserts meanwhile is found the second time */
	for (int tries = 0; tries < 2; tries++)
	{
		if (find_match(&draft, request, match, false, &row))
			return contacts_patch_row(organization_id, row, request);
		if (strcmp(on_deleted, "new") != 0 && find_match(&draft, request, match, true, &row))
		{
			if (strcmp(on_deleted, "error") == 0)
				refuse_deleted(row);
			contacts_require_scope(CONTACTS_SCOPE_DELETE);
			contacts_restore_row(organization_id, &row);
			return contacts_patch_row(organization_id, row, request);
		}
		if (draft.problems)
			contacts_problems_raise(draft.problems);
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
