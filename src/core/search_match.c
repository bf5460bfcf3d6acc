/*
 * search_match.c
 *	  How well a query matches a key.
 */
#include "core/search.h"

#include <string.h>

#include "core/unicode.h"

/* longest word that is compared for typing errors, in characters */
#define LONGEST 40

/* how well one word matches, best first */
enum
{
	MATCH_WORD = 4,
	MATCH_BEGINNING = 3,
	MATCH_PART = 2,
	MATCH_SIMILAR = 1,
	MATCH_NONE = 0
};

/* a word as characters */
typedef struct characters
{
	size_t		n;
	uint32_t	c[LONGEST];
} characters;

/* Spell a word; false where it is too long. */
static bool
spell(contacts_search_word word, characters *out)
{
	out->n = 0;
	for (size_t at = 0; at < word.len;)
	{
		size_t		n;

		if (out->n == LONGEST)
			return false;
		n = contacts_utf8_decode(word.start + at, word.len - at, &out->c[out->n]);
		if (n == 0)
		{
			out->c[out->n] = 0x110000 + (unsigned char) word.start[at];
			n = 1;
		}
		out->n++;
		at += n;
	}
	return true;
}

static inline size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/*
 * Count the typing errors (optimal string alignment: inserted, left out, other, exchanged with its neighbour) between a
 * and the beginning of b that suits it best; more than most are not counted exactly.
 */
static size_t
errors_between(const characters *a, const characters *b, size_t most)
{
	size_t		rows[3][LONGEST + 1];
	size_t	   *before = rows[0],
			   *last = rows[1],
			   *now = rows[2];
	size_t		best = a->n;

	if (b->n + most < a->n)
		return most + 1;
	for (size_t j = 0; j <= a->n; j++)
		last[j] = j;
	for (size_t i = 1; i <= b->n && i <= a->n + most; i++)
	{
		size_t	   *free = before;
		size_t		lowest;

		lowest = now[0] = i;
		for (size_t j = 1; j <= a->n; j++)
		{
			size_t		d = last[j - 1] + (a->c[j - 1] != b->c[i - 1]);

			d = least(d, least(last[j], now[j - 1]) + 1);
			if (i > 1 && j > 1 && a->c[j - 1] == b->c[i - 2] && a->c[j - 2] == b->c[i - 1])
				d = least(d, before[j - 2] + 1);
			now[j] = d;
			lowest = least(lowest, d);
		}
		best = least(best, now[a->n]);
		if (lowest > most + 1)
			break;
		before = last;
		last = now;
		now = free;
	}
	return best;
}

/* Find how a word of the query matches a word of the key. */
static int
match_words(contacts_search_word asked, contacts_search_word word)
{
	const char *found;

	if (word.len < asked.len)
		return MATCH_NONE;
	if (memcmp(word.start, asked.start, asked.len) == 0)
		return word.len == asked.len ? MATCH_WORD : MATCH_BEGINNING;
	for (found = word.start + 1; found + asked.len <= word.start + word.len; found++)
	{
		if (*found == *asked.start && memcmp(found, asked.start, asked.len) == 0)
			return MATCH_PART;
	}
	return MATCH_NONE;
}

/*
 * Check whether a part that was found inside of a word counts: two characters do at its end, a single one nowhere, CJK
 * characters do everywhere.
 */
static bool
counts_as_part(contacts_search_word asked, contacts_search_word word, int characters, bool cjk)
{
	return characters >= 3 || cjk ||
		(characters == 2 && memcmp(word.start + word.len - asked.len, asked.start, asked.len) == 0);
}

/* Find how the best word of a key matches a word of the query, and whether that is in the first field. */
static int
match_key(contacts_search_word asked, const char *key, size_t keylen, bool similar, bool *first_field)
{
	const char *at = key;
	const char *field_end = memchr(key, '\t', keylen);
	contacts_search_word word;
	characters	a = {0};
	size_t		most = 0;
	bool		cjk;
	int			n = contacts_search_count(asked, &cjk);
	int			best = MATCH_NONE;

	*first_field = false;
	if (similar && spell(asked, &a))
		most = a.n < 4 ? 0 : a.n < 9 ? 1 : 2;
	while (best < MATCH_WORD && contacts_search_next(&at, key + keylen, &word))
	{
		int			match = match_words(asked, word);
		characters	b;

		if (match == MATCH_PART && !counts_as_part(asked, word, n, cjk))
			match = MATCH_NONE;
		if (match == MATCH_NONE && best == MATCH_NONE && most > 0 && spell(word, &b) &&
			errors_between(&a, &b, most) <= most)
			match = MATCH_SIMILAR;
		if (match > best)
		{
			best = match;
			*first_field = field_end == NULL || word.start < field_end;
		}
	}
	return best;
}

/* Check whether each word of the query matches. */
static bool
match_all(const char *key, size_t keylen, const char *query, size_t len, bool similar)
{
	const char *at = query;
	contacts_search_word asked;
	bool		first_field;

	while (contacts_search_next(&at, query + len, &asked))
	{
		if (match_key(asked, key, keylen, similar, &first_field) == MATCH_NONE)
			return false;
	}
	return true;
}

bool
contacts_search_contains(const char *key, size_t keylen, const char *query, size_t len)
{
	return match_all(key, keylen, query, len, false);
}

bool
contacts_search_resembles(const char *key, size_t keylen, const char *query, size_t len)
{
	return match_all(key, keylen, query, len, true);
}

double
contacts_search_rank(const char *key, size_t keylen, const char *query, size_t len)
{
	static const double worth[] = {0.0, 0.3, 0.5, 0.7, 0.9};
	const char *at = query;
	contacts_search_word asked;
	double		sum = 0.0;
	int			words = 0;

	while (contacts_search_next(&at, query + len, &asked))
	{
		bool		first_field;
		int			match = match_key(asked, key, keylen, true, &first_field);

		if (match == MATCH_NONE)
			return 0.0;
		sum += worth[match] + (first_field ? 0.05 : 0.0);
		words++;
	}
	if (words == 0)
		return 0.0;
	sum /= words;
	/* the key begins with the whole query */
	if (keylen >= len && memcmp(key, query, len) == 0)
		sum += 0.05;
	return sum;
}
