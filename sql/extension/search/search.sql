-- Search: folded keys, a GIN operator class whose entries are hashes of (organization, trigram), ranked hits, caller
-- lookup.

CREATE TYPE contacts.search_key;
CREATE FUNCTION contacts_internal.search_key_in(cstring) RETURNS contacts.search_key
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'contacts_search_key_in';
COMMENT ON FUNCTION contacts_internal.search_key_in(cstring) IS 'I/O';
CREATE FUNCTION contacts_internal.search_key_out(contacts.search_key) RETURNS cstring
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'contacts_search_key_out';
COMMENT ON FUNCTION contacts_internal.search_key_out(contacts.search_key) IS 'I/O';
CREATE FUNCTION contacts_internal.search_key_recv(internal) RETURNS contacts.search_key
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'contacts_search_key_recv';
COMMENT ON FUNCTION contacts_internal.search_key_recv(internal) IS 'I/O';
CREATE FUNCTION contacts_internal.search_key_send(contacts.search_key) RETURNS bytea
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'contacts_search_key_send';
COMMENT ON FUNCTION contacts_internal.search_key_send(contacts.search_key) IS 'I/O';
CREATE TYPE contacts.search_key (
	INPUT = contacts_internal.search_key_in, OUTPUT = contacts_internal.search_key_out,
	RECEIVE = contacts_internal.search_key_recv, SEND = contacts_internal.search_key_send,
	INTERNALLENGTH = VARIABLE, STORAGE = extended);
COMMENT ON TYPE contacts.search_key IS 'an organization and the folded text of a contact that a search looks at';

-- Rows with a key can be compared and put into DISTINCT and UNION: by its bytes, as core compares bytea.
-- @template@ types/comparison
--	left = contacts.search_key
--	right = contacts.search_key
--	function = search_key_*
--	source = AS 'bytea*' LANGUAGE internal IMMUTABLE
--	operator = *
--	equality = , HASHES, MERGES
--	meaning =

CREATE FUNCTION contacts_internal.search_key_cmp(contacts.search_key, contacts.search_key) RETURNS integer
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'byteacmp';
COMMENT ON FUNCTION contacts_internal.search_key_cmp(contacts.search_key, contacts.search_key) IS 'less-equal-greater';
CREATE FUNCTION contacts_internal.search_key_hash(contacts.search_key) RETURNS integer
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'hashvarlena';
COMMENT ON FUNCTION contacts_internal.search_key_hash(contacts.search_key) IS 'hash';
CREATE FUNCTION contacts_internal.search_key_hash_extended(contacts.search_key, bigint) RETURNS bigint
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'hashvarlenaextended';
COMMENT ON FUNCTION contacts_internal.search_key_hash_extended(contacts.search_key, bigint) IS 'hash';
CREATE OPERATOR CLASS contacts.search_key_btree_ops DEFAULT FOR TYPE contacts.search_key USING btree AS
	OPERATOR 1 contacts.<, OPERATOR 2 contacts.<=, OPERATOR 3 contacts.=, OPERATOR 4 contacts.>=, OPERATOR 5 contacts.>,
	FUNCTION 1 contacts_internal.search_key_cmp(contacts.search_key, contacts.search_key);
COMMENT ON OPERATOR CLASS contacts.search_key_btree_ops USING btree IS 'order by bytes';
CREATE OPERATOR CLASS contacts.search_key_hash_ops DEFAULT FOR TYPE contacts.search_key USING hash AS
	OPERATOR 1 contacts.=,
	FUNCTION 1 contacts_internal.search_key_hash(contacts.search_key),
		FUNCTION 2 contacts_internal.search_key_hash_extended(contacts.search_key, bigint);
COMMENT ON OPERATOR CLASS contacts.search_key_hash_ops USING hash IS 'equality by bytes';

