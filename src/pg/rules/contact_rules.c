/*
 * contact_rules.c
 *	  The row rule of table contact: fill what a client leaves out, protect what it must not change.
 */
#include "pg/compat.h"

#include "access/detoast.h"
#include "catalog/pg_collation.h"
#include "core/email.h"
#include "pg/access/organization_settings.h"
#include "pg/base/error.h"
#include "pg/rules/audit_columns.h"
#include "pg/rules/contact_rules.h"
#include "pg/rules/custom_fields.h"
#include "pg/rules/identity_rules.h"
#include "pg/rules/name_rule.h"
#include "pg/rules/row_text.h"
#include "pg/search/search_key_rule.h"
#include "pg/store/changed_row.h"
#include "pg/store/columns.h"
#include "pg/store/correction.h"
#include "pg/store/trigger.h"
#include "pg/types/person_name.h"
#include "utils/builtins.h"
#include "utils/formatting.h"
#include "utils/guc.h"
#include "utils/memutils.h"

PG_FUNCTION_INFO_V1(contacts_contact_before);

static int	max_metadata_bytes = 1024 * 1024;

/* Define the setting that limits metadata and custom_fields. */
void
contacts_contact_rules_define_settings(void)
{
	DefineCustomIntVariable("contacts.max_metadata_bytes",
							"Largest metadata or custom_fields of a row.",
							NULL,
							&max_metadata_bytes, 1024 * 1024, 1024, MaxAllocSize,
							PGC_SUSET, GUC_UNIT_BYTE, NULL, NULL, NULL);
}

enum
{
	COL_KIND = TOUCH_COLUMNS,
	COL_FIRST_NAME,
	COL_LAST_NAME,
	COL_NAME,
	COL_DISPLAY_NAME,
	COL_MENTION_NAME,
	COL_EMAIL,
	COL_EMAIL_SHARED,
	COL_EMAIL_VERIFIED_AT,
	COL_PHONE,
	COL_PHONE_VERIFIED_AT,
	COL_COMPANY_ID,
	COL_PRIMARY_AT,
	COL_IS_UNKNOWN,
	COL_METADATA,
	COL_CUSTOM_FIELDS,
	COL_COMPANY_TEXT,
	COL_JOB_TITLE,
	COL_DEPARTMENT,
	COL_CODE,
	COL_TAGS,
	COL_SEARCH_KEY,
	COL_USER_ID,
	COL_BLOCKED_AT,
	COL_BLOCKED_BY,
	COL_TYPE,
	COL_LANGUAGE,
	COL_NAME_PREFIX,
	COL_MIDDLE_NAME,
	COL_NAME_SUFFIX,
	CONTACT_COLUMNS
};

static const contacts_column contact_names[] = {
	TOUCH_COLUMN_LIST,
	{"kind", TEXTOID}, {"first_name", TEXTOID}, {"last_name", TEXTOID}, {"name", TEXTOID},
	{"display_name", TEXTOID}, {"mention_name", TEXTOID}, {"email", CONTACTS_TYPE_EMAIL},
	{"email_shared", BOOLOID}, {"email_verified_at", TIMESTAMPTZOID}, {"phone", CONTACTS_TYPE_PHONE},
	{"phone_verified_at", TIMESTAMPTZOID}, {"company_id", INT8OID}, {"primary_at", TIMESTAMPTZOID},
	{"is_unknown", BOOLOID}, {"metadata", JSONBOID}, {"custom_fields", JSONBOID}, {"company_text", TEXTOID},
	{"job_title", TEXTOID}, {"department", TEXTOID}, {"code", TEXTOID}, {"tags", TEXTARRAYOID},
	{"search_key", CONTACTS_TYPE_SEARCH_KEY}, {"user_id", INT8OID}, {"blocked_at", TIMESTAMPTZOID},
	{"blocked_by", INT8OID}, {"type", TEXTOID}, {"language", TEXTOID}, {"name_prefix", TEXTOID},
	{"middle_name", TEXTOID}, {"name_suffix", TEXTOID}
};
static contacts_columns contact_columns = {contact_names, CONTACT_COLUMNS};

/* Set a text column, or clear it. */
static void
set_text(contacts_row *row, int column, text *value)
{
	if (value)
		contacts_row_set(row, column, PointerGetDatum(value));
	else
		contacts_row_set_null(row, column);
}

