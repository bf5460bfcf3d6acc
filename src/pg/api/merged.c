/*
 * merged.c
 *	  Contacts that were merged: their identifiers lead to the survivor.
 */
#include "pg/compat.h"

#include "catalog/pg_type.h"
#include "pg/api/merged.h"
#include "pg/base/error.h"
#include "pg/store/columns.h"
#include "pg/store/query.h"

#define SURVIVOR "SELECT contacts_internal.survivor_of(m.id, $1) FROM contacts.merged_contact m" \
	" WHERE m.organization_id = $1 AND "

/* Take the survivor that a query found; false where there is none. */
static bool
take_survivor(contacts_query *query, const Datum *values, const bool *nulls, contacts_id *survivor)
{
	if (contacts_query_execute(query, values, nulls, 1) == 0)
		return false;
	survivor->form = ID_NUMBER;
	survivor->number = contacts_result_int8(0, 1);
	return survivor->number != 0;
}

/* Find the contact that a merged one is part of by now; false where the identifier is of none. */
bool
contacts_follow_merge(int64 organization_id, const contacts_id *id, contacts_id *survivor)
{
	static contacts_query by_uid = {
		SURVIVOR "m.uid OPERATOR(contacts.=) ($2::uuid)::contacts.ulid", 2, {INT8OID, UUIDOID}, CONTACTS_READ
	};
	static contacts_query by_number = {SURVIVOR "m.id = $2", 2, {INT8OID, INT8OID}, CONTACTS_READ};
	Datum		values[] = {
		Int64GetDatum(organization_id), id->form == ID_UID ? PointerGetDatum(id->uid) : Int64GetDatum(id->number)
	};

	if (id->form != ID_UID && id->form != ID_NUMBER)
		return false;
	return take_survivor(id->form == ID_UID ? &by_uid : &by_number, values, NULL, survivor);
}

/* The same by the identifier in another system. */
bool
contacts_follow_external(int64 organization_id, Datum external_id, Datum source, bool no_source, contacts_id *survivor)
{
	static contacts_query query = {
		SURVIVOR "m.external_id = $2 AND m.external_source IS NOT DISTINCT FROM $3 ORDER BY m.id DESC", 3,
		{INT8OID, TEXTOID, TEXTOID}, CONTACTS_READ
	};
	Datum		values[] = {Int64GetDatum(organization_id), external_id, source};
	bool		nulls[] = {false, false, no_source};

	return take_survivor(&query, values, nulls, survivor);
}

/* Refuse to delete a contact that was merged: the survivor would go. */
void
contacts_refuse_merged(int64 organization_id, const contacts_id *id)
{
	contacts_id survivor;

	if (contacts_follow_merge(organization_id, id, &survivor))
		ereport(ERROR,
				(errcode(CONTACTS_ERRCODE_CONFLICT),
				 errmsg("contact was merged already"),
				 errdetail_internal("[{\"field\": \"id\", \"message\": \"Merged into contact " INT64_FORMAT "\"}]",
									survivor.number),
				 errhint("Name the contact that it was merged into, or undo the merge with unmerge_contacts().")));
}

/* Keep what the row has as its identifier in another system. */
void
contacts_keep_external_id(contacts_draft *draft, Datum row)
{
	static const contacts_target targets[] = {TARGET_EXTERNAL_ID, TARGET_EXTERNAL_SOURCE};
	static const char *const names[] = {"external_id", "external_source"};

	for (int i = 0; i < lengthof(targets); i++)
		draft->values[targets[i]] = contacts_row_field(row, names[i], TEXTOID, &draft->nulls[targets[i]]);
}
