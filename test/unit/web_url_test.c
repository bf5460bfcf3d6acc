/*
 * web_url_test.c
 *	  URLs that a webhook may go to, and why it may not go to the others.
 */
#include <stdlib.h>

#include "core/web_url.h"
#include "tap.h"

#define NO_URL "it is not an http or https URL without credentials and white space"
#define NO_PORT "its port is not a number from 1 to 65535"
#define NO_HOST "its host is neither a name in ASCII nor an address"
#define LOCAL_NAME "its host is a name of a local network"
#define INSIDE "its host is an address that is not public"

/* Look at a URL in memory of exactly its size. */
static const char *
refusal(const char *url, bool allow_private)
{
	size_t		len = strlen(url);
	char	   *exact = malloc(len > 0 ? len : 1);
	const char *why;

	memcpy(exact, url, len);
	why = contacts_web_url_refusal(exact, len, allow_private);
	free(exact);
	return why;
}

int
main(void)
{
	static const char *const cases[][2] = {
		{"https://example.com", NULL}, {"HTTP://Example.COM:80/a?b#c", NULL}, {"http://example.com.", NULL}, {"https://[2606:4700::1111]:443/", NULL},
		{"http://8.8.8.8:65535", NULL}, {"https://example.com/@home", NULL}, {"https://example.com?x=a:b", NULL}, {"http://localhost.example", NULL},
		{"", NO_URL}, {"http://", NO_URL}, {"http:///x", NO_URL}, {"ftp://example.com", NO_URL}, {"https:/example.com", NO_URL}, {"http//example.com", NO_URL},
		{"https://u@example.com", NO_URL}, {"https://u:p@example.com", NO_URL}, {"https://exa mple.com", NO_URL}, {"https://example.com\\@x", NO_URL},
		{"https://:80", NO_URL}, {"https://.example", NO_URL}, {"https://example.com\n", NO_URL},
		{"http://example.com:", NO_PORT}, {"http://example.com:0", NO_PORT}, {"http://example.com:65536", NO_PORT}, {"http://example.com:8o", NO_PORT},
		{"http://example.com:000080", NO_PORT}, {"http://[::1]:x", NO_PORT}, {"http://a:b:80", NO_PORT},
		{"http://ex\xc3\xa4mple.com", NO_HOST}, {"http://[::1", NO_PORT}, {"http://[::1]x", NO_HOST}, {"http://256.1.1.1", NO_HOST}
	};
	static const char *const inside[][2] = {
		{"http://127.0.0.1", INSIDE}, {"http://0x7f.1:8080/", INSIDE}, {"http://2130706433", INSIDE}, {"http://[::1]:80", INSIDE},
		{"http://[::ffff:10.0.0.1]/", INSIDE}, {"http://169.254.169.254/latest", INSIDE},
		{"http://localhost", LOCAL_NAME}, {"http://LOCALHOST.:80", LOCAL_NAME}, {"http://db.internal/x", LOCAL_NAME}, {"http://printer", LOCAL_NAME},
		{"http://a.home.arpa", LOCAL_NAME}
	};
	char		longest[2049];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		is_text(refusal(cases[i][0], false), cases[i][1], cases[i][0]);
		is_text(refusal(cases[i][0], true), cases[i][1], "the same where what is inside is allowed");
	}
	for (size_t i = 0; i < sizeof(inside) / sizeof(inside[0]); i++)
	{
		is_text(refusal(inside[i][0], false), inside[i][1], inside[i][0]);
		is_text(refusal(inside[i][0], true), NULL, "unless what is inside is allowed");
	}
	memset(longest, 'a', sizeof(longest));
	memcpy(longest, "https://a.example/", 18);
	ok(contacts_web_url_refusal(longest, 2048, false) == NULL, "2048 bytes");
	is_text(contacts_web_url_refusal(longest, 2049, false), NO_URL, "2049 bytes");
	return done_testing();
}
