/*
 * ulid_type.c
 *	  The type ulid: text form, casts, comparison with text, least and greatest.
 *
 * Comparison within the type, hashing, sort support and the binary protocol are
 * core's uuid functions, declared in the extension script: the layout is the same.
 */
#include "pg/compat.h"

#include "access/detoast.h"
#include "core/ulid.h"
#include "mb/pg_wchar.h"
#include "pg/base/error.h"
#include "pg/types/ulid_type.h"
#include "utils/builtins.h"

#define ULID_HINT "A ulid is 26 digits out of 0-9 and A-Z without I, L, O and U (I and L are read as 1, O as 0), or" \
				  " the text of a UUID."
#define OVERFLOW_HINT "The greatest ulid is 7ZZZZZZZZZZZZZZZZZZZZZZZZZ."

/* Say what is wrong with the text, and where. */
static char *
describe_refusal(contacts_ulid_status status, const char *text, size_t len, size_t at)
{
	char	   *shown = at < len ? contacts_quote_input(text + at, pg_mblen(text + at)) : NULL;

	switch (status)
	{
		case CONTACTS_ULID_TOO_SHORT:
			return psprintf("The text ends at offset %zu; a ulid has %d digits.", at, CONTACTS_ULID_CHARACTERS);
		case CONTACTS_ULID_TOO_LONG:
			return psprintf("The text goes on at offset %zu; a ulid has %d digits.", at, CONTACTS_ULID_CHARACTERS);
		case CONTACTS_ULID_BAD_DIGIT:
			return psprintf("The character \"%s\" at offset %zu is not a base-32 digit.", shown, at);
		case CONTACTS_ULID_OVERFLOW:
			return psprintf("The digit \"%s\" at offset %zu is too great: a ulid has 128 bits.", shown, at);
		case CONTACTS_ULID_BAD_UUID:
			if (shown == NULL)
				return psprintf("The UUID text ends at offset %zu, too early.", at);
			return psprintf("The character \"%s\" at offset %zu is out of place in UUID text.", shown, at);
		case CONTACTS_ULID_OK:
			break;
	}
	elog(ERROR, "unexpected ulid status %d", (int) status);
}

PG_FUNCTION_INFO_V1(contacts_ulid_in);
Datum
contacts_ulid_in(PG_FUNCTION_ARGS)
{
	char	   *text = PG_GETARG_CSTRING(0);
	size_t		len = strlen(text);
	contacts_ulid *ulid = palloc(sizeof(contacts_ulid));
	size_t		at;
	contacts_ulid_status status = contacts_ulid_parse(text, len, ulid->data, &at);

	if (status != CONTACTS_ULID_OK)
		return contacts_invalid_input(contacts_escontext(fcinfo), "ulid", text, len,
									  describe_refusal(status, text, len, at),
									  status == CONTACTS_ULID_OVERFLOW ? OVERFLOW_HINT : ULID_HINT);
	PG_RETURN_ULID_P(ulid);
}

PG_FUNCTION_INFO_V1(contacts_ulid_out);
Datum
contacts_ulid_out(PG_FUNCTION_ARGS)
{
	char	   *text = palloc(CONTACTS_ULID_CHARACTERS + 1);

	contacts_ulid_format(PG_GETARG_ULID_P(0)->data, text);
	text[CONTACTS_ULID_CHARACTERS] = '\0';
	PG_RETURN_CSTRING(text);
}

/*
 * Read a ulid from text that may be anything, without raising: operators that
 * row-level security may trust are built on this.  Length first, so that a huge
 * value is not even fetched.
 */
static bool
read_text(Datum datum, contacts_ulid *ulid)
{
	text	   *value;
	size_t		at;
	bool		valid;

	if (toast_raw_datum_size(datum) - VARHDRSZ > CONTACTS_ULID_MAX_TEXT)
		return false;
	value = DatumGetTextPP(datum);
	valid = contacts_ulid_parse(VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value),
								ulid->data, &at) == CONTACTS_ULID_OK;
	if ((Pointer) value != DatumGetPointer(datum))
		pfree(value);
	return valid;
}

PG_FUNCTION_INFO_V1(contacts_try_ulid);
Datum
contacts_try_ulid(PG_FUNCTION_ARGS)
{
	contacts_ulid *ulid = palloc(sizeof(contacts_ulid));

	if (!read_text(PG_GETARG_DATUM(0), ulid))
		PG_RETURN_NULL();
	PG_RETURN_ULID_P(ulid);
}

