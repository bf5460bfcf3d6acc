/*
 * time_zone.h
 *	  The time zone that follows from a country and a state.
 */
#ifndef CONTACTS_TIME_ZONE_H
#define CONTACTS_TIME_ZONE_H

#include "postgres.h"

extern const char *contacts_zone_of_place(text *country, text *state);

#endif							/* CONTACTS_TIME_ZONE_H */
