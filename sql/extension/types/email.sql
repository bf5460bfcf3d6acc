-- The e-mail type. src/core/email.h has the rules, doc/email.md explains them.

CREATE TYPE contacts.email;

CREATE FUNCTION contacts_internal.email_in(cstring) RETURNS contacts.email
AS 'MODULE_PATHNAME', 'contacts_email_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION contacts_internal.email_in(cstring) IS 'I/O';
CREATE FUNCTION contacts_internal.email_out(contacts.email) RETURNS cstring
AS 'textout' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION contacts_internal.email_out(contacts.email) IS 'I/O';
CREATE FUNCTION contacts_internal.email_recv(internal) RETURNS contacts.email
AS 'MODULE_PATHNAME', 'contacts_email_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION contacts_internal.email_recv(internal) IS 'I/O';
CREATE FUNCTION contacts_internal.email_send(contacts.email) RETURNS bytea
AS 'textsend' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION contacts_internal.email_send(contacts.email) IS 'I/O';

CREATE TYPE contacts.email (
	INPUT = contacts_internal.email_in,
	OUTPUT = contacts_internal.email_out,
	RECEIVE = contacts_internal.email_recv,
	SEND = contacts_internal.email_send,
	LIKE = text
);
COMMENT ON TYPE contacts.email IS
	'e-mail address: local part as written (NFC), domain in lower case with U-labels; equality ignores case';

CREATE FUNCTION contacts.email(text) RETURNS contacts.email
AS 'MODULE_PATHNAME', 'contacts_email_sql' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION contacts.email(text) IS 'read an address; what it refuses it explains';
CREATE FUNCTION contacts.try_email(text) RETURNS contacts.email
AS 'MODULE_PATHNAME', 'contacts_try_email' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION contacts.try_email(text) IS 'read an address; NULL where it is none';
CREATE FUNCTION contacts.email_error(text) RETURNS text
AS 'MODULE_PATHNAME', 'contacts_email_error' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION contacts.email_error(text) IS
	'why a text is no e-mail address, as a stable code; NULL where it is one';
CREATE FUNCTION contacts.email_is_valid(text) RETURNS boolean
AS 'MODULE_PATHNAME', 'contacts_email_is_valid' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION contacts.email_is_valid(text) IS 'whether a text is an e-mail address';
CREATE FUNCTION contacts.email_local(contacts.email) RETURNS text
AS 'MODULE_PATHNAME', 'contacts_email_local' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION contacts.email_local(contacts.email) IS 'part before the @, quotes included';
CREATE FUNCTION contacts.email_domain(contacts.email) RETURNS text
AS 'MODULE_PATHNAME', 'contacts_email_domain_sql' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION contacts.email_domain(contacts.email) IS 'part after the @, as printed';

CREATE FUNCTION contacts_internal.is_public_email_domain(text) RETURNS boolean
AS 'MODULE_PATHNAME', 'contacts_is_public_email_domain' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION contacts_internal.is_public_email_domain(text) IS
	'whether a domain, as email_domain() has it, is one in which a provider gives addresses to everybody';
CREATE FUNCTION contacts.email_ascii(contacts.email) RETURNS text
AS 'MODULE_PATHNAME', 'contacts_email_ascii_sql' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION contacts.email_ascii(contacts.email) IS
	'address with its domain in A-labels; NULL where the local part is not ASCII';
CREATE FUNCTION contacts.email_canonical(email contacts.email, strip_tags boolean DEFAULT false) RETURNS text
AS 'MODULE_PATHNAME', 'contacts_email_canonical_sql' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION contacts.email_canonical(contacts.email, boolean) IS
	'key under which the addresses of one mailbox meet: case folded, rules of well-known providers; strip_tags: '
	'+tag never counts';

