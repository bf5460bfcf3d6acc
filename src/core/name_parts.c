/*
 * name_parts.c
 *	  The parts of a person's full name: titles before it, given names, family name, what stands behind it.
 *
 * Written down by hand from how people write names; a rule that holds for most names of a language, and is silent
 * where it might be wrong.
 */
#include "core/name_parts.h"

#include <string.h>

#include "core/search.h"
#include "core/unicode.h"

#define COUNT(array) ((int) (sizeof(array) / sizeof((array)[0])))

/* titles that stand before a name, without dots; "." at the end: only where a dot is written */
static const char *const prefixes[] = {
	"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "doctor", "sir", "dame", "rev", "reverend",
	"hon", "capt",
	"captain", "col", "colonel", "gen", "lt", "maj", "sgt", "cpl", "herr", "frau", "fräulein", "ing", "dipl-ing", "mag",
	"mme", "mlle", "monsieur", "madame", "mademoiselle", "docteur", "señor", "señora", "señorita", "srta", "sra", "sr.",
	"d.", "doña", "sig", "signor", "signora", "signore", "sigra", "dott", "dottssa", "avv", "dhr", "mevr",
	"mevrouw", "drs",
	"pan", "pani", "mudr", "judr", "phdr", "mgr", "bc", "m.", "fr.", "st.",
};

/* of these a single name behind is a given one */
static const char *const given_prefixes[] = {"sir", "dame", "miss", "rev", "fr", "doña", "d"};

/* what stands behind a name, without dots; upper case: only as written so */
static const char *const suffixes[] = {
	"jr", "sr", "jnr", "snr", "junior", "II", "III", "IV", "VI", "VII", "VIII", "2nd", "3rd", "4th", "phd",
	"dphil", "md",
	"dds", "dmd", "dvm", "esq", "mba", "cpa", "cfa", "pe", "rn", "JD", "LLM", "LLB", "bsc", "msc", "meng",
	"beng", "OBE",
	"CBE", "MBE", "KBE", "DBE", "KC", "QC", "FRS", "edd", "psyd", "pharmd", "CSc", "drsc", "dba", "pmp", "ret", "filho",
	"neto", "sobrinho",
};

/* words that begin a family name where another word stands before them */
static const char *const particles[] = {
	"van", "von", "vom", "der", "den", "de", "del", "della", "dello", "degli", "dei", "di", "du", "des", "dos",
	"ter", "ten",
	"bin", "ibn", "bint", "zu", "zum", "zur", "af", "st", "ste", "'t", "d'",
};

/* the same, in small letters only: with a capital they are names too */
static const char *const small_particles[] = {
	"da", "das", "do", "la", "le", "los", "las", "el", "al", "ul", "abu", "ben", "bar", "av", "op", "san",
	"santa", "in", "dal", "dalla",
};

/* family names of two characters */
static const char *const compound_names[] = {
	"欧阳", "歐陽", "司马", "司馬", "上官", "诸葛", "諸葛", "司徒", "夏侯", "皇甫", "尉迟", "尉遲", "公孙", "公孫", "慕容", "令狐", "长孙",
	"長孫", "宇文", "东方", "東方", "独孤", "獨孤", "端木", "钟离", "鍾離", "南宫", "南宮", "남궁", "황보", "제갈", "사공", "선우", "독고",
	"서문", "동방",
};

/* languages whose speakers write the family name first */
static const char *const family_first[] = {"hu", "zh", "ko", "vi", "yue", "cmn", "km"};

/* Compare a word with one of a list, dots and ASCII case aside. */
static bool
is_word(const contacts_name_word *word, const char *listed)
{
	size_t		at = 0;
	size_t		n = strlen(listed);
	bool		dot = n > 1 && listed[n - 1] == '.';
	bool		exact = listed[0] >= 'A' && listed[0] <= 'Z';

	if (dot)
		n--;
	if (dot && (word->len == 0 || word->start[word->len - 1] != '.'))
		return false;
	for (size_t i = 0; i < word->len; i++)
	{
		char		c = word->start[i];

		if (c == '.')
			continue;
		if (!exact && c >= 'A' && c <= 'Z')
			c += 'a' - 'A';
		if (at == n || c != listed[at++])
			return false;
	}
	return at == n;
}

