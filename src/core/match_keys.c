/*
 * match_keys.c
 *	  Under which hashes a contact meets those that may be the same.
 */
#include "core/match_card.h"

#include <string.h>

#include "core/match_table.h"

/* shortest words that make keys of their kind */
#define LOCAL_PART_LEAST 5
#define INITIAL_LEAST 3
#define BEGINNING 4

/* formal names of a short one that make keys */
#define FORMAL_NAMES 4u

/* the keys of a contact in the making */
typedef struct key_list
{
	const contacts_match_card *card;
	uint64_t   *key;
	int			count;
} key_list;

/* Add a key unless it is there. */
static void
add_key(key_list *list, contacts_match_family family, uint64_t a, uint64_t b)
{
	uint64_t	key = contacts_match_mix(contacts_match_mix(contacts_match_seed(list->card->seed, family) ^ a) ^ b);

	for (int i = 0; i < list->count; i++)
		if (list->key[i] == key)
			return;
	if (list->count < CONTACTS_MATCH_KEYS)
		list->key[list->count++] = key;
}

/* Hash the beginning of a text. */
static uint64_t
hash_beginning(uint64_t seed, const char *text, size_t len, size_t most)
{
	return contacts_match_hash(seed, text, len < most ? len : most);
}

static uint64_t
beginning(const contacts_match_card *card, const contacts_match_word *word, size_t len)
{
	return hash_beginning(7, card->text + word->start, word->len, len);
}

/* Add each two of the words that pairs are made of, and all of them together. */
static void
add_pairs(key_list *list)
{
	const contacts_match_card *card = list->card;
	uint64_t	all = 0;

	for (int j = 0; j < card->pairs; j++)
	{
		uint64_t	hash = card->name.word[card->pair_words[j]].hash;

		if (j < 4)
			all = contacts_match_mix(all ^ hash);
		for (int i = 0; i < j; i++)
			add_key(list, CONTACTS_MATCH_F_TWO, card->name.word[card->pair_words[i]].hash, hash);
	}
	if (card->pairs > 0)
		add_key(list, CONTACTS_MATCH_F_NAME, all, 0);
}

/* Add each two of the phonetic keys of the name, at most four of them. */
static void
add_phonetic(key_list *list)
{
	const contacts_match_words *name = &list->card->name;
	uint32_t	sound[4];
	int			n = 0;

	for (int i = 0; i < name->count && n < 4; i++)
	{
		bool		again = name->word[i].phonetic == 0;

		for (int k = 0; k < n; k++)
			again |= sound[k] == name->word[i].phonetic;
		if (!again)
			sound[n++] = name->word[i].phonetic;
	}
	for (int i = 0; i < n; i++)
		for (int j = i + 1; j < n; j++)
		{
			uint32_t	least = sound[i] < sound[j] ? sound[i] : sound[j];

			add_key(list, CONTACTS_MATCH_F_PHONETIC, least, sound[i] ^ sound[j] ^ least);
		}
}

/* Check whether a word is longer than another; of one length the hash decides, so that their order does not. */
static bool
is_longer(const contacts_match_word *a, const contacts_match_word *b)
{
	return a->len != b->len ? a->len > b->len : a->hash < b->hash;
}

/* List the words of the name by falling length, as far as room; of two characters and more. */
static int
longest_words(const contacts_match_card *card, const contacts_match_word **longest, int room)
{
	int			n = 0;

	for (int i = 0; i < card->name.count; i++)
	{
		const contacts_match_word *w = &card->name.word[i];
		int			at = n;

		if (w->len < 2)
			continue;
		while (at > 0 && is_longer(w, longest[at - 1]))
			at--;
		if (at >= room)
			continue;
		n = n < room ? n + 1 : n;
		memmove(longest + at + 1, longest + at, (size_t) (n - 1 - at) * sizeof(*longest));
		longest[at] = w;
	}
	return n;
}

/* Add words with the initial of another; a single name meets with its own. */
static void
add_initials(key_list *list, const contacts_match_word *const *longest, int n)
{
	const contacts_match_card *card = list->card;

	for (int i = 0; i < n && i < 3; i++)
	{
		char		own = card->text[longest[i]->start];

		if (longest[i]->len < INITIAL_LEAST)
			continue;
		for (int k = 0; k < card->name.count; k++)
		{
			char		initial = card->text[card->name.word[k].start];

			if (initial != own || card->name.count == 1)
				add_key(list, CONTACTS_MATCH_F_INITIAL, longest[i]->hash, (unsigned char) initial);
		}
	}
}

