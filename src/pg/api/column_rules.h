/*
 * column_rules.h
 *	  What a value of a column must be: the rules that a client reads about.
 */
#ifndef CONTACTS_COLUMN_RULES_H
#define CONTACTS_COLUMN_RULES_H

#include "postgres.h"

#include "pg/api/keys.h"

/* how a value is read */
typedef enum contacts_value_kind
{
	VALUE_TEXT,
	VALUE_EMAIL,
	VALUE_PHONE,
	VALUE_BOOL,
	VALUE_INT4,
	VALUE_INT,
	VALUE_OBJECT,
	VALUE_TEXTS,
	VALUE_COMPANY,
	VALUE_MANAGER,
	VALUE_USER
} contacts_value_kind;

typedef struct contacts_rule
{
	const char *column;
	uint8		kind;
	int16		max;			/* characters of text, octets of an element; 0 for no limit */
	bool		blank;			/* whether text may be blank */
	bool		(*check) (text *value);	/* of text, or of each element */
	const char *message;		/* of a failed check */
	const char *otherwise;		/* what the column is where nothing is given, NULL for null */
	const char *required;		/* message where the column must not be null */
	int16		most;			/* elements of an array */
} contacts_rule;

/* messages of checks that several tables of rules have */
#define CATEGORY_MESSAGE "Must be a word of lower-case letters, digits and underscores"
#define URL_MESSAGE "Invalid URL: http or https with a host is expected"

extern const contacts_rule contacts_contact_column[TARGET_COLUMNS_END];
extern const contacts_rule contacts_address_field[ADDRESS_FIELDS];
extern bool contacts_is_channel_type(text *value);
extern bool contacts_is_country(text *value);
extern bool contacts_is_category(text *value);
extern bool contacts_is_url(text *value);
extern Oid	contacts_rule_type(const contacts_rule *rule);
extern Datum contacts_default_value(const contacts_rule *rule, bool *isnull);

#endif							/* CONTACTS_COLUMN_RULES_H */
