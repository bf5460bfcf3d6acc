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
#include "pg/store/query.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"

/* Put what a client wants expanded into the answer (N-33). */
Jsonb *
contacts_expand_answer(int64 organization_id, Datum row, Jsonb *answer, ArrayType *wanted)
{
	static contacts_query segments = {
		"SELECT coalesce(pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object('id', contacts.public_id('seg', s.uid),"
		" 'name', s.name, 'description', s.description) ORDER BY s.id), '[]')"
		" FROM contacts.segment_member b JOIN contacts.segment s ON s.organization_id = b.organization_id AND s.id = b.segment_id"
		" WHERE b.organization_id = $1 AND b.contact_id = $2 AND s.deleted_at IS NULL", 2, {INT8OID, INT8OID}, CONTACTS_READ
	};
	static contacts_query work_items = {
		"SELECT coalesce(pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object('id', contacts.public_id('wi', w.uid),"
		" 'kind', w.kind, 'title', w.title, 'externalRef', w.external_ref, 'status', w.status) ORDER BY w.id), '[]')"
		" FROM contacts.work_item w WHERE w.organization_id = $1 AND w.contact_id = $2 AND w.deleted_at IS NULL", 2, {INT8OID, INT8OID}, CONTACTS_READ
	};
	static contacts_query owner = {
		"SELECT pg_catalog.jsonb_build_object('id', contacts.public_id('user', u.uid), 'name', u.name, 'email', u.email::text)"
		" FROM contacts.contact c JOIN contacts.app_user u ON u.organization_id = c.organization_id AND u.id = coalesce(c.owner_id, c.created_by)"
		" WHERE c.organization_id = $1 AND c.id = $2", 2, {INT8OID, INT8OID}, CONTACTS_READ
	};
	Datum		values[] = {Int64GetDatum(organization_id), Int64GetDatum(contacts_row_id(row))};
	contacts_builder json = {0};
	Datum	   *words;
	bool	   *nulls;
	int			n;
	bool		isnull;

	deconstruct_array(wanted, TEXTOID, -1, false, TYPALIGN_INT, &words, &nulls, &n);
	contacts_builder_begin(&json, false);
	contacts_builder_key(&json, "expansions");
	contacts_builder_begin(&json, false);
	for (int i = 0; i < n; i++)
	{
		char	   *word = nulls[i] ? pstrdup("") : TextDatumGetCString(words[i]);
		contacts_query *statement = NULL;

		contacts_builder_key(&json, word);
		if (strcmp(word, "account") == 0 || strcmp(word, "accountId") == 0 || strcmp(word, "organization") == 0)
		{
			contacts_id id = {ID_NUMBER};
			Datum		company;

			id.number = DatumGetInt64(GetAttributeByName(DatumGetHeapTupleHeader(row), "company_id", &isnull));
			if (!isnull && contacts_find_row(organization_id, &id, FIND_LIVE, &company))
				contacts_builder_jsonb(&json, contacts_row_json(company, true));
			else
				contacts_builder_null(&json);
			continue;
		}
		if (strcmp(word, "segments") == 0 || strcmp(word, "contactSegments") == 0)
			statement = &segments;
		else if (strcmp(word, "workitems") == 0)
			statement = &work_items;
		else if (strcmp(word, "owner") == 0)
			statement = &owner;
		else
			contacts_raise_field(CONTACTS_ERRCODE_VALIDATION, "unknown expansion", "expand",
								 "Expansions are account, segments, organization, owner and workitems");
		if (contacts_query_execute(statement, values, NULL, 1) > 0)
			contacts_builder_jsonb(&json, DatumGetJsonbP(contacts_result_value(0, 1, &isnull)));
		else
			contacts_builder_null(&json);
	}
	contacts_builder_end(&json, false);
	contacts_builder_end(&json, false);
	return DatumGetJsonbP(DirectFunctionCall2(jsonb_concat, JsonbPGetDatum(answer), JsonbPGetDatum(contacts_builder_finish(&json))));
}
