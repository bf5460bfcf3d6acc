/*
 * phone_test.c
 *		The phone core: good, bad and odd inputs, formats, prefixes.
 */
#include <stdlib.h>

#include "core/phone.h"
#include "tap.h"

/* Read a text in a region by its name. */
static contacts_phone_status
read_in(const char *text, const char *region, contacts_phone *phone)
{
	int			index;

	if (!contacts_phone_find_region(region, strlen(region), &index))
		return CONTACTS_PHONE_INVALID_COUNTRY_CODE;
	return contacts_phone_read(text, strlen(text), index, phone);
}

/* Check what a text reads as: its text form, or the reason why it is refused. */
static void
reads_as(const char *text, const char *region, const char *wanted)
{
	contacts_phone phone;
	contacts_phone_status status = read_in(text, region, &phone);
	char		form[CONTACTS_PHONE_TEXT_MAX + 1];
	char		name[512];

	if (status == CONTACTS_PHONE_OK)
		form[contacts_phone_print(&phone, form)] = '\0';
	else
		strcpy(form, contacts_phone_reason(status));
	snprintf(name, sizeof(name), "\"%.100s\" in %s", text, region[0] ? region : "no region");
	is_text(form, wanted, name);
}

static void
test_good(void)
{
	reads_as("+14155552671", "", "+14155552671");
	reads_as("+1 (415) 555-2671", "", "+14155552671");
	reads_as("\xef\xbc\x8b\xef\xbc\x91 415.555.2671", "", "+14155552671");	/* wide + and 1 */
	reads_as("\xd9\xa0\xd9\xa2\xd9\xa0 7946 0018", "GB", "+442079460018");	/* Arabic 020 */
	reads_as("(415) 555-2671", "US", "+14155552671");
	reads_as("1 415 555 2671", "us", "+14155552671");
	reads_as("011 44 20 7946 0018", "US", "+442079460018");
	reads_as("00442079460018", "DE", "+442079460018");
	reads_as("+0044 20 7946 0018", "GB", "+442079460018");
	reads_as("+44 (0)20 7946 0018", "", "+442079460018");
	reads_as("020 7946 0018", "GB", "+442079460018");
	reads_as("06 698 12345", "IT", "+390669812345");	/* keeps its zero */
	reads_as("0 11 15 2345-6789", "AR", "+5491123456789");	/* transform rule */
	reads_as("268 1234", "AG", "IS_POSSIBLE_LOCAL_ONLY");
	reads_as("460 1234", "AG", "+12684601234");	/* transform rule */
	reads_as("0 15 11 91234-5678", "BR", "+5511912345678");	/* carrier code */
	reads_as("044 55 1234 5678", "MX", "TOO_LONG");
	reads_as("+800 1234 5678", "", "+80012345678");
	reads_as("1-800-FLOWERS", "US", "+18003569377");
	reads_as("tel:+44-20-7946-0018;ext=12", "", "+442079460018;ext=12");
	reads_as("tel:7946-0018;phone-context=+44-20", "", "+442079460018");
	reads_as("tel:020-7946-0018;phone-context=example.com", "GB", "+442079460018");
	reads_as("+1 415 555 2671 ext. 123", "", "+14155552671;ext=123");
	reads_as("+1 415 555 2671 x1", "", "+14155552671;ext=1");
	reads_as("+1 415 555 2671#0012", "", "+14155552671;ext=0012");
	reads_as("+1 415 555 2671,,9", "", "+14155552671;ext=9");
	reads_as("+1 415 555 2671 - 503#", "", "+14155552671;ext=503");
	reads_as("+7 495 123-45-67 \xd0\xb4\xd0\xbe\xd0\xb1. 7", "", "+74951234567;ext=7");
	reads_as("+14155552671;ext=12345678901234567890", "", "+14155552671;ext=12345678901234567890");
	reads_as("call +1 415 555 2671 me", "", "+14155552671");
	reads_as("call +1 415 555 2671 now", "", "TOO_LONG");	/* three letters are keys */
	reads_as("530-583-6985 x302/x2303", "US", "+15305836985;ext=302");
}

