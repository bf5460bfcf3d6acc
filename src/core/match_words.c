/*
 * match_words.c
 *	  The words of a name: without titles, suffixes and legal forms, in Latin letters.
 */
#include "core/match_card.h"

#include <string.h>

#include "core/match_table.h"
#include "core/search.h"
#include "core/unicode.h"

/* a word while a name is read: in Latin letters, of other scripts in UTF-8 */
typedef struct raw_word
{
	char		text[4 * CONTACTS_MATCH_WORD_MAX];
	size_t		len;
	bool		dropped;
	bool		unvocalized;
} raw_word;

typedef struct raw_words
{
	int			count;
	raw_word	word[CONTACTS_MATCH_WORDS];
} raw_words;

/* Check whether a word is Arabic, by its first character. */
static bool
is_unvocalized(const char *word, size_t len)
{
	uint32_t	c;

	return contacts_utf8_decode(word, len, &c) > 0 && c >= 0x600 && c < 0x700;
}

/* Split folded text into words, written in Latin letters; those of signs only are left out. */
static void
split_words(contacts_match_text text, raw_words *words)
{
	const char *at = text.start;
	contacts_search_word word;

	if (text.len == 0)
		return;
	while (words->count < CONTACTS_MATCH_WORDS && contacts_search_next(&at, text.start + text.len, &word))
	{
		raw_word   *w = &words->word[words->count];

		w->len = contacts_match_latin(word.start, word.len, w->text, sizeof(w->text));
		w->dropped = false;
		w->unvocalized = is_unvocalized(word.start, word.len);
		if (w->len > 0)
			words->count++;
	}
}

/* Check whether a word is in a table. */
static bool
is_listed(const char *const *table, size_t count, const raw_word *word)
{
	return contacts_match_find(table, count, word->text, word->len) >= 0;
}

/* Unless a word remains, take all back. */
static void
keep_something(raw_words *words)
{
	for (int i = 0; i < words->count; i++)
		if (!words->word[i].dropped)
			return;
	for (int i = 0; i < words->count; i++)
		words->word[i].dropped = false;
}

/* Check whether a word is of small basic letters, so that a phonetic key says something. */
static bool
is_spoken(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (text[i] < 'a' || text[i] > 'z')
			return false;
	return len > 1;
}

/* Put a word into the card; term: count its frequency. */
static void
add_word(contacts_match_maker *maker, const raw_word *raw, bool term, contacts_match_words *words)
{
	contacts_match_word *w = &words->word[words->count];
	char		shape[CONTACTS_MATCH_WORD_MAX];
	char		sound[6];
	size_t		n = contacts_match_shape(raw->text, raw->len, shape, sizeof(shape));
	uint64_t	hash = contacts_match_hash(contacts_match_seed(maker->card->seed, CONTACTS_MATCH_F_TOKEN),
										raw->text, raw->len);

	w->start = contacts_match_add_text(maker->card, shape, n, CONTACTS_MATCH_WORD_MAX, &w->len);
	if (w->len == 0)
		return;
	w->hash = (uint32_t) contacts_match_hash(0, raw->text, raw->len);
	w->phonetic = 0;
	if (is_spoken(shape, n))
		w->phonetic = (uint32_t) contacts_match_hash(1, sound, contacts_match_phonetic(shape, n, sound)) | 1;
	w->unvocalized = raw->unvocalized;
	w->name = (uint16_t) (contacts_match_find(contacts_match_names, contacts_match_names_count,
											  raw->text, raw->len) +
						  1);
	w->term = term ? contacts_match_add_term(maker, hash) : 0;
	words->count++;
}

static void
add_words(contacts_match_maker *maker, const raw_words *raw, bool term, contacts_match_words *words)
{
	words->count = 0;
	for (int i = 0; i < raw->count; i++)
		if (!raw->word[i].dropped)
			add_word(maker, &raw->word[i], term, words);
}

/* Number what a suffix means, from 1; 0 where the word is none. */
static uint8_t
read_suffix(const raw_word *word)
{
	int			found = contacts_match_find(contacts_match_suffixes, contacts_match_suffixes_count,
									word->text, word->len);

	for (int i = 0; i <= found; i++)
		if (strcmp(contacts_match_suffix_means[i], contacts_match_suffix_means[found]) == 0)
			return (uint8_t) (i + 1);
	return 0;
}

/* Check whether a word is a form of address; Earl Warren is no earl. */
static bool
is_title(const raw_words *words, int i)
{
	const raw_word *word = &words->word[i];

	return is_listed(contacts_match_titles, contacts_match_titles_count, word) &&
		(words->count > 2 || !is_listed(contacts_match_names, contacts_match_names_count, word));
}

