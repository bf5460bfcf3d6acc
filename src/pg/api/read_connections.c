/*
 * read_connections.c
 *	  The array of connections as a client sends it, read and compared.
 */
#include "pg/compat.h"

#include "core/ulid.h"
#include "pg/api/column_rules.h"
#include "pg/api/draft.h"
#include "pg/api/identifier.h"
#include "pg/api/read_connections.h"
#include "pg/api/value.h"
#include "pg/base/json.h"
#include "pg/base/text.h"
#include "pg/types/email_type.h"
#include "pg/types/phone_type.h"
#include "utils/builtins.h"

/* Find an item of the same type and value in a list. */
contacts_item *
contacts_item_find_same(List *items, const contacts_item *wanted)
{
	ListCell   *cell;

	foreach(cell, items)
	{
		contacts_item *item = lfirst(cell);

		if (!item->is_taken && contacts_text_same(item->type, wanted->type) &&
			contacts_text_same(item->normal, wanted->normal))
			return item;
	}
	return NULL;
}

/* the keys of an element and the field each is for */
typedef enum item_key
{
	ITEM_ID,
	ITEM_TYPE,
	ITEM_LABEL,
	ITEM_VALUE,
	ITEM_COUNTRY,
	ITEM_PRIMARY,
	ITEM_IGNORED
} item_key;

static const struct
{
	const char *name;
	item_key	key;
}			item_keys[] = {
	{"id", ITEM_ID}, {"type", ITEM_TYPE}, {"name", ITEM_LABEL}, {"value", ITEM_VALUE}, {"countryCode", ITEM_COUNTRY},
	{"country", ITEM_IGNORED}, {"isPrimary", ITEM_PRIMARY}, {"isVerified", ITEM_IGNORED}, {"phoneNumber", ITEM_IGNORED}
};

static const contacts_rule label_rule = {"label", VALUE_TEXT, 200, true};
static const contacts_rule value_rule = {"value", VALUE_TEXT, 2048, false};
static const contacts_rule type_rule = {"type", VALUE_TEXT, 0, false, contacts_is_channel_type,
"Connection type must be email, phone, mobile, work_phone, fax, sms, website, social, chat or other"};
static const contacts_rule country_rule = {"country_code", VALUE_TEXT, 0, false, contacts_is_country,
"Invalid country code: two letters of ISO 3166-1 are expected"};
static const contacts_rule bool_rule = {"is_primary", VALUE_BOOL};

/* Check whether values of a type are phone numbers. */
static bool
is_phone_type(text *type)
{
	return contacts_is_listed(type, "phone,mobile,work_phone,fax,sms");
}

/* Read the id of an element. */
static void
read_id(contacts_draft *draft, contacts_item *item, JsonbValue *json)
{
	contacts_id id;

	if (json->type == jbvNull)
		return;
	item->is_own = json->type == jbvString && json->val.string.len == 5 &&
		(memcmp(json->val.string.val, "email", 5) == 0 || memcmp(json->val.string.val, "phone", 5) == 0);
	contacts_id_read_json(&id, json);
	if (id.form == ID_BAD)
		contacts_draft_problem(draft, "INVALID", "Invalid id format");
	item->has_uid = id.form == ID_UID;
	if (item->has_uid)
		memcpy(item->uid, id.uid, CONTACTS_ULID_BYTES);
}

/* Read text of an element by a rule; NULL for null or where it does not fit. */
static text *
read_item_text(contacts_draft *draft, const contacts_rule *rule, JsonbValue *json)
{
	Datum		value;

	if (json->type == jbvNull || !contacts_read_value(draft, rule, json, &value))
		return NULL;
	return VARSIZE_ANY_EXHDR(DatumGetTextPP(value)) == 0 ? NULL : DatumGetTextPP(value);
}

/* Read one pair of an element. */
static void
read_pair(contacts_draft *draft, contacts_item *item, item_key key, JsonbValue *json)
{
	Datum		flag;

	switch (key)
	{
		case ITEM_ID:
			read_id(draft, item, json);
			break;
		case ITEM_TYPE:
			item->type = read_item_text(draft, &type_rule, json);
			break;
		case ITEM_LABEL:
			item->label = read_item_text(draft, &label_rule, json);
			break;
		case ITEM_VALUE:
			item->value = read_item_text(draft, &value_rule, json);
			break;
		case ITEM_COUNTRY:
			item->country = read_item_text(draft, &country_rule, json);
			break;
		case ITEM_PRIMARY:
			if (json->type != jbvNull && contacts_read_value(draft, &bool_rule, json, &flag))
				item->is_primary = DatumGetBool(flag);
			break;
		case ITEM_IGNORED:
			break;
	}
}

/* Read the pairs of an element. */
static void
read_pairs(contacts_draft *draft, contacts_item *item, const char *path, JsonbContainer *object)
{
	contacts_each each;

	contacts_each_start(&each, object);
	while (contacts_each_next(&each))
	{
		int			i = 0;

		draft->path = psprintf("%s.%.*s", path, each.key.val.string.len, each.key.val.string.val);
		while (i < lengthof(item_keys) && (strlen(item_keys[i].name) != each.key.val.string.len ||
										   memcmp(item_keys[i].name, each.key.val.string.val,
												  each.key.val.string.len) != 0))
			i++;
		if (i == lengthof(item_keys))
			contacts_draft_problem(draft, "UNKNOWN_FIELD", "Unknown field");
		else
			read_pair(draft, item, item_keys[i].key, &each.value);
	}
}

/* Read the value of an element as what its type says. */
static void
read_typed(contacts_draft *draft, contacts_item *item, const char *path)
{
	int			noted = list_length(draft->problems);

	draft->path = psprintf("%s.%s", path, item->type == NULL ? "type" : "value");
	item->normal = item->value;
	if (item->type == NULL || item->value == NULL)
		contacts_draft_problem(draft, "REQUIRED", item->type == NULL ? "Type is required" : "Value is required");
	else if (contacts_text_is(item->type, "email"))
	{
		if (!contacts_read_email_address(item->value, &item->typed))
			contacts_draft_problem(draft, "INVALID", "Invalid email format");
	}
	else if (is_phone_type(item->type))
	{
		if (!contacts_read_phone_number(item->value, item->country ? text_to_cstring(item->country) : draft->region,
										&item->typed))
			contacts_draft_problem(draft, "INVALID", "Invalid phone number");
	}
	else
		return;
	/* both types store the text that they print */
	if (list_length(draft->problems) == noted)
		item->normal = DatumGetTextPP(item->typed);
}

/* Read one element of the array of connections; a second one with the same value says nothing new. */
static void
read_connection(contacts_draft *draft, const char *path, JsonbContainer *object)
{
	contacts_item *item = palloc0(sizeof(contacts_item));
	int			noted = list_length(draft->problems);

	item->is_primary = -1;
	read_pairs(draft, item, path, object);
	if (list_length(draft->problems) == noted)
		read_typed(draft, item, path);
	if (list_length(draft->problems) == noted && !contacts_item_find_same(draft->connections, item))
		draft->connections = lappend(draft->connections, item);
}

/* Read the array of connections. */
void
contacts_draft_read_connections(contacts_draft *draft, JsonbValue *json)
{
	draft->connections_given = true;
	contacts_draft_read_objects(draft, json, read_connection);
}
