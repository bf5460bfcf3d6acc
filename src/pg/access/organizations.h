/*
 * organizations.h
 *	  Signing up organizations, and which of them a role may act for.
 */
#ifndef CONTACTS_ORGANIZATIONS_H
#define CONTACTS_ORGANIZATIONS_H

#include "postgres.h"

extern bool contacts_user_exists(int64 organization_id, int64 user_id);

#endif							/* CONTACTS_ORGANIZATIONS_H */
