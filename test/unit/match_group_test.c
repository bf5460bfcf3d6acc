/*
 * match_group_test.c
 *	  The prior, and groups of pairs.
 */
#include <stdlib.h>

#include "core/match.h"
#include "tap.h"

/* pairs by falling bits, and the group of each contact that is expected */
static const struct
{
	const char *name;
	uint32_t	contacts;
	size_t		pairs;
	contacts_match_pair pair[8];
	uint32_t	group[8];
} cases[] = {
	{"no pair", 3, 0, {{0, 0, 0, false}}, {0, 1, 2}},
	{"no contact", 0, 0, {{0, 0, 0, false}}, {0}},
	{"one pair", 3, 1, {{1, 2, 4, false}}, {0, 1, 1}},
	{"below the threshold", 2, 1, {{0, 1, -0.5f, false}}, {0, 1}},
	{"marked", 2, 1, {{0, 1, 20, true}}, {0, 1}},
	{"three in all", 3, 3, {{0, 1, 9, false}, {1, 2, 8, false}, {0, 2, 7, false}}, {0, 0, 0}},
	{"a chain", 3, 2, {{2, 1, 9, false}, {1, 0, 8, false}}, {0, 0, 0}},
	{"a chain that contradicts itself", 3, 3, {{0, 1, 9, false}, {1, 2, 8, false}, {0, 2, -16, false}}, {0, 0, 2}},
	{"a chain with a mark", 3, 3, {{0, 1, 9, false}, {1, 2, 8, false}, {0, 2, -3, true}}, {0, 0, 2}},
	{"one bad record among good ones", 3, 3, {{0, 1, 9, false}, {1, 2, 8, false}, {0, 2, -9, false}}, {0, 0, 0}},
	{"a mean below the threshold", 3, 3, {{0, 1, 9, false}, {1, 2, 2, false}, {0, 2, -5, false}}, {0, 0, 2}},
	{"two groups that hardly touch", 6, 5,
		{{0, 1, 9, false}, {1, 2, 9, false}, {3, 4, 9, false}, {4, 5, 9, false}, {2, 3, 1, false}}, {0, 0, 0, 3, 3, 3}},
	{"a pair with itself", 2, 2, {{1, 1, 9, false}, {0, 1, 2, false}}, {0, 0}},
};

static void
test_groups(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		uint32_t	n = cases[i].contacts;
		uint32_t   *space = malloc(contacts_match_group_space(n, cases[i].pairs) * sizeof(uint32_t));
		uint32_t   *group = malloc((n + 1) * sizeof(uint32_t));
		bool		same = true;

		contacts_match_group(cases[i].pair, cases[i].pairs, n, 0, space, group);
		for (uint32_t k = 0; k < n; k++)
			same = same && group[k] == cases[i].group[k];
		ok(same, "groups: %s", cases[i].name);
		free(space);
		free(group);
	}
}

/* Of a chain of hundreds no large group is made: each next link has more pairs that were never compared. */
static void
test_long_chain(void)
{
	enum
	{
		LINKS = 1000
	};
	contacts_match_pair pair[LINKS];
	uint32_t   *space = malloc(contacts_match_group_space(LINKS + 1, LINKS) * sizeof(uint32_t));
	uint32_t	group[LINKS + 1];
	uint32_t	size[LINKS + 1] = {0};
	uint32_t	most = 0;

	for (uint32_t i = 0; i < LINKS; i++)
		pair[i] = (contacts_match_pair) {i, i + 1, 5, false};
	contacts_match_group(pair, LINKS, LINKS + 1, 0, space, group);
	for (uint32_t i = 0; i <= LINKS; i++)
		if (++size[group[i]] > most)
			most = size[group[i]];
	ok(most <= 5, "a chain of %d links: groups of %u at most", LINKS, (unsigned) most);
	free(space);
}

static void
test_prior(void)
{
	enum
	{
		PAIRS = 3000,
		CONTACTS = 10000
	};
	float		bits[PAIRS];
	double		zero = 0;
	double		prior;

	/* 1,000 pairs that are one for sure, 2,000 that are not */
	for (int i = 0; i < PAIRS; i++)
		bits[i] = i % 3 == 0 ? 40 : -20;
	prior = contacts_match_prior(bits, PAIRS, CONTACTS, CONTACTS) + contacts_match_log2(CONTACTS);
	ok(prior > -2.33 && prior < -2.31, "1,000 pairs of 10,000 contacts are 0.2 duplicates each: %.2f bits", prior);
	ok(contacts_match_prior(bits, 0, 0, 0) < 0, "no pair and no contact");
	ok(contacts_match_prior(bits, 0, CONTACTS, CONTACTS) < -14, "no pair");
	for (int i = 0; i < PAIRS; i++)
		bits[i] = i % 2 == 0 ? 1e30f : -1e30f;
	prior = contacts_match_prior(bits, PAIRS, 1, 1);
	ok(prior - prior == 0, "bits without measure: %.1f", prior);
	bits[0] = (float) (zero / zero);
	prior = contacts_match_prior(bits, PAIRS, CONTACTS, CONTACTS);
	ok(prior - prior == 0, "bits that are no number: %.1f", prior);
}

int
main(void)
{
	test_groups();
	test_long_chain();
	test_prior();
	return done_testing();
}
