/*
 * key_lock.h
 *	  One at a time for those who make a contact of a key that no unique index guards.
 */
#ifndef CONTACTS_KEY_LOCK_H
#define CONTACTS_KEY_LOCK_H

#include "postgres.h"

#include "pg/api/draft.h"

extern bool contacts_lock_keys(contacts_draft *draft);
extern void contacts_lock_all_keys(int64 organization_id);

#endif							/* CONTACTS_KEY_LOCK_H */
