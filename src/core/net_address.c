/*
 * net_address.c
 *	  Hosts of URLs: which addresses they spell, and whether those are of the public Internet.
 */
#include "core/hex.h"
#include "core/net_address.h"

#include <string.h>

typedef struct prefix
{
	uint8_t		bytes[8];
	uint8_t		bits;
} prefix;

/* IPv4 ranges that are not globally reachable, and one address that a cloud answers instance metadata at */
static const prefix special_ipv4[] = {
	{{0}, 8}, {{10}, 8}, {{100, 64}, 10}, {{127}, 8}, {{169, 254}, 16}, {{172, 16}, 12}, {{192, 0, 0}, 24},
	{{192, 0, 2}, 24}, {{192, 88, 99}, 24}, {{192, 168}, 16}, {{198, 18}, 15}, {{198, 51, 100}, 24},
	{{203, 0, 113}, 24},
	{{224}, 4}, {{240}, 4}, {{168, 63, 129, 16}, 32}
};

/* ranges inside 2000::/3, the global unicast addresses of IPv6, that are not globally reachable or lead to IPv4 */
static const prefix special_ipv6[] = {
	{{0x20, 0x01, 0x00}, 23}, {{0x20, 0x01, 0x0d, 0xb8}, 32}, {{0x20, 0x02}, 16}, {{0x3f, 0xff, 0x00}, 20}
};

static const uint8_t mapped_prefix[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
static const uint8_t nat64_prefix[12] = {0, 0x64, 0xff, 0x9b};

/* Read a part of an IPv4 address; false where it is no number or too great for one. */
static bool
parse_part(const char *part, size_t len, uint64_t *value)
{
	int			base = 10;

	*value = 0;
	if (len == 0)
		return false;
	if (len >= 2 && part[0] == '0')
	{
		base = part[1] == 'x' || part[1] == 'X' ? 16 : 8;
		part += base == 16 ? 2 : 1;
		len -= base == 16 ? 2 : 1;
	}
	for (size_t i = 0; i < len; i++)
	{
		int			digit = contacts_hex_value(part[i]);

		if (digit < 0 || digit >= base)
			return false;
		*value = *value * base + digit;
		if (*value > UINT32_MAX)
			*value = (uint64_t) UINT32_MAX + 1;
	}
	return true;
}

/* Find where the last part of a host begins; a dot at the end belongs to no part. */
static size_t
last_part(const char *host, size_t len)
{
	size_t		at = len;

	while (at > 0 && host[at - 1] != '.')
		at--;
	return at;
}

/* Check whether a host ends with a number: then it is an IPv4 address or nothing. */
static bool
ends_in_number(const char *host, size_t len)
{
	size_t		at = last_part(host, len);
	uint64_t	value;

	if (at == len || parse_part(host + at, len - at, &value))
		return at < len;
	for (size_t i = at; i < len; i++)
	{
		if (host[i] < '0' || host[i] > '9')
			return false;
	}
	return true;
}

/* Read an IPv4 address of one to four parts; the last one fills what the others leave. */
static bool
parse_ipv4(const char *host, size_t len, uint8_t address[CONTACTS_ADDRESS_BYTES])
{
	uint8_t		ipv4[4] = {0};
	int			count = 0;
	size_t		at = 0;
	uint64_t	value;

	for (;;)
	{
		size_t		end = at;

		while (end < len && host[end] != '.')
			end++;
		if (count == 4 || !parse_part(host + at, end - at, &value))
			return false;
		if (end == len)
			break;
		if (value > 255)
			return false;
		ipv4[count++] = (uint8_t) value;
		at = end + 1;
	}
	if (value >= (uint64_t) 1 << 8 * (4 - count))
		return false;
	for (int i = 3; i >= count; i--, value >>= 8)
		ipv4[i] = (uint8_t) (value & 0xff);
	contacts_map_ipv4(ipv4, address);
	return true;
}

/* Read a group of an IPv6 address; returns its length, 0 for none. */
static size_t
parse_group(const char *text, size_t len, unsigned int *value)
{
	size_t		at = 0;

	for (*value = 0; at < len && at < 4 && contacts_hex_value(text[at]) >= 0; at++)
		*value = *value * 16 + contacts_hex_value(text[at]);
	return at;
}

/* Read the dotted end of an IPv6 address, in plain decimal. */
static bool
parse_dotted_end(const char *text, size_t len, uint8_t *into)
{
	uint8_t		address[CONTACTS_ADDRESS_BYTES];
	size_t		dots = 0;

	for (size_t i = 0; i < len; i++)
	{
		if (text[i] != '.' && (text[i] < '0' || text[i] > '9'))
			return false;
		dots += text[i] == '.';
	}
	if (dots != 3 || !parse_ipv4(text, len, address))
		return false;
	memcpy(into, address + 12, 4);
	return true;
}

/* Read an IPv6 address without its brackets (RFC 4291, section 2.2); a zone is refused. */
static bool
parse_ipv6(const char *text, size_t len, uint8_t address[CONTACTS_ADDRESS_BYTES])
{
	size_t		at = 0;
	int			filled = 0;
	int			gap = -1;

	memset(address, 0, CONTACTS_ADDRESS_BYTES);
	if (len >= 2 && text[0] == ':' && text[1] == ':')
	{
		gap = 0;
		at = 2;
	}
	while (at < len)
	{
		unsigned int value;
		size_t		width = parse_group(text + at, len - at, &value);

		if (at + width < len && text[at + width] == '.')
		{
			if (filled > 12 || !parse_dotted_end(text + at, len - at, address + filled))
				return false;
			filled += 4;
			at = len;
			break;
		}
		if (width == 0 || filled >= CONTACTS_ADDRESS_BYTES)
			return false;
		address[filled++] = (uint8_t) (value >> 8);
		address[filled++] = (uint8_t) (value & 0xff);
		at += width;
		if (at == len)
			break;
		if (text[at++] != ':' || at == len)
			return false;
		if (text[at] == ':')
		{
			if (gap >= 0)
				return false;
			gap = filled;
			at++;
		}
	}
	if (gap < 0)
		return filled == CONTACTS_ADDRESS_BYTES;
	if (filled >= CONTACTS_ADDRESS_BYTES)
		return false;
	memmove(address + CONTACTS_ADDRESS_BYTES - (filled - gap), address + gap, filled - gap);
	memset(address + gap, 0, CONTACTS_ADDRESS_BYTES - filled);
	return true;
}

/* Check whether a host has only characters of names in ASCII, and no empty label. */
static bool
is_name(const char *host, size_t len)
{
	for (size_t i = 0; i < len; i++)
	{
		char		c = host[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
			  c == '.'))
			return false;
		if (c == '.' && (i == 0 || host[i - 1] == '.'))
			return false;
	}
	return len > 0 && len <= 253;
}

