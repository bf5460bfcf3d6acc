/*
 * email_parse.c
 *	  Read an address: plain ASCII ones in one pass, the others part by part.
 */
#include "core/email_chars.h"

#include <string.h>

#include "core/unicode.h"

/* Name a status. */
const char *
contacts_email_reason(contacts_email_status status)
{
	static const char *const reasons[CONTACTS_EMAIL_STATUSES] = {
		[CONTACTS_EMAIL_EMPTY] = "empty",
		[CONTACTS_EMAIL_TOTAL_LENGTH] = "total_length",
		[CONTACTS_EMAIL_NO_AT] = "no_at",
		[CONTACTS_EMAIL_QUOTE_SYNTAX] = "quote_syntax",
		[CONTACTS_EMAIL_DISPLAY_NAME] = "display_name",
		[CONTACTS_EMAIL_LOCAL_EMPTY] = "local_empty",
		[CONTACTS_EMAIL_LOCAL_CHAR] = "local_char",
		[CONTACTS_EMAIL_LOCAL_DOT] = "local_dot",
		[CONTACTS_EMAIL_LOCAL_UNSAFE] = "local_unsafe",
		[CONTACTS_EMAIL_LOCAL_LENGTH] = "local_length",
		[CONTACTS_EMAIL_ADDRESS_LITERAL] = "address_literal",
		[CONTACTS_EMAIL_DOMAIN_EMPTY] = "domain_empty",
		[CONTACTS_EMAIL_DOMAIN_CHAR] = "domain_char",
		[CONTACTS_EMAIL_DOMAIN_UNSAFE] = "domain_unsafe",
		[CONTACTS_EMAIL_DOMAIN_DOT] = "domain_dot",
		[CONTACTS_EMAIL_DOMAIN_HYPHEN] = "domain_hyphen",
		[CONTACTS_EMAIL_DOMAIN_HYPHEN34] = "domain_hyphen34",
		[CONTACTS_EMAIL_DOMAIN_IDNA] = "domain_idna",
		[CONTACTS_EMAIL_LABEL_LENGTH] = "label_length",
		[CONTACTS_EMAIL_DOMAIN_LENGTH] = "domain_length",
		[CONTACTS_EMAIL_SINGLE_LABEL] = "single_label",
		[CONTACTS_EMAIL_TLD_NOT_ALPHA] = "tld_not_alpha",
		[CONTACTS_EMAIL_ENCODING] = "encoding"
	};

	return reasons[status];
}

/* what an ASCII character may be in a plain address */
#define PLAIN_LOCAL 0x80			/* atext; the other bits are the lower case of LDH, or 0 */

#define UPPER(c) [c] = PLAIN_LOCAL | (c + 32)
#define SAME(c) [c] = PLAIN_LOCAL | c
#define ATEXT(c) [c] = PLAIN_LOCAL

static const unsigned char plain[256] = {
	UPPER('A'), UPPER('B'), UPPER('C'), UPPER('D'), UPPER('E'), UPPER('F'), UPPER('G'), UPPER('H'), UPPER('I'),
	UPPER('J'), UPPER('K'), UPPER('L'), UPPER('M'), UPPER('N'), UPPER('O'), UPPER('P'), UPPER('Q'), UPPER('R'),
	UPPER('S'), UPPER('T'), UPPER('U'), UPPER('V'), UPPER('W'), UPPER('X'), UPPER('Y'), UPPER('Z'),
	SAME('a'), SAME('b'), SAME('c'), SAME('d'), SAME('e'), SAME('f'), SAME('g'), SAME('h'), SAME('i'),
	SAME('j'), SAME('k'), SAME('l'), SAME('m'), SAME('n'), SAME('o'), SAME('p'), SAME('q'), SAME('r'),
	SAME('s'), SAME('t'), SAME('u'), SAME('v'), SAME('w'), SAME('x'), SAME('y'), SAME('z'),
	SAME('0'), SAME('1'), SAME('2'), SAME('3'), SAME('4'), SAME('5'), SAME('6'), SAME('7'), SAME('8'), SAME('9'),
	SAME('-'),
	ATEXT('!'), ATEXT('#'), ATEXT('$'), ATEXT('%'), ATEXT('&'), ATEXT('\''), ATEXT('*'), ATEXT('+'), ATEXT('/'),
	ATEXT('='), ATEXT('?'), ATEXT('^'), ATEXT('_'), ATEXT('`'), ATEXT('{'), ATEXT('|'), ATEXT('}'), ATEXT('~')
};

/* Check the label that ends before end in a plain domain. */
static inline bool
is_plain_label(const char *start, const char *end)
{
	size_t		len = (size_t) (end - start);

	return len > 0 && len <= CONTACTS_EMAIL_LABEL_MAX && start[0] != '-' && end[-1] != '-' &&
		!(len >= 4 && start[2] == '-' && start[3] == '-');
}

/*
 * Read an address of at most CONTACTS_EMAIL_MAX octets without quotes, A-labels and non-ASCII; false for every other.
 */
