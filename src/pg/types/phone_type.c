/*
 * phone_type.c
 *	  Input and output of the type phone, and its parser as SQL functions.
 */
#include "pg/compat.h"

#include "access/detoast.h"
#include "catalog/namespace.h"
#include "core/phone.h"
#include "libpq/pqformat.h"
#include "mb/pg_wchar.h"
#include "pg/base/error.h"
#include "pg/types/phone_type.h"
#include "utils/builtins.h"
#include "utils/guc.h"

static char *default_region_name;
static int	default_region = CONTACTS_PHONE_NO_REGION;

/* ---- the setting contacts.default_region ---- */

/* Refuse a region that does not exist. */
static bool
check_default_region(char **newval, void **extra, GucSource source)
{
	int			region;

	if (contacts_phone_find_region(*newval, strlen(*newval), &region))
		return true;
	GUC_check_errmsg("unknown region: \"%s\"", contacts_quote_input(*newval, strlen(*newval)));
	GUC_check_errdetail("A region is a two-letter code of ISO 3166-1 with telephone numbers of its own.");
	GUC_check_errhint("Use a code such as US or GB, or the empty string for none.");
	return false;
}

static void
assign_default_region(const char *newval, void *extra)
{
	(void) contacts_phone_find_region(newval, strlen(newval), &default_region);
}

/* Define the settings of the type. */
void
contacts_phone_define_settings(void)
{
	DefineCustomStringVariable("contacts.default_region",
							   "Region in which telephone numbers without a country code are read.",
							   "A two-letter code of ISO 3166-1; empty for none, then such numbers are refused.",
							   &default_region_name, "", PGC_USERSET, 0,
							   check_default_region, assign_default_region, NULL);
}

/* Return the region that the setting names, or CONTACTS_PHONE_NO_REGION. */
int
contacts_phone_default_region(void)
{
	return default_region;
}

/* ---- reading ---- */

static bool
is_ascii(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (IS_HIGHBIT_SET(s[i]))
			return false;
	return true;
}

/* Parse text of a database that is not UTF-8. */
static contacts_phone_status
parse_foreign(const char *s, size_t len, int region, contacts_phone *phone)
{
	char		utf8[CONTACTS_PHONE_INPUT_BYTES * MAX_CONVERSION_GROWTH + 1];
	contacts_phone_status status;
	int			encoding = GetDatabaseEncoding();
	Oid			conversion = FindDefaultConversionProc(encoding, PG_UTF8);

	if (!OidIsValid(conversion) ||
		pg_do_encoding_conversion_buf(conversion, encoding, PG_UTF8, (unsigned char *) s, (int) len,
									  (unsigned char *) utf8, (int) sizeof(utf8), true) != (int) len)
		return CONTACTS_PHONE_NOT_A_NUMBER;
	status = contacts_phone_parse(utf8, strlen(utf8), region, phone);

	/* the text form must stand in any encoding */
	if (status == CONTACTS_PHONE_OK && !is_ascii(phone->ext, phone->ext_len))
		status = CONTACTS_PHONE_NOT_A_NUMBER;
	return status;
}

/* Parse a string in the database's encoding; never raises. */
contacts_phone_status
contacts_phone_parse_string(const char *s, size_t len, int region, contacts_phone *phone)
{
	int			encoding = GetDatabaseEncoding();

	if (len > CONTACTS_PHONE_INPUT_BYTES)
		return CONTACTS_PHONE_TOO_LONG;
	if (encoding == PG_UTF8 || encoding == PG_SQL_ASCII || is_ascii(s, len))
		return contacts_phone_parse(s, len, region, phone);
	return parse_foreign(s, len, region, phone);
}

/* Parse a datum of type text, which is not fetched when it is too long; never raises. */
static contacts_phone_status
parse_text(Datum text, int region, contacts_phone *phone)
{
	struct varlena *value;

	if (toast_raw_datum_size(text) > CONTACTS_PHONE_INPUT_BYTES + VARHDRSZ)
		return CONTACTS_PHONE_TOO_LONG;
	value = pg_detoast_datum_packed((struct varlena *) DatumGetPointer(text));
	return contacts_phone_parse_string(VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value), region, phone);
}

/* Read a string as the type does; never raises. */
static contacts_phone_status
read_string(const char *s, size_t len, int region, contacts_phone *phone)
{
	contacts_phone_status status = contacts_phone_parse_string(s, len, region, phone);

	return status == CONTACTS_PHONE_OK ? contacts_phone_accept(phone) : status;
}

/* Read a datum of type text as the type does; never raises. */
contacts_phone_status
contacts_phone_read_text(Datum text, int region, contacts_phone *phone)
{
	contacts_phone_status status = parse_text(text, region, phone);

	return status == CONTACTS_PHONE_OK ? contacts_phone_accept(phone) : status;
}

