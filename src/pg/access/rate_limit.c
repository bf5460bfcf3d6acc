/*
 * rate_limit.c
 *	  Rate limits of organizations: take_rate_limit(cost), require_rate_limit(cost).
 *
 * What was granted is counted in the organization's row of table rate_usage, in place and outside of transactions, as
 * nextval() counts: under the lock of one buffer for a moment, with a generic WAL record.  So requests of an
 * organization do not wait for one another's transactions, a rollback gives nothing back, every isolation level sees
 * the same count, and no dead row is left behind.
 */
#include "pg/compat.h"

#include "access/genam.h"
#include "access/generic_xlog.h"
#include "access/htup_details.h"
#include "access/stratnum.h"
#include "access/table.h"
#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "core/rate.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "pg/access/context.h"
#include "pg/base/error.h"
#include "pg/store/catalog.h"
#include "pg/store/columns.h"
#include "pg/store/query.h"
#include "storage/bufmgr.h"
#include "storage/lmgr.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/timestamp.h"

#define LOCK_BUCKETS 1024

PG_FUNCTION_INFO_V1(contacts_take_rate_limit);
PG_FUNCTION_INFO_V1(contacts_require_rate_limit);

/* one of the two windows: its limit, and where its state is */
typedef struct period
{
	const char *name;
	const char *last_column;
	const char *counts_column;
	int			slot_seconds;
	int32		limit;			/* 0 for none */
	contacts_rate_window window;
} period;

/* what a call answers */
typedef struct answer
{
	period		hour;
	period		minute;
	bool		allowed;
	const period *about;		/* one of the two; NULL where nothing is limited */
	int32		remaining;
	int64		reset;			/* Unix time */
	int64		retry_after;	/* seconds; -1 for never */
} answer;

/* Begin a scan for an organization's row by the primary key; it sees what was committed last, and what we wrote. */
static SysScanDesc
begin_scan(Relation rel, int64 organization_id)
{
	ScanKeyData key;

	ScanKeyInit(&key, contacts_column_required(rel, "organization_id", INT8OID), BTEqualStrategyNumber, F_INT8EQ,
				Int64GetDatum(organization_id));
	return systable_beginscan(rel, contacts_primary_key_index(rel), true, NULL, 1, &key);
}

/* Read a limit; 0 for none. */
static int32
read_limit(HeapTuple tuple, Relation rel, const char *column)
{
	bool		isnull;
	Datum		value = contacts_column_value(tuple, rel, column, INT4OID, &isnull);

	return isnull ? 0 : DatumGetInt32(value);
}

/* Read the limits of an organization; false where it has none. */
static bool
read_limits(int64 organization_id, period *hour, period *minute)
{
	Relation	rel = table_open(contacts_installed_relation("rate_limit"), AccessShareLock);
	SysScanDesc scan = begin_scan(rel, organization_id);
	HeapTuple	tuple = systable_getnext(scan);

	if (HeapTupleIsValid(tuple))
	{
		hour->limit = read_limit(tuple, rel, "per_hour");
		minute->limit = read_limit(tuple, rel, "per_minute");
	}
	systable_endscan(scan);
	table_close(rel, AccessShareLock);
	return hour->limit > 0 || minute->limit > 0;
}

/* Refuse a table of usage that cannot be written in place. */
static contacts_noreturn void
refuse_layout(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATATYPE_MISMATCH),
			 errmsg("table \"rate_usage\" does not have the layout created by install()"),
			 errhint("Restore its columns, or drop it and run SELECT contacts.upgrade().")));
}

/* Find the place of a bigint column in a row: the columns before it are bigint and not null. */
static int
bigint_offset(HeapTuple tuple, TupleDesc desc, AttrNumber attnum)
{
	if (HeapTupleHasNulls(tuple) || attnum > 3)
		refuse_layout();
	for (int i = 0; i < attnum; i++)
	{
		if (TupleDescAttr(desc, i)->attisdropped || TupleDescAttr(desc, i)->atttypid != INT8OID)
			refuse_layout();
	}
	return (attnum - 1) * sizeof(int64);
}

/* Find a column of the row as it lies in its page. */
static char *
column_in_page(HeapTuple tuple, Relation rel, const char *column)
{
	TupleDesc	desc = RelationGetDescr(rel);
	AttrNumber	attnum = get_attnum(RelationGetRelid(rel), column);
	bool		isnull;
	Datum		value;

	if (attnum == InvalidAttrNumber)
		refuse_layout();
	/* a bigint is passed by value, so its place has to be worked out */
	if (TupleDescAttr(desc, attnum - 1)->atttypid == INT8OID)
		return (char *) tuple->t_data + tuple->t_data->t_hoff + bigint_offset(tuple, desc, attnum);
	if (TupleDescAttr(desc, attnum - 1)->atttypid != INT4ARRAYOID)
		refuse_layout();
	value = heap_getattr(tuple, attnum, desc, &isnull);
	if (isnull || VARATT_IS_EXTENDED(DatumGetPointer(value)) || ARR_NDIM((ArrayType *) DatumGetPointer(value)) != 1 ||
		VARSIZE(DatumGetPointer(value)) != ARR_OVERHEAD_NONULLS(1) + CONTACTS_RATE_SLOTS * sizeof(int32))
		refuse_layout();
	return ARR_DATA_PTR((ArrayType *) DatumGetPointer(value));
}

