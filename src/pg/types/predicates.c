/*
 * predicates.c
 *	  Predicates for CHECK constraints: web addresses, time zones, languages, countries, tags.
 *
 * They only look: an unfit value is false, never an error, so that validate_contact() can use them too.
 */
#include "pg/compat.h"

#include "catalog/pg_type.h"
#include "core/web_url.h"
#include "mb/pg_wchar.h"
#include "pg/base/white_space.h"
#include "pg/types/predicates.h"
#include "pgtime.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"

PG_FUNCTION_INFO_V1(contacts_is_name);
PG_FUNCTION_INFO_V1(contacts_is_label);
PG_FUNCTION_INFO_V1(contacts_is_code);
PG_FUNCTION_INFO_V1(contacts_is_external_id);
PG_FUNCTION_INFO_V1(contacts_is_json_object);

#define LONGEST_TAG 200
#define MOST_TAGS 32
#define LONGEST_SENTENCE 8000
#define MOST_LINES 1000

PG_FUNCTION_INFO_V1(contacts_is_web_url);
PG_FUNCTION_INFO_V1(contacts_is_time_zone);
PG_FUNCTION_INFO_V1(contacts_is_language_tag);
PG_FUNCTION_INFO_V1(contacts_is_country_code);
PG_FUNCTION_INFO_V1(contacts_are_tags);
PG_FUNCTION_INFO_V1(contacts_are_web_urls);
PG_FUNCTION_INFO_V1(contacts_are_sentences);

/* ISO 3166-1 alpha-2, officially assigned codes */
static const char countries[] =
	"AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ "
	"CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO "
	"FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE "
	"JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO "
	"MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW "
	"PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM "
	"TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW ";

static inline bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static inline bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

Datum
contacts_is_web_url(PG_FUNCTION_ARGS)
{
	text	   *value = PG_GETARG_TEXT_PP(0);

	PG_RETURN_BOOL(contacts_web_url_fits(VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value)));
}

/*
 * Check whether a name is one of the IANA database, not one of the POSIX rules that pg_tzset() reads as well: those
 * need digits, which few IANA names have.
 */
static bool
is_iana_name(const char *name)
{
	static const char *const with_digits[] = {"EST5EDT", "CST6CDT", "MST7MDT", "PST8PDT", "GMT0", "GMT+0", "GMT-0"};

	if (strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/_+-") != strlen(name))
		return false;
	if (!is_letter(*name) || strcmp(name, "localtime") == 0 || strcmp(name, "posixrules") == 0)
		return false;
	if (strpbrk(name, "0123456789") == NULL || strncmp(name, "Etc/GMT", 7) == 0)
		return true;
	for (int i = 0; i < lengthof(with_digits); i++)
	{
		if (strcmp(name, with_digits[i]) == 0)
			return true;
	}
	return false;
}

Datum
contacts_is_time_zone(PG_FUNCTION_ARGS)
{
	text	   *value = PG_GETARG_TEXT_PP(0);
	char	   *name;
	pg_tz	   *tz;

	if (VARSIZE_ANY_EXHDR(value) == 0 || VARSIZE_ANY_EXHDR(value) > TZ_STRLEN_MAX)
		PG_RETURN_BOOL(false);
	name = text_to_cstring(value);
	if (!is_iana_name(name))
		PG_RETURN_BOOL(false);
	tz = pg_tzset(name);
	PG_RETURN_BOOL(tz != NULL && pg_tz_acceptable(tz));
}

/* Read one subtag of letters and digits; returns its length, 0 where there is none. */
static int
subtag(const char *s, int len, bool *letters)
{
	int			n = 0;

	*letters = true;
	for (; n < len && (is_letter(s[n]) || is_digit(s[n])); n++)
		*letters = *letters && is_letter(s[n]);
	return n;
}

/* Check whether text is a well-formed language tag (RFC 5646, section 2.1): language or "x", then subtags of 1 to 8. */
static bool
is_language_tag(const char *s, int len)
{
	bool		letters;
	bool		after_singleton = false;
	int			n = subtag(s, len, &letters);

	if (len > 100 || !letters || !((n >= 2 && n <= 8) ||
								   (n == 1 && (*s == 'x' || *s == 'X' || *s == 'i' || *s == 'I'))))
		return false;
	after_singleton = n == 1;
	while (n < len)
	{
		int			next;

		if (s[n] != '-')
			return false;
		s += n + 1;
		len -= n + 1;
		next = subtag(s, len, &letters);
		if (next < 1 || next > 8)
			return false;
		after_singleton = next == 1;
		n = next;
	}
	return !after_singleton;
}

Datum
contacts_is_language_tag(PG_FUNCTION_ARGS)
{
	text	   *value = PG_GETARG_TEXT_PP(0);

	PG_RETURN_BOOL(is_language_tag(VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value)));
}

