/*
 * event_data.h
 *	  What an event says of a row and its change.
 */
#ifndef CONTACTS_EVENT_DATA_H
#define CONTACTS_EVENT_DATA_H

#include "postgres.h"

#include "commands/trigger.h"
#include "pg/events/journal.h"
#include "utils/jsonb.h"
#include "utils/rel.h"

/* columns of a row that identify it in its events */
#define CONTACTS_EVENT_SHOWN 10

/*
 * A group of columns whose change is an event of its own, if the first of them changed: named after whether that one is
 * now set.  Otherwise they count among the rest.
 */
typedef struct event_group
{
	const char *set;
	const char *cleared;
	const char *columns[4];
} event_group;

enum
{
	GROUP_DELETED,
	GROUP_STATUS,
	GROUP_BLOCKED,
	GROUP_PRIMARY,
	GROUP_ENDED,
	COLUMN_UPDATED,				/* the rest */
	COLUMN_IGNORED
};

#define GROUPS COLUMN_UPDATED

/* the statement that is being recorded */
typedef struct event_statement
{
	const char *topic;
	bool		is_contact;
	Relation	rel;
	TupleDesc	desc;
	int			organization_id;	/* places of columns, -1 where there is none */
	int			id;
	int			contact_id;
	int			company_id;
	int			user_id;
	int			visibility;
	int			snapshot[CONTACTS_EVENT_SHOWN];
	int			key[GROUPS];	/* first column of each group */
	int		   *class_of;		/* group of each column */
	int		   *changed_as;		/* the same for the row at hand, COLUMN_IGNORED where it did not change */
	int			previous_asked;
	contacts_event_batch *batch;
} event_statement;

/* a row, and in an UPDATE what it was */
typedef struct event_row
{
	const Datum *values;
	const bool *nulls;
	const Datum *old_values;
	const bool *old_nulls;
} event_row;

extern const event_group contacts_event_groups[GROUPS];

extern void contacts_event_open(event_statement *statement, TriggerData *trigdata);
extern int64 contacts_event_number_at(int place, const Datum *values, const bool *nulls);
extern bool contacts_event_is_hidden(const event_statement *statement, const Datum *values, const bool *nulls);
extern bool contacts_event_differs(const event_row *row, int i, Form_pg_attribute att);
extern bool contacts_event_sets_primary(const event_statement *statement, const event_row *row);
extern void contacts_event_push_snapshot(const event_statement *statement, JsonbParseState **state,
										 const Datum *values, const bool *nulls, bool bare);
extern void contacts_event_push_change(JsonbParseState **state, const event_row *row, int i, Form_pg_attribute att);
extern void contacts_event_push_primary(event_statement *statement, JsonbParseState **state, const event_row *row);

#endif							/* CONTACTS_EVENT_DATA_H */
