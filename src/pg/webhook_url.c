/*
 * webhook_url.c
 *	  Where webhooks may go: nowhere inside, unless the superuser allows it.
 *
 * What a URL spells is looked at when it is written; what its name resolves to, by the worker, when it connects.
 */
#include "pg/compat.h"

#include "core/net_address.h"
#include "pg/checks.h"
#include "pg/error.h"
#include "pg/row.h"
#include "pg/webhook.h"
#include "utils/builtins.h"
#include "utils/guc.h"

PG_FUNCTION_INFO_V1(contacts_webhook_url_error);
PG_FUNCTION_INFO_V1(contacts_check_webhook_url);

static const char *const webhook_names[] = {"url"};
static contacts_columns webhook_columns = {webhook_names, lengthof(webhook_names)};

static bool allow_private = false;

/* Define the setting. */
void
contacts_webhook_define_settings(void)
{
	DefineCustomBoolVariable("contacts.webhook_allow_private",
							 "Let webhooks go to addresses that are not of the public Internet.",
							 "Whoever may make a webhook can then reach services of the server's own network.",
							 &allow_private, false, PGC_SUSET, 0, NULL, NULL, NULL);
}

/* Tell whether a name is one of this machine or of a local network by convention (RFC 6761, 6762, 8375, 9476). */
static bool
is_local_name(const char *name, size_t len)
{
	static const char *const endings[] = {"localhost", "local", "internal", "home.arpa", "localdomain", "lan", "intranet", "corp"};

	if (len > 0 && name[len - 1] == '.')
		len--;
	for (int i = 0; i < lengthof(endings); i++)
	{
		size_t		width = strlen(endings[i]);

		if (len >= width && pg_strncasecmp(name + len - width, endings[i], width) == 0 &&
			(len == width || name[len - width - 1] == '.'))
			return true;
	}
	return memchr(name, '.', len) == NULL;
}

/* Tell whether text is a port. */
static bool
is_port(const char *text, size_t len)
{
	int			value = 0;

	if (len == 0 || len > 5)
		return false;
	for (size_t i = 0; i < len; i++)
	{
		if (text[i] < '0' || text[i] > '9')
			return false;
		value = value * 10 + (text[i] - '0');
	}
	return value >= 1 && value <= 65535;
}

/* Split what stands between the slashes and the path; false where the port is none. */
static bool
split_authority(const char *url, const char **host, size_t *host_len)
{
	const char *start = strchr(url, ':') + 3;
	size_t		len = strcspn(start, "/?#");
	const char *bracket = memchr(start, ']', len);
	const char *colon = memchr(bracket ? bracket : start, ':', bracket ? start + len - bracket : len);

	*host = start;
	*host_len = colon ? colon - start : len;
	return colon == NULL || is_port(colon + 1, start + len - colon - 1);
}

/* Say why a webhook may not go to a URL; NULL where it may. */
static const char *
url_error(const char *url)
{
	uint8_t		address[CONTACTS_ADDRESS_BYTES];
	const char *host;
	size_t		len;

	if (!contacts_web_url_fits(url, strlen(url)))
		return "it is not an http or https URL without credentials and white space";
	if (!split_authority(url, &host, &len))
		return "its port is not a number from 1 to 65535";
	switch (contacts_parse_host(host, len, address))
	{
		case CONTACTS_HOST_INVALID:
			return "its host is neither a name in ASCII nor an address";
		case CONTACTS_HOST_NAME:
			return is_local_name(host, len) && !allow_private ? "its host is a name of a local network" : NULL;
		case CONTACTS_HOST_ADDRESS:
			return contacts_address_is_public(address) || allow_private ? NULL : "its host is an address that is not public";
	}
	return NULL;
}

/* webhook_url_error(url) */
Datum
contacts_webhook_url_error(PG_FUNCTION_ARGS)
{
	const char *why = url_error(text_to_cstring(PG_GETARG_TEXT_PP(0)));

	if (why == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(why));
}

/* BEFORE INSERT OR UPDATE trigger of table webhook.  A URL that was allowed once stays: the worker looks again. */
Datum
contacts_check_webhook_url(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = contacts_before_row_trigger(fcinfo, "check_webhook_url");
	contacts_row row;
	const char *why = NULL;

	contacts_row_open(&row, trigdata, &webhook_columns);
	if (!contacts_row_is_null(&row, 0) && (row.old_tuple == NULL || contacts_row_changed(&row, 0)))
		why = url_error(TextDatumGetCString(contacts_row_get(&row, 0)));
	if (why)
		ereport(ERROR,
				(errcode(CONTACTS_ERRCODE_VALIDATION),
				 errmsg("no webhook may go to this URL"),
				 errdetail("%c%s.", pg_toupper((unsigned char) why[0]), why + 1),
				 errhint("Give an http or https URL of the public Internet. A superuser may set contacts.webhook_allow_private.")));
	return PointerGetDatum(contacts_row_close(&row));
}
