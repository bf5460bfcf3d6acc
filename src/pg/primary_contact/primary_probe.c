/*
 * primary_probe.c
 *	  The primary contact of a company that nobody is affiliated with: one look into the index that has the order.
 *
 * That is most companies.  A query that asks for one after the other has the next ones read together.  Where there is
 * an affiliation, or where the policies or indexes are not what we know, the query of primary_contact.c answers.
 */
#include "pg/compat.h"

#include "access/genam.h"
#include "access/stratnum.h"
#include "access/table.h"
#include "access/tableam.h"
#include "catalog/pg_am.h"
#include "catalog/pg_class.h"
#include "executor/tuptable.h"
#include "miscadmin.h"
#include "pg/access/read_policy.h"
#include "pg/hierarchy/edge_links.h"
#include "pg/hierarchy/edge_scan.h"
#include "pg/primary_contact/primary_probe.h"
#include "pg/primary_contact/primary_window.h"
#include "pg/store/catalog.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/snapmgr.h"

/* the columns of contact_primary_idx */
static const char *const primary_columns[] = {"organization_id", "company_id", "primary_at", NULL, "id"};
enum
{
	COMPANY_ID = 2,
	PRIMARY_AT = 3,
	PRIMARY_ID = 5
};

static const char *const affiliation_columns[] = {"organization_id", "company_id"};

/* rows of an index that are read ahead at most */
#define WINDOW_ROWS 512

/* an open scan of an index for companies */
typedef struct company_scan
{
	Relation	table;
	Relation	index;
	IndexScanDesc desc;
	TupleTableSlot *slot;
} company_scan;

/* Check whether an index has the columns; NULL stands for an expression. */
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

/* Begin to read the rows of companies in the order of an index; false where the index is not there. */
static bool
begin(company_scan *scan, Relation table, const char *index, const char *const *columns, int count,
	  int64 organization_id, int64 first, int64 last)
{
	Oid			oid = contacts_relation(index);
	ScanKeyData keys[3];

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
	scan->desc = contacts_index_beginscan(table, scan->index, GetActiveSnapshot(), lengthof(keys));
	scan->desc->xs_want_itup = true;
	ScanKeyInit(&keys[0], 1, BTEqualStrategyNumber, F_INT8EQ, Int64GetDatum(organization_id));
	ScanKeyInit(&keys[1], 2, BTGreaterEqualStrategyNumber, F_INT8GE, Int64GetDatum(first));
	ScanKeyInit(&keys[2], 2, BTLessEqualStrategyNumber, F_INT8LE, Int64GetDatum(last));
	index_rescan(scan->desc, keys, lengthof(keys), NULL, 0);
	return true;
}

/* Begin to read the affiliations with companies. */
static bool
begin_affiliations(company_scan *scan, Relation affiliation, int64 organization_id, int64 first, int64 last)
{
	return begin(scan, affiliation, "affiliation_company_id_idx", affiliation_columns, lengthof(affiliation_columns),
				 organization_id, first, last);
}

/* Begin to read the people of companies, first in line first. */
static bool
begin_people(company_scan *scan, Relation contact, int64 organization_id, int64 first, int64 last)
{
	return begin(scan, contact, "contact_primary_idx", primary_columns, lengthof(primary_columns),
				 organization_id, first, last);
}

/* End what begin() began. */
static void
end(company_scan *scan)
{
	index_endscan(scan->desc);
	index_close(scan->index, AccessShareLock);
	ExecDropSingleTupleTableSlot(scan->slot);
}

/* Check whether a company is there and live. */
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

/* Check whether somebody is or was affiliated with a company. */
static bool
has_affiliations(Relation affiliation, int64 organization_id, int64 company_id, bool *answered)
{
	company_scan scan;
	bool		found;

	*answered = begin_affiliations(&scan, affiliation, organization_id, company_id, company_id);
	if (!*answered)
		return false;
	found = index_getnext_slot(scan.desc, ForwardScanDirection, scan.slot);
	end(&scan);
	return found;
}

/* Note who is first in line at a company. */
static void
note_person(company_scan *scan, contacts_window_company *company)
{
	bool		isnull;

	(void) index_getattr(scan->desc->xs_itup, PRIMARY_AT, scan->desc->xs_itupdesc, &isnull);
	company->chosen = !isnull;
	company->person = DatumGetInt64(index_getattr(scan->desc->xs_itup, PRIMARY_ID, scan->desc->xs_itupdesc, &isnull));
}

