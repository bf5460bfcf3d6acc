/*
 * read_request.h
 *	  Reading a request into a draft.
 */
#ifndef CONTACTS_READ_REQUEST_H
#define CONTACTS_READ_REQUEST_H

#include "postgres.h"

#include "pg/api/draft.h"
#include "utils/jsonb.h"

extern void contacts_draft_read(contacts_draft *draft, Jsonb *json);

#endif							/* CONTACTS_READ_REQUEST_H */
