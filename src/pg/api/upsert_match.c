/*
 * upsert_match.c
 *	  Which contact a request means.
 *
 * The keys are tried from the strongest to the weakest: id, external id, e-mail, phone.  People share telephone
 * numbers, and some share addresses, so a contact that a weaker key finds is another one where it has a stronger key
 * with another value, or is of another kind.  Where a key finds several contacts, the weaker keys and then the name
 * decide; where they do not, no contact is taken for the one that is meant.
 */
#include "pg/compat.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "pg/api/contact_row.h"
#include "pg/api/identifier.h"
#include "pg/api/keys.h"
#include "pg/api/upsert_match.h"
#include "pg/base/error.h"
#include "pg/store/query.h"
#include "utils/builtins.h"

/* candidates that are compared; more are as ambiguous */
#define MOST_CANDIDATES "100"

/* how often the search is repeated where somebody changes what it found */
#define TRIES 10

#define CONNECTED(condition) \
	"contacts.connection n WHERE n.organization_id = $1 AND n.deleted_at IS NULL AND " condition

#define SAME_SOURCE "(c.external_source = $4 OR (c.external_source IS NULL AND $4 IS NULL))"

/* no other external id, no other addresses, the same kind; null parameters ask for nothing */
#define GUARD_EXTERNAL_ID \
	" AND ($5 IS NULL OR c.external_id IS NULL OR (c.external_id = $5 AND " SAME_SOURCE "))"
#define GUARD_EMAIL \
	" AND ($6 IS NULL OR EXISTS (SELECT FROM " CONNECTED("n.contact_id = c.id AND n.email OPERATOR(contacts.=)" \
														 " $6::contacts.email") \
	") OR (c.email IS NULL AND NOT EXISTS (SELECT FROM " CONNECTED("n.contact_id = c.id AND n.email IS NOT NULL") ")))"
#define GUARD_KIND " AND ($7 IS NULL OR c.kind = $7)"

#define CANDIDATES(condition) \
	"SELECT c.id, coalesce(c.phone OPERATOR(contacts.=) $8::contacts.phone, false) OR EXISTS (SELECT FROM " \
	CONNECTED("n.contact_id = c.id AND n.phone OPERATOR(contacts.=) $8::contacts.phone") ")," \
	" coalesce(contacts_internal.search_fold(c.name) = contacts_internal.search_fold($9), false), c.is_unknown" \
	" FROM contacts.contact c WHERE c.organization_id = $1 AND (c.deleted_at IS NOT NULL) = $3 AND " condition \
	GUARD_KIND " ORDER BY c.deleted_at DESC NULLS LAST, c.id LIMIT " MOST_CANDIDATES
#define BY_CONNECTION(condition) "c.id = ANY (ARRAY(SELECT n.contact_id FROM " CONNECTED(condition) "))"

#define ARGUMENTS \
	9, {INT8OID, TEXTOID, BOOLOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID}, CONTACTS_WRITE

/* the keys that are no id, strongest first; a contact's own values before its connections */
static struct
{
	const char *name;
	contacts_target target;
	contacts_query statement;
}			keys[] = {
	{"external_id", TARGET_EXTERNAL_ID, {CANDIDATES("c.external_id = $2 AND " SAME_SOURCE), ARGUMENTS}},
	{"email", TARGET_EMAIL,
		{CANDIDATES("c.email OPERATOR(contacts.=) $2::contacts.email" GUARD_EXTERNAL_ID), ARGUMENTS}},
	{"email", TARGET_EMAIL,
		{CANDIDATES(BY_CONNECTION("n.email OPERATOR(contacts.=) $2::contacts.email") GUARD_EXTERNAL_ID), ARGUMENTS}},
	{"phone", TARGET_PHONE,
		{CANDIDATES("c.phone OPERATOR(contacts.=) $2::contacts.phone" GUARD_EXTERNAL_ID GUARD_EMAIL), ARGUMENTS}},
	{"phone", TARGET_PHONE,
		{CANDIDATES(BY_CONNECTION("n.phone OPERATOR(contacts.=) $2::contacts.phone") GUARD_EXTERNAL_ID GUARD_EMAIL),
		ARGUMENTS}},
};

