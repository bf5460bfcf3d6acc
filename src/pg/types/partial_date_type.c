/*
 * partial_date_type.c
 *	  The type partial_date: text and binary form, casts, the next occurrence.
 *
 * Comparison and hashing are core's int4 functions, declared in the extension
 * script: the number sorts as the dates do.
 */
#include "pg/compat.h"

#include "core/partial_date.h"
#include "libpq/pqformat.h"
#include "pg/base/error.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/datetime.h"

#define FORM_HINT	"A partial date is 1985-04-12, --04-12 without a year, 1985-04, 1985 or --04."

/* Say what is wrong with the parts of a date. */
static const char *
describe_refusal(contacts_partial_date_status status)
{
	switch (status)
	{
		case CONTACTS_PARTIAL_DATE_BAD_FORM:
			return "The text has none of the forms of a partial date.";
		case CONTACTS_PARTIAL_DATE_BAD_YEAR:
			return "The year is not between 1 and 9999.";
		case CONTACTS_PARTIAL_DATE_BAD_MONTH:
			return "The month is not between 1 and 12.";
		case CONTACTS_PARTIAL_DATE_BAD_DAY:
			return "The month does not have that day.";
		case CONTACTS_PARTIAL_DATE_NO_MONTH:
			return "There is a day without its month.";
		case CONTACTS_PARTIAL_DATE_EMPTY:
			return "Neither year nor month is known.";
		case CONTACTS_PARTIAL_DATE_OK:
			break;
	}
	elog(ERROR, "unexpected partial_date status %d", (int) status);
}

PG_FUNCTION_INFO_V1(contacts_partial_date_in);
Datum
contacts_partial_date_in(PG_FUNCTION_ARGS)
{
	char	   *text = PG_GETARG_CSTRING(0);
	size_t		len = strlen(text);
	contacts_partial_date value;
	contacts_partial_date_status status = contacts_partial_date_parse(text, len, &value);

	if (status != CONTACTS_PARTIAL_DATE_OK)
		return contacts_invalid_input(contacts_escontext(fcinfo), "partial_date", text, len,
									  describe_refusal(status), FORM_HINT);
	PG_RETURN_INT32(value);
}

PG_FUNCTION_INFO_V1(contacts_partial_date_out);
Datum
contacts_partial_date_out(PG_FUNCTION_ARGS)
{
	char	   *text = palloc(CONTACTS_PARTIAL_DATE_MAX_TEXT + 1);

	contacts_partial_date_format(PG_GETARG_INT32(0), text);
	PG_RETURN_CSTRING(text);
}

/* Put the parts together, or raise. */
static contacts_partial_date
make_or_raise(const contacts_date_parts *parts, int sqlstate)
{
	contacts_partial_date value;
	contacts_partial_date_status status = contacts_partial_date_make(parts, &value);

	if (status != CONTACTS_PARTIAL_DATE_OK)
		ereport(ERROR,
				(errcode(sqlstate),
				 errmsg("invalid partial date: year %d, month %d, day %d", parts->year, parts->month, parts->day),
				 errdetail_internal("%s", describe_refusal(status)),
				 errhint("Give the parts that are known; NULL or 0 stands for one that is not.")));
	return value;
}

/* Whatever a client sends is taken apart and checked as text is. */
PG_FUNCTION_INFO_V1(contacts_partial_date_recv);
Datum
contacts_partial_date_recv(PG_FUNCTION_ARGS)
{
	StringInfo	buf = (StringInfo) PG_GETARG_POINTER(0);
	contacts_date_parts parts = contacts_partial_date_parts(pq_getmsgint(buf, sizeof(int32)));

	PG_RETURN_INT32(make_or_raise(&parts, ERRCODE_INVALID_BINARY_REPRESENTATION));
}

PG_FUNCTION_INFO_V1(contacts_try_partial_date);
Datum
contacts_try_partial_date(PG_FUNCTION_ARGS)
{
	text	   *input = PG_GETARG_TEXT_PP(0);
	contacts_partial_date value;

	if (contacts_partial_date_parse(VARDATA_ANY(input), VARSIZE_ANY_EXHDR(input), &value) != CONTACTS_PARTIAL_DATE_OK)
		PG_RETURN_NULL();
	PG_RETURN_INT32(value);
}

