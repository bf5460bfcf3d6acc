/*
 * primary_contact.c
 *	  The primary contact of a company: derived from primary_at and an order, never stored.
 *
 * A membership is a person's own company (contact.company_id, with the contact's type) or an open affiliation (with its
 * role and rank).  Of the memberships of live, active people, the primary contact's comes first.
 */
#include "pg/compat.h"

#include "catalog/pg_type.h"
#include "pg/access/context.h"
#include "pg/access/organization_settings.h"
#include "pg/base/error.h"
#include "pg/base/text.h"
#include "pg/primary_contact/primary_contact.h"
#include "pg/primary_contact/primary_probe.h"
#include "pg/store/query.h"
#include "pg/types/role.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

PG_FUNCTION_INFO_V1(contacts_primary_contact);
PG_FUNCTION_INFO_V1(contacts_set_primary_contact);
PG_FUNCTION_INFO_V1(contacts_set_primary);
PG_FUNCTION_INFO_V1(contacts_failover);

/* the order within each kind of membership, and then over both; a rank makes a backup of who would have the role */
#define OWN_ORDER "c.primary_at DESC NULLS LAST, c.type <> 'PRIMARY', c.id"
#define AFFILIATION_ORDER "a.primary_at DESC NULLS LAST, a.role <> 'PRIMARY', a.backup_rank NULLS FIRST, a.contact_id"
#define FINAL_ORDER "m.primary_at DESC NULLS LAST, m.other_role, m.backup_rank NULLS FIRST, m.contact_id"

/* $1 organization, $2 company; in each half the first is enough */
#define MEMBERSHIPS(own, affiliation, limit) \
	"((SELECT c.id AS contact_id, c.primary_at, c.type <> 'PRIMARY' AS other_role, NULL::pg_catalog.int2 AS" \
	" backup_rank" \
	" FROM contacts.contact c" \
	" WHERE c.organization_id = $1 AND c.company_id = $2 AND c.kind = 'person' AND c.is_active AND " own \
	" ORDER BY " OWN_ORDER limit ")" \
	" UNION ALL" \
	" (SELECT a.contact_id, a.primary_at, a.role <> 'PRIMARY', a.backup_rank" \
	" FROM contacts.affiliation a" \
	" JOIN contacts.contact c ON c.organization_id = a.organization_id AND c.id = a.contact_id" \
	" WHERE a.organization_id = $1 AND a.company_id = $2 AND a.ended_on IS NULL AND c.kind = 'person' AND c.is_active" \
	" AND " affiliation \
	" ORDER BY " AFFILIATION_ORDER limit ")) AS m"

#define LIVE_COMPANY \
	"EXISTS (SELECT FROM contacts.contact o WHERE o.organization_id = $1 AND o.id = $2" \
	" AND o.kind = 'organization' AND o.deleted_at IS NULL)"

/*
 * Find the primary contact of a company, or the first of those who are not blocked; 0 for none.  The caller is
 * connected to SPI.
 */
static int64
find_primary(int64 organization_id, int64 company_id, bool reachable)
{
#define PRIMARY_OF(condition) \
	"SELECT m.contact_id FROM " MEMBERSHIPS(condition, condition, " LIMIT 1") \
	" WHERE ($3 OR m.primary_at IS NOT NULL) AND " LIVE_COMPANY " ORDER BY " FINAL_ORDER " LIMIT 1", \
	3, {INT8OID, INT8OID, BOOLOID}, CONTACTS_READ_ONLY
	static contacts_query any = {PRIMARY_OF("true")};
	static contacts_query not_blocked = {PRIMARY_OF("c.blocked_at IS NULL")};
	Datum		values[3] = {
		Int64GetDatum(organization_id), Int64GetDatum(company_id),
		BoolGetDatum(contacts_organization_settings(organization_id)->primary_auto)
	};

	if (contacts_query_execute(reachable ? &not_blocked : &any, values, NULL, 1) == 0)
		return 0;
	return contacts_result_int8(0, 1);
}

