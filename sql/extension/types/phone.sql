-- The type phone: telephone numbers with the answers of libphonenumber, as their text form.

CREATE TYPE contacts.phone;

CREATE FUNCTION contacts_internal.phone_in(cstring) RETURNS contacts.phone
AS 'MODULE_PATHNAME', 'contacts_phone_in' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION contacts_internal.phone_in(cstring) IS 'I/O';

CREATE FUNCTION contacts_internal.phone_out(contacts.phone) RETURNS cstring
AS 'textout' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION contacts_internal.phone_out(contacts.phone) IS 'I/O';

CREATE FUNCTION contacts_internal.phone_recv(internal) RETURNS contacts.phone
AS 'MODULE_PATHNAME', 'contacts_phone_recv' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION contacts_internal.phone_recv(internal) IS 'I/O';

CREATE FUNCTION contacts_internal.phone_send(contacts.phone) RETURNS bytea
AS 'textsend' LANGUAGE internal STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION contacts_internal.phone_send(contacts.phone) IS 'I/O';

CREATE TYPE contacts.phone (
	INPUT = contacts_internal.phone_in,
	OUTPUT = contacts_internal.phone_out,
	RECEIVE = contacts_internal.phone_recv,
	SEND = contacts_internal.phone_send,
	INTERNALLENGTH = VARIABLE,
	STORAGE = main
);
COMMENT ON TYPE contacts.phone IS
	'telephone number that can be dialled (possible, by libphonenumber), with its extension: +14155552671 or '
	'+14155552671;ext=123';

-- Operators within the type

-- @template@ types/comparison
--	left = contacts.phone
--	right = contacts.phone
--	function = phone_*
--	source = AS 'MODULE_PATHNAME', 'contacts_phone_*' LANGUAGE C IMMUTABLE
--	source.eq = AS 'byteaeq' LANGUAGE internal IMMUTABLE
--	source.ne = AS 'byteane' LANGUAGE internal IMMUTABLE
--	operator = *
--	equality = , HASHES, MERGES
--	meaning =

-- Operator classes

CREATE FUNCTION contacts_internal.phone_cmp(contacts.phone, contacts.phone) RETURNS integer
AS 'MODULE_PATHNAME', 'contacts_phone_cmp' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION contacts_internal.phone_cmp(contacts.phone, contacts.phone) IS 'less-equal-greater';

CREATE FUNCTION contacts_internal.phone_sortsupport(internal) RETURNS void
AS 'MODULE_PATHNAME', 'contacts_phone_sortsupport' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION contacts_internal.phone_sortsupport(internal) IS 'sort support';

CREATE FUNCTION contacts_internal.phone_hash(contacts.phone) RETURNS integer
AS 'hashvarlena' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION contacts_internal.phone_hash(contacts.phone) IS 'hash';

CREATE FUNCTION contacts_internal.phone_hash_extended(contacts.phone, bigint) RETURNS bigint
AS 'hashvarlenaextended' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION contacts_internal.phone_hash_extended(contacts.phone, bigint) IS 'hash';

CREATE OPERATOR CLASS contacts.phone_ops DEFAULT FOR TYPE contacts.phone USING btree AS
	OPERATOR 1 contacts.<,
	OPERATOR 2 contacts.<=,
	OPERATOR 3 contacts.=,
	OPERATOR 4 contacts.>=,
	OPERATOR 5 contacts.>,
	FUNCTION 1 contacts_internal.phone_cmp(contacts.phone, contacts.phone),
	FUNCTION 2 contacts_internal.phone_sortsupport(internal),
	FUNCTION 4 pg_catalog.btequalimage(oid);
COMMENT ON OPERATOR CLASS contacts.phone_ops USING btree IS 'order of digits, then of extensions';
COMMENT ON OPERATOR FAMILY contacts.phone_ops USING btree IS 'order of digits, then of extensions';

CREATE OPERATOR CLASS contacts.phone_ops DEFAULT FOR TYPE contacts.phone USING hash AS
	OPERATOR 1 contacts.=,
	FUNCTION 1 contacts_internal.phone_hash(contacts.phone),
	FUNCTION 2 contacts_internal.phone_hash_extended(contacts.phone, bigint);
