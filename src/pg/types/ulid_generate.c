/*
 * ulid_generate.c
 *	  Make ulids, and go between them and times.
 */
#include "pg/compat.h"

#include <sys/time.h>

#include "core/ulid.h"
#include "datatype/timestamp.h"
#include "miscadmin.h"
#include "pg/types/ulid_type.h"
#include "utils/timestamp.h"

/* microseconds from 1970, where ulids begin, to 2000, where timestamps do */
#define EPOCH_OFFSET	((POSTGRES_EPOCH_JDATE - UNIX_EPOCH_JDATE) * USECS_PER_DAY)
#define USECS_PER_MS	INT64CONST(1000)

/*
 * Random bytes drawn ahead, as one draw costs the same for ten bytes as for a
 * thousand.  They belong to the process that drew them: what a fork copied is
 * drawn again, so no two backends, parallel workers included, use the same.
 */
static struct
{
	int			owner;
	int			used;
	uint8		bytes[4096];
}			pool;

/* Fill the pool of this process. */
static pg_noinline void
fill_pool(void)
{
	/* not before the draw succeeded does anything in it count */
	pool.owner = 0;
	if (!pg_strong_random(pool.bytes, sizeof(pool.bytes)))
		ereport(ERROR,
				(errcode(ERRCODE_INTERNAL_ERROR),
				 errmsg("could not generate random values")));
	pool.used = 0;
	pool.owner = MyProcPid;
}

/* Fill the random part, and wipe the bytes that went into it. */
static inline void
set_random(contacts_ulid *ulid)
{
	uint8	   *bytes;

	if (unlikely(pool.owner != MyProcPid ||
				 pool.used > (int) sizeof(pool.bytes) - CONTACTS_ULID_RANDOM_BYTES))
		fill_pool();
	bytes = pool.bytes + pool.used;
	pool.used += CONTACTS_ULID_RANDOM_BYTES;
	memcpy(ulid->data + CONTACTS_ULID_TIME_BYTES, bytes, CONTACTS_ULID_RANDOM_BYTES);
	memset(bytes, 0, CONTACTS_ULID_RANDOM_BYTES);
}

/* Refuse a time that no ulid has. */
static pg_noinline void
refuse_time(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
			 errmsg("timestamp out of range"),
			 errdetail("A ulid holds times from 1970-01-01 00:00:00 to 10889-08-02 05:31:50.655 UTC."),
			 errhint("Use a finite time in this range.")));
}

/* Get the milliseconds since 1970 that the clock of clock_timestamp() shows. */
static inline uint64
clock_milliseconds(void)
{
	struct timeval now;
	uint64		milliseconds;

	gettimeofday(&now, NULL);
	milliseconds = (uint64) now.tv_sec * 1000 + (uint64) now.tv_usec / 1000;
	if (unlikely(milliseconds > CONTACTS_ULID_MAX_TIME))
		refuse_time();
	return milliseconds;
}

/* Get the milliseconds since 1970 of a timestamp; infinity is out of range. */
static uint64
timestamp_milliseconds(TimestampTz timestamp)
{
	if (timestamp < -EPOCH_OFFSET ||
		timestamp >= ((int64) CONTACTS_ULID_MAX_TIME + 1) * USECS_PER_MS - EPOCH_OFFSET)
		refuse_time();
	return (timestamp + EPOCH_OFFSET) / USECS_PER_MS;
}

PG_FUNCTION_INFO_V1(contacts_gen_ulid);
Datum
contacts_gen_ulid(PG_FUNCTION_ARGS)
{
	contacts_ulid *ulid = palloc(sizeof(contacts_ulid));

	contacts_ulid_set_time(ulid->data, clock_milliseconds());
	set_random(ulid);
	PG_RETURN_ULID_P(ulid);
}

PG_FUNCTION_INFO_V1(contacts_gen_ulid_at);
Datum
contacts_gen_ulid_at(PG_FUNCTION_ARGS)
{
	contacts_ulid *ulid = palloc(sizeof(contacts_ulid));

	contacts_ulid_set_time(ulid->data, timestamp_milliseconds(PG_GETARG_TIMESTAMPTZ(0)));
	set_random(ulid);
	PG_RETURN_ULID_P(ulid);
}

/* Make a ulid greater than the last one of this session. */
PG_FUNCTION_INFO_V1(contacts_gen_monotonic_ulid);
Datum
contacts_gen_monotonic_ulid(PG_FUNCTION_ARGS)
{
	static contacts_ulid last;
	contacts_ulid *next = palloc(sizeof(contacts_ulid));

	/* the session's own only when complete: an error may come between */
	*next = last;
	switch (contacts_ulid_advance(next->data, clock_milliseconds()))
	{
		case CONTACTS_ULID_STEPPED:
			break;
		case CONTACTS_ULID_NEW_TIME:
			set_random(next);
			break;
		case CONTACTS_ULID_EXHAUSTED:
			refuse_time();
	}
	last = *next;
	PG_RETURN_ULID_P(next);
}

PG_FUNCTION_INFO_V1(contacts_ulid_timestamp);
Datum
contacts_ulid_timestamp(PG_FUNCTION_ARGS)
{
	uint64		milliseconds = contacts_ulid_get_time(PG_GETARG_ULID_P(0)->data);

	PG_RETURN_TIMESTAMPTZ((int64) milliseconds * USECS_PER_MS - EPOCH_OFFSET);
}

/* Make the ulid of a time whose random part is all this byte. */
static Datum
make_bound(TimestampTz timestamp, uint8 fill)
{
	contacts_ulid *ulid = palloc(sizeof(contacts_ulid));

	contacts_ulid_set_time(ulid->data, timestamp_milliseconds(timestamp));
	memset(ulid->data + CONTACTS_ULID_TIME_BYTES, fill, CONTACTS_ULID_RANDOM_BYTES);
	PG_RETURN_ULID_P(ulid);
}

PG_FUNCTION_INFO_V1(contacts_ulid_floor);
Datum
contacts_ulid_floor(PG_FUNCTION_ARGS)
{
	return make_bound(PG_GETARG_TIMESTAMPTZ(0), 0x00);
}

PG_FUNCTION_INFO_V1(contacts_ulid_ceil);
Datum
contacts_ulid_ceil(PG_FUNCTION_ARGS)
{
	return make_bound(PG_GETARG_TIMESTAMPTZ(0), 0xff);
}
