/*
 * partial_date_test.c
 *	  Every form of every date, the order, and text that is no date.
 */
#include "core/partial_date.h"
#include "tap.h"

static contacts_partial_date_status
parse(const char *text, contacts_partial_date *out)
{
	return contacts_partial_date_parse(text, strlen(text), out);
}

/* Text comes back as it went in, for each date of 1600 to 2400 and each that lacks a part. */
static void
round_trip(void)
{
	char		text[64];
	char		back[CONTACTS_PARTIAL_DATE_MAX_TEXT + 1];
	contacts_partial_date value;
	int			valid = 0;
	int			wrong = 0;

	for (int year = 1599; year <= 2400; year++)
		for (int month = 0; month <= 13; month++)
			for (int day = 0; day <= 32; day++)
			{
				if (month == 0 && (day > 0 || year == 1599))
					continue;
				if (year == 1599)
					snprintf(text, sizeof(text), day ? "--%02d-%02d" : "--%02d", month, day);
				else
					snprintf(text, sizeof(text), day ? "%04d-%02d-%02d" : month ? "%04d-%02d" : "%04d", year, month, day);
				if (parse(text, &value) != CONTACTS_PARTIAL_DATE_OK)
					continue;
				valid++;
				contacts_partial_date_format(value, back);
				wrong += strcmp(text, back) != 0;
			}
	/* 801 years of which 195 have 366 days, 12 months and the year alone; 366 days and 12 months without a year */
	is_int(valid, 801 * 365 + 195 + 801 * 13 + 366 + 12, "as many dates as the calendar has");
	is_int(wrong, 0, "each comes back as it was written");
}

static void
order(void)
{
	static const char *const sorted[] = {
		"1985", "--01", "1985-01", "--01-01", "1984-01-01", "1985-01-01", "--02-28", "2000-02-28", "--02-29", "1984-02-29",
		"--03-01", "0001-12-31", "9999-12-31",
	};
	contacts_partial_date last = -1;
	contacts_partial_date value = 0;

	for (size_t i = 0; i < sizeof(sorted) / sizeof(sorted[0]); i++)
	{
		ok(parse(sorted[i], &value) == CONTACTS_PARTIAL_DATE_OK && value > last, "%s sorts there", sorted[i]);
		last = value;
	}
}

static void
refusals(void)
{
	static const struct
	{
		const char *text;
		contacts_partial_date_status status;
	}			cases[] = {
		{"", CONTACTS_PARTIAL_DATE_BAD_FORM}, {" ", CONTACTS_PARTIAL_DATE_BAD_FORM}, {"-", CONTACTS_PARTIAL_DATE_BAD_FORM},
		{"--", CONTACTS_PARTIAL_DATE_BAD_FORM}, {"---12", CONTACTS_PARTIAL_DATE_BAD_FORM},
		{"198504", CONTACTS_PARTIAL_DATE_BAD_FORM}, {"85-04-12", CONTACTS_PARTIAL_DATE_BAD_FORM},
		{"1985-4-12", CONTACTS_PARTIAL_DATE_BAD_FORM}, {"12.04.1985", CONTACTS_PARTIAL_DATE_BAD_FORM},
		{"1985-04-12T00:00", CONTACTS_PARTIAL_DATE_BAD_FORM}, {"1985-04-1", CONTACTS_PARTIAL_DATE_BAD_FORM},
		{"1985-0412", CONTACTS_PARTIAL_DATE_BAD_FORM}, {"198504-12", CONTACTS_PARTIAL_DATE_BAD_FORM},
		{"--04-", CONTACTS_PARTIAL_DATE_BAD_FORM}, {"+1985-04-12", CONTACTS_PARTIAL_DATE_BAD_FORM},
		{"\xd9\xa1\xd9\xa9\xd9\xa8\xd9\xa5", CONTACTS_PARTIAL_DATE_BAD_FORM},
		{"1985-13-12", CONTACTS_PARTIAL_DATE_BAD_MONTH}, {"--13", CONTACTS_PARTIAL_DATE_BAD_MONTH},
		{"--02-30", CONTACTS_PARTIAL_DATE_BAD_DAY}, {"1900-02-29", CONTACTS_PARTIAL_DATE_BAD_DAY},
		{"2023-02-29", CONTACTS_PARTIAL_DATE_BAD_DAY}, {"--04-31", CONTACTS_PARTIAL_DATE_BAD_DAY},
		{"1985-00-12", CONTACTS_PARTIAL_DATE_NO_MONTH}, {"0000-00-12", CONTACTS_PARTIAL_DATE_NO_MONTH},
		{"0000", CONTACTS_PARTIAL_DATE_EMPTY}, {"--00-00", CONTACTS_PARTIAL_DATE_EMPTY},
	};
	contacts_partial_date value;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		ok(parse(cases[i].text, &value) == cases[i].status, "\"%s\" is refused", cases[i].text);
}

int
main(void)
{
	contacts_partial_date value = 0;
	contacts_partial_date other = 1;
	contacts_date_parts parts = {10000, 1, 1};

	round_trip();
	order();
	refusals();
	ok(parse("\t0000-04-12 \n", &value) == CONTACTS_PARTIAL_DATE_OK && parse("--0412", &other) == CONTACTS_PARTIAL_DATE_OK &&
	   value == other, "a year of zeros is unknown, spaces around do not matter");
	ok(parse("1985-00-00", &value) == CONTACTS_PARTIAL_DATE_OK && parse("1985", &other) == CONTACTS_PARTIAL_DATE_OK &&
	   value == other, "a month and day of zeros are unknown");
	is_int(contacts_partial_date_make(&parts, &value), CONTACTS_PARTIAL_DATE_BAD_YEAR, "a year of five digits");
	is_int(contacts_partial_date_day_in(2023, 2, 29), 28, "29 February of a common year");
	is_int(contacts_partial_date_day_in(2024, 2, 29), 29, "29 February of a leap year");
	is_int(contacts_partial_date_day_in(2100, 3, 29), 29, "29 March");
	return done_testing();
}