/* Find the primary contact of a company for a call site, or for nobody in particular; 0 for none. */
static int64
primary_for(FmgrInfo *flinfo, int64 organization_id, int64 company_id)
{
	bool		only_chosen = !contacts_organization_settings(organization_id)->primary_auto;
	int64		contact_id;

	if (contacts_probe_primary(organization_id, company_id, only_chosen, flinfo, &contact_id))
		return contact_id;
	contacts_connect();
	contact_id = find_primary(organization_id, company_id, false);
	contacts_disconnect();
	return contact_id;
}

/* Find the primary contact of a company; 0 for none. */
int64
contacts_primary_of(int64 organization_id, int64 company_id)
{
	return primary_for(NULL, organization_id, company_id);
}

/*
 * Find who was the primary contact of a company before a membership of the contact got its primary_at: the order of all
 * memberships, with the one that changed (its own, or the affiliation) as it was.  0 for none.
 */
int64
contacts_primary_before(int64 organization_id, int64 company_id, int64 contact_id, int64 affiliation_id,
						Datum primary_at, bool isnull)
{
	static contacts_query query = {
		"SELECT m.contact_id FROM ("
		"SELECT c.id AS contact_id, CASE WHEN c.id = $3 AND $4 = 0 THEN $5 ELSE c.primary_at END AS primary_at,"
		" c.type <> 'PRIMARY' AS other_role, NULL::pg_catalog.int2 AS backup_rank"
		" FROM contacts.contact c"
		" WHERE c.organization_id = $1 AND c.company_id = $2 AND c.kind = 'person' AND c.is_active"
		" UNION ALL"
		" SELECT a.contact_id, CASE WHEN a.id = $4 THEN $5 ELSE a.primary_at END, a.role <> 'PRIMARY', a.backup_rank"
		" FROM contacts.affiliation a"
		" JOIN contacts.contact c ON c.organization_id = a.organization_id AND c.id = a.contact_id"
		" WHERE a.organization_id = $1 AND a.company_id = $2 AND a.ended_on IS NULL AND c.kind = 'person' AND"
		" c.is_active"
		") m WHERE $6 OR m.primary_at IS NOT NULL"
		" ORDER BY " FINAL_ORDER " LIMIT 1",
		6, {INT8OID, INT8OID, INT8OID, INT8OID, TIMESTAMPTZOID, BOOLOID}, CONTACTS_RULE
	};
	Datum		values[6] = {
		Int64GetDatum(organization_id), Int64GetDatum(company_id), Int64GetDatum(contact_id),
		Int64GetDatum(affiliation_id), primary_at,
		BoolGetDatum(contacts_organization_settings(organization_id)->primary_auto)
	};
	bool		nulls[6] = {false, false, false, false, isnull, false};
	Datum		found;

	return contacts_query_value(&query, values, nulls, &found) ? DatumGetInt64(found) : 0;
}

/* primary_contact(company_id, organization_id) */
Datum
contacts_primary_contact(PG_FUNCTION_ARGS)
{
	int64		contact_id = primary_for(fcinfo->flinfo, PG_GETARG_INT64(1), PG_GETARG_INT64(0));

	if (contact_id == 0)
		PG_RETURN_NULL();
	PG_RETURN_INT64(contact_id);
}

/* Read a role; an error where no affiliation can have it. */
static text *
read_role(text *words)
{
	const char *role = contacts_role_of(VARDATA_ANY(words), VARSIZE_ANY_EXHDR(words));

	if (role)
		return cstring_to_text(role);
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("role \"%s\" does not exist", contacts_quote_input(VARDATA_ANY(words), VARSIZE_ANY_EXHDR(words))),
			 errhint("Roles are those of affiliation.role, such as PRIMARY or BILLING.")));
}

