/*
 * checks.h
 *	  Predicates that CHECK constraints and other rules share.
 */
#ifndef CONTACTS_CHECKS_H
#define CONTACTS_CHECKS_H

#include "postgres.h"

extern bool contacts_is_listed(text *value, const char *list);

#endif							/* CONTACTS_CHECKS_H */
