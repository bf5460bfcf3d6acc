/*
 * search_hits.c
 *	  Ranked hits of a search, as the caller: row-level security holds.
 */
#include "pg/compat.h"

#include "catalog/pg_type.h"
#include "core/search.h"
#include "funcapi.h"
#include "pg/access/context.h"
#include "pg/access/grants.h"
#include "pg/search/search_type.h"
#include "pg/store/catalog.h"
#include "pg/store/query.h"
#include "utils/array.h"
#include "utils/builtins.h"

/* words of a query that are tried as name of a company */
#define COMPANY_WORDS 4

PG_FUNCTION_INFO_V1(contacts_search_hits);

/* where the caller wants no more hits than this, the number stands in the plan: it has to suit a short page */
#define FEW 1001

/*
 * The parameters of all statements: organization, folded query, how many, folded rest of the query, companies.  The
 * type of the queries is ours and set where they run.
 */
#define ARGUMENTS 5, {INT8OID, InvalidOid, INT8OID, InvalidOid, INT8ARRAYOID}, CONTACTS_READ_ONLY

/* live contacts of the organization that match */
#define FOUND(operator, limit) \
	"SELECT c.id, contacts.search_rank(c.search_key, $2), c.kind OPERATOR(pg_catalog.=) 'organization' " \
	"FROM contacts.contact c WHERE c.organization_id OPERATOR(pg_catalog.=) $1 AND c.deleted_at IS NULL " \
	"AND c.search_key OPERATOR(contacts." operator ") $2 LIMIT " limit

/* the people of companies that were found */
#define MEMBERS \
	"SELECT p.id, 0.3::real, false FROM contacts.contact p " \
	"WHERE p.organization_id OPERATOR(pg_catalog.=) $1 AND p.company_id OPERATOR(pg_catalog.=) ANY ($5) AND" \
	" p.deleted_at IS NULL " \
	"AND NOT p.search_key OPERATOR(contacts.@@) $2 ORDER BY 1 LIMIT $3"

/* people who match one part of the query, of companies that match the other */
#define OF_COMPANY(limit) \
	"SELECT p.id, (contacts.search_rank(p.search_key, $4) OPERATOR(pg_catalog.*) 0.8)::real, false " \
	"FROM contacts.contact p WHERE p.organization_id OPERATOR(pg_catalog.=) $1 AND p.deleted_at IS NULL " \
	"AND p.search_key OPERATOR(contacts.@@) $4 " \
	"AND p.company_id OPERATOR(pg_catalog.=) ANY (SELECT c.id FROM contacts.contact c " \
	"WHERE c.organization_id OPERATOR(pg_catalog.=) $1 AND c.deleted_at IS NULL AND c.kind OPERATOR(pg_catalog.=)" \
	" 'organization' " \
	"AND c.search_key OPERATOR(contacts.@@) $2 LIMIT " limit ")"

/* each statement for few hits and for all of them */
static contacts_query exact[] = {{FOUND("@@", "1001"), ARGUMENTS}, {FOUND("@@", "ALL"), ARGUMENTS}};
static contacts_query similar[] = {{FOUND("@%", "1001"), ARGUMENTS}, {FOUND("@%", "ALL"), ARGUMENTS}};
static contacts_query members[] = {{MEMBERS, ARGUMENTS}, {MEMBERS, ARGUMENTS}};
static contacts_query of_company[] = {{OF_COMPANY("1001"), ARGUMENTS}, {OF_COMPANY("ALL"), ARGUMENTS}};

/* a contact that was found */
typedef struct hit
{
	int64		id;
	float4		rank;
	bool		is_company;
} hit;

/* a search on its way: the executor sends it the rows of a statement */
typedef struct search
{
	DestReceiver receiver;		/* first */
	int64		organization_id;
	int64		max;
	Oid			query_type;
	hit		   *hits;			/* of the statement that runs; the best of them are kept */
	size_t		count;
	size_t		room;
	int64		found;			/* by the statements before */
	ArrayBuildState *companies; /* ids of the companies among the hits */
	ReturnSetInfo *rsinfo;
} search;

/* Order hits, best first. */
static int
compare_hits(const void *a, const void *b)
{
	const hit  *x = a;
	const hit  *y = b;

	if (x->rank != y->rank)
		return x->rank > y->rank ? -1 : 1;
	return x->id < y->id ? -1 : x->id > y->id;
}

/* Keep no more hits than are wanted. */
static void
keep_best(search *s)
{
	qsort(s->hits, s->count, sizeof(hit), compare_hits);
	s->count = Min((int64) s->count, s->max - s->found);
}

