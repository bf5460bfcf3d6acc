/*
 * changed_row.c
 *	  The row that a BEFORE ROW trigger may still change, column by name.
 */
#include "pg/compat.h"

#include "access/htup_details.h"
#include "commands/trigger.h"
#include "pg/store/changed_row.h"
#include "pg/store/columns.h"
#include "utils/datum.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

/* Take apart the row, or the two rows, that fired the trigger. */
void
contacts_row_open(contacts_row *row, TriggerData *trigdata, contacts_columns *columns)
{
	bool		update = TRIGGER_FIRED_BY_UPDATE(trigdata->tg_event);
	int			natts;

	memset(row, 0, sizeof(*row));
	row->rel = trigdata->tg_relation;
	row->desc = RelationGetDescr(row->rel);
	contacts_columns_resolve(columns, row->rel);
	row->columns = columns;
	natts = row->desc->natts;
	row->tuple = update ? trigdata->tg_newtuple : trigdata->tg_trigtuple;
	row->values = palloc(natts * sizeof(Datum));
	row->nulls = palloc(natts * sizeof(bool));
	heap_deform_tuple(row->tuple, row->desc, row->values, row->nulls);
	if (update)
	{
		row->old_tuple = trigdata->tg_trigtuple;
		row->old_values = palloc(natts * sizeof(Datum));
		row->old_nulls = palloc(natts * sizeof(bool));
		heap_deform_tuple(row->old_tuple, row->desc, row->old_values, row->old_nulls);
	}
}

/* Put the row together again if a rule edited it. */
HeapTuple
contacts_row_close(contacts_row *row)
{
	HeapTuple	result;

	if (!row->edited)
		return row->tuple;
	result = heap_form_tuple(row->desc, row->values, row->nulls);
	result->t_data->t_ctid = row->tuple->t_data->t_ctid;
	result->t_self = row->tuple->t_self;
	result->t_tableOid = row->tuple->t_tableOid;
	return result;
}

/* Check whether the table has the column. */
bool
contacts_row_has(const contacts_row *row, int column)
{
	return row->columns->numbers[column] > 0;
}

/* Find the place of a column in the arrays. */
static inline int
place(const contacts_row *row, int column)
{
	return row->columns->numbers[column] - 1;
}

/* Check whether a column is null, or not there at all. */
bool
contacts_row_is_null(const contacts_row *row, int column)
{
	return !contacts_row_has(row, column) || row->nulls[place(row, column)];
}

/* Get a column that is not null. */
Datum
contacts_row_get(const contacts_row *row, int column)
{
	if (!contacts_row_has(row, column))
		contacts_refuse_missing(RelationGetRelationName(row->rel), row->columns->list[column].name);
	return row->values[place(row, column)];
}

/* Compare a column of the old and the new row, by place. */
static bool
place_changed(const contacts_row *row, int i)
{
	Form_pg_attribute att = TupleDescAttr(row->desc, i);

	if (att->attisdropped || att->attgenerated)
		return false;
	if (row->nulls[i] || row->old_nulls[i])
		return row->nulls[i] != row->old_nulls[i];
	return !datum_image_eq(row->values[i], row->old_values[i], att->attbyval, att->attlen);
}

/* Check whether an UPDATE gives a column another value; false in an INSERT. */
bool
contacts_row_changed(const contacts_row *row, int column)
{
	return row->old_values != NULL && contacts_row_has(row, column) && place_changed(row, place(row, column));
}

/* Check whether an UPDATE changes anything but the given columns. */
bool
contacts_row_changed_but_for(const contacts_row *row, const int *columns, int count)
{
	for (int i = 0; i < row->desc->natts; i++)
	{
		bool		listed = false;

		for (int j = 0; j < count && !listed; j++)
			listed = row->columns->numbers[columns[j]] == i + 1;
		if (!listed && place_changed(row, i))
			return true;
	}
	return false;
}

/* Give a column a value; nothing happens where the table lacks it. */
void
contacts_row_set(contacts_row *row, int column, Datum value)
{
	if (!contacts_row_has(row, column))
		return;
	row->values[place(row, column)] = value;
	row->nulls[place(row, column)] = false;
	row->edited = true;
}

/* Clear a column. */
void
contacts_row_set_null(contacts_row *row, int column)
{
	if (contacts_row_is_null(row, column))
		return;
	row->nulls[place(row, column)] = true;
	row->edited = true;
}

/* Give a column the value that it had before the UPDATE. */
void
contacts_row_keep(contacts_row *row, int column)
{
	if (!contacts_row_changed(row, column))
		return;
	row->values[place(row, column)] = row->old_values[place(row, column)];
	row->nulls[place(row, column)] = row->old_nulls[place(row, column)];
	row->edited = true;
}