/* Copy the state of a window from a row in its page. */
static void
read_window(HeapTuple tuple, Relation rel, period *period)
{
	memcpy(&period->window.last, column_in_page(tuple, rel, period->last_column), sizeof(period->window.last));
	memcpy(period->window.counts, column_in_page(tuple, rel, period->counts_column), sizeof(period->window.counts));
}

/* Copy the state of a window into a row in its page. */
static void
write_window(HeapTuple tuple, Relation rel, const period *period)
{
	memcpy(column_in_page(tuple, rel, period->last_column), &period->window.last, sizeof(period->window.last));
	memcpy(column_in_page(tuple, rel, period->counts_column), period->window.counts, sizeof(period->window.counts));
}

/* Get the time at which a slot of a period begins, as Unix time. */
static int64
slot_begins(const period *period, int64 slot)
{
	return slot * period->slot_seconds;
}

/* Check whether a cost fits into a period, and say so if not. */
static bool
fits(const period *period, int32 cost, int64 now, answer *answer)
{
	int64		slot;

	if (period->limit == 0 || contacts_rate_used(&period->window) + cost <= period->limit)
		return true;
	slot = contacts_rate_wait(&period->window, period->limit, cost);
	/* of two periods that refuse, the one that does so for longer counts */
	if (answer->allowed || slot < 0 || (answer->retry_after >= 0 &&
										slot_begins(period, slot) - now > answer->retry_after))
	{
		answer->about = period;
		answer->retry_after = slot < 0 ? -1 : Max(slot_begins(period, slot) - now, 1);
	}
	answer->allowed = false;
	return false;
}

/* Take a cost from both periods or from none. */
static void
decide(int32 cost, int64 now, answer *answer)
{
	period	   *hour = &answer->hour;
	period	   *minute = &answer->minute;

	contacts_rate_advance(&hour->window, now / hour->slot_seconds);
	contacts_rate_advance(&minute->window, now / minute->slot_seconds);
	answer->allowed = true;
	answer->retry_after = 0;
	answer->about = hour->limit > 0 ? hour : minute;
	if (fits(hour, cost, now, answer) & fits(minute, cost, now, answer))
	{
		contacts_rate_take(&hour->window, cost);
		contacts_rate_take(&minute->window, cost);
	}
	answer->remaining = Max(answer->about->limit - contacts_rate_used(&answer->about->window), 0);
	answer->reset = slot_begins(answer->about, contacts_rate_reset(&answer->about->window));
}

/* Decide about a cost under the lock of the page that has the row, and write there what was taken. */
static void
decide_in_page(Relation rel, HeapTuple found, int32 cost, answer *answer)
{
	Buffer		buffer = ReadBuffer(rel, ItemPointerGetBlockNumber(&found->t_self));
	GenericXLogState *state;
	Page		page;
	ItemId		item;
	HeapTupleData tuple;

	LockBuffer(buffer, BUFFER_LOCK_EXCLUSIVE);
	state = GenericXLogStart(rel);
	page = GenericXLogRegisterBuffer(state, buffer, 0);
	item = PageGetItemId(page, ItemPointerGetOffsetNumber(&found->t_self));
	tuple.t_self = found->t_self;
	tuple.t_tableOid = RelationGetRelid(rel);
	tuple.t_data = (HeapTupleHeader) PageGetItem(page, item);
	tuple.t_len = ItemIdGetLength(item);
	read_window(&tuple, rel, &answer->hour);
	read_window(&tuple, rel, &answer->minute);
	decide(cost, (int64) timestamptz_to_time_t(GetCurrentTimestamp()), answer);
	if (answer->allowed && cost > 0)
	{
		write_window(&tuple, rel, &answer->hour);
		write_window(&tuple, rel, &answer->minute);
		GenericXLogFinish(state);
	}
	else
		GenericXLogAbort(state);
	UnlockReleaseBuffer(buffer);
}

/*
 * Decide about a cost if the organization's row is there.  The scan keeps the row's page pinned, so it stays in
 * place.
 */
static bool
decide_if_found(Relation rel, int64 organization_id, int32 cost, answer *answer)
{
	SysScanDesc scan = begin_scan(rel, organization_id);
	HeapTuple	tuple = systable_getnext(scan);

	if (HeapTupleIsValid(tuple))
		decide_in_page(rel, tuple, cost, answer);
	systable_endscan(scan);
	return HeapTupleIsValid(tuple);
}

