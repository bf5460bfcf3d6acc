/*
 * contact_rules.h
 *	  Rules of a row of contact.
 */
#ifndef CONTACTS_CONTACT_RULES_H
#define CONTACTS_CONTACT_RULES_H

#include "postgres.h"

extern void contacts_contact_rules_define_settings(void);

#endif							/* CONTACTS_CONTACT_RULES_H */
