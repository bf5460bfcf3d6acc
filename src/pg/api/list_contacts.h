/*
 * list_contacts.h
 *	  What the lists share: arguments and answers.
 */
#ifndef CONTACTS_LIST_CONTACTS_H
#define CONTACTS_LIST_CONTACTS_H

#include "pg/api/contact_row.h"

#define CONTACTS_LARGEST_PAGE 100

extern void contacts_refuse_argument(const char *name, const char *message);
extern int	contacts_limit_argument(FunctionCallInfo fcinfo, int arg, int otherwise);
extern int	contacts_page_argument(FunctionCallInfo fcinfo, int arg);
extern int64 contacts_find_company(int64 organization_id, const contacts_id *id);
extern text *contacts_lower(const char *string);
extern Datum *contacts_take_rows(uint64 count);
extern void contacts_put_rows(contacts_builder *json, Datum *rows, uint64 count, int shape);

#endif							/* CONTACTS_LIST_CONTACTS_H */
