/*
 * find_contact.c
 *	  Caller lookup: whose address, number or handle is this?  Index probes only, as the caller.
 */
#include "pg/compat.h"

#include "catalog/pg_type.h"
#include "core/phone.h"
#include "funcapi.h"
#include "pg/access/context.h"
#include "pg/access/grants.h"
#include "pg/access/organization_settings.h"
#include "pg/base/text.h"
#include "pg/store/catalog.h"
#include "pg/store/columns.h"
#include "pg/store/query.h"
#include "pg/types/email_type.h"
#include "pg/types/phone_callers.h"
#include "pg/types/phone_type.h"
#include "utils/array.h"
#include "utils/builtins.h"

PG_FUNCTION_INFO_V1(contacts_find_contact);

/* what is added to the rank of a number with another extension, and of a variant */
#define OTHER_EXTENSION 4
#define VARIANT 8

/* longest text that can be an address, number or handle */
#define LONGEST_ADDRESS 1024

/*
 * The contacts whose own column it is, and the connections, which name their contacts by id only: most addresses are
 * one or the other, and a join that finds nothing would cost more than all the rest.
 */
#define LOOKUP(matched, own, connected, distance) \
	"SELECT c.id, c.uid, c.name, " matched ", c.is_active, " distance("c") " " \
	"FROM contacts.contact c WHERE c.organization_id OPERATOR(pg_catalog.=) $1 AND c.deleted_at IS NULL AND c." own \
	" UNION ALL SELECT n.contact_id, NULL, NULL, n.type, NULL, " distance("n") " " \
	"FROM contacts.connection n WHERE n.organization_id OPERATOR(pg_catalog.=) $1 AND n.deleted_at IS NULL AND" \
	" n." connected

#define EXACT(table_x) "0"

static contacts_query by_email = {
	LOOKUP("'email'", "email OPERATOR(contacts.=) $2", "email OPERATOR(contacts.=) $2", EXACT), 2, {INT8OID, InvalidOid},
	CONTACTS_READ_ONLY
};

/* the range has the number with any extension, of which networks send none: the one that was asked for goes first */
#define IN_RANGE "phone OPERATOR(contacts.>=) $2 AND phone OPERATOR(contacts.<) $3"
#define EXTENSION(table_x) \
	"CASE WHEN " table_x ".phone OPERATOR(contacts.=) $4 THEN 0 ELSE " CppAsString2(OTHER_EXTENSION) " END"

static contacts_query by_phone = {
	LOOKUP("'phone'", IN_RANGE, IN_RANGE, EXTENSION), 4, {INT8OID, InvalidOid, InvalidOid, InvalidOid},
	CONTACTS_READ_ONLY
};

static contacts_query by_handle = {
	LOOKUP("'mention_name'", "mention_name OPERATOR(pg_catalog.=) $2", "handle OPERATOR(pg_catalog.=) $2", EXACT), 2,
	{INT8OID, TEXTOID}, CONTACTS_READ_ONLY
};

static contacts_query by_ids = {
	"SELECT c.id, c.uid, c.name, NULL, c.is_active, 0 FROM contacts.contact c WHERE c.organization_id"
	" OPERATOR(pg_catalog.=) $1 "
	"AND c.id OPERATOR(pg_catalog.=) ANY ($2) AND c.deleted_at IS NULL ORDER BY c.id",
	2, {INT8OID, INT8ARRAYOID}, CONTACTS_READ_ONLY
};

/* the columns of the statements and of the result: the last is is_active in the ones, the rank in the other */
enum
{
	HIT_ID,
	HIT_UID,
	HIT_NAME,
	HIT_MATCHED,
	HIT_RANK,
	HIT_COLUMNS,
	HIT_DISTANCE = HIT_COLUMNS	/* of the statements: what is added to the rank */
};

