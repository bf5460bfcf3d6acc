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

CREATE FUNCTION contacts.time_zone_of_place(country_code text, state text DEFAULT NULL) RETURNS text
AS 'MODULE_PATHNAME', 'contacts_time_zone_of_place' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION contacts.time_zone_of_place(text, text) IS
	'the IANA time zone of a country (ISO 3166-1 alpha-2 code) with one zone, or of a state (ISO 3166-2 code or name) of '
	'a country with several; NULL where none follows from them';

-- Not STRICT, so that their body becomes part of the constraint.
CREATE FUNCTION contacts_internal.is_time(timestamptz) RETURNS boolean
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN $1 >= '0001-01-01 00:00:00+00'::timestamptz AND $1 < '10000-01-01 00:00:00+00'::timestamptz;
COMMENT ON FUNCTION contacts_internal.is_time(timestamptz) IS
	'whether a time is in the years 1 to 9999, so that JSON has it and intervals can be added to it';

CREATE FUNCTION contacts_internal.is_duration(length interval, shortest interval, longest interval) RETURNS boolean
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN length IS NULL OR coalesce(extract(year FROM length) = 0 AND extract(month FROM length) = 0
		AND extract(day FROM length) = 0 AND length BETWEEN shortest AND longest, false);
COMMENT ON FUNCTION contacts_internal.is_duration(interval, interval, interval) IS
	'whether an interval is a number of hours, minutes and seconds between two: with months and days it would compare '
	'otherwise than it lasts';

CREATE FUNCTION contacts_internal.is_period(length interval) RETURNS boolean
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN length IS NULL OR coalesce(extract(year FROM length) BETWEEN 0 AND 1000
		AND extract(month FROM length) BETWEEN 0 AND 11 AND extract(day FROM length) BETWEEN 0 AND 366000
		AND extract(hour FROM length) BETWEEN 0 AND 8784000
		AND extract(minute FROM length) >= 0 AND extract(second FROM length) >= 0
		AND length > '0'::interval, false);
COMMENT ON FUNCTION contacts_internal.is_period(interval) IS
	'whether an interval is longer than nothing, no part of it negative, and short enough to be taken from the '
	'present time';
