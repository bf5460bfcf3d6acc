/*
 * noop.c
 *	  The floor of a benchmark: what a call costs when nothing is done in it.
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/uuid.h"

PG_MODULE_MAGIC;

/* Return sixteen bytes, zeroed, as cheaply as a function that allocates can. */
PG_FUNCTION_INFO_V1(contacts_bench_noop16);
Datum
contacts_bench_noop16(PG_FUNCTION_ARGS)
{
	PG_RETURN_UUID_P(palloc0(UUID_LEN));
}

/* Return true, whatever the argument; it is not even detoasted. */
PG_FUNCTION_INFO_V1(contacts_bench_noop);
Datum
contacts_bench_noop(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(true);
}
