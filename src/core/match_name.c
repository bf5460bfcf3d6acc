/*
 * match_name.c
 *	  Compare the names of two contacts, word by word.
 */
#include "core/match_score.h"

#include <string.h>

#include "core/match_text.h"

/* how near two words are, the nearest first */
typedef enum relation
{
	SAME,
	NICKNAME,
	TYPO,
	ALIKE,
	INITIAL,
	STRANGE
} relation;

/* a pair of words that may belong together */
typedef struct candidate
{
	uint8_t		relation;
	uint8_t		len;			/* of the shorter word */
	uint8_t		apart;			/* how far their places are from each other */
	uint8_t		i;
	uint8_t		j;
} candidate;

/* which words of a name belong together */
typedef struct alignment
{
	int			count;
	candidate	pair[CONTACTS_MATCH_WORDS];
	uint32_t	a_used;			/* bits of words */
	uint32_t	b_used;
} alignment;

/* candidates that are sorted; a name of 16 equal words has 256 */
#define CANDIDATES 64

/* Check whether one word begins with the other. */
static bool
begins(const char *a, size_t alen, const char *b, size_t blen)
{
	return memcmp(a, b, alen < blen ? alen : blen) == 0;
}

/* Relate two different words of two characters and more by how they are written. */
static relation
relate_spelling(const char *a, size_t alen, const char *b, size_t blen, bool same_sound)
{
	size_t		least = alen < blen ? alen : blen;
	int			edits = least < 3 ? 3 : contacts_match_edits(a, alen, b, blen, 2);
	double		jaro;

	if (least < 3)
		return STRANGE;
	if (edits == 1)
		return least >= 4 ? TYPO : ALIKE;
	if (least >= 4 && edits == 2 && alen == blen && contacts_match_anagram(a, b, alen))
		return TYPO;
	if (least >= 4 && begins(a, alen, b, blen))
		return contacts_match_jaro(a, alen, b, blen) >= 0.92 ? TYPO : ALIKE;
	if (edits > 2 && !same_sound && (least < 6 || a[0] != b[0]))
		return STRANGE;
	jaro = contacts_match_jaro(a, alen, b, blen);
	if (least >= 4 && jaro >= 0.92)
		return TYPO;
	if ((least >= 5 && edits == 2 && jaro >= 0.84) || (same_sound && jaro >= 0.7))
		return ALIKE;
	return STRANGE;
}

/* Relate two words. */
static relation
relate(const contacts_match_card *a, const contacts_match_word *u, const contacts_match_card *b,
	   const contacts_match_word *v)
{
	const char *utext = a->text + u->start;
	const char *vtext = b->text + v->start;
	relation	result;

	if (u->hash == v->hash && u->len == v->len)
		return SAME;
	if (u->len == 1 || v->len == 1)
		return utext[0] == vtext[0] ? INITIAL : STRANGE;
	if (contacts_match_nicknames(u->name, v->name))
		return NICKNAME;
	/* written without vowels on one side, the consonants are all that can be compared */
	if (u->unvocalized != v->unvocalized && u->phonetic != 0 && u->phonetic == v->phonetic && u->len > 2 && v->len > 2)
		return TYPO;
	result = relate_spelling(utext, u->len, vtext, v->len, u->phonetic != 0 && u->phonetic == v->phonetic);
	return result == STRANGE && contacts_match_same_formal(u->name, v->name) ? ALIKE : result;
}

/* Check whether a candidate is taken before another. */
static bool
is_nearer(const candidate *x, const candidate *y)
{
	if (x->relation != y->relation)
		return x->relation < y->relation;
	if (x->len != y->len)
		return x->len > y->len;
	return x->apart < y->apart;
}