/* Make a value of a number. */
struct varlena *
contacts_phone_value(const contacts_phone *phone)
{
	char		text[CONTACTS_PHONE_TEXT_MAX];

	return cstring_to_text_with_len(text, (int) contacts_phone_print(phone, text));
}

/* ---- errors ---- */

/* Say in a sentence why an input is refused. */
static const char *
describe(contacts_phone_status status)
{
	switch (status)
	{
		case CONTACTS_PHONE_INVALID_COUNTRY_CODE:
			return "The number has no country code, or one that does not exist (INVALID_COUNTRY_CODE).";
		case CONTACTS_PHONE_TOO_SHORT_AFTER_IDD:
			return "Too few digits follow the international prefix (TOO_SHORT_AFTER_IDD).";
		case CONTACTS_PHONE_TOO_SHORT_NSN:
			return "Fewer than two digits follow the country code (TOO_SHORT_NSN).";
		case CONTACTS_PHONE_TOO_LONG:
			return "The number has more digits than its country's numbers have, or more than 250 characters"
				   " (TOO_LONG).";
		case CONTACTS_PHONE_IS_POSSIBLE_LOCAL_ONLY:
			return "The number has no area code, so it can be dialled within its area only (IS_POSSIBLE_LOCAL_ONLY).";
		case CONTACTS_PHONE_TOO_SHORT:
			return "The number has fewer digits than its country's numbers have (TOO_SHORT).";
		case CONTACTS_PHONE_INVALID_LENGTH:
			return "No number of its country has this many digits (INVALID_LENGTH).";
		default:
			return "This does not look like a telephone number (NOT_A_NUMBER).";
	}
}

/* Say what to do about it. */
static const char *
advise(contacts_phone_status status)
{
	switch (status)
	{
		case CONTACTS_PHONE_IS_POSSIBLE_LOCAL_ONLY:
			return "Give the area code as well, as in +44 20 7946 0018.";
		case CONTACTS_PHONE_TOO_LONG:
		case CONTACTS_PHONE_TOO_SHORT:
		case CONTACTS_PHONE_INVALID_LENGTH:
			return "Check the digits, and give the country code, as in +44 20 7946 0018, or the right region.";
		default:
			return "Give the country code, as in +44 20 7946 0018, or a region.";
	}
}

/* Refuse a string. */
static Datum
refuse(Node *escontext, const char *s, size_t len, contacts_phone_status status)
{
	return contacts_invalid_input(escontext, "phone", s, len, describe(status), advise(status));
}

/* Refuse a datum of type text; of a long one no more is fetched than the message shows. */
static Datum
refuse_text(Datum text, contacts_phone_status status)
{
	struct varlena *head = PG_DETOAST_DATUM_SLICE(text, 0, CONTACTS_PHONE_INPUT_BYTES);
	int			len = VARSIZE_ANY_EXHDR(head);

	return refuse(NULL, VARDATA_ANY(head), pg_mbcliplen(VARDATA_ANY(head), len, len), status);
}

/* Read a text or raise. */
static Datum
read_or_refuse(Datum text, int region)
{
	contacts_phone phone;
	contacts_phone_status status = contacts_phone_read_text(text, region, &phone);

	if (status != CONTACTS_PHONE_OK)
		return refuse_text(text, status);
	return PointerGetDatum(contacts_phone_value(&phone));
}

/*
 * Return the region that the optional second argument names, none for one that does not exist: it is data of a row, as
 * the number is, and the library reads it so.  *unknown tells of that.
 */
static int
lenient_region(FunctionCallInfo fcinfo, bool *unknown)
{
	text	   *name;
	int			region = CONTACTS_PHONE_NO_REGION;

	*unknown = false;
	if (PG_NARGS() < 2)
		return default_region;
	if (PG_ARGISNULL(1))
		return CONTACTS_PHONE_NO_REGION;
	name = PG_GETARG_TEXT_PP(1);
	*unknown = !contacts_phone_find_region(VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name), &region);
	return *unknown ? CONTACTS_PHONE_NO_REGION : region;
}

/* Return the region that an argument names, NULL being none. */
static int
region_argument(FunctionCallInfo fcinfo, int n)
{
	text	   *name;
	int			region;

	if (PG_ARGISNULL(n))
		return CONTACTS_PHONE_NO_REGION;
	name = PG_GETARG_TEXT_PP(n);
	if (!contacts_phone_find_region(VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name), &region))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("unknown region: \"%s\"",
						contacts_quote_input(VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name))),
				 errdetail("A region is a two-letter code of ISO 3166-1 with telephone numbers of its own."),
				 errhint("Use a code such as US or GB, or NULL for none.")));
	return region;
}

/* Return the region of a function with an optional second argument: without it, the setting's. */
static int
get_region(FunctionCallInfo fcinfo)
{
	return PG_NARGS() > 1 ? region_argument(fcinfo, 1) : default_region;
}

/* ---- input and output; out and send are text's own ---- */

