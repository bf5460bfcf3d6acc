/*
 * keys.c
 *	  The keys of every profile: where the value comes from, how it looks, where input goes.
 *
 * The shapes are those of the documents: R section "Schema" and its samples, T "Standard fields" and its sample,
 * N "Field summary", M "Responses".  A key that several profiles have stands here once for each.
 */
#include "pg/compat.h"

#include "pg/api/keys.h"
#include "pg/api/profile.h"
#include "pg/store/query.h"

#define R(name, shapes, form, target, joins, expression) \
	{PROFILE_REVREC, "", name, shapes, form, target, joins, false, NULL, expression}
#define T(name, form, target, joins, expression) \
	{PROFILE_THENA, "", name, SHAPE_ALL, form, target, joins, false, NULL, expression}
#define N(name, form, target, joins, expression) \
	{PROFILE_NEXTIVA, "", name, SHAPE_ALL, form, target, joins, false, NULL, expression}
#define N_ID(name, prefix, target, joins, expression) \
	{PROFILE_NEXTIVA, "", name, SHAPE_ALL, FORM_PUBLIC_ID, target, joins, false, prefix, expression}
#define D(name, shapes, form, target, joins, expression) \
	{PROFILE_DIRECTORY, "", name, shapes, form, target, joins, false, NULL, expression}
#define INPUT(name, target) \
	{PROFILE_INPUT, "", name, 0, FORM_TEXT, target, 0, false, NULL, NULL}
#define IN_GROUP(profile, group, name, shapes, target, joins, if_set, expression) \
	{profile, group, name, shapes, FORM_TEXT, target, joins, if_set, NULL, expression}

/* the shorter answers of the revrec profile */
#define FULL_LIST		(SHAPE_FULL | SHAPE_LIST)
#define NAMES			(FULL_LIST | SHAPE_COMPANY | SHAPE_DEPARTMENT)
#define ALL_MENTION		(SHAPE_ALL | SHAPE_MENTION)

#define FIRST_OF(type) \
	"(SELECT coalesce(n.phone::text, n.value) FROM contacts.connection n" \
	" WHERE n.organization_id = c.organization_id AND n.contact_id = c.id AND n.type = '" type "' AND n.deleted_at" \
	" IS NULL" \
	" ORDER BY n.is_primary DESC, n.id LIMIT 1)"

/* region of a number that belongs to one country */
#define REGION(phone) "CASE WHEN contacts_internal.is_country_code(contacts.phone_region(" phone ")) THEN" \
	" contacts.phone_region(" phone ") END"

/* one element of connections in the nextiva profile; the contact's own e-mail and phone come first */
#define CONNECTION(id, type, value, name, country, phone, is_primary, is_verified) \
	"pg_catalog.jsonb_build_object('id', " id ", 'type', " type ", 'value', " value ", 'name', " name ", 'country'," \
	" " country \
	", 'countryCode', " country ", 'phoneNumber', contacts.phone_format(" phone "), 'isPrimary', " is_primary \
	", 'isVerified', " is_verified " IS NOT NULL) AS item"

#define CONNECTIONS \
	"(SELECT coalesce(pg_catalog.jsonb_agg(x.item ORDER BY x.place, x.id), '[]') FROM (" \
	"SELECT 0 AS place, 0::bigint AS id, " \
	CONNECTION("'email'", "'email'", "c.email::text", "NULL::text", "NULL::text", "NULL", "true", \
			   "c.email_verified_at") \
	" WHERE c.email IS NOT NULL UNION ALL SELECT 1, 0, " \
	CONNECTION("'phone'", "'phone'", "c.phone::text", "NULL::text", REGION("c.phone"), "c.phone", "true", \
			   "c.phone_verified_at") \
	" WHERE c.phone IS NOT NULL UNION ALL SELECT 2, n.id, " \
	CONNECTION("contacts.public_id('cn', n.uid)", "n.type", "coalesce(n.email::text, n.phone::text, n.value)", \
			   "n.label", \
			   "coalesce(n.country_code, " REGION("n.phone") ")", "n.phone", \
			   "(n.is_primary AND NOT (n.type = 'email' AND c.email IS NOT NULL) AND NOT (n.type = 'phone' AND" \
			   " c.phone" \
			   " IS NOT NULL))", \
			   "n.verified_at") \
	" FROM contacts.connection n WHERE n.organization_id = c.organization_id AND n.contact_id = c.id AND n.deleted_at" \
	" IS NULL) x)"

