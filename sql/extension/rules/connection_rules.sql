-- Trigger functions of connections and addresses.

CREATE FUNCTION contacts_internal.connection_before() RETURNS trigger
	LANGUAGE C VOLATILE AS 'MODULE_PATHNAME', 'contacts_connection_before';
COMMENT ON FUNCTION contacts_internal.connection_before() IS
	'row trigger of table connection: what touch() does, and reads value into email, phone or handle, clears '
	'verified_at with the value, makes the first one of a type primary';

CREATE FUNCTION contacts_internal.address_before() RETURNS trigger
	LANGUAGE C VOLATILE AS 'MODULE_PATHNAME', 'contacts_address_before';
COMMENT ON FUNCTION contacts_internal.address_before() IS
	'row trigger of table address: what touch() does, and tidy text, the organization''s time zone where none is '
	'given, makes the first one of a type primary';

CREATE FUNCTION contacts_internal.promote_primary() RETURNS trigger
	LANGUAGE C VOLATILE AS 'MODULE_PATHNAME', 'contacts_promote_primary';
COMMENT ON FUNCTION contacts_internal.promote_primary() IS
	'row trigger: when the primary connection or address of a type goes, the oldest of the rest becomes primary';

CREATE FUNCTION contacts_internal.require_connection() RETURNS trigger
	LANGUAGE C VOLATILE AS 'MODULE_PATHNAME', 'contacts_require_connection';
COMMENT ON FUNCTION contacts_internal.require_connection() IS
	'deferred constraint trigger: error CT400 where a live person has no e-mail, phone or connection at the end of '
	'the transaction, unless the organization allows it';
