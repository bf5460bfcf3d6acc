/*
 * relation_watch.h
 *	  Hearing of changed relations.
 */
#ifndef CONTACTS_RELATION_WATCH_H
#define CONTACTS_RELATION_WATCH_H

#include "postgres.h"

/* Forget what is known of a relation, InvalidOid for every one; reads no catalog. */
typedef void (*contacts_forget) (Oid relid);

extern void contacts_watch_relations(contacts_forget forget);

#endif							/* CONTACTS_RELATION_WATCH_H */