#define ADDRESSES \
	"(SELECT coalesce(pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object('id', contacts.public_id('addr', x.uid)," \
	" 'type', x.type," \
	" 'address', CASE WHEN x.line2 IS NULL THEN x.line1 ELSE pg_catalog.concat(x.line1, E'\\n', x.line2) END, 'city'," \
	" x.city," \
	" 'state', x.state_province, 'zip', x.postal_code, 'country', x.country_code, 'timezone', x.timezone)" \
	" ORDER BY x.is_primary DESC, x.id), '[]') FROM contacts.address x" \
	" WHERE x.organization_id = c.organization_id AND x.contact_id = c.id AND x.deleted_at IS NULL)"

#define PRIMARY_CONTACT \
	"CASE WHEN c.kind = 'organization' THEN (SELECT x.uid::uuid" \
	" FROM (SELECT contacts.primary_contact(c.id, c.organization_id) AS id OFFSET 0) p" \
	" JOIN contacts.contact x ON x.organization_id = c.organization_id AND x.id = p.id) END"

#define SEGMENTS \
	"(SELECT coalesce(pg_catalog.jsonb_agg(contacts.public_id('seg', s.uid) ORDER BY s.id), '[]')" \
	" FROM contacts.segment_member b JOIN contacts.segment s ON s.organization_id = b.organization_id AND s.id =" \
	" b.segment_id" \
	" WHERE b.organization_id = c.organization_id AND b.contact_id = c.id AND s.deleted_at IS NULL)"

const char *const contacts_join_text[JOINS] = {
	" LEFT " CONTACTS_JOIN_BY_KEY("x.*", "contacts.contact x", "c.organization_id", "c.company_id", "co"),
	" LEFT " CONTACTS_JOIN_BY_KEY("x.*", "contacts.contact x", "c.organization_id", "c.reports_to", "m"),
	" LEFT JOIN LATERAL (SELECT x.* FROM contacts.address x"
	" WHERE x.organization_id = c.organization_id AND x.contact_id = c.id AND x.deleted_at IS NULL"
	" ORDER BY x.is_primary DESC, x.id LIMIT 1) a ON true",
	" LEFT JOIN contacts.organization o ON o.id = c.organization_id",
	" LEFT " CONTACTS_JOIN_BY_KEY("x.*", "contacts.app_user x", "c.organization_id", "c.created_by", "cu"),
	" LEFT " CONTACTS_JOIN_BY_KEY("x.*", "contacts.app_user x", "c.organization_id", "c.updated_by", "mu"),
	" LEFT " CONTACTS_JOIN_BY_KEY("x.*", "contacts.app_user x", "c.organization_id", "c.blocked_by", "bu"),
	" LEFT " CONTACTS_JOIN_BY_KEY("x.*", "contacts.app_user x", "c.organization_id", "c.user_id", "lu"),
};

