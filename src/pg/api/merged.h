/*
 * merged.h
 *	  Contacts that were merged: their identifiers lead to the survivor.
 */
#ifndef CONTACTS_MERGED_H
#define CONTACTS_MERGED_H

#include "postgres.h"

#include "pg/api/draft.h"
#include "pg/api/identifier.h"

extern bool contacts_follow_merge(int64 organization_id, const contacts_id *id, contacts_id *survivor);
extern bool contacts_follow_external(int64 organization_id, Datum external_id, Datum source, bool no_source,
									 contacts_id *survivor);
extern void contacts_keep_external_id(contacts_draft *draft, Datum row);
extern void contacts_refuse_merged(int64 organization_id, const contacts_id *id);

#endif							/* CONTACTS_MERGED_H */
