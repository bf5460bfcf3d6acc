/*
 * addresses.c
 *	  Addresses of a request: one object in the revrec profile, an array in nextiva.
 */
#include "pg/compat.h"

#include "catalog/pg_type.h"
#include "core/ulid.h"
#include "miscadmin.h"
#include "pg/api/addresses.h"
#include "pg/api/column_rules.h"
#include "pg/api/draft.h"
#include "pg/api/identifier.h"
#include "pg/api/keys.h"
#include "pg/api/value.h"
#include "pg/base/json.h"
#include "pg/store/query.h"
#include "utils/builtins.h"

#define FIELD(target) ((target) - TARGET_ADDRESS_ID)

/* the keys of an element of the array, and the field each is for */
static const struct
{
	const char *name;
	int			target;
}			item_keys[] = {
	{"id", TARGET_ADDRESS_ID}, {"type", TARGET_ADDRESS_TYPE}, {"address", TARGET_LINE1}, {"city", TARGET_CITY},
	{"state", TARGET_STATE}, {"zip", TARGET_POSTAL_CODE}, {"country", TARGET_COUNTRY},
	{"timezone", TARGET_ADDRESS_TIMEZONE}
};

/* Put the lines of a street into its two columns. */
static void
split_lines(contacts_item *item)
{
	text	   *street = item->field[FIELD(TARGET_LINE1)];
	char	   *lines;
	char	   *end;

	item->given[FIELD(TARGET_LINE2)] = item->given[FIELD(TARGET_LINE1)];
	if (street == NULL)
		return;
	lines = text_to_cstring(street);
	end = strchr(lines, '\n');
	if (end == NULL)
		return;
	item->field[FIELD(TARGET_LINE1)] = cstring_to_text_with_len(lines, end - lines);
	item->field[FIELD(TARGET_LINE2)] = cstring_to_text(end + 1);
}

/* Read one pair of an element. */
static void
read_pair(contacts_draft *draft, contacts_item *item, contacts_each *each)
{
	int			i = 0;
	int			field;
	Datum		value;

	while (i < lengthof(item_keys) && (strlen(item_keys[i].name) != each->key.val.string.len ||
									   memcmp(item_keys[i].name, each->key.val.string.val,
											  each->key.val.string.len) != 0))
		i++;
	if (i == lengthof(item_keys))
	{
		contacts_draft_problem(draft, "UNKNOWN_FIELD", "Unknown field");
		return;
	}
	field = FIELD(item_keys[i].target);
	item->given[field] = true;
	if (each->value.type == jbvNull || !contacts_read_value(draft, &contacts_address_field[field], &each->value,
															&value))
		return;
	item->field[field] = DatumGetTextPP(value);
	if (item_keys[i].target == TARGET_ADDRESS_ID)
	{
		contacts_id id;

		contacts_id_read(&id, VARDATA_ANY(item->field[field]), VARSIZE_ANY_EXHDR(item->field[field]));
		item->has_uid = id.form == ID_UID;
		if (item->has_uid)
			memcpy(item->uid, id.uid, CONTACTS_ULID_BYTES);
	}
}

/* Read one element of the array of addresses. */
static void
read_address(contacts_draft *draft, const char *path, JsonbContainer *object)
{
	contacts_item *item = palloc0(sizeof(contacts_item));
	contacts_each pair;

	contacts_each_start(&pair, object);
	while (contacts_each_next(&pair))
	{
		draft->path = psprintf("%s.%.*s", path, pair.key.val.string.len, pair.key.val.string.val);
		read_pair(draft, item, &pair);
	}
	split_lines(item);
	draft->addresses = lappend(draft->addresses, item);
}

/* Read the array of addresses. */
void
contacts_draft_read_addresses(contacts_draft *draft, JsonbValue *json)
{
	draft->addresses_given = true;
	contacts_draft_read_objects(draft, json, read_address);
}

