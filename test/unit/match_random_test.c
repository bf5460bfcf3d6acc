/*
 * match_random_test.c
 *	  Whatever the fields are: matching is symmetric and finite, stays in its limits, and does not depend on order.
 */
#include <stdlib.h>

#include "match_sample.h"
#include "tap.h"

#define ROUNDS 20000
#define ROOM 300

static uint64_t state = 88172645463325252u;

/* Draw a number below a limit (xorshift64). */
static unsigned
draw(unsigned limit)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (unsigned) (state >> 33) % limit;
}

/* words that collide with each other and with the tables */
static const char *const words[] = {
	"anna", "ana", "bob", "robert", "smith", "smyth", "jr", "iii", "dr", "a", "gmbh", "s", "l", "inc", "7", "12b",
	"street", "strasse", "\xd0\xb0\xd0\xbd\xd0\xbd\xd0\xb0", "\xd9\x85\xd8\xad\xd9\x85\xd8\xaf", "\xea\xb9\x80",
	"\xe5\xb0\x8f\xe6\x9e\x97", "\xff\xfe", "\xc3", "", " ", "\t", "info@acme.com", "anna.smith@gmail.com", "@", "a@",
	"+4930123456", "+4930123457", "1970-01-02", "1970-02-01", "https://www.acme.com/x",
	"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
};

/* Write random text: words, or bytes. */
static contacts_match_text
random_text(char *room)
{
	size_t		n = 0;

	switch (draw(4))
	{
		case 0:
			return (contacts_match_text) {NULL, 0};
		case 1:
			for (n = 0; n < draw(ROOM); n++)
				room[n] = (char) draw(256);
			return (contacts_match_text) {room, n};
		default:
			for (unsigned k = draw(6) + 1; k > 0; k--)
			{
				const char *word = words[draw(sizeof(words) / sizeof(words[0]))];
				size_t		len = strlen(word);

				if (n + len + 1 > ROOM)
					break;
				memcpy(room + n, word, len);
				n += len;
				room[n++] = ' ';
			}
			return (contacts_match_text) {room, n > 0 ? n - 1 : 0};
	}
}

/* Fill the fields of a contact at random; counts may be too large or negative. */
static void
random_fields(contacts_match_fields *f, char (*room)[ROOM])
{
	int			r = 0;

	memset(f, 0, sizeof(*f));
	f->kind = draw(2) ? CONTACTS_MATCH_PERSON : CONTACTS_MATCH_ORGANIZATION;
	f->name = random_text(room[r++]);
	f->first_name = random_text(room[r++]);
	f->last_name = random_text(room[r++]);
	f->company = random_text(room[r++]);
	f->title = random_text(room[r++]);
	f->website = random_text(room[r++]);
	f->tax_id = random_text(room[r++]);
	for (int i = 0; i < CONTACTS_MATCH_EMAILS; i++)
		f->email[i] = random_text(room[r++]);
	for (int i = 0; i < CONTACTS_MATCH_PHONES; i++)
		f->phone[i] = random_text(room[r++]);
	for (int i = 0; i < CONTACTS_MATCH_ADDRESSES; i++, r += 3)
		f->address[i] = (contacts_match_address) {
			random_text(room[r]), random_text(room[r + 1]), random_text(room[r + 2])};
	for (int i = 0; i < CONTACTS_MATCH_IDENTITIES; i++)
		f->identity[i] = (contacts_match_identity) {draw(2), random_text(room[r++])};
	f->emails = (int) draw(7) - 1;
	f->phones = (int) draw(7) - 1;
	f->addresses = (int) draw(6) - 1;
	f->identities = (int) draw(7) - 1;
}

static bool
is_finite(double x)
{
	return x - x == 0;
}

/* Check what is promised of the comparison of two cards; returns NULL, or what is broken. */
static const char *
broken_promise(const contacts_match_card *a, const contacts_match_card *b)
{
	contacts_match_result x;
	contacts_match_result y;
	double		bits = contacts_match_compare(a, b, &x);
	double		sum = 0;

	for (int i = 0; i < x.count; i++)
	{
		sum += x.row[i].bits;
		if (!is_finite(x.row[i].bits) || contacts_match_level_name(x.row[i].level) == NULL)
			return "finite evidence with a name";
	}
	if (!is_finite(bits) || bits < -1000 || bits > 10000)
		return "finite bits";
	if (contacts_match_compare(b, a, &y) != bits || x.count != y.count)
		return "symmetry";
	if (x.count < CONTACTS_MATCH_EVIDENCE && (sum - bits > 1e-6 || bits - sum > 1e-6))
		return "evidence sums up";
	return NULL;
}

/* Make, weigh and pack a card of random fields; returns what is broken. */
static const char *
make_random(contacts_match_card *card, contacts_match_kind kind)
{
	static char room[64][ROOM];
	static char packed[CONTACTS_MATCH_PACKED_MAX];
	contacts_match_card again;
	contacts_match_fields f;
	contacts_match_terms terms;
	uint32_t	holders[CONTACTS_MATCH_TERMS];
	uint64_t	keys[CONTACTS_MATCH_KEYS];
	size_t		len;

	random_fields(&f, room);
	f.kind = kind;
	contacts_match_prepare(&f, draw(3), card, &terms);
	for (int i = 0; i < CONTACTS_MATCH_TERMS; i++)
		holders[i] = draw(3) ? draw(100) : UINT32_MAX;
	contacts_match_weigh(card, draw(5) ? draw(1000000) : 0, holders);
	if (terms.count > CONTACTS_MATCH_TERMS || contacts_match_card_size(card) > sizeof(*card))
		return "limits of a card";
	if (contacts_match_keys(card, keys) > CONTACTS_MATCH_KEYS)
		return "limit of keys";
	len = contacts_match_pack(card, packed);
	if (len > CONTACTS_MATCH_PACKED_MAX || !contacts_match_unpack(packed, len, &again) ||
		memcmp(card, &again, contacts_match_card_size(card)) != 0)
		return "packed and unpacked";
	if (len > 0 && contacts_match_unpack(packed, len - 1, &again))
		return "a card that is cut is none";
	return NULL;
}

