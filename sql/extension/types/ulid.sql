-- The type ulid: sixteen bytes laid out as uuid is, so everything but the text form is core's.

CREATE TYPE contacts.ulid;

CREATE FUNCTION contacts.ulid_in(cstring) RETURNS contacts.ulid
AS 'MODULE_PATHNAME', 'contacts_ulid_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION contacts.ulid_in(cstring) IS 'I/O';

CREATE FUNCTION contacts.ulid_out(contacts.ulid) RETURNS cstring
AS 'MODULE_PATHNAME', 'contacts_ulid_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION contacts.ulid_out(contacts.ulid) IS 'I/O';

CREATE FUNCTION contacts.ulid_recv(internal) RETURNS contacts.ulid
AS 'uuid_recv' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION contacts.ulid_recv(internal) IS 'I/O';

CREATE FUNCTION contacts.ulid_send(contacts.ulid) RETURNS bytea
AS 'uuid_send' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION contacts.ulid_send(contacts.ulid) IS 'I/O';

CREATE TYPE contacts.ulid (
	INPUT = contacts.ulid_in,
	OUTPUT = contacts.ulid_out,
	RECEIVE = contacts.ulid_recv,
	SEND = contacts.ulid_send,
	LIKE = uuid
);
COMMENT ON TYPE contacts.ulid IS
	'universally unique identifier that sorts by its time of creation: 48 bits of milliseconds since 1970, 80 random bits';

-- Operators within the type

CREATE FUNCTION contacts.ulid_lt(contacts.ulid, contacts.ulid) RETURNS boolean
AS 'uuid_lt' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION contacts.ulid_lt(contacts.ulid, contacts.ulid) IS 'implementation of operator <';

CREATE FUNCTION contacts.ulid_le(contacts.ulid, contacts.ulid) RETURNS boolean
AS 'uuid_le' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION contacts.ulid_le(contacts.ulid, contacts.ulid) IS 'implementation of operator <=';

CREATE FUNCTION contacts.ulid_eq(contacts.ulid, contacts.ulid) RETURNS boolean
AS 'uuid_eq' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION contacts.ulid_eq(contacts.ulid, contacts.ulid) IS 'implementation of operator =';

CREATE FUNCTION contacts.ulid_ne(contacts.ulid, contacts.ulid) RETURNS boolean
AS 'uuid_ne' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION contacts.ulid_ne(contacts.ulid, contacts.ulid) IS 'implementation of operator <>';

CREATE FUNCTION contacts.ulid_ge(contacts.ulid, contacts.ulid) RETURNS boolean
AS 'uuid_ge' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION contacts.ulid_ge(contacts.ulid, contacts.ulid) IS 'implementation of operator >=';

CREATE FUNCTION contacts.ulid_gt(contacts.ulid, contacts.ulid) RETURNS boolean
AS 'uuid_gt' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION contacts.ulid_gt(contacts.ulid, contacts.ulid) IS 'implementation of operator >';

CREATE OPERATOR contacts.< (LEFTARG = contacts.ulid, RIGHTARG = contacts.ulid, FUNCTION = contacts.ulid_lt,
	COMMUTATOR = OPERATOR(contacts.>), NEGATOR = OPERATOR(contacts.>=),
	RESTRICT = scalarltsel, JOIN = scalarltjoinsel);
COMMENT ON OPERATOR contacts.< (contacts.ulid, contacts.ulid) IS 'before';

CREATE OPERATOR contacts.<= (LEFTARG = contacts.ulid, RIGHTARG = contacts.ulid, FUNCTION = contacts.ulid_le,
	COMMUTATOR = OPERATOR(contacts.>=), NEGATOR = OPERATOR(contacts.>),
	RESTRICT = scalarlesel, JOIN = scalarlejoinsel);
COMMENT ON OPERATOR contacts.<= (contacts.ulid, contacts.ulid) IS 'before or equal to';

