/*
 * list_contacts.c
 *	  Lists of contacts, page by page.
 *
 * Each order has an index (organization_id, status, value, id) over live rows.  A list is the merge of the statuses
 * that it asks for, each of them read in index order, so that one index serves all filters and a page reads no more
 * than it shows. The text of each statement consists of constants only.
 */
#include "pg/compat.h"

#include "catalog/pg_collation.h"
#include "catalog/pg_type.h"
#include "executor/executor.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "pg/access/grants.h"
#include "pg/api/arguments.h"
#include "pg/api/contact_json.h"
#include "pg/api/contact_row.h"
#include "pg/api/identifier.h"
#include "pg/api/keys.h"
#include "pg/api/list_contacts.h"
#include "pg/api/list_cursor.h"
#include "pg/api/profile.h"
#include "pg/base/json.h"
#include "pg/search/search_type.h"
#include "pg/store/columns.h"
#include "pg/store/query.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/fmgrprotos.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

PG_FUNCTION_INFO_V1(contacts_list_contacts);
PG_FUNCTION_INFO_V1(contacts_list_contacts_after);

#define LARGEST_PAGE_AND_ONE 101
#define STATUSES 3

static const char *const status_names[STATUSES] = {"active", "inactive", "archived"};

/* the orders of the revrec profile, in its words and in ours */
static const struct
{
	const char *name;
	const char *column;
	const char *value;			/* what is compared: people expect an order that the database's collation may not have */
	Oid			type;
}			orders[] = {
	{"name", "name", "contacts_internal.search_fold(c.name) COLLATE \"C\"", TEXTOID},
	{"createdAt", "created_at", "c.created_at", TIMESTAMPTZOID},
	{"updatedAt", "updated_at", "c.updated_at", TIMESTAMPTZOID},
};

/* what a client wants to see */
typedef struct list_request
{
	int64		organization_id;
	int			order;
	bool		descending;
	int			statuses;		/* bit by bit as status_names */
	bool		has_company;
	int64		company_id;
	text	   *search;			/* NULL for none */
	ArrayType  *tags;			/* NULL for none */
	bool		paged;			/* by offset, else by cursor */
	bool		after;			/* begin after the cursor */
	contacts_cursor cursor;
	int64		offset;
	int			limit;
} list_request;

/* the parameters of every list statement */
enum
{
	PARAM_ORGANIZATION,
	PARAM_COMPANY,
	PARAM_SEARCH,
	PARAM_VALUE,
	PARAM_ID,
	PARAM_OFFSET,
	PARAM_LIMIT,
	PARAM_TAGS,
	LIST_PARAMS
};

/* Read the order of a list. */
static void
read_order(list_request *request, const char *order, const char *direction)
{
	int			i = 0;

	if (order)
	{
		while (i < lengthof(orders) && strcmp(order, orders[i].name) != 0 && strcmp(order, orders[i].column) != 0)
			i++;
		if (i == lengthof(orders))
			contacts_refuse_argument("orderBy", "Must be name, createdAt or updatedAt");
	}
	request->order = i;
	if (direction && pg_strcasecmp(direction, "asc") != 0 && pg_strcasecmp(direction, "desc") != 0)
		contacts_refuse_argument("orderDirection", "Must be asc or desc");
	request->descending = direction && pg_strcasecmp(direction, "desc") == 0;
}

/* Read the filters by status: active contacts are those of status active. */
static void
read_statuses(list_request *request, const char *status, bool by_activity, bool active)
{
	request->statuses = 0;
	for (int i = 0; i < STATUSES; i++)
	{
		if ((status == NULL || strcmp(status, status_names[i]) == 0) && (!by_activity || active == (i == 0)))
			request->statuses |= 1 << i;
	}
	for (int i = 0; status && i < STATUSES; i++)
	{
		if (strcmp(status, status_names[i]) == 0)
			return;
	}
	if (status)
		contacts_refuse_argument("status", "Status must be active, inactive or archived");
}

/* Read the filter by company; no argument means all. */
static void
read_company(list_request *request, const char *company)
{
	contacts_id id;

	request->has_company = company != NULL;
	if (company == NULL)
		return;
	contacts_id_read(&id, company, strlen(company));
	if (id.form != ID_UID && id.form != ID_NUMBER)
		contacts_refuse_argument("parentEntityId", "Invalid id format");
	request->company_id = contacts_find_company(request->organization_id, &id);
}

/* Read the filter by tags: all of them; none means no filter. */
static void
read_tags(list_request *request, FunctionCallInfo fcinfo, int arg)
{
	if (!PG_ARGISNULL(arg) && ArrayGetNItems(ARR_NDIM(PG_GETARG_ARRAYTYPE_P(arg)),
											 ARR_DIMS(PG_GETARG_ARRAYTYPE_P(arg))) > 0)
		request->tags = PG_GETARG_ARRAYTYPE_P(arg);
}

