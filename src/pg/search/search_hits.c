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

/* companies up to which their people are read, rather than all people who match */
#define FEW_COMPANIES 100
#define FEW_COMPANIES_SQL "101"

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

/* people who match one part of the query, whatever their companies are, or of some companies */
#define PEOPLE(condition) \
	"SELECT p.id, (contacts.search_rank(p.search_key, $4) OPERATOR(pg_catalog.*) 0.8)::real, false, p.company_id " \
	"FROM contacts.contact p WHERE p.organization_id OPERATOR(pg_catalog.=) $1 AND p.deleted_at IS NULL " \
	"AND p.search_key OPERATOR(contacts.@@) $4 AND p.company_id " condition

/* companies that match the other part, at most some, or of those that people have */
#define COMPANIES(condition) \
	"SELECT c.id, 0::real, false FROM contacts.contact c WHERE c.organization_id OPERATOR(pg_catalog.=) $1" \
	" AND c.deleted_at IS NULL AND c.kind OPERATOR(pg_catalog.=) 'organization'" \
	" AND c.search_key OPERATOR(contacts.@@) $2 " condition

/* each statement for few hits and for all of them */
static contacts_query exact[] = {{FOUND("@@", "1001"), ARGUMENTS}, {FOUND("@@", "ALL"), ARGUMENTS}};
static contacts_query similar[] = {{FOUND("@%", "1001"), ARGUMENTS}, {FOUND("@%", "ALL"), ARGUMENTS}};
static contacts_query members[] = {{MEMBERS, ARGUMENTS}, {MEMBERS, ARGUMENTS}};

/*
 * The two ways to find the people of companies.  Neither joins: the estimates of the operators are too rough for a plan
 * that reads one side again for each row of the other.  Lists of ids are constants of the plan, which hashes them.
 */
static contacts_query some_companies = {COMPANIES("LIMIT " FEW_COMPANIES_SQL), ARGUMENTS};
static contacts_query people_there = {PEOPLE("OPERATOR(pg_catalog.=) ANY ($5)"), ARGUMENTS | CONTACTS_CUSTOM_PLAN};
static contacts_query all_people = {PEOPLE("IS NOT NULL"), ARGUMENTS};
static contacts_query companies_of = {
	COMPANIES("AND c.id OPERATOR(pg_catalog.=) ANY ($5)"), ARGUMENTS | CONTACTS_CUSTOM_PLAN
};

/* a contact that was found */
typedef struct hit
{
	int64		id;
	float4		rank;
	bool		is_company;
	int64		company_id;		/* of people who are looked for by their companies */
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
	bool		keeps_all;		/* all the hits are needed for the next step */
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
	if (s->count == s->room && !s->keeps_all && (int64) s->room / 2 > s->max - s->found)
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
	h->company_id = slot->tts_nvalid > 3 ? DatumGetInt64(slot->tts_values[3]) : 0;
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

/* Send the rows of a statement to the hits. */
static void
fetch(search *s, contacts_query *statement, contacts_search_text *query, contacts_search_text *rest,
	  ArrayType *companies)
{
	Datum		values[] = {
		Int64GetDatum(s->organization_id), PointerGetDatum(query), Int64GetDatum(s->max - s->found),
		PointerGetDatum(rest),
		PointerGetDatum(companies)
	};
	bool		nulls[] = {false, query == NULL, false, rest == NULL, companies == NULL};

	statement->types[1] = statement->types[3] = s->query_type;
	contacts_query_send(statement, values, nulls, &s->receiver);
}

/* Run a statement with the query, or with companies, and put what it found into the result. */
static void
run(search *s, contacts_query *statements, contacts_search_text *query, ArrayType *companies)
{
	fetch(s, &statements[s->max > FEW], query, NULL, companies);
	emit(s);
}

/* Order numbers. */
static int
compare_numbers(const void *a, const void *b)
{
	int64		x = *(const int64 *) a;
	int64		y = *(const int64 *) b;

	return x < y ? -1 : x > y;
}

/* Collect the ids of the hits, or of their companies, each once and in order. */
static int64 *
collect_ids(search *s, bool companies, size_t *count)
{
	int64	   *ids = palloc_extended(Max(s->count, 1) * sizeof(int64), MCXT_ALLOC_HUGE);
	size_t		n = 0;

	for (size_t i = 0; i < s->count; i++)
		ids[i] = companies ? s->hits[i].company_id : s->hits[i].id;
	qsort(ids, s->count, sizeof(int64), compare_numbers);
	for (size_t i = 0; i < s->count; i++)
	{
		if (n == 0 || ids[n - 1] != ids[i])
			ids[n++] = ids[i];
	}
	*count = n;
	return ids;
}

/* Make an array of ids. */
static ArrayType *
array_of(const int64 *ids, size_t count)
{
	Datum	   *values = palloc_extended(Max(count, 1) * sizeof(Datum), MCXT_ALLOC_HUGE);

	for (size_t i = 0; i < count; i++)
		values[i] = Int64GetDatum(ids[i]);
	return construct_array(values, count, INT8OID, sizeof(int64), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE);
}

/* Keep the hits whose company is one of these, given in order. */
static void
keep_people_of(search *s, hit *people, size_t count, const int64 *companies, size_t company_count)
{
	s->hits = people;
	s->count = 0;
	for (size_t i = 0; i < count; i++)
	{
		if (bsearch(&people[i].company_id, companies, company_count, sizeof(int64), compare_numbers))
			people[s->count++] = people[i];
	}
}

/* Find people who match one part of the query, all of them, and which of their companies match the other. */
static void
search_people_first(search *s, contacts_search_text *company, contacts_search_text *person)
{
	hit		   *people;
	size_t		count;
	int64	   *ids;
	size_t		id_count;

	fetch(s, &all_people, NULL, person, NULL);
	people = s->hits;
	count = s->count;
	ids = collect_ids(s, true, &id_count);
	s->room = 64;
	s->hits = palloc(s->room * sizeof(hit));
	s->count = 0;
	if (count > 0)
		fetch(s, &companies_of, company, NULL, array_of(ids, id_count));
	ids = collect_ids(s, false, &id_count);
	pfree(s->hits);
	keep_people_of(s, people, count, ids, id_count);
	s->room = Max(count, 64);
}

/* Find people who match one part of the query, of companies that match the other. */
static void
search_people(search *s, contacts_search_text *company, contacts_search_text *person)
{
	s->keeps_all = true;
	fetch(s, &some_companies, company, NULL, NULL);
	if (s->count > FEW_COMPANIES)
	{
		s->count = 0;
		search_people_first(s, company, person);
	}
	else if (s->count > 0)
	{
		size_t		count;
		int64	   *ids = collect_ids(s, false, &count);

		s->count = 0;
		fetch(s, &people_there, NULL, person, array_of(ids, count));
	}
	s->keeps_all = false;
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
			search_people(s, contacts_search_make(s->organization_id, word.start, word.len),
						  contacts_search_make(s->organization_id, rest.data, rest.len));
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
	run(&s, exact, query, NULL);
	if (s.companies && s.found < s.max)
		run(&s, members, query, DatumGetArrayTypeP(makeArrayResult(s.companies, CurrentMemoryContext)));
	search_companies(&s, query);
	if (s.found == 0)
		run(&s, similar, query, NULL);
	contacts_disconnect();
	return (Datum) 0;
}
