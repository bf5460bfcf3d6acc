-- Merging: contacts of one kind become one of them. What runs here runs as the owner, behind merge_contacts().

CREATE FUNCTION contacts_internal.merge_members(survivor text, merged text[], organization_id bigint) RETURNS bigint[]
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
	first bigint := contacts_internal.contact_of(survivor, organization_id);
	others bigint[];
BEGIN
	SELECT array_agg(DISTINCT contacts_internal.contact_of(m.uid, merge_members.organization_id, false)) INTO others
	FROM unnest(merged) m (uid);
	IF first IS NULL OR others IS NULL OR first = ANY (others) OR array_position(others, NULL) IS NOT NULL
		OR cardinality(others) > 99 THEN
		RAISE EXCEPTION 'these contacts cannot be merged' USING ERRCODE = 'CT400',
			DETAIL = jsonb_build_array(jsonb_build_object('field', 'merged', 'message',
				CASE WHEN first = ANY (others) THEN 'The survivor is among the contacts that are merged into it'
				WHEN cardinality(others) > 99 THEN 'At most 100 contacts can be merged at once'
				ELSE 'At least two contacts are needed' END))::text,
			HINT = 'Name the contact that stays, and 1 to 99 others.';
	END IF;
	RETURN first || others;
END
$function$;
COMMENT ON FUNCTION contacts_internal.merge_members(text, text[], bigint) IS
	'the contacts of a merge, each once, the survivor first; the caller must see them all';

CREATE FUNCTION contacts_internal.lock_members(members bigint[], choices jsonb, expected_versions jsonb, force boolean,
	organization_id bigint) RETURNS jsonb
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
	found_rows jsonb;
	stale text;
	marked text;
BEGIN
	PERFORM FROM contacts.contact c WHERE c.organization_id = $5 AND c.id = ANY (members) ORDER BY c.id FOR UPDATE;
	SELECT jsonb_agg(to_jsonb(c) ORDER BY c.id <> members[1], c.updated_at DESC, c.id) INTO found_rows
	FROM contacts.contact c WHERE c.organization_id = $5 AND c.id = ANY (members) AND c.deleted_at IS NULL;
	IF jsonb_array_length(found_rows) IS DISTINCT FROM cardinality(members) THEN
		-- deleted, or merged by somebody else while we waited
		RAISE EXCEPTION 'contact not found' USING ERRCODE = 'CT404',
			DETAIL = (SELECT coalesce(string_agg(format('Contact %s was merged into contact %s.', m.id, m.survivor_id),
				' ' ORDER BY m.id), 'Somebody has deleted it.')
				FROM contacts.merged_contact m WHERE m.organization_id = $5 AND m.id = ANY (members)),
			HINT = 'It may be deleted, or you may not see it.';
	END IF;
	IF (SELECT count(DISTINCT m.row -> 'kind') FROM jsonb_array_elements(found_rows) m (row)) > 1 THEN
		RAISE EXCEPTION 'a person and a company cannot be one contact' USING ERRCODE = 'CT406',
			DETAIL = '[{"field": "kind", "message": "Contacts are of different kinds"}]',
			HINT = 'Only contacts of the same kind are compared and merged.';
	END IF;
	IF (SELECT count(DISTINCT m.row -> 'user_id') FROM jsonb_array_elements(found_rows) m (row)
		WHERE m.row -> 'user_id' <> 'null') > 1 AND NOT choices ? 'user_id' THEN
		RAISE EXCEPTION 'two of the contacts are users of the application' USING ERRCODE = 'CT409',
			DETAIL = '[{"field": "user_id", "message": "Contacts have different user accounts"}]',
			HINT = 'Choose one: {"user_id": uid of the contact that keeps its account}.';
	END IF;
	SELECT m.row ->> 'uid' INTO stale FROM jsonb_array_elements(found_rows) m (row)
	WHERE expected_versions -> (m.row ->> 'uid') <> m.row -> 'version' LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION 'contact was changed by somebody else' USING ERRCODE = 'CT409',
			DETAIL = jsonb_build_array(jsonb_build_object('field', 'version', 'message', 'Contact ' || stale
				|| ' has another version'))::text, HINT = 'Read the contact again and repeat the merge.';
	END IF;
	SELECT format('%s and %s', n.a_id, n.b_id) INTO marked FROM contacts.not_duplicate n
	WHERE n.organization_id = $5 AND n.a_id = ANY (members) AND n.b_id = ANY (members) LIMIT 1;
	IF FOUND AND NOT force THEN
		RAISE EXCEPTION 'contacts % are marked as two', marked USING ERRCODE = 'CT409',
			DETAIL = '[{"field": "merged", "message": "Somebody found that they are no duplicates"}]',
			HINT = 'Call maybe_duplicate(), or merge with force.';
	END IF;
	RETURN found_rows;
