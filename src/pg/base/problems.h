/*
 * problems.h
 *	  Problems of a request: a list of field, code and message.
 */
#ifndef CONTACTS_PROBLEMS_H
#define CONTACTS_PROBLEMS_H

#include "postgres.h"

#include "nodes/pg_list.h"

/* one problem of one field; code is UNKNOWN_FIELD, REQUIRED, INVALID … */
typedef struct contacts_problem
{
	char	   *field;
	const char *code;
	char	   *message;
	int			sqlstate;
} contacts_problem;

extern void contacts_problem_add(List **problems, const char *field, const char *code, const char *message);
extern void contacts_problem_add_state(List **problems, const char *field, const char *code, const char *message,
									   int sqlstate);
extern char *contacts_problems_text(List *problems);
extern char *contacts_conflict_text(const char *field, const char *message, const char *uid);

#endif							/* CONTACTS_PROBLEMS_H */
