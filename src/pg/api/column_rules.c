/*
 * column_rules.c
 *	  What a value of a column must be.
 */
#include "pg/compat.h"

#include "catalog/pg_collation.h"
#include "catalog/pg_type.h"
#include "pg/api/column_rules.h"
#include "pg/api/keys.h"
#include "pg/base/text.h"
#include "pg/store/columns.h"
#include "pg/types/predicates.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"

static bool
is_kind(text *value)
{
	return contacts_is_listed(value, "person,organization");
}

static bool
is_contact_type(text *value)
{
	return contacts_is_listed(value, "PRIMARY,BILLING,TECHNICAL,LEGAL,EXECUTIVE,OTHER");
}

static bool
is_status(text *value)
{
	return contacts_is_listed(value, "active,inactive,archived");
}

static bool
is_method(text *value)
{
	return contacts_is_listed(value, "email,phone,mobile");
}

static bool
is_address_type(text *value)
{
	return contacts_is_listed(value, "billing,shipping,home,work,other");
}

bool
contacts_is_channel_type(text *value)
{
	return contacts_is_listed(value, "email,phone,mobile,work_phone,fax,sms,website,social,chat,other");
}

/* Check whether all characters of text are of a set, and the first one of another. */
static bool
consists_of(text *value, const char *first, const char *rest)
{
	const char *s = VARDATA_ANY(value);

	for (int i = 0; i < VARSIZE_ANY_EXHDR(value); i++)
	{
		if (s[i] == '\0' || strchr(i == 0 ? first : rest, s[i]) == NULL)
			return false;
	}
	return VARSIZE_ANY_EXHDR(value) > 0;
}

bool
contacts_is_category(text *value)
{
	return consists_of(value, "abcdefghijklmnopqrstuvwxyz", "abcdefghijklmnopqrstuvwxyz0123456789_") &&
		VARSIZE_ANY_EXHDR(value) <= 63;
}

static bool
is_color(text *value)
{
	return consists_of(value, "#", "0123456789abcdefABCDEF") && VARSIZE_ANY_EXHDR(value) == 7;
}

/* Check whether text is what contact_mention_name_check takes; the row rule writes it in lower case. */
static bool
is_mention_name(text *value)
{
	Datum		lowered = DirectFunctionCall1Coll(lower, DEFAULT_COLLATION_OID, PointerGetDatum(value));
	Datum		pattern = CStringGetTextDatum("^[[:alnum:]]([[:alnum:]._-]{0,62}[[:alnum:]])?$");

	return DatumGetBool(DirectFunctionCall2Coll(textregexeq, DEFAULT_COLLATION_OID, lowered, pattern));
}

bool
contacts_is_url(text *value)
{
	return DatumGetBool(DirectFunctionCall1(contacts_is_web_url, PointerGetDatum(value)));
}

static bool
is_zone(text *value)
{
	return DatumGetBool(DirectFunctionCall1(contacts_is_time_zone, PointerGetDatum(value)));
}

static bool
is_language(text *value)
{
	return DatumGetBool(DirectFunctionCall1(contacts_is_language_tag, PointerGetDatum(value)));
}

bool
contacts_is_country(text *value)
{
	return DatumGetBool(DirectFunctionCall1(contacts_is_country_code, PointerGetDatum(value)));
}

