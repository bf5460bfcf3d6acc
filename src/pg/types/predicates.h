/*
 * predicates.h
 *	  Predicates that CHECK constraints and other rules share.
 */
#ifndef CONTACTS_PREDICATES_H
#define CONTACTS_PREDICATES_H

#include "postgres.h"

extern bool contacts_is_listed(text *value, const char *list);

#endif							/* CONTACTS_PREDICATES_H */