/* Check whether a word is one of a list. */
static bool
is_one_of(const contacts_name_word *word, const char *const *list, int count)
{
	for (int i = 0; i < count; i++)
		if (is_word(word, list[i]))
			return true;
	return false;
}

#define IS_ONE_OF(word, list) is_one_of(word, list, COUNT(list))

/* Check whether the family name begins at or before a word, as another one follows. */
static bool
is_particle(const contacts_name_word *word)
{
	if (IS_ONE_OF(word, particles))
		return true;
	return word->len > 0 && word->start[0] >= 'a' && word->start[0] <= 'z' && IS_ONE_OF(word, small_particles);
}

/* Get the bytes of a comma, 0 for another character. */
static size_t
comma_at(const char *s, size_t len)
{
	if (*s == ',')
		return 1;
	return len >= 3 && (memcmp(s, "，", 3) == 0 || memcmp(s, "、", 3) == 0) ? 3 : 0;
}

/* Take the words of a name; returns how many, 0 for too many. */
static int
take_words(const char *name, size_t len, contacts_name_word *words)
{
	const char *end = name + len;
	int			n = 0;

	while (name < end)
	{
		size_t		size = 0;
		size_t		comma = 0;

		while (name + size < end && name[size] != ' ' && (comma = comma_at(name + size,
		(size_t) (end - name) - size)) == 0)
			size++;
		if (size > 0)
		{
			if (n == CONTACTS_NAME_WORDS)
				return 0;
			words[n++] = (contacts_name_word) {name, size, false, CONTACTS_NAME_FIRST};
		}
		if (comma > 0 && n > 0)
			words[n - 1].comma = true;
		name += size + (comma > 0 ? comma : name + size < end);
	}
	return n;
}

/* Give words from..to a role. */
static void
set_role(contacts_name_word *words, int from, int to, contacts_name_role role)
{
	for (int i = from; i < to; i++)
		words[i].role = role;
}

/* Take titles off the beginning of words, and what stands behind a name off their end; one word remains. */
static void
take_ends(contacts_name_word *words, int *from, int *to)
{
	while (*to - *from > 1 && IS_ONE_OF(&words[*from], prefixes))
		words[(*from)++].role = CONTACTS_NAME_PREFIX;
	while (*to - *from > 1 && IS_ONE_OF(&words[*to - 1], suffixes))
		words[--*to].role = CONTACTS_NAME_SUFFIX;
}

bool
contacts_name_is_cjk(const char *text, size_t len)
{
	uint32_t	c;

	for (size_t at = 0, n; at < len; at += n)
	{
		n = contacts_utf8_decode(text + at, len - at, &c);
		if (n == 0 || !contacts_search_is_cjk(c))
			return false;
	}
	return len > 0;
}

/* Check whether words are all CJK. */
static bool
are_cjk(const contacts_name_word *words, int from, int to)
{
	for (int i = from; i < to; i++)
		if (!contacts_name_is_cjk(words[i].start, words[i].len))
			return false;
	return from < to;
}

/*
 * Get the bytes of the family name that a word of Han or Hangul begins with, 0 where that cannot be told: Japanese
 * ones have any length.  All characters have three bytes, but for rare ones.
 */
static size_t
family_bytes(const contacts_name_word *word)
{
	int			n = 0;
	uint32_t	c = 0;
	bool		hangul = false;

	for (size_t at = 0; at < word->len; n++)
	{
		at += contacts_utf8_decode(word->start + at, word->len - at, &c);
		hangul = c >= 0xAC00 && c <= 0xD7A3;
		if (c < 0x3400 || (c >= 0x10000 && at < 6))
			return 0;
	}
	if (n < 2 || n > 4)
		return 0;
	for (int i = 0; n > 2 && i < COUNT(compound_names); i++)
		if (memcmp(word->start, compound_names[i], 6) == 0)
			return 6;
	return n < 4 || hangul ? 3 : 0;
}