/* Write the conditions that all branches of a list share. */
static void
append_conditions(StringInfo buf, const list_request *request)
{
	appendStringInfoString(buf, "c.organization_id = $1 AND c.deleted_at IS NULL");
	if (request->has_company)
		appendStringInfoString(buf, " AND c.company_id = $2");
	if (request->search)
		appendStringInfoString(buf, " AND c.search_key OPERATOR(contacts.@@) (SELECT contacts.to_search_query($3,"
									" $1))");
	if (request->tags)
		appendStringInfoString(buf, " AND c.search_key OPERATOR(contacts.@@) (SELECT contacts.to_tag_query($8, $1))"
									" AND c.tags @> $8");
}

/* Write a condition for statuses. */
static void
append_statuses(StringInfo buf, int statuses)
{
	const char *joint = "c.status IN (";

	for (int i = 0; i < STATUSES; i++)
	{
		if (statuses & (1 << i))
		{
			appendStringInfo(buf, "%s'%s'", joint, status_names[i]);
			joint = ", ";
		}
	}
	appendStringInfoString(buf, ") AND ");
}

/* Write one branch: the rows of some statuses, in order. */
static void
append_branch(StringInfo buf, const list_request *request, int statuses)
{
	const char *value = orders[request->order].value;
	const char *direction = request->descending ? "DESC" : "ASC";

	appendStringInfo(buf, "(SELECT %s AS value, c.id FROM contacts.contact c WHERE ", value);
	append_statuses(buf, statuses);
	append_conditions(buf, request);
	/* holds for all rows: it is a condition of the index that has the order, and costs where another one is read */
	if (orders[request->order].type == TEXTOID && !request->has_company && !request->search && !request->tags)
		appendStringInfo(buf, " AND %s >= ''", value);
	if (request->after)
		appendStringInfo(buf, " AND (%s, c.id) %s ($4, $5)", value, request->descending ? "<" : ">");
	appendStringInfo(buf, " ORDER BY %s %s, c.id %s LIMIT %s)", value, direction, direction,
					 request->paged ? "$6 + $7" : CppAsString2(LARGEST_PAGE_AND_ONE));
}

/*
 * Write all branches: one for each status, as the index has them, or a single one where another index finds the rows.
 */
static void
append_branches(StringInfo buf, const list_request *request)
{
	const char *joint = "";

	if (request->search || request->tags)
	{
		append_branch(buf, request, request->statuses);
		return;
	}
	for (int i = 0; i < STATUSES; i++)
	{
		if (!(request->statuses & (1 << i)))
			continue;
		appendStringInfoString(buf, joint);
		append_branch(buf, request, 1 << i);
		joint = " UNION ALL ";
	}
}

/* Write the statement of a list. */
static char *
write_list(const list_request *request)
{
	const char *direction = request->descending ? "DESC" : "ASC";
	StringInfoData buf;

	initStringInfo(&buf);
	appendStringInfoString(&buf, "SELECT r.c FROM (SELECT b.value, b.id FROM (");
	append_branches(&buf, request);
	appendStringInfo(&buf, ") b ORDER BY b.value %s, b.id %s%s) p"
					 " " CONTACTS_JOIN_BY_KEY("c", "contacts.contact c", "$1", "p.id", "r")
					 " ORDER BY p.value %s, p.id %s", direction, direction, request->paged ? " OFFSET $6 LIMIT $7"
						 : " LIMIT " CppAsString2(LARGEST_PAGE_AND_ONE), direction, direction);
	return buf.data;
}

/* Write the statement that counts a list. */
static char *
write_count(const list_request *request)
{
	StringInfoData buf;

	initStringInfo(&buf);
	appendStringInfoString(&buf, "SELECT pg_catalog.count(*) FROM contacts.contact c WHERE ");
	append_statuses(&buf, request->statuses);
	append_conditions(&buf, request);
	return buf.data;
}

/* what the text of a statement depends on */
typedef struct statement_key
{
	uint8		order;
	bool		descending;
	uint8		statuses;
	bool		has_company;
	bool		has_search;
	bool		has_tags;
	bool		paged;
	bool		after;
	bool		count;
} statement_key;

typedef struct list_statement
{
	statement_key key;			/* hash key */
	contacts_query query;
} list_statement;

