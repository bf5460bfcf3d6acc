/*
 * signed_context.c
 *	  The part of the context that a token vouches for.
 *
 * It is carried by a setting, because settings end with their transaction or savepoint and reach parallel workers; and
 * by one whose check hook refuses every value that does not come from here, so that SET, ALTER ROLE, a function's SET
 * clause, the configuration file or a placeholder of before the library was loaded cannot make one up.
 */
#include "pg/compat.h"

#include "access/parallel.h"
#include "pg/access/signed_context.h"
#include "utils/guc.h"

#define SETTING "contacts.signed_context"

static char *setting;
static bool signing = false;
static bool is_signed = false;
static contacts_signed current;

/* Accept nothing but what contacts_sign_context() sets, a worker copies from its leader, or a reset leaves. */
static bool
check_signed(char **newval, void **extra, GucSource source)
{
	if (**newval == '\0' || signing || InitializingParallelWorker)
		return true;
	GUC_check_errcode(ERRCODE_INSUFFICIENT_PRIVILEGE);
	GUC_check_errmsg("parameter \"%s\" cannot be set", SETTING);
	GUC_check_errhint("Call contacts.authenticate(token).");
	return false;
}

/* Follow the setting: also back, when a transaction or savepoint ends. */
static void
assign_signed(const char *newval, void *extra)
{
	is_signed = sscanf(newval, INT64_FORMAT " " INT64_FORMAT " %u",
					   &current.organization_id, &current.user_id, &current.scopes) == 3;
}

/* Define the setting. */
void
contacts_signed_define_setting(void)
{
	DefineCustomStringVariable(SETTING,
							   "Organization, user and scopes of the token of this transaction.",
							   "Set by contacts.authenticate() only.",
							   &setting, "", PGC_SUSET, GUC_NO_RESET_ALL | GUC_DISALLOW_IN_FILE | GUC_NOT_IN_SAMPLE,
							   check_signed, assign_signed, NULL);
}

/* Get what the token of this transaction vouches for; NULL where there is none. */
const contacts_signed *
contacts_signed_context(void)
{
	return is_signed ? &current : NULL;
}

/* Have a context hold for the rest of the transaction or savepoint. */
void
contacts_sign_context(const contacts_signed *context)
{
	char	   *value = psprintf(INT64_FORMAT " " INT64_FORMAT " %u", context->organization_id, context->user_id,
								 context->scopes);

	signing = true;
	PG_TRY();
	{
		(void) set_config_option(SETTING, value, PGC_SUSET, PGC_S_SESSION, GUC_ACTION_LOCAL, true, 0, false);
	}
	PG_FINALLY();
	{
		signing = false;
	}
	PG_END_TRY();
}
