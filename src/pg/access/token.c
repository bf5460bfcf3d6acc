/*
 * token.c
 *	  A context that a token signs: authenticate(token).
 *
 * Tokens are JSON Web Tokens with HMAC-SHA-256 (HS256), the keys are in table jwt_key, which only its owner reads.  A
 * token that is refused tells its sender why, never anything about a key.
 */
#include "pg/compat.h"

#include <time.h>

#include "access/detoast.h"
#include "access/genam.h"
#include "access/table.h"
#include "catalog/pg_type.h"
#include "core/jwt.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "pg/access/context.h"
#include "pg/access/grants.h"
#include "pg/access/signed_context.h"
#include "pg/base/error.h"
#include "pg/base/hmac.h"
#include "pg/base/text.h"
#include "pg/store/catalog.h"
#include "pg/store/columns.h"
#include "pg/store/query.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/timestamp.h"

PG_FUNCTION_INFO_V1(contacts_authenticate);

/* one row of table jwt_key; texts are NULL where the column is */
typedef struct jwt_key
{
	bytea	   *secret;
	char	   *audience;
	char	   *issuer;
	int64		organization_id;	/* 0 for all of them */
} jwt_key;

/* Refuse a token. */
static void
refuse_token(const char *why)
{
	ereport(ERROR,
			(errcode(CONTACTS_ERRCODE_UNAUTHORIZED),
			 errmsg("token is not accepted"),
			 errdetail("%c%s.", pg_toupper((unsigned char) why[0]), why + 1),
			 errhint("Get a new token from the service that issues them.")));
}

/* Refuse a token for its form; a claim is named. */
static void
check_status(contacts_jwt_status status, const contacts_jwt *jwt)
{
	if (status == CONTACTS_JWT_OK)
		return;
	if (status == CONTACTS_JWT_BAD_CLAIM)
		refuse_token(psprintf("the claim \"%s\" has a value of the wrong kind or is there under two names",
							  contacts_quote_input(jwt->bad.data, jwt->bad.len)));
	refuse_token(contacts_jwt_reason(status));
}

/* Turn a text of the token, which is UTF-8, into one of the server. */
static char *
server_text(contacts_slice slice, const char *what)
{
	if (pg_encoding_verifymbstr(PG_UTF8, slice.data, slice.len) != (int) slice.len)
		refuse_token(psprintf("the %s of the token is not valid UTF-8", what));
	return pg_any_to_server(pnstrdup(slice.data, slice.len), slice.len, PG_UTF8);
}

/* Get a column of table jwt_key by name. */
static Datum
key_column(HeapTuple tuple, Relation rel, const char *name, Oid type, bool *isnull)
{
	return contacts_column_value(tuple, rel, name, type, isnull);
}

/* Copy a text column, or NULL. */
static char *
key_text(HeapTuple tuple, Relation rel, const char *name)
{
	bool		isnull;
	Datum		value = key_column(tuple, rel, name, TEXTOID, &isnull);

	return isnull ? NULL : TextDatumGetCString(value);
}

/* Check whether a key may be used now. */
static bool
is_usable(HeapTuple tuple, Relation rel)
{
	bool		isnull;
	Datum		value = key_column(tuple, rel, "active", BOOLOID, &isnull);

	if (isnull || !DatumGetBool(value))
		return false;
	value = key_column(tuple, rel, "expires_at", TIMESTAMPTZOID, &isnull);
	return isnull || DatumGetTimestampTz(value) > GetCurrentTimestamp();
}

/* Copy a row of table jwt_key. */
static void
copy_key(HeapTuple tuple, Relation rel, jwt_key *key)
{
	bool		isnull;
	Datum		value = key_column(tuple, rel, "organization_id", INT8OID, &isnull);

	key->organization_id = isnull ? 0 : DatumGetInt64(value);
	key->audience = key_text(tuple, rel, "audience");
	key->issuer = key_text(tuple, rel, "issuer");
	value = key_column(tuple, rel, "secret", BYTEAOID, &isnull);
	key->secret = isnull ? NULL : DatumGetByteaPCopy(value);
}

/*
 * Find the key that a token names; one that names none is tried with the only usable key.  As with grants, the scan
 * sees what was committed last and needs no privilege of the caller.
 */
static bool
find_key(const char *kid, jwt_key *key)
{
	Relation	rel = table_open(contacts_installed_relation("jwt_key"), AccessShareLock);
	SysScanDesc scan = systable_beginscan(rel, InvalidOid, false, NULL, 0, NULL);
	HeapTuple	tuple;
	int			found = 0;

	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		CHECK_FOR_INTERRUPTS();
		if (!is_usable(tuple, rel) || (kid && strcmp(kid, key_text(tuple, rel, "kid")) != 0))
			continue;
		copy_key(tuple, rel, key);
		found++;
	}
	systable_endscan(scan);
	table_close(rel, AccessShareLock);
	return found == 1 && key->secret != NULL;
}

/* Check the signature: HMAC-SHA-256 over header and payload as they were sent. */
static bool
signature_is_right(const char *token, const contacts_jwt *jwt, const jwt_key *key)
{
	uint8		mac[PG_SHA256_DIGEST_LENGTH];

	contacts_hmac_sha256(VARDATA_ANY(key->secret), VARSIZE_ANY_EXHDR(key->secret), token, jwt->signed_len, mac);
	return timingsafe_bcmp(mac, jwt->signature, sizeof(mac)) == 0;
}

