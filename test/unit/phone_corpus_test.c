/*
 * phone_corpus_test.c
 *		Compare the phone core with libphonenumber's recorded answers.
 *
 * The tables (see doc/phone.md) lie in $CONTACTS_DATA/phone, by default
 * ../shared/data/phone; without them the test is skipped.  They are in COPY's
 * text format with a header line that names the columns.  Rows on which
 * Google's own implementations disagree, and rows whose E.164 form the library
 * reads back as another number, are not compared.  Of every row: what the type
 * accepts reads back equal.
 */
#define _POSIX_C_SOURCE 200809L

#include <stdlib.h>

#include "core/phone.h"
#include "tap.h"

enum
{
	REGION, INPUT, STATUS, E164, CODE, NATIONAL_NUMBER, ITALIAN, ZEROS, NSN, EXTENSION,
	POSSIBLE, POSSIBLE_REASON, VALID, NUMBER_REGION, TYPE, INTERNATIONAL, NATIONAL, RFC3966,
	AGREE, STABLE, COLUMNS
};

static const char *const names[COLUMNS] = {
	"default_region", "input", "parse_status", "e164", "country_code", "national_number",
	"italian_leading_zero", "number_of_leading_zeros", "nsn", "extension", "is_possible",
	"possible_reason", "is_valid", "region", "type", "international", "national", "rfc3966",
	"impl_agree", "e164_stable"
};

static long mismatches[COLUMNS];
static long broken;				/* accepted values that do not read back equal */

/* Undo the escapes of COPY in place and return the length. */
static size_t
unescape(char *field)
{
	char	   *to = field;

	for (char *from = field; *from; from++)
	{
		static const char *const codes = "bfnrtv";
		static const char values[] = "\b\f\n\r\t\v";

		if (*from == '\\' && from[1])
		{
			const char *code = strchr(codes, *++from);

			*to++ = code ? values[code - codes] : *from;
		}
		else
			*to++ = *from;
	}
	*to = '\0';
	return (size_t) (to - field);
}

/* Compare one answer with its column, NULL being an answer, too. */
static bool
check(char **fields, int column, const char *answer)
{
	bool		null;

	if (fields[column] == NULL)
		return true;
	null = strcmp(fields[column], "\\N") == 0;
	if (answer == NULL ? null : !null && strcmp(fields[column], answer) == 0)
		return true;
	if (mismatches[column]++ < 3)
		printf("# %s: \"%s\" in %s: \"%s\", expected \"%s\"\n", names[column], fields[INPUT],
			   fields[REGION], answer ? answer : "NULL", fields[column]);
	return false;
}

/* Format in a style, as a string. */
static const char *
format(const contacts_phone *phone, contacts_phone_style style, char *text)
{
	text[contacts_phone_format(phone, style, text)] = '\0';
	return text;
}

/* Compare all answers about a parsed number. */
static void
check_number(char **fields, const contacts_phone *phone)
{
	char		text[CONTACTS_PHONE_FORMAT_MAX + 1];
	char		nsn[CONTACTS_PHONE_NSN_MAX + 1];
	contacts_phone_status possible = contacts_phone_possible(phone);
	int			zeros = 0;

	for (int i = 0; i < phone->nsn_len; i++)
		nsn[i] = (char) ('0' + phone->nsn[i]);
	nsn[phone->nsn_len] = '\0';
	while (zeros < phone->nsn_len - 1 && nsn[zeros] == '0')
		zeros++;
	check(fields, E164, format(phone, CONTACTS_PHONE_E164, text));
	snprintf(text, sizeof(text), "%d", contacts_phone_calling_code(phone));
	check(fields, CODE, text);
	snprintf(text, sizeof(text), "%lld", atoll(nsn));
	check(fields, NATIONAL_NUMBER, text);
	check(fields, ITALIAN, zeros > 0 ? "t" : "f");
	snprintf(text, sizeof(text), "%d", zeros);
	check(fields, ZEROS, text);
	check(fields, NSN, nsn);
	memcpy(text, phone->ext, phone->ext_len);
	text[phone->ext_len] = '\0';
	check(fields, EXTENSION, phone->ext_len > 0 ? text : NULL);
	check(fields, POSSIBLE, possible == CONTACTS_PHONE_OK ||
		  possible == CONTACTS_PHONE_IS_POSSIBLE_LOCAL_ONLY ? "t" : "f");
	check(fields, POSSIBLE_REASON, contacts_phone_reason(possible));
	check(fields, VALID, contacts_phone_get_type(phone) != CONTACTS_PHONE_UNKNOWN ? "t" : "f");
	text[contacts_phone_region_name(contacts_phone_get_region(phone), text)] = '\0';
	check(fields, NUMBER_REGION, text);
	check(fields, TYPE, contacts_phone_type_name(contacts_phone_get_type(phone)));
	check(fields, INTERNATIONAL, format(phone, CONTACTS_PHONE_INTERNATIONAL, text));
	check(fields, NATIONAL, format(phone, CONTACTS_PHONE_NATIONAL, text));
	check(fields, RFC3966, format(phone, CONTACTS_PHONE_RFC3966, text));
}

/* Does a text read back as the number? */
static bool
reads_back(const contacts_phone *phone, const char *text, size_t len)
{
	contacts_phone again;

	return contacts_phone_read(text, len, CONTACTS_PHONE_NO_REGION, &again) == CONTACTS_PHONE_OK &&
		again.code == phone->code && again.nsn_len == phone->nsn_len &&
		memcmp(again.nsn, phone->nsn, phone->nsn_len) == 0 &&
		again.ext_len == phone->ext_len && memcmp(again.ext, phone->ext, phone->ext_len) == 0;
}

