/*
 * read_connections.h
 *	  The array of connections of a request.
 */
#ifndef CONTACTS_READ_CONNECTIONS_H
#define CONTACTS_READ_CONNECTIONS_H

#include "postgres.h"

#include "pg/api/draft.h"

extern contacts_item *contacts_item_find_same(List *items, const contacts_item *wanted);
extern void contacts_draft_read_connections(contacts_draft *draft, JsonbValue *json);

#endif							/* CONTACTS_READ_CONNECTIONS_H */
