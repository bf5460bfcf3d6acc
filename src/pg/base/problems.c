/*
 * problems.c
 *	  Problems of a request: a list of field, code and message.
 */
#include "pg/compat.h"

#include "pg/base/error.h"
#include "pg/base/json.h"
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

/* Write problems as a JSON array of objects with field and message. */
char *
contacts_problems_text(List *problems)
{
	contacts_builder json = {0};
	ListCell   *cell;
	Jsonb	   *result;

	contacts_builder_begin(&json, true);
	foreach(cell, problems)
	{
		contacts_problem *problem = lfirst(cell);

		contacts_builder_begin(&json, false);
		contacts_builder_key(&json, "field");
		contacts_builder_cstring(&json, problem->field);
		contacts_builder_key(&json, "message");
		contacts_builder_cstring(&json, problem->message);
		contacts_builder_end(&json, false);
	}
	contacts_builder_end(&json, true);
	result = contacts_builder_finish(&json);
	return JsonbToCString(NULL, &result->root, VARSIZE(result));
}

/* Write as a JSON array of one object that a value of a field is the one of a live contact; uid may be NULL. */
char *
contacts_conflict_text(const char *field, const char *message, const char *uid)
{
	contacts_builder json = {0};
	Jsonb	   *result;

	contacts_builder_begin(&json, true);
	contacts_builder_begin(&json, false);
	contacts_builder_key(&json, "field");
	contacts_builder_cstring(&json, field);
	contacts_builder_key(&json, "message");
	contacts_builder_cstring(&json, message);
	if (uid)
	{
		contacts_builder_key(&json, "uid");
		contacts_builder_cstring(&json, uid);
	}
	contacts_builder_end(&json, false);
	contacts_builder_end(&json, true);
	result = contacts_builder_finish(&json);
	return JsonbToCString(NULL, &result->root, VARSIZE(result));
}
