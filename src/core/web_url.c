/*
 * web_url.c
 *	  URLs of the web: which texts are one, and which of them a webhook may go to.
 */
#include "core/web_url.h"

#include <string.h>

#include "core/net_address.h"

#define LONGEST_URL 2048

/* Make a letter of ASCII small. */
static char
small(char c)
{
	return c >= 'A' && c <= 'Z' ? (char) (c - 'A' + 'a') : c;
}

/* Check whether text begins with something that is written small. */
static bool
begins(const char *s, size_t len, const char *with)
{
	size_t		width = strlen(with);

	if (len < width)
		return false;
	for (size_t i = 0; i < width; i++)
	{
		if (small(s[i]) != with[i])
			return false;
	}
	return true;
}

/* Check whether a byte ends the authority of a URL. */
static bool
ends_authority(char c)
{
	return c == '/' || c == '?' || c == '#';
}

/* Find where the authority begins; 0 where the scheme is neither http nor https. */
static size_t
authority_of(const char *url, size_t len)
{
	return begins(url, len, "https://") ? 8 : begins(url, len, "http://") ? 7 : 0;
}

bool
contacts_web_url_fits(const char *url, int len)
{
	size_t		host = len < 0 || len > LONGEST_URL ? 0 : authority_of(url, (size_t) len);
	size_t		at;

	if (host == 0)
		return false;
	for (int i = 0; i < len; i++)
	{
		if ((unsigned char) url[i] <= ' ' || url[i] == 0x7f || strchr("<>\"\\^`{|}", url[i]))
			return false;
	}
	for (at = host; at < (size_t) len && !ends_authority(url[at]); at++)
	{
		if (url[at] == '@')
			return false;
	}
	return at > host && url[host] != ':' && url[host] != '.';
}

/* Check whether a name is one of this machine or of a local network by convention. */
static bool
is_local_name(const char *name, size_t len)
{
	static const char *const endings[] = {"localhost", "local", "internal", "home.arpa", "localdomain", "lan",
		"intranet", "corp"};

	if (len > 0 && name[len - 1] == '.')
		len--;
	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++)
	{
		size_t		width = strlen(endings[i]);

		if (len >= width && begins(name + len - width, width, endings[i]) &&
			(len == width || name[len - width - 1] == '.'))
			return true;
	}
	return memchr(name, '.', len) == NULL;
}

/* Check whether text is a port. */
static bool
is_port(const char *text, size_t len)
{
	int			value = 0;

	if (len == 0 || len > 5)
		return false;
	for (size_t i = 0; i < len; i++)
	{
		if (text[i] < '0' || text[i] > '9')
			return false;
		value = value * 10 + (text[i] - '0');
	}
	return value >= 1 && value <= 65535;
}

/* Split what stands between the slashes and the path; false where the port is none. */
static bool
split_authority(const char *url, size_t len, const char **host, size_t *host_len)
{
	const char *start = url + authority_of(url, len);
	const char *end = start;
	const char *bracket;
	const char *colon;

	while (end < url + len && !ends_authority(*end))
		end++;
	bracket = memchr(start, ']', (size_t) (end - start));
	colon = memchr(bracket ? bracket : start, ':', (size_t) (end - (bracket ? bracket : start)));
	*host = start;
	*host_len = (size_t) ((colon ? colon : end) - start);
	return colon == NULL || is_port(colon + 1, (size_t) (end - colon - 1));
}

const char *
contacts_web_url_refusal(const char *url, size_t len, bool allow_private)
{
	uint8_t		address[CONTACTS_ADDRESS_BYTES];
	const char *host;
	size_t		host_len;

	if (len > LONGEST_URL || !contacts_web_url_fits(url, (int) len))
		return "it is not an http or https URL without credentials and white space";
	if (!split_authority(url, len, &host, &host_len))
		return "its port is not a number from 1 to 65535";
	switch (contacts_parse_host(host, host_len, address))
	{
		case CONTACTS_HOST_INVALID:
			return "its host is neither a name in ASCII nor an address";
		case CONTACTS_HOST_NAME:
			return is_local_name(host, host_len) && !allow_private ? "its host is a name of a local network" : NULL;
		case CONTACTS_HOST_ADDRESS:
			return contacts_address_is_public(address) || allow_private ? NULL : "its host is an address that is not"
																				 " public";
	}
	return NULL;
}