PG_FUNCTION_INFO_V1(contacts_make_partial_date);
Datum
contacts_make_partial_date(PG_FUNCTION_ARGS)
{
	contacts_date_parts parts;

	parts.year = PG_ARGISNULL(0) ? 0 : PG_GETARG_INT32(0);
	parts.month = PG_ARGISNULL(1) ? 0 : PG_GETARG_INT32(1);
	parts.day = PG_ARGISNULL(2) ? 0 : PG_GETARG_INT32(2);
	PG_RETURN_INT32(make_or_raise(&parts, ERRCODE_DATETIME_FIELD_OVERFLOW));
}

/* The calendar day of a date that is not infinite. */
static contacts_date_parts
date_parts(DateADT date)
{
	contacts_date_parts parts;

	j2date(date + POSTGRES_EPOCH_JDATE, &parts.year, &parts.month, &parts.day);
	return parts;
}

PG_FUNCTION_INFO_V1(contacts_partial_date_sql);
Datum
contacts_partial_date_sql(PG_FUNCTION_ARGS)
{
	DateADT		date = PG_GETARG_DATEADT(0);
	contacts_date_parts parts;

	if (DATE_NOT_FINITE(date) ||
		(parts = date_parts(date)).year < 1 || parts.year > CONTACTS_PARTIAL_DATE_MAX_YEAR)
		ereport(ERROR,
				(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				 errmsg("date out of range for type %s", "partial_date"),
				 errdetail("The type holds dates of the years 1 to %d.", CONTACTS_PARTIAL_DATE_MAX_YEAR)));
	PG_RETURN_INT32(make_or_raise(&parts, ERRCODE_DATETIME_VALUE_OUT_OF_RANGE));
}

PG_FUNCTION_INFO_V1(contacts_date_of_partial_date);
Datum
contacts_date_of_partial_date(PG_FUNCTION_ARGS)
{
	contacts_date_parts parts = contacts_partial_date_parts(PG_GETARG_INT32(0));

	if (parts.year == 0 || parts.day == 0)
		ereport(ERROR,
				(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				 errmsg("a partial date without its %s is no date", parts.year == 0 ? "year" : "day"),
				 parts.day == 0 ? 0 : errhint("next_occurrence() gives the day on which it falls next.")));
	PG_RETURN_DATEADT(date2j(parts.year, parts.month, parts.day) - POSTGRES_EPOCH_JDATE);
}

/* The date on which the day and month fall in that year. */
static DateADT
occurrence_in(int year, const contacts_date_parts *parts)
{
	int			day = contacts_partial_date_day_in(year, parts->month, parts->day);

	return date2j(year, parts->month, day) - POSTGRES_EPOCH_JDATE;
}

PG_FUNCTION_INFO_V1(contacts_next_occurrence);
Datum
contacts_next_occurrence(PG_FUNCTION_ARGS)
{
	contacts_date_parts parts = contacts_partial_date_parts(PG_GETARG_INT32(0));
	DateADT		from = PG_GETARG_DATEADT(1);
	DateADT		next;
	int			year;

	if (parts.day == 0 || DATE_NOT_FINITE(from))
		PG_RETURN_NULL();
	year = date_parts(from).year;
	next = occurrence_in(year, &parts);
	if (next < from)
		next = occurrence_in(year + 1, &parts);
	if (!IS_VALID_DATE(next))
		PG_RETURN_NULL();
	PG_RETURN_DATEADT(next);
}

PG_FUNCTION_INFO_V1(contacts_full_years);
Datum
contacts_full_years(PG_FUNCTION_ARGS)
{
	contacts_date_parts parts = contacts_partial_date_parts(PG_GETARG_INT32(0));
	DateADT		at = PG_GETARG_DATEADT(1);
	int			year;

	if (parts.year == 0 || parts.day == 0 || DATE_NOT_FINITE(at))
		PG_RETURN_NULL();
	year = date_parts(at).year;
	PG_RETURN_INT32(year - parts.year - (at < occurrence_in(year, &parts)));
}

PG_FUNCTION_INFO_V1(contacts_partial_date_smaller);
Datum
contacts_partial_date_smaller(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(Min(PG_GETARG_INT32(0), PG_GETARG_INT32(1)));
}

PG_FUNCTION_INFO_V1(contacts_partial_date_larger);
Datum
contacts_partial_date_larger(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(Max(PG_GETARG_INT32(0), PG_GETARG_INT32(1)));
}
