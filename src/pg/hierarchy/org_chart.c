/*
 * org_chart.c
 *	  Charts of a hierarchy: a tree of lines, Mermaid, Graphviz.
 */
#include "pg/compat.h"

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "pg/base/error.h"
#include "pg/hierarchy/edge_links.h"
#include "pg/hierarchy/edge_source.h"
#include "pg/hierarchy/walk.h"
#include "pg/store/columns.h"
#include "pg/store/query.h"
#include "utils/array.h"
#include "utils/builtins.h"

PG_FUNCTION_INFO_V1(contacts_org_chart);

/* a contact of the chart */
typedef struct chart_node
{
	int64		id;
	int64		parent;
	char	   *name;
	char	   *title;			/* NULL for none */
} chart_node;

/* children of one contact that are still to be drawn, and how the line was indented */
typedef struct chart_frame
{
	int64		next;
	int64		end;
	int			indent;
} chart_frame;

/* all contacts of the chart, by parent and id; those without a parent in the chart have parent 0 */
typedef struct chart
{
	chart_node *nodes;
	int64		count;
	int64		capacity;
	MemoryContext context;
	StringInfoData out;
	StringInfoData indent;
	chart_frame *stack;
	int64		depth;
	int64		stack_size;
} chart;

/* how a format draws a contact; last tells whether no sibling follows */
typedef void (*draw_node) (chart *c, const chart_node *node, bool last);

#define ST_SORT sort_nodes
#define ST_ELEMENT_TYPE chart_node
#define ST_COMPARE(a, b) \
	((a)->parent != (b)->parent ? ((a)->parent < (b)->parent ? -1 : 1) : \
	 (a)->id < (b)->id ? -1 : (a)->id > (b)->id)
#define ST_SCOPE static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DEFINE
#include "lib/sort_template.h"

