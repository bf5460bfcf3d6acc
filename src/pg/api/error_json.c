/*
 * error_json.c
 *	  Errors as JSON: {error, message, details: [{field, message}]}.
 */
#include "pg/compat.h"

#include "pg/api/error_json.h"
#include "pg/base/error.h"
#include "pg/base/json.h"
#include "pg/base/problems.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"

PG_FUNCTION_INFO_V1(contacts_error_json);
PG_FUNCTION_INFO_V1(contacts_http_status);

/* what an SQLSTATE is called outside; a class stands for all its codes that are not listed before it */
static const struct
{
	int			sqlstate;
	bool		whole_class;
	int			http_status;
	const char *name;
	const char *sentence;
}			outside[] = {
	{CONTACTS_ERRCODE_VALIDATION, false, 400, "VALIDATION_ERROR", "Request data failed validation"},
	{CONTACTS_ERRCODE_UNAUTHORIZED, false, 401, "UNAUTHORIZED", "Missing or invalid authentication token"},
	{CONTACTS_ERRCODE_FORBIDDEN, false, 403, "FORBIDDEN", "The operation is not permitted"},
	{CONTACTS_ERRCODE_CONTACT_NOT_FOUND, false, 404, "CONTACT_NOT_FOUND", "The requested contact was not found"},
	{CONTACTS_ERRCODE_COMPANY_NOT_FOUND, false, 404, "COMPANY_NOT_FOUND", "The specified company was not found"},
	{CONTACTS_ERRCODE_INVALID_ENTITY_TYPE, false, 400, "INVALID_ENTITY_TYPE", "Contact does not belong to the"
	" specified company"},
	{CONTACTS_ERRCODE_CONFLICT, false, 409, "CONFLICT", "The request conflicts with another record"},
	{CONTACTS_ERRCODE_HIERARCHY_CYCLE, false, 422, "HIERARCHY_CYCLE",
		"The change would close a circle in the hierarchy"},
	{CONTACTS_ERRCODE_RATE_LIMITED, false, 429, "RATE_LIMITED", "Too many requests"},
	{ERRCODE_UNIQUE_VIOLATION, false, 409, "CONFLICT", "The request conflicts with another record"},
	{ERRCODE_EXCLUSION_VIOLATION, false, 409, "CONFLICT", "The request conflicts with another record"},
	{ERRCODE_T_R_SERIALIZATION_FAILURE, false, 409, "CONFLICT",
		"The request conflicts with a concurrent one, try again"},
	{ERRCODE_T_R_DEADLOCK_DETECTED, false, 409, "CONFLICT", "The request conflicts with a concurrent one, try again"},
	{ERRCODE_LOCK_NOT_AVAILABLE, false, 409, "CONFLICT", "The request conflicts with a concurrent one, try again"},
	{ERRCODE_INSUFFICIENT_PRIVILEGE, false, 403, "FORBIDDEN", "The operation is not permitted"},
	{ERRCODE_PROGRAM_LIMIT_EXCEEDED, false, 400, "VALIDATION_ERROR", "Request data failed validation"},
	{MAKE_SQLSTATE('2', '8', '0', '0', '0'), true, 401, "UNAUTHORIZED", "Missing or invalid authentication token"},
	{ERRCODE_DATA_EXCEPTION, true, 400, "VALIDATION_ERROR", "Request data failed validation"},
	{ERRCODE_INTEGRITY_CONSTRAINT_VIOLATION, true, 400, "VALIDATION_ERROR", "Request data failed validation"},
	{ERRCODE_GENERATED_ALWAYS, false, 400, "VALIDATION_ERROR", "Request data failed validation"},
	{0, true, 500, "INTERNAL_SERVER_ERROR", "An unexpected error occurred"},
};

/* Find what an SQLSTATE is called outside; the last line is for all that are not listed. */
static int
find_outside(int sqlstate)
{
	int			i = 0;

	for (; i < lengthof(outside) - 1; i++)
	{
		if (outside[i].whole_class ? ERRCODE_TO_CATEGORY(sqlstate) == outside[i].sqlstate
			: sqlstate == outside[i].sqlstate)
			break;
	}
	return i;
}

/* Get the HTTP status of an SQLSTATE. */
int
contacts_http_status_of(int sqlstate)
{
	return outside[find_outside(sqlstate)].http_status;
}

/* Get a sentence of the table in the words of a server message: lower case first. */
static const char *
server_words(int sqlstate)
{
	char	   *words = pstrdup(outside[find_outside(sqlstate)].sentence);

	words[0] = pg_ascii_tolower(words[0]);
	return words;
}

/* Raise all problems at once, with the SQLSTATE that they share, else as a failed validation. */
void
contacts_problems_raise(List *problems)
{
	int			sqlstate = ((contacts_problem *) linitial(problems))->sqlstate;
	ListCell   *cell;

	foreach(cell, problems)
	{
		if (((contacts_problem *) lfirst(cell))->sqlstate != sqlstate)
			sqlstate = CONTACTS_ERRCODE_VALIDATION;
	}
	ereport(ERROR,
			(errcode(sqlstate),
			 errmsg_internal("%s", server_words(sqlstate)),
			 errdetail_internal("%s", contacts_problems_text(problems)),
			 errhint("DETAIL is a JSON array of the fields in question.")));
}

