/*
 * net_address.h
 *	  Hosts of URLs: which addresses they spell, and whether those are of the public Internet.
 */
#ifndef CONTACTS_CORE_NET_ADDRESS_H
#define CONTACTS_CORE_NET_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CONTACTS_ADDRESS_BYTES 16

typedef enum contacts_host_kind
{
	CONTACTS_HOST_NAME,
	CONTACTS_HOST_ADDRESS,
	CONTACTS_HOST_INVALID
} contacts_host_kind;

/*
 * Read the host of a URL as browsers and libcurl do (WHATWG URL, "host parsing"): a name, an IPv6 address in
 * brackets, or an IPv4 address in one to four parts that are decimal, octal (0) or hexadecimal (0x).  An IPv4 address
 * is returned mapped into IPv6 (::ffff:a.b.c.d).
 */
contacts_host_kind contacts_parse_host(const char *host, size_t len, uint8_t address[CONTACTS_ADDRESS_BYTES]);

/* Map an IPv4 address in network order into IPv6. */
void		contacts_map_ipv4(const uint8_t ipv4[4], uint8_t address[CONTACTS_ADDRESS_BYTES]);

/* Check whether an address is globally reachable (IANA special-purpose address registries, RFC 6890). */
bool		contacts_address_is_public(const uint8_t address[CONTACTS_ADDRESS_BYTES]);

#endif							/* CONTACTS_CORE_NET_ADDRESS_H */
