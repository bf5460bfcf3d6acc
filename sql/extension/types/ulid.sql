-- The type ulid: sixteen bytes laid out as uuid is, so everything but the text form is core's.

CREATE TYPE contacts.ulid;

CREATE FUNCTION contacts_internal.ulid_in(cstring) RETURNS contacts.ulid
AS 'MODULE_PATHNAME', 'contacts_ulid_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION contacts_internal.ulid_in(cstring) IS 'I/O';

CREATE FUNCTION contacts_internal.ulid_out(contacts.ulid) RETURNS cstring
AS 'MODULE_PATHNAME', 'contacts_ulid_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION contacts_internal.ulid_out(contacts.ulid) IS 'I/O';

CREATE FUNCTION contacts_internal.ulid_recv(internal) RETURNS contacts.ulid
AS 'uuid_recv' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION contacts_internal.ulid_recv(internal) IS 'I/O';

CREATE FUNCTION contacts_internal.ulid_send(contacts.ulid) RETURNS bytea
AS 'uuid_send' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION contacts_internal.ulid_send(contacts.ulid) IS 'I/O';

CREATE TYPE contacts.ulid (
	INPUT = contacts_internal.ulid_in,
	OUTPUT = contacts_internal.ulid_out,
	RECEIVE = contacts_internal.ulid_recv,
	SEND = contacts_internal.ulid_send,
	LIKE = uuid
);
COMMENT ON TYPE contacts.ulid IS
	'universally unique identifier that sorts by its time of creation: 48 bits of milliseconds since 1970, 80 '
	'random bits';

-- Operators within the type

-- @template@ types/comparison
--	left = contacts.ulid
--	right = contacts.ulid
--	function = ulid_*
--	source = AS 'uuid_*' LANGUAGE internal IMMUTABLE
--	operator = *
--	equality = , HASHES, MERGES
--	meaning =

-- Operator classes

CREATE FUNCTION contacts_internal.ulid_cmp(contacts.ulid, contacts.ulid) RETURNS integer
AS 'uuid_cmp' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION contacts_internal.ulid_cmp(contacts.ulid, contacts.ulid) IS 'less-equal-greater';

CREATE FUNCTION contacts_internal.ulid_hash(contacts.ulid) RETURNS integer
AS 'uuid_hash' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION contacts_internal.ulid_hash(contacts.ulid) IS 'hash';

CREATE FUNCTION contacts_internal.ulid_hash_extended(contacts.ulid, bigint) RETURNS bigint
AS 'uuid_hash_extended' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION contacts_internal.ulid_hash_extended(contacts.ulid, bigint) IS 'hash';

CREATE OPERATOR CLASS contacts.ulid_ops DEFAULT FOR TYPE contacts.ulid USING btree AS
	OPERATOR 1 contacts.<,
	OPERATOR 2 contacts.<=,
	OPERATOR 3 contacts.=,
	OPERATOR 4 contacts.>=,
	OPERATOR 5 contacts.>,
	FUNCTION 1 contacts_internal.ulid_cmp(contacts.ulid, contacts.ulid),
	FUNCTION 2 pg_catalog.uuid_sortsupport(internal),
	FUNCTION 4 pg_catalog.btequalimage(oid);
COMMENT ON OPERATOR CLASS contacts.ulid_ops USING btree IS 'order of time';
COMMENT ON OPERATOR FAMILY contacts.ulid_ops USING btree IS 'order of time';

CREATE OPERATOR CLASS contacts.ulid_ops DEFAULT FOR TYPE contacts.ulid USING hash AS
	OPERATOR 1 contacts.=,
	FUNCTION 1 contacts_internal.ulid_hash(contacts.ulid),
	FUNCTION 2 contacts_internal.ulid_hash_extended(contacts.ulid, bigint);
COMMENT ON OPERATOR CLASS contacts.ulid_ops USING hash IS 'equality';
COMMENT ON OPERATOR FAMILY contacts.ulid_ops USING hash IS 'equality';

CREATE OPERATOR CLASS contacts.ulid_minmax_ops DEFAULT FOR TYPE contacts.ulid USING brin AS
	OPERATOR 1 contacts.<,
	OPERATOR 2 contacts.<=,
	OPERATOR 3 contacts.=,
	OPERATOR 4 contacts.>=,
	OPERATOR 5 contacts.>,
	FUNCTION 1 pg_catalog.brin_minmax_opcinfo(internal),
	FUNCTION 2 pg_catalog.brin_minmax_add_value(internal, internal, internal, internal),
	FUNCTION 3 pg_catalog.brin_minmax_consistent(internal, internal, internal),
	FUNCTION 4 pg_catalog.brin_minmax_union(internal, internal, internal),
	STORAGE contacts.ulid;
COMMENT ON OPERATOR CLASS contacts.ulid_minmax_ops USING brin IS 'least and greatest per block range';
COMMENT ON OPERATOR FAMILY contacts.ulid_minmax_ops USING brin IS 'least and greatest per block range';

-- Aggregates

-- @template@ types/minmax
--	type = ulid
--	order = in the order of time

-- Casts: never implicit.  To text and varchar, the server's own I/O casts serve.

CREATE FUNCTION contacts.ulid(bytea) RETURNS contacts.ulid
AS 'MODULE_PATHNAME', 'contacts_ulid_sql' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION contacts.ulid(bytea) IS 'the ulid of 16 bytes, most significant first';

