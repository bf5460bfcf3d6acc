/*
 * match_fuzz.c
 *	  Whatever two contacts are: matching stays in its buffers, is finite and the same from both sides.
 *
 * The first byte chooses kind and frequencies; the rest is two contacts apart by a byte of zero, the values of each
 * apart by line ends: name, company, title, website, tax id, two addresses of mail, two numbers, street, town, postal
 * code, two values that identify.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/match.h"

#define HOLD(promise) \
	do { if (!(promise)) abort(); } while (0)

extern int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Take the next value before end. */
static contacts_match_text
next_value(const char **at, const char *end)
{
	const char *start = *at;
	const char *stop = start < end ? memchr(start, '\n', (size_t) (end - start)) : NULL;

	if (stop == NULL)
		stop = end;
	*at = stop < end ? stop + 1 : end;
	return (contacts_match_text) {start, (size_t) (stop - start)};
}

/* Read the fields of a contact. */
static void
read_fields(const char *at, const char *end, contacts_match_kind kind, contacts_match_fields *f)
{
	memset(f, 0, sizeof(*f));
	f->kind = kind;
	f->name = next_value(&at, end);
	f->company = next_value(&at, end);
	f->title = next_value(&at, end);
	f->website = next_value(&at, end);
	f->tax_id = next_value(&at, end);
	f->emails = f->phones = f->identities = 2;
	f->addresses = 1;
	for (int i = 0; i < 2; i++)
		f->email[i] = next_value(&at, end);
	for (int i = 0; i < 2; i++)
		f->phone[i] = next_value(&at, end);
	f->address[0].line = next_value(&at, end);
	f->address[0].city = next_value(&at, end);
	f->address[0].postal_code = next_value(&at, end);
	for (int i = 0; i < 2; i++)
		f->identity[i] = (contacts_match_identity) {(uint32_t) i, next_value(&at, end)};
}

/* Make a card; packed and read back it is the same. */
static void
make_card(const contacts_match_fields *f, uint32_t holders, contacts_match_card *card)
{
	static char packed[CONTACTS_MATCH_PACKED_MAX];
	static contacts_match_card again;
	contacts_match_terms terms;
	uint32_t	held[CONTACTS_MATCH_TERMS];
	uint64_t	keys[CONTACTS_MATCH_KEYS];
	size_t		len;
	int			n;

	contacts_match_prepare(f, 1, card, &terms);
	HOLD(terms.count == card->terms && terms.count <= CONTACTS_MATCH_TERMS);
	for (int i = 0; i < CONTACTS_MATCH_TERMS; i++)
		held[i] = holders;
	contacts_match_weigh(card, 1000, held);
	n = contacts_match_keys(card, keys);
	HOLD(n >= 0 && n <= CONTACTS_MATCH_KEYS);
	for (int i = 0; i < n; i++)
		for (int j = 0; j < i; j++)
			HOLD(keys[i] != keys[j]);
	len = contacts_match_pack(card, packed);
	HOLD(len <= sizeof(packed) && contacts_match_unpack(packed, len, &again));
	HOLD(memcmp(card, &again, contacts_match_card_size(card)) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static contacts_match_card a;
	static contacts_match_card b;
	contacts_match_fields f;
	contacts_match_result x;
	contacts_match_result y;
	const char *start = (const char *) data + 1;
	const char *end = (const char *) data + size;
	const char *middle;
	contacts_match_kind kind;
	double		bits;

	if (size == 0)
		return 0;
	kind = data[0] & 1 ? CONTACTS_MATCH_ORGANIZATION : CONTACTS_MATCH_PERSON;
	middle = start < end ? memchr(start, '\0', (size_t) (end - start)) : NULL;
	if (middle == NULL)
		middle = end;
	read_fields(start, middle, kind, &f);
	make_card(&f, data[0] >> 1, &a);
	read_fields(middle < end ? middle + 1 : end, end, kind, &f);
	make_card(&f, data[0] >> 1, &b);
	bits = contacts_match_compare(&a, &b, &x);
	HOLD(bits - bits == 0);
	HOLD(contacts_match_compare(&b, &a, &y) == bits && x.count == y.count && x.bits == y.bits);
	HOLD(contacts_match_compare(&a, &b, NULL) == bits);
	HOLD(contacts_match_probability(bits) >= 0 && contacts_match_probability(bits) <= 1);
	return 0;
}
