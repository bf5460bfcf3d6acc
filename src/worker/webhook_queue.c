/*
 * webhook_queue.c
 *	  What the delivery worker takes from the tables and brings back; each webhook in a transaction of its own.
 *
 * All rules are in SQL (sql/extension/webhooks/).  A webhook that cannot be worked on is put aside with the reason and
 * tried again later; what was on its way is leased again when its lease ends.
 */
#include "worker/webhook_queue.h"

#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/relcache.h"
#include "utils/timestamp.h"
#include "worker/webhook_aside.h"
#include "worker/webhook_session.h"

/* how long a webhook, and an organization that has rows locked, is left alone at most */
#define MOST_SECONDS_WEBHOOK 3600
#define MOST_SECONDS_ORGANIZATION 30

/* a lease is the webhook's timeout and that much, as lease_webhook() has it: so long an answer can be noted */
#define LEASE_SECONDS 30

int			contacts_webhook_transaction_timeout = 10000;

static contacts_webhook_query find_work = {
	"SELECT w.organization_id, w.webhook_id FROM (SELECT w.organization_id, w.webhook_id, pg_catalog.row_number() OVER "
	"(PARTITION BY w.organization_id ORDER BY pg_catalog.random()) AS turn FROM contacts.webhooks_with_work() w) w "
	"ORDER BY w.turn, w.organization_id OPERATOR(pg_catalog.<=) $1, w.organization_id",
	1, {INT8OID}
};
static contacts_webhook_query lease_deliveries = {
	"SELECT feed_position, attempt, url, timeout_ms, message_id, sent_at, signature, payload "
	"FROM contacts.lease_webhook($1, $2, $3)",
	3, {INT8OID, INT4OID, INT8OID}
};
static contacts_webhook_query finish_delivery = {
	"SELECT contacts.finish_webhook($1, $2, $3, $4, $5, $6, $7)",
	7, {INT8OID, INT8OID, INT8OID, INT4OID, INT4OID, TEXTOID, INT4OID}
};
static contacts_webhook_query give_back_delivery = {
	"SELECT contacts_internal.give_back_webhook($1, $2, $3, $4)",
	4, {INT8OID, INT8OID, INT8OID, INT4OID}
};
static contacts_webhook_query put_aside = {
	"SELECT contacts.put_webhook_aside($1, $2, $3)",
	3, {INT8OID, INT8OID, TEXTOID}
};

/* what is looked for, and what was found */
typedef struct find_work_arg
{
	MemoryContext context;
	int64		after_organization;
	contacts_webhook_due *found;
	int			count;
} find_work_arg;

typedef struct lease_arg
{
	const contacts_webhook_due *due;
	int			max;
	contacts_webhook_request *leased;
} lease_arg;

typedef struct aside_arg
{
	int64		organization_id;
	int64		webhook_id;
	const char *reason;
} aside_arg;

/* Look for the tables. */
static void
find_tables(void *arg)
{
	Oid		   *owner = arg;
	Oid			schema = get_namespace_oid("contacts", true);
	Oid			relid = OidIsValid(schema) ? get_relname_relid("webhook", schema) : InvalidOid;
	Relation	rel = OidIsValid(relid) ? RelationIdGetRelation(relid) : NULL;

	if (rel == NULL)
		return;
	*owner = rel->rd_rel->relowner;
	RelationClose(rel);
}

/* Check whether the tables are there, and whose they are. */
bool
contacts_webhook_queue_is_installed(Oid *owner)
{
	contacts_webhook_failure failure;

	*owner = InvalidOid;
	if (!contacts_webhook_try("looking for the tables", contacts_webhook_transaction_timeout, find_tables, owner,
							  &failure))
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("delivery worker could not look for the tables: %s", failure.reason)));
	return OidIsValid(*owner);
}

