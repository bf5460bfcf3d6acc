/*
 * match_value.c
 *	  Compare addresses of mail, numbers, addresses and what identifies.
 *
 * Where contacts have several values, the pair of them counts that says most
 * for one contact.
 */
#include "core/match_score.h"

#include <string.h>

#include "core/match_text.h"

/* what one pair of values says */
typedef struct finding
{
	contacts_match_level level;
	double		bits;
	int			a;
	int			b;
	bool		found;
} finding;

/* Keep the finding that says most for one contact. */
static void
keep_best(finding *best, contacts_match_level level, double bits, int a, int b)
{
	if (!best->found || bits > best->bits)
		*best = (finding) {level, bits, a, b, true};
}

static void
put_best(contacts_match_work *work, contacts_match_field field, const finding *best)
{
	if (best->found && best->bits != 0)
		contacts_match_put(work, field, best->level, best->bits, best->a, best->b);
}

static bool
are_persons(const contacts_match_work *work)
{
	return work->a->kind == CONTACTS_MATCH_PERSON;
}

/* Get the length of a local part without the number at its end. */
static size_t
without_number(const char *local, size_t len)
{
	while (len > 0 && local[len - 1] >= '0' && local[len - 1] <= '9')
		len--;
	return len;
}

/* Check whether two local parts differ by the number at their end only: that is how namesakes are told apart. */
static bool
numbered(const contacts_match_work *work, const contacts_match_mailbox *u, const contacts_match_mailbox *v)
{
	const char *a = work->a->text + u->local;
	const char *b = work->b->text + v->local;
	size_t		len = without_number(a, u->local_len);

	return len == without_number(b, v->local_len) && memcmp(a, b, len) == 0;
}

/* Check whether two local parts are one edit apart. */
static bool
local_parts_alike(const contacts_match_work *work, const contacts_match_mailbox *u, const contacts_match_mailbox *v)
{
	return !numbered(work, u, v) && u->local_len >= 5 && v->local_len >= 5 &&
		contacts_match_edits(work->a->text + u->local, u->local_len, work->b->text + v->local, v->local_len, 1) <= 1;
}

/* Compare two different addresses. */
static void
compare_mailboxes(const contacts_match_work *work, int i, int j, finding *best)
{
	const contacts_match_mailbox *u = &work->a->email[i];
	const contacts_match_mailbox *v = &work->b->email[j];
	bool		same_domain = u->domain_hash == v->domain_hash;
	bool		same_local = u->local_len == v->local_len &&
		memcmp(work->a->text + u->local, work->b->text + v->local, u->local_len) == 0;

	if (u->is_role || v->is_role)
		return;
	if (same_local && u->local_len >= 4)
		keep_best(best, CONTACTS_MATCH_LOCAL_PART,
				  0.7 * contacts_match_cap(contacts_match_bits(work, u->local_term, v->local_term), 11), i, j);
	else if (same_domain && local_parts_alike(work, u, v))
		keep_best(best, CONTACTS_MATCH_TYPO, 6, i, j);
	else if (same_domain && !u->is_public)
		keep_best(best, CONTACTS_MATCH_OTHER_MAILBOX, -4.5, i, j);
	else
		keep_best(best, CONTACTS_MATCH_DIFFERENT, are_persons(work) ? -2 : -1, i, j);
}

/* Compare two addresses, and what their domain says about the company. */
static void
compare_email(contacts_match_work *work, int i, int j, finding *best)
{
	const contacts_match_mailbox *u = &work->a->email[i];
	const contacts_match_mailbox *v = &work->b->email[j];

	if (u->hash == v->hash && u->domain_hash == v->domain_hash)
	{
		double		bits = contacts_match_bits(work, u->term, v->term);

		if (are_persons(work) && u->is_role)
			contacts_match_same_company(work, CONTACTS_MATCH_ROLE, contacts_match_cap(bits, 9), i, j);
		else
			keep_best(best, CONTACTS_MATCH_EQUAL, (are_persons(work) ? 1.0 : 0.9) * bits, i, j);
		return;
	}
	compare_mailboxes(work, i, j, best);
	if (u->domain_hash == v->domain_hash && !u->is_public)
	{
		double		bits = contacts_match_bits(work, u->domain_term, v->domain_term);

		contacts_match_same_company(work, CONTACTS_MATCH_DOMAIN, contacts_match_cap(bits, 10), i, j);
	}
}

