/*
 * search.h
 *	  Folded text, its trigrams, and how well a query matches it.
 *
 * A key is folded text: words of letters and digits in one case and without
 * accents, separated by ' ' within a field and by '\t' between fields.  The
 * words are UTF-8, or single bytes where the database has another encoding.
 * A query is folded the same way, its words separated by ' '.
 */
#ifndef CONTACTS_CORE_SEARCH_H
#define CONTACTS_CORE_SEARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* words of a query that count; more are cut off where the query is made */
#define CONTACTS_SEARCH_WORDS 16

/* grams of a query that count: a longer query is found by its first ones and checked whole */
#define CONTACTS_SEARCH_GRAMS 96

/* a word of a key or query */
typedef struct contacts_search_word
{
	const char *start;
	size_t		len;			/* bytes */
} contacts_search_word;

/* what an index is asked for: grams, each with the number of the word that it belongs to */
typedef struct contacts_search_probe
{
	int			count;
	int64_t		grams[CONTACTS_SEARCH_GRAMS];
	uint8_t		word[CONTACTS_SEARCH_GRAMS];
	int			words;
	uint8_t		needed[CONTACTS_SEARCH_WORDS];	/* grams of the word that a match has at least */
} contacts_search_probe;

/*
 * Append the folded form of one normalized code point (NFKD) to out, at most 4 bytes; returns how many, 0: a
 * separator.
 */
extern size_t contacts_search_fold(uint32_t c, char *out);

/* Check whether folding drops a code point: accents and vowel points of scripts that are written without them too. */
extern bool contacts_search_drops(uint32_t c);

/*
 * Check whether a code point is of a script that is written without blanks and in which one or two characters are a
 * word: Han, Kana, Bopomofo, Hangul.
 */
extern bool contacts_search_is_cjk(uint32_t c);

/* Count the characters of a word, up to three, and tell whether all of them are CJK. */
extern int	contacts_search_count(contacts_search_word word, bool *cjk);

/* Take the next word from *at, before end; false where there is none. */
extern bool contacts_search_next(const char **at, const char *end, contacts_search_word *word);

/*
 * Hash the grams of a key, at most one for each byte and one more for each word; returns how many.  The hashes depend
 * on the seed, so that keys of different seeds share none.  Beside three characters in a row they are of one and two
 * where those are CJK.
 */
extern size_t contacts_search_grams(const char *key, size_t len, uint64_t seed, int64_t *out);

/* Ask for the keys that contain each word of a query. */
extern void contacts_search_probe_exact(const char *query, size_t len, uint64_t seed, contacts_search_probe *probe);

/* Ask for the keys that may have a word like each word of a query. */
extern void contacts_search_probe_similar(const char *query, size_t len, uint64_t seed, contacts_search_probe *probe);

/* Check whether the grams of a key are enough for what is asked for. */
extern bool contacts_search_probe_met(const contacts_search_probe *probe, const int64_t *grams, size_t n);

/*
 * Check whether a key contains each word of a query: three characters and more anywhere in a word, two at its
 * beginning or end, a single one at its beginning; one or two CJK characters anywhere.
 */
extern bool contacts_search_contains(const char *key, size_t keylen, const char *query, size_t len);

/*
 * Check whether a key contains each word of a query, or one that is a typing error away from it: none for three
 * characters and less, two for nine and more.  It looks at the letters only: errors that leave no gram of a word as it
 * was are found here and not by a probe.
 */
extern bool contacts_search_resembles(const char *key, size_t keylen, const char *query, size_t len);

/*
 * Rank a match from 0 (none) to 1: whole words before beginnings, those before parts, those before typing errors; the
 * first field before the others.
 */
extern double contacts_search_rank(const char *key, size_t keylen, const char *query, size_t len);

#endif							/* CONTACTS_CORE_SEARCH_H */
