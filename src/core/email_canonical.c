/*
 * email_canonical.c
 *	  Other forms of a stored address: in A-labels, and the key that finds duplicates.
 */
#include "core/email_chars.h"

#include <string.h>

#include "core/punycode.h"
#include "core/unicode.h"

/* Write one label of a domain in its A-form; returns its length, 0 where there is no room. */
static size_t
write_a_label(const char *label, size_t len, char *out, size_t room)
{
	uint32_t	text[CONTACTS_EMAIL_MAX];
	bool		ascii = true;
	size_t		n = 0;
	size_t		width;

	for (size_t i = 0; i < len; i += width)
	{
		width = contacts_utf8_decode(label + i, len - i, &text[n]);
		if (width == 0)
			return 0;
		ascii &= text[n++] < 0x80;
	}
	if (ascii ? len > room : room < 4)
		return 0;
	if (ascii)
	{
		memcpy(out, label, len);
		return len;
	}
	memcpy(out, "xn--", 4);
	room -= 4;
	return contacts_punycode_encode(text, n, out + 4, &room) ? room + 4 : 0;
}

/* Copy the local part, encode label by label. */
size_t
contacts_email_ascii(const char *text, size_t len, char out[CONTACTS_EMAIL_MAX])
{
	size_t		at = contacts_email_at(text, len);
	size_t		start = at + 1;
	size_t		n = at + 1;

	if (len > CONTACTS_EMAIL_MAX || at >= len)
		return 0;
	for (size_t i = 0; i < at; i++)
		if ((unsigned char) text[i] >= 0x80)
			return 0;
	memcpy(out, text, at + 1);
	for (size_t i = start; i <= len; i++)
	{
		size_t		width;

		if (i < len && text[i] != '.')
			continue;
		width = write_a_label(text + start, i - start, out + n, CONTACTS_EMAIL_MAX - n);
		if (width == 0 || (i < len && n + width >= CONTACTS_EMAIL_MAX))
			return 0;
		n += width;
		if (i < len)
			out[n++] = '.';
		start = i + 1;
	}
	return n;
}

/* What a provider does with its addresses, as it says itself. */
typedef struct provider
{
	const char *domain;
	const char *same_as;		/* the domain that stands for it, or NULL */
	const char *ignored;		/* characters that make no difference */
	bool		tags;			/* "+tag" makes none */
	bool		subdomains;		/* anything@user.domain is user@domain */
} provider;

static const provider providers[] = {
	/* Gmail Help: "Dots don't matter in Gmail addresses", "Use googlemail.com"; Workspace Learning Center: "+" */
	{"gmail.com", NULL, ".", true, false},
	{"googlemail.com", "gmail.com", ".", true, false},
	/* Proton Support, "Addresses and aliases" ("+"); that '.', '-' and '_' tell no names apart shows at sign-up only */
	{"proton.me", NULL, "._-", true, false},
	{"protonmail.com", NULL, "._-", true, false},
	{"protonmail.ch", NULL, "._-", true, false},
	{"pm.me", NULL, "._-", true, false},
	/* Apple Support: "If you have an @mac.com or @me.com email address"; "+" as in "iCloud Mail" */
	{"icloud.com", NULL, "", true, false},
	{"me.com", "icloud.com", "", true, false},
	{"mac.com", "icloud.com", "", true, false},
	/* Fastmail Help: "Plus addressing and subdomain addressing" */
	{"fastmail.com", NULL, "", true, true},
	{"fastmail.fm", NULL, "", true, true},
	/* Yandex ID Help, "Alternate email addresses": a username is an alias on all of its domains */
	{"yandex.ru", NULL, "", false, false},
	{"ya.ru", "yandex.ru", "", false, false},
	{"yandex.com", "yandex.ru", "", false, false},
	{"yandex.by", "yandex.ru", "", false, false},
	{"yandex.kz", "yandex.ru", "", false, false}
};

/* Microsoft Learn, Exchange Online: "Plus addressing"; the consumer domains do the same in every country */
static const provider microsoft = {"outlook.com", NULL, "", true, false};

/* any other domain */
static const provider nobody = {"", NULL, "", false, false};

/*
 * Find the provider of a domain.  *user is the length of a leading label that
 * is a user's name, or 0.
 */
static const provider *
find_provider(const char *domain, size_t len, size_t *user)
{
	const char *dot = memchr(domain, '.', len);

	*user = 0;
	for (size_t i = 0; i < sizeof(providers) / sizeof(providers[0]); i++)
	{
		const provider *p = &providers[i];
		size_t		plen = strlen(p->domain);

		if (plen == len && memcmp(p->domain, domain, len) == 0)
			return p;
		if (p->subdomains && dot != NULL && (size_t) (dot + 1 - domain) + plen == len &&
			memcmp(dot + 1, p->domain, plen) == 0)
		{
			*user = (size_t) (dot - domain);
			return p;
		}
	}
	return contacts_email_is_microsoft(domain, len) ? &microsoft : &nobody;
}

/* Drop from a local part what makes no difference, unless nothing would remain; returns the new length. */
static size_t
reduce_local(char *local, size_t len, const char *ignored, bool tags)
{
	char		kept[CONTACTS_EMAIL_MAX_FOLDED];
	size_t		n = 0;

	for (size_t i = 0; i < len && !(tags && local[i] == '+'); i++)
		if (local[i] == '\0' || strchr(ignored, local[i]) == NULL)
			kept[n++] = local[i];
	if (n == 0)
		return len;
	memcpy(local, kept, n);
	return n;
}

/* Fold, then apply what the provider says. */
size_t
contacts_email_canonical(const char *text, size_t len, bool strip_tags, char out[CONTACTS_EMAIL_MAX_FOLDED])
{
	size_t		at = contacts_email_at(text, len);
	const char *domain = text + at + 1;
	size_t		domain_len = len - at - 1;
	const provider *p;
	size_t		user;
	size_t		n;

	if (len > CONTACTS_EMAIL_MAX || at >= len)
		return 0;
	p = find_provider(domain, domain_len, &user);
	n = contacts_email_fold(text, at, out);
	if (out[0] != '"')
	{
		if (user > 0)
		{
			memcpy(out, domain, user);
			n = user;
		}
		else
			n = reduce_local(out, n, p->ignored, p->tags || strip_tags);
	}
	if (p->same_as != NULL)
		domain = p->same_as;
	else if (out[0] != '"' && user > 0)
		domain = p->domain;
	if (domain != text + at + 1)
		domain_len = strlen(domain);
	out[n++] = '@';
	memcpy(out + n, domain, domain_len);
	return n + domain_len;
}