/* a contact that was found, and how: own columns before connections, active contacts before the others */
typedef struct hit
{
	int64		id;
	int			rank;
	int			distance;
	Datum		values[HIT_COLUMNS];
} hit;

/* Take a row of the last result; returns whether it is a contact, not only the id of one. */
static bool
take_hit(uint64 row, hit *h, int rank)
{
	static const Oid types[HIT_COLUMNS] = {INT8OID, CONTACTS_TYPE_ULID, TEXTOID, TEXTOID, BOOLOID};
	bool		nulls[HIT_COLUMNS];
	bool		isnull;

	for (int i = 0; i < HIT_COLUMNS; i++)
		h->values[i] = contacts_result_value(row, i + 1, types[i], &nulls[i]);
	h->id = DatumGetInt64(h->values[HIT_ID]);
	h->distance = DatumGetInt32(contacts_result_value(row, HIT_DISTANCE + 1, INT4OID, &isnull));
	h->rank = rank + h->distance + (nulls[HIT_RANK] || DatumGetBool(h->values[HIT_RANK]) ? 0 : 2);
	h->values[HIT_RANK] = Int32GetDatum(h->rank);
	return !nulls[HIT_UID];
}

/* Order hits, the best of each contact first. */
static int
compare_by_contact(const void *a, const void *b)
{
	const hit  *x = a;
	const hit  *y = b;

	if (x->id != y->id)
		return x->id < y->id ? -1 : 1;
	return x->rank - y->rank;
}

/* Order hits, best first. */
static int
compare_by_rank(const void *a, const void *b)
{
	const hit  *x = a;
	const hit  *y = b;

	return x->rank != y->rank ? x->rank - y->rank : compare_by_contact(a, b);
}

/* Keep the best hit of each contact, best first; returns how many. */
static uint64
keep_best(hit *hits, uint64 count)
{
	uint64		kept = 0;

	qsort(hits, count, sizeof(hit), compare_by_contact);
	for (uint64 i = 0; i < count; i++)
	{
		if (i == 0 || hits[i].id != hits[kept - 1].id)
			hits[kept++] = hits[i];
	}
	qsort(hits, kept, sizeof(hit), compare_by_rank);
	return kept;
}