CREATE OPERATOR contacts.= (LEFTARG = contacts.ulid, RIGHTARG = contacts.ulid, FUNCTION = contacts.ulid_eq,
	COMMUTATOR = OPERATOR(contacts.=), NEGATOR = OPERATOR(contacts.<>),
	RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES);
COMMENT ON OPERATOR contacts.= (contacts.ulid, contacts.ulid) IS 'equal to';

CREATE OPERATOR contacts.<> (LEFTARG = contacts.ulid, RIGHTARG = contacts.ulid, FUNCTION = contacts.ulid_ne,
	COMMUTATOR = OPERATOR(contacts.<>), NEGATOR = OPERATOR(contacts.=),
	RESTRICT = neqsel, JOIN = neqjoinsel);
COMMENT ON OPERATOR contacts.<> (contacts.ulid, contacts.ulid) IS 'unequal to';

CREATE OPERATOR contacts.>= (LEFTARG = contacts.ulid, RIGHTARG = contacts.ulid, FUNCTION = contacts.ulid_ge,
	COMMUTATOR = OPERATOR(contacts.<=), NEGATOR = OPERATOR(contacts.<),
	RESTRICT = scalargesel, JOIN = scalargejoinsel);
COMMENT ON OPERATOR contacts.>= (contacts.ulid, contacts.ulid) IS 'after or equal to';

CREATE OPERATOR contacts.> (LEFTARG = contacts.ulid, RIGHTARG = contacts.ulid, FUNCTION = contacts.ulid_gt,
	COMMUTATOR = OPERATOR(contacts.<), NEGATOR = OPERATOR(contacts.<=),
	RESTRICT = scalargtsel, JOIN = scalargtjoinsel);
COMMENT ON OPERATOR contacts.> (contacts.ulid, contacts.ulid) IS 'after';

-- Operator classes

CREATE FUNCTION contacts.ulid_cmp(contacts.ulid, contacts.ulid) RETURNS integer
AS 'uuid_cmp' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION contacts.ulid_cmp(contacts.ulid, contacts.ulid) IS 'less-equal-greater';

CREATE FUNCTION contacts.ulid_hash(contacts.ulid) RETURNS integer
AS 'uuid_hash' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION contacts.ulid_hash(contacts.ulid) IS 'hash';

CREATE FUNCTION contacts.ulid_hash_extended(contacts.ulid, bigint) RETURNS bigint
AS 'uuid_hash_extended' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION contacts.ulid_hash_extended(contacts.ulid, bigint) IS 'hash';

CREATE OPERATOR CLASS contacts.ulid_ops DEFAULT FOR TYPE contacts.ulid USING btree AS
	OPERATOR 1 contacts.<,
	OPERATOR 2 contacts.<=,
	OPERATOR 3 contacts.=,
	OPERATOR 4 contacts.>=,
	OPERATOR 5 contacts.>,
	FUNCTION 1 contacts.ulid_cmp(contacts.ulid, contacts.ulid),
	FUNCTION 2 pg_catalog.uuid_sortsupport(internal),
	FUNCTION 4 pg_catalog.btequalimage(oid);
COMMENT ON OPERATOR CLASS contacts.ulid_ops USING btree IS 'order of time';
COMMENT ON OPERATOR FAMILY contacts.ulid_ops USING btree IS 'order of time';

CREATE OPERATOR CLASS contacts.ulid_ops DEFAULT FOR TYPE contacts.ulid USING hash AS
	OPERATOR 1 contacts.=,
	FUNCTION 1 contacts.ulid_hash(contacts.ulid),
	FUNCTION 2 contacts.ulid_hash_extended(contacts.ulid, bigint);
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

CREATE FUNCTION contacts.ulid_smaller(contacts.ulid, contacts.ulid) RETURNS contacts.ulid
AS 'MODULE_PATHNAME', 'contacts_ulid_smaller' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION contacts.ulid_smaller(contacts.ulid, contacts.ulid) IS 'the earlier of two';

