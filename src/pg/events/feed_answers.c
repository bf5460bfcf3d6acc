/*
 * feed_answers.c
 *	  What a worker says of the deliveries that it leased: ack() and nack().
 *
 * Consumers and deliveries are written with contacts:admin.  Who works for a consumer needs contacts:write, and changes
 * no more than these functions do: so they check the scope and write as the owner.
 */
#include "pg/compat.h"

#include "catalog/pg_type.h"
#include "pg/access/context.h"
#include "pg/access/grants.h"
#include "pg/events/feed_answers.h"
#include "pg/store/catalog.h"
#include "pg/store/query.h"
#include "utils/builtins.h"

PG_FUNCTION_INFO_V1(contacts_ack);
PG_FUNCTION_INFO_V1(contacts_nack);

/* $1 consumer, $2 organization, $3 positions, $4 the attempts that lease() told, or null */
#define HANDLED \
	" FROM handled h WHERE d.organization_id = $2 AND d.consumer_id = $1" \
	" AND d.position = h.position AND d.state = 'leased' AND d.attempts = coalesce(h.attempt, d.attempts)"

static contacts_query end_deliveries = {
	"WITH handled AS ("
	" SELECT h.position, h.attempt"
	" FROM ROWS FROM (pg_catalog.unnest($3), pg_catalog.unnest($4)) AS h (position, attempt)"
	"), kept AS ("
	" SELECT c.keep_log FROM contacts.consumer c WHERE c.organization_id = $2 AND c.id = $1"
	"), logged AS ("
	" UPDATE contacts.delivery d SET state = 'delivered', finished_at = pg_catalog.now(), last_error = NULL" HANDLED
	" AND (SELECT k.keep_log FROM kept k) RETURNING 1"
	"), removed AS ("
	" DELETE FROM contacts.delivery d USING handled h WHERE d.organization_id = $2 AND d.consumer_id = $1"
	" AND d.position = h.position AND d.state = 'leased' AND d.attempts = coalesce(h.attempt, d.attempts)"
	" AND NOT (SELECT k.keep_log FROM kept k) RETURNING 1)"
	" SELECT (SELECT pg_catalog.count(*) FROM logged) + (SELECT pg_catalog.count(*) FROM removed)",
	4, {INT8OID, INT8OID, INT8ARRAYOID, INT4ARRAYOID}, CONTACTS_WRITE | CONTACTS_AS_OWNER
};

/* $1 consumer, $2 organization, $3 position, $4 error, $5 delay, $6 attempt */
static contacts_query fail_delivery = {
	"UPDATE contacts.delivery d"
	" SET state = CASE WHEN d.attempts - d.forgiven >= c.max_attempts THEN 'dead' ELSE 'pending' END,"
	"  finished_at = CASE WHEN d.attempts - d.forgiven >= c.max_attempts THEN pg_catalog.now() END,"
	"  last_error = pg_catalog.left($4, 1000),"
	"  visible_at = pg_catalog.clock_timestamp() + coalesce($5, contacts_internal.backoff(d.attempts - d.forgiven))"
	" FROM contacts.consumer c"
	" WHERE c.organization_id = $2 AND c.id = $1"
	" AND d.organization_id = c.organization_id AND d.consumer_id = c.id AND d.position = $3"
	" AND d.state = 'leased' AND d.attempts = coalesce($6, d.attempts)",
	6, {INT8OID, INT8OID, INT8OID, TEXTOID, INTERVALOID, INT4OID}, CONTACTS_WRITE | CONTACTS_AS_OWNER
};

static contacts_query find_consumer = {
	"SELECT c.id FROM contacts.consumer c WHERE c.organization_id = $2 AND c.name = $1",
	2, {TEXTOID, INT8OID}, CONTACTS_WRITE
};

static contacts_query find_webhook = {
	"SELECT 1 FROM contacts.webhook w WHERE w.organization_id = $2 AND w.id = $1",
	2, {INT8OID, INT8OID}, CONTACTS_WRITE | CONTACTS_AS_OWNER
};

/*
 * Check that the caller may work for a consumer: one of the organization that is visible, with contacts:write; what a
 * webhook sends is nobody's to take without contacts:admin.
 */
void
contacts_check_consumer(int64 consumer_id, int64 organization_id)
{
	Datum		values[2] = {Int64GetDatum(consumer_id), Int64GetDatum(organization_id)};
	int64		own;

	if (!contacts_policies_apply(contacts_installed_relation("consumer")))
		return;
	if (!contacts_context_organization(&own))
		contacts_refuse_no_context();
	if (own != organization_id)
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("permission denied for organization " INT64_FORMAT, organization_id),
				 errhint("Call contacts.set_context() for it first.")));
	contacts_require_scope(CONTACTS_SCOPE_READ);
	contacts_require_scope(contacts_query_execute(&find_webhook, values, NULL, 1) > 0 ? CONTACTS_SCOPE_ADMIN :
						   CONTACTS_SCOPE_WRITE);
}

/* Find a consumer by its name, for a caller who may work for it. */
int64
contacts_consumer_named(Datum name, int64 organization_id)
{
	Datum		values[2] = {name, Int64GetDatum(organization_id)};
	int64		id;

	if (contacts_query_execute(&find_consumer, values, NULL, 1) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("consumer \"%s\" does not exist", TextDatumGetCString(name)),
				 errhint("Make it with INSERT INTO contacts.consumer (name) VALUES (...).")));
	id = contacts_result_int8(0, 1);
	contacts_check_consumer(id, organization_id);
	return id;
}

/* Find the consumer that is the first argument, in the organization of the context. */
static int64
consumer_argument(FunctionCallInfo fcinfo, int64 *organization_id)
{
	if (!contacts_context_organization(organization_id))
		contacts_refuse_no_context();
	if (PG_ARGISNULL(0))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("consumer must not be null"),
				 errhint("Name the consumer that leased the delivery.")));
	return contacts_consumer_named(PG_GETARG_DATUM(0), *organization_id);
}

/* ack(consumer, feed_positions, attempts) */
Datum
contacts_ack(PG_FUNCTION_ARGS)
{
	int64		organization_id;
	int64		count;
	Datum		values[4];
	bool		nulls[4] = {false, false, PG_ARGISNULL(1), PG_ARGISNULL(2)};

	contacts_connect();
	values[0] = Int64GetDatum(consumer_argument(fcinfo, &organization_id));
	values[1] = Int64GetDatum(organization_id);
	values[2] = PG_GETARG_DATUM(1);
	values[3] = PG_GETARG_DATUM(2);
	(void) contacts_query_execute(&end_deliveries, values, nulls, 0);
	count = contacts_result_int8(0, 1);
	contacts_disconnect();
	PG_RETURN_INT64(count);
}

/* nack(consumer, feed_position, error, delay, attempt) */
Datum
contacts_nack(PG_FUNCTION_ARGS)
{
	int64		organization_id;
	bool		found;
	Datum		values[6];
	bool		nulls[6] = {false, false, false, false, false, false};

	contacts_connect();
	values[0] = Int64GetDatum(consumer_argument(fcinfo, &organization_id));
	values[1] = Int64GetDatum(organization_id);
	for (int i = 1; i < 5; i++)
	{
		values[i + 1] = PG_GETARG_DATUM(i);
		nulls[i + 1] = PG_ARGISNULL(i);
	}
	found = contacts_query_execute(&fail_delivery, values, nulls, 0) > 0;
	contacts_disconnect();
	PG_RETURN_BOOL(found);
}