/* Read the live contacts that connections belong to, given by their ids in order; returns how many. */
static uint64
read_contacts(int64 organization_id, hit *hits, uint64 count, int rank)
{
	Datum	   *ids = palloc(count * sizeof(Datum));
	Datum		values[] = {Int64GetDatum(organization_id), (Datum) 0};
	uint64		found;
	uint64		at = 0;

	for (uint64 i = 0; i < count; i++)
		ids[i] = Int64GetDatum(hits[i].id);
	values[1] = PointerGetDatum(construct_array(ids, count, INT8OID, sizeof(int64), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
	found = contacts_query_execute(&by_ids, values, NULL, 0);
	for (uint64 i = 0; i < found; i++)
	{
		hit			contact;

		take_hit(i, &contact, rank + 1);
		while (hits[at].id != contact.id)
			at++;
		contact.values[HIT_MATCHED] = hits[at].values[HIT_MATCHED];
		contact.rank += hits[at++].distance;
		contact.values[HIT_RANK] = Int32GetDatum(contact.rank);
		hits[i] = contact;
	}
	return found;
}

/* Run a lookup and put what it found into the result; returns how many. */
static uint64
look_up(contacts_query *statement, int64 organization_id, const Datum *wanted, int rank, ReturnSetInfo *rsinfo)
{
	Datum		values[] = {Int64GetDatum(organization_id), wanted[0], wanted[1], wanted[2]};
	uint64		found = contacts_query_execute(statement, values, NULL, 0);
	hit		   *hits = palloc((found + 1) * sizeof(hit));
	hit		   *connected = palloc((found + 1) * sizeof(hit));
	uint64		connections = 0;
	uint64		count = 0;
	bool		nulls[HIT_COLUMNS] = {false};

	for (uint64 i = 0; i < found; i++)
	{
		if (take_hit(i, &hits[count], rank))
			count++;
		else
			connected[connections++] = hits[count];
	}
	if (connections > 0)
	{
		connections = read_contacts(organization_id, connected, keep_best(connected, connections), rank);
		memcpy(&hits[count], connected, connections * sizeof(hit));
	}
	count = keep_best(hits, count + connections);
	for (uint64 i = 0; i < count; i++)
		tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, hits[i].values, nulls);
	return count;
}

/* Look an e-mail address up. */
static uint64
look_up_email(int64 organization_id, text *address, ReturnSetInfo *rsinfo)
{
	Datum		wanted[3] = {0};

	if (!contacts_read_email_address(address, &wanted[0]))
		return 0;
	by_email.types[1] = contacts_type("email");
	return look_up(&by_email, organization_id, wanted, 1, rsinfo);
}

/*
 * Look a phone number up, a national one as in the region of the organization or of the session; what networks make of
 * it where nobody has it as it is.
 */
static uint64
look_up_phone(int64 organization_id, text *address, ReturnSetInfo *rsinfo)
{
	const char *region = NameStr(contacts_organization_settings(organization_id)->default_region);
	contacts_caller_number numbers[CONTACTS_CALLER_NUMBERS];
	char		session[4] = "";
	uint64		found = 0;
	int			count;

	if (*region == '\0' && contacts_phone_default_region() != CONTACTS_PHONE_NO_REGION)
		session[contacts_phone_region_name(contacts_phone_default_region(), session)] = '\0';
	count = contacts_caller_numbers(address, *region ? region : session, numbers);
	by_phone.types[1] = by_phone.types[2] = by_phone.types[3] = contacts_type("phone");
	for (int i = 0; i < count && found == 0; i++)
	{
		Datum		wanted[] = {numbers[i].from, numbers[i].beyond, numbers[i].exact};

		found = look_up(&by_phone, organization_id, wanted, 1 + (numbers[i].is_variant ? VARIANT : 0), rsinfo);
	}
	return found;
}

/* Look a handle or mention name up. */
static uint64
look_up_handle(int64 organization_id, text *address, ReturnSetInfo *rsinfo)
{
	const char *handle = text_to_cstring(address);
	Datum		wanted[3] = {PointerGetDatum(contacts_lower(handle + strspn(handle, "@")))};

	return look_up(&by_handle, organization_id, wanted, 1, rsinfo);
}

/* Check whether text has a digit, without which it is no number. */
static bool
has_digit(text *t)
{
	for (int i = 0; i < VARSIZE_ANY_EXHDR(t); i++)
	{
		/* digits of other scripts are not ASCII */
		if ((VARDATA_ANY(t)[i] >= '0' && VARDATA_ANY(t)[i] <= '9') || IS_HIGHBIT_SET(VARDATA_ANY(t)[i]))
			return true;
	}
	return false;
}

/* find_contact(address, organization_id) */
Datum
contacts_find_contact(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	int64		organization_id;
	text	   *address;

	InitMaterializedSRF(fcinfo, 0);
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		return (Datum) 0;
	contacts_require_scope(CONTACTS_SCOPE_READ);
	address = PG_GETARG_TEXT_PP(0);
	organization_id = PG_GETARG_INT64(1);
	if (VARSIZE_ANY_EXHDR(address) > LONGEST_ADDRESS)
		return (Datum) 0;
	contacts_connect();
	if (memchr(VARDATA_ANY(address), '@', VARSIZE_ANY_EXHDR(address)) == NULL ||
		look_up_email(organization_id, address, rsinfo) == 0)
	{
		if (!has_digit(address) || look_up_phone(organization_id, address, rsinfo) == 0)
			look_up_handle(organization_id, address, rsinfo);
	}
	contacts_disconnect();
	return (Datum) 0;
}
