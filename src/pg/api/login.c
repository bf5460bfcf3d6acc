/*
 * login.c
 *	  The user account of a new contact.
 */
#include "pg/compat.h"

#include "catalog/pg_type.h"
#include "pg/api/error_json.h"
#include "pg/api/keys.h"
#include "pg/api/login.h"
#include "pg/base/error.h"
#include "pg/store/query.h"

/* Make the user account that canLogin asks for, or link the one with the same address that is nobody's yet. */
void
contacts_create_login(contacts_draft *draft)
{
	static contacts_query insert = {
		"INSERT INTO contacts.app_user (organization_id, name, email)"
		" VALUES ($1, coalesce($2, $3), $3::contacts.email) ON CONFLICT DO NOTHING RETURNING id", 3,
		{INT8OID, TEXTOID, TEXTOID}, CONTACTS_WRITE
	};
	static contacts_query find = {
		"SELECT u.id FROM contacts.app_user u WHERE u.organization_id = $1 AND u.deleted_at IS NULL AND u.is_active"
		" AND u.email OPERATOR(contacts.=) $2::contacts.email AND NOT EXISTS (SELECT FROM contacts.contact c"
		" WHERE c.organization_id = $1 AND c.user_id = u.id)",
		2, {INT8OID, TEXTOID}, CONTACTS_WRITE
	};
	text	   *name = contacts_draft_name(draft);
	Datum		values[] = {Int64GetDatum(draft->organization_id), PointerGetDatum(name), draft->values[TARGET_EMAIL]};
	Datum		login[] = {Int64GetDatum(draft->organization_id), draft->values[TARGET_EMAIL]};
	bool		nulls[] = {false, name == NULL, false};

	if (!draft->can_login || !draft->nulls[TARGET_USER_ID])
		return;
	if (contacts_query_execute(&insert, values, nulls, 0) == 0 &&
		contacts_query_execute(&find, login, NULL, 1) == 0)
		contacts_raise_field(CONTACTS_ERRCODE_CONFLICT, "e-mail of the user account is in use", "email",
							 "Email is already in use by another user account");
	draft->values[TARGET_USER_ID] = Int64GetDatum(contacts_result_int8(0, 1));
	draft->nulls[TARGET_USER_ID] = false;
}
