/*
 * search_key_rule.c
 *	  Keep the search key of a contact true.
 */
#include "pg/compat.h"

#include "catalog/pg_type.h"
#include "mb/pg_wchar.h"
#include "pg/search/search_key_rule.h"
#include "pg/search/search_type.h"
#include "pg/store/changed_row.h"
#include "utils/array.h"

/* Append a field to a key: folded, its length bounded, set off from the one before, unless it says the same. */
static void
append_field(StringInfo buf, Datum value)
{
	text	   *t = DatumGetTextPP(value);
	int			end = buf->len;
	int			start = end;

	while (start > 0 && buf->data[start - 1] != '\t')
		start--;
	if (end > 0)
		appendStringInfoChar(buf, '\t');
	contacts_search_fold_text(buf, VARDATA_ANY(t),
							  pg_mbcliplen(VARDATA_ANY(t), VARSIZE_ANY_EXHDR(t), CONTACTS_SEARCH_FIELD));
	if (end > 0 && buf->len - end - 1 == end - start &&
		memcmp(buf->data + start, buf->data + end + 1, end - start) == 0)
	{
		buf->len = end;
		buf->data[end] = '\0';
	}
}

/* Append each tag as a field. */
static void
append_tags(StringInfo buf, Datum array)
{
	Datum	   *tags;
	bool	   *nulls;
	int			n;

	deconstruct_array(DatumGetArrayTypeP(array), TEXTOID, -1, false, TYPALIGN_INT, &tags, &nulls, &n);
	for (int i = 0; i < n; i++)
	{
		if (!nulls[i])
			append_field(buf, tags[i]);
	}
}

/* Check whether an UPDATE leaves all fields of the key as they are. */
static bool
is_unchanged(const contacts_row *row, const int *fields, int count, int tags, int key)
{
	if (row->old_tuple == NULL || contacts_row_changed(row, key) || contacts_row_changed(row, tags))
		return false;
	for (int i = 0; i < count; i++)
	{
		if (contacts_row_changed(row, fields[i]))
			return false;
	}
	return true;
}

/* Put the folded text of the given columns (their types store text) and of the tags into the column of the key. */
void
contacts_search_fill(contacts_row *row, int organization_id, const int *fields, int count, int tags, int key)
{
	StringInfoData buf;

	if (!contacts_row_has(row, key) || is_unchanged(row, fields, count, tags, key))
		return;
	initStringInfo(&buf);
	for (int i = 0; i < count; i++)
	{
		if (!contacts_row_is_null(row, fields[i]))
			append_field(&buf, contacts_row_get(row, fields[i]));
	}
	if (!contacts_row_is_null(row, tags))
		append_tags(&buf, contacts_row_get(row, tags));
	contacts_row_set(row, key, PointerGetDatum(contacts_search_make(DatumGetInt64(contacts_row_get(row,
																								   organization_id)),
																	buf.data, buf.len)));
}