static bool
parse_plain(const char *text, size_t len, contacts_email *out)
{
	const char *end = text + len;
	const char *s = text;
	char	   *t;
	char	   *label;
	bool		dot = true;		/* no dot may come now */
	size_t		labels = 1;

	for (; s < end; s++)
	{
		if ((plain[(unsigned char) *s] & PLAIN_LOCAL) != 0)
			dot = false;
		else if (*s == '.' && !dot)
			dot = true;
		else
			break;
	}
	if (s == end || *s != '@' || dot || s - text > CONTACTS_EMAIL_LOCAL_MAX)
		return false;
	out->local_len = (size_t) (s - text);
	out->len = len;
	s++;
	memcpy(out->text, text, out->local_len + 1);
	t = label = out->text + out->local_len + 1;
	for (; s < end; s++)
	{
		unsigned char lower = plain[(unsigned char) *s] & ~PLAIN_LOCAL;

		if (lower != 0)
			*t++ = (char) lower;
		else if (*s == '.' && is_plain_label(label, t))
		{
			*t++ = '.';
			label = t;
			labels++;
		}
		else
			return false;
	}
	return labels >= 2 && is_plain_label(label, t) && t[-1] > '9';
}

/* the content of a local part, quotes and escapes taken off */
typedef struct local_reader
{
	bool		quoted;
	bool		ascii;
	size_t		n;
	uint32_t	text[CONTACTS_EMAIL_ROOM];
} local_reader;

/* Find the '@' outside quotes; refuse what has none. */
static contacts_email_status
split(const char *text, size_t len, size_t *at)
{
	size_t		quote = len;	/* the open quote */

	for (size_t i = 0; i < len; i++)
	{
		*at = i;
		if (text[i] == '"')
			quote = quote == len ? i : len;
		else if (quote != len)
			i += text[i] == '\\' && i + 1 < len;
		else if (text[i] == '@')
			return CONTACTS_EMAIL_OK;
		else if (text[i] == '<')
			return CONTACTS_EMAIL_DISPLAY_NAME;
	}
	*at = quote;
	return quote != len ? CONTACTS_EMAIL_QUOTE_SYNTAX : CONTACTS_EMAIL_NO_AT;
}

/* Check one character by itself. */
static contacts_email_status
check_local_char(uint32_t c, bool quoted)
{
	if (c >= 0x80)
		return contacts_unicode_get(c)->flags & CONTACTS_UNICODE_UNSAFE ? CONTACTS_EMAIL_LOCAL_UNSAFE
			: CONTACTS_EMAIL_OK;
	if (quoted ? c >= 0x20 && c < 0x7F : contacts_is_atext(c) || c == '.')
		return CONTACTS_EMAIL_OK;
	return CONTACTS_EMAIL_LOCAL_CHAR;
}

/* Decode the local part, checking each character as it was written. */
static contacts_email_status
read_local(const char *text, size_t len, bool ascii_only, local_reader *r, size_t *at)
{
	size_t		i = r->quoted;
	size_t		width;

	for (; i < len; i += width)
	{
		uint32_t	c;
		bool		escaped = r->quoted && text[i] == '\\' && i + 1 < len;
		contacts_email_status status;

		if (r->quoted && text[i] == '"')
		{
			*at = i + 1;
			return i + 1 == len ? CONTACTS_EMAIL_OK : CONTACTS_EMAIL_QUOTE_SYNTAX;
		}
		i += escaped;
		*at = i;
		width = contacts_utf8_decode(text + i, len - i, &c);
		if (width == 0 || (c >= 0x80 && ascii_only))
			return CONTACTS_EMAIL_ENCODING;
		status = check_local_char(c, r->quoted);
		if (status == CONTACTS_EMAIL_OK && c == '.' && !r->quoted &&
			(r->n == 0 || r->text[r->n - 1] == '.' || i + 1 == len))
			status = CONTACTS_EMAIL_LOCAL_DOT;
		if (status != CONTACTS_EMAIL_OK)
			return status;
		r->ascii &= c < 0x80;
		r->text[r->n++] = c;
	}
	return CONTACTS_EMAIL_OK;
}

/* Check whether the content needs no quotes: atext in runs that single dots part. */
static bool
is_dot_atom(const local_reader *r)
{
	bool		dot = true;

	for (size_t i = 0; i < r->n; i++)
	{
		if (r->text[i] == '.' ? dot : check_local_char(r->text[i], false) != CONTACTS_EMAIL_OK)
			return false;
		dot = r->text[i] == '.';
	}
	return !dot;
}

