/*
 * duplicate_group.c
 *	  Groups of contacts that are probably one, from compared pairs.
 *
 * Pairs chain: a is b, b is c, and a is not c.  So groups join only where all that was compared between them agrees.
 */
#include "pg/compat.h"

#include "catalog/pg_type.h"
#include "core/match.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/tuplestore.h"

PG_FUNCTION_INFO_V1(contacts_group_pairs);
PG_FUNCTION_INFO_V1(contacts_chain_pairs);

/* arguments of group_pairs() */
enum
{
	ARG_A,
	ARG_B,
	ARG_BITS,
	ARG_APART,
	ARG_THRESHOLD
};

/* the pairs, and the contacts that they name, in order */
typedef struct pair_list
{
	int			pairs;
	contacts_match_pair *pair;
	int			contacts;
	int64	   *contact;
} pair_list;

/* Read one of the arrays. */
static Datum *
read_array(FunctionCallInfo fcinfo, int arg, Oid type, int typlen, char align, int *count)
{
	Datum	   *values;
	bool	   *nulls;

	deconstruct_array(PG_GETARG_ARRAYTYPE_P(arg), type, typlen, true, align, &values, &nulls, count);
	for (int i = 0; i < *count; i++)
	{
		if (nulls[i])
			ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("pairs must not contain nulls")));
	}
	return values;
}

/* Order numbers of contacts. */
static int
compare_ids(const void *a, const void *b)
{
	int64		x = *(const int64 *) a;
	int64		y = *(const int64 *) b;

	return x < y ? -1 : x > y;
}

/* Order pairs, the most probable first, and otherwise always alike. */
static int
compare_pairs(const void *a, const void *b)
{
	const contacts_match_pair *x = a;
	const contacts_match_pair *y = b;

	if (x->bits != y->bits)
		return x->bits > y->bits ? -1 : 1;
	if (x->a != y->a)
		return x->a < y->a ? -1 : 1;
	return x->b < y->b ? -1 : x->b > y->b;
}

/* List each contact once. */
static void
list_contacts(pair_list *list, const Datum *a, const Datum *b)
{
	int64	   *id = palloc_extended(sizeof(int64) * (2 * (Size) list->pairs + 1), MCXT_ALLOC_HUGE);

	for (int i = 0; i < list->pairs; i++)
	{
		id[2 * (Size) i] = DatumGetInt64(a[i]);
		id[2 * (Size) i + 1] = DatumGetInt64(b[i]);
	}
	qsort(id, 2 * (Size) list->pairs, sizeof(int64), compare_ids);
	for (Size i = 0; i < 2 * (Size) list->pairs; i++)
	{
		if (i == 0 || id[i] != id[list->contacts - 1])
			id[list->contacts++] = id[i];
	}
	list->contact = id;
}

/* Find the place of a contact. */
static uint32_t
place_of(const pair_list *list, Datum id)
{
	int64		key = DatumGetInt64(id);
	int64	   *found = bsearch(&key, list->contact, list->contacts, sizeof(int64), compare_ids);

	return (uint32_t) (found - list->contact);
}

/* Read the pairs. */
static void
read_pairs(FunctionCallInfo fcinfo, pair_list *list)
{
	int			count[4];
	Datum	   *a = read_array(fcinfo, ARG_A, INT8OID, sizeof(int64), TYPALIGN_DOUBLE, &count[0]);
	Datum	   *b = read_array(fcinfo, ARG_B, INT8OID, sizeof(int64), TYPALIGN_DOUBLE, &count[1]);
	Datum	   *bits = read_array(fcinfo, ARG_BITS, FLOAT4OID, sizeof(float4), TYPALIGN_INT, &count[2]);
	Datum	   *apart = read_array(fcinfo, ARG_APART, BOOLOID, 1, TYPALIGN_CHAR, &count[3]);

	memset(list, 0, sizeof(*list));
	list->pairs = Min(Min(count[0], count[1]), Min(count[2], count[3]));
	list_contacts(list, a, b);
	list->pair = palloc_extended(sizeof(contacts_match_pair) * ((Size) list->pairs + 1), MCXT_ALLOC_HUGE);
	for (int i = 0; i < list->pairs; i++)
		list->pair[i] = (contacts_match_pair) {
			place_of(list, a[i]), place_of(list, b[i]), DatumGetFloat4(bits[i]), DatumGetBool(apart[i])};
	qsort(list->pair, list->pairs, sizeof(contacts_match_pair), compare_pairs);
}

/* Return each contact with the least contact of its group; those that are alone are left out. */
static void
return_groups(FunctionCallInfo fcinfo, const pair_list *list, const uint32_t *group)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	int		   *size = palloc_extended(sizeof(int) * ((Size) list->contacts + 1), MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);

	for (int i = 0; i < list->contacts; i++)
		size[group[i]]++;
	for (int i = 0; i < list->contacts; i++)
	{
		Datum		values[2] = {Int64GetDatum(list->contact[group[i]]), Int64GetDatum(list->contact[i])};
		bool		nulls[2] = {false};

		CHECK_FOR_INTERRUPTS();
		if (size[group[i]] > 1)
			tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
	}
}

/* group_pairs(a, b, bits, apart, threshold) */
Datum
contacts_group_pairs(PG_FUNCTION_ARGS)
{
	pair_list	list;
	uint32_t   *space;
	uint32_t   *group;

	InitMaterializedSRF(fcinfo, 0);
	read_pairs(fcinfo, &list);
	space = palloc_extended(sizeof(uint32_t) * contacts_match_group_space(list.contacts, list.pairs), MCXT_ALLOC_HUGE);
	group = palloc_extended(sizeof(uint32_t) * ((Size) list.contacts + 1), MCXT_ALLOC_HUGE);
	contacts_match_group(list.pair, list.pairs, list.contacts, PG_GETARG_FLOAT4(ARG_THRESHOLD), space, group);
	return_groups(fcinfo, &list, group);
	return (Datum) 0;
}

/* Find the least contact of a chain; the way there becomes shorter. */
static uint32_t
least_of(uint32_t *chain, uint32_t i)
{
	while (chain[i] != i)
		i = chain[i] = chain[chain[i]];
	return i;
}

/* chain_pairs(a, b): what is linked by any pairs. */
Datum
contacts_chain_pairs(PG_FUNCTION_ARGS)
{
	pair_list	list = {0};
	int			count[2];
	Datum	   *a;
	Datum	   *b;
	uint32_t   *chain;

	InitMaterializedSRF(fcinfo, 0);
	a = read_array(fcinfo, ARG_A, INT8OID, sizeof(int64), TYPALIGN_DOUBLE, &count[0]);
	b = read_array(fcinfo, ARG_B, INT8OID, sizeof(int64), TYPALIGN_DOUBLE, &count[1]);
	list.pairs = Min(count[0], count[1]);
	list_contacts(&list, a, b);
	chain = palloc_extended(sizeof(uint32_t) * ((Size) list.contacts + 1), MCXT_ALLOC_HUGE);
	for (uint32_t i = 0; i < (uint32_t) list.contacts; i++)
		chain[i] = i;
	for (int i = 0; i < list.pairs; i++)
	{
		uint32_t	x = least_of(chain, place_of(&list, a[i]));
		uint32_t	y = least_of(chain, place_of(&list, b[i]));

		chain[Max(x, y)] = Min(x, y);
	}
	for (uint32_t i = 0; i < (uint32_t) list.contacts; i++)
		chain[i] = least_of(chain, i);
	return_groups(fcinfo, &list, chain);
	return (Datum) 0;
}