/* Trim and normalize what people type into short text columns. */
static void
tidy_texts(contacts_row *row)
{
	static const int columns[] = {
		COL_NAME_PREFIX, COL_FIRST_NAME, COL_MIDDLE_NAME, COL_LAST_NAME, COL_NAME_SUFFIX, COL_NAME, COL_DISPLAY_NAME,
		COL_COMPANY_TEXT, COL_JOB_TITLE, COL_DEPARTMENT,
		COL_MENTION_NAME, COL_CODE
	};

	for (int i = 0; i < lengthof(columns); i++)
	{
		text	   *value;
		text	   *tidy;

		if (row->old_tuple && !contacts_row_changed(row, columns[i]))
			continue;
		if ((value = contacts_row_text(row, columns[i])) == NULL)
			continue;
		/* what is a name or title is one line */
		tidy = columns[i] == COL_MENTION_NAME || columns[i] == COL_CODE ? contacts_tidy_text(value)
			: contacts_tidy_name(value);
		if (tidy != value)
			set_text(row, columns[i], tidy);
	}
}

/* Name an unknown caller by what is known: the address that was used. */
static text *
name_of_unknown(const contacts_row *row)
{
	if (contacts_row_is_null(row, COL_IS_UNKNOWN) || !DatumGetBool(contacts_row_get(row, COL_IS_UNKNOWN)))
		return NULL;
	/* both types store the text that they print */
	return contacts_row_text(row, COL_PHONE) ? contacts_row_text(row, COL_PHONE) : contacts_row_text(row, COL_EMAIL);
}

/* Check whether the row is a person. */
static bool
is_person(const contacts_row *row)
{
	return contacts_row_text_is(row, COL_KIND, "person");
}

/* Have the name and its parts follow each other, in the order that the contact's language or the organization has. */
static void
fill_names(contacts_row *row)
{
	static const contacts_name_columns columns = {
		COL_NAME, {COL_NAME_PREFIX, COL_FIRST_NAME, COL_MIDDLE_NAME, COL_LAST_NAME, COL_NAME_SUFFIX}
	};
	int64		organization_id = DatumGetInt64(contacts_row_get(row, TOUCH_ORGANIZATION_ID));
	bool		family_first = contacts_organization_settings(organization_id)->family_first;

	contacts_fill_names(row, &columns, contacts_name_order_for(contacts_row_text(row, COL_LANGUAGE), family_first),
						is_person(row));
	if (contacts_row_is_null(row, COL_NAME))
		set_text(row, COL_NAME, name_of_unknown(row));
}

/* Check whether two optional texts are the same. */
static bool
same_text(text *a, text *b)
{
	return a && b && VARSIZE_ANY_EXHDR(a) == VARSIZE_ANY_EXHDR(b) &&
		memcmp(VARDATA_ANY(a), VARDATA_ANY(b), VARSIZE_ANY_EXHDR(a)) == 0;
}

/* Have the display name be the name until somebody gives another one. */
static void
fill_display_name(contacts_row *row)
{
	bool		followed = !contacts_row_changed(row, COL_DISPLAY_NAME) &&
		same_text(contacts_old_text(row, COL_DISPLAY_NAME), contacts_old_text(row, COL_NAME));

	if (contacts_row_is_null(row, COL_DISPLAY_NAME) || (followed && contacts_row_changed(row, COL_NAME)))
		set_text(row, COL_DISPLAY_NAME, contacts_row_text(row, COL_NAME));
}

/* A contact that was given a name is no longer unknown. */
static void
clear_unknown(contacts_row *row)
{
	if (contacts_row_changed(row, COL_NAME) && !contacts_row_changed(row, COL_IS_UNKNOWN) &&
		!same_text(contacts_row_text(row, COL_NAME), name_of_unknown(row)))
		contacts_row_set(row, COL_IS_UNKNOWN, BoolGetDatum(false));
}

/* Mention names are written in lower case. */
static void
lower_mention_name(contacts_row *row)
{
	text	   *name = contacts_row_text(row, COL_MENTION_NAME);

	if (name == NULL || (row->old_tuple && !contacts_row_changed(row, COL_MENTION_NAME)))
		return;
	set_text(row, COL_MENTION_NAME,
			 cstring_to_text(str_tolower(VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name), DEFAULT_COLLATION_OID)));
}

/* Check whether the e-mail address is the one before, be it in another case. */
static bool
is_same_email(const contacts_row *row)
{
	text	   *now = contacts_row_text(row, COL_EMAIL);
	text	   *before = row->old_tuple ? contacts_old_text(row, COL_EMAIL) : NULL;

	return now && before && contacts_email_equal(VARDATA_ANY(now), VARSIZE_ANY_EXHDR(now), VARDATA_ANY(before),
												 VARSIZE_ANY_EXHDR(before));
}