/* Look for the beginning of a company's name in the domain of the other's mail. */
static void
find_company_in_domain(contacts_match_work *work, const contacts_match_card *mail, const contacts_match_card *other)
{
	const contacts_match_words *words = are_persons(work) ? &other->company : &other->name;
	const char *name = other->text + words->word[0].start;
	const contacts_match_mailbox *box = &mail->email[0];
	size_t		len = 0;

	for (int i = 0; i < words->count; i++)
		len += words->word[i].len;
	if (len < 4 || mail->emails == 0 || box->is_public || (other->emails > 0 && !other->email[0].is_public))
		return;
	len = len < 8 ? len : 8;
	for (size_t from = 0; from < box->domain_len; from++)
	{
		size_t		n = 0;

		for (size_t i = from; i < box->domain_len && n < len; i++)
		{
			char		c = mail->text[box->domain + i];

			if (c == name[n])
				n++;
			else if (c != '-' || n == 0)
				break;
		}
		if (n == len)
		{
			contacts_match_same_company(work, CONTACTS_MATCH_DOMAIN, 5,
										mail == work->a ? 0 : -1, mail == work->b ? 0 : -1);
			return;
		}
	}
}

void
contacts_match_compare_emails(contacts_match_work *work)
{
	finding		best = {.found = false};

	for (int i = 0; i < work->a->emails; i++)
		for (int j = 0; j < work->b->emails; j++)
			compare_email(work, i, j, &best);
	put_best(work, CONTACTS_MATCH_EMAIL, &best);
	find_company_in_domain(work, work->a, work->b);
	find_company_in_domain(work, work->b, work->a);
}

/* Count the digits in which two numbers of one length differ; *block: none of them is among the first ones. */
static int
different_digits(const char *a, const char *b, size_t len, bool *block)
{
	int			n = 0;

	*block = true;
	for (size_t i = 0; i < len; i++)
	{
		if (a[i] == b[i])
			continue;
		n++;
		if (i + 3 < len)
			*block = false;
	}
	return n;
}

static void
compare_phone(contacts_match_work *work, int i, int j, finding *best)
{
	const contacts_match_number *u = &work->a->phone[i];
	const contacts_match_number *v = &work->b->phone[j];
	double		other = are_persons(work) ? -1 : -3;
	bool		block;
	int			digits;

	if (u->len != v->len || u->len <= 6)
	{
		keep_best(best, CONTACTS_MATCH_DIFFERENT, other, i, j);
		return;
	}
	digits = different_digits(work->a->text + u->start, work->b->text + v->start, u->len, &block);
	if (digits == 0)
		keep_best(best, CONTACTS_MATCH_EQUAL,
				  (are_persons(work) ? 0.75 : 0.9) * contacts_match_bits(work, u->term, v->term), i, j);
	else if (block)
	{
		double		bits = contacts_match_bits(work, u->block_term, v->block_term);

		keep_best(best, CONTACTS_MATCH_BLOCK, digits == 1 ? 2.4 : 0, i, j);
		contacts_match_same_company(work, CONTACTS_MATCH_BLOCK, contacts_match_cap(bits, 8), i, j);
	}
	else if (digits == 1)
		keep_best(best, CONTACTS_MATCH_TYPO, 6, i, j);
	else
		keep_best(best, CONTACTS_MATCH_DIFFERENT, other, i, j);
}

void
contacts_match_compare_phones(contacts_match_work *work)
{
	finding		best = {.found = false};

	for (int i = 0; i < work->a->phones; i++)
		for (int j = 0; j < work->b->phones; j++)
			compare_phone(work, i, j, &best);
	put_best(work, CONTACTS_MATCH_PHONE, &best);
}