END
$function$;
COMMENT ON FUNCTION contacts_internal.lock_members(bigint[], jsonb, jsonb, boolean, bigint) IS
	'lock the contacts of a merge and check that they can become one; returns the rows, the survivor first';

CREATE FUNCTION contacts_internal.move_all_links(members jsonb, merge_id bigint, organization_id bigint) RETURNS jsonb
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
	item record;
	moved record;
	step integer := 0;
	conflicts jsonb := '[]';
	state text;
	message text;
	detail text;
	constraint_name text;
BEGIN
	FOR item IN SELECT l.*, c.conname FROM contacts_internal.contact_links() l
		JOIN pg_constraint c ON c.oid = l.link LOOP
		BEGIN
			FOR moved IN SELECT * FROM contacts_internal.move_links(item.link, members -> 0 ->> item.target,
				ARRAY(SELECT m.row ->> item.target FROM jsonb_array_elements(members) WITH ORDINALITY m (row, place)
					WHERE m.place > 1)) LOOP
				step := step + 1;
				INSERT INTO contacts.merge_step (organization_id, merge_id, step, action, relation, link, was, rows,
					count)
				VALUES ($3, $2, 100 + step, 'moved', item.relation, item.conname, moved.was, moved.keys, moved.count);
			END LOOP;
		EXCEPTION WHEN unique_violation OR exclusion_violation THEN
			GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL,
				constraint_name = CONSTRAINT_NAME;
			conflicts := conflicts || jsonb_build_object('table', item.relation, 'column', item.column_name,
				'constraint',
				constraint_name, 'key', detail, 'message', message);
		END;
	END LOOP;
	RETURN conflicts;
END
$function$;
COMMENT ON FUNCTION contacts_internal.move_all_links(jsonb, bigint, bigint) IS
	'point the rows of all other tables to the survivor, table by table; returns the tables where a unique key '
	'forbids it';

CREATE FUNCTION contacts_internal.merge_edges(survivor bigint, merged bigint[], is_company boolean,
	organization_id bigint)
	RETURNS void
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
	manager bigint := contacts_internal.merged_parent($1, $2, 'reports_to', $4);
	parent bigint := CASE WHEN is_company THEN contacts_internal.merged_parent($1, $2, 'company_id', $4) END;
BEGIN
	UPDATE contacts.contact c SET reports_to = CASE WHEN c.id = $1 THEN manager ELSE $1 END
	WHERE c.organization_id = $4 AND c.id <> ALL ($2) AND (c.reports_to = ANY ($2)
		OR (c.id = $1 AND c.reports_to IS DISTINCT FROM manager));
	IF is_company THEN
		UPDATE contacts.contact c SET company_id = CASE WHEN c.id = $1 THEN parent ELSE $1 END
		WHERE c.organization_id = $4 AND c.id <> ALL ($2) AND (c.company_id = ANY ($2)
			OR (c.id = $1 AND c.company_id IS DISTINCT FROM parent));
	END IF;
END
$function$;
COMMENT ON FUNCTION contacts_internal.merge_edges(bigint, bigint[], boolean, bigint) IS
	'who reports to a merged contact or belongs to it goes to the survivor, without a cycle';