CREATE CAST (contacts.ulid AS uuid) WITHOUT FUNCTION AS ASSIGNMENT;
COMMENT ON CAST (contacts.ulid AS uuid) IS 'the same 16 bytes';
CREATE CAST (uuid AS contacts.ulid) WITHOUT FUNCTION AS ASSIGNMENT;
COMMENT ON CAST (uuid AS contacts.ulid) IS 'the same 16 bytes';
CREATE CAST (contacts.ulid AS bytea) WITH FUNCTION contacts_internal.ulid_send(contacts.ulid);
COMMENT ON CAST (contacts.ulid AS bytea) IS '16 bytes, most significant first';
CREATE CAST (bytea AS contacts.ulid) WITH FUNCTION contacts.ulid(bytea);
COMMENT ON CAST (bytea AS contacts.ulid) IS '16 bytes, most significant first';
CREATE CAST (text AS contacts.ulid) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (text AS contacts.ulid) IS 'as on input';
CREATE CAST (varchar AS contacts.ulid) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (varchar AS contacts.ulid) IS 'as on input';

CREATE FUNCTION contacts.try_ulid(text) RETURNS contacts.ulid
AS 'MODULE_PATHNAME', 'contacts_try_ulid' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION contacts.try_ulid(text) IS 'the ulid that the text stands for, NULL where it is none';

-- Operators with text: text that is no ulid is unequal, and in no order

-- @template@ types/comparison
--	left = contacts.ulid
--	right = text
--	function = ulid_*_text
--	source = AS 'MODULE_PATHNAME', 'contacts_ulid_*_text' LANGUAGE C IMMUTABLE SUPPORT contacts_internal.text_comparison_support
--	operator = *
--	equality =
--	meaning =

-- @template@ types/comparison
--	left = text
--	right = contacts.ulid
--	function = text_*_ulid
--	source = AS 'MODULE_PATHNAME', 'contacts_text_*_ulid' LANGUAGE C IMMUTABLE SUPPORT contacts_internal.text_comparison_support
--	operator = *
--	equality =
--	meaning =

-- Operators with uuid, as drivers send it: the same 16 bytes, so the functions are core's

-- @template@ types/comparison
--	left = contacts.ulid
--	right = uuid
--	function = ulid_*_uuid
--	source = AS 'uuid_*' LANGUAGE internal IMMUTABLE
--	operator = *
--	equality = , HASHES, MERGES
--	meaning =

-- @template@ types/comparison
--	left = uuid
--	right = contacts.ulid
--	function = uuid_*_ulid
--	source = AS 'uuid_*' LANGUAGE internal IMMUTABLE
--	operator = *
--	equality = , HASHES, MERGES
--	meaning =

CREATE FUNCTION contacts_internal.ulid_cmp_uuid(contacts.ulid, uuid) RETURNS integer
	AS 'uuid_cmp' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION contacts_internal.ulid_cmp_uuid(contacts.ulid, uuid) IS 'less-equal-greater';
CREATE FUNCTION contacts_internal.uuid_cmp_ulid(uuid, contacts.ulid) RETURNS integer
	AS 'uuid_cmp' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION contacts_internal.uuid_cmp_ulid(uuid, contacts.ulid) IS 'less-equal-greater';

ALTER OPERATOR FAMILY contacts.ulid_ops USING btree ADD
	OPERATOR 1 contacts.< (contacts.ulid, uuid),
	OPERATOR 2 contacts.<= (contacts.ulid, uuid),
	OPERATOR 3 contacts.= (contacts.ulid, uuid),
	OPERATOR 4 contacts.>= (contacts.ulid, uuid),
	OPERATOR 5 contacts.> (contacts.ulid, uuid),
	FUNCTION 1 (contacts.ulid, uuid) contacts_internal.ulid_cmp_uuid(contacts.ulid, uuid),
	OPERATOR 1 contacts.< (uuid, contacts.ulid),
	OPERATOR 2 contacts.<= (uuid, contacts.ulid),
	OPERATOR 3 contacts.= (uuid, contacts.ulid),
	OPERATOR 4 contacts.>= (uuid, contacts.ulid),
	OPERATOR 5 contacts.> (uuid, contacts.ulid),
	FUNCTION 1 (uuid, contacts.ulid) contacts_internal.uuid_cmp_ulid(uuid, contacts.ulid),
	OPERATOR 1 pg_catalog.< (uuid, uuid),
	OPERATOR 2 pg_catalog.<= (uuid, uuid),
	OPERATOR 3 pg_catalog.= (uuid, uuid),
	OPERATOR 4 pg_catalog.>= (uuid, uuid),
	OPERATOR 5 pg_catalog.> (uuid, uuid),
	FUNCTION 1 (uuid, uuid) pg_catalog.uuid_cmp(uuid, uuid);
ALTER OPERATOR FAMILY contacts.ulid_ops USING hash ADD
	OPERATOR 1 contacts.= (contacts.ulid, uuid),
	OPERATOR 1 contacts.= (uuid, contacts.ulid),
	OPERATOR 1 pg_catalog.= (uuid, uuid),
	FUNCTION 1 (uuid, uuid) pg_catalog.uuid_hash(uuid),
	FUNCTION 2 (uuid, uuid) pg_catalog.uuid_hash_extended(uuid, bigint);
