/*
 * jwt_fuzz.c
 *	  A token made of any header and payload is taken apart without touching a byte that is not its own.
 *
 * The input is JSON for payload, put behind a good header, and the same bytes as a whole token.
 */
#include <stdlib.h>
#include <string.h>

#include "core/json_scan.h"
#include "core/jwt.h"

int			LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char buffer[CONTACTS_JWT_MAX_LENGTH];
	contacts_jwt jwt;
	char	   *copy = malloc(size + 1);

	memcpy(copy, data, size);
	if (contacts_jwt_open(copy, size, buffer, &jwt) == CONTACTS_JWT_OK)
		(void) contacts_jwt_read_claims(&jwt);
	memset(&jwt, 0, sizeof(jwt));
	jwt.payload.data = copy;
	jwt.payload.len = size;
	if (contacts_jwt_read_claims(&jwt) == CONTACTS_JWT_OK)
	{
		if (jwt.organization_id < 0 || jwt.user_id < 0)
			abort();
		if (jwt.scopes.data && (jwt.scopes.data < copy || jwt.scopes.data + jwt.scopes.len > copy + size))
			abort();
	}
	free(copy);
	return 0;
}
