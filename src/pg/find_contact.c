/*
 * find_contact.c
 *	  Caller lookup: whose address, number or handle is this?  Index probes only, as the caller.
 */
#include "pg/compat.h"

#include "catalog/pg_type.h"
#include "funcapi.h"
#include "pg/access.h"
#include "pg/context.h"
#include "pg/settings.h"
#include "pg/statement.h"
#include "utils/builtins.h"

PG_FUNCTION_INFO_V1(contacts_find_contact);

/* longest text that can be an address, number or handle */
#define LONGEST_ADDRESS 1024

/* the parameters of all statements: organization, what was typed, region */
#define ARGUMENTS 3, {INT8OID, TEXTOID, TEXTOID}

/* columns of a hit; `own` ranks the contact's own column before its connections, and active before the others */
#define HIT(matched, own) \
	"SELECT c.id, c.uid, c.name, " matched ", (" own " OPERATOR(pg_catalog.+) CASE WHEN c.is_active THEN 0 ELSE 2 END)::integer "
#define OF_CONTACT "FROM contacts.contact c WHERE c.organization_id OPERATOR(pg_catalog.=) $1 AND c.deleted_at IS NULL AND "
#define OF_CONNECTION \
	"FROM contacts.connection n JOIN contacts.contact c ON c.organization_id OPERATOR(pg_catalog.=) n.organization_id " \
	"AND c.id OPERATOR(pg_catalog.=) n.contact_id AND c.deleted_at IS NULL " \
	"WHERE n.organization_id OPERATOR(pg_catalog.=) $1 AND n.deleted_at IS NULL AND "
#define BEST \
	"SELECT DISTINCT ON (rank, id) * FROM (SELECT DISTINCT ON (id) * FROM found ORDER BY id, rank) best ORDER BY rank, id"

static contacts_statement by_email = {
	"WITH found (id, uid, name, matched, rank) AS ("
	HIT("'email'", "1") OF_CONTACT "c.email OPERATOR(contacts.=) contacts.try_email($2) UNION ALL "
	HIT("n.type", "2") OF_CONNECTION "n.email OPERATOR(contacts.=) contacts.try_email($2)) " BEST,
	ARGUMENTS
};

static contacts_statement by_phone = {
	"WITH found (id, uid, name, matched, rank) AS ("
	HIT("'phone'", "1") OF_CONTACT "c.phone OPERATOR(contacts.=) contacts.try_phone($2, $3) UNION ALL "
	HIT("n.type", "2") OF_CONNECTION "n.phone OPERATOR(contacts.=) contacts.try_phone($2, $3)) " BEST,
	ARGUMENTS
};

static contacts_statement by_handle = {
	"WITH found (id, uid, name, matched, rank) AS ("
	HIT("'mention_name'", "1") OF_CONTACT "c.mention_name OPERATOR(pg_catalog.=) pg_catalog.lower(pg_catalog.ltrim($2, '@')) UNION ALL "
	HIT("n.type", "2") OF_CONNECTION "n.handle OPERATOR(pg_catalog.=) pg_catalog.lower(pg_catalog.ltrim($2, '@'))) " BEST,
	ARGUMENTS
};

/* Run a lookup and put what it found into the result; returns how many. */
static uint64
look_up(contacts_statement *statement, int64 organization_id, text *address, ReturnSetInfo *rsinfo)
{
	const char *region = NameStr(contacts_organization_settings(organization_id)->default_region);
	Datum		values[] = {Int64GetDatum(organization_id), PointerGetDatum(address), (Datum) 0};

	values[2] = CStringGetTextDatum(region);
	contacts_statement_run(statement, values, *region ? "   " : "  n", 0);
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		Datum		row[5];
		bool		nulls[5];

		for (int column = 0; column < 5; column++)
			row[column] = SPI_getbinval(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, column + 1, &nulls[column]);
		tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, row, nulls);
	}
	return SPI_processed;
}

/* Tell whether text has a digit, without which it is no number. */
static bool
has_digit(text *t)
{
	for (int i = 0; i < VARSIZE_ANY_EXHDR(t); i++)
	{
		/* digits of other scripts are not ASCII */
		if ((VARDATA_ANY(t)[i] >= '0' && VARDATA_ANY(t)[i] <= '9') || IS_HIGHBIT_SET(VARDATA_ANY(t)[i]))
			return true;
	}
	return false;
}

/* find_contact(address, organization_id) */
Datum
contacts_find_contact(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	int64		organization_id;
	text	   *address;

	InitMaterializedSRF(fcinfo, 0);
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		return (Datum) 0;
	contacts_require_scope(CONTACTS_SCOPE_READ);
	address = PG_GETARG_TEXT_PP(0);
	organization_id = PG_GETARG_INT64(1);
	if (VARSIZE_ANY_EXHDR(address) > LONGEST_ADDRESS)
		return (Datum) 0;
	SPI_connect();
	if (memchr(VARDATA_ANY(address), '@', VARSIZE_ANY_EXHDR(address)) == NULL ||
		look_up(&by_email, organization_id, address, rsinfo) == 0)
	{
		if (!has_digit(address) || look_up(&by_phone, organization_id, address, rsinfo) == 0)
			look_up(&by_handle, organization_id, address, rsinfo);
	}
	SPI_finish();
	return (Datum) 0;
}
