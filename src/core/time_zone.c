/*
 * time_zone.c
 *	  The time zone of a country, or of a state of a country with several.
 */
#include "core/time_zone.h"

#include <string.h>

/* Find the zone of a place in the sorted table. */
static const char *
find(const char *place)
{
	size_t		low = 0;
	size_t		high = contacts_time_zone_count;

	while (low < high)
	{
		size_t		middle = low + (high - low) / 2;
		int			order = strcmp(place, contacts_time_zones[middle].place);

		if (order == 0)
			return contacts_time_zones[middle].zone;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

/* Keep letters and digits, in lower case; 0 if that is too long for a name of the table. */
static int
fold_state(const uint32_t *state, char *out)
{
	size_t		len = 0;

	for (; *state != 0; state++)
	{
		uint32_t	c = *state;

		if (c >= 'A' && c <= 'Z')
			c += 'a' - 'A';
		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')))
			continue;
		if (len == CONTACTS_STATE_MAX)
			return 0;
		out[len++] = (char) c;
	}
	out[len] = '\0';
	return 1;
}

const char *
contacts_time_zone_of(const char country[2], const uint32_t *state)
{
	char		place[2 + CONTACTS_STATE_MAX + 1] = {country[0], country[1], '\0'};
	char	   *folded = place + 2;
	const char *zone = find(place);

	if (zone != NULL)
		return zone;
	if (!fold_state(state, folded) || *folded == '\0')
		return NULL;
	zone = find(place);
	/* US-CA */
	if (zone == NULL && folded[0] == country[0] + 'a' - 'A' && folded[1] == country[1] + 'a' - 'A')
	{
		memmove(folded, folded + 2, strlen(folded + 2) + 1);
		zone = *folded != '\0' ? find(place) : NULL;
	}
	return zone;
}
