/*
 * write_connections.c
 *	  The array of connections: which row each element stands for, and which is the contact's own e-mail or phone.
 *
 * The array is the whole list: a row that no element stands for is removed.  An element stands for the row whose id it
 * has, else for the row with the same type and value, so that ids stay.  The first e-mail and phone are columns of the
 * contact; as elements they have the ids "email" and "phone".
 */
#include "pg/compat.h"

#include "catalog/pg_type.h"
#include "core/ulid.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "pg/api/draft.h"
#include "pg/api/keys.h"
#include "pg/api/read_connections.h"
#include "pg/api/write_connections.h"
#include "pg/base/text.h"
#include "pg/store/query.h"
#include "utils/builtins.h"

/* Copy a text column of a result. */
static text *
copy_text(uint64 row, int column)
{
	bool		isnull;
	Datum		value = contacts_result_value(row, column, TEXTOID, &isnull);

	return isnull ? NULL : DatumGetTextPCopy(value);
}

/* Read the connections that a contact has. */
static List *
load_rows(contacts_draft *draft, int64 contact_id)
{
	static contacts_query statement = {
		"SELECT n.id, n.uid::uuid, n.type, n.label, n.value, coalesce(n.email::text, n.phone::text, n.value),"
		" n.country_code, n.is_primary"
		" FROM contacts.connection n WHERE n.organization_id = $1 AND n.contact_id = $2 AND n.deleted_at IS NULL ORDER"
		" BY n.id",
		2, {INT8OID, INT8OID}, CONTACTS_WRITE
	};
	Datum		values[] = {Int64GetDatum(draft->organization_id), Int64GetDatum(contact_id)};
	uint64		count = contacts_query_execute(&statement, values, NULL, 0);
	List	   *rows = NIL;
	bool		isnull;

	for (uint64 i = 0; i < count; i++)
	{
		contacts_item *row = palloc0(sizeof(contacts_item));

		row->row_id = contacts_result_int8(i, 1);
		memcpy(row->uid, DatumGetPointer(contacts_result_value(i, 2, UUIDOID, &isnull)), CONTACTS_ULID_BYTES);
		row->type = copy_text(i, 3);
		row->label = copy_text(i, 4);
		row->value = copy_text(i, 5);
		row->normal = copy_text(i, 6);
		row->country = copy_text(i, 7);
		row->is_primary = contacts_result_bool(i, 8);
		rows = lappend(rows, row);
	}
	return rows;
}

/* Find the row that an element stands for. */
static contacts_item *
find_row(List *rows, const contacts_item *item)
{
	ListCell   *cell;

	if (!item->has_uid)
		return item->is_own ? NULL : contacts_item_find_same(rows, item);
	foreach(cell, rows)
	{
		contacts_item *row = lfirst(cell);

		if (!row->is_taken && memcmp(row->uid, item->uid, CONTACTS_ULID_BYTES) == 0)
			return row;
	}
	return contacts_item_find_same(rows, item);
}

/* Give every element the row that it stands for. */
static void
match_rows(contacts_draft *draft)
{
	ListCell   *cell;

	/* ids first, so that an element without one does not take another's row */
	for (int pass = 0; pass < 2; pass++)
	{
		foreach(cell, draft->connections)
		{
			contacts_item *item = lfirst(cell);
			contacts_item *row;

			if (item->row_id || item->has_uid != (pass == 0))
				continue;
			row = find_row(draft->old_connections, item);
			if (row == NULL)
				continue;
			row->is_taken = true;
			item->row_id = row->row_id;
		}
	}
}

/* Choose the element that is the contact's own: what has its id, is primary, is the value now, or comes first. */
static contacts_item *
choose_own(contacts_draft *draft, int target, const char *type)
{
	contacts_item *best = NULL;
	int			best_rank = -1;
	ListCell   *cell;
	text	   *now = draft->nulls[target] ? NULL : DatumGetTextPP(draft->values[target]);

	foreach(cell, draft->connections)
	{
		contacts_item *item = lfirst(cell);
		int			rank = item->is_own ? 3 : item->is_primary == 1 ? 2 : contacts_text_same(item->normal, now) ? 1 : 0;

		if (item->row_id == 0 && contacts_text_is(item->type, type) && rank > best_rank)
		{
			best = item;
			best_rank = rank;
		}
	}
	return best;
}

