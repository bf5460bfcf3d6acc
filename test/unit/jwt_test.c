/*
 * jwt_test.c
 *	  Taking tokens apart: what is read, and every way in which a token is refused.
 */
#include "core/json_scan.h"
#include "core/jwt.h"
#include "tap.h"

#define SIGNATURE "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

static char buffer[CONTACTS_JWT_MAX_LENGTH];

/* Write bytes as base64url. */
static size_t
encode(const char *in, size_t len, char *out)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	uint32_t	bits = 0;
	int			n = 0;
	char	   *start = out;

	for (size_t i = 0; i < len; i++)
	{
		bits = bits << 8 | (unsigned char) in[i];
		for (n += 8; n >= 6; n -= 6)
			*out++ = alphabet[bits >> (n - 6) & 63];
	}
	if (n > 0)
		*out++ = alphabet[bits << (6 - n) & 63];
	*out = '\0';
	return (size_t) (out - start);
}

/* Make a token of header and payload and take it apart. */
static contacts_jwt_status
read_token(const char *header, const char *payload, contacts_jwt *jwt)
{
	char		token[8192];
	size_t		len = encode(header, strlen(header), token);
	contacts_jwt_status status;

	token[len++] = '.';
	len += encode(payload, strlen(payload), token + len);
	strcpy(token + len, "." SIGNATURE);
	status = contacts_jwt_open(token, strlen(token), buffer, jwt);
	return status == CONTACTS_JWT_OK ? contacts_jwt_read_claims(jwt) : status;
}

#define HEADER "{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"k1\"}"

static void
test_good(void)
{
	contacts_jwt jwt;

	ok(read_token(HEADER, " { \"org\" : 7, \"sub\":\"42\", \"exp\":1700000000.5, \"nbf\":-5, "
				  "\"scope\":\"contacts:read openid\", \"aud\":[\"a\",\"b\"], \"iss\":\"\\u00e9\\ud83d\\ude00\\n\", "
				  "\"other\":{\"deep\":[1,{\"x\":[]},{}, \"}\"],\"t\":true} } ", &jwt) == CONTACTS_JWT_OK, "a full token is read");
	is_int(jwt.organization_id, 7, "organization");
	is_int(jwt.expiry, 1700000000, "a fraction of a second is dropped");
	is_int(jwt.not_before, -5, "a time may lie before 1970");
	ok(jwt.subject.len == 2 && memcmp(jwt.subject.data, "42", 2) == 0, "subject");
	ok(jwt.kid.len == 2 && memcmp(jwt.kid.data, "k1", 2) == 0, "key id");
	ok(jwt.issuer.len == 7 && memcmp(jwt.issuer.data, "\xc3\xa9\xf0\x9f\x98\x80\n", 7) == 0, "escapes are UTF-8");
	ok(contacts_jwt_list_has(jwt.audience, '\n', "b", 1), "second audience");
	ok(!contacts_jwt_list_has(jwt.audience, '\n', "ab", 2), "not an audience");
	ok(contacts_jwt_list_has(jwt.scopes, ' ', "contacts:read", 13), "scope");
	ok(!contacts_jwt_list_has(jwt.scopes, ' ', "contacts:rea", 12), "part of a scope is none");
	ok(read_token(HEADER, "{\"organization_id\":\"9007199254740993\",\"user_id\":3,\"scopes\":[\"x\",\"contacts:write\"]}", &jwt) == CONTACTS_JWT_OK,
	   "the other names of our claims");
	ok(jwt.organization_id == INT64_C(9007199254740993), "a number beyond a double's precision stays exact");
	ok(contacts_jwt_list_has(jwt.scopes, ' ', "contacts:write", 14), "scope of an array");
	ok(read_token(HEADER, "{}", &jwt) == CONTACTS_JWT_OK && !jwt.has_expiry && jwt.subject.data == NULL, "no claims");
}