contacts_host_kind
contacts_parse_host(const char *host, size_t len, uint8_t address[CONTACTS_ADDRESS_BYTES])
{
	if (len >= 2 && host[0] == '[' && host[len - 1] == ']')
		return parse_ipv6(host + 1, len - 2, address) ? CONTACTS_HOST_ADDRESS : CONTACTS_HOST_INVALID;
	if (len > 1 && host[len - 1] == '.')
		len--;
	if (!is_name(host, len))
		return CONTACTS_HOST_INVALID;
	if (ends_in_number(host, len))
		return parse_ipv4(host, len, address) ? CONTACTS_HOST_ADDRESS : CONTACTS_HOST_INVALID;
	return CONTACTS_HOST_NAME;
}

void
contacts_map_ipv4(const uint8_t ipv4[4], uint8_t address[CONTACTS_ADDRESS_BYTES])
{
	memcpy(address, mapped_prefix, sizeof(mapped_prefix));
	memcpy(address + sizeof(mapped_prefix), ipv4, 4);
}

/* Check whether an address begins with one of the prefixes. */
static bool
is_among(const uint8_t *address, const prefix *prefixes, size_t count)
{
	for (size_t i = 0; i < count; i++)
	{
		size_t		bytes = prefixes[i].bits / 8;
		int			rest = prefixes[i].bits % 8;

		if (memcmp(address, prefixes[i].bytes, bytes) == 0 &&
			(rest == 0 || ((address[bytes] ^ prefixes[i].bytes[bytes]) >> (8 - rest)) == 0))
			return true;
	}
	return false;
}

bool
contacts_address_is_public(const uint8_t address[CONTACTS_ADDRESS_BYTES])
{
	if (memcmp(address, mapped_prefix, sizeof(mapped_prefix)) == 0 ||
		memcmp(address, nat64_prefix, sizeof(nat64_prefix)) == 0)
		return !is_among(address + 12, special_ipv4, sizeof(special_ipv4) / sizeof(special_ipv4[0]));
	return address[0] >> 5 == 1 && !is_among(address, special_ipv6, sizeof(special_ipv6) / sizeof(special_ipv6[0]));
}
