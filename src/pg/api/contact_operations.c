/*
 * contact_operations.c
 *	  Create, get, update, delete, restore, archive and purge a contact.
 */
#include "pg/compat.h"

#include "catalog/pg_type.h"
#include "executor/executor.h"
#include "funcapi.h"
#include "pg/access/grants.h"
#include "pg/api/addresses.h"
#include "pg/api/check_request.h"
#include "pg/api/contact_json.h"
#include "pg/api/contact_operations.h"
#include "pg/api/contact_row.h"
#include "pg/api/draft.h"
#include "pg/api/error_json.h"
#include "pg/api/expand.h"
#include "pg/api/identifier.h"
#include "pg/api/keys.h"
#include "pg/api/login.h"
#include "pg/api/merged.h"
#include "pg/api/profile.h"
#include "pg/api/read_request.h"
#include "pg/api/segments.h"
#include "pg/api/write_connections.h"
#include "pg/base/error.h"
#include "pg/base/problems.h"
#include "pg/rules/audit_columns.h"
#include "pg/store/catalog.h"
#include "pg/store/columns.h"
#include "pg/store/query.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/lsyscache.h"

PG_FUNCTION_INFO_V1(contacts_create_contact);
PG_FUNCTION_INFO_V1(contacts_get_contact);
PG_FUNCTION_INFO_V1(contacts_contact_version);
PG_FUNCTION_INFO_V1(contacts_update_contact);
PG_FUNCTION_INFO_V1(contacts_delete_contact);
PG_FUNCTION_INFO_V1(contacts_restore_contact);
PG_FUNCTION_INFO_V1(contacts_archive_contact);
PG_FUNCTION_INFO_V1(contacts_purge_contact);
PG_FUNCTION_INFO_V1(contacts_validate_contact);

/* Read and check the request for a new contact. */
void
contacts_draft_new(contacts_draft *draft, int64 organization_id, Jsonb *request)
{
	contacts_draft_begin(draft, contacts_current_profile(), organization_id);
	contacts_draft_read(draft, request);
	contacts_settle_connections(draft, 0);
	contacts_draft_finish(draft);
}

/* the contact that was written last */
static int64 written_contact = 0;

/* Name the contact that has been written since this was asked last; 0 for none. */
int64
contacts_written_contact(void)
{
	int64		id = written_contact;

	written_contact = 0;
	return id;
}

/* Write what belongs to a contact in other tables; returns whether that changed anything. */
static bool
write_parts(contacts_draft *draft, int64 contact_id)
{
	uint64		before = contacts_rows_changed();
	bool		changed;

	written_contact = contact_id;
	contacts_write_connections(draft, contact_id);
	contacts_write_addresses(draft, contact_id);
	changed = contacts_rows_changed() != before;
	return contacts_write_segments(draft, contact_id) || changed;
}

/* Insert what a draft says; false where a unique key is in use. */
bool
contacts_insert_contact(contacts_draft *draft, Datum *row)
{
	MemoryContext context = CurrentMemoryContext;
	volatile bool inserted = false;

	PG_TRY();
	{
		contacts_create_login(draft);
		inserted = contacts_insert_draft(draft, row);
		if (inserted)
			write_parts(draft, contacts_row_id(*row));
	}
	PG_CATCH();
	{
		contacts_rethrow_conflict(context);
	}
	PG_END_TRY();
	return inserted;
}

/* Create a contact; the caller is connected to SPI. */
Jsonb *
contacts_do_create(int64 organization_id, Jsonb *request)
{
	contacts_draft draft;
	Datum		row;

	contacts_draft_new(&draft, organization_id, request);
	if (draft.problems)
		contacts_problems_raise(draft.problems);
	if (!contacts_insert_contact(&draft, &row))
		contacts_raise_conflict(&draft, 0);
	return contacts_row_json(row, false);
}

/* create_contact(jsonb) */
Datum
contacts_create_contact(PG_FUNCTION_ARGS)
{
	MemoryContext caller = CurrentMemoryContext;
	Jsonb	   *request = PG_GETARG_JSONB_P(0);
	int64		organization_id = contacts_api_begin(CONTACTS_SCOPE_WRITE);

	PG_RETURN_JSONB_P(contacts_api_end(contacts_do_create(organization_id, request), caller));
}

