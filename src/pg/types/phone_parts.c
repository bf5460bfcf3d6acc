/*
 * phone_parts.c
 *	  What a telephone number says about itself: parts, region, type, formats.
 */
#include "pg/compat.h"

#include "core/phone.h"
#include "pg/base/error.h"
#include "utils/builtins.h"

/*
 * Take a value apart.  False only for the bounds of prefix searches, which are
 * of type phone but no numbers; accessors are NULL for these.
 */
static bool
get_phone(FunctionCallInfo fcinfo, contacts_phone *phone)
{
	struct varlena *value = PG_GETARG_VARLENA_PP(0);

	return contacts_phone_load(VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value), phone);
}

PG_FUNCTION_INFO_V1(contacts_phone_is_valid);
Datum
contacts_phone_is_valid(PG_FUNCTION_ARGS)
{
	contacts_phone phone;

	PG_RETURN_BOOL(get_phone(fcinfo, &phone) && contacts_phone_get_type(&phone) != CONTACTS_PHONE_UNKNOWN);
}

PG_FUNCTION_INFO_V1(contacts_phone_region);
Datum
contacts_phone_region(PG_FUNCTION_ARGS)
{
	contacts_phone phone;
	char		name[4];
	int			len;

	if (!get_phone(fcinfo, &phone))
		PG_RETURN_NULL();
	len = contacts_phone_region_name(contacts_phone_get_region(&phone), name);
	PG_RETURN_TEXT_P(cstring_to_text_with_len(name, len));
}

PG_FUNCTION_INFO_V1(contacts_phone_type_sql);
Datum
contacts_phone_type_sql(PG_FUNCTION_ARGS)
{
	contacts_phone phone;

	if (!get_phone(fcinfo, &phone))
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(contacts_phone_type_name(contacts_phone_get_type(&phone))));
}

PG_FUNCTION_INFO_V1(contacts_phone_country_code);
Datum
contacts_phone_country_code(PG_FUNCTION_ARGS)
{
	contacts_phone phone;

	if (!get_phone(fcinfo, &phone))
		PG_RETURN_NULL();
	PG_RETURN_INT32(contacts_phone_calling_code(&phone));
}

PG_FUNCTION_INFO_V1(contacts_phone_national_number);
Datum
contacts_phone_national_number(PG_FUNCTION_ARGS)
{
	contacts_phone phone;
	char		digits[CONTACTS_PHONE_NSN_MAX];

	if (!get_phone(fcinfo, &phone))
		PG_RETURN_NULL();
	for (int i = 0; i < phone.nsn_len; i++)
		digits[i] = (char) ('0' + phone.nsn[i]);
	PG_RETURN_TEXT_P(cstring_to_text_with_len(digits, phone.nsn_len));
}

PG_FUNCTION_INFO_V1(contacts_phone_extension);
Datum
contacts_phone_extension(PG_FUNCTION_ARGS)
{
	contacts_phone phone;

	if (!get_phone(fcinfo, &phone) || phone.ext_len == 0)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text_with_len(phone.ext, phone.ext_len));
}

PG_FUNCTION_INFO_V1(contacts_phone_format_sql);
Datum
contacts_phone_format_sql(PG_FUNCTION_ARGS)
{
	text	   *name = PG_GETARG_TEXT_PP(1);
	contacts_phone_style style;
	contacts_phone phone;
	char		buffer[CONTACTS_PHONE_FORMAT_MAX];

	if (!contacts_phone_find_style(VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name), &style))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("unknown style of telephone numbers: \"%s\"",
						contacts_quote_input(VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name))),
				 errdetail("The styles are those of libphonenumber."),
				 errhint("Use E164, INTERNATIONAL, NATIONAL or RFC3966.")));
	if (!get_phone(fcinfo, &phone))
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text_with_len(buffer, (int) contacts_phone_format(&phone, style, buffer)));
}
