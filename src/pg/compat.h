/*
 * compat.h
 *	  Everything that differs between PostgreSQL 15 and 18, in one place.
 */
#ifndef CONTACTS_COMPAT_H
#define CONTACTS_COMPAT_H

#include "postgres.h"

#include "fmgr.h"
#include "nodes/nodes.h"

/* 16 brought soft errors; before, an input function can only throw */
#if PG_VERSION_NUM >= 160000
#include "nodes/miscnodes.h"
#define contacts_escontext(fcinfo) ((fcinfo)->context)
#define contacts_ereturn(escontext, dummy, ...) ereturn(escontext, dummy, __VA_ARGS__)
#else
#define contacts_escontext(fcinfo) NULL
#define contacts_ereturn(escontext, dummy, ...) \
	do { \
		(void) (escontext); \
		ereport(ERROR, __VA_ARGS__); \
		return (dummy); \
	} while (0)
#endif

/* 18 says before a function that it does not return */
#if PG_VERSION_NUM >= 180000
#define contacts_noreturn pg_noreturn
#else
#define contacts_noreturn pg_attribute_noreturn()
#endif

/* 18 names the module and its version */
#if PG_VERSION_NUM >= 180000
#define CONTACTS_MODULE_MAGIC PG_MODULE_MAGIC_EXT(.name = "contacts")
#else
#define CONTACTS_MODULE_MAGIC PG_MODULE_MAGIC
#endif

/* 16 split varatt.h off postgres.h */
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

/* 16 replaced pg_class_ownercheck() and its kin by object_ownercheck() */
#if PG_VERSION_NUM >= 160000
#define contacts_owns_relation(relid, roleid) object_ownercheck(RelationRelationId, relid, roleid)
#else
#define contacts_owns_relation(relid, roleid) pg_class_ownercheck(relid, roleid)
#endif

/* 18 has index scans counted by their caller */
#if PG_VERSION_NUM >= 180000
#define contacts_index_beginscan(table, index, snapshot, nkeys) index_beginscan(table, index, snapshot, NULL, nkeys, 0)
#else
#define contacts_index_beginscan(table, index, snapshot, nkeys) index_beginscan(table, index, snapshot, nkeys, 0)
#endif

/* 18 asks whether a deferrable key will do */
#if PG_VERSION_NUM >= 180000
#define contacts_primary_key_index(rel) RelationGetPrimaryKeyIndex(rel, false)
#else
#define contacts_primary_key_index(rel) RelationGetPrimaryKeyIndex(rel)
#endif

/* 17 moved the number of the local transaction */
#if PG_VERSION_NUM >= 170000
#define contacts_local_transaction() (MyProc->vxid.lxid)
#else
#define contacts_local_transaction() (MyProc->lxid)
#endif

/* 17 lets a background worker act for a role that must not log in */
#if PG_VERSION_NUM >= 170000
#define CONTACTS_WORKER_LOGIN BGWORKER_BYPASS_ROLELOGINCHECK
#else
#define CONTACTS_WORKER_LOGIN 0
#endif

/* 16 tells more of an error in a date */
#if PG_VERSION_NUM >= 160000
#define contacts_decode_datetime(field, types, count, type, tm, fraction, zone) \
	DecodeDateTime(field, types, count, type, tm, fraction, zone, &(DateTimeErrorExtra) {0})
#else
#define contacts_decode_datetime(field, types, count, type, tm, fraction, zone) \
	DecodeDateTime(field, types, count, type, tm, fraction, zone)
#endif

#endif							/* CONTACTS_COMPAT_H */
