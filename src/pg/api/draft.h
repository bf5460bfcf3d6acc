/*
 * draft.h
 *	  What a client wants a contact to be.
 */
#ifndef CONTACTS_DRAFT_H
#define CONTACTS_DRAFT_H

#include "postgres.h"

#include "core/ulid.h"
#include "nodes/pg_list.h"
#include "pg/api/keys.h"
#include "pg/api/profile.h"
#include "pg/types/person_name.h"
#include "utils/array.h"
#include "utils/jsonb.h"

typedef struct contacts_draft
{
	contacts_profile profile;
	int64		organization_id;
	const char *region;			/* in which national numbers are read, "" for none */
	bool		is_update;
	const char *path;			/* of the value that is being read, for messages */
	List	   *problems;

	Datum		values[TARGET_COLUMNS_END];
	bool		nulls[TARGET_COLUMNS_END];
	bool		given[TARGET_COLUMNS_END];

	text	   *address[ADDRESS_FIELDS];
	bool		address_given[ADDRESS_FIELDS];
	bool		address_any;
	bool		address_removed;

	text	   *channel[CHANNELS];
	bool		channel_given[CHANNELS];

	bool		connections_given;
	List	   *connections;	/* of contacts_item */
	List	   *old_connections;	/* of contacts_item, the rows that an update finds */
	bool		addresses_given;
	List	   *addresses;		/* of contacts_item */
	ArrayType  *segments;		/* bigint[], NULL where not given */
	int8		is_active;		/* -1 where not given */
	bool		can_login;
} contacts_draft;

/* one element of the arrays connections and addresses, or a row that it may stand for */
typedef struct contacts_item
{
	int64		row_id;			/* 0 where there is no row */
	bool		has_uid;
	uint8		uid[CONTACTS_ULID_BYTES];
	bool		is_own;			/* has the id of the contact's own e-mail or phone */
	bool		is_taken;		/* row: an element stands for it; element: it is the contact's own */
	int8		is_primary;		/* -1 where not said */
	text	   *type;
	text	   *label;
	text	   *value;
	text	   *normal;			/* how values are compared */
	text	   *country;
	Datum		typed;			/* e-mail or phone number */
	text	   *field[ADDRESS_FIELDS];
	bool		given[ADDRESS_FIELDS];
} contacts_item;

/* what reads one object of an array; path is for messages */
typedef void (*contacts_object_reader) (contacts_draft *draft, const char *path, JsonbContainer *object);

extern void contacts_draft_begin(contacts_draft *draft, contacts_profile profile, int64 organization_id);
extern void contacts_draft_load(contacts_draft *draft, Datum row);
extern text *contacts_draft_name(contacts_draft *draft);
extern contacts_name_order contacts_draft_name_order(contacts_draft *draft);
extern void contacts_draft_problem(contacts_draft *draft, const char *code, const char *message);
extern void contacts_draft_read_objects(contacts_draft *draft, JsonbValue *json, contacts_object_reader reader);

#endif							/* CONTACTS_DRAFT_H */
