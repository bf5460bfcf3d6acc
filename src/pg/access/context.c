/*
 * context.c
 *	  The organization, user and scopes that a transaction acts for.
 *
 * The settings only select; what they may select is in table access.  They are read from their C variables, so a
 * placeholder that was set before the library was loaded counts only after it passed the check hooks.
 */
#include "pg/compat.h"

#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "lib/stringinfo.h"
#include "pg/access/context.h"
#include "pg/access/grants.h"
#include "pg/access/organization_settings.h"
#include "pg/access/organizations.h"
#include "pg/access/signed_context.h"
#include "pg/base/error.h"
#include "pg/base/text.h"
#include "pg/store/trigger.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/rel.h"

static char *organization_setting;
static char *user_setting;
static char *scopes_setting;

PG_FUNCTION_INFO_V1(contacts_set_context);
PG_FUNCTION_INFO_V1(contacts_current_organization);
PG_FUNCTION_INFO_V1(contacts_current_user_id);
PG_FUNCTION_INFO_V1(contacts_has_scope);
PG_FUNCTION_INFO_V1(contacts_require_scope_sql);
PG_FUNCTION_INFO_V1(contacts_require_context);

/* Accept an empty setting or the number of a row. */
static bool
check_id(char **newval, void **extra, GucSource source)
{
	if (**newval == '\0' || contacts_parse_id(*newval) > 0)
		return true;
	GUC_check_errdetail("The value must be a positive whole number, or empty for none.");
	return false;
}

/* Read a list of scopes separated by commas or spaces; false where one of them is unknown. */
static bool
parse_scopes(const char *list, uint32 *scopes)
{
	*scopes = 0;
	while (*(list += strspn(list, ", ")) != '\0')
	{
		size_t		len = strcspn(list, ", ");
		uint32		scope = contacts_scope_by_name(list, len);

		if (scope == 0)
			return false;
		*scopes |= scope;
		list += len;
	}
	return true;
}

/* Accept an empty setting or a list of scopes. */
static bool
check_scopes(char **newval, void **extra, GucSource source)
{
	uint32		scopes;

	if (parse_scopes(*newval, &scopes))
		return true;
	GUC_check_errdetail("Scopes are contacts:read, contacts:write, contacts:delete and contacts:admin.");
	return false;
}

/* Define the settings of the context. */
void
contacts_context_define_settings(void)
{
	contacts_signed_define_setting();
	DefineCustomStringVariable("contacts.organization_id",
							   "Organization that the session acts for.",
							   "Selects one of the organizations that table contacts.access grants to the role.",
							   &organization_setting, "", PGC_USERSET, 0, check_id, NULL, NULL);
	DefineCustomStringVariable("contacts.user_id",
							   "User (contacts.app_user) that the session acts for.",
							   NULL,
							   &user_setting, "", PGC_USERSET, 0, check_id, NULL, NULL);
	DefineCustomStringVariable("contacts.scopes",
							   "Scopes that the session wants of those that were granted; empty for all of them.",
							   NULL,
							   &scopes_setting, "", PGC_USERSET, 0, check_scopes, NULL, NULL);
}

/* Refuse an organization that the role was not granted. */
static void
refuse_organization(int64 organization_id)
{
	ereport(ERROR,
			(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
			 errmsg("permission denied for organization " INT64_FORMAT, organization_id),
			 errhint("The owner of the tables grants it: SELECT contacts.grant_access(role, scopes,"
					 " organization_id).")));
}

/* Refuse what needs an organization where none is set. */
void
contacts_refuse_no_context(void)
{
	ereport(ERROR,
			(errcode(CONTACTS_ERRCODE_UNAUTHORIZED),
			 errmsg("no organization is set"),
			 errhint("Call contacts.set_context(organization_id) first in the transaction.")));
}

/* Refuse an organization that the role was not granted, or that is not there: the difference is nobody's business. */
void
contacts_check_organization(int64 organization_id)
{
	if (contacts_granted_scopes(organization_id) == 0)
		refuse_organization(organization_id);
	if (!contacts_bypasses_policies() && contacts_organization_settings(organization_id)->organization_id == 0)
		refuse_organization(organization_id);
}

/* Check whether an organization wants a signed context and the role is held to that. */
static bool
wants_token(int64 organization_id)
{
	return !contacts_bypasses_policies() && contacts_organization_settings(organization_id)->require_token;
}

