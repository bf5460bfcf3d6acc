/*
 * read_request.c
 *	  What a client wants a contact to be: the keys of a request, read into the columns that they are for.
 *
 * All problems are noted before one error tells them.
 */
#include "pg/compat.h"

#include "catalog/pg_type.h"
#include "executor/executor.h"
#include "pg/api/addresses.h"
#include "pg/api/column_rules.h"
#include "pg/api/draft.h"
#include "pg/api/identifier.h"
#include "pg/api/keys.h"
#include "pg/api/profile.h"
#include "pg/api/read_connections.h"
#include "pg/api/read_request.h"
#include "pg/api/reference.h"
#include "pg/api/segments.h"
#include "pg/api/value.h"
#include "pg/base/error.h"
#include "pg/base/json.h"
#include "pg/base/problems.h"
#include "pg/types/role.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/fmgrprotos.h"

/* Check whether a column is by value. */
static bool
is_by_value(int target)
{
	int			kind = contacts_contact_column[target].kind;

	return kind == VALUE_BOOL || kind == VALUE_INT || kind == VALUE_COMPANY || kind == VALUE_MANAGER ||
		kind == VALUE_USER;
}

/* Check whether a column would become what it is already. */
static bool
is_same(contacts_draft *draft, int target, Datum value, bool isnull)
{
	if (isnull || draft->nulls[target])
		return isnull == draft->nulls[target];
	return datum_image_eq(value, draft->values[target], is_by_value(target), is_by_value(target) ? sizeof(int64) : -1);
}

/* Give a column a value; two keys may not want it to be two things. */
static void
set_column(contacts_draft *draft, int target, Datum value, bool isnull)
{
	if (draft->given[target] && !is_same(draft, target, value, isnull))
	{
		contacts_draft_problem(draft, "CONTRADICTION", "Contradicts another field that means the same");
		return;
	}
	draft->given[target] = true;
	draft->values[target] = value;
	draft->nulls[target] = isnull;
}

/* Put the pairs of one object over those of another; a null takes the pair away. */
static Datum
merge_objects(Datum base, bool base_is_null, Datum patch)
{
	Datum		merged = base_is_null ? patch : DirectFunctionCall2(jsonb_concat, base, patch);
	contacts_each each;
	Jsonb	   *object = DatumGetJsonbP(patch);

	contacts_each_start(&each, &object->root);
	while (contacts_each_next(&each))
	{
		if (each.value.type == jbvNull)
			merged = DirectFunctionCall2(jsonb_delete, merged,
										 PointerGetDatum(cstring_to_text_with_len(each.key.val.string.val,
																				  each.key.val.string.len)));
	}
	return merged;
}

/* Read a key that is for a column. */
static void
read_column(contacts_draft *draft, int target, JsonbValue *json)
{
	const contacts_rule *rule = &contacts_contact_column[target];
	Datum		value = (Datum) 0;
	bool		isnull = false;

	if (json->type == jbvNull)
		value = contacts_default_value(rule, &isnull);
	else if (!contacts_read_value(draft, rule, json, &value))
		return;
	else if (rule->kind == VALUE_OBJECT)
		value = merge_objects(draft->values[target], draft->nulls[target], value);
	set_column(draft, target, value, isnull);
}

/* Read a key that is for the primary address. */
static void
read_address_field(contacts_draft *draft, int target, JsonbValue *json)
{
	int			field = target - TARGET_ADDRESS_ID;
	Datum		value = (Datum) 0;

	if (target == TARGET_ADDRESS_ID)
		return;
	if (json->type != jbvNull && !contacts_read_value(draft, &contacts_address_field[field], json, &value))
		return;
	draft->address[field] = json->type == jbvNull ? NULL : DatumGetTextPP(value);
	draft->address_given[field] = true;
	draft->address_any |= json->type != jbvNull;
}

