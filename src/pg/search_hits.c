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
#include "utils/array.h"
#include "utils/builtins.h"

/* words of a query that are tried as name of a company */
#define COMPANY_WORDS 4

PG_FUNCTION_INFO_V1(contacts_search_hits);

/* where the caller wants no more hits than this, the number stands in the plan: it has to suit a short page */
#define FEW 1001

/* the parameters of all statements: organization, query, how many, rest of the query, companies */
#define ARGUMENTS 5, {INT8OID, TEXTOID, INT8OID, TEXTOID, INT8ARRAYOID}

#define QUERY "contacts.to_search_query($2, $1)"

/* the best of the live contacts of the organization that match, among the first that are found */
#define FOUND(operator, limit) \
	"SELECT f.id, f.rank, f.is_company FROM (SELECT c.id, contacts.search_rank(c.search_key, (SELECT " QUERY ")) AS rank, " \
	"c.kind OPERATOR(pg_catalog.=) 'organization' AS is_company " \
	"FROM contacts.contact c WHERE c.organization_id OPERATOR(pg_catalog.=) $1 AND c.deleted_at IS NULL " \
	"AND c.search_key OPERATOR(contacts." operator ") (SELECT " QUERY ") LIMIT " limit ") f " \
	"WHERE $4 IS NULL AND $5 IS NULL ORDER BY 2 DESC, 1 LIMIT $3"

/* the people of companies that were found */
#define MEMBERS \
	"SELECT p.id, 0.3::real, false FROM contacts.contact p " \
	"WHERE p.organization_id OPERATOR(pg_catalog.=) $1 AND p.company_id OPERATOR(pg_catalog.=) ANY ($5) AND p.deleted_at IS NULL " \
	"AND NOT p.search_key OPERATOR(contacts.@@) (SELECT " QUERY ") AND $4 IS NULL ORDER BY 1 LIMIT $3"

/* people who match one part of the query, of companies that match the other */
#define OF_COMPANY(limit) \
	"SELECT p.id, (contacts.search_rank(p.search_key, (SELECT contacts.to_search_query($4, $1))) OPERATOR(pg_catalog.*) 0.8)::real, false " \
	"FROM contacts.contact p WHERE p.organization_id OPERATOR(pg_catalog.=) $1 AND p.deleted_at IS NULL " \
	"AND p.search_key OPERATOR(contacts.@@) (SELECT contacts.to_search_query($4, $1)) " \
	"AND p.company_id OPERATOR(pg_catalog.=) ANY (SELECT c.id FROM contacts.contact c " \
	"WHERE c.organization_id OPERATOR(pg_catalog.=) $1 AND c.deleted_at IS NULL AND c.kind OPERATOR(pg_catalog.=) 'organization' " \
	"AND c.search_key OPERATOR(contacts.@@) (SELECT " QUERY ") LIMIT " limit ") AND $5 IS NULL ORDER BY 2 DESC, 1 LIMIT $3"

/* each statement for few hits and for all of them */
static contacts_statement exact[] = {{FOUND("@@", "1001"), ARGUMENTS}, {FOUND("@@", "ALL"), ARGUMENTS}};
static contacts_statement similar[] = {{FOUND("@%", "1001"), ARGUMENTS}, {FOUND("@%", "ALL"), ARGUMENTS}};
static contacts_statement members[] = {{MEMBERS, ARGUMENTS}, {MEMBERS, ARGUMENTS}};
static contacts_statement of_company[] = {{OF_COMPANY("1001"), ARGUMENTS}, {OF_COMPANY("ALL"), ARGUMENTS}};

/* a search on its way */
typedef struct search
{
	int64		organization_id;
	int64		max;
	uint64		found;
	ArrayBuildState *companies; /* ids of the companies among the hits */
	ReturnSetInfo *rsinfo;
} search;

/* Put what a statement found into the result. */
static void
emit(search *s)
{
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		Datum		values[3];
		bool		nulls[3];

		for (int column = 0; column < 3; column++)
			values[column] = SPI_getbinval(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, column + 1, &nulls[column]);
		tuplestore_putvalues(s->rsinfo->setResult, s->rsinfo->setDesc, values, nulls);
		if (DatumGetBool(values[2]))
			s->companies = accumArrayResult(s->companies, values[0], false, INT8OID, CurrentMemoryContext);
	}
	s->found += SPI_processed;
}

/* Run a statement with the query, or with one word of it and the rest, or with companies. */
static void
run(search *s, contacts_statement *statements, Datum query, Datum rest, Datum companies)
{
	Datum		values[] = {Int64GetDatum(s->organization_id), query, Int64GetDatum(s->max - (int64) s->found), rest, companies};
	char		nulls[] = "     ";

	nulls[3] = rest == (Datum) 0 ? 'n' : ' ';
	nulls[4] = companies == (Datum) 0 ? 'n' : ' ';
	contacts_statement_run(&statements[s->max > FEW], values, nulls, 0);
	emit(s);
}

/* Try each word as the name of a company and the rest as a person there, until somebody is found. */
static void
search_companies(search *s, Datum folded)
{
	contacts_search_view view = contacts_search_read(folded);
	const char *at = view.text;
	const char *end = view.text + view.len;
	contacts_search_word word;

	for (int i = 0; s->found == 0 && i < COMPANY_WORDS && contacts_search_next(&at, end, &word); i++)
	{
		StringInfoData rest;

		if (word.len < 2 || word.len + 3 > view.len)
			continue;
		initStringInfo(&rest);
		appendBinaryStringInfo(&rest, view.text, word.start - view.text);
		appendBinaryStringInfo(&rest, at, end - at);
		if (strspn(rest.data, " ") + 2 <= (size_t) rest.len)
			run(s, of_company, PointerGetDatum(cstring_to_text_with_len(word.start, word.len)),
				CStringGetTextDatum(rest.data), (Datum) 0);
	}
}

/* search_hits(query, max, organization_id) */
Datum
contacts_search_hits(PG_FUNCTION_ARGS)
{
	search		s = {0};
	Datum		query;
	Datum		folded;

	InitMaterializedSRF(fcinfo, 0);
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(2))
		return (Datum) 0;
	contacts_require_scope(CONTACTS_SCOPE_READ);
	query = PG_GETARG_DATUM(0);
	s.max = Max(PG_GETARG_INT32(1), 0);
	s.organization_id = PG_GETARG_INT64(2);
	s.rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	/* raises for a text that is no query, also where there is nothing to search */
	folded = PointerGetDatum(contacts_search_fold_query(PG_GETARG_TEXT_PP(0), s.organization_id));
	SPI_connect();
	run(&s, exact, query, (Datum) 0, (Datum) 0);
	if (s.companies && (int64) s.found < s.max)
		run(&s, members, query, (Datum) 0, makeArrayResult(s.companies, CurrentMemoryContext));
	search_companies(&s, folded);
	if (s.found == 0)
		run(&s, similar, query, (Datum) 0, (Datum) 0);
	SPI_finish();
	return (Datum) 0;
}
