/*
 * primary_probe.h
 *	  The primary contact of a company that nobody is affiliated with, from an index.
 */
#ifndef CONTACTS_PRIMARY_PROBE_H
#define CONTACTS_PRIMARY_PROBE_H

#include "postgres.h"

#include "fmgr.h"

extern bool contacts_probe_primary(int64 organization_id, int64 company_id, bool only_chosen, FmgrInfo *flinfo,
								   int64 *contact_id);

#endif							/* CONTACTS_PRIMARY_PROBE_H */
