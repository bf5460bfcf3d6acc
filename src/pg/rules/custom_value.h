/*
 * custom_value.h
 *	  One value of a custom field and its type.
 */
#ifndef CONTACTS_CUSTOM_VALUE_H
#define CONTACTS_CUSTOM_VALUE_H

#include "postgres.h"

#include "utils/jsonb.h"

/* a definition, as table custom_field has it */
typedef struct contacts_custom_field
{
	char	   *name;
	char	   *kind;			/* person, organization or NULL for both */
	char	   *type;
	bool		is_required;
	int			option_count;
	char	  **options;
} contacts_custom_field;

extern char *contacts_custom_value_problem(const contacts_custom_field *field, JsonbValue *value);

#endif							/* CONTACTS_CUSTOM_VALUE_H */