/* Copy what has something to send out of the transaction. */
static void
copy_work(void *arg)
{
	find_work_arg *work = arg;
	Datum		values[] = {Int64GetDatum(work->after_organization)};

	contacts_webhook_run(&find_work, values, NULL);
	work->found = MemoryContextAlloc(work->context, sizeof(contacts_webhook_due) * (SPI_processed + 1));
	for (uint64 row = 0; row < SPI_processed; row++)
	{
		work->found[row].organization_id = DatumGetInt64(contacts_webhook_column(row, 1));
		work->found[row].webhook_id = DatumGetInt64(contacts_webhook_column(row, 2));
	}
	work->count = (int) SPI_processed;
}

/*
 * Find the webhooks that have something to send, in the order in which they are served: one of each organization, those
 * after the organization that was served last before the others, then a second one of each, and so on.
 */
contacts_webhook_due *
contacts_webhook_queue_find(int64 after_organization, int *count)
{
	find_work_arg work = {CurrentMemoryContext, after_organization, NULL, 0};
	contacts_webhook_failure failure;

	*count = 0;
	if (!contacts_webhook_try("looking for work", contacts_webhook_transaction_timeout, copy_work, &work, &failure))
	{
		ereport(LOG, (errmsg("delivery worker could not look for work: %s", failure.reason)));
		return NULL;
	}
	*count = work.count;
	return work.found;
}

/* Put a webhook aside in its table, where its organization sees it. */
static void
write_aside(void *arg)
{
	aside_arg  *aside = arg;
	Datum		values[] = {
		Int64GetDatum(aside->organization_id), Int64GetDatum(aside->webhook_id), CStringGetTextDatum(aside->reason)
	};

	contacts_webhook_run(&put_aside, values, NULL);
}

/* Leave a webhook alone that could not be worked on; its organization, too, where that took time of the others. */
static void
put_webhook_aside(int64 organization_id, int64 webhook_id, const contacts_webhook_failure *why)
{
	aside_arg	aside = {organization_id, webhook_id, why->reason};
	contacts_webhook_failure failure;
	int			seconds = contacts_webhook_put_aside(organization_id, webhook_id, MOST_SECONDS_WEBHOOK);

	ereport(LOG,
			(errmsg("webhook " INT64_FORMAT " of organization " INT64_FORMAT " is put aside for %d s: %s",
					webhook_id, organization_id, seconds, why->reason)));
	if (why->took_too_long)
		contacts_webhook_put_aside(organization_id, CONTACTS_WEBHOOK_ALL, MOST_SECONDS_ORGANIZATION);
	if (contacts_webhook_try("putting a webhook aside", contacts_webhook_transaction_timeout, write_aside, &aside,
							 &failure))
		return;
	ereport(LOG,
			(errmsg("webhook " INT64_FORMAT " of organization " INT64_FORMAT " does not show why: %s",
					webhook_id, organization_id, failure.reason)));
	if (failure.took_too_long && !why->took_too_long)
		contacts_webhook_put_aside(organization_id, CONTACTS_WEBHOOK_ALL, MOST_SECONDS_ORGANIZATION);
}

/* Copy a text column, as it is sent, into the request's own memory. */
static const char *
text_column(MemoryContext into, uint64 row, int number)
{
	char	   *given = TextDatumGetCString(contacts_webhook_column(row, number));

	return MemoryContextStrdup(into, pg_server_to_any(given, strlen(given), PG_UTF8));
}

/* Check whether webhooks may go to addresses inside; only a superuser can have set it so. */
static bool
private_is_allowed(void)
{
	const char *value = GetConfigOption("contacts.webhook_allow_private", true, false);

	return value && strcmp(value, "on") == 0;
}

/* Make a request with a memory context of its own, before a list: from then on it is dropped with the list. */
static contacts_webhook_request *
make_request(contacts_webhook_request **list)
{
	MemoryContext own = AllocSetContextCreate(TopMemoryContext, "webhook request", ALLOCSET_SMALL_SIZES);
	contacts_webhook_request *request = MemoryContextAllocZero(own, sizeof(contacts_webhook_request));

	request->memory = own;
	request->next = *list;
	*list = request;
	return request;
}

