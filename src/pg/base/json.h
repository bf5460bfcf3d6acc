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

/* what is built so far */
typedef struct contacts_builder
{
	JsonbParseState *state;
	JsonbValue *result;
	bool		in_array;
} contacts_builder;

extern void contacts_builder_begin(contacts_builder *json, bool array);
extern void contacts_builder_end(contacts_builder *json, bool array);
extern void contacts_builder_key(contacts_builder *json, const char *key);
extern void contacts_builder_key_len(contacts_builder *json, const char *key, int len);
extern void contacts_builder_null(contacts_builder *json);
extern void contacts_builder_bool(contacts_builder *json, bool value);
extern void contacts_builder_int(contacts_builder *json, int64 value);
extern void contacts_builder_string(contacts_builder *json, const char *value, int len);
extern void contacts_builder_cstring(contacts_builder *json, const char *value);
extern void contacts_builder_value(contacts_builder *json, JsonbValue *value);
extern void contacts_builder_jsonb(contacts_builder *json, Jsonb *value);
extern Jsonb *contacts_builder_finish(contacts_builder *json);

extern Jsonb *contacts_value_to_jsonb(JsonbValue *value);
extern bool contacts_value_is_object(const JsonbValue *value);
extern bool contacts_value_is_array(const JsonbValue *value);

/* for (contacts_each_start(&each, container); contacts_each_next(&each); ) */
typedef struct contacts_each
{
	JsonbIterator *iterator;
	bool		is_object;
	JsonbValue	key;
	JsonbValue	value;
} contacts_each;

extern void contacts_each_start(contacts_each *each, JsonbContainer *container);
extern bool contacts_each_next(contacts_each *each);

#endif							/* CONTACTS_JSON_H */
