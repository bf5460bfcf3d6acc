/*
 * json.h
 *	  Building jsonb of columns.
 */
#ifndef CONTACTS_JSON_H
#define CONTACTS_JSON_H

#include "postgres.h"

#include "access/tupdesc.h"
#include "utils/jsonb.h"

extern void contacts_json_key(JsonbParseState **state, const char *key);
extern void contacts_json_null(JsonbParseState **state);
extern void contacts_json_text(JsonbParseState **state, const char *value);
extern void contacts_json_datum(JsonbParseState **state, Datum value, bool isnull, Form_pg_attribute att);

#endif							/* CONTACTS_JSON_H */
