/*
 * match_test.c
 *	  Evidence of single fields, keys, and the words behind them.
 */
#include "core/match_text.h"
#include "match_sample.h"
#include "tap.h"

/* what two names say, and whether the contacts are compared at all */
static const struct
{
	const char *a;
	const char *b;
	const char *level;
	bool		compared;
} names[] = {
	{"laura parker", "laura parker", "equal", true},
	{"laura parker", "parker laura", "equal", true},
	{"bob smith", "robert smith", "nickname", true},
	{"bill gates", "william gates", "nickname", true},
	{"hans muller", "johannes muller", "nickname", true},
	{"masha ivanova", "mariya ivanova", "nickname", true},
	{"peggy cavett", "maggie cavett", "similar", true},
	{"laura parkr", "laura parker", "typo", true},
	{"laura praker", "laura parker", "typo", true},
	{"l parker", "laura parker", "initial", true},
	{"maria de la cruz", "maria delacruz", "joined", true},
	{"laura parker", "laura ann parker", "left over", true},
	{"laura parker", "laura baumgartner", "conflict", false},
	{"laura parker", "otto baumgartner", "nothing in common", false},
	{"dr laura parker", "laura parker", "equal", true},
	{"\xd0\xb0\xd0\xbd\xd0\xbd\xd0\xb0 \xd0\xb8\xd0\xb2\xd0\xb0\xd0\xbd\xd0\xbe\xd0\xb2\xd0\xb0",
		"anna ivanova", "equal", true},
	{"\xce\xbd\xce\xb9\xce\xba\xce\xbf\xcf\x82 "
		"\xcf\x80\xce\xb1\xcf\x80\xce\xb1\xce\xb4\xce\xb1\xce\xba\xce\xb7\xcf\x82",
		"nikos papadakis", "equal", true},
	{"\xd9\x85\xd8\xad\xd9\x85\xd8\xaf \xd8\xad\xd8\xaf\xd8\xa7\xd8\xaf", "mohammed haddad", "typo", true},
	{"\xea\xb9\x80\xec\x84\x9c\xec\x97\xb0", "gim seoyeon", "joined", false},
	{"", "laura parker", "", false},
};

/* what other fields say; the name is "laura parker" on both sides */
static const struct
{
	sample		a;
	sample		b;
	const char *field;
	const char *level;			/* "": nothing is said */
	int			sign;
} values[] = {
	{{.email = "laura@acme.com"}, {.email = "laura@acme.com"}, "email", "equal", 1},
	{{.email = "laura.parker@acme.com"}, {.email = "laura.parker@gmail.com"}, "email", "local part", 1},
	{{.email = "laura.parker@acme.com"}, {.email = "laura.parkr@acme.com"}, "email", "typo", 1},
	{{.email = "lparker@acme.com"}, {.email = "lparker2@acme.com"}, "email", "other mailbox", -1},
	{{.email = "laura@acme.com"}, {.email = "otto@acme.com"}, "email", "other mailbox", -1},
	{{.email = "laura@gmail.com"}, {.email = "otto@gmail.com"}, "email", "different", -1},
	{{.email = "info@acme.com"}, {.email = "info@acme.com"}, "company", "role mailbox", 1},
	{{.email = "info@acme.com"}, {.email = "info@acme.com"}, "email", "", 0},
	{{.email = "sales.team@acme.com"}, {.email = "otto@acme.com"}, "company", "domain", 1},
	{{.phone = "+493012345678"}, {.phone = "+493012345678"}, "phone", "equal", 1},
	{{.phone = "+493012345678"}, {.phone = "+493012945678"}, "phone", "typo", 1},
	{{.phone = "+493012345678"}, {.phone = "+493012345999"}, "company", "switchboard", 1},
	{{.phone = "+493012345678"}, {.phone = "+442079460000"}, "phone", "different", -1},
	{{.company = "acme gmbh co kg"}, {.company = "acme"}, "company", "equal", 1},
	{{.company = "acme s a r l"}, {.company = "acme"}, "company", "equal", 1},
	{{.company = "acme uk ltd"}, {.company = "acme nl b v"}, "company", "different", -1},
	{{.company = "acme trading"}, {.company = "acme trading berlin"}, "company", "similar", 1},
	{{.company = "acme trading"}, {.company = "zenith foods"}, "company", "different", -1},
	{{.company = "acme trading"}, {.email = "laura@acme-trading.com"}, "company", "domain", 1},
	{{.title = "head of sales"}, {.title = "sales manager"}, "title", "similar", 1},
	{{.title = "engineer"}, {.title = "sales manager"}, "title", "different", -1},
	{{.line = "7 high street", .postal_code = "ab1 2cd"},
		{.line = "high st 7", .postal_code = "ab12cd"}, "address", "equal", 1},
	{{.line = "goethestrasse 7", .postal_code = "10115"},
		{.line = "goethestr 7", .postal_code = "10115"}, "address", "equal", 1},
	{{.line = "7 high street", .postal_code = "10115"},
		{.line = "9 low lane", .postal_code = "10115"}, "address", "postal code", 1},
	{{.line = "7 high street", .postal_code = "10115"},
		{.line = "9 low lane", .postal_code = "80331"}, "address", "different", -1},
	{{.city = "berlin"}, {.city = "berlin"}, "address", "city", 1},
	{{.birth_date = "1970-12-03"}, {.birth_date = "1970-12-03"}, "identity", "equal", 1},
	{{.birth_date = "1970-12-03"}, {.birth_date = "1970-03-12"}, "identity", "typo", 1},
	{{.birth_date = "1970-12-03"}, {.birth_date = "1970-07-25"}, "identity", "similar", 1},
	{{.birth_date = "1970-12-03"}, {.birth_date = "1981-07-25"}, "identity", "different", -1},
	{{.tax_id = "DE811907980"}, {.tax_id = "DE811907980"}, "tax_id", "equal", 1},
	{{.tax_id = "DE811907980"}, {.tax_id = "DE811970980"}, "tax_id", "typo", 1},
	{{.tax_id = "DE811907980"}, {.tax_id = "FR40303265045"}, "tax_id", "different", -1},
};

