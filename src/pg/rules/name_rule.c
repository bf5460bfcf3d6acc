/*
 * name_rule.c
 *	  A person's full name and its parts: where one side is written the other follows, and nothing is lost.
 */
#include "pg/compat.h"

#include <ctype.h>

#include "lib/stringinfo.h"
#include "pg/base/text.h"
#include "pg/rules/name_rule.h"
#include "pg/rules/row_text.h"
#include "utils/builtins.h"

/* the names of a row as it is and as it was */
typedef struct names
{
	contacts_row *row;
	const contacts_name_columns *columns;
	contacts_name_order order;
	text	   *name;
	text	   *old_name;
	text	   *parts[CONTACTS_PARTS];
	text	   *old_parts[CONTACTS_PARTS];
	bool		name_changed;
	bool		parts_changed;
	bool		any_part;
} names;

/* Read the names of a row. */
static void
read_names(names *n, contacts_row *row, const contacts_name_columns *columns)
{
	bool		is_update = row->old_tuple != NULL;

	memset(n, 0, sizeof(*n));
	n->row = row;
	n->columns = columns;
	n->name = contacts_row_text(row, columns->name);
	n->old_name = is_update ? contacts_old_text(row, columns->name) : NULL;
	n->name_changed = !is_update || contacts_row_changed(row, columns->name);
	n->parts_changed = !is_update;
	for (int i = 0; i < CONTACTS_PARTS; i++)
	{
		n->parts[i] = contacts_row_text(row, columns->parts[i]);
		n->old_parts[i] = is_update ? contacts_old_text(row, columns->parts[i]) : NULL;
		n->parts_changed |= is_update && contacts_row_changed(row, columns->parts[i]);
		n->any_part |= n->parts[i] != NULL;
	}
}

/* Write a text column where it says something else. */
static void
write_text(contacts_row *row, int column, text *value)
{
	if (value)
		contacts_row_set(row, column, PointerGetDatum(value));
	else
		contacts_row_set_null(row, column);
}

/* Check whether two optional texts are the same. */
static bool
same(text *a, text *b)
{
	return a == NULL || b == NULL ? a == b : contacts_text_same(a, b);
}

/* Check whether parts are what a name says, be it written with the family name first and a comma. */
static bool
parts_fit(names *n, text *name, text *const *parts)
{
	text	   *split[CONTACTS_PARTS];

	if (name == NULL)
		return true;
	if (same(contacts_compose_name(parts, n->order, false), name) ||
		same(contacts_compose_name(parts, n->order, true), name))
		return true;
	contacts_split_name(name, n->order, split);
	for (int i = 0; i < CONTACTS_PARTS; i++)
	{
		if (!same(split[i], parts[i]))
			return false;
	}
	return true;
}

/* Check whether text has a blank. */
static bool
has_blank(text *value)
{
	return value && memchr(VARDATA_ANY(value), ' ', VARSIZE_ANY_EXHDR(value)) != NULL;
}

/* Check whether a byte of a name is no letter or digit. */
static bool
is_boundary(char c)
{
	return !IS_HIGHBIT_SET(c) && !isalnum((unsigned char) c);
}

/* Find a part in a name as whole words; NULL where it is not there. */
static const char *
find_words(const char *name, size_t len, text *part)
{
	size_t		size = VARSIZE_ANY_EXHDR(part);

	for (const char *s = name; s + size <= name + len; s++)
	{
		if (memcmp(s, VARDATA_ANY(part), size) == 0 && (s == name || is_boundary(s[-1])) &&
			(s + size == name + len || is_boundary(s[size])))
			return s;
	}
	return NULL;
}

/* Put a part that was not there to the name: before it or behind it. */
static void
add_part(names *n, int part)
{
	bool		before = part <= CONTACTS_PART_FIRST;
	text	   *first = before ? n->parts[part] : n->name;
	text	   *second = before ? n->name : n->parts[part];

	n->name = cstring_to_text(psprintf("%s %s", text_to_cstring(first), text_to_cstring(second)));
}