Datum
contacts_is_country_code(PG_FUNCTION_ARGS)
{
	text	   *value = PG_GETARG_TEXT_PP(0);
	const char *s = VARDATA_ANY(value);

	if (VARSIZE_ANY_EXHDR(value) != 2)
		PG_RETURN_BOOL(false);
	for (const char *code = countries; *code; code += 3)
	{
		if (code[0] == s[0] && code[1] == s[1])
			PG_RETURN_BOOL(true);
	}
	PG_RETURN_BOOL(false);
}

/* Check whether an array is a list with a bounded number of elements, none of them null, that all pass a test. */
static bool
all_pass(ArrayType *array, int most, bool (*passes) (const char *, int))
{
	Datum	   *elements;
	bool	   *nulls;
	int			n = ArrayGetNItems(ARR_NDIM(array), ARR_DIMS(array));

	if (ARR_NDIM(array) > 1 || n > most)
		return false;
	deconstruct_array(array, TEXTOID, -1, false, TYPALIGN_INT, &elements, &nulls, &n);
	for (int i = 0; i < n; i++)
	{
		text	   *element;

		if (nulls[i])
			return false;
		element = DatumGetTextPP(elements[i]);
		if (!passes(VARDATA_ANY(element), VARSIZE_ANY_EXHDR(element)))
			return false;
	}
	return true;
}

/* Check whether text is a tag: not blank, not long. */
static bool
is_tag(const char *s, int len)
{
	return len <= LONGEST_TAG && !contacts_is_blank(s, len);
}

/* Check whether text is a line of notes: not blank, not endless. */
static bool
is_sentence(const char *s, int len)
{
	return len <= LONGEST_SENTENCE && !contacts_is_blank(s, len);
}

Datum
contacts_are_tags(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(all_pass(PG_GETARG_ARRAYTYPE_P(0), MOST_TAGS, is_tag));
}

Datum
contacts_are_web_urls(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(all_pass(PG_GETARG_ARRAYTYPE_P(0), MOST_LINES, contacts_web_url_fits));
}

Datum
contacts_are_sentences(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(all_pass(PG_GETARG_ARRAYTYPE_P(0), MOST_LINES, is_sentence));
}

#define LONGEST_NAME 500
#define LONGEST_CODE 200

/* Check whether text has no more characters than it may; where its bytes are no more, they need not be looked at. */
static bool
fits(const text *value, int most)
{
	int			len = VARSIZE_ANY_EXHDR(value);

	return len <= most || pg_mbstrlen_with_len(VARDATA_ANY(value), len) <= most;
}

/* Check whether text fits and is not blank. */
static bool
is_filled(const text *value, int most)
{
	return fits(value, most) && !contacts_is_blank(VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value));
}

PG_FUNCTION_INFO_V1(contacts_is_filled);
Datum
contacts_is_filled(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(is_filled(PG_GETARG_TEXT_PP(0), PG_GETARG_INT32(1)));
}

Datum
contacts_is_name(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(is_filled(PG_GETARG_TEXT_PP(0), LONGEST_NAME));
}

Datum
contacts_is_label(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(fits(PG_GETARG_TEXT_PP(0), LONGEST_NAME));
}

Datum
contacts_is_code(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(is_filled(PG_GETARG_TEXT_PP(0), LONGEST_CODE));
}

Datum
contacts_is_external_id(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(is_filled(PG_GETARG_TEXT_PP(0), LONGEST_CODE));
}

Datum
contacts_is_json_object(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(JB_ROOT_IS_OBJECT(PG_GETARG_JSONB_P(0)));
}