-- No cast is implicit: text functions on an address say so with ::text, drivers that send text or varchar can write.
CREATE CAST (contacts.email AS text) WITHOUT FUNCTION AS ASSIGNMENT;
COMMENT ON CAST (contacts.email AS text) IS 'printed form; compare as text to tell case apart';
CREATE CAST (contacts.email AS varchar) WITHOUT FUNCTION AS ASSIGNMENT;
COMMENT ON CAST (contacts.email AS varchar) IS 'printed form';
CREATE CAST (text AS contacts.email) WITH FUNCTION contacts.email(text) AS ASSIGNMENT;
COMMENT ON CAST (text AS contacts.email) IS 'read an address';
CREATE CAST (varchar AS contacts.email) WITH FUNCTION contacts.email(text) AS ASSIGNMENT;
COMMENT ON CAST (varchar AS contacts.email) IS 'read an address';

-- Comparison, also with text: a text counts as the address that it spells; one that spells none equals no address and
-- sorts behind all of them. The operators between two texts complete the families, which index scans over arrays need.

-- @template@ types/comparison
--	left = contacts.email
--	right = contacts.email
--	function = email_*
--	source = AS 'MODULE_PATHNAME', 'contacts_email_*' LANGUAGE C IMMUTABLE
--	operator = *
--	equality = , HASHES, MERGES
--	meaning =

CREATE FUNCTION contacts_internal.email_cmp(contacts.email, contacts.email) RETURNS integer
AS 'MODULE_PATHNAME', 'contacts_email_cmp' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION contacts_internal.email_cmp(contacts.email, contacts.email) IS
	'compare addresses: negative, 0 or positive';

-- @template@ types/comparison
--	left = contacts.email
--	right = text
--	function = email_text_*
--	source = AS 'MODULE_PATHNAME', 'contacts_email_text_*' LANGUAGE C IMMUTABLE
--	operator = *
--	equality = , HASHES, MERGES
--	meaning = , as e-mail addresses

CREATE FUNCTION contacts_internal.email_text_cmp(contacts.email, text) RETURNS integer
AS 'MODULE_PATHNAME', 'contacts_email_text_cmp' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION contacts_internal.email_text_cmp(contacts.email, text) IS
	'compare an address with a text: negative, 0 or positive';

-- @template@ types/comparison
--	left = text
--	right = contacts.email
--	function = text_email_*
--	source = AS 'MODULE_PATHNAME', 'contacts_text_email_*' LANGUAGE C IMMUTABLE
--	operator = *
--	equality = , HASHES, MERGES
--	meaning = , as e-mail addresses

CREATE FUNCTION contacts_internal.text_email_cmp(text, contacts.email) RETURNS integer
AS 'MODULE_PATHNAME', 'contacts_text_email_cmp' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION contacts_internal.text_email_cmp(text, contacts.email) IS
	'compare a text with an address: negative, 0 or positive';

-- @template@ types/comparison
--	left = text
--	right = text
--	function = email_texts_*
--	source = AS 'MODULE_PATHNAME', 'contacts_email_texts_*' LANGUAGE C IMMUTABLE
--	operator = @*@
--	equality = , HASHES, MERGES
--	meaning = , as e-mail addresses

CREATE FUNCTION contacts_internal.email_texts_cmp(text, text) RETURNS integer
AS 'MODULE_PATHNAME', 'contacts_email_texts_cmp' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION contacts_internal.email_texts_cmp(text, text) IS
	'compare two texts as addresses: negative, 0 or positive';

CREATE FUNCTION contacts_internal.email_hash(contacts.email) RETURNS integer
AS 'MODULE_PATHNAME', 'contacts_email_hash' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION contacts_internal.email_hash(contacts.email) IS 'hash an address';
CREATE FUNCTION contacts_internal.email_hash_extended(contacts.email, bigint) RETURNS bigint
AS 'MODULE_PATHNAME', 'contacts_email_hash_extended' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION contacts_internal.email_hash_extended(contacts.email, bigint) IS 'hash an address, with a seed';
CREATE FUNCTION contacts_internal.email_text_hash(text) RETURNS integer
AS 'MODULE_PATHNAME', 'contacts_email_text_hash' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION contacts_internal.email_text_hash(text) IS 'hash a text as the address that it spells';
CREATE FUNCTION contacts_internal.email_text_hash_extended(text, bigint) RETURNS bigint
AS 'MODULE_PATHNAME', 'contacts_email_text_hash_extended' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION contacts_internal.email_text_hash_extended(text, bigint) IS
	'hash a text as the address that it spells, with a seed';
