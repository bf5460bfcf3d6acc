/*
 * match_score.h
 *	  The comparison of two cards in the making.
 */
#ifndef CONTACTS_CORE_MATCH_SCORE_H
#define CONTACTS_CORE_MATCH_SCORE_H

#include "core/match.h"

/* two cards, and what has been found; rows are written where result is not NULL */
typedef struct contacts_match_work
{
	const contacts_match_card *a;
	const contacts_match_card *b;
	double		sum;
	double		company;		/* the best that says "same company" */
	contacts_match_level company_level;
	int			company_a;
	int			company_b;
	contacts_match_result *result;
} contacts_match_work;

/* Count evidence. */
static inline void
contacts_match_put(contacts_match_work *work, contacts_match_field field, contacts_match_level level, double bits,
				   int a, int b)
{
	work->sum += bits;
	if (work->result != NULL && work->result->count < CONTACTS_MATCH_EVIDENCE)
		work->result->row[work->result->count++] = (contacts_match_evidence) {field, level, a, b, bits};
}

/* Note that two contacts may be of one company; the best counts once. */
static inline void
contacts_match_same_company(contacts_match_work *work, contacts_match_level level, double bits, int a, int b)
{
	if (bits <= work->company)
		return;
	work->company = bits;
	work->company_level = level;
	work->company_a = a;
	work->company_b = b;
}

/* Cap bits. */
static inline double
contacts_match_cap(double bits, double most)
{
	return bits < most ? bits : most;
}

/* Get the frequency of a value that both have, counted at either. */
static inline double
contacts_match_bits(const contacts_match_work *work, unsigned a_term, unsigned b_term)
{
	float		a = work->a->bits[a_term];
	float		b = work->b->bits[b_term];

	return a < b ? a : b;
}

/* match_name.c */
extern void contacts_match_compare_persons(contacts_match_work *work);
extern void contacts_match_compare_organizations(contacts_match_work *work);

/* match_value.c */
extern void contacts_match_compare_emails(contacts_match_work *work);
extern void contacts_match_compare_phones(contacts_match_work *work);
extern void contacts_match_compare_addresses(contacts_match_work *work);
extern void contacts_match_compare_marks(contacts_match_work *work);

#endif							/* CONTACTS_CORE_MATCH_SCORE_H */
