/*
 * bulk_locks.c
 *	  Locks of a bulk operation, taken before it and in one order.
 *
 * Two calls that have contacts in common, in another order, would wait for each other's rows.  So each first takes a
 * lock for each key that its elements name: e-mail, phone, id.  Keys are spread over a few buckets of their
 * organization, so that ten thousand elements do not fill the lock table; calls without a bucket in common do not wait.
 */
#include "pg/compat.h"

#include "common/hashfn.h"
#include "miscadmin.h"
#include "pg/api/bulk_locks.h"
#include "storage/lock.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"

#define BUCKETS 64

/* what tells our locks from those of pg_advisory_lock(), which have 1 and 2 */
#define FIRST_BUCKET 100

/* digits at the end of a telephone number that it is told by, however it is written */
#define PHONE_DIGITS 7

/* Check whether a key of a request names a contact by what it has. */
static bool
is_identity(const JsonbValue *key)
{
	static const char *const names[] = {
		"id", "_id", "uid", "email", "phone", "mobile", "value", "externalId", "external_id"
	};

	for (int i = 0; i < lengthof(names); i++)
	{
		if (key->val.string.len == strlen(names[i]) && memcmp(key->val.string.val, names[i], key->val.string.len) == 0)
			return true;
	}
	return false;
}

/* Find the bucket of a text: case and punctuation do not count, and of a number its last digits. */
static int
bucket_of(const char *s, int len)
{
	char	   *plain = palloc(len + 1);
	int			n = 0;
	bool		is_number = true;
	uint32		hash;

	for (int i = 0; i < len; i++)
	{
		char		c = pg_ascii_tolower((unsigned char) s[i]);

		if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || IS_HIGHBIT_SET(c) || c == '@')
			plain[n++] = c;
		is_number &= !((c >= 'a' && c <= 'z') || IS_HIGHBIT_SET(c) || c == '@');
	}
	if (is_number && n > PHONE_DIGITS)
		hash = hash_bytes((unsigned char *) plain + n - PHONE_DIGITS, PHONE_DIGITS);
	else
		hash = hash_bytes((unsigned char *) plain, n);
	pfree(plain);
	return (int) (hash % BUCKETS);
}

/* Find the bucket of a value; -1 for one that names nothing. */
static int
bucket_of_value(const JsonbValue *value)
{
	if (value->type == jbvString)
		return bucket_of(value->val.string.val, value->val.string.len);
	if (value->type == jbvNumeric)
	{
		char	   *s = DatumGetCString(DirectFunctionCall1(numeric_out, NumericGetDatum(value->val.numeric)));

		return bucket_of(s, strlen(s));
	}
	return -1;
}

/* Mark the buckets of the keys that a request names; elements of the outer array that are no objects are ids. */
static uint64
find_buckets(Jsonb *request)
{
	JsonbIterator *iterator = JsonbIteratorInit(&request->root);
	JsonbIteratorToken token;
	JsonbValue	value;
	uint64		found = 0;
	bool		names = false;

	while ((token = JsonbIteratorNext(&iterator, &value, false)) != WJB_DONE)
	{
		int			bucket = -1;

		CHECK_FOR_INTERRUPTS();
		if (token == WJB_KEY)
			names = is_identity(&value);
		else if ((token == WJB_VALUE && names) || token == WJB_ELEM)
			bucket = bucket_of_value(&value);
		if (bucket >= 0)
			found |= UINT64CONST(1) << bucket;
	}
	return found;
}

/* Lock what a bulk operation names in an organization until the transaction ends. */
void
contacts_lock_bulk(int64 organization_id, Jsonb *request)
{
	uint64		buckets = find_buckets(request);

	for (int i = 0; i < BUCKETS; i++)
	{
		LOCKTAG		tag;

		if ((buckets & (UINT64CONST(1) << i)) == 0)
			continue;
		SET_LOCKTAG_ADVISORY(tag, MyDatabaseId, (uint32) (organization_id >> 32), (uint32) organization_id,
							 FIRST_BUCKET + i);
		(void) LockAcquire(&tag, ExclusiveLock, false, false);
	}
}
