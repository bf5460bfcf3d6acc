/*
 * catalog.h
 *	  Where install() put the tables, and reading or writing them as their owner.
 */
#ifndef CONTACTS_CATALOG_H
#define CONTACTS_CATALOG_H

#include "postgres.h"

#include "utils/rel.h"

/* the state that contacts_become_owner() saves */
typedef struct contacts_identity
{
	Oid			user;
	int			context;
	int			nest_level;
} contacts_identity;

extern Oid	contacts_relation(const char *name);
extern Oid	contacts_installed_relation(const char *name);
extern Oid	contacts_type(const char *name);
extern contacts_identity contacts_become_owner(Oid relid);
extern void contacts_become_self(contacts_identity self);

#endif							/* CONTACTS_CATALOG_H */
