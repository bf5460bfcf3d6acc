/*
 * email_test.c
 *	  src/core/email: what is accepted and as what, why not and where, order and equality.
 */
#include <stdlib.h>

#include "email.h"
#include "nfc.h"
#include "punycode.h"
#include "tap.h"
#include "unicode.h"

static const contacts_email_rules utf8 = {.nfc = nfc};
static const contacts_email_rules ascii_only = {.nfc = nfc, .ascii_only = true};

typedef struct good_case
{
	const char *input;
	const char *stored;			/* NULL: the same */
	const char *ascii;			/* NULL: the local part is not ASCII */
} good_case;

static const good_case good[] = {
	{"user@example.com", NULL, "user@example.com"},
	{" \t\n\v\f\ruser@example.com \r\n", "user@example.com", "user@example.com"},
	{"First.Last+Tag@Example.COM", "First.Last+Tag@example.com", "First.Last+Tag@example.com"},
	{"!#$%&'*+-/=?^_`{|}~@x.de", NULL, "!#$%&'*+-/=?^_`{|}~@x.de"},
	{"postmaster@a-b.1c.example", NULL, "postmaster@a-b.1c.example"},
	{"x@local.test", NULL, "x@local.test"},
	/* quotes come off where they may, and stay with the fewest escapes where they may not */
	{"\"plain\"@x.de", "plain@x.de", "plain@x.de"},
	{"\"pl\\ain\"@x.de", "plain@x.de", "plain@x.de"},
	{"\"a b\"@x.de", NULL, "\"a b\"@x.de"},
	{"\"a..b\"@x.de", NULL, "\"a..b\"@x.de"},
	{"\"\\a\\ \\b\"@x.de", "\"a b\"@x.de", "\"a b\"@x.de"},
	{"\"a@b\"@x.de", NULL, "\"a@b\"@x.de"},
	{"\"\\\"\\\\\"@x.de", NULL, "\"\\\"\\\\\"@x.de"},
	/* any script, in NFC */
	{"用户@例え.jp", NULL, NULL},
	{"cafe\u0301@cafe\u0301.fr", "café@café.fr", NULL},
	{"\u1112\u1161\u11ab@\u1112\u1161\u11ab.kr", "한@한.kr", NULL},
	{"\u212B@x.de", "Å@x.de", NULL},
	{"K\u0301@x.de", "\u1E30@x.de", NULL},
	{"=\u0338@x.de", "≠@x.de", NULL},
	{"\"\u037Ea\"@x.de", "\";a\"@x.de", "\";a\"@x.de"},
	{"\"<\u0338\"@x.de", "≮@x.de", NULL},
	/* domains: case, width, dots, A-labels */
	{"u@BÜCHER.de", "u@bücher.de", "u@xn--bcher-kva.de"},
	{"u@XN--BCHER-KVA.de", "u@bücher.de", "u@xn--bcher-kva.de"},
	{"u@ｅｘａｍｐｌｅ。com", "u@example.com", "u@example.com"},
	{"u@straße.de", NULL, "u@xn--strae-oqa.de"},
	{"u@STRAẞE.de", "u@strasse.de", "u@strasse.de"},
	{"u@ΑΣ.gr", "u@ασ.gr", "u@xn--mxa0b.gr"},
	{"u@l·l.cat", NULL, "u@xn--ll-0ea.cat"},
	{"u@בדיקה.קום", NULL, "u@xn--5dbedt4e.xn--9dbq2a"},
	{"u@カ・フ.com", NULL, "u@xn--lck7dze.com"},
	{"u@example.한국", NULL, "u@example.xn--3e0b707e"}
};

typedef struct bad_case
{
	const char *input;
	contacts_email_status status;
	size_t		at;
} bad_case;

#define A16 "aaaaaaaaaaaaaaaa"
#define A64 A16 A16 A16 A16
#define LABEL60 "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