/* what names of companies say */
static const struct
{
	sample		a;
	sample		b;
	const char *field;
	const char *level;
	bool		compared;
} companies[] = {
	{{.name = "acme trading gmbh"}, {.name = "acme trading ltd"}, "name", "equal", true},
	{{.name = "ooo acme trading"}, {.name = "acme trading"}, "name", "equal", true},
	{{.name = "acme tradnig"}, {.name = "acme trading"}, "name", "typo", true},
	{{.name = "bright engineering", .city = "berlin"}, {.name = "be", .city = "berlin"}, "name", "acronym", true},
	{{.name = "acme trading berlin"}, {.name = "acme trading"}, "name", "left over", true},
	{{.name = "acme foods"}, {.name = "acme trading"}, "name", "conflict", true},
	{{.name = "acme foods", .city = "berlin"}, {.name = "acme trading", .city = "vienna"}, "name", "conflict", false},
	{{.name = "acme", .website = "https://www.acme.com/de"},
		{.name = "zenith", .website = "acme.com"}, "company", "domain", true},
	{{.name = "acme", .website = "acme.com"},
		{.name = "zenith", .website = "zenith.com"}, "website", "different", false},
	{{.name = "acme", .website = "acme.com"}, {.name = "acme foods", .email = "info@acme.com"}, "name", "equal", true},
	{{.name = "acme", .phone = "+493012345678"},
		{.name = "acme", .phone = "+442079460000"}, "phone", "different", true},
};

/* Get the bits of a line of evidence, 0 where it is missing. */
static double
evidence(const contacts_match_result *result, const char *field, const char *level)
{
	for (int i = 0; i < result->count; i++)
		if (strcmp(contacts_match_field_name(result->row[i].field), field) == 0 &&
			strcmp(contacts_match_level_name(result->row[i].level), level) == 0)
			return result->row[i].bits;
	return 0;
}

/* Check whether a field says anything. */
static bool
says_anything(const contacts_match_result *result, const char *field)
{
	for (int i = 0; i < result->count; i++)
		if (strcmp(contacts_match_field_name(result->row[i].field), field) == 0)
			return true;
	return false;
}

/* Compare both ways; the sums are equal, and the waterfall adds up to them. */
static void
compare(const contacts_match_card *a, const contacts_match_card *b, contacts_match_result *result)
{
	contacts_match_result other;
	double		sum = 0;
	double		bits = contacts_match_compare(a, b, result);

	if (contacts_match_compare(b, a, &other) != bits || other.count != result->count)
		ok(false, "a comparison is the same from both sides");
	for (int i = 0; i < result->count; i++)
	{
		sum += result->row[i].bits;
		if (result->row[i].a != other.row[i].b || result->row[i].b != other.row[i].a)
			ok(false, "evidence numbers the values of its side");
	}
	if (sum - bits > 1e-9 || bits - sum > 1e-9 || contacts_match_compare(a, b, NULL) != bits)
		ok(false, "evidence sums up: %f, %f", sum, bits);
}

