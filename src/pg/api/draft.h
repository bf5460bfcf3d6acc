/*
 * draft.h
 *	  The operations of the documents: what their parts share.
 */
#ifndef CONTACTS_DRAFT_H
#define CONTACTS_DRAFT_H

#include "postgres.h"

#include "core/ulid.h"
#include "fmgr.h"
#include "nodes/pg_list.h"
#include "pg/base/builder.h"
#include "pg/store/caller_query.h"
#include "utils/array.h"

/* the systems whose shapes we speak; the names are in api_profile.c */
typedef enum contacts_profile
{
	PROFILE_REVREC,
	PROFILE_THENA,
	PROFILE_NEXTIVA,
	PROFILE_DIRECTORY,
	PROFILES,
	PROFILE_INPUT = PROFILES	/* keys that are read only */
} contacts_profile;

/* which keys of a profile an answer has */
#define SHAPE_FULL			(1 << 0)
#define SHAPE_LIST			(1 << 1)
#define SHAPE_COMPANY		(1 << 2)
#define SHAPE_DEPARTMENT	(1 << 3)
#define SHAPE_METHOD		(1 << 4)
#define SHAPE_MENTION		(1 << 5)
#define SHAPE_ALL			0x1f

/* how a value of the table looks in JSON */
typedef enum contacts_form
{
	FORM_TEXT,
	FORM_BOOL,
	FORM_INT,
	FORM_INT_TEXT,
	FORM_ISO_TIME,
	FORM_MS_TIME,
	FORM_UUID,
	FORM_ULID,
	FORM_PUBLIC_ID,				/* ULID after the prefix of the key */
	FORM_TEXTS,
	FORM_JSONB,
	FORM_REST					/* the keys of a group that have no column of their own */
} contacts_form;

/* one key of one profile, and where its value comes from and goes to */
typedef struct contacts_key
{
	uint8		profile;
	const char *group;			/* key of the object that the key is in, "" at the top */
	const char *name;
	uint8		shapes;			/* SHAPE_…, the answers that have it */
	uint8		form;
	uint8		target;			/* TARGET_…, where input goes */
	uint8		joins;			/* JOIN_… that the expression needs */
	bool		if_set;			/* left out of the answer where it is null */
	const char *prefix;			/* of FORM_PUBLIC_ID */
	const char *expression;		/* over contact c and the joins; NULL for a key that is read only */
} contacts_key;

/* tables that an expression may need */
#define JOIN_COMPANY	(1 << 0)
#define JOIN_MANAGER	(1 << 1)
#define JOIN_ADDRESS	(1 << 2)
#define JOIN_TENANT		(1 << 3)
#define JOIN_CREATOR	(1 << 4)
#define JOIN_MODIFIER	(1 << 5)
#define JOIN_BLOCKER	(1 << 6)
#define JOIN_LOGIN		(1 << 7)
#define JOINS			8

