/*
 * error.h
 *	  Error codes of class CT and the one exit of every input function.
 */
#ifndef CONTACTS_ERROR_H
#define CONTACTS_ERROR_H

#include "postgres.h"

#include "nodes/nodes.h"

#define CONTACTS_ERRCODE_VALIDATION			MAKE_SQLSTATE('C', 'T', '4', '0', '0')
#define CONTACTS_ERRCODE_UNAUTHORIZED		MAKE_SQLSTATE('C', 'T', '4', '0', '1')
#define CONTACTS_ERRCODE_FORBIDDEN			MAKE_SQLSTATE('C', 'T', '4', '0', '3')
#define CONTACTS_ERRCODE_CONTACT_NOT_FOUND	MAKE_SQLSTATE('C', 'T', '4', '0', '4')
#define CONTACTS_ERRCODE_COMPANY_NOT_FOUND	MAKE_SQLSTATE('C', 'T', '4', '0', '5')
#define CONTACTS_ERRCODE_INVALID_ENTITY_TYPE MAKE_SQLSTATE('C', 'T', '4', '0', '6')
#define CONTACTS_ERRCODE_CONFLICT			MAKE_SQLSTATE('C', 'T', '4', '0', '9')
#define CONTACTS_ERRCODE_HIERARCHY_CYCLE	MAKE_SQLSTATE('C', 'T', '4', '2', '2')
#define CONTACTS_ERRCODE_RATE_LIMITED		MAKE_SQLSTATE('C', 'T', '4', '2', '9')

extern Datum contacts_invalid_input(Node *escontext, const char *type,
									const char *input, size_t len,
									const char *detail, const char *hint);
extern char *contacts_quote_input(const char *input, size_t len);

#endif							/* CONTACTS_ERROR_H */