/* Find the first child of a contact: the nodes are sorted by parent. */
static int64
first_child(const chart *c, int64 parent)
{
	int64		low = 0;
	int64		high = c->count;

	while (low < high)
	{
		int64		middle = low + (high - low) / 2;

		if (c->nodes[middle].parent < parent)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Get a text column of a row, NULL for null. */
static char *
text_column(HeapTuple tuple, int column, TupleDesc desc)
{
	bool		isnull;
	Datum		value = contacts_checked_value(tuple, desc, column, TEXTOID, &isnull);

	return isnull ? NULL : TextDatumGetCString(value);
}

/* Add a row that was found. */
static void
add_node(void *arg, HeapTuple tuple, TupleDesc desc)
{
	chart	   *c = arg;
	MemoryContext before = MemoryContextSwitchTo(c->context);
	chart_node *node;
	bool		isnull;

	if (c->count == c->capacity)
		c->nodes = repalloc_huge(c->nodes, (c->capacity *= 2) * sizeof(chart_node));
	node = &c->nodes[c->count++];
	node->id = DatumGetInt64(contacts_checked_value(tuple, desc, 1, INT8OID, &isnull));
	node->parent = DatumGetInt64(contacts_checked_value(tuple, desc, 2, INT8OID, &isnull));
	if (isnull)
		node->parent = 0;
	node->name = text_column(tuple, 3, desc);
	node->title = text_column(tuple, 4, desc);
	MemoryContextSwitchTo(before);
}

/* A contact with no parent in the chart is a root. */
static void
mark_roots(chart *c)
{
	contacts_links ids;

	contacts_links_start(&ids);
	for (int64 i = 0; i < c->count; i++)
		contacts_links_add(&ids, c->nodes[i].id, 0);
	contacts_links_sort(&ids, 0);
	for (int64 i = 0; i < c->count; i++)
	{
		if (!contacts_links_has(&ids, c->nodes[i].parent))
			c->nodes[i].parent = 0;
	}
	pfree(ids.items);
}

#define ALL_OF(column, condition) \
	{"SELECT c.id, c." column ", c.name, c.job_title FROM contacts.contact c" \
	 " WHERE c.organization_id = $1 AND c.deleted_at IS NULL AND " condition, 1, {INT8OID}, CONTACTS_READ_ONLY}

/* Load everyone. */
static void
load_all(chart *c, contacts_edge edge, int64 organization_id)
{
	static contacts_query queries[CONTACTS_EDGES] = {
		ALL_OF("reports_to", "c.kind = 'person'"),
		ALL_OF("company_id", "(c.kind = 'organization' OR c.company_id IS NOT NULL)")
	};
	Datum		values[1] = {Int64GetDatum(organization_id)};

	contacts_query_each(&queries[edge], values, add_node, c);
}

/* Collect the ids of a level. */
static void
collect_level(void *arg, const contacts_link *links, int64 count, int depth)
{
	for (int64 i = 0; i < count; i++)
		contacts_links_add(arg, links[i].id, links[i].parent);
}

#define THESE_OF(column) \
	{"SELECT c.id, c." column ", c.name, c.job_title FROM contacts.contact c" \
	 " WHERE c.organization_id = $1 AND c.id = ANY ($2) AND c.deleted_at IS NULL", 2, {INT8OID, INT8ARRAYOID}, \
	 CONTACTS_READ_ONLY}

/* Load a contact and all below it. */
static void
load_below(chart *c, contacts_edge edge, int64 organization_id, int64 root)
{
	static contacts_query queries[CONTACTS_EDGES] = {THESE_OF("reports_to"), THESE_OF("company_id")};
	contacts_source *source = contacts_source_open(edge, organization_id);
	contacts_links ids;
	Datum		values[2] = {Int64GetDatum(organization_id)};

	contacts_links_start(&ids);
	contacts_links_add(&ids, root, 0);
	contacts_walk_down(source, root, INT_MAX - 1, collect_level, &ids);
	contacts_source_close(source);
	values[1] = PointerGetDatum(contacts_links_ids(ids.items, ids.count));
	contacts_query_each(&queries[edge], values, add_node, c);
	for (int64 i = 0; i < c->count; i++)
	{
		if (c->nodes[i].id == root)
			c->nodes[i].parent = 0;
	}
}

/* Put the children of a contact on the stack. */
static void
push_children(chart *c, int64 parent)
{
	chart_frame *frame;

	if (c->depth == c->stack_size)
		c->stack = repalloc_huge(c->stack, (c->stack_size *= 2) * sizeof(chart_frame));
	frame = &c->stack[c->depth++];
	frame->next = frame->end = first_child(c, parent);
	while (frame->end < c->count && c->nodes[frame->end].parent == parent)
		frame->end++;
	frame->indent = c->indent.len;
}

/* Draw every contact, each before those below it. */
static void
draw(chart *c, draw_node draw_one)
{
	push_children(c, 0);
	while (c->depth > 0)
	{
		chart_frame *frame = &c->stack[c->depth - 1];
		const chart_node *node;

		CHECK_FOR_INTERRUPTS();
		c->indent.len = frame->indent;
		if (frame->next == frame->end)
		{
			c->depth--;
			continue;
		}
		node = &c->nodes[frame->next++];
		draw_one(c, node, frame->next == frame->end);
		push_children(c, node->id);
	}
}

/*
 * Append text with some characters replaced: each one of from by the string at its place in to.  Control characters
 * become spaces, so that a name stays on its line.
 */
static void
append_escaped(StringInfo out, const char *text, const char *from, const char *const *to)
{
	while (*text)
	{
		int			width = pg_mblen(text);
		const char *special = width == 1 ? strchr(from, *text) : NULL;

		if (special)
			appendStringInfoString(out, to[special - from]);
		else if (width == 1 && ((unsigned char) *text < 0x20 || *text == 0x7f))
			appendStringInfoChar(out, ' ');
		else
			appendBinaryStringInfo(out, text, width);
		text += width;
	}
}

/* Draw a line of the tree. */
static void
draw_text(chart *c, const chart_node *node, bool last)
{
	bool		root = c->depth == 1;

	if (c->out.len > 0)
		appendStringInfoChar(&c->out, '\n');
	appendBinaryStringInfo(&c->out, c->indent.data, c->indent.len);
	if (!root)
		appendStringInfoString(&c->out, last ? "└── " : "├── ");
	append_escaped(&c->out, node->name, "", NULL);
	if (node->title)
	{
		appendStringInfoString(&c->out, " (");
		append_escaped(&c->out, node->title, "", NULL);
		appendStringInfoChar(&c->out, ')');
	}
	if (!root)
		appendStringInfoString(&c->indent, last ? "    " : "│   ");
}

/* Draw a node of a Mermaid flowchart, and the arrow that leads to it. */
static void
draw_mermaid(chart *c, const chart_node *node, bool last)
{
	static const char *const entities[] = {"#quot;", "#35;", "#lt;", "#gt;", "#amp;", "#96;"};
	static const char special[] = "\"#<>&`";

	appendStringInfo(&c->out, "\n    c" INT64_FORMAT "[\"", node->id);
	append_escaped(&c->out, node->name, special, entities);
	if (node->title)
	{
		appendStringInfoString(&c->out, "<br/>");
		append_escaped(&c->out, node->title, special, entities);
	}
	appendStringInfoString(&c->out, "\"]");
	if (node->parent != 0)
		appendStringInfo(&c->out, "\n    c" INT64_FORMAT " --> c" INT64_FORMAT, node->parent, node->id);
}

/* Draw a node of a Graphviz graph, and the arrow that leads to it. */
static void
draw_dot(chart *c, const chart_node *node, bool last)
{
	static const char *const escapes[] = {"\\\"", "\\\\"};
	static const char special[] = "\"\\";

	appendStringInfo(&c->out, "\n    c" INT64_FORMAT " [label=\"", node->id);
	append_escaped(&c->out, node->name, special, escapes);
	if (node->title)
	{
		appendStringInfoString(&c->out, "\\n");
		append_escaped(&c->out, node->title, special, escapes);
	}
	appendStringInfoString(&c->out, "\"];");
	if (node->parent != 0)
		appendStringInfo(&c->out, "\n    c" INT64_FORMAT " -> c" INT64_FORMAT ";", node->parent, node->id);
}

static const struct
{
	const char *name;
	const char *head;
	const char *tail;
	draw_node	draw;
}			formats[] = {
	{"text", "", "", draw_text},
	{"mermaid", "flowchart TD", "\n", draw_mermaid},
	{"dot", "digraph org_chart {\n    node [shape=box];", "\n}\n", draw_dot},
};

/* Find a format by its name, or raise. */
static int
format_argument(text *name)
{
	for (int i = 0; i < lengthof(formats); i++)
	{
		if (strlen(formats[i].name) == VARSIZE_ANY_EXHDR(name) &&
			memcmp(formats[i].name, VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name)) == 0)
			return i;
	}
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("format \"%s\" does not exist", contacts_quote_input(VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name))),
			 errhint("Formats are text, mermaid and dot.")));
}

