/*
 * keys.h
 *	  The keys of each profile: where a value comes from and where input goes.
 */
#ifndef CONTACTS_KEYS_H
#define CONTACTS_KEYS_H

#include "postgres.h"

#include "pg/api/profile.h"

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
	TARGET_NAME_PREFIX,
	TARGET_FIRST_NAME,
	TARGET_MIDDLE_NAME,
	TARGET_LAST_NAME,
	TARGET_NAME_SUFFIX,
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
extern const contacts_key *contacts_find_key(contacts_profile profile, const char *group, const char *name, int len);

#endif							/* CONTACTS_KEYS_H */
