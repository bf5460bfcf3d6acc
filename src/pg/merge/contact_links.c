/*
 * contact_links.c
 *	  Rows of other tables that refer to contacts: moved from one to another as the owner of their table.
 *
 * A customer's table may belong to anybody and have policies of its own; a merge that left rows behind would fail at
 * the end, or lose them.  So its rows are moved with the rights of its owner, as referential integrity does.  That is
 * open only while merge_contacts() or unmerge_contacts() runs, and shut while anything runs that is not ours, such as
 * a trigger of that table.  The statements are made here, from the catalogs: nobody can have another one run.
 */
#include "pg/compat.h"

#include "catalog/pg_type.h"
#include "funcapi.h"
#include "pg/access/context.h"
#include "pg/merge/contact_links.h"
#include "pg/store/catalog.h"
#include "pg/store/columns.h"
#include "pg/store/query.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/tuplestore.h"

PG_FUNCTION_INFO_V1(contacts_move_links);
PG_FUNCTION_INFO_V1(contacts_restore_links);

/* organization whose contacts are being merged, 0 for none */
static int64 open_for = 0;

/*
 * What a foreign key to table contact is made of: the table, the column of the organization, that of the contact and
 * the type of it, the primary key.  $1 is the constraint.
 */
#define LINK_SQL \
	"WITH link AS (SELECT c.conrelid, c.conrelid::pg_catalog.regclass::text AS tab," \
	" pg_catalog.quote_ident(o.attname) AS org, pg_catalog.quote_ident(r.attname) AS col," \
	" pg_catalog.format_type(r.atttypid, NULL) AS type," \
	" CASE WHEN t.attname = 'id' THEN '=' ELSE 'OPERATOR(contacts.=)' END AS eq" \
	" FROM pg_catalog.pg_constraint c" \
	" JOIN pg_catalog.pg_attribute o ON o.attrelid = c.conrelid AND o.attnum = c.conkey[1]" \
	" JOIN pg_catalog.pg_attribute r ON r.attrelid = c.conrelid AND r.attnum = c.conkey[2]" \
	" JOIN pg_catalog.pg_attribute t ON t.attrelid = c.confrelid AND t.attnum = c.confkey[2]" \
	" WHERE c.oid = $1 AND c.contype = 'f' AND c.confrelid = $2 AND pg_catalog.cardinality(c.conkey) = 2" \
	"), key AS (SELECT l.*, k.* FROM link l CROSS JOIN LATERAL (SELECT" \
	" pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' ORDER BY n.place) AS list," \
	" pg_catalog.string_agg(pg_catalog.format('t.%1$I OPERATOR(%2$I.%3$s) o.%1$I', a.attname, s.nspname, e.oprname)," \
	" ' AND ' ORDER BY n.place) AS same," \
	" pg_catalog.string_agg(pg_catalog.format('%L, t.%I', a.attname, a.attname), ', ' ORDER BY n.place) AS pairs," \
	" pg_catalog.string_agg(pg_catalog.format('t.%I OPERATOR(%I.%s) (k ->> %L)::%s', a.attname, s.nspname, e.oprname," \
	" a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod)), ' AND ' ORDER BY n.place) AS found" \
	" FROM pg_catalog.pg_index i CROSS JOIN LATERAL" \
	" pg_catalog.unnest((i.indkey::smallint[])[0:i.indnkeyatts - 1]) WITH ORDINALITY n (num, place)" \
	" JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = n.num" \
	" JOIN pg_catalog.pg_opclass f ON f.oid = (i.indclass::oid[])[n.place - 1]" \
	" JOIN pg_catalog.pg_amop m ON m.amopfamily = f.opcfamily AND m.amoplefttype = f.opcintype" \
	" AND m.amoprighttype = f.opcintype AND m.amopstrategy = 3" \
	" JOIN pg_catalog.pg_operator e ON e.oid = m.amopopr" \
	" JOIN pg_catalog.pg_namespace s ON s.oid = e.oprnamespace" \
	" WHERE i.indrelid = l.conrelid AND i.indisprimary) k) "

/* the statement takes organization, survivor as text, the merged ones as text[] */
#define MOVE_SQL LINK_SQL \
	"SELECT k.conrelid, CASE WHEN k.list IS NULL THEN pg_catalog.format(" \
	"'WITH moved AS (UPDATE %1$s t SET %3$s = $2::%4$s WHERE %2$s = $1 AND %3$s %5$s ANY ($3::%4$s[]) RETURNING 1)" \
	" SELECT NULL::text, NULL::jsonb, count(*) FROM moved HAVING count(*) > 0', tab, org, col, type, eq)" \
	" ELSE pg_catalog.format(" \
	"'WITH moved AS (UPDATE %1$s t SET %3$s = $2::%4$s FROM (SELECT %6$s, %3$s AS was_ FROM %1$s WHERE %2$s = $1" \
	" AND %3$s %5$s ANY ($3::%4$s[]) ORDER BY %6$s FOR UPDATE) o WHERE %7$s AND t.%2$s = $1" \
	" RETURNING o.was_::text AS was, jsonb_build_object(%8$s) AS key)" \
	" SELECT was, jsonb_agg(key), count(*) FROM moved GROUP BY was', tab, org, col, type, eq, list, same, pairs) END" \
	" FROM key k"