/* Settle what the contact's own e-mail or phone is, given the array and the key of its own. */
static void
settle_own(contacts_draft *draft, int target, const char *type, text *before)
{
	text	   *given = draft->given[target] && !draft->nulls[target] ? DatumGetTextPP(draft->values[target]) : NULL;
	ListCell   *cell;
	contacts_item *own;

	/* a key that repeats what the contact has is no wish */
	if (given && !contacts_text_same(given, before))
	{
		foreach(cell, draft->connections)
		{
			contacts_item *item = lfirst(cell);

			item->is_taken |= contacts_text_is(item->type, type) && item->row_id == 0 &&
				contacts_text_same(item->normal, given);
		}
		return;
	}
	own = choose_own(draft, target, type);
	draft->nulls[target] = own == NULL;
	if (own == NULL)
		return;
	own->is_taken = true;
	draft->values[target] = own->typed;
}

/* Add an element for a key that stands for one connection, such as mobile, unless the array has one of the type. */
static void
add_channel(contacts_draft *draft, int channel, const char *type)
{
	ListCell   *cell;
	contacts_item *item;

	if (draft->channel[channel] == NULL || draft->is_update)
		return;
	foreach(cell, draft->connections)
	{
		if (contacts_text_is(((contacts_item *) lfirst(cell))->type, type))
			return;
	}
	item = palloc0(sizeof(contacts_item));
	item->is_primary = -1;
	item->type = cstring_to_text(type);
	item->value = item->normal = draft->channel[channel];
	draft->connections = lappend(draft->connections, item);
}

/* Check whether an element says that it is the first of its type among the rows. */
static bool
has_first(List *items, text *type)
{
	ListCell   *cell;

	foreach(cell, items)
	{
		contacts_item *item = lfirst(cell);

		if (!item->is_taken && item->is_primary == 1 && contacts_text_same(item->type, type))
			return true;
	}
	return false;
}

/*
 * Leave in a row what its element only repeats: the number or address that was read from the value as typed, and being
 * the first of its type, which is not shown where the contact has an e-mail or phone of its own.
 */
static void
keep_repeated(List *connections, contacts_item *item, const contacts_item *row)
{
	if (item->is_primary == 0 && row->is_primary == 1 && contacts_text_same(item->type, row->type) &&
		!has_first(connections, item->type))
		item->is_primary = -1;
	if (item->value && VARSIZE_ANY_EXHDR(item->value) == VARSIZE_ANY_EXHDR(row->normal) &&
		memcmp(VARDATA_ANY(item->value), VARDATA_ANY(row->normal), VARSIZE_ANY_EXHDR(row->normal)) == 0)
	{
		item->value = row->value;
		item->country = row->country;
	}
}

/* Leave in all rows what their elements only repeat. */
static void
keep_all_repeated(contacts_draft *draft)
{
	ListCell   *cell;
	ListCell   *old;

	foreach(cell, draft->connections)
	{
		contacts_item *item = lfirst(cell);

		foreach(old, draft->old_connections)
		{
			if (item->row_id == ((contacts_item *) lfirst(old))->row_id)
				keep_repeated(draft->connections, item, lfirst(old));
		}
	}
}

/* Settle, before the contact is written, what the array says about it. */
void
contacts_settle_connections(contacts_draft *draft, int64 contact_id)
{
	text	   *email = NULL;
	text	   *phone = NULL;

	if (!draft->connections_given)
		return;
	if (contact_id)
	{
		static contacts_query statement = {
			"SELECT c.email::text, c.phone::text FROM contacts.contact c WHERE c.organization_id = $1 AND c.id = $2", 2,
			{INT8OID, INT8OID}, CONTACTS_WRITE
		};
		Datum		values[] = {Int64GetDatum(draft->organization_id), Int64GetDatum(contact_id)};

		draft->old_connections = load_rows(draft, contact_id);
		if (contacts_query_execute(&statement, values, NULL, 1) > 0)
		{
			email = copy_text(0, 1);
			phone = copy_text(0, 2);
		}
		match_rows(draft);
	}
	settle_own(draft, TARGET_EMAIL, "email", email);
	settle_own(draft, TARGET_PHONE, "phone", phone);
	keep_all_repeated(draft);
	add_channel(draft, 0, "mobile");
	add_channel(draft, 1, "work_phone");
}

