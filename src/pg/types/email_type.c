/*
 * email_type.c
 *	  Input, output and parts of the e-mail type; src/core/email.h knows the rules.
 *
 * A value is a varlena that holds the printed form.
 */
#include "pg/compat.h"

#include "access/detoast.h"
#include "common/unicode_norm.h"
#include "core/email.h"
#include "libpq/pqformat.h"
#include "mb/pg_wchar.h"
#include "pg/base/error.h"
#include "pg/base/text.h"
#include "pg/types/email_type.h"
#include "utils/builtins.h"

/* how much of refused input is fetched to be shown */
#define SHOWN_BYTES 512

/* text of characters below is in NFC: nothing in it decomposes by itself or combines */
#define FIRST_NOT_STABLE 0x300

/* room for code points on the stack: more than a part of an address can have, normalized */
#define NFC_ROOM 1024

/* Normalize by the server's own tables. */
static size_t
normalise(uint32_t *text, size_t len, size_t room)
{
	pg_wchar	copy[NFC_ROOM + 1];
	pg_wchar   *result;
	size_t		n = 0;

	while (n < len && text[n] < FIRST_NOT_STABLE)
		n++;
	if (n == len)
		return len;
	if (len > NFC_ROOM)
		return room + 1;
	for (n = 0; n < len; n++)
		copy[n] = text[n];
	copy[len] = 0;
	if (unicode_is_normalized_quickcheck(UNICODE_NFC, copy) == UNICODE_NORM_QC_YES)
		return len;
	result = unicode_normalize(UNICODE_NFC, copy);
	for (n = 0; result[n] != 0; n++)
		if (n < room)
			text[n] = result[n];
	pfree(result);
	return n;
}

/* Parse in the encoding of the database. */
static contacts_email_status
parse(const char *text, size_t len, contacts_email *out, size_t *at)
{
	contacts_email_rules rules;

	rules.nfc = normalise;
	rules.ascii_only = GetDatabaseEncoding() != PG_UTF8;
	return contacts_email_parse(text, len, &rules, out, at);
}

/* Look at the length, then parse what was detoasted. */
contacts_email_status
contacts_email_of_text(Datum arg, contacts_email *out, size_t *at)
{
	text	   *t;
	contacts_email_status status;

	if (toast_raw_datum_size(arg) - VARHDRSZ > CONTACTS_EMAIL_MAX_INPUT)
	{
		*at = CONTACTS_EMAIL_MAX;
		return CONTACTS_EMAIL_TOTAL_LENGTH;
	}
	t = DatumGetTextPP(arg);
	status = parse(VARDATA_ANY(t), VARSIZE_ANY_EXHDR(t), out, at);
	if ((Pointer) t != DatumGetPointer(arg))
		pfree(t);
	return status;
}

/* what to say of each reason */
typedef struct complaint
{
	const char *detail;
	const char *hint;
} complaint;

#define HINT_PERSON "Write one address of the form name@example.com."
#define HINT_TYPED "Type the address again instead of pasting it."
#define HINT_QUOTE "If the provider gave the address out like this, put the part before \"@\" in double quotes."
#define HINT_LENGTH "No mail system delivers to an address that long; check for text pasted twice."
#define HINT_DOMAIN "Check the spelling of the part after \"@\"."