/* organization, survivor as text, the merged one as text, the keys; only what is still at the survivor goes back */
#define RESTORE_SQL LINK_SQL \
	"SELECT k.conrelid, pg_catalog.format(" \
	"'UPDATE %1$s t SET %3$s = $3::%4$s FROM jsonb_array_elements($4) k WHERE %6$s AND t.%2$s = $1" \
	" AND t.%3$s %5$s $2::%4$s', tab, org, col, type, eq, found) FROM key k"

/* Let links be moved, in one organization. */
void
contacts_open_links(int64 organization_id)
{
	open_for = organization_id;
}

/* Let nobody move links any more. */
void
contacts_close_links(void)
{
	open_for = 0;
}

/* Refuse whoever calls without a merge being at work. */
static void
check_open(void)
{
	if (open_for == 0)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("links of contacts are moved by merge_contacts() and unmerge_contacts() only")));
}

/* Make the statement for a foreign key; returns the table. */
static Oid
make_statement(contacts_query *maker, Oid constraint, char **statement)
{
	Datum		values[2] = {ObjectIdGetDatum(constraint), ObjectIdGetDatum(contacts_installed_relation("contact"))};
	bool		isnull;
	Oid			relid;

	if (contacts_query_execute(maker, values, NULL, 1) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("constraint %u is no foreign key to table contact", constraint)));
	relid = DatumGetObjectId(contacts_result_value(0, 1, OIDOID, &isnull));
	*statement = contacts_result_cstring(0, 2);
	if (*statement == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("table %u has no primary key", relid)));
	return relid;
}

/* Run a statement as the owner of its table, and everything that it fires without the right to move links. */
static uint64
run_as_owner(Oid relid, contacts_query *query, const Datum *values)
{
	int64		before = open_for;
	contacts_identity self;
	volatile uint64 count = 0;

	open_for = 0;
	PG_TRY();
	{
		self = contacts_become_owner(relid);
		count = contacts_query_execute(query, values, NULL, 0);
		contacts_become_self(self);
	}
	PG_FINALLY();
	{
		open_for = before;
	}
	PG_END_TRY();
	return count;
}

/* move_links(constraint, survivor, merged): rows that were moved, by the contact that they were at. */
Datum
contacts_move_links(PG_FUNCTION_ARGS)
{
	static contacts_query maker = {MOVE_SQL, 2, {OIDOID, OIDOID}, CONTACTS_READ_ONLY};
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	contacts_query move = {NULL, 3, {INT8OID, TEXTOID, TEXTARRAYOID}, CONTACTS_PLAN_ONCE};
	Datum		values[3] = {(Datum) 0, PG_GETARG_DATUM(1), PG_GETARG_DATUM(2)};
	char	   *statement;
	Oid			relid;
	uint64		count;

	check_open();
	InitMaterializedSRF(fcinfo, 0);
	values[0] = Int64GetDatum(open_for);
	contacts_connect();
	relid = make_statement(&maker, PG_GETARG_OID(0), &statement);
	move.text = statement;
	count = run_as_owner(relid, &move, values);
	for (uint64 i = 0; i < count; i++)
	{
		Datum		row[3];
		bool		nulls[3];

		heap_deform_tuple(contacts_result_row(i), contacts_result_desc(), row, nulls);
		tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, row, nulls);
	}
	contacts_disconnect();
	return (Datum) 0;
}

/* restore_links(constraint, survivor, merged, keys): how many rows went back. */
Datum
contacts_restore_links(PG_FUNCTION_ARGS)
{
	static contacts_query maker = {RESTORE_SQL, 2, {OIDOID, OIDOID}, CONTACTS_READ_ONLY};
	contacts_query restore = {NULL, 4, {INT8OID, TEXTOID, TEXTOID, JSONBOID}, CONTACTS_PLAN_ONCE};
	Datum		values[4] = {(Datum) 0, PG_GETARG_DATUM(1), PG_GETARG_DATUM(2), PG_GETARG_DATUM(3)};
	char	   *statement;
	Oid			relid;
	uint64		count;

	check_open();
	values[0] = Int64GetDatum(open_for);
	contacts_connect();
	relid = make_statement(&maker, PG_GETARG_OID(0), &statement);
	restore.text = statement;
	count = run_as_owner(relid, &restore, values);
	contacts_disconnect();
	PG_RETURN_INT64((int64) count);
}