/* Find who holds a role at a company: the first in line of those who are eligible and not blocked; 0 for none. */
static int64
find_holder(int64 organization_id, int64 company_id, text *role)
{
	static contacts_query query = {
		"SELECT m.contact_id FROM " MEMBERSHIPS("c.type = $3 AND c.blocked_at IS NULL",
												   "a.role = $3 AND c.blocked_at IS NULL", "")
		" WHERE " LIVE_COMPANY
		" ORDER BY m.backup_rank NULLS FIRST, m.contact_id LIMIT 1",
		3, {INT8OID, INT8OID, TEXTOID}, CONTACTS_READ_ONLY
	};
	Datum		values[3] = {Int64GetDatum(organization_id), Int64GetDatum(company_id), PointerGetDatum(role)};

	return contacts_query_execute(&query, values, NULL, 1) > 0 ? contacts_result_int8(0, 1) : 0;
}

/* failover(company_id, role, organization_id) */
Datum
contacts_failover(PG_FUNCTION_ARGS)
{
	text	   *role = read_role(PG_GETARG_TEXT_PP(1));
	int64		contact_id;

	contacts_connect();
	if (contacts_is_listed(role, "PRIMARY"))
		contact_id = find_primary(PG_GETARG_INT64(2), PG_GETARG_INT64(0), true);
	else
		contact_id = find_holder(PG_GETARG_INT64(2), PG_GETARG_INT64(0), role);
	contacts_disconnect();
	if (contact_id == 0)
		PG_RETURN_NULL();
	PG_RETURN_INT64(contact_id);
}

/* Raise unless the company is a live company that the caller sees. */
static void
require_company(int64 organization_id, int64 company_id)
{
	static contacts_query query = {
		"SELECT c.kind = 'organization' FROM contacts.contact c"
		" WHERE c.organization_id = $1 AND c.id = $2 AND c.deleted_at IS NULL", 2, {INT8OID, INT8OID},
		CONTACTS_READ_ONLY
	};
	Datum		values[2] = {Int64GetDatum(organization_id), Int64GetDatum(company_id)};

	if (contacts_query_execute(&query, values, NULL, 1) == 0 ||
		!contacts_result_bool(0, 1))
		ereport(ERROR,
				(errcode(CONTACTS_ERRCODE_COMPANY_NOT_FOUND),
				 errmsg("the specified company was not found"),
				 company_id == 0 ? errdetail("No live company of the organization has this identifier.")
				 : errdetail("There is no live company " INT64_FORMAT " in organization " INT64_FORMAT ".",
							 company_id, organization_id)));
}

/* Raise unless the contact is there; tell whether it is an active person. */
static bool
require_contact(int64 organization_id, int64 contact_id)
{
	static contacts_query query = {
		"SELECT c.kind = 'person' AND c.is_active FROM contacts.contact c"
		" WHERE c.organization_id = $1 AND c.id = $2 AND c.deleted_at IS NULL", 2, {INT8OID, INT8OID},
		CONTACTS_READ_ONLY
	};
	Datum		values[2] = {Int64GetDatum(organization_id), Int64GetDatum(contact_id)};

	if (contacts_query_execute(&query, values, NULL, 1) == 0)
		ereport(ERROR,
				(errcode(CONTACTS_ERRCODE_CONTACT_NOT_FOUND),
				 errmsg("the requested contact was not found"),
				 contact_id == 0 ? errdetail("No live contact of the organization has this identifier.")
				 : errdetail("There is no live contact " INT64_FORMAT " in organization " INT64_FORMAT ".",
							 contact_id, organization_id)));
	return contacts_result_bool(0, 1);
}

/* Refuse a contact that cannot be the primary contact of the company. */
static void
refuse_contact(int64 company_id, int64 contact_id, bool eligible)
{
	ereport(ERROR,
			(errcode(CONTACTS_ERRCODE_INVALID_ENTITY_TYPE),
			 eligible ? errmsg("contact does not belong to the specified company")
			 : errmsg("contact cannot be a primary contact"),
			 eligible ? errdetail("Contact " INT64_FORMAT " is not in company " INT64_FORMAT " and has no open"
			 " affiliation there.",
								  contact_id, company_id)
			 : errdetail("Contact " INT64_FORMAT " is not an active person.", contact_id),
			 eligible ? errhint("Set its company_id, or insert an affiliation, first.") : 0));
}