/* Check when and for whom the token was made. */
static void
check_claims(const contacts_jwt *jwt, const jwt_key *key)
{
	int64		now = (int64) time(NULL);

	if (!jwt->has_expiry)
		refuse_token("the token does not say when it expires (exp)");
	if (jwt->expiry <= now)
		refuse_token("the token has expired (exp)");
	if (jwt->has_not_before && jwt->not_before > now)
		refuse_token("the token is not valid yet (nbf)");
	if (key->audience && !contacts_jwt_list_has(jwt->audience, '\n', key->audience, strlen(key->audience)))
		refuse_token("the token is for another audience (aud)");
	if (key->issuer && !contacts_jwt_list_has(jwt->issuer, '\n', key->issuer, strlen(key->issuer)))
		refuse_token("the token is from another issuer (iss)");
	if (jwt->organization_id == 0 && key->organization_id == 0)
		refuse_token("the token names no organization (org)");
	if (jwt->organization_id != 0 && key->organization_id != 0 && jwt->organization_id != key->organization_id)
		refuse_token("the key of the token signs for another organization");
}

/* Find which scopes a token asks for: all that were granted where it has no such claim. */
static uint32
token_scopes(const contacts_jwt *jwt)
{
	uint32		scopes = 0;
	const char *name;

	if (jwt->scopes.data == NULL)
		return CONTACTS_SCOPE_ALL;
	for (int i = 0; (name = contacts_scope_name(i)) != NULL; i++)
	{
		if (contacts_jwt_list_has(jwt->scopes, ' ', name, strlen(name)))
			scopes |= 1 << i;
	}
	if (scopes == 0)
		ereport(ERROR,
				(errcode(CONTACTS_ERRCODE_FORBIDDEN),
				 errmsg("token carries no scope of contacts"),
				 errhint("Scopes are contacts:read, contacts:write, contacts:delete and contacts:admin.")));
	return scopes;
}

/*
 * Look up the user that sub or user_id means, as the owner of table app_user; 0 for none.  A number in sub is the id of
 * a user who has no external_id: one who has is known to those who sign tokens under that.  One that left is refused.
 */
static int64
find_user(int64 organization_id, int64 user_id, const char *subject)
{
	static contacts_query query = {
		"SELECT id, is_active AND deleted_at IS NULL FROM contacts.app_user"
		" WHERE organization_id = $1 AND (external_id = $3 OR (id = $2 AND (external_id IS NULL OR $3 IS NULL)))"
		" ORDER BY deleted_at IS NULL DESC, (external_id = $3) IS TRUE DESC LIMIT 1",
		3, {INT8OID, INT8OID, TEXTOID}, CONTACTS_AS_OWNER | CONTACTS_READ_ONLY
	};
	Datum		args[] = {Int64GetDatum(organization_id), Int64GetDatum(user_id), subject ? CStringGetTextDatum(subject)
		: 0};
	bool		nulls[] = {false, user_id == 0, subject == NULL};
	bool		active = true;

	contacts_connect();
	if (contacts_query_execute(&query, args, nulls, 1) > 0)
	{
		user_id = contacts_result_int8(0, 1);
		active = contacts_result_bool(0, 2);
	}
	else if (subject)
		user_id = 0;
	contacts_disconnect();
	if (!active)
		refuse_token("the user of the token is not active");
	return user_id;
}

/* Find out which user a token acts for. */
static int64
token_user(const contacts_jwt *jwt, int64 organization_id)
{
	char	   *subject = NULL;
	int64		user_id = jwt->user_id;

	if (user_id == 0 && jwt->subject.data != NULL)
	{
		subject = server_text(jwt->subject, "subject (sub)");
		user_id = contacts_parse_id(subject);
	}
	return user_id || subject ? find_user(organization_id, user_id, subject) : 0;
}

/* Check a token and have its context hold for the rest of the transaction. */
static void
authenticate(const char *token, size_t len)
{
	char	   *buffer = palloc(CONTACTS_JWT_MAX_LENGTH);
	contacts_jwt jwt;
	jwt_key		key = {0};
	contacts_signed context;

	check_status(contacts_jwt_open(token, len, buffer, &jwt), &jwt);
	if (!find_key(jwt.kid.data ? server_text(jwt.kid, "key id (kid)") : NULL, &key))
		refuse_token(jwt.kid.data ? "the token names a key that is not in use (kid)" : "the token names no key (kid)");
	if (!signature_is_right(token, &jwt, &key))
		refuse_token("the signature is wrong");
	check_status(contacts_jwt_read_claims(&jwt), &jwt);
	check_claims(&jwt, &key);
	context.organization_id = jwt.organization_id ? jwt.organization_id : key.organization_id;
	contacts_check_organization(context.organization_id);
	context.scopes = token_scopes(&jwt);
	context.user_id = token_user(&jwt, context.organization_id);
	contacts_sign_context(&context);
}

/* authenticate(token) */
Datum
contacts_authenticate(PG_FUNCTION_ARGS)
{
	text	   *token;

	if (PG_ARGISNULL(0))
		refuse_token("the token is null");
	if (toast_raw_datum_size(PG_GETARG_DATUM(0)) - VARHDRSZ > CONTACTS_JWT_MAX_LENGTH)
		refuse_token(contacts_jwt_reason(CONTACTS_JWT_TOO_LONG));
	token = PG_GETARG_TEXT_PP(0);
	authenticate(VARDATA_ANY(token), VARSIZE_ANY_EXHDR(token));
	PG_RETURN_VOID();
}
