/*
 * module.c
 *	  What happens when the library is loaded.
 */
#include "pg/compat.h"

#include "pg/access/context.h"
#include "pg/api/profile.h"
#include "pg/events/feed.h"
#include "pg/rules/contact_rules.h"
#include "pg/types/phone_type.h"
#include "pg/webhooks/webhook_url.h"
#include "utils/guc.h"
#include "utils/memutils.h"

CONTACTS_MODULE_MAGIC;

extern PGDLLEXPORT void _PG_init(void);

/* Define the settings and hook up the caches. */
void
_PG_init(void)
{
	contacts_context_define_settings();
	contacts_api_define_settings();
	contacts_event_define_settings();
	contacts_phone_define_settings();
	contacts_webhook_define_settings();
	contacts_contact_rules_define_settings();
	MarkGUCPrefixReserved("contacts");
}
