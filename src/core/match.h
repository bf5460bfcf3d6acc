/*
 * match.h
 *	  Which contacts may be one: keys that bring pairs together, evidence for and against in bits, groups.
 *
 * Evidence is counted in bits, as by Fellegi and Sunter: n bits for two records
 * being one make it 2^n times as likely as it was.  Agreement in a value counts
 * by its frequency among the contacts of the organization, log2(contacts /
 * holders), disagreement by constants.  0 bits, the prior included, are even
 * odds.  Nothing here is trained.
 *
 * The way of a contact:
 *
 * 1. contacts_match_prepare() makes a card of its fields, and the list of its
 *    terms: hashes of the values whose frequency counts.
 * 2. The caller counts how many contacts hold each term, and writes that into the
 *    card with contacts_match_weigh().
 * 3. contacts_match_keys() says where it meets others: two contacts are compared
 *    where they share a key that has at most CONTACTS_MATCH_HOT holders.
 * 4. contacts_match_compare() compares two cards.
 * 5. contacts_match_prior() estimates the prior from all compared pairs,
 *    contacts_match_group() makes groups of them.
 *
 * Text is folded as contacts.search_fold() does it: words of letters and digits
 * in one case and without accents, apart by ' '; of another encoding than UTF-8,
 * or no text at all, the answers are poor but finite, and the same for a and b
 * as for b and a.  Nothing is allocated; what exceeds a limit is cut off.
 */
#ifndef CONTACTS_CORE_MATCH_H
#define CONTACTS_CORE_MATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* limits: how many of each count, and how many characters of a word */
#define CONTACTS_MATCH_WORDS 16			/* words of a name, of a company, of a title */
#define CONTACTS_MATCH_WORD_MAX 32
#define CONTACTS_MATCH_EMAILS 4
#define CONTACTS_MATCH_PHONES 4
#define CONTACTS_MATCH_ADDRESSES 3
#define CONTACTS_MATCH_IDENTITIES 4
#define CONTACTS_MATCH_TERMS 80
#define CONTACTS_MATCH_KEYS 96
#define CONTACTS_MATCH_TEXT 2048		/* bytes of all texts of a card */

/* a key with more holders makes no pairs: its longer companions do */
#define CONTACTS_MATCH_HOT 50

typedef enum contacts_match_kind
{
	CONTACTS_MATCH_PERSON,
	CONTACTS_MATCH_ORGANIZATION
} contacts_match_kind;

/* a text that the caller keeps; start may be NULL where len is 0 */
typedef struct contacts_match_text
{
	const char *start;
	size_t		len;			/* bytes */
} contacts_match_text;

typedef struct contacts_match_address
{
	contacts_match_text line;	/* street and number, folded */
	contacts_match_text city;	/* folded */
	contacts_match_text postal_code;	/* folded; blanks do not count */
} contacts_match_address;

/* what identifies by itself: a birth date, a number of a customer's own */
typedef struct contacts_match_identity
{
	uint32_t	field;			/* which field: values compare within one only */
	contacts_match_text value;	/* a date as YYYY-MM-DD, others in any form */
} contacts_match_identity;

/* a contact, as the caller has it; what is missing is empty */
typedef struct contacts_match_fields
{
	contacts_match_kind kind;
	contacts_match_text name;	/* full name, folded; where empty first_name and last_name stand for it */
	contacts_match_text first_name;
	contacts_match_text last_name;
	contacts_match_text company;	/* of a person, folded */
	contacts_match_text title;	/* of a person, folded */
	contacts_match_text website;	/* URL or host, in lower case */
	contacts_match_text tax_id;
	int			emails;
	contacts_match_text email[CONTACTS_MATCH_EMAILS];	/* canonical, see contacts_email_canonical() */
	int			phones;
	contacts_match_text phone[CONTACTS_MATCH_PHONES];	/* +digits, without an extension */
	int			addresses;
	contacts_match_address address[CONTACTS_MATCH_ADDRESSES];
	int			identities;
	contacts_match_identity identity[CONTACTS_MATCH_IDENTITIES];
} contacts_match_fields;

/* a text of a card, one byte for each character; term: whose frequency it has, 0: none */
typedef struct contacts_match_word
{
	uint32_t	hash;			/* of the word as it was */
	uint32_t	phonetic;		/* hash of a coarse phonetic key, 0: too short */
	uint16_t	start;			/* in text */
	uint16_t	name;			/* number of the first name, counted from 1 */
	uint8_t		len;
	uint8_t		term;
	bool		unvocalized;	/* of a script that is written without vowels */
} contacts_match_word;

typedef struct contacts_match_words
{
	uint8_t		count;
	contacts_match_word word[CONTACTS_MATCH_WORDS];
} contacts_match_words;