/* Add another word with a first name and the names that it is a short form of. */
static void
add_formal_names(key_list *list, uint64_t other, unsigned name)
{
	const uint16_t *starts = contacts_match_name_formal_starts;

	add_key(list, CONTACTS_MATCH_F_NICKNAME, other, name);
	for (unsigned i = starts[name - 1]; i < starts[name] && i < starts[name - 1] + FORMAL_NAMES; i++)
		add_key(list, CONTACTS_MATCH_F_NICKNAME, other, contacts_match_name_formals[i] + 1u);
}

/* Add what other words first names of the tables stand beside. */
static void
add_nicknames(key_list *list, const contacts_match_word *const *longest, int n)
{
	for (int i = 0; i < n; i++)
	{
		if (longest[i]->name == 0)
			continue;
		for (int k = 0; k < n; k++)
			if (k != i)
				add_formal_names(list, longest[k]->hash, longest[i]->name);
	}
}

/* Add beginnings of words with places. */
static void
add_at_places(key_list *list, const contacts_match_word *const *longest, int n)
{
	const contacts_match_card *card = list->card;

	for (int i = 0; i < n; i++)
	{
		uint64_t	word = beginning(card, longest[i], BEGINNING);

		if (longest[i]->len < INITIAL_LEAST)
			continue;
		for (int k = 0; k < card->addresses; k++)
		{
			if (card->address[k].postal_hash != 0)
				add_key(list, CONTACTS_MATCH_F_AT_POSTAL, word, card->address[k].postal_hash);
			if (card->address[k].city_hash != 0)
				add_key(list, CONTACTS_MATCH_F_CITY, word, card->address[k].city_hash);
		}
		for (int k = 0; k < card->emails; k++)
			if (!card->email[k].is_public)
				add_key(list, CONTACTS_MATCH_F_AT_DOMAIN, word, card->email[k].domain_hash);
		if (card->company.count > 0)
			add_key(list, CONTACTS_MATCH_F_AT_COMPANY, word, card->company.word[0].hash);
	}
}

/* Add what identifies by itself, and with the beginning of a name. */
static void
add_marks(key_list *list, const contacts_match_word *const *longest, int n)
{
	const contacts_match_card *card = list->card;

	for (int k = 0; k < card->identities; k++)
	{
		const contacts_match_mark *mark = &card->identity[k];

		if (mark->len == 0)
			continue;
		add_key(list, CONTACTS_MATCH_F_IDENTITY, mark->hash, mark->field);
		for (int i = 0; i < n && i < 3; i++)
			add_key(list, CONTACTS_MATCH_F_AT_IDENTITY, beginning(card, longest[i], 2), mark->hash);
	}
	if (card->tax_id.len > 0)
		add_key(list, CONTACTS_MATCH_F_TAX_ID, card->tax_id.hash, 0);
}

/* Add addresses of mail, numbers, house numbers with postal codes. */
static void
add_values(key_list *list)
{
	const contacts_match_card *card = list->card;

	for (int i = 0; i < card->emails; i++)
	{
		const contacts_match_mailbox *box = &card->email[i];

		add_key(list, CONTACTS_MATCH_F_EMAIL, box->hash, box->domain_hash);
		if (!box->is_role && box->local_len >= LOCAL_PART_LEAST)
			add_key(list, CONTACTS_MATCH_F_LOCAL, contacts_match_hash(8, card->text + box->local, box->local_len), 0);
	}
	for (int i = 0; i < card->phones; i++)
		add_key(list, CONTACTS_MATCH_F_PHONE,
				contacts_match_hash(9, card->text + card->phone[i].start, card->phone[i].len), 0);
	for (int i = 0; i < card->addresses; i++)
		if (card->address[i].postal_hash != 0 && card->address[i].number_hash != 0)
			add_key(list, CONTACTS_MATCH_F_ADDRESS, card->address[i].postal_hash, card->address[i].number_hash);
}

/* Take the next run of letters of a local part; returns where it begins, and in *len how long it is, 0: none. */
static const char *
next_letters(const char **at, const char *end, size_t *len)
{
	const char *start;

	while (*at < end && !(**at >= 'a' && **at <= 'z'))
		++*at;
	start = *at;
	while (*at < end && **at >= 'a' && **at <= 'z')
		++*at;
	*len = (size_t) (*at - start);
	return start;
}

