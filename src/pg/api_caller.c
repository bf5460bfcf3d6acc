/*
 * api_caller.c
 *	  Who is calling, and whom a mention may mean.
 */
#include "pg/compat.h"

#include "catalog/pg_type.h"
#include "pg/access.h"
#include "pg/api_list.h"
#include "pg/context.h"
#include "pg/error.h"
#include "pg/settings.h"
#include "utils/builtins.h"

PG_FUNCTION_INFO_V1(contacts_mentions);
PG_FUNCTION_INFO_V1(contacts_resolve_or_create);

/* mentions(prefix, limit): document M's array */
Datum
contacts_mentions(PG_FUNCTION_ARGS)
{
	static contacts_caller_query statement = {
		"SELECT c FROM contacts.contact c WHERE c.organization_id = $1 AND c.deleted_at IS NULL AND c.status = 'active' AND c.kind = 'person'"
		" AND ($2 = '' OR pg_catalog.starts_with(c.mention_name, $2) OR pg_catalog.starts_with(pg_catalog.lower(c.name), $2))"
		" ORDER BY pg_catalog.starts_with(c.mention_name, $2) DESC NULLS LAST, c.name, c.id LIMIT $3", 3, {INT8OID, TEXTOID, INT8OID}
	};
	MemoryContext caller = CurrentMemoryContext;
	char	   *prefix = PG_ARGISNULL(0) ? pstrdup("") : text_to_cstring(PG_GETARG_TEXT_PP(0));
	int			limit = contacts_limit_argument(fcinfo, 1, 20);
	Datum		values[3];
	contacts_builder json = {0};
	Datum	   *rows;
	uint64		count;
	Jsonb	  **objects;

	/* "@name" is how people write it */
	values[1] = PointerGetDatum(contacts_lower(prefix + (*prefix == '@')));
	values[2] = Int64GetDatum((int64) limit);
	values[0] = Int64GetDatum(contacts_api_begin(CONTACTS_SCOPE_READ));
	count = contacts_caller_query_run(&statement, values, NULL, CONTACTS_READ, 0);
	rows = contacts_take_rows(count);
	objects = palloc(sizeof(Jsonb *) * (count + 1));
	contacts_rows_to_json(rows, count, PROFILE_DIRECTORY, SHAPE_MENTION, true, objects);
	contacts_builder_begin(&json, true);
	for (uint64 i = 0; i < count; i++)
		contacts_builder_jsonb(&json, objects[i]);
	contacts_builder_end(&json, true);
	PG_RETURN_JSONB_P(contacts_api_end(contacts_builder_finish(&json), caller));
}

/* Find the contact that a number belongs to: its own number goes first, then named ones, then the one changed last. */
static bool
find_caller(int64 organization_id, Datum phone, Datum *row)
{
	static contacts_caller_query statement = {
		"SELECT c FROM contacts.contact c JOIN"
		" (SELECT o.id, 0 AS rank FROM contacts.contact o WHERE o.organization_id = $1 AND o.phone OPERATOR(contacts.=) $2::contacts.phone"
		" UNION ALL SELECT n.contact_id, 1 FROM contacts.connection n WHERE n.organization_id = $1"
		" AND n.phone OPERATOR(contacts.=) $2::contacts.phone AND n.deleted_at IS NULL) f ON f.id = c.id"
		" WHERE c.organization_id = $1 AND c.deleted_at IS NULL ORDER BY c.is_active DESC, c.is_unknown, f.rank, c.updated_at DESC, c.id LIMIT 1",
		2, {INT8OID, TEXTOID}
	};
	Datum		values[] = {Int64GetDatum(organization_id), phone};
	bool		isnull;

	if (contacts_caller_query_run(&statement, values, NULL, CONTACTS_WRITE, 1) == 0)
		return false;
	*row = contacts_caller_query_value(0, 1, &isnull);
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
		if (!contacts_insert_draft(&draft, &row))
			contacts_raise_conflict(&draft, 0);
	}
	PG_RETURN_JSONB_P(contacts_api_end(contacts_row_json(row, false), caller));
}