/* Raise one problem of one field. */
void
contacts_raise_field(int sqlstate, const char *message, const char *field, const char *detail)
{
	List	   *problems = NIL;

	contacts_problem_add_state(&problems, field, "", detail, sqlstate);
	ereport(ERROR,
			(errcode(sqlstate),
			 errmsg_internal("%s", message),
			 errdetail_internal("%s", contacts_problems_text(problems))));
}

/* Raise that a contact or a company is missing, deleted or another organization's: the same answer for all three. */
void
contacts_raise_not_found(bool company)
{
	int			sqlstate = company ? CONTACTS_ERRCODE_COMPANY_NOT_FOUND : CONTACTS_ERRCODE_CONTACT_NOT_FOUND;

	ereport(ERROR, (errcode(sqlstate), errmsg_internal("%s", server_words(sqlstate))));
}

/* Read text as JSON; NULL where it is none. */
static Jsonb *
read_json(const char *text)
{
	Jsonb	   *volatile parsed = NULL;
	MemoryContext caller = CurrentMemoryContext;

	/* no SQL runs inside, so nothing has to be rolled back */
	PG_TRY();
	{
		parsed = DatumGetJsonbP(DirectFunctionCall1(jsonb_in, CStringGetDatum(text)));
	}
	PG_CATCH();
	{
		int			category = ERRCODE_TO_CATEGORY(geterrcode());

		/* a cancel, the end of the server and lost memory do not say that the text is no JSON */
		if (category == ERRCODE_OPERATOR_INTERVENTION || category == ERRCODE_INSUFFICIENT_RESOURCES)
			PG_RE_THROW();
		MemoryContextSwitchTo(caller);
		FlushErrorState();
	}
	PG_END_TRY();
	return parsed;
}

/* Put DETAIL as details[]: a JSON array as it is, other text as one message. */
static void
put_details(contacts_builder *json, const char *detail)
{
	const char *at = detail ? detail + strspn(detail, " \t\r\n") : "";
	Jsonb	   *parsed = *at == '[' ? read_json(at) : NULL;

	if (parsed)
	{
		contacts_builder_jsonb(json, parsed);
		return;
	}
	contacts_builder_begin(json, true);
	if (*at)
	{
		contacts_builder_begin(json, false);
		contacts_builder_key(json, "message");
		contacts_builder_cstring(json, at);
		contacts_builder_end(json, false);
	}
	contacts_builder_end(json, true);
}

/* Make the error object; an unexpected error does not tell what is inside. */
Jsonb *
contacts_error_object(int sqlstate, const char *message, const char *detail)
{
	int			i = find_outside(sqlstate);
	bool		unexpected = outside[i].sqlstate == 0;
	contacts_builder json = {0};

	contacts_builder_begin(&json, false);
	contacts_builder_key(&json, "error");
	contacts_builder_cstring(&json, outside[i].name);
	contacts_builder_key(&json, "message");
	contacts_builder_cstring(&json, unexpected || message == NULL ? outside[i].sentence : message);
	contacts_builder_key(&json, "details");
	put_details(&json, unexpected ? NULL : detail);
	contacts_builder_end(&json, false);
	return contacts_builder_finish(&json);
}

/* Read an SQLSTATE, or raise. */
static int
sqlstate_argument(text *value)
{
	const char *s = VARDATA_ANY(value);
	bool		good = VARSIZE_ANY_EXHDR(value) == 5;

	for (int i = 0; good && i < 5; i++)
		good = (s[i] >= '0' && s[i] <= '9') || (s[i] >= 'A' && s[i] <= 'Z');
	if (!good)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("invalid SQLSTATE: \"%s\"", contacts_quote_input(s, VARSIZE_ANY_EXHDR(value))),
				 errdetail("An SQLSTATE has five digits or upper-case letters.")));
	return MAKE_SQLSTATE(s[0], s[1], s[2], s[3], s[4]);
}

/* Get an optional text argument as a C string. */
static char *
optional_cstring(FunctionCallInfo fcinfo, int arg)
{
	return PG_ARGISNULL(arg) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(arg));
}

/* error_json(sqlstate, message, detail) */
Datum
contacts_error_json(PG_FUNCTION_ARGS)
{
	int			sqlstate = PG_ARGISNULL(0) ? ERRCODE_INTERNAL_ERROR : sqlstate_argument(PG_GETARG_TEXT_PP(0));

	PG_RETURN_JSONB_P(contacts_error_object(sqlstate, optional_cstring(fcinfo, 1), optional_cstring(fcinfo, 2)));
}

/* http_status(sqlstate) */
Datum
contacts_http_status(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(contacts_http_status_of(sqlstate_argument(PG_GETARG_TEXT_PP(0))));
}
