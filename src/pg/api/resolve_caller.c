/*
 * resolve_caller.c
 *	  Who is calling: the contact with a number or address, created where there is none.
 */
#include "pg/compat.h"

#include "catalog/pg_type.h"
#include "pg/access/context.h"
#include "pg/access/grants.h"
#include "pg/api/contact_row.h"
#include "pg/api/draft.h"
#include "pg/api/error_json.h"
#include "pg/api/key_lock.h"
#include "pg/api/keys.h"
#include "pg/api/profile.h"
#include "pg/base/error.h"
#include "pg/store/catalog.h"
#include "pg/store/query.h"
#include "pg/types/phone_callers.h"
#include "utils/builtins.h"

PG_FUNCTION_INFO_V1(contacts_resolve_or_create);

/*
 * Find the contact that a number belongs to: the number as it is goes before one with another extension, its own number
 * before a connection, named contacts before unknown ones, then the one changed last.
 */
static bool
find_number(int64 organization_id, const contacts_caller_number *number, Datum *row)
{
#define IN_RANGE(table_x) \
	table_x ".phone OPERATOR(contacts.>=) $2 AND " table_x ".phone OPERATOR(contacts.<) $3"
	static contacts_query statement = {
		"SELECT c FROM contacts.contact c JOIN"
		" (SELECT o.id, 0 AS rank, o.phone FROM contacts.contact o WHERE o.organization_id = $1 AND " IN_RANGE("o")
		" UNION ALL SELECT n.contact_id, 1, n.phone FROM contacts.connection n WHERE n.organization_id = $1"
		" AND " IN_RANGE("n") " AND n.deleted_at IS NULL) f ON f.id = c.id"
		" WHERE c.organization_id = $1 AND c.deleted_at IS NULL ORDER BY c.is_active DESC,"
		" f.phone OPERATOR(contacts.=) $4 DESC, c.is_unknown, f.rank, c.updated_at DESC, c.id LIMIT 1",
		4, {INT8OID, InvalidOid, InvalidOid, InvalidOid}, CONTACTS_WRITE
	};
	Datum		values[] = {Int64GetDatum(organization_id), number->from, number->beyond, number->exact};

	/* the end of the range is no number that could be read as one */
	statement.types[1] = statement.types[2] = statement.types[3] = contacts_type("phone");
	if (contacts_query_execute(&statement, values, NULL, 1) == 0)
		return false;
	*row = contacts_result_contact(0);
	return true;
}

/* Find the contact that the likeliest of some numbers belongs to. */
static bool
find_caller(int64 organization_id, const contacts_caller_number *numbers, int count, Datum *row)
{
	for (int i = 0; i < count; i++)
	{
		if (find_number(organization_id, &numbers[i], row))
			return true;
	}
	return false;
}

/* Get the first number that can be stored; an error where there is none. */
static Datum
choose_number(const contacts_caller_number *numbers, int count)
{
	for (int i = 0; i < count; i++)
	{
		if (numbers[i].is_possible)
			return numbers[i].exact;
	}
	contacts_raise_field(CONTACTS_ERRCODE_VALIDATION, "invalid phone number", "phone", "Invalid phone number");
}

/* resolve_or_create(phone) */
Datum
contacts_resolve_or_create(PG_FUNCTION_ARGS)
{
	MemoryContext caller = CurrentMemoryContext;
	text	   *number = PG_GETARG_TEXT_PP(0);
	int64		organization_id = contacts_api_begin(CONTACTS_SCOPE_READ);
	contacts_draft draft;
	contacts_caller_number numbers[CONTACTS_CALLER_NUMBERS];
	int			count;
	Datum		phone;
	Datum		row;

	contacts_draft_begin(&draft, contacts_current_profile(), organization_id);
	count = contacts_caller_numbers(number, draft.region, numbers);
	phone = choose_number(numbers, count);
	if (!find_caller(organization_id, numbers, count, &row))
	{
		contacts_require_scope(CONTACTS_SCOPE_WRITE);
		draft.values[TARGET_PHONE] = phone;
		draft.nulls[TARGET_PHONE] = false;
		draft.values[TARGET_IS_UNKNOWN] = BoolGetDatum(true);
		/* who calls twice at once is one contact */
		contacts_lock_keys(&draft);
		if (!find_caller(organization_id, numbers, count, &row) && !contacts_insert_draft(&draft, &row))
			contacts_raise_conflict(&draft, 0);
	}
	PG_RETURN_JSONB_P(contacts_api_end(contacts_row_json(row, false), caller));
}
