/*
 * match_pack.c
 *	  Cards in few bytes, to be stored while pairs are made.
 *
 * Most of a card is empty.  Its part before the text is written as runs of
 * units of four bytes: how many are zero, how many follow as they are.
 */
#include "core/match.h"

#include <string.h>

#define UNIT 4
#define HEAD (offsetof(contacts_match_card, text) / UNIT * UNIT)
#define RUN_MAX 255

/* Count the units from a place on that are zero, or are not. */
static size_t
count_units(const char *image, size_t from, bool zero)
{
	static const char none[UNIT];
	size_t		n = 0;

	while (n < RUN_MAX && from + n * UNIT < HEAD &&
		   (memcmp(image + from + n * UNIT, none, UNIT) == 0) == zero)
		n++;
	return n;
}

size_t
contacts_match_pack(const contacts_match_card *card, char *out)
{
	const char *image = (const char *) card;
	size_t		at = 0;
	size_t		n = 0;

	while (at < HEAD)
	{
		size_t		zeros = count_units(image, at, true);
		size_t		units = count_units(image, at + zeros * UNIT, false);

		out[n++] = (char) zeros;
		out[n++] = (char) units;
		memcpy(out + n, image + at + zeros * UNIT, units * UNIT);
		n += units * UNIT;
		at += (zeros + units) * UNIT;
	}
	memcpy(out + n, image + HEAD, contacts_match_card_size(card) - HEAD);
	return n + contacts_match_card_size(card) - HEAD;
}

bool
contacts_match_unpack(const char *in, size_t len, contacts_match_card *card)
{
	char	   *image = (char *) card;
	size_t		at = 0;
	size_t		n = 0;

	memset(card, 0, offsetof(contacts_match_card, text));
	while (at < HEAD)
	{
		size_t		zeros;
		size_t		units;

		if (len - n < 2)
			return false;
		zeros = (unsigned char) in[n];
		units = (unsigned char) in[n + 1];
		n += 2;
		at += zeros * UNIT;
		if (zeros + units == 0 || at > HEAD || units * UNIT > HEAD - at || units * UNIT > len - n)
			return false;
		memcpy(image + at, in + n, units * UNIT);
		n += units * UNIT;
		at += units * UNIT;
	}
	if (len - n < offsetof(contacts_match_card, text) - HEAD || len - n > sizeof(*card) - HEAD)
		return false;
	memcpy(image + HEAD, in + n, len - n);
	return card->text_len <= sizeof(card->text) && contacts_match_card_size(card) - HEAD == len - n;
}
