/*
 * participants.c
 *	  Who takes part in an activity: the entries of the array as people write them, read into rows.
 *
 * An entry is a string (uid, public id, UUID or e-mail address; anything else is a name), a number (id of a contact)
 * or an object with one of contact, user, email or name, and perhaps role and attended.
 */
#include "pg/compat.h"

#include "catalog/pg_type.h"
#include "core/email.h"
#include "core/ulid.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "pg/base/text.h"
#include "pg/store/query.h"
#include "pg/store/trigger.h"
#include "pg/types/email_type.h"
#include "pg/types/ulid_type.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"
#include "utils/numeric.h"
#include "utils/tuplestore.h"

PG_FUNCTION_INFO_V1(contacts_parse_participants);
PG_FUNCTION_INFO_V1(contacts_derive_participants);

/* columns of parse_participants() */
enum
{
	OUT_POSITION,
	OUT_CONTACT_ID,
	OUT_CONTACT_UID,
	OUT_USER_ID,
	OUT_USER_UID,
	OUT_EMAIL,
	OUT_NAME,
	OUT_ROLE,
	OUT_ATTENDED,
	OUT_COLUMNS
};

typedef struct participant
{
	Datum		values[OUT_COLUMNS];
	bool		nulls[OUT_COLUMNS];
} participant;

/* Set a column. */
static void
put(participant *entry, int column, Datum value)
{
	entry->values[column] = value;
	entry->nulls[column] = false;
}

/* Read a string as a ulid, with or without the prefix of a public id; NULL where it is none. */
static contacts_ulid *
read_uid(const char *s, int len)
{
	contacts_ulid *uid = palloc(sizeof(contacts_ulid));
	size_t		at;
	int			start = 0;

	for (int i = 0; i < len; i++)
	{
		if (s[i] == '_')
			start = i + 1;
	}
	return contacts_ulid_parse(s + start, len - start, uid->data, &at) == CONTACTS_ULID_OK ? uid : NULL;
}

/* Read a number as an id; false where it is not a positive whole number. */
static bool
read_id(Numeric number, int64 *id)
{
	*id = contacts_parse_id(numeric_normalize(number));
	return *id > 0;
}

/* Read what names somebody; columns below zero are not looked at. */
static bool
read_reference(participant *entry, JsonbValue *value, int id_column, int uid_column, int other_uid_column)
{
	int64		id;

	if (value->type == jbvNumeric && read_id(value->val.numeric, &id))
		put(entry, id_column, Int64GetDatum(id));
	else if (value->type == jbvString)
	{
		contacts_ulid *uid = read_uid(value->val.string.val, value->val.string.len);

		if (uid == NULL)
			return false;
		put(entry, uid_column, PointerGetDatum(uid));
		if (other_uid_column >= 0)
			put(entry, other_uid_column, PointerGetDatum(uid));
	}
	else
		return false;
	return true;
}

/* Read a string as an e-mail address; false where it is none. */
static bool
read_email(participant *entry, JsonbValue *value)
{
	text	   *address;
	contacts_email email;
	size_t		at;

	if (value->type != jbvString)
		return false;
	address = cstring_to_text_with_len(value->val.string.val, value->val.string.len);
	if (contacts_email_of_text(PointerGetDatum(address), &email, &at) != CONTACTS_EMAIL_OK)
		return false;
	put(entry, OUT_EMAIL, PointerGetDatum(address));
	return true;
}

/* Read one key of an object; what it does not know is the application's own. */
static void
read_key(participant *entry, JsonbValue *key, JsonbValue *value)
{
	static const struct
	{
		const char *name;
		int			column;
	}			keys[] = {
		{"contact", OUT_CONTACT_ID}, {"contactId", OUT_CONTACT_ID}, {"contact_id", OUT_CONTACT_ID},
		{"user", OUT_USER_ID}, {"userId", OUT_USER_ID}, {"user_id", OUT_USER_ID},
		{"id", OUT_POSITION}, {"uid", OUT_POSITION},
		{"email", OUT_EMAIL},
		{"name", OUT_NAME}, {"fullName", OUT_NAME}, {"displayName", OUT_NAME},
		{"role", OUT_ROLE}, {"attended", OUT_ATTENDED}
	};

	for (int i = 0; i < lengthof(keys); i++)
	{
		if (strlen(keys[i].name) != key->val.string.len ||
			memcmp(keys[i].name, key->val.string.val, key->val.string.len) != 0)
			continue;
		switch (keys[i].column)
		{
			case OUT_CONTACT_ID:
				read_reference(entry, value, OUT_CONTACT_ID, OUT_CONTACT_UID, -1);
				break;
			case OUT_USER_ID:
				read_reference(entry, value, OUT_USER_ID, OUT_USER_UID, -1);
				break;
			case OUT_POSITION:
				read_reference(entry, value, OUT_CONTACT_ID, OUT_CONTACT_UID, OUT_USER_UID);
				break;
			case OUT_EMAIL:
				read_email(entry, value);
				break;
			case OUT_ATTENDED:
				if (value->type == jbvBool)
					put(entry, OUT_ATTENDED, BoolGetDatum(value->val.boolean));
				break;
			default:
				if (value->type == jbvString)
					put(entry, keys[i].column,
						PointerGetDatum(cstring_to_text_with_len(value->val.string.val, value->val.string.len)));
		}
	}
}

