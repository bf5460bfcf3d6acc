/*
 * contact_row.c
 *	  Finding, inserting and updating the row of a contact, with the rights of the caller.
 */
#include "pg/compat.h"

#include "access/table.h"
#include "access/xact.h"
#include "catalog/pg_type.h"
#include "executor/executor.h"
#include "lib/stringinfo.h"
#include "pg/access/context.h"
#include "pg/api/column_rules.h"
#include "pg/api/contact_json.h"
#include "pg/api/contact_row.h"
#include "pg/api/draft.h"
#include "pg/api/error_json.h"
#include "pg/api/identifier.h"
#include "pg/api/keys.h"
#include "pg/api/merged.h"
#include "pg/api/profile.h"
#include "pg/base/error.h"
#include "pg/base/relation_watch.h"
#include "pg/store/catalog.h"
#include "pg/store/columns.h"
#include "pg/store/query.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/resowner.h"

/* Check the context of an operation and connect to SPI; returns the organization. */
int64
contacts_api_begin(uint32 scope)
{
	int64		organization_id;

	if (!contacts_context_organization(&organization_id))
		ereport(ERROR,
				(errcode(CONTACTS_ERRCODE_UNAUTHORIZED),
				 errmsg("no organization is set"),
				 errhint("Call contacts.set_context(organization_id) first in the transaction.")));
	contacts_require_scope(scope);
	contacts_connect();
	return organization_id;
}

/* Bring a result out of SPI's memory and disconnect. */
Jsonb *
contacts_api_end(Jsonb *result, MemoryContext caller)
{
	if (result)
	{
		MemoryContext inner = MemoryContextSwitchTo(caller);

		result = (Jsonb *) DatumGetPointer(datumCopy(PointerGetDatum(result), false, -1));
		MemoryContextSwitchTo(inner);
	}
	contacts_disconnect();
	MemoryContextSwitchTo(caller);
	return result;
}

#define FIND "SELECT c FROM contacts.contact c WHERE c.organization_id = $1 AND "
#define BY_UID FIND "c.uid OPERATOR(contacts.=) ($2::uuid)::contacts.ulid"
#define BY_ID FIND "c.id = $2"
#define FIND_STATEMENTS(where, type) \
	{{where " AND c.deleted_at IS NULL", 2, {INT8OID, type}, CONTACTS_READ}, \
	 {where " AND c.deleted_at IS NULL FOR UPDATE", 2, {INT8OID, type}, CONTACTS_WRITE}, \
	 {where " AND c.deleted_at IS NOT NULL FOR UPDATE", 2, {INT8OID, type}, CONTACTS_WRITE}, \
	 {where " FOR UPDATE", 2, {INT8OID, type}, CONTACTS_WRITE}}

/* Find the row of a contact by its own identifier; it stays valid until contacts_disconnect(). */
bool
contacts_find_own_row(int64 organization_id, const contacts_id *id, contacts_find_mode mode, Datum *row)
{
	static contacts_query by_uid[FIND_MODES] = FIND_STATEMENTS(BY_UID, UUIDOID);
	static contacts_query by_id[FIND_MODES] = FIND_STATEMENTS(BY_ID, INT8OID);
	Datum		values[] = {
		Int64GetDatum(organization_id), id->form == ID_UID ? PointerGetDatum(id->uid) : Int64GetDatum(id->number)
	};
	contacts_query *statement = id->form == ID_UID ? &by_uid[mode] : &by_id[mode];

	if (contacts_query_execute(statement, values, NULL, 1) == 0)
		return false;
	*row = contacts_result_contact(0);
	return true;
}

/* Find the row of a contact; that of a live one also by the identifiers of those that were merged into it. */
bool
contacts_find_row(int64 organization_id, const contacts_id *id, contacts_find_mode mode, Datum *row)
{
	contacts_id survivor;

	if (contacts_find_own_row(organization_id, id, mode, row))
		return true;
	return (mode == FIND_LIVE || mode == FIND_LIVE_TO_CHANGE) &&
		contacts_follow_merge(organization_id, id, &survivor) &&
		contacts_find_own_row(organization_id, &survivor, mode, row);
}

