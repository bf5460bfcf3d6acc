-- Taking a merge back, row by row: what was changed since is kept and reported.

CREATE FUNCTION contacts_internal.find_merge(merge text, organization_id bigint) RETURNS bigint
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
	made bigint;
BEGIN
	SELECT m.id INTO made FROM contacts.merge m WHERE m.organization_id = $2
		AND (m.uid::text = upper($1) OR m.id::text = $1);
	IF NOT FOUND THEN
		RAISE EXCEPTION 'merge not found' USING ERRCODE = 'CT404',
			HINT = 'SELECT * FROM contacts.merge shows the merges.';
	END IF;
	RETURN made;
END
$function$;
COMMENT ON FUNCTION contacts_internal.find_merge(text, bigint) IS 'id of a merge by its uid or number; error CT404';

CREATE FUNCTION contacts_internal.check_unmerge(merge_id bigint, organization_id bigint) RETURNS bigint
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
	made record;
	later text;
BEGIN
	SELECT m.* INTO made FROM contacts.merge m WHERE m.organization_id = $2 AND m.id = $1 FOR UPDATE;
	IF made.undone_at IS NOT NULL THEN
		RAISE EXCEPTION 'the merge was undone already' USING ERRCODE = 'CT409',
			DETAIL = format('[{"field": "merge", "message": "Undone at %s"}]', made.undone_at),
			HINT = 'Merge the contacts again if they are one.';
	END IF;
	IF made.expired_at IS NOT NULL THEN
		RAISE EXCEPTION 'the steps of the merge are no longer kept' USING ERRCODE = 'object_not_in_prerequisite_state',
			DETAIL = format('expire_merges() dropped them at %s.', made.expired_at);
	END IF;
	SELECT g.uid::text INTO later FROM contacts.merged_contact c
	JOIN contacts.merge g ON g.organization_id = c.organization_id AND g.id = c.merge_id
	WHERE c.organization_id = $2 AND c.id = made.survivor_id;
	IF FOUND THEN
		RAISE EXCEPTION 'the survivor was merged on' USING ERRCODE = 'CT409',
			DETAIL = jsonb_build_array(jsonb_build_object('field', 'merge', 'message',
				'Undo merge ' || later || ' first'))::text,
			HINT = 'Merges are undone in the opposite order.';
	END IF;
	PERFORM FROM contacts.contact c WHERE c.organization_id = $2 AND c.id = made.survivor_id FOR UPDATE;
	RETURN made.survivor_id;
END
$function$;
COMMENT ON FUNCTION contacts_internal.check_unmerge(bigint, bigint) IS
	'lock a merge and its survivor, and check that it can be undone; returns the survivor';

CREATE FUNCTION contacts_internal.insert_rows(relation regclass, rows jsonb) RETURNS void
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
	columns text := (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) FROM pg_attribute a
		WHERE a.attrelid = relation AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
			AND a.attname <> 'search_key');
BEGIN
	EXECUTE format('INSERT INTO %1$s (%2$s) SELECT %2$s FROM jsonb_populate_recordset(NULL::%1$s, $1)', relation,
		columns)
	USING rows;
END
$function$;
COMMENT ON FUNCTION contacts_internal.insert_rows(regclass, jsonb) IS 'insert rows of a table that were kept as jsonb';

CREATE FUNCTION contacts_internal.row_filter(relation text) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $function$
	SELECT CASE relation
		WHEN 'contacts.segment_member' THEN
			't.segment_id = split_part(k, '':'', 1)::bigint AND t.contact_id = split_part(k, '':'', 2)::bigint'
		WHEN 'contacts.not_duplicate' THEN
			't.a_id = split_part(k, '':'', 1)::bigint AND t.b_id = split_part(k, '':'', 2)::bigint'
		ELSE 't.id = k::bigint' END
$function$;
COMMENT ON FUNCTION contacts_internal.row_filter(text) IS 'condition that finds the row t of one of our tables by its key k';

CREATE FUNCTION contacts_internal.current_rows(relation text, keys text[], organization_id bigint) RETURNS jsonb
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
	found_rows jsonb;
BEGIN
	EXECUTE format('SELECT jsonb_object_agg(k, to_jsonb(t)) FROM unnest($1) k JOIN %s t ON t.organization_id = $2 AND %s',
		relation, contacts_internal.row_filter(relation)) INTO found_rows USING keys, organization_id;
	RETURN coalesce(found_rows, '{}');
