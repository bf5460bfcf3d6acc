/*
 * identifier.c
 *	  Identifiers in any of their forms: ULID, UUID, public id (ct_…), number of the row, another system's id.
 */
#include "pg/compat.h"

#include "catalog/pg_type.h"
#include "core/ulid.h"
#include "pg/api/error_json.h"
#include "pg/api/identifier.h"
#include "pg/base/error.h"
#include "pg/base/text.h"
#include "utils/builtins.h"

/* Find where the ULID of a public id begins: after letters and an underscore. */
static int
prefix_length(const char *text, int len)
{
	int			at = 0;

	while (at < len && text[at] >= 'a' && text[at] <= 'z')
		at++;
	return at > 0 && at < len && text[at] == '_' ? at + 1 : 0;
}

/* Read a number in plain digits; false where the text is something else. */
static bool
read_number(contacts_id *id, const char *text, int len)
{
	if (!contacts_parse_digits(text, len, &id->number))
		return false;
	id->form = ID_NUMBER;
	return true;
}

/* Read an identifier; one that is none of ours may be another system's. */
void
contacts_id_read(contacts_id *id, const char *text, int len)
{
	int			prefix = prefix_length(text, len);
	size_t		at;

	id->text = text;
	id->len = len;
	if (read_number(id, text, len))
		return;
	if (len - prefix <= CONTACTS_ULID_MAX_TEXT &&
		contacts_ulid_parse(text + prefix, len - prefix, id->uid, &at) == CONTACTS_ULID_OK)
		id->form = ID_UID;
	else
		id->form = len > 0 && len <= 200 ? ID_FOREIGN : ID_BAD;
}

/* Read an identifier of JSON: a string, or a number, where 7.0 is the same as 7; ID_BAD for anything else. */
void
contacts_id_read_json(contacts_id *id, const JsonbValue *json)
{
	id->form = ID_BAD;
	if (json->type == jbvString)
		contacts_id_read(id, json->val.string.val, json->val.string.len);
	else if (json->type == jbvNumeric)
	{
		char	   *digits = numeric_normalize(json->val.numeric);

		contacts_id_read(id, digits, strlen(digits));
		/* a number is no name that another system gave */
		if (id->form != ID_NUMBER)
			id->form = ID_BAD;
	}
}

/* Read an argument of type text or ulid that names a row; raise where it cannot be an identifier. */
void
contacts_id_argument(contacts_id *id, FunctionCallInfo fcinfo, int arg)
{
	Oid			type = get_fn_expr_argtype(fcinfo->flinfo, arg);
	text	   *value;

	if (OidIsValid(type) && type != TEXTOID)
	{
		id->form = ID_UID;
		memcpy(id->uid, DatumGetPointer(PG_GETARG_DATUM(arg)), CONTACTS_ULID_BYTES);
		return;
	}
	value = PG_GETARG_TEXT_PP(arg);
	contacts_id_read(id, VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value));
	if (id->form != ID_UID && id->form != ID_NUMBER)
		contacts_raise_field(CONTACTS_ERRCODE_VALIDATION, "invalid identifier", "id", "Invalid id format");
}

/* Print a uid as ULID, with a prefix if there is one. */
char *
contacts_uid_text(const uint8 *uid, const char *prefix)
{
	int			len = prefix ? strlen(prefix) : 0;
	char	   *result = palloc(len + CONTACTS_ULID_CHARACTERS + 1);

	if (prefix)
		memcpy(result, prefix, len);
	contacts_ulid_format(uid, result + len);
	result[len + CONTACTS_ULID_CHARACTERS] = '\0';
	return result;
}

/* Get the identifier of a request: id, uid or contactId, in the form that they have. */
bool
contacts_request_id(Jsonb *request, contacts_id *id)
{
	static const char *const names[] = {"uid", "id", "contactId"};

	for (int i = 0; JB_ROOT_IS_OBJECT(request) && i < lengthof(names); i++)
	{
		JsonbValue	buffer;
		JsonbValue *value = getKeyJsonValueFromContainer(&request->root, names[i], strlen(names[i]), &buffer);

		if (value == NULL)
			continue;
		contacts_id_read_json(id, value);
		if (id->form == ID_UID || id->form == ID_NUMBER)
			return true;
	}
	return false;
}
