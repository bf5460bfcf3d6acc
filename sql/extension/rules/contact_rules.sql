-- Row rules: trigger functions that fill what a client leaves out and protect what it must not change.

CREATE FUNCTION contacts_internal.touch() RETURNS trigger
	LANGUAGE C VOLATILE AS 'MODULE_PATHNAME', 'contacts_touch';
COMMENT ON FUNCTION contacts_internal.touch() IS
	'row trigger: fills created_*, updated_*, version and deleted_by; updated_at and version move on real change '
	'only; organization_id, id, uid and created_* cannot be changed';

CREATE FUNCTION contacts_internal.contact_before() RETURNS trigger
	LANGUAGE C VOLATILE AS 'MODULE_PATHNAME', 'contacts_contact_before';
COMMENT ON FUNCTION contacts_internal.contact_before() IS
	'row trigger of table contact: what touch() does, and names from their parts and back, display_name, trimmed '
	'and normalised text, what a change of e-mail, phone or company clears';

CREATE FUNCTION contacts_internal.user_before() RETURNS trigger
	LANGUAGE C VOLATILE AS 'MODULE_PATHNAME', 'contacts_user_before';
COMMENT ON FUNCTION contacts_internal.user_before() IS
	'row trigger of table app_user: what touch() does; new rows and changes of external_id, email, is_active and '
	'deleted_at need contacts:admin';

CREATE FUNCTION contacts_internal.participant_before() RETURNS trigger
	LANGUAGE C VOLATILE AS 'MODULE_PATHNAME', 'contacts_participant_before';
COMMENT ON FUNCTION contacts_internal.participant_before() IS
	'row trigger of table activity_participant: what touch() does; without contacts:admin a client changes '
	'attended only';

CREATE FUNCTION contacts_internal.deactivate_account() RETURNS trigger
	LANGUAGE C VOLATILE AS 'MODULE_PATHNAME', 'contacts_deactivate_account';
COMMENT ON FUNCTION contacts_internal.deactivate_account() IS
	'row trigger of table contact: the user account of a contact that is no longer active is deactivated';
