/*
 * primary_contact.h
 *	  Who is the primary contact of a company.
 */
#ifndef CONTACTS_PRIMARY_CONTACT_H
#define CONTACTS_PRIMARY_CONTACT_H

#include "postgres.h"

extern int64 contacts_primary_before(int64 organization_id, int64 company_id, int64 contact_id, int64 affiliation_id,
									 Datum primary_at, bool isnull);
extern int64 contacts_primary_of(int64 organization_id, int64 company_id);
extern void contacts_choose_primary(int64 organization_id, int64 company_id, int64 contact_id);
extern void contacts_withdraw_primary(int64 organization_id, int64 company_id);

#endif							/* CONTACTS_PRIMARY_CONTACT_H */
