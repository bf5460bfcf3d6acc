/*
 * time_zone.h
 *	  The time zone of a country, or of a state of a country with several.
 *
 * Data: the tz database (zone.tab) and tools/time_zones.txt.
 */
#ifndef CONTACTS_CORE_TIME_ZONE_H
#define CONTACTS_CORE_TIME_ZONE_H

#include <stddef.h>
#include <stdint.h>

typedef struct contacts_time_zone_entry
{
	const char *place;			/* ISO 3166-1 alpha-2 code, then the folded state */
	const char *zone;			/* name of the tz database */
} contacts_time_zone_entry;

extern const contacts_time_zone_entry contacts_time_zones[];
extern const size_t contacts_time_zone_count;

/* the longest folded name of a state that is looked up; longer ones are none */
#define CONTACTS_STATE_MAX	40

/*
 * The time zone of a country (two capital letters) and a state, NULL where
 * none follows from them.  The state is code points in NFKD form up to a zero:
 * a code of ISO 3166-2 with or without the country, or a name; only its ASCII
 * letters and digits count.
 */
extern const char *contacts_time_zone_of(const char country[2], const uint32_t *state);

#endif							/* CONTACTS_CORE_TIME_ZONE_H */
