-- Suggestions: all anew (scan_duplicates) or what has changed (refresh_duplicates), set-wise, with the rights of the
-- caller. Nothing of it happens when contacts are written.

CREATE FUNCTION contacts_internal.check_score(score real) RETURNS void
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $function$
BEGIN
	IF score IS NULL OR score NOT BETWEEN -1000 AND 1000 THEN
		RAISE EXCEPTION 'min_score must be a number of bits, from -1000 to 1000' USING ERRCODE = 'invalid_parameter_value',
			DETAIL = format('It is %s.', coalesce(score::text, 'null')),
			HINT = '0 are even odds; each bit more doubles them.';
	END IF;
END
$function$;
COMMENT ON FUNCTION contacts_internal.check_score(real) IS 'error 22023 unless it is a finite number of bits';

CREATE FUNCTION contacts_internal.cards_of(organization_id bigint, ids bigint[] DEFAULT NULL)
	RETURNS TABLE (contact_id bigint, kind text, card bytea, keys bigint[], terms bigint[])
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
		SET plan_cache_mode = force_custom_plan AS $function$
DECLARE
	fields bigint[];
	names text[];
BEGIN
	SELECT array_agg(f.id ORDER BY f.id), array_agg(f.name ORDER BY f.id) INTO fields, names
	FROM contacts.custom_field f WHERE f.organization_id = $1 AND f.match_as = 'identity';
	RETURN QUERY
	SELECT c.id, c.kind, m.*
	FROM contacts.contact c
	LEFT JOIN LATERAL (SELECT o.name FROM contacts.contact o
		WHERE o.organization_id = $1 AND o.id = c.company_id AND c.kind = 'person' OFFSET 0) o ON true
	CROSS JOIN LATERAL (SELECT array_agg(n.email::text ORDER BY n.is_primary DESC, n.id) FILTER (WHERE n.email
			IS NOT NULL) AS emails,
		array_agg(n.phone::text ORDER BY n.is_primary DESC, n.id) FILTER (WHERE n.phone IS NOT NULL AND n.type <> 'fax')
			AS phones,
		min(n.value) FILTER (WHERE n.type = 'website') AS website
		FROM contacts.connection n WHERE n.organization_id = $1 AND n.contact_id = c.id AND n.deleted_at IS NULL) n
	CROSS JOIN LATERAL (SELECT array_agg(a.line1 ORDER BY a.is_primary DESC, a.id) AS lines,
		array_agg(a.city ORDER BY a.is_primary DESC, a.id) AS cities,
		array_agg(a.postal_code ORDER BY a.is_primary DESC, a.id) AS postal_codes
		FROM contacts.address a WHERE a.organization_id = $1 AND a.contact_id = c.id AND a.deleted_at IS NULL) a
	CROSS JOIN LATERAL contacts_internal.make_card($1, c.kind, CASE WHEN NOT c.is_unknown THEN c.name END,
		CASE WHEN NOT c.is_unknown THEN c.first_name END, CASE WHEN NOT c.is_unknown THEN c.last_name END,
		CASE c.kind WHEN 'person' THEN coalesce(o.name, c.company_text) END, c.job_title, coalesce(c.website,
			n.website),
		c.tax_id, array_remove(c.email::text || n.emails, NULL), array_remove(c.phone::text || n.phones, NULL),
		a.lines, a.cities, a.postal_codes, fields,
		CASE WHEN names IS NOT NULL THEN ARRAY(SELECT c.custom_fields ->> w.name
			FROM unnest(names) WITH ORDINALITY w (name, place) ORDER BY w.place) END) m
	WHERE c.organization_id = $1 AND c.deleted_at IS NULL AND ($2 IS NULL OR c.id = ANY ($2));
END
$function$;
COMMENT ON FUNCTION contacts_internal.cards_of(bigint, bigint[]) IS
	'cards of live contacts, of these or (NULL) of all, whose values count as rare';

