/*
 * webhook_signature.c
 *	  Secrets and signatures of webhooks, by the convention of Standard Webhooks 1.0.0.
 *
 * A secret is written whsec_ and its bytes in base64.  A signature is v1, and the HMAC-SHA-256 of the message's id, its
 * timestamp and its payload, joined by dots, in base64.
 */
#include "pg/compat.h"

#include "common/base64.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "pg/base/hmac.h"
#include "utils/builtins.h"

#define PREFIX "whsec_"
#define SHORTEST_SECRET 24
#define LONGEST_SECRET 64

PG_FUNCTION_INFO_V1(contacts_is_webhook_secret);
PG_FUNCTION_INFO_V1(contacts_generate_webhook_secret);
PG_FUNCTION_INFO_V1(contacts_webhook_signature);

/* Decode a secret; returns its length, -1 where it is none. */
static int
decode_secret(const text *secret, uint8 bytes[LONGEST_SECRET])
{
	const char *encoded = VARDATA_ANY(secret);
	int			len = VARSIZE_ANY_EXHDR(secret);
	int			decoded;

	if (len < (int) strlen(PREFIX) || memcmp(encoded, PREFIX, strlen(PREFIX)) != 0)
		return -1;
	encoded += strlen(PREFIX);
	len -= strlen(PREFIX);
	/* pg_b64_decode() passes over white space */
	if (len > pg_b64_enc_len(LONGEST_SECRET) || strcspn(pnstrdup(encoded, len), " \t\r\n") != len)
		return -1;
	decoded = pg_b64_decode(encoded, len, (void *) bytes, LONGEST_SECRET);
	return decoded >= SHORTEST_SECRET ? decoded : -1;
}

/* Append bytes in base64. */
static void
append_base64(StringInfo buf, const uint8 *bytes, int len)
{
	int			encoded;

	enlargeStringInfo(buf, pg_b64_enc_len(len) + 1);
	encoded = pg_b64_encode((const void *) bytes, len, buf->data + buf->len, pg_b64_enc_len(len));
	if (encoded < 0)
		elog(ERROR, "could not encode base64");
	buf->len += encoded;
	buf->data[buf->len] = '\0';
}

/* is_webhook_secret(text) */
Datum
contacts_is_webhook_secret(PG_FUNCTION_ARGS)
{
	uint8		bytes[LONGEST_SECRET];

	PG_RETURN_BOOL(decode_secret(PG_GETARG_TEXT_PP(0), bytes) > 0);
}

/* generate_webhook_secret() */
Datum
contacts_generate_webhook_secret(PG_FUNCTION_ARGS)
{
	uint8		bytes[32];
	StringInfoData buf;

	if (!pg_strong_random(bytes, sizeof(bytes)))
		ereport(ERROR, (errcode(ERRCODE_INTERNAL_ERROR), errmsg("could not generate random bytes")));
	initStringInfo(&buf);
	appendStringInfoString(&buf, PREFIX);
	append_base64(&buf, bytes, sizeof(bytes));
	PG_RETURN_TEXT_P(cstring_to_text_with_len(buf.data, buf.len));
}

/* Append a text as it is sent: in UTF-8. */
static void
append_utf8(StringInfo buf, const text *value)
{
	char	   *given = text_to_cstring(value);
	char	   *sent = pg_server_to_any(given, strlen(given), PG_UTF8);

	appendStringInfoString(buf, sent);
}

/* webhook_signature(secret, id, timestamp, payload) */
Datum
contacts_webhook_signature(PG_FUNCTION_ARGS)
{
	uint8		secret[LONGEST_SECRET];
	int			secret_len = decode_secret(PG_GETARG_TEXT_PP(0), secret);
	uint8		mac[PG_SHA256_DIGEST_LENGTH];
	StringInfoData buf;

	if (secret_len < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("secret of a webhook must be \"%s\" and %d to %d bytes in base64", PREFIX, SHORTEST_SECRET,
						LONGEST_SECRET),
				 errhint("SELECT contacts.generate_webhook_secret() makes one.")));
	initStringInfo(&buf);
	append_utf8(&buf, PG_GETARG_TEXT_PP(1));
	appendStringInfo(&buf, "." INT64_FORMAT ".", PG_GETARG_INT64(2));
	append_utf8(&buf, PG_GETARG_TEXT_PP(3));
	contacts_hmac_sha256(secret, secret_len, buf.data, buf.len, mac);
	resetStringInfo(&buf);
	appendStringInfoString(&buf, "v1,");
	append_base64(&buf, mac, sizeof(mac));
	PG_RETURN_TEXT_P(cstring_to_text_with_len(buf.data, buf.len));
}
