/*
 * email_compare.c
 *	  Equality and order of stored addresses, without allocation or locale.
 *
 * The order is that of the octets of domain, a zero octet, local part with its
 * case folded.  Code points order as their UTF-8 does.
 */
#include "core/email_chars.h"

#include <string.h>

#include "core/unicode.h"

/* Read one character with its case folded; an octet that is no UTF-8 stands for itself. */
static inline size_t
next_folded(const char *text, size_t len, uint32_t *c)
{
	size_t		width;

	if ((unsigned char) text[0] < 0x80)
	{
		*c = contacts_ascii_lower((unsigned char) text[0]);
		return 1;
	}
	width = contacts_utf8_decode(text, len, c);
	if (width == 0)
	{
		*c = (unsigned char) text[0];
		return 1;
	}
	*c = contacts_unicode_fold(*c);
	return width;
}

/* Compare two local parts without regard to case. */
static int
compare_local(const char *a, size_t alen, const char *b, size_t blen)
{
	size_t		i = 0;
	size_t		j = 0;

	while (i < alen && j < blen)
	{
		uint32_t	c;
		uint32_t	d;

		/* the usual case: the same octet in both */
		if (a[i] == b[j] && (unsigned char) a[i] < 0x80)
		{
			i++;
			j++;
			continue;
		}
		i += next_folded(a + i, alen - i, &c);
		j += next_folded(b + j, blen - j, &d);
		if (c != d)
			return c < d ? -1 : 1;
	}
	return (i < alen) - (j < blen);
}

/* Compare domains, then local parts. */
int
contacts_email_compare(const char *a, size_t alen, const char *b, size_t blen)
{
	size_t		aat = contacts_email_at(a, alen);
	size_t		bat = contacts_email_at(b, blen);
	size_t		adomain = alen - aat;
	size_t		bdomain = blen - bat;
	int			cmp = memcmp(a + aat, b + bat, adomain < bdomain ? adomain : bdomain);

	if (cmp == 0 && adomain != bdomain)
		cmp = adomain < bdomain ? -1 : 1;
	return cmp != 0 ? cmp : compare_local(a, aat, b, bat);
}

/* Rule out by the last octet before comparing. */
bool
contacts_email_equal(const char *a, size_t alen, const char *b, size_t blen)
{
	if (alen == blen && memcmp(a, b, alen) == 0)
		return true;
	if (alen == 0 || blen == 0 || a[alen - 1] != b[blen - 1])
		return false;
	return contacts_email_compare(a, alen, b, blen) == 0;
}

/* Fold the case of every character. */
size_t
contacts_email_fold(const char *text, size_t len, char *out)
{
	size_t		n = 0;
	size_t		width;

	for (size_t i = 0; i < len; i += width)
	{
		uint32_t	c;

		width = next_folded(text + i, len - i, &c);
		/* an octet that is no UTF-8 stays one octet */
		if (width == 1 && c >= 0x80)
			out[n++] = text[i];
		else
			n += contacts_utf8_encode(c, out + n);
	}
	return n;
}

/*
 * The abbreviation spends its 64 bits as a number in a mixed radix, so that ten
 * characters of a domain fit, or all of a short domain and the beginning of
 * the local part.  Every rank keeps the order of octets.  A character that
 * shares its rank with others ends the abbreviation.
 */
#define DOMAIN_RADIX 40			/* end, '-', '.', ten digits, 26 letters, beyond ASCII */
#define LOCAL_RADIX 42			/* end, below '0', ten digits, up to '`', 26 letters, '{' to '~', beyond ASCII */

/* Rank a character of a domain; 0 is its end. */
static uint32_t
domain_rank(unsigned char c, bool *shared)
{
	*shared = false;
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 13u;
	if (c >= '0' && c <= '9')
		return c - '0' + 3u;
	if (c < 0x80)
		return c == '-' ? 1 : 2;
	*shared = true;
	return DOMAIN_RADIX - 1;
}

/* Rank a folded character of a local part; 0 is its end. */
static uint32_t
local_rank(uint32_t c, bool *shared)
{
	*shared = false;
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 13u;
	if (c >= '0' && c <= '9')
		return c - '0' + 2u;
	*shared = true;
	return c < '0' ? 1 : c < 'a' ? 12 : c < 0x80 ? 39 : 40;
}

/* Spend 64 bits on domain and local part. */
uint64_t
contacts_email_abbreviate(const char *text, size_t len)
{
	size_t		at = contacts_email_at(text, len);
	uint64_t	range = UINT64_MAX / DOMAIN_RADIX;
	uint64_t	key = 0;
	bool		shared = false;
	uint32_t	c;

	for (size_t i = at + 1; i < len; i++, range /= DOMAIN_RADIX)
	{
		key += range * domain_rank((unsigned char) text[i], &shared);
		if (shared || range < DOMAIN_RADIX)
			return key;
	}
	for (size_t i = 0; i < at && range >= LOCAL_RADIX && !shared;)
	{
		range /= LOCAL_RADIX;
		i += next_folded(text + i, at - i, &c);
		key += range * local_rank(c, &shared);
	}
	return key;
}
