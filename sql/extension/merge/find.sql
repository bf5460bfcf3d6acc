-- Looking up: who may be this contact, why, in which groups, and who is not.

CREATE FUNCTION contacts_internal.survivor_of(merged bigint, organization_id bigint) RETURNS bigint
	LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $function$
	WITH RECURSIVE chain AS (
		SELECT m.survivor_id AS id FROM contacts.merged_contact m WHERE m.organization_id = $2 AND m.id = $1
		UNION
		SELECT m.survivor_id FROM chain c JOIN contacts.merged_contact m ON m.organization_id = $2 AND m.id = c.id
	)
	SELECT c.id FROM chain c JOIN contacts.contact l ON l.organization_id = $2 AND l.id = c.id AND l.deleted_at IS NULL
$function$;
COMMENT ON FUNCTION contacts_internal.survivor_of(bigint, bigint) IS
	'live contact that a merged one is part of, NULL for none';

CREATE FUNCTION contacts_internal.contact_of(uid text, organization_id bigint, follow boolean
	DEFAULT true) RETURNS bigint
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
	wanted contacts.ulid;
	number bigint;
	id bigint;
BEGIN
	IF uid ~ '^[0-9]{1,18}$' THEN
		number := uid::bigint;
	ELSIF regexp_replace(upper(uid), '^[A-Z]+_', '') ~
		'^([0-7OIL][0-9A-TV-Z]{25}|[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12})$' THEN
		wanted := regexp_replace(uid, '^[A-Za-z]+_', '')::contacts.ulid;
	ELSE
		RAISE EXCEPTION 'invalid identifier' USING ERRCODE = 'CT400',
			DETAIL = '[{"field": "id", "message": "Invalid id format"}]',
			HINT = 'A contact is named by its ULID, UUID, public id (ct_...) or number.';
	END IF;
	SELECT c.id INTO id FROM contacts.contact c WHERE c.organization_id = $2 AND c.deleted_at IS NULL
		AND CASE WHEN number IS NULL THEN c.uid OPERATOR(contacts.=) wanted ELSE c.id = number END;
	IF NOT FOUND THEN
		SELECT m.id INTO number FROM contacts.merged_contact m WHERE m.organization_id = $2
			AND CASE WHEN number IS NULL THEN m.uid OPERATOR(contacts.=) wanted ELSE m.id = number END;
		id := contacts_internal.survivor_of(number, $2);
		IF id IS NOT NULL AND follow THEN
			RETURN id;
		ELSIF id IS NOT NULL THEN
			RAISE EXCEPTION 'contact was merged already' USING ERRCODE = 'CT409',
				DETAIL = jsonb_build_array(jsonb_build_object('field', 'id', 'message',
					'Merged into contact ' || id))::text,
				HINT = 'Name the contact that it was merged into.';
		END IF;
		RAISE EXCEPTION 'contact not found' USING ERRCODE = 'CT404',
			HINT = 'It may be deleted, or you may not see it.';
	END IF;
	RETURN id;
END
$function$;
COMMENT ON FUNCTION contacts_internal.contact_of(text, bigint, boolean) IS
	'id of a live contact by ULID, UUID, public id (ct_...) or number; one that was merged is the survivor, or (not '
	'follow) error CT409; errors CT400, CT404';

CREATE FUNCTION contacts_internal.fresh_card(contact_id bigint, organization_id bigint, contacts bigint,
	OUT kind text, OUT card bytea, OUT keys bigint[]) RETURNS record
	LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $function$
	SELECT c.kind, contacts_internal.weigh_values(c.card, c.terms, $3, $2),
		c.keys
	FROM contacts_internal.cards_of($2, ARRAY[$1]) c
$function$;
COMMENT ON FUNCTION contacts_internal.fresh_card(bigint, bigint, bigint) IS
	'card of a contact as it is now, with the frequencies of the last scan';

CREATE FUNCTION contacts_internal.match_levels(a bytea, b bytea) RETURNS text[]
	LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $function$
	SELECT coalesce(array_agg(r.reason ORDER BY r.bits DESC, r.reason), '{}')
	FROM (SELECT e.field || ' ' || e.level AS reason, sum(e.bits) AS bits
		FROM contacts_internal.card_evidence(a, b) e WHERE e.bits <> 0 GROUP BY 1) r