/* Lease deliveries of one webhook and copy them out of the transaction. */
static void
lease_webhook(void *arg)
{
	lease_arg  *lease = arg;
	Datum		values[] = {
		Int64GetDatum(lease->due->webhook_id), Int32GetDatum(lease->max), Int64GetDatum(lease->due->organization_id)
	};

	contacts_webhook_run(&lease_deliveries, values, NULL);
	for (uint64 row = 0; row < SPI_processed; row++)
	{
		contacts_webhook_request *request = make_request(&lease->leased);

		request->organization_id = lease->due->organization_id;
		request->webhook_id = lease->due->webhook_id;
		request->leased_at = GetCurrentTimestamp();
		request->position = DatumGetInt64(contacts_webhook_column(row, 1));
		request->attempt = DatumGetInt32(contacts_webhook_column(row, 2));
		request->url = text_column(request->memory, row, 3);
		/* the table has it between a second and a minute, and libcurl takes what it likes for no limit */
		request->timeout_ms = Min(Max(DatumGetInt32(contacts_webhook_column(row, 4)), 1000), 60000);
		request->message_id = text_column(request->memory, row, 5);
		request->sent_at = DatumGetInt64(contacts_webhook_column(row, 6));
		request->signature = text_column(request->memory, row, 7);
		request->payload = text_column(request->memory, row, 8);
		request->allow_private = private_is_allowed();
	}
}

/* Lease deliveries of one webhook and put them before a list; one that fails is put aside. */
contacts_webhook_request *
contacts_webhook_queue_lease(const contacts_webhook_due *due, int max, contacts_webhook_request *list)
{
	lease_arg	lease = {due, max, NULL};
	contacts_webhook_failure failure;
	bool		done = contacts_webhook_try("leasing deliveries", contacts_webhook_transaction_timeout, lease_webhook,
											&lease, &failure);

	while (lease.leased)
	{
		contacts_webhook_request *next = lease.leased->next;

		if (done)
		{
			lease.leased->next = list;
			list = lease.leased;
		}
		else
			contacts_webhook_http_drop(lease.leased);
		lease.leased = next;
	}
	if (!done)
		put_webhook_aside(due->organization_id, due->webhook_id, &failure);
	else
	{
		(void) contacts_webhook_take_back(due->organization_id, CONTACTS_WEBHOOK_ALL);
		if (contacts_webhook_take_back(due->organization_id, due->webhook_id))
			ereport(LOG,
					(errmsg("webhook " INT64_FORMAT " of organization " INT64_FORMAT " works again",
							due->webhook_id, due->organization_id)));
	}
	return list;
}

/* Note one answer. */
static void
note_answer(const contacts_webhook_request *request)
{
	Datum		values[] = {
		Int64GetDatum(request->organization_id), Int64GetDatum(request->webhook_id), Int64GetDatum(request->position),
		Int32GetDatum(request->attempt), Int32GetDatum(request->status), CStringGetTextDatum(request->error),
		Int32GetDatum(request->retry_after)
	};
	char		nulls[] = "       ";

	if (*request->error == '\0')
		nulls[5] = 'n';
	if (request->retry_after < 0)
		nulls[6] = 'n';
	contacts_webhook_run(&finish_delivery, values, nulls);
}

/* Note the answers of a batch. */
static void
note_answers(void *arg)
{
	for (const contacts_webhook_request *request = arg; request; request = request->next)
		if (request->is_in_batch)
			note_answer(request);
}

/* Check whether an answer can be noted now; one whose lease has ended is given up. */
static bool
is_to_note(contacts_webhook_request *request)
{
	TimestampTz now = GetCurrentTimestamp();

	if (!request->is_done || request->is_noted || request->note_at > now)
		return false;
	if (request->note_at != 0 &&
		TimestampDifferenceExceeds(request->leased_at, now, request->timeout_ms + LEASE_SECONDS * 1000))
	{
		ereport(LOG,
				(errmsg("answer %d to delivery " INT64_FORMAT " of webhook " INT64_FORMAT " of organization "
						INT64_FORMAT " could not be noted, it is sent again", request->status, request->position,
						request->webhook_id, request->organization_id)));
		request->is_noted = true;
		return false;
	}
	return true;
}

