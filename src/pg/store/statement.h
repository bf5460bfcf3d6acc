/*
 * statement.h
 *	  Statements that run as the current user, planned once a backend.
 */
#ifndef CONTACTS_STATEMENT_H
#define CONTACTS_STATEMENT_H

#include "postgres.h"

#include "executor/spi.h"

#define CONTACTS_STATEMENT_ARGS 5

/* a statement; zero the plan */
typedef struct contacts_statement
{
	const char *text;
	int			count;
	Oid			types[CONTACTS_STATEMENT_ARGS];
	bool		writes;
	SPIPlanPtr	plan;
} contacts_statement;

extern SPIPlanPtr contacts_statement_plan(contacts_statement *statement);
extern void contacts_statement_retype(contacts_statement *statement, int parameter, Oid type);
extern void contacts_statement_send(contacts_statement *statement, const Datum *values, const char *nulls, DestReceiver *receiver);
extern uint64 contacts_statement_run(contacts_statement *statement, Datum *values, const char *nulls, long limit);
extern bool contacts_statement_value(contacts_statement *statement, Datum *values, const char *nulls,
								 MemoryContext context, Datum *result);
extern int64 contacts_statement_int8(uint64 row, int column);

#endif							/* CONTACTS_STATEMENT_H */