/* Write the new value of one part in the place of the old one; false where that has none. */
static bool
replace_part(names *n, int part)
{
	text	   *old = n->old_parts[part];
	const char *name = VARDATA_ANY(n->name);
	size_t		len = VARSIZE_ANY_EXHDR(n->name);
	const char *found;
	StringInfoData buf;

	if (old == NULL)
	{
		add_part(n, part);
		return true;
	}
	found = find_words(name, len, old);
	if (found == NULL)
		return false;
	initStringInfo(&buf);
	appendBinaryStringInfo(&buf, name, found - name);
	if (n->parts[part])
		appendBinaryStringInfo(&buf, VARDATA_ANY(n->parts[part]), VARSIZE_ANY_EXHDR(n->parts[part]));
	found += VARSIZE_ANY_EXHDR(old);
	appendBinaryStringInfo(&buf, found, name + len - found);
	n->name = contacts_tidy_name(cstring_to_text_with_len(buf.data, buf.len));
	return true;
}

/* Make the name follow parts that have changed.  One that says more than the parts gets each change in its place. */
static void
follow_parts(names *n)
{
	bool		placed = !parts_fit(n, n->old_name, n->old_parts);

	for (int i = 0; placed && i < CONTACTS_PARTS; i++)
	{
		if (!same(n->parts[i], n->old_parts[i]))
			placed = replace_part(n, i);
	}
	if (!placed)
		n->name = contacts_compose_name(n->parts, n->order, has_blank(n->old_name));
	write_text(n->row, n->columns->name, n->name);
}

/* Keep a middle name that the new name still has as the last of its first names. */
static void
keep_middle(names *n, text **split)
{
	text	   *middle = n->old_parts[CONTACTS_PART_MIDDLE];
	text	   *first = split[CONTACTS_PART_FIRST];
	int			rest = middle && first ? VARSIZE_ANY_EXHDR(first) - VARSIZE_ANY_EXHDR(middle) - 1 : 0;

	if (rest <= 0 || VARDATA_ANY(first)[rest] != ' ' ||
		memcmp(VARDATA_ANY(first) + rest + 1, VARDATA_ANY(middle), VARSIZE_ANY_EXHDR(middle)) != 0)
		return;
	split[CONTACTS_PART_FIRST] = cstring_to_text_with_len(VARDATA_ANY(first), rest);
	split[CONTACTS_PART_MIDDLE] = middle;
}

/* Make the parts follow a name that has changed. */
static void
follow_name(names *n)
{
	text	   *split[CONTACTS_PARTS];

	contacts_split_name(n->name, n->order, split);
	keep_middle(n, split);
	for (int i = 0; i < CONTACTS_PARTS; i++)
		write_text(n->row, n->columns->parts[i], split[i]);
}

/* Fill the parts that a new row leaves out from its name, where the ones that it has are what the name says. */
static void
complete_parts(names *n)
{
	text	   *split[CONTACTS_PARTS];

	contacts_split_name(n->name, n->order, split);
	for (int i = 0; i < CONTACTS_PARTS; i++)
	{
		if (n->parts[i] && !same(n->parts[i], split[i]))
			return;
	}
	for (int i = 0; i < CONTACTS_PARTS; i++)
	{
		if (n->parts[i] == NULL && split[i])
			write_text(n->row, n->columns->parts[i], split[i]);
	}
}

/* Give a person the parts of a name, or the name of its parts, where only one is given. */
void
contacts_fill_names(contacts_row *row, const contacts_name_columns *columns, contacts_name_order order, bool is_person)
{
	names		n;

	read_names(&n, row, columns);
	n.order = order;
	if (n.any_part && (n.name == NULL || (row->old_tuple && n.parts_changed && !n.name_changed)))
	{
		if (n.name == NULL)
			write_text(row, columns->name, contacts_compose_name(n.parts, order, has_blank(n.old_name)));
		else
			follow_parts(&n);
	}
	else if (!is_person || n.name == NULL || !n.name_changed)
		return;
	else if (row->old_tuple == NULL)
		complete_parts(&n);
	else if (!n.parts_changed)
		follow_name(&n);
}