/* what a search compares */
typedef struct search
{
	contacts_draft *draft;
	bool		deleted;
	Datum		values[9];
	bool		nulls[9];
	bool		is_named;
} search;

/* Set a parameter of the statements to a value of the request. */
static void
set_parameter(search *s, int number, contacts_target target)
{
	s->values[number - 1] = s->draft->values[target];
	s->nulls[number - 1] = s->draft->nulls[target];
}

/* Collect what the statements compare. */
static void
start_search(search *s, contacts_draft *draft, bool deleted)
{
	text	   *name = contacts_draft_name(draft);

	memset(s, 0, sizeof(*s));
	s->draft = draft;
	s->deleted = deleted;
	s->is_named = name != NULL;
	s->values[0] = Int64GetDatum(draft->organization_id);
	s->values[2] = BoolGetDatum(deleted);
	set_parameter(s, 4, TARGET_EXTERNAL_SOURCE);
	set_parameter(s, 5, TARGET_EXTERNAL_ID);
	set_parameter(s, 6, TARGET_EMAIL);
	set_parameter(s, 7, TARGET_KIND);
	set_parameter(s, 8, TARGET_PHONE);
	/* a request with no name and no kind changes whom it finds, be it a person or a company */
	s->nulls[6] = !s->is_named && !draft->given[TARGET_KIND] && !draft->given[TARGET_ENTITY_TYPES];
	s->values[8] = PointerGetDatum(name);
	s->nulls[8] = name == NULL;
}

/* Count the candidates of the last result for whom a column is true; *at gets the first one's place. */
static uint64
count_true(uint64 count, int column, uint64 *at)
{
	uint64		n = 0;

	for (uint64 i = count; i-- > 0;)
	{
		if (contacts_result_bool(i, column))
		{
			*at = i;
			n++;
		}
	}
	return n;
}

/* Count the candidates with the phone and the name, and find the first one's place. */
static uint64
count_both(uint64 count, uint64 *at)
{
	uint64		n = 0;

	for (uint64 i = count; i-- > 0;)
	{
		if (contacts_result_bool(i, 2) && contacts_result_bool(i, 3))
		{
			*at = i;
			n++;
		}
	}
	return n;
}

/* Check whether the request has a key by which a contact of its own can be told from those that another key finds. */
static bool
has_stronger_key(contacts_draft *draft, contacts_target key)
{
	return (key != TARGET_EXTERNAL_ID && !draft->nulls[TARGET_EXTERNAL_ID]) ||
		(key == TARGET_PHONE && !draft->nulls[TARGET_EMAIL]);
}

/* Choose among the candidates of the last result by phone and name; false where that does not tell. */
static bool
choose(search *s, contacts_target key, uint64 count, uint64 *at)
{
	uint64		named;

	*at = 0;
	/* a number alone does not make somebody with another name the same: it may be a switchboard's, or given anew */
	if (key == TARGET_PHONE && (s->deleted || has_stronger_key(s->draft, key)) && s->is_named &&
		!(count == 1 && contacts_result_bool(0, 4)))
	{
		named = count_true(count, 3, at);
		return named == 1 || (named > 1 && s->deleted);
	}
	if (count == 1)
		return true;
	if (key != TARGET_PHONE && count_true(count, 2, at) == 1)
		return true;
	if (key != TARGET_PHONE && count_both(count, at) == 1)
		return true;
	named = count_true(count, 3, at);
	/* who was deleted twice is the one deleted last */
	return named == 1 || (named > 1 && s->deleted);
}

/* Raise CT409 for a key that several contacts have, naming them. */
static void
refuse_ambiguous(const char *key, search *s, contacts_query *statement, uint64 count)
{
	static contacts_query uids = {
		"SELECT c.uid::uuid FROM contacts.contact c WHERE c.organization_id = $1 AND c.id = $2", 2,
		{INT8OID, INT8OID}, CONTACTS_WRITE
	};
	int64	   *ids = palloc(sizeof(int64) * count);
	StringInfoData detail;

	for (uint64 i = 0; i < count; i++)
		ids[i] = contacts_result_int8(i, 1);
	initStringInfo(&detail);
	for (uint64 i = 0; i < count; i++)
	{
		Datum		values[] = {s->values[0], Int64GetDatum(ids[i])};
		bool		isnull;

		if (contacts_query_execute(&uids, values, NULL, 1) == 0)
			continue;
		appendStringInfo(&detail, "%s{\"field\": \"%s\", \"message\": \"Several contacts have it\", \"uid\": \"%s\"}",
						 detail.len > 0 ? ", " : "", key,
						 contacts_uid_text((uint8 *) DatumGetPointer(contacts_result_value(0, 1, UUIDOID, &isnull)),
										   NULL));
	}
	ereport(ERROR,
			(errcode(CONTACTS_ERRCODE_CONFLICT),
			 errmsg("several contacts have the %s of the request", key),
			 errdetail_internal("[%s]", detail.data),
			 errhint("Give the id, external id, e-mail or name of the contact that is meant.")));
}

