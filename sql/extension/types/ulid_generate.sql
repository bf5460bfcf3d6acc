-- Making ulids, and ulids and times.

CREATE FUNCTION contacts.gen_ulid() RETURNS contacts.ulid
AS 'MODULE_PATHNAME', 'contacts_gen_ulid' LANGUAGE C VOLATILE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION contacts.gen_ulid() IS 'a new ulid: the clock, and 80 bits of the server''s strong random source';

CREATE FUNCTION contacts.gen_ulid(at timestamptz) RETURNS contacts.ulid
AS 'MODULE_PATHNAME', 'contacts_gen_ulid_at' LANGUAGE C VOLATILE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION contacts.gen_ulid(timestamptz) IS 'a new ulid of the given time (1970 to 10889)';

CREATE FUNCTION contacts.gen_monotonic_ulid() RETURNS contacts.ulid
AS 'MODULE_PATHNAME', 'contacts_gen_monotonic_ulid' LANGUAGE C VOLATILE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION contacts.gen_monotonic_ulid() IS
	'a new ulid, greater than every one that the function gave this session before';

CREATE FUNCTION contacts.ulid_timestamp(contacts.ulid) RETURNS timestamptz
AS 'MODULE_PATHNAME', 'contacts_ulid_timestamp' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION contacts.ulid_timestamp(contacts.ulid) IS 'the time in a ulid, to the millisecond';

CREATE FUNCTION contacts.ulid_floor(timestamptz) RETURNS contacts.ulid
AS 'MODULE_PATHNAME', 'contacts_ulid_floor' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION contacts.ulid_floor(timestamptz) IS 'the least ulid of the time''s millisecond';

CREATE FUNCTION contacts.ulid_ceil(timestamptz) RETURNS contacts.ulid
AS 'MODULE_PATHNAME', 'contacts_ulid_ceil' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION contacts.ulid_ceil(timestamptz) IS 'the greatest ulid of the time''s millisecond';
