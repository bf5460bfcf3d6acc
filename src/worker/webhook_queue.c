/*
 * webhook_queue.c
 *	  What the delivery worker takes from the tables and brings back; each function is a transaction of its own.
 *
 * All rules are in SQL (sql/extension/webhooks/).  An error ends the worker and the postmaster starts it again; what
 * was on its way is leased again when its lease ends.
 */
#include "worker/webhook_queue.h"

#include "access/xact.h"
#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "mb/pg_wchar.h"
#include "pgstat.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/relcache.h"
#include "utils/snapmgr.h"
#include "utils/timestamp.h"

#define MOST_ARGUMENTS 7

/* Begin a transaction in which SPI can be used. */
static void
begin(const char *what)
{
	SetCurrentStatementStartTimestamp();
	StartTransactionCommand();
	SPI_connect();
	PushActiveSnapshot(GetTransactionSnapshot());
	pgstat_report_activity(STATE_RUNNING, what);
}

/* Commit it. */
static void
commit(void)
{
	SPI_finish();
	PopActiveSnapshot();
	CommitTransactionCommand();
	pgstat_report_stat(false);
	pgstat_report_activity(STATE_IDLE, NULL);
}

/* a query of the worker, planned once; zero the plan */
typedef struct queue_query
{
	const char *text;
	int			nargs;
	Oid			types[MOST_ARGUMENTS];
	SPIPlanPtr	plan;
} queue_query;

static queue_query find_work = {
	"SELECT organization_id, webhook_id FROM contacts.webhooks_with_work() ORDER BY pg_catalog.random()"
};
static queue_query lease_deliveries = {
	"SELECT feed_position, attempt, url, timeout_ms, message_id, sent_at, signature, payload "
	"FROM contacts.lease_webhook($1, $2, $3)",
	3, {INT8OID, INT4OID, INT8OID}
};
static queue_query finish_delivery = {
	"SELECT contacts.finish_webhook($1, $2, $3, $4, $5, $6, $7)",
	7, {INT8OID, INT8OID, INT8OID, INT4OID, INT4OID, TEXTOID, INT4OID}
};
static queue_query give_back_delivery = {
	"SELECT contacts_internal.give_back_webhook($1, $2, $3, $4)",
	4, {INT8OID, INT8OID, INT8OID, INT4OID}
};

/* Run a query of the worker. */
static void
run(queue_query *query, Datum *values, const char *nulls)
{
	if (query->plan == NULL)
	{
		SPIPlanPtr	plan = SPI_prepare(query->text, query->nargs, query->types);

		if (plan == NULL || SPI_keepplan(plan) != 0)
			elog(ERROR, "query of the delivery worker cannot be planned: %s", query->text);
		query->plan = plan;
	}
	if (SPI_execute_plan(query->plan, values, nulls, false, 0) != SPI_OK_SELECT)
		elog(ERROR, "query of the delivery worker failed: %s", query->text);
}

/* Get a column of a row that was found; it is not null. */
static Datum
column(uint64 row, int number)
{
	bool		isnull;
	Datum		value = SPI_getbinval(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, number, &isnull);

	if (isnull)
		elog(ERROR, "column %d of the delivery worker's query is null", number);
	return value;
}

/* Copy a text column, as it is sent, into the request's own memory. */
static const char *
text_column(MemoryContext into, uint64 row, int number)
{
	char	   *given = TextDatumGetCString(column(row, number));

	return MemoryContextStrdup(into, pg_server_to_any(given, strlen(given), PG_UTF8));
}

/*
 * Set the session up.  Queries go by keys, whatever the size of the tables was when they were planned.  A crash of the
 * server may take the last transactions along: what they noted is sent again.
 */
void
contacts_webhook_queue_start(void)
{
	SetConfigOption("enable_seqscan", "off", PGC_USERSET, PGC_S_SESSION);
	SetConfigOption("enable_bitmapscan", "off", PGC_USERSET, PGC_S_SESSION);
	SetConfigOption("synchronous_commit", "off", PGC_USERSET, PGC_S_SESSION);
}

/* Check whether the tables are there, and whose they are. */
bool
contacts_webhook_queue_is_installed(Oid *owner)
{
	Oid			schema;
	Oid			relid;
	Relation	rel;

	begin("looking for the tables");
	schema = get_namespace_oid("contacts", true);
	relid = OidIsValid(schema) ? get_relname_relid("webhook", schema) : InvalidOid;
	if (OidIsValid(relid))
	{
		rel = RelationIdGetRelation(relid);
		*owner = rel->rd_rel->relowner;
		RelationClose(rel);
	}
	commit();
	return OidIsValid(relid);
}

/* Count what is on its way to a webhook. */
static int
count_sent(const contacts_webhook_request *sent, int64 organization_id, int64 webhook_id)
{
	int			count = 0;

	for (; sent; sent = sent->next)
		count += sent->organization_id == organization_id && sent->webhook_id == webhook_id;
	return count;
}

