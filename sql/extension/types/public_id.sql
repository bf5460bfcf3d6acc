-- Ids as outside systems show them.

CREATE FUNCTION contacts.public_id(prefix text, uid contacts.ulid) RETURNS text
AS 'MODULE_PATHNAME', 'contacts_public_id' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION contacts.public_id(text, contacts.ulid) IS
	'the ulid behind a prefix that says what it is the id of: ct_01ARZ3NDEKTSV4RRFFQ69G5FAV';

CREATE FUNCTION contacts.parse_public_id(public_id text) RETURNS contacts.ulid
AS 'MODULE_PATHNAME', 'contacts_parse_public_id' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION contacts.parse_public_id(text) IS 'the ulid in a public id, whatever its prefix';
