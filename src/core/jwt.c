/*
 * jwt.c
 *	  JSON Web Tokens in compact form (RFC 7519, RFC 7515): taking apart, never trusting.
 */
#include <string.h>

#include "core/json_scan.h"
#include "core/jwt.h"

/* Read one character of the base64url alphabet (RFC 4648, section 5); -1 for any other. */
static int
base64url_value(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '-' ? 62 : c == '_' ? 63 : -1;
}

/* Decode base64url without padding; false where it is not the one way to write these bytes. */
static bool
decode_base64url(const char *in, size_t len, char *out, size_t *out_len)
{
	uint32_t	bits = 0;
	int			n = 0;

	*out_len = 0;
	for (size_t i = 0; i < len; i++)
	{
		int			value = base64url_value(in[i]);

		if (value < 0)
			return false;
		bits = bits << 6 | (uint32_t) value;
		n += 6;
		if (n >= 8)
		{
			n -= 8;
			out[(*out_len)++] = (char) (bits >> n & 0xff);
		}
	}
	return len % 4 != 1 && (bits & ((UINT32_C(1) << n) - 1)) == 0;
}

/* Check whether a slice is a word. */
static bool
is_word(contacts_slice slice, const char *word)
{
	return slice.len == strlen(word) && memcmp(slice.data, word, slice.len) == 0;
}

/* Read a whole number, perhaps with a fraction that is dropped: NumericDate and ids. */
static bool
read_integer(contacts_slice text, int64_t *value)
{
	bool		negative = text.len > 0 && text.data[0] == '-';
	size_t		i = negative ? 1 : 0;
	size_t		digits = i;

	*value = 0;
	for (; i < text.len && text.data[i] >= '0' && text.data[i] <= '9'; i++)
	{
		/* nineteen nines do not fit */
		if (i - digits == 18)
			return false;
		*value = *value * 10 + (text.data[i] - '0');
	}
	if (i == digits)
		return false;
	if (negative)
		*value = -*value;
	if (i == text.len)
		return true;
	if (text.data[i++] != '.')
		return false;
	while (i < text.len && text.data[i] >= '0' && text.data[i] <= '9')
		i++;
	return i == text.len;
}

/* Read a time. */
static bool
read_time(const contacts_json_member *member, bool *has, int64_t *value)
{
	*has = true;
	return member->type == CONTACTS_JSON_NUMBER && read_integer(member->value, value);
}

/* Read the number of a row, written as a number or as a string. */
static bool
read_id(const contacts_json_member *member, int64_t *value)
{
	if (member->type != CONTACTS_JSON_NUMBER && member->type != CONTACTS_JSON_STRING)
		return false;
	if (member->value.len == 0 || memchr(member->value.data, '.', member->value.len))
		return false;
	return read_integer(member->value, value) && *value > 0;
}

/* Read one string, or an array of strings as a list. */
static bool
read_list(const contacts_json_member *member, char separator, contacts_slice *list)
{
	*list = member->value;
	if (member->type == CONTACTS_JSON_STRING)
		return true;
	return member->type == CONTACTS_JSON_ARRAY && contacts_json_array_to_list(list, separator);
}

/* Read a string. */
static bool
read_text(const contacts_json_member *member, contacts_slice *text)
{
	*text = member->value;
	return member->type == CONTACTS_JSON_STRING;
}

/* Take one member of the header. */
static contacts_jwt_status
read_header_member(contacts_jwt *jwt, const contacts_json_member *member, bool *has_algorithm)
{
	jwt->bad = member->key;
	if (is_word(member->key, "alg"))
	{
		*has_algorithm = true;
		if (member->type != CONTACTS_JSON_STRING || !is_word(member->value, "HS256"))
			return CONTACTS_JWT_BAD_ALGORITHM;
	}
	else if (is_word(member->key, "kid") && !read_text(member, &jwt->kid))
		return CONTACTS_JWT_BAD_CLAIM;
	else if (is_word(member->key, "crit"))
		return CONTACTS_JWT_CRITICAL;
	return CONTACTS_JWT_OK;
}

/* Read the header: only HS256 is taken, whatever the token would like better. */
static contacts_jwt_status
read_header(contacts_jwt *jwt, char *text, size_t len)
{
	contacts_json_member members[CONTACTS_JWT_MAX_MEMBERS];
	int			count;
	bool		has_algorithm = false;
	contacts_jwt_status status = contacts_json_members(text, len, members, CONTACTS_JWT_MAX_MEMBERS, &count);

	for (int i = 0; i < count && status == CONTACTS_JWT_OK; i++)
		status = read_header_member(jwt, &members[i], &has_algorithm);
	return status == CONTACTS_JWT_OK && !has_algorithm ? CONTACTS_JWT_BAD_ALGORITHM : status;
}