/* Find the address that an element stands for: the one with its id, else with the same street, city and code. */
static int64
find_row(contacts_draft *draft, int64 contact_id, const contacts_item *item)
{
	static contacts_query statement = {
		"SELECT a.id FROM contacts.address a WHERE a.organization_id = $1 AND a.contact_id = $2 AND a.deleted_at IS"
		" NULL"
		" AND (a.uid::uuid = $3 OR (pg_catalog.lower(a.line1), coalesce(pg_catalog.lower(a.city), ''),"
		" coalesce(a.postal_code, ''))"
		" = (pg_catalog.lower($4), coalesce(pg_catalog.lower($5), ''), coalesce($6, '')))"
		" ORDER BY coalesce(a.uid::uuid = $3, false) DESC, a.id LIMIT 1",
		6, {INT8OID, INT8OID, UUIDOID, TEXTOID, TEXTOID, TEXTOID}, CONTACTS_WRITE
	};
	text	   *line1 = item->field[FIELD(TARGET_LINE1)];
	text	   *city = item->field[FIELD(TARGET_CITY)];
	text	   *code = item->field[FIELD(TARGET_POSTAL_CODE)];
	Datum		values[] = {
		Int64GetDatum(draft->organization_id), Int64GetDatum(contact_id), PointerGetDatum(item->uid),
		PointerGetDatum(line1), PointerGetDatum(city), PointerGetDatum(code)
	};
	bool		nulls[] = {false, false, !item->has_uid, line1 == NULL, city == NULL, code == NULL};

	if (contacts_query_execute(&statement, values, nulls, 1) == 0)
		return 0;
	return contacts_result_int8(0, 1);
}

/* the columns of an address in the order of its fields, and their parameters */
#define ADDRESS_COLUMNS "addressee, company_name, attention, phone, line1, line2, city, state_province, postal_code," \
						" country_code, timezone, type"

/* Insert an address; returns its id. */
static int64
insert_address(contacts_draft *draft, int64 contact_id, text *const *field)
{
	static contacts_query statement = {
		"INSERT INTO contacts.address (organization_id, contact_id, " ADDRESS_COLUMNS ")"
		" VALUES ($1, $2, $3, $4, $5, $6::contacts.phone, $7, $8, $9, $10, $11, $12, $13, coalesce($14, 'work'))"
		" RETURNING id",
		14, {INT8OID, INT8OID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID,
			TEXTOID, TEXTOID}, CONTACTS_WRITE
	};
	Datum		values[14] = {Int64GetDatum(draft->organization_id), Int64GetDatum(contact_id)};
	bool		nulls[14] = {false};

	for (int i = 1; i < ADDRESS_FIELDS; i++)
	{
		values[i + 1] = PointerGetDatum(field[i]);
		nulls[i + 1] = field[i] == NULL;
	}
	contacts_query_execute(&statement, values, nulls, 0);
	return contacts_result_int8(0, 1);
}

/* Change the fields of an address that are given. */
static void
update_address(contacts_draft *draft, int64 address_id, text *const *field, const bool *given)
{
	static contacts_query statement = {
		"UPDATE contacts.address a SET (" ADDRESS_COLUMNS ") = (SELECT"
		" CASE WHEN $3[1] THEN $4 ELSE a.addressee END, CASE WHEN $3[2] THEN $5 ELSE a.company_name END,"
		" CASE WHEN $3[3] THEN $6 ELSE a.attention END, CASE WHEN $3[4] THEN $7::contacts.phone ELSE a.phone END,"
		" CASE WHEN $3[5] THEN $8 ELSE a.line1 END, CASE WHEN $3[6] THEN $9 ELSE a.line2 END,"
		" CASE WHEN $3[7] THEN $10 ELSE a.city END, CASE WHEN $3[8] THEN $11 ELSE a.state_province END,"
		" CASE WHEN $3[9] THEN $12 ELSE a.postal_code END, CASE WHEN $3[10] THEN $13 ELSE a.country_code END,"
		" CASE WHEN $3[11] THEN $14 ELSE a.timezone END, CASE WHEN $3[12] THEN coalesce($15, 'work') ELSE a.type END)"
		" WHERE a.organization_id = $1 AND a.id = $2",
		15, {INT8OID, INT8OID, BOOLARRAYOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID,
			TEXTOID, TEXTOID, TEXTOID, TEXTOID}, CONTACTS_WRITE
	};
	Datum		flags[ADDRESS_FIELDS];
	Datum		values[15] = {Int64GetDatum(draft->organization_id), Int64GetDatum(address_id)};
	bool		nulls[15] = {false};

	for (int i = 1; i < ADDRESS_FIELDS; i++)
	{
		flags[i] = BoolGetDatum(given[i]);
		values[i + 2] = PointerGetDatum(field[i]);
		nulls[i + 2] = field[i] == NULL;
	}
	values[2] = PointerGetDatum(construct_array(flags + 1, ADDRESS_FIELDS - 1, BOOLOID, 1, true, TYPALIGN_CHAR));
	contacts_query_execute(&statement, values, nulls, 0);
}

