/*
 * reference.c
 *	  Finding what a client refers to: a company, a person, a user, its own organization.
 *
 * The caller is connected to SPI.  Every statement names the organization, so that it holds for roles that row-level
 * security does not hold for.
 */
#include "pg/compat.h"

#include "catalog/pg_type.h"
#include "core/ulid.h"
#include "pg/api/column_rules.h"
#include "pg/api/draft.h"
#include "pg/api/identifier.h"
#include "pg/api/keys.h"
#include "pg/api/merged.h"
#include "pg/api/reference.h"
#include "pg/store/query.h"
#include "utils/builtins.h"

#define COMPANY_WHERE "SELECT c.id FROM contacts.contact c WHERE c.organization_id = $1 AND c.deleted_at IS NULL AND" \
					  " c.kind = 'organization'"
#define MANAGER_WHERE "SELECT c.id FROM contacts.contact c WHERE c.organization_id = $1 AND c.deleted_at IS NULL AND" \
					  " c.kind = 'person'"
#define USER_WHERE "SELECT c.id FROM contacts.app_user c WHERE c.organization_id = $1 AND c.deleted_at IS NULL"
#define BY_UID " AND c.uid OPERATOR(contacts.=) ($2::uuid)::contacts.ulid"
#define BY_NUMBER " AND c.id = $2"
#define BY_FOREIGN " AND c.external_id = $2 ORDER BY c.id LIMIT 1"

#define FROM_NO_SOURCE " AND c.external_source IS NULL"

#define THREE_STATEMENTS(where, foreign) \
	{{where BY_UID, 2, {INT8OID, UUIDOID}, CONTACTS_READ}, \
	 {where BY_NUMBER, 2, {INT8OID, INT8OID}, CONTACTS_READ}, \
	 {where foreign BY_FOREIGN, 2, {INT8OID, TEXTOID}, CONTACTS_READ}}

/* Find the statements that look for a kind of row by the three forms of an identifier. */
static contacts_query *
find_statements(contacts_value_kind kind)
{
	static contacts_query companies[] = THREE_STATEMENTS(COMPANY_WHERE, FROM_NO_SOURCE);
	static contacts_query managers[] = THREE_STATEMENTS(MANAGER_WHERE, FROM_NO_SOURCE);
	static contacts_query users[] = THREE_STATEMENTS(USER_WHERE, "");

	return kind == VALUE_COMPANY ? companies : kind == VALUE_MANAGER ? managers : users;
}

/* Run a statement that finds an id. */
static bool
find_id(contacts_query *statement, const Datum *values, const bool *nulls, int64 *found)
{
	if (contacts_query_execute(statement, values, nulls, 1) == 0)
		return false;
	*found = contacts_result_int8(0, 1);
	return true;
}

/* Find the live row of the organization that an identifier names itself. */
static bool
find_own(contacts_draft *draft, contacts_value_kind kind, const contacts_id *id, int64 *found)
{
	contacts_query *statements = find_statements(kind);
	Datum		values[] = {Int64GetDatum(draft->organization_id), (Datum) 0};

	switch (id->form)
	{
		case ID_UID:
			values[1] = PointerGetDatum(id->uid);
			return find_id(&statements[0], values, NULL, found);
		case ID_NUMBER:
			values[1] = Int64GetDatum(id->number);
			if (find_id(&statements[1], values, NULL, found))
				return true;
			break;
		default:
			break;
	}
	values[1] = PointerGetDatum(cstring_to_text_with_len(id->text, id->len));
	return find_id(&statements[2], values, NULL, found);
}

/* Find the live row of the organization that an identifier names, also by that of a contact that was merged into it. */
bool
contacts_find_reference(contacts_draft *draft, contacts_value_kind kind, const contacts_id *id, int64 *found)
{
	contacts_id survivor;

	if (find_own(draft, kind, id, found))
		return true;
	return (kind == VALUE_COMPANY || kind == VALUE_MANAGER) &&
		contacts_follow_merge(draft->organization_id, id, &survivor) && find_own(draft, kind, &survivor, found);
}

/*
 * Find a company by its name, case aside; the same letters go first, then the one that the contact has already.  The
 * index is on the folded name, as lower() could tell a policy's secrets.
 */
bool
contacts_find_company_by_name(contacts_draft *draft, text *name, int64 *found)
{
	static contacts_query statement = {
		COMPANY_WHERE " AND contacts_internal.search_fold(c.name) = contacts_internal.search_fold($2) AND"
					  " pg_catalog.lower(c.name) = pg_catalog.lower($2)"
		" ORDER BY c.name = $2 DESC, (c.id = $3) DESC NULLS LAST, c.id LIMIT 1", 3, {INT8OID, TEXTOID, INT8OID},
		CONTACTS_READ
	};
	Datum		values[] = {
		Int64GetDatum(draft->organization_id), PointerGetDatum(name), draft->values[TARGET_COMPANY_ID]
	};
	bool		nulls[] = {false, false, draft->nulls[TARGET_COMPANY_ID]};

	return find_id(&statement, values, nulls, found);
}

/* Check whether an identifier names the organization of the context. */
bool
contacts_is_own_tenant(contacts_draft *draft, const contacts_id *id)
{
	static contacts_query statement = {
		"SELECT o.uid::uuid FROM contacts.organization o WHERE o.id = $1", 1, {INT8OID}, CONTACTS_READ
	};
	Datum		value = Int64GetDatum(draft->organization_id);
	bool		isnull;
	Datum		uid;

	if (id->form == ID_NUMBER)
		return id->number == draft->organization_id;
	if (id->form != ID_UID || contacts_query_execute(&statement, &value, NULL, 1) == 0)
		return false;
	uid = contacts_result_value(0, 1, UUIDOID, &isnull);
	return memcmp(DatumGetPointer(uid), id->uid, CONTACTS_ULID_BYTES) == 0;
}