/* later than every choice for the company, also where the clock of the last one was ahead */
#define LATEST_CHOICE \
	"GREATEST(pg_catalog.clock_timestamp(), (SELECT pg_catalog.max(m.primary_at) FROM " \
	MEMBERSHIPS("true", "true", " LIMIT 1") ") + '1 microsecond'::pg_catalog.interval)"

/* Give a membership of the contact the latest primary_at; false where it has none. */
static bool
stamp_membership(int64 organization_id, int64 company_id, int64 contact_id)
{
	static contacts_query own = {
		"UPDATE contacts.contact c SET primary_at = " LATEST_CHOICE
		" WHERE c.organization_id = $1 AND c.company_id = $2 AND c.id = $3 AND c.kind = 'person' AND c.is_active",
		3, {INT8OID, INT8OID, INT8OID}
	};
	static contacts_query affiliation = {
		"UPDATE contacts.affiliation f SET primary_at = " LATEST_CHOICE
		" WHERE f.organization_id = $1 AND f.ended_on IS NULL AND f.id = (SELECT a.id FROM contacts.affiliation a"
		" WHERE a.organization_id = $1 AND a.company_id = $2 AND a.contact_id = $3 AND a.ended_on IS NULL"
		" ORDER BY " AFFILIATION_ORDER ", a.id LIMIT 1)",
		3, {INT8OID, INT8OID, INT8OID}
	};
	Datum		values[3] = {Int64GetDatum(organization_id), Int64GetDatum(company_id), Int64GetDatum(contact_id)};

	return contacts_query_execute(&own, values, NULL, 0) > 0 ||
		contacts_query_execute(&affiliation, values, NULL, 0) > 0;
}

/* Check whether the contact is the primary contact because somebody chose it. */
static bool
is_chosen(int64 organization_id, int64 company_id, int64 contact_id)
{
	static contacts_query query = {
		"SELECT m.contact_id = $3 AND m.primary_at IS NOT NULL FROM " MEMBERSHIPS("true", "true", " LIMIT 1")
		" ORDER BY " FINAL_ORDER " LIMIT 1",
		3, {INT8OID, INT8OID, INT8OID}, CONTACTS_READ_ONLY
	};
	Datum		values[3] = {Int64GetDatum(organization_id), Int64GetDatum(company_id), Int64GetDatum(contact_id)};

	return contacts_query_execute(&query, values, NULL, 1) > 0 &&
		contacts_result_bool(0, 1);
}

/* Make a contact the primary contact of a company; nothing changes where it is that by choice. */
static void
choose_primary(int64 organization_id, int64 company_id, int64 contact_id)
{
	require_company(organization_id, company_id);
	if (!require_contact(organization_id, contact_id))
		refuse_contact(company_id, contact_id, false);
	if (!is_chosen(organization_id, company_id, contact_id) &&
		!stamp_membership(organization_id, company_id, contact_id))
		refuse_contact(company_id, contact_id, true);
}

/* Make a contact the primary contact of a company. */
void
contacts_choose_primary(int64 organization_id, int64 company_id, int64 contact_id)
{
	contacts_connect();
	choose_primary(organization_id, company_id, contact_id);
	contacts_disconnect();
}

/* Take back every choice of a primary contact for a company. */
void
contacts_withdraw_primary(int64 organization_id, int64 company_id)
{
	static contacts_query own = {
		"UPDATE contacts.contact SET primary_at = NULL"
		" WHERE organization_id = $1 AND company_id = $2 AND primary_at IS NOT NULL",
		2, {INT8OID, INT8OID}
	};
	static contacts_query affiliation = {
		"UPDATE contacts.affiliation SET primary_at = NULL"
		" WHERE organization_id = $1 AND company_id = $2 AND primary_at IS NOT NULL AND ended_on IS NULL",
		2, {INT8OID, INT8OID}
	};
	Datum		values[2] = {Int64GetDatum(organization_id), Int64GetDatum(company_id)};

	contacts_connect();
	contacts_query_execute(&own, values, NULL, 0);
	contacts_query_execute(&affiliation, values, NULL, 0);
	contacts_disconnect();
}