/* Find the organization of the context; false where there is none. */
bool
contacts_context_organization(int64 *organization_id)
{
	const contacts_signed *vouched = contacts_signed_context();

	if (vouched == NULL && *organization_setting == '\0')
		return contacts_only_organization(organization_id) && !wants_token(*organization_id);
	*organization_id = vouched ? vouched->organization_id : contacts_parse_id(organization_setting);
	if (contacts_granted_scopes(*organization_id) == 0)
		refuse_organization(*organization_id);
	if (vouched == NULL && wants_token(*organization_id))
		ereport(ERROR,
				(errcode(CONTACTS_ERRCODE_UNAUTHORIZED),
				 errmsg("organization " INT64_FORMAT " requires a token", *organization_id),
				 errhint("Call contacts.authenticate(token) first in the transaction.")));
	return true;
}

/* Find the user of the context; false where there is none. */
bool
contacts_context_user(int64 *user_id)
{
	const contacts_signed *vouched = contacts_signed_context();

	*user_id = vouched ? vouched->user_id : contacts_parse_id(user_setting);
	return *user_id > 0;
}

/* Find the scopes of the context: those granted, narrowed by the token and by the setting. */
uint32
contacts_context_scopes(void)
{
	const contacts_signed *vouched = contacts_signed_context();
	int64		organization_id;
	uint32		wanted = CONTACTS_SCOPE_ALL;

	if (!contacts_context_organization(&organization_id))
		return contacts_bypasses_policies() ? CONTACTS_SCOPE_ALL : 0;
	if (*scopes_setting != '\0')
		parse_scopes(scopes_setting, &wanted);
	if (vouched)
		wanted &= vouched->scopes;
	return contacts_granted_scopes(organization_id) & wanted;
}

/* Name a scope that the caller asked about, or raise. */
static uint32
scope_argument(text *name)
{
	uint32		scope = contacts_scope_by_name(VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name));

	if (scope == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("scope \"%s\" does not exist",
						contacts_quote_input(VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name))),
				 errhint("Scopes are contacts:read, contacts:write, contacts:delete and contacts:admin.")));
	return scope;
}

/* Raise unless the context has one of the scopes; the first one is named. */
void
contacts_require_scope(uint32 scopes)
{
	int			bit = 0;

	if (contacts_context_scopes() & scopes)
		return;
	while (!(scopes & (1 << bit)))
		bit++;
	ereport(ERROR,
			(errcode(CONTACTS_ERRCODE_FORBIDDEN),
			 errmsg("scope %s is required", contacts_scope_name(bit)),
			 errhint("The owner of the tables grants it with contacts.grant_access(); set_context() may have narrowed"
					 " it.")));
}

/* Join scope names for the setting; raise at an unknown one. */
static char *
join_scopes(ArrayType *array)
{
	Datum	   *names;
	bool	   *nulls;
	int			n;
	StringInfoData buf;

	initStringInfo(&buf);
	deconstruct_array(array, TEXTOID, -1, false, TYPALIGN_INT, &names, &nulls, &n);
	for (int i = 0; i < n; i++)
	{
		if (nulls[i])
			ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("scopes must not contain nulls")));
		scope_argument(DatumGetTextPP(names[i]));
		appendStringInfo(&buf, "%s%s", i ? "," : "", TextDatumGetCString(names[i]));
	}
	/* an empty array wants no scope at all, an empty setting all of them */
	if (n == 0)
		appendStringInfoChar(&buf, ',');
	return buf.data;
}

/* Set one of our settings for the rest of the transaction. */
static void
set_local(const char *name, const char *value)
{
	(void) set_config_option(name, value, PGC_USERSET, PGC_S_SESSION, GUC_ACTION_LOCAL, true, 0, false);
}

/* Format an optional id argument for its setting. */
static const char *
id_argument(FunctionCallInfo fcinfo, int arg)
{
	return PG_ARGISNULL(arg) ? "" : psprintf(INT64_FORMAT, PG_GETARG_INT64(arg));
}

/* Refuse to leave what a token vouches for; it may be narrowed. */
static void
check_signed(FunctionCallInfo fcinfo)
{
	const contacts_signed *vouched = contacts_signed_context();

	if (vouched == NULL)
		return;
	if (PG_ARGISNULL(0) || PG_GETARG_INT64(0) != vouched->organization_id ||
		(!PG_ARGISNULL(1) && PG_GETARG_INT64(1) != vouched->user_id))
		ereport(ERROR,
				(errcode(CONTACTS_ERRCODE_FORBIDDEN),
				 errmsg("context of this transaction is signed for organization " INT64_FORMAT,
						vouched->organization_id),
				 errhint("Only another token changes organization or user; scopes may be narrowed.")));
}