CREATE FUNCTION contacts_internal.weigh_values(card bytea, terms bigint[], contacts bigint, organization_id bigint)
	RETURNS bytea
	LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $function$
	-- in a small organization a value that one or two have is as rare as among a thousand, what more have is as frequent
	SELECT contacts_internal.weigh_card($1, greatest($3, 1000), ARRAY(SELECT coalesce((SELECT CASE WHEN $3 >= 1000
			OR t.holders <= 2 THEN t.holders ELSE 2 + (t.holders - 2) * 1000 / greatest($3, 1) END
		FROM contacts.match_term t WHERE t.organization_id = $4 AND t.term = u.term), 1)
		FROM unnest($2) WITH ORDINALITY u (term, place) ORDER BY u.place))
$function$;
COMMENT ON FUNCTION contacts_internal.weigh_values(bytea, bigint[], bigint, bigint) IS
	'a card with how many contacts of the organization had each of its values at the last scan';

CREATE FUNCTION contacts_internal.match_context(organization_id bigint, scope text, OUT contacts bigint,
	OUT min_score real,
	OUT person_prior real, OUT company_prior real, OUT feed_position bigint) RETURNS record
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $function$
BEGIN
	IF organization_id IS NULL THEN
		RAISE EXCEPTION 'no organization is set' USING ERRCODE = 'CT401',
			HINT = 'Call contacts.set_context(organization_id) first in the transaction.';
	END IF;
	PERFORM contacts.require_scope(scope);
	SELECT s.contacts, s.min_score, s.person_prior, s.company_prior, s.feed_position
	INTO contacts, min_score, person_prior, company_prior, feed_position
	FROM contacts.match_state s WHERE s.organization_id = $1 AND s.scanned_at IS NOT NULL;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'the contacts were not compared yet' USING ERRCODE = 'object_not_in_prerequisite_state',
			HINT = 'Run SELECT contacts.scan_duplicates(), and contacts.refresh_duplicates() from then on.';
	END IF;
END
$function$;
COMMENT ON FUNCTION contacts_internal.match_context(bigint, text) IS
	'what the last scan found out about the organization; error CT403 without the scope, 55000 where there was no scan';

CREATE FUNCTION contacts.scan_duplicates(min_score real DEFAULT 0, organization_id bigint
	DEFAULT contacts.current_organization()) RETURNS bigint
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp
		SET plan_cache_mode = force_custom_plan AS $function$
DECLARE
	people bigint;
	companies bigint;
	priors real[];
	pairs bigint;
