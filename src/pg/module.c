/*
 * module.c
 *	  What happens when the library is loaded.
 */
#include "pg/compat.h"

#include "pg/api/draft.h"
#include "pg/access/context.h"
#include "pg/events/journal.h"
#include "pg/rules/guc.h"
#include "pg/types/phone_type.h"
#include "pg/webhooks/webhook_url.h"
#include "utils/guc.h"
#include "utils/memutils.h"

CONTACTS_MODULE_MAGIC;

int			contacts_max_metadata_bytes = 1024 * 1024;

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
	DefineCustomIntVariable("contacts.max_metadata_bytes",
							"Largest metadata or custom_fields of a row.",
							NULL,
							&contacts_max_metadata_bytes, 1024 * 1024, 1024, MaxAllocSize,
							PGC_SUSET, GUC_UNIT_BYTE, NULL, NULL, NULL);
	MarkGUCPrefixReserved("contacts");
}
