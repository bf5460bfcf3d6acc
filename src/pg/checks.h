/*
 * checks.h
 *	  Predicates for CHECK constraints that other rules use too.
 */
#ifndef CONTACTS_CHECKS_H
#define CONTACTS_CHECKS_H

#include "postgres.h"


#endif							/* CONTACTS_CHECKS_H */
