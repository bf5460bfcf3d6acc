/*
 * profile.c
 *	  The setting contacts.profile.
 */
#include "pg/compat.h"

#include "pg/access/context.h"
#include "pg/access/organization_settings.h"
#include "pg/api/profile.h"
#include "pg/base/error.h"
#include "utils/builtins.h"
#include "utils/guc.h"

/* stands for the profile of the organization, or that of a session without one */
#define PROFILE_OF_ORGANIZATION (-1)

static const struct config_enum_entry profile_names[] = {
	{"organization", PROFILE_OF_ORGANIZATION, false},
	{"revrec", PROFILE_REVREC, false},
	{"thena", PROFILE_THENA, false},
	{"nextiva", PROFILE_NEXTIVA, false},
	{"directory", PROFILE_DIRECTORY, false},
	{NULL, 0, false}
};

static int	profile_setting = PROFILE_OF_ORGANIZATION;

/* Define the settings of the operations. */
void
contacts_api_define_settings(void)
{
	DefineCustomEnumVariable("contacts.profile",
							 "System whose keys the operations answer with.",
							 "organization stands for the one that the row of the organization names.",
							 &profile_setting, PROFILE_OF_ORGANIZATION, profile_names, PGC_USERSET, 0,
							 NULL, NULL, NULL);
}

/* Find a profile by its name; false where there is none. */
static bool
find_profile(const char *name, contacts_profile *profile)
{
	for (const struct config_enum_entry *entry = profile_names; entry->name; entry++)
	{
		if (entry->val != PROFILE_OF_ORGANIZATION && pg_strcasecmp(name, entry->name) == 0)
		{
			*profile = entry->val;
			return true;
		}
	}
	return false;
}

/* Get the profile of the session: the setting, else what the organization of the context has. */
contacts_profile
contacts_current_profile(void)
{
	contacts_profile profile = PROFILE_REVREC;
	int64		organization_id;

	if (profile_setting != PROFILE_OF_ORGANIZATION)
		return profile_setting;
	if (contacts_context_organization(&organization_id))
		(void) find_profile(NameStr(contacts_organization_settings(organization_id)->profile), &profile);
	return profile;
}

/* Read the name of a profile; NULL means that of the session. */
contacts_profile
contacts_profile_argument(text *name)
{
	contacts_profile profile;
	char	   *wanted;

	if (name == NULL)
		return contacts_current_profile();
	wanted = text_to_cstring(name);
	if (find_profile(wanted, &profile))
		return profile;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("profile \"%s\" does not exist", contacts_quote_input(wanted, strlen(wanted))),
			 errhint("Profiles are revrec, thena, nextiva and directory.")));
}