contacts_jwt_status
contacts_jwt_open(const char *token, size_t len, char *buffer, contacts_jwt *jwt)
{
	const char *dot;
	const char *dot2;
	size_t		decoded;
	size_t		payload_len;
	char		signature[CONTACTS_JWT_SIGNATURE + 3];
	contacts_jwt_status status;

	memset(jwt, 0, sizeof(*jwt));
	if (len > CONTACTS_JWT_MAX_LENGTH)
		return CONTACTS_JWT_TOO_LONG;
	dot = memchr(token, '.', len);
	dot2 = dot ? memchr(dot + 1, '.', len - (size_t) (dot + 1 - token)) : NULL;
	if (dot2 == NULL || memchr(dot2 + 1, '.', len - (size_t) (dot2 + 1 - token)))
		return CONTACTS_JWT_NOT_THREE_PARTS;
	jwt->signed_len = (size_t) (dot2 - token);

	if (!decode_base64url(token, (size_t) (dot - token), buffer, &decoded) ||
		!decode_base64url(dot + 1, (size_t) (dot2 - dot - 1), buffer + decoded, &payload_len))
		return CONTACTS_JWT_BAD_BASE64;
	jwt->payload.data = buffer + decoded;
	jwt->payload.len = payload_len;
	len -= jwt->signed_len + 1;

	/* the algorithm is judged before the signature, which "none" would not have */
	status = read_header(jwt, buffer, decoded);
	if (status != CONTACTS_JWT_OK)
		return status;
	if (len != (CONTACTS_JWT_SIGNATURE * 4 + 2) / 3)
		return CONTACTS_JWT_BAD_SIGNATURE_LENGTH;
	if (!decode_base64url(dot2 + 1, len, signature, &decoded))
		return CONTACTS_JWT_BAD_BASE64;
	memcpy(jwt->signature, signature, CONTACTS_JWT_SIGNATURE);
	return CONTACTS_JWT_OK;
}

/* Read one claim that means something here; others are ignored. */
static bool
read_claim(contacts_jwt *jwt, const contacts_json_member *member)
{
	contacts_slice key = member->key;

	if (is_word(key, "exp"))
		return read_time(member, &jwt->has_expiry, &jwt->expiry);
	if (is_word(key, "nbf"))
		return read_time(member, &jwt->has_not_before, &jwt->not_before);
	if (is_word(key, "iss"))
		return read_text(member, &jwt->issuer);
	if (is_word(key, "sub"))
		return read_text(member, &jwt->subject);
	if (is_word(key, "aud"))
		return read_list(member, '\n', &jwt->audience);
	return true;
}

/* Read a claim of our own, which has two names; a token that uses both is ambiguous. */
static bool
read_own_claim(contacts_jwt *jwt, const contacts_json_member *member)
{
	contacts_slice key = member->key;

	if (is_word(key, "org") || is_word(key, "organization_id"))
		return jwt->organization_id == 0 && read_id(member, &jwt->organization_id);
	if (is_word(key, "user_id"))
		return read_id(member, &jwt->user_id);
	if (is_word(key, "scope") || is_word(key, "scopes"))
		return jwt->scopes.data == NULL && read_list(member, ' ', &jwt->scopes);
	return true;
}

contacts_jwt_status
contacts_jwt_read_claims(contacts_jwt *jwt)
{
	contacts_json_member members[CONTACTS_JWT_MAX_MEMBERS];
	int			count;
	contacts_jwt_status status = contacts_json_members((char *) jwt->payload.data, jwt->payload.len,
													   members, CONTACTS_JWT_MAX_MEMBERS, &count);

	for (int i = 0; i < count && status == CONTACTS_JWT_OK; i++)
	{
		jwt->bad = members[i].key;
		if (!read_claim(jwt, &members[i]) || !read_own_claim(jwt, &members[i]))
			status = CONTACTS_JWT_BAD_CLAIM;
	}
	return status;
}

bool
contacts_jwt_list_has(contacts_slice list, char separator, const char *name, size_t len)
{
	const char *at = list.data;
	const char *end = at ? at + list.len : NULL;

	while (at < end)
	{
		const char *stop = memchr(at, separator, (size_t) (end - at));

		if (stop == NULL)
			stop = end;
		if ((size_t) (stop - at) == len && memcmp(at, name, len) == 0)
			return true;
		at = stop + 1;
	}
	return false;
}

const char *
contacts_jwt_reason(contacts_jwt_status status)
{
	switch (status)
	{
		case CONTACTS_JWT_OK:
			return "nothing is wrong";
		case CONTACTS_JWT_TOO_LONG:
			return "the token is longer than 16384 bytes";
		case CONTACTS_JWT_NOT_THREE_PARTS:
			return "the token does not have three parts separated by dots";
		case CONTACTS_JWT_BAD_BASE64:
			return "a part of the token is not base64url without padding";
		case CONTACTS_JWT_BAD_JSON:
			return "the header or payload is not a JSON object";
		case CONTACTS_JWT_DUPLICATE:
			return "a name occurs twice in header or payload";
		case CONTACTS_JWT_TOO_MANY:
			return "the header or payload has more than 64 members";
		case CONTACTS_JWT_BAD_ALGORITHM:
			return "the algorithm of the token is not HS256";
		case CONTACTS_JWT_CRITICAL:
			return "the header demands extensions (crit)";
		case CONTACTS_JWT_BAD_SIGNATURE_LENGTH:
			return "the signature does not have 32 bytes";
		case CONTACTS_JWT_BAD_CLAIM:
			return "a claim has a value of the wrong kind, or two names of the same claim are used";
	}
	return "token is invalid";
}
