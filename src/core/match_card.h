/*
 * match_card.h
 *	  How a card is filled, shared by match_card.c, match_words.c and match_keys.c.
 */
#ifndef CONTACTS_CORE_MATCH_CARD_H
#define CONTACTS_CORE_MATCH_CARD_H

#include "core/match.h"
#include "core/match_text.h"

/* what a hash is of; a frozen part of every stored key */
typedef enum contacts_match_family
{
	CONTACTS_MATCH_F_TOKEN = 1,
	CONTACTS_MATCH_F_TWO,		/* two words: key and term */
	CONTACTS_MATCH_F_EMAIL,
	CONTACTS_MATCH_F_LOCAL,
	CONTACTS_MATCH_F_DOMAIN,
	CONTACTS_MATCH_F_PHONE,
	CONTACTS_MATCH_F_BLOCK,
	CONTACTS_MATCH_F_COMPANY,
	CONTACTS_MATCH_F_POSTAL,
	CONTACTS_MATCH_F_ADDRESS,
	CONTACTS_MATCH_F_IDENTITY,
	CONTACTS_MATCH_F_TAX_ID,
	CONTACTS_MATCH_F_NAME,
	CONTACTS_MATCH_F_PHONETIC,
	CONTACTS_MATCH_F_INITIAL,
	CONTACTS_MATCH_F_AT_POSTAL,
	CONTACTS_MATCH_F_AT_DOMAIN,
	CONTACTS_MATCH_F_AT_COMPANY,
	CONTACTS_MATCH_F_AT_IDENTITY,
	CONTACTS_MATCH_F_STREET,
	CONTACTS_MATCH_F_WEBSITE,
	CONTACTS_MATCH_F_FIRST,
	CONTACTS_MATCH_F_ACRONYM,
	CONTACTS_MATCH_F_NICKNAME,
	CONTACTS_MATCH_F_CITY
} contacts_match_family;

/* a card in the making */
typedef struct contacts_match_maker
{
	contacts_match_card *card;
	contacts_match_terms *terms;
	uint64_t	organization;	/* seed of values that both kinds share */
} contacts_match_maker;

/* Seed a family of keys or terms. */
static inline uint64_t
contacts_match_seed(uint64_t seed, contacts_match_family family)
{
	return contacts_match_mix(seed + (uint64_t) family);
}

/* Add a term; returns its number, 0 where there is no room. */
extern uint8_t contacts_match_add_term(contacts_match_maker *maker, uint64_t hash);

/* Add the term of a value that both kinds share, given as a hash or as text. */
extern uint8_t contacts_match_add_shared(contacts_match_maker *maker, contacts_match_family family, uint64_t hash);
extern uint8_t contacts_match_add_value(contacts_match_maker *maker, contacts_match_family family, const char *text,
										size_t len);

/* Append text to the card, cut at room; returns its start, and its length in *added. */
extern uint16_t contacts_match_add_text(contacts_match_card *card, const char *text, size_t len, size_t room,
										uint8_t *added);

/* match_words.c: the words of a person's name, of a company's, of a title */
extern void contacts_match_read_person(contacts_match_maker *maker, const contacts_match_text *parts, int count);
extern void contacts_match_read_company(contacts_match_maker *maker, contacts_match_text text,
										contacts_match_words *words);
extern void contacts_match_read_title(contacts_match_maker *maker, contacts_match_text text);
extern void contacts_match_read_pairs(contacts_match_maker *maker);

/* match_place.c: addresses */
extern void contacts_match_read_address(contacts_match_maker *maker, const contacts_match_address *from,
										contacts_match_place *place);

#endif							/* CONTACTS_CORE_MATCH_CARD_H */
