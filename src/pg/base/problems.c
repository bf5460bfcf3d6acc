/*
 * problems.c
 *	  Problems of a request: a list of field, code and message.
 */
#include "pg/compat.h"

#include "pg/base/error.h"
#include "pg/base/problems.h"

/* Note a problem with its own SQLSTATE. */
void
contacts_problem_add_state(List **problems, const char *field, const char *code, const char *message, int sqlstate)
{
	contacts_problem *problem = palloc(sizeof(contacts_problem));

	problem->field = pstrdup(field);
	problem->code = code;
	problem->message = pstrdup(message);
	problem->sqlstate = sqlstate;
	*problems = lappend(*problems, problem);
}

/* Note that a field does not pass validation. */
void
contacts_problem_add(List **problems, const char *field, const char *code, const char *message)
{
	contacts_problem_add_state(problems, field, code, message, CONTACTS_ERRCODE_VALIDATION);
}