BEGIN
	IF organization_id IS NULL THEN
		RAISE EXCEPTION 'no organization is set' USING ERRCODE = 'CT401',
			HINT = 'Call contacts.set_context(organization_id) first in the transaction.';
	END IF;
	PERFORM contacts.require_scope('contacts:write');
	PERFORM contacts_internal.check_score(min_score);
	INSERT INTO contacts.match_state (organization_id) VALUES ($2) ON CONFLICT DO NOTHING;
	PERFORM FROM contacts.match_state s WHERE s.organization_id = $2 FOR UPDATE;
	PERFORM contacts_internal.number_events($2);
	UPDATE contacts.match_state s SET feed_position = coalesce((SELECT f.last_position FROM contacts.feed f
		WHERE f.organization_id = $2), 0), min_score = $1
	WHERE s.organization_id = $2;
	DELETE FROM contacts.duplicate d WHERE d.organization_id = $2;
	DELETE FROM contacts.match_key k WHERE k.organization_id = $2;
	UPDATE contacts.match_card m SET keys = '{}' WHERE m.organization_id = $2 AND m.keys <> '{}';
	DELETE FROM contacts.match_card m WHERE m.organization_id = $2;
	DELETE FROM contacts.match_term t WHERE t.organization_id = $2;

	INSERT INTO contacts.match_term (organization_id, term, holders)
	SELECT $2, u.term, count(*) FROM contacts_internal.cards_of($2) c CROSS JOIN LATERAL unnest(c.terms) u (term)
	GROUP BY u.term HAVING count(*) > 1 ORDER BY u.term;
	SELECT count(*) FILTER (WHERE c.kind = 'person'), count(*) FILTER (WHERE c.kind <> 'person')
	INTO people, companies FROM contacts.contact c WHERE c.organization_id = $2 AND c.deleted_at IS NULL;
	INSERT INTO contacts.match_card (organization_id, contact_id, kind, card, keys)
	SELECT $2, c.contact_id, c.kind, contacts_internal.weigh_values(c.card, c.terms, people + companies, $2), c.keys
	FROM contacts_internal.cards_of($2) c;
	INSERT INTO contacts.match_key (organization_id, key, contact_id)
	SELECT $2, u.key, m.contact_id FROM contacts.match_card m CROSS JOIN LATERAL unnest(m.keys) u (key)
	WHERE m.organization_id = $2 ORDER BY u.key, m.contact_id;

	-- each two that share a key that is not hot, once; what more speaks against than for is of no use to anybody
	INSERT INTO contacts.duplicate (organization_id, a_id, b_id, kind, bits)
	SELECT $2, s.a_id, s.b_id, s.kind, s.bits
	FROM (
		SELECT p.a_id, p.b_id, a.kind, contacts_internal.compare_cards(a.card, b.card) AS bits
		FROM (
			SELECT DISTINCT x.id AS a_id, y.id AS b_id
			FROM (
				SELECT array_agg(k.contact_id) AS ids FROM contacts.match_key k WHERE k.organization_id = $2
				GROUP BY k.key HAVING count(*) BETWEEN 2 AND 50
			) g CROSS JOIN LATERAL unnest(g.ids) x (id) CROSS JOIN LATERAL unnest(g.ids) y (id)
			WHERE x.id < y.id ORDER BY 1, 2
		) p
		-- by their keys, however few rows of the organization the planner has heard of
		CROSS JOIN LATERAL (SELECT m.kind, m.card FROM contacts.match_card m
			WHERE m.organization_id = $2 AND m.contact_id = p.a_id OFFSET 0) a
		CROSS JOIN LATERAL (SELECT m.card FROM contacts.match_card m
			WHERE m.organization_id = $2 AND m.contact_id = p.b_id OFFSET 0) b
		OFFSET 0
	) s WHERE s.bits > 0;
	priors := ARRAY(SELECT contacts_internal.estimate_prior(ARRAY(SELECT d.bits FROM contacts.duplicate d
			WHERE d.organization_id = $2 AND d.kind = w.kind), w.members, people + companies)
		FROM (VALUES (1, 'person', people), (2, 'organization', companies)) w (place, kind, members) ORDER BY w.place);
	DELETE FROM contacts.duplicate d WHERE d.organization_id = $2
		AND d.bits + CASE d.kind WHEN 'person' THEN priors[1] ELSE priors[2] END < $1;
	UPDATE contacts.match_state s SET contacts = people + companies, person_prior = priors[1],
		company_prior = priors[2], scanned_at = now(), refreshed_at = now()
	WHERE s.organization_id = $2;
	SELECT count(*) INTO pairs FROM contacts.duplicate d WHERE d.organization_id = $2;
	RETURN pairs;
END
$function$;
COMMENT ON FUNCTION contacts.scan_duplicates(real, bigint) IS
	'compare all live contacts of the organization with each other and keep the pairs of at least this score in '
	'place of all earlier ones; needs contacts:write; returns how many pairs there are';

CREATE FUNCTION contacts_internal.refresh_cards(organization_id bigint, ids bigint[]) RETURNS void
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp
		SET plan_cache_mode = force_custom_plan AS $function$
DECLARE
	settings record;
BEGIN
	settings := contacts_internal.match_context($1, 'contacts:write');
	DELETE FROM contacts.duplicate d WHERE d.organization_id = $1 AND d.a_id = ANY ($2);
	DELETE FROM contacts.duplicate d WHERE d.organization_id = $1 AND d.b_id = ANY ($2);
	DELETE FROM contacts.match_card m WHERE m.organization_id = $1 AND m.contact_id = ANY ($2);
	INSERT INTO contacts.match_card (organization_id, contact_id, kind, card, keys)
	SELECT $1, c.contact_id, c.kind, contacts_internal.weigh_values(c.card, c.terms, settings.contacts, $1), c.keys
	FROM contacts_internal.cards_of($1, $2) c;
	INSERT INTO contacts.match_key (organization_id, key, contact_id)
	SELECT $1, u.key, m.contact_id FROM contacts.match_card m CROSS JOIN LATERAL unnest(m.keys) u (key)
	WHERE m.organization_id = $1 AND m.contact_id = ANY ($2) ON CONFLICT DO NOTHING;
	INSERT INTO contacts.duplicate (organization_id, a_id, b_id, kind, bits)
	SELECT $1, s.a_id, s.b_id, s.kind, max(s.bits)
	FROM (
		SELECT least(m.contact_id, f.contact_id) AS a_id, greatest(m.contact_id, f.contact_id) AS b_id, m.kind, f.bits
		FROM contacts.match_card m
		CROSS JOIN LATERAL contacts_internal.match_candidates($1, m.card, m.keys) f
		WHERE m.organization_id = $1 AND m.contact_id = ANY ($2) AND f.contact_id <> m.contact_id
	) s
	WHERE s.bits + CASE s.kind WHEN 'person' THEN settings.person_prior ELSE settings.company_prior END
		>= settings.min_score
	GROUP BY s.a_id, s.b_id, s.kind;