/* get_contact(uid, expand) */
Datum
contacts_get_contact(PG_FUNCTION_ARGS)
{
	MemoryContext caller = CurrentMemoryContext;
	contacts_id id;
	ArrayType  *expand;
	int64		organization_id;
	Datum		row;
	Jsonb	   *answer;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	contacts_id_argument(&id, fcinfo, 0);
	expand = PG_ARGISNULL(1) ? NULL : PG_GETARG_ARRAYTYPE_P(1);
	organization_id = contacts_api_begin(CONTACTS_SCOPE_READ);
	answer = contacts_find_json(organization_id, &id, contacts_current_profile());
	if (answer == NULL && contacts_follow_merge(organization_id, &id, &id))
		answer = contacts_find_json(organization_id, &id, contacts_current_profile());
	if (answer == NULL || (expand && !contacts_find_row(organization_id, &id, FIND_LIVE, &row)))
		contacts_raise_not_found(false);
	if (expand)
		answer = contacts_expand_answer(organization_id, row, answer, expand);
	PG_RETURN_JSONB_P(contacts_api_end(answer, caller));
}

/* Get the version of a row. */
static int64
version_of(Datum row)
{
	bool		isnull;

	return DatumGetInt64(contacts_row_field(row, "version", INT8OID, &isnull));
}

/* contact_version(uid) */
Datum
contacts_contact_version(PG_FUNCTION_ARGS)
{
	MemoryContext caller = CurrentMemoryContext;
	contacts_id id;
	Datum		row;
	int64		version;

	contacts_id_argument(&id, fcinfo, 0);
	if (!contacts_find_row(contacts_api_begin(CONTACTS_SCOPE_READ), &id, FIND_LIVE, &row))
		contacts_raise_not_found(false);
	version = version_of(row);
	contacts_api_end(NULL, caller);
	PG_RETURN_INT64(version);
}

/* Refuse a change of a version that is not the current one. */
static void
check_version(Datum row, const int64 *expected)
{
	int64		version = version_of(row);

	if (expected == NULL || *expected == version)
		return;
	ereport(ERROR,
			(errcode(CONTACTS_ERRCODE_CONFLICT),
			 errmsg("contact was changed by somebody else"),
			 errdetail_internal("[{\"field\": \"version\", \"message\": \"Expected version " INT64_FORMAT
								", found " INT64_FORMAT "\"}]",
								*expected, version),
			 errhint("Read the contact again and repeat the change.")));
}

/* Run a statement on one row by organization and id; a contact is returned where the statement has RETURNING c. */
static bool
change_row(contacts_query *statement, int64 organization_id, Datum *row)
{
	Datum		values[] = {Int64GetDatum(organization_id), Int64GetDatum(contacts_row_id(*row))};

	if (contacts_query_execute(statement, values, NULL, 0) == 0)
		return false;
	*row = contacts_result_contact(0);
	return true;
}

/*
 * Give a row the next version where only what belongs to it was changed; `before` is the version of a row that had no
 * change.
 */
static void
count_change_of_parts(int64 organization_id, int64 before, Datum *row)
{
	static contacts_query statement = {
		"UPDATE contacts.contact c SET version = c.version + 1 WHERE c.organization_id = $1 AND c.id = $2 RETURNING c",
		2, {INT8OID, INT8OID}, CONTACTS_WRITE
	};

	if (version_of(*row) == before)
		change_row(&statement, organization_id, row);
}

/* Write what a patch says: the row, and what belongs to it. */
static void
write_patch(contacts_draft *draft, int64 version, Datum *row)
{
	contacts_create_login(draft);
	contacts_update_draft(draft, row);
	if (write_parts(draft, contacts_row_id(*row)))
		count_change_of_parts(draft->organization_id, version, row);
}

/* Apply a patch to a row that is locked; one that was found as a contact merged into it keeps its own external id. */
Jsonb *
contacts_patch_row(int64 organization_id, Datum row, Jsonb *patch, bool as_merged)
{
	MemoryContext context = CurrentMemoryContext;
	contacts_draft draft;
	int64		version = version_of(row);

	contacts_draft_begin(&draft, contacts_current_profile(), organization_id);
	contacts_draft_load(&draft, row);
	contacts_draft_read(&draft, patch);
	if (as_merged)
		contacts_keep_external_id(&draft, row);
	contacts_settle_connections(&draft, contacts_row_id(row));
	contacts_draft_finish(&draft);
	if (draft.problems)
		contacts_problems_raise(draft.problems);
	PG_TRY();
	{
		write_patch(&draft, version, &row);
	}
	PG_CATCH();
	{
		contacts_rethrow_conflict(context);
	}
	PG_END_TRY();
	return contacts_row_json(row, false);
}