typedef struct contacts_match_mailbox
{
	uint32_t	hash;
	uint32_t	domain_hash;
	uint16_t	local;			/* start of the local part in text, of the domain behind it */
	uint16_t	domain;
	uint8_t		local_len;
	uint8_t		domain_len;
	bool		is_role;		/* info@ and the like: a place, no one in particular */
	bool		is_public;		/* of a provider that gives addresses to anybody */
	uint8_t		term;			/* of the address */
	uint8_t		local_term;
	uint8_t		domain_term;
} contacts_match_mailbox;

typedef struct contacts_match_number
{
	uint16_t	start;
	uint8_t		len;
	uint8_t		term;
	uint8_t		block_term;		/* of all but the last three digits */
} contacts_match_number;

typedef struct contacts_match_place
{
	uint32_t	postal_hash;
	uint32_t	city_hash;
	uint32_t	number_hash;	/* of the numbers of the line, 0: none */
	uint16_t	street;
	uint16_t	city;
	uint16_t	postal;
	uint8_t		street_len;
	uint8_t		city_len;
	uint8_t		postal_len;
	uint8_t		postal_term;
	uint8_t		city_term;
	uint8_t		term;			/* of postal code and number */
} contacts_match_place;

typedef struct contacts_match_mark
{
	uint32_t	field;
	uint32_t	hash;
	uint16_t	start;
	uint8_t		len;
	uint8_t		term;
} contacts_match_mark;

/* What is compared of a contact.  Flat: the first contacts_match_card_size() bytes can be stored and copied. */
typedef struct contacts_match_card
{
	uint64_t	seed;			/* organization and kind */
	uint8_t		kind;
	uint8_t		terms;
	uint8_t		emails;
	uint8_t		phones;
	uint8_t		addresses;
	uint8_t		identities;
	uint8_t		suffix;			/* Jr., Sr., III: its number in the table, 0: none */
	uint8_t		company_term;
	uint32_t	company_hash;
	uint32_t	website_hash;
	uint8_t		pair_terms[10]; /* of each two of pair_words, as (0,1), (0,2), (1,2), (0,3) … */
	uint8_t		pair_words[5];	/* the first five words by their text, which keys are made of */
	uint8_t		pairs;
	float		contacts_bits;	/* log2 of the contacts of the organization */
	float		bits[CONTACTS_MATCH_TERMS]; /* log2(contacts / holders) by term */
	contacts_match_words name;	/* of an organization without legal form */
	contacts_match_words company;	/* of a person */
	contacts_match_words title;
	contacts_match_mailbox email[CONTACTS_MATCH_EMAILS];
	contacts_match_number phone[CONTACTS_MATCH_PHONES];
	contacts_match_place address[CONTACTS_MATCH_ADDRESSES];
	contacts_match_mark identity[CONTACTS_MATCH_IDENTITIES];
	contacts_match_mark tax_id;
	contacts_match_word website;	/* its host */
	uint16_t	text_len;
	char		text[CONTACTS_MATCH_TEXT];
} contacts_match_card;

/* Hashes of organization, kind, family and value; hash[0] is unused, hash[term] belongs to bits[term] of the card. */
typedef struct contacts_match_terms
{
	int			count;			/* hash[1] to hash[count - 1] */
	uint64_t	hash[CONTACTS_MATCH_TERMS];
} contacts_match_terms;

typedef enum contacts_match_field
{
	CONTACTS_MATCH_NAME,
	CONTACTS_MATCH_SUFFIX,
	CONTACTS_MATCH_EMAIL,
	CONTACTS_MATCH_PHONE,
	CONTACTS_MATCH_COMPANY,		/* company, its domain, its switchboard, info@: the best of them */
	CONTACTS_MATCH_TITLE,
	CONTACTS_MATCH_ADDRESS,
	CONTACTS_MATCH_WEBSITE,
	CONTACTS_MATCH_IDENTITY,
	CONTACTS_MATCH_TAX_ID,
	CONTACTS_MATCH_PRIOR
} contacts_match_field;

#define CONTACTS_MATCH_FIELDS (CONTACTS_MATCH_PRIOR + 1)

typedef enum contacts_match_level
{
	CONTACTS_MATCH_EQUAL,
	CONTACTS_MATCH_NICKNAME,
	CONTACTS_MATCH_TYPO,
	CONTACTS_MATCH_SIMILAR,
	CONTACTS_MATCH_INITIAL,
	CONTACTS_MATCH_MAILBOX,		/* an initial; the word stands in a mailbox of the other */
	CONTACTS_MATCH_JOINED,		/* words run together */
	CONTACTS_MATCH_COMMON,		/* what a frequent pair of words counts less than its words */
	CONTACTS_MATCH_ACRONYM,
	CONTACTS_MATCH_LEFT_OVER,	/* words of one side only */
	CONTACTS_MATCH_CONFLICT,	/* a word of each side that the other has not */
	CONTACTS_MATCH_CONFLICTS,	/* two of them, or more */
	CONTACTS_MATCH_NONE,		/* nothing in common */
	CONTACTS_MATCH_LOCAL_PART,
	CONTACTS_MATCH_OTHER_MAILBOX,	/* of the same company */
	CONTACTS_MATCH_POSTAL_CODE,
	CONTACTS_MATCH_CITY,
	CONTACTS_MATCH_DOMAIN,
	CONTACTS_MATCH_BLOCK,		/* telephone numbers of one switchboard */
	CONTACTS_MATCH_ROLE,		/* one role mailbox */
	CONTACTS_MATCH_DIFFERENT,
	CONTACTS_MATCH_ESTIMATE		/* of the prior */
} contacts_match_level;

