/*
 * text_checks.c
 *	  Predicates for CHECK constraints on short texts and objects.
 *
 * The server reads a constraint's expression anew for each statement, so that a row of a wide table costs more to check
 * than to write.  A call is the shortest expression there is; and what is blank does not depend on a collation.
 */
#include "pg/compat.h"

#include "mb/pg_wchar.h"
#include "pg/base/white_space.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"

#define LONGEST_NAME 500
#define LONGEST_CODE 200

PG_FUNCTION_INFO_V1(contacts_is_name);
PG_FUNCTION_INFO_V1(contacts_is_label);
PG_FUNCTION_INFO_V1(contacts_is_code);
PG_FUNCTION_INFO_V1(contacts_is_external_id);
PG_FUNCTION_INFO_V1(contacts_is_json_object);

/* Tell whether text has no more characters than it may; where its bytes are no more, they need not be looked at. */
static bool
fits(const text *value, int most)
{
	int			len = VARSIZE_ANY_EXHDR(value);

	return len <= most || pg_mbstrlen_with_len(VARDATA_ANY(value), len) <= most;
}

/* Tell whether text fits and is not blank. */
static bool
is_filled(const text *value, int most)
{
	return fits(value, most) && !contacts_is_blank(VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value));
}

Datum
contacts_is_name(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(is_filled(PG_GETARG_TEXT_PP(0), LONGEST_NAME));
}

Datum
contacts_is_label(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(fits(PG_GETARG_TEXT_PP(0), LONGEST_NAME));
}

Datum
contacts_is_code(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(is_filled(PG_GETARG_TEXT_PP(0), LONGEST_CODE));
}

Datum
contacts_is_external_id(PG_FUNCTION_ARGS)
{
	text	   *value = PG_GETARG_TEXT_PP(0);

	PG_RETURN_BOOL(VARSIZE_ANY_EXHDR(value) > 0 && fits(value, LONGEST_CODE));
}

Datum
contacts_is_json_object(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(JB_ROOT_IS_OBJECT(PG_GETARG_JSONB_P(0)));
}
