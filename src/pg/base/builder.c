/*
 * builder.c
 *	  Build jsonb piece by piece, and take it apart.
 */
#include "pg/compat.h"

#include "pg/base/builder.h"
#include "utils/builtins.h"
#include "utils/numeric.h"

/* Put a value where the builder stands: after a key, or into an array. */
void
contacts_builder_value(contacts_builder *json, JsonbValue *value)
{
	json->result = pushJsonbValue(&json->state, json->in_array ? WJB_ELEM : WJB_VALUE, value);
}

/* Start an object or an array. */
void
contacts_builder_begin(contacts_builder *json, bool array)
{
	json->result = pushJsonbValue(&json->state, array ? WJB_BEGIN_ARRAY : WJB_BEGIN_OBJECT, NULL);
	json->in_array = array;
}

/* End an object or an array. */
void
contacts_builder_end(contacts_builder *json, bool array)
{
	json->result = pushJsonbValue(&json->state, array ? WJB_END_ARRAY : WJB_END_OBJECT, NULL);
	json->in_array = json->state && json->state->contVal.type == jbvArray;
}

/* Start a pair with a key of a given length. */
void
contacts_builder_key_len(contacts_builder *json, const char *key, int len)
{
	JsonbValue	value;

	value.type = jbvString;
	value.val.string.val = (char *) key;
	value.val.string.len = len;
	pushJsonbValue(&json->state, WJB_KEY, &value);
}

/* Start a pair. */
void
contacts_builder_key(contacts_builder *json, const char *key)
{
	contacts_builder_key_len(json, key, strlen(key));
}

/* Put a null. */
void
contacts_builder_null(contacts_builder *json)
{
	JsonbValue	value;

	value.type = jbvNull;
	contacts_builder_value(json, &value);
}

/* Put true or false. */
void
contacts_builder_bool(contacts_builder *json, bool value)
{
	JsonbValue	v;

	v.type = jbvBool;
	v.val.boolean = value;
	contacts_builder_value(json, &v);
}

/* Put a whole number. */
void
contacts_builder_int(contacts_builder *json, int64 value)
{
	JsonbValue	v;

	v.type = jbvNumeric;
	v.val.numeric = int64_to_numeric(value);
	contacts_builder_value(json, &v);
}

/* Put a string; its bytes have to stay until the end. */
void
contacts_builder_string(contacts_builder *json, const char *value, int len)
{
	JsonbValue	v;

	v.type = jbvString;
	v.val.string.val = (char *) value;
	v.val.string.len = len;
	contacts_builder_value(json, &v);
}

/* Put a zero-terminated string, or null. */
void
contacts_builder_cstring(contacts_builder *json, const char *value)
{
	if (value)
		contacts_builder_string(json, value, strlen(value));
	else
		contacts_builder_null(json);
}

/* Put a whole jsonb. */
void
contacts_builder_jsonb(contacts_builder *json, Jsonb *value)
{
	JsonbValue	v;

	if (!JB_ROOT_IS_SCALAR(value) || !JsonbExtractScalar(&value->root, &v))
	{
		v.type = jbvBinary;
		v.val.binary.data = &value->root;
		v.val.binary.len = VARSIZE(value) - VARHDRSZ;
	}
	contacts_builder_value(json, &v);
}

/* Get what was built. */
Jsonb *
contacts_builder_finish(contacts_builder *json)
{
	return JsonbValueToJsonb(json->result);
}

/* Make a jsonb of one value. */
Jsonb *
contacts_value_to_jsonb(JsonbValue *value)
{
	return JsonbValueToJsonb(value);
}

/* Tell whether a value is an object. */
bool
contacts_value_is_object(const JsonbValue *value)
{
	return value->type == jbvBinary && JsonContainerIsObject(value->val.binary.data);
}

/* Tell whether a value is an array. */
bool
contacts_value_is_array(const JsonbValue *value)
{
	return value->type == jbvBinary && JsonContainerIsArray(value->val.binary.data) &&
		!JsonContainerIsScalar(value->val.binary.data);
}

/* Start to walk over the pairs of an object, or the elements of an array. */
void
contacts_each_start(contacts_each *each, JsonbContainer *container)
{
	JsonbValue	root;

	each->iterator = JsonbIteratorInit(container);
	each->is_object = JsonbIteratorNext(&each->iterator, &root, true) == WJB_BEGIN_OBJECT;
}

/* Go to the next pair or element; false at the end. */
bool
contacts_each_next(contacts_each *each)
{
	JsonbIteratorToken token;

	token = JsonbIteratorNext(&each->iterator, each->is_object ? &each->key : &each->value, true);
	if (token == WJB_KEY)
		token = JsonbIteratorNext(&each->iterator, &each->value, true);
	return token == WJB_VALUE || token == WJB_ELEM;
}
