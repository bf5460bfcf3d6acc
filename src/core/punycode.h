/*
 * punycode.h
 *	  RFC 3492 with the parameters of IDNA, without the prefix "xn--".
 */
#ifndef CONTACTS_CORE_PUNYCODE_H
#define CONTACTS_CORE_PUNYCODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Both fill out[0 .. *outlen - 1] and set *outlen, which says on entry how much
 * room there is; false where the input is malformed or the room too small.
 */
extern bool contacts_punycode_encode(const uint32_t *in, size_t len, char *out, size_t *outlen);
extern bool contacts_punycode_decode(const char *in, size_t len, uint32_t *out, size_t *outlen);

#endif							/* CONTACTS_CORE_PUNYCODE_H */