const contacts_rule contacts_contact_column[TARGET_COLUMNS_END] = {
	[TARGET_NONE] = {NULL},
	[TARGET_KIND] = {"kind", VALUE_TEXT, 0, true, is_kind, "Type must be person or organization", "person"},
	[TARGET_TYPE] = {"type", VALUE_TEXT, 0, true, is_contact_type,
		"Type must be PRIMARY, BILLING, TECHNICAL, LEGAL, EXECUTIVE or OTHER", "PRIMARY"},
	[TARGET_CATEGORY] = {"category", VALUE_TEXT, 0, true, contacts_is_category,
		CATEGORY_MESSAGE},
	[TARGET_NAME_PREFIX] = {"name_prefix", VALUE_TEXT, 500, false},
	[TARGET_MIDDLE_NAME] = {"middle_name", VALUE_TEXT, 500, false},
	[TARGET_NAME_SUFFIX] = {"name_suffix", VALUE_TEXT, 500, false},
	[TARGET_FIRST_NAME] = {"first_name", VALUE_TEXT, 500, false},
	[TARGET_LAST_NAME] = {"last_name", VALUE_TEXT, 500, false},
	[TARGET_NAME] = {"name", VALUE_TEXT, 500, false},
	[TARGET_DISPLAY_NAME] = {"display_name", VALUE_TEXT, 500, false},
	[TARGET_CODE] = {"code", VALUE_TEXT, 200, false},
	[TARGET_ENTITY_TYPES] = {"entity_types", VALUE_TEXTS, 0, false, NULL, NULL, "{Contact}"},
	[TARGET_EMAIL] = {"email", VALUE_EMAIL, 0, false, NULL, "Invalid email format"},
	[TARGET_PHONE] = {"phone", VALUE_PHONE, 0, false, NULL, "Invalid phone number"},
	[TARGET_WEBSITE] = {"website", VALUE_TEXT, 0, false, contacts_is_url, URL_MESSAGE},
	[TARGET_AVATAR_URL] = {"avatar_url", VALUE_TEXT, 0, false, contacts_is_url, URL_MESSAGE},
	[TARGET_PROFILE_COLOR] = {"profile_color", VALUE_TEXT, 0, false, is_color, "Invalid color: # and six hexadecimal"
	" digits are expected"},
	[TARGET_JOB_TITLE] = {"job_title", VALUE_TEXT, 500, true},
	[TARGET_DEPARTMENT] = {"department", VALUE_TEXT, 500, true},
	[TARGET_COMPANY_ID] = {"company_id", VALUE_COMPANY, 0, false, NULL, "Company not found"},
	[TARGET_COMPANY_TEXT] = {"company_text", VALUE_TEXT, 500, true},
	[TARGET_REPORTS_TO] = {"reports_to", VALUE_MANAGER, 0, false, NULL, "Person not found"},
	[TARGET_MENTION_NAME] = {"mention_name", VALUE_TEXT, 64, false, is_mention_name,
		"Must consist of letters, digits, dots, hyphens and underscores, and begin and end with a letter or digit"},
	[TARGET_CUSTOMER_USER_ID] = {"customer_user_id", VALUE_INT},
	[TARGET_USER_ID] = {"user_id", VALUE_USER, 0, false, NULL, "User not found"},
	[TARGET_OWNER_ID] = {"owner_id", VALUE_USER, 0, false, NULL, "User not found"},
	[TARGET_IS_MARKETING_CONTACT] = {"is_marketing_contact", VALUE_BOOL, 0, false, NULL, NULL, "false"},
	[TARGET_STATUS] = {"status", VALUE_TEXT, 0, false, is_status, "Status must be active, inactive or archived",
		"active"},
	[TARGET_IS_UNKNOWN] = {"is_unknown", VALUE_BOOL, 0, false, NULL, NULL, "false"},
	[TARGET_PREFERRED_CONTACT_METHOD] = {"preferred_contact_method", VALUE_TEXT, 0, false, is_method,
		"Preferred contact method must be email, phone or mobile"},
	[TARGET_TIMEZONE] = {"timezone", VALUE_TEXT, 0, false, is_zone, "Invalid time zone: a name of the IANA database is"
	" expected"},
	[TARGET_LANGUAGE] = {"language", VALUE_TEXT, 0, false, is_language, "Invalid language tag"},
	[TARGET_TAX_ID] = {"tax_id", VALUE_TEXT, 200, false},
	[TARGET_DESCRIPTION] = {"description", VALUE_TEXT, 0, true},
	[TARGET_NOTES] = {"notes", VALUE_TEXT, 0, true},
	[TARGET_CUSTOM_FIELDS] = {"custom_fields", VALUE_OBJECT},
	[TARGET_METADATA] = {"metadata", VALUE_OBJECT, 0, false, NULL, NULL, "{}"},
	[TARGET_TAGS] = {"tags", VALUE_TEXTS, 200, false, NULL, NULL, "{}", NULL, 32},
	[TARGET_EXTERNAL_ID] = {"external_id", VALUE_TEXT, 200, false},
	[TARGET_EXTERNAL_SOURCE] = {"external_source", VALUE_TEXT, 200, false},
};