/* Get the number of a row. */
int64
contacts_row_id(Datum row)
{
	bool		isnull;

	return DatumGetInt64(contacts_row_field(row, "id", INT8OID, &isnull));
}

/* Make the whole JSON of a row in the session's profile. */
Jsonb *
contacts_row_json(Datum row, bool read_only)
{
	Jsonb	   *result;

	contacts_rows_to_json(&row, 1, contacts_current_profile(), SHAPE_FULL, read_only, &result);
	return result;
}

/* Run work in a subtransaction; returns its error instead of raising it. */
ErrorData *
contacts_attempt(contacts_work work, void *argument)
{
	MemoryContext context = CurrentMemoryContext;
	ResourceOwner owner = CurrentResourceOwner;
	ErrorData  *volatile error = NULL;

	BeginInternalSubTransaction(NULL);
	MemoryContextSwitchTo(context);
	PG_TRY();
	{
		work(argument);
		ReleaseCurrentSubTransaction();
	}
	PG_CATCH();
	{
		MemoryContextSwitchTo(context);
		error = CopyErrorData();
		FlushErrorState();
		RollbackAndReleaseCurrentSubTransaction();
	}
	PG_END_TRY();
	MemoryContextSwitchTo(context);
	CurrentResourceOwner = owner;
	return error;
}

/* Check whether the detail of an error is a list of fields. */
bool
contacts_names_fields(const ErrorData *error)
{
	return error->detail && error->detail[0] == '[';
}

/* In PG_CATCH(): raise again what a unique key has refused, as CT409 where the detail names field and holder. */
void
contacts_rethrow_conflict(MemoryContext context)
{
	ErrorData  *error;

	MemoryContextSwitchTo(context);
	error = CopyErrorData();
	FlushErrorState();
	if (error->sqlerrcode == ERRCODE_UNIQUE_VIOLATION && contacts_names_fields(error))
		error->sqlerrcode = CONTACTS_ERRCODE_CONFLICT;
	ReThrowError(error);
	pg_unreachable();
}

/* the statements that write all columns that a client can set, and the table they were made for */
static contacts_query insert_statement = {.flags = CONTACTS_WRITE};
static contacts_query update_statement = {.flags = CONTACTS_WRITE};
static contacts_watch written;

/* Get the type of a parameter that stands for a column; the table must have the type that the values are read as. */
static Oid
parameter_type(Relation rel, const contacts_rule *rule)
{
	AttrNumber	number = contacts_column_required(rel, rule->column, contacts_rule_type(rule));

	return TupleDescAttr(RelationGetDescr(rel), number - 1)->atttypid;
}

/* Write the two statements: the columns are always the same. */
static void
write_statements(void)
{
	StringInfoData columns;
	StringInfoData parameters;
	StringInfoData assignments;

	initStringInfo(&columns);
	initStringInfo(&parameters);
	initStringInfo(&assignments);
	for (int i = TARGET_NONE + 1; i < TARGET_COLUMNS_END; i++)
	{
		const char *column = contacts_contact_column[i].column;

		appendStringInfo(&columns, ", %s", column);
		appendStringInfo(&parameters, ", $%d", i + 1);
		appendStringInfo(&assignments, "%s%s = $%d", i == TARGET_NONE + 1 ? "" : ", ", column, i + 2);
	}
	insert_statement.text = MemoryContextStrdup(TopMemoryContext, psprintf(
		"INSERT INTO contacts.contact AS c (organization_id%s) VALUES ($1%s) ON CONFLICT DO NOTHING RETURNING c",
		columns.data, parameters.data));
	insert_statement.nargs = TARGET_COLUMNS_END;
	update_statement.text = MemoryContextStrdup(TopMemoryContext, psprintf(
		"UPDATE contacts.contact AS c SET %s WHERE c.organization_id = $1 AND c.id = $2 RETURNING c",
		assignments.data));
	update_statement.nargs = TARGET_COLUMNS_END + 1;
}