static const bad_case bad[] = {
	{"", CONTACTS_EMAIL_EMPTY, 0},
	{" \t\r\n", CONTACTS_EMAIL_EMPTY, 4},
	{"user.example.com", CONTACTS_EMAIL_NO_AT, 16},
	{" user", CONTACTS_EMAIL_NO_AT, 5},
	{"\"user@x.de", CONTACTS_EMAIL_QUOTE_SYNTAX, 0},
	{"\"a\"b@x.de", CONTACTS_EMAIL_QUOTE_SYNTAX, 3},
	{"\"a\\\"@x.de", CONTACTS_EMAIL_QUOTE_SYNTAX, 0},
	{"Bob <bob@x.de>", CONTACTS_EMAIL_DISPLAY_NAME, 4},
	{"@x.de", CONTACTS_EMAIL_LOCAL_EMPTY, 0},
	{"\"\"@x.de", CONTACTS_EMAIL_LOCAL_EMPTY, 0},
	{"a b@x.de", CONTACTS_EMAIL_LOCAL_CHAR, 1},
	{"  a(b)@x.de", CONTACTS_EMAIL_LOCAL_CHAR, 3},
	{"a\"b\"@x.de", CONTACTS_EMAIL_LOCAL_CHAR, 1},
	{"\"a\tb\"@x.de", CONTACTS_EMAIL_LOCAL_CHAR, 2},
	{"\u037Ea@x.de", CONTACTS_EMAIL_LOCAL_CHAR, 0},
	{".a@x.de", CONTACTS_EMAIL_LOCAL_DOT, 0},
	{"a..b@x.de", CONTACTS_EMAIL_LOCAL_DOT, 2},
	{"a.@x.de", CONTACTS_EMAIL_LOCAL_DOT, 1},
	{"a\u200Bb@x.de", CONTACTS_EMAIL_LOCAL_UNSAFE, 1},
	{"\u0301a@x.de", CONTACTS_EMAIL_LOCAL_UNSAFE, 0},
	{"\"a\u00A0b\"@x.de", CONTACTS_EMAIL_LOCAL_UNSAFE, 2},
	{"\"\\\u200Eb\"@x.de", CONTACTS_EMAIL_LOCAL_UNSAFE, 2},
	{"a\uFFFD@x.de", CONTACTS_EMAIL_LOCAL_UNSAFE, 1},
	{"a\u0378@x.de", CONTACTS_EMAIL_LOCAL_UNSAFE, 1},
	{A64 "a@x.de", CONTACTS_EMAIL_LOCAL_LENGTH, 0},
	{"\"" A16 A16 A16 "aaaaaaaaaaaaaa b\"@x.de", CONTACTS_EMAIL_LOCAL_LENGTH, 0},
	{"u@[192.168.0.1]", CONTACTS_EMAIL_ADDRESS_LITERAL, 2},
	{"u@", CONTACTS_EMAIL_DOMAIN_EMPTY, 2},
	{"u@ex_ample.com", CONTACTS_EMAIL_DOMAIN_CHAR, 4},
	{"u@a@b.com", CONTACTS_EMAIL_DOMAIN_CHAR, 3},
	{"u@a\u2488.com", CONTACTS_EMAIL_DOMAIN_CHAR, 3},
	{"u@x.de?subject=hi", CONTACTS_EMAIL_DOMAIN_CHAR, 6},
	{"u@ex\u00ADample.com", CONTACTS_EMAIL_DOMAIN_UNSAFE, 4},
	{"u@\u0301x.com", CONTACTS_EMAIL_DOMAIN_UNSAFE, 2},
	{"u@x.com.", CONTACTS_EMAIL_DOMAIN_DOT, 8},
	{"u@x..com", CONTACTS_EMAIL_DOMAIN_DOT, 4},
	{"u@x。。com", CONTACTS_EMAIL_DOMAIN_DOT, 6},
	{"u@-x.com", CONTACTS_EMAIL_DOMAIN_HYPHEN, 2},
	{"u@x.y-.com", CONTACTS_EMAIL_DOMAIN_HYPHEN, 4},
	{"u@ab--c.com", CONTACTS_EMAIL_DOMAIN_HYPHEN34, 2},
	{"u@ü.ab--ü.com", CONTACTS_EMAIL_DOMAIN_HYPHEN34, 5},
	{"u@i❤.ws", CONTACTS_EMAIL_DOMAIN_IDNA, 2},
	{"u@xn--i-7iq.ws", CONTACTS_EMAIL_DOMAIN_IDNA, 2},
	{"u@a.xn--a.com", CONTACTS_EMAIL_DOMAIN_IDNA, 4},
	{"u@xn--bucher-xyd.de", CONTACTS_EMAIL_DOMAIN_IDNA, 2},
	{"u@a·b.com", CONTACTS_EMAIL_DOMAIN_IDNA, 2},
	{"u@אa.com", CONTACTS_EMAIL_DOMAIN_IDNA, 2},
	{"u@aא.com", CONTACTS_EMAIL_DOMAIN_IDNA, 2},
	{"u@\u0660\u06F0.com", CONTACTS_EMAIL_DOMAIN_IDNA, 2},
	{"u@" A64 ".com", CONTACTS_EMAIL_LABEL_LENGTH, 2},
	{"u@üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüü.com", CONTACTS_EMAIL_LABEL_LENGTH, 2},
	{"u@localhost", CONTACTS_EMAIL_SINGLE_LABEL, 2},
	{"u@10.0.0.1", CONTACTS_EMAIL_TLD_NOT_ALPHA, 9},
	{"u@x.c0", CONTACTS_EMAIL_TLD_NOT_ALPHA, 4},
	{"user@" LABEL60 "." LABEL60 "." LABEL60 "." LABEL60 "." "bbbbbb.com", CONTACTS_EMAIL_TOTAL_LENGTH, 254},
	{"\xFF@x.de", CONTACTS_EMAIL_ENCODING, 0},
	{"u@\xC3(.de", CONTACTS_EMAIL_ENCODING, 2}
};

