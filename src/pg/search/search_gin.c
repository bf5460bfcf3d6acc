/*
 * search_gin.c
 *	  GIN support of search_key: its entries are hashes of (organization, trigram).
 *
 * An index that all organizations share is searched only where it holds entries of the one that asks.  Hashes can
 * collide and grams do not tell where they stand, so each find is checked against its row.
 */
#include "pg/compat.h"

#include "access/gin.h"
#include "access/stratnum.h"
#include "core/search.h"
#include "pg/search/search_type.h"

/* strategies of search_key_ops */
#define STRATEGY_MATCHES	1
#define STRATEGY_SIMILAR	2

PG_FUNCTION_INFO_V1(contacts_search_key_extract);
PG_FUNCTION_INFO_V1(contacts_search_query_extract);
PG_FUNCTION_INFO_V1(contacts_search_consistent);
PG_FUNCTION_INFO_V1(contacts_search_triconsistent);
PG_FUNCTION_INFO_V1(contacts_search_selectivity);

/*
 * Part of all rows that a search finds.  So little that the index on the key is read alone: how many rows the
 * organization that asks has is not known to a plan, and to read its entries in a second index may cost a thousand
 * times more than the few rows that it would spare.  For the same reason the functions of the operators have a high
 * cost in the extension script: to read the rows of an organization and try each must never look cheap, as it is not
 * for a large one.
 */
#define FOUND_PART 1e-9

/* Order hashes. */
static int
compare_hashes(const void *a, const void *b)
{
	int64		x = *(const int64 *) a;
	int64		y = *(const int64 *) b;

	return x < y ? -1 : x > y;
}

/* extractValue: the grams of a key, each once. */
Datum
contacts_search_key_extract(PG_FUNCTION_ARGS)
{
	contacts_search_view key = contacts_search_read(PG_GETARG_DATUM(0));
	int32	   *nentries = (int32 *) PG_GETARG_POINTER(1);
	int64	   *grams = palloc((key.len + 1) * sizeof(int64));
	size_t		n = contacts_search_grams(key.text, key.len, (uint64_t) key.organization_id, grams);
	Datum	   *entries = palloc((n + 1) * sizeof(Datum));

	qsort(grams, n, sizeof(int64), compare_hashes);
	*nentries = 0;
	for (size_t i = 0; i < n; i++)
	{
		if (i == 0 || grams[i] != grams[i - 1])
			entries[(*nentries)++] = Int64GetDatum(grams[i]);
	}
	PG_RETURN_POINTER(entries);
}

/* extractQuery: the grams that a match has, all or enough of them; kept for the consistent functions. */
Datum
contacts_search_query_extract(PG_FUNCTION_ARGS)
{
	contacts_search_view query = contacts_search_read(PG_GETARG_DATUM(0));
	int32	   *nentries = (int32 *) PG_GETARG_POINTER(1);
	StrategyNumber strategy = PG_GETARG_UINT16(2);
	Pointer   **extra_data = (Pointer **) PG_GETARG_POINTER(4);
	int32	   *search_mode = (int32 *) PG_GETARG_POINTER(6);
	contacts_search_probe *probe = palloc(sizeof(contacts_search_probe));
	Datum	   *entries;

	if (strategy == STRATEGY_SIMILAR)
		contacts_search_probe_similar(query.text, query.len, (uint64_t) query.organization_id, probe);
	else
		contacts_search_probe_exact(query.text, query.len, (uint64_t) query.organization_id, probe);
	*nentries = probe->count;
	if (probe->count == 0)
	{
		/* only single characters: there is nothing to look up */
		*search_mode = GIN_SEARCH_MODE_ALL;
		PG_RETURN_POINTER(NULL);
	}
	entries = palloc(probe->count * sizeof(Datum));
	*extra_data = palloc(probe->count * sizeof(Pointer));
	for (int i = 0; i < probe->count; i++)
	{
		entries[i] = Int64GetDatum(probe->grams[i]);
		(*extra_data)[i] = (Pointer) probe;
	}
	PG_RETURN_POINTER(entries);
}

/* Check whether enough grams of each word may be there. */
static bool
has_enough(const contacts_search_probe *probe, const GinTernaryValue *check, int nkeys)
{
	int			found[CONTACTS_SEARCH_WORDS] = {0};

	for (int i = 0; i < nkeys; i++)
		found[probe->word[i]] += check[i] != GIN_FALSE;
	for (int w = 0; w < probe->words; w++)
	{
		if (found[w] < probe->needed[w])
			return false;
	}
	return true;
}

/* consistent */
Datum
contacts_search_consistent(PG_FUNCTION_ARGS)
{
	bool	   *check = (bool *) PG_GETARG_POINTER(0);
	int32		nkeys = PG_GETARG_INT32(3);
	Pointer    *extra_data = (Pointer *) PG_GETARG_POINTER(4);
	bool	   *recheck = (bool *) PG_GETARG_POINTER(5);

	*recheck = true;
	/* GIN_TRUE and GIN_FALSE are true and false */
	PG_RETURN_BOOL(nkeys == 0 ||
				   has_enough((contacts_search_probe *) extra_data[0], (GinTernaryValue *) check, nkeys));
}

/* triConsistent */
Datum
contacts_search_triconsistent(PG_FUNCTION_ARGS)
{
	GinTernaryValue *check = (GinTernaryValue *) PG_GETARG_POINTER(0);
	int32		nkeys = PG_GETARG_INT32(3);
	Pointer    *extra_data = (Pointer *) PG_GETARG_POINTER(4);

	PG_RETURN_GIN_TERNARY_VALUE(nkeys == 0 || has_enough((contacts_search_probe *) extra_data[0], check, nkeys)
								? GIN_MAYBE : GIN_FALSE);
}

/* RESTRICT estimator of both operators */
Datum
contacts_search_selectivity(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(FOUND_PART);
}
