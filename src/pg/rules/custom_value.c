/*
 * custom_value.c
 *	  One value of a custom field and its type: whether it fits, and the key under which unique ones are compared.
 */
#include "pg/compat.h"

#include "catalog/pg_collation.h"
#include "core/email.h"
#include "core/phone.h"
#include "core/web_url.h"
#include "lib/stringinfo.h"
#include "pg/rules/custom_value.h"
#include "pg/types/email_type.h"
#include "pg/types/phone_type.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/datetime.h"
#include "utils/formatting.h"
#include "utils/jsonb.h"
#include "utils/numeric.h"

/* an index entry has to hold the key */
#define LONGEST_KEY 1000

PG_FUNCTION_INFO_V1(contacts_custom_field_key);

/* Read as many digits as are asked for; -1 where there are not so many. */
static int
digits(const char **at, const char *end, int count)
{
	int			value = 0;

	for (int i = 0; i < count; i++)
	{
		if (*at == end || **at < '0' || **at > '9')
			return -1;
		value = value * 10 + (*(*at)++ - '0');
	}
	return value;
}

/* Take one character that has to be there. */
static bool
take(const char **at, const char *end, char c)
{
	if (*at == end || **at != c)
		return false;
	(*at)++;
	return true;
}

/* Read a date of ISO 8601, YYYY-MM-DD. */
static bool
read_date(const char **at, const char *end)
{
	int			year = digits(at, end, 4);
	int			month = take(at, end, '-') ? digits(at, end, 2) : -1;
	int			day = take(at, end, '-') ? digits(at, end, 2) : -1;

	return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= day_tab[isleap(year)][month - 1];
}

/* Read a fraction of a second, where there is one. */
static bool
read_fraction(const char **at, const char *end)
{
	if (!take(at, end, '.'))
		return true;
	if (digits(at, end, 1) < 0)
		return false;
	while (digits(at, end, 1) >= 0)
		;
	return true;
}

/* Read the zone of a time: Z or an offset of hours and minutes. */
static bool
read_zone(const char **at, const char *end)
{
	int			hours;
	int			minutes;

	if (take(at, end, 'Z'))
		return true;
	if (!take(at, end, '+') && !take(at, end, '-'))
		return false;
	hours = digits(at, end, 2);
	minutes = take(at, end, ':') ? digits(at, end, 2) : -1;
	return hours >= 0 && hours <= 15 && minutes >= 0 && minutes <= 59;
}

/* Check whether a string is a date. */
static bool
is_date(const char *s, int len)
{
	const char *at = s;

	return read_date(&at, s + len) && at == s + len;
}

/* Check whether a string is a date and time with a zone (RFC 3339). */
static bool
is_timestamp(const char *s, int len)
{
	const char *at = s;
	const char *end = s + len;
	int			hours;
	int			minutes;
	int			seconds;

	if (!read_date(&at, end) || !(take(&at, end, 'T') || take(&at, end, ' ')))
		return false;
	hours = digits(&at, end, 2);
	minutes = take(&at, end, ':') ? digits(&at, end, 2) : -1;
	seconds = take(&at, end, ':') ? digits(&at, end, 2) : -1;
	return hours >= 0 && hours <= 23 && minutes >= 0 && minutes <= 59 && seconds >= 0 && seconds <= 59 &&
		read_fraction(&at, end) && read_zone(&at, end) && at == end;
}

/* Check whether a string is an e-mail address. */
static bool
is_email(const char *s, int len)
{
	contacts_email email;
	size_t		at;

	return contacts_email_of_text(PointerGetDatum(cstring_to_text_with_len(s, len)), &email, &at) == CONTACTS_EMAIL_OK;
}

/* Check whether a string is a phone number with its country code. */
static bool
is_phone(const char *s, int len)
{
	contacts_phone phone;

	return contacts_phone_read(s, len, CONTACTS_PHONE_NO_REGION, &phone) == CONTACTS_PHONE_OK;
}

/* the types whose values are strings */
static const struct
{
	const char *type;
	bool		(*fits) (const char *s, int len);
	const char *problem;
}			string_types[] = {
	{"text", NULL, "Value must be a string"},
	{"date", is_date, "Value must be a date, YYYY-MM-DD"},
	{"timestamp", is_timestamp, "Value must be a time with its zone, such as 2024-05-06T07:08:09Z"},
	{"email", is_email, "Value must be an e-mail address"},
	{"phone", is_phone, "Value must be a phone number with its country code"},
	{"url", contacts_web_url_fits, "Value must be an http or https URL"},
};

/* Say what is wrong with a value of an enum. */
static char *
enum_problem(const contacts_custom_field *field, JsonbValue *value)
{
	StringInfoData problem;

	for (int i = 0; value->type == jbvString && i < field->option_count; i++)
	{
		if (strlen(field->options[i]) == value->val.string.len &&
			memcmp(field->options[i], value->val.string.val, value->val.string.len) == 0)
			return NULL;
	}
	initStringInfo(&problem);
	appendStringInfoString(&problem, "Value must be one of ");
	for (int i = 0; i < field->option_count; i++)
		appendStringInfo(&problem, "%s%s", i > 0 ? ", " : "", field->options[i]);
	return problem.data;
}