/* List the pairs of words that may belong together, the nearest first. */
static int
list_candidates(const contacts_match_work *work, bool persons, candidate *list)
{
	const contacts_match_words *a = &work->a->name;
	const contacts_match_words *b = &work->b->name;
	int			n = 0;

	for (int i = 0; i < a->count; i++)
		for (int j = 0; j < b->count; j++)
		{
			const contacts_match_word *u = &a->word[i];
			const contacts_match_word *v = &b->word[j];
			relation	r = relate(work->a, u, work->b, v);
			candidate	c = {(uint8_t) r, u->len < v->len ? u->len : v->len, (uint8_t) (i < j ? j - i : i - j),
						   (uint8_t) i, (uint8_t) j};
			int			at = n;

			if (r == STRANGE || (!persons && (r == NICKNAME || r == INITIAL)))
				continue;
			while (at > 0 && is_nearer(&c, &list[at - 1]))
				at--;
			if (at == CANDIDATES)
				continue;
			n = n < CANDIDATES ? n + 1 : n;
			memmove(list + at + 1, list + at, (size_t) (n - 1 - at) * sizeof(*list));
			list[at] = c;
		}
	return n;
}

/* Take the nearest pairs of words, each word once. */
static void
align(const contacts_match_work *work, bool persons, alignment *out)
{
	candidate	list[CANDIDATES + 1];
	int			n = list_candidates(work, persons, list);

	memset(out, 0, sizeof(*out));
	for (int k = 0; k < n; k++)
	{
		if ((out->a_used >> list[k].i & 1) || (out->b_used >> list[k].j & 1))
			continue;
		out->a_used |= UINT32_C(1) << list[k].i;
		out->b_used |= UINT32_C(1) << list[k].j;
		out->pair[out->count++] = list[k];
	}
}

/* Count the words that belong to none. */
static int
left_over(int count, uint32_t used)
{
	int			n = 0;

	for (int i = 0; i < count; i++)
		n += !(used >> i & 1);
	return n;
}

/* Write the words that belong to none as one. */
static size_t
join_left_over(const contacts_match_card *card, uint32_t used, char *out, size_t room)
{
	size_t		n = 0;

	for (int i = 0; i < card->name.count; i++)
	{
		const contacts_match_word *w = &card->name.word[i];
		size_t		len = w->len < room - n ? w->len : room - n;

		if (used >> i & 1)
			continue;
		memcpy(out + n, card->text + w->start, len);
		n += len;
	}
	return n;
}

/* Recognize words that are run together on one side: "jean pierre", "jeanpierre". */
static void
join_words(contacts_match_work *work, double most, double weight, alignment *aligned)
{
	char		a[64];
	char		b[64];
	int			a_left = left_over(work->a->name.count, aligned->a_used);
	int			b_left = left_over(work->b->name.count, aligned->b_used);
	size_t		alen;
	size_t		blen;

	if (a_left == 0 || b_left == 0 || a_left == b_left)
		return;
	alen = join_left_over(work->a, aligned->a_used, a, sizeof(a));
	blen = join_left_over(work->b, aligned->b_used, b, sizeof(b));
	if (!(alen == blen && memcmp(a, b, alen) == 0) && relate_spelling(a, alen, b, blen, false) != TYPO)
		return;
	aligned->a_used = aligned->b_used = UINT32_MAX;
	contacts_match_put(work, CONTACTS_MATCH_NAME, CONTACTS_MATCH_JOINED,
					   weight * contacts_match_cap(work->a->contacts_bits - 4, most), -1, -1);
}

/* Count what is left over on one side, or on both. */
static void
put_left_over(contacts_match_work *work, const alignment *aligned, double one_side, double all_strange)
{
	int			a = left_over(work->a->name.count, aligned->a_used);
	int			b = left_over(work->b->name.count, aligned->b_used);
	int			both = a < b ? a : b;
	int			rest = a + b - 2 * both;

	if (aligned->a_used == 0)
	{
		contacts_match_put(work, CONTACTS_MATCH_NAME, CONTACTS_MATCH_NONE, all_strange, -1, -1);
		return;
	}
	if (both == 1)
		contacts_match_put(work, CONTACTS_MATCH_NAME, CONTACTS_MATCH_CONFLICT, -6, -1, -1);
	else if (both > 1)
		contacts_match_put(work, CONTACTS_MATCH_NAME, CONTACTS_MATCH_CONFLICTS, -10, -1, -1);
	if (rest > 0)
		contacts_match_put(work, CONTACTS_MATCH_NAME, CONTACTS_MATCH_LEFT_OVER, one_side * (rest < 2 ? 1 : 2), -1, -1);
}

