/*
 * partial_date.h
 *	  Dates of which a part may be unknown: a birthday without its year, a year
 *	  alone.
 *
 * One number holds month, day and year in that order, so that values sort by
 * the day of the year and equal days by the year.  The text forms are those of
 * a date in ISO 8601:2000, which vCard (RFC 6350, 4.3.1) took over:
 * 1985-04-12, --04-12, 1985-04, 1985, --04, and 19850412, --0412 without hyphens.
 */
#ifndef CONTACTS_CORE_PARTIAL_DATE_H
#define CONTACTS_CORE_PARTIAL_DATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CONTACTS_PARTIAL_DATE_MAX_TEXT	10	/* 1985-04-12 */
#define CONTACTS_PARTIAL_DATE_MAX_YEAR	9999

/* month << 19 | day << 14 | year; a part that is 0 is unknown */
typedef int32_t contacts_partial_date;

typedef struct contacts_date_parts
{
	int			year;			/* 1 to 9999, or 0 */
	int			month;			/* 1 to 12, or 0 */
	int			day;			/* 1 to 31, or 0 */
} contacts_date_parts;

typedef enum contacts_partial_date_status
{
	CONTACTS_PARTIAL_DATE_OK,
	CONTACTS_PARTIAL_DATE_BAD_FORM, /* none of the forms above */
	CONTACTS_PARTIAL_DATE_BAD_YEAR, /* not 0 to 9999 */
	CONTACTS_PARTIAL_DATE_BAD_MONTH,	/* not 0 to 12 */
	CONTACTS_PARTIAL_DATE_BAD_DAY,	/* that month (of that year) has no such day */
	CONTACTS_PARTIAL_DATE_NO_MONTH, /* a day without its month */
	CONTACTS_PARTIAL_DATE_EMPTY /* no part is known */
} contacts_partial_date_status;

/* Put the parts together, or return why they are no date. */
extern contacts_partial_date_status contacts_partial_date_make(const contacts_date_parts *parts,
															   contacts_partial_date *out);

/* Take a value apart. */
extern contacts_date_parts contacts_partial_date_parts(contacts_partial_date value);

/*
 * Read one of the forms; spaces around it do not matter.  A part written as
 * zeros (0000-04-12, 1985-00-00) is unknown, as in the APIs that send numbers.
 */
extern contacts_partial_date_status contacts_partial_date_parse(const char *text, size_t len,
																contacts_partial_date *out);

/* Write the form with hyphens, terminated; out has MAX_TEXT + 1 bytes. */
extern void contacts_partial_date_format(contacts_partial_date value, char *out);

/*
 * The day of that year on which a day and month fall: 29 February is kept on
 * 28 February of a common year, as date + interval '1 year' has it.
 */
extern int	contacts_partial_date_day_in(int year, int month, int day);

#endif							/* CONTACTS_CORE_PARTIAL_DATE_H */
