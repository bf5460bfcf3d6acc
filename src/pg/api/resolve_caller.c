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
#include "pg/store/query.h"
#include "pg/types/phone_type.h"
#include "utils/builtins.h"

PG_FUNCTION_INFO_V1(contacts_resolve_or_create);

/* Find the contact that a number belongs to: its own number goes first, then named ones, then the one changed last. */
static bool
find_caller(int64 organization_id, Datum phone, Datum *row)
{
	static contacts_query statement = {
		"SELECT c FROM contacts.contact c JOIN"
		" (SELECT o.id, 0 AS rank FROM contacts.contact o WHERE o.organization_id = $1 AND o.phone"
		" OPERATOR(contacts.=) $2::contacts.phone"
		" UNION ALL SELECT n.contact_id, 1 FROM contacts.connection n WHERE n.organization_id = $1"
		" AND n.phone OPERATOR(contacts.=) $2::contacts.phone AND n.deleted_at IS NULL) f ON f.id = c.id"
		" WHERE c.organization_id = $1 AND c.deleted_at IS NULL ORDER BY c.is_active DESC, c.is_unknown, f.rank,"
		" c.updated_at DESC, c.id LIMIT 1",
		2, {INT8OID, TEXTOID}, CONTACTS_WRITE
	};
	Datum		values[] = {Int64GetDatum(organization_id), phone};

	if (contacts_query_execute(&statement, values, NULL, 1) == 0)
		return false;
	*row = contacts_result_contact(0);
	return true;
}

/* resolve_or_create(phone) */
Datum
contacts_resolve_or_create(PG_FUNCTION_ARGS)
{
	MemoryContext caller = CurrentMemoryContext;
	text	   *number = PG_GETARG_TEXT_PP(0);
	int64		organization_id = contacts_api_begin(CONTACTS_SCOPE_READ);
	contacts_draft draft;
	Datum		phone;
	Datum		row;

	contacts_draft_begin(&draft, contacts_current_profile(), organization_id);
	if (!contacts_read_phone_number(number, draft.region, &phone))
		contacts_raise_field(CONTACTS_ERRCODE_VALIDATION, "invalid phone number", "phone", "Invalid phone number");
	if (!find_caller(organization_id, phone, &row))
	{
		contacts_require_scope(CONTACTS_SCOPE_WRITE);
		draft.values[TARGET_PHONE] = phone;
		draft.nulls[TARGET_PHONE] = false;
		draft.values[TARGET_IS_UNKNOWN] = BoolGetDatum(true);
		/* who calls twice at once is one contact */
		contacts_lock_keys(&draft);
		if (!find_caller(organization_id, phone, &row) && !contacts_insert_draft(&draft, &row))
			contacts_raise_conflict(&draft, 0);
	}
	PG_RETURN_JSONB_P(contacts_api_end(contacts_row_json(row, false), caller));
}
