/*
 * search.c
 *	  Folded text and its trigrams.
 */
#include "core/search.h"

#include <string.h>

#include "core/unicode.h"

/* letters that no decomposition turns into a basic one */
static const struct
{
	uint32_t	from;
	char		to[3];
}			plain_letters[] = {
	{0xDF, "ss"}, {0xE6, "ae"}, {0xF0, "d"}, {0xF8, "o"}, {0xFE, "th"}, {0x111, "d"}, {0x127, "h"},
	{0x131, "i"}, {0x142, "l"}, {0x14B, "n"}, {0x153, "oe"}, {0x167, "t"}, {0x1E9E, "ss"},
};

bool
contacts_search_drops(uint32_t c)
{
	return (c >= 0x300 && c <= 0x36F) || (c >= 0x591 && c <= 0x5BD) || (c >= 0x5BF && c <= 0x5C7) ||
		(c >= 0x610 && c <= 0x61A) || (c >= 0x64B && c <= 0x65F) || c == 0x670 || c == 0x640 ||
		(c >= 0x1AB0 && c <= 0x1AFF) || (c >= 0x1DC0 && c <= 0x1DFF) || (c >= 0x20D0 && c <= 0x20FF) ||
		(c >= 0xFE20 && c <= 0xFE2F) || c == '\'' || c == 0x2019 || c == 0x2BC || c == 0xAD ||
		(c >= 0x200B && c <= 0x200F);
}

bool
contacts_search_is_cjk(uint32_t c)
{
	return (c >= 0x3005 && c <= 0x3007) || (c >= 0x3041 && c <= 0x312F) || (c >= 0x31A0 && c <= 0x31BF) ||
		(c >= 0x31F0 && c <= 0x31FF) || (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x4E00 && c <= 0x9FFF) ||
		(c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFD);
}

size_t
contacts_search_fold(uint32_t c, char *out)
{
	if (c < 0x80)
	{
		if (c >= 'A' && c <= 'Z')
			c += 'a' - 'A';
		else if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')))
			return 0;
		*out = (char) c;
		return 1;
	}
	c = contacts_unicode_fold(c);
	for (size_t i = 0; i < sizeof(plain_letters) / sizeof(plain_letters[0]); i++)
	{
		if (plain_letters[i].from == c)
		{
			memcpy(out, plain_letters[i].to, strlen(plain_letters[i].to));
			return strlen(plain_letters[i].to);
		}
	}
	if (!(contacts_unicode_get(c)->flags & CONTACTS_UNICODE_PVALID))
		return 0;
	return contacts_utf8_encode(c, out);
}

bool
contacts_search_next(const char **at, const char *end, contacts_search_word *word)
{
	const char *s = *at;

	while (s < end && (*s == ' ' || *s == '\t'))
		s++;
	word->start = s;
	while (s < end && *s != ' ' && *s != '\t')
		s++;
	word->len = (size_t) (s - word->start);
	*at = s;
	return word->len > 0;
}

/* Read one character; a byte that is no UTF-8 is a character of its own. */
static size_t
read_character(const char *s, size_t len, uint32_t *c)
{
	size_t		n = contacts_utf8_decode(s, len, c);

	if (n > 0)
		return n;
	*c = 0x110000 + (unsigned char) *s;
	return 1;
}

/* Mix the bits of a number (the finalizer of splitmix64, public domain). */
static uint64_t
mix(uint64_t x)
{
	x += UINT64_C(0x9E3779B97F4A7C15);
	x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
	return x ^ (x >> 31);
}

/* Hash three characters, 21 bits each, under a mixed seed. */
static int64_t
hash_gram(uint64_t mixed, const uint32_t *c)
{
	return (int64_t) mix(mixed ^ ((uint64_t) c[0] << 42 | (uint64_t) c[1] << 21 | c[2]));
}

/* Hash the grams of a word between blanks; returns how many: one for each of its characters. */
static size_t
word_grams(contacts_search_word word, uint64_t mixed, int64_t *out, size_t room)
{
	uint32_t	window[3] = {' ', ' ', ' '};
	size_t		n = 0;
	size_t		at = read_character(word.start, word.len, &window[1]);

	while (n < room)
	{
		bool		last = at >= word.len;

		if (last)
			window[2] = ' ';
		else
			at += read_character(word.start + at, word.len - at, &window[2]);
		out[n++] = hash_gram(mixed, window);
		if (last)
			break;
		window[0] = window[1];
		window[1] = window[2];
	}
	return n;
}

int
contacts_search_count(contacts_search_word word, bool *cjk)
{
	int			n = 0;
	uint32_t	c;

	*cjk = word.len > 0;
	for (size_t at = 0; at < word.len && n < 3; n++)
	{
		at += read_character(word.start + at, word.len - at, &c);
		*cjk = *cjk && contacts_search_is_cjk(c);
	}
	return n;
}

/* Hash the CJK characters of a word, each alone and with the next one; returns how many. */
static size_t
short_grams(contacts_search_word word, uint64_t mixed, int64_t *out)
{
	uint32_t	window[3] = {0};
	size_t		n = 0;

	for (size_t at = 0; at < word.len;)
	{
		uint32_t	alone[3] = {0};

		window[0] = window[1];
		at += read_character(word.start + at, word.len - at, &window[1]);
		alone[1] = window[1];
		if (!contacts_search_is_cjk(window[1]))
		{
			window[1] = 0;
			continue;
		}
		out[n++] = hash_gram(mixed, alone);
		if (window[0] != 0)
			out[n++] = hash_gram(mixed, window);
	}
	return n;
}