/* Check that an accepted number survives its own text forms. */
static void
check_round_trip(const char *input, const contacts_phone *phone)
{
	char		text[CONTACTS_PHONE_FORMAT_MAX];
	contacts_phone loaded;
	bool		good = reads_back(phone, text, contacts_phone_print(phone, text));

	good &= contacts_phone_load(text, contacts_phone_print(phone, text), &loaded) &&
		loaded.code == phone->code && loaded.nsn_len == phone->nsn_len;
	good &= reads_back(phone, text, contacts_phone_format(phone, CONTACTS_PHONE_RFC3966, text));

	/* some labels allow nine digits only */
	if (phone->ext_len <= 9)
		good &= reads_back(phone, text, contacts_phone_format(phone, CONTACTS_PHONE_INTERNATIONAL, text));
	if (!good && broken++ < 10)
		printf("# does not read back: \"%s\"\n", input);
}

/* Check one row; false if its answers are not compared. */
static bool
check_row(char **fields, size_t input_len)
{
	contacts_phone phone;
	contacts_phone accepted;
	contacts_phone_status status;
	int			region;

	if (!contacts_phone_find_region(fields[REGION], strlen(fields[REGION]), &region))
		region = CONTACTS_PHONE_NO_REGION;	/* the library takes unknown regions so */
	if (contacts_phone_read(fields[INPUT], input_len, region, &accepted) == CONTACTS_PHONE_OK)
		check_round_trip(fields[INPUT], &accepted);
	if ((fields[AGREE] && strcmp(fields[AGREE], "all") != 0) ||
		(fields[STABLE] && strcmp(fields[STABLE], "f") == 0))
		return false;
	status = contacts_phone_parse(fields[INPUT], input_len, region, &phone);
	if (check(fields, STATUS, status == CONTACTS_PHONE_OK ? "OK" : contacts_phone_reason(status)) &&
		status == CONTACTS_PHONE_OK)
		check_number(fields, &phone);
	return true;
}

/* Split a line at tabs. */
static int
split(char *line, char **fields, int max)
{
	int			n = 0;

	line[strcspn(line, "\n")] = '\0';
	for (char *field = line; field && n < max; n++)
	{
		char	   *tab = strchr(field, '\t');

		if (tab)
			*tab++ = '\0';
		fields[n] = field;
		field = tab;
	}
	return n;
}

/* Find the columns by the header line. */
static void
read_header(char *line, int *places)
{
	char	   *cells[64];
	int			n = split(line, cells, 64);

	for (int i = 0; i < COLUMNS; i++)
	{
		places[i] = -1;
		for (int j = 0; j < n; j++)
			if (strcmp(cells[j], names[i]) == 0)
				places[i] = j;
	}
}

/* Check one line; false if its answers are not compared. */
static bool
check_line(char *line, const int *places)
{
	char	   *cells[64];
	char	   *fields[COLUMNS] = {0};
	size_t		input_len = 0;
	int			n = split(line, cells, 64);

	for (int i = 0; i < COLUMNS; i++)
	{
		if (places[i] < 0 || places[i] >= n)
			continue;
		fields[i] = cells[places[i]];
		if (strcmp(fields[i], "\\N") != 0 && unescape(fields[i]) > 0 && i == INPUT)
			input_len = strlen(fields[i]);
	}
	return check_row(fields, input_len);
}

/* Check one table, and say how much was seen. */
static void
check_table(const char *folder, const char *name)
{
	static char line[65536];
	char		command[4096];
	int			places[COLUMNS];
	long		rows = 0;
	long		compared = 0;
	FILE	   *table;

	snprintf(command, sizeof(command), "gzip -cd '%s/%s'", folder, name);
	table = popen(command, "r");
	if (!table || !fgets(line, sizeof(line), table))
	{
		ok(false, "%s can be read", name);
		return;
	}
	memset(mismatches, 0, sizeof(mismatches));
	broken = 0;
	read_header(line, places);
	for (; fgets(line, sizeof(line), table); rows++)
		compared += check_line(line, places);
	pclose(table);

	printf("# checked %s: %ld rows, answers of %ld compared; mismatches:", name, rows, compared);
	for (int i = STATUS; i <= RFC3966; i++)
		printf(" %s %ld", names[i], mismatches[i]);
	printf("\n");
	ok(compared > 1000 && compared > rows * 9 / 10, "%s: rows compared", name);
	for (int i = STATUS; i <= RFC3966; i++)
		ok(mismatches[i] == 0, "%s: %s is the library's", name, names[i]);
	ok(broken == 0, "%s: every accepted number reads back equal", name);
}

int
main(void)
{
	static const char *const tables[] = {"dev.tsv.gz", "upstream.tsv.gz", "examples.tsv.gz"};
	const char *data = getenv("CONTACTS_DATA");
	char		folder[2048];

	snprintf(folder, sizeof(folder), "%s/phone", data ? data : "../shared/data");
	for (int i = 0; i < 3; i++)
	{
		char		path[4096];
		FILE	   *file;

		snprintf(path, sizeof(path), "%s/%s", folder, tables[i]);
		file = fopen(path, "r");
		if (!file)
		{
			printf("# skipped: no %s\n", tables[i]);
			ok(true, "%s # SKIP the table is not here", tables[i]);
			continue;
		}
		fclose(file);
		check_table(folder, tables[i]);
	}
	return done_testing();
}
