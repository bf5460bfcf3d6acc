/*
 * addresses.h
 *	  Reading and writing the addresses of a draft.
 */
#ifndef CONTACTS_ADDRESSES_H
#define CONTACTS_ADDRESSES_H

#include "postgres.h"

#include "pg/api/draft.h"

extern void contacts_draft_read_addresses(contacts_draft *draft, JsonbValue *json);
extern void contacts_write_addresses(contacts_draft *draft, int64 contact_id);

#endif							/* CONTACTS_ADDRESSES_H */
