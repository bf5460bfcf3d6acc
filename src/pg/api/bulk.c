/*
 * bulk.c
 *	  Many operations in one call: an array in, a result for each element out, whether the others fail or not.
 */
#include "pg/compat.h"

#include "miscadmin.h"
#include "pg/access/context.h"
#include "pg/access/grants.h"
#include "pg/api/bulk_locks.h"
#include "pg/api/contact_operations.h"
#include "pg/api/contact_row.h"
#include "pg/api/error_json.h"
#include "pg/api/identifier.h"
#include "pg/api/key_lock.h"
#include "pg/api/upsert.h"
#include "pg/base/error.h"
#include "pg/base/json.h"
#include "pg/rules/require_connection.h"
#include "utils/builtins.h"
#include "utils/snapmgr.h"

PG_FUNCTION_INFO_V1(contacts_create_contacts);
PG_FUNCTION_INFO_V1(contacts_update_contacts);
PG_FUNCTION_INFO_V1(contacts_upsert_contacts);
PG_FUNCTION_INFO_V1(contacts_delete_contacts);

#define MOST_ELEMENTS 10000

/* elements from which on a list locks all keys of the organization rather than those that it needs */
#define LONG_LIST 50

/* one element and what becomes of it */
typedef struct bulk_element
{
	int64		organization_id;
	JsonbValue *value;
	Jsonb	   *result;
} bulk_element;

/* Get the element as a request. */
static Jsonb *
request_of(bulk_element *element)
{
	return contacts_value_to_jsonb(element->value);
}

/* Judge the contact that an element has written, so that the end of the transaction does not fail for all of them. */
static void
judge(const bulk_element *element)
{
	int64		contact_id = contacts_written_contact();

	if (contact_id != 0)
		contacts_check_reachable(element->organization_id, contact_id);
}

static void
create_one(void *argument)
{
	bulk_element *element = argument;

	element->result = contacts_do_create(element->organization_id, request_of(element));
	judge(element);
}

static void
upsert_one(void *argument)
{
	bulk_element *element = argument;

	element->result = contacts_do_upsert(element->organization_id, request_of(element), NULL, "new");
	judge(element);
}

/* The element is a patch that has the id too. */
static void
update_one(void *argument)
{
	bulk_element *element = argument;
	Jsonb	   *request = request_of(element);
	contacts_id id;

	if (!contacts_request_id(request, &id))
		contacts_raise_field(CONTACTS_ERRCODE_VALIDATION, "element has no id", "id", "Id is required");
	element->result = contacts_do_update(element->organization_id, &id, request, NULL);
	judge(element);
}

/* The element is an id. */
static void
delete_one(void *argument)
{
	bulk_element *element = argument;
	contacts_id id;

	contacts_id_read_json(&id, element->value);
	if (id.form != ID_UID && id.form != ID_NUMBER)
		contacts_raise_field(CONTACTS_ERRCODE_VALIDATION, "invalid identifier", "id", "Invalid id format");
	contacts_do_delete(element->organization_id, &id);
	element->result = NULL;
}

/* Put what became of an element: {status, data} or {status, error, message, details}. */
static void
put_outcome(contacts_builder *json, bulk_element *element, ErrorData *error)
{
	contacts_each each;

	contacts_builder_begin(json, false);
	contacts_builder_key(json, "status");
	contacts_builder_int(json, error ? contacts_http_status_of(error->sqlerrcode) : element->result ? 200 : 204);
	if (error)
	{
		contacts_each_start(&each, &contacts_error_object(error->sqlerrcode, error->message, error->detail)->root);
		while (contacts_each_next(&each))
		{
			contacts_builder_key_len(json, each.key.val.string.val, each.key.val.string.len);
			contacts_builder_value(json, &each.value);
		}
	}
	else if (element->result)
	{
		contacts_builder_key(json, "data");
		contacts_builder_jsonb(json, element->result);
	}
	contacts_builder_end(json, false);
}

/* Do one piece of work for each element of an array. */
static Datum
run_bulk(FunctionCallInfo fcinfo, contacts_work work)
{
	MemoryContext caller = CurrentMemoryContext;
	Jsonb	   *array = PG_GETARG_JSONB_P(0);
	bulk_element element = {contacts_api_begin(CONTACTS_SCOPE_ADMIN)};
	contacts_builder json = {0};
	contacts_each each;

	if (!JB_ROOT_IS_ARRAY(array) || JB_ROOT_IS_SCALAR(array) || JB_ROOT_COUNT(array) > MOST_ELEMENTS)
		contacts_raise_field(CONTACTS_ERRCODE_VALIDATION, "invalid list", "", psprintf("Must be an array of at most %d"
		" elements", MOST_ELEMENTS));
	contacts_lock_bulk(element.organization_id, array);
	/* what those wrote that we waited for is there: at READ COMMITTED this sees it */
	PushActiveSnapshot(GetTransactionSnapshot());
	contacts_builder_begin(&json, true);
	contacts_each_start(&each, &array->root);
	while (contacts_each_next(&each))
	{
		ErrorData  *error;

		CHECK_FOR_INTERRUPTS();
		element.value = &each.value;
		element.result = NULL;
		(void) contacts_written_contact();
		error = contacts_attempt(work, &element);
		/* a cancel, a crash or lost memory is no matter of one element */
		if (error && (error->sqlerrcode == ERRCODE_QUERY_CANCELED ||
					  ERRCODE_TO_CATEGORY(error->sqlerrcode) == ERRCODE_OPERATOR_INTERVENTION ||
					  ERRCODE_TO_CATEGORY(error->sqlerrcode) == ERRCODE_INSUFFICIENT_RESOURCES ||
					  ERRCODE_TO_CATEGORY(error->sqlerrcode) == ERRCODE_TRANSACTION_ROLLBACK))
			ReThrowError(error);
		put_outcome(&json, &element, error);
	}
	PopActiveSnapshot();
	contacts_builder_end(&json, true);
	PG_RETURN_JSONB_P(contacts_api_end(contacts_builder_finish(&json), caller));
}

/* create_contacts(jsonb) */
Datum
contacts_create_contacts(PG_FUNCTION_ARGS)
{
	return run_bulk(fcinfo, create_one);
}

/* update_contacts(jsonb) */
Datum
contacts_update_contacts(PG_FUNCTION_ARGS)
{
	return run_bulk(fcinfo, update_one);
}

/* upsert_contacts(jsonb) */
Datum
contacts_upsert_contacts(PG_FUNCTION_ARGS)
{
	Jsonb	   *array = PG_GETARG_JSONB_P(0);
	int64		organization_id;

	/* two long lists would wait for each other's keys */
	if (JB_ROOT_COUNT(array) >= LONG_LIST && contacts_context_organization(&organization_id))
		contacts_lock_all_keys(organization_id);
	return run_bulk(fcinfo, upsert_one);
}

/* delete_contacts(jsonb) */
Datum
contacts_delete_contacts(PG_FUNCTION_ARGS)
{
	return run_bulk(fcinfo, delete_one);
}
