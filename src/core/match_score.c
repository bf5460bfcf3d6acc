/*
 * match_score.c
 *	  Compare two contacts: the evidence of all fields, summed up.
 */
#include "core/match_score.h"

#include <string.h>

#include "core/match_text.h"

/* the level names of evidence, in the order of the enumeration */
static const char *const level_names[CONTACTS_MATCH_LEVELS] = {
	"equal", "nickname", "typo", "similar", "initial", "in mailbox", "joined", "common", "acronym", "left over",
	"conflict", "conflicts", "nothing in common", "local part", "other mailbox", "postal code", "city", "domain",
	"switchboard", "role mailbox", "different", "estimate"
};

static const char *const field_names[CONTACTS_MATCH_FIELDS] = {
	"name", "suffix", "email", "phone", "company", "title", "address", "website", "identity", "tax_id", "prior"
};

const char *
contacts_match_field_name(contacts_match_field field)
{
	return field_names[field];
}

const char *
contacts_match_level_name(contacts_match_level level)
{
	return level_names[level];
}

/* Count the words of one that the other has too. */
static int
common_words(const contacts_match_words *a, const contacts_match_words *b)
{
	int			n = 0;

	for (int i = 0; i < a->count; i++)
		for (int j = 0; j < b->count; j++)
			if (a->word[i].hash == b->word[j].hash)
			{
				n++;
				break;
			}
	return n;
}

/* Get the length of words that were written one behind the other. */
static size_t
joined_length(const contacts_match_words *words)
{
	size_t		n = 0;

	for (int i = 0; i < words->count; i++)
		n += words->word[i].len;
	return n;
}

/* Compare the companies of two persons. */
static void
compare_companies(contacts_match_work *work)
{
	const contacts_match_words *a = &work->a->company;
	const contacts_match_words *b = &work->b->company;
	int			common;

	if (a->count == 0 || b->count == 0)
		return;
	if (work->a->company_hash == work->b->company_hash)
	{
		double		bits = contacts_match_bits(work, work->a->company_term, work->b->company_term);

		contacts_match_same_company(work, CONTACTS_MATCH_EQUAL, contacts_match_cap(bits, 10), -1, -1);
		return;
	}
	common = common_words(a, b);
	if (common == a->count || common == b->count ||
		contacts_match_jaro(work->a->text + a->word[0].start, joined_length(a),
							work->b->text + b->word[0].start, joined_length(b)) >= 0.93)
		contacts_match_same_company(work, CONTACTS_MATCH_SIMILAR, 5, -1, -1);
	else
		contacts_match_put(work, CONTACTS_MATCH_COMPANY, CONTACTS_MATCH_DIFFERENT, -3.5, -1, -1);
}

/* Compare the websites of two organizations. */
static void
compare_websites(contacts_match_work *work)
{
	if (work->a->website_hash == 0 || work->b->website_hash == 0)
		return;
	if (work->a->website_hash == work->b->website_hash)
		contacts_match_same_company(work, CONTACTS_MATCH_DOMAIN, 8, -1, -1);
	else
		contacts_match_put(work, CONTACTS_MATCH_WEBSITE, CONTACTS_MATCH_DIFFERENT, -4, -1, -1);
}

static void
compare_titles(contacts_match_work *work)
{
	const contacts_match_words *a = &work->a->title;
	const contacts_match_words *b = &work->b->title;
	bool		persons = work->a->kind == CONTACTS_MATCH_PERSON;

	if (a->count == 0 || b->count == 0)
		return;
	if (common_words(a, b) > 0)
		contacts_match_put(work, CONTACTS_MATCH_TITLE, CONTACTS_MATCH_SIMILAR, persons ? 1.5 : 0.7, -1, -1);
	else
		contacts_match_put(work, CONTACTS_MATCH_TITLE, CONTACTS_MATCH_DIFFERENT, persons ? -1 : -0.5, -1, -1);
}

/* Compare in one order only, so that a and b can be exchanged: the one whose card is less by its bytes is first. */
static bool
is_exchanged(const contacts_match_card *a, const contacts_match_card *b)
{
	int			cmp;

	if (a->text_len != b->text_len)
		return a->text_len > b->text_len;
	cmp = memcmp(a->text, b->text, a->text_len);
	if (cmp == 0)
		cmp = memcmp(a, b, offsetof(contacts_match_card, text));
	return cmp > 0;
}

/* Compare all fields. */
static void
compare_fields(contacts_match_work *work)
{
	bool		persons = work->a->kind == CONTACTS_MATCH_PERSON;

	if (persons)
		contacts_match_compare_persons(work);
	else
		contacts_match_compare_organizations(work);
	contacts_match_compare_emails(work);
	contacts_match_compare_phones(work);
	if (persons)
		compare_companies(work);
	else
		compare_websites(work);
	contacts_match_compare_addresses(work);
	if (work->company > 0)
		contacts_match_put(work, CONTACTS_MATCH_COMPANY, work->company_level, (persons ? 0.55 : 0.7) * work->company,
						   work->company_a, work->company_b);
	compare_titles(work);
	contacts_match_compare_marks(work);
}

double
contacts_match_compare(const contacts_match_card *a, const contacts_match_card *b, contacts_match_result *result)
{
	bool		exchanged = is_exchanged(a, b);
	contacts_match_work work = {.a = exchanged ? b : a, .b = exchanged ? a : b, .result = result};

	if (result != NULL)
		result->count = 0;
	compare_fields(&work);
	if (result == NULL)
		return work.sum;
	for (int i = 0; exchanged && i < result->count; i++)
	{
		int			place = result->row[i].a;

		result->row[i].a = result->row[i].b;
		result->row[i].b = place;
	}
	result->bits = work.sum;
	return work.sum;
}