/* Read a key that stands for the first connection of a type. */
static void
read_channel(contacts_draft *draft, int target, JsonbValue *json)
{
	static const contacts_rule rule = {"phone", VALUE_PHONE, 0, false, NULL, "Invalid phone number"};
	Datum		value = (Datum) 0;

	if (json->type != jbvNull && !contacts_read_value(draft, &rule, json, &value))
		return;
	draft->channel[target - TARGET_MOBILE] = json->type == jbvNull ? NULL : DatumGetTextPP(value);
	draft->channel_given[target - TARGET_MOBILE] = true;
}

/* Get the type of contact that words mean, such as executive sponsor; NULL for none. */
static text *
type_of(text *words)
{
	const char *role = contacts_role_of(VARDATA_ANY(words), VARSIZE_ANY_EXHDR(words));
	text	   *type = role ? cstring_to_text(role) : NULL;

	return type && contacts_contact_column[TARGET_TYPE].check(type) ? type : NULL;
}

/* Read "type": a relationship (thena), a class of contact (directory) or a kind (nextiva); the value tells which. */
static void
read_any_type(contacts_draft *draft, JsonbValue *json)
{
	Datum		value;
	text	   *word;
	text	   *type;
	contacts_rule any = {"type", VALUE_TEXT, 0, false};
	bool		directory = draft->profile == PROFILE_DIRECTORY;

	if (json->type == jbvNull)
	{
		if (directory)
			read_column(draft, TARGET_CATEGORY, json);
		else if (draft->profile == PROFILE_THENA)
			read_column(draft, TARGET_TYPE, json);
		return;
	}
	if (!contacts_read_value(draft, &any, json, &value))
		return;
	word = DatumGetTextPP(value);
	if (contacts_contact_column[TARGET_TYPE].check(word))
		set_column(draft, TARGET_TYPE, value, false);
	else if (!directory && (type = type_of(word)) != NULL)
		set_column(draft, TARGET_TYPE, PointerGetDatum(type), false);
	else if (contacts_contact_column[TARGET_KIND].check(word))
		set_column(draft, TARGET_KIND, value, false);
	else if (contacts_contact_column[TARGET_CATEGORY].check(word) &&
			 (directory || strcmp(text_to_cstring(word), "client") == 0 ||
			  strcmp(text_to_cstring(word), "external") == 0))
		set_column(draft, TARGET_CATEGORY, value, false);
	else
		contacts_draft_problem(draft, "INVALID", directory ? contacts_contact_column[TARGET_CATEGORY].message
							   : draft->profile == PROFILE_NEXTIVA ? contacts_contact_column[TARGET_KIND].message
							   : contacts_contact_column[TARGET_TYPE].message);
}

/* Read the name of a company: a company of that name, or else a text. */
static void
read_company_name(contacts_draft *draft, JsonbValue *json)
{
	Datum		value;
	int64		found;

	if (json->type == jbvNull)
	{
		set_column(draft, TARGET_COMPANY_TEXT, (Datum) 0, true);
		set_column(draft, TARGET_COMPANY_ID, (Datum) 0, true);
		return;
	}
	if (!contacts_read_value(draft, &contacts_contact_column[TARGET_COMPANY_TEXT], json, &value))
		return;
	if (contacts_find_company_by_name(draft, DatumGetTextPP(value), &found))
	{
		set_column(draft, TARGET_COMPANY_ID, Int64GetDatum(found), false);
		set_column(draft, TARGET_COMPANY_TEXT, (Datum) 0, true);
	}
	else
	{
		set_column(draft, TARGET_COMPANY_TEXT, value, false);
		set_column(draft, TARGET_COMPANY_ID, (Datum) 0, true);
	}
}

/* Check that a request is for the organization of the context. */
static void
check_tenant(contacts_draft *draft, JsonbValue *json)
{
	contacts_id id;

	if (json->type == jbvNull)
		return;
	contacts_id_read_json(&id, json);
	if (!contacts_is_own_tenant(draft, &id))
		contacts_problem_add_state(&draft->problems, draft->path, "FORBIDDEN", "Is not the organization of the context",
								   CONTACTS_ERRCODE_FORBIDDEN);
}

