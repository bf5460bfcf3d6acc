/*
 * match_pack.c
 *	  Cards in few bytes, to be stored while pairs are made.
 *
 * Most of a card is empty.  Its part before the text is written as runs of
 * units of four bytes: how many are zero, how many follow as they are.
 */
#include "core/match.h"

#include "core/match_table.h"
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

/* Check that a piece of text lies within that of its card. */
static bool
fits(const contacts_match_card *card, size_t start, size_t len)
{
	return start + len <= card->text_len;
}

/* Check a list of words. */
static bool
check_words(const contacts_match_card *card, const contacts_match_words *words)
{
	if (words->count > CONTACTS_MATCH_WORDS)
		return false;
	for (int i = 0; i < words->count; i++)
	{
		const contacts_match_word *word = &words->word[i];

		if (!fits(card, word->start, word->len) || word->len > CONTACTS_MATCH_WORD_MAX || word->len == 0 ||
			word->term >= CONTACTS_MATCH_TERMS || word->name > contacts_match_names_count)
			return false;
	}
	return true;
}

/* Check addresses of mail and telephone numbers. */
static bool
check_reach(const contacts_match_card *card)
{
	if (card->emails > CONTACTS_MATCH_EMAILS || card->phones > CONTACTS_MATCH_PHONES)
		return false;
	for (int i = 0; i < card->emails; i++)
	{
		const contacts_match_mailbox *m = &card->email[i];

		if (!fits(card, m->local, m->local_len) || !fits(card, m->domain, m->domain_len) ||
			m->term >= CONTACTS_MATCH_TERMS || m->local_term >= CONTACTS_MATCH_TERMS ||
			m->domain_term >= CONTACTS_MATCH_TERMS)
			return false;
	}
	for (int i = 0; i < card->phones; i++)
	{
		if (!fits(card, card->phone[i].start, card->phone[i].len) || card->phone[i].term >= CONTACTS_MATCH_TERMS ||
			card->phone[i].block_term >= CONTACTS_MATCH_TERMS)
			return false;
	}
	return true;
}

/* Check postal addresses. */
static bool
check_places(const contacts_match_card *card)
{
	if (card->addresses > CONTACTS_MATCH_ADDRESSES)
		return false;
	for (int i = 0; i < card->addresses; i++)
	{
		const contacts_match_place *p = &card->address[i];

		if (!fits(card, p->street, p->street_len) || !fits(card, p->city, p->city_len) ||
			!fits(card, p->postal, p->postal_len) || p->postal_term >= CONTACTS_MATCH_TERMS ||
			p->city_term >= CONTACTS_MATCH_TERMS || p->term >= CONTACTS_MATCH_TERMS)
			return false;
	}
	return true;
}

/* Check what identifies by itself. */
static bool
check_mark(const contacts_match_card *card, const contacts_match_mark *mark)
{
	return fits(card, mark->start, mark->len) && mark->term < CONTACTS_MATCH_TERMS;
}

/* Check the places of the words that pairs are made of, and the terms and figures. */
static bool
check_figures(const contacts_match_card *card)
{
	if (card->pairs > sizeof(card->pair_words) || card->terms > CONTACTS_MATCH_TERMS ||
		card->company_term >= CONTACTS_MATCH_TERMS || !(card->contacts_bits >= 0 && card->contacts_bits <= 64))
		return false;
	for (int i = 0; i < card->pairs; i++)
		if (card->pair_words[i] >= card->name.count)
			return false;
	for (size_t i = 0; i < sizeof(card->pair_terms); i++)
		if (card->pair_terms[i] >= CONTACTS_MATCH_TERMS)
			return false;
	for (int i = 0; i < CONTACTS_MATCH_TERMS; i++)
		if (!(card->bits[i] >= 0 && card->bits[i] <= 64))
			return false;
	return true;
}

/* Check that comparing a card stays within it, whoever wrote it. */
static bool
check_card(const contacts_match_card *card)
{
	if (card->identities > CONTACTS_MATCH_IDENTITIES || !check_words(card, &card->name) ||
		!check_words(card, &card->company) || !check_words(card, &card->title) || !check_reach(card) ||
		!check_places(card) || !check_figures(card) || !check_mark(card, &card->tax_id) ||
		!fits(card, card->website.start, card->website.len) || card->website.len > 64 ||
		card->website.term >= CONTACTS_MATCH_TERMS || card->website.name > contacts_match_names_count)
		return false;
	for (int i = 0; i < card->identities; i++)
		if (!check_mark(card, &card->identity[i]))
			return false;
	return true;
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
	return card->text_len <= sizeof(card->text) && contacts_match_card_size(card) - HEAD == len - n && check_card(card);
}
