-- Row rules of the directory's other tables: connections, addresses, affiliations, activities, custom fields.

CREATE FUNCTION contacts.connection_before() RETURNS trigger
	LANGUAGE C VOLATILE AS 'MODULE_PATHNAME', 'contacts_connection_before';
COMMENT ON FUNCTION contacts.connection_before() IS
	'row trigger of table connection: what touch() does, and reads value into email, phone or handle, clears verified_at with the value, makes the first one of a type primary';

CREATE FUNCTION contacts.address_before() RETURNS trigger
	LANGUAGE C VOLATILE AS 'MODULE_PATHNAME', 'contacts_address_before';
COMMENT ON FUNCTION contacts.address_before() IS
	'row trigger of table address: what touch() does, and tidy text, the organization''s time zone where none is given, makes the first one of a type primary';

CREATE FUNCTION contacts.promote_primary() RETURNS trigger
	LANGUAGE C VOLATILE AS 'MODULE_PATHNAME', 'contacts_promote_primary';
COMMENT ON FUNCTION contacts.promote_primary() IS
	'row trigger: when the primary connection or address of a type goes, the oldest of the rest becomes primary';

CREATE FUNCTION contacts.require_connection() RETURNS trigger
	LANGUAGE C VOLATILE AS 'MODULE_PATHNAME', 'contacts_require_connection';
COMMENT ON FUNCTION contacts.require_connection() IS
	'deferred constraint trigger: error CT400 where a live person has no e-mail, phone or connection at the end of the transaction, unless the organization allows it';

CREATE FUNCTION contacts.affiliation_before() RETURNS trigger
	LANGUAGE C VOLATILE AS 'MODULE_PATHNAME', 'contacts_affiliation_before';
COMMENT ON FUNCTION contacts.affiliation_before() IS
	'row trigger of table affiliation: what touch() does, tidy text; a change of role or company starts a new period';

CREATE FUNCTION contacts.affiliation_check() RETURNS trigger
	LANGUAGE C VOLATILE AS 'MODULE_PATHNAME', 'contacts_affiliation_check';
COMMENT ON FUNCTION contacts.affiliation_check() IS
	'statement trigger of table affiliation: error CT406 unless a person is at a company, error 23P01 where periods of the same contact, company and role overlap';

CREATE FUNCTION contacts.affiliation_changed() RETURNS trigger
	LANGUAGE C VOLATILE AS 'MODULE_PATHNAME', 'contacts_affiliation_changed';
COMMENT ON FUNCTION contacts.affiliation_changed() IS 'row trigger of table affiliation: records the period that a change of role or company ended';

CREATE FUNCTION contacts.contact_moved() RETURNS trigger
	LANGUAGE C VOLATILE AS 'MODULE_PATHNAME', 'contacts_contact_moved';
COMMENT ON FUNCTION contacts.contact_moved() IS
	'row trigger of table contact: when a person moves to another company the roles at the old one end and one at the new one opens';

CREATE FUNCTION contacts.activity_before() RETURNS trigger
	LANGUAGE C VOLATILE AS 'MODULE_PATHNAME', 'contacts_activity_before';
COMMENT ON FUNCTION contacts.activity_before() IS
	'row trigger of table activity: what touch() does, tidy text, allowed changes of status and their times';

CREATE FUNCTION contacts.is_participant(organization_id bigint, activity_id bigint) RETURNS boolean
	LANGUAGE C STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'contacts_is_participant';
COMMENT ON FUNCTION contacts.is_participant(bigint, bigint) IS
	'whether the user of the context takes part in an activity, as a user or as a contact with that user account';

CREATE FUNCTION contacts.reopen_activity(activity_id bigint, organization_id bigint DEFAULT contacts.current_organization()) RETURNS void
	LANGUAGE C VOLATILE STRICT AS 'MODULE_PATHNAME', 'contacts_reopen_activity';
COMMENT ON FUNCTION contacts.reopen_activity(bigint, bigint) IS
	'make a completed or cancelled activity pending again; nothing else does; error P0002 where the caller sees no such activity';