size_t
contacts_search_grams(const char *key, size_t len, uint64_t seed, int64_t *out)
{
	const char *at = key;
	contacts_search_word word;
	uint64_t	mixed = mix(seed);
	size_t		n = 0;

	while (contacts_search_next(&at, key + len, &word))
	{
		n += word_grams(word, mixed, out + n, SIZE_MAX);
		n += short_grams(word, mixed, out + n);
	}
	return n;
}

/* Add a gram of the word that is being added. */
static void
add_gram(contacts_search_probe *probe, int64_t gram)
{
	if (probe->count == CONTACTS_SEARCH_GRAMS)
		return;
	probe->grams[probe->count] = gram;
	probe->word[probe->count++] = (uint8_t) probe->words;
}

/* End a word: a match needs all its grams but some. */
static void
end_word(contacts_search_probe *probe, int start, size_t spared)
{
	size_t		added = (size_t) (probe->count - start);

	if (added > 0)
		probe->needed[probe->words++] = (uint8_t) (added > spared ? added - spared : 1);
}

/* Add a word with all its grams. */
static void
add_word(contacts_search_probe *probe, contacts_search_word word, uint64_t mixed, size_t spared)
{
	int64_t		grams[CONTACTS_SEARCH_GRAMS];
	size_t		n = word_grams(word, mixed, grams, CONTACTS_SEARCH_GRAMS);
	int			start = probe->count;

	for (size_t i = 0; i < n; i++)
		add_gram(probe, grams[i]);
	end_word(probe, start, spared);
}

/*
 * Add the grams inside of a word, without the ends: every second one and the last.  They hold all its characters, the
 * others would find hardly less, and each costs a descent and a list to read.
 */
static void
add_inside(contacts_search_probe *probe, contacts_search_word word, uint64_t mixed)
{
	int64_t		grams[CONTACTS_SEARCH_GRAMS];
	size_t		last = word_grams(word, mixed, grams, CONTACTS_SEARCH_GRAMS) - 2;
	int			start = probe->count;

	for (size_t i = 1; i < last; i += 2)
		add_gram(probe, grams[i]);
	add_gram(probe, grams[last]);
	end_word(probe, start, 0);
}

/* Add the gram of one or two CJK characters: the last one that the word itself has. */
static void
add_short(contacts_search_probe *probe, contacts_search_word word, uint64_t mixed)
{
	int64_t		grams[4];
	int			start = probe->count;

	add_gram(probe, grams[short_grams(word, mixed, grams) - 1]);
	end_word(probe, start, 0);
}

/* Count the characters of a word. */
static size_t
count_characters(contacts_search_word word)
{
	size_t		n = 0;
	uint32_t	c;

	for (size_t at = 0; at < word.len; n++)
		at += read_character(word.start + at, word.len - at, &c);
	return n;
}

/*
 * Ask for a word as a part of a word: the grams inside; of two characters the beginning or the end; of one nothing.
 * One or two CJK characters have a gram of their own.
 */
static void
add_part(contacts_search_probe *probe, contacts_search_word word, uint64_t mixed)
{
	bool		cjk;
	int			n = contacts_search_count(word, &cjk);

	if (n < 3 && cjk)
		add_short(probe, word, mixed);
	else if (n >= 3)
		add_inside(probe, word, mixed);
	else if (n == 2)
		add_word(probe, word, mixed, 1);
}

/* Start an empty probe. */
static void
start_probe(contacts_search_probe *probe)
{
	probe->count = 0;
	probe->words = 0;
}

void
contacts_search_probe_exact(const char *query, size_t len, uint64_t seed, contacts_search_probe *probe)
{
	const char *at = query;
	contacts_search_word word;
	uint64_t	mixed = mix(seed);

	start_probe(probe);
	while (probe->words < CONTACTS_SEARCH_WORDS && contacts_search_next(&at, query + len, &word))
		add_part(probe, word, mixed);
}

/* Get how many typing errors a word of n characters may have. */
static size_t
allowed_errors(size_t n)
{
	return n < 4 ? 0 : n < 9 ? 1 : 2;
}

void
contacts_search_probe_similar(const char *query, size_t len, uint64_t seed, contacts_search_probe *probe)
{
	const char *at = query;
	contacts_search_word word;
	uint64_t	mixed = mix(seed);

	start_probe(probe);
	while (probe->words < CONTACTS_SEARCH_WORDS && contacts_search_next(&at, query + len, &word))
	{
		size_t		errors = allowed_errors(count_characters(word));

		/* an exchanged pair spoils four grams, any other error three; the last one may be missing from a longer word */
		if (errors == 0)
			add_part(probe, word, mixed);
		else
			add_word(probe, word, mixed, errors == 1 ? 4 : 7);
	}
}

/* Check whether a key has a gram. */
static bool
has_gram(const int64_t *grams, size_t n, int64_t gram)
{
	for (size_t i = 0; i < n; i++)
	{
		if (grams[i] == gram)
			return true;
	}
	return false;
}

bool
contacts_search_probe_met(const contacts_search_probe *probe, const int64_t *grams, size_t n)
{
	int			found[CONTACTS_SEARCH_WORDS] = {0};

	for (int i = 0; i < probe->count; i++)
		found[probe->word[i]] += has_gram(grams, n, probe->grams[i]);
	for (int w = 0; w < probe->words; w++)
	{
		if (found[w] < probe->needed[w])
			return false;
	}
	return true;
}
