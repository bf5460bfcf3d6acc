/*
 * search_test.c
 *	  Grams, matches and ranks of search keys, without a server.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/search.h"
#include "tap.h"

/* Fold ASCII and Latin text that is composed already, the way the server does with normalized text. */
static void
folds(uint32_t c, const char *wanted)
{
	char		out[5] = "";
	char		name[32];
	size_t		n = contacts_search_fold(c, out);

	out[n] = '\0';
	snprintf(name, sizeof(name), "U+%04X folds", (unsigned) c);
	is_text(out, wanted, name);
}

static void
contains(const char *key, const char *query, bool wanted)
{
	ok(contacts_search_contains(key, strlen(key), query, strlen(query)) == wanted, "%s", query);
}

static void
resembles(const char *key, const char *query, bool wanted)
{
	ok(contacts_search_resembles(key, strlen(key), query, strlen(query)) == wanted, "%s", query);
}

static double
rank(const char *key, const char *query)
{
	return contacts_search_rank(key, strlen(key), query, strlen(query));
}

static int
has_gram(const int64_t *grams, size_t n, int64_t gram)
{
	for (size_t i = 0; i < n; i++)
	{
		if (grams[i] == gram)
			return 1;
	}
	return 0;
}

/* Check whether an index would offer the key for the query: what GIN does with a probe. */
static bool
offers(const char *key, uint64_t seed, const contacts_search_probe *probe)
{
	size_t		len = strlen(key);
	int64_t    *grams = malloc((len + 1) * sizeof(int64_t));
	size_t		n = contacts_search_grams(key, len, seed, grams);
	int			found[CONTACTS_SEARCH_WORDS] = {0};
	bool		result = true;

	for (int i = 0; i < probe->count; i++)
		found[probe->word[i]] += has_gram(grams, n, probe->grams[i]);
	for (int w = 0; w < probe->words; w++)
		result = result && found[w] >= probe->needed[w];
	free(grams);
	return result;
}

/* An index must offer whatever matches: all substrings, and all single typing errors, of some words. */
static void
index_offers_all_matches(const char *word)
{
	size_t		len = strlen(word);
	contacts_search_probe probe;
	int			missed = 0;
	int			tried = 0;

	for (size_t from = 0; from < len; from++)
	{
		for (size_t to = from + 1; to <= len; to++)
		{
			/* whole characters only */
			if ((word[from] & 0xC0) == 0x80 || (word[to] & 0xC0) == 0x80 ||
				!contacts_search_contains(word, len, word + from, to - from))
				continue;
			contacts_search_probe_exact(word + from, to - from, 7, &probe);
			missed += !offers(word, 7, &probe);
			tried++;
		}
	}
	for (size_t at = 0; len > 4 && at + 1 < len; at++)
	{
		char		typo[64];

		if ((word[at] & 0x80) || (word[at + 1] & 0x80))
			continue;
		memcpy(typo, word, len + 1);
		typo[at] = word[at + 1];
		typo[at + 1] = word[at];
		contacts_search_probe_similar(typo, len, 7, &probe);
		if (len > 5)
			missed += contacts_search_resembles(word, len, typo, len) && !offers(word, 7, &probe);
		tried++;
	}
	if (missed)
		printf("# %d of %d missed\n", missed, tried);
	ok(missed == 0, "%s", word);
}

int
main(void)
{
	const char *key = "john smith\tjohn smith acme com\t14155552671\tvip";
	contacts_search_probe probe;
	int64_t		a[64];
	int64_t		b[64];
	size_t		n;

	folds('A', "a");
	folds('_', "");
	folds(0xDF, "ss");
	folds(0xD8, "o");
	folds(0x141, "l");
	folds(0x41A, "\xD0\xBA");
	folds(0x2014, "");
	ok(contacts_search_drops(0x301) && contacts_search_drops('\'') && !contacts_search_drops('a'), "accents and apostrophes are dropped");

	contains(key, "john", true);
	contains(key, "smi joh", true);
	contains(key, "5552671", true);
	contains(key, "ith", true);
	contains(key, "smithe", false);
	contains(key, "j", true);
	contains(key, "o", false);
	contains(key, "hn", true);
	contains(key, "oh", false);
	contains("", "john", false);
	contains(key, "", true);

	resembles(key, "jonh", true);
	resembles(key, "smiht", true);
	resembles(key, "smit", true);
	resembles(key, "smoth", true);
	resembles(key, "jo", true);
	resembles(key, "jx", false);
	resembles(key, "smxxh", false);
	resembles("christopher columbus", "chritsohper", true);

	ok(rank(key, "john") > rank(key, "joh"), "a word before a beginning");
	ok(rank(key, "joh") > rank(key, "ohn"), "a beginning before a part");
	ok(rank(key, "ohn") > rank(key, "jonh"), "a part before a typing error");
	ok(rank(key, "smith") > rank(key, "acme"), "the first field before the others");
	ok(rank(key, "zzz") == 0.0, "no match, no rank");
	ok(rank(key, "john smith") <= 1.0, "no rank above 1");

	n = contacts_search_grams(key, strlen(key), 1, a);
	ok(n > 0 && n <= strlen(key) + 1, "a gram for each character at most");
	contacts_search_grams("john", 4, 1, a);
	n = contacts_search_grams("john", 4, 2, b);
	ok(n == 4 && !has_gram(a, 4, b[0]) && !has_gram(a, 4, b[3]), "seeds share no gram");
	contacts_search_probe_exact("j o", 3, 1, &probe);
	ok(probe.count == 0, "single characters ask for nothing");

	/* Han, Kana, Hangul: one and two characters anywhere, and the index knows */
	contains("\u682a\u5f0f\u7530\u4e2d\u5236\u4f5c", "\u7530\u4e2d", true);
	contains("\u682a\u5f0f\u7530\u4e2d\u5236\u4f5c", "\u4e2d", true);
	contains("\u682a\u5f0f\u7530\u4e2d\u5236\u4f5c", "\u4e2d\u7530", false);
	contains("\uae40\ucca0\uc218", "\ucca0", true);
	contains("smith\u7530", "t\u7530", false);
	contacts_search_probe_exact("\u7530", 3, 7, &probe);
	ok(probe.count == 1 && offers("\u682a\u7530\u5236", 7, &probe), "one character has a gram");
	ok(!offers("\u682a\u5f0f\u5236", 7, &probe), "and finds no other one");
	contacts_search_probe_exact("\u7530\u4e2d", 6, 7, &probe);
	ok(probe.count == 1 && offers("x\u682a\u7530\u4e2d\u5236", 7, &probe) &&
	   !offers("\u4e2d\u7530", 7, &probe), "so do two");
	ok(contacts_search_is_cjk(0x30AB) && contacts_search_is_cjk(0x3105) && contacts_search_is_cjk(0x20BB7) &&
	   !contacts_search_is_cjk('a') && !contacts_search_is_cjk(0x3002) && !contacts_search_is_cjk(0xE01),
	   "which scripts those are");

	index_offers_all_matches("\u682a\u5f0f\u4f1a\u793e\u7530\u4e2d");
	index_offers_all_matches("smith");
	index_offers_all_matches("christopher");
	index_offers_all_matches("jo");
	index_offers_all_matches("\xD1\x85\xD1\x80\xD0\xB8\xD1\x81\xD1\x82\xD0\xBE\xD1\x84");
	index_offers_all_matches("14155552671");
	return done_testing();
}
