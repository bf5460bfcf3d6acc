/*
 * row_text.c
 *	  Values of our types, read from text as a person typed it, and tidy text columns.
 */
#include "pg/compat.h"

#include "pg/base/text.h"
#include "pg/rules/row_text.h"
#include "pg/store/changed_row.h"
#include "pg/types/person_name.h"
#include "pg/types/phone_type.h"
#include "pg/types/role.h"
#include "utils/builtins.h"
#include "utils/formatting.h"
#include "utils/lsyscache.h"


/* Find the type of a column. */
static Oid
type_of(const contacts_row *row, int column)
{
	return TupleDescAttr(row->desc, row->columns->numbers[column] - 1)->atttypid;
}

/* Read text as the type of a column; the type's own error says what is wrong with it. */
Datum
contacts_read_typed(const contacts_row *row, int column, text *value)
{
	Oid			input;
	Oid			param;

	getTypeInputInfo(type_of(row, column), &input, &param);
	return OidInputFunctionCall(input, text_to_cstring(value), param, -1);
}

/* Read a phone number, a national one as in a region where one is known. */
Datum
contacts_read_phone(const contacts_row *row, int column, text *value, const char *region)
{
	if (*region == '\0')
		return contacts_read_typed(row, column, value);
	return DirectFunctionCall2(contacts_parse_phone, PointerGetDatum(value), CStringGetTextDatum(region));
}

/* Print a column of any type; NULL where it is null. */
text *
contacts_print_typed(const contacts_row *row, int column)
{
	Oid			output;
	bool		varlena;

	if (contacts_row_is_null(row, column))
		return NULL;
	getTypeOutputInfo(type_of(row, column), &output, &varlena);
	return cstring_to_text(OidOutputFunctionCall(output, contacts_row_get(row, column)));
}

/* Get a text column, NULL where it is null. */
text *
contacts_row_text(const contacts_row *row, int column)
{
	return contacts_row_is_null(row, column) ? NULL : DatumGetTextPP(contacts_row_get(row, column));
}

/* Compare a text column with a word. */
bool
contacts_row_text_is(const contacts_row *row, int column, const char *value)
{
	return contacts_text_is(contacts_row_text(row, column), value);
}

/* Get a text column of the row before the UPDATE, NULL where it is null and in an INSERT. */
text *
contacts_old_text(const contacts_row *row, int column)
{
	int			place = row->columns->numbers[column] - 1;

	if (row->old_tuple == NULL || place < 0 || row->old_nulls[place])
		return NULL;
	return DatumGetTextPP(row->old_values[place]);
}

/* Compare a text column of the row before the UPDATE with a word. */
bool
contacts_old_text_is(const contacts_row *row, int column, const char *value)
{
	return contacts_text_is(contacts_old_text(row, column), value);
}

/* Trim and normalize a text column that was written; a blank one becomes null where that is asked for. */
void
contacts_tidy_column(contacts_row *row, int column, bool clear_blank)
{
	text	   *value;
	text	   *tidy;

	if (row->old_tuple && !contacts_row_changed(row, column))
		return;
	if ((value = contacts_row_text(row, column)) == NULL)
		return;
	tidy = contacts_tidy_text(value);
	if (clear_blank && VARSIZE_ANY_EXHDR(tidy) == 0)
		contacts_row_set_null(row, column);
	else if (tidy != value)
		contacts_row_set(row, column, PointerGetDatum(tidy));
}

/* Tidy a code that is kept in upper case; one that is blank becomes null. */
void
contacts_upper_column(contacts_row *row, int column)
{
	text	   *value;
	char	   *upper;

	contacts_tidy_column(row, column, true);
	if ((value = contacts_row_text(row, column)) == NULL)
		return;
	upper = asc_toupper(VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value));
	if (memcmp(upper, VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value)) != 0)
		contacts_row_set(row, column, CStringGetTextDatum(upper));
}

/* Write a role as it is called here, whatever words were given for it; what is none is refused by the constraint. */
void
contacts_role_column(contacts_row *row, int column)
{
	text	   *words;
	const char *role;

	if (contacts_row_is_null(row, column) || (row->old_tuple && !contacts_row_changed(row, column)))
		return;
	words = DatumGetTextPP(contacts_row_get(row, column));
	role = contacts_role_of(VARDATA_ANY(words), VARSIZE_ANY_EXHDR(words));
	if (role && !contacts_text_is(words, role))
		contacts_row_set(row, column, CStringGetTextDatum(role));
}
