/*
 * login.c
 *	  The user account that a request for a contact asks for.
 */
#include "pg/api/login.h"

#include "catalog/pg_type.h"
#include "pg/access/context.h"
#include "pg/access/grants.h"
#include "pg/api/error_json.h"
#include "pg/api/keys.h"
#include "pg/base/error.h"
#include "pg/rules/identity_rules.h"
#include "pg/store/catalog.h"
#include "pg/store/query.h"

/*
 * Refuse who may not ask for an account: a client who may write may ask for
 * one for a new contact, what else is written of users needs contacts:admin.
 */
static void
require_login_scope(const contacts_draft *draft)
{
	int64		organization_id;

	if (!contacts_policies_apply(contacts_installed_relation("contact")))
		return;
	if (!contacts_context_organization(&organization_id))
		contacts_refuse_no_context();
	if (organization_id != draft->organization_id)
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("permission denied for organization " INT64_FORMAT, draft->organization_id),
				 errhint("Call contacts.set_context() for it first.")));
	contacts_require_scope(draft->is_update ? CONTACTS_SCOPE_ADMIN : CONTACTS_SCOPE_WRITE);
}

/* Make the user account that canLogin asks for, as owner; 0 where there is one with the same address. */
static int64
make_user(contacts_draft *draft)
{
	static contacts_query insert = {
		"INSERT INTO contacts.app_user (organization_id, name, email)"
		" VALUES ($1, coalesce($2, $3), $3::contacts.email) ON CONFLICT DO NOTHING RETURNING id", 3,
		{INT8OID, TEXTOID, TEXTOID}, CONTACTS_RULE
	};
	text	   *name = contacts_draft_name(draft);
	Datum		values[] = {Int64GetDatum(draft->organization_id), PointerGetDatum(name), draft->values[TARGET_EMAIL]};
	bool		nulls[] = {false, name == NULL, false};

	require_login_scope(draft);
	return contacts_query_execute(&insert, values, nulls, 0) == 0 ? 0 : contacts_result_int8(0, 1);
}

/* Link the user account that canLogin asks for: a new one, or the one with the same address that is nobody's yet. */
void
contacts_create_login(contacts_draft *draft)
{
	static contacts_query find = {
		"SELECT u.id FROM contacts.app_user u WHERE u.organization_id = $1 AND u.deleted_at IS NULL AND u.is_active"
		" AND u.email OPERATOR(contacts.=) $2::contacts.email AND NOT EXISTS (SELECT FROM contacts.contact c"
		" WHERE c.organization_id = $1 AND c.user_id = u.id)",
		2, {INT8OID, TEXTOID}, CONTACTS_WRITE
	};
	Datum		login[] = {Int64GetDatum(draft->organization_id), draft->values[TARGET_EMAIL]};
	int64		user_id;

	contacts_link_new_user(0);
	if (!draft->can_login || !draft->nulls[TARGET_USER_ID])
		return;
	user_id = make_user(draft);
	contacts_link_new_user(user_id);
	if (user_id == 0)
	{
		if (contacts_query_execute(&find, login, NULL, 1) == 0)
			contacts_raise_field(CONTACTS_ERRCODE_CONFLICT, "e-mail of the user account is in use", "email",
								 "Email is already in use by another user account");
		user_id = contacts_result_int8(0, 1);
	}
	draft->values[TARGET_USER_ID] = Int64GetDatum(user_id);
	draft->nulls[TARGET_USER_ID] = false;
}
