/*
 * write_connections.h
 *	  Writing the connections of a draft.
 */
#ifndef CONTACTS_WRITE_CONNECTIONS_H
#define CONTACTS_WRITE_CONNECTIONS_H

#include "postgres.h"

#include "pg/api/draft.h"

extern void contacts_settle_connections(contacts_draft *draft, int64 contact_id);
extern void contacts_write_connections(contacts_draft *draft, int64 contact_id);

#endif							/* CONTACTS_WRITE_CONNECTIONS_H */