CREATE FUNCTION contacts.ulid_larger(contacts.ulid, contacts.ulid) RETURNS contacts.ulid
AS 'MODULE_PATHNAME', 'contacts_ulid_larger' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION contacts.ulid_larger(contacts.ulid, contacts.ulid) IS 'the later of two';

CREATE AGGREGATE contacts.min(contacts.ulid) (
	SFUNC = contacts.ulid_smaller, STYPE = contacts.ulid, COMBINEFUNC = contacts.ulid_smaller,
	SORTOP = OPERATOR(contacts.<), PARALLEL = SAFE
);
COMMENT ON AGGREGATE contacts.min(contacts.ulid) IS 'the earliest ulid';

CREATE AGGREGATE contacts.max(contacts.ulid) (
	SFUNC = contacts.ulid_larger, STYPE = contacts.ulid, COMBINEFUNC = contacts.ulid_larger,
	SORTOP = OPERATOR(contacts.>), PARALLEL = SAFE
);
COMMENT ON AGGREGATE contacts.max(contacts.ulid) IS 'the latest ulid';

-- Casts: never implicit.  To text and varchar, the server's own I/O casts serve.

CREATE FUNCTION contacts.ulid(bytea) RETURNS contacts.ulid
AS 'MODULE_PATHNAME', 'contacts_ulid_from_bytea' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION contacts.ulid(bytea) IS 'the ulid of 16 bytes, most significant first';

CREATE CAST (contacts.ulid AS uuid) WITHOUT FUNCTION AS ASSIGNMENT;
COMMENT ON CAST (contacts.ulid AS uuid) IS 'the same 16 bytes';
CREATE CAST (uuid AS contacts.ulid) WITHOUT FUNCTION AS ASSIGNMENT;
COMMENT ON CAST (uuid AS contacts.ulid) IS 'the same 16 bytes';
CREATE CAST (contacts.ulid AS bytea) WITH FUNCTION contacts.ulid_send(contacts.ulid);
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

CREATE FUNCTION contacts.ulid_lt_text(contacts.ulid, text) RETURNS boolean
AS 'MODULE_PATHNAME', 'contacts_ulid_lt_text' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE
SUPPORT contacts.text_comparison_support;
COMMENT ON FUNCTION contacts.ulid_lt_text(contacts.ulid, text) IS 'implementation of operator <';

CREATE FUNCTION contacts.ulid_le_text(contacts.ulid, text) RETURNS boolean
AS 'MODULE_PATHNAME', 'contacts_ulid_le_text' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE
SUPPORT contacts.text_comparison_support;
COMMENT ON FUNCTION contacts.ulid_le_text(contacts.ulid, text) IS 'implementation of operator <=';

CREATE FUNCTION contacts.ulid_eq_text(contacts.ulid, text) RETURNS boolean
AS 'MODULE_PATHNAME', 'contacts_ulid_eq_text' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE
SUPPORT contacts.text_comparison_support;
COMMENT ON FUNCTION contacts.ulid_eq_text(contacts.ulid, text) IS 'implementation of operator =';

CREATE FUNCTION contacts.ulid_ne_text(contacts.ulid, text) RETURNS boolean
AS 'MODULE_PATHNAME', 'contacts_ulid_ne_text' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE
SUPPORT contacts.text_comparison_support;
COMMENT ON FUNCTION contacts.ulid_ne_text(contacts.ulid, text) IS 'implementation of operator <>';

CREATE FUNCTION contacts.ulid_ge_text(contacts.ulid, text) RETURNS boolean
AS 'MODULE_PATHNAME', 'contacts_ulid_ge_text' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE
SUPPORT contacts.text_comparison_support;
COMMENT ON FUNCTION contacts.ulid_ge_text(contacts.ulid, text) IS 'implementation of operator >=';