/* where input goes: columns of contact, fields of the primary address, and what needs a rule of its own */
typedef enum contacts_target
{
	TARGET_NONE,				/* read-only: accepted and ignored */

	/* columns of table contact, in the order of contacts_contact_column[] */
	TARGET_KIND,
	TARGET_TYPE,
	TARGET_CATEGORY,
	TARGET_FIRST_NAME,
	TARGET_LAST_NAME,
	TARGET_NAME,
	TARGET_DISPLAY_NAME,
	TARGET_CODE,
	TARGET_ENTITY_TYPES,
	TARGET_EMAIL,
	TARGET_PHONE,
	TARGET_WEBSITE,
	TARGET_AVATAR_URL,
	TARGET_PROFILE_COLOR,
	TARGET_JOB_TITLE,
	TARGET_DEPARTMENT,
	TARGET_COMPANY_ID,
	TARGET_COMPANY_TEXT,
	TARGET_REPORTS_TO,
	TARGET_MENTION_NAME,
	TARGET_CUSTOMER_USER_ID,
	TARGET_USER_ID,
	TARGET_OWNER_ID,
	TARGET_IS_MARKETING_CONTACT,
	TARGET_STATUS,
	TARGET_IS_UNKNOWN,
	TARGET_PREFERRED_CONTACT_METHOD,
	TARGET_TIMEZONE,
	TARGET_LANGUAGE,
	TARGET_TAX_ID,
	TARGET_DESCRIPTION,
	TARGET_NOTES,
	TARGET_CUSTOM_FIELDS,
	TARGET_METADATA,
	TARGET_TAGS,
	TARGET_EXTERNAL_ID,
	TARGET_EXTERNAL_SOURCE,
	TARGET_COLUMNS_END,

	/* fields of the primary address, in the order of contacts_address_field[] */
	TARGET_ADDRESS_ID = TARGET_COLUMNS_END,
	TARGET_ADDRESSEE,
	TARGET_ADDRESS_COMPANY,
	TARGET_ATTENTION,
	TARGET_ADDRESS_PHONE,
	TARGET_LINE1,
	TARGET_LINE2,
	TARGET_CITY,
	TARGET_STATE,
	TARGET_POSTAL_CODE,
	TARGET_COUNTRY,
	TARGET_ADDRESS_TIMEZONE,
	TARGET_ADDRESS_TYPE,
	TARGET_ADDRESS_END,

	/* one connection of a type, in the order of contacts_channel[] */
	TARGET_MOBILE = TARGET_ADDRESS_END,
	TARGET_WORK_PHONE,
	TARGET_CHANNEL_END,

	TARGET_ANY_TYPE = TARGET_CHANNEL_END,	/* a type, a category or a kind: the value tells */
	TARGET_IS_ACTIVE,
	TARGET_CAN_LOGIN,
	TARGET_TENANT,
	TARGET_OBJECT_TYPE,
	TARGET_COMPANY_NAME,
	TARGET_FOREIGN_ID,			/* another system's id, kept on create, ignored later */
	TARGET_CONNECTIONS,
	TARGET_ADDRESSES,
	TARGET_SEGMENTS,
	TARGET_ADDRESS_OBJECT,
	TARGETS
} contacts_target;

#define ADDRESS_FIELDS	(TARGET_ADDRESS_END - TARGET_ADDRESS_ID)
#define CHANNELS		(TARGET_CHANNEL_END - TARGET_MOBILE)

extern const contacts_key contacts_keys[];
extern const int contacts_key_count;
extern const char *const contacts_join_text[JOINS];

/* api_profile.c */
extern void contacts_api_define_settings(void);
extern contacts_profile contacts_current_profile(void);
extern contacts_profile contacts_profile_argument(text *name);
extern const contacts_key *contacts_find_key(contacts_profile profile, const char *group, const char *name, int len);

/* api_uid.c: an identifier in any of its forms */
typedef enum contacts_id_form
{
	ID_BAD,
	ID_UID,						/* ULID, UUID or public id */
	ID_NUMBER,					/* the number of the row */
	ID_FOREIGN					/* another system's id */
} contacts_id_form;

typedef struct contacts_id
{
	contacts_id_form form;
	uint8		uid[CONTACTS_ULID_BYTES];
	int64		number;
	const char *text;
	int			len;
} contacts_id;

extern void contacts_id_read(contacts_id *id, const char *text, int len);
extern void contacts_id_argument(contacts_id *id, FunctionCallInfo fcinfo, int arg);
extern char *contacts_uid_text(const uint8 *uid, const char *prefix);

/* api_error.c */
typedef struct contacts_problem
{
	char	   *field;
	const char *code;
	char	   *message;
	int			sqlstate;
} contacts_problem;

extern void contacts_problem_add(List **problems, const char *field, const char *code, const char *message);
extern void contacts_problem_add_state(List **problems, const char *field, const char *code, const char *message, int sqlstate);
extern contacts_noreturn void contacts_problems_raise(List *problems);
extern contacts_noreturn void contacts_raise_field(int sqlstate, const char *message, const char *field, const char *detail);
extern contacts_noreturn void contacts_raise_not_found(bool company);
extern Jsonb *contacts_error_object(int sqlstate, const char *message, const char *detail);
extern int	contacts_http_status_of(int sqlstate);

