/*
 * row_text.h
 *	  Values of our types, read from text as a person typed it.
 */
#ifndef CONTACTS_ROW_TEXT_H
#define CONTACTS_ROW_TEXT_H

#include "postgres.h"

#include "pg/store/changed_row.h"

extern Datum contacts_read_typed(const contacts_row *row, int column, text *value);
extern Datum contacts_read_phone(const contacts_row *row, int column, text *value, const char *region);
extern text *contacts_print_typed(const contacts_row *row, int column);
extern void contacts_tidy_column(contacts_row *row, int column, bool clear_blank);
extern void contacts_upper_column(contacts_row *row, int column);
extern void contacts_role_column(contacts_row *row, int column);
extern text *contacts_row_text(const contacts_row *row, int column);
extern text *contacts_old_text(const contacts_row *row, int column);
extern bool contacts_old_text_is(const contacts_row *row, int column, const char *value);
extern bool contacts_row_text_is(const contacts_row *row, int column, const char *value);

#endif							/* CONTACTS_ROW_TEXT_H */
