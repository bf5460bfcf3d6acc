/*
 * net_address_test.c
 *	  Hosts of URLs in all their spellings, and which addresses are public.
 */
#include <stdlib.h>

#include "core/net_address.h"
#include "tap.h"

/* Read a host from memory of exactly its size; shows what it is. */
static const char *
kind(const char *host)
{
	size_t		len = strlen(host);
	char	   *exact = malloc(len > 0 ? len : 1);
	uint8_t		address[CONTACTS_ADDRESS_BYTES];
	contacts_host_kind found;

	memcpy(exact, host, len);
	found = contacts_parse_host(exact, len, address);
	free(exact);
	if (found == CONTACTS_HOST_NAME)
		return "name";
	if (found == CONTACTS_HOST_INVALID)
		return "invalid";
	return contacts_address_is_public(address) ? "public" : "private";
}

int
main(void)
{
	static const char *const cases[][2] = {
		{"example.com", "name"}, {"EXAMPLE.com.", "name"}, {"localhost", "name"}, {"a-b_c.example", "name"},
		{"1.example", "name"}, {"0x.example", "name"}, {"1.2.3.4.example", "name"},
		{"8.8.8.8", "public"}, {"8.8.8.8.", "public"}, {"134744072", "public"}, {"0x08080808", "public"}, {"8.526344", "public"},
		{"127.0.0.1", "private"}, {"127.1", "private"}, {"127.0.1", "private"}, {"2130706433", "private"}, {"0x7f000001", "private"},
		{"0X7F.1", "private"}, {"017700000001", "private"}, {"0177.0.0.1", "private"}, {"0x7f.0.0.0x1", "private"}, {"127.0.0.1.", "private"},
		{"0", "private"}, {"0.0.0.0", "private"}, {"0x", "private"}, {"10.1.2.3", "private"}, {"100.64.0.1", "private"},
		{"100.63.255.255", "public"}, {"100.128.0.0", "public"}, {"169.254.169.254", "private"}, {"172.15.255.255", "public"},
		{"172.16.0.0", "private"}, {"172.31.255.255", "private"}, {"172.32.0.0", "public"}, {"192.168.0.1", "private"},
		{"192.0.0.8", "private"}, {"192.0.1.0", "public"}, {"192.0.2.1", "private"}, {"198.17.255.255", "public"}, {"198.18.0.1", "private"},
		{"198.19.255.255", "private"}, {"198.20.0.0", "public"}, {"203.0.113.9", "private"}, {"224.0.0.1", "private"},
		{"239.255.255.255", "private"}, {"255.255.255.255", "private"}, {"223.255.255.255", "public"}, {"168.63.129.16", "private"},
		{"4294967296", "invalid"}, {"256.1.1.1", "invalid"}, {"1.2.3.256", "invalid"}, {"1.2.3.4.5", "invalid"}, {"1..2", "invalid"},
		{"127.0.0.08", "invalid"}, {"0x7g.1", "invalid"}, {"1.0x7g", "name"}, {"1.08", "invalid"}, {"1.2.3.0x100", "invalid"}, {"99999999999999999999999", "invalid"},
		{"", "invalid"}, {".", "invalid"}, {".example", "invalid"}, {"a b", "invalid"}, {"%31", "invalid"}, {"ex\xc3\xa4mple", "invalid"},
		{"[::1]", "private"}, {"[::]", "private"}, {"[0:0:0:0:0:0:0:1]", "private"}, {"[::127.0.0.1]", "private"},
		{"[::ffff:127.0.0.1]", "private"}, {"[::ffff:7f00:1]", "private"}, {"[0:0:0:0:0:FFFF:10.0.0.1]", "private"},
		{"[::ffff:8.8.8.8]", "public"}, {"[64:ff9b::8.8.8.8]", "public"}, {"[64:ff9b::a9fe:a9fe]", "private"}, {"[64:ff9b:1::1]", "private"},
		{"[2606:4700::1111]", "public"}, {"[2001:db8::1]", "private"}, {"[2001::1]", "private"}, {"[2001:200::1]", "public"},
		{"[2002:7f00:1::]", "private"}, {"[3fff::1]", "private"}, {"[fe80::1]", "private"}, {"[fec0::1]", "private"}, {"[fc00::1]", "private"},
		{"[fd00:ec2::254]", "private"}, {"[ff02::1]", "private"}, {"[100::1]", "private"}, {"[4000::1]", "private"},
		{"[1:2:3:4:5:6:7::]", "private"}, {"[::2:3:4:5:6:7:8]", "private"}, {"[2606:4700:0:0:0:0:1.2.3.4]", "public"},
		{"[]", "invalid"}, {"[:]", "invalid"}, {"[:::]", "invalid"}, {"[1::2::3]", "invalid"}, {"[1:2:3:4:5:6:7]", "invalid"},
		{"[1:2:3:4:5:6:7:8:9]", "invalid"}, {"[1:2:3:4:5:6:7:8::]", "invalid"}, {"[fe80::1%25eth0]", "invalid"}, {"[12345::]", "invalid"},
		{"[::1", "invalid"}, {"::1", "invalid"}, {"[1:2:3:4:5:6:7:]", "invalid"}, {"[::127.1]", "invalid"}, {"[::0x7f.0.0.1]", "invalid"},
		{"[g::]", "invalid"}, {"[::1.2.3.4:5]", "invalid"}, {"[1:2:3:4:5:6:7:1.2.3.4]", "invalid"}
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		is_text(kind(cases[i][0]), cases[i][1], cases[i][0]);
	return done_testing();
}