$function$;
COMMENT ON FUNCTION contacts_internal.match_levels(bytea, bytea) IS
	'what speaks for and against two contacts being one, most for it first';

CREATE FUNCTION contacts_internal.list_candidates(self bigint, kind text, card bytea, keys bigint[], max_rows integer,
	min_score real, prior real, organization_id bigint)
	RETURNS TABLE (contact_id bigint, uid contacts.ulid, name text, score real, probability real, reasons text[])
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $function$
BEGIN
	IF max_rows IS NULL OR max_rows NOT BETWEEN 1 AND 1000 THEN
		RAISE EXCEPTION 'max_rows must be from 1 to 1000' USING ERRCODE = 'invalid_parameter_value';
	END IF;
	PERFORM contacts_internal.check_score(min_score);
	RETURN QUERY
	SELECT c.id, c.uid, c.name, f.bits + prior, contacts_internal.match_probability(f.bits + prior),
		contacts_internal.match_levels($3, m.card)
	FROM (SELECT x.contact_id AS id, x.bits FROM contacts_internal.match_candidates($8, $3, $4) x
		WHERE x.contact_id IS DISTINCT FROM $1 AND x.bits + prior >= $6) f
	CROSS JOIN LATERAL (SELECT c.id, c.uid, c.name FROM contacts.contact c
		WHERE c.organization_id = $8 AND c.id = f.id AND c.deleted_at IS NULL OFFSET 0) c
	CROSS JOIN LATERAL (SELECT m.card FROM contacts.match_card m
		WHERE m.organization_id = $8 AND m.contact_id = f.id OFFSET 0) m
	WHERE NOT EXISTS (SELECT FROM contacts.not_duplicate n WHERE n.organization_id = $8 AND n.a_id = least(f.id, $1)
		AND n.b_id = greatest(f.id, $1) AND coalesce(n.score, 0) + 6 > f.bits + prior)
	ORDER BY f.bits DESC, c.id LIMIT $5;
END
$function$;
COMMENT ON FUNCTION contacts_internal.list_candidates(bigint, text, bytea, bigint[], integer, real, real,
	bigint) IS 'live contacts that may be the one of a card, most probable first';

CREATE FUNCTION contacts.duplicates_of(contact text, max_rows integer DEFAULT 10, min_score real DEFAULT 0,
	organization_id bigint DEFAULT contacts.current_organization())
	RETURNS TABLE (contact_id bigint, uid contacts.ulid, name text, score real, probability real, reasons text[])
	LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 10 SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
	settings record;
	self bigint := contacts_internal.contact_of($1, $4);
	own record;
BEGIN
	settings := contacts_internal.match_context($4, 'contacts:read');
	SELECT * INTO own FROM contacts_internal.fresh_card(self, $4, settings.contacts);
	RETURN QUERY SELECT * FROM contacts_internal.list_candidates(self, own.kind, own.card, own.keys, $2, $3,
		CASE own.kind WHEN 'person' THEN settings.person_prior ELSE settings.company_prior END, $4);
END
$function$;

CREATE FUNCTION contacts.find_duplicates(contact jsonb, max_rows integer DEFAULT 10, min_score real DEFAULT 0,
	organization_id bigint DEFAULT contacts.current_organization())
	RETURNS TABLE (contact_id bigint, uid contacts.ulid, name text, score real, probability real, reasons text[])
	LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 10 SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
	settings record;
	own record;
	kind text;
BEGIN
	settings := contacts_internal.match_context($4, 'contacts:read');
	IF jsonb_typeof(contact) IS DISTINCT FROM 'object' THEN
		RAISE EXCEPTION 'contact is no object' USING ERRCODE = 'CT400',
			DETAIL = '[{"field": "", "message": "Request must be an object"}]';
	END IF;
	kind := CASE WHEN 'organization' IN (contact ->> 'kind', contact ->> 'type') OR 'company' IN (contact ->> 'kind',
		contact ->> 'type') OR contact -> 'entityTypes' ?| '{Customer,Vendor,Partner}' THEN 'organization'
		ELSE 'person' END;
	SELECT * INTO own FROM contacts_internal.draft_card($1, kind, $4);
	own.card := contacts_internal.weigh_values(own.card, own.terms, settings.contacts, $4);
	RETURN QUERY SELECT * FROM contacts_internal.list_candidates(NULL, kind, own.card, own.keys, $2, $3,
		CASE kind WHEN 'person' THEN settings.person_prior ELSE settings.company_prior END, $4);
