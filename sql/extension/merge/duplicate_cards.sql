-- Comparing contacts: cards, scores, groups. Pure functions; the tables are read by those of duplicates.sql.

CREATE FUNCTION contacts_internal.make_card(organization_id bigint, kind text, name text, first_name text,
	last_name text,
	company text, title text, website text, tax_id text, emails text[], phones text[], lines text[], cities text[],
	postal_codes text[], identity_fields bigint[], identity_values text[],
	OUT card bytea, OUT keys bigint[], OUT terms bigint[]) RETURNS record
	LANGUAGE C IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'contacts_make_card';
COMMENT ON FUNCTION contacts_internal.make_card(bigint, text, text, text, text, text, text, text, text, text[], text[],
	text[], text[], text[], bigint[], text[]) IS
	'what is compared of a contact, the keys under which it meets others, and the values whose frequency counts';

CREATE FUNCTION contacts_internal.weigh_card(card bytea, contacts bigint, holders bigint[]) RETURNS bytea
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'contacts_weigh_card';
COMMENT ON FUNCTION contacts_internal.weigh_card(bytea, bigint, bigint[]) IS
	'write into a card how many of the contacts have each of its values';

CREATE FUNCTION contacts_internal.compare_cards(a bytea, b bytea) RETURNS real
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20 AS 'MODULE_PATHNAME', 'contacts_compare_cards';
COMMENT ON FUNCTION contacts_internal.compare_cards(bytea, bytea) IS
	'bits that speak for two contacts being one, without the prior';

CREATE FUNCTION contacts_internal.card_evidence(a bytea, b bytea, OUT field text, OUT level text, OUT a_place integer,
	OUT b_place integer, OUT bits real) RETURNS SETOF record
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 8 AS 'MODULE_PATHNAME', 'contacts_card_evidence';
COMMENT ON FUNCTION contacts_internal.card_evidence(bytea, bytea) IS
	'the pieces that the bits of two contacts are the sum of; places count the values of a field from 0, -1: only one';

CREATE FUNCTION contacts_internal.match_probability(bits real) RETURNS real
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'contacts_match_probability_sql';
COMMENT ON FUNCTION contacts_internal.match_probability(real) IS 'probability by the bits, the prior among them';

CREATE FUNCTION contacts_internal.estimate_prior(bits real[], contacts bigint, contacts_of_both_kinds bigint)
	RETURNS real
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'contacts_estimate_prior';
COMMENT ON FUNCTION contacts_internal.estimate_prior(real[], bigint, bigint) IS
	'bits of the prior by those of all pairs that more speaks for than against';

CREATE FUNCTION contacts_internal.group_pairs(a bigint[], b bigint[], bits real[], apart boolean[], threshold real,
	OUT group_id bigint, OUT contact_id bigint) RETURNS SETOF record
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'contacts_group_pairs';
COMMENT ON FUNCTION contacts_internal.group_pairs(bigint[], bigint[], real[], boolean[], real) IS
	'groups of contacts by compared pairs, each named after its least contact; pairs marked apart are not joined';

CREATE FUNCTION contacts_internal.chain_pairs(a bigint[], b bigint[], OUT group_id bigint, OUT contact_id bigint)
	RETURNS SETOF record
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'contacts_chain_pairs';
COMMENT ON FUNCTION contacts_internal.chain_pairs(bigint[], bigint[]) IS
	'chains of contacts by pairs, each named after its least contact';

CREATE FUNCTION contacts_internal.drop_match_keys() RETURNS trigger
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $function$
BEGIN
	IF TG_TABLE_SCHEMA <> 'contacts' OR TG_TABLE_NAME <> 'match_card' OR TG_OP <> 'DELETE'
		OR TG_LEVEL <> 'STATEMENT' THEN
		RAISE EXCEPTION 'function "drop_match_keys" serves table contacts.match_card only'
			USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'install() makes its trigger.';
	END IF;
	DELETE FROM contacts.match_key k USING old_rows o CROSS JOIN LATERAL unnest(o.keys) u (key)
	WHERE k.organization_id = o.organization_id AND k.key = u.key AND k.contact_id = o.contact_id;
	RETURN NULL;
END
$function$;
COMMENT ON FUNCTION contacts_internal.drop_match_keys() IS 'statement trigger: the keys of a card go with it';
