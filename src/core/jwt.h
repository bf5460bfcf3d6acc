/*
 * jwt.h
 *	  JSON Web Tokens in compact form (RFC 7519, RFC 7515): taking apart, never trusting.
 *
 * The caller opens a token, checks the signature over the first signed_len bytes of it, and only then reads the claims.
 * Nothing is allocated: slices point into the caller's buffer, where strings are unescaped in place.
 */
#ifndef CONTACTS_JWT_H
#define CONTACTS_JWT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CONTACTS_JWT_MAX_LENGTH		16384
#define CONTACTS_JWT_MAX_MEMBERS	64
#define CONTACTS_JWT_MAX_DEPTH		32
#define CONTACTS_JWT_SIGNATURE		32

typedef enum contacts_jwt_status
{
	CONTACTS_JWT_OK,
	CONTACTS_JWT_TOO_LONG,
	CONTACTS_JWT_NOT_THREE_PARTS,
	CONTACTS_JWT_BAD_BASE64,
	CONTACTS_JWT_BAD_JSON,
	CONTACTS_JWT_DUPLICATE,
	CONTACTS_JWT_TOO_MANY,
	CONTACTS_JWT_BAD_ALGORITHM,
	CONTACTS_JWT_CRITICAL,
	CONTACTS_JWT_BAD_SIGNATURE_LENGTH,
	CONTACTS_JWT_BAD_CLAIM
} contacts_jwt_status;

/* a piece of text; data is NULL where the member is missing */
typedef struct contacts_slice
{
	const char *data;
	size_t		len;
} contacts_slice;

typedef struct contacts_jwt
{
	size_t		signed_len;		/* header and payload with their dot */
	uint8_t		signature[CONTACTS_JWT_SIGNATURE];
	contacts_slice payload;		/* decoded, JSON */
	contacts_slice bad;			/* the member that a status is about */

	contacts_slice kid;			/* header */

	/* claims */
	contacts_slice issuer;
	contacts_slice subject;
	contacts_slice audience;	/* names separated by line feeds */
	contacts_slice scopes;		/* names separated by spaces */
	bool		has_expiry;
	bool		has_not_before;
	int64_t		expiry;			/* seconds since 1970 */
	int64_t		not_before;
	int64_t		organization_id;	/* 0 for none */
	int64_t		user_id;		/* 0 for none */
} contacts_jwt;

/* Take a token apart.  buffer holds CONTACTS_JWT_MAX_LENGTH bytes and lives as long as the slices. */
contacts_jwt_status contacts_jwt_open(const char *token, size_t len, char *buffer, contacts_jwt *jwt);

/* Read the claims of an opened token: call it after the signature was found right. */
contacts_jwt_status contacts_jwt_read_claims(contacts_jwt *jwt);

/* Check whether a list, whose names a character separates, has a name. */
bool		contacts_jwt_list_has(contacts_slice list, char separator, const char *name, size_t len);

/* Say in words why a token was refused. */
const char *contacts_jwt_reason(contacts_jwt_status status);

#endif							/* CONTACTS_JWT_H */