/* Copy a leased delivery out of the transaction; everything it has is in a context of its own. */
static contacts_webhook_request *
copy_request(uint64 row, int64 organization_id, int64 webhook_id, bool allow_private)
{
	MemoryContext own = AllocSetContextCreate(TopMemoryContext, "webhook request", ALLOCSET_SMALL_SIZES);
	contacts_webhook_request *request = MemoryContextAllocZero(own, sizeof(contacts_webhook_request));

	request->memory = own;
	request->organization_id = organization_id;
	request->webhook_id = webhook_id;
	request->position = DatumGetInt64(column(row, 1));
	request->attempt = DatumGetInt32(column(row, 2));
	request->url = text_column(own, row, 3);
	request->timeout_ms = DatumGetInt32(column(row, 4));
	request->message_id = text_column(own, row, 5);
	request->sent_at = DatumGetInt64(column(row, 6));
	request->signature = text_column(own, row, 7);
	request->payload = text_column(own, row, 8);
	request->allow_private = allow_private;
	return request;
}

/* Check whether webhooks may go to addresses inside; only a superuser can have set it so. */
static bool
private_is_allowed(void)
{
	const char *value = GetConfigOption("contacts.webhook_allow_private", true, false);

	return value && strcmp(value, "on") == 0;
}

/* Lease deliveries of one webhook and put them before a list. */
static contacts_webhook_request *
lease_one(int64 organization_id, int64 webhook_id, int max, contacts_webhook_request *list)
{
	Datum		values[] = {Int64GetDatum(webhook_id), Int32GetDatum(max), Int64GetDatum(organization_id)};

	run(&lease_deliveries, values, NULL);
	for (uint64 row = 0; row < SPI_processed; row++)
	{
		contacts_webhook_request *request = copy_request(row, organization_id, webhook_id, private_is_allowed());

		request->next = list;
		list = request;
	}
	return list;
}

/*
 * Compute how many deliveries to lease of a webhook: what there is room for, but nothing before half of its requests
 * have been answered, as a transaction for each of them would cost more than to send it.
 */
static int
wanted_of(const contacts_webhook_request *sent, int64 organization_id, int64 webhook_id, int room_each)
{
	int			waiting = count_sent(sent, organization_id, webhook_id);

	return waiting > room_each / 2 ? 0 : room_each - waiting;
}

/* Lease what is due, so much of each webhook that a slow one does not take all the room.  The order is at random. */
contacts_webhook_request *
contacts_webhook_queue_lease(const contacts_webhook_request *sent, int room, int room_each)
{
	contacts_webhook_request *list = NULL;
	uint64		count;
	int64	   *found;

	begin("leasing deliveries");
	run(&find_work, NULL, NULL);
	count = SPI_processed;
	found = palloc(sizeof(int64) * 2 * (count + 1));
	for (uint64 row = 0; row < count; row++)
	{
		found[2 * row] = DatumGetInt64(column(row, 1));
		found[2 * row + 1] = DatumGetInt64(column(row, 2));
	}
	for (uint64 i = 0; i < count && room > 0; i++)
	{
		int			max = Min(room, wanted_of(sent, found[2 * i], found[2 * i + 1], room_each));
		contacts_webhook_request *before = list;

		if (max <= 0)
			continue;
		list = lease_one(found[2 * i], found[2 * i + 1], max, list);
		for (contacts_webhook_request *leased = list; leased != before; leased = leased->next)
			room--;
	}
	commit();
	return list;
}

/* Bring back what came of the requests that are done. */
void
contacts_webhook_queue_finish(const contacts_webhook_request *sent)
{
	begin("noting answers");
	for (; sent; sent = sent->next)
	{
		Datum		values[] = {
			Int64GetDatum(sent->organization_id), Int64GetDatum(sent->webhook_id), Int64GetDatum(sent->position),
			Int32GetDatum(sent->attempt), Int32GetDatum(sent->status), CStringGetTextDatum(sent->error),
			Int32GetDatum(sent->retry_after)
		};
		char		nulls[] = "       ";

		if (!sent->is_done)
			continue;
		if (*sent->error == '\0')
			nulls[5] = 'n';
		if (sent->retry_after < 0)
			nulls[6] = 'n';
		run(&finish_delivery, values, nulls);
	}
	commit();
}

/* End the leases of what is still on its way. */
void
contacts_webhook_queue_give_back(const contacts_webhook_request *sent)
{
	begin("giving back deliveries");
	for (; sent; sent = sent->next)
	{
		Datum		values[] = {
			Int64GetDatum(sent->organization_id), Int64GetDatum(sent->webhook_id), Int64GetDatum(sent->position),
			Int32GetDatum(sent->attempt)
		};

		run(&give_back_delivery, values, NULL);
	}
	commit();
}