/* Remove the addresses of a contact that are not listed. */
static void
keep_only(contacts_draft *draft, int64 contact_id, const Datum *kept, int count)
{
	static contacts_query statement = {
		"UPDATE contacts.address SET deleted_at = pg_catalog.now()"
		" WHERE organization_id = $1 AND contact_id = $2 AND deleted_at IS NULL AND id <> ALL ($3)", 3,
		{INT8OID, INT8OID, INT8ARRAYOID}, CONTACTS_WRITE
	};
	Datum		values[] = {
		Int64GetDatum(draft->organization_id), Int64GetDatum(contact_id),
		PointerGetDatum(construct_array((Datum *) kept, count, INT8OID, sizeof(int64), FLOAT8PASSBYVAL,
										TYPALIGN_DOUBLE))
	};

	contacts_query_execute(&statement, values, NULL, 0);
}

/* Write the array: it is the whole list. */
static void
write_array(contacts_draft *draft, int64 contact_id)
{
	Datum	   *kept = palloc(sizeof(Datum) * (list_length(draft->addresses) + 1));
	int			count = 0;
	ListCell   *cell;

	foreach(cell, draft->addresses)
	{
		contacts_item *item = lfirst(cell);

		item->row_id = draft->is_update ? find_row(draft, contact_id, item) : 0;
		if (item->row_id)
			kept[count++] = Int64GetDatum(item->row_id);
	}
	if (draft->is_update)
		keep_only(draft, contact_id, kept, count);
	foreach(cell, draft->addresses)
	{
		contacts_item *item = lfirst(cell);

		CHECK_FOR_INTERRUPTS();
		if (item->row_id)
			update_address(draft, item->row_id, item->field, item->given);
		else
			insert_address(draft, contact_id, item->field);
	}
}

/* Find the address that the revrec profile shows; 0 where there is none. */
static int64
find_shown(contacts_draft *draft, int64 contact_id)
{
	static contacts_query statement = {
		"SELECT x.id FROM contacts.address x WHERE x.organization_id = $1 AND x.contact_id = $2 AND x.deleted_at IS"
		" NULL"
		" ORDER BY x.is_primary DESC, x.id LIMIT 1", 2, {INT8OID, INT8OID}, CONTACTS_WRITE
	};
	Datum		values[] = {Int64GetDatum(draft->organization_id), Int64GetDatum(contact_id)};

	if (!draft->is_update || contacts_query_execute(&statement, values, NULL, 1) == 0)
		return 0;
	return contacts_result_int8(0, 1);
}

/* Write the addresses, after the contact is written. */
void
contacts_write_addresses(contacts_draft *draft, int64 contact_id)
{
	bool		given = false;
	int64		shown;

	if (draft->addresses_given)
	{
		write_array(draft, contact_id);
		return;
	}
	for (int i = 1; i < ADDRESS_FIELDS; i++)
		given |= draft->address_given[i];
	if (!given && !draft->address_removed)
		return;
	shown = find_shown(draft, contact_id);
	if (draft->address_removed && shown)
	{
		static contacts_query statement = {
			"UPDATE contacts.address SET deleted_at = pg_catalog.now() WHERE organization_id = $1 AND id = $2", 2,
			{INT8OID, INT8OID}, CONTACTS_WRITE
		};
		Datum		values[] = {Int64GetDatum(draft->organization_id), Int64GetDatum(shown)};

		contacts_query_execute(&statement, values, NULL, 0);
	}
	else if (shown)
		update_address(draft, shown, draft->address, draft->address_given);
	else if (draft->address_any)
		insert_address(draft, contact_id, draft->address);
}
