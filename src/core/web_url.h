/*
 * web_url.h
 *	  URLs of the web: which texts are one, and which of them a webhook may go to.
 */
#ifndef CONTACTS_CORE_WEB_URL_H
#define CONTACTS_CORE_WEB_URL_H

#include <stdbool.h>
#include <stddef.h>

/* Check whether text is an http or https URL with a host, no credentials and no white space (RFC 3986). */
bool		contacts_web_url_fits(const char *url, int len);

/*
 * Say why no webhook may go to a URL, as a sentence without capital and period; NULL where one may.  Hosts inside (RFC
 * 6761, 6762, 8375, 9476, and addresses that are not public) are refused unless they are allowed.
 */
const char *contacts_web_url_refusal(const char *url, size_t len, bool allow_private);

#endif							/* CONTACTS_CORE_WEB_URL_H */
