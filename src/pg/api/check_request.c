/*
 * check_request.c
 *	  What concerns several fields of a request, checked when all of them are read.
 */
#include "pg/compat.h"

#include "pg/access/organization_settings.h"
#include "pg/api/check_request.h"
#include "pg/api/draft.h"
#include "pg/api/keys.h"
#include "pg/api/profile.h"
#include "pg/base/problems.h"
#include "pg/types/person_name.h"
#include "utils/builtins.h"

/* Check whether a text column has this value. */
static bool
column_is(contacts_draft *draft, int target, const char *value)
{
	return !draft->nulls[target] && strcmp(TextDatumGetCString(draft->values[target]), value) == 0;
}

/* Have status say what isActive says. */
static void
settle_status(contacts_draft *draft)
{
	bool		active = column_is(draft, TARGET_STATUS, "active");

	if (draft->is_active < 0 || draft->is_active == active)
		return;
	draft->path = "isActive";
	if (draft->given[TARGET_STATUS])
		contacts_draft_problem(draft, "CONTRADICTION", "Contradicts status");
	else
		draft->values[TARGET_STATUS] = CStringGetTextDatum(draft->is_active ? "active" : "inactive");
}

/* Note that a field has to be there. */
static void
require(contacts_draft *draft, bool there, const char *field, const char *message)
{
	if (there)
		return;
	draft->path = field;
	contacts_draft_problem(draft, "REQUIRED", message);
}

/* Get the names of a person apart, so that a full name fulfils what asks for its parts. */
static bool
has_part(contacts_draft *draft, int target)
{
	text	   *parts[CONTACTS_PARTS];

	if (!draft->nulls[target])
		return true;
	if (draft->nulls[TARGET_NAME])
		return false;
	contacts_split_name(DatumGetTextPP(draft->values[TARGET_NAME]), contacts_draft_name_order(draft), parts);
	return parts[target == TARGET_FIRST_NAME ? CONTACTS_PART_FIRST : CONTACTS_PART_LAST] != NULL;
}

/* Check whether a problem of this field is noted. */
static bool
has_problem(contacts_draft *draft, const char *field)
{
	ListCell   *cell;

	foreach(cell, draft->problems)
	{
		if (strncmp(((contacts_problem *) lfirst(cell))->field, field, strlen(field)) == 0)
			return true;
	}
	return false;
}

/* Check whether an address was given, be it a bad one. */
static bool
has_email(contacts_draft *draft)
{
	return !draft->nulls[TARGET_EMAIL] || has_problem(draft, "email") || has_problem(draft, "connections");
}

/* Check what every contact needs. */
static void
check_names(contacts_draft *draft)
{
	bool		unknown = !draft->nulls[TARGET_IS_UNKNOWN] && DatumGetBool(draft->values[TARGET_IS_UNKNOWN]);
	bool		named = !draft->nulls[TARGET_NAME] || !draft->nulls[TARGET_FIRST_NAME] ||
		!draft->nulls[TARGET_LAST_NAME];
	const char *field = draft->profile == PROFILE_DIRECTORY ? "fullName" : draft->profile == PROFILE_THENA ? "firstName"
		: "name";

	if (!named && !has_problem(draft, "name") && !has_problem(draft, "fullName") && !has_problem(draft, "firstName") &&
		!(unknown && (!draft->nulls[TARGET_PHONE] || !draft->nulls[TARGET_EMAIL])))
		require(draft, false, field, draft->profile == PROFILE_THENA ? "First name is required" : "Name is required");
}

/* Check what the documents require of a person in their profile. */
static void
check_profile(contacts_draft *draft)
{
	if (draft->profile == PROFILE_THENA)
	{
		require(draft, has_email(draft), "email", "Email is required");
		if (!draft->nulls[TARGET_NAME] || !draft->nulls[TARGET_LAST_NAME])
			require(draft, has_part(draft, TARGET_FIRST_NAME) || has_problem(draft, "firstName"), "firstName",
					"First name is required");
	}
	else if (draft->profile == PROFILE_DIRECTORY)
	{
		require(draft, has_email(draft), "email", "Email is required");
		require(draft, !draft->nulls[TARGET_CATEGORY] || has_problem(draft, "type") || has_problem(draft, "category"),
				"type", "Type is required");
	}
	else if (draft->profile == PROFILE_NEXTIVA && !DatumGetBool(draft->values[TARGET_IS_UNKNOWN]))
	{
		if (!draft->nulls[TARGET_NAME] || !draft->nulls[TARGET_FIRST_NAME] || !draft->nulls[TARGET_LAST_NAME])
		{
			require(draft, has_part(draft, TARGET_FIRST_NAME) || has_problem(draft, "firstName"), "firstName",
					"First name is required");
			require(draft, has_part(draft, TARGET_LAST_NAME) || has_problem(draft, "lastName"), "lastName",
					"Last name is required");
		}
	}
}

/* Check whether a new person can be reached. */
static bool
can_be_reached(contacts_draft *draft)
{
	for (int i = 0; i < CHANNELS; i++)
	{
		if (draft->channel[i])
			return true;
	}
	return has_email(draft) || !draft->nulls[TARGET_PHONE] || has_problem(draft, "phone") ||
		draft->connections != NIL || has_problem(draft, "connections");
}

/* Check what concerns several fields, and settle what follows from them. */
void
contacts_draft_finish(contacts_draft *draft)
{
	bool		person = column_is(draft, TARGET_KIND, "person");

	settle_status(draft);
	check_names(draft);
	if (person && !draft->is_update)
	{
		check_profile(draft);
		require(draft, can_be_reached(draft) ||
				!contacts_organization_settings(draft->organization_id)->require_connection,
				"connections", "At least one connection is required");
	}
	if (draft->given[TARGET_REPORTS_TO] && !draft->nulls[TARGET_REPORTS_TO] && !person)
		require(draft, false, "metadata.reportsTo", "Only a person reports to somebody");
	if (draft->can_login && !draft->is_update)
		require(draft, has_email(draft), "email", "Email is required for canLogin");
	draft->path = "";
}
