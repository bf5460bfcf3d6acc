/*
 * match_text.c
 *	  Words of names: Latin letters, phonetic keys, edits, similarity.
 */
#include "core/match_text.h"

#include <string.h>

#include "core/match_table.h"
#include "core/unicode.h"

#define HANGUL_FIRST 0xAC00
#define HANGUL_COUNT 11172

uint64_t
contacts_match_hash(uint64_t seed, const char *text, size_t len)
{
	uint64_t	h = seed ^ (uint64_t) len * UINT64_C(0x9E3779B97F4A7C15);

	for (size_t i = 0; i < len; i += 8)
	{
		uint64_t	part = 0;

		memcpy(&part, text + i, len - i < 8 ? len - i : 8);
		h = (h ^ part) * UINT64_C(0x100000001B3);
		h ^= h >> 29;
		h *= UINT64_C(0xBF58476D1CE4E5B9);
		h ^= h >> 32;
	}
	return contacts_match_mix(h);
}

/* Find what stands for a letter of another script; NULL where nothing is known. */
static const char *
latin_letter(uint32_t c)
{
	size_t		low = 0;
	size_t		high = contacts_match_letter_count;

	while (low < high)
	{
		size_t		middle = (low + high) / 2;

		if (contacts_match_letters[middle].code < c)
			low = middle + 1;
		else
			high = middle;
	}
	return low < contacts_match_letter_count && contacts_match_letters[low].code == c ?
		contacts_match_letters[low].latin :
		NULL;
}

/* Write what stands for a character, or itself; returns its length, at most CONTACTS_MATCH_LATIN_MAX. */
static size_t
write_latin(uint32_t c, const char *itself, size_t width, char *out)
{
	const char *parts[3] = {latin_letter(c), "", ""};
	size_t		n = 0;

	if (c >= HANGUL_FIRST && c < HANGUL_FIRST + HANGUL_COUNT)
	{
		parts[0] = contacts_match_jamo_first[(c - HANGUL_FIRST) / 588];
		parts[1] = contacts_match_jamo_middle[(c - HANGUL_FIRST) / 28 % 21];
		parts[2] = contacts_match_jamo_last[(c - HANGUL_FIRST) % 28];
	}
	if (parts[0] == NULL)
	{
		memcpy(out, itself, width);
		return width;
	}
	for (int i = 0; i < 3; i++)
	{
		memcpy(out + n, parts[i], strlen(parts[i]));
		n += strlen(parts[i]);
	}
	return n;
}

size_t
contacts_match_latin(const char *word, size_t len, char *out, size_t room)
{
	size_t		n = 0;

	for (size_t i = 0; i < len && n < room;)
	{
		char		latin[CONTACTS_MATCH_LATIN_MAX];
		uint32_t	c = 0;
		size_t		width;

		if ((unsigned char) word[i] < 0x80)
		{
			out[n++] = word[i++];
			continue;
		}
		width = contacts_utf8_decode(word + i, len - i, &c);
		if (width == 0)
			width = 1;
		else
		{
			size_t		k = write_latin(c, word + i, width, latin);

			if (n + k > room)
				break;
			memcpy(out + n, latin, k);
			n += k;
			i += width;
			continue;
		}
		out[n++] = word[i++];
	}
	return n;
}

size_t
contacts_match_shape(const char *word, size_t len, char *out, size_t room)
{
	size_t		n = 0;

	for (size_t i = 0; i < len && n < room;)
	{
		uint32_t	c;
		size_t		width = contacts_utf8_decode(word + i, len - i, &c);

		if (width == 0)
		{
			c = (unsigned char) word[i];
			width = 1;
		}
		out[n++] = (char) (c < 0x80 ? c : 0x80 | (contacts_match_mix(c) & 0x7F));
		i += width;
	}
	return n;
}

/* spellings of one sound; the first that fits is taken */
static const struct
{
	char		from[4];
	char		to;
} sounds[] = {
	{"sch", 's'}, {"sh", 's'}, {"ch", 'k'}, {"ph", 'f'}, {"ck", 'k'}, {"th", 't'}, {"dt", 't'}, {"tz", 's'},
	{"kh", 'h'}, {"zh", 's'}, {"ow", 'f'}, {"ov", 'f'},
};

/* Read one sound of a word; *sound is a consonant, or 'a' for any vowel. */
static size_t
read_sound(const char *word, size_t len, char *sound)
{
	/* a b c d e f g h i j k l m n o p q r s t u v w x y z */
	static const char plain[] = "aPKTafKhaaKlmnapKrstaffxas";

	for (size_t i = 0; i < sizeof(sounds) / sizeof(sounds[0]); i++)
	{
		size_t		n = strlen(sounds[i].from);

		if (sounds[i].from[0] == word[0] && n <= len && memcmp(sounds[i].from, word, n) == 0)
		{
			*sound = sounds[i].to;
			return n;
		}
	}
	*sound = word[0];
	if (word[0] >= 'a' && word[0] <= 'z')
	{
		*sound = plain[word[0] - 'a'];
		if (*sound >= 'A' && *sound <= 'Z')
			*sound = (char) (*sound + ('a' - 'A'));
	}
	return 1;
}

size_t
contacts_match_phonetic(const char *word, size_t len, char out[6])
{
	size_t		n = 0;

	for (size_t i = 0; i < len && n < 6;)
	{
		char		sound;

		i += read_sound(word + i, len - i, &sound);
		if (n == 0 || (sound != 'a' && sound != out[n - 1]))
			out[n++] = sound;
	}
	return n;
}