/* Find the place of a word among those that pairs are made of, -1 if it is none. */
static int
pair_place(const contacts_match_card *card, int word)
{
	for (int i = 0; i < card->pairs; i++)
		if (card->name.word[card->pair_words[i]].hash == card->name.word[word].hash)
			return i;
	return -1;
}

/* Get the least bits that two equal words have together: how many contacts have both. */
static double
joint_bits(const contacts_match_work *work, const alignment *aligned)
{
	const contacts_match_card *card = work->a;
	double		most = -1;

	for (int x = 0; x < aligned->count; x++)
		for (int y = 0; y < x; y++)
		{
			int			i = pair_place(card, aligned->pair[x].i);
			int			j = pair_place(card, aligned->pair[y].i);
			int			low = i < j ? i : j;
			int			high = i < j ? j : i;
			double		bits;

			if (aligned->pair[x].relation != SAME || aligned->pair[y].relation != SAME || low < 0 || low == high)
				continue;
			bits = card->bits[card->pair_terms[high * (high - 1) / 2 + low]];
			most = bits > most ? bits : most;
		}
	return most;
}

/* log2 of 6: two words that so many contacts have do not count as if they were independent */
#define JOINT_LEAST 2.584962500721156

/* Check whether a word stands in a mailbox of the other: "g wright" with gina@ is Gina. */
static bool
in_mailbox(const contacts_match_card *word_of, const contacts_match_word *word, const contacts_match_card *other)
{
	const char *text = word_of->text + word->start;

	if (word->len < 3)
		return false;
	for (int k = 0; k < other->emails; k++)
	{
		const contacts_match_mailbox *box = &other->email[k];

		for (int from = 0; from + word->len <= box->local_len; from++)
			if (memcmp(other->text + box->local + from, text, word->len) == 0)
				return true;
	}
	return false;
}

/*
 * Recognize words that the other has in its mailbox only; such a word takes one of the other's words that belong to
 * none along, which is mistyped or has been changed.
 */
static void
find_in_mailboxes(contacts_match_work *work, alignment *aligned)
{
	for (int side = 0; side < 2; side++)
	{
		const contacts_match_card *one = side == 0 ? work->a : work->b;
		const contacts_match_card *other = side == 0 ? work->b : work->a;
		uint32_t   *used = side == 0 ? &aligned->a_used : &aligned->b_used;
		uint32_t   *other_used = side == 0 ? &aligned->b_used : &aligned->a_used;

		for (int i = 0; i < one->name.count; i++)
		{
			const contacts_match_word *word = &one->name.word[i];
			double		bits = 0.45 * contacts_match_cap(one->bits[word->term], 9);

			if ((*used >> i & 1) || word->len < 4 || !in_mailbox(one, word, other))
				continue;
			*used |= UINT32_C(1) << i;
			/* the lowest bit that is not set */
			*other_used |= *other_used + 1;
			contacts_match_put(work, CONTACTS_MATCH_NAME, CONTACTS_MATCH_MAILBOX, bits,
							   side == 0 ? i : -1, side == 0 ? -1 : i);
		}
	}
}

/* Tell what two words of persons that belong together say; *level is how they do. */
static double
word_bits(const contacts_match_work *work, const candidate *c, contacts_match_level *level)
{
	const contacts_match_word *u = &work->a->name.word[c->i];
	const contacts_match_word *v = &work->b->name.word[c->j];
	double		bits = contacts_match_bits(work, u->term, v->term);
	bool		spelled_out;

	switch ((relation) c->relation)
	{
		case NICKNAME:
			*level = CONTACTS_MATCH_NICKNAME;
			return 0.8 * contacts_match_cap(bits, 10);
		case TYPO:
			*level = CONTACTS_MATCH_TYPO;
			return 0.7 * contacts_match_cap(bits, 11);
		case ALIKE:
			*level = CONTACTS_MATCH_SIMILAR;
			return 0.45 * contacts_match_cap(bits, 9);
		case SAME:
			if (u->len > 1)
			{
				*level = CONTACTS_MATCH_EQUAL;
				return 0.8 * bits;
			}
			break;
		default:
			spelled_out = u->len > 1 ? in_mailbox(work->a, u, work->b) : in_mailbox(work->b, v, work->a);
			if (spelled_out)
			{
				*level = CONTACTS_MATCH_MAILBOX;
				return 0.7 * contacts_match_cap(u->len > 1 ? work->a->bits[u->term] : work->b->bits[v->term], 9);
			}
			break;
	}
	*level = CONTACTS_MATCH_INITIAL;
	return 3;
}

