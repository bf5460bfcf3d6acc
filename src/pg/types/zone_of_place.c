/*
 * zone_of_place.c
 *	  The time zone that follows from a country and a state.
 */
#include "pg/compat.h"

#include "common/unicode_norm.h"
#include "core/time_zone.h"
#include "fmgr.h"
#include "mb/pg_wchar.h"
#include "pg/base/text.h"
#include "pg/types/zone_of_place.h"
#include "pgtime.h"
#include "utils/builtins.h"

/* The code points of a name with its accents taken off; in a database that is not UTF-8, its bytes. */
static uint32_t *
split_name(text *name)
{
	const char *bytes = VARDATA_ANY(name);
	int			len = VARSIZE_ANY_EXHDR(name);
	pg_wchar   *points;

	if (GetDatabaseEncoding() == PG_UTF8)
		return unicode_normalize(UNICODE_NFKD, contacts_code_points(bytes, len));
	points = palloc((len + 1) * sizeof(pg_wchar));
	for (int i = 0; i < len; i++)
		points[i] = (unsigned char) bytes[i];
	points[len] = 0;
	return points;
}

/*
 * The name of the zone, or NULL where none follows: the country is none of
 * ISO 3166-1 or has several, the state is none of the table's, or the server's
 * tz database is too old to know the zone.
 */
const char *
contacts_zone_of_place(text *country, text *state)
{
	static const uint32_t none[] = {0};
	const char *zone;

	if (VARSIZE_ANY_EXHDR(country) != 2)
		return NULL;
	if (state != NULL && VARSIZE_ANY_EXHDR(state) > CONTACTS_STATE_MAX * MAX_MULTIBYTE_CHAR_LEN)
		state = NULL;
	zone = contacts_time_zone_of(VARDATA_ANY(country), state != NULL ? split_name(state) : none);
	return zone != NULL && pg_tzset(zone) != NULL ? zone : NULL;
}

PG_FUNCTION_INFO_V1(contacts_time_zone_of_place);
Datum
contacts_time_zone_of_place(PG_FUNCTION_ARGS)
{
	const char *zone;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	zone = contacts_zone_of_place(PG_GETARG_TEXT_PP(0), PG_ARGISNULL(1) ? NULL : PG_GETARG_TEXT_PP(1));
	if (zone == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(zone));
}