/* api_output.c: rows of contact to JSON; called while connected to SPI */
extern void contacts_rows_to_json(Datum *rows, int count, contacts_profile profile, int shape, bool read_only, Jsonb **result);

extern Jsonb *contacts_find_json(int64 organization_id, const contacts_id *id, contacts_profile profile);

/* api_value.c: one value of a client, read by the rule of its target */
typedef enum contacts_value_kind
{
	VALUE_TEXT,
	VALUE_EMAIL,
	VALUE_PHONE,
	VALUE_BOOL,
	VALUE_INT4,
	VALUE_INT,
	VALUE_OBJECT,
	VALUE_TEXTS,
	VALUE_COMPANY,
	VALUE_MANAGER,
	VALUE_USER
} contacts_value_kind;

typedef struct contacts_rule
{
	const char *column;
	uint8		kind;
	int16		max;			/* characters of text, octets of an element; 0 for no limit */
	bool		blank;			/* whether text may be blank */
	bool		(*check) (text *value);	/* of text, or of each element */
	const char *message;		/* of a failed check */
	const char *otherwise;		/* what the column is where nothing is given, NULL for null */
	const char *required;		/* message where the column must not be null */
	int16		most;			/* elements of an array */
} contacts_rule;

/* messages of checks that several tables of rules have */
#define CATEGORY_MESSAGE "Must be a word of lower-case letters, digits and underscores"
#define URL_MESSAGE "Invalid URL: http or https with a host is expected"

extern const contacts_rule contacts_contact_column[TARGET_COLUMNS_END];
extern const contacts_rule contacts_address_field[ADDRESS_FIELDS];
extern bool contacts_is_channel_type(text *value);
extern bool contacts_is_country(text *value);
extern bool contacts_is_category(text *value);
extern bool contacts_is_url(text *value);

struct contacts_draft;
extern bool contacts_read_value(struct contacts_draft *draft, const contacts_rule *rule, JsonbValue *json, Datum *value);
extern Datum contacts_default_value(const contacts_rule *rule, bool *isnull);
extern bool contacts_read_phone_number(text *value, const char *region, Datum *phone);
extern bool contacts_read_email_address(text *value, Datum *email);

/* api_reference.c: finding what a client refers to */
extern bool contacts_find_reference(struct contacts_draft *draft, contacts_value_kind kind, const contacts_id *id, int64 *found);
extern bool contacts_find_company_by_name(struct contacts_draft *draft, text *name, int64 *found);
extern bool contacts_is_own_tenant(struct contacts_draft *draft, const contacts_id *id);

/* api_draft.c: what a client wants a contact to be */
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

extern void contacts_draft_begin(contacts_draft *draft, contacts_profile profile, int64 organization_id);
extern void contacts_draft_load(contacts_draft *draft, Datum row);
extern void contacts_draft_read(contacts_draft *draft, Jsonb *json);
extern void contacts_draft_finish(contacts_draft *draft);
extern void contacts_draft_problem(contacts_draft *draft, const char *code, const char *message);

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

/* api_items.c */
extern bool contacts_item_text_is(text *value, const char *word);
extern bool contacts_item_same_text(text *a, text *b);
extern contacts_item *contacts_item_find_same(List *items, const contacts_item *wanted);

/* api_items.c, api_connections.c, api_addresses.c: arrays of connections, addresses and segments */
typedef void (*contacts_object_reader) (contacts_draft *draft, const char *path, JsonbContainer *object);
extern void contacts_draft_read_objects(contacts_draft *draft, JsonbValue *json, contacts_object_reader reader);
extern void contacts_draft_read_connections(contacts_draft *draft, JsonbValue *json);
extern void contacts_draft_read_addresses(contacts_draft *draft, JsonbValue *json);
extern void contacts_draft_read_segments(contacts_draft *draft, JsonbValue *json);
extern void contacts_settle_connections(contacts_draft *draft, int64 contact_id);
extern void contacts_write_connections(contacts_draft *draft, int64 contact_id);
extern void contacts_write_addresses(contacts_draft *draft, int64 contact_id);
extern bool contacts_write_segments(contacts_draft *draft, int64 contact_id);

#endif							/* CONTACTS_DRAFT_H */