/* Read the keys of an object. */
static void
read_object(participant *entry, JsonbContainer *object)
{
	JsonbIterator *it = JsonbIteratorInit(object);
	JsonbIteratorToken token;
	JsonbValue	key;
	JsonbValue	value;

	while ((token = JsonbIteratorNext(&it, &key, true)) != WJB_DONE)
	{
		if (token != WJB_KEY)
			continue;
		JsonbIteratorNext(&it, &value, true);
		read_key(entry, &key, &value);
	}
}

/* Check whether anything in an entry says who it is. */
static bool
names_somebody(const participant *entry)
{
	for (int column = OUT_CONTACT_ID; column <= OUT_NAME; column++)
	{
		if (!entry->nulls[column])
			return true;
	}
	return false;
}

/* Keep what cannot be read as it is. */
static void
keep_raw(participant *entry, JsonbValue *value)
{
	if (value->type == jbvString)
		put(entry, OUT_NAME, PointerGetDatum(cstring_to_text_with_len(value->val.string.val, value->val.string.len)));
	else
	{
		Jsonb	   *raw = JsonbValueToJsonb(value);

		put(entry, OUT_NAME, CStringGetTextDatum(JsonbToCString(NULL, &raw->root, VARSIZE(raw))));
	}
}

/* Read one entry of the array. */
static void
read_participant(participant *entry, int position, JsonbValue *value)
{
	memset(entry->nulls, true, sizeof(entry->nulls));
	put(entry, OUT_POSITION, Int32GetDatum(position));
	if (value->type == jbvBinary && JsonContainerIsObject(value->val.binary.data))
		read_object(entry, value->val.binary.data);
	else if (!read_reference(entry, value, OUT_CONTACT_ID, OUT_CONTACT_UID, OUT_USER_UID))
		read_email(entry, value);
	if (!names_somebody(entry))
		keep_raw(entry, value);
}

/* Read an array of participants into rows. */
Datum
contacts_parse_participants(PG_FUNCTION_ARGS)
{
	Jsonb	   *participants = PG_GETARG_JSONB_P(0);
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	JsonbIterator *it;
	JsonbIteratorToken token;
	JsonbValue	value;
	int			position = 0;

	InitMaterializedSRF(fcinfo, 0);
	if (!JB_ROOT_IS_ARRAY(participants) || JB_ROOT_IS_SCALAR(participants))
		return (Datum) 0;
	it = JsonbIteratorInit(&participants->root);
	token = JsonbIteratorNext(&it, &value, true);
	while ((token = JsonbIteratorNext(&it, &value, true)) == WJB_ELEM)
	{
		participant entry;

		CHECK_FOR_INTERRUPTS();
		read_participant(&entry, ++position, &value);
		tuplestore_putvalues(result->setResult, result->setDesc, entry.values, entry.nulls);
	}
	return (Datum) 0;
}

/*
 * AFTER INSERT OR UPDATE row trigger of table activity: write the rows again.  Whoever was there is known by who he
 * is, not by his place in the array, so the old rows stay aside until the new ones have taken over from them.
 */
Datum
contacts_derive_participants(PG_FUNCTION_ARGS)
{
	static contacts_query set_aside = {
		"UPDATE contacts.activity_participant SET position = -position WHERE organization_id = $1 AND activity_id = $2",
		2, {INT8OID, INT8OID}, CONTACTS_RULE
	};
	static contacts_query derive = {
		"INSERT INTO contacts.activity_participant"
		" (organization_id, activity_id, position, contact_id, user_id, email, name, role, attended)"
		" SELECT $1, $2, r.ordinal, r.contact_id, r.user_id, r.email, r.name, r.role, coalesce(r.attended, ("
		"SELECT o.attended FROM contacts.activity_participant o"
		" WHERE o.organization_id = $1 AND o.activity_id = $2 AND o.position < 0 AND (o.contact_id = r.contact_id OR"
		" o.user_id = r.user_id"
		" OR (r.contact_id IS NULL AND r.user_id IS NULL AND (o.email OPERATOR(contacts.=) r.email OR o.name ="
		" r.name)))"
		" ORDER BY o.position DESC LIMIT 1))"
		" FROM contacts_internal.resolve_participants($3, $1) r",
		3, {INT8OID, INT8OID, JSONBOID}, CONTACTS_RULE
	};
	static contacts_query forget = {
		"DELETE FROM contacts.activity_participant WHERE organization_id = $1 AND activity_id = $2 AND position < 0",
		2, {INT8OID, INT8OID}, CONTACTS_RULE
	};
	TriggerData *trigdata = contacts_trigger(fcinfo, "derive_participants", CONTACTS_AFTER_ROW | CONTACTS_ON_ANY);
	HeapTuple	tuple = contacts_new_tuple(trigdata);
	bool		isnull;
	Datum		values[] = {
		Int64GetDatum(contacts_tuple_id(trigdata, tuple, "organization_id")),
		Int64GetDatum(contacts_tuple_id(trigdata, tuple, "id")),
		contacts_tuple_column(trigdata, tuple, "participants", JSONBOID, &isnull)
	};

	if (TRIGGER_FIRED_BY_UPDATE(trigdata->tg_event))
		contacts_query_run(&set_aside, values, NULL);
	contacts_query_run(&derive, values, NULL);
	if (TRIGGER_FIRED_BY_UPDATE(trigdata->tg_event))
		contacts_query_run(&forget, values, NULL);
	return PointerGetDatum(NULL);
}