PG_FUNCTION_INFO_V1(contacts_ulid_sql);
Datum
contacts_ulid_sql(PG_FUNCTION_ARGS)
{
	bytea	   *bytes = PG_GETARG_BYTEA_PP(0);
	contacts_ulid *ulid;

	if (VARSIZE_ANY_EXHDR(bytes) != CONTACTS_ULID_BYTES)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("invalid input length for type %s", "ulid"),
				 errdetail("Expected %d bytes, got %zu.", CONTACTS_ULID_BYTES,
						   (size_t) VARSIZE_ANY_EXHDR(bytes)),
				 errhint("Cast text that holds a ulid to text first.")));
	ulid = palloc(sizeof(contacts_ulid));
	memcpy(ulid->data, VARDATA_ANY(bytes), CONTACTS_ULID_BYTES);
	PG_RETURN_ULID_P(ulid);
}

/* Compare as core's uuid_cmp() does. */
static inline int
compare(const contacts_ulid *a, const contacts_ulid *b)
{
	return memcmp(a->data, b->data, CONTACTS_ULID_BYTES);
}

PG_FUNCTION_INFO_V1(contacts_ulid_smaller);
Datum
contacts_ulid_smaller(PG_FUNCTION_ARGS)
{
	contacts_ulid *a = PG_GETARG_ULID_P(0);
	contacts_ulid *b = PG_GETARG_ULID_P(1);

	PG_RETURN_ULID_P(compare(a, b) <= 0 ? a : b);
}

PG_FUNCTION_INFO_V1(contacts_ulid_larger);
Datum
contacts_ulid_larger(PG_FUNCTION_ARGS)
{
	contacts_ulid *a = PG_GETARG_ULID_P(0);
	contacts_ulid *b = PG_GETARG_ULID_P(1);

	PG_RETURN_ULID_P(compare(a, b) >= 0 ? a : b);
}

/*
 * Comparison with text, in either order of arguments.  Text that is no ulid is
 * unequal to each; before or after, nobody knows (NULL).
 */
#define COMPARISON_WITH_TEXT(name, ulid_argument, text_argument, operator, answer_if_no_ulid) \
PG_FUNCTION_INFO_V1(name); \
Datum \
name(PG_FUNCTION_ARGS) \
{ \
	contacts_ulid other; \
\
	if (!read_text(PG_GETARG_DATUM(text_argument), &other)) \
		answer_if_no_ulid; \
	PG_RETURN_BOOL(compare(PG_GETARG_ULID_P(ulid_argument), &other) operator 0); \
} \
extern int	no_such_variable

COMPARISON_WITH_TEXT(contacts_ulid_eq_text, 0, 1, ==, PG_RETURN_BOOL(false));
COMPARISON_WITH_TEXT(contacts_ulid_ne_text, 0, 1, !=, PG_RETURN_BOOL(true));
COMPARISON_WITH_TEXT(contacts_ulid_lt_text, 0, 1, <, PG_RETURN_NULL());
COMPARISON_WITH_TEXT(contacts_ulid_le_text, 0, 1, <=, PG_RETURN_NULL());
COMPARISON_WITH_TEXT(contacts_ulid_gt_text, 0, 1, >, PG_RETURN_NULL());
COMPARISON_WITH_TEXT(contacts_ulid_ge_text, 0, 1, >=, PG_RETURN_NULL());
COMPARISON_WITH_TEXT(contacts_text_eq_ulid, 1, 0, ==, PG_RETURN_BOOL(false));
COMPARISON_WITH_TEXT(contacts_text_ne_ulid, 1, 0, !=, PG_RETURN_BOOL(true));
COMPARISON_WITH_TEXT(contacts_text_lt_ulid, 1, 0, >, PG_RETURN_NULL());
COMPARISON_WITH_TEXT(contacts_text_le_ulid, 1, 0, >=, PG_RETURN_NULL());
COMPARISON_WITH_TEXT(contacts_text_gt_ulid, 1, 0, <, PG_RETURN_NULL());
COMPARISON_WITH_TEXT(contacts_text_ge_ulid, 1, 0, <=, PG_RETURN_NULL());
