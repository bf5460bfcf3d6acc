/*
 * json.c
 *	  Building jsonb of columns.
 */
#include "pg/compat.h"

#include "catalog/pg_type.h"
#include "nodes/makefuncs.h"
#include "pg/base/json.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/datetime.h"
#include "utils/fmgroids.h"
#include "utils/guc.h"
#include "utils/json.h"
#include "utils/numeric.h"
#include "utils/syscache.h"
#include "utils/timestamp.h"

/* Push the key of the next value. */
void
contacts_json_key(JsonbParseState **state, const char *key)
{
	JsonbValue	v = {.type = jbvString};

	v.val.string.val = unconstify(char *, key);
	v.val.string.len = strlen(key);
	pushJsonbValue(state, WJB_KEY, &v);
}

/* Push null. */
void
contacts_json_null(JsonbParseState **state)
{
	JsonbValue	v = {.type = jbvNull};

	pushJsonbValue(state, WJB_VALUE, &v);
}

/* Push a string of known length, as value or array element. */
static void
push_string(JsonbParseState **state, JsonbIteratorToken token, const char *s, size_t len)
{
	JsonbValue	v = {.type = jbvString};

	v.val.string.val = unconstify(char *, s);
	v.val.string.len = len;
	pushJsonbValue(state, token, &v);
}

/* Push a string. */
void
contacts_json_text(JsonbParseState **state, const char *value)
{
	push_string(state, WJB_VALUE, value, strlen(value));
}

/* Push a whole number. */
static void
push_integer(JsonbParseState **state, int64 value)
{
	JsonbValue	v = {.type = jbvNumeric};

	v.val.numeric = int64_to_numeric(value);
	pushJsonbValue(state, WJB_VALUE, &v);
}

/* Push an array of texts. */
static void
push_texts(JsonbParseState **state, ArrayType *array)
{
	Datum	   *elements;
	bool	   *nulls;
	int			n;

	deconstruct_array(array, TEXTOID, -1, false, TYPALIGN_INT, &elements, &nulls, &n);
	pushJsonbValue(state, WJB_BEGIN_ARRAY, NULL);
	for (int i = 0; i < n; i++)
	{
		JsonbValue	none = {.type = jbvNull};

		if (nulls[i])
			pushJsonbValue(state, WJB_ELEM, &none);
		else
			push_string(state, WJB_ELEM, VARDATA_ANY(DatumGetPointer(elements[i])),
						VARSIZE_ANY_EXHDR(DatumGetPointer(elements[i])));
	}
	pushJsonbValue(state, WJB_END_ARRAY, NULL);
}

/* Push a jsonb value into the one that is being built. */
static void
push_jsonb(JsonbParseState **state, Jsonb *jsonb)
{
	JsonbValue	v;

	if (JB_ROOT_IS_SCALAR(jsonb))
	{
		JsonbValue	scalar;

		JsonbExtractScalar(&jsonb->root, &scalar);
		pushJsonbValue(state, WJB_VALUE, &scalar);
		return;
	}
	v.type = jbvBinary;
	v.val.binary.data = &jsonb->root;
	v.val.binary.len = VARSIZE(jsonb) - VARHDRSZ;
	pushJsonbValue(state, WJB_VALUE, &v);
}

/* Push a date or time in ISO 8601, those with a time zone in UTC, whatever the session's DateStyle and TimeZone. */
static void
push_datetime(JsonbParseState **state, Datum value, Oid type)
{
	char	   *buf = palloc(MAXDATELEN + 1);
	int			utc = 0;

	/* what is being built refers to strings, it does not copy them */
	contacts_json_text(state, JsonEncodeDateTime(buf, value, type, type == TIMESTAMPTZOID ? &utc : NULL));
}

/* Push a number with decimals; what is none (NaN, Infinity) is its text. */
static void
push_numeric(JsonbParseState **state, Numeric value)
{
	JsonbValue	v = {.type = jbvNumeric};

	if (numeric_is_nan(value) || numeric_is_inf(value))
	{
		contacts_json_text(state, DatumGetCString(DirectFunctionCall1(numeric_out, NumericGetDatum(value))));
		return;
	}
	v.val.numeric = value;
	pushJsonbValue(state, WJB_VALUE, &v);
}