CREATE TYPE contacts.search_query;
CREATE FUNCTION contacts_internal.search_query_in(cstring) RETURNS contacts.search_query
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'contacts_search_query_in';
COMMENT ON FUNCTION contacts_internal.search_query_in(cstring) IS 'I/O';
CREATE FUNCTION contacts_internal.search_query_out(contacts.search_query) RETURNS cstring
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'contacts_search_query_out';
COMMENT ON FUNCTION contacts_internal.search_query_out(contacts.search_query) IS 'I/O';
CREATE FUNCTION contacts_internal.search_query_recv(internal) RETURNS contacts.search_query
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'contacts_search_query_recv';
COMMENT ON FUNCTION contacts_internal.search_query_recv(internal) IS 'I/O';
CREATE FUNCTION contacts_internal.search_query_send(contacts.search_query) RETURNS bytea
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'contacts_search_query_send';
COMMENT ON FUNCTION contacts_internal.search_query_send(contacts.search_query) IS 'I/O';
CREATE TYPE contacts.search_query (
	INPUT = contacts_internal.search_query_in, OUTPUT = contacts_internal.search_query_out,
	RECEIVE = contacts_internal.search_query_recv, SEND = contacts_internal.search_query_send,
	INTERNALLENGTH = VARIABLE, STORAGE = extended);
COMMENT ON TYPE contacts.search_query IS 'an organization and the folded words that a search asks for';

CREATE FUNCTION contacts.to_search_query(query text, organization_id bigint DEFAULT contacts.current_organization())
	RETURNS contacts.search_query
	LANGUAGE C IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'contacts_to_search_query';
COMMENT ON FUNCTION contacts.to_search_query(text, bigint) IS
	'what a person typed into a search box: case, accents and punctuation do not matter, at most 16 words count, a '
	'telephone number may be written in any way; CT400 for less than two letters or digits';

CREATE FUNCTION contacts.to_tag_query(tags text[], organization_id bigint DEFAULT contacts.current_organization())
	RETURNS contacts.search_query
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'contacts_to_tag_query';
COMMENT ON FUNCTION contacts.to_tag_query(text[], bigint) IS
	'query that finds every contact with all of the tags, and some others: search_key @@ to_tag_query(t) AND tags '
	'@> t reads the index under row-level security';

CREATE FUNCTION contacts_internal.search_fold(text) RETURNS text
	LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE COST 1000 AS 'MODULE_PATHNAME', 'contacts_search_fold_sql';
COMMENT ON FUNCTION contacts_internal.search_fold(text) IS
	'text as a search compares it: its letters and digits in one case and without accents, words apart by a space';

CREATE FUNCTION contacts_internal.search_matches(contacts.search_key, contacts.search_query) RETURNS boolean
	LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE COST 10000 AS 'MODULE_PATHNAME', 'contacts_search_matches';
COMMENT ON FUNCTION contacts_internal.search_matches(contacts.search_key, contacts.search_query) IS
	'implementation of @@ operator';
CREATE FUNCTION contacts_internal.search_similar(contacts.search_key, contacts.search_query) RETURNS boolean
	LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE COST 10000 AS 'MODULE_PATHNAME', 'contacts_search_similar';
COMMENT ON FUNCTION contacts_internal.search_similar(contacts.search_key, contacts.search_query) IS
	'implementation of @% operator';
CREATE FUNCTION contacts.search_rank(contacts.search_key, contacts.search_query) RETURNS real
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20 AS 'MODULE_PATHNAME', 'contacts_search_rank_sql';
COMMENT ON FUNCTION contacts.search_rank(contacts.search_key, contacts.search_query) IS
	'how well a key matches a query, from 0 (not at all) to 1: whole words, then beginnings, then parts, then '
	'typing errors; the name counts more';

CREATE FUNCTION contacts_internal.search_selectivity(internal, oid, internal, integer) RETURNS double precision
	LANGUAGE C STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'contacts_search_selectivity';
COMMENT ON FUNCTION contacts_internal.search_selectivity(internal, oid, internal, integer) IS
	'restriction selectivity of @@ and @%';

