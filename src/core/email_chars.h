/*
 * email_chars.h
 *	  What the ASCII characters are to an address; private to src/core/email*.
 */
#ifndef CONTACTS_CORE_EMAIL_CHARS_H
#define CONTACTS_CORE_EMAIL_CHARS_H

#include "core/email.h"

/* code points that a part can grow to while it is mapped and normalized */
#define CONTACTS_EMAIL_ROOM 1024

/* atext of RFC 5322 section 3.2.3 */
static inline bool
contacts_is_atext(uint32_t c)
{
	static const uint32_t set[4] = {0, 0xA3FFACFA, 0xC7FFFFFE, 0x7FFFFFFF};

	return c < 0x80 && (set[c / 32] >> c % 32 & 1) != 0;
}

/* the letters, digits and hyphen of a domain; c is in lower case */
static inline bool
contacts_is_ldh(uint32_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

static inline uint32_t
contacts_ascii_lower(uint32_t c)
{
	return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
}

/* A domain, in code points with U-labels and in A-labels. */
typedef struct contacts_email_domain
{
	size_t		len;
	size_t		ascii_len;
	uint32_t	text[CONTACTS_EMAIL_ROOM];
	char		ascii[CONTACTS_EMAIL_DOMAIN_MAX];
} contacts_email_domain;

/* Read a domain; the same contract as contacts_email_parse(). */
extern contacts_email_status contacts_email_parse_domain(const char *text, size_t len,
														 const contacts_email_rules *rules,
														 contacts_email_domain *out, size_t *at);

/* Check that a U-label is valid by IDNA2008: RFC 5892 classes and contexts, RFC 5893 Bidi rule. */
extern bool contacts_idna_is_valid(const uint32_t *label, size_t len);

#endif							/* CONTACTS_CORE_EMAIL_CHARS_H */