static const complaint complaints[CONTACTS_EMAIL_STATUSES] = {
	[CONTACTS_EMAIL_EMPTY] = {"There is nothing but white space", "Use NULL where there is no address."},
	[CONTACTS_EMAIL_TOTAL_LENGTH] = {"An address has at most 254 octets", HINT_LENGTH},
	[CONTACTS_EMAIL_NO_AT] = {"There is no \"@\" outside quotes", HINT_PERSON},
	[CONTACTS_EMAIL_QUOTE_SYNTAX] = {"A quoted local part ends at its closing quote, directly before \"@\"",
	"Close the quote; write \\\" for a quote inside of it."},
	[CONTACTS_EMAIL_DISPLAY_NAME] = {"An address has no display name and no angle brackets",
	"Keep only what stands between \"<\" and \">\"."},
	[CONTACTS_EMAIL_LOCAL_EMPTY] = {"There is nothing before \"@\"", HINT_PERSON},
	[CONTACTS_EMAIL_LOCAL_CHAR] = {"This character must not stand there in a local part", HINT_QUOTE},
	[CONTACTS_EMAIL_LOCAL_DOT] = {"A local part neither begins nor ends with a dot, nor has two in a row", HINT_QUOTE},
	[CONTACTS_EMAIL_LOCAL_UNSAFE] = {"The local part has a control, invisible, unassigned or lone combining character",
		HINT_TYPED},
	[CONTACTS_EMAIL_LOCAL_LENGTH] = {"A local part has at most 64 octets", HINT_LENGTH},
	[CONTACTS_EMAIL_ADDRESS_LITERAL] = {"An address in brackets belongs to a machine, not to a person",
	"Write the name of the domain."},
	[CONTACTS_EMAIL_DOMAIN_EMPTY] = {"There is nothing after \"@\"", HINT_PERSON},
	[CONTACTS_EMAIL_DOMAIN_CHAR] = {"A domain has only letters, digits, hyphens and dots", HINT_DOMAIN},
	[CONTACTS_EMAIL_DOMAIN_UNSAFE] = {"The domain has a control, invisible or unassigned character", HINT_TYPED},
	[CONTACTS_EMAIL_DOMAIN_DOT] = {"A domain has no empty label and no trailing dot", HINT_DOMAIN},
	[CONTACTS_EMAIL_DOMAIN_HYPHEN] = {"A label of a domain neither begins nor ends with a hyphen", HINT_DOMAIN},
	[CONTACTS_EMAIL_DOMAIN_HYPHEN34] = {"A label of a domain has no hyphens in positions 3 and 4, except after \"xn\"",
		HINT_DOMAIN},
	[CONTACTS_EMAIL_DOMAIN_IDNA] = {"A label of the domain is not valid in IDNA2008", "Emoji, symbols and broken"
	" \"xn--\" labels cannot stand"
	" in a domain."},
	[CONTACTS_EMAIL_LABEL_LENGTH] = {"A label of a domain has at most 63 octets in its ASCII form", HINT_LENGTH},
	[CONTACTS_EMAIL_DOMAIN_LENGTH] = {"A domain has at most 253 octets in its ASCII form", HINT_LENGTH},
	[CONTACTS_EMAIL_SINGLE_LABEL] = {"A domain has at least two labels", "Add the top-level domain, such as \".com\"."},
	[CONTACTS_EMAIL_TLD_NOT_ALPHA] = {"The last label of a domain ends with a letter", HINT_DOMAIN},
	[CONTACTS_EMAIL_ENCODING] = {"In a database whose encoding is not UTF8 an address is ASCII",
	"Write the domain with \"xn--\" labels, or use a database with encoding UTF8."}
};

/* Refuse input, saying why and where. */
static Datum
refuse(Node *escontext, const char *input, size_t len, contacts_email_status status, size_t at)
{
	const complaint *c = &complaints[status];

	return contacts_invalid_input(escontext, "email", input, len,
								  psprintf("%s (%s, at byte offset %zu).", c->detail, contacts_email_reason(status),
										   at),
								  c->hint);
}

/* Make a value of a parsed address. */
static Datum
make_email(const contacts_email *email)
{
	return PointerGetDatum(cstring_to_text_with_len(email->text, email->len));
}

PG_FUNCTION_INFO_V1(contacts_email_in);
Datum
contacts_email_in(PG_FUNCTION_ARGS)
{
	const char *input = PG_GETARG_CSTRING(0);
	size_t		len = strlen(input);
	contacts_email email;
	size_t		at;
	contacts_email_status status = parse(input, len, &email, &at);

	if (status != CONTACTS_EMAIL_OK)
		return refuse(contacts_escontext(fcinfo), input, len, status, at);
	return make_email(&email);
}

PG_FUNCTION_INFO_V1(contacts_email_recv);
Datum
contacts_email_recv(PG_FUNCTION_ARGS)
{
	StringInfo	buf = (StringInfo) PG_GETARG_POINTER(0);
	int			len;
	char	   *input = pq_getmsgtext(buf, buf->len - buf->cursor, &len);
	contacts_email email;
	size_t		at;
	contacts_email_status status = parse(input, len, &email, &at);

	if (status != CONTACTS_EMAIL_OK)
		return refuse(NULL, input, len, status, at);
	pfree(input);
	return make_email(&email);
}

