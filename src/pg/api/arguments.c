/*
 * arguments.c
 *	  Arguments that the lists share.
 */
#include "pg/compat.h"

#include "catalog/pg_type.h"
#include "pg/api/arguments.h"
#include "pg/api/column_rules.h"
#include "pg/api/draft.h"
#include "pg/api/error_json.h"
#include "pg/api/identifier.h"
#include "pg/api/reference.h"
#include "pg/base/error.h"
#include "utils/builtins.h"

/* Raise CT400 for an argument. */
void
contacts_refuse_argument(const char *name, const char *message)
{
	contacts_raise_field(CONTACTS_ERRCODE_VALIDATION, psprintf("invalid value of %s", name), name, message);
}

/* Get a text argument as a C string, NULL for null. */
char *
contacts_text_argument(FunctionCallInfo fcinfo, int arg)
{
	return PG_ARGISNULL(arg) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(arg));
}

/* Read the size of a page. */
int
contacts_limit_argument(FunctionCallInfo fcinfo, int arg, int otherwise)
{
	int			limit = PG_ARGISNULL(arg) ? otherwise : PG_GETARG_INT32(arg);

	if (limit < 1 || limit > CONTACTS_LARGEST_PAGE)
		contacts_refuse_argument("limit", psprintf("Must be between 1 and %d", CONTACTS_LARGEST_PAGE));
	return limit;
}

/* Read the number of a page. */
int
contacts_page_argument(FunctionCallInfo fcinfo, int arg)
{
	int			page = PG_ARGISNULL(arg) ? 1 : PG_GETARG_INT32(arg);

	if (page < 1)
		contacts_refuse_argument("page", "Must be at least 1");
	return page;
}

/* Find the company that a list is of, connected to SPI. */
int64
contacts_find_company(int64 organization_id, const contacts_id *id)
{
	contacts_draft draft = {.organization_id = organization_id};
	int64		found;

	if (!contacts_find_reference(&draft, VALUE_COMPANY, id, &found))
		contacts_raise_not_found(true);
	return found;
}