/* Give the parameters of the statements the types that the columns of the table have. */
static void
read_types(Relation rel)
{
	insert_statement.types[0] = update_statement.types[0] = update_statement.types[1] = INT8OID;
	for (int i = TARGET_NONE + 1; i < TARGET_COLUMNS_END; i++)
		insert_statement.types[i] = update_statement.types[i + 1] = parameter_type(rel, &contacts_contact_column[i]);
}

/* Have the statements fit the table. */
static void
refresh_statements(void)
{
	Oid			relid = contacts_installed_relation("contact");
	Relation	rel;

	if (update_statement.text == NULL)
		write_statements();
	if (contacts_watch_holds(&written, relid))
		return;
	rel = table_open(relid, AccessShareLock);
	read_types(rel);
	contacts_watch_start(&written, relid);
	table_close(rel, AccessShareLock);
}

/* Fill the parameters that stand for columns, from the one at an offset on. */
static void
fill_parameters(contacts_draft *draft, Datum *values, bool *nulls, int offset)
{
	for (int i = TARGET_NONE + 1; i < TARGET_COLUMNS_END; i++)
	{
		values[i + offset] = draft->values[i];
		nulls[i + offset] = draft->nulls[i];
	}
}

/* Insert a contact; false where a unique key is in use. */
bool
contacts_insert_draft(contacts_draft *draft, Datum *row)
{
	Datum		values[TARGET_COLUMNS_END] = {Int64GetDatum(draft->organization_id)};
	bool		nulls[TARGET_COLUMNS_END] = {false};

	refresh_statements();
	fill_parameters(draft, values, nulls, 0);
	if (contacts_query_execute(&insert_statement, values, nulls, 0) == 0)
		return false;
	*row = contacts_result_contact(0);
	return true;
}

/* an update that may hit a unique key */
typedef struct update_work
{
	contacts_draft *draft;
	Datum	   *row;
} update_work;

/* Update a contact. */
static void
run_update(void *argument)
{
	update_work *work = argument;
	Datum		values[TARGET_COLUMNS_END + 1] =
		{Int64GetDatum(work->draft->organization_id), Int64GetDatum(contacts_row_id(*work->row))};
	bool		nulls[TARGET_COLUMNS_END + 1] = {false};

	fill_parameters(work->draft, values, nulls, 1);
	if (contacts_query_execute(&update_statement, values, nulls, 0) == 0)
		contacts_raise_not_found(false);
	*work->row = contacts_result_contact(0);
}

/* columns with a unique key, what a client calls them, and the statement that finds who holds a value */
#define HOLDER(condition) \
	"SELECT h.uid::uuid FROM contacts.contact h WHERE h.organization_id = $1 AND h.deleted_at IS NULL" \
	" AND h.id IS DISTINCT FROM $3 AND " condition " LIMIT 1"

/* as its own, or, where email_unique is all, as a connection */
#define HAS_EMAIL \
	"h.id = ANY (ARRAY(SELECT c.id FROM contacts.contact c WHERE c.organization_id = $1" \
	" AND c.email OPERATOR(contacts.=) $2::contacts.email AND c.deleted_at IS NULL AND NOT c.email_shared" \
	" UNION ALL SELECT u.contact_id FROM contacts.unique_email u WHERE u.organization_id = $1" \
	" AND u.email OPERATOR(contacts.=) $2::contacts.email))"