END
$function$;
COMMENT ON FUNCTION contacts.find_duplicates(jsonb, integer, real, bigint) IS
	'contacts that a form being filled in may be about, by whatever it has so far of a name, e-mail, phone, company, '
	'address, website and tax id; needs contacts:read; error 55000 before the first scan_duplicates()';
COMMENT ON FUNCTION contacts.duplicates_of(text, integer, real, bigint) IS
	'contacts that may be this one, most probable first: score in bits, probability, what speaks for it; needs '
	'contacts:read; errors CT404, 55000 before the first scan_duplicates()';

CREATE FUNCTION contacts_internal.draft_card(contact jsonb, kind text, organization_id bigint, OUT card bytea,
	OUT keys bigint[], OUT terms bigint[]) RETURNS record
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
	details jsonb := CASE jsonb_typeof(contact -> 'metadata') WHEN 'object' THEN contact -> 'metadata' ELSE '{}' END;
	connections jsonb := CASE jsonb_typeof(contact -> 'connections') WHEN 'array' THEN contact -> 'connections'
		ELSE '[]' END;
	places jsonb := CASE jsonb_typeof(contact -> 'addresses') WHEN 'array' THEN contact -> 'addresses'
		WHEN 'object' THEN jsonb_build_array(contact -> 'addresses') ELSE '[]' END
		|| CASE jsonb_typeof(contact -> 'address') WHEN 'object' THEN jsonb_build_array(contact -> 'address') ELSE '[]' END;
	region text := (SELECT o.default_region FROM contacts.organization o WHERE o.id = $3);
	emails text[];
	phones text[];
BEGIN
	emails := ARRAY(SELECT v::contacts.email::text FROM (
		SELECT 0, contact ->> 'email' UNION ALL
		SELECT 1, n ->> 'value' FROM jsonb_array_elements(connections) n WHERE n ->> 'type' = 'email') e (place, v)
		WHERE contacts.email_is_valid(v) ORDER BY place);
	phones := ARRAY(SELECT p.parsed::text FROM (
		SELECT 0, contact ->> 'phone' UNION ALL SELECT 1, contact ->> 'phoneNumber'
		UNION ALL SELECT 2, coalesce(details, contact) ->> 'mobilePhone' UNION ALL SELECT 3, details ->> 'workPhone'
		UNION ALL SELECT 4, n ->> 'value' FROM jsonb_array_elements(connections) n
			WHERE n ->> 'type' IN ('phone', 'mobile', 'work_phone', 'sms')) e (place, v)
		CROSS JOIN LATERAL (SELECT CASE WHEN region IS NULL THEN contacts.try_phone(v)
			ELSE contacts.try_phone(v, region) END AS parsed) p
		WHERE p.parsed IS NOT NULL ORDER BY place);
	SELECT m.* INTO card, keys, terms FROM contacts_internal.make_card($3, $2,
		coalesce(contact ->> 'name', contact ->> 'displayName', contact ->> 'display_name'),
		coalesce(contact ->> 'firstName', contact ->> 'first_name'),
		coalesce(contact ->> 'lastName', contact ->> 'last_name'),
		coalesce(contact ->> 'company', contact ->> 'companyName', contact ->> 'company_text',
			contact ->> 'accountName'),
		coalesce(details ->> 'title', contact ->> 'jobTitle', contact ->> 'job_title', contact ->> 'title'),
		contact ->> 'website', coalesce(contact ->> 'taxId', contact ->> 'tax_id'), emails, phones,
		ARRAY(SELECT coalesce(a ->> 'line1', a ->> 'address') FROM jsonb_array_elements(places) WITH ORDINALITY x (a, n)
			ORDER BY n),
		ARRAY(SELECT a ->> 'city' FROM jsonb_array_elements(places) WITH ORDINALITY x (a, n) ORDER BY n),
		ARRAY(SELECT coalesce(a ->> 'postalCode', a ->> 'postal_code', a ->> 'zip')
			FROM jsonb_array_elements(places) WITH ORDINALITY x (a, n) ORDER BY n),
		ARRAY(SELECT f.id FROM contacts.custom_field f WHERE f.organization_id = $3 AND f.match_as = 'identity'
			ORDER BY f.id),
		ARRAY(SELECT coalesce(contact -> 'customFields', contact -> 'custom_fields') ->> f.name
			FROM contacts.custom_field f WHERE f.organization_id = $3 AND f.match_as = 'identity' ORDER BY f.id)) m;