PG_FUNCTION_INFO_V1(contacts_phone_in);
Datum
contacts_phone_in(PG_FUNCTION_ARGS)
{
	char	   *s = PG_GETARG_CSTRING(0);
	size_t		len = strlen(s);
	contacts_phone phone;
	contacts_phone_status status = read_string(s, len, default_region, &phone);

	if (status != CONTACTS_PHONE_OK)
		return refuse(contacts_escontext(fcinfo), s, len, status);
	PG_RETURN_POINTER(contacts_phone_value(&phone));
}

PG_FUNCTION_INFO_V1(contacts_phone_recv);
Datum
contacts_phone_recv(PG_FUNCTION_ARGS)
{
	StringInfo	buf = (StringInfo) PG_GETARG_POINTER(0);
	int			len;
	char	   *s = pq_getmsgtext(buf, buf->len - buf->cursor, &len);
	contacts_phone phone;
	contacts_phone_status status = read_string(s, len, default_region, &phone);

	if (status != CONTACTS_PHONE_OK)
		return refuse(NULL, s, len, status);
	PG_RETURN_POINTER(contacts_phone_value(&phone));
}

/* ---- the parser ---- */

PG_FUNCTION_INFO_V1(contacts_parse_phone);
Datum
contacts_parse_phone(PG_FUNCTION_ARGS)
{
	int			region = get_region(fcinfo);

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	return read_or_refuse(PG_GETARG_DATUM(0), region);
}

PG_FUNCTION_INFO_V1(contacts_try_phone);
Datum
contacts_try_phone(PG_FUNCTION_ARGS)
{
	bool		unknown;
	int			region = lenient_region(fcinfo, &unknown);
	contacts_phone phone;

	if (PG_ARGISNULL(0) ||
		contacts_phone_read_text(PG_GETARG_DATUM(0), region, &phone) != CONTACTS_PHONE_OK)
		PG_RETURN_NULL();
	PG_RETURN_POINTER(contacts_phone_value(&phone));
}

PG_FUNCTION_INFO_V1(contacts_phone_error);
Datum
contacts_phone_error(PG_FUNCTION_ARGS)
{
	bool		unknown;
	int			region = lenient_region(fcinfo, &unknown);
	contacts_phone phone;
	contacts_phone_status status;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	status = contacts_phone_read_text(PG_GETARG_DATUM(0), region, &phone);
	if (status == CONTACTS_PHONE_OK)
		PG_RETURN_NULL();
	/* with a region the number may have been one */
	PG_RETURN_TEXT_P(cstring_to_text(unknown && status == CONTACTS_PHONE_INVALID_COUNTRY_CODE ? "UNKNOWN_REGION"
									 : contacts_phone_reason(status)));
}

PG_FUNCTION_INFO_V1(contacts_phone_possible_reason);
Datum
contacts_phone_possible_reason(PG_FUNCTION_ARGS)
{
	bool		unknown;
	int			region = lenient_region(fcinfo, &unknown);
	contacts_phone phone;

	if (PG_ARGISNULL(0) || parse_text(PG_GETARG_DATUM(0), region, &phone) != CONTACTS_PHONE_OK)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(contacts_phone_reason(contacts_phone_possible(&phone))));
}

/* Get the metadata's example; region and type are named by the caller. */
PG_FUNCTION_INFO_V1(contacts_phone_example_sql);
Datum
contacts_phone_example_sql(PG_FUNCTION_ARGS)
{
	int			region = region_argument(fcinfo, 0);
	text	   *name = PG_GETARG_TEXT_PP(1);
	contacts_phone_type type;
	contacts_phone phone;

	if (!contacts_phone_find_type(VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name), &type))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("unknown type of telephone number: \"%s\"",
						contacts_quote_input(VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name))),
				 errdetail("The types are those that phone_type() returns."),
				 errhint("Use FIXED_LINE, MOBILE, FIXED_LINE_OR_MOBILE, TOLL_FREE, PREMIUM_RATE, SHARED_COST, VOIP, "
						 "PERSONAL_NUMBER, PAGER, UAN or VOICEMAIL.")));
	if (region == CONTACTS_PHONE_NO_REGION || !contacts_phone_example(region, type, &phone) ||
		contacts_phone_accept(&phone) != CONTACTS_PHONE_OK)
		PG_RETURN_NULL();
	PG_RETURN_POINTER(contacts_phone_value(&phone));
}

/* Read a phone number, a national one as in a region where one is given; false where it is none. */
bool
contacts_read_phone_number(text *value, const char *region, Datum *phone)
{
	contacts_phone number;
	int			code;

	/* some countries have no numbers of their own */
	if (!contacts_phone_find_region(region, strlen(region), &code))
		code = CONTACTS_PHONE_NO_REGION;
	if (contacts_phone_read_text(PointerGetDatum(value), code, &number) != CONTACTS_PHONE_OK)
		return false;
	*phone = PointerGetDatum(contacts_phone_value(&number));
	return true;
}