/* Check whether a number has no fraction. */
static bool
is_whole(Numeric number)
{
	return strchr(numeric_normalize(number), '.') == NULL && !numeric_is_nan(number) && !numeric_is_inf(number);
}

/* Say what is wrong with a value; NULL where it fits. */
char *
contacts_custom_value_problem(const contacts_custom_field *field, JsonbValue *value)
{
	if (strcmp(field->type, "json") == 0)
		return NULL;
	if (strcmp(field->type, "boolean") == 0)
		return value->type == jbvBool ? NULL : "Value must be true or false";
	if (strcmp(field->type, "number") == 0)
		return value->type == jbvNumeric ? NULL : "Value must be a number";
	if (strcmp(field->type, "integer") == 0)
		return value->type == jbvNumeric && is_whole(value->val.numeric) ? NULL : "Value must be a whole number";
	if (strcmp(field->type, "enum") == 0)
		return enum_problem(field, value);
	for (int i = 0; i < lengthof(string_types); i++)
	{
		if (strcmp(field->type, string_types[i].type) == 0)
			return value->type == jbvString &&
				(string_types[i].fits == NULL || string_types[i].fits(value->val.string.val, value->val.string.len))
				? NULL : unconstify(char *, string_types[i].problem);
	}
	return psprintf("Type %s is not known", field->type);
}

/* Print a phone number in its one form. */
static text *
phone_key(const char *s, int len)
{
	contacts_phone phone;

	if (contacts_phone_read(s, len, CONTACTS_PHONE_NO_REGION, &phone) != CONTACTS_PHONE_OK)
		return cstring_to_text_with_len(s, len);
	return (text *) contacts_phone_value(&phone);
}

/*
 * Print the instant of a timestamp: seconds since 2000-01-01 00:00 UTC, and the fraction without zeros at its end.  A
 * string that was written before the field was a timestamp the text stands for itself.
 */
static text *
timestamp_key(const char *s, int len)
{
	const char *fraction = s + 19;
	const char *zone = fraction;
	int			minutes = 0;
	int			size;
	int64		seconds;

	if (!is_timestamp(s, len))
		return cstring_to_text_with_len(s, len);
	while (*zone == '.' || (*zone >= '0' && *zone <= '9'))
		zone++;
	for (size = (int) (zone - fraction); size > 0 && (fraction[size - 1] == '0' || fraction[size - 1] == '.'); size--)
		;
	if (*zone != 'Z')
		minutes = (atoi(zone + 1) * 60 + atoi(zone + 4)) * (*zone == '-' ? -1 : 1);
	seconds = ((int64) (date2j(atoi(s), atoi(s + 5), atoi(s + 8)) - POSTGRES_EPOCH_JDATE) * 24 + atoi(s + 11)) * 3600 +
		(atoi(s + 14) - minutes) * 60 + atoi(s + 17);
	return cstring_to_text(psprintf(INT64_FORMAT "%.*s", seconds, size, fraction));
}

/* Make the text under which values of a unique field are compared; null where there is nothing to compare. */
Datum
contacts_custom_field_key(PG_FUNCTION_ARGS)
{
	Jsonb	   *object = PG_GETARG_JSONB_P(0);
	char	   *type = text_to_cstring(PG_GETARG_TEXT_PP(1));
	JsonbValue	value;
	text	   *key;

	if (!JB_ROOT_IS_SCALAR(object) || !JsonbExtractScalar(&object->root, &value))
		PG_RETURN_NULL();
	if (value.type == jbvNumeric)
		key = cstring_to_text(numeric_normalize(value.val.numeric));
	else if (value.type != jbvString)
		PG_RETURN_NULL();
	else if (strcmp(type, "phone") == 0)
		key = phone_key(value.val.string.val, value.val.string.len);
	else if (strcmp(type, "timestamp") == 0)
		key = timestamp_key(value.val.string.val, value.val.string.len);
	else if (strcmp(type, "email") == 0)
		key = cstring_to_text(str_tolower(value.val.string.val, value.val.string.len, DEFAULT_COLLATION_OID));
	else
		key = cstring_to_text_with_len(value.val.string.val, value.val.string.len);
	if (VARSIZE_ANY_EXHDR(key) > LONGEST_KEY)
		ereport(ERROR,
				(errcode(ERRCODE_STRING_DATA_RIGHT_TRUNCATION),
				 errmsg("value of a unique custom field is too long"),
				 errdetail("It has %d bytes, the limit is %d.", (int) VARSIZE_ANY_EXHDR(key), LONGEST_KEY)));
	PG_RETURN_TEXT_P(key);
}