/* Find the id of the contact that one key of the request means; 0 for none. */
static int64
find_by_key(search *s, int i, bool refuse)
{
	contacts_target target = keys[i].target;
	uint64		count;
	uint64		at;

	set_parameter(s, 2, target);
	count = contacts_query_execute(&keys[i].statement, s->values, s->nulls, 0);
	if (count == 0)
		return 0;
	if (choose(s, target, count, &at))
		return contacts_result_int8(at, 1);
	if (refuse && !s->deleted && !has_stronger_key(s->draft, target))
		refuse_ambiguous(keys[i].name, s, &keys[i].statement, count);
	return 0;
}

/* Find the contact by one key and lock it; somebody may change it before the lock is held. */
static bool
find_and_lock(search *s, int i, Datum *row)
{
	contacts_id id = {.form = ID_NUMBER};

	for (int tries = 0; tries < TRIES && (id.number = find_by_key(s, i, true)) != 0; tries++)
	{
		CHECK_FOR_INTERRUPTS();
		if (contacts_find_row(s->draft->organization_id, &id, s->deleted ? FIND_DELETED_TO_CHANGE
							  : FIND_LIVE_TO_CHANGE, row))
		{
			Datum		locked = *row;

			if (IsolationUsesXactSnapshot() || find_by_key(s, i, false) == id.number)
			{
				*row = locked;
				return true;
			}
		}
	}
	return false;
}

/* Find which keys of the request are connections of the contact beside a value of its own. */
static void
find_connected(search *s, contacts_match *match)
{
#define IS_CONNECTED(column, parameter) \
	"c." column " IS NOT NULL AND EXISTS (SELECT FROM " CONNECTED("n.contact_id = c.id AND n." column \
															  " OPERATOR(contacts.=) " parameter) ")"
	static contacts_query query = {
		"SELECT " IS_CONNECTED("email", "$3::contacts.email") ", " IS_CONNECTED("phone",
																						 "$4::contacts.phone")
		" FROM contacts.contact c WHERE c.organization_id = $1 AND c.id = $2", 4, {INT8OID, INT8OID, TEXTOID, TEXTOID},
		CONTACTS_WRITE
	};
	Datum		values[] = {s->values[0], Int64GetDatum(contacts_row_id(match->row)), s->values[5], s->values[7]};
	bool		nulls[] = {false, false, s->nulls[5], s->nulls[7]};

	if (s->draft->connections_given || contacts_query_execute(&query, values, nulls, 1) == 0)
		return;
	match->email_connected = contacts_result_bool(0, 1);
	match->phone_connected = contacts_result_bool(0, 2);
}

/* Find the live or deleted contact that a request means, and lock it. */
bool
contacts_find_match(contacts_draft *draft, Jsonb *request, const char *match_by, bool deleted, contacts_match *match)
{
	contacts_id id;
	search		s;

	match->email_connected = match->phone_connected = false;
	if ((match_by == NULL || strcmp(match_by, "uid") == 0) && contacts_request_id(request, &id))
		return contacts_find_row(draft->organization_id, &id, deleted ? FIND_DELETED_TO_CHANGE
								 : FIND_LIVE_TO_CHANGE, &match->row);
	start_search(&s, draft, deleted);
	for (int i = 0; i < lengthof(keys); i++)
	{
		if (draft->nulls[keys[i].target] || (match_by && strcmp(match_by, keys[i].name) != 0) ||
			!find_and_lock(&s, i, &match->row))
			continue;
		find_connected(&s, match);
		return true;
	}
	return false;
}