static void
test_refused(void)
{
	static const struct
	{
		const char *header;
		const char *payload;
		contacts_jwt_status status;
	}			cases[] = {
		{"{\"alg\":\"none\"}", "{}", CONTACTS_JWT_BAD_ALGORITHM},
		{"{\"alg\":\"HS512\"}", "{}", CONTACTS_JWT_BAD_ALGORITHM},
		{"{\"alg\":\"RS256\"}", "{}", CONTACTS_JWT_BAD_ALGORITHM},
		{"{\"alg\":\"hs256\"}", "{}", CONTACTS_JWT_BAD_ALGORITHM},
		{"{\"alg\":[\"HS256\"]}", "{}", CONTACTS_JWT_BAD_ALGORITHM},
		{"{\"typ\":\"JWT\"}", "{}", CONTACTS_JWT_BAD_ALGORITHM},
		{"{\"alg\":\"none\",\"alg\":\"HS256\"}", "{}", CONTACTS_JWT_DUPLICATE},
		{"{\"alg\":\"HS256\",\"crit\":[\"exp\"]}", "{}", CONTACTS_JWT_CRITICAL},
		{"{\"alg\":\"HS256\",\"kid\":5}", "{}", CONTACTS_JWT_BAD_CLAIM},
		{"[]", "{}", CONTACTS_JWT_BAD_JSON},
		{"", "{}", CONTACTS_JWT_BAD_JSON},
		{HEADER, "{\"org\":1,\"org\":2}", CONTACTS_JWT_DUPLICATE},
		{HEADER, "{\"org\":1,\"\\u006frg\":2}", CONTACTS_JWT_DUPLICATE},
		{HEADER, "{\"org\":1,\"organization_id\":1}", CONTACTS_JWT_BAD_CLAIM},
		{HEADER, "{\"scope\":\"\",\"scopes\":[]}", CONTACTS_JWT_BAD_CLAIM},
		{HEADER, "{\"scope\":5}", CONTACTS_JWT_BAD_CLAIM},
		{HEADER, "{\"scope\":[5]}", CONTACTS_JWT_BAD_CLAIM},
		{HEADER, "{\"scope\":[\"a b\"]}", CONTACTS_JWT_BAD_CLAIM},
		{HEADER, "{\"org\":0}", CONTACTS_JWT_BAD_CLAIM},
		{HEADER, "{\"org\":-1}", CONTACTS_JWT_BAD_CLAIM},
		{HEADER, "{\"org\":1.0}", CONTACTS_JWT_BAD_CLAIM},
		{HEADER, "{\"org\":1e3}", CONTACTS_JWT_BAD_CLAIM},
		{HEADER, "{\"org\":\"1 \"}", CONTACTS_JWT_BAD_CLAIM},
		{HEADER, "{\"org\":9999999999999999999}", CONTACTS_JWT_BAD_CLAIM},
		{HEADER, "{\"exp\":\"5\"}", CONTACTS_JWT_BAD_CLAIM},
		{HEADER, "{\"exp\":null}", CONTACTS_JWT_BAD_CLAIM},
		{HEADER, "{\"sub\":5}", CONTACTS_JWT_BAD_CLAIM},
		{HEADER, "{\"a\":\"\\u0000\"}", CONTACTS_JWT_BAD_JSON},
		{HEADER, "{\"a\":\"\\ud800\"}", CONTACTS_JWT_BAD_JSON},
		{HEADER, "{\"a\":\"\\udc00\"}", CONTACTS_JWT_BAD_JSON},
		{HEADER, "{\"a\":\"\\x\"}", CONTACTS_JWT_BAD_JSON},
		{HEADER, "{\"a\":\"\t\"}", CONTACTS_JWT_BAD_JSON},
		{HEADER, "{\"a\":1", CONTACTS_JWT_BAD_JSON},
		{HEADER, "{\"a\":1,}", CONTACTS_JWT_BAD_JSON},
		{HEADER, "{\"a\":01}", CONTACTS_JWT_BAD_JSON},
		{HEADER, "{\"a\":[1}", CONTACTS_JWT_BAD_JSON},
		{HEADER, "{\"a\":[1,]}", CONTACTS_JWT_BAD_JSON},
		{HEADER, "{\"a\":{\"b\"}}", CONTACTS_JWT_BAD_JSON},
		{HEADER, "{\"a\":{1:2}}", CONTACTS_JWT_BAD_JSON},
		{HEADER, "{\"a\":truth}", CONTACTS_JWT_BAD_JSON},
		{HEADER, "{} {}", CONTACTS_JWT_BAD_JSON},
		{HEADER, "\"{}\"", CONTACTS_JWT_BAD_JSON},
	};
	contacts_jwt jwt;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		is_int(read_token(cases[i].header, cases[i].payload, &jwt), cases[i].status, cases[i].payload);
}

