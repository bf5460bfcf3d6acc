/*
 * hmac.c
 *	  HMAC-SHA-256 of tokens and webhooks, by the server's own cryptography.
 */
#include "pg/compat.h"

#include "common/hmac.h"
#include "pg/base/hmac.h"

/* Compute the code of a message (RFC 2104). */
void
contacts_hmac_sha256(const void *key, size_t key_len, const void *data, size_t len, uint8 mac[PG_SHA256_DIGEST_LENGTH])
{
	pg_hmac_ctx *ctx = pg_hmac_create(PG_SHA256);
	bool		computed;

	computed = ctx != NULL &&
		pg_hmac_init(ctx, key, key_len) >= 0 &&
		pg_hmac_update(ctx, data, len) >= 0 &&
		pg_hmac_final(ctx, mac, PG_SHA256_DIGEST_LENGTH) >= 0;
	pg_hmac_free(ctx);
	if (!computed)
		elog(ERROR, "could not compute HMAC");
}
