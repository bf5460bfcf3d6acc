/*
 * segments.c
 *	  The segments that a contact is in.
 */
#include "pg/compat.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "pg/api/draft.h"
#include "pg/api/identifier.h"
#include "pg/api/segments.h"
#include "pg/base/json.h"
#include "pg/store/query.h"
#include "utils/builtins.h"

/* Read the segments that a contact shall be in. */
void
contacts_draft_read_segments(contacts_draft *draft, JsonbValue *json)
{
	static contacts_query statement = {
		"SELECT s.id FROM contacts.segment s WHERE s.organization_id = $1 AND s.deleted_at IS NULL"
		" AND (s.uid OPERATOR(contacts.=) ($2::uuid)::contacts.ulid OR s.id = $3)", 3, {INT8OID, UUIDOID, INT8OID},
		CONTACTS_READ
	};
	contacts_each each;
	Datum	   *ids;
	int			count = 0;

	if (json->type != jbvNull && !contacts_value_is_array(json))
	{
		contacts_draft_problem(draft, "INVALID", "Must be an array of ids");
		return;
	}
	ids = palloc(sizeof(Datum) * (json->type == jbvNull ? 1 : JsonContainerSize(json->val.binary.data) + 1));
	if (json->type != jbvNull)
	{
		contacts_each_start(&each, json->val.binary.data);
		while (contacts_each_next(&each))
		{
			contacts_id id;
			Datum		values[] = {Int64GetDatum(draft->organization_id), PointerGetDatum(id.uid), (Datum) 0};
			bool		nulls[3] = {false};

			contacts_id_read_json(&id, &each.value);
			values[2] = Int64GetDatum(id.number);
			nulls[1] = id.form != ID_UID;
			nulls[2] = id.form != ID_NUMBER;
			if (contacts_query_execute(&statement, values, nulls, 1) == 0)
				contacts_draft_problem(draft, "NOT_FOUND", "Segment not found");
			else
				ids[count++] = Int64GetDatum(contacts_result_int8(0, 1));
		}
	}
	draft->segments = construct_array(ids, count, INT8OID, sizeof(int64), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE);
}

/* Put a contact into its segments and out of others, after it is written; returns whether that changed anything. */
bool
contacts_write_segments(contacts_draft *draft, int64 contact_id)
{
	static contacts_query leave = {
		"DELETE FROM contacts.segment_member WHERE organization_id = $1 AND contact_id = $2 AND segment_id <> ALL ($3)",
		3, {INT8OID, INT8OID, INT8ARRAYOID}, CONTACTS_WRITE
	};
	static contacts_query enter = {
		"INSERT INTO contacts.segment_member (organization_id, contact_id, segment_id)"
		" SELECT $1, $2, s.id FROM (SELECT DISTINCT pg_catalog.unnest($3) AS id) s ON CONFLICT DO NOTHING",
		3, {INT8OID, INT8OID, INT8ARRAYOID}, CONTACTS_WRITE
	};
	Datum		values[] = {Int64GetDatum(draft->organization_id), Int64GetDatum(contact_id),
		PointerGetDatum(draft->segments)};
	uint64		changed = 0;

	if (draft->segments == NULL)
		return false;
	if (draft->is_update)
		changed = contacts_query_execute(&leave, values, NULL, 0);
	changed += contacts_query_execute(&enter, values, NULL, 0);
	return changed > 0;
}
