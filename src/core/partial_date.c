/*
 * partial_date.c
 *	  Dates of which a part may be unknown.
 */
#include "core/partial_date.h"

#define YEAR_BITS	14
#define DAY_BITS	5

/* the shapes of text: Y, M and D stand for digits of their part */
static const char *const forms[] = {
	"YYYY-MM-DD", "YYYYMMDD", "YYYY-MM", "YYYY", "--MM-DD", "--MMDD", "--MM",
};

static bool
is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* How many days the month has, in its longest year where the year is unknown. */
static int
days_in(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	if (month == 0)
		return 31;
	return days[month - 1] + (month == 2 && (year == 0 || is_leap(year)));
}

contacts_partial_date_status
contacts_partial_date_make(const contacts_date_parts *parts, contacts_partial_date *out)
{
	if (parts->year < 0 || parts->year > CONTACTS_PARTIAL_DATE_MAX_YEAR)
		return CONTACTS_PARTIAL_DATE_BAD_YEAR;
	if (parts->month < 0 || parts->month > 12)
		return CONTACTS_PARTIAL_DATE_BAD_MONTH;
	if (parts->day < 0 || parts->day > days_in(parts->year, parts->month))
		return CONTACTS_PARTIAL_DATE_BAD_DAY;
	if (parts->day > 0 && parts->month == 0)
		return CONTACTS_PARTIAL_DATE_NO_MONTH;
	if (parts->year == 0 && parts->month == 0)
		return CONTACTS_PARTIAL_DATE_EMPTY;
	*out = parts->month << (YEAR_BITS + DAY_BITS) | parts->day << YEAR_BITS | parts->year;
	return CONTACTS_PARTIAL_DATE_OK;
}

contacts_date_parts
contacts_partial_date_parts(contacts_partial_date value)
{
	contacts_date_parts parts;

	parts.year = value & ((1 << YEAR_BITS) - 1);
	parts.day = value >> YEAR_BITS & ((1 << DAY_BITS) - 1);
	parts.month = value >> (YEAR_BITS + DAY_BITS);
	return parts;
}

/* Read the text as the form has it; false if it does not have that form. */
static bool
read_form(const char *form, const char *text, size_t len, contacts_date_parts *parts)
{
	size_t		i;

	parts->year = parts->month = parts->day = 0;
	for (i = 0; i < len && form[i] != '\0'; i++)
	{
		int		   *part = form[i] == 'Y' ? &parts->year : form[i] == 'M' ? &parts->month : &parts->day;

		if (form[i] == '-')
		{
			if (text[i] != '-')
				return false;
			continue;
		}
		if (text[i] < '0' || text[i] > '9')
			return false;
		*part = *part * 10 + (text[i] - '0');
	}
	return i == len && form[i] == '\0';
}

static bool
is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

contacts_partial_date_status
contacts_partial_date_parse(const char *text, size_t len, contacts_partial_date *out)
{
	contacts_date_parts parts;

	while (len > 0 && is_space(text[0]))
		text++, len--;
	while (len > 0 && is_space(text[len - 1]))
		len--;
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if (read_form(forms[i], text, len, &parts))
			return contacts_partial_date_make(&parts, out);
	return CONTACTS_PARTIAL_DATE_BAD_FORM;
}

/* Write the number with leading zeros; returns the byte after it. */
static char *
write_digits(char *out, int number, int digits)
{
	for (int i = digits; i-- > 0; number /= 10)
		out[i] = '0' + number % 10;
	return out + digits;
}

/* Write a hyphen and a part of two digits, or nothing where it is unknown. */
static char *
write_part(char *out, int part)
{
	if (part == 0)
		return out;
	*out++ = '-';
	return write_digits(out, part, 2);
}

void
contacts_partial_date_format(contacts_partial_date value, char *out)
{
	contacts_date_parts parts = contacts_partial_date_parts(value);

	if (parts.year == 0)
		*out++ = '-';
	else
		out = write_digits(out, parts.year, 4);
	out = write_part(out, parts.month);
	out = write_part(out, parts.day);
	*out = '\0';
}

int
contacts_partial_date_day_in(int year, int month, int day)
{
	return day == 29 && month == 2 && !is_leap(year) ? 28 : day;
}
