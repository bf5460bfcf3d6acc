/*
 * email_domain.c
 *	  The domain of an address, through UTS #46 and IDNA2008.
 */
#include "core/email_chars.h"

#include <string.h>

#include "core/punycode.h"
#include "core/unicode.h"

/* what a domain must not begin with */
#define UNSAFE_FIRST (CONTACTS_UNICODE_UNSAFE | CONTACTS_UNICODE_MARK)

/* what ends up where while a domain is read */
typedef struct domain_reader
{
	const contacts_email_rules *rules;
	contacts_email_domain *out;
	size_t		n;				/* code points in mapped */
	size_t		labels;
	bool		ascii;			/* every mapped character is */
	uint32_t	mapped[CONTACTS_EMAIL_ROOM];
	uint16_t	label_at[CONTACTS_EMAIL_ROOM + 2];	/* where in the input each label begins */
} domain_reader;

/* Take over one mapped code point; next is where the input goes on. */
static contacts_email_status
take(domain_reader *r, uint32_t c, size_t next)
{
	if (c < 0x80 && !contacts_is_ldh(c) && c != '.')
		return CONTACTS_EMAIL_DOMAIN_CHAR;
	if (r->n >= CONTACTS_EMAIL_ROOM)
		return CONTACTS_EMAIL_DOMAIN_LENGTH;
	if (c == '.')
		r->label_at[++r->labels] = (uint16_t) next;
	if (c >= 0x80)
		r->ascii = false;
	r->mapped[r->n++] = c;
	return CONTACTS_EMAIL_OK;
}

/* Map the whole domain by UTS #46, non-transitional. */
static contacts_email_status
map_domain(domain_reader *r, const char *text, size_t len, size_t *at)
{
	size_t		width;

	for (size_t i = 0; i < len; i += width)
	{
		uint32_t	c;
		uint32_t	lower;
		unsigned int flags;
		const uint32_t *to = &lower;
		size_t		n = 1;

		*at = i;
		width = contacts_utf8_decode(text + i, len - i, &c);
		if (width == 0 || (c >= 0x80 && r->rules->ascii_only))
			return CONTACTS_EMAIL_ENCODING;
		flags = contacts_unicode_get(c)->flags;
		if (c >= 0x80 && (flags & (i == 0 ? UNSAFE_FIRST : CONTACTS_UNICODE_UNSAFE)) != 0)
			return CONTACTS_EMAIL_DOMAIN_UNSAFE;
		lower = contacts_ascii_lower(c);
		if (c >= 0x80 && (flags & CONTACTS_UNICODE_MAPPED) != 0)
			n = contacts_unicode_idna_map(c, &to);
		if (n == 0)
			return CONTACTS_EMAIL_DOMAIN_CHAR;
		for (size_t j = 0; j < n; j++)
		{
			contacts_email_status status = take(r, to[j], i + width);

			if (status != CONTACTS_EMAIL_OK)
				return status;
		}
	}
	r->label_at[++r->labels] = (uint16_t) len;
	return CONTACTS_EMAIL_OK;
}

/* Append one label to both forms. */
static contacts_email_status
put_label(contacts_email_domain *out, const uint32_t *label, size_t len, const char *ascii, size_t ascii_len)
{
	if (ascii_len > CONTACTS_EMAIL_LABEL_MAX)
		return CONTACTS_EMAIL_LABEL_LENGTH;
	if (out->ascii_len + (out->ascii_len > 0) + ascii_len > CONTACTS_EMAIL_DOMAIN_MAX)
		return CONTACTS_EMAIL_DOMAIN_LENGTH;
	if (out->ascii_len > 0)
	{
		out->ascii[out->ascii_len++] = '.';
		out->text[out->len++] = '.';
	}
	memcpy(out->ascii + out->ascii_len, ascii, ascii_len);
	out->ascii_len += ascii_len;
	memcpy(out->text + out->len, label, len * sizeof(*label));
	out->len += len;
	return CONTACTS_EMAIL_OK;
}

/* Check hyphens: none at either end, not two in positions 3 and 4. */
static contacts_email_status
check_hyphens(const uint32_t *label, size_t len)
{
	if (label[0] == '-' || label[len - 1] == '-')
		return CONTACTS_EMAIL_DOMAIN_HYPHEN;
	if (len >= 4 && label[2] == '-' && label[3] == '-')
		return CONTACTS_EMAIL_DOMAIN_HYPHEN34;
	return CONTACTS_EMAIL_OK;
}

/* Add a label that has characters beyond ASCII. */
static contacts_email_status
add_u_label(contacts_email_domain *out, const uint32_t *label, size_t len)
{
	char		ascii[CONTACTS_EMAIL_LABEL_MAX] = "xn--";
	size_t		room = sizeof(ascii) - 4;
	contacts_email_status status = check_hyphens(label, len);

	if (status != CONTACTS_EMAIL_OK)
		return status;
	if (!contacts_idna_is_valid(label, len))
		return CONTACTS_EMAIL_DOMAIN_IDNA;
	if (!contacts_punycode_encode(label, len, ascii + 4, &room))
		return CONTACTS_EMAIL_LABEL_LENGTH;
	return put_label(out, label, len, ascii, room + 4);
}

