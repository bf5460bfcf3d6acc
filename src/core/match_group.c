/*
 * match_group.c
 *	  The prior, and groups of compared pairs.
 */
#include "core/match.h"

#include <string.h>

/* rounds of the estimate; it moves by less than a tenth of a bit after them */
#define PRIOR_ROUNDS 10

/* log2 of the duplicates per contact to begin with, and the least duplicates per contact */
#define PRIOR_START (-1.5)
#define PRIOR_LEAST 0.02

/* a compared pair below these bits keeps two groups apart */
#define GROUP_APART (-15)

/* what a compared pair says against it at most, so that one bad record does not outweigh two good ones */
#define GROUP_LEAST (-6)

/* this part of the pairs between two groups must have been compared */
#define GROUP_COMPARED 4

double
contacts_match_prior(const float *bits, size_t pairs, double contacts, double all)
{
	double		size = contacts_match_log2(all > 1 ? all : 1);
	double		start = PRIOR_START - size;

	if (!(contacts >= 1) || pairs == 0)
		return start;
	for (int round = 0; round < PRIOR_ROUNDS; round++)
	{
		double		sum = 0;
		double		duplicates;

		for (size_t i = 0; i < pairs; i++)
			sum += contacts_match_probability(bits[i] + start);
		duplicates = 2 * sum / contacts;
		start = contacts_match_log2(duplicates > PRIOR_LEAST ? duplicates : PRIOR_LEAST) - size;
	}
	return start;
}

/*
 * Where the work is done: for each contact the pairs that it is in (edge[first[i]] to edge[first[i + 1] - 1]), its
 * group by number, and the members of a group as a ring.
 */
typedef struct groups
{
	const contacts_match_pair *pair;
	uint32_t   *group;
	uint32_t   *first;
	uint32_t   *edge;
	uint32_t   *next;			/* member of the same group */
	uint32_t   *size;
} groups;

size_t
contacts_match_group_space(size_t contacts, size_t pairs)
{
	return 3 * contacts + 1 + 2 * pairs;
}

/* List for each contact the pairs that it is in. */
static void
list_edges(groups *g, size_t pairs, uint32_t contacts)
{
	memset(g->first, 0, ((size_t) contacts + 1) * sizeof(uint32_t));
	for (size_t i = 0; i < pairs; i++)
	{
		g->first[g->pair[i].a + 1]++;
		g->first[g->pair[i].b + 1]++;
	}
	for (uint32_t i = 0; i < contacts; i++)
	{
		g->first[i + 1] += g->first[i];
		/* the next free place, until all are filled */
		g->next[i] = g->first[i];
	}
	for (size_t i = 0; i < pairs; i++)
	{
		g->edge[g->next[g->pair[i].a]++] = (uint32_t) i;
		g->edge[g->next[g->pair[i].b]++] = (uint32_t) i;
	}
}

/* Check whether two groups may join, by all compared pairs between them; the first one is walked through. */
static bool
may_join(const groups *g, uint32_t one, uint32_t other, double threshold)
{
	uint32_t	member = one;
	double		sum = 0;
	uint64_t	compared = 0;

	do
	{
		for (uint32_t e = g->first[member]; e < g->first[member + 1]; e++)
		{
			const contacts_match_pair *p = &g->pair[g->edge[e]];
			uint32_t	partner = p->a == member ? p->b : p->a;

			if (g->group[partner] != other)
				continue;
			if (p->apart || p->bits < GROUP_APART)
				return false;
			sum += p->bits > GROUP_LEAST ? p->bits : GROUP_LEAST;
			compared++;
		}
		member = g->next[member];
	} while (member != one);
	return compared * GROUP_COMPARED >= (uint64_t) g->size[one] * g->size[other] &&
		sum >= threshold * (double) compared;
}

/* Put the members of one group into the other. */
static void
join(groups *g, uint32_t from, uint32_t into)
{
	uint32_t	member = from;
	uint32_t	rest = g->next[into];

	do
	{
		g->group[member] = into;
		member = g->next[member];
	} while (member != from);
	g->next[into] = g->next[from];
	g->next[from] = rest;
	g->size[into] += g->size[from];
}

/* Name each group by its least member. */
static void
name_groups(groups *g, uint32_t contacts)
{
	for (uint32_t i = 0; i < contacts; i++)
		g->size[i] = UINT32_MAX;
	for (uint32_t i = 0; i < contacts; i++)
		if (g->size[g->group[i]] == UINT32_MAX)
			g->size[g->group[i]] = i;
	for (uint32_t i = 0; i < contacts; i++)
		g->group[i] = g->size[g->group[i]];
}

void
contacts_match_group(const contacts_match_pair *pair, size_t pairs, uint32_t contacts, double threshold,
					 uint32_t *space, uint32_t *group)
{
	groups		g = {pair, group, space, space + contacts + 1, NULL, NULL};

	g.next = g.edge + 2 * pairs;
	g.size = g.next + contacts;
	list_edges(&g, pairs, contacts);
	for (uint32_t i = 0; i < contacts; i++)
	{
		group[i] = i;
		g.next[i] = i;
		g.size[i] = 1;
	}
	for (size_t i = 0; i < pairs; i++)
	{
		uint32_t	a = group[pair[i].a];
		uint32_t	b = group[pair[i].b];

		if (!(pair[i].bits >= threshold))
			break;
		if (a == b)
			continue;
		/* walk through the smaller one */
		if (g.size[a] > g.size[b])
		{
			uint32_t	larger = a;

			a = b;
			b = larger;
		}
		if (may_join(&g, a, b, threshold))
			join(&g, a, b);
	}
	name_groups(&g, contacts);
}