/*
 * Push a value as to_jsonb() has it, under settings that do not depend on the session (compare set_transmission_modes()
 * of postgres_fdw).
 */
static void
push_as_core(JsonbParseState **state, Datum value, Oid type)
{
	FmgrInfo	to_jsonb;
	int			nest = NewGUCNestLevel();

	fmgr_info(F_TO_JSONB, &to_jsonb);
	to_jsonb.fn_expr = (Node *) makeFuncExpr(F_TO_JSONB, JSONBOID, list_make1(makeNullConst(type, -1, InvalidOid)),
											 InvalidOid, InvalidOid, COERCE_EXPLICIT_CALL);
	(void) set_config_option("DateStyle", "ISO", PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE, true, 0, false);
	(void) set_config_option("IntervalStyle", "postgres", PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE, true, 0, false);
	(void) set_config_option("TimeZone", "UTC", PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE, true, 0, false);
	(void) set_config_option("extra_float_digits", "1", PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE, true, 0, false);
	push_jsonb(state, DatumGetJsonbP(FunctionCall1(&to_jsonb, value)));
	AtEOXact_GUC(true, nest);
}

/* Check whether to_jsonb() would make a string of a value, the same in every session: our own types first of all. */
static bool
is_plain_text(Form_pg_type type)
{
	return type->typtype == TYPTYPE_BASE && type->oid != JSONOID &&
		(type->typcategory == TYPCATEGORY_USER || type->typcategory == TYPCATEGORY_STRING || type->oid == TIMEOID);
}

/* Push a value of a type that is not known here. */
static void
push_other(JsonbParseState **state, Datum value, Oid type)
{
	HeapTuple	tuple = SearchSysCache1(TYPEOID, ObjectIdGetDatum(type));
	Form_pg_type form;
	Oid			output;
	bool		plain;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for type %u", type);
	form = (Form_pg_type) GETSTRUCT(tuple);
	output = form->typoutput;
	plain = is_plain_text(form);
	ReleaseSysCache(tuple);
	if (plain)
		contacts_json_text(state, OidOutputFunctionCall(output, value));
	else
		push_as_core(state, value, type);
}

/*
 * Push the value of a column: what to_jsonb() makes of it, with times in UTC, and quickly where the type is a usual
 * one.
 */
void
contacts_json_datum(JsonbParseState **state, Datum value, bool isnull, Form_pg_attribute att)
{
	JsonbValue	v = {.type = jbvBool};

	if (isnull)
	{
		contacts_json_null(state);
		return;
	}
	switch (att->atttypid)
	{
		case BOOLOID:
			v.val.boolean = DatumGetBool(value);
			pushJsonbValue(state, WJB_VALUE, &v);
			return;
		case INT2OID:
			push_integer(state, DatumGetInt16(value));
			return;
		case INT4OID:
			push_integer(state, DatumGetInt32(value));
			return;
		case INT8OID:
			push_integer(state, DatumGetInt64(value));
			return;
		case TEXTOID:
		case VARCHAROID:
			{
				text	   *t = DatumGetTextPP(value);

				push_string(state, WJB_VALUE, VARDATA_ANY(t), VARSIZE_ANY_EXHDR(t));
				return;
			}
		case TEXTARRAYOID:
			push_texts(state, DatumGetArrayTypeP(value));
			return;
		case JSONBOID:
			push_jsonb(state, DatumGetJsonbP(value));
			return;
		case NUMERICOID:
			push_numeric(state, DatumGetNumeric(value));
			return;
		case DATEOID:
		case TIMESTAMPOID:
		case TIMESTAMPTZOID:
			push_datetime(state, value, att->atttypid);
			return;
		default:
			push_other(state, value, att->atttypid);
	}
}

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

/* Check whether a value is an object. */
bool
contacts_value_is_object(const JsonbValue *value)
{
	return value->type == jbvBinary && JsonContainerIsObject(value->val.binary.data);
}

/* Check whether a value is an array. */
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
