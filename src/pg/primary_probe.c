/*
 * primary_probe.c
 *	  The primary contact of a company that nobody is affiliated with: one look into the index that has the order.
 *
 * That is most companies.  Where there is an affiliation, or where the policies or indexes are not what we know, the
 * query of primary_contact.c answers.
 */
#include "pg/compat.h"

#include "access/genam.h"
#include "access/stratnum.h"
#include "access/table.h"
#include "access/tableam.h"
#include "catalog/pg_am.h"
#include "catalog/pg_class.h"
#include "executor/tuptable.h"
#include "pg/catalog.h"
#include "pg/contact_scan.h"
#include "pg/policy.h"
#include "pg/primary_contact.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/snapmgr.h"

/* the columns of contact_primary_idx */
static const char *const primary_columns[] = {"organization_id", "company_id", "primary_at", NULL, "id"};
enum
{
	PRIMARY_AT = 3,
	PRIMARY_ID = 5
};

static const char *const affiliation_columns[] = {"organization_id", "company_id"};

/* an open scan of an index for one company */
typedef struct company_scan
{
	Relation	table;
	Relation	index;
	IndexScanDesc desc;
	TupleTableSlot *slot;
} company_scan;

/* Tell whether an index has the columns; NULL stands for an expression. */
static bool
index_has(Relation index, Relation table, const char *const *columns, int count)
{
	Form_pg_index form = index->rd_index;

	if (!form->indisvalid || index->rd_rel->relam != BTREE_AM_OID || form->indrelid != RelationGetRelid(table) ||
		form->indnkeyatts < count)
		return false;
	for (int i = 0; i < count; i++)
	{
		AttrNumber	column = columns[i] ? get_attnum(RelationGetRelid(table), columns[i]) : 0;

		if (form->indkey.values[i] != column)
			return false;
	}
	return true;
}

/* Begin to read the rows of a company in the order of an index; false where the index is not there. */
static bool
begin(company_scan *scan, Relation table, const char *index, const char *const *columns, int count,
	  int64 organization_id, int64 company_id)
{
	Oid			oid = contacts_relation(index);
	ScanKeyData keys[2];

	if (!OidIsValid(oid) || table->rd_rel->relam != HEAP_TABLE_AM_OID || table->rd_rel->relkind != RELKIND_RELATION ||
		get_rel_relkind(oid) != RELKIND_INDEX)
		return false;
	scan->table = table;
	scan->index = index_open(oid, AccessShareLock);
	if (!index_has(scan->index, table, columns, count))
	{
		index_close(scan->index, AccessShareLock);
		return false;
	}
	scan->slot = table_slot_create(table, NULL);
	scan->desc = contacts_index_beginscan(table, scan->index, GetActiveSnapshot(), 2);
	scan->desc->xs_want_itup = true;
	ScanKeyInit(&keys[0], 1, BTEqualStrategyNumber, F_INT8EQ, Int64GetDatum(organization_id));
	ScanKeyInit(&keys[1], 2, BTEqualStrategyNumber, F_INT8EQ, Int64GetDatum(company_id));
	index_rescan(scan->desc, keys, 2, NULL, 0);
	return true;
}

/* End what begin() began. */
static void
end(company_scan *scan)
{
	index_endscan(scan->desc);
	index_close(scan->index, AccessShareLock);
	ExecDropSingleTupleTableSlot(scan->slot);
}

/* Tell whether a company is there and live. */
static bool
is_live_company(Relation contact, int64 organization_id, int64 company_id, bool *answered)
{
	contacts_scan scan;
	contacts_node node;
	bool		found;

	*answered = contacts_scan_open(&scan, contact, CONTACTS_COMPANY_ID, organization_id, GetActiveSnapshot(), false);
	if (!*answered)
		return false;
	found = contacts_scan_row(&scan, company_id, &node);
	contacts_scan_close(&scan);
	return found && !node.is_person;
}

/* Tell whether somebody is or was affiliated with a company. */
static bool
has_affiliations(Relation affiliation, int64 organization_id, int64 company_id, bool *answered)
{
	company_scan scan;
	bool		found;

	*answered = begin(&scan, affiliation, "affiliation_company_id_idx", affiliation_columns, lengthof(affiliation_columns),
					  organization_id, company_id);
	if (!*answered)
		return false;
	found = index_getnext_slot(scan.desc, ForwardScanDirection, scan.slot);
	end(&scan);
	return found;
}

/* Find the first of the people of a company; 0 for none. */
static int64
first_person(Relation contact, int64 organization_id, int64 company_id, bool only_chosen, bool *answered)
{
	company_scan scan;
	int64		id = 0;

	*answered = begin(&scan, contact, "contact_primary_idx", primary_columns, lengthof(primary_columns),
					  organization_id, company_id);
	if (!*answered)
		return 0;
	if (index_getnext_slot(scan.desc, ForwardScanDirection, scan.slot))
	{
		bool		isnull;

		(void) index_getattr(scan.desc->xs_itup, PRIMARY_AT, scan.desc->xs_itupdesc, &isnull);
		if (!isnull || !only_chosen)
			id = DatumGetInt64(index_getattr(scan.desc->xs_itup, PRIMARY_ID, scan.desc->xs_itupdesc, &isnull));
	}
	end(&scan);
	return id;
}

/* Find the primary contact, 0 for none; false where a query has to. */
static bool
probe(Relation contact, Relation affiliation, int64 organization_id, int64 company_id, bool only_chosen, int64 *contact_id)
{
	contacts_verdict may_read[2] = {
		contacts_may_read(contact, organization_id), contacts_may_read(affiliation, organization_id)
	};
	bool		answered;

	*contact_id = 0;
	if (may_read[0] == CONTACTS_READS_NOTHING)
		return true;
	if (may_read[0] == CONTACTS_HAS_TO_ASK || may_read[1] == CONTACTS_HAS_TO_ASK)
		return false;
	if (!is_live_company(contact, organization_id, company_id, &answered))
		return answered;
	if (may_read[1] == CONTACTS_READS_ALL &&
		(has_affiliations(affiliation, organization_id, company_id, &answered) || !answered))
		return false;
	*contact_id = first_person(contact, organization_id, company_id, only_chosen, &answered);
	return answered;
}

/* Find the primary contact of a company in the index, 0 for none; false where a query has to. */
bool
contacts_probe_primary(int64 organization_id, int64 company_id, bool only_chosen, int64 *contact_id)
{
	Relation	contact = table_open(contacts_installed_relation("contact"), AccessShareLock);
	Relation	affiliation = table_open(contacts_installed_relation("affiliation"), AccessShareLock);
	bool		answered = probe(contact, affiliation, organization_id, company_id, only_chosen, contact_id);

	table_close(affiliation, AccessShareLock);
	table_close(contact, AccessShareLock);
	return answered;
}
