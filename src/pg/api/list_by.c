/*
 * list_by.c
 *	  Lists that have one filter: by company, department and preferred contact method.
 */
#include "pg/compat.h"

#include "catalog/pg_type.h"
#include "pg/access/grants.h"
#include "pg/api/arguments.h"
#include "pg/api/column_rules.h"
#include "pg/api/contact_row.h"
#include "pg/api/identifier.h"
#include "pg/api/keys.h"
#include "pg/api/list_contacts.h"
#include "pg/base/json.h"
#include "pg/store/query.h"

PG_FUNCTION_INFO_V1(contacts_contacts_by_company);
PG_FUNCTION_INFO_V1(contacts_contacts_by_department);
PG_FUNCTION_INFO_V1(contacts_contacts_by_contact_method);

/* Run a statement of one filter and make {data} of its rows in a shape. */
static Jsonb *
list_by(contacts_query *statement, int64 organization_id, Datum filter, int page, int limit, int shape)
{
	Datum		values[] = {
		Int64GetDatum(organization_id), filter, Int64GetDatum((int64) (page - 1) * limit), Int64GetDatum((int64) limit)
	};
	contacts_builder json = {0};
	uint64		count;

	count = contacts_query_execute(statement, values, NULL, 0);
	contacts_builder_begin(&json, false);
	contacts_builder_key(&json, "data");
	contacts_put_rows(&json, contacts_take_rows(count), count, shape);
	contacts_builder_end(&json, false);
	return contacts_builder_finish(&json);
}

/* contacts_by_company(company, page, limit): everybody who belongs to a company */
Datum
contacts_contacts_by_company(PG_FUNCTION_ARGS)
{
	static contacts_query statement = {
		"SELECT r.c FROM"
		" (SELECT d.id FROM contacts.contact d WHERE d.organization_id = $1 AND d.company_id = $2 AND d.deleted_at IS"
		" NULL"
		" UNION SELECT f.contact_id FROM contacts.affiliation f WHERE f.organization_id = $1 AND f.company_id = $2 AND"
		" f.ended_on IS NULL) m "
		CONTACTS_JOIN_BY_KEY("c", "contacts.contact c", "$1", "m.id", "r")
		" WHERE (r.c).deleted_at IS NULL AND (r.c).kind = 'person' ORDER BY contacts_internal.search_fold((r.c).name) COLLATE \"C\", (r.c).id OFFSET $3 LIMIT $4",
		4, {INT8OID, INT8OID, INT8OID, INT8OID}, CONTACTS_READ
	};
	MemoryContext caller = CurrentMemoryContext;
	contacts_id id;
	int			page = contacts_page_argument(fcinfo, 1);
	int			limit = contacts_limit_argument(fcinfo, 2, CONTACTS_LARGEST_PAGE);
	int64		organization_id;
	int64		company_id;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	contacts_id_argument(&id, fcinfo, 0);
	organization_id = contacts_api_begin(CONTACTS_SCOPE_READ);
	company_id = contacts_find_company(organization_id, &id);
	PG_RETURN_JSONB_P(contacts_api_end(list_by(&statement, organization_id, Int64GetDatum(company_id),
											   page, limit, SHAPE_COMPANY), caller));
}

/* contacts_by_department(department, page, limit): the spellings of the department first, then who has one of them */
Datum
contacts_contacts_by_department(PG_FUNCTION_ARGS)
{
	static contacts_query statement = {
		"WITH RECURSIVE spelling AS ("
		"(SELECT d.department FROM contacts.contact d WHERE d.organization_id = $1 AND d.deleted_at IS NULL"
		" AND d.department IS NOT NULL ORDER BY d.department LIMIT 1)"
		" UNION ALL SELECT (SELECT d.department FROM contacts.contact d WHERE d.organization_id = $1 AND d.deleted_at"
		" IS NULL"
		" AND d.department > s.department ORDER BY d.department LIMIT 1) FROM spelling s WHERE s.department IS NOT"
		" NULL)"
		" SELECT r.c FROM spelling s JOIN LATERAL (SELECT c FROM contacts.contact c WHERE c.organization_id = $1 AND"
		" c.deleted_at IS NULL"
		" AND c.department = s.department OFFSET 0) r ON true"
		" WHERE pg_catalog.lower(s.department) = pg_catalog.lower(pg_catalog.btrim($2)) ORDER BY"
		" contacts_internal.search_fold((r.c).name) COLLATE \"C\", (r.c).id"
		" OFFSET $3 LIMIT $4",
		4, {INT8OID, TEXTOID, INT8OID, INT8OID}, CONTACTS_READ
	};
	MemoryContext caller = CurrentMemoryContext;
	int			page = contacts_page_argument(fcinfo, 1);
	int			limit = contacts_limit_argument(fcinfo, 2, CONTACTS_LARGEST_PAGE);
	Datum		department;
	int64		organization_id;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	department = PointerGetDatum(PG_GETARG_TEXT_PP(0));
	organization_id = contacts_api_begin(CONTACTS_SCOPE_READ);
	PG_RETURN_JSONB_P(contacts_api_end(list_by(&statement, organization_id, department, page, limit, SHAPE_DEPARTMENT),
									   caller));
}

/* contacts_by_contact_method(method, page, limit) */
Datum
contacts_contacts_by_contact_method(PG_FUNCTION_ARGS)
{
	static contacts_query statement = {
		"SELECT c FROM contacts.contact c WHERE c.organization_id = $1 AND c.deleted_at IS NULL AND"
		" c.preferred_contact_method = $2"
		" ORDER BY c.id OFFSET $3 LIMIT $4",
		4, {INT8OID, TEXTOID, INT8OID, INT8OID}, CONTACTS_READ
	};
	MemoryContext caller = CurrentMemoryContext;
	int			page = contacts_page_argument(fcinfo, 1);
	int			limit = contacts_limit_argument(fcinfo, 2, CONTACTS_LARGEST_PAGE);
	text	   *method;
	int64		organization_id;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	method = PG_GETARG_TEXT_PP(0);
	if (!contacts_contact_column[TARGET_PREFERRED_CONTACT_METHOD].check(method))
		contacts_refuse_argument("method", contacts_contact_column[TARGET_PREFERRED_CONTACT_METHOD].message);
	organization_id = contacts_api_begin(CONTACTS_SCOPE_READ);
	PG_RETURN_JSONB_P(contacts_api_end(list_by(&statement, organization_id, PointerGetDatum(method),
											   page, limit, SHAPE_METHOD), caller));
}