/* Similarity of two texts of the cards. */
static double
similarity(const contacts_match_work *work, unsigned a, unsigned alen, unsigned b, unsigned blen)
{
	if (alen == blen && memcmp(work->a->text + a, work->b->text + b, alen) == 0)
		return 1;
	return contacts_match_jaro(work->a->text + a, alen, work->b->text + b, blen);
}

/* Check whether the beginnings of two streets are equal. */
static bool
streets_begin_alike(const contacts_match_work *work, const contacts_match_place *u, const contacts_match_place *v)
{
	return u->street_len >= 4 && v->street_len >= 4 &&
		memcmp(work->a->text + u->street, work->b->text + v->street, 4) == 0;
}

/* Compare the rest of two addresses of one postal code. */
static void
compare_near_places(contacts_match_work *work, int i, int j, finding *best)
{
	const contacts_match_place *u = &work->a->address[i];
	const contacts_match_place *v = &work->b->address[j];
	double		place = contacts_match_cap(contacts_match_bits(work, u->term, v->term), 12);
	double		postal = contacts_match_cap(contacts_match_bits(work, u->postal_term, v->postal_term), 8);
	bool		persons = are_persons(work);

	if (u->number_hash != 0 && u->number_hash == v->number_hash &&
		(streets_begin_alike(work, u, v) || (u->street_len == 0 && v->street_len == 0) ||
		 similarity(work, u->street, u->street_len, v->street, v->street_len) > 0.85))
		keep_best(best, CONTACTS_MATCH_EQUAL, (persons ? 0.55 : 0.9) * place, i, j);
	else
		keep_best(best, CONTACTS_MATCH_POSTAL_CODE, (persons ? 0.8 : 0.4) * postal, i, j);
}

/* Check whether two different postal codes of one town and house number are one edit apart. */
static bool
postal_code_mistyped(const contacts_match_work *work, const contacts_match_place *u, const contacts_match_place *v)
{
	const char *a = work->a->text + u->postal;
	const char *b = work->b->text + v->postal;

	return u->city_hash != 0 && u->city_hash == v->city_hash &&
		u->number_hash != 0 && u->number_hash == v->number_hash &&
		contacts_match_edits(a, u->postal_len, b, v->postal_len, 1) <= 1;
}

static void
compare_address(contacts_match_work *work, int i, int j, finding *best)
{
	const contacts_match_place *u = &work->a->address[i];
	const contacts_match_place *v = &work->b->address[j];
	bool		persons = are_persons(work);
	double		different = persons ? -1.5 : -6;
	double		town = contacts_match_cap(contacts_match_bits(work, u->city_term, v->city_term), 8);
	bool		both = u->postal_hash != 0 && v->postal_hash != 0;

	if (both && (u->postal_hash == v->postal_hash || postal_code_mistyped(work, u, v)))
		compare_near_places(work, i, j, best);
	else if (u->number_hash != 0 && u->number_hash == v->number_hash && u->street_len > 0 && v->street_len > 0 &&
			 similarity(work, u->street, u->street_len, v->street, v->street_len) > 0.9)
		keep_best(best, CONTACTS_MATCH_EQUAL, persons ? 4.4 : 7.2, i, j);
	else if (both && !(persons && u->city_hash != 0 && u->city_hash == v->city_hash))
		keep_best(best, CONTACTS_MATCH_DIFFERENT, different, i, j);
	else if (u->city_hash != 0 && u->city_hash == v->city_hash)
		keep_best(best, CONTACTS_MATCH_CITY, (persons ? 0.4 : 0.15) * town - (both ? 2 : 0), i, j);
	else if (u->city_hash != 0 && v->city_hash != 0 &&
			 similarity(work, u->city, u->city_len, v->city, v->city_len) > 0.88)
		keep_best(best, CONTACTS_MATCH_CITY, persons ? 0.8 : 0.4, i, j);
	else if (u->city_hash != 0 && v->city_hash != 0)
		keep_best(best, CONTACTS_MATCH_DIFFERENT, different / 2, i, j);
}

