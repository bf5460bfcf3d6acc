/*
 * activity_operations.c
 *	  The operations on activities: jsonb in, jsonb out.
 *
 * A request is read into an object of columns, which one statement writes: columns that it does not name stay.
 */
#include "pg/compat.h"

#include "catalog/pg_type.h"
#include "pg/access/grants.h"
#include "pg/api/arguments.h"
#include "pg/api/column_rules.h"
#include "pg/api/contact_row.h"
#include "pg/api/draft.h"
#include "pg/api/error_json.h"
#include "pg/api/identifier.h"
#include "pg/api/value.h"
#include "pg/base/error.h"
#include "pg/base/json.h"
#include "pg/base/text.h"
#include "pg/store/query.h"
#include "utils/builtins.h"
#include "utils/datetime.h"
#include "utils/fmgrprotos.h"
#include "utils/timestamp.h"

PG_FUNCTION_INFO_V1(contacts_create_activity);
PG_FUNCTION_INFO_V1(contacts_get_activity);
PG_FUNCTION_INFO_V1(contacts_update_activity);
PG_FUNCTION_INFO_V1(contacts_delete_activity);
PG_FUNCTION_INFO_V1(contacts_list_activities);

/* the columns that a client writes, in one order */
#define COLUMNS(r) \
	r "company_id, " r "occurred_at, " r "duration_minutes, " r "location, " r "type, " r "status, " \
	r "participants, " r "attachment_urls, " r "visibility, " r "subject, " r "category, " r "direction, " \
	r "is_virtual, " r "thread_key, " r "objectives, " r "material_urls, " r "key_points, " r "decisions, " \
	r "notes, " r "tags, " r "metadata"

#define DEFAULTS \
	"'{\"type\": \"CALL\", \"status\": \"PENDING\", \"participants\": [], \"attachment_urls\": [], \"visibility\":" \
	" \"organization\"," \
	" \"is_virtual\": false, \"objectives\": [], \"material_urls\": [], \"key_points\": [], \"decisions\": []," \
	" \"tags\": [], \"metadata\": {}}'::jsonb"

#define ISO_TIME(column) \
	"pg_catalog.to_char(" column " AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')"

/* one activity as the API shows it */
#define ANSWER \
	"pg_catalog.jsonb_build_object('id', a.uid::text, 'accountId', a.company_id::text, 'account', c.name," \
	" 'activityTimestamp', " ISO_TIME("a.occurred_at") ", 'duration', a.duration_minutes, 'location', a.location," \
	" 'type', a.type," \
	" 'status', a.status, 'participants', a.participants, 'attachmentUrls', pg_catalog.to_jsonb(a.attachment_urls)," \
	" 'visibility', a.visibility, 'subject', a.subject, 'category', a.category, 'direction', a.direction," \
	" 'isVirtual'," \
	" a.is_virtual," \
	" 'threadKey', a.thread_key, 'objectives', pg_catalog.to_jsonb(a.objectives), 'materialUrls'," \
	" pg_catalog.to_jsonb(a.material_urls)," \
	" 'keyPoints', pg_catalog.to_jsonb(a.key_points), 'decisions', pg_catalog.to_jsonb(a.decisions), 'notes'," \
	" a.notes," \
	" 'tags', pg_catalog.to_jsonb(a.tags), 'metadata', a.metadata, 'isActive', a.is_active," \
	" 'creator', u.name, 'creatorId', a.created_by::text, 'creatorEmail', u.email::text," \
	" 'createdAt', " ISO_TIME("a.created_at") ", 'updatedAt', " ISO_TIME("a.updated_at") ")"

#define FROM_ACTIVITY \
	" FROM contacts.activity a LEFT " CONTACTS_JOIN_BY_KEY("x.*", "contacts.contact x", "a.organization_id", \
														   "a.company_id", "c") \
	" LEFT " CONTACTS_JOIN_BY_KEY("x.*", "contacts.app_user x", "a.organization_id", "a.created_by", "u") \
	" WHERE a.organization_id = $1 AND a.deleted_at IS NULL"

static bool
is_activity_type(text *value)
{
	return contacts_is_listed(value, "CALL,EMAIL,MEETING,SITE_VISIT,CHAT,REVIEW,PRESENTATION,TRAINING");
}

static bool
is_activity_status(text *value)
{
	return contacts_is_listed(value, "PENDING,COMPLETED,CANCELLED");
}

static bool
is_visibility(text *value)
{
	return contacts_is_listed(value, "organization,participants,private");
}