END
$function$;
COMMENT ON FUNCTION contacts_internal.draft_card(jsonb, text, bigint) IS
	'card of a contact that is being written, by the keys of any profile; what cannot be read is left out';

CREATE FUNCTION contacts.explain_duplicate(a text, b text, organization_id bigint
	DEFAULT contacts.current_organization())
	RETURNS TABLE (field text, level text, value_a text, value_b text, bits real, running real)
	LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 10 SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
	settings record;
	a_id bigint := contacts_internal.contact_of($1, $3);
	b_id bigint := contacts_internal.contact_of($2, $3);
	a_card record;
	b_card record;
BEGIN
	settings := contacts_internal.match_context($3, 'contacts:read');
	PERFORM contacts_internal.check_pair(a_id, b_id, $3);
	SELECT * INTO a_card FROM contacts_internal.fresh_card(a_id, $3, settings.contacts);
	SELECT * INTO b_card FROM contacts_internal.fresh_card(b_id, $3, settings.contacts);
	RETURN QUERY
	WITH evidence AS (
		SELECT e.field, e.level, contacts_internal.compared_value(a_id, e.field, e.a_place, $3) AS value_a,
			contacts_internal.compared_value(b_id, e.field, e.b_place, $3) AS value_b, e.bits, e.place
		FROM contacts_internal.card_evidence(a_card.card, b_card.card) WITH ORDINALITY
			e (field, level, a_place, b_place, bits, place)
		UNION ALL
		SELECT 'prior', 'estimate', NULL, NULL, CASE a_card.kind WHEN 'person' THEN settings.person_prior
			ELSE settings.company_prior END, 1000
	)
	SELECT e.field, e.level, e.value_a, e.value_b, e.bits, sum(e.bits) OVER (ORDER BY e.place) FROM evidence e
	ORDER BY e.place;
END
$function$;
COMMENT ON FUNCTION contacts.explain_duplicate(text, text, bigint) IS
	'why two contacts may be one: each piece of evidence with its bits, the prior last; the last running is the '
	'score; needs contacts:read; errors CT404, CT406 for a person and a company';

CREATE FUNCTION contacts_internal.compared_value(contact_id bigint, field text, place integer, organization_id bigint)
	RETURNS text
	LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $function$
	SELECT CASE field
		WHEN 'name' THEN c.name WHEN 'suffix' THEN c.name WHEN 'title' THEN c.job_title WHEN 'website' THEN c.website
		WHEN 'tax_id' THEN c.tax_id
		WHEN 'company' THEN coalesce((SELECT o.name FROM contacts.contact o WHERE o.organization_id = $4
			AND o.id = c.company_id), c.company_text)
		WHEN 'email' THEN (array_remove(c.email::text || ARRAY(SELECT n.email::text FROM contacts.connection n
			WHERE n.organization_id = $4 AND n.contact_id = c.id AND n.deleted_at IS NULL AND n.email IS NOT NULL
			ORDER BY n.is_primary DESC, n.id), NULL))[greatest(place, 0) + 1]
		WHEN 'phone' THEN (array_remove(c.phone::text || ARRAY(SELECT n.phone::text FROM contacts.connection n
			WHERE n.organization_id = $4 AND n.contact_id = c.id AND n.deleted_at IS NULL AND n.phone IS NOT NULL
			AND n.type <> 'fax' ORDER BY n.is_primary DESC, n.id), NULL))[greatest(place, 0) + 1]
		WHEN 'address' THEN (SELECT concat_ws(', ', a.line1, a.postal_code, a.city) FROM contacts.address a
			WHERE a.organization_id = $4 AND a.contact_id = c.id AND a.deleted_at IS NULL
			ORDER BY a.is_primary DESC, a.id OFFSET greatest(place, 0) LIMIT 1)
		WHEN 'identity' THEN (SELECT f.name || ': ' || (c.custom_fields ->> f.name) FROM contacts.custom_field f
			WHERE f.organization_id = $4 AND f.match_as = 'identity' ORDER BY f.id OFFSET greatest(place, 0) LIMIT 1)
	END
	FROM contacts.contact c WHERE c.organization_id = $4 AND c.id = $1
