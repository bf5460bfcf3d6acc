/*
 * journal.h
 *	  The journal of changes.
 */
#ifndef CONTACTS_JOURNAL_H
#define CONTACTS_JOURNAL_H

#include "postgres.h"

#include "utils/jsonb.h"

/* events that one INSERT takes */
#define CONTACTS_EVENT_BATCH 1000

/* an event on its way into the journal; an id of 0 stands for none */
typedef struct contacts_event
{
	const char *topic;
	const char *action;
	int64		organization_id;
	int64		contact_id;
	int64		subject_id;
	int64		company_id;
} contacts_event;

typedef struct contacts_event_batch contacts_event_batch;

extern contacts_event_batch *contacts_event_begin(const char *subject);
extern MemoryContext contacts_event_context(contacts_event_batch *batch);
extern void contacts_event_add(contacts_event_batch *batch, const contacts_event *event, JsonbValue *data);
extern void contacts_event_flush(contacts_event_batch *batch);
extern void contacts_event_forget(const Datum *organization_ids, const Datum *contact_ids, int count);
extern void contacts_event_hide(int64 organization_id, const char *subject, int64 subject_id);

#endif							/* CONTACTS_JOURNAL_H */