CREATE FUNCTION contacts.ulid_gt_text(contacts.ulid, text) RETURNS boolean
AS 'MODULE_PATHNAME', 'contacts_ulid_gt_text' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE
SUPPORT contacts.text_comparison_support;
COMMENT ON FUNCTION contacts.ulid_gt_text(contacts.ulid, text) IS 'implementation of operator >';

CREATE OPERATOR contacts.< (LEFTARG = contacts.ulid, RIGHTARG = text, FUNCTION = contacts.ulid_lt_text,
	COMMUTATOR = OPERATOR(contacts.>), NEGATOR = OPERATOR(contacts.>=),
	RESTRICT = scalarltsel, JOIN = scalarltjoinsel);
COMMENT ON OPERATOR contacts.< (contacts.ulid, text) IS 'before';

CREATE OPERATOR contacts.<= (LEFTARG = contacts.ulid, RIGHTARG = text, FUNCTION = contacts.ulid_le_text,
	COMMUTATOR = OPERATOR(contacts.>=), NEGATOR = OPERATOR(contacts.>),
	RESTRICT = scalarlesel, JOIN = scalarlejoinsel);
COMMENT ON OPERATOR contacts.<= (contacts.ulid, text) IS 'before or equal to';

CREATE OPERATOR contacts.= (LEFTARG = contacts.ulid, RIGHTARG = text, FUNCTION = contacts.ulid_eq_text,
	COMMUTATOR = OPERATOR(contacts.=), NEGATOR = OPERATOR(contacts.<>),
	RESTRICT = eqsel, JOIN = eqjoinsel);
COMMENT ON OPERATOR contacts.= (contacts.ulid, text) IS 'equal to';

CREATE OPERATOR contacts.<> (LEFTARG = contacts.ulid, RIGHTARG = text, FUNCTION = contacts.ulid_ne_text,
	COMMUTATOR = OPERATOR(contacts.<>), NEGATOR = OPERATOR(contacts.=),
	RESTRICT = neqsel, JOIN = neqjoinsel);
COMMENT ON OPERATOR contacts.<> (contacts.ulid, text) IS 'unequal to';

CREATE OPERATOR contacts.>= (LEFTARG = contacts.ulid, RIGHTARG = text, FUNCTION = contacts.ulid_ge_text,
	COMMUTATOR = OPERATOR(contacts.<=), NEGATOR = OPERATOR(contacts.<),
	RESTRICT = scalargesel, JOIN = scalargejoinsel);
COMMENT ON OPERATOR contacts.>= (contacts.ulid, text) IS 'after or equal to';

CREATE OPERATOR contacts.> (LEFTARG = contacts.ulid, RIGHTARG = text, FUNCTION = contacts.ulid_gt_text,
	COMMUTATOR = OPERATOR(contacts.<), NEGATOR = OPERATOR(contacts.<=),
	RESTRICT = scalargtsel, JOIN = scalargtjoinsel);
COMMENT ON OPERATOR contacts.> (contacts.ulid, text) IS 'after';

CREATE FUNCTION contacts.text_lt_ulid(text, contacts.ulid) RETURNS boolean
AS 'MODULE_PATHNAME', 'contacts_text_lt_ulid' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE
SUPPORT contacts.text_comparison_support;
COMMENT ON FUNCTION contacts.text_lt_ulid(text, contacts.ulid) IS 'implementation of operator <';

CREATE FUNCTION contacts.text_le_ulid(text, contacts.ulid) RETURNS boolean
AS 'MODULE_PATHNAME', 'contacts_text_le_ulid' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE
SUPPORT contacts.text_comparison_support;
COMMENT ON FUNCTION contacts.text_le_ulid(text, contacts.ulid) IS 'implementation of operator <=';

CREATE FUNCTION contacts.text_eq_ulid(text, contacts.ulid) RETURNS boolean
AS 'MODULE_PATHNAME', 'contacts_text_eq_ulid' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE
SUPPORT contacts.text_comparison_support;
COMMENT ON FUNCTION contacts.text_eq_ulid(text, contacts.ulid) IS 'implementation of operator =';

