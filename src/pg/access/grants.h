/*
 * grants.h
 *	  What the current role was granted: organizations and scopes.
 */
#ifndef CONTACTS_GRANTS_H
#define CONTACTS_GRANTS_H

#include "postgres.h"

#include "utils/array.h"

#define CONTACTS_SCOPE_READ		(1 << 0)
#define CONTACTS_SCOPE_WRITE	(1 << 1)
#define CONTACTS_SCOPE_DELETE	(1 << 2)
#define CONTACTS_SCOPE_ADMIN	(1 << 3)
#define CONTACTS_SCOPE_ALL		0x0f

extern bool contacts_bypasses_policies(void);
extern bool contacts_policies_apply(Oid relid);
extern uint32 contacts_granted_scopes(int64 organization_id);
extern uint32 contacts_scopes_everywhere(void);
extern ArrayType *contacts_granted_organizations(void);
extern bool contacts_only_organization(int64 *organization_id);
extern uint32 contacts_scope_by_name(const char *name, size_t len);
extern const char *contacts_scope_name(int bit);

#endif							/* CONTACTS_GRANTS_H */