END
$function$;
COMMENT ON FUNCTION contacts_internal.current_rows(text, text[],
	bigint) IS 'rows of one of our tables by their keys, as they are';

CREATE FUNCTION contacts_internal.restore_row(relation text, key text, patch jsonb, organization_id bigint) RETURNS void
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
	columns text := (SELECT string_agg(quote_ident(c), ', ' ORDER BY c) FROM jsonb_object_keys(patch) c);
BEGIN
	IF columns IS NOT NULL THEN
		EXECUTE format('UPDATE %1$s t SET (%2$s) = (SELECT %2$s FROM jsonb_populate_record(t, $1))
			FROM (SELECT $3 AS k) k WHERE t.organization_id = $2 AND %3$s', relation, columns,
			contacts_internal.row_filter(relation)) USING patch, organization_id, key;
	END IF;
END
$function$;
COMMENT ON FUNCTION contacts_internal.restore_row(text, text, jsonb,
	bigint) IS 'give columns of a row their old values';

CREATE FUNCTION contacts_internal.restore_changed(relation text, rows jsonb, organization_id bigint) RETURNS jsonb
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
	now_there jsonb := contacts_internal.current_rows(relation, ARRAY(SELECT r.row ->> 'key'
		FROM jsonb_array_elements(rows)
		r (row)), organization_id);
	kept jsonb;
	item record;
BEGIN
	-- what was changed since stays
	SELECT coalesce(jsonb_agg(jsonb_build_object('table', relation, 'key', r.row -> 'key', 'column', c.key, 'was',
		c.value,
		'merged', r.row -> 'new' -> c.key, 'now', now_there -> (r.row ->> 'key') -> c.key)), '[]') INTO kept
	FROM jsonb_array_elements(rows) r (row) CROSS JOIN LATERAL jsonb_each(r.row -> 'old') c
	WHERE r.row ->> 'action' = 'changed' AND c.key <> 'is_primary'
		AND now_there -> (r.row ->> 'key') -> c.key IS DISTINCT FROM r.row -> 'new' -> c.key;
	FOR item IN
		SELECT r.row ->> 'key' AS key, (SELECT jsonb_object_agg(c.key, c.value) FROM jsonb_each(r.row -> 'old') c
			WHERE c.key <> 'is_primary' AND now_there -> (r.row ->> 'key') -> c.key = r.row -> 'new' -> c.key) AS patch
		FROM jsonb_array_elements(rows) r (row) WHERE r.row ->> 'action' = 'changed' AND now_there ? (r.row ->> 'key')
	LOOP
		PERFORM contacts_internal.restore_row(relation, item.key, item.patch, organization_id);
	END LOOP;
	RETURN kept;
END
$function$;
COMMENT ON FUNCTION contacts_internal.restore_changed(text, jsonb, bigint) IS
	'give rows that a merge changed their old values, except for what was changed since, which is returned';

