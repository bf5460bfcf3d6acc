/*
 * query.h
 *	  SQL statements of the library: one place where plans are made, kept and run.
 */
#ifndef CONTACTS_QUERY_H
#define CONTACTS_QUERY_H

#include "postgres.h"

#include "commands/trigger.h"
#include "tcop/dest.h"
#include "utils/snapshot.h"

#define CONTACTS_QUERY_ARGS 80

/* whose rights a query has, what it sees, and how it is planned */
#define CONTACTS_AS_OWNER		(1 << 0)	/* as the owner of the tables, so that no policy hides a row */
/* with the latest snapshot, as ri_triggers.c does, else with the active one */ \
#define CONTACTS_NEWEST			(1 << 1)
#define CONTACTS_READ_ONLY		(1 << 2)	/* sees nothing that the caller's own statement has done so far */
#define CONTACTS_CUSTOM_PLAN	(1 << 3)	/* planned for its parameters each time */
#define CONTACTS_GENERIC_PLAN	(1 << 4)	/* one plan for all parameters: a lookup by key */
#define CONTACTS_PLAN_ONCE		(1 << 5)	/* the plan is not kept: the text is made for this call */

/* queries of rules: every row, the newest state */
#define CONTACTS_RULE			(CONTACTS_AS_OWNER | CONTACTS_NEWEST)

/* queries of operations: the caller's rights, lookups by key */
#define CONTACTS_READ			(CONTACTS_GENERIC_PLAN | CONTACTS_READ_ONLY)
#define CONTACTS_WRITE			CONTACTS_GENERIC_PLAN

/*
 * A statement and its plan.  Give the text, the types of the parameters and the flags; leave the plan NULL.  The plan
 * is made at the first run, kept as long as the backend lives, and made again where the text or a type has changed:
 * our own types have another OID after the extension was dropped and created again.
 */
typedef struct contacts_query
{
	const char *text;
	int			nargs;
	Oid			types[CONTACTS_QUERY_ARGS];
	int			flags;
	struct contacts_plan *plan;
} contacts_query;

/*
 * Join one row of a table by its key, the organization and an id.  OFFSET 0 keeps it a probe for each row: a plan
 * knows how many rows the organizations have on the average only, and would read all rows of a large one rather than
 * probe for twenty.
 */
#define CONTACTS_JOIN_BY_KEY(columns, table_x, organization, id, name) \
	"JOIN LATERAL (SELECT " columns " FROM " table_x \
	" WHERE organization_id = " organization " AND id = " id " OFFSET 0) " name " ON true"

extern void contacts_connect(void);
extern void contacts_disconnect(void);

/* inside contacts_connect(): the rows stay until the next query or contacts_disconnect() */
extern uint64 contacts_query_execute(contacts_query *query, const Datum *values, const bool *nulls, uint64 max_rows);
extern uint64 contacts_query_execute_at(contacts_query *query, const Datum *values, Snapshot snapshot);
extern void contacts_query_send(contacts_query *query, const Datum *values, const bool *nulls, DestReceiver *receiver);

extern Datum contacts_result_value(uint64 row, int column, Oid type, bool *isnull);
extern Datum contacts_result_contact(uint64 row);
extern int64 contacts_result_int8(uint64 row, int column);
extern bool contacts_result_bool(uint64 row, int column);
extern char *contacts_result_cstring(uint64 row, int column);
extern HeapTuple contacts_result_row(uint64 row);
extern HeapTuple contacts_result_keep(HeapTuple row);
extern TupleDesc contacts_result_desc(void);
extern void contacts_result_free(void);

/* these connect by themselves */
extern uint64 contacts_query_run(contacts_query *query, const Datum *values, const bool *nulls);
extern bool contacts_query_finds(contacts_query *query, const Datum *values, const bool *nulls);
extern bool contacts_query_value(contacts_query *query, const Datum *values, const bool *nulls, Datum *value);
extern bool contacts_query_transition(contacts_query *query, TriggerData *trigdata, Datum *values, int count);

extern void contacts_run_script(const char *script);

typedef void (*contacts_row_receiver) (void *arg, HeapTuple row, TupleDesc desc);
extern void contacts_query_each(contacts_query *query, const Datum *values, contacts_row_receiver receive, void *arg);

#endif							/* CONTACTS_QUERY_H */
