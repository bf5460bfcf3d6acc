/*
 * error_json.h
 *	  Errors of the operations, as errors of the server and as JSON.
 */
#ifndef CONTACTS_ERROR_JSON_H
#define CONTACTS_ERROR_JSON_H

#include "postgres.h"

#include "nodes/pg_list.h"
#include "pg/compat.h"
#include "utils/jsonb.h"

extern contacts_noreturn void contacts_problems_raise(List *problems);
extern contacts_noreturn void contacts_raise_field(int sqlstate, const char *message, const char *field,
												   const char *detail);
extern contacts_noreturn void contacts_raise_not_found(bool company);
extern Jsonb *contacts_error_object(int sqlstate, const char *message, const char *detail);
extern int	contacts_http_status_of(int sqlstate);

#endif							/* CONTACTS_ERROR_JSON_H */
