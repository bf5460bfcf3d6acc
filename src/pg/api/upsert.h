/*
 * upsert.h
 *	  Create a contact, or update the one that a request matches.
 */
#ifndef CONTACTS_UPSERT_H
#define CONTACTS_UPSERT_H

#include "postgres.h"

#include "utils/jsonb.h"

extern Jsonb *contacts_do_upsert(int64 organization_id, Jsonb *request, const char *match_by, const char *on_deleted);

#endif							/* CONTACTS_UPSERT_H */