/* Start an empty chart. */
static void
start_chart(chart *c)
{
	memset(c, 0, sizeof(*c));
	c->context = CurrentMemoryContext;
	c->capacity = 64;
	c->nodes = palloc(c->capacity * sizeof(chart_node));
	c->stack_size = 64;
	c->stack = palloc(c->stack_size * sizeof(chart_frame));
	initStringInfo(&c->out);
	initStringInfo(&c->indent);
}

/* org_chart(root, format, edge, organization_id) */
Datum
contacts_org_chart(PG_FUNCTION_ARGS)
{
	chart		c;
	contacts_edge edge;
	int			format;

	if (PG_ARGISNULL(1) || PG_ARGISNULL(2) || PG_ARGISNULL(3))
		PG_RETURN_NULL();
	format = format_argument(PG_GETARG_TEXT_PP(1));
	edge = contacts_edge_by_name(PG_GETARG_TEXT_PP(2));
	start_chart(&c);
	if (PG_ARGISNULL(0))
		load_all(&c, edge, PG_GETARG_INT64(3));
	else
		load_below(&c, edge, PG_GETARG_INT64(3), PG_GETARG_INT64(0));
	mark_roots(&c);
	sort_nodes(c.nodes, c.count);
	appendStringInfoString(&c.out, formats[format].head);
	draw(&c, formats[format].draw);
	appendStringInfoString(&c.out, formats[format].tail);
	PG_RETURN_TEXT_P(cstring_to_text_with_len(c.out.data, c.out.len));
}