/* Check whether a function was called right from the client's statement, not from another function or a DO block. */
static bool
is_called_by_client(void)
{
	for (ErrorContextCallback *at = error_context_stack; at; at = at->previous)
	{
		/* what the extended protocol pushes to show parameters; everything else that calls functions pushes its own */
		if (at->callback != ParamsErrorCallback)
			return false;
	}
	return true;
}

/* Warn as SET LOCAL does where the context would be gone with the statement that sets it. */
static void
warn_outside_transaction(void)
{
	if (!IsTransactionBlock() && is_called_by_client())
		ereport(WARNING,
				(errcode(ERRCODE_NO_ACTIVE_SQL_TRANSACTION),
				 errmsg("set_context() has no effect outside of a transaction block"),
				 errhint("Call it after BEGIN, in each transaction, or set contacts.organization_id for the"
						 " session.")));
}

/* Refuse a user that the organization does not have: the first write would fail with an error of a foreign key. */
static void
check_user(int64 organization_id, int64 user_id)
{
	if (!contacts_user_exists(organization_id, user_id))
		ereport(ERROR,
				(errcode(CONTACTS_ERRCODE_UNAUTHORIZED),
				 errmsg("user " INT64_FORMAT " does not exist in organization " INT64_FORMAT, user_id, organization_id),
				 errhint("Table contacts.app_user has the users of the organization.")));
}

/* set_context(organization_id, user_id, scopes, silent): transaction-local, checked at once. */
Datum
contacts_set_context(PG_FUNCTION_ARGS)
{
	bool		silent = !PG_ARGISNULL(3) && PG_GETARG_BOOL(3);
	int64		organization_id;

	if (!PG_ARGISNULL(0))
		contacts_check_organization(PG_GETARG_INT64(0));
	check_signed(fcinfo);
	warn_outside_transaction();
	set_local("contacts.organization_id", id_argument(fcinfo, 0));
	set_local("contacts.user_id", id_argument(fcinfo, 1));
	set_local("contacts.scopes", PG_ARGISNULL(2) ? "" : join_scopes(PG_GETARG_ARRAYTYPE_P(2)));
	if (contacts_context_organization(&organization_id) && !PG_ARGISNULL(1))
		check_user(organization_id, PG_GETARG_INT64(1));
	if (silent)
		contacts_require_scope(CONTACTS_SCOPE_ADMIN);
	set_local("contacts.silent", silent ? "on" : "off");
	PG_RETURN_VOID();
}

/* current_organization() */
Datum
contacts_current_organization(PG_FUNCTION_ARGS)
{
	int64		organization_id;

	if (!contacts_context_organization(&organization_id))
		PG_RETURN_NULL();
	PG_RETURN_INT64(organization_id);
}

/* current_user_id() */
Datum
contacts_current_user_id(PG_FUNCTION_ARGS)
{
	int64		user_id;

	if (!contacts_context_user(&user_id))
		PG_RETURN_NULL();
	PG_RETURN_INT64(user_id);
}

/* has_scope(text) */
Datum
contacts_has_scope(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL((contacts_context_scopes() & scope_argument(PG_GETARG_TEXT_PP(0))) != 0);
}

/* require_scope(text) */
Datum
contacts_require_scope_sql(PG_FUNCTION_ARGS)
{
	contacts_require_scope(scope_argument(PG_GETARG_TEXT_PP(0)));
	PG_RETURN_VOID();
}

/*
 * Find which scopes a statement trigger of protect_table() asks for: its arguments belong to INSERT, UPDATE and
 * DELETE.
 */
static uint32
scopes_of_event(TriggerData *trigdata)
{
	int			arg = TRIGGER_FIRED_BY_INSERT(trigdata->tg_event) ? 0 : TRIGGER_FIRED_BY_UPDATE(trigdata->tg_event) ? 1
	: 2;
	uint32		scopes = 0;

	if (arg < trigdata->tg_trigger->tgnargs)
		parse_scopes(trigdata->tg_trigger->tgargs[arg], &scopes);
	return scopes;
}

/*
 * Statement trigger: a write without a context or without the scope fails loudly where the policies would only hide
 * every row.
 */
Datum
contacts_require_context(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = contacts_trigger(fcinfo, "require_context",
											  CONTACTS_BEFORE | CONTACTS_EACH_STATEMENT | CONTACTS_ON_ANY);
	int64		organization_id;
	uint32		scopes;

	if (!contacts_policies_apply(RelationGetRelid(trigdata->tg_relation)))
		return PointerGetDatum(NULL);
	if (!contacts_context_organization(&organization_id))
		contacts_refuse_no_context();
	scopes = scopes_of_event(trigdata);
	if (scopes != 0)
		contacts_require_scope(scopes);
	return PointerGetDatum(NULL);
}