static bool
is_direction(text *value)
{
	return contacts_is_listed(value, "inbound,outbound");
}

/* what a value of a key is beside the kinds of a contact's columns */
typedef enum activity_value
{
	AS_RULE,					/* read by the rule, kept as JSON */
	AS_TIME,
	AS_ARRAY,
	READ_ONLY
} activity_value;

/* the keys of an activity */
static const struct
{
	const char *name;
	activity_value value;
	contacts_rule rule;
}			keys[] = {
	{"accountId", AS_RULE, {"company_id", VALUE_COMPANY, 0, false, NULL, "Company not found", NULL,
		"Account is required"}},
	{"activityTimestamp", AS_TIME, {"occurred_at", VALUE_TEXT, 0, false, NULL, "Invalid timestamp", NULL,
		"Activity timestamp is required"}},
	{"duration", AS_RULE, {"duration_minutes", VALUE_INT4, 0, false, NULL, NULL, NULL, "Duration is required"}},
	{"location", AS_RULE, {"location", VALUE_TEXT, 2048, false, NULL, NULL, NULL, "Location is required"}},
	{"type", AS_RULE, {"type", VALUE_TEXT, 0, false, is_activity_type,
	"Type must be CALL, EMAIL, MEETING, SITE_VISIT, CHAT, REVIEW, PRESENTATION or TRAINING", "\"CALL\""}},
	{"status", AS_RULE, {"status", VALUE_TEXT, 0, false, is_activity_status, "Status must be PENDING, COMPLETED or"
	" CANCELLED", "\"PENDING\""}},
	{"participants", AS_ARRAY, {"participants", VALUE_TEXT, 0, false, NULL, NULL, "[]"}},
	{"attachmentUrls", AS_RULE, {"attachment_urls", VALUE_TEXTS, 0, false, contacts_is_url, URL_MESSAGE, "[]", NULL,
		1000}},
	{"visibility", AS_RULE, {"visibility", VALUE_TEXT, 0, false, is_visibility, "Visibility must be organization,"
	" participants or private",
	"\"organization\""}},
	{"subject", AS_RULE, {"subject", VALUE_TEXT, 500, false}},
	{"category", AS_RULE, {"category", VALUE_TEXT, 63, false, contacts_is_category, CATEGORY_MESSAGE}},
	{"direction", AS_RULE, {"direction", VALUE_TEXT, 0, false, is_direction, "Direction must be inbound or outbound"}},
	{"isVirtual", AS_RULE, {"is_virtual", VALUE_BOOL, 0, false, NULL, NULL, "false"}},
	{"threadKey", AS_RULE, {"thread_key", VALUE_TEXT, 500, false}},
	{"objectives", AS_RULE, {"objectives", VALUE_TEXTS, 8000, false, NULL, NULL, "[]", NULL, 1000}},
	{"materialUrls", AS_RULE, {"material_urls", VALUE_TEXTS, 0, false, contacts_is_url, URL_MESSAGE, "[]", NULL, 1000}},
	{"keyPoints", AS_RULE, {"key_points", VALUE_TEXTS, 8000, false, NULL, NULL, "[]", NULL, 1000}},
	{"decisions", AS_RULE, {"decisions", VALUE_TEXTS, 8000, false, NULL, NULL, "[]", NULL, 1000}},
	{"notes", AS_RULE, {"notes", VALUE_TEXT, 0, true}},
	{"tags", AS_RULE, {"tags", VALUE_TEXTS, 200, false, NULL, NULL, "[]", NULL, 32}},
	{"metadata", AS_RULE, {"metadata", VALUE_OBJECT, 0, false, NULL, NULL, "{}"}},
	{"id", READ_ONLY}, {"uid", READ_ONLY}, {"account", READ_ONLY}, {"creator", READ_ONLY}, {"creatorId", READ_ONLY},
	{"creatorEmail", READ_ONLY}, {"createdBy", READ_ONLY}, {"createdAt", READ_ONLY}, {"updatedAt", READ_ONLY},
	{"deletedAt", READ_ONLY}, {"isActive", READ_ONLY},
};

/*
 * Check whether JSON is a time: ISO 8601 in a string, or milliseconds since 1970, which are turned into such a string.
 */
