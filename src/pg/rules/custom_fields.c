/*
 * custom_fields.c
 *	  Column custom_fields of a contact, checked against what the organization has defined.
 *
 * The definitions of an organization are kept per backend.  An organization without definitions may have every key.
 */
#include "pg/compat.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "pg/base/error.h"
#include "pg/base/problems.h"
#include "pg/rules/custom_fields.h"
#include "pg/rules/custom_value.h"
#include "pg/store/organization_cache.h"
#include "pg/store/query.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/json.h"

typedef struct definitions
{
	int64		organization_id;	/* hash key */
	int			count;
	contacts_custom_field *fields;
} definitions;

static contacts_kept kept = {.table = "custom_field", .entry_size = sizeof(definitions), .most = 1024};

/* Copy a text column of a definition, NULL where it is null. */
static char *
copy_text(uint64 row, int column)
{
	char	   *value = contacts_result_cstring(row, column);

	return value ? MemoryContextStrdup(kept.context, value) : NULL;
}

/* Copy the values that an enum may have. */
static void
copy_options(contacts_custom_field *field, uint64 row, int column)
{
	bool		isnull;
	Datum		array = contacts_result_value(row, column, TEXTARRAYOID, &isnull);
	Datum	   *options;
	int			count;

	field->option_count = 0;
	if (isnull)
		return;
	deconstruct_array(DatumGetArrayTypeP(array), TEXTOID, -1, false, TYPALIGN_INT, &options, NULL, &count);
	field->options = MemoryContextAlloc(kept.context, count * sizeof(char *));
	for (int i = 0; i < count; i++)
		field->options[i] = MemoryContextStrdup(kept.context, TextDatumGetCString(options[i]));
	field->option_count = count;
}

/* Order a key of the object and a definition by name. */
static int
compare_name(const void *key, const void *field)
{
	return strcmp((const char *) key, ((const contacts_custom_field *) field)->name);
}

/* Order definitions by the bytes of their names. */
static int
compare_fields(const void *a, const void *b)
{
	return compare_name(((const contacts_custom_field *) a)->name, b);
}

/* Read the definitions of an organization into the copy, in the order of their names' bytes. */
static void
load_definitions(definitions *found, int64 organization_id)
{
	static contacts_query query = {
		"SELECT name, kind, type, is_required, options FROM contacts.custom_field WHERE organization_id = $1",
		1, {INT8OID}, CONTACTS_RULE
	};
	Datum		values[] = {Int64GetDatum(organization_id)};

	contacts_connect();
	found->count = (int) contacts_query_execute(&query, values, NULL, 0);
	found->fields = MemoryContextAllocZero(kept.context, Max(found->count, 1) * sizeof(contacts_custom_field));
	for (int i = 0; i < found->count; i++)
	{
		contacts_custom_field *field = &found->fields[i];

		field->name = copy_text(i, 1);
		field->kind = copy_text(i, 2);
		field->type = copy_text(i, 3);
		field->is_required = contacts_result_bool(i, 4);
		copy_options(field, i, 5);
	}
	contacts_disconnect();
	qsort(found->fields, found->count, sizeof(contacts_custom_field), compare_fields);
}

/* Find the definitions of an organization; good until the next call. */
static const definitions *
definitions_of(int64 organization_id)
{
	definitions *found = contacts_kept_find(&kept, organization_id);
	definitions loaded = {organization_id};

	if (found)
		return found;
	load_definitions(&loaded, organization_id);
	return contacts_kept_add(&kept, &loaded);
}

/* Add a problem of one custom field. */
static void
add_problem(List **problems, const char *field, const char *message)
{
	contacts_problem_add(problems, psprintf("customFields.%s", field), "INVALID", message);
}

/* Check the keys that are defined. */
static void
check_defined(const definitions *defined, bool is_person, Jsonb *object, List **problems)
{
	for (int i = 0; i < defined->count; i++)
	{
		const contacts_custom_field *field = &defined->fields[i];
		bool		applies = field->kind == NULL || (strcmp(field->kind, "person") == 0) == is_person;
		JsonbValue	buffer;
		JsonbValue *value = object ? getKeyJsonValueFromContainer(&object->root, field->name, strlen(field->name),
																  &buffer) : NULL;
		char	   *problem;

		if (value == NULL || value->type == jbvNull)
		{
			if (field->is_required && applies)
				add_problem(problems, field->name, "Value is required");
		}
		else if (!applies)
			add_problem(problems, field->name, psprintf("Only a contact of kind %s has this field", field->kind));
		else if ((problem = contacts_custom_value_problem(field, value)) != NULL)
			add_problem(problems, field->name, problem);
	}
}

/* Check that there are no other keys. */
static void
check_undefined(const definitions *defined, Jsonb *object, List **problems)
{
	JsonbIterator *it = JsonbIteratorInit(&object->root);
	JsonbIteratorToken token;
	JsonbValue	key;

	while ((token = JsonbIteratorNext(&it, &key, true)) != WJB_DONE)
	{
		char	   *name;

		CHECK_FOR_INTERRUPTS();
		if (token != WJB_KEY)
			continue;
		name = pnstrdup(key.val.string.val, key.val.string.len);
		if (bsearch(name, defined->fields, defined->count, sizeof(contacts_custom_field), compare_name) == NULL)
			add_problem(problems, name, "Field is not defined");
		pfree(name);
	}
}

/* Check the custom fields of a contact: error CT400 with every problem in its detail. */
void
contacts_check_custom_fields(int64 organization_id, bool is_person, Datum value, bool isnull)
{
	const definitions *defined = definitions_of(organization_id);
	Jsonb	   *object = NULL;
	List	   *problems = NIL;

	if (defined->count == 0)
		return;
	if (!isnull)
		object = DatumGetJsonbP(value);
	/* the constraint of the column refuses a value that is not an object */
	if (object && !JB_ROOT_IS_OBJECT(object))
		return;
	check_defined(defined, is_person, object, &problems);
	if (object)
		check_undefined(defined, object, &problems);
	if (problems == NIL)
		return;
	ereport(ERROR,
			(errcode(CONTACTS_ERRCODE_VALIDATION),
			 errmsg("custom fields do not fit their definitions"),
			 errdetail_internal("%s", contacts_problems_text(problems)),
			 errhint("Table contacts.custom_field has the definitions of the organization.")));
}
