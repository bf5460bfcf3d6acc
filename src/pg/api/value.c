/*
 * value.c
 *	  One value of a client, read by the rule of the column that it is for.
 *
 * The rules say the same as the table's constraints, in words for the client.  The constraints stay the judges.
 */
#include "pg/compat.h"

#include "catalog/pg_collation.h"
#include "catalog/pg_type.h"
#include "mb/pg_wchar.h"
#include "pg/api/column_rules.h"
#include "pg/api/draft.h"
#include "pg/api/identifier.h"
#include "pg/api/reference.h"
#include "pg/api/value.h"
#include "pg/base/error.h"
#include "pg/base/json.h"
#include "pg/base/problems.h"
#include "pg/base/white_space.h"
#include "pg/types/email_type.h"
#include "pg/types/person_name.h"
#include "pg/types/phone_type.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/numeric.h"


/* Refuse a value, with the message of its rule. */
static bool
refuse(contacts_draft *draft, const char *message)
{
	contacts_draft_problem(draft, "INVALID", message);
	return false;
}

/* Get a string of JSON as text, trimmed; false where it is something else. */
static bool
read_string(contacts_draft *draft, JsonbValue *json, text **value)
{
	if (json->type != jbvString)
		return refuse(draft, "Must be a string");
	*value = contacts_tidy_text(cstring_to_text_with_len(json->val.string.val, json->val.string.len));
	return true;
}

/* Read text by its rule. */
static bool
read_text(contacts_draft *draft, const contacts_rule *rule, JsonbValue *json, Datum *value)
{
	text	   *string;

	if (!read_string(draft, json, &string))
		return false;
	if (!rule->blank && contacts_is_blank(VARDATA_ANY(string), VARSIZE_ANY_EXHDR(string)))
		return refuse(draft, "Must not be empty");
	if (rule->max && pg_mbstrlen_with_len(VARDATA_ANY(string), VARSIZE_ANY_EXHDR(string)) > rule->max)
		return refuse(draft, psprintf("Must have at most %d characters", rule->max));
	if (rule->check && !rule->check(string))
		return refuse(draft, rule->message);
	*value = PointerGetDatum(string);
	return true;
}

/* Read an address or a number. */
static bool
read_channel(contacts_draft *draft, const contacts_rule *rule, JsonbValue *json, Datum *value)
{
	text	   *string;
	bool		good;

	if (!read_string(draft, json, &string))
		return false;
	good = rule->kind == VALUE_EMAIL ? contacts_read_email_address(string, value)
		: contacts_read_phone_number(string, draft->region, value);
	return good || refuse(draft, rule->message);
}

/* Read a whole number, or a string of its digits. */
static bool
read_int(contacts_draft *draft, const contacts_rule *rule, JsonbValue *json, Datum *value)
{
	contacts_id id;

	contacts_id_read_json(&id, json);
	if (id.form != ID_NUMBER)
		return refuse(draft, "Must be a positive whole number");
	if (rule->kind == VALUE_INT4 && id.number > PG_INT32_MAX)
		return refuse(draft, psprintf("Must be at most %d", PG_INT32_MAX));
	*value = Int64GetDatum(id.number);
	return true;
}

/* Read an array of strings. */
static bool
read_texts(contacts_draft *draft, const contacts_rule *rule, JsonbValue *json, Datum *value)
{
	contacts_each each;
	Datum	   *texts;
	int			n = 0;

	if (!contacts_value_is_array(json))
		return refuse(draft, "Must be an array of strings");
	texts = palloc(sizeof(Datum) * (JsonContainerSize(json->val.binary.data) + 1));
	contacts_each_start(&each, json->val.binary.data);
	while (contacts_each_next(&each))
	{
		text	   *string;

		if (each.value.type != jbvString)
			return refuse(draft, "Must be an array of strings");
		if (!read_string(draft, &each.value, &string))
			return false;
		if (contacts_is_blank(VARDATA_ANY(string), VARSIZE_ANY_EXHDR(string)))
			return refuse(draft, "Must not have empty elements");
		if (rule->max && VARSIZE_ANY_EXHDR(string) > rule->max)
			return refuse(draft, psprintf("Elements must have at most %d bytes", rule->max));
		if (rule->check && !rule->check(string))
			return refuse(draft, rule->message);
		texts[n++] = PointerGetDatum(string);
	}
	if (rule->most && n > rule->most)
		return refuse(draft, psprintf("At most %d %s are allowed", rule->most, strcmp(rule->column, "tags") == 0
									  ? "tags" : "elements"));
	*value = PointerGetDatum(construct_array(texts, n, TEXTOID, -1, false, TYPALIGN_INT));
	return true;
}

/* Read an identifier and find the row that it names. */
static bool
read_reference(contacts_draft *draft, const contacts_rule *rule, JsonbValue *json, Datum *value)
{
	contacts_id id;
	int64		found;

	if (json->type != jbvNumeric && json->type != jbvString)
		return refuse(draft, "Must be an id");
	contacts_id_read_json(&id, json);
	if (id.form == ID_BAD)
		return refuse(draft, "Invalid id format");
	if (!contacts_find_reference(draft, rule->kind, &id, &found))
	{
		bool		company = rule->kind == VALUE_COMPANY;

		contacts_problem_add_state(&draft->problems, draft->path, company ? "COMPANY_NOT_FOUND" : "NOT_FOUND",
								   rule->message,
								   company ? CONTACTS_ERRCODE_COMPANY_NOT_FOUND : CONTACTS_ERRCODE_VALIDATION);
		return false;
	}
	*value = Int64GetDatum(found);
	return true;
}

/* Read a value that is not null by its rule; false, with the problem noted, where it does not fit. */
bool
contacts_read_value(contacts_draft *draft, const contacts_rule *rule, JsonbValue *json, Datum *value)
{
	switch ((contacts_value_kind) rule->kind)
	{
		case VALUE_TEXT:
			return read_text(draft, rule, json, value);
		case VALUE_EMAIL:
		case VALUE_PHONE:
			return read_channel(draft, rule, json, value);
		case VALUE_BOOL:
			if (json->type != jbvBool)
				return refuse(draft, "Must be true or false");
			*value = BoolGetDatum(json->val.boolean);
			return true;
		case VALUE_INT:
		case VALUE_INT4:
			return read_int(draft, rule, json, value);
		case VALUE_OBJECT:
			if (!contacts_value_is_object(json))
				return refuse(draft, "Must be an object");
			*value = PointerGetDatum(contacts_value_to_jsonb(json));
			return true;
		case VALUE_TEXTS:
			return read_texts(draft, rule, json, value);
		case VALUE_COMPANY:
		case VALUE_MANAGER:
		case VALUE_USER:
			return read_reference(draft, rule, json, value);
	}
	return false;
}
