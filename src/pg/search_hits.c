/*
 * search_hits.c
 *	  Ranked hits of a search, as the caller: row-level security holds.
 */
#include "pg/compat.h"

#include "catalog/pg_type.h"
#include "core/search.h"
#include "funcapi.h"
#include "pg/access.h"
#include "pg/context.h"
#include "pg/search.h"
#include "pg/statement.h"
#include "utils/builtins.h"

/* words of a query that are tried as name of a company */
#define COMPANY_WORDS 4

PG_FUNCTION_INFO_V1(contacts_search_hits);

/* where the caller wants no more hits than this, the number stands in the plan: it has to suit a short page */
#define FEW 1001

/* the parameters of all statements: organization, query, how many, rest of the query */
#define ARGUMENTS 4, {INT8OID, TEXTOID, INT8OID, TEXTOID}

#define QUERY "contacts.to_search_query($2, $1)"

/* what a live contact of the organization that matches looks like */
#define FOUND(operator, limit) \
	"SELECT c.id, c.kind, contacts.search_rank(c.search_key, (SELECT " QUERY ")) AS rank " \
	"FROM contacts.contact c WHERE c.organization_id OPERATOR(pg_catalog.=) $1 AND c.deleted_at IS NULL " \
	"AND c.search_key OPERATOR(contacts." operator ") (SELECT " QUERY ") LIMIT " limit

/* the best hits among those that are found, and the people of companies among them */
#define EXACT(limit) \
	"WITH hit AS (" FOUND("@@", limit) "), member AS (" \
	"SELECT p.id, h.rank OPERATOR(pg_catalog.*) 0.3 AS rank FROM hit h JOIN contacts.contact p " \
	"ON p.organization_id OPERATOR(pg_catalog.=) $1 AND p.company_id OPERATOR(pg_catalog.=) h.id " \
	"AND p.deleted_at IS NULL AND $4 IS NULL WHERE h.kind OPERATOR(pg_catalog.=) 'organization' LIMIT " limit ") " \
	"SELECT id, pg_catalog.max(rank)::real FROM (SELECT id, rank FROM hit UNION ALL SELECT id, rank FROM member) found " \
	"GROUP BY id ORDER BY 2 DESC, 1 LIMIT $3"

/* people who match one part of the query, of companies that match the other */
#define OF_COMPANY(limit) \
	"SELECT p.id, (contacts.search_rank(p.search_key, (SELECT contacts.to_search_query($4, $1))) OPERATOR(pg_catalog.*) 0.8)::real AS rank " \
	"FROM contacts.contact p WHERE p.organization_id OPERATOR(pg_catalog.=) $1 AND p.deleted_at IS NULL " \
	"AND p.search_key OPERATOR(contacts.@@) (SELECT contacts.to_search_query($4, $1)) " \
	"AND p.company_id OPERATOR(pg_catalog.=) ANY (SELECT f.id FROM (" FOUND("@@", limit) ") f " \
	"WHERE f.kind OPERATOR(pg_catalog.=) 'organization') ORDER BY 2 DESC, 1 LIMIT $3"

/* where nothing is found: a typing error */
#define SIMILAR(limit) \
	"SELECT f.id, f.rank FROM (" FOUND("@%", limit) ") f WHERE $4 IS NULL ORDER BY 2 DESC, 1 LIMIT $3"

/* each statement for few hits and for all of them */
static contacts_statement exact[] = {{EXACT("1001"), ARGUMENTS}, {EXACT("ALL"), ARGUMENTS}};
static contacts_statement of_company[] = {{OF_COMPANY("1001"), ARGUMENTS}, {OF_COMPANY("ALL"), ARGUMENTS}};
static contacts_statement similar[] = {{SIMILAR("1001"), ARGUMENTS}, {SIMILAR("ALL"), ARGUMENTS}};

/* Put what a statement found into the result; returns how many. */
static uint64
emit(ReturnSetInfo *rsinfo)
{
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		Datum		values[2];
		bool		nulls[2];

		values[0] = SPI_getbinval(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, 1, &nulls[0]);
		values[1] = SPI_getbinval(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, 2, &nulls[1]);
		tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
	}
	return SPI_processed;
}

/* Run a statement with the query, or with one word of it and the rest. */
static uint64
run(contacts_statement *statements, int64 organization_id, Datum query, int64 max, Datum rest, ReturnSetInfo *rsinfo)
{
	Datum		values[] = {Int64GetDatum(organization_id), query, Int64GetDatum(max), rest};

	contacts_statement_run(&statements[max > FEW], values, rest == (Datum) 0 ? "   n" : "    ", 0);
	return emit(rsinfo);
}

/* Try each word as the name of a company and the rest as a person there, until somebody is found. */
static uint64
search_companies(int64 organization_id, Datum folded, int64 max, ReturnSetInfo *rsinfo)
{
	contacts_search_view view = contacts_search_read(folded);
	const char *at = view.text;
	const char *end = view.text + view.len;
	contacts_search_word word;

	for (int i = 0; i < COMPANY_WORDS && contacts_search_next(&at, end, &word); i++)
	{
		StringInfoData rest;
		uint64		found;

		if (word.len < 2 || word.len + 3 > view.len)
			continue;
		initStringInfo(&rest);
		appendBinaryStringInfo(&rest, view.text, word.start - view.text);
		appendBinaryStringInfo(&rest, at, end - at);
		if (strspn(rest.data, " ") + 2 > (size_t) rest.len)
			continue;
		found = run(of_company, organization_id, PointerGetDatum(cstring_to_text_with_len(word.start, word.len)), max,
					CStringGetTextDatum(rest.data), rsinfo);
		if (found > 0)
			return found;
	}
	return 0;
}

/* search_hits(query, max, organization_id) */
Datum
contacts_search_hits(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	int64		organization_id;
	int64		max;
	Datum		query;
	Datum		folded;

	InitMaterializedSRF(fcinfo, 0);
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(2))
		return (Datum) 0;
	contacts_require_scope(CONTACTS_SCOPE_READ);
	query = PG_GETARG_DATUM(0);
	max = Max(PG_GETARG_INT32(1), 0);
	organization_id = PG_GETARG_INT64(2);
	/* raises for a text that is no query, also where there is nothing to search */
	folded = PointerGetDatum(contacts_search_fold_query(PG_GETARG_TEXT_PP(0), organization_id));
	SPI_connect();
	if (run(exact, organization_id, query, max, (Datum) 0, rsinfo) == 0 &&
		search_companies(organization_id, folded, max, rsinfo) == 0)
		run(similar, organization_id, query, max, (Datum) 0, rsinfo);
	SPI_finish();
	return (Datum) 0;
}
