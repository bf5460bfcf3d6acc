/*
 * contact_lock.h
 *	  The lock under which rules look at all rows of a contact.
 */
#ifndef CONTACTS_CONTACT_LOCK_H
#define CONTACTS_CONTACT_LOCK_H

#include "postgres.h"

extern bool contacts_lock_contact(int64 organization_id, int64 contact_id, bool *fresh);
extern bool contacts_lock_contact_exclusively(int64 organization_id, int64 contact_id);

#endif							/* CONTACTS_CONTACT_LOCK_H */