/* Raise because no organization is known. */
static void
refuse_no_organization(void)
{
	ereport(ERROR,
			(errcode(CONTACTS_ERRCODE_UNAUTHORIZED),
			 errmsg("no organization is set"),
			 errhint("Call contacts.set_context(organization_id) first in the transaction.")));
}

/* set_primary_contact(company_id, contact_id, organization_id) */
Datum
contacts_set_primary_contact(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(2))
		refuse_no_organization();
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("%s must not be null", PG_ARGISNULL(0) ? "company_id" : "contact_id")));
	contacts_choose_primary(PG_GETARG_INT64(2), PG_GETARG_INT64(0), PG_GETARG_INT64(1));
	PG_RETURN_VOID();
}

/* Find the id of a contact by its public identifier; 0 where it is not there. */
static int64
id_of(Oid type, Datum uid, bool isnull)
{
	static contacts_query query = {
		"SELECT c.id FROM contacts.contact c"
		" WHERE c.organization_id = contacts.current_organization() AND c.uid OPERATOR(contacts.=) $1 AND c.deleted_at"
		" IS NULL",
		1, {InvalidOid}, CONTACTS_READ_ONLY
	};
	Datum		values[1] = {uid};

	query.types[0] = type;
	if (isnull || contacts_query_execute(&query, values, NULL, 1) == 0)
		return 0;
	return contacts_result_int8(0, 1);
}

/* set_primary(company, contact): operation and answer of the revrec profile */
Datum
contacts_set_primary(PG_FUNCTION_ARGS)
{
	static contacts_query query = {
		"SELECT pg_catalog.jsonb_build_object("
		"'contact', pg_catalog.jsonb_build_object('id', c.uid::pg_catalog.uuid, 'name', c.name,"
		" 'displayName', c.display_name, 'email', c.email::pg_catalog.text, 'parentEntityId', p.uid::pg_catalog.uuid),"
		" 'company', pg_catalog.jsonb_build_object('id', o.uid::pg_catalog.uuid, 'name', o.name,"
		" 'primaryContactId', c.uid::pg_catalog.uuid))"
		" FROM contacts.contact c"
		" JOIN contacts.contact o ON o.organization_id = c.organization_id AND o.id = $3"
		" LEFT JOIN contacts.contact p ON p.organization_id = c.organization_id AND p.id = c.company_id"
		" WHERE c.organization_id = $1 AND c.id = $2",
		3, {INT8OID, INT8OID, INT8OID}, CONTACTS_READ_ONLY
	};
	int64		organization_id;
	int64		contact_id;
	int64		company_id;
	Datum		values[3];
	Datum		result;

	if (!contacts_context_organization(&organization_id))
		refuse_no_organization();
	contacts_connect();
	company_id = id_of(get_fn_expr_argtype(fcinfo->flinfo, 0), PG_GETARG_DATUM(0), PG_ARGISNULL(0));
	require_company(organization_id, company_id);
	contact_id = id_of(get_fn_expr_argtype(fcinfo->flinfo, 1), PG_GETARG_DATUM(1), PG_ARGISNULL(1));
	choose_primary(organization_id, company_id, contact_id);
	values[0] = Int64GetDatum(organization_id);
	values[1] = Int64GetDatum(contact_id);
	values[2] = Int64GetDatum(company_id);
	contacts_disconnect();
	if (!contacts_query_value(&query, values, NULL, &result))
		elog(ERROR, "contact " INT64_FORMAT " vanished", contact_id);
	PG_RETURN_DATUM(result);
}
