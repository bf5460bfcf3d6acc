/*
 * edge_links.c
 *	  Growing lists of links, and their order.
 */
#include "pg/compat.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "pg/hierarchy/edge_links.h"
#include "utils/memutils.h"

/* by contact */
#define ST_SORT sort_by_id
#define ST_ELEMENT_TYPE contacts_link
#define ST_COMPARE(a, b) ((a)->id < (b)->id ? -1 : (a)->id > (b)->id)
#define ST_SCOPE static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DEFINE
#include "lib/sort_template.h"

/* Start an empty list in the current memory context. */
void
contacts_links_start(contacts_links *links)
{
	links->count = 0;
	links->capacity = 64;
	links->context = CurrentMemoryContext;
	links->items = palloc(links->capacity * sizeof(contacts_link));
}

/* Make room for one more. */
static void
grow(contacts_links *links)
{
	links->capacity *= 2;
	links->items = repalloc_huge(links->items, links->capacity * sizeof(contacts_link));
}

/* Add a link at the end. */
void
contacts_links_add(contacts_links *links, int64 id, int64 parent)
{
	if (links->count == links->capacity)
		grow(links);
	links->items[links->count].id = id;
	links->items[links->count++].parent = parent;
}

/* Sort the links from a place on by contact; most often they come in that order. */
void
contacts_links_sort(contacts_links *links, int64 from)
{
	sort_by_id(links->items + from, links->count - from);
}

/* Check whether a sorted list has a link of a contact. */
bool
contacts_links_has(const contacts_links *links, int64 id)
{
	int64		low = 0;
	int64		high = links->count;

	while (low < high)
	{
		int64		middle = low + (high - low) / 2;

		if (links->items[middle].id == id)
			return true;
		if (links->items[middle].id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

/* Put the ids into an array for a query. */
ArrayType *
contacts_links_ids(const contacts_link *links, int64 count)
{
	Size		size = ARR_OVERHEAD_NONULLS(1) + count * sizeof(int64);
	ArrayType  *array = palloc0(size);

	SET_VARSIZE(array, size);
	array->ndim = 1;
	array->elemtype = INT8OID;
	ARR_DIMS(array)[0] = (int) count;
	ARR_LBOUND(array)[0] = 1;
	for (int64 i = 0; i < count; i++)
		((int64 *) ARR_DATA_PTR(array))[i] = links[i].id;
	return array;
}
