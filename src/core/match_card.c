/*
 * match_card.c
 *	  Make the card of a contact, and weigh it.
 */
#include "core/match_card.h"

#include <string.h>

#include "core/email.h"
#include "core/match_table.h"

uint8_t
contacts_match_add_term(contacts_match_maker *maker, uint64_t hash)
{
	if (maker->terms->count >= CONTACTS_MATCH_TERMS)
		return 0;
	maker->terms->hash[maker->terms->count] = hash;
	return (uint8_t) maker->terms->count++;
}

uint16_t
contacts_match_add_text(contacts_match_card *card, const char *text, size_t len, size_t room, uint8_t *added)
{
	uint16_t	start = card->text_len;

	if (len > room)
		len = room;
	if (len > sizeof(card->text) - start)
		len = sizeof(card->text) - start;
	if (len > 0)
		memcpy(card->text + start, text, len);
	card->text_len = (uint16_t) (start + len);
	*added = (uint8_t) len;
	return start;
}

uint8_t
contacts_match_add_shared(contacts_match_maker *maker, contacts_match_family family, uint64_t hash)
{
	return contacts_match_add_term(maker, contacts_match_mix(contacts_match_seed(maker->organization, family) ^ hash));
}

uint8_t
contacts_match_add_value(contacts_match_maker *maker, contacts_match_family family, const char *text, size_t len)
{
	return contacts_match_add_shared(maker, family, contacts_match_hash(0, text, len));
}

/* Check whether a local part is a role's, whatever stands between its letters. */
static bool
is_role(const char *local, size_t len)
{
	char		letters[64];
	size_t		n = 0;

	for (size_t i = 0; i < len && n < sizeof(letters); i++)
		if ((local[i] >= 'a' && local[i] <= 'z') || (local[i] >= '0' && local[i] <= '9'))
			letters[n++] = local[i];
	return n > 0 && contacts_match_find(contacts_match_mailboxes, contacts_match_mailboxes_count, letters, n) >= 0;
}

static void
read_email(contacts_match_maker *maker, contacts_match_text text)
{
	contacts_match_card *card = maker->card;
	contacts_match_mailbox *box = &card->email[card->emails];
	size_t		at = text.len > 0 ? contacts_email_at(text.start, text.len) : 0;
	const char *domain;
	size_t		domain_len;
	char		shape[64];
	size_t		n;

	if (text.len == 0 || at >= text.len)
		return;
	domain = text.start + at + 1;
	domain_len = text.len - at - 1;
	box->hash = (uint32_t) contacts_match_hash(2, text.start, text.len);
	box->domain_hash = (uint32_t) contacts_match_hash(3, domain, domain_len) | 1;
	box->is_role = is_role(text.start, at);
	box->is_public = contacts_match_find(contacts_match_providers, contacts_match_providers_count,
										 domain, domain_len) >= 0;
	n = contacts_match_shape(text.start, at, shape, sizeof(shape));
	box->local = contacts_match_add_text(card, shape, n, sizeof(shape), &box->local_len);
	n = contacts_match_shape(domain, domain_len, shape, sizeof(shape));
	box->domain = contacts_match_add_text(card, shape, n, sizeof(shape), &box->domain_len);
	box->term = contacts_match_add_value(maker, CONTACTS_MATCH_F_EMAIL, text.start, text.len);
	box->local_term = contacts_match_add_value(maker, CONTACTS_MATCH_F_LOCAL, text.start, at);
	box->domain_term = contacts_match_add_value(maker, CONTACTS_MATCH_F_DOMAIN, domain, domain_len);
	card->emails++;
}

static void
read_phone(contacts_match_maker *maker, contacts_match_text text)
{
	contacts_match_card *card = maker->card;
	contacts_match_number *number = &card->phone[card->phones];

	if (text.len == 0)
		return;
	number->start = contacts_match_add_text(card, text.start, text.len, CONTACTS_MATCH_WORD_MAX, &number->len);
	if (number->len == 0)
		return;
	number->term = contacts_match_add_value(maker, CONTACTS_MATCH_F_PHONE, text.start, text.len);
	number->block_term = text.len > 6 ?
		contacts_match_add_value(maker, CONTACTS_MATCH_F_BLOCK, text.start, text.len - 3) :
		0;
	card->phones++;
}