CREATE FUNCTION contacts_internal.email_sortsupport(internal) RETURNS void
AS 'MODULE_PATHNAME', 'contacts_email_sortsupport' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION contacts_internal.email_sortsupport(internal) IS 'sort support with abbreviated keys';

CREATE OPERATOR FAMILY contacts.email_ops USING btree;
COMMENT ON OPERATOR FAMILY contacts.email_ops USING btree IS 'addresses, and texts as addresses';
CREATE OPERATOR CLASS contacts.email_ops DEFAULT FOR TYPE contacts.email USING btree FAMILY contacts.email_ops AS
	OPERATOR 1 contacts.<, OPERATOR 2 contacts.<=, OPERATOR 3 contacts.=, OPERATOR 4 contacts.>=, OPERATOR 5 contacts.>,
	FUNCTION 1 contacts_internal.email_cmp(contacts.email, contacts.email),
	FUNCTION 2 contacts_internal.email_sortsupport(internal);
COMMENT ON OPERATOR CLASS contacts.email_ops USING btree IS 'domain by octets, then local part without regard to case';
ALTER OPERATOR FAMILY contacts.email_ops USING btree ADD
	OPERATOR 1 contacts.< (contacts.email, text), OPERATOR 2 contacts.<= (contacts.email, text),
	OPERATOR 3 contacts.= (contacts.email, text), OPERATOR 4 contacts.>= (contacts.email, text),
		OPERATOR 5 contacts.> (contacts.email, text),
	FUNCTION 1 (contacts.email, text) contacts_internal.email_text_cmp(contacts.email, text),
	OPERATOR 1 contacts.< (text, contacts.email), OPERATOR 2 contacts.<= (text, contacts.email),
	OPERATOR 3 contacts.= (text, contacts.email), OPERATOR 4 contacts.>= (text, contacts.email),
		OPERATOR 5 contacts.> (text, contacts.email),
	FUNCTION 1 (text, contacts.email) contacts_internal.text_email_cmp(text, contacts.email),
	OPERATOR 1 contacts.@<@ (text, text), OPERATOR 2 contacts.@<=@ (text, text),
	OPERATOR 3 contacts.@=@ (text, text), OPERATOR 4 contacts.@>=@ (text, text), OPERATOR 5 contacts.@>@ (text, text),
	FUNCTION 1 (text, text) contacts_internal.email_texts_cmp(text, text);

CREATE OPERATOR FAMILY contacts.email_ops USING hash;
COMMENT ON OPERATOR FAMILY contacts.email_ops USING hash IS 'addresses, and texts as addresses';
CREATE OPERATOR CLASS contacts.email_ops DEFAULT FOR TYPE contacts.email USING hash FAMILY contacts.email_ops AS
	OPERATOR 1 contacts.=,
	FUNCTION 1 contacts_internal.email_hash(contacts.email),
	FUNCTION 2 contacts_internal.email_hash_extended(contacts.email, bigint);
COMMENT ON OPERATOR CLASS contacts.email_ops USING hash IS 'domain and local part without regard to case';
ALTER OPERATOR FAMILY contacts.email_ops USING hash ADD
	OPERATOR 1 contacts.= (contacts.email, text),
	OPERATOR 1 contacts.= (text, contacts.email),
	OPERATOR 1 contacts.@=@ (text, text),
	FUNCTION 1 (text, text) contacts_internal.email_text_hash(text),
	FUNCTION 2 (text, text) contacts_internal.email_text_hash_extended(text, bigint);

-- Aggregates

-- @template@ types/minmax
--	type = email
--	order = in the order of domains and local parts
