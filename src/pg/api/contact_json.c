/*
 * contact_json.c
 *	  Rows of contact to JSON, in the shape of a profile.
 *
 * The table of keys says what a shape consists of.  One statement for each shape reads what belongs to the rows from
 * other tables, for all rows of an answer at once.
 */
#include "pg/compat.h"

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "pg/api/contact_json.h"
#include "pg/api/contact_row.h"
#include "pg/api/identifier.h"
#include "pg/api/keys.h"
#include "pg/api/profile.h"
#include "pg/base/json.h"
#include "pg/store/catalog.h"
#include "pg/store/columns.h"
#include "pg/store/query.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"
#include "utils/typcache.h"
#include "utils/uuid.h"

PG_FUNCTION_INFO_V1(contacts_contact_json);

#define SHAPES 6

/* where the statement of a shape finds its rows */
typedef enum row_source
{
	GIVEN_ROWS,
	ROW_BY_UID,
	ROW_BY_NUMBER,
	ROW_SOURCES
} row_source;

static const char *const source_text[ROW_SOURCES] = {
	" FROM pg_catalog.unnest($1) WITH ORDINALITY c", " FROM contacts.contact c", " FROM contacts.contact c"
};
static const char *const end_text[ROW_SOURCES] = {
	" ORDER BY c.ordinality",
	" WHERE c.organization_id = $1 AND c.deleted_at IS NULL AND c.uid OPERATOR(contacts.=) ($2::uuid)::contacts.ulid",
	" WHERE c.organization_id = $1 AND c.deleted_at IS NULL AND c.id = $2"
};

/* the statement of each shape of each profile */
static contacts_query statements[PROFILES][SHAPES][ROW_SOURCES];

/* Check whether a key is part of an answer. */
static bool
is_shown(const contacts_key *key, contacts_profile profile, int shape)
{
	return key->profile == profile && (key->shapes & shape) && key->expression;
}

/* Write the statement that reads the values of a shape. */
static char *
write_statement(contacts_profile profile, int shape, row_source source)
{
	StringInfoData buf;
	int			joins = 0;
	const char *comma = "SELECT ";

	initStringInfo(&buf);
	for (const contacts_key *key = contacts_keys; key < contacts_keys + contacts_key_count; key++)
	{
		if (!is_shown(key, profile, shape))
			continue;
		appendStringInfo(&buf, "%s%s", comma, key->expression);
		comma = ", ";
		joins |= key->joins;
	}
	appendStringInfoString(&buf, source_text[source]);
	for (int i = 0; i < JOINS; i++)
	{
		if (joins & (1 << i))
			appendStringInfoString(&buf, contacts_join_text[i]);
	}
	appendStringInfoString(&buf, end_text[source]);
	return buf.data;
}

/* Find the statement of a shape, written on first use. */
static contacts_query *
find_statement(contacts_profile profile, int shape, row_source source, Oid first_type)
{
	int			bit = 0;
	contacts_query *found;

	while (!(shape & (1 << bit)))
		bit++;
	found = &statements[profile][bit][source];
	if (found->text == NULL)
		found->text = MemoryContextStrdup(TopMemoryContext, write_statement(profile, shape, source));
	found->nargs = source == GIVEN_ROWS ? 1 : 2;
	found->types[0] = first_type;
	found->types[1] = source == ROW_BY_UID ? UUIDOID : INT8OID;
	found->flags = CONTACTS_READ;
	return found;
}

/* Print a time in with milliseconds and Z. */
static char *
iso_time(TimestampTz time)
{
	struct pg_tm tm;
	fsec_t		fraction;

	if (TIMESTAMP_NOT_FINITE(time) || timestamp2tm(time, NULL, &tm, &fraction, NULL, NULL) != 0)
		return DatumGetCString(DirectFunctionCall1(timestamptz_out, TimestampTzGetDatum(time)));
	return psprintf("%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", tm.tm_year, tm.tm_mon, tm.tm_mday,
					tm.tm_hour, tm.tm_min, tm.tm_sec, (int) (fraction / 1000));
}

/* Turn a time into milliseconds since 1970, rounded down. */
static int64
ms_time(TimestampTz time)
{
	int64		ms = time / 1000 - (time % 1000 < 0);

	return ms + (int64) (POSTGRES_EPOCH_JDATE - UNIX_EPOCH_JDATE) * SECS_PER_DAY * 1000;
}

/* Put an array of text. */
static void
put_texts(contacts_builder *json, ArrayType *array)
{
	Datum	   *values;
	bool	   *nulls;
	int			n;

	deconstruct_array(array, TEXTOID, -1, false, TYPALIGN_INT, &values, &nulls, &n);
	contacts_builder_begin(json, true);
	for (int i = 0; i < n; i++)
	{
		text	   *value = DatumGetTextPP(values[i]);

		contacts_builder_string(json, VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value));
	}
	contacts_builder_end(json, true);
}

