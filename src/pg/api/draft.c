/*
 * draft.c
 *	  What a client wants a contact to be, and the list of what is wrong with it.
 */
#include "pg/compat.h"

#include "catalog/pg_type.h"
#include "executor/executor.h"
#include "pg/access/organization_settings.h"
#include "pg/api/column_rules.h"
#include "pg/api/draft.h"
#include "pg/api/keys.h"
#include "pg/api/profile.h"
#include "pg/base/json.h"
#include "pg/base/problems.h"
#include "pg/store/columns.h"
#include "utils/builtins.h"

/* Note a problem of the value that is being read. */
void
contacts_draft_problem(contacts_draft *draft, const char *code, const char *message)
{
	contacts_problem_add(&draft->problems, draft->path, code, message);
}

/* Start with what a new contact is where nothing is said. */
void
contacts_draft_begin(contacts_draft *draft, contacts_profile profile, int64 organization_id)
{
	memset(draft, 0, sizeof(*draft));
	draft->profile = profile;
	draft->organization_id = organization_id;
	draft->region = pstrdup(NameStr(contacts_organization_settings(organization_id)->default_region));
	draft->path = "";
	draft->is_active = -1;
	for (int i = TARGET_NONE + 1; i < TARGET_COLUMNS_END; i++)
		draft->values[i] = contacts_default_value(&contacts_contact_column[i], &draft->nulls[i]);
}

/* Start with what a contact is. */
void
contacts_draft_load(contacts_draft *draft, Datum row)
{
	draft->is_update = true;
	for (int i = TARGET_NONE + 1; i < TARGET_COLUMNS_END; i++)
		draft->values[i] = contacts_row_field(row, contacts_contact_column[i].column,
											  contacts_rule_type(&contacts_contact_column[i]), &draft->nulls[i]);
}

/* Tell which name the contact writes first. */
contacts_name_order
contacts_draft_name_order(contacts_draft *draft)
{
	text	   *language = draft->nulls[TARGET_LANGUAGE] ? NULL : DatumGetTextPP(draft->values[TARGET_LANGUAGE]);

	return contacts_name_order_for(language, contacts_organization_settings(draft->organization_id)->family_first);
}

/* Get the full name, made of its parts where it is not given; NULL for none. */
text *
contacts_draft_name(contacts_draft *draft)
{
	static const contacts_target targets[CONTACTS_PARTS] = {
		TARGET_NAME_PREFIX, TARGET_FIRST_NAME, TARGET_MIDDLE_NAME, TARGET_LAST_NAME, TARGET_NAME_SUFFIX
	};
	text	   *parts[CONTACTS_PARTS];

	if (!draft->nulls[TARGET_NAME])
		return DatumGetTextPP(draft->values[TARGET_NAME]);
	for (int i = 0; i < CONTACTS_PARTS; i++)
		parts[i] = draft->nulls[targets[i]] ? NULL : DatumGetTextPP(draft->values[targets[i]]);
	return contacts_compose_name(parts, contacts_draft_name_order(draft), false);
}

/* Read an array of objects, each with the path of its place. */
void
contacts_draft_read_objects(contacts_draft *draft, JsonbValue *json, contacts_object_reader reader)
{
	const char *field = draft->path;
	contacts_each each;

	if (json->type == jbvNull)
		return;
	if (!contacts_value_is_array(json))
	{
		contacts_draft_problem(draft, "INVALID", "Must be an array");
		return;
	}
	contacts_each_start(&each, json->val.binary.data);
	for (int i = 0; contacts_each_next(&each); i++)
	{
		char	   *path = psprintf("%s[%d]", field, i);

		draft->path = path;
		if (contacts_value_is_object(&each.value))
			reader(draft, path, each.value.val.binary.data);
		else
			contacts_draft_problem(draft, "INVALID", "Must be an object");
	}
	draft->path = field;
}