/* Make room for one more hit. */
static void
make_room(search *s)
{
	if (s->count == s->room && (int64) s->room / 2 > s->max - s->found)
		keep_best(s);
	if (s->count < s->room)
		return;
	s->room *= 2;
	s->hits = repalloc_huge(s->hits, s->room * sizeof(hit));
}

/* Take a row from the executor. */
static bool
receive(TupleTableSlot *slot, DestReceiver *self)
{
	search	   *s = (search *) self;
	hit		   *h;

	slot_getallattrs(slot);
	make_room(s);
	h = &s->hits[s->count++];
	h->id = DatumGetInt64(slot->tts_values[0]);
	h->rank = DatumGetFloat4(slot->tts_values[1]);
	h->is_company = DatumGetBool(slot->tts_values[2]);
	return true;
}

/* The executor begins. */
static void
start_up(DestReceiver *self, int operation, TupleDesc desc)
{
}

/* The executor ends, or nobody needs the receiver any more. */
static void
shut_down(DestReceiver *self)
{
}

/* Put what a statement found into the result. */
static void
emit(search *s)
{
	keep_best(s);
	for (size_t i = 0; i < s->count; i++)
	{
		Datum		values[] = {Int64GetDatum(s->hits[i].id), Float4GetDatum(s->hits[i].rank)};
		bool		nulls[] = {false, false};

		tuplestore_putvalues(s->rsinfo->setResult, s->rsinfo->setDesc, values, nulls);
		if (s->hits[i].is_company)
			s->companies = accumArrayResult(s->companies, values[0], false, INT8OID, CurrentMemoryContext);
	}
	s->found += s->count;
	s->count = 0;
}

/* Run a statement with the query, or with one word of it and the rest, or with companies. */
static void
run(search *s, contacts_query *statements, contacts_search_text *query, contacts_search_text *rest,
	ArrayType *companies)
{
	contacts_query *statement = &statements[s->max > FEW];
	Datum		values[] = {
		Int64GetDatum(s->organization_id), PointerGetDatum(query), Int64GetDatum(s->max - s->found),
		PointerGetDatum(rest),
		PointerGetDatum(companies)
	};
	bool		nulls[] = {false, false, false, rest == NULL, companies == NULL};

	statement->types[1] = statement->types[3] = s->query_type;
	contacts_query_send(statement, values, nulls, &s->receiver);
	emit(s);
}

/* Try each word as the name of a company and the rest as a person there, until somebody is found. */
static void
search_companies(search *s, const contacts_search_text *query)
{
	const char *text = query->text;
	const char *end = (const char *) query + VARSIZE(query);
	const char *at = text;
	contacts_search_word word;

	for (int i = 0; s->found == 0 && i < COMPANY_WORDS && contacts_search_next(&at, end, &word); i++)
	{
		StringInfoData rest;

		if (word.len < 2 || word.len + 3 > end - text)
			continue;
		initStringInfo(&rest);
		appendBinaryStringInfo(&rest, text, word.start - text);
		appendBinaryStringInfo(&rest, at, end - at);
		if (strspn(rest.data, " ") + 2 <= (size_t) rest.len)
			run(s, of_company, contacts_search_make(s->organization_id, word.start, word.len),
				contacts_search_make(s->organization_id, rest.data, rest.len), NULL);
	}
}

/* search_hits(query, max, organization_id) */
Datum
contacts_search_hits(PG_FUNCTION_ARGS)
{
	search		s = {{receive, start_up, shut_down, shut_down, DestNone}, .room = 64};
	contacts_search_text *query;

	InitMaterializedSRF(fcinfo, 0);
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(2))
		return (Datum) 0;
	contacts_require_scope(CONTACTS_SCOPE_READ);
	s.max = Max(PG_GETARG_INT32(1), 0);
	s.organization_id = PG_GETARG_INT64(2);
	s.query_type = contacts_type("search_query");
	s.rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	contacts_connect();
	s.hits = palloc(s.room * sizeof(hit));
	/* raises for a text that is no query, also where there is nothing to search */
	query = contacts_search_fold_query(PG_GETARG_TEXT_PP(0), s.organization_id);
	run(&s, exact, query, NULL, NULL);
	if (s.companies && s.found < s.max)
		run(&s, members, query, NULL, DatumGetArrayTypeP(makeArrayResult(s.companies, CurrentMemoryContext)));
	search_companies(&s, query);
	if (s.found == 0)
		run(&s, similar, query, NULL, NULL);
	contacts_disconnect();
	return (Datum) 0;
}