/* Leave out what two words have in common at both ends; returns the common beginning. */
static size_t
trim_common(const char *a, size_t *alen, const char *b, size_t *blen)
{
	size_t		same = 0;

	while (*alen > 0 && *blen > 0 && a[*alen - 1] == b[*blen - 1])
	{
		--*alen;
		--*blen;
	}
	while (same < *alen && same < *blen && a[same] == b[same])
		same++;
	*alen -= same;
	*blen -= same;
	return same;
}

/* One row of the usual table; only the diagonals that the limit allows count. */
int
contacts_match_edits(const char *a, size_t alen, const char *b, size_t blen, int limit)
{
	uint8_t		row[66];
	size_t		same;

	alen = alen > 64 ? 64 : alen;
	blen = blen > 64 ? 64 : blen;
	same = trim_common(a, &alen, b, &blen);
	a += same;
	b += same;
	if ((alen > blen ? alen - blen : blen - alen) > (size_t) limit)
		return limit + 1;
	for (size_t j = 0; j <= blen; j++)
		row[j] = (uint8_t) j;
	for (size_t i = 1; i <= alen; i++)
	{
		uint8_t		corner = row[0];
		uint8_t		least;

		row[0] = (uint8_t) i;
		least = row[0];
		for (size_t j = 1; j <= blen; j++)
		{
			uint8_t		best = (uint8_t) (corner + (a[i - 1] != b[j - 1]));

			corner = row[j];
			if (corner + 1 < best)
				best = (uint8_t) (corner + 1);
			if (row[j - 1] + 1 < best)
				best = (uint8_t) (row[j - 1] + 1);
			row[j] = best;
			least = best < least ? best : least;
		}
		if (least > limit)
			return limit + 1;
	}
	return row[blen] > limit ? limit + 1 : row[blen];
}

bool
contacts_match_anagram(const char *a, const char *b, size_t len)
{
	signed char seen[256] = {0};

	if (len > 100)
		return false;
	for (size_t i = 0; i < len; i++)
	{
		seen[(unsigned char) a[i]]++;
		seen[(unsigned char) b[i]]--;
	}
	for (size_t i = 0; i < len; i++)
		if (seen[(unsigned char) a[i]] != 0)
			return false;
	return true;
}

/* Match the characters of two words within Jaro's window; *half counts those out of order. */
static int
jaro_matches(const char *a, int alen, const char *b, int blen, int *half)
{
	int			window = (alen > blen ? alen : blen) / 2 - 1;
	uint64_t	taken = 0;
	uint64_t	mine = 0;
	int			matches = 0;
	int			j = 0;

	window = window < 0 ? 0 : window;
	for (int i = 0; i < alen; i++)
	{
		int			first = i > window ? i - window : 0;
		int			last = i + window < blen - 1 ? i + window : blen - 1;

		for (int k = first; k <= last; k++)
		{
			if (a[i] == b[k] && !(taken >> k & 1))
			{
				taken |= UINT64_C(1) << k;
				mine |= UINT64_C(1) << i;
				matches++;
				break;
			}
		}
	}
	*half = 0;
	for (int i = 0; i < alen; i++)
	{
		if (!(mine >> i & 1))
			continue;
		while (!(taken >> j & 1))
			j++;
		*half += a[i] != b[j++];
	}
	return matches;
}

double
contacts_match_jaro(const char *a, size_t alen, const char *b, size_t blen)
{
	int			n = alen > 64 ? 64 : (int) alen;
	int			m = blen > 64 ? 64 : (int) blen;
	int			half;
	int			matches = jaro_matches(a, n, b, m, &half);
	int			prefix = 0;
	double		jaro;

	if (matches == 0)
		return 0;
	jaro = ((double) matches / n + (double) matches / m + (matches - half / 2) / (double) matches) / 3;
	while (prefix < 4 && prefix < n && prefix < m && a[prefix] == b[prefix])
		prefix++;
	return jaro > 0.7 ? jaro + prefix * 0.1 * (1 - jaro) : jaro;
}

int
contacts_match_find(const char *const *table, size_t count, const char *word, size_t len)
{
	size_t		low = 0;
	size_t		high = memchr(word, '\0', len) == NULL ? count : 0;

	while (low < high)
	{
		size_t		middle = (low + high) / 2;
		int			cmp = strncmp(table[middle], word, len);

		if (cmp == 0 && table[middle][len] != '\0')
			cmp = 1;
		if (cmp == 0)
			return (int) middle;
		if (cmp < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return -1;
}

bool
contacts_match_nicknames(unsigned a, unsigned b)
{
	if (a == 0 || b == 0)
		return false;
	for (unsigned i = contacts_match_name_starts[a - 1]; i < contacts_match_name_starts[a]; i++)
		if (contacts_match_name_links[i] == b - 1)
			return true;
	return false;
}

bool
contacts_match_same_formal(unsigned a, unsigned b)
{
	const uint16_t *starts = contacts_match_name_formal_starts;

	if (a == 0 || b == 0)
		return false;
	for (unsigned i = starts[a - 1]; i < starts[a]; i++)
		for (unsigned j = starts[b - 1]; j < starts[b]; j++)
			if (contacts_match_name_formals[i] == contacts_match_name_formals[j])
				return true;
	return false;
}