CREATE FUNCTION contacts.text_ne_ulid(text, contacts.ulid) RETURNS boolean
AS 'MODULE_PATHNAME', 'contacts_text_ne_ulid' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE
SUPPORT contacts.text_comparison_support;
COMMENT ON FUNCTION contacts.text_ne_ulid(text, contacts.ulid) IS 'implementation of operator <>';

CREATE FUNCTION contacts.text_ge_ulid(text, contacts.ulid) RETURNS boolean
AS 'MODULE_PATHNAME', 'contacts_text_ge_ulid' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE
SUPPORT contacts.text_comparison_support;
COMMENT ON FUNCTION contacts.text_ge_ulid(text, contacts.ulid) IS 'implementation of operator >=';

CREATE FUNCTION contacts.text_gt_ulid(text, contacts.ulid) RETURNS boolean
AS 'MODULE_PATHNAME', 'contacts_text_gt_ulid' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE
SUPPORT contacts.text_comparison_support;
COMMENT ON FUNCTION contacts.text_gt_ulid(text, contacts.ulid) IS 'implementation of operator >';

CREATE OPERATOR contacts.< (LEFTARG = text, RIGHTARG = contacts.ulid, FUNCTION = contacts.text_lt_ulid,
	COMMUTATOR = OPERATOR(contacts.>), NEGATOR = OPERATOR(contacts.>=),
	RESTRICT = scalarltsel, JOIN = scalarltjoinsel);
COMMENT ON OPERATOR contacts.< (text, contacts.ulid) IS 'before';

CREATE OPERATOR contacts.<= (LEFTARG = text, RIGHTARG = contacts.ulid, FUNCTION = contacts.text_le_ulid,
	COMMUTATOR = OPERATOR(contacts.>=), NEGATOR = OPERATOR(contacts.>),
	RESTRICT = scalarlesel, JOIN = scalarlejoinsel);
COMMENT ON OPERATOR contacts.<= (text, contacts.ulid) IS 'before or equal to';

CREATE OPERATOR contacts.= (LEFTARG = text, RIGHTARG = contacts.ulid, FUNCTION = contacts.text_eq_ulid,
	COMMUTATOR = OPERATOR(contacts.=), NEGATOR = OPERATOR(contacts.<>),
	RESTRICT = eqsel, JOIN = eqjoinsel);
COMMENT ON OPERATOR contacts.= (text, contacts.ulid) IS 'equal to';

CREATE OPERATOR contacts.<> (LEFTARG = text, RIGHTARG = contacts.ulid, FUNCTION = contacts.text_ne_ulid,
	COMMUTATOR = OPERATOR(contacts.<>), NEGATOR = OPERATOR(contacts.=),
	RESTRICT = neqsel, JOIN = neqjoinsel);
COMMENT ON OPERATOR contacts.<> (text, contacts.ulid) IS 'unequal to';

CREATE OPERATOR contacts.>= (LEFTARG = text, RIGHTARG = contacts.ulid, FUNCTION = contacts.text_ge_ulid,
	COMMUTATOR = OPERATOR(contacts.<=), NEGATOR = OPERATOR(contacts.<),
	RESTRICT = scalargesel, JOIN = scalargejoinsel);
COMMENT ON OPERATOR contacts.>= (text, contacts.ulid) IS 'after or equal to';

CREATE OPERATOR contacts.> (LEFTARG = text, RIGHTARG = contacts.ulid, FUNCTION = contacts.text_gt_ulid,
	COMMUTATOR = OPERATOR(contacts.<), NEGATOR = OPERATOR(contacts.<=),
	RESTRICT = scalargtsel, JOIN = scalargtjoinsel);
COMMENT ON OPERATOR contacts.> (text, contacts.ulid) IS 'after';
