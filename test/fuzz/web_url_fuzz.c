/*
 * web_url_fuzz.c
 *	  Whatever URL a webhook is given: no byte is read that is not its own, and one that may go out goes nowhere inside.
 *
 * The judge is the C library: what inet_aton() and inet_pton() read as an address, as a resolver would, is that address to
 * us too, never a name.  The input is a URL; its end is also a host behind a good scheme.
 */
#define _DEFAULT_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/net_address.h"
#include "core/web_url.h"

int			LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Read a host as the C library does, brackets as libcurl takes them off; false where it is no address there. */
static int
library_reads(const char *host, size_t len, uint8_t address[CONTACTS_ADDRESS_BYTES])
{
	char		text[300];
	struct in_addr ipv4;

	if (len == 0 || len >= sizeof(text) || memchr(host, 0, len))
		return 0;
	memcpy(text, host, len);
	text[len] = '\0';
	if (text[0] == '[' && text[len - 1] == ']')
	{
		text[len - 1] = '\0';
		return inet_pton(AF_INET6, text + 1, address) == 1;
	}
	/* inet_aton() stops at white space */
	if (strpbrk(text, " \t\n\v\f\r") || !inet_aton(text, &ipv4))
		return 0;
	contacts_map_ipv4((const uint8_t *) &ipv4, address);
	return 1;
}

/* Compare how we read a host with how the C library does. */
static void
check_host(const char *host, size_t len)
{
	uint8_t		ours[CONTACTS_ADDRESS_BYTES];
	uint8_t		theirs[CONTACTS_ADDRESS_BYTES];
	contacts_host_kind kind = contacts_parse_host(host, len, ours);

	if (!library_reads(host, len, theirs))
		return;
	if (kind == CONTACTS_HOST_NAME)
		abort();
	if (kind == CONTACTS_HOST_ADDRESS && memcmp(ours, theirs, sizeof(ours)) != 0)
		abort();
}

/* Check a URL that a webhook may go to. */
static void
check_allowed(const char *url, size_t len)
{
	const char *host = memchr(url, '/', len);
	const char *end;
	uint8_t		address[CONTACTS_ADDRESS_BYTES];
	size_t		host_len;

	if (!host || (size_t) (url + len - host) < 3 || host[1] != '/')
		abort();
	host += 2;
	for (end = host; end < url + len && *end != '/' && *end != '?' && *end != '#'; end++)
	{
		if (*end == '@' || *end == '\\' || (unsigned char) *end <= ' ')
			abort();
	}
	host_len = (size_t) (end - host);
	if (host_len > 0 && host[0] != '[' && memchr(host, ':', host_len))
		host_len = (size_t) ((const char *) memchr(host, ':', host_len) - host);
	if (host[0] == '[' && memchr(host, ']', host_len))
		host_len = (size_t) ((const char *) memchr(host, ']', host_len) - host) + 1;
	if (library_reads(host, host_len, address) && !contacts_address_is_public(address))
		abort();
}

/* Check a URL. */
static void
check_url(const char *url, size_t len)
{
	const char *strict = contacts_web_url_refusal(url, len, false);

	/* who allows what is inside allows no less otherwise */
	if (strict == NULL && contacts_web_url_refusal(url, len, true) != NULL)
		abort();
	if (strict == NULL)
		check_allowed(url, len);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char scheme[] = "http://";
	char	   *copy = malloc(size + 1);
	char	   *url = malloc(size + sizeof(scheme));

	memcpy(copy, data, size);
	check_url(copy, size);
	check_host(copy, size);
	memcpy(url, scheme, sizeof(scheme) - 1);
	memcpy(url + sizeof(scheme) - 1, data, size);
	check_url(url, size + sizeof(scheme) - 1);
	free(url);
	free(copy);
	return 0;
}