static void
test_names(void)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
	{
		contacts_match_card a;
		contacts_match_card b;
		contacts_match_result result;

		make_card(&(sample) {.name = names[i].a}, CONTACTS_MATCH_PERSON, &a);
		make_card(&(sample) {.name = names[i].b}, CONTACTS_MATCH_PERSON, &b);
		compare(&a, &b, &result);
		ok(names[i].level[0] != '\0' ? evidence(&result, "name", names[i].level) != 0 : result.count == 0,
		   "%s, %s: %s", names[i].a, names[i].b, names[i].level);
		ok(share_key(&a, &b) == names[i].compared, "%s, %s: %s", names[i].a, names[i].b,
		   names[i].compared ? "compared" : "not compared");
	}
}

static void
test_values(void)
{
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
	{
		sample		x = values[i].a;
		sample		y = values[i].b;
		contacts_match_card a;
		contacts_match_card b;
		contacts_match_result result;
		double		bits;

		x.name = y.name = "laura parker";
		make_card(&x, CONTACTS_MATCH_PERSON, &a);
		make_card(&y, CONTACTS_MATCH_PERSON, &b);
		compare(&a, &b, &result);
		bits = evidence(&result, values[i].field, values[i].level);
		ok(values[i].sign == 0 ? !says_anything(&result, values[i].field) : values[i].sign * bits > 0,
		   "value %d: %s %s, %.1f bits", (int) i, values[i].field, values[i].level, bits);
	}
}

static void
test_companies(void)
{
	for (size_t i = 0; i < sizeof(companies) / sizeof(companies[0]); i++)
	{
		contacts_match_card a;
		contacts_match_card b;
		contacts_match_result result;

		make_card(&companies[i].a, CONTACTS_MATCH_ORGANIZATION, &a);
		make_card(&companies[i].b, CONTACTS_MATCH_ORGANIZATION, &b);
		compare(&a, &b, &result);
		ok(evidence(&result, companies[i].field, companies[i].level) != 0, "%s, %s: %s %s", companies[i].a.name,
		   companies[i].b.name, companies[i].field, companies[i].level);
		ok(share_key(&a, &b) == companies[i].compared, "%s, %s: %s", companies[i].a.name, companies[i].b.name,
		   companies[i].compared ? "compared" : "not compared");
	}
}

/* Suffixes tell father and son apart; an initial and a mailbox are more than an initial. */
static void
test_people(void)
{
	contacts_match_card a;
	contacts_match_card b;
	contacts_match_result result;

	make_card(&(sample) {.name = "john smith jr"}, CONTACTS_MATCH_PERSON, &a);
	make_card(&(sample) {.name = "john smith"}, CONTACTS_MATCH_PERSON, &b);
	compare(&a, &b, &result);
	ok(evidence(&result, "suffix", "different") < 0, "Jr. on one side only");
	make_card(&(sample) {.name = "john smith junior"}, CONTACTS_MATCH_PERSON, &b);
	compare(&a, &b, &result);
	ok(!says_anything(&result, "suffix"), "Jr. is Junior");
	make_card(&(sample) {.name = "g wright", .email = "gina.w@example.org"}, CONTACTS_MATCH_PERSON, &a);
	make_card(&(sample) {.name = "gina wright"}, CONTACTS_MATCH_PERSON, &b);
	compare(&a, &b, &result);
	ok(evidence(&result, "name", "in mailbox") > 3, "a first name in the mailbox of an initial");
	make_card(&(sample) {.email = "gina.wright@example.org"}, CONTACTS_MATCH_PERSON, &a);
	compare(&a, &b, &result);
	ok(evidence(&result, "name", "in mailbox") > 3 && share_key(&a, &b), "a name that a mailbox only tells");
}