const contacts_key contacts_keys[] = {
	/* R: revenue recognition */
	R("id", SHAPE_ALL, FORM_UUID, TARGET_NONE, 0, "c.uid::uuid"),
	{PROFILE_REVREC, "", "organizationId", FULL_LIST, FORM_PUBLIC_ID, TARGET_TENANT, JOIN_TENANT, false, "org_",
		"o.uid::uuid"},
	R("name", SHAPE_ALL, FORM_TEXT, TARGET_NAME, 0, "c.name"),
	R("displayName", NAMES, FORM_TEXT, TARGET_DISPLAY_NAME, 0, "c.display_name"),
	R("code", FULL_LIST, FORM_TEXT, TARGET_CODE, 0, "c.code"),
	R("entityTypes", FULL_LIST, FORM_TEXTS, TARGET_ENTITY_TYPES, 0, "c.entity_types"),
	R("email", SHAPE_ALL, FORM_TEXT, TARGET_EMAIL, 0, "c.email::text"),
	R("phone", FULL_LIST | SHAPE_COMPANY | SHAPE_METHOD, FORM_TEXT, TARGET_PHONE, 0, "c.phone::text"),
	R("website", FULL_LIST, FORM_TEXT, TARGET_WEBSITE, 0, "c.website"),
	R("address", 0, FORM_TEXT, TARGET_ADDRESS_OBJECT, 0, NULL),
	{PROFILE_REVREC, "address", "id", SHAPE_FULL, FORM_PUBLIC_ID, TARGET_ADDRESS_ID, JOIN_ADDRESS, false, "addr_",
		"a.uid::uuid"},
	IN_GROUP(PROFILE_REVREC, "address", "addressee", FULL_LIST, TARGET_ADDRESSEE, JOIN_ADDRESS, true, "a.addressee"),
	IN_GROUP(PROFILE_REVREC, "address", "companyName", FULL_LIST, TARGET_ADDRESS_COMPANY, JOIN_ADDRESS, true,
			 "a.company_name"),
	IN_GROUP(PROFILE_REVREC, "address", "attention", FULL_LIST, TARGET_ATTENTION, JOIN_ADDRESS, true, "a.attention"),
	IN_GROUP(PROFILE_REVREC, "address", "phoneNumber", FULL_LIST, TARGET_ADDRESS_PHONE, JOIN_ADDRESS, true,
			 "a.phone::text"),
	IN_GROUP(PROFILE_REVREC, "address", "line1", FULL_LIST, TARGET_LINE1, JOIN_ADDRESS, false, "a.line1"),
	IN_GROUP(PROFILE_REVREC, "address", "line2", SHAPE_FULL, TARGET_LINE2, JOIN_ADDRESS, false, "a.line2"),
	IN_GROUP(PROFILE_REVREC, "address", "line2", SHAPE_LIST, TARGET_LINE2, JOIN_ADDRESS, true, "a.line2"),
	IN_GROUP(PROFILE_REVREC, "address", "city", FULL_LIST, TARGET_CITY, JOIN_ADDRESS, false, "a.city"),
	IN_GROUP(PROFILE_REVREC, "address", "stateProvince", FULL_LIST, TARGET_STATE, JOIN_ADDRESS, false,
			 "a.state_province"),
	IN_GROUP(PROFILE_REVREC, "address", "postalCode", FULL_LIST, TARGET_POSTAL_CODE, JOIN_ADDRESS, false,
			 "a.postal_code"),
	IN_GROUP(PROFILE_REVREC, "address", "countryCode", FULL_LIST, TARGET_COUNTRY, JOIN_ADDRESS, false,
			 "a.country_code"),
	R("parentEntityId", FULL_LIST, FORM_UUID, TARGET_COMPANY_ID, JOIN_COMPANY, "co.uid::uuid"),
	R("primaryContactId", FULL_LIST, FORM_UUID, TARGET_NONE, 0, PRIMARY_CONTACT),
	R("taxId", SHAPE_FULL, FORM_TEXT, TARGET_TAX_ID, 0, "c.tax_id"),
	R("description", SHAPE_FULL, FORM_TEXT, TARGET_DESCRIPTION, 0, "c.description"),
	R("notes", SHAPE_FULL, FORM_TEXT, TARGET_NOTES, 0, "c.notes"),
	R("customFields", SHAPE_FULL, FORM_JSONB, TARGET_CUSTOM_FIELDS, 0, "c.custom_fields"),
	{PROFILE_REVREC, "metadata", "", SHAPE_FULL, FORM_REST, TARGET_METADATA, 0, false, NULL, "c.metadata"},
	IN_GROUP(PROFILE_REVREC, "metadata", "title", NAMES, TARGET_JOB_TITLE, 0, false, "c.job_title"),
	IN_GROUP(PROFILE_REVREC, "metadata", "department", NAMES, TARGET_DEPARTMENT, 0, false, "c.department"),
	{PROFILE_REVREC, "metadata", "reportsTo", SHAPE_FULL, FORM_UUID, TARGET_REPORTS_TO, JOIN_MANAGER, false, NULL,
		"m.uid::uuid"},
	IN_GROUP(PROFILE_REVREC, "metadata", "mobilePhone", SHAPE_FULL, TARGET_MOBILE, 0, false, FIRST_OF("mobile")),
	IN_GROUP(PROFILE_REVREC, "metadata", "workPhone", SHAPE_FULL, TARGET_WORK_PHONE, 0, false, FIRST_OF("work_phone")),
	IN_GROUP(PROFILE_REVREC, "metadata", "preferredContactMethod", FULL_LIST | SHAPE_METHOD,
			 TARGET_PREFERRED_CONTACT_METHOD,
			 0, false, "c.preferred_contact_method"),
	IN_GROUP(PROFILE_REVREC, "metadata", "timezone", SHAPE_FULL, TARGET_TIMEZONE, 0, true, "c.timezone"),
	R("status", FULL_LIST | SHAPE_COMPANY, FORM_TEXT, TARGET_STATUS, 0, "c.status"),
	R("isActive", FULL_LIST, FORM_BOOL, TARGET_IS_ACTIVE, 0, "c.is_active"),
	R("createdAt", FULL_LIST, FORM_ISO_TIME, TARGET_NONE, 0, "c.created_at"),
	R("updatedAt", FULL_LIST, FORM_ISO_TIME, TARGET_NONE, 0, "c.updated_at"),

	/* T: Thena */
	T("uid", FORM_ULID, TARGET_NONE, 0, "c.uid::uuid"),
	T("organizationId", FORM_INT_TEXT, TARGET_TENANT, 0, "c.organization_id"),
	T("accountId", FORM_INT_TEXT, TARGET_COMPANY_ID, 0, "c.company_id"),
	T("firstName", FORM_TEXT, TARGET_FIRST_NAME, 0, "c.first_name"),
	T("lastName", FORM_TEXT, TARGET_LAST_NAME, 0, "c.last_name"),
	T("email", FORM_TEXT, TARGET_EMAIL, 0, "c.email::text"),
	T("phone", FORM_TEXT, TARGET_PHONE, 0, "c.phone::text"),
	T("type", FORM_TEXT, TARGET_ANY_TYPE, 0, "c.type"),
	T("isMarketingContact", FORM_BOOL, TARGET_IS_MARKETING_CONTACT, 0, "c.is_marketing_contact"),
	T("isActive", FORM_BOOL, TARGET_IS_ACTIVE, 0, "c.is_active"),
	T("avatarUrl", FORM_TEXT, TARGET_AVATAR_URL, 0, "c.avatar_url"),
	T("customerUserId", FORM_INT_TEXT, TARGET_CUSTOMER_USER_ID, 0, "c.customer_user_id"),
	{PROFILE_THENA, "metadata", "", SHAPE_ALL, FORM_REST, TARGET_METADATA, 0, false, NULL, "c.metadata"},
	IN_GROUP(PROFILE_THENA, "metadata", "title", SHAPE_ALL, TARGET_JOB_TITLE, 0, false, "c.job_title"),
	IN_GROUP(PROFILE_THENA, "metadata", "department", SHAPE_ALL, TARGET_DEPARTMENT, 0, false, "c.department"),
	IN_GROUP(PROFILE_THENA, "metadata", "timezone", SHAPE_ALL, TARGET_TIMEZONE, 0, false, "c.timezone"),
	{PROFILE_THENA, "metadata", "reportsTo", SHAPE_ALL, FORM_ULID, TARGET_REPORTS_TO, JOIN_MANAGER, true, NULL,
		"m.uid::uuid"},
	IN_GROUP(PROFILE_THENA, "metadata", "mobilePhone", SHAPE_ALL, TARGET_MOBILE, 0, true, FIRST_OF("mobile")),
	IN_GROUP(PROFILE_THENA, "metadata", "workPhone", SHAPE_ALL, TARGET_WORK_PHONE, 0, true, FIRST_OF("work_phone")),
	IN_GROUP(PROFILE_THENA, "metadata", "preferredContactMethod", SHAPE_ALL, TARGET_PREFERRED_CONTACT_METHOD,
			 0, true, "c.preferred_contact_method"),
	T("createdAt", FORM_ISO_TIME, TARGET_NONE, 0, "c.created_at"),
	T("updatedAt", FORM_ISO_TIME, TARGET_NONE, 0, "c.updated_at"),
	T("deletedAt", FORM_ISO_TIME, TARGET_NONE, 0, "c.deleted_at"),

	/* N: Nextiva */
	N("_id", FORM_TEXT, TARGET_FOREIGN_ID, 0, "coalesce(c.external_id, c.id::text)"),
	N_ID("id", "ct_", TARGET_NONE, 0, "c.uid::uuid"),
	N_ID("contactId", "ct_", TARGET_NONE, 0, "c.uid::uuid"),
	N("objectType", FORM_TEXT, TARGET_OBJECT_TYPE, 0, "'contact'::text"),
	N_ID("tenantId", "t_", TARGET_TENANT, JOIN_TENANT, "o.uid::uuid"),
	N_ID("accountId", "acc_", TARGET_COMPANY_ID, JOIN_COMPANY, "co.uid::uuid"),
	N("type", FORM_TEXT, TARGET_ANY_TYPE, 0, "c.kind"),
	N("firstName", FORM_TEXT, TARGET_FIRST_NAME, 0, "c.first_name"),
	N("lastName", FORM_TEXT, TARGET_LAST_NAME, 0, "c.last_name"),
	N("name", FORM_TEXT, TARGET_NAME, 0, "c.name"),
	N("displayName", FORM_TEXT, TARGET_DISPLAY_NAME, 0, "c.display_name"),
	N("connections", FORM_JSONB, TARGET_CONNECTIONS, 0, CONNECTIONS),
	N("addresses", FORM_JSONB, TARGET_ADDRESSES, 0, ADDRESSES),
	N("contactSegments", FORM_JSONB, TARGET_SEGMENTS, 0, SEGMENTS),
	N("email", FORM_TEXT, TARGET_EMAIL, 0, "c.email::text"),
	N("phone", FORM_TEXT, TARGET_PHONE, 0, "c.phone::text"),
	N("mobile", FORM_TEXT, TARGET_MOBILE, 0, FIRST_OF("mobile")),
	N("jobTitle", FORM_TEXT, TARGET_JOB_TITLE, 0, "c.job_title"),
	N("profileColor", FORM_TEXT, TARGET_PROFILE_COLOR, 0, "c.profile_color"),
	N("state", FORM_TEXT, TARGET_STATE, JOIN_ADDRESS, "a.state_province"),
	N("zip", FORM_TEXT, TARGET_POSTAL_CODE, JOIN_ADDRESS, "a.postal_code"),
	N("timezone", FORM_TEXT, TARGET_TIMEZONE, 0, "c.timezone"),
	N("tags", FORM_TEXTS, TARGET_TAGS, 0, "c.tags"),
	N("unknown", FORM_BOOL, TARGET_IS_UNKNOWN, 0, "c.is_unknown"),
	N_ID("userId", "user_", TARGET_USER_ID, JOIN_LOGIN, "lu.uid::uuid"),
	N("blockedAt", FORM_MS_TIME, TARGET_NONE, 0, "c.blocked_at"),
	N_ID("blockedBy", "user_", TARGET_NONE, JOIN_BLOCKER, "bu.uid::uuid"),
	N("createdAt", FORM_MS_TIME, TARGET_NONE, 0, "c.created_at"),
	N_ID("createdBy", "user_", TARGET_NONE, JOIN_CREATOR, "cu.uid::uuid"),
	N("modifiedAt", FORM_MS_TIME, TARGET_NONE, 0, "c.updated_at"),
	N_ID("modifiedBy", "user_", TARGET_NONE, JOIN_MODIFIER, "mu.uid::uuid"),
	N("deletedAt", FORM_MS_TIME, TARGET_NONE, 0, "c.deleted_at"),
	N("expansions", FORM_JSONB, TARGET_NONE, 0, "NULL::jsonb"),

	/* M: the directory with mentions */
	D("id", ALL_MENTION, FORM_INT, TARGET_NONE, 0, "c.id"),
	D("fullName", ALL_MENTION, FORM_TEXT, TARGET_NAME, 0, "c.name"),
	D("mentionName", ALL_MENTION, FORM_TEXT, TARGET_MENTION_NAME, 0, "c.mention_name"),
	D("email", ALL_MENTION, FORM_TEXT, TARGET_EMAIL, 0, "c.email::text"),
	D("phone", SHAPE_ALL, FORM_TEXT, TARGET_PHONE, 0, "c.phone::text"),
	D("company", SHAPE_ALL, FORM_TEXT, TARGET_COMPANY_NAME, JOIN_COMPANY, "coalesce(co.name, c.company_text)"),
	D("title", SHAPE_ALL, FORM_TEXT, TARGET_JOB_TITLE, 0, "c.job_title"),
	D("department", SHAPE_ALL, FORM_TEXT, TARGET_DEPARTMENT, 0, "c.department"),
	D("type", SHAPE_ALL, FORM_TEXT, TARGET_ANY_TYPE, 0, "c.category"),
	D("isActive", SHAPE_ALL, FORM_BOOL, TARGET_IS_ACTIVE, 0, "c.is_active"),
	{PROFILE_DIRECTORY, "metadata", "", SHAPE_ALL, FORM_REST, TARGET_METADATA, 0, true, NULL, "c.metadata"},
	IN_GROUP(PROFILE_DIRECTORY, "metadata", "timezone", SHAPE_ALL, TARGET_TIMEZONE, 0, true, "c.timezone"),
	{PROFILE_DIRECTORY, "metadata", "reportsTo", SHAPE_ALL, FORM_INT, TARGET_REPORTS_TO, 0, true, NULL, "c.reports_to"},
	IN_GROUP(PROFILE_DIRECTORY, "metadata", "mobilePhone", SHAPE_ALL, TARGET_MOBILE, 0, true, FIRST_OF("mobile")),
	IN_GROUP(PROFILE_DIRECTORY, "metadata", "workPhone", SHAPE_ALL, TARGET_WORK_PHONE, 0, true, FIRST_OF("work_phone")),
	IN_GROUP(PROFILE_DIRECTORY, "metadata", "preferredContactMethod", SHAPE_ALL, TARGET_PREFERRED_CONTACT_METHOD,
			 0, true, "c.preferred_contact_method"),
	D("createdAt", SHAPE_ALL, FORM_ISO_TIME, TARGET_NONE, 0, "c.created_at"),
	D("updatedAt", SHAPE_ALL, FORM_ISO_TIME, TARGET_NONE, 0, "c.updated_at"),

	/* read in every profile, shown in none */
	INPUT("metadata", TARGET_METADATA),
	INPUT("kind", TARGET_KIND),
	INPUT("category", TARGET_CATEGORY),
	INPUT("namePrefix", TARGET_NAME_PREFIX),
	INPUT("firstName", TARGET_FIRST_NAME),
	INPUT("middleName", TARGET_MIDDLE_NAME),
	INPUT("lastName", TARGET_LAST_NAME),
	INPUT("nameSuffix", TARGET_NAME_SUFFIX),
	INPUT("canLogin", TARGET_CAN_LOGIN),
	INPUT("ownerId", TARGET_OWNER_ID),
	INPUT("language", TARGET_LANGUAGE),
	INPUT("externalId", TARGET_EXTERNAL_ID),
	INPUT("externalSource", TARGET_EXTERNAL_SOURCE),
};

const int	contacts_key_count = lengthof(contacts_keys);

/* Find a key that a client sent: the profile's own meaning of it first, then anybody's; NULL for an unknown one. */
const contacts_key *
contacts_find_key(contacts_profile profile, const char *group, const char *name, int len)
{
	const contacts_key *found = NULL;

	for (const contacts_key *key = contacts_keys; key < contacts_keys + contacts_key_count; key++)
	{
		if (strncmp(key->name, name, len) != 0 || key->name[len] != '\0' || strcmp(key->group, group) != 0 || len == 0)
			continue;
		if (key->profile == profile)
			return key;
		if (found == NULL || found->target == TARGET_NONE)
			found = key;
	}
	return found;
}
