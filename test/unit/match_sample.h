/*
 * match_sample.h
 *	  Short ways to write a contact in tests of matching.
 */
#ifndef CONTACTS_TEST_MATCH_SAMPLE_H
#define CONTACTS_TEST_MATCH_SAMPLE_H

#include <string.h>

#include "core/match.h"

/* a contact of constants; NULL: missing */
typedef struct sample
{
	const char *name;
	const char *email;
	const char *phone;
	const char *company;
	const char *title;
	const char *line;
	const char *city;
	const char *postal_code;
	const char *birth_date;
	const char *tax_id;
	const char *website;
} sample;

static inline contacts_match_text
text_of(const char *s)
{
	return (contacts_match_text) {s, s != NULL ? strlen(s) : 0};
}

/* Make the card of a sample, in an organization of a million contacts where each value has one holder. */
static inline void
make_card(const sample *s, contacts_match_kind kind, contacts_match_card *card)
{
	contacts_match_fields f = {.kind = kind, .name = text_of(s->name)};
	contacts_match_terms terms;
	uint32_t	holders[CONTACTS_MATCH_TERMS];

	f.company = text_of(s->company);
	f.title = text_of(s->title);
	f.website = text_of(s->website);
	f.tax_id = text_of(s->tax_id);
	f.emails = s->email != NULL;
	f.email[0] = text_of(s->email);
	f.phones = s->phone != NULL;
	f.phone[0] = text_of(s->phone);
	f.addresses = s->line != NULL || s->city != NULL || s->postal_code != NULL;
	f.address[0] = (contacts_match_address) {text_of(s->line), text_of(s->city), text_of(s->postal_code)};
	f.identities = s->birth_date != NULL;
	f.identity[0] = (contacts_match_identity) {7, text_of(s->birth_date)};
	contacts_match_prepare(&f, 1, card, &terms);
	for (int i = 0; i < CONTACTS_MATCH_TERMS; i++)
		holders[i] = 1;
	contacts_match_weigh(card, 1000000, holders);
}

/* Check whether two contacts share a key. */
static inline bool
share_key(const contacts_match_card *a, const contacts_match_card *b)
{
	uint64_t	x[CONTACTS_MATCH_KEYS];
	uint64_t	y[CONTACTS_MATCH_KEYS];
	int			n = contacts_match_keys(a, x);
	int			m = contacts_match_keys(b, y);

	for (int i = 0; i < n; i++)
		for (int j = 0; j < m; j++)
			if (x[i] == y[j])
				return true;
	return false;
}

#endif							/* CONTACTS_TEST_MATCH_SAMPLE_H */