#define CONTACTS_MATCH_LEVELS (CONTACTS_MATCH_ESTIMATE + 1)

/* one line of the waterfall; a and b number the value where a contact has several, from 0, else -1 */
typedef struct contacts_match_evidence
{
	contacts_match_field field;
	contacts_match_level level;
	int			a;
	int			b;
	double		bits;
} contacts_match_evidence;

#define CONTACTS_MATCH_EVIDENCE 40

typedef struct contacts_match_result
{
	int			count;
	contacts_match_evidence row[CONTACTS_MATCH_EVIDENCE];
	double		bits;			/* sum of all, without the prior */
} contacts_match_result;

/* match_card.c */

/* Make the card of a contact and list its terms; bits are those of values that one contact of the organization has. */
extern void contacts_match_prepare(const contacts_match_fields *fields, int64_t organization_id,
								   contacts_match_card *card, contacts_match_terms *terms);

/* Tell how many bytes of a card matter. */
extern size_t contacts_match_card_size(const contacts_match_card *card);

/*
 * Write frequencies into a card: contacts of the organization (of both kinds), holders of each term: holders[i] for
 * hash[i], holders[0] unused.  What is counted as 0 counts as 1.
 */
extern void contacts_match_weigh(contacts_match_card *card, double contacts, const uint32_t *holders);

/* match_pack.c */

/* bytes that any packed card fits in; most take about 250 */
#define CONTACTS_MATCH_PACKED_MAX (sizeof(contacts_match_card) * 5 / 4 + 16)

/* Write a card in few bytes; returns how many. */
extern size_t contacts_match_pack(const contacts_match_card *card, char *out);

/*
 * Read a card back.  False where the bytes are no card.  Comparing what passes stays within it, whoever wrote it; what
 * was not packed on a machine of this kind and by this version compares poorly.
 */
extern bool contacts_match_unpack(const char *in, size_t len, contacts_match_card *card);

/* match_keys.c */

/* Write the keys of a contact, each once, at most CONTACTS_MATCH_KEYS; returns how many. */
extern int	contacts_match_keys(const contacts_match_card *card, uint64_t *keys);

/* match_score.c */

/* Compare two contacts of one organization and kind; returns the bits, and the evidence unless result is NULL. */
extern double contacts_match_compare(const contacts_match_card *a, const contacts_match_card *b,
									 contacts_match_result *result);

/* Name a field or a level of evidence, as SQL shows it. */
extern const char *contacts_match_field_name(contacts_match_field field);
extern const char *contacts_match_level_name(contacts_match_level level);

/* match_number.c: without libm, so that the figures are the same everywhere */
extern double contacts_match_log2(double x);
extern double contacts_match_exp2(double x);

/* Probability that two contacts are one, from 0 to 1, by the bits with the prior. */
extern double contacts_match_probability(double bits);

/* match_group.c */

/*
 * Estimate the prior in bits from all compared pairs of one kind: log2(d) - log2(all), where d is the expected number
 * of duplicates of a contact, contacts the number of that kind, all that of the organization.
 */
extern double contacts_match_prior(const float *bits, size_t pairs, double contacts, double all);

/* a compared pair: numbers of contacts from 0, bits with the prior; apart: marked "not a duplicate" */
typedef struct contacts_match_pair
{
	uint32_t	a;
	uint32_t	b;
	float		bits;
	bool		apart;
} contacts_match_pair;

/* Tell how many words of 32 bits contacts_match_group() needs to work in. */
extern size_t contacts_match_group_space(size_t contacts, size_t pairs);

/*
 * Make groups of pairs, which are given by falling bits, those below the threshold included.  Two groups join at a pair
 * over the threshold if no compared pair between them is marked or below -15 bits, at least a quarter of the pairs
 * between them was compared, and their mean, none counted below -6 bits, is over the threshold.  group[i] becomes the
 * least number of the contacts that are in one group with contact i.
 */
extern void contacts_match_group(const contacts_match_pair *pair, size_t pairs, uint32_t contacts, double threshold,
								 uint32_t *space, uint32_t *group);

#endif							/* CONTACTS_CORE_MATCH_H */
