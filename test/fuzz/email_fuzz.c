/*
 * email_fuzz.c
 *	  Whatever the bytes are: the parser stays in its buffers, and what it accepts keeps its promises.
 *
 * The first byte chooses the rules (odd: a database that is not UTF8), the rest
 * is the address.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "email.h"
#include "nfc.h"

#define HOLD(promise) \
	do { if (!(promise)) abort(); } while (0)

extern int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Check that text reads as an address equal to email; identical too where it is the printed form. */
static void
check_reads_back(const contacts_email *email, const char *text, size_t len, bool identical,
				 const contacts_email_rules *rules)
{
	contacts_email again;
	size_t		at;

	HOLD(contacts_email_parse(text, len, rules, &again, &at) == CONTACTS_EMAIL_OK);
	HOLD(contacts_email_equal(email->text, email->len, again.text, again.len));
	HOLD(contacts_email_compare(email->text, email->len, again.text, again.len) == 0);
	HOLD(contacts_email_abbreviate(email->text, email->len) == contacts_email_abbreviate(again.text, again.len));
	if (identical)
		HOLD(again.len == email->len && memcmp(again.text, email->text, email->len) == 0);
}

/* Check the order of an address and the one before against that of their folded octets. */
static void
check_order(const contacts_email *a, const contacts_email *b)
{
	int			cmp = contacts_email_compare(a->text, a->len, b->text, b->len);
	uint64_t	x = contacts_email_abbreviate(a->text, a->len);
	uint64_t	y = contacts_email_abbreviate(b->text, b->len);

	HOLD(cmp == -contacts_email_compare(b->text, b->len, a->text, a->len));
	HOLD((cmp == 0) == contacts_email_equal(a->text, a->len, b->text, b->len));
	HOLD(cmp < 0 ? x <= y : cmp > 0 ? x >= y : x == y);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static contacts_email previous;
	contacts_email_rules rules = {.nfc = nfc};
	contacts_email email;
	char		out[CONTACTS_EMAIL_MAX_FOLDED];
	char		folded[CONTACTS_EMAIL_MAX_FOLDED];
	contacts_email_status status;
	size_t		at = SIZE_MAX;
	size_t		n;

	if (size == 0)
		return 0;
	rules.ascii_only = (data[0] & 1) != 0;
	status = contacts_email_parse((const char *) data + 1, size - 1, &rules, &email, &at);
	HOLD((contacts_email_reason(status) == NULL) == (status == CONTACTS_EMAIL_OK));
	if (status != CONTACTS_EMAIL_OK)
	{
		HOLD(at <= size - 1);
		return 0;
	}
	HOLD(email.len <= CONTACTS_EMAIL_MAX && email.local_len <= CONTACTS_EMAIL_LOCAL_MAX);
	HOLD(contacts_email_at(email.text, email.len) == email.local_len);
	check_reads_back(&email, email.text, email.len, true, &rules);
	n = contacts_email_ascii(email.text, email.len, out);
	if (n > 0)
		check_reads_back(&email, out, n, false, &rules);
	n = contacts_email_fold(email.text, email.len, folded);
	HOLD(n <= email.len * 3 / 2);
	n = contacts_email_canonical(email.text, email.len, (data[0] & 2) != 0, out);
	HOLD(n > 2 && n <= sizeof(out));
	if (previous.len > 0)
		check_order(&email, &previous);
	previous = email;
	return 0;
}