/* Check whether a label is in NFC. */
static bool
is_nfc(const uint32_t *label, size_t len, contacts_nfc nfc)
{
	uint32_t	copy[CONTACTS_EMAIL_LABEL_MAX * 4];

	memcpy(copy, label, len * sizeof(*label));
	return nfc(copy, len, CONTACTS_EMAIL_LABEL_MAX * 4) == len && memcmp(copy, label, len * sizeof(*label)) == 0;
}

/* Add a label that begins with "xn--": it must decode to a valid U-label and come back from it. */
static contacts_email_status
add_a_label(contacts_email_domain *out, const char *ascii, size_t len, contacts_nfc nfc)
{
	uint32_t	label[CONTACTS_EMAIL_LABEL_MAX];
	size_t		n = CONTACTS_EMAIL_LABEL_MAX;
	size_t		start = out->ascii_len + (out->ascii_len > 0);
	bool		beyond_ascii = false;
	contacts_email_status status;

	if (len > CONTACTS_EMAIL_LABEL_MAX)
		return CONTACTS_EMAIL_LABEL_LENGTH;
	if (!contacts_punycode_decode(ascii + 4, len - 4, label, &n))
		return CONTACTS_EMAIL_DOMAIN_IDNA;
	for (size_t i = 0; i < n; i++)
		beyond_ascii |= label[i] >= 0x80;
	if (!beyond_ascii || !is_nfc(label, n, nfc))
		return CONTACTS_EMAIL_DOMAIN_IDNA;
	status = add_u_label(out, label, n);
	/* a fault of the hidden label is not one that the reader could see */
	if (status != CONTACTS_EMAIL_OK)
		return status == CONTACTS_EMAIL_DOMAIN_LENGTH ? status : CONTACTS_EMAIL_DOMAIN_IDNA;
	if (out->ascii_len - start != len || memcmp(out->ascii + start, ascii, len) != 0)
		return CONTACTS_EMAIL_DOMAIN_IDNA;
	return CONTACTS_EMAIL_OK;
}

/* Check one mapped and normalized label and add it to both forms. */
static contacts_email_status
add_label(contacts_email_domain *out, const uint32_t *label, size_t len, contacts_nfc nfc)
{
	char		ascii[CONTACTS_EMAIL_LABEL_MAX + 1];
	contacts_email_status status;

	if (len == 0)
		return CONTACTS_EMAIL_DOMAIN_DOT;
	for (size_t i = 0; i < len; i++)
	{
		if (label[i] >= 0x80)
			return add_u_label(out, label, len);
		if (!contacts_is_ldh(label[i]))
			return CONTACTS_EMAIL_DOMAIN_CHAR;
		if (i <= CONTACTS_EMAIL_LABEL_MAX)
			ascii[i] = (char) label[i];
	}
	status = check_hyphens(label, len);
	if (status == CONTACTS_EMAIL_DOMAIN_HYPHEN34 && label[0] == 'x' && label[1] == 'n')
		return add_a_label(out, ascii, len, nfc);
	return status == CONTACTS_EMAIL_OK ? put_label(out, label, len, ascii, len) : status;
}

/* Add every label of the mapped domain. */
static contacts_email_status
add_labels(domain_reader *r, size_t *at)
{
	size_t		start = 0;
	size_t		k = 0;

	for (size_t i = 0; i <= r->n; i++)
	{
		contacts_email_status status;

		if (i < r->n && r->mapped[i] != '.')
			continue;
		*at = r->label_at[k++];
		status = add_label(r->out, r->mapped + start, i - start, r->rules->nfc);
		if (status != CONTACTS_EMAIL_OK)
			return status;
		start = i + 1;
	}
	if (k < 2)
		return CONTACTS_EMAIL_SINGLE_LABEL;
	if (r->out->ascii[r->out->ascii_len - 1] <= '9')
		return CONTACTS_EMAIL_TLD_NOT_ALPHA;
	return CONTACTS_EMAIL_OK;
}

/* Map, normalize, then check label by label. */
contacts_email_status
contacts_email_parse_domain(const char *text, size_t len, const contacts_email_rules *rules,
							contacts_email_domain *out, size_t *at)
{
	domain_reader r;
	contacts_email_status status;

	*at = 0;
	if (len == 0)
		return CONTACTS_EMAIL_DOMAIN_EMPTY;
	if (text[0] == '[' && text[len - 1] == ']')
		return CONTACTS_EMAIL_ADDRESS_LITERAL;
	r.rules = rules;
	r.out = out;
	r.n = r.labels = r.label_at[0] = 0;
	r.ascii = true;
	out->len = out->ascii_len = 0;
	status = map_domain(&r, text, len, at);
	if (status != CONTACTS_EMAIL_OK)
		return status;
	if (!r.ascii)
	{
		r.n = rules->nfc(r.mapped, r.n, CONTACTS_EMAIL_ROOM);
		if (r.n > CONTACTS_EMAIL_ROOM)
			return CONTACTS_EMAIL_DOMAIN_LENGTH;
	}
	return add_labels(&r, at);
}
