/*
 * profile.c
 *	  The setting contacts.profile, and finding a key in the table of keys.
 */
#include "pg/compat.h"

#include "pg/api/profile.h"
#include "pg/base/error.h"
#include "utils/builtins.h"
#include "utils/guc.h"

static const struct config_enum_entry profile_names[] = {
	{"revrec", PROFILE_REVREC, false},
	{"thena", PROFILE_THENA, false},
	{"nextiva", PROFILE_NEXTIVA, false},
	{"directory", PROFILE_DIRECTORY, false},
	{NULL, 0, false}
};

static int	profile_setting = PROFILE_REVREC;

/* Define the settings of the operations. */
void
contacts_api_define_settings(void)
{
	DefineCustomEnumVariable("contacts.profile",
							 "System whose keys the operations answer with.",
							 NULL,
							 &profile_setting, PROFILE_REVREC, profile_names, PGC_USERSET, 0, NULL, NULL, NULL);
}

/* Get the profile of the session. */
contacts_profile
contacts_current_profile(void)
{
	return profile_setting;
}

/* Read the name of a profile; NULL means that of the session. */
contacts_profile
contacts_profile_argument(text *name)
{
	char	   *wanted;

	if (name == NULL)
		return profile_setting;
	wanted = text_to_cstring(name);
	for (const struct config_enum_entry *entry = profile_names; entry->name; entry++)
	{
		if (pg_strcasecmp(wanted, entry->name) == 0)
			return entry->val;
	}
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("profile \"%s\" does not exist", contacts_quote_input(wanted, strlen(wanted))),
			 errhint("Profiles are revrec, thena, nextiva and directory.")));
}