CREATE FUNCTION contacts_internal.restore_primary(relation text, rows jsonb, organization_id bigint) RETURNS void
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $function$
BEGIN
	IF relation NOT IN ('contacts.connection', 'contacts.address') THEN
		RETURN;
	END IF;
	-- the rules gave first places while rows moved: none, then those that were first, unless somebody chose another one
	EXECUTE format('UPDATE %s t SET is_primary = false FROM jsonb_array_elements($1) r (row)
		WHERE t.organization_id = $2 AND t.id = (r.row ->> ''key'')::bigint AND r.row ->> ''action'' <> ''created''
			AND r.row -> ''old'' -> ''is_primary'' = ''false'' AND t.is_primary', relation) USING rows, organization_id;
	EXECUTE format('UPDATE %1$s t SET is_primary = true FROM jsonb_array_elements($1) r (row)
		WHERE t.organization_id = $2 AND t.id = (r.row ->> ''key'')::bigint AND r.row ->> ''action'' <> ''created''
			AND r.row -> ''old'' -> ''is_primary'' = ''true'' AND NOT t.is_primary AND t.deleted_at IS NULL
			AND NOT EXISTS (SELECT FROM %1$s o WHERE o.organization_id = $2 AND o.contact_id = t.contact_id
				AND o.type = t.type AND o.is_primary AND o.deleted_at IS NULL)', relation) USING rows, organization_id;
END
$function$;
COMMENT ON FUNCTION contacts_internal.restore_primary(text, jsonb, bigint) IS
	'connections and addresses that were primary before a merge are again';

CREATE FUNCTION contacts_internal.drop_created(relation text, rows jsonb, organization_id bigint) RETURNS jsonb
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
	now_there jsonb := contacts_internal.current_rows(relation, ARRAY(SELECT r.row ->> 'key'
		FROM jsonb_array_elements(rows)
		r (row) WHERE r.row ->> 'action' = 'created'), organization_id);
	kept jsonb;
BEGIN
	EXECUTE format('DELETE FROM %s t USING jsonb_array_elements($1) r (row), LATERAL (SELECT r.row ->> ''key'') x (k)
		WHERE t.organization_id = $2 AND r.row ->> ''action'' = ''created'' AND %s
		AND ($3 -> k) - $4 = (r.row -> ''new'') - $4',
		relation, contacts_internal.row_filter(relation)) USING rows, organization_id, now_there,
			'{updated_at,updated_by,is_primary}'::text[];
	SELECT coalesce(jsonb_agg(jsonb_build_object('table', relation, 'key', r.row -> 'key', 'merged', r.row -> 'new',
		'now',
		now_there -> (r.row ->> 'key'))), '[]') INTO kept
	FROM jsonb_array_elements(rows) r (row)
	WHERE r.row ->> 'action' = 'created' AND now_there ? (r.row ->> 'key')
		AND (now_there -> (r.row ->> 'key')) - '{updated_at,updated_by,is_primary}'::text[]
			<> (r.row -> 'new') - '{updated_at,updated_by,is_primary}'::text[];
	RETURN kept;
END
$function$;
COMMENT ON FUNCTION contacts_internal.drop_created(text, jsonb, bigint) IS
	'remove rows that a merge made, except for those that were changed since, which are returned';

CREATE FUNCTION contacts_internal.restore_edges(rows jsonb, organization_id bigint) RETURNS void
	LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $function$
	-- in one statement, so that what is no tree in between is none at its end
	UPDATE contacts.contact c SET
		reports_to = CASE WHEN r.row -> 'old' ? 'reports_to'
			AND c.reports_to IS NOT DISTINCT FROM (r.row -> 'new' ->> 'reports_to')::bigint
			THEN (r.row -> 'old' ->> 'reports_to')::bigint ELSE c.reports_to END,
		company_id = CASE WHEN r.row -> 'old' ? 'company_id'
			AND c.company_id IS NOT DISTINCT FROM (r.row -> 'new' ->> 'company_id')::bigint
			THEN (r.row -> 'old' ->> 'company_id')::bigint ELSE c.company_id END
	FROM jsonb_array_elements($1) r (row)
	WHERE c.organization_id = $2 AND c.id = (r.row ->> 'key')::bigint AND r.row ->> 'action' = 'changed'
		AND r.row -> 'old' ?| '{reports_to,company_id}'
$function$;
COMMENT ON FUNCTION contacts_internal.restore_edges(jsonb, bigint) IS
	'managers and companies go back to what they were, except for those that were changed since';

CREATE FUNCTION contacts_internal.insert_merged(merge_id bigint, clear text[], organization_id bigint) RETURNS jsonb
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
	archived jsonb;
	detail text;
	constraint_name text;
BEGIN
	IF EXISTS (SELECT FROM unnest(clear) x (name) WHERE NOT EXISTS (SELECT FROM pg_attribute a
		WHERE a.attrelid = 'contacts.contact'::regclass AND a.attname = x.name AND NOT a.attnotnull
			AND a.attgenerated = '')) THEN
		RAISE EXCEPTION 'clear names a column that cannot be empty' USING ERRCODE = 'CT400',
			DETAIL = '[{"field": "clear", "message": "Not a column of contacts that may be empty"}]',
			HINT = 'Such as email, code, external_id, mention_name.';
	END IF;
	SELECT jsonb_agg(m.contact || (SELECT coalesce(jsonb_object_agg(x.name, NULL), '{}') FROM unnest(clear) x (name))
		-- whom nobody knows any more is nobody's manager or company
		|| CASE WHEN m.contact -> 'reports_to' <> 'null' AND NOT EXISTS (SELECT FROM contacts.contact c
			WHERE c.organization_id = $3 AND c.id = (m.contact ->> 'reports_to')::bigint) AND NOT EXISTS (
			SELECT FROM contacts.merged_contact o WHERE o.organization_id = $3 AND o.merge_id = $1
				AND o.id = (m.contact ->> 'reports_to')::bigint) THEN '{"reports_to": null}' ELSE '{}' END::jsonb
		|| CASE WHEN m.contact -> 'company_id' <> 'null' AND NOT EXISTS (SELECT FROM contacts.contact c
			WHERE c.organization_id = $3 AND c.id = (m.contact ->> 'company_id')::bigint) AND NOT EXISTS (
			SELECT FROM contacts.merged_contact o WHERE o.organization_id = $3 AND o.merge_id = $1
				AND o.id = (m.contact ->> 'company_id')::bigint) THEN '{"company_id": null}' ELSE '{}' END::jsonb
		ORDER BY m.id) INTO archived
	FROM contacts.merged_contact m WHERE m.organization_id = $3 AND m.merge_id = $1;
	BEGIN
		PERFORM contacts_internal.insert_rows('contacts.contact', archived);
	EXCEPTION WHEN unique_violation THEN
		GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL, constraint_name = CONSTRAINT_NAME;
		RAISE EXCEPTION 'a value of a merged contact is in use by now' USING ERRCODE = 'CT409',
			DETAIL = jsonb_build_array(jsonb_build_object('field', constraint_name, 'message', detail))::text,
			HINT = 'Undo with clear => ''{column}'' to do without the value.';
	END;
	RETURN archived;
END
$function$;
COMMENT ON FUNCTION contacts_internal.insert_merged(bigint, text[], bigint) IS
	'put the rows of merged contacts back, without the values of these columns; error CT409 where a value is in use';

CREATE FUNCTION contacts_internal.run_unmerge(organization_id bigint, merge_id bigint, clear text[], dry_run boolean)
	RETURNS jsonb
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
	survivor bigint := contacts_internal.check_unmerge($2, $1);
	own jsonb := (SELECT s.rows FROM contacts.merge_step s WHERE s.organization_id = $1 AND s.merge_id = $2
		AND s.relation = 'contacts.contact' AND s.action = 'changed');
	members jsonb;
	kept jsonb := '[]';
	restored bigint;
	missing jsonb := '[]';
	item record;
	back bigint;
BEGIN
	-- the survivor gives back what it took, then the others have it again
	FOR item IN SELECT s.relation, s.rows FROM contacts.merge_step s WHERE s.organization_id = $1 AND s.merge_id = $2
		AND s.action = 'changed' AND s.relation <> 'contacts.contact' ORDER BY s.step LOOP
		kept := kept || contacts_internal.drop_created(item.relation, item.rows, $1);
	END LOOP;
	kept := kept || contacts_internal.restore_changed('contacts.contact',
		(SELECT coalesce(jsonb_agg(r.row || jsonb_build_object(
		'old', (r.row -> 'old') - CASE WHEN own_company.is THEN '{reports_to,company_id}'::text[] ELSE '{reports_to}'::text[] END)), '[]')
		FROM jsonb_array_elements(own) r (row), (SELECT c.kind = 'organization' AS is FROM contacts.contact c
			WHERE c.organization_id = $1 AND c.id = survivor) own_company
		WHERE (r.row ->> 'key')::bigint = survivor), $1);
	members := (SELECT jsonb_build_array(to_jsonb(c)) FROM contacts.contact c WHERE c.organization_id = $1
		AND c.id = survivor)
		|| contacts_internal.insert_merged($2, coalesce(clear, '{}'), $1);
	DELETE FROM contacts.merged_contact m WHERE m.organization_id = $1 AND m.merge_id = $2;
	FOR item IN SELECT s.*, c.oid AS constraint_oid, l.target FROM contacts.merge_step s
		LEFT JOIN pg_constraint c ON c.conname = s.link AND c.conrelid = to_regclass(s.relation) AND c.contype = 'f'
		LEFT JOIN contacts_internal.contact_links() l ON l.link = c.oid
		WHERE s.organization_id = $1 AND s.merge_id = $2 AND s.action = 'moved' ORDER BY s.step LOOP
		back := CASE WHEN item.target IS NOT NULL AND item.rows IS NOT NULL THEN contacts_internal.restore_links(
			item.constraint_oid, members -> 0 ->> item.target, item.was, item.rows) ELSE 0 END;
		IF back < item.count THEN
			missing := missing || jsonb_build_object('table', item.relation, 'rows', item.count - back);
		END IF;
	END LOOP;
	FOR item IN SELECT s.relation, s.rows FROM contacts.merge_step s WHERE s.organization_id = $1 AND s.merge_id = $2
		AND s.action = 'changed' AND s.relation <> 'contacts.contact' ORDER BY s.step LOOP
		PERFORM contacts_internal.insert_rows(item.relation::regclass, gone.rows)
		FROM (SELECT jsonb_agg((r.row -> 'old') || CASE WHEN r.row -> 'old' ? 'is_primary' THEN '{"is_primary": false}'
				ELSE '{}' END::jsonb) AS rows
			FROM jsonb_array_elements(item.rows) r (row) WHERE r.row ->> 'action' = 'removed') gone
		WHERE gone.rows IS NOT NULL;
		kept := kept || contacts_internal.restore_changed(item.relation, item.rows, $1);
		PERFORM contacts_internal.restore_primary(item.relation, item.rows, $1);
	END LOOP;
	PERFORM contacts_internal.restore_edges(coalesce(own, '[]'), $1);
	INSERT INTO contacts.not_duplicate (organization_id, a_id, b_id, reason, created_by)
	SELECT $1, x.id, y.id, 'unmerged', contacts.current_user_id()
	FROM (SELECT (m.row ->> 'id')::bigint FROM jsonb_array_elements(members) m (row)) x (id),
		(SELECT (m.row ->> 'id')::bigint FROM jsonb_array_elements(members) m (row)) y (id)
	WHERE x.id < y.id AND survivor IN (x.id, y.id) ON CONFLICT DO NOTHING;
	DELETE FROM contacts.merge_step s WHERE s.organization_id = $1 AND s.merge_id = $2;
	UPDATE contacts.merge m SET undone_at = now(), undone_by = contacts.current_user_id()
	WHERE m.organization_id = $1 AND m.id = $2;
	PERFORM contacts_internal.record_merge($2, 'unmerged', '{}', members, $1);
	RETURN jsonb_build_object('mergeId', (SELECT m.uid FROM contacts.merge m WHERE m.organization_id = $1
		AND m.id = $2),
		'survivorId', members -> 0 -> 'uid', 'restoredIds', (SELECT jsonb_agg(m.row -> 'uid' ORDER BY m.place)
			FROM jsonb_array_elements(members) WITH ORDINALITY m (row, place) WHERE m.place > 1),
		'dryRun', dry_run, 'kept', kept, 'movedOn', missing);
END
$function$;
COMMENT ON FUNCTION contacts_internal.run_unmerge(bigint, bigint, text[], boolean) IS
	'the steps of unmerge_contacts(), as the owner of the tables';

CREATE FUNCTION contacts.unmerge_contacts(merge text, clear text[] DEFAULT '{}', dry_run boolean DEFAULT false)
	RETURNS jsonb
	LANGUAGE C VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'contacts_unmerge_contacts';
COMMENT ON FUNCTION contacts.unmerge_contacts(text, text[], boolean) IS
	'take a merge back: the merged contacts and what was theirs are as before, what was changed since is kept and '
	'reported, and the contacts count as no duplicates; clear restores without the values of columns that are in use '
	'by now; needs contacts:admin; errors CT404, CT409, 55000';

CREATE FUNCTION contacts.expire_merges(older interval, organization_id bigint DEFAULT contacts.current_organization())
	RETURNS bigint
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
	expired bigint;
BEGIN
	IF older IS NULL OR older < '0' THEN
		RAISE EXCEPTION 'older must be a length of time' USING ERRCODE = 'invalid_parameter_value';
	END IF;
	WITH old AS (
		UPDATE contacts.merge m SET expired_at = now()
		WHERE m.created_at < now() - older AND m.expired_at IS NULL AND (m.organization_id = $2 OR $2 IS NULL)
		RETURNING m.organization_id, m.id
	), steps AS (
		DELETE FROM contacts.merge_step s USING old o WHERE s.organization_id = o.organization_id AND s.merge_id = o.id
	), archived AS (
		UPDATE contacts.merged_contact c SET contact = NULL FROM old o
		WHERE c.organization_id = o.organization_id AND c.merge_id = o.id
	)
	SELECT count(*) INTO expired FROM old;
	RETURN expired;
END
$function$;
COMMENT ON FUNCTION contacts.expire_merges(interval, bigint) IS
	'drop the steps and archived rows of merges older than this, so that they cannot be undone any more; uids, codes '
	'and external ids go on leading to the survivor; for a job of the owner; NULL organization: all';
