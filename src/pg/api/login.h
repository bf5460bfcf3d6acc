/*
 * login.h
 *	  The user account that a request for a contact asks for.
 */
#ifndef CONTACTS_LOGIN_H
#define CONTACTS_LOGIN_H

#include "pg/compat.h"

#include "pg/api/draft.h"

extern void contacts_create_login(contacts_draft *draft);

#endif							/* CONTACTS_LOGIN_H */