/* the type of the expression behind a key */
static const Oid form_type[] = {
	[FORM_TEXT] = TEXTOID,
	[FORM_BOOL] = BOOLOID,
	[FORM_INT] = INT8OID,
	[FORM_INT_TEXT] = INT8OID,
	[FORM_ISO_TIME] = TIMESTAMPTZOID,
	[FORM_MS_TIME] = TIMESTAMPTZOID,
	[FORM_UUID] = UUIDOID,
	[FORM_ULID] = UUIDOID,
	[FORM_PUBLIC_ID] = UUIDOID,
	[FORM_TEXTS] = TEXTARRAYOID,
	[FORM_JSONB] = JSONBOID,
	[FORM_REST] = JSONBOID
};

/* Put a value in the form of its key. */
static void
put_value(contacts_builder *json, const contacts_key *key, Datum value)
{
	text	   *string;

	switch ((contacts_form) key->form)
	{
		case FORM_TEXT:
			string = DatumGetTextPP(value);
			contacts_builder_string(json, VARDATA_ANY(string), VARSIZE_ANY_EXHDR(string));
			break;
		case FORM_BOOL:
			contacts_builder_bool(json, DatumGetBool(value));
			break;
		case FORM_INT:
			contacts_builder_int(json, DatumGetInt64(value));
			break;
		case FORM_INT_TEXT:
			contacts_builder_cstring(json, psprintf(INT64_FORMAT, DatumGetInt64(value)));
			break;
		case FORM_ISO_TIME:
			contacts_builder_cstring(json, iso_time(DatumGetTimestampTz(value)));
			break;
		case FORM_MS_TIME:
			contacts_builder_int(json, ms_time(DatumGetTimestampTz(value)));
			break;
		case FORM_UUID:
			contacts_builder_cstring(json, DatumGetCString(DirectFunctionCall1(uuid_out, value)));
			break;
		case FORM_ULID:
		case FORM_PUBLIC_ID:
			contacts_builder_cstring(json, contacts_uid_text((uint8 *) DatumGetPointer(value), key->prefix));
			break;
		case FORM_TEXTS:
			put_texts(json, DatumGetArrayTypeP(value));
			break;
		case FORM_JSONB:
		case FORM_REST:
			contacts_builder_jsonb(json, DatumGetJsonbP(value));
			break;
	}
}

/* Check whether a group has a key of this name in a profile. */
static bool
group_has(const contacts_key *of, const JsonbValue *name)
{
	for (const contacts_key *key = contacts_keys; key < contacts_keys + contacts_key_count; key++)
	{
		if (key->profile == of->profile && key->name[0] && strcmp(key->group, of->group) == 0 &&
			strlen(key->name) == name->val.string.len &&
			memcmp(key->name, name->val.string.val, name->val.string.len) == 0)
			return true;
	}
	return false;
}

/* Put the keys of a column that have no key of their own in the group. */
static void
put_rest(contacts_builder *json, const contacts_key *key, Jsonb *rest)
{
	contacts_each each;

	contacts_each_start(&each, &rest->root);
	while (contacts_each_next(&each))
	{
		if (group_has(key, &each.key))
			continue;
		contacts_builder_key_len(json, each.key.val.string.val, each.key.val.string.len);
		contacts_builder_value(json, &each.value);
	}
}

/* what is known about the group whose keys are being put */
typedef struct open_group
{
	const char *name;
	bool		opened;
} open_group;

/* Start a group when its first key comes that is to be shown. */
static void
enter_group(contacts_builder *json, open_group *group)
{
	if (group->opened)
		return;
	contacts_builder_key(json, group->name);
	contacts_builder_begin(json, false);
	group->opened = true;
}

/* End a group; one without a value is null. */
static void
leave_group(contacts_builder *json, open_group *group)
{
	if (group->name == NULL)
		return;
	if (group->opened)
		contacts_builder_end(json, false);
	else
	{
		contacts_builder_key(json, group->name);
		contacts_builder_null(json);
	}
	group->name = NULL;
	group->opened = false;
}

/* Check whether a group is shown even where all its values are null: metadata, where its keys are always shown. */
static bool
is_always_there(const contacts_key *key)
{
	return strcmp(key->group, "metadata") == 0 && key->profile != PROFILE_DIRECTORY;
}