$function$;
COMMENT ON FUNCTION contacts_internal.compared_value(bigint, text, integer, bigint) IS
	'the value of a contact that a piece of evidence is about';

CREATE FUNCTION contacts_internal.check_pair(a_id bigint, b_id bigint, organization_id bigint) RETURNS void
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $function$
BEGIN
	IF a_id = b_id THEN
		RAISE EXCEPTION 'both are the same contact' USING ERRCODE = 'CT400',
			DETAIL = '[{"field": "b", "message": "A contact is no duplicate of itself"}]',
			HINT = 'Name two different contacts.';
	END IF;
	IF (SELECT count(DISTINCT c.kind) FROM contacts.contact c WHERE c.organization_id = $3 AND c.id IN (a_id,
		b_id)) > 1 THEN
		RAISE EXCEPTION 'a person and a company cannot be one contact' USING ERRCODE = 'CT406',
			DETAIL = '[{"field": "kind", "message": "Contacts are of different kinds"}]',
			HINT = 'Only contacts of the same kind are compared and merged.';
	END IF;
END
$function$;
COMMENT ON FUNCTION contacts_internal.check_pair(bigint, bigint, bigint) IS
	'error CT400 for one and the same contact, CT406 for a person and a company';

CREATE FUNCTION contacts.not_duplicate(a text, b text, reason text DEFAULT NULL, organization_id bigint
	DEFAULT contacts.current_organization()) RETURNS void
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
	a_id bigint := contacts_internal.contact_of($1, $4);
	b_id bigint := contacts_internal.contact_of($2, $4);
	settings record;
	seen real;
BEGIN
	PERFORM contacts.require_scope('contacts:write');
	PERFORM contacts_internal.check_pair(a_id, b_id, $4);
	IF EXISTS (SELECT FROM contacts.match_state s WHERE s.organization_id = $4 AND s.scanned_at IS NOT NULL) THEN
		settings := contacts_internal.match_context($4, 'contacts:write');
		SELECT contacts_internal.compare_cards(x.card, y.card) + CASE x.kind WHEN 'person' THEN settings.person_prior
			ELSE settings.company_prior END INTO seen
		FROM contacts_internal.fresh_card(a_id, $4, settings.contacts) x,
			contacts_internal.fresh_card(b_id, $4, settings.contacts) y;
	END IF;
	INSERT INTO contacts.not_duplicate AS n (organization_id, a_id, b_id, reason, score)
	VALUES ($4, least(a_id, b_id), greatest(a_id, b_id), $3, seen)
	ON CONFLICT ON CONSTRAINT not_duplicate_pkey DO UPDATE SET reason = coalesce(excluded.reason, n.reason),
		score = excluded.score;
END
$function$;
COMMENT ON FUNCTION contacts.not_duplicate(text, text, text, bigint) IS
	'remember that two contacts are two: they are not suggested, grouped or merged any more, whichever comes first; '
	'needs contacts:write; errors CT400, CT404, CT406';

CREATE FUNCTION contacts.maybe_duplicate(a text, b text, organization_id bigint DEFAULT contacts.current_organization())
	RETURNS void
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
	one bigint := contacts_internal.contact_of($1, $3);
	other bigint := contacts_internal.contact_of($2, $3);
BEGIN
	PERFORM contacts.require_scope('contacts:write');
	PERFORM contacts_internal.check_pair(one, other, $3);
	DELETE FROM contacts.not_duplicate n WHERE n.organization_id = $3 AND n.a_id = least(one, other)
		AND n.b_id = greatest(one, other);
END
$function$;
COMMENT ON FUNCTION contacts.maybe_duplicate(text, text, bigint) IS
	'forget what not_duplicate() remembered of two contacts; needs contacts:write; errors CT400, CT404, CT406';