/* Check that a request is about a contact. */
static void
check_object_type(contacts_draft *draft, JsonbValue *json)
{
	if (json->type != jbvString || json->val.string.len != 7 || memcmp(json->val.string.val, "contact", 7) != 0)
		contacts_draft_problem(draft, "INVALID", "Object type must be contact");
}

/* Check entityTypes: it has Contact, and an update does not change it. */
static void
read_entity_types(contacts_draft *draft, JsonbValue *json)
{
	static const char *const known[] = {"Contact", "Customer", "Vendor", "Partner"};
	Datum		value;
	Datum	   *words;
	bool	   *nulls;
	int			n;
	bool		has_contact = false;

	if (json->type == jbvNull)
		return;
	if (!contacts_read_value(draft, &contacts_contact_column[TARGET_ENTITY_TYPES], json, &value))
		return;
	if (draft->is_update)
	{
		if (!is_same(draft, TARGET_ENTITY_TYPES, value, false))
			contacts_draft_problem(draft, "READ_ONLY", "Entity types cannot be changed");
		return;
	}
	deconstruct_array(DatumGetArrayTypeP(value), TEXTOID, -1, false, TYPALIGN_INT, &words, &nulls, &n);
	for (int i = 0; i < n; i++)
	{
		char	   *word = TextDatumGetCString(words[i]);
		int			j = 0;

		while (j < lengthof(known) && strcmp(word, known[j]) != 0)
			j++;
		has_contact |= j == 0;
		if (j == lengthof(known))
			contacts_draft_problem(draft, "INVALID", "Entity types are Contact, Customer, Vendor and Partner");
	}
	if (!has_contact)
		contacts_draft_problem(draft, "INVALID", "Entity types must include Contact");
	set_column(draft, TARGET_ENTITY_TYPES, value, false);
	if (n > 1 && !draft->given[TARGET_KIND])
		draft->values[TARGET_KIND] = CStringGetTextDatum("organization");
}

static void read_object(contacts_draft *draft, const char *group, JsonbContainer *object);

/* Read metadata: keys that have a column go there, the others stay. */
static void
read_metadata(contacts_draft *draft, JsonbValue *json)
{
	if (contacts_value_is_object(json))
	{
		read_object(draft, "metadata", json->val.binary.data);
		return;
	}
	if (json->type != jbvNull)
	{
		contacts_draft_problem(draft, "INVALID", "Must be an object");
		return;
	}
	read_column(draft, TARGET_METADATA, json);
	for (const contacts_key *key = contacts_keys; key < contacts_keys + contacts_key_count; key++)
	{
		/* what the profile shows in metadata goes with it; the directory shows it only where it is set */
		if (key->profile == draft->profile && !key->if_set && strcmp(key->group, "metadata") == 0 && key->name[0])
		{
			if (key->target < TARGET_COLUMNS_END)
				read_column(draft, key->target, json);
			else
				read_channel(draft, key->target, json);
		}
	}
}

/* Read the primary address, one object. */
static void
read_address_object(contacts_draft *draft, JsonbValue *json)
{
	if (contacts_value_is_object(json))
		read_object(draft, "address", json->val.binary.data);
	else if (json->type == jbvNull)
		draft->address_removed = true;
	else
		contacts_draft_problem(draft, "INVALID", "Must be an object");
}

/* Read a true or false that is not a column. */
static bool
read_bool(contacts_draft *draft, JsonbValue *json, bool *value)
{
	static const contacts_rule rule = {"", VALUE_BOOL};
	Datum		datum;

	if (json->type == jbvNull || !contacts_read_value(draft, &rule, json, &datum))
		return false;
	*value = DatumGetBool(datum);
	return true;
}