COMMENT ON OPERATOR CLASS contacts.phone_ops USING hash IS 'equality';
COMMENT ON OPERATOR FAMILY contacts.phone_ops USING hash IS 'equality';

-- Aggregates

-- @template@ types/minmax
--	type = phone
--	order = in the order of digits

-- The parser.  With one argument it reads as the input function does, by the setting contacts.default_region (STABLE);
-- with a region, NULL or ZZ being none, it depends on nothing else (IMMUTABLE).

CREATE FUNCTION contacts.parse_phone(text) RETURNS contacts.phone
AS 'MODULE_PATHNAME', 'contacts_parse_phone' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION contacts.parse_phone(text) IS
	'the number that the text stands for, read in the region of the setting contacts.default_region; error 22P02 '
	'where it is none';

CREATE FUNCTION contacts.parse_phone(text, region text) RETURNS contacts.phone
AS 'MODULE_PATHNAME', 'contacts_parse_phone' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION contacts.parse_phone(text, text) IS
	'the number that the text stands for, read in a region (ISO 3166-1, NULL for none); error 22P02 where it is '
	'none, 22023 for an unknown region';

CREATE FUNCTION contacts.try_phone(text) RETURNS contacts.phone
AS 'MODULE_PATHNAME', 'contacts_try_phone' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION contacts.try_phone(text) IS
	'the number that the text stands for, read in the region of the setting contacts.default_region; NULL where it '
	'is none';

CREATE FUNCTION contacts.try_phone(text, region text) RETURNS contacts.phone
AS 'MODULE_PATHNAME', 'contacts_try_phone' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION contacts.try_phone(text, text) IS
	'the number that the text stands for, read in a region (ISO 3166-1, NULL or an unknown one for none); NULL '
	'where it is none';

CREATE FUNCTION contacts.phone_error(text) RETURNS text
AS 'MODULE_PATHNAME', 'contacts_phone_error' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION contacts.phone_error(text) IS
	'why the text is no number, read in the region of the setting contacts.default_region, by libphonenumbers name; '
	'NULL where it is one';

CREATE FUNCTION contacts.phone_error(text, region text) RETURNS text
AS 'MODULE_PATHNAME', 'contacts_phone_error' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION contacts.phone_error(text, text) IS
	'why the text is no number, read in a region (ISO 3166-1, NULL for none), by libphonenumber''s name; '
	'UNKNOWN_REGION where it would need a region and that is unknown; NULL where it is a number';

CREATE FUNCTION contacts.phone_possible_reason(text) RETURNS text
AS 'MODULE_PATHNAME', 'contacts_phone_possible_reason' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION contacts.phone_possible_reason(text) IS
	'what libphonenumber says about the length of the number that the text stands for, read in the region of the '
	'setting contacts.default_region: IS_POSSIBLE, IS_POSSIBLE_LOCAL_ONLY, TOO_SHORT, INVALID_LENGTH or TOO_LONG; '
	'NULL where it is no number at all';

CREATE FUNCTION contacts.phone_possible_reason(text, region text) RETURNS text
AS 'MODULE_PATHNAME', 'contacts_phone_possible_reason' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION contacts.phone_possible_reason(text, text) IS
	'what libphonenumber says about the length of the number that the text stands for, read in a region (ISO '
	'3166-1, NULL for none): IS_POSSIBLE, IS_POSSIBLE_LOCAL_ONLY, TOO_SHORT, INVALID_LENGTH or TOO_LONG; NULL where '
	'it is no number at all; an unknown region counts as none';

CREATE FUNCTION contacts.phone_example(region text, type text DEFAULT 'FIXED_LINE') RETURNS contacts.phone
AS 'MODULE_PATHNAME', 'contacts_phone_example_sql' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION contacts.phone_example(text, text) IS
	'libphonenumber''s example of a number of a region (ISO 3166-1) and type, NULL where it has none; error 22023 '
	'for an unknown region or type';

-- What a number says about itself

CREATE FUNCTION contacts.phone_is_valid(contacts.phone) RETURNS boolean
AS 'MODULE_PATHNAME', 'contacts_phone_is_valid' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION contacts.phone_is_valid(contacts.phone) IS
	'whether the number is one that its region assigns, by libphonenumber 9.0.35';

