/*
 * affiliation_periods.c
 *	  Roles of people at companies, each in one period at a time: what a statement wrote, judged when it is done.
 *
 * The row rule (affiliation_rules.c) sees to it that two transactions cannot miss each other's periods.  Each new row
 * is looked up by itself, in indexes that have exactly what it asks for: a load of any size costs as much as its
 * rows.
 */
#include "pg/compat.h"

#include "miscadmin.h"
#include "pg/base/error.h"
#include "pg/hierarchy/edge_links.h"
#include "pg/hierarchy/edge_source.h"
#include "pg/store/columns.h"
#include "pg/store/index_probe.h"
#include "pg/store/trigger.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/rel.h"

PG_FUNCTION_INFO_V1(contacts_affiliation_check);

enum
{
	COL_ORGANIZATION_ID,
	COL_CONTACT_ID,
	COL_COMPANY_ID,
	COL_ROLE,
	COL_ID,
	COL_STARTED_ON,
	COL_ENDED_ON,
	PERIOD_COLUMNS
};

static const contacts_column period_names[] = {
	{"organization_id", INT8OID}, {"contact_id", INT8OID}, {"company_id", INT8OID}, {"role", TEXTOID},
	{"id", INT8OID}, {"started_on", DATEOID}, {"ended_on", DATEOID}
};
static contacts_columns period_columns = {period_names, PERIOD_COLUMNS};

/* what identifies a role, in the order of the index */
#define ROLE_COLUMNS (COL_ROLE + 1)

/* the check of a statement; the contacts are those of the organization of the row at hand */
typedef struct period_check
{
	Relation	rel;
	int64		organization_id;
	contacts_source *contacts;
	contacts_lookup_scan others;
} period_check;

/* Get a column that is not null. */
static Datum
get(TupleTableSlot *slot, int column)
{
	bool		isnull;

	return slot_getattr(slot, period_columns.numbers[column], &isnull);
}

/* Get the day on which the period of a row ends; one that is open never ends. */
static DateADT
end_of(TupleTableSlot *slot)
{
	bool		isnull;
	Datum		end = slot_getattr(slot, period_columns.numbers[COL_ENDED_ON], &isnull);

	return isnull ? DATEVAL_NOEND : DatumGetDateADT(end);
}

/* Turn to the contacts of an organization. */
static void
turn_to(period_check *check, int64 organization_id)
{
	if (check->contacts && check->organization_id == organization_id)
		return;
	if (check->contacts)
		contacts_source_close(check->contacts);
	check->contacts = contacts_source_open_newest(CONTACTS_COMPANY_ID, organization_id);
	check->organization_id = organization_id;
}

/* Refuse a contact of the wrong kind; one that is not there is the foreign key's business. */
static void
check_kind(period_check *check, int64 contact_id, bool person)
{
	contacts_node node;

	if (!contacts_source_row(check->contacts, contact_id, &node) || node.is_person == person)
		return;
	ereport(ERROR,
			(errcode(CONTACTS_ERRCODE_INVALID_ENTITY_TYPE),
			 person ? errmsg("contact " INT64_FORMAT " is not a person", contact_id)
			 : errmsg("contact " INT64_FORMAT " is not a company", contact_id),
			 errhint("An affiliation is the role of a person at a company.")));
}

/* Refuse a period that overlaps another one of the same contact, company and role. */
static void
refuse_overlap(period_check *check, TupleTableSlot *slot)
{
	ereport(ERROR,
			(errcode(ERRCODE_EXCLUSION_VIOLATION),
			 errmsg("period overlaps another one of the same contact, company and role"),
			 errdetail("Contact " INT64_FORMAT " has role %s at company " INT64_FORMAT " in affiliation"
			 " " INT64_FORMAT " already.",
					   DatumGetInt64(get(slot, COL_CONTACT_ID)), TextDatumGetCString(get(slot, COL_ROLE)),
					   DatumGetInt64(get(slot, COL_COMPANY_ID)), DatumGetInt64(get(check->others.slot, COL_ID))),
			 errhint("End the other period first; the day on which a period ends is the first day of the next."),
			 errtableconstraint(check->rel, "affiliation_period_excl")));
}

/* Check whether the periods of two rows have a day in common; a period that ends on the day it starts on has none. */
static bool
overlap(TupleTableSlot *a, TupleTableSlot *b)
{
	DateADT		start = Max(DatumGetDateADT(get(a, COL_STARTED_ON)), DatumGetDateADT(get(b, COL_STARTED_ON)));

	return start < Min(end_of(a), end_of(b));
}

/* Look at the other periods of the same contact, company and role. */
static void
check_others(period_check *check, TupleTableSlot *slot)
{
	Datum		role[ROLE_COLUMNS];

	for (int i = 0; i < ROLE_COLUMNS; i++)
		role[i] = get(slot, COL_ORGANIZATION_ID + i);
	contacts_lookup_start(&check->others, role, ROLE_COLUMNS);
	while (contacts_lookup_next(&check->others))
	{
		if (get(check->others.slot, COL_ID) != get(slot, COL_ID) && overlap(check->others.slot, slot))
			refuse_overlap(check, slot);
	}
}

/* AFTER INSERT OR UPDATE statement trigger of table affiliation, after the foreign keys. */
Datum
contacts_affiliation_check(PG_FUNCTION_ARGS)
{
	static contacts_lookup by_role = {"affiliation", "affiliation_contact_id_idx"};
	TriggerData *trigdata = contacts_trigger(fcinfo, "affiliation_check", CONTACTS_AFTER_CHECK);
	period_check check = {trigdata->tg_relation};
	TupleTableSlot *slot;

	if (tuplestore_tuple_count(trigdata->tg_newtable) == 0)
		return PointerGetDatum(NULL);
	contacts_columns_resolve(&period_columns, check.rel);
	contacts_lookup_open(&check.others, &by_role, ROLE_COLUMNS);
	slot = contacts_transition_open(RelationGetDescr(check.rel), trigdata->tg_newtable);
	while (contacts_transition_next(trigdata->tg_newtable, slot))
	{
		turn_to(&check, DatumGetInt64(get(slot, COL_ORGANIZATION_ID)));
		check_kind(&check, DatumGetInt64(get(slot, COL_CONTACT_ID)), true);
		check_kind(&check, DatumGetInt64(get(slot, COL_COMPANY_ID)), false);
		check_others(&check, slot);
	}
	ExecDropSingleTupleTableSlot(slot);
	contacts_lookup_close(&check.others);
	if (check.contacts)
		contacts_source_close(check.contacts);
	return PointerGetDatum(NULL);
}
