-- Predicates for CHECK constraints.  They look only and never raise.

CREATE FUNCTION contacts_internal.is_web_url(text) RETURNS boolean
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'contacts_is_web_url';
COMMENT ON FUNCTION contacts_internal.is_web_url(text) IS
	'whether text is an http or https URL with a host, without credentials and white space, of at most 2048 bytes '
	'(RFC 3986)';

CREATE FUNCTION contacts_internal.is_time_zone(text) RETURNS boolean
	LANGUAGE C STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'contacts_is_time_zone';
COMMENT ON FUNCTION contacts_internal.is_time_zone(text) IS 'whether text is a name of the IANA time zone database';

CREATE FUNCTION contacts_internal.is_language_tag(text) RETURNS boolean
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'contacts_is_language_tag';
COMMENT ON FUNCTION contacts_internal.is_language_tag(text) IS
	'whether text is a well-formed BCP 47 language tag (RFC 5646, section 2.1)';

CREATE FUNCTION contacts_internal.is_country_code(text) RETURNS boolean
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'contacts_is_country_code';
COMMENT ON FUNCTION contacts_internal.is_country_code(text) IS
	'whether text is an officially assigned ISO 3166-1 alpha-2 code in upper case';

CREATE FUNCTION contacts_internal.are_tags(text[]) RETURNS boolean
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'contacts_are_tags';
COMMENT ON FUNCTION contacts_internal.are_tags(text[]) IS
	'whether an array is a list of at most 32 tags, none of them null, blank or longer than 200 bytes';

CREATE FUNCTION contacts_internal.are_web_urls(text[]) RETURNS boolean
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'contacts_are_web_urls';
COMMENT ON FUNCTION contacts_internal.are_web_urls(text[]) IS
	'whether an array is a list of at most 1000 URLs as is_web_url() wants them';

CREATE FUNCTION contacts_internal.are_sentences(text[]) RETURNS boolean
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'contacts_are_sentences';
COMMENT ON FUNCTION contacts_internal.are_sentences(text[]) IS
	'whether an array is a list of at most 1000 texts, none of them null, blank or longer than 8000 bytes';

CREATE FUNCTION contacts_internal.is_filled(text, most integer) RETURNS boolean
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'contacts_is_filled';
COMMENT ON FUNCTION contacts_internal.is_filled(text, integer) IS
	'whether text shows something (white space, fillers, controls and other invisible characters do not) and has at '
	'most that many characters';

CREATE FUNCTION contacts_internal.is_name(text) RETURNS boolean
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'contacts_is_name';
COMMENT ON FUNCTION contacts_internal.is_name(text) IS
	'whether text is not blank and has at most 500 characters; what is blank does not depend on a collation';

CREATE FUNCTION contacts_internal.is_label(text) RETURNS boolean
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'contacts_is_label';
COMMENT ON FUNCTION contacts_internal.is_label(text) IS 'whether text has at most 500 characters';

CREATE FUNCTION contacts_internal.is_code(text) RETURNS boolean
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'contacts_is_code';
COMMENT ON FUNCTION contacts_internal.is_code(text) IS 'whether text is not blank and has at most 200 characters';

CREATE FUNCTION contacts_internal.is_external_id(text) RETURNS boolean
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'contacts_is_external_id';
COMMENT ON FUNCTION contacts_internal.is_external_id(text) IS 'whether text is not blank and has at most 200 characters';

CREATE FUNCTION contacts_internal.is_json_object(jsonb) RETURNS boolean
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'contacts_is_json_object';
COMMENT ON FUNCTION contacts_internal.is_json_object(jsonb) IS 'whether jsonb is an object';
