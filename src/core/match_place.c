/*
 * match_place.c
 *	  Addresses: the numbers of a line, its street without the words that are written in many ways.
 */
#include "core/match_card.h"

#include <string.h>

#include "core/search.h"

/* words of streets and how they are written short; an ending "-strasse" is one too */
static const struct
{
	char		from[12];
	char		to[5];
} short_words[] = {
	{"street", "st"}, {"saint", "st"}, {"avenue", "ave"}, {"av", "ave"}, {"road", "rd"}, {"place", "pl"},
	{"drive", "dr"}, {"court", "ct"}, {"lane", "ln"}, {"boulevard", "blvd"}, {"highway", "hwy"}, {"terrace", "tce"},
	{"square", "sq"}, {"north", "n"}, {"south", "s"}, {"east", "e"}, {"west", "w"}, {"strasse", "str"},
	{"crescent", "cres"}, {"parkway", "pkwy"}, {"circuit", "cct"}, {"close", "cl"}, {"ulitsa", "ul"}, {"ulica", "ul"},
	{"caddesi", "cad"}, {"cd", "cad"}, {"sokak", "sok"}, {"sk", "sok"}, {"calle", "c"}, {"avenida", "ave"},
	{"avda", "ave"}, {"rue", "r"}, {"platz", "pl"},
};

/* Check whether a word is a number of a house: digits and one letter at most. */
static bool
is_number(const char *word, size_t len)
{
	size_t		digits = 0;

	while (digits < len && word[digits] >= '0' && word[digits] <= '9')
		digits++;
	return digits > 0 && len <= digits + 1;
}

/* Shorten a word of a street, in place; returns its length. */
static size_t
shorten(char *word, size_t len)
{
	for (size_t i = 0; i < sizeof(short_words) / sizeof(short_words[0]); i++)
	{
		if (strlen(short_words[i].from) == len && memcmp(short_words[i].from, word, len) == 0)
		{
			memcpy(word, short_words[i].to, strlen(short_words[i].to));
			return strlen(short_words[i].to);
		}
	}
	if (len > 7 && memcmp(word + len - 7, "strasse", 7) == 0)
		return len - 4;
	return len;
}

/* Append a word to a line of words. */
static size_t
append(char *line, size_t n, size_t room, const char *word, size_t len)
{
	if (n > 0 && n < room)
		line[n++] = ' ';
	len = len < room - n ? len : room - n;
	memcpy(line + n, word, len);
	return n + len;
}

/* Read the line of street and number. */
static void
read_line(contacts_match_card *card, contacts_match_text text, contacts_match_place *place)
{
	const char *at = text.start;
	contacts_search_word word;
	char		street[64] = "";
	char		numbers[32] = "";
	size_t		street_len = 0;
	size_t		numbers_len = 0;

	while (text.len > 0 && contacts_search_next(&at, text.start + text.len, &word))
	{
		char		latin[64];
		char		shape[32];
		size_t		n = contacts_match_latin(word.start, word.len, latin, sizeof(latin));

		if (is_number(latin, n))
		{
			numbers_len = append(numbers, numbers_len, sizeof(numbers), latin, n);
			continue;
		}
		n = contacts_match_shape(latin, n, shape, sizeof(shape));
		street_len = append(street, street_len, sizeof(street), shape, shorten(shape, n));
	}
	place->street = contacts_match_add_text(card, street, street_len, sizeof(street), &place->street_len);
	if (numbers_len > 0)
		place->number_hash = (uint32_t) contacts_match_hash(4, numbers, numbers_len) | 1;
}

/* Write a text in Latin letters, one byte each, without blanks where they do not count. */
static size_t
write_plain(contacts_match_text text, bool blanks, char *out, size_t room)
{
	const char *at = text.start;
	contacts_search_word word;
	size_t		n = 0;

	while (text.len > 0 && contacts_search_next(&at, text.start + text.len, &word))
	{
		char		latin[64];
		char		shape[32];
		size_t		len = contacts_match_latin(word.start, word.len, latin, sizeof(latin));

		len = contacts_match_shape(latin, len, shape, sizeof(shape));
		if (blanks)
			n = append(out, n, room, shape, len);
		else
		{
			len = len < room - n ? len : room - n;
			memcpy(out + n, shape, len);
			n += len;
		}
	}
	return n;
}

void
contacts_match_read_address(contacts_match_maker *maker, const contacts_match_address *from,
							contacts_match_place *place)
{
	contacts_match_card *card = maker->card;
	char		text[32] = "";
	size_t		n;

	read_line(card, from->line, place);
	n = write_plain(from->city, true, text, sizeof(text));
	place->city = contacts_match_add_text(card, text, n, sizeof(text), &place->city_len);
	if (n > 0)
	{
		place->city_hash = (uint32_t) contacts_match_hash(5, text, n) | 1;
		place->city_term = contacts_match_add_shared(maker, CONTACTS_MATCH_F_CITY, place->city_hash);
	}
	n = write_plain(from->postal_code, false, text, sizeof(text));
	place->postal = contacts_match_add_text(card, text, n, sizeof(text), &place->postal_len);
	if (n == 0)
		return;
	place->postal_hash = (uint32_t) contacts_match_hash(6, text, n) | 1;
	place->postal_term = contacts_match_add_shared(maker, CONTACTS_MATCH_F_POSTAL, place->postal_hash);
	place->term = contacts_match_add_shared(maker, CONTACTS_MATCH_F_ADDRESS,
											(uint64_t) place->postal_hash << 32 | place->number_hash);
}