/* Find the entry of a statement; a new one has no text. */
static contacts_query *
find_entry(const statement_key *key)
{
	static HTAB *statements = NULL;
	list_statement *entry;
	bool		found;

	if (statements == NULL)
	{
		HASHCTL		control = {.keysize = sizeof(statement_key), .entrysize = sizeof(list_statement)};

		statements = hash_create("contacts list statements", 16, &control, HASH_ELEM | HASH_BLOBS);
	}
	entry = hash_search(statements, key, HASH_ENTER, &found);
	if (!found)
		memset(&entry->query, 0, sizeof(entry->query));
	return &entry->query;
}

/* Find the statement of a list, or of its count, written on first use. */
static contacts_query *
find_statement(const list_request *request, bool count)
{
	statement_key key = {
		request->order, request->descending, request->statuses, request->has_company, request->search != NULL,
		request->tags != NULL, request->paged, request->after, count
	};
	contacts_query *found = find_entry(&key);

	if (found->text == NULL)
	{
		/* a page by offset reads what its number says, which a plan has to know */
		found->flags = CONTACTS_READ_ONLY | (request->paged ? CONTACTS_CUSTOM_PLAN : CONTACTS_GENERIC_PLAN);
		found->nargs = LIST_PARAMS;
		found->types[PARAM_ORGANIZATION] = found->types[PARAM_COMPANY] = found->types[PARAM_ID] = INT8OID;
		found->types[PARAM_SEARCH] = TEXTOID;
		found->types[PARAM_VALUE] = orders[request->order].type;
		found->types[PARAM_OFFSET] = found->types[PARAM_LIMIT] = INT8OID;
		found->types[PARAM_TAGS] = TEXTARRAYOID;
		found->text = MemoryContextStrdup(TopMemoryContext, count ? write_count(request) : write_list(request));
	}
	return found;
}

/* Run the statement of a list, or of its count; returns the number of rows. */
static uint64
run_list(const list_request *request, bool count)
{
	Datum		values[LIST_PARAMS];
	bool		nulls[LIST_PARAMS] = {false};

	values[PARAM_ORGANIZATION] = Int64GetDatum(request->organization_id);
	values[PARAM_COMPANY] = Int64GetDatum(request->company_id);
	values[PARAM_SEARCH] = PointerGetDatum(request->search);
	values[PARAM_VALUE] = orders[request->order].type == TEXTOID
		? CStringGetTextDatum(request->cursor.name ? request->cursor.name : "")
			: TimestampTzGetDatum(request->cursor.time);
	values[PARAM_ID] = Int64GetDatum(request->cursor.id);
	values[PARAM_OFFSET] = Int64GetDatum(request->offset);
	values[PARAM_LIMIT] = Int64GetDatum((int64) request->limit);
	values[PARAM_TAGS] = PointerGetDatum(request->tags);
	nulls[PARAM_SEARCH] = request->search == NULL;
	nulls[PARAM_TAGS] = request->tags == NULL;
	return contacts_query_execute(find_statement(request, count), values, nulls, count ? 0 : request->limit);
}

/* Take the rows of the last result. */
Datum *
contacts_take_rows(uint64 count)
{
	Datum	   *rows = palloc(sizeof(Datum) * (count + 1));

	for (uint64 i = 0; i < count; i++)
		rows[i] = contacts_result_contact(i);
	return rows;
}

/* Put rows as an array of objects. */
void
contacts_put_rows(contacts_builder *json, Datum *rows, uint64 count, int shape)
{
	Jsonb	  **objects = palloc(sizeof(Jsonb *) * (count + 1));

	contacts_rows_to_json(rows, count, contacts_current_profile(), shape, true, objects);
	contacts_builder_begin(json, true);
	for (uint64 i = 0; i < count; i++)
		contacts_builder_jsonb(json, objects[i]);
	contacts_builder_end(json, true);
}

/* Put a number with its key. */
static void
put_number(contacts_builder *json, const char *key, int64 value)
{
	contacts_builder_key(json, key);
	contacts_builder_int(json, value);
}

/* Make the answer of list_contacts(): nextiva has {list, total}, the others the envelope of revrec. */
static Jsonb *
make_page(const list_request *request, Datum *rows, uint64 count, int64 total, int page)
{
	contacts_builder json = {0};
	bool		nextiva = contacts_current_profile() == PROFILE_NEXTIVA;

	contacts_builder_begin(&json, false);
	contacts_builder_key(&json, nextiva ? "list" : "data");
	contacts_put_rows(&json, rows, count, SHAPE_LIST);
	put_number(&json, "total", total);
	if (!nextiva)
	{
		put_number(&json, "page", page);
		put_number(&json, "limit", request->limit);
		put_number(&json, "totalPages", (total + request->limit - 1) / request->limit);
	}
	contacts_builder_end(&json, false);
	return contacts_builder_finish(&json);
}