/* What was verified or earned with the old value does not hold for the new one. */
static void
clear_with(contacts_row *row, int changed, int cleared)
{
	if (contacts_row_changed(row, changed) && !contacts_row_changed(row, cleared))
		contacts_row_set_null(row, cleared);
}

/* Follow what the organization has set about e-mail. */
static void
apply_email_settings(contacts_row *row)
{
	const contacts_settings *settings;

	if (row->old_tuple && !contacts_row_changed(row, COL_EMAIL))
	{
		contacts_row_keep(row, COL_EMAIL_SHARED);
		return;
	}
	settings = contacts_organization_settings(DatumGetInt64(contacts_row_get(row, TOUCH_ORGANIZATION_ID)));
	if (settings->email_shared || !contacts_row_is_null(row, COL_EMAIL_SHARED))
		contacts_row_set(row, COL_EMAIL_SHARED, BoolGetDatum(settings->email_shared));
	if (settings->email_required && contacts_row_is_null(row, COL_EMAIL) && is_person(row))
		ereport(ERROR,
				(errcode(CONTACTS_ERRCODE_VALIDATION),
				 errmsg("e-mail is required"),
				 errdetail("[{\"field\": \"email\", \"message\": \"Email is required\"}]"),
				 errhint("The organization has set email_required.")));
}

/* A person does not become a company: other rows refer to it as what it is. */
static void
check_kind(const contacts_row *row)
{
	if (contacts_row_changed(row, COL_KIND))
		ereport(ERROR,
				(errcode(ERRCODE_GENERATED_ALWAYS),
				 errmsg("kind of a contact cannot be changed"),
				 errhint("Insert a new contact of the other kind instead.")));
}

/* Bound what a client may put into a jsonb column, without reading it. */
static void
check_json_size(const contacts_row *row, int column)
{
	Size		size;

	if (contacts_row_is_null(row, column) || (row->old_tuple && !contacts_row_changed(row, column)))
		return;
	size = toast_raw_datum_size(contacts_row_get(row, column));
	if (size > (Size) max_metadata_bytes)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("value of column \"%s\" is too large", row->columns->list[column].name),
				 errdetail("It has %zu bytes, the limit is %d.", size, max_metadata_bytes),
				 errhint("The setting contacts.max_metadata_bytes holds the limit.")));
}

/* Check custom fields that were written against their definitions. */
static void
check_custom_fields(const contacts_row *row)
{
	bool		isnull = contacts_row_is_null(row, COL_CUSTOM_FIELDS);

	if (row->old_tuple == NULL || contacts_row_changed(row, COL_CUSTOM_FIELDS))
		contacts_check_custom_fields(DatumGetInt64(contacts_row_get(row, TOUCH_ORGANIZATION_ID)), is_person(row),
									 isnull ? (Datum) 0 : contacts_row_get(row, COL_CUSTOM_FIELDS), isnull);
}

/* Keep what a search looks at: the names first, they rank highest. */
static void
fill_search_key(contacts_row *row)
{
	static const int fields[] = {
		COL_NAME, COL_DISPLAY_NAME, COL_EMAIL, COL_PHONE, COL_MENTION_NAME, COL_CODE, COL_COMPANY_TEXT
	};

	contacts_search_fill(row, TOUCH_ORGANIZATION_ID, fields, lengthof(fields), COL_TAGS, COL_SEARCH_KEY);
}

/* BEFORE INSERT OR UPDATE trigger of table contact. */
Datum
contacts_contact_before(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = contacts_trigger(fcinfo, "contact_before", CONTACTS_BEFORE_ROW);
	contacts_row row;

	contacts_row_open(&row, trigdata, &contact_columns);
	check_kind(&row);
	tidy_texts(&row);
	fill_names(&row);
	fill_display_name(&row);
	clear_unknown(&row);
	lower_mention_name(&row);
	contacts_role_column(&row, COL_TYPE);
	if (!is_same_email(&row))
		clear_with(&row, COL_EMAIL, COL_EMAIL_VERIFIED_AT);
	clear_with(&row, COL_PHONE, COL_PHONE_VERIFIED_AT);
	if (!contacts_is_correction())
		clear_with(&row, COL_COMPANY_ID, COL_PRIMARY_AT);
	check_json_size(&row, COL_METADATA);
	check_json_size(&row, COL_CUSTOM_FIELDS);
	contacts_touch_user(&row, COL_BLOCKED_AT, COL_BLOCKED_BY);
	contacts_touch_row(&row);
	contacts_check_user(&row, COL_USER_ID);
	apply_email_settings(&row);
	check_custom_fields(&row);
	fill_search_key(&row);
	return PointerGetDatum(contacts_row_close(&row));
}