static void
test_bad(void)
{
	reads_as("", "", "NOT_A_NUMBER");
	reads_as("+", "", "NOT_A_NUMBER");
	reads_as("abc", "US", "NOT_A_NUMBER");
	reads_as("1", "US", "NOT_A_NUMBER");
	reads_as("nobody@example.com", "US", "NOT_A_NUMBER");
	reads_as("+1 415\xff", "", "NOT_A_NUMBER");
	reads_as("+1 415 \xc0\xb0", "", "NOT_A_NUMBER");
	reads_as("+1 415 \x01 5552671", "", "NOT_A_NUMBER");
	reads_as("tel:123;phone-context=", "US", "NOT_A_NUMBER");
	reads_as("(415) 555-2671", "", "INVALID_COUNTRY_CODE");
	reads_as("020 7946 0018", "", "INVALID_COUNTRY_CODE");
	reads_as("+999 123 4567", "", "INVALID_COUNTRY_CODE");
	reads_as("+0 123 4567", "", "INVALID_COUNTRY_CODE");
	reads_as("011 44", "US", "TOO_SHORT_AFTER_IDD");
	reads_as("+44 2", "", "TOO_SHORT_NSN");
	reads_as("+1 415 555 26710", "", "TOO_LONG");
	reads_as("+1 415 555 26710 1111 11111", "", "TOO_LONG");
	reads_as("555-2671", "US", "IS_POSSIBLE_LOCAL_ONLY");
	reads_as("+1 415 555", "", "TOO_SHORT");
	reads_as("+1 415 555 26", "", "TOO_SHORT");
	reads_as("+49 12345 12345 123456", "", "TOO_LONG");
	reads_as("+376 1234567", "", "INVALID_LENGTH");
}

/* Inputs at and over the cap, and values that the library itself does not read back. */
static void
test_edges(void)
{
	char		text[CONTACTS_PHONE_INPUT_BYTES + 16];
	contacts_phone phone;

	memset(text, ' ', sizeof(text));
	memcpy(text + 238, "+14155552671", 12);
	is_int(contacts_phone_read(text, 250, -1, &phone), CONTACTS_PHONE_OK, "250 characters");
	is_int(contacts_phone_read(text, 251, -1, &phone), CONTACTS_PHONE_TOO_LONG, "251 characters");
	memset(text, '1', sizeof(text));
	is_int(contacts_phone_read(text, 250, 0, &phone), CONTACTS_PHONE_TOO_LONG, "250 digits");
	is_int(contacts_phone_read(text, 251, 0, &phone), CONTACTS_PHONE_TOO_LONG, "251 digits");
	is_int(contacts_phone_read(text, sizeof(text), 0, &phone), CONTACTS_PHONE_TOO_LONG, "more bytes than characters");
	for (int i = 0; i < 249; i++)
		memcpy(text + 4 * i, "\xf0\x9d\x9f\x8f", 4);	/* mathematical 1 */
	is_int(contacts_phone_read(text, 4 * 249, 0, &phone), CONTACTS_PHONE_TOO_LONG, "249 digits of four bytes");
	is_int(contacts_phone_read("+1415\0" "5552671", 13, -1, &phone), CONTACTS_PHONE_NOT_A_NUMBER, "a NUL");

	reads_as("0900669640", "GB", "+44900669640");
	reads_as("(0)(07) 187310", "CU", "+537187310");
	reads_as("+971000229992", "", "+971229992");
}

/* Check one format of a number. */
static void
formats_as(const char *text, const char *style_name, const char *wanted)
{
	contacts_phone phone;
	contacts_phone_style style;
	char		form[CONTACTS_PHONE_FORMAT_MAX + 1];
	char		name[256];

	snprintf(name, sizeof(name), "%s as %s", text, style_name);
	if (read_in(text, "", &phone) != CONTACTS_PHONE_OK ||
		!contacts_phone_find_style(style_name, strlen(style_name), &style))
	{
		ok(false, "%s", name);
		return;
	}
	form[contacts_phone_format(&phone, style, form)] = '\0';
	is_text(form, wanted, name);
}

static void
test_formats(void)
{
	contacts_phone_style style;

	formats_as("+14155552671;ext=123", "E164", "+14155552671");
	formats_as("+14155552671;ext=123", "INTERNATIONAL", "+1 415-555-2671 ext. 123");
	formats_as("+14155552671;ext=123", "NATIONAL", "(415) 555-2671 ext. 123");
	formats_as("+14155552671;ext=123", "RFC3966", "tel:+1-415-555-2671;ext=123");
	formats_as("+442079460018;ext=5", "NATIONAL", "020 7946 0018 x5");
	formats_as("+5491123456789", "NATIONAL", "011 15-2345-6789");
	formats_as("+5491123456789", "INTERNATIONAL", "+54 9 11 2345-6789");
	formats_as("+886223456789;ext=7", "INTERNATIONAL", "+886 2 2345 6789#7");
	formats_as("+80012345678", "INTERNATIONAL", "+800 1234 5678");
	formats_as("+390669812345", "NATIONAL", "06 6981 2345");
	ok(!contacts_phone_find_style("e164", 4, &style), "names of styles are in upper case");
}

/* Check region and type of a number. */
static void
is_kind(const char *text, const char *region, const char *type)
{
	contacts_phone phone;
	char		got[4] = "";

	ok(read_in(text, "", &phone) == CONTACTS_PHONE_OK, "%s is accepted", text);
	got[contacts_phone_region_name(contacts_phone_get_region(&phone), got)] = '\0';
	is_text(got, region, "its region");
	is_text(contacts_phone_type_name(contacts_phone_get_type(&phone)), type, "its type");
}

