/*
 * email.h
 *	  E-mail addresses: one Mailbox of RFC 5321 and RFC 6531, local@domain.
 *
 * The stored form is the printed form: the local part in NFC, quoted only where
 * it must be, '@', the domain in lower case with U-labels (or A-labels, where
 * the caller's encoding has no room for others).  doc/email.md has the rules.
 */
#ifndef CONTACTS_CORE_EMAIL_H
#define CONTACTS_CORE_EMAIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CONTACTS_EMAIL_MAX 254			/* octets of an address, RFC 5321 with erratum 1690 */
#define CONTACTS_EMAIL_LOCAL_MAX 64		/* octets of its local part, RFC 5321 section 4.5.3.1.1 */
#define CONTACTS_EMAIL_DOMAIN_MAX 253	/* octets of its domain in A-labels */
#define CONTACTS_EMAIL_LABEL_MAX 63		/* octets of one A-label */

/* longer input is refused unread: an address and as much white space as anyone would paste around it */
#define CONTACTS_EMAIL_MAX_INPUT 4096

/* folding and canonical forms can be longer than the address, never by more than half */
#define CONTACTS_EMAIL_MAX_FOLDED (CONTACTS_EMAIL_MAX * 3 / 2)

typedef enum contacts_email_status
{
	CONTACTS_EMAIL_OK,
	CONTACTS_EMAIL_EMPTY,
	CONTACTS_EMAIL_TOTAL_LENGTH,
	CONTACTS_EMAIL_NO_AT,
	CONTACTS_EMAIL_QUOTE_SYNTAX,
	CONTACTS_EMAIL_DISPLAY_NAME,
	CONTACTS_EMAIL_LOCAL_EMPTY,
	CONTACTS_EMAIL_LOCAL_CHAR,
	CONTACTS_EMAIL_LOCAL_DOT,
	CONTACTS_EMAIL_LOCAL_UNSAFE,
	CONTACTS_EMAIL_LOCAL_LENGTH,
	CONTACTS_EMAIL_ADDRESS_LITERAL,
	CONTACTS_EMAIL_DOMAIN_EMPTY,
	CONTACTS_EMAIL_DOMAIN_CHAR,
	CONTACTS_EMAIL_DOMAIN_UNSAFE,
	CONTACTS_EMAIL_DOMAIN_DOT,
	CONTACTS_EMAIL_DOMAIN_HYPHEN,
	CONTACTS_EMAIL_DOMAIN_HYPHEN34,
	CONTACTS_EMAIL_DOMAIN_IDNA,
	CONTACTS_EMAIL_LABEL_LENGTH,
	CONTACTS_EMAIL_DOMAIN_LENGTH,
	CONTACTS_EMAIL_SINGLE_LABEL,
	CONTACTS_EMAIL_TLD_NOT_ALPHA,
	CONTACTS_EMAIL_ENCODING			/* not ASCII, or not UTF-8 */
} contacts_email_status;

#define CONTACTS_EMAIL_STATUSES (CONTACTS_EMAIL_ENCODING + 1)

/* Name a status: the stable code that email_error() returns, NULL for OK. */
extern const char *contacts_email_reason(contacts_email_status status);

/*
 * Put len code points into Normalization Form C, in place; returns the new
 * length, or more than room where that does not suffice.
 */
typedef size_t (*contacts_nfc) (uint32_t *text, size_t len, size_t room);

typedef struct contacts_email_rules
{
	contacts_nfc nfc;
	bool		ascii_only;		/* refuse other input and keep A-labels */
} contacts_email_rules;

typedef struct contacts_email
{
	size_t		len;			/* of text */
	size_t		local_len;		/* text[local_len] is the '@' */
	char		text[CONTACTS_EMAIL_MAX];
} contacts_email;

/*
 * Read an address, white space around it allowed.  Fills *out, or returns why
 * not and puts the offset of the offending byte, or of the label or part that
 * it stands in, into *at; *out is then undefined.
 */
extern contacts_email_status contacts_email_parse(const char *text, size_t len,
												  const contacts_email_rules *rules,
												  contacts_email *out, size_t *at);

/* The functions below take stored addresses only. */

/* Find the '@' between local part and domain; len where there is none. */
static inline size_t
contacts_email_at(const char *text, size_t len)
{
	size_t		i = len;

	while (i > 0 && text[i - 1] != '@')
		i--;
	return i > 0 ? i - 1 : len;
}

/* Compare: domains by bytes, then local parts without regard to case. Less than, equal to or greater than 0. */
extern int	contacts_email_compare(const char *a, size_t alen, const char *b, size_t blen);

/* Check whether contacts_email_compare() would return 0, sooner. */
extern bool contacts_email_equal(const char *a, size_t alen, const char *b, size_t blen);

/* Make 64 bits that order as the addresses do, as far as they differ. */
extern uint64_t contacts_email_abbreviate(const char *text, size_t len);

/* Write text[0 .. len - 1] with its case folded, at most 3/2 of len octets; returns how many. */
extern size_t contacts_email_fold(const char *text, size_t len, char *out);

/* Write the form in A-labels; returns its length, 0 where the local part is not ASCII. */
extern size_t contacts_email_ascii(const char *text, size_t len, char out[CONTACTS_EMAIL_MAX]);

/*
 * Write the key under which addresses of one mailbox meet: folded, the rules of
 * well-known providers applied; strip_tags drops "+tag" for every domain.
 */
extern size_t contacts_email_canonical(const char *text, size_t len, bool strip_tags,
									   char out[CONTACTS_EMAIL_MAX_FOLDED]);

/* email_providers.c: domains in which everybody can have an address, given as a stored address has them */
extern bool contacts_email_is_microsoft(const char *domain, size_t len);
extern bool contacts_email_is_public(const char *domain, size_t len);

#endif							/* CONTACTS_CORE_EMAIL_H */