/* Make the row of an organization; others that miss it wait for our transaction. */
static void
make_row(Oid relid, int64 organization_id)
{
	static contacts_query query = {
		"INSERT INTO contacts.rate_usage (organization_id) SELECT $1 WHERE NOT EXISTS "
		"(SELECT FROM contacts.rate_usage u WHERE u.organization_id OPERATOR(pg_catalog.=) $1)", 1, {INT8OID},
		CONTACTS_RULE
	};
	Datum		values[] = {Int64GetDatum(organization_id)};

	LockDatabaseObject(relid, hash_bytes((unsigned char *) &organization_id, sizeof(organization_id)) % LOCK_BUCKETS,
					   0, ExclusiveLock);
	contacts_query_run(&query, values, NULL);
}

/* Take a cost from what an organization may use. */
static void
take(int64 organization_id, int32 cost, answer *answer)
{
	Relation	rel;

	*answer = (struct answer) {
		.hour = {"hour", "last_minute", "minutes", 60},
		.minute = {"minute", "last_second", "seconds", 1},
		.allowed = true
	};
	if (!read_limits(organization_id, &answer->hour, &answer->minute))
		return;
	rel = table_open(contacts_installed_relation("rate_usage"), RowExclusiveLock);
	if (!decide_if_found(rel, organization_id, cost, answer))
	{
		make_row(RelationGetRelid(rel), organization_id);
		if (!decide_if_found(rel, organization_id, cost, answer))
			elog(ERROR, "no row of table rate_usage for organization " INT64_FORMAT, organization_id);
	}
	table_close(rel, NoLock);
}

/* Check the arguments, which take_rate_limit() and require_rate_limit() share, and take. */
static void
take_for_call(FunctionCallInfo fcinfo, const char *function, answer *answer)
{
	if (PG_ARGISNULL(0) || PG_GETARG_INT32(0) < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("cost must not be null or negative")));
	if (PG_ARGISNULL(1))
		contacts_refuse_no_context();
	contacts_check_organization(PG_GETARG_INT64(1));
	PreventCommandIfReadOnly(function);
	PreventCommandDuringRecovery(function);
	take(PG_GETARG_INT64(1), PG_GETARG_INT32(0), answer);
}

/* take_rate_limit(cost, organization_id) */
Datum
contacts_take_rate_limit(PG_FUNCTION_ARGS)
{
	answer		answer;
	TupleDesc	desc;
	Datum		values[6] = {0};
	bool		nulls[6] = {false, true, true, true, true, true};

	if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	take_for_call(fcinfo, "take_rate_limit()", &answer);
	values[0] = BoolGetDatum(answer.allowed);
	if (answer.about)
	{
		values[1] = Int32GetDatum(answer.about->limit);
		values[2] = Int32GetDatum(answer.remaining);
		values[3] = Int64GetDatum(answer.reset);
		values[4] = Int32GetDatum((int32) answer.retry_after);
		values[5] = CStringGetTextDatum(answer.about->name);
		memset(nulls, false, sizeof(nulls));
		nulls[4] = answer.retry_after < 0;
	}
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(desc), values, nulls)));
}

/* Refuse a call. */
static void
refuse(const answer *answer)
{
	ereport(ERROR,
			(errcode(CONTACTS_ERRCODE_RATE_LIMITED),
			 errmsg("rate limit of %d in a%s %s is exceeded", answer->about->limit,
					answer->about->name[0] == 'h' ? "n" : "", answer->about->name),
			 errdetail_internal("{\"limit\":%d,\"remaining\":%d,\"reset\":" INT64_FORMAT
								",\"retryAfter\":%s,\"period\":\"%s\"}",
								answer->about->limit, answer->remaining, answer->reset,
								answer->retry_after < 0 ? "null" : psprintf(INT64_FORMAT, answer->retry_after),
								answer->about->name),
			 answer->retry_after < 0 ? errhint("The cost is more than the limit.") :
			 errhint("Try again in " INT64_FORMAT " s.", answer->retry_after)));
}

/* Leave the headers where PostgREST looks for them, after those that are there. */
static void
set_headers(const answer *answer)
{
	const char *given = GetConfigOption("response.headers", true, false);
	size_t		len = given ? strlen(given) : 0;
	const char *before = len > 2 && given[0] == '[' && given[len - 1] == ']' ? pnstrdup(given + 1, len - 2) : "";

	(void) set_config_option("response.headers",
							 psprintf("[%s%s{\"X-RateLimit-Limit\":\"%d\"},{\"X-RateLimit-Remaining\":\"%d\"},"
									  "{\"X-RateLimit-Reset\":\"" INT64_FORMAT "\"}]",
									  before, *before ? "," : "", answer->about->limit, answer->remaining,
									  answer->reset),
							 PGC_USERSET, PGC_S_SESSION, GUC_ACTION_LOCAL, true, 0, false);
}

/* require_rate_limit(cost, organization_id) */
Datum
contacts_require_rate_limit(PG_FUNCTION_ARGS)
{
	answer		answer;

	take_for_call(fcinfo, "require_rate_limit()", &answer);
	if (!answer.allowed)
		refuse(&answer);
	if (answer.about)
		set_headers(&answer);
	PG_RETURN_VOID();
}
