/*
 * contact_links.h
 *	  Rows of other tables that refer to contacts.
 */
#ifndef CONTACTS_CONTACT_LINKS_H
#define CONTACTS_CONTACT_LINKS_H

#include "postgres.h"

extern void contacts_open_links(int64 organization_id);
extern void contacts_close_links(void);

#endif							/* CONTACTS_CONTACT_LINKS_H */
