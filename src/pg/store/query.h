/*
 * query.h
 *	  Queries of the rules: planned once a backend, run as the tables' owner.
 */
#ifndef CONTACTS_QUERY_H
#define CONTACTS_QUERY_H

#include "postgres.h"

#include "commands/trigger.h"
#include "executor/spi.h"

#define CONTACTS_QUERY_ARGS 9

/* A query and its plan.  List the types of the parameters; the rest is zero until the first run. */
typedef struct contacts_query
{
	const char *sql;
	int			nargs;
	Oid			types[CONTACTS_QUERY_ARGS];
	SPIPlanPtr	plan;
} contacts_query;

extern void contacts_query_execute(contacts_query *query, Datum *values, const char *nulls);
extern uint64 contacts_query_run(contacts_query *query, Datum *values, const char *nulls);
extern bool contacts_query_finds(contacts_query *query, Datum *values, const char *nulls);
extern bool contacts_query_sees(contacts_query *query, Datum *values, const char *nulls);
extern bool contacts_query_value(contacts_query *query, Datum *values, const char *nulls, Datum *value);
extern bool contacts_query_transition(contacts_query *query, TriggerData *trigdata, Datum *values, int count);

#endif							/* CONTACTS_QUERY_H */