const contacts_rule contacts_address_field[ADDRESS_FIELDS] = {
	[TARGET_ADDRESS_ID - TARGET_ADDRESS_ID] = {"uid", VALUE_TEXT, 200, true},
	[TARGET_ADDRESSEE - TARGET_ADDRESS_ID] = {"addressee", VALUE_TEXT, 500, true},
	[TARGET_ADDRESS_COMPANY - TARGET_ADDRESS_ID] = {"company_name", VALUE_TEXT, 500, true},
	[TARGET_ATTENTION - TARGET_ADDRESS_ID] = {"attention", VALUE_TEXT, 500, true},
	[TARGET_ADDRESS_PHONE - TARGET_ADDRESS_ID] = {"phone", VALUE_PHONE, 0, false, NULL, "Invalid phone number"},
	[TARGET_LINE1 - TARGET_ADDRESS_ID] = {"line1", VALUE_TEXT, 500, true},
	[TARGET_LINE2 - TARGET_ADDRESS_ID] = {"line2", VALUE_TEXT, 500, true},
	[TARGET_CITY - TARGET_ADDRESS_ID] = {"city", VALUE_TEXT, 500, true},
	[TARGET_STATE - TARGET_ADDRESS_ID] = {"state_province", VALUE_TEXT, 500, true},
	[TARGET_POSTAL_CODE - TARGET_ADDRESS_ID] = {"postal_code", VALUE_TEXT, 40, true},
	[TARGET_COUNTRY - TARGET_ADDRESS_ID] = {"country_code", VALUE_TEXT, 0, false, contacts_is_country,
		"Invalid country code: two letters of ISO 3166-1 are expected"},
	[TARGET_ADDRESS_TIMEZONE - TARGET_ADDRESS_ID] = {"timezone", VALUE_TEXT, 0, false, is_zone,
		"Invalid time zone: a name of the IANA database is expected"},
	[TARGET_ADDRESS_TYPE - TARGET_ADDRESS_ID] = {"type", VALUE_TEXT, 0, false, is_address_type,
		"Address type must be billing, shipping, home, work or other"},
};

/* Get the type of the values that a rule reads. */
Oid
contacts_rule_type(const contacts_rule *rule)
{
	switch ((contacts_value_kind) rule->kind)
	{
		case VALUE_TEXT:
			return TEXTOID;
		case VALUE_EMAIL:
			return CONTACTS_TYPE_EMAIL;
		case VALUE_PHONE:
			return CONTACTS_TYPE_PHONE;
		case VALUE_BOOL:
			return BOOLOID;
		case VALUE_INT4:
		case VALUE_INT:
		case VALUE_COMPANY:
		case VALUE_MANAGER:
		case VALUE_USER:
			return INT8OID;
		case VALUE_OBJECT:
			return JSONBOID;
		case VALUE_TEXTS:
			return TEXTARRAYOID;
	}
	return InvalidOid;
}

/* Make the value of a column where a client gives nothing, or null. */
Datum
contacts_default_value(const contacts_rule *rule, bool *isnull)
{
	*isnull = rule->otherwise == NULL;
	if (*isnull)
		return (Datum) 0;
	switch ((contacts_value_kind) rule->kind)
	{
		case VALUE_BOOL:
			return BoolGetDatum(rule->otherwise[0] == 't');
		case VALUE_OBJECT:
			return DirectFunctionCall1(jsonb_in, CStringGetDatum(rule->otherwise));
		case VALUE_TEXTS:
			{
				Datum		one = CStringGetTextDatum("Contact");

				return PointerGetDatum(construct_array(&one, strcmp(rule->otherwise, "{}") == 0 ? 0 : 1,
													   TEXTOID, -1, false, TYPALIGN_INT));
			}
		default:
			return CStringGetTextDatum(rule->otherwise);
	}
}