CREATE FUNCTION contacts.phone_region(contacts.phone) RETURNS text
AS 'MODULE_PATHNAME', 'contacts_phone_region' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION contacts.phone_region(contacts.phone) IS
	'region of the number (ISO 3166-1), 001 where it belongs to none in particular, ZZ where it is unknown';

CREATE FUNCTION contacts.phone_type(contacts.phone) RETURNS text
AS 'MODULE_PATHNAME', 'contacts_phone_type_sql' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION contacts.phone_type(contacts.phone) IS
	'type of the number: FIXED_LINE, MOBILE, FIXED_LINE_OR_MOBILE, TOLL_FREE, PREMIUM_RATE, SHARED_COST, VOIP, '
	'PERSONAL_NUMBER, PAGER, UAN or VOICEMAIL; UNKNOWN where it is not valid';

CREATE FUNCTION contacts.phone_country_code(contacts.phone) RETURNS integer
AS 'MODULE_PATHNAME', 'contacts_phone_country_code' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION contacts.phone_country_code(contacts.phone) IS
	'country calling code of the number, 1 to 999';

CREATE FUNCTION contacts.phone_national_number(contacts.phone) RETURNS text
AS 'MODULE_PATHNAME', 'contacts_phone_national_number' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION contacts.phone_national_number(contacts.phone) IS
	'national significant number: the digits after the country code, with leading zeros';

CREATE FUNCTION contacts.phone_extension(contacts.phone) RETURNS text
AS 'MODULE_PATHNAME', 'contacts_phone_extension' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION contacts.phone_extension(contacts.phone) IS
	'digits of the extension, NULL where there is none';

CREATE FUNCTION contacts.phone_format(contacts.phone, style text DEFAULT 'INTERNATIONAL') RETURNS text
AS 'MODULE_PATHNAME', 'contacts_phone_format_sql' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION contacts.phone_format(contacts.phone, text) IS
	'the number in one of libphonenumber''s styles: E164 (without the extension), INTERNATIONAL, NATIONAL or '
	'RFC3966; error 22023 for another style';

CREATE DOMAIN contacts.valid_phone AS contacts.phone
	CONSTRAINT valid_phone_check CHECK (contacts.phone_is_valid(VALUE));
COMMENT ON DOMAIN contacts.valid_phone IS 'telephone number that its region assigns, not only one of a possible length';
COMMENT ON CONSTRAINT valid_phone_check ON DOMAIN contacts.valid_phone IS 'valid, by libphonenumber';

-- Casts: never implicit.  To text and varchar, the value is its text form.

CREATE FUNCTION contacts.phone(text) RETURNS contacts.phone
AS 'MODULE_PATHNAME', 'contacts_parse_phone' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION contacts.phone(text) IS 'as on input';

CREATE CAST (contacts.phone AS text) WITHOUT FUNCTION AS ASSIGNMENT;
COMMENT ON CAST (contacts.phone AS text) IS 'the text form';
CREATE CAST (contacts.phone AS varchar) WITHOUT FUNCTION AS ASSIGNMENT;
COMMENT ON CAST (contacts.phone AS varchar) IS 'the text form';
CREATE CAST (text AS contacts.phone) WITH FUNCTION contacts.phone(text) AS ASSIGNMENT;
COMMENT ON CAST (text AS contacts.phone) IS 'as on input';
CREATE CAST (varchar AS contacts.phone) WITH FUNCTION contacts.phone(text) AS ASSIGNMENT;
COMMENT ON CAST (varchar AS contacts.phone) IS 'as on input';

-- Operators with text, which is read as on input (hence STABLE); text that is no number is unequal, and in no order

-- @template@ types/comparison
--	left = contacts.phone
--	right = text
--	function = phone_*_text
--	source = AS 'MODULE_PATHNAME', 'contacts_phone_*_text' LANGUAGE C STABLE SUPPORT contacts_internal.text_comparison_support
--	operator = *
--	equality =
--	meaning =

-- @template@ types/comparison
--	left = text
--	right = contacts.phone
--	function = text_*_phone
--	source = AS 'MODULE_PATHNAME', 'contacts_text_*_phone' LANGUAGE C STABLE SUPPORT contacts_internal.text_comparison_support
--	operator = *
--	equality =
--	meaning =
