/*
 * primary_history.c
 *	  Who was chosen as primary contact, from the journal.
 */
#include "pg/compat.h"

#include "catalog/pg_type.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "pg/store/columns.h"
#include "pg/store/query.h"
#include "utils/tuplestore.h"

PG_FUNCTION_INFO_V1(contacts_primary_history);

/* primary_history(company_id, organization_id); whoever was purged left no more than his uid, and is not listed */
Datum
contacts_primary_history(PG_FUNCTION_ARGS)
{
	static contacts_query statement = {
		"SELECT e.contact_id, e.occurred_at, e.actor_id,"
		" pg_catalog.lead(e.occurred_at) OVER (ORDER BY e.id)"
		" FROM contacts.event e"
		" WHERE e.organization_id = $2 AND e.company_id = $1 AND e.name = 'contact.primary_set'"
		" AND e.data ? 'company_id'"
		" ORDER BY e.id DESC",
		2, {INT8OID, INT8OID}, CONTACTS_READ_ONLY
	};
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	Datum		values[2] = {PG_GETARG_DATUM(0), PG_GETARG_DATUM(1)};
	Datum		row[4];
	bool		nulls[4];
	uint64		count;

	InitMaterializedSRF(fcinfo, 0);
	contacts_connect();
	count = contacts_query_execute(&statement, values, NULL, 0);
	contacts_check_row_type(contacts_result_desc(), rsinfo->setDesc);
	for (uint64 i = 0; i < count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		heap_deform_tuple(contacts_result_row(i), contacts_result_desc(), row, nulls);
		tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, row, nulls);
	}
	contacts_disconnect();
	return (Datum) 0;
}