void
contacts_match_compare_addresses(contacts_match_work *work)
{
	finding		best = {.found = false};

	for (int i = 0; i < work->a->addresses; i++)
		for (int j = 0; j < work->b->addresses; j++)
			compare_address(work, i, j, &best);
	put_best(work, CONTACTS_MATCH_ADDRESS, &best);
}

/* Check whether two values are a mistyped one: one edit, or characters exchanged. */
static bool
mistyped(const contacts_match_work *work, const contacts_match_mark *u, const contacts_match_mark *v)
{
	const char *a = work->a->text + u->start;
	const char *b = work->b->text + v->start;

	if (contacts_match_edits(a, u->len, b, v->len, 1) <= 1)
		return true;
	return u->len == v->len && contacts_match_anagram(a, b, u->len) &&
		contacts_match_edits(a, u->len, b, v->len, 3) <= 2;
}

/* Check whether a value is a date, YYYY-MM-DD. */
static bool
is_date(const char *text, size_t len)
{
	return len == 10 && text[4] == '-' && text[7] == '-';
}

/* Compare two different values of one field. */
static void
compare_different_marks(const contacts_match_work *work, const contacts_match_mark *u, const contacts_match_mark *v,
						int			i, int j, finding *best)
{
	const char *a = work->a->text + u->start;
	const char *b = work->b->text + v->start;
	bool		dates = is_date(a, u->len) && is_date(b, v->len);
	bool		same_year = dates && memcmp(a, b, 4) == 0;

	if (same_year && memcmp(a + 5, b + 8, 2) == 0 && memcmp(a + 8, b + 5, 2) == 0)
		keep_best(best, CONTACTS_MATCH_TYPO, 6, i, j);
	else if (mistyped(work, u, v))
		keep_best(best, CONTACTS_MATCH_TYPO, 6, i, j);
	else if (same_year || (dates && memcmp(a + 4, b + 4, 6) == 0))
		keep_best(best, CONTACTS_MATCH_SIMILAR, 2.4, i, j);
	else
		keep_best(best, CONTACTS_MATCH_DIFFERENT, -3, i, j);
}

static void
compare_tax_ids(contacts_match_work *work)
{
	const contacts_match_mark *u = &work->a->tax_id;
	const contacts_match_mark *v = &work->b->tax_id;

	if (u->len == 0 || v->len == 0)
		return;
	if (u->hash == v->hash)
		contacts_match_put(work, CONTACTS_MATCH_TAX_ID, CONTACTS_MATCH_EQUAL,
						   0.9 * contacts_match_cap(contacts_match_bits(work, u->term, v->term) + 3, 18), -1, -1);
	else if (mistyped(work, u, v))
		contacts_match_put(work, CONTACTS_MATCH_TAX_ID, CONTACTS_MATCH_TYPO, 8, -1, -1);
	else
		contacts_match_put(work, CONTACTS_MATCH_TAX_ID, CONTACTS_MATCH_DIFFERENT, -2.5, -1, -1);
}

void
contacts_match_compare_marks(contacts_match_work *work)
{
	for (int i = 0; i < work->a->identities; i++)
	{
		finding		best = {.found = false};
		const contacts_match_mark *u = &work->a->identity[i];

		for (int j = 0; j < work->b->identities; j++)
		{
			const contacts_match_mark *v = &work->b->identity[j];

			if (u->field != v->field || u->len == 0 || v->len == 0)
				continue;
			if (u->hash == v->hash)
				keep_best(&best, CONTACTS_MATCH_EQUAL,
						  contacts_match_cap(contacts_match_bits(work, u->term, v->term), 15), i, j);
			else
				compare_different_marks(work, u, v, i, j, &best);
		}
		put_best(work, CONTACTS_MATCH_IDENTITY, &best);
	}
	compare_tax_ids(work);
}
