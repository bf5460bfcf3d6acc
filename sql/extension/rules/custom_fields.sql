-- Rules of custom fields: unique values.

CREATE FUNCTION contacts_internal.custom_field_key(value jsonb, type text) RETURNS text
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'contacts_custom_field_key';
COMMENT ON FUNCTION contacts_internal.custom_field_key(jsonb, text) IS
	'text under which values of a unique custom field are compared, NULL where there is nothing to compare; error '
	'22001 beyond 1000 bytes';

CREATE FUNCTION contacts_internal.keep_unique_fields() RETURNS trigger
	LANGUAGE C VOLATILE AS 'MODULE_PATHNAME', 'contacts_keep_unique_fields';
COMMENT ON FUNCTION contacts_internal.keep_unique_fields() IS
	'row trigger of table contact: error 23505 where another live contact has the same value of a unique custom field';

CREATE FUNCTION contacts_internal.custom_field_changed() RETURNS trigger
	LANGUAGE C VOLATILE AS 'MODULE_PATHNAME', 'contacts_custom_field_changed';
COMMENT ON FUNCTION contacts_internal.custom_field_changed() IS
	'row trigger of table custom_field: takes in the values of a field that becomes unique';