/* Normalize the content and check again: NFC can make ASCII out of other characters. */
static contacts_email_status
normalise_local(local_reader *r, contacts_nfc nfc)
{
	if (r->n == 0)
		return CONTACTS_EMAIL_LOCAL_EMPTY;
	if (r->ascii)
		return CONTACTS_EMAIL_OK;
	if (contacts_unicode_get(r->text[0])->flags & CONTACTS_UNICODE_MARK)
		return CONTACTS_EMAIL_LOCAL_UNSAFE;
	r->n = nfc(r->text, r->n, CONTACTS_EMAIL_ROOM);
	if (r->n > CONTACTS_EMAIL_ROOM)
		return CONTACTS_EMAIL_LOCAL_LENGTH;
	for (size_t i = 0; i < r->n; i++)
	{
		contacts_email_status status = check_local_char(r->text[i], r->quoted);

		if (status != CONTACTS_EMAIL_OK)
			return status;
	}
	if (contacts_unicode_get(r->text[0])->flags & CONTACTS_UNICODE_MARK)
		return CONTACTS_EMAIL_LOCAL_UNSAFE;
	return CONTACTS_EMAIL_OK;
}

/* Write the content, quoted where it must be; false where that takes too many octets. */
static bool
write_local(const local_reader *r, contacts_email *out)
{
	bool		quote = !is_dot_atom(r);
	size_t		n = 0;

	if (quote)
		out->text[n++] = '"';
	for (size_t i = 0; i < r->n; i++)
	{
		if (n > CONTACTS_EMAIL_LOCAL_MAX)
			return false;
		if (r->text[i] == '\\' || r->text[i] == '"')
			out->text[n++] = '\\';
		n += contacts_utf8_encode(r->text[i], out->text + n);
	}
	if (quote)
		out->text[n++] = '"';
	out->local_len = n;
	return n <= CONTACTS_EMAIL_LOCAL_MAX;
}

/* Read the local part. */
static contacts_email_status
parse_local(const char *text, size_t len, const contacts_email_rules *rules, contacts_email *out, size_t *at)
{
	local_reader r;
	contacts_email_status status;

	*at = 0;
	r.quoted = len > 0 && text[0] == '"';
	r.ascii = true;
	r.n = 0;
	status = read_local(text, len, rules->ascii_only, &r, at);
	if (status != CONTACTS_EMAIL_OK)
		return status;
	*at = 0;
	status = normalise_local(&r, rules->nfc);
	if (status == CONTACTS_EMAIL_OK && !write_local(&r, out))
		status = CONTACTS_EMAIL_LOCAL_LENGTH;
	return status;
}

/* Append '@' and the domain; false where the address gets too long in either form. */
static bool
write_domain(const contacts_email_domain *domain, bool ascii_only, contacts_email *out)
{
	if (out->local_len + 1 + domain->ascii_len > CONTACTS_EMAIL_MAX)
		return false;
	out->len = out->local_len;
	out->text[out->len++] = '@';
	if (ascii_only)
	{
		memcpy(out->text + out->len, domain->ascii, domain->ascii_len);
		out->len += domain->ascii_len;
		return true;
	}
	for (size_t i = 0; i < domain->len; i++)
	{
		char		character[4];
		size_t		width = contacts_utf8_encode(domain->text[i], character);

		if (out->len + width > CONTACTS_EMAIL_MAX)
			return false;
		memcpy(out->text + out->len, character, width);
		out->len += width;
	}
	return true;
}

/* Read the parts of an address that is not plain, or find out what is wrong with it. */
static contacts_email_status
parse_parts(const char *text, size_t len, const contacts_email_rules *rules, contacts_email *out, size_t *at)
{
	contacts_email_domain domain;
	size_t		local_len;
	contacts_email_status status = split(text, len, at);

	if (status != CONTACTS_EMAIL_OK)
		return status;
	local_len = *at;
	status = parse_local(text, local_len, rules, out, at);
	if (status != CONTACTS_EMAIL_OK)
		return status;
	status = contacts_email_parse_domain(text + local_len + 1, len - local_len - 1, rules, &domain, at);
	*at += local_len + 1;
	if (status == CONTACTS_EMAIL_OK && !write_domain(&domain, rules->ascii_only, out))
	{
		*at = 0;
		return CONTACTS_EMAIL_TOTAL_LENGTH;
	}
	return status;
}

/* Find out what is trimmed. */
static inline bool
is_ascii_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Trim, try the plain way, else go part by part. */
contacts_email_status
contacts_email_parse(const char *text, size_t len, const contacts_email_rules *rules,
					 contacts_email *out, size_t *at)
{
	size_t		start = 0;
	contacts_email_status status;

	*at = CONTACTS_EMAIL_MAX;
	if (len > CONTACTS_EMAIL_MAX_INPUT)
		return CONTACTS_EMAIL_TOTAL_LENGTH;
	while (start < len && is_ascii_space(text[start]))
		start++;
	while (len > start && is_ascii_space(text[len - 1]))
		len--;
	*at = start;
	if (start == len)
		return CONTACTS_EMAIL_EMPTY;
	text += start;
	len -= start;
	if (len <= CONTACTS_EMAIL_MAX && parse_plain(text, len, out))
		return CONTACTS_EMAIL_OK;
	if (len > CONTACTS_EMAIL_MAX)
	{
		*at = start + CONTACTS_EMAIL_MAX;
		return CONTACTS_EMAIL_TOTAL_LENGTH;
	}
	status = parse_parts(text, len, rules, out, at);
	*at += start;
	return status;
}
