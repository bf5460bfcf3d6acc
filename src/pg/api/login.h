/*
 * login.h
 *	  The user account of a new contact.
 */
#ifndef CONTACTS_LOGIN_H
#define CONTACTS_LOGIN_H

#include "postgres.h"

#include "pg/api/draft.h"

extern void contacts_create_login(contacts_draft *draft);

#endif							/* CONTACTS_LOGIN_H */