/* Add two words of a local part as two words of a name. */
static void
add_two(key_list *list, const char *a, size_t alen, const char *b, size_t blen)
{
	int			cmp = memcmp(a, b, alen < blen ? alen : blen);
	uint32_t	one = (uint32_t) contacts_match_hash(0, a, alen);
	uint32_t	other = (uint32_t) contacts_match_hash(0, b, blen);

	if (cmp == 0)
		cmp = (alen > blen) - (alen < blen);
	if (alen == 1)
		add_key(list, CONTACTS_MATCH_F_INITIAL, other, (unsigned char) a[0]);
	else if (blen == 1)
		add_key(list, CONTACTS_MATCH_F_INITIAL, one, (unsigned char) b[0]);
	else
		add_key(list, CONTACTS_MATCH_F_TWO, cmp < 0 ? one : other, cmp < 0 ? other : one);
}

/* Add names that mailboxes tell: john.smith, j.smith, jsmith, smithj. */
static void
add_mailbox_names(key_list *list)
{
	const contacts_match_card *card = list->card;

	for (int i = 0; i < card->emails; i++)
	{
		const contacts_match_mailbox *box = &card->email[i];
		const char *at = card->text + box->local;
		const char *end = at + box->local_len;
		size_t		len;
		size_t		next_len;
		const char *word = next_letters(&at, end, &len);
		const char *next = next_letters(&at, end, &next_len);

		if (box->is_role || len == 0 || len + next_len < LOCAL_PART_LEAST)
			continue;
		if (next_len > 0)
			add_two(list, word, len, next, next_len);
		else
		{
			add_two(list, word, 1, word + 1, len - 1);
			add_two(list, word, len - 1, word + len - 1, 1);
		}
	}
}

static void
add_person(key_list *list)
{
	const contacts_match_word *longest[CONTACTS_MATCH_WORDS + 1];
	int			n = longest_words(list->card, longest, 4);

	add_phonetic(list);
	add_initials(list, longest, n);
	add_nicknames(list, longest, n);
	add_at_places(list, longest, n);
	add_marks(list, longest, n);
	add_mailbox_names(list);
}

/* Hash the initials of an organization's words, at most five. */
static uint64_t
acronym(const contacts_match_card *card)
{
	char		initials[5];
	size_t		n = 0;

	for (; n < card->name.count && n < sizeof(initials); n++)
		initials[n] = card->text[card->name.word[n].start];
	return contacts_match_hash(10, initials, n);
}

/* Hash a word that is an acronym itself as the initials of others are hashed. */
static uint64_t
own_acronym(const contacts_match_card *card)
{
	const contacts_match_word *word = &card->name.word[0];

	return hash_beginning(10, card->text + word->start, word->len, 5);
}

/* Add what an organization is found by at one address. */
static void
add_organization_place(key_list *list, const contacts_match_place *place)
{
	const contacts_match_card *card = list->card;
	uint64_t	where = place->postal_hash != 0 ? place->postal_hash : place->city_hash;
	uint64_t	region = hash_beginning(11, card->text + place->postal, place->postal_len, 3);

	if (place->number_hash != 0 && place->street_len > 0)
		add_key(list, CONTACTS_MATCH_F_STREET, place->number_hash,
				hash_beginning(12, card->text + place->street, place->street_len, 5));
	if (card->name.count == 0 || where == 0)
		return;
	add_key(list, CONTACTS_MATCH_F_FIRST, card->name.word[0].hash, place->postal_len > 0 ? region : place->city_hash);
	add_key(list, CONTACTS_MATCH_F_ACRONYM, acronym(card), where);
	if (card->name.count == 1)
		add_key(list, CONTACTS_MATCH_F_ACRONYM, own_acronym(card), where);
}

static void
add_organization(key_list *list)
{
	const contacts_match_card *card = list->card;

	if (card->website_hash != 0)
		add_key(list, CONTACTS_MATCH_F_WEBSITE, card->website_hash, 0);
	for (int i = 0; i < card->emails; i++)
		if (!card->email[i].is_public)
			add_key(list, CONTACTS_MATCH_F_WEBSITE, card->email[i].domain_hash, 0);
	for (int i = 0; i < card->addresses; i++)
		add_organization_place(list, &card->address[i]);
	if (card->addresses == 0 && card->name.count > 0)
	{
		add_key(list, CONTACTS_MATCH_F_FIRST, card->name.word[0].hash, 0);
		add_key(list, CONTACTS_MATCH_F_ACRONYM, acronym(card), 0);
		if (card->name.count == 1)
			add_key(list, CONTACTS_MATCH_F_ACRONYM, own_acronym(card), 0);
	}
	add_marks(list, NULL, 0);
}

int
contacts_match_keys(const contacts_match_card *card, uint64_t *keys)
{
	key_list	list = {card, keys, 0};

	add_values(&list);
	add_pairs(&list);
	if (card->kind == CONTACTS_MATCH_PERSON)
		add_person(&list);
	else
		add_organization(&list);
	return list.count;
}