END
$function$;
COMMENT ON FUNCTION contacts_internal.refresh_cards(bigint, bigint[]) IS
	'compare these contacts anew with all others; those that are deleted are forgotten';

CREATE FUNCTION contacts_internal.match_candidates(organization_id bigint, card bytea, keys bigint[],
	OUT contact_id bigint,
	OUT bits real) RETURNS SETOF record
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 30 SET search_path = pg_catalog, pg_temp AS $function$
	SELECT m.contact_id, contacts_internal.compare_cards($2, m.card)
	FROM (
		SELECT DISTINCT h.id
		FROM unnest($3) u (key)
		CROSS JOIN LATERAL (
			SELECT array_agg(x.contact_id) AS ids FROM (SELECT k.contact_id FROM contacts.match_key k
				WHERE k.organization_id = $1 AND k.key = u.key LIMIT 51) x HAVING count(*) <= 50
		) g
		CROSS JOIN LATERAL unnest(g.ids) h (id)
	) c
	CROSS JOIN LATERAL (SELECT m.contact_id, m.card FROM contacts.match_card m
		WHERE m.organization_id = $1 AND m.contact_id = c.id OFFSET 0) m
$function$;
COMMENT ON FUNCTION contacts_internal.match_candidates(bigint, bytea, bigint[]) IS
	'contacts that share a key that is not hot, and the bits for them being one';

CREATE FUNCTION contacts.refresh_duplicates(max_contacts integer DEFAULT 10000, organization_id bigint
	DEFAULT contacts.current_organization()) RETURNS bigint
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp
		SET plan_cache_mode = force_custom_plan AS $function$
DECLARE
	settings record;
	last bigint;
	changed bigint[];
BEGIN
	settings := contacts_internal.match_context($2, 'contacts:write');
	IF max_contacts IS NULL OR max_contacts < 1 THEN
		RAISE EXCEPTION 'max_contacts must be at least 1' USING ERRCODE = 'invalid_parameter_value';
	END IF;
	SELECT s.feed_position INTO settings.feed_position FROM contacts.match_state s
		WHERE s.organization_id = $2 FOR UPDATE;
	PERFORM contacts_internal.number_events($2);
	WITH page AS MATERIALIZED (
		SELECT e.position, e.contact_id, e.name, e.data FROM contacts.event e
		WHERE e.organization_id = $2 AND e.position > settings.feed_position ORDER BY e.position LIMIT $1
	)
	SELECT (SELECT max(p.position) FROM page p), ARRAY(
		SELECT p.contact_id FROM page p WHERE p.contact_id IS NOT NULL AND p.name NOT LIKE 'activity.%'
		UNION
		-- the name of a company is what its people are compared by
		SELECT w.id FROM page p JOIN contacts.contact w ON w.organization_id = $2 AND w.company_id = p.contact_id
		WHERE p.name = 'contact.updated' AND p.data -> 'changed' ? 'name' AND w.kind = 'person')
	INTO last, changed;
	IF last IS NULL THEN
		RETURN 0;
	END IF;
	PERFORM contacts_internal.refresh_cards($2, changed);
	UPDATE contacts.match_state s SET feed_position = last, refreshed_at = now() WHERE s.organization_id = $2;
	RETURN cardinality(changed);
END
$function$;
COMMENT ON FUNCTION contacts.refresh_duplicates(integer, bigint) IS
	'look again at the contacts of the next so many events of the feed; needs contacts:write; returns how many '
	'contacts there were, 0 when all is up to date; error 55000 before the first scan_duplicates()';