/* Get the primary contact of a company that was read; 0 for none. */
static int64
person_of(const contacts_window_company *company, bool only_chosen)
{
	return company->chosen || !only_chosen ? company->person : 0;
}

/* Find the first of the people of a company; 0 for none. */
static int64
first_person(Relation contact, int64 organization_id, int64 company_id, bool only_chosen, bool *answered)
{
	company_scan scan;
	contacts_window_company company = {0};

	*answered = begin_people(&scan, contact, organization_id, company_id, company_id);
	if (!*answered)
		return 0;
	if (index_getnext_slot(scan.desc, ForwardScanDirection, scan.slot))
		note_person(&scan, &company);
	end(&scan);
	return person_of(&company, only_chosen);
}

/* Note that a company has an affiliation. */
static void
note_affiliation(company_scan *scan, contacts_window_company *company)
{
	company->affiliated = true;
}

/* Note the first row of each company of a window; where there are too many rows the window gets shorter. */
static void
read_window(company_scan *scan, contacts_window *window, void (*note) (company_scan *, contacts_window_company *))
{
	int64		noted = 0;
	int			rows = 0;

	while (index_getnext_tid(scan->desc, ForwardScanDirection) != NULL)
	{
		bool		isnull;
		int64		company_id = DatumGetInt64(index_getattr(scan->desc->xs_itup, COMPANY_ID, scan->desc->xs_itupdesc,
															 &isnull));

		CHECK_FOR_INTERRUPTS();
		if (++rows > WINDOW_ROWS)
		{
			window->count = (int) (company_id - window->first);
			break;
		}
		if (company_id != noted && index_fetch_heap(scan->desc, scan->slot))
		{
			note(scan, &window->companies[company_id - window->first]);
			noted = company_id;
		}
	}
}

/* Read ahead from a company on. */
static void
fill_window(contacts_window *window, Relation contact, Relation affiliation, int64 company_id)
{
	company_scan scan;

	if (!contacts_window_start(window, company_id))
		return;
	if (begin_affiliations(&scan, affiliation, window->organization_id, company_id, company_id + window->count - 1))
	{
		read_window(&scan, window, note_affiliation);
		end(&scan);
	}
	else
		window->count = 0;
	if (window->count > 0 && begin_people(&scan, contact, window->organization_id, company_id,
										  company_id + window->count - 1))
	{
		read_window(&scan, window, note_person);
		end(&scan);
	}
	else
		window->count = 0;
	contacts_window_end(window);
}

/* Find the primary contact of a live company in a window, 0 for none; false where it is not there or a query has to. */
static bool
look_into_window(contacts_window *window, Relation contact, Relation affiliation, int64 company_id, bool only_chosen,
				 int64 *contact_id)
{
	const contacts_window_company *company = contacts_window_find(window, company_id);

	contacts_window_ask(window, company_id);
	if (company == NULL)
	{
		fill_window(window, contact, affiliation, company_id);
		company = contacts_window_find(window, company_id);
	}
	if (company == NULL || company->affiliated)
		return false;
	*contact_id = person_of(company, only_chosen);
	return true;
}

/* Find the primary contact, 0 for none; false where a query has to. */
static bool
probe(Relation contact, Relation affiliation, int64 organization_id, int64 company_id, bool only_chosen,
	  contacts_window *window, int64 *contact_id)
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
	if (may_read[1] == CONTACTS_READS_ALL)
	{
		if (window && look_into_window(window, contact, affiliation, company_id, only_chosen, contact_id))
			return true;
		if (has_affiliations(affiliation, organization_id, company_id, &answered) || !answered)
			return false;
	}
	*contact_id = first_person(contact, organization_id, company_id, only_chosen, &answered);
	return answered;
}

/*
 * Find the primary contact of a company in the index, 0 for none; false where a query has to.  A function that SQL
 * calls for many companies gives its call site.
 */
bool
contacts_probe_primary(int64 organization_id, int64 company_id, bool only_chosen, FmgrInfo *flinfo, int64 *contact_id)
{
	Relation	contact = table_open(contacts_installed_relation("contact"), AccessShareLock);
	Relation	affiliation = table_open(contacts_installed_relation("affiliation"), AccessShareLock);
	contacts_window *window = flinfo ? contacts_window_of(flinfo, organization_id) : NULL;
	bool		answered = probe(contact, affiliation, organization_id, company_id, only_chosen, window, contact_id);

	table_close(affiliation, AccessShareLock);
	table_close(contact, AccessShareLock);
	return answered;
}