static char *
text_of(const char *text, size_t len)
{
	static char buffers[2][1024];
	static int	next;
	char	   *buffer = buffers[next ^= 1];

	memcpy(buffer, text, len);
	buffer[len] = '\0';
	return buffer;
}

/* Check one accepted input, that its forms read back, and that no prefix of it makes trouble. */
static void
test_good(const good_case *c)
{
	const char *stored = c->stored ? c->stored : c->input;
	contacts_email email;
	contacts_email again;
	char		ascii[CONTACTS_EMAIL_MAX];
	size_t		len = strlen(c->input);
	size_t		n;
	size_t		at;

	if (!ok(contacts_email_parse(c->input, len, &utf8, &email, &at) == CONTACTS_EMAIL_OK, "accept %s", stored))
		return;
	is_text(text_of(email.text, email.len), stored, "stored");
	ok(contacts_email_parse(email.text, email.len, &utf8, &again, &at) == CONTACTS_EMAIL_OK &&
	   again.len == email.len && memcmp(again.text, email.text, email.len) == 0, "reads back");
	n = contacts_email_ascii(email.text, email.len, ascii);
	is_text(n > 0 ? text_of(ascii, n) : NULL, c->ascii, "A-form");
	if (n > 0)
		ok(contacts_email_parse(ascii, n, &utf8, &again, &at) == CONTACTS_EMAIL_OK &&
		   contacts_email_equal(again.text, again.len, email.text, email.len), "A-form is equal");
	while (len-- > 0)
		if (contacts_email_parse(c->input, len, &utf8, &again, &at) != CONTACTS_EMAIL_OK && at > len)
			ok(false, "offset within the first %zu octets", len);
}

static void
test_bad(const bad_case *c)
{
	contacts_email email;
	size_t		at = SIZE_MAX;
	contacts_email_status status = contacts_email_parse(c->input, strlen(c->input), &utf8, &email, &at);

	is_text(contacts_email_reason(status), contacts_email_reason(c->status), "reason");
	is_int((long long) at, (long long) c->at, "offset");
}

