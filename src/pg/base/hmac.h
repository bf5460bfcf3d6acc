/*
 * hmac.h
 *	  HMAC-SHA-256 of tokens and webhooks.
 */
#ifndef CONTACTS_HMAC_H
#define CONTACTS_HMAC_H

#include "postgres.h"

#include "common/sha2.h"

extern void contacts_hmac_sha256(const void *key, size_t key_len, const void *data, size_t len,
								 uint8 mac[PG_SHA256_DIGEST_LENGTH]);

#endif							/* CONTACTS_HMAC_H */