/* Check whether any value of a group is set, from its first key on. */
static bool
group_is_set(const contacts_key *first, uint64 row, int column, int shape)
{
	bool		isnull;

	for (const contacts_key *key = first; key < contacts_keys + contacts_key_count &&
		 strcmp(key->group, first->group) == 0; key++)
	{
		Datum		value;

		if (!is_shown(key, first->profile, shape))
			continue;
		value = contacts_result_value(row, column++, form_type[key->form], &isnull);
		if (!isnull && !(key->form == FORM_REST && JB_ROOT_COUNT(DatumGetJsonbP(value)) == 0))
			return true;
	}
	return false;
}

/* Put one key of a row, and what its group needs before. */
static void
put_key(contacts_builder *json, open_group *group, const contacts_key *key, uint64 row, int column, int shape)
{
	bool		isnull;
	Datum		value = contacts_result_value(row, column, form_type[key->form], &isnull);

	if (group->name && strcmp(group->name, key->group) != 0)
		leave_group(json, group);
	if (key->group[0] && group->name == NULL)
	{
		group->name = key->group;
		if (is_always_there(key) || group_is_set(key, row, column, shape))
			enter_group(json, group);
	}
	if (key->group[0] && !group->opened)
		return;
	if (key->form == FORM_REST)
	{
		put_rest(json, key, DatumGetJsonbP(value));
		return;
	}
	if (isnull && key->if_set)
		return;
	contacts_builder_key(json, key->name);
	if (isnull)
		contacts_builder_null(json);
	else
		put_value(json, key, value);
}

/* Make the JSON of one row of the statement's result. */
static Jsonb *
make_object(contacts_profile profile, int shape, uint64 row)
{
	contacts_builder json = {0};
	open_group	group = {0};
	int			column = 0;

	contacts_builder_begin(&json, false);
	for (const contacts_key *key = contacts_keys; key < contacts_keys + contacts_key_count; key++)
	{
		if (is_shown(key, profile, shape))
			put_key(&json, &group, key, row, ++column, shape);
	}
	leave_group(&json, &group);
	contacts_builder_end(&json, false);
	return contacts_builder_finish(&json);
}

/* Turn rows of contact into JSON, one object each; the caller is connected to SPI. */
void
contacts_rows_to_json(Datum *rows, int count, contacts_profile profile, int shape, bool read_only, Jsonb **result)
{
	Oid			row_type = get_rel_type_id(contacts_installed_relation("contact"));
	Datum		argument;
	contacts_query *statement = find_statement(profile, shape, GIVEN_ROWS, get_array_type(row_type));

	if (count == 0)
		return;
	argument = PointerGetDatum(construct_array(rows, count, row_type, -1, false, TYPALIGN_DOUBLE));
	statement->flags = read_only ? CONTACTS_READ : CONTACTS_WRITE;
	if (contacts_query_execute(statement, &argument, NULL, 0) != count)
		elog(ERROR, "query returned an unexpected number of rows");
	for (int i = 0; i < count; i++)
		result[i] = make_object(profile, shape, i);
}

/*
 * Make the JSON of the live contact that an identifier names; NULL where there is none.  The caller is connected to
 * SPI.
 */
Jsonb *
contacts_find_json(int64 organization_id, const contacts_id *id, contacts_profile profile)
{
	row_source	source = id->form == ID_UID ? ROW_BY_UID : ROW_BY_NUMBER;
	Datum		values[] = {
		Int64GetDatum(organization_id), id->form == ID_UID ? PointerGetDatum(id->uid) : Int64GetDatum(id->number)
	};

	if (contacts_query_execute(find_statement(profile, SHAPE_FULL, source, INT8OID), values, NULL, 1) == 0)
		return NULL;
	return make_object(profile, SHAPE_FULL, 0);
}

/* Refuse a record that is no row of table contact. */
static void
check_row_type(Datum row)
{
	Oid			type = HeapTupleHeaderGetTypeId(DatumGetHeapTupleHeader(row));

	if (type != get_rel_type_id(contacts_installed_relation("contact")))
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("argument is of type %s, not a row of table contact", format_type_be(type))));
}

/* contact_json(contact, profile) */
Datum
contacts_contact_json(PG_FUNCTION_ARGS)
{
	MemoryContext caller = CurrentMemoryContext;
	contacts_profile profile;
	Datum		row;
	Jsonb	   *result;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	row = PG_GETARG_DATUM(0);
	check_row_type(row);
	profile = contacts_profile_argument(PG_ARGISNULL(1) ? NULL : PG_GETARG_TEXT_PP(1));
	contacts_connect();
	contacts_rows_to_json(&row, 1, profile, SHAPE_FULL, true, &result);
	PG_RETURN_JSONB_P(contacts_api_end(result, caller));
}
