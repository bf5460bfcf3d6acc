/*
 * plan.c
 *	  Plans that are kept as long as the backend lives.  The plan cache makes them anew where tables or the role change.
 */
#include "pg/compat.h"

#include "pg/store/plan.h"

/* Plan a statement and keep the plan; the caller is connected to SPI. */
SPIPlanPtr
contacts_plan(const char *sql, int nargs, const Oid *types, int cursor_options)
{
	SPIPlanPtr	plan = SPI_prepare_cursor(sql, nargs, (Oid *) types, cursor_options);

	if (plan == NULL)
		elog(ERROR, "SPI_prepare failed for \"%s\": %s", sql, SPI_result_code_string(SPI_result));
	if (SPI_keepplan(plan) != 0)
		elog(ERROR, "SPI_keepplan failed for \"%s\"", sql);
	return plan;
}