/* Values that many have say little; two words that many have together say less than the two. */
static void
test_frequencies(void)
{
	contacts_match_fields f = {.kind = CONTACTS_MATCH_PERSON, .name = text_of("yang wang"), .phones = 1};
	contacts_match_card a;
	contacts_match_terms terms;
	contacts_match_result result;
	uint32_t	holders[CONTACTS_MATCH_TERMS];
	double		rare;

	f.phone[0] = text_of("+493012345678");
	contacts_match_prepare(&f, 1, &a, &terms);
	for (int i = 0; i < CONTACTS_MATCH_TERMS; i++)
		holders[i] = 1;
	contacts_match_weigh(&a, 1000000, holders);
	compare(&a, &a, &result);
	rare = evidence(&result, "phone", "equal");
	ok(rare > 14 && rare < 16, "a number of one contact of a million: %.2f bits", rare);
	for (int i = 0; i < CONTACTS_MATCH_TERMS; i++)
		holders[i] = 1000;
	contacts_match_weigh(&a, 1000000, holders);
	compare(&a, &a, &result);
	ok(evidence(&result, "phone", "equal") < rare / 1.9, "a number of a thousand contacts: %.2f bits",
	   evidence(&result, "phone", "equal"));
	ok(evidence(&result, "name", "common") < 0, "two words that a thousand have together");
	for (int i = 0; i < CONTACTS_MATCH_TERMS; i++)
		holders[i] = UINT32_MAX;
	contacts_match_weigh(&a, 10, holders);
	ok(contacts_match_compare(&a, &a, NULL) == 0, "more holders than contacts: no evidence");
}

/* Keys and terms of one organization or kind are no other's. */
static void
test_seeds(void)
{
	contacts_match_fields f = {.kind = CONTACTS_MATCH_PERSON, .name = text_of("laura parker"), .emails = 1};
	contacts_match_card a;
	contacts_match_card b;
	contacts_match_terms x;
	contacts_match_terms y;
	int			common = 0;

	f.email[0] = text_of("laura.parker@acme.com");
	contacts_match_prepare(&f, 1, &a, &x);
	contacts_match_prepare(&f, 2, &b, &y);
	for (int i = 1; i < x.count; i++)
		for (int j = 1; j < y.count; j++)
			common += x.hash[i] == y.hash[j];
	ok(common == 0 && x.count > 4, "organizations share no term");
	ok(!share_key(&a, &b), "organizations share no key");
	f.kind = CONTACTS_MATCH_ORGANIZATION;
	contacts_match_prepare(&f, 1, &b, &y);
	ok(!share_key(&a, &b), "persons and organizations share no key");
}

static void
test_words(void)
{
	char		out[32];

	out[contacts_match_latin("\xd0\xb6\xd1\x83\xd0\xba\xd0\xbe\xd0\xb2", 10, out, sizeof(out))] = '\0';
	is_text(out, "zhukov", "Cyrillic");
	out[contacts_match_latin("\xea\xb9\x80", 3, out, sizeof(out))] = '\0';
	is_text(out, "gim", "Hangul");
	out[contacts_match_latin("\xe5\xb0\x8f", 3, out, sizeof(out))] = '\0';
	is_text(out, "\xe5\xb0\x8f", "Han stays");
	is_int((long long) contacts_match_shape("\xe5\xb0\x8f"
											"a",
											4, out, 8),
		   2, "one byte for each character");
	is_int(contacts_match_edits("kitten", 6, "sitting", 7, 3), 3, "edits");
	is_int(contacts_match_edits("kitten", 6, "sitting", 7, 2), 3, "edits over the limit");
	is_int(contacts_match_edits("", 0, "ab", 2, 2), 2, "edits of nothing");
	ok(contacts_match_anagram("acb", "abc", 3) && !contacts_match_anagram("aab", "abb", 3), "anagrams");
	ok(contacts_match_jaro("martha", 6, "marhta", 6) > 0.961 && contacts_match_jaro("martha", 6, "marhta", 6) < 0.962,
	   "Jaro and Winkler: martha, marhta");
	ok(contacts_match_jaro("abc", 3, "xyz", 3) == 0, "Jaro and Winkler: nothing");
	out[contacts_match_phonetic("schmidt", 7, out)] = '\0';
	is_text(out, "smt", "phonetic key of schmidt");
	out[contacts_match_phonetic("smith", 5, out)] = '\0';
	is_text(out, "smt", "phonetic key of smith");
}

int
main(void)
{
	test_names();
	test_values();
	test_companies();
	test_people();
	test_frequencies();
	test_seeds();
	test_words();
	return done_testing();
}
