/*
 * unicode.h
 *	  UTF-8 and the character properties of unicode_table.h.
 */
#ifndef CONTACTS_CORE_UNICODE_H
#define CONTACTS_CORE_UNICODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/unicode_table.h"

#define CONTACTS_UNICODE_LAST 0x10FFFF

/* Read one character of at most len bytes; returns its length, 0 where it is no UTF-8. */
static inline size_t
contacts_utf8_decode(const char *text, size_t len, uint32_t *c)
{
	const unsigned char *s = (const unsigned char *) text;
	static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
	size_t		n;
	uint32_t	v;

	if (len == 0)
		return 0;
	if (s[0] < 0x80)
	{
		*c = s[0];
		return 1;
	}
	n = s[0] >= 0xF0 ? 4 : s[0] >= 0xE0 ? 3 : 2;
	if (s[0] < 0xC2 || s[0] > 0xF4 || n > len)
		return 0;
	v = s[0] & (0x7F >> n);
	for (size_t i = 1; i < n; i++)
	{
		if ((s[i] & 0xC0) != 0x80)
			return 0;
		v = v << 6 | (s[i] & 0x3F);
	}
	if (v < least[n] || v > CONTACTS_UNICODE_LAST || (v >= 0xD800 && v <= 0xDFFF))
		return 0;
	*c = v;
	return n;
}

/* Write one character, up to four bytes; returns its length. */
static inline size_t
contacts_utf8_encode(uint32_t c, char *out)
{
	if (c < 0x80)
	{
		out[0] = (char) c;
		return 1;
	}
	if (c < 0x800)
	{
		out[0] = (char) (0xC0 | c >> 6);
		out[1] = (char) (0x80 | (c & 0x3F));
		return 2;
	}
	if (c < 0x10000)
	{
		out[0] = (char) (0xE0 | c >> 12);
		out[1] = (char) (0x80 | (c >> 6 & 0x3F));
		out[2] = (char) (0x80 | (c & 0x3F));
		return 3;
	}
	out[0] = (char) (0xF0 | c >> 18);
	out[1] = (char) (0x80 | (c >> 12 & 0x3F));
	out[2] = (char) (0x80 | (c >> 6 & 0x3F));
	out[3] = (char) (0x80 | (c & 0x3F));
	return 4;
}

/* Look up what is known of a code point; it must not exceed CONTACTS_UNICODE_LAST. */
static inline const contacts_unicode_kind *
contacts_unicode_get(uint32_t c)
{
	size_t		block = contacts_unicode_kind1[c / CONTACTS_UNICODE_BLOCK];

	return &contacts_unicode_kinds[contacts_unicode_kind2[block * CONTACTS_UNICODE_BLOCK +
														  c % CONTACTS_UNICODE_BLOCK]];
}

/* Fold the case of a code point: Unicode simple case folding (CaseFolding.txt, C and S). */
static inline uint32_t
contacts_unicode_fold(uint32_t c)
{
	return c + (uint32_t) contacts_unicode_get(c)->fold;
}

/* Look up the UTS #46 mapping of a code point that has CONTACTS_UNICODE_MAPPED; returns its length, 0 if disallowed. */
static inline size_t
contacts_unicode_idna_map(uint32_t c, const uint32_t **to)
{
	size_t		block = contacts_unicode_map1[c / CONTACTS_UNICODE_BLOCK];
	size_t		place = contacts_unicode_map2[block * CONTACTS_UNICODE_BLOCK +
											  c % CONTACTS_UNICODE_BLOCK];

	*to = &contacts_unicode_map_pool[place + 1];
	return contacts_unicode_map_pool[place];
}

#endif							/* CONTACTS_CORE_UNICODE_H */