/* Update a contact; the caller is connected to SPI. */
Jsonb *
contacts_do_update(int64 organization_id, const contacts_id *id, Jsonb *patch, const int64 *expected_version)
{
	Datum		row;

	if (!contacts_find_row(organization_id, id, FIND_LIVE_TO_CHANGE, &row))
		contacts_raise_not_found(false);
	check_version(row, expected_version);
	return contacts_patch_row(organization_id, row, patch, false);
}

/* update_contact(uid, patch, expected_version) */
Datum
contacts_update_contact(PG_FUNCTION_ARGS)
{
	MemoryContext caller = CurrentMemoryContext;
	contacts_id id;
	Jsonb	   *patch;
	int64		version;
	int64		organization_id;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_NULL();
	contacts_id_argument(&id, fcinfo, 0);
	patch = PG_GETARG_JSONB_P(1);
	version = PG_ARGISNULL(2) ? 0 : PG_GETARG_INT64(2);
	organization_id = contacts_api_begin(CONTACTS_SCOPE_WRITE);
	PG_RETURN_JSONB_P(contacts_api_end(contacts_do_update(organization_id, &id, patch, PG_ARGISNULL(2) ? NULL
														  : &version), caller));
}

/* Soft-delete a contact; the caller is connected to SPI. */
void
contacts_do_delete(int64 organization_id, const contacts_id *id)
{
	static contacts_query statement = {
		"UPDATE contacts.contact c SET deleted_at = pg_catalog.now() WHERE c.organization_id = $1 AND c.id = $2"
		" RETURNING c",
		2, {INT8OID, INT8OID}, CONTACTS_WRITE
	};
	Datum		row;

	if (!contacts_find_own_row(organization_id, id, FIND_LIVE_TO_CHANGE, &row) ||
		!change_row(&statement, organization_id, &row))
	{
		contacts_refuse_merged(organization_id, id);
		contacts_raise_not_found(false);
	}
}

/* delete_contact(uid) */
Datum
contacts_delete_contact(PG_FUNCTION_ARGS)
{
	MemoryContext caller = CurrentMemoryContext;
	contacts_id id;

	contacts_id_argument(&id, fcinfo, 0);
	contacts_do_delete(contacts_api_begin(CONTACTS_SCOPE_DELETE), &id);
	contacts_api_end(NULL, caller);
	PG_RETURN_VOID();
}

/* a restore that may hit a unique key */
typedef struct restore_work
{
	int64		organization_id;
	Datum	   *row;
} restore_work;

/* Take back the deletion of a contact. */
static void
run_restore(void *argument)
{
	static contacts_query statement = {
		"UPDATE contacts.contact c SET deleted_at = NULL WHERE c.organization_id = $1 AND c.id = $2 RETURNING c",
		2, {INT8OID, INT8OID}, CONTACTS_WRITE
	};
	restore_work *work = argument;

	if (!change_row(&statement, work->organization_id, work->row))
		contacts_raise_not_found(false);
}

/* Restore the row of a deleted contact; an error names who holds a unique key by now. */
void
contacts_restore_row(int64 organization_id, Datum *row)
{
	restore_work work = {organization_id, row};
	int64		id = contacts_row_id(*row);
	Datum		deleted = *row;
	ErrorData  *error = contacts_attempt(run_restore, &work);

	if (error && error->sqlerrcode == ERRCODE_UNIQUE_VIOLATION && contacts_names_fields(error))
		error->sqlerrcode = CONTACTS_ERRCODE_CONFLICT;
	else if (error && error->sqlerrcode == ERRCODE_UNIQUE_VIOLATION)
	{
		contacts_draft draft;

		contacts_draft_begin(&draft, contacts_current_profile(), organization_id);
		contacts_draft_load(&draft, deleted);
		contacts_raise_conflict(&draft, id);
	}
	if (error)
		ReThrowError(error);
}