static bool
read_time(JsonbValue *json, JsonbValue *result)
{
	char		work[MAXDATELEN + MAXDATEFIELDS];
	char	   *field[MAXDATEFIELDS];
	int			types[MAXDATEFIELDS];
	int			count;
	int			type;
	int			tz;
	fsec_t		fraction;
	struct pg_tm tm;
	char	   *string;

	if (json->type == jbvNumeric)
	{
		double		ms = DatumGetFloat8(DirectFunctionCall1(numeric_float8_no_overflow,
															NumericGetDatum(json->val.numeric)));

		/* the years 1 to 9999 */
		if (!(ms > -62135596800000.0 && ms < 253402300800000.0))
			return false;
		string = DatumGetCString(DirectFunctionCall1(timestamptz_out,
													 DirectFunctionCall1(float8_timestamptz,
																		 Float8GetDatum(ms / 1000))));
	}
	else if (json->type != jbvString || json->val.string.len > MAXDATELEN)
		return false;
	else
	{
		string = pnstrdup(json->val.string.val, json->val.string.len);
		if (ParseDateTime(string, work, sizeof(work), field, types, MAXDATEFIELDS, &count) != 0 ||
			contacts_decode_datetime(field, types, count, &type, &tm, &fraction, &tz) != 0 || type != DTK_DATE)
			return false;
	}
	result->type = jbvString;
	result->val.string.val = string;
	result->val.string.len = strlen(string);
	return true;
}

/* Put what a client gave for a key under the name of its column. */
static void
put_column(contacts_draft *draft, contacts_builder *json, int i, JsonbValue *value)
{
	JsonbValue	time;
	Datum		datum;

	if (value->type == jbvNull && (keys[i].rule.required || keys[i].rule.otherwise))
	{
		if (keys[i].rule.required)
			contacts_draft_problem(draft, "REQUIRED", keys[i].rule.required);
		else
		{
			contacts_builder_key(json, keys[i].rule.column);
			contacts_builder_jsonb(json, DatumGetJsonbP(DirectFunctionCall1(jsonb_in,
																			CStringGetDatum(keys[i].rule.otherwise))));
		}
		return;
	}
	if (value->type == jbvNull)
		 /* clears */ ;
	else if (keys[i].value == AS_TIME)
	{
		if (!read_time(value, &time))
		{
			contacts_draft_problem(draft, "INVALID", keys[i].rule.message);
			return;
		}
		value = &time;
	}
	else if (keys[i].value == AS_ARRAY)
	{
		if (!contacts_value_is_array(value))
		{
			contacts_draft_problem(draft, "INVALID", "Must be an array");
			return;
		}
	}
	else if (!contacts_read_value(draft, &keys[i].rule, value, &datum))
		return;
	contacts_builder_key(json, keys[i].rule.column);
	if (value->type != jbvNull && (keys[i].rule.kind == VALUE_COMPANY || keys[i].rule.kind == VALUE_INT4))
		contacts_builder_int(json, DatumGetInt64(datum));
	else
		contacts_builder_value(json, value);
}

/* Read a request into an object of columns; raises all problems. */
static Jsonb *
read_request(int64 organization_id, Jsonb *request, bool is_new)
{
	contacts_draft draft = {.organization_id = organization_id, .path = "", .region = ""};
	contacts_builder json = {0};
	contacts_each each;
	bool		given[lengthof(keys)] = {false};

	if (!JB_ROOT_IS_OBJECT(request))
		contacts_raise_field(CONTACTS_ERRCODE_VALIDATION, "invalid request", "", "The request must be an object");
	contacts_builder_begin(&json, false);
	contacts_each_start(&each, &request->root);
	while (contacts_each_next(&each))
	{
		int			i = 0;

		draft.path = pnstrdup(each.key.val.string.val, each.key.val.string.len);
		while (i < lengthof(keys) && strcmp(keys[i].name, draft.path) != 0)
			i++;
		if (i == lengthof(keys))
			contacts_draft_problem(&draft, "UNKNOWN_FIELD", "Unknown field");
		else if (keys[i].value != READ_ONLY)
		{
			given[i] = true;
			put_column(&draft, &json, i, &each.value);
		}
	}
	contacts_builder_end(&json, false);
	for (int i = 0; is_new && i < lengthof(keys); i++)
	{
		draft.path = keys[i].name;
		if (keys[i].rule.required && !given[i])
			contacts_draft_problem(&draft, "REQUIRED", keys[i].rule.required);
	}
	if (draft.problems)
		contacts_problems_raise(draft.problems);
	return contacts_builder_finish(&json);
}

