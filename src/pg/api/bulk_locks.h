/*
 * bulk_locks.h
 *	  Locks of a bulk operation, taken before it and in one order.
 */
#ifndef CONTACTS_BULK_LOCKS_H
#define CONTACTS_BULK_LOCKS_H

#include "postgres.h"

#include "utils/jsonb.h"

extern void contacts_lock_bulk(int64 organization_id, Jsonb *request);

#endif							/* CONTACTS_BULK_LOCKS_H */
