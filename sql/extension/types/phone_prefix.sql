-- Numbers that begin with some digits: a range of a btree index.

CREATE FUNCTION contacts_internal.phone_starts_with_support(internal) RETURNS internal
AS 'MODULE_PATHNAME', 'contacts_phone_starts_with_support' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION contacts_internal.phone_starts_with_support(internal) IS
	'planner support: phone_starts_with() as a range of an index, and how many rows that is';

CREATE FUNCTION contacts.phone_starts_with(contacts.phone, text) RETURNS boolean
AS 'MODULE_PATHNAME', 'contacts_phone_starts_with' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE
SUPPORT contacts_internal.phone_starts_with_support;
COMMENT ON FUNCTION contacts.phone_starts_with(contacts.phone, text) IS
	'whether the number begins with these digits, country code first, in any punctuation, as in +1 212; never for '
	'text that is no such beginning';

CREATE FUNCTION contacts.phone_floor(text) RETURNS contacts.phone
AS 'MODULE_PATHNAME', 'contacts_phone_floor' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION contacts.phone_floor(text) IS
	'where the numbers that begin with these digits begin in the order: a bound for comparisons, no number to be '
	'stored';

CREATE FUNCTION contacts.phone_ceil(text) RETURNS contacts.phone
AS 'MODULE_PATHNAME', 'contacts_phone_ceil' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION contacts.phone_ceil(text) IS
	'what follows the numbers that begin with these digits in the order: a bound for comparisons, no number to be '
	'stored';