/* Raise that an activity is missing, deleted, hidden or another organization's. */
static void
raise_not_found(void)
{
	ereport(ERROR, (errcode(CONTACTS_ERRCODE_CONTACT_NOT_FOUND), errmsg("the requested activity was not found")));
}

/* Find the number of a live activity. */
static int64
find_activity(int64 organization_id, const contacts_id *id)
{
	static contacts_query by_uid = {
		"SELECT a.id FROM contacts.activity a WHERE a.organization_id = $1 AND a.deleted_at IS NULL"
		" AND a.uid OPERATOR(contacts.=) ($2::uuid)::contacts.ulid", 2, {INT8OID, UUIDOID}, CONTACTS_WRITE
	};
	static contacts_query by_id = {
		"SELECT a.id FROM contacts.activity a WHERE a.organization_id = $1 AND a.deleted_at IS NULL AND a.id = $2", 2,
		{INT8OID, INT8OID}, CONTACTS_WRITE
	};
	Datum		values[] = {
		Int64GetDatum(organization_id), id->form == ID_UID ? PointerGetDatum(id->uid) : Int64GetDatum(id->number)
	};

	if (contacts_query_execute(id->form == ID_UID ? &by_uid : &by_id, values, NULL, 1) == 0)
		raise_not_found();
	return contacts_result_int8(0, 1);
}

/* Make the JSON of an activity. */
static Jsonb *
answer(int64 organization_id, int64 activity_id)
{
	static contacts_query statement = {"SELECT " ANSWER FROM_ACTIVITY " AND a.id = $2", 2, {INT8OID, INT8OID},
		CONTACTS_WRITE};
	Datum		values[] = {Int64GetDatum(organization_id), Int64GetDatum(activity_id)};
	bool		isnull;

	if (contacts_query_execute(&statement, values, NULL, 1) == 0)
		raise_not_found();
	return DatumGetJsonbP(contacts_result_value(0, 1, JSONBOID, &isnull));
}

/* create_activity(jsonb) */
Datum
contacts_create_activity(PG_FUNCTION_ARGS)
{
	static contacts_query statement = {
		"INSERT INTO contacts.activity (organization_id, " COLUMNS("") ") SELECT $1, " COLUMNS("r.")
		" FROM pg_catalog.jsonb_populate_record(NULL::contacts.activity, " DEFAULTS " || $2) r RETURNING id", 2,
			{INT8OID, JSONBOID}, CONTACTS_WRITE
	};
	MemoryContext caller = CurrentMemoryContext;
	Jsonb	   *request = PG_GETARG_JSONB_P(0);
	int64		organization_id = contacts_api_begin(CONTACTS_SCOPE_WRITE);
	Datum		values[] = {Int64GetDatum(organization_id),
		JsonbPGetDatum(read_request(organization_id, request, true))};

	contacts_query_execute(&statement, values, NULL, 0);
	PG_RETURN_JSONB_P(contacts_api_end(answer(organization_id, contacts_result_int8(0, 1)), caller));
}

/* get_activity(uid) */
Datum
contacts_get_activity(PG_FUNCTION_ARGS)
{
	MemoryContext caller = CurrentMemoryContext;
	contacts_id id;
	int64		organization_id;

	contacts_id_argument(&id, fcinfo, 0);
	organization_id = contacts_api_begin(CONTACTS_SCOPE_READ);
	PG_RETURN_JSONB_P(contacts_api_end(answer(organization_id, find_activity(organization_id, &id)), caller));
}

/* update_activity(uid, patch) */
Datum
contacts_update_activity(PG_FUNCTION_ARGS)
{
	static contacts_query statement = {
		"UPDATE contacts.activity a SET (" COLUMNS("") ") = (SELECT " COLUMNS("r.")
		" FROM pg_catalog.jsonb_populate_record(a, CASE WHEN $3 ? 'metadata' THEN $3 ||"
		" pg_catalog.jsonb_build_object('metadata',"
		" pg_catalog.jsonb_strip_nulls(a.metadata || ($3->'metadata'))) ELSE $3 END) r)"
		" WHERE a.organization_id = $1 AND a.id = $2", 3, {INT8OID, INT8OID, JSONBOID}, CONTACTS_WRITE
	};
	MemoryContext caller = CurrentMemoryContext;
	Jsonb	   *patch = PG_GETARG_JSONB_P(1);
	contacts_id id;
	int64		organization_id;
	Datum		values[3];

	contacts_id_argument(&id, fcinfo, 0);
	organization_id = contacts_api_begin(CONTACTS_SCOPE_WRITE);
	values[0] = Int64GetDatum(organization_id);
	values[1] = Int64GetDatum(find_activity(organization_id, &id));
	values[2] = JsonbPGetDatum(read_request(organization_id, patch, false));
	contacts_query_execute(&statement, values, NULL, 0);
	PG_RETURN_JSONB_P(contacts_api_end(answer(organization_id, DatumGetInt64(values[1])), caller));
}

