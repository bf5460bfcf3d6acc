/*
 * check_request.h
 *	  What holds for a whole draft, after all its values are read.
 */
#ifndef CONTACTS_CHECK_REQUEST_H
#define CONTACTS_CHECK_REQUEST_H

#include "postgres.h"

#include "pg/api/draft.h"

extern void contacts_draft_finish(contacts_draft *draft);

#endif							/* CONTACTS_CHECK_REQUEST_H */