void
contacts_match_read_person(contacts_match_maker *maker, const contacts_match_text *parts, int count)
{
	raw_words	words;

	words.count = 0;
	for (int i = 0; i < count; i++)
		split_words(parts[i], &words);
	for (int i = 0; i < words.count; i++)
	{
		uint8_t		suffix = words.count > 1 ? read_suffix(&words.word[i]) : 0;

		if (suffix != 0)
			maker->card->suffix = suffix;
		words.word[i].dropped = suffix != 0 || is_title(&words, i);
	}
	keep_something(&words);
	add_words(maker, &words, true, &maker->card->name);
}

/* Drop a run of single letters that is a legal form ("s a r l"); returns where to go on. */
static int
drop_letters(raw_words *words, int from)
{
	char		joined[CONTACTS_MATCH_WORDS];
	int			n = 0;

	while (from + n < words->count && words->word[from + n].len == 1)
	{
		joined[n] = words->word[from + n].text[0];
		n++;
	}
	for (int len = n; len > 1; len--)
	{
		/* the letters that stand last are the form: "a b s r l" */
		if (contacts_match_find(contacts_match_legal_forms, contacts_match_legal_forms_count,
								joined + n - len, (size_t) len) < 0)
			continue;
		for (int i = n - len; i < n; i++)
			words->word[from + i].dropped = true;
		break;
	}
	return from + (n > 0 ? n : 1);
}

static void
drop_legal_forms(raw_words *words)
{
	for (int i = 0; i < words->count;)
	{
		if (words->word[i].len == 1)
		{
			i = drop_letters(words, i);
			continue;
		}
		words->word[i].dropped = is_listed(contacts_match_legal_forms, contacts_match_legal_forms_count,
										   &words->word[i]);
		i++;
	}
	keep_something(words);
}

void
contacts_match_read_company(contacts_match_maker *maker, contacts_match_text text, contacts_match_words *words)
{
	contacts_match_card *card = maker->card;
	raw_words	raw;
	uint64_t	hash = 0;

	raw.count = 0;
	split_words(text, &raw);
	drop_legal_forms(&raw);
	add_words(maker, &raw, words == &card->name, words);
	for (int i = 0; i < words->count; i++)
		hash = contacts_match_mix(hash + words->word[i].hash);
	if (words->count == 0)
		return;
	card->company_hash = (uint32_t) hash | 1;
	card->company_term = contacts_match_add_shared(maker, CONTACTS_MATCH_F_COMPANY, hash);
}

void
contacts_match_read_title(contacts_match_maker *maker, contacts_match_text text)
{
	raw_words	raw;

	raw.count = 0;
	split_words(text, &raw);
	add_words(maker, &raw, false, &maker->card->title);
}

/* Check whether a word comes before another by its text; equal ones by their hash. */
static bool
comes_before(const contacts_match_card *card, const contacts_match_word *a, const contacts_match_word *b)
{
	size_t		len = a->len < b->len ? a->len : b->len;
	int			cmp = memcmp(card->text + a->start, card->text + b->start, len);

	if (cmp == 0)
		cmp = (a->len > b->len) - (a->len < b->len);
	return cmp != 0 ? cmp < 0 : a->hash < b->hash;
}

/* Choose the first five different words of two characters and more, sorted, and count each two of them. */
void
contacts_match_read_pairs(contacts_match_maker *maker)
{
	contacts_match_card *card = maker->card;
	uint64_t	seed = contacts_match_seed(card->seed, CONTACTS_MATCH_F_TWO);
	uint8_t		sorted[CONTACTS_MATCH_WORDS];
	int			n = 0;

	for (int i = 0; i < card->name.count; i++)
	{
		const contacts_match_word *w = &card->name.word[i];
		int			at = n;
		bool		again = w->len < 2;

		for (int k = 0; k < n; k++)
			again |= card->name.word[sorted[k]].hash == w->hash;
		if (again)
			continue;
		for (; at > 0 && comes_before(card, w, &card->name.word[sorted[at - 1]]); at--)
			sorted[at] = sorted[at - 1];
		sorted[at] = (uint8_t) i;
		n++;
	}
	card->pairs = (uint8_t) (n < 5 ? n : 5);
	memcpy(card->pair_words, sorted, card->pairs);
	for (int j = 1, k = 0; j < card->pairs; j++)
		for (int i = 0; i < j; i++)
		{
			uint64_t	hash = contacts_match_mix(seed ^ card->name.word[sorted[i]].hash);

			hash = contacts_match_mix(hash ^ card->name.word[sorted[j]].hash);
			card->pair_terms[k++] = contacts_match_add_term(maker, hash);
		}
}
