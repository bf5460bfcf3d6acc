/*
 * expand.c
 *	  Related records in the answer of get_contact().
 */
#include "pg/compat.h"

#include "catalog/pg_type.h"
#include "executor/executor.h"
#include "pg/api/contact_row.h"
#include "pg/api/error_json.h"
#include "pg/api/expand.h"
#include "pg/api/identifier.h"
#include "pg/base/error.h"
#include "pg/base/json.h"
#include "pg/store/columns.h"
#include "pg/store/query.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"

/* Each expansion is a statement with the organization and the contact; the company is a contact and read as one. */
static contacts_query segments = {
	"SELECT coalesce(pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object('id', contacts.public_id('seg', s.uid),"
	" 'name', s.name, 'description', s.description) ORDER BY s.id), '[]')"
	" FROM contacts.segment_member b"
	" JOIN contacts.segment s ON s.organization_id = b.organization_id AND s.id = b.segment_id"
	" WHERE b.organization_id = $1 AND b.contact_id = $2 AND s.deleted_at IS NULL",
	2, {INT8OID, INT8OID}, CONTACTS_READ
};

static contacts_query work_items = {
	"SELECT coalesce(pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object('id', contacts.public_id('wi', w.uid),"
	" 'kind', w.kind, 'title', w.title, 'externalRef', w.external_ref, 'status', w.status) ORDER BY w.id), '[]')"
	" FROM contacts.work_item w WHERE w.organization_id = $1 AND w.contact_id = $2 AND w.deleted_at IS NULL",
	2, {INT8OID, INT8OID}, CONTACTS_READ
};

static contacts_query owner = {
	"SELECT pg_catalog.jsonb_build_object('id', contacts.public_id('user', u.uid), 'name', u.name,"
	" 'email', u.email::text)"
	" FROM contacts.contact c"
	" JOIN contacts.app_user u ON u.organization_id = c.organization_id AND u.id = coalesce(c.owner_id, c.created_by)"
	" WHERE c.organization_id = $1 AND c.id = $2",
	2, {INT8OID, INT8OID}, CONTACTS_READ
};

/* what a client may ask for; NULL stands for the company */
static const struct
{
	const char *word;
	contacts_query *query;
}			expansions[] = {
	{"account", NULL}, {"accountId", NULL}, {"organization", NULL}, {"segments", &segments},
	{"contactSegments", &segments}, {"workitems", &work_items}, {"owner", &owner}
};

/* Put the company of a contact, or null. */
static void
put_company(contacts_builder *json, int64 organization_id, Datum row)
{
	contacts_id id = {ID_NUMBER};
	Datum		company;
	bool		isnull;

	id.number = DatumGetInt64(contacts_row_field(row, "company_id", INT8OID, &isnull));
	if (!isnull && contacts_find_row(organization_id, &id, FIND_LIVE, &company))
		contacts_builder_jsonb(json, contacts_row_json(company, true));
	else
		contacts_builder_null(json);
}

/* Put one expansion of a contact. */
static void
put_expansion(contacts_builder *json, int64 organization_id, Datum row, const char *word)
{
	Datum		values[] = {Int64GetDatum(organization_id), Int64GetDatum(contacts_row_id(row))};
	bool		isnull;
	int			i = 0;

	while (i < lengthof(expansions) && strcmp(word, expansions[i].word) != 0)
		i++;
	if (i == lengthof(expansions))
		contacts_raise_field(CONTACTS_ERRCODE_VALIDATION, "unknown expansion", "expand",
							 "Expansions are account, segments, organization, owner and workitems");
	contacts_builder_key(json, word);
	if (expansions[i].query == NULL)
		put_company(json, organization_id, row);
	else if (contacts_query_execute(expansions[i].query, values, NULL, 1) > 0)
		contacts_builder_jsonb(json, DatumGetJsonbP(contacts_result_value(0, 1, JSONBOID, &isnull)));
	else
		contacts_builder_null(json);
}

/* Add the parts of a contact that a client names to its answer, under the key expansions. */
Jsonb *
contacts_expand_answer(int64 organization_id, Datum row, Jsonb *answer, ArrayType *wanted)
{
	contacts_builder json = {0};
	Datum	   *words;
	bool	   *nulls;
	int			n;

	deconstruct_array(wanted, TEXTOID, -1, false, TYPALIGN_INT, &words, &nulls, &n);
	contacts_builder_begin(&json, false);
	contacts_builder_key(&json, "expansions");
	contacts_builder_begin(&json, false);
	for (int i = 0; i < n; i++)
		put_expansion(&json, organization_id, row, nulls[i] ? "" : TextDatumGetCString(words[i]));
	contacts_builder_end(&json, false);
	contacts_builder_end(&json, false);
	return DatumGetJsonbP(DirectFunctionCall2(jsonb_concat, JsonbPGetDatum(answer),
											  JsonbPGetDatum(contacts_builder_finish(&json))));
}