/* every status but OK has a name of its own */
static void
test_reasons(void)
{
	for (int i = 1; i < CONTACTS_EMAIL_STATUSES; i++)
		for (int j = 1; j < i; j++)
			if (strcmp(contacts_email_reason(i), contacts_email_reason(j)) == 0)
				ok(false, "statuses %d and %d share a name", i, j);
	ok(contacts_email_reason(CONTACTS_EMAIL_OK) == NULL, "no reason for what is good");
}

/* other encodings: ASCII only, A-labels stay and are verified */
static void
test_ascii_only(void)
{
	contacts_email email;
	size_t		at;

	ok(contacts_email_parse("u@XN--BCHER-KVA.de", 18, &ascii_only, &email, &at) == CONTACTS_EMAIL_OK, "A-label");
	is_text(text_of(email.text, email.len), "u@xn--bcher-kva.de", "is kept");
	is_int(contacts_email_parse("u@xn--bucher-xyd.de", 19, &ascii_only, &email, &at), CONTACTS_EMAIL_DOMAIN_IDNA, "is verified");
	is_int(contacts_email_parse("\xFC@x.de", 6, &ascii_only, &email, &at), CONTACTS_EMAIL_ENCODING, "local part beyond ASCII");
	is_int(contacts_email_parse("u@b\xFC.de", 7, &ascii_only, &email, &at), CONTACTS_EMAIL_ENCODING, "domain beyond ASCII");
	is_int((long long) at, 3, "its offset");
}

/* limits, at the limit and one beyond */
static void
test_limits(void)
{
	static char spaces[CONTACTS_EMAIL_MAX_INPUT + 1];
	contacts_email email;
	char		text[300];
	size_t		at;

	ok(contacts_email_parse(A64 "@x.de", 69, &utf8, &email, &at) == CONTACTS_EMAIL_OK, "64 octets before the @");
	memset(text, 'b', sizeof(text));
	text[1] = '@';
	for (size_t i = 62; i < 250; i += 62)
		text[i] = '.';
	ok(contacts_email_parse(text, 254, &utf8, &email, &at) == CONTACTS_EMAIL_OK, "254 octets");
	is_int(contacts_email_parse(text, 255, &utf8, &email, &at), CONTACTS_EMAIL_TOTAL_LENGTH, "255 octets");
	memset(spaces, ' ', sizeof(spaces));
	memcpy(spaces + 2000, "u@x.de", 6);
	is_int(contacts_email_parse(spaces, CONTACTS_EMAIL_MAX_INPUT, &utf8, &email, &at), CONTACTS_EMAIL_OK, "white space up to the bound");
	is_int(contacts_email_parse(spaces, CONTACTS_EMAIL_MAX_INPUT + 1, &utf8, &email, &at), CONTACTS_EMAIL_TOTAL_LENGTH, "and beyond");
	/* short in U-labels, too long in A-labels: 200 octets with Kanji take more than 253 */
	memcpy(text, "u@", 2);
	at = 2;
	for (int label = 0; label < 24; label++)
		at += (size_t) sprintf(text + at, "\u4E00\u9FA5a.");
	at += (size_t) sprintf(text + at, "com");
	is_int(contacts_email_parse(text, at, &utf8, &email, &at), CONTACTS_EMAIL_DOMAIN_LENGTH, "domain too long in A-labels");
}

/* the order of octets of domain, zero, folded local part: what compare must agree with */
static int
compare_keys(const void *a, const void *b)
{
	return memcmp(a, b, 1024);
}