/* Choose what is noted together with a request: all of its webhook, or it alone after it has failed. */
static void
choose_batch(contacts_webhook_request *first)
{
	first->is_in_batch = true;
	if (first->note_failures > 0)
		return;
	for (contacts_webhook_request *r = first->next; r; r = r->next)
		r->is_in_batch = r->organization_id == first->organization_id && r->webhook_id == first->webhook_id &&
			r->note_failures == 0 && is_to_note(r);
}

/* An answer is noted: say so where it means something to whoever looks after the server. */
static void
end_note(contacts_webhook_request *request)
{
	request->is_noted = true;
	contacts_webhook_note_silence(request->organization_id, request->webhook_id, request->status == 0);
	if (request->status == 410)
		ereport(LOG,
				(errmsg("webhook " INT64_FORMAT " of organization " INT64_FORMAT " is disabled: answer 410",
						request->webhook_id, request->organization_id)));
}

/* Try to note an answer again after a time. */
static void
postpone_note(contacts_webhook_request *request, int milliseconds)
{
	request->note_at = TimestampTzPlusMilliseconds(GetCurrentTimestamp(), milliseconds);
}

/* Note a batch; where that fails, each answer is tried alone, later. */
static void
note_batch(contacts_webhook_request *first)
{
	contacts_webhook_failure failure;
	bool		done = contacts_webhook_try("noting answers", contacts_webhook_transaction_timeout, note_answers, first,
											&failure);

	for (contacts_webhook_request *r = first; r; r = r->next)
	{
		if (!r->is_in_batch)
			continue;
		r->is_in_batch = false;
		if (done)
			end_note(r);
		else
			postpone_note(r, 1000 << Min(r->note_failures++, 3));
	}
	if (!done && failure.took_too_long)
		contacts_webhook_put_aside(first->organization_id, CONTACTS_WEBHOOK_NOTES, 1);
}

/*
 * Bring back what came of the requests that are done.  One that waits for a lock has those of its organization wait for
 * a second: one such wait is what an organization may take of the others' time.
 */
void
contacts_webhook_queue_note(contacts_webhook_request *sent)
{
	for (contacts_webhook_request *first = sent; first; first = first->next)
	{
		if (!is_to_note(first))
			continue;
		if (contacts_webhook_is_aside(first->organization_id, CONTACTS_WEBHOOK_NOTES))
			postpone_note(first, 1000);
		else
		{
			choose_batch(first);
			note_batch(first);
		}
	}
}

/* End the lease of a request that is on its way. */
static void
give_back(void *arg)
{
	const contacts_webhook_request *request = arg;
	Datum		values[] = {
		Int64GetDatum(request->organization_id), Int64GetDatum(request->webhook_id), Int64GetDatum(request->position),
		Int32GetDatum(request->attempt)
	};

	contacts_webhook_run(&give_back_delivery, values, NULL);
}

/* End the leases of what is still on its way; a lease that cannot be ended ends by itself. */
void
contacts_webhook_queue_give_back(contacts_webhook_request *sent)
{
	for (; sent; sent = sent->next)
	{
		contacts_webhook_failure failure;

		if (!sent->is_done && !contacts_webhook_is_aside(sent->organization_id, CONTACTS_WEBHOOK_ALL) &&
			!contacts_webhook_try("giving back a delivery", contacts_webhook_transaction_timeout, give_back, sent,
								  &failure) && failure.took_too_long)
			contacts_webhook_put_aside(sent->organization_id, CONTACTS_WEBHOOK_ALL, MOST_SECONDS_ORGANIZATION);
	}
}
