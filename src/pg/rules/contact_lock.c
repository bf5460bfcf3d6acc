/*
 * contact_lock.c
 *	  The lock under which rules look at all rows of a contact: the one on its row.
 */
#include "pg/compat.h"

#include "access/htup_details.h"
#include "access/tableam.h"
#include "access/transam.h"
#include "access/xact.h"
#include "catalog/pg_type.h"
#include "pg/rules/contact_lock.h"
#include "pg/store/index_probe.h"
#include "pg/store/query.h"
#include "storage/lmgr.h"
#include "utils/rel.h"

/* a contact whose lock is held, and from when on */
static struct
{
	FullTransactionId xid;
	SubTransactionId subid;
	int64		organization_id;
	int64		contact_id;
}			last;

/* Check whether the last lock was on this contact and is held still. */
static bool
is_held(int64 organization_id, int64 contact_id)
{
	return last.organization_id == organization_id && last.contact_id == contact_id &&
		last.subid == GetCurrentSubTransactionId() && FullTransactionIdIsValid(last.xid) &&
		FullTransactionIdEquals(last.xid, GetTopFullTransactionIdIfAny());
}

/* Remember the lock. */
static void
remember(int64 organization_id, int64 contact_id)
{
	last.xid = GetTopFullTransactionIdIfAny();
	last.subid = GetCurrentSubTransactionId();
	last.organization_id = organization_id;
	last.contact_id = contact_id;
}

/* Check whether this transaction wrote the row: then nobody else can see it, or it is locked for them by the change. */
static bool
is_own(TupleTableSlot *slot)
{
	return TransactionIdIsCurrentTransactionId(HeapTupleHeaderGetXmin(((HeapTupleTableSlot *) slot)->tuple->t_data));
}

/*
 * Refuse to go on where the isolation level does not allow to follow a row that another transaction changed
 * meanwhile.
 */
static void
refuse_changed(void)
{
	if (IsolationUsesXactSnapshot())
		ereport(ERROR,
				(errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
				 errmsg("could not serialize access due to concurrent update")));
}

/* Lock the row in the slot, in its last version; false where there is no live one any more.  Compare ExecLockRows(). */
static bool
lock_found(contacts_lookup_scan *scan)
{
	ItemPointerData tid = scan->slot->tts_tid;
	TM_FailureData failure;

	LockRelationOid(RelationGetRelid(scan->table), RowShareLock);
	switch (table_tuple_lock(scan->table, &tid, scan->snapshot, scan->slot, GetCurrentCommandId(false),
							 LockTupleNoKeyExclusive, LockWaitBlock,
							 IsolationUsesXactSnapshot() ? 0 : TUPLE_LOCK_FLAG_FIND_LAST_VERSION, &failure))
	{
		case TM_Ok:
			return !failure.traversed || slot_attisnull(scan->slot, scan->lookup->null_number);
		case TM_Updated:
		case TM_Deleted:
			refuse_changed();
			return false;
		default:
			return false;
	}
}

/*
 * Lock a live contact's row against other rules that look at all of its rows, until the transaction ends; false where
 * there is none.  Foreign keys that refer to it do not wait.  A bulk load comes with the rows of one contact in a
 * row, so the last lock is remembered; *fresh tells whether others may have changed something before this call took
 * it.
 */
bool
contacts_lock_contact(int64 organization_id, int64 contact_id, bool *fresh)
{
	static contacts_lookup by_id = {"contact", "contact_pkey", "deleted_at"};
	Datum		key[] = {Int64GetDatum(organization_id), Int64GetDatum(contact_id)};
	contacts_lookup_scan scan;
	bool		found;

	*fresh = false;
	if (is_held(organization_id, contact_id))
		return true;
	contacts_lookup_open(&scan, &by_id, lengthof(key));
	contacts_lookup_start(&scan, key, lengthof(key));
	found = contacts_lookup_next(&scan);
	if (found && !is_own(scan.slot))
		*fresh = found = lock_found(&scan);
	contacts_lookup_close(&scan);
	if (found)
		remember(organization_id, contact_id);
	return found;
}

/*
 * Lock a contact's row against every transaction that refers to it, until this one ends; false where there is none.
 * Whoever inserts a row that refers to the contact waits in the check of its foreign key, and sees afterwards what this
 * transaction did.
 */
bool
contacts_lock_contact_exclusively(int64 organization_id, int64 contact_id)
{
	static contacts_query query = {
		"SELECT FROM contacts.contact WHERE organization_id = $1 AND id = $2 FOR UPDATE", 2, {INT8OID, INT8OID},
		CONTACTS_RULE
	};
	Datum		values[] = {Int64GetDatum(organization_id), Int64GetDatum(contact_id)};

	return contacts_query_finds(&query, values, NULL);
}