/* Equality is an equivalence and the order is total, since both are those of a key. */
static void
test_order(void)
{
	static const char *const inputs[] = {
		"bob@x.com", "BOB@X.COM", "Bob@x.com", "bob@x.co", "bob@x.comm", "bob@y.com", "bobb@x.com", "bo@x.com", "\"b b\"@x.com",
		"\"B B\"@x.com", "ſ@x.com", "s@x.com", "S@x.com", "t@x.com", "ß@x.com", "ẞ@x.com", "ss@x.com", "ı@x.com", "i@x.com",
		"I@x.com", "İ@x.com", "σίσυφος@x.gr", "ΣΊΣΥΦΟΣ@x.gr", "σίσυφοσ@x.gr", "𐐀@x.com", "𐐨@x.com", "Ⱥ@x.com", "ⱥ@x.com",
		"a@bücher.de", "A@xn--bcher-kva.de", "a@bucher.de", "a@bÜcher.de", "a@gmail.com", "b@gmail.com", "z@gmail.com", "_@gmail.com",
		"a1@gmail.com", "a-1@gmail.com", "0@gmail.com", "{@gmail.com", "日@gmail.com", "ǆ@x.de", "ǅ@x.de", "Ǆ@x.de", "θ@x.de", "ϴ@x.de",
		"a@a.b.c.d.e.f.gh", "a@a.b.c.d.e.f.gi", "a@a-b.com", "a@ab.com", "a@a.com", "a@a0.com", "a@é.com", "a@中.com"
	};
	enum
	{
		COUNT = sizeof(inputs) / sizeof(inputs[0])
	};
	static char keys[COUNT][1024];
	contacts_email e[COUNT];
	size_t		at;
	int			wrong = 0;
	int			equal = 0;

	for (int i = 0; i < COUNT; i++)
	{
		size_t		domain;

		if (contacts_email_parse(inputs[i], strlen(inputs[i]), &utf8, &e[i], &at) != CONTACTS_EMAIL_OK)
			ok(false, "%s is an address", inputs[i]);
		domain = e[i].len - e[i].local_len - 1;
		memcpy(keys[i], e[i].text + e[i].local_len + 1, domain);
		contacts_email_fold(e[i].text, e[i].local_len, keys[i] + domain + 1);
	}
	for (int i = 0; i < COUNT; i++)
		for (int j = 0; j < COUNT; j++)
		{
			int			wanted = compare_keys(keys[i], keys[j]);
			int			cmp = contacts_email_compare(e[i].text, e[i].len, e[j].text, e[j].len);
			uint64_t	x = contacts_email_abbreviate(e[i].text, e[i].len);
			uint64_t	y = contacts_email_abbreviate(e[j].text, e[j].len);

			equal += wanted == 0;
			if ((wanted < 0) != (cmp < 0) || (wanted > 0) != (cmp > 0) ||
				(cmp == 0) != contacts_email_equal(e[i].text, e[i].len, e[j].text, e[j].len) ||
				(cmp < 0 && x > y) || (cmp == 0 && x != y))
			{
				wrong++;
				printf("# %s and %s: %d, wanted %d\n", inputs[i], inputs[j], cmp, wanted);
			}
		}
	is_int(wrong, 0, "pairs that compare as their keys do not");
	is_int(equal - COUNT, 42, "equal pairs of different spelling");
}