/* Count the words that belong together, of persons. */
static void
put_words(contacts_match_work *work, const alignment *aligned)
{
	double		equal = 0;
	double		joint = joint_bits(work, aligned);

	for (int k = 0; k < aligned->count; k++)
	{
		const candidate *c = &aligned->pair[k];
		contacts_match_level level;
		double		bits = word_bits(work, c, &level);

		if (level == CONTACTS_MATCH_EQUAL)
			equal += bits;
		contacts_match_put(work, CONTACTS_MATCH_NAME, level, bits, c->i, c->j);
	}
	if (joint >= 0 && joint <= work->a->contacts_bits - JOINT_LEAST && equal > joint + 1)
		contacts_match_put(work, CONTACTS_MATCH_NAME, CONTACTS_MATCH_COMMON, joint + 1 - equal, -1, -1);
}

void
contacts_match_compare_persons(contacts_match_work *work)
{
	alignment	aligned = {.count = 0};

	if (work->a->name.count == 0 || work->b->name.count == 0)
		find_in_mailboxes(work, &aligned);
	else
	{
		align(work, true, &aligned);
		put_words(work, &aligned);
		join_words(work, 8, 0.7, &aligned);
		find_in_mailboxes(work, &aligned);
		put_left_over(work, &aligned, -1, -8.5);
	}
	if (work->a->suffix != work->b->suffix)
		contacts_match_put(work, CONTACTS_MATCH_SUFFIX, CONTACTS_MATCH_DIFFERENT, -5, -1, -1);
}

/* Check whether the only word of one name is made of the initials of the other's words. */
static bool
is_acronym(const contacts_match_card *one, const contacts_match_card *other)
{
	const contacts_match_word *word = &one->name.word[0];

	if (one->name.count != 1 || word->len < 2 || word->len != other->name.count)
		return false;
	for (int i = 0; i < word->len; i++)
		if (one->text[word->start + i] != other->text[other->name.word[i].start])
			return false;
	return true;
}

void
contacts_match_compare_organizations(contacts_match_work *work)
{
	alignment	aligned;

	if (work->a->name.count == 0 || work->b->name.count == 0)
		return;
	align(work, false, &aligned);
	if (aligned.count == 0 && (is_acronym(work->a, work->b) || is_acronym(work->b, work->a)))
	{
		contacts_match_put(work, CONTACTS_MATCH_NAME, CONTACTS_MATCH_ACRONYM, 8, -1, -1);
		return;
	}
	for (int k = 0; k < aligned.count; k++)
	{
		const candidate *c = &aligned.pair[k];
		double		bits = contacts_match_bits(work, work->a->name.word[c->i].term, work->b->name.word[c->j].term);

		if (c->relation == SAME)
			contacts_match_put(work, CONTACTS_MATCH_NAME, CONTACTS_MATCH_EQUAL, 0.6 * bits, c->i, c->j);
		else if (c->relation == TYPO)
			contacts_match_put(work, CONTACTS_MATCH_NAME, CONTACTS_MATCH_TYPO,
							   0.52 * contacts_match_cap(bits, 11), c->i, c->j);
		else
			contacts_match_put(work, CONTACTS_MATCH_NAME, CONTACTS_MATCH_SIMILAR,
							   0.36 * contacts_match_cap(bits, 9), c->i, c->j);
	}
	put_left_over(work, &aligned, -0.3, -8);
}
