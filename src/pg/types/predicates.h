/*
 * predicates.h
 *	  Predicates that CHECK constraints and other rules share.
 */
#ifndef CONTACTS_PREDICATES_H
#define CONTACTS_PREDICATES_H

#include "postgres.h"

#include "fmgr.h"

/* the functions of constraints that code calls too, each with one argument of type text */
extern Datum contacts_is_web_url(PG_FUNCTION_ARGS);
extern Datum contacts_is_time_zone(PG_FUNCTION_ARGS);
extern Datum contacts_is_language_tag(PG_FUNCTION_ARGS);
extern Datum contacts_is_country_code(PG_FUNCTION_ARGS);

#endif							/* CONTACTS_PREDICATES_H */
