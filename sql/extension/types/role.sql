-- Roles of people at companies.

CREATE FUNCTION contacts_internal.role_of(words text) RETURNS text
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'contacts_role_of_sql';
COMMENT ON FUNCTION contacts_internal.role_of(text) IS
	'role that words mean, in any case and number: primary contact, executive sponsor, department heads; NULL for none';
