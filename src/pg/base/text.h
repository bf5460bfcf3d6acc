/*
 * text.h
 *	  Comparing and reading short texts.
 */
#ifndef CONTACTS_TEXT_H
#define CONTACTS_TEXT_H

#include "postgres.h"

#include "fmgr.h"
#include "mb/pg_wchar.h"

extern bool contacts_text_is(text *value, const char *word);
extern bool contacts_text_same(text *a, text *b);
extern bool contacts_is_listed(text *value, const char *list);
extern text *contacts_lower(const char *string);
extern bool contacts_parse_digits(const char *text, size_t len, int64 *value);
extern int64 contacts_parse_id(const char *text);
extern pg_wchar *contacts_code_points(const char *utf8, size_t len);
extern bool contacts_try_text(PGFunction function, text *value, Datum *result);

#endif							/* CONTACTS_TEXT_H */