/* Split a name of one CJK word into two; returns how many words there are then. */
static int
split_word(contacts_name_word *words, int n, int at)
{
	size_t		family = n < CONTACTS_NAME_WORDS ? family_bytes(&words[at]) : 0;

	if (family == 0)
		return n;
	memmove(&words[at + 2], &words[at + 1], sizeof(words[0]) * (size_t) (n - at - 1));
	words[at + 1] = words[at];
	words[at].len = family;
	words[at].comma = false;
	words[at].role = CONTACTS_NAME_LAST;
	words[at + 1].start += family;
	words[at + 1].len -= family;
	words[at + 1].role = CONTACTS_NAME_FIRST;
	return n + 1;
}

/* Find where the family name begins among words of which it is the last. */
static int
find_last_name(const contacts_name_word *words, int from, int to)
{
	int			at = to - 1;

	/* "Ortega y Gasset" */
	if (at - 2 > from && words[at - 1].len == 1 && (*words[at - 1].start == 'y' || *words[at - 1].start == 'e'))
		at -= 2;
	while (at - 1 > from && is_particle(&words[at - 1]))
		at--;
	return at;
}

/* Tell the parts of a name without commas apart; returns how many words there are then. */
static int
split_natural(contacts_name_word *words, int n, int from, int to, contacts_name_order order)
{
	int			first = from;
	int			at;

	take_ends(words, &from, &to);
	if (to - from == 1)
	{
		bool		titled = from > first && !IS_ONE_OF(&words[from - 1], given_prefixes);

		words[from].role = titled ? CONTACTS_NAME_LAST : CONTACTS_NAME_FIRST;
		return order == CONTACTS_NAME_JAPANESE || !are_cjk(words, from, to) ? n : split_word(words, n, from);
	}
	if (order != CONTACTS_NAME_GIVEN_FIRST || are_cjk(words, from, to))
	{
		at = from + 1;
		while (at < to - 1 && is_particle(&words[at - 1]))
			at++;
		set_role(words, from, at, CONTACTS_NAME_LAST);
		set_role(words, at, to, CONTACTS_NAME_FIRST);
		return n;
	}
	at = find_last_name(words, from, to);
	set_role(words, from, at, CONTACTS_NAME_FIRST);
	set_role(words, at, to, CONTACTS_NAME_LAST);
	return n;
}

/* Check whether all words stand behind a name. */
static bool
are_suffixes(const contacts_name_word *words, int from, int to)
{
	for (int i = from; i < to; i++)
		if (!IS_ONE_OF(&words[i], suffixes))
			return false;
	return true;
}

/* Find the end of the words up to the next comma. */
static int
end_of_segment(const contacts_name_word *words, int n, int from)
{
	while (from < n - 1 && !words[from].comma)
		from++;
	return from + 1;
}

/* Tell the parts of "Last, First" apart. */
static void
split_reversed(contacts_name_word *words, int n, int head)
{
	int			from = 0;
	int			to = head;
	int			end = end_of_segment(words, n, head);

	take_ends(words, &from, &to);
	set_role(words, from, to, CONTACTS_NAME_LAST);
	from = head;
	to = end;
	take_ends(words, &from, &to);
	set_role(words, from, to, CONTACTS_NAME_FIRST);
	set_role(words, end, n, are_suffixes(words, end, n) ? CONTACTS_NAME_SUFFIX : CONTACTS_NAME_FIRST);
}

int
contacts_name_split(const char *name, size_t len, contacts_name_order order, contacts_name_word *words)
{
	int			n = take_words(name, len, words);
	int			head;

	if (n == 0)
		return 0;
	head = end_of_segment(words, n, 0);
	if (head == n || are_suffixes(words, head, n))
	{
		set_role(words, head, n, CONTACTS_NAME_SUFFIX);
		return split_natural(words, n, 0, head, order);
	}
	split_reversed(words, n, head);
	return n;
}

bool
contacts_name_order_of(const char *language, size_t len, contacts_name_order *order)
{
	contacts_name_word primary = {language, 0, false, CONTACTS_NAME_FIRST};

	while (primary.len < len && language[primary.len] != '-')
		primary.len++;
	if (primary.len == 0)
		return false;
	*order = is_word(&primary, "ja") ? CONTACTS_NAME_JAPANESE
		: IS_ONE_OF(&primary, family_first) ? CONTACTS_NAME_FAMILY_FIRST : CONTACTS_NAME_GIVEN_FIRST;
	return true;
}
