/*
 * columns.c
 *	  Columns that C code finds by name: their numbers, and the check that they have the type that the code reads.
 *
 * The owner of the tables can give a column another type, and hang a trigger function to a table of its own.  A value
 * that is read as another type than it has would let that owner, who need not be a superuser, read the server's
 * memory.  So every column is found here, and another type is an error.
 */
#include "pg/compat.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "parser/parse_coerce.h"
#include "pg/base/relation_watch.h"
#include "pg/store/catalog.h"
#include "pg/store/columns.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/typcache.h"

/* Look up the type that one of our numbers stands for. */
static Oid
real_type(Oid wanted)
{
	static const char *const names[] = {NULL, "ulid", "email", "phone", "search_key"};

	return wanted < lengthof(names) ? contacts_type(names[wanted]) : wanted;
}

/* Check whether values of a type can be read as another one: it is that type, a domain over it, or has its bytes. */
bool
contacts_is_type(Oid type, Oid wanted)
{
	if (type == wanted)
		return true;
	wanted = real_type(wanted);
	return OidIsValid(wanted) && (type == wanted || IsBinaryCoercible(type, wanted));
}

/* Refuse a column that has another type than the code reads. */
static void
check_type(TupleDesc desc, AttrNumber number, Oid wanted, const char *table)
{
	Form_pg_attribute att = TupleDescAttr(desc, number - 1);

	if (contacts_is_type(att->atttypid, wanted))
		return;
	ereport(ERROR,
			(errcode(ERRCODE_DATATYPE_MISMATCH),
			 errmsg("column \"%s\" of relation \"%s\" has type %s, but extension \"contacts\" needs type %s",
					NameStr(att->attname), table, format_type_be(att->atttypid), format_type_be(real_type(wanted))),
			 errhint("Give the column its type back, or drop the trigger.")));
}

/* Find a column by its name; 0 where there is none. */
static AttrNumber
find_column(TupleDesc desc, const char *name)
{
	for (int i = 0; i < desc->natts; i++)
	{
		Form_pg_attribute att = TupleDescAttr(desc, i);

		if (!att->attisdropped && namestrcmp(&att->attname, name) == 0)
			return i + 1;
	}
	return InvalidAttrNumber;
}

/* Find a column that may be missing and check its type; 0 where there is none. */
AttrNumber
contacts_column_number(Relation rel, const char *name, Oid type)
{
	AttrNumber	number = find_column(RelationGetDescr(rel), name);

	if (number != InvalidAttrNumber)
		check_type(RelationGetDescr(rel), number, type, RelationGetRelationName(rel));
	return number;
}

/* Refuse a table or row type that lacks a column. */
void
contacts_refuse_missing(const char *table, const char *name)
{
	ereport(ERROR,
			(errcode(ERRCODE_UNDEFINED_COLUMN),
			 errmsg("column \"%s\" of relation \"%s\" does not exist", name, table),
			 errdetail("Extension \"contacts\" needs this column.")));
}

/* Find a column that has to be there and check its type. */
AttrNumber
contacts_column_required(Relation rel, const char *name, Oid type)
{
	AttrNumber	number = contacts_column_number(rel, name, type);

	if (number == InvalidAttrNumber)
		contacts_refuse_missing(RelationGetRelationName(rel), name);
	return number;
}

/* Get a column of a row of a table. */
Datum
contacts_column_value(HeapTuple tuple, Relation rel, const char *name, Oid type, bool *isnull)
{
	return heap_getattr(tuple, contacts_column_required(rel, name, type), RelationGetDescr(rel), isnull);
}

/* Get a column of a row that a query found. */
Datum
contacts_checked_value(HeapTuple tuple, TupleDesc desc, AttrNumber number, Oid type, bool *isnull)
{
	check_type(desc, number, type, "query");
	return heap_getattr(tuple, number, desc, isnull);
}

/* Check that rows that a query found can be returned as rows of a function's result. */
void
contacts_check_row_type(TupleDesc found, TupleDesc wanted)
{
	if (found->natts != wanted->natts)
		elog(ERROR, "query returned %d columns instead of %d", found->natts, wanted->natts);
	for (int i = 1; i <= wanted->natts; i++)
		check_type(found, i, TupleDescAttr(wanted, i - 1)->atttypid, "query");
}

/* Get a field of a composite value. */
Datum
contacts_row_field(Datum row, const char *name, Oid type, bool *isnull)
{
	HeapTupleHeader header = DatumGetHeapTupleHeader(row);
	Oid			row_type = HeapTupleHeaderGetTypeId(header);
	TupleDesc	desc = lookup_rowtype_tupdesc(row_type, HeapTupleHeaderGetTypMod(header));
	AttrNumber	number = find_column(desc, name);
	HeapTupleData tuple;
	Datum		value;

	if (number == InvalidAttrNumber)
		contacts_refuse_missing(format_type_be(row_type), name);
	check_type(desc, number, type, format_type_be(row_type));
	tuple.t_len = HeapTupleHeaderGetDatumLength(header);
	ItemPointerSetInvalid(&tuple.t_self);
	tuple.t_tableOid = InvalidOid;
	tuple.t_data = header;
	value = heap_getattr(&tuple, number, desc, isnull);
	ReleaseTupleDesc(desc);
	return value;
}

/* Look up and check the columns of a table unless that is done. */
void
contacts_columns_resolve(contacts_columns *columns, Relation rel)
{
	if (contacts_watch_holds(&columns->watch, RelationGetRelid(rel)))
		return;
	if (columns->numbers == NULL)
		columns->numbers = MemoryContextAllocZero(TopMemoryContext, columns->count * sizeof(AttrNumber));
	contacts_watch_start(&columns->watch, RelationGetRelid(rel));
	PG_TRY();
	{
		for (int i = 0; i < columns->count; i++)
		{
			const contacts_column *column = &columns->list[i];

			columns->numbers[i] = column->is_optional ? contacts_column_number(rel, column->name, column->type)
				: contacts_column_required(rel, column->name, column->type);
		}
	}
	PG_CATCH();
	{
		contacts_watch_stop(&columns->watch);
		PG_RE_THROW();
	}
	PG_END_TRY();
}
