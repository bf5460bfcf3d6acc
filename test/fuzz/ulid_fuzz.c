/*
 * ulid_fuzz.c
 *	  Whatever is read as a ulid reads the same when written; whatever is not has its offset inside.
 */
#include <stdlib.h>
#include <string.h>

#include "core/ulid.h"

extern int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t		ulid[CONTACTS_ULID_BYTES];
	uint8_t		again[CONTACTS_ULID_BYTES];
	char		text[CONTACTS_ULID_CHARACTERS];
	size_t		at = 0;

	if (contacts_ulid_parse((const char *) data, size, ulid, &at) != CONTACTS_ULID_OK)
	{
		if (at > size)
			abort();
		return 0;
	}
	contacts_ulid_format(ulid, text);
	if (contacts_ulid_parse(text, sizeof(text), again, &at) != CONTACTS_ULID_OK ||
		memcmp(ulid, again, sizeof(ulid)) != 0)
		abort();
	if (contacts_ulid_advance(again, contacts_ulid_get_time(ulid)) == CONTACTS_ULID_STEPPED &&
		memcmp(ulid, again, sizeof(ulid)) >= 0)
		abort();
	return 0;
}
