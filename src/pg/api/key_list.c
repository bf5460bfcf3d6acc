/*
 * key_list.c
 *	  The keys of every profile as rows: what doc/keys.md is made of.
 */
#include "pg/compat.h"

#include "funcapi.h"
#include "pg/api/column_rules.h"
#include "pg/api/keys.h"
#include "pg/api/profile.h"
#include "utils/builtins.h"
#include "utils/tuplestore.h"

PG_FUNCTION_INFO_V1(contacts_api_keys);

/* the columns of the result */
enum
{
	OUT_PROFILE,
	OUT_PATH,
	OUT_FORM,
	OUT_SHOWN,
	OUT_ONLY_IF_SET,
	OUT_TARGET,
	OUT_REQUIRED,
	OUT_COLUMNS
};

static const char *const profile_names[] = {"revrec", "thena", "nextiva", "directory", "every"};

static const char *const form_names[] = {
	[FORM_TEXT] = "string",
	[FORM_BOOL] = "boolean",
	[FORM_INT] = "number",
	[FORM_INT_TEXT] = "string of digits",
	[FORM_ISO_TIME] = "time, ISO 8601 in UTC",
	[FORM_MS_TIME] = "time, milliseconds since 1970",
	[FORM_UUID] = "UUID",
	[FORM_ULID] = "ULID",
	[FORM_PUBLIC_ID] = "public id",
	[FORM_TEXTS] = "array of strings",
	[FORM_JSONB] = "JSON",
	[FORM_REST] = "object"
};

static const char *const channel_names[CHANNELS] = {"connection of type mobile", "connection of type work_phone"};

static const char *const other_names[TARGETS - TARGET_CHANNEL_END] = {
	[TARGET_ANY_TYPE - TARGET_CHANNEL_END] = "type, category or kind: the value tells which",
	[TARGET_IS_ACTIVE - TARGET_CHANNEL_END] = "status",
	[TARGET_CAN_LOGIN - TARGET_CHANNEL_END] = "user_id: a user account is created",
	[TARGET_TENANT - TARGET_CHANNEL_END] = "checked: the organization of the context",
	[TARGET_OBJECT_TYPE - TARGET_CHANNEL_END] = "checked: contact",
	[TARGET_COMPANY_NAME - TARGET_CHANNEL_END] = "company_id where a company has the name, else company_text",
	[TARGET_FOREIGN_ID - TARGET_CHANNEL_END] = "external_id, on create only",
	[TARGET_CONNECTIONS - TARGET_CHANNEL_END] = "table connection, and email and phone",
	[TARGET_ADDRESSES - TARGET_CHANNEL_END] = "table address",
	[TARGET_SEGMENTS - TARGET_CHANNEL_END] = "table segment_member",
	[TARGET_ADDRESS_OBJECT - TARGET_CHANNEL_END] = "table address, the primary one"
};

/* Describe where input of a target goes; NULL for a key that is read only. */
static const char *
target_name(contacts_target target)
{
	if (target == TARGET_NONE)
		return NULL;
	if (target < TARGET_COLUMNS_END)
		return contacts_contact_column[target].column;
	if (target < TARGET_ADDRESS_END)
		return psprintf("address.%s", contacts_address_field[target - TARGET_ADDRESS_ID].column);
	if (target < TARGET_CHANNEL_END)
		return channel_names[target - TARGET_MOBILE];
	return other_names[target - TARGET_CHANNEL_END];
}

/* List the answers that a key is part of, separated by commas; empty for input only. */
static char *
shape_names(const contacts_key *key)
{
	static const char *const names[] = {"contact", "list", "by company", "by department", "by method", "mention"};
	StringInfoData buf;

	initStringInfo(&buf);
	for (int i = 0; key->expression && i < lengthof(names); i++)
	{
		if (key->shapes & (1 << i))
			appendStringInfo(&buf, "%s%s", buf.len ? ", " : "", names[i]);
	}
	return buf.data;
}

/* Write the path of a key, with dots. */
static char *
key_path(const contacts_key *key)
{
	if (key->group[0] == '\0')
		return pstrdup(key->name);
	return psprintf("%s.%s", key->group, key->name[0] ? key->name : "*");
}

/* api_keys() */
Datum
contacts_api_keys(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;

	InitMaterializedSRF(fcinfo, 0);
	for (const contacts_key *key = contacts_keys; key < contacts_keys + contacts_key_count; key++)
	{
		const char *target = target_name(key->target);
		const char *form = form_names[key->form];
		Datum		values[OUT_COLUMNS] = {
			CStringGetTextDatum(profile_names[key->profile]), CStringGetTextDatum(key_path(key)),
			CStringGetTextDatum(key->prefix ? psprintf("%s (%s...)", form, key->prefix) : form),
			CStringGetTextDatum(shape_names(key)), BoolGetDatum(key->if_set),
			target ? CStringGetTextDatum(target) : (Datum) 0,
			BoolGetDatum(key->target != TARGET_NONE && key->target < TARGET_COLUMNS_END &&
						 contacts_contact_column[key->target].required != NULL)
		};
		bool		nulls[OUT_COLUMNS] = {false};

		nulls[OUT_TARGET] = target == NULL;
		tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
	}
	return (Datum) 0;
}