static void
test_shape(void)
{
	static const struct
	{
		const char *token;
		contacts_jwt_status status;
	}			cases[] = {
		{"", CONTACTS_JWT_NOT_THREE_PARTS},
		{"a.b", CONTACTS_JWT_NOT_THREE_PARTS},
		{"a.b.c.d", CONTACTS_JWT_NOT_THREE_PARTS},
		{"..", CONTACTS_JWT_BAD_JSON},
		{"e30=.e30.", CONTACTS_JWT_BAD_BASE64},
		{"e31.e30.", CONTACTS_JWT_BAD_BASE64},
		{"e.e30.", CONTACTS_JWT_BAD_BASE64},
		{"eyJhbGciOiJIUzI1NiJ9.e30.", CONTACTS_JWT_BAD_SIGNATURE_LENGTH},
		{"eyJhbGciOiJIUzI1NiJ9.e30.AAAA", CONTACTS_JWT_BAD_SIGNATURE_LENGTH},
		{"eyJhbGciOiJIUzI1NiJ9.e30." SIGNATURE "A", CONTACTS_JWT_BAD_SIGNATURE_LENGTH},
		{"eyJhbGciOiJIUzI1NiJ9.e30.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB", CONTACTS_JWT_BAD_BASE64},
		{"eyJhbGciOiJIUzI1NiJ9.e30." SIGNATURE, CONTACTS_JWT_OK},
	};
	static char long_token[CONTACTS_JWT_MAX_LENGTH + 1];
	contacts_jwt jwt;
	char		many[2048] = "{";
	char		deep[256];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		is_int(contacts_jwt_open(cases[i].token, strlen(cases[i].token), buffer, &jwt), cases[i].status, cases[i].token);
	memset(long_token, 'A', sizeof(long_token));
	is_int(contacts_jwt_open(long_token, sizeof(long_token), buffer, &jwt), CONTACTS_JWT_TOO_LONG, "one byte too long");
	is_int(contacts_jwt_open(long_token, sizeof(long_token) - 1, buffer, &jwt), CONTACTS_JWT_NOT_THREE_PARTS, "as long as may be");
	for (int i = 0; i <= CONTACTS_JWT_MAX_MEMBERS; i++)
		sprintf(many + strlen(many), "%s\"m%d\":%d", i ? "," : "", i, i);
	strcat(many, "}");
	is_int(read_token(HEADER, many, &jwt), CONTACTS_JWT_TOO_MANY, "one member too many");
	for (int levels = CONTACTS_JWT_MAX_DEPTH; levels <= CONTACTS_JWT_MAX_DEPTH + 1; levels++)
	{
		strcpy(deep, "{\"a\":");
		memset(deep + 5, '[', levels);
		memset(deep + 5 + levels, ']', levels);
		strcpy(deep + 5 + 2 * levels, "}");
		is_int(read_token(HEADER, deep, &jwt),
			   levels > CONTACTS_JWT_MAX_DEPTH ? CONTACTS_JWT_BAD_JSON : CONTACTS_JWT_OK, "depth is bounded");
	}
}

int
main(void)
{
	test_good();
	test_refused();
	test_shape();
	for (int i = CONTACTS_JWT_TOO_LONG; i <= CONTACTS_JWT_BAD_CLAIM; i++)
		ok(strlen(contacts_jwt_reason((contacts_jwt_status) i)) > 20, "reason %d has words", i);
	return done_testing();
}