CREATE FUNCTION contacts_internal.set_columns(contact_id bigint, patch jsonb, organization_id bigint) RETURNS void
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
	columns text := (SELECT string_agg(quote_ident(k), ', ' ORDER BY k) FROM jsonb_object_keys(patch) k);
BEGIN
	IF columns IS NOT NULL THEN
		EXECUTE format('UPDATE contacts.contact c SET (%1$s) = (SELECT %1$s FROM jsonb_populate_record(c, $1))
			WHERE c.organization_id = $2 AND c.id = $3', columns) USING patch, organization_id, contact_id;
	END IF;
END
$function$;
COMMENT ON FUNCTION contacts_internal.set_columns(bigint, jsonb, bigint) IS 'give columns of a contact new values';

CREATE FUNCTION contacts_internal.keep_addresses(survivor bigint, members jsonb, organization_id bigint) RETURNS void
	LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $function$
	-- whatever e-mail address or number is not the survivor's own becomes a connection
	INSERT INTO contacts.connection (organization_id, contact_id, type, value, verified_at)
	SELECT $3, $1, v.type, v.value, max(v.verified_at)
	FROM jsonb_array_elements($2) WITH ORDINALITY m (row, place)
	CROSS JOIN LATERAL (VALUES ('email', m.row ->> 'email', (m.row ->> 'email_verified_at')::timestamptz),
		('phone', m.row ->> 'phone', (m.row ->> 'phone_verified_at')::timestamptz)) v (type, value, verified_at)
	JOIN contacts.contact c ON c.organization_id = $3 AND c.id = $1
	WHERE v.value IS NOT NULL AND v.value IS DISTINCT FROM CASE v.type WHEN 'email' THEN c.email::text
		ELSE c.phone::text END
		AND NOT EXISTS (SELECT FROM contacts.connection n WHERE n.organization_id = $3 AND n.contact_id = $1
			AND n.deleted_at IS NULL AND v.value IN (n.email::text, n.phone::text))
	GROUP BY v.type, v.value ORDER BY v.type, min(m.place);
$function$;
COMMENT ON FUNCTION contacts_internal.keep_addresses(bigint, jsonb, bigint) IS
	'e-mail addresses and numbers of the merged contacts that the survivor has not become connections of it';

CREATE FUNCTION contacts_internal.record_merge(merge_id bigint, action text, data jsonb, members jsonb,
	organization_id bigint)
	RETURNS void
	LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $function$
	INSERT INTO contacts.event (organization_id, name, subject, subject_id, contact_id, company_id, actor_id, data)
	SELECT $5, 'contact.' || $2, 'contact', (m.row ->> 'id')::bigint, (m.row ->> 'id')::bigint, NULL,
		contacts.current_user_id(), jsonb_build_object('id', m.row -> 'id', 'uid', m.row -> 'uid', 'kind',
			m.row -> 'kind',
			'merge_uid', (SELECT g.uid FROM contacts.merge g WHERE g.organization_id = $5 AND g.id = $1))
		|| CASE WHEN m.place = 1 THEN $3 || jsonb_build_object('merged_uids', (SELECT jsonb_agg(o.row -> 'uid'
			ORDER BY o.place)
			FROM jsonb_array_elements($4) WITH ORDINALITY o (row, place) WHERE o.place > 1))
			ELSE jsonb_build_object('survivor_uid', $4 -> 0 -> 'uid') END
	FROM jsonb_array_elements($4) WITH ORDINALITY m (row, place)
	WHERE NOT (current_setting('contacts.silent', true)::boolean IS TRUE AND contacts.has_scope('contacts:admin'))
	ORDER BY m.place;
$function$;
COMMENT ON FUNCTION contacts_internal.record_merge(bigint, text, jsonb, jsonb, bigint) IS
	'events contact.merged or contact.unmerged: one of the survivor, one of each merged contact';

CREATE FUNCTION contacts_internal.merge_answer(merge_id bigint, members jsonb, changed jsonb, conflicts jsonb,
	dry_run boolean,
	organization_id bigint) RETURNS jsonb
	LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $function$
	SELECT jsonb_build_object('mergeId', CASE WHEN NOT $5 THEN (SELECT m.uid FROM contacts.merge m
			WHERE m.organization_id = $6 AND m.id = $1) END, 'survivorId', $2 -> 0 -> 'uid',
		'mergedIds', (SELECT jsonb_agg(m.row -> 'uid' ORDER BY m.place) FROM jsonb_array_elements($2) WITH ORDINALITY
			m (row, place) WHERE m.place > 1),
		'dryRun', $5, 'changed', coalesce($3, '{}'), 'conflicts', $4,
		'rows', (SELECT coalesce(jsonb_agg(jsonb_build_object('table', s.relation, 'action', s.action, 'rows', s.count)
			ORDER BY s.relation, s.action), '[]') FROM (SELECT t.relation, t.action, sum(t.count) AS count
			FROM contacts.merge_step t WHERE t.organization_id = $6 AND t.merge_id = $1 GROUP BY 1, 2) s),
		'notUndoable', (SELECT coalesce(jsonb_agg(DISTINCT t.relation), '[]') FROM contacts.merge_step t
			WHERE t.organization_id = $6 AND t.merge_id = $1 AND t.rows IS NULL))
$function$;
COMMENT ON FUNCTION contacts_internal.merge_answer(bigint, jsonb, jsonb, jsonb, boolean, bigint) IS
	'what merge_contacts() returns: fields with old and new values, rows by table, conflicts, what cannot be undone';

CREATE FUNCTION contacts_internal.run_merge(organization_id bigint, members bigint[], choices jsonb,
	expected_versions jsonb,
	force boolean, dry_run boolean) RETURNS jsonb
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
	survivor bigint := members[1];
	merged bigint[] := members[2:];
	found_rows jsonb;
	before jsonb;
	patch jsonb;
	conflicts jsonb;
	changed jsonb;
	made bigint;
	is_company boolean;
BEGIN
	IF jsonb_typeof(choices) IS DISTINCT FROM 'object' OR pg_column_size(choices) > 1048576 THEN
		RAISE EXCEPTION 'choices are no object, or too large' USING ERRCODE = 'CT400',
			DETAIL = '[{"field": "choices", "message": "Choices must be an object of at most 1 MB"}]',
			HINT = 'Choices are columns of contacts.contact, each with a uid, a policy or {"value": ...}.';
	END IF;
	found_rows := contacts_internal.lock_members(members, choices, expected_versions, force, $1);
	is_company := found_rows -> 0 ->> 'kind' = 'organization';
	patch := contacts_internal.merge_patch(found_rows, choices,
		$1) - CASE WHEN is_company THEN 'company_id' ELSE '' END;
	before := contacts_internal.all_rows_of(members, $1);
	INSERT INTO contacts.merge (organization_id, survivor_id, survivor_uid, merged_ids, choices, created_by)
	VALUES ($1, survivor, (found_rows -> 0 ->> 'uid')::contacts.ulid, merged, choices, contacts.current_user_id())
	RETURNING id INTO made;
	INSERT INTO contacts.merged_contact (organization_id, id, uid, merge_id, survivor_id, kind, code, external_id,
		external_source, customer_user_id, contact)
	SELECT $1, c.id, c.uid, made, survivor, c.kind, c.code, c.external_id, c.external_source, c.customer_user_id,
		to_jsonb(c) - 'search_key'
	FROM contacts.contact c WHERE c.organization_id = $1 AND c.id = ANY (merged);

	PERFORM contacts_internal.merge_segments(survivor, merged, $1);
	PERFORM contacts_internal.merge_reach(survivor, merged, $1);
	PERFORM contacts_internal.merge_affiliations(survivor, merged, $1);
	conflicts := contacts_internal.move_all_links(found_rows, made, $1);
	IF conflicts <> '[]' AND NOT dry_run THEN
		RAISE EXCEPTION 'rows of % other table(s) cannot belong to one contact', jsonb_array_length(conflicts)
			USING ERRCODE = 'CT409', DETAIL = conflicts::text,
				HINT = 'Remove or change one of the rows that each key names. Nothing was merged.';
	END IF;
	INSERT INTO contacts.not_duplicate (organization_id, a_id, b_id, reason, score, created_at, created_by)
	SELECT $1, least(p.x, p.y), greatest(p.x, p.y), n.reason, n.score, n.created_at, n.created_by
	FROM contacts.not_duplicate n CROSS
		JOIN LATERAL (SELECT CASE WHEN n.a_id = ANY (merged) THEN survivor ELSE n.a_id END
		AS x, CASE WHEN n.b_id = ANY (merged) THEN survivor ELSE n.b_id END AS y) p
	WHERE n.organization_id = $1 AND (n.a_id = ANY (merged) OR n.b_id = ANY (merged)) AND p.x <> p.y
	ON CONFLICT DO NOTHING;
	IF conflicts = '[]' THEN
		PERFORM contacts_internal.merge_edges(survivor, merged, is_company, $1);
		-- what the others had to themselves is free now, so that the survivor can take it
		DELETE FROM contacts.contact c WHERE c.organization_id = $1 AND c.id = ANY (merged);
		PERFORM contacts_internal.set_columns(survivor, patch, $1);
		PERFORM contacts_internal.keep_addresses(survivor, found_rows, $1);
	END IF;
	INSERT INTO contacts.merge_step (organization_id, merge_id, step, action, relation, rows, count)
	SELECT $1, made, r.place, 'changed', 'contacts.' || r.name, d.rows, jsonb_array_length(d.rows)
	FROM unnest('{contact,connection,address,affiliation,segment_member,not_duplicate}'::text[]) WITH ORDINALITY r (name, place)
	CROSS JOIN LATERAL (SELECT contacts_internal.differences(before -> r.name,
		contacts_internal.rows_of(r.name, members, $1)
			-- whoever referred to a merged contact refers to the survivor now
		) AS rows) d
	WHERE d.rows IS NOT NULL;
	SELECT jsonb_object_agg(k.key, jsonb_build_object('old', k.value, 'new', d.row -> 'new' -> k.key)) INTO changed
	FROM contacts.merge_step s CROSS JOIN LATERAL jsonb_array_elements(s.rows) d (row)
	CROSS JOIN LATERAL jsonb_each(d.row -> 'old') k
	WHERE s.organization_id = $1 AND s.merge_id = made AND s.relation = 'contacts.contact'
		AND d.row ->> 'key' = survivor::text;
	PERFORM contacts_internal.record_merge(made, 'merged', jsonb_build_object('changed', coalesce(changed, '{}')),
		found_rows, $1);
	RETURN contacts_internal.merge_answer(made, found_rows, changed, conflicts, dry_run, $1);
END
$function$;
COMMENT ON FUNCTION contacts_internal.run_merge(bigint, bigint[], jsonb, jsonb, boolean, boolean) IS
	'the steps of merge_contacts(), as the owner of the tables';

CREATE FUNCTION contacts.merge_contacts(survivor text, merged text[], choices jsonb DEFAULT '{}', dry_run boolean
	DEFAULT false,
	expected_versions jsonb DEFAULT NULL, force boolean DEFAULT false) RETURNS jsonb
	LANGUAGE C VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'contacts_merge_contacts';
COMMENT ON FUNCTION contacts.merge_contacts(text, text[], jsonb, boolean, jsonb, boolean) IS
	'merge contacts of one kind into one of them, which keeps its uid; rows of every table that refers to the others '
	'go to it, and their uids, codes and external ids lead to it for ever; dry_run answers the same and changes '
	'nothing; needs contacts:admin; errors CT400, CT404, CT406, CT409';
