/*
 * company_view.c
 *	  Writing through view company: its column primary_contact_id is derived, the others are those of table contact.
 */
#include "pg/compat.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "lib/stringinfo.h"
#include "pg/primary_contact/primary_contact.h"
#include "pg/store/columns.h"
#include "pg/store/query.h"
#include "pg/store/trigger.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/rel.h"

PG_FUNCTION_INFO_V1(contacts_company_update);

/* the two rows of the view, and the UPDATE of the table that they ask for */
typedef struct company_change
{
	TupleDesc	desc;
	HeapTuple	old;
	HeapTuple	new;
	int64		organization_id;
	int64		company_id;
	int			primary_column;
	StringInfoData set;
	int			count;
	contacts_query update;
	Datum		values[CONTACTS_QUERY_ARGS];
	bool		nulls[CONTACTS_QUERY_ARGS];
} company_change;

/* Check whether the UPDATE gives a column another value. */
static bool
column_changed(const company_change *change, int column)
{
	Form_pg_attribute att = TupleDescAttr(change->desc, column - 1);
	bool		old_null;
	bool		new_null;
	Datum		old_value = heap_getattr(change->old, column, change->desc, &old_null);
	Datum		new_value = heap_getattr(change->new, column, change->desc, &new_null);

	if (old_null || new_null)
		return old_null != new_null;
	return !datum_image_eq(old_value, new_value, att->attbyval, att->attlen);
}

/* Add a column to the UPDATE of the table. */
static void
set_column(company_change *change, int column)
{
	Form_pg_attribute att = TupleDescAttr(change->desc, column - 1);
	bool		isnull;
	int			i = change->count++;

	/* two more parameters name the row */
	if (change->count + 2 > CONTACTS_QUERY_ARGS)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("UPDATE of view \"company\" changes more than %d columns", CONTACTS_QUERY_ARGS - 2),
				 errhint("Update table contacts.contact.")));
	change->update.types[i] = att->atttypid;
	change->values[i] = heap_getattr(change->new, column, change->desc, &isnull);
	change->nulls[i] = isnull;
	appendStringInfo(&change->set, "%s%s = $%d", i ? ", " : "",
					 quote_identifier(NameStr(att->attname)), change->count);
}

/* Find the number of a column of the view by its name. */
static int
column_number(const company_change *change, const char *name)
{
	for (int i = 0; i < change->desc->natts; i++)
	{
		Form_pg_attribute att = TupleDescAttr(change->desc, i);

		if (!att->attisdropped && namestrcmp(&att->attname, name) == 0)
			return i + 1;
	}
	contacts_refuse_missing("company", name);
}

/* Read an id of the row before the UPDATE. */
static int64
old_id(const company_change *change, const char *column)
{
	bool		isnull;

	return DatumGetInt64(contacts_checked_value(change->old, change->desc, column_number(change, column), INT8OID,
												&isnull));
}

/* Find out what the UPDATE changes. */
static void
open_change(company_change *change, TriggerData *trigdata)
{
	memset(change, 0, sizeof(*change));
	change->desc = RelationGetDescr(trigdata->tg_relation);
	change->old = trigdata->tg_trigtuple;
	change->new = trigdata->tg_newtuple;
	change->organization_id = old_id(change, "organization_id");
	change->company_id = old_id(change, "id");
	change->primary_column = column_number(change, "primary_contact_id");
	initStringInfo(&change->set);
	for (int column = 1; column <= change->desc->natts; column++)
	{
		if (column != change->primary_column && column_changed(change, column))
			set_column(change, column);
	}
}

/* Change the row of the table; false where it is gone. */
static bool
update_table(company_change *change)
{
	if (change->count == 0)
		return true;
	change->update.text = psprintf("UPDATE contacts.contact SET %s WHERE organization_id = $%d AND id = $%d"
					 " AND kind = 'organization' AND deleted_at IS NULL",
					 change->set.data, change->count + 1, change->count + 2);
	for (int i = 0; i < 2; i++)
	{
		change->update.types[change->count + i] = INT8OID;
		change->nulls[change->count + i] = false;
	}
	change->values[change->count] = Int64GetDatum(change->organization_id);
	change->values[change->count + 1] = Int64GetDatum(change->company_id);
	change->update.nargs = change->count + 2;
	change->update.flags = CONTACTS_PLAN_ONCE;
	return contacts_query_execute(&change->update, change->values, change->nulls, 0) > 0;
}

/* Choose the primary contact, or take the choice back. */
static void
update_primary(const company_change *change)
{
	bool		isnull;
	Datum		value;

	if (!column_changed(change, change->primary_column))
		return;
	value = contacts_checked_value(change->new, change->desc, change->primary_column, INT8OID, &isnull);
	if (isnull)
		contacts_withdraw_primary(change->organization_id, change->company_id);
	else
		contacts_choose_primary(change->organization_id, change->company_id, DatumGetInt64(value));
}

/* Read the row again for RETURNING; what was asked for where it is no company any more. */
static HeapTuple
read_back(const company_change *change)
{
	/* the view may have got another column since the last call */
	contacts_query query = {
		"SELECT * FROM contacts.company v WHERE v.organization_id = $1 AND v.id = $2",
		2, {INT8OID, INT8OID}, CONTACTS_PLAN_ONCE
	};
	Datum		values[2] = {Int64GetDatum(change->organization_id), Int64GetDatum(change->company_id)};

	if (contacts_query_execute(&query, values, NULL, 1) == 0)
		return contacts_result_keep(change->new);
	return contacts_result_keep(contacts_result_row(0));
}

/* INSTEAD OF UPDATE trigger of view company. */
Datum
contacts_company_update(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = contacts_trigger(fcinfo, "company_update",
											 CONTACTS_INSTEAD | CONTACTS_EACH_ROW | CONTACTS_ON_UPDATE);
	company_change change;
	HeapTuple	result = NULL;

	contacts_connect();
	open_change(&change, trigdata);
	if (update_table(&change))
	{
		update_primary(&change);
		result = read_back(&change);
	}
	contacts_disconnect();
	return PointerGetDatum(result);
}
