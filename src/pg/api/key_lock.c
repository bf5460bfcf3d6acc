/*
 * key_lock.c
 *	  One at a time for those who make a contact of a key that no unique index guards.
 *
 * Telephone numbers are not unique, nor are addresses where the organization lets contacts share them.  A transaction
 * that finds no contact with one locks the key until its end, looks again, and makes the contact.  Locks are advisory
 * ones with a class that pg_advisory_lock() does not use.  A transaction that makes many contacts locks the
 * organization instead, as one lock for each of them would not fit into the lock table.
 */
#include "pg/compat.h"

#include "access/transam.h"
#include "access/xact.h"
#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "miscadmin.h"
#include "pg/access/organization_settings.h"
#include "pg/api/key_lock.h"
#include "pg/api/keys.h"
#include "pg/store/query.h"
#include "storage/lock.h"
#include "storage/proc.h"
#include "utils/snapmgr.h"

/* pg_advisory_lock() uses 1 and 2 */
#define KEY_LOCK_CLASS 16

/* keys that a transaction locks before it locks the organization */
#define MOST_KEYS 100

/* what this transaction has locked; a subtransaction that is rolled back may have held some of it */
static struct
{
	LocalTransactionId lxid;
	int			count;
}			held;

/* Lock a number of this database until the transaction ends. */
static void
lock_number(uint64 number, LOCKMODE mode)
{
	LOCKTAG		tag;

	SET_LOCKTAG_ADVISORY(tag, MyDatabaseId, (uint32) (number >> 32), (uint32) number, KEY_LOCK_CLASS);
	(void) LockAcquire(&tag, mode, false, false);
}

/* Number an organization, or one of its keys. */
static uint64
number_of(int64 organization_id, contacts_target target, Datum value)
{
	text	   *key = target == TARGET_NONE ? NULL : DatumGetTextPP(value);
	uint64		seed = hash_bytes_extended((unsigned char *) &organization_id, sizeof(organization_id), target);

	return key ? hash_bytes_extended((unsigned char *) VARDATA_ANY(key), VARSIZE_ANY_EXHDR(key), seed) : seed;
}

/* Lock every key of an organization. */
void
contacts_lock_all_keys(int64 organization_id)
{
	lock_number(number_of(organization_id, TARGET_NONE, (Datum) 0), ExclusiveLock);
}

/*
 * Refuse to make a contact of a key that another transaction has made one of meanwhile, where the isolation level does
 * not show it.
 */
static void
check_snapshot(contacts_draft *draft, contacts_target target)
{
#define COUNT(column, type) \
	{"SELECT (SELECT count(*) FROM contacts.contact c WHERE c.organization_id = $1 AND c.deleted_at IS NULL AND c." \
	column " OPERATOR(contacts.=) $2::contacts." type ") + (SELECT count(*) FROM contacts.connection n" \
	" WHERE n.organization_id = $1 AND n.deleted_at IS NULL AND n." column " OPERATOR(contacts.=) $2::contacts." type \
	")", 2, {INT8OID, TEXTOID}, CONTACTS_READ}
	static contacts_query by_email = COUNT("email", "email");
	static contacts_query by_phone = COUNT("phone", "phone");
	contacts_query *query = target == TARGET_EMAIL ? &by_email : &by_phone;
	Datum		values[] = {Int64GetDatum(draft->organization_id), draft->values[target]};
	int64		seen;
	int64		there;

	if (!IsolationUsesXactSnapshot())
		return;
	contacts_query_execute_at(query, values, GetActiveSnapshot());
	seen = contacts_result_int8(0, 1);
	contacts_query_execute_at(query, values, GetLatestSnapshot());
	there = contacts_result_int8(0, 1);
	if (there != seen)
		ereport(ERROR,
				(errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
				 errmsg("could not serialize access due to concurrent insert of a contact"),
				 errdetail("Another transaction has made a contact with the same %s.", target == TARGET_EMAIL
						   ? "e-mail address" : "telephone number"),
				 errhint("Repeat the transaction.")));
}

/* Check whether contacts may share the key, so that no index tells of another one. */
static bool
is_shared(contacts_draft *draft, contacts_target target)
{
	return !draft->nulls[target] && (target == TARGET_PHONE ||
									 contacts_organization_settings(draft->organization_id)->email_shared);
}

/* Count a key that this transaction locks. */
static int
count_key(void)
{
	if (held.lxid != contacts_local_transaction())
		held.count = 0;
	held.lxid = contacts_local_transaction();
	return ++held.count;
}

/* Lock the keys of a draft that several contacts may have; false where it has none. */
bool
contacts_lock_keys(contacts_draft *draft)
{
	/* always in this order */
	static const contacts_target targets[] = {TARGET_EMAIL, TARGET_PHONE};
	bool		any = false;

	for (int i = 0; i < lengthof(targets); i++)
	{
		contacts_target target = targets[i];

		if (!is_shared(draft, target))
			continue;
		if (!any)
			lock_number(number_of(draft->organization_id, TARGET_NONE, (Datum) 0), ShareLock);
		any = true;
		if (count_key() > MOST_KEYS)
			contacts_lock_all_keys(draft->organization_id);
		else
			lock_number(number_of(draft->organization_id, target, draft->values[target]), ExclusiveLock);
		check_snapshot(draft, target);
	}
	return any;
}