/* contacts_email_canonical() */
static void
test_canonical(void)
{
	static const char *const cases[][3] = {
		/* address, key, key without tags */
		{"A.b+c@googlemail.com", "ab@gmail.com", "ab@gmail.com"},
		{"a-b_c.d+e@pm.me", "abcd@pm.me", "abcd@pm.me"},
		{"A.b+c@Outlook.com", "a.b@outlook.com", "a.b@outlook.com"},
		{"квіточка.x+x@outlook.fr", "квіточка.x@outlook.fr", "квіточка.x@outlook.fr"},
		{"КВІТОЧКА.x+x@gmail.com", "квіточкаx@gmail.com", "квіточкаx@gmail.com"},
		{"a.b+c@hotmail.co.uk", "a.b@hotmail.co.uk", "a.b@hotmail.co.uk"},
		{"a.b+c@live.example", "a.b+c@live.example", "a.b@live.example"},
		{"a+b@mac.com", "a@icloud.com", "a@icloud.com"},
		{"x+y@ann.fastmail.com", "ann@fastmail.com", "ann@fastmail.com"},
		{"x@a.b.fastmail.com", "x@a.b.fastmail.com", "x@a.b.fastmail.com"},
		{"x+y@fastmail.fm", "x@fastmail.fm", "x@fastmail.fm"},
		{"B.ob+x@ya.ru", "b.ob+x@yandex.ru", "b.ob@yandex.ru"},
		{"A.b+c@example.com", "a.b+c@example.com", "a.b@example.com"},
		{"+t@gmail.com", "+t@gmail.com", "+t@gmail.com"},
		{"\"A b+c\"@gmail.com", "\"a b+c\"@gmail.com", "\"a b+c\"@gmail.com"},
		{"\"a b\"@ann.fastmail.com", "\"a b\"@ann.fastmail.com", "\"a b\"@ann.fastmail.com"},
		{"ΣΑΣ@x.gr", "σασ@x.gr", "σασ@x.gr"}
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		contacts_email email;
		char		out[CONTACTS_EMAIL_MAX_FOLDED];
		size_t		at;

		ok(contacts_email_parse(cases[i][0], strlen(cases[i][0]), &utf8, &email, &at) == CONTACTS_EMAIL_OK, "%s", cases[i][0]);
		is_text(text_of(out, contacts_email_canonical(email.text, email.len, false, out)), cases[i][1], "key");
		is_text(text_of(out, contacts_email_canonical(email.text, email.len, true, out)), cases[i][2], "key without tags");
	}
}

/* samples of RFC 3492 section 7.1, and what is malformed */
static void
test_punycode(void)
{
	static const uint32_t arabic[] = {0x644, 0x64A, 0x647, 0x645, 0x627, 0x628, 0x62A, 0x643, 0x644, 0x645, 0x648, 0x634,
		0x639, 0x631, 0x628, 0x64A, 0x61F};
	static const char *const malformed[] = {"-", "a-b!", "99999999", "\xFF", "a-9", "ab-999999a"};
	uint32_t	decoded[64];
	char		encoded[64];
	size_t		n = sizeof(encoded);

	ok(contacts_punycode_encode(arabic, 17, encoded, &n), "encode Arabic");
	is_text(text_of(encoded, n), "egbpdaj6bu4bxfgehfvwxn", "as the RFC does");
	n = 64;
	ok(contacts_punycode_decode("egbpdaj6bu4bxfgehfvwxn", 22, decoded, &n) && n == 17 &&
	   memcmp(decoded, arabic, sizeof(arabic)) == 0, "decode it");
	n = 16;
	ok(!contacts_punycode_decode("egbpdaj6bu4bxfgehfvwxn", 22, decoded, &n), "no room to decode");
	for (n = 0; n < 22; n++)
	{
		size_t		room = n;

		if (contacts_punycode_encode(arabic, 17, encoded, &room))
			ok(false, "no room to encode in %zu octets", n);
	}
	for (size_t i = 0; i < sizeof(malformed) / sizeof(malformed[0]); i++)
	{
		n = 64;
		ok(!contacts_punycode_decode(malformed[i], strlen(malformed[i]), decoded, &n), "malformed %zu", i);
	}
}

int
main(void)
{
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		test_good(&good[i]);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		test_bad(&bad[i]);
	test_reasons();
	test_ascii_only();
	test_limits();
	test_order();
	test_canonical();
	ok(contacts_email_is_public("gmail.com", 9) && contacts_email_is_public("outlook.fr", 10) &&
	   contacts_email_is_public("yahoo.co.jp", 11) && contacts_email_is_public("web.de", 6) &&
	   contacts_email_is_public("qq.com", 6), "public providers");
	ok(!contacts_email_is_public("acme.com", 8) && !contacts_email_is_public("yahoo.example", 13) &&
	   !contacts_email_is_public("notgmail.com", 12) && !contacts_email_is_public("", 0) &&
	   !contacts_email_is_public("mail.gmail.com", 14), "others");
	test_punycode();
	return done_testing();
}
