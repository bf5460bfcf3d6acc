/*
 * context.h
 *	  The organization, user and scopes that a transaction acts for.
 */
#ifndef CONTACTS_CONTEXT_H
#define CONTACTS_CONTEXT_H

#include "postgres.h"

#include "pg/compat.h"

extern void contacts_context_define_settings(void);
extern bool contacts_context_organization(int64 *organization_id);
extern bool contacts_context_user(int64 *user_id);
extern uint32 contacts_context_scopes(void);
extern void contacts_check_organization(int64 organization_id);
extern void contacts_require_scope(uint32 scopes);
extern contacts_noreturn void contacts_refuse_no_context(void);

#endif							/* CONTACTS_CONTEXT_H */
