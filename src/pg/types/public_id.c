/*
 * public_id.c
 *	  Ids as outside systems show them: what a thing is, then its ulid.
 */
#include "pg/compat.h"

#include "core/ulid.h"
#include "mb/pg_wchar.h"
#include "pg/base/error.h"
#include "pg/types/ulid_type.h"
#include "utils/builtins.h"

#define MAX_PREFIX		32
#define PREFIX_RULE		"A prefix is 1 to 32 lower-case ASCII letters, digits and underscores; it begins with a" \
						" letter" \
						" and does not end with an underscore."

/* Check the prefix, so that what is put together can be taken apart again. */
static bool
is_prefix(const char *prefix, int len)
{
	if (len < 1 || len > MAX_PREFIX || prefix[len - 1] == '_')
		return false;
	for (int i = 0; i < len; i++)
	{
		bool		letter = prefix[i] >= 'a' && prefix[i] <= 'z';
		bool		other = (prefix[i] >= '0' && prefix[i] <= '9') || prefix[i] == '_';

		if (!letter && (i == 0 || !other))
			return false;
	}
	return true;
}

PG_FUNCTION_INFO_V1(contacts_public_id);
Datum
contacts_public_id(PG_FUNCTION_ARGS)
{
	text	   *prefix = PG_GETARG_TEXT_PP(0);
	int			len = VARSIZE_ANY_EXHDR(prefix);
	text	   *id;
	char	   *out;

	if (!is_prefix(VARDATA_ANY(prefix), len))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("invalid prefix of a public id: \"%s\"",
						contacts_quote_input(VARDATA_ANY(prefix), len)),
				 errdetail(PREFIX_RULE),
				 errhint("Name the kind of thing, for example ct for a contact.")));

	id = palloc(VARHDRSZ + len + 1 + CONTACTS_ULID_CHARACTERS);
	SET_VARSIZE(id, VARHDRSZ + len + 1 + CONTACTS_ULID_CHARACTERS);
	out = VARDATA(id);
	memcpy(out, VARDATA_ANY(prefix), len);
	out[len] = '_';
	contacts_ulid_format(PG_GETARG_ULID_P(1)->data, out + len + 1);
	PG_RETURN_TEXT_P(id);
}

/* Refuse text that is no public id. */
static void
refuse_public_id(const char *text, int len, const char *detail)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
			 errmsg("invalid public id: \"%s\"", contacts_quote_input(text, len)),
			 errdetail_internal("%s", detail),
			 errhint("A public id is a prefix, an underscore and a ulid, for example ct_01ARZ3NDEKTSV4RRFFQ69G5FAV.")));
}

PG_FUNCTION_INFO_V1(contacts_parse_public_id);
Datum
contacts_parse_public_id(PG_FUNCTION_ARGS)
{
	text	   *id = PG_GETARG_TEXT_PP(0);
	char	   *text = VARDATA_ANY(id);
	int			len = VARSIZE_ANY_EXHDR(id);
	int			prefix = len;
	contacts_ulid *ulid = palloc(sizeof(contacts_ulid));
	size_t		at;

	/* the ulid has no underscore, so the last one ends the prefix */
	while (prefix > 0 && text[prefix - 1] != '_')
		prefix--;
	if (prefix == 0)
		refuse_public_id(text, len, "There is no underscore between a prefix and a ulid.");
	if (!is_prefix(text, prefix - 1))
		refuse_public_id(text, len, PREFIX_RULE);
	if (len - prefix != CONTACTS_ULID_CHARACTERS)
		refuse_public_id(text, len, psprintf("After the prefix come %d bytes, not the %d of a ulid.",
											 len - prefix, CONTACTS_ULID_CHARACTERS));
	if (contacts_ulid_parse(text + prefix, len - prefix, ulid->data, &at) != CONTACTS_ULID_OK)
		refuse_public_id(text, len, psprintf("The character \"%s\" at offset %zu cannot be part of the ulid.",
											 contacts_quote_input(text + prefix + at, pg_mblen(text + prefix + at)),
											 prefix + at));
	PG_RETURN_ULID_P(ulid);
}
