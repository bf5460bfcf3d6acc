/*
 * list_cursor.c
 *	  Where a list goes on: opaque, and refused where somebody else made it.
 *
 * A cursor is base64url of: version, order, direction, id, value, and a tag.  The tag is an HMAC-SHA256 under the
 * cluster's system identifier over all of that, the organization and the filters of the list, so that a cursor is good
 * for the list that it came from only.  It is no secret: what a cursor can show is what the caller may see anyway.
 */
#include "pg/compat.h"

#include "access/xlog.h"
#include "common/base64.h"
#include "common/hmac.h"
#include "common/sha2.h"
#include "mb/pg_wchar.h"
#include "pg/api/error_json.h"
#include "pg/api/list_cursor.h"
#include "pg/base/error.h"
#include "port/pg_bswap.h"
#include "utils/builtins.h"

#define CURSOR_VERSION	2
#define TAG_BYTES		8
#define HEAD_BYTES		(3 + 2 * sizeof(int64))

/* Compute the tag of a cursor's bytes. */
static void
make_tag(const StringInfo bytes, int64 organization_id, const char *filters, uint8 *tag)
{
	uint64		system = GetSystemIdentifier();
	uint8		digest[PG_SHA256_DIGEST_LENGTH];
	pg_hmac_ctx *hmac = pg_hmac_create(PG_SHA256);

	if (hmac == NULL ||
		pg_hmac_init(hmac, (uint8 *) &system, sizeof(system)) < 0 ||
		pg_hmac_update(hmac, (uint8 *) &organization_id, sizeof(organization_id)) < 0 ||
		pg_hmac_update(hmac, (const uint8 *) filters, strlen(filters) + 1) < 0 ||
		pg_hmac_update(hmac, (uint8 *) bytes->data, bytes->len) < 0 ||
		pg_hmac_final(hmac, digest, sizeof(digest)) < 0)
		elog(ERROR, "could not sign a cursor: %s", pg_hmac_error(hmac));
	pg_hmac_free(hmac);
	memcpy(tag, digest, TAG_BYTES);
}

/* Append a number, big-endian. */
static void
append_int64(StringInfo buf, int64 value)
{
	uint64		network = pg_hton64((uint64) value);

	appendBinaryStringInfo(buf, (char *) &network, sizeof(network));
}

/* Write a cursor. */
text *
contacts_cursor_write(const contacts_cursor *cursor, int64 organization_id, const char *filters)
{
	StringInfoData buf;
	uint8		tag[TAG_BYTES];
	char	   *encoded;
	int			length;

	initStringInfo(&buf);
	appendStringInfoChar(&buf, CURSOR_VERSION);
	appendStringInfoChar(&buf, cursor->order);
	appendStringInfoChar(&buf, cursor->descending);
	append_int64(&buf, cursor->id);
	append_int64(&buf, cursor->time);
	if (cursor->name)
		appendBinaryStringInfo(&buf, cursor->name, strlen(cursor->name));
	make_tag(&buf, organization_id, filters, tag);
	appendBinaryStringInfo(&buf, (char *) tag, TAG_BYTES);
	length = pg_b64_enc_len(buf.len) + 1;
	encoded = palloc(length);
	length = pg_b64_encode((void *) buf.data, buf.len, encoded, length);
	if (length < 0)
		elog(ERROR, "could not encode a cursor");
	for (int i = 0; i < length; i++)
		encoded[i] = encoded[i] == '+' ? '-' : encoded[i] == '/' ? '_' : encoded[i];
	while (length > 0 && encoded[length - 1] == '=')
		length--;
	return cstring_to_text_with_len(encoded, length);
}

/* Refuse a cursor. */
static void
refuse(void)
{
	contacts_raise_field(CONTACTS_ERRCODE_VALIDATION, "invalid cursor", "cursor",
						 "Cursor was not made by this list with these filters");
}

/* Take base64url apart; the result has at least a head and a tag. */
static void
decode(StringInfo buf, text *value)
{
	int			len = VARSIZE_ANY_EXHDR(value);
	char	   *encoded = palloc(len + 4);
	int			decoded;

	if (len > 8192)
		refuse();
	memcpy(encoded, VARDATA_ANY(value), len);
	for (int i = 0; i < len; i++)
		encoded[i] = encoded[i] == '-' ? '+' : encoded[i] == '_' ? '/' : encoded[i];
	while (len % 4 != 0)
		encoded[len++] = '=';
	initStringInfo(buf);
	enlargeStringInfo(buf, pg_b64_dec_len(len) + 1);
	decoded = pg_b64_decode(encoded, len, (void *) buf->data, pg_b64_dec_len(len));
	if (decoded < (int) (HEAD_BYTES + TAG_BYTES))
		refuse();
	buf->len = decoded;
}

/* Read a cursor, or raise. */
void
contacts_cursor_read(contacts_cursor *cursor, text *value, int64 organization_id, const char *filters)
{
	StringInfoData buf;
	uint8		tag[TAG_BYTES];
	uint64		number;

	decode(&buf, value);
	buf.len -= TAG_BYTES;
	make_tag(&buf, organization_id, filters, tag);
	if (memcmp(tag, buf.data + buf.len, TAG_BYTES) != 0 || buf.data[0] != CURSOR_VERSION)
		refuse();
	cursor->order = buf.data[1];
	cursor->descending = buf.data[2];
	memcpy(&number, buf.data + 3, sizeof(number));
	cursor->id = (int64) pg_ntoh64(number);
	memcpy(&number, buf.data + 3 + sizeof(number), sizeof(number));
	cursor->time = (int64) pg_ntoh64(number);
	cursor->name = pnstrdup(buf.data + HEAD_BYTES, buf.len - HEAD_BYTES);
	if (!pg_verifymbstr(cursor->name, strlen(cursor->name), true))
		refuse();
}
