/*
 * segments.h
 *	  Reading and writing the segments that a contact is in.
 */
#ifndef CONTACTS_SEGMENTS_H
#define CONTACTS_SEGMENTS_H

#include "postgres.h"

#include "pg/api/draft.h"

extern void contacts_draft_read_segments(contacts_draft *draft, JsonbValue *json);
extern bool contacts_write_segments(contacts_draft *draft, int64 contact_id);

#endif							/* CONTACTS_SEGMENTS_H */
