/*
 * value.h
 *	  One value of a client, read by the rule of its column.
 */
#ifndef CONTACTS_VALUE_H
#define CONTACTS_VALUE_H

#include "postgres.h"

#include "pg/api/column_rules.h"
#include "pg/api/draft.h"
#include "utils/jsonb.h"

extern bool contacts_read_value(contacts_draft *draft, const contacts_rule *rule, JsonbValue *json, Datum *value);

#endif							/* CONTACTS_VALUE_H */