/* delete_activity(uid) */
Datum
contacts_delete_activity(PG_FUNCTION_ARGS)
{
	static contacts_query statement = {
		"UPDATE contacts.activity SET deleted_at = pg_catalog.now() WHERE organization_id = $1 AND id = $2", 2,
		{INT8OID, INT8OID}, CONTACTS_WRITE
	};
	MemoryContext caller = CurrentMemoryContext;
	contacts_id id;
	Datum		values[2];

	contacts_id_argument(&id, fcinfo, 0);
	values[0] = Int64GetDatum(contacts_api_begin(CONTACTS_SCOPE_DELETE));
	values[1] = Int64GetDatum(find_activity(DatumGetInt64(values[0]), &id));
	contacts_query_execute(&statement, values, NULL, 0);
	contacts_api_end(NULL, caller);
	PG_RETURN_VOID();
}

/* list_activities(account, type, status, page, limit): the latest first */
Datum
contacts_list_activities(PG_FUNCTION_ARGS)
{
	static contacts_query statement = {
		"SELECT pg_catalog.jsonb_build_object('data', (SELECT coalesce(pg_catalog.jsonb_agg(d.item), '[]') FROM"
		" (SELECT " ANSWER " AS item"
		FROM_ACTIVITY " AND ($2::bigint IS NULL OR a.company_id = $2) AND ($3::text IS NULL OR a.type = $3) AND"
					  " ($4::text IS NULL OR a.status = $4)"
		" ORDER BY a.occurred_at DESC, a.id DESC OFFSET ($5::bigint - 1) * $6 LIMIT $6) d), 'total', t.total, 'page',"
		" $5, 'limit', $6,"
		" 'totalPages', (t.total + $6 - 1) / $6) FROM (SELECT pg_catalog.count(*) AS total FROM contacts.activity a"
		" WHERE a.organization_id = $1 AND a.deleted_at IS NULL AND ($2::bigint IS NULL OR a.company_id = $2)"
		" AND ($3::text IS NULL OR a.type = $3) AND ($4::text IS NULL OR a.status = $4)) t",
		6, {INT8OID, INT8OID, TEXTOID, TEXTOID, INT8OID, INT8OID},
		CONTACTS_READ_ONLY | CONTACTS_CUSTOM_PLAN
	};
	MemoryContext caller = CurrentMemoryContext;
	Datum		values[6];
	bool		nulls[6] = {false};
	contacts_id id;
	bool		isnull;
	int			page = contacts_page_argument(fcinfo, 3);
	int			limit = contacts_limit_argument(fcinfo, 4, 20);

	for (int i = 0; i < 3; i++)
		nulls[i + 1] = PG_ARGISNULL(i);
	if (!PG_ARGISNULL(0))
		contacts_id_argument(&id, fcinfo, 0);
	if (!PG_ARGISNULL(1) && !is_activity_type(PG_GETARG_TEXT_PP(1)))
		contacts_refuse_argument("type", "Type must be CALL, EMAIL, MEETING, SITE_VISIT, CHAT, REVIEW, PRESENTATION or"
										 " TRAINING");
	if (!PG_ARGISNULL(2) && !is_activity_status(PG_GETARG_TEXT_PP(2)))
		contacts_refuse_argument("status", "Status must be PENDING, COMPLETED or CANCELLED");
	values[2] = PG_GETARG_DATUM(1);
	values[3] = PG_GETARG_DATUM(2);
	values[4] = Int64GetDatum((int64) page);
	values[5] = Int64GetDatum((int64) limit);
	values[0] = Int64GetDatum(contacts_api_begin(CONTACTS_SCOPE_READ));
	values[1] = PG_ARGISNULL(0) ? (Datum) 0 : Int64GetDatum(contacts_find_company(DatumGetInt64(values[0]), &id));
	contacts_query_execute(&statement, values, nulls, 1);
	PG_RETURN_JSONB_P(contacts_api_end(DatumGetJsonbP(contacts_result_value(0, 1, JSONBOID, &isnull)), caller));
}
