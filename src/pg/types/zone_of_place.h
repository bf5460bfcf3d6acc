/*
 * zone_of_place.h
 *	  The time zone that follows from a country and a state.
 */
#ifndef CONTACTS_ZONE_OF_PLACE_H
#define CONTACTS_ZONE_OF_PLACE_H

#include "postgres.h"

extern const char *contacts_zone_of_place(text *country, text *state);

#endif							/* CONTACTS_ZONE_OF_PLACE_H */
