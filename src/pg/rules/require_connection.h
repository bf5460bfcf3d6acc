/*
 * require_connection.h
 *	  A person has at least one way to be reached.
 */
#ifndef CONTACTS_REQUIRE_CONNECTION_H
#define CONTACTS_REQUIRE_CONNECTION_H

#include "postgres.h"

extern void contacts_check_reachable(int64 organization_id, int64 contact_id);

#endif							/* CONTACTS_REQUIRE_CONNECTION_H */
