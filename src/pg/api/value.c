/*
 * value.c
 *	  One value of a client, read by the rule of the column that it is for.
 *
 * The rules say the same as the table's constraints, in words for the client.  The constraints stay the judges.
 */
#include "pg/compat.h"

#include "catalog/pg_collation.h"
#include "catalog/pg_type.h"
#include "mb/pg_wchar.h"
#include "pg/api/draft.h"
#include "pg/types/predicates.h"
#include "pg/base/white_space.h"
#include "pg/base/error.h"
#include "pg/types/person_name.h"
#include "pg/types/phone_type.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/numeric.h"

extern Datum contacts_is_web_url(PG_FUNCTION_ARGS);
extern Datum contacts_is_time_zone(PG_FUNCTION_ARGS);
extern Datum contacts_is_language_tag(PG_FUNCTION_ARGS);
extern Datum contacts_is_country_code(PG_FUNCTION_ARGS);
extern Datum contacts_try_email(PG_FUNCTION_ARGS);

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

/* Tell whether all characters of text are of a set, and the first one of another. */
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

/* Tell whether text is what contact_mention_name_check takes; the row rule writes it in lower case. */
static bool
is_mention_name(text *value)
{
	Datum		lowered = DirectFunctionCall1Coll(lower, DEFAULT_COLLATION_OID, PointerGetDatum(value));

	return DatumGetBool(DirectFunctionCall2Coll(textregexeq, DEFAULT_COLLATION_OID, lowered,
												CStringGetTextDatum("^[[:alnum:]]([[:alnum:]._-]{0,62}[[:alnum:]])?$")));
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
	[TARGET_PROFILE_COLOR] = {"profile_color", VALUE_TEXT, 0, false, is_color, "Invalid color: # and six hexadecimal digits are expected"},
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
	[TARGET_STATUS] = {"status", VALUE_TEXT, 0, false, is_status, "Status must be active, inactive or archived", "active"},
	[TARGET_IS_UNKNOWN] = {"is_unknown", VALUE_BOOL, 0, false, NULL, NULL, "false"},
	[TARGET_PREFERRED_CONTACT_METHOD] = {"preferred_contact_method", VALUE_TEXT, 0, false, is_method,
		"Preferred contact method must be email, phone or mobile"},
	[TARGET_TIMEZONE] = {"timezone", VALUE_TEXT, 0, false, is_zone, "Invalid time zone: a name of the IANA database is expected"},
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

/* Call one of our own functions of text that is null where the text is no value. */
static bool
try_text(PGFunction function, text *value, Datum *result)
{
	LOCAL_FCINFO(fcinfo, 1);

	InitFunctionCallInfoData(*fcinfo, NULL, 1, InvalidOid, NULL, NULL);
	fcinfo->args[0].value = PointerGetDatum(value);
	fcinfo->args[0].isnull = false;
	*result = function(fcinfo);
	return !fcinfo->isnull;
}

/* Read an e-mail address; false where it is none. */
bool
contacts_read_email_address(text *value, Datum *email)
{
	return try_text(contacts_try_email, value, email);
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

/* Refuse a value, with the message of its rule. */
static bool
refuse(contacts_draft *draft, const char *message)
{
	contacts_draft_problem(draft, "INVALID", message);
	return false;
}

/* Get a string of JSON as text, trimmed; false where it is something else. */
static bool
read_string(contacts_draft *draft, JsonbValue *json, text **value)
{
	if (json->type != jbvString)
		return refuse(draft, "Must be a string");
	*value = contacts_tidy_text(cstring_to_text_with_len(json->val.string.val, json->val.string.len));
	return true;
}

/* Read text by its rule. */
static bool
read_text(contacts_draft *draft, const contacts_rule *rule, JsonbValue *json, Datum *value)
{
	text	   *string;

	if (!read_string(draft, json, &string))
		return false;
	if (!rule->blank && contacts_is_blank(VARDATA_ANY(string), VARSIZE_ANY_EXHDR(string)))
		return refuse(draft, "Must not be empty");
	if (rule->max && pg_mbstrlen_with_len(VARDATA_ANY(string), VARSIZE_ANY_EXHDR(string)) > rule->max)
		return refuse(draft, psprintf("Must have at most %d characters", rule->max));
	if (rule->check && !rule->check(string))
		return refuse(draft, rule->message);
	*value = PointerGetDatum(string);
	return true;
}

/* Read an address or a number. */
static bool
read_channel(contacts_draft *draft, const contacts_rule *rule, JsonbValue *json, Datum *value)
{
	text	   *string;
	bool		good;

	if (!read_string(draft, json, &string))
		return false;
	good = rule->kind == VALUE_EMAIL ? contacts_read_email_address(string, value)
		: contacts_read_phone_number(string, draft->region, value);
	return good || refuse(draft, rule->message);
}

/* Read a whole number, or a string of its digits. */
static bool
read_int(contacts_draft *draft, const contacts_rule *rule, JsonbValue *json, Datum *value)
{
	contacts_id id = {ID_BAD};

	if (json->type == jbvString)
		contacts_id_read(&id, json->val.string.val, json->val.string.len);
	else if (json->type == jbvNumeric)
	{
		char	   *digits = numeric_normalize(json->val.numeric);

		contacts_id_read(&id, digits, strlen(digits));
	}
	if (id.form != ID_NUMBER)
		return refuse(draft, "Must be a positive whole number");
	if (rule->kind == VALUE_INT4 && id.number > PG_INT32_MAX)
		return refuse(draft, psprintf("Must be at most %d", PG_INT32_MAX));
	*value = Int64GetDatum(id.number);
	return true;
}

/* Read an array of strings. */
static bool
read_texts(contacts_draft *draft, const contacts_rule *rule, JsonbValue *json, Datum *value)
{
	contacts_each each;
	Datum	   *texts;
	int			n = 0;

	if (!contacts_value_is_array(json))
		return refuse(draft, "Must be an array of strings");
	texts = palloc(sizeof(Datum) * (JsonContainerSize(json->val.binary.data) + 1));
	contacts_each_start(&each, json->val.binary.data);
	while (contacts_each_next(&each))
	{
		text	   *string;

		if (each.value.type != jbvString)
			return refuse(draft, "Must be an array of strings");
		if (!read_string(draft, &each.value, &string))
			return false;
		if (contacts_is_blank(VARDATA_ANY(string), VARSIZE_ANY_EXHDR(string)))
			return refuse(draft, "Must not have empty elements");
		if (rule->max && VARSIZE_ANY_EXHDR(string) > rule->max)
			return refuse(draft, psprintf("Elements must have at most %d bytes", rule->max));
		if (rule->check && !rule->check(string))
			return refuse(draft, rule->message);
		texts[n++] = PointerGetDatum(string);
	}
	if (rule->most && n > rule->most)
		return refuse(draft, psprintf("At most %d %s are allowed", rule->most, strcmp(rule->column, "tags") == 0 ? "tags" : "elements"));
	*value = PointerGetDatum(construct_array(texts, n, TEXTOID, -1, false, TYPALIGN_INT));
	return true;
}

/* Read an identifier and find the row that it names. */
static bool
read_reference(contacts_draft *draft, const contacts_rule *rule, JsonbValue *json, Datum *value)
{
	contacts_id id;
	int64		found;

	if (json->type == jbvNumeric)
	{
		char	   *digits = numeric_normalize(json->val.numeric);

		contacts_id_read(&id, digits, strlen(digits));
	}
	else if (json->type == jbvString)
		contacts_id_read(&id, json->val.string.val, json->val.string.len);
	else
		return refuse(draft, "Must be an id");
	if (id.form == ID_BAD)
		return refuse(draft, "Invalid id format");
	if (!contacts_find_reference(draft, rule->kind, &id, &found))
	{
		bool		company = rule->kind == VALUE_COMPANY;

		contacts_problem_add_state(&draft->problems, draft->path, company ? "COMPANY_NOT_FOUND" : "NOT_FOUND", rule->message,
								   company ? CONTACTS_ERRCODE_COMPANY_NOT_FOUND : CONTACTS_ERRCODE_VALIDATION);
		return false;
	}
	*value = Int64GetDatum(found);
	return true;
}

/* Read a value that is not null by its rule; false, with the problem noted, where it does not fit. */
bool
contacts_read_value(contacts_draft *draft, const contacts_rule *rule, JsonbValue *json, Datum *value)
{
	switch ((contacts_value_kind) rule->kind)
	{
		case VALUE_TEXT:
			return read_text(draft, rule, json, value);
		case VALUE_EMAIL:
		case VALUE_PHONE:
			return read_channel(draft, rule, json, value);
		case VALUE_BOOL:
			if (json->type != jbvBool)
				return refuse(draft, "Must be true or false");
			*value = BoolGetDatum(json->val.boolean);
			return true;
		case VALUE_INT:
		case VALUE_INT4:
			return read_int(draft, rule, json, value);
		case VALUE_OBJECT:
			if (!contacts_value_is_object(json))
				return refuse(draft, "Must be an object");
			*value = PointerGetDatum(contacts_value_to_jsonb(json));
			return true;
		case VALUE_TEXTS:
			return read_texts(draft, rule, json, value);
		case VALUE_COMPANY:
		case VALUE_MANAGER:
		case VALUE_USER:
			return read_reference(draft, rule, json, value);
	}
	return false;
}

/* Make what a column is where a client gives nothing, or null. */
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