CREATE OPERATOR contacts.@@ (
	LEFTARG = contacts.search_key, RIGHTARG = contacts.search_query, FUNCTION = contacts_internal.search_matches,
	RESTRICT = contacts_internal.search_selectivity, JOIN = contjoinsel);
COMMENT ON OPERATOR contacts.@@ (contacts.search_key, contacts.search_query) IS
	'each word of the query is part of a word of the key';
CREATE OPERATOR contacts.@% (
	LEFTARG = contacts.search_key, RIGHTARG = contacts.search_query, FUNCTION = contacts_internal.search_similar,
	RESTRICT = contacts_internal.search_selectivity, JOIN = contjoinsel);
COMMENT ON OPERATOR contacts.@% (contacts.search_key, contacts.search_query) IS
	'each word of the query is part of a word of the key or a typing error away from one';

CREATE FUNCTION contacts_internal.search_key_extract(contacts.search_key, internal, internal) RETURNS internal
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'contacts_search_key_extract';
COMMENT ON FUNCTION contacts_internal.search_key_extract(contacts.search_key, internal, internal) IS 'GIN support';
CREATE FUNCTION contacts_internal.search_query_extract(contacts.search_key, internal, int2, internal, internal,
	internal, internal) RETURNS internal
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'contacts_search_query_extract';
COMMENT ON FUNCTION contacts_internal.search_query_extract(contacts.search_key, internal, int2, internal, internal,
	internal, internal) IS
	'GIN support';
CREATE FUNCTION contacts_internal.search_consistent(internal, int2, contacts.search_key, int4, internal, internal,
	internal, internal) RETURNS boolean
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'contacts_search_consistent';
COMMENT ON FUNCTION contacts_internal.search_consistent(internal, int2, contacts.search_key, int4, internal, internal,
	internal, internal) IS
	'GIN support';
CREATE FUNCTION contacts_internal.search_triconsistent(internal, int2, contacts.search_key, int4, internal, internal,
	internal) RETURNS "char"
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'contacts_search_triconsistent';
COMMENT ON FUNCTION contacts_internal.search_triconsistent(internal, int2, contacts.search_key, int4, internal,
	internal, internal) IS
	'GIN support';

CREATE OPERATOR CLASS contacts.search_key_ops DEFAULT FOR TYPE contacts.search_key USING gin AS
	OPERATOR 1 contacts.@@ (contacts.search_key, contacts.search_query),
	OPERATOR 2 contacts.@% (contacts.search_key, contacts.search_query),
	FUNCTION 1 pg_catalog.btint8cmp(int8, int8),
	FUNCTION 2 contacts_internal.search_key_extract(contacts.search_key, internal, internal),
	FUNCTION 3 contacts_internal.search_query_extract(contacts.search_key, internal, int2, internal, internal,
		internal, internal),
	FUNCTION 4 contacts_internal.search_consistent(internal, int2, contacts.search_key, int4, internal, internal,
		internal, internal),
	FUNCTION 6 contacts_internal.search_triconsistent(internal, int2, contacts.search_key, int4, internal, internal,
		internal),
	STORAGE int8;
COMMENT ON OPERATOR CLASS contacts.search_key_ops USING gin IS
	'hashes of (organization, trigram): a search reads entries of its own organization only';

CREATE FUNCTION contacts.search_hits(query text, max_rows integer DEFAULT 1000,
	organization_id bigint DEFAULT contacts.current_organization(), OUT contact_id bigint, OUT rank real)
		RETURNS SETOF record
	LANGUAGE C STABLE PARALLEL SAFE ROWS 100 COST 1000 AS 'MODULE_PATHNAME', 'contacts_search_hits';
COMMENT ON FUNCTION contacts.search_hits(text, integer, bigint) IS
	'live contacts that match a search text, best first, at most max_rows: by name, display name, e-mail, phone, '
	'mention name, code, company and tags; where nothing matches, those a typing error away; needs contacts:read';