/* list_contacts(page, limit, order_by, order_direction, status, search, parent_entity_id, is_active, tags) */
Datum
contacts_list_contacts(PG_FUNCTION_ARGS)
{
	MemoryContext caller = CurrentMemoryContext;
	list_request request = {0};
	int			page = contacts_page_argument(fcinfo, 0);
	uint64		count;
	Datum	   *rows;

	request.paged = true;
	request.limit = contacts_limit_argument(fcinfo, 1, 20);
	request.offset = (int64) (page - 1) * request.limit;
	read_order(&request, contacts_text_argument(fcinfo, 2), contacts_text_argument(fcinfo, 3));
	read_statuses(&request, contacts_text_argument(fcinfo, 4), !PG_ARGISNULL(7), !PG_ARGISNULL(7) && PG_GETARG_BOOL(7));
	request.search = PG_ARGISNULL(5) ? NULL : PG_GETARG_TEXT_PP(5);
	read_tags(&request, fcinfo, 8);
	request.organization_id = contacts_api_begin(CONTACTS_SCOPE_READ);
	read_company(&request, contacts_text_argument(fcinfo, 6));
	if (request.statuses == 0)
		PG_RETURN_JSONB_P(contacts_api_end(make_page(&request, NULL, 0, 0, page), caller));
	count = run_list(&request, false);
	rows = contacts_take_rows(count);
	run_list(&request, true);
	PG_RETURN_JSONB_P(contacts_api_end(make_page(&request, rows, count,
												 contacts_result_int8(0, 1), page), caller));
}

/* Name the last row of a page. */
static text *
cursor_of(const list_request *request, Datum row, const char *filters)
{
	contacts_cursor cursor = {.order = request->order, .descending = request->descending, .id = contacts_row_id(row)};
	bool		isnull;
	Datum		value = contacts_row_field(row, orders[request->order].column, orders[request->order].type, &isnull);

	if (orders[request->order].type == TEXTOID)
		cursor.name = text_to_cstring(contacts_search_folded(DatumGetTextPP(value)));
	else
		cursor.time = DatumGetTimestampTz(value);
	return contacts_cursor_write(&cursor, request->organization_id, filters);
}

/* list_contacts_after(cursor, limit, order_by, order_direction, status, parent_entity_id, is_active, tags) */
Datum
contacts_list_contacts_after(PG_FUNCTION_ARGS)
{
	MemoryContext caller = CurrentMemoryContext;
	list_request request = {0};
	char	   *order = contacts_text_argument(fcinfo, 2);
	char	   *direction = contacts_text_argument(fcinfo, 3);
	char	   *filters;
	uint64		count = 0;
	Datum	   *rows = NULL;
	contacts_builder json = {0};

	request.limit = contacts_limit_argument(fcinfo, 1, 20);
	read_order(&request, order, direction);
	read_statuses(&request, contacts_text_argument(fcinfo, 4), !PG_ARGISNULL(6), !PG_ARGISNULL(6) && PG_GETARG_BOOL(6));
	request.organization_id = contacts_api_begin(CONTACTS_SCOPE_READ);
	read_company(&request, contacts_text_argument(fcinfo, 5));
	read_tags(&request, fcinfo, 7);
	filters = psprintf("%d " INT64_FORMAT "%s", request.statuses, request.company_id,
					   request.tags ? OidOutputFunctionCall(F_ARRAY_OUT, PointerGetDatum(request.tags)) : "");
	if (!PG_ARGISNULL(0))
	{
		request.after = true;
		contacts_cursor_read(&request.cursor, PG_GETARG_TEXT_PP(0), request.organization_id, filters);
		if ((order && request.order != request.cursor.order) ||
			(direction && request.descending != request.cursor.descending))
			contacts_refuse_argument("cursor", "Cursor belongs to a list in another order");
		request.order = request.cursor.order;
		request.descending = request.cursor.descending;
	}
	/* one more row tells whether there is another page */
	request.limit++;
	if (request.statuses)
		count = run_list(&request, false);
	rows = contacts_take_rows(count);
	request.limit--;
	contacts_builder_begin(&json, false);
	contacts_builder_key(&json, contacts_current_profile() == PROFILE_NEXTIVA ? "list" : "data");
	contacts_put_rows(&json, rows, Min(count, request.limit), SHAPE_LIST);
	put_number(&json, "limit", request.limit);
	contacts_builder_key(&json, "nextCursor");
	if (count > request.limit)
		contacts_builder_cstring(&json, text_to_cstring(cursor_of(&request, rows[request.limit - 1], filters)));
	else
		contacts_builder_null(&json);
	contacts_builder_end(&json, false);
	PG_RETURN_JSONB_P(contacts_api_end(contacts_builder_finish(&json), caller));
}
