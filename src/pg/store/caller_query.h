/*
 * caller_query.h
 *	  SQL statements with fixed text, planned once a backend.
 */
#ifndef CONTACTS_CALLER_QUERY_H
#define CONTACTS_CALLER_QUERY_H

#include "postgres.h"

#include "executor/spi.h"

#define CONTACTS_CALLER_QUERY_ARGS 48

/*
 * Text and argument types are set before the first run; plan belongs to caller_query.c.  One plan serves all parameters,
 * as these are lookups by key, unless each_anew asks for a plan that knows them.
 */
typedef struct contacts_caller_query
{
	const char *text;
	int			nargs;
	Oid			args[CONTACTS_CALLER_QUERY_ARGS];
	bool		each_anew;
	SPIPlanPtr	plan;
} contacts_caller_query;

/*
 * Join one row of a table by its key, the organization and an id.  OFFSET 0 keeps it a probe for each row: a plan knows how
 * many rows the organizations have on the average only, and would read all rows of a large one rather than probe for twenty.
 */
#define CONTACTS_JOIN_BY_KEY(columns, table_x, organization, id, name) \
	"JOIN LATERAL (SELECT " columns " FROM " table_x " WHERE organization_id = " organization " AND id = " id " OFFSET 0) " name " ON true"

/* whether a statement may see what its own transaction did since the caller's statement began, and write */
#define CONTACTS_READ	true
#define CONTACTS_WRITE	false

extern uint64 contacts_caller_query_run(contacts_caller_query *statement, const Datum *values, const char *nulls,
									 bool read_only, int64 max_rows);
extern void contacts_caller_query_forget(contacts_caller_query *statement);
extern Datum contacts_caller_query_value(uint64 row, int column, bool *isnull);

#endif							/* CONTACTS_CALLER_QUERY_H */