PG_FUNCTION_INFO_V1(contacts_email_sql);
Datum
contacts_email_sql(PG_FUNCTION_ARGS)
{
	contacts_email email;
	size_t		at;
	contacts_email_status status = contacts_email_of_text(PG_GETARG_DATUM(0), &email, &at);

	if (status != CONTACTS_EMAIL_OK)
	{
		text	   *shown = DatumGetTextPSlice(PG_GETARG_DATUM(0), 0, SHOWN_BYTES);

		return refuse(contacts_escontext(fcinfo), VARDATA_ANY(shown), VARSIZE_ANY_EXHDR(shown), status, at);
	}
	return make_email(&email);
}

PG_FUNCTION_INFO_V1(contacts_try_email);
Datum
contacts_try_email(PG_FUNCTION_ARGS)
{
	contacts_email email;
	size_t		at;

	if (contacts_email_of_text(PG_GETARG_DATUM(0), &email, &at) != CONTACTS_EMAIL_OK)
		PG_RETURN_NULL();
	return make_email(&email);
}

PG_FUNCTION_INFO_V1(contacts_email_error);
Datum
contacts_email_error(PG_FUNCTION_ARGS)
{
	contacts_email email;
	size_t		at;
	contacts_email_status status = contacts_email_of_text(PG_GETARG_DATUM(0), &email, &at);

	if (status == CONTACTS_EMAIL_OK)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(contacts_email_reason(status)));
}

PG_FUNCTION_INFO_V1(contacts_email_is_valid);
Datum
contacts_email_is_valid(PG_FUNCTION_ARGS)
{
	contacts_email email;
	size_t		at;

	PG_RETURN_BOOL(contacts_email_of_text(PG_GETARG_DATUM(0), &email, &at) == CONTACTS_EMAIL_OK);
}

PG_FUNCTION_INFO_V1(contacts_email_local);
Datum
contacts_email_local(PG_FUNCTION_ARGS)
{
	text	   *email = PG_GETARG_TEXT_PP(0);

	PG_RETURN_TEXT_P(cstring_to_text_with_len(VARDATA_ANY(email),
											  contacts_email_at(VARDATA_ANY(email), VARSIZE_ANY_EXHDR(email))));
}

PG_FUNCTION_INFO_V1(contacts_email_domain_sql);
Datum
contacts_email_domain_sql(PG_FUNCTION_ARGS)
{
	text	   *email = PG_GETARG_TEXT_PP(0);
	size_t		len = VARSIZE_ANY_EXHDR(email);
	size_t		at = contacts_email_at(VARDATA_ANY(email), len);

	PG_RETURN_TEXT_P(cstring_to_text_with_len(VARDATA_ANY(email) + at + 1, len - at - 1));
}

PG_FUNCTION_INFO_V1(contacts_is_public_email_domain);
Datum
contacts_is_public_email_domain(PG_FUNCTION_ARGS)
{
	text	   *domain = PG_GETARG_TEXT_PP(0);

	PG_RETURN_BOOL(contacts_email_is_public(VARDATA_ANY(domain), VARSIZE_ANY_EXHDR(domain)));
}

PG_FUNCTION_INFO_V1(contacts_email_ascii_sql);
Datum
contacts_email_ascii_sql(PG_FUNCTION_ARGS)
{
	text	   *email = PG_GETARG_TEXT_PP(0);
	char		out[CONTACTS_EMAIL_MAX];
	size_t		len = contacts_email_ascii(VARDATA_ANY(email), VARSIZE_ANY_EXHDR(email), out);

	if (len == 0)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text_with_len(out, len));
}

PG_FUNCTION_INFO_V1(contacts_email_canonical_sql);
Datum
contacts_email_canonical_sql(PG_FUNCTION_ARGS)
{
	text	   *email = PG_GETARG_TEXT_PP(0);
	char		out[CONTACTS_EMAIL_MAX_FOLDED];
	size_t		len = contacts_email_canonical(VARDATA_ANY(email), VARSIZE_ANY_EXHDR(email), PG_GETARG_BOOL(1), out);

	PG_RETURN_TEXT_P(cstring_to_text_with_len(out, len));
}

/* Read an e-mail address; false where it is none. */
bool
contacts_read_email_address(text *value, Datum *email)
{
	return contacts_try_text(contacts_try_email, value, email);
}