/* Read a value that identifies; letters and digits of it only. */
static void
read_mark(contacts_match_maker *maker, contacts_match_family family, uint32_t field, contacts_match_text text,
		  contacts_match_mark *mark)
{
	char		shape[CONTACTS_MATCH_WORD_MAX];
	size_t		n = text.len > 0 ? contacts_match_shape(text.start, text.len, shape, sizeof(shape)) : 0;

	mark->start = contacts_match_add_text(maker->card, shape, n, sizeof(shape), &mark->len);
	if (mark->len == 0)
		return;
	mark->field = field;
	mark->hash = (uint32_t) contacts_match_hash(field, text.start, text.len);
	mark->term = contacts_match_add_shared(maker, family, contacts_match_hash(field, text.start, text.len));
}

/* Read the host of a URL. */
static void
read_website(contacts_match_maker *maker, contacts_match_text text)
{
	contacts_match_card *card = maker->card;
	const char *host = text.start;
	size_t		len = text.len;
	char		shape[64];
	size_t		n = 0;

	for (size_t i = 0; i + 2 < text.len; i++)
	{
		if (memcmp(text.start + i, "://", 3) == 0)
		{
			host = text.start + i + 3;
			len = text.len - i - 3;
			break;
		}
	}
	if (len > 4 && memcmp(host, "www.", 4) == 0)
	{
		host += 4;
		len -= 4;
	}
	while (n < len && host[n] != '/' && host[n] != ':' && host[n] != '?' && host[n] != '#' && host[n] != ' ')
		n++;
	if (n == 0)
		return;
	card->website_hash = (uint32_t) contacts_match_hash(3, host, n) | 1;
	n = contacts_match_shape(host, n, shape, sizeof(shape));
	card->website.start = contacts_match_add_text(card, shape, n, sizeof(shape), &card->website.len);
}

/* Read name and company, which is the name of an organization. */
static void
read_names(contacts_match_maker *maker, const contacts_match_fields *fields)
{
	contacts_match_text parts[2] = {fields->first_name, fields->last_name};

	if (fields->kind == CONTACTS_MATCH_ORGANIZATION)
		contacts_match_read_company(maker, fields->name.len > 0 ? fields->name : fields->last_name,
									&maker->card->name);
	else
	{
		if (fields->name.len > 0)
			contacts_match_read_person(maker, &fields->name, 1);
		else
			contacts_match_read_person(maker, parts, 2);
		contacts_match_read_company(maker, fields->company, &maker->card->company);
	}
	contacts_match_read_title(maker, fields->title);
	contacts_match_read_pairs(maker);
}

/* Take as many of count as the card has room for. */
static int
limit(int count, int most)
{
	return count < 0 ? 0 : count < most ? count :
										  most;
}

void
contacts_match_prepare(const contacts_match_fields *fields, int64_t organization_id, contacts_match_card *card,
					   contacts_match_terms *terms)
{
	contacts_match_maker maker = {card, terms, contacts_match_mix((uint64_t) organization_id)};

	memset(card, 0, offsetof(contacts_match_card, text));
	terms->count = 1;
	terms->hash[0] = 0;
	card->kind = (uint8_t) fields->kind;
	card->seed = contacts_match_mix(maker.organization + 1 + (uint64_t) fields->kind);
	read_names(&maker, fields);
	for (int i = 0; i < limit(fields->emails, CONTACTS_MATCH_EMAILS); i++)
		read_email(&maker, fields->email[i]);
	for (int i = 0; i < limit(fields->phones, CONTACTS_MATCH_PHONES); i++)
		read_phone(&maker, fields->phone[i]);
	for (int i = 0; i < limit(fields->addresses, CONTACTS_MATCH_ADDRESSES); i++)
		contacts_match_read_address(&maker, &fields->address[i], &card->address[card->addresses++]);
	for (int i = 0; i < limit(fields->identities, CONTACTS_MATCH_IDENTITIES); i++)
		read_mark(&maker, CONTACTS_MATCH_F_IDENTITY, fields->identity[i].field, fields->identity[i].value,
				  &card->identity[card->identities++]);
	read_mark(&maker, CONTACTS_MATCH_F_TAX_ID, 0, fields->tax_id, &card->tax_id);
	read_website(&maker, fields->website);
	card->terms = (uint8_t) terms->count;
}

size_t
contacts_match_card_size(const contacts_match_card *card)
{
	return offsetof(contacts_match_card, text) + card->text_len;
}

void
contacts_match_weigh(contacts_match_card *card, double contacts, const uint32_t *holders)
{
	card->contacts_bits = (float) contacts_match_log2(contacts > 1 ? contacts : 1);
	card->bits[0] = 0;
	for (int i = 1; i < card->terms; i++)
	{
		double		bits = card->contacts_bits - contacts_match_log2(holders[i] > 1 ? holders[i] : 1);

		card->bits[i] = (float) (bits > 0 ? bits : 0);
	}
}