/* restore_contact(uid) */
Datum
contacts_restore_contact(PG_FUNCTION_ARGS)
{
	MemoryContext caller = CurrentMemoryContext;
	contacts_id id;
	int64		organization_id;
	Datum		row;

	contacts_id_argument(&id, fcinfo, 0);
	organization_id = contacts_api_begin(CONTACTS_SCOPE_DELETE);
	if (!contacts_find_row(organization_id, &id, FIND_DELETED_TO_CHANGE, &row))
		contacts_raise_not_found(false);
	contacts_restore_row(organization_id, &row);
	PG_RETURN_JSONB_P(contacts_api_end(contacts_row_json(row, false), caller));
}

/* archive_contact(uid) */
Datum
contacts_archive_contact(PG_FUNCTION_ARGS)
{
	static contacts_query statement = {
		"UPDATE contacts.contact c SET status = 'archived' WHERE c.organization_id = $1 AND c.id = $2 RETURNING c",
		2, {INT8OID, INT8OID}, CONTACTS_WRITE
	};
	MemoryContext caller = CurrentMemoryContext;
	contacts_id id;
	int64		organization_id;
	Datum		row;

	contacts_id_argument(&id, fcinfo, 0);
	organization_id = contacts_api_begin(CONTACTS_SCOPE_DELETE);
	if (!contacts_find_row(organization_id, &id, FIND_LIVE_TO_CHANGE, &row) ||
		!change_row(&statement, organization_id, &row))
		contacts_raise_not_found(false);
	PG_RETURN_JSONB_P(contacts_api_end(contacts_row_json(row, false), caller));
}

/* purge_contact(uid): the row and what belongs to it is gone; who worked there or reported to it stays. */
Datum
contacts_purge_contact(PG_FUNCTION_ARGS)
{
	static contacts_query leave = {
		"UPDATE contacts.contact c SET company_id = NULL WHERE c.organization_id = $1 AND c.company_id = $2", 2,
		{INT8OID, INT8OID}, CONTACTS_WRITE
	};
	static contacts_query orphan = {
		"UPDATE contacts.contact c SET reports_to = NULL WHERE c.organization_id = $1 AND c.reports_to = $2", 2,
		{INT8OID, INT8OID}, CONTACTS_WRITE
	};
	static contacts_query purge = {
		"DELETE FROM contacts.contact c WHERE c.organization_id = $1 AND c.id = $2", 2, {INT8OID, INT8OID},
		CONTACTS_WRITE
	};
	MemoryContext caller = CurrentMemoryContext;
	contacts_id id;
	Datum		values[2];
	Datum		row;
	int64		organization_id;

	contacts_id_argument(&id, fcinfo, 0);
	organization_id = contacts_api_begin(CONTACTS_SCOPE_ADMIN);
	if (!contacts_find_row(organization_id, &id, FIND_ANY_TO_CHANGE, &row))
	{
		contacts_refuse_merged(organization_id, &id);
		contacts_raise_not_found(false);
	}
	values[0] = Int64GetDatum(organization_id);
	values[1] = Int64GetDatum(contacts_row_id(row));
	contacts_query_execute(&leave, values, NULL, 0);
	contacts_query_execute(&orphan, values, NULL, 0);
	contacts_query_execute(&purge, values, NULL, 0);
	contacts_api_end(NULL, caller);
	PG_RETURN_VOID();
}

/* validate_contact(jsonb): all problems of a request for a new contact */
Datum
contacts_validate_contact(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	MemoryContext caller = CurrentMemoryContext;
	Jsonb	   *request = PG_GETARG_JSONB_P(0);
	contacts_draft draft;
	ListCell   *cell;

	InitMaterializedSRF(fcinfo, 0);
	contacts_draft_new(&draft, contacts_api_begin(CONTACTS_SCOPE_READ), request);
	foreach(cell, draft.problems)
	{
		contacts_problem *problem = lfirst(cell);
		Datum		values[] = {
			CStringGetTextDatum(problem->field), CStringGetTextDatum(problem->code),
			CStringGetTextDatum(problem->message)
		};
		bool		nulls[3] = {false};

		tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
	}
	contacts_api_end(NULL, caller);
	return (Datum) 0;
}