static struct
{
	contacts_target target;
	const char *field;
	const char *message;
	contacts_query statement;
}			unique_columns[] = {
	{TARGET_EMAIL, "email", "Email is already in use",
		{HOLDER(HAS_EMAIL), 3, {INT8OID, TEXTOID, INT8OID}, CONTACTS_WRITE}},
	{TARGET_CODE, "code", "Code is already in use",
		{HOLDER("h.code = $2"), 3, {INT8OID, TEXTOID, INT8OID}, CONTACTS_WRITE}},
	{TARGET_MENTION_NAME, "mentionName", "Mention name is already in use",
	{HOLDER("h.mention_name = pg_catalog.lower($2)"), 3, {INT8OID, TEXTOID, INT8OID}, CONTACTS_WRITE}},
	{TARGET_CUSTOMER_USER_ID, "customerUserId", "Customer user id is already in use",
	{HOLDER("h.customer_user_id = $2"), 3, {INT8OID, INT8OID, INT8OID}, CONTACTS_WRITE}},
	{TARGET_EXTERNAL_ID, "externalId", "External id is already in use",
		{HOLDER("h.external_id = $2"), 3, {INT8OID, TEXTOID, INT8OID}, CONTACTS_WRITE}},
};

/* Check whether an update gives a column with a unique key another value. */
static bool
changes_unique(contacts_draft *draft, Datum row)
{
	for (int i = 0; i < lengthof(unique_columns); i++)
	{
		contacts_target target = unique_columns[i].target;
		const contacts_rule *rule = &contacts_contact_column[target];
		bool		isnull;
		Datum		old = contacts_row_field(row, rule->column, contacts_rule_type(rule), &isnull);

		if (draft->nulls[target])
			continue;
		if (isnull || !datum_image_eq(old, draft->values[target], target == TARGET_CUSTOMER_USER_ID,
									  target == TARGET_CUSTOMER_USER_ID ? sizeof(int64) : -1))
			return true;
	}
	return false;
}

/* Update the row of a contact; an error names who holds a unique key. */
void
contacts_update_draft(contacts_draft *draft, Datum *row)
{
	update_work work = {draft, row};
	ErrorData  *error;

	refresh_statements();
	if (!changes_unique(draft, *row))
	{
		run_update(&work);
		return;
	}
	error = contacts_attempt(run_update, &work);
	/* a rule that names the holder itself has found one that the columns do not tell of */
	if (error && error->sqlerrcode == ERRCODE_UNIQUE_VIOLATION && !contacts_names_fields(error))
		contacts_raise_conflict(draft, contacts_row_id(*row));
	if (error)
		ReThrowError(error);
}

/* Raise CT409 for a value that another contact has, naming that contact where the caller can see it. */
void
contacts_raise_conflict(contacts_draft *draft, int64 self)
{
	for (int i = 0; i < lengthof(unique_columns); i++)
	{
		contacts_target target = unique_columns[i].target;
		Datum		values[] = {Int64GetDatum(draft->organization_id), draft->values[target], Int64GetDatum(self)};
		bool		nulls[] = {false, false, self == 0};
		bool		isnull;
		char	   *uid;

		if (draft->nulls[target] ||
			contacts_query_execute(&unique_columns[i].statement, values, nulls, 1) == 0)
			continue;
		uid = contacts_uid_text((uint8 *) DatumGetPointer(contacts_result_value(0, 1, UUIDOID, &isnull)), NULL);
		ereport(ERROR,
				(errcode(CONTACTS_ERRCODE_CONFLICT),
				 errmsg("%s is in use", unique_columns[i].field),
				 errdetail_internal("[{\"field\": \"%s\", \"message\": \"%s\", \"uid\": \"%s\", \"deleted\": false}]",
									unique_columns[i].field, unique_columns[i].message, uid),
				 errhint("Change contact %s, or use contacts.upsert_contact().", uid)));
	}
	ereport(ERROR,
			(errcode(CONTACTS_ERRCODE_CONFLICT),
			 errmsg("the request conflicts with another record"),
			 errhint("Another transaction has just written the same e-mail, code, mention name or id.")));
}