static void
test_random(void)
{
	const char *broken = NULL;
	int			round = 0;

	for (; round < ROUNDS && broken == NULL; round++)
	{
		contacts_match_kind kind = draw(2) ? CONTACTS_MATCH_PERSON : CONTACTS_MATCH_ORGANIZATION;
		contacts_match_card a;
		contacts_match_card b;

		broken = make_random(&a, kind);
		if (broken == NULL)
			broken = make_random(&b, kind);
		if (broken == NULL)
			broken = broken_promise(&a, &b);
		if (broken == NULL)
			broken = broken_promise(&a, &a);
	}
	ok(broken == NULL, "%d random pairs: %s", round, broken != NULL ? broken : "all promises kept");
}

/* Bytes that no card was packed into are refused, or give one that is not read beyond its end. */
static void
test_unpack(void)
{
	char		bytes[CONTACTS_MATCH_PACKED_MAX];
	int			taken = 0;

	for (int round = 0; round < ROUNDS; round++)
	{
		contacts_match_card card;
		size_t		len = draw(sizeof(bytes));

		for (size_t i = 0; i < len; i++)
			bytes[i] = (char) draw(256);
		taken += contacts_match_unpack(bytes, len, &card);
	}
	ok(taken == 0, "%d random bytes are no card, %d were", ROUNDS, taken);
}

/* Names beyond all limits. */
static void
test_long_names(void)
{
	char	   *text = malloc(80000);
	contacts_match_fields f = {.kind = CONTACTS_MATCH_PERSON, .name = {text, 500}};
	contacts_match_card a;
	contacts_match_card b;
	contacts_match_terms terms;

	memset(text, 'x', 80000);
	contacts_match_prepare(&f, 1, &a, &terms);
	f.name.len = 501;
	contacts_match_prepare(&f, 1, &b, &terms);
	ok(a.name.count == 1 && a.name.word[0].len == CONTACTS_MATCH_WORD_MAX, "500 equal letters are one word");
	ok(broken_promise(&a, &b) == NULL, "500 and 501 equal letters");
	for (int i = 1; i < 80000; i += 8)
		text[i] = ' ';
	f.name.len = 80000;
	contacts_match_prepare(&f, 1, &a, &terms);
	ok(a.name.count == CONTACTS_MATCH_WORDS, "of 10,000 words %d count", a.name.count);
	ok(broken_promise(&a, &b) == NULL && broken_promise(&a, &a) == NULL, "10,000 words");
	free(text);
}

/* The order of values and of words changes keys and bits not at all. */
static void
test_order(void)
{
	contacts_match_fields f = {.kind = CONTACTS_MATCH_PERSON, .emails = 2, .phones = 2};
	contacts_match_fields g = f;
	contacts_match_card a;
	contacts_match_card b;
	contacts_match_card c;
	contacts_match_terms terms;
	uint64_t	x[CONTACTS_MATCH_KEYS];
	uint64_t	y[CONTACTS_MATCH_KEYS];
	int			n;
	int			common = 0;

	f.email[0] = g.email[1] = text_of("laura@acme.com");
	f.email[1] = g.email[0] = text_of("parker@gmail.com");
	f.phone[0] = g.phone[1] = text_of("+493012345678");
	f.phone[1] = g.phone[0] = text_of("+442079460000");
	f.name = text_of("laura ann parker");
	g.name = text_of("ann parker laura");
	contacts_match_prepare(&f, 1, &a, &terms);
	contacts_match_prepare(&g, 1, &b, &terms);
	make_card(&(sample) {.name = "laura parker", .email = "parker@gmail.com"}, CONTACTS_MATCH_PERSON, &c);
	n = contacts_match_keys(&a, x);
	ok(contacts_match_keys(&b, y) == n, "%d keys in either order", n);
	for (int i = 0; i < n; i++)
		for (int j = 0; j < n; j++)
			common += x[i] == y[j];
	is_int(common, n, "the same keys in either order");
	ok(contacts_match_compare(&a, &c, NULL) == contacts_match_compare(&b, &c, NULL), "the same bits in either order");
}

/* Logarithms, powers, probabilities; what is no number too. */
static void
test_numbers(void)
{
	double		zero = 0;
	double		worst = 0;

	for (int i = 1; i < 100000; i++)
	{
		double		back = contacts_match_exp2(contacts_match_log2(i)) / i - 1;

		worst = back > worst ? back : -back > worst ? -back :
													  worst;
	}
	ok(worst < 1e-5, "powers of logarithms: off by %g at most", worst);
	ok(contacts_match_log2(1) == 0 && contacts_match_log2(1024) == 10, "logarithms of powers of two");
	ok(contacts_match_log2(0) == 0 && contacts_match_log2(-1) == 0 && contacts_match_log2(zero / zero) == 0,
	   "logarithms of what has none");
	ok(contacts_match_probability(0) == 0.5, "0 bits are even odds");
	ok(contacts_match_probability(1e300) > 0.999 && contacts_match_probability(-1e300) < 0.001 &&
		   is_finite(contacts_match_probability(zero / zero)),
	   "probabilities of extremes");
}

int
main(void)
{
	test_random();
	test_unpack();
	test_long_names();
	test_order();
	test_numbers();
	return done_testing();
}
