/*
 * upsert_match.h
 *	  Which contact a request means.
 */
#ifndef CONTACTS_UPSERT_MATCH_H
#define CONTACTS_UPSERT_MATCH_H

#include "postgres.h"

#include "pg/api/draft.h"
#include "utils/jsonb.h"

/* the contact that was found, locked */
typedef struct contacts_match
{
	Datum		row;
	/* the e-mail or phone of the request is a connection of the contact, which has another one of its own */
	bool		email_connected;
	bool		phone_connected;
} contacts_match;

extern bool contacts_find_match(contacts_draft *draft, Jsonb *request, const char *match_by, bool deleted,
								contacts_match *match);

#endif							/* CONTACTS_UPSERT_MATCH_H */
