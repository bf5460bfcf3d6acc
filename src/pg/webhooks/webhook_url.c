/*
 * webhook_url.c
 *	  Where webhooks may go: nowhere inside, unless the superuser allows it.
 *
 * What a URL spells is looked at when it is written; what its name resolves to, by the worker, when it connects.
 */
#include "pg/compat.h"

#include "core/web_url.h"
#include "pg/base/error.h"
#include "pg/store/changed_row.h"
#include "pg/store/columns.h"
#include "pg/store/trigger.h"
#include "pg/webhooks/webhook_url.h"
#include "utils/builtins.h"
#include "utils/guc.h"

PG_FUNCTION_INFO_V1(contacts_webhook_url_error);
PG_FUNCTION_INFO_V1(contacts_check_webhook_url);

static const contacts_column webhook_names[] = {
	{"url", TEXTOID}
};
static contacts_columns webhook_columns = {webhook_names, lengthof(webhook_names)};

static bool allow_private = false;
static int	max_webhooks = 50;

/* Define the settings. */
void
contacts_webhook_define_settings(void)
{
	DefineCustomBoolVariable("contacts.webhook_allow_private",
							 "Let webhooks go to addresses that are not of the public Internet.",
							 "Whoever may make a webhook can then reach services of the server's own network.",
							 &allow_private, false, PGC_SUSET, 0, NULL, NULL, NULL);
	DefineCustomIntVariable("contacts.max_webhooks",
							"How many webhooks an organization may have.",
							"One delivery worker serves all organizations.",
							&max_webhooks, 50, 0, 10000, PGC_SUSET, 0, NULL, NULL, NULL);
}

/* Tell how many webhooks an organization may have. */
int
contacts_webhook_most(void)
{
	return max_webhooks;
}

/* Say why a webhook may not go to a URL; NULL where it may. */
static const char *
url_error(text *url)
{
	return contacts_web_url_refusal(VARDATA_ANY(url), VARSIZE_ANY_EXHDR(url), allow_private);
}

/* webhook_url_error(url) */
Datum
contacts_webhook_url_error(PG_FUNCTION_ARGS)
{
	const char *why = url_error(PG_GETARG_TEXT_PP(0));

	if (why == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(why));
}

/* BEFORE INSERT OR UPDATE trigger of table webhook.  A URL that was allowed once stays: the worker looks again. */
Datum
contacts_check_webhook_url(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = contacts_trigger(fcinfo, "check_webhook_url", CONTACTS_BEFORE_ROW);
	contacts_row row;
	const char *why = NULL;

	contacts_row_open(&row, trigdata, &webhook_columns);
	if (!contacts_row_is_null(&row, 0) && (row.old_tuple == NULL || contacts_row_changed(&row, 0)))
		why = url_error(DatumGetTextPP(contacts_row_get(&row, 0)));
	if (why)
		ereport(ERROR,
				(errcode(CONTACTS_ERRCODE_VALIDATION),
				 errmsg("no webhook may go to this URL"),
				 errdetail("%c%s.", pg_toupper((unsigned char) why[0]), why + 1),
				 errhint("Give an http or https URL of the public Internet. A superuser may set"
						 " contacts.webhook_allow_private.")));
	return PointerGetDatum(contacts_row_close(&row));
}
