/*
 * role.h
 *	  The roles of people at companies, by the words that people use for them.
 */
#ifndef CONTACTS_ROLE_H
#define CONTACTS_ROLE_H

#include "postgres.h"

extern const char *contacts_role_of(const char *words, size_t len);

#endif							/* CONTACTS_ROLE_H */
