/*
 * arguments.h
 *	  Arguments that the lists share.
 */
#ifndef CONTACTS_ARGUMENTS_H
#define CONTACTS_ARGUMENTS_H

#include "postgres.h"

#include "fmgr.h"
#include "pg/api/identifier.h"
#include "pg/compat.h"

#define CONTACTS_LARGEST_PAGE 100

extern contacts_noreturn void contacts_refuse_argument(const char *name, const char *message);
extern char *contacts_text_argument(FunctionCallInfo fcinfo, int arg);
extern int	contacts_limit_argument(FunctionCallInfo fcinfo, int arg, int default_value);
extern int	contacts_page_argument(FunctionCallInfo fcinfo, int arg);
extern int64 contacts_find_company(int64 organization_id, const contacts_id *id);

#endif							/* CONTACTS_ARGUMENTS_H */