static void
test_kinds(void)
{
	contacts_phone phone;
	contacts_phone_type type;
	int			region;

	is_kind("+14155552671", "US", "FIXED_LINE_OR_MOBILE");
	is_kind("+12684601234", "AG", "FIXED_LINE");
	is_kind("+18002530000", "US", "TOLL_FREE");
	is_kind("+447400123456", "GB", "MOBILE");
	is_kind("+393123456789", "IT", "MOBILE");
	is_kind("+80012345678", "001", "TOLL_FREE");
	is_kind("+11234567890", "ZZ", "UNKNOWN");
	is_kind("+212528812345", "MA", "FIXED_LINE");
	ok(!contacts_phone_find_region("XX", 2, &region), "no region XX");
	ok(!contacts_phone_find_region("001", 3, &region), "001 is no default region");
	ok(!contacts_phone_find_region("U", 1, &region) && !contacts_phone_find_region("U\xfc", 2, &region) &&
	   !contacts_phone_find_region("[]", 2, &region), "no regions");
	ok(contacts_phone_find_region("ZZ", 2, &region) && region == CONTACTS_PHONE_NO_REGION, "ZZ is none");
	ok(contacts_phone_find_region("gb", 2, &region) && contacts_phone_find_type("MOBILE", 6, &type) &&
	   contacts_phone_example(region, type, &phone) && phone.nsn_len == 10, "an example");
	ok(contacts_phone_get_type(&phone) == CONTACTS_PHONE_MOBILE, "it is of its type");
	ok(contacts_phone_find_region("AC", 2, &region) && !contacts_phone_example(region, CONTACTS_PHONE_PAGER, &phone),
	   "no example");
	ok(!contacts_phone_find_type("FAX", 3, &type), "no type FAX");
}

/* Every example of the metadata is accepted, valid, and of its own type and region. */
static void
test_examples(void)
{
	long		examples = 0;
	long		odd = 0;

	for (char a = 'A'; a <= 'Z'; a++)
		for (char b = 'A'; b <= 'Z'; b++)
		{
			char		name[2] = {a, b};
			int			region;

			if (!contacts_phone_find_region(name, 2, &region) || region < 0)
				continue;
			for (int type = CONTACTS_PHONE_PREMIUM_RATE; type <= CONTACTS_PHONE_MOBILE; type++)
			{
				contacts_phone phone;
				contacts_phone_type got;

				if (!contacts_phone_example(region, (contacts_phone_type) type, &phone))
					continue;
				examples++;
				got = contacts_phone_get_type(&phone);
				if (contacts_phone_accept(&phone) != CONTACTS_PHONE_OK || got == CONTACTS_PHONE_UNKNOWN ||
					(got != (contacts_phone_type) type && got != CONTACTS_PHONE_FIXED_LINE_OR_MOBILE))
					odd++;
			}
		}
	ok(examples > 1000, "%ld examples", examples);

	/* Canada's 310-1234 is dialled without an area code: local only elsewhere */
	is_int(odd, 1, "examples that are no numbers of their type");
}

/* Check what a prefix reads as. */
static void
prefix_is(const char *text, const char *wanted)
{
	char		digits[CONTACTS_PHONE_PREFIX_MAX + 1];
	int			n = contacts_phone_read_prefix(text, strlen(text), digits);
	char		name[128];

	if (n >= 0)
		digits[n] = '\0';
	snprintf(name, sizeof(name), "prefix \"%s\"", text);
	is_text(n < 0 ? NULL : digits, wanted, name);
}

static void
test_prefixes(void)
{
	contacts_phone phone;

	prefix_is("+1 212", "1212");
	prefix_is("1212", "1212");
	prefix_is("", "");
	prefix_is("+", "");
	prefix_is("  +44 (0)20 79", "442079");
	prefix_is("+1 (415) 555-", "1415555");
	prefix_is("\xef\xbc\x8b\xef\xbc\x91", "1");
	prefix_is("+12345678901234567890", "12345678901234567890");
	prefix_is("+123456789012345678901", NULL);
	prefix_is("+1 abc", NULL);
	prefix_is("+1x2", NULL);
	prefix_is("1+2", NULL);
	prefix_is("%", NULL);
	ok(!contacts_phone_load("+1212", 5, &phone) || phone.nsn_len == 3, "a bound is taken apart or refused");
	ok(!contacts_phone_load("+1212:", 6, &phone) && !contacts_phone_load("+", 1, &phone) &&
	   !contacts_phone_load("", 0, &phone) && !contacts_phone_load("+0001234", 8, &phone), "bounds are no numbers");
}

int
main(void)
{
	test_good();
	test_bad();
	test_edges();
	test_formats();
	test_kinds();
	test_examples();
	test_prefixes();
	return done_testing();
}