/* Remove a connection. */
static void
remove_row(contacts_draft *draft, const contacts_item *row)
{
	static contacts_query statement = {
		"UPDATE contacts.connection SET deleted_at = pg_catalog.now() WHERE organization_id = $1 AND id = $2", 2,
		{INT8OID, INT8OID}, CONTACTS_WRITE
	};
	Datum		values[] = {Int64GetDatum(draft->organization_id), Int64GetDatum(row->row_id)};

	contacts_query_execute(&statement, values, NULL, 0);
}

/* Write one connection: a new row, or the row that the element stands for. */
static void
write_row(contacts_draft *draft, int64 contact_id, const contacts_item *item)
{
	static contacts_query insert = {
		"INSERT INTO contacts.connection (organization_id, contact_id, type, label, value, country_code, is_primary)"
		" VALUES ($1, $2, $3, $4, $5, $6, coalesce($7, false))",
		7, {INT8OID, INT8OID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, BOOLOID}, CONTACTS_WRITE
	};
	static contacts_query update = {
		"UPDATE contacts.connection n SET type = $3, label = coalesce($4, n.label), value = $5, country_code ="
		" coalesce($6, n.country_code),"
		" is_primary = coalesce($7, n.is_primary) WHERE n.organization_id = $1 AND n.id = $2 AND"
		" (n.type, n.label, n.value, n.country_code, n.is_primary) IS DISTINCT FROM"
		" ($3, coalesce($4, n.label), $5, coalesce($6, n.country_code), coalesce($7, n.is_primary))",
		7, {INT8OID, INT8OID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, BOOLOID}, CONTACTS_WRITE
	};
	Datum		values[] = {
		Int64GetDatum(draft->organization_id), Int64GetDatum(item->row_id ? item->row_id : contact_id),
		PointerGetDatum(item->type), PointerGetDatum(item->label), PointerGetDatum(item->value),
		PointerGetDatum(item->country), BoolGetDatum(item->is_primary == 1)
	};
	bool		nulls[] = {false, false, false, item->label == NULL, false, item->country == NULL,
		item->is_primary < 0};

	contacts_query_execute(item->row_id ? &update : &insert, values, nulls, 0);
}

/* Write a key that stands for the first connection of its type; null removes all of the type. */
static void
write_channel(contacts_draft *draft, int64 contact_id, int channel, const char *type)
{
	ListCell   *cell;
	contacts_item item = {0};

	item.is_primary = -1;
	item.type = cstring_to_text(type);
	item.value = draft->channel[channel];
	foreach(cell, draft->old_connections)
	{
		contacts_item *row = lfirst(cell);

		if (!contacts_text_is(row->type, type))
			continue;
		if (draft->channel[channel] == NULL)
			remove_row(draft, row);
		else if (contacts_text_same(row->normal, draft->channel[channel]) && row->is_primary)
			return;
		else if (item.row_id == 0 || row->is_primary)
			item.row_id = row->row_id;
	}
	if (draft->channel[channel])
		write_row(draft, contact_id, &item);
}

/* Write the connections, after the contact is written. */
void
contacts_write_connections(contacts_draft *draft, int64 contact_id)
{
	static const char *const types[CHANNELS] = {"mobile", "work_phone"};
	ListCell   *cell;

	if (!draft->connections_given)
	{
		if (draft->is_update && (draft->channel_given[0] || draft->channel_given[1]))
			draft->old_connections = load_rows(draft, contact_id);
		for (int i = 0; i < CHANNELS; i++)
		{
			if (draft->channel_given[i])
				write_channel(draft, contact_id, i, types[i]);
		}
		return;
	}
	foreach(cell, draft->connections)
	{
		contacts_item *item = lfirst(cell);

		CHECK_FOR_INTERRUPTS();
		if (!item->is_taken)
			write_row(draft, contact_id, item);
	}
	foreach(cell, draft->old_connections)
	{
		contacts_item *row = lfirst(cell);

		if (!row->is_taken)
			remove_row(draft, row);
	}
}