CREATE FUNCTION contacts.duplicate_groups(min_score real DEFAULT 0, max_rows integer DEFAULT 100, organization_id bigint
	DEFAULT contacts.current_organization())
	RETURNS TABLE (group_no bigint, uids contacts.ulid[], names text[], score_min real, score_mean real)
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
		SET plan_cache_mode = force_custom_plan AS $function$
DECLARE
	settings record;
BEGIN
	settings := contacts_internal.match_context($3, 'contacts:read');
	IF max_rows IS NULL OR max_rows NOT BETWEEN 1 AND 100000 THEN
		RAISE EXCEPTION 'max_rows must be from 1 to 100000' USING ERRCODE = 'invalid_parameter_value';
	END IF;
	PERFORM contacts_internal.check_score(min_score);
	RETURN QUERY
	WITH pair AS MATERIALIZED (
		SELECT d.a_id, d.b_id, d.kind, d.score FROM contacts.duplicate_list d WHERE d.organization_id = $3
			AND d.score >= $1
	), chain AS MATERIALIZED (
		-- without guards: nothing keeps two apart
		SELECT c.group_id, c.contact_id
		FROM (SELECT array_agg(p.a_id) AS a, array_agg(p.b_id) AS b FROM pair p) s
		CROSS JOIN LATERAL contacts_internal.chain_pairs(s.a, s.b) c
	), sized AS (
		SELECT c.group_id FROM chain c GROUP BY c.group_id HAVING count(*) BETWEEN 3 AND 200
	), crossed AS (
		-- pairs below the threshold speak too, within a chain: all that share a key were compared
		SELECT x.contact_id AS a_id, y.contact_id AS b_id,
			contacts_internal.compare_cards(m.card, n.card) + CASE m.kind WHEN 'person' THEN settings.person_prior
				ELSE settings.company_prior END AS score
		FROM sized z JOIN chain x USING (group_id) JOIN chain y ON y.group_id = z.group_id
			AND y.contact_id > x.contact_id
		JOIN contacts.match_card m ON m.organization_id = $3 AND m.contact_id = x.contact_id
		JOIN contacts.match_card n ON n.organization_id = $3 AND n.contact_id = y.contact_id
		WHERE m.keys && n.keys
	), compared AS (
		SELECT p.a_id, p.b_id, p.score FROM pair p
		UNION ALL
		SELECT c.a_id, c.b_id, c.score FROM crossed c
		WHERE NOT EXISTS (SELECT FROM pair p WHERE p.a_id = c.a_id AND p.b_id = c.b_id)
	), grouped AS MATERIALIZED (
		SELECT g.group_id, g.contact_id FROM (
			SELECT array_agg(c.a_id) AS a, array_agg(c.b_id) AS b, array_agg(c.score::real) AS bits,
				array_agg(EXISTS (SELECT FROM contacts.not_duplicate n WHERE n.organization_id = $3 AND n.a_id = c.a_id
					AND n.b_id = c.b_id)) AS apart
			FROM compared c) s
		CROSS JOIN LATERAL contacts_internal.group_pairs(s.a, s.b, s.bits, s.apart, $1) g
	), member AS (
		SELECT g.group_id, array_agg(c.uid ORDER BY g.contact_id) AS uids, array_agg(c.name
			ORDER BY g.contact_id) AS names
		FROM grouped g JOIN contacts.contact c ON c.organization_id = $3 AND c.id = g.contact_id
		GROUP BY g.group_id
	), scored AS (
		SELECT x.group_id, min(c.score) AS least, avg(c.score) AS mean
		FROM compared c JOIN grouped x ON x.contact_id = c.a_id JOIN grouped y ON y.contact_id = c.b_id
			AND y.group_id = x.group_id
		GROUP BY x.group_id
	)
	SELECT row_number() OVER (ORDER BY s.mean DESC, s.group_id), m.uids, m.names, s.least::real, s.mean::real
	FROM scored s JOIN member m USING (group_id) ORDER BY 1 LIMIT $2;
END
$function$;
COMMENT ON FUNCTION contacts.duplicate_groups(real, integer, bigint) IS
	'groups of contacts that are probably one, most probable first: not every chain of pairs is one, a group grows '
	'only where what was compared agrees and nobody said not_duplicate(); needs contacts:read';
