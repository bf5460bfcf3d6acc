/*
 * libphonenumber.cc
 *	  Google's library in a backend, for comparison of speed.
 *
 * Debian's has older metadata, so its answers differ; what it costs does not.
 * libraries: -lphonenumber
 */
#include <string>

#include <phonenumbers/phonenumber.pb.h>
#include <phonenumbers/phonenumberutil.h>

extern "C"
{
#include "postgres.h"

#include "fmgr.h"
#include "utils/builtins.h"

PG_MODULE_MAGIC;
}

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

/* Parse a text as the library does. */
static bool
parse(FunctionCallInfo fcinfo, PhoneNumber *number)
{
	text	   *t = PG_GETARG_TEXT_PP(0);
	text	   *region = PG_GETARG_TEXT_PP(1);

	return PhoneNumberUtil::GetInstance()->Parse(std::string(VARDATA_ANY(t), VARSIZE_ANY_EXHDR(t)),
												 std::string(VARDATA_ANY(region), VARSIZE_ANY_EXHDR(region)),
												 number) == PhoneNumberUtil::NO_PARSING_ERROR;
}

extern "C"
{
PG_FUNCTION_INFO_V1(libphonenumber_is_valid);
Datum
libphonenumber_is_valid(PG_FUNCTION_ARGS)
{
	PhoneNumber number;

	PG_RETURN_BOOL(parse(fcinfo, &number) && PhoneNumberUtil::GetInstance()->IsValidNumber(number));
}

PG_FUNCTION_INFO_V1(libphonenumber_format);
Datum
libphonenumber_format(PG_FUNCTION_ARGS)
{
	PhoneNumber number;
	std::string formatted;

	if (!parse(fcinfo, &number))
		PG_RETURN_NULL();
	PhoneNumberUtil::GetInstance()->Format(number, PhoneNumberUtil::INTERNATIONAL, &formatted);
	PG_RETURN_TEXT_P(cstring_to_text_with_len(formatted.data(), (int) formatted.size()));
}
}