static void
read_is_active(contacts_draft *draft, JsonbValue *json)
{
	bool		flag;

	if (read_bool(draft, json, &flag))
		draft->is_active = flag;
}

static void
read_can_login(contacts_draft *draft, JsonbValue *json)
{
	bool		flag;

	if (read_bool(draft, json, &flag))
		draft->can_login = flag;
}

/* The id that another system gave is kept on create and ignored later. */
static void
read_foreign_id(contacts_draft *draft, JsonbValue *json)
{
	if (!draft->is_update)
		read_column(draft, TARGET_EXTERNAL_ID, json);
}

/* what reads a target that is not just a column, an address field or a connection */
static void (*const readers[TARGETS]) (contacts_draft *draft, JsonbValue *json) = {
	[TARGET_ENTITY_TYPES] = read_entity_types,
	[TARGET_METADATA] = read_metadata,
	[TARGET_ANY_TYPE] = read_any_type,
	[TARGET_IS_ACTIVE] = read_is_active,
	[TARGET_CAN_LOGIN] = read_can_login,
	[TARGET_TENANT] = check_tenant,
	[TARGET_OBJECT_TYPE] = check_object_type,
	[TARGET_COMPANY_NAME] = read_company_name,
	[TARGET_FOREIGN_ID] = read_foreign_id,
	[TARGET_CONNECTIONS] = contacts_draft_read_connections,
	[TARGET_ADDRESSES] = contacts_draft_read_addresses,
	[TARGET_SEGMENTS] = contacts_draft_read_segments,
	[TARGET_ADDRESS_OBJECT] = read_address_object,
};

/* Read the value of a known key. */
static void
read_target(contacts_draft *draft, contacts_target target, JsonbValue *json)
{
	if (readers[target])
		readers[target] (draft, json);
	else if (target == TARGET_NONE)
		return;
	else if (target < TARGET_COLUMNS_END)
		read_column(draft, target, json);
	else if (target < TARGET_ADDRESS_END)
		read_address_field(draft, target, json);
	else
		read_channel(draft, target, json);
}

/* Keep a pair of metadata that has no column of its own. */
static void
keep_metadata(contacts_draft *draft, contacts_each *each)
{
	contacts_builder pair = {0};
	Datum		patch;

	contacts_builder_begin(&pair, false);
	contacts_builder_key_len(&pair, each->key.val.string.val, each->key.val.string.len);
	contacts_builder_value(&pair, &each->value);
	contacts_builder_end(&pair, false);
	patch = JsonbPGetDatum(contacts_builder_finish(&pair));
	draft->values[TARGET_METADATA] = merge_objects(draft->values[TARGET_METADATA], draft->nulls[TARGET_METADATA],
												   patch);
	draft->nulls[TARGET_METADATA] = false;
	draft->given[TARGET_METADATA] = true;
}

/* Read the pairs of a request, or of a group in it. */
static void
read_object(contacts_draft *draft, const char *group, JsonbContainer *object)
{
	contacts_each each;

	contacts_each_start(&each, object);
	while (contacts_each_next(&each))
	{
		const contacts_key *key = contacts_find_key(draft->profile, group, each.key.val.string.val,
													each.key.val.string.len);

		draft->path = psprintf("%s%s%.*s", group, *group ? "." : "", each.key.val.string.len, each.key.val.string.val);
		if (key)
			read_target(draft, key->target, &each.value);
		else if (strcmp(group, "metadata") == 0)
			keep_metadata(draft, &each);
		else
			contacts_draft_problem(draft, "UNKNOWN_FIELD", "Unknown field");
	}
	draft->path = "";
}

/* Read a request. */
void
contacts_draft_read(contacts_draft *draft, Jsonb *json)
{
	if (!JB_ROOT_IS_OBJECT(json))
	{
		contacts_draft_problem(draft, "INVALID", "The request must be an object");
		return;
	}
	read_object(draft, "", &json->root);
}
