-- Operations on activities: plan, hold, follow up.

CREATE FUNCTION contacts.schedule_activity(company bigint, at timestamptz, duration_minutes integer, location text,
	type text DEFAULT 'CALL',
	subject text DEFAULT NULL, participants jsonb DEFAULT '[]', objectives text[] DEFAULT '{}',
	organization_id bigint DEFAULT contacts.current_organization()) RETURNS bigint
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
	scheduled bigint;
BEGIN
	IF at <= now() THEN
		RAISE EXCEPTION 'an activity can be scheduled for the future only' USING ERRCODE = 'CT400',
			DETAIL = '[{"field": "activityTimestamp", "message": "Time is in the past"}]',
			HINT = 'Insert what has happened already into contacts.activity with status COMPLETED.';
	END IF;
	INSERT INTO contacts.activity (organization_id, company_id, occurred_at, duration_minutes, location, type,
		subject, participants, objectives)
	VALUES ($9, $1, $2, $3, $4, $5, $6, coalesce($7, '[]'), coalesce($8, '{}'))
	RETURNING id INTO scheduled;
	RETURN scheduled;
END
$function$;
COMMENT ON FUNCTION contacts.schedule_activity(bigint, timestamptz, integer, text, text, text, jsonb, text[], bigint) IS
	'plan an activity with a company: PENDING, at a time to come; returns its id; error CT400 for a time that has '
	'passed';

CREATE FUNCTION contacts.record_attendance(activity bigint, participants jsonb, organization_id bigint
	DEFAULT contacts.current_organization()) RETURNS integer
	LANGUAGE plpgsql VOLATILE STRICT SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
	unexpected jsonb;
	present integer;
BEGIN
	IF jsonb_typeof(participants) <> 'array' THEN
		RAISE EXCEPTION 'participants are no array' USING ERRCODE = 'CT400',
			DETAIL = '[{"field": "participants", "message": "Participants must be an array"}]';
	END IF;
	PERFORM FROM contacts.activity a WHERE a.organization_id = $3 AND a.id = $1
		AND a.deleted_at IS NULL FOR NO KEY UPDATE;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'activity % does not exist', $1 USING ERRCODE = 'no_data_found', HINT
			= 'It may be deleted, or you may not see it.';
	END IF;
	-- who came without being on the list is put there
	SELECT jsonb_agg($2 -> (r.ordinal - 1) ORDER BY r.ordinal) INTO unexpected
	FROM contacts_internal.resolve_participants($2, $3) r
	WHERE NOT EXISTS (SELECT FROM contacts.activity_participant p WHERE p.organization_id = $3 AND p.activity_id = $1
		AND (p.contact_id = r.contact_id OR p.user_id = r.user_id
			OR (r.contact_id IS NULL AND r.user_id IS NULL AND (p.email OPERATOR(contacts.=) r.email
				OR p.name = r.name))));
	IF unexpected IS NOT NULL THEN
		UPDATE contacts.activity a SET participants = a.participants || unexpected WHERE a.organization_id = $3
			AND a.id = $1;
	END IF;
	WITH came AS (SELECT * FROM contacts_internal.resolve_participants($2, $3))
	UPDATE contacts.activity_participant p SET attended = EXISTS (SELECT FROM came r
		WHERE p.contact_id = r.contact_id OR p.user_id = r.user_id
			OR (r.contact_id IS NULL AND r.user_id IS NULL AND (p.email OPERATOR(contacts.=) r.email
				OR p.name = r.name)))
	WHERE p.organization_id = $3 AND p.activity_id = $1;
	SELECT count(*) INTO present FROM contacts.activity_participant p WHERE p.organization_id = $3 AND p.activity_id
		= $1 AND p.attended;
	RETURN present;
END
$function$;
COMMENT ON FUNCTION contacts.record_attendance(bigint, jsonb, bigint) IS
	'record who of the participants was there, written as in column participants; who is not listed was not there, '
	'who was not expected is added; returns how many were there; error P0002';

CREATE FUNCTION contacts.complete_activity(activity bigint, notes text DEFAULT NULL, key_points text[] DEFAULT NULL,
	decisions text[] DEFAULT NULL,
	organization_id bigint DEFAULT contacts.current_organization()) RETURNS void
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $function$
BEGIN
	UPDATE contacts.activity a SET status = 'COMPLETED', notes = coalesce($2, a.notes), key_points = coalesce($3,
		a.key_points),
		decisions = coalesce($4, a.decisions)
	WHERE a.organization_id = $5 AND a.id = $1 AND a.deleted_at IS NULL;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'activity % does not exist', $1 USING ERRCODE = 'no_data_found', HINT
			= 'It may be deleted, or you may not see it.';
	END IF;
END
$function$;
COMMENT ON FUNCTION contacts.complete_activity(bigint, text, text[], text[], bigint) IS
	'make a pending activity completed, with what was said and decided; errors P0002, and CT400 for a cancelled one';

CREATE FUNCTION contacts.cancel_activity(activity bigint, reason text DEFAULT NULL, organization_id bigint
	DEFAULT contacts.current_organization()) RETURNS void
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $function$
BEGIN
	UPDATE contacts.activity a SET status = 'CANCELLED', cancel_reason = coalesce($2, a.cancel_reason)
	WHERE a.organization_id = $3 AND a.id = $1 AND a.deleted_at IS NULL;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'activity % does not exist', $1 USING ERRCODE = 'no_data_found', HINT
			= 'It may be deleted, or you may not see it.';
	END IF;
END
$function$;
COMMENT ON FUNCTION contacts.cancel_activity(bigint, text, bigint) IS
	'make a pending activity cancelled, with the reason; errors P0002, and CT400 for a completed one';

CREATE FUNCTION contacts.follow_up(activity bigint, at timestamptz, subject text DEFAULT NULL, organization_id bigint
	DEFAULT contacts.current_organization()) RETURNS bigint
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
	planned bigint;
BEGIN
	INSERT INTO contacts.activity (organization_id, company_id, occurred_at, duration_minutes, location, type,
		subject, participants,
		visibility, category, thread_key, work_item_id, follow_up_of)
	SELECT a.organization_id, a.company_id, $2, a.duration_minutes, a.location, a.type, coalesce($3, a.subject),
		a.participants,
		a.visibility, a.category, a.thread_key, a.work_item_id, a.id
	FROM contacts.activity a WHERE a.organization_id = $4 AND a.id = $1 AND a.deleted_at IS NULL
	RETURNING id INTO planned;
	IF planned IS NULL THEN
		RAISE EXCEPTION 'activity % does not exist', $1 USING ERRCODE = 'no_data_found', HINT
			= 'It may be deleted, or you may not see it.';
	END IF;
	RETURN planned;
END
$function$;
COMMENT ON FUNCTION contacts.follow_up(bigint, timestamptz, text, bigint) IS
	'plan the next step of an activity: a pending one with the same company, participants and visibility that '
	'follows it up; returns its id; error P0002';

CREATE FUNCTION contacts.add_task(activity bigint, title text, owner bigint DEFAULT NULL, due_at timestamptz
	DEFAULT NULL,
	organization_id bigint DEFAULT contacts.current_organization()) RETURNS bigint
	LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $function$
	INSERT INTO contacts.activity_task (organization_id, activity_id, title, owner_id, due_at) VALUES ($5, $1, $2, $3,
		$4) RETURNING id
$function$;
COMMENT ON FUNCTION contacts.add_task(bigint, text, bigint, timestamptz, bigint) IS
	'add an action item to an activity; returns its id';

CREATE FUNCTION contacts.complete_task(task bigint, organization_id bigint DEFAULT contacts.current_organization())
	RETURNS void
	LANGUAGE plpgsql VOLATILE STRICT SET search_path = pg_catalog, pg_temp AS $function$
BEGIN
	UPDATE contacts.activity_task t SET done_at = coalesce(t.done_at, now()) WHERE t.organization_id = $2 AND t.id
		= $1 AND t.deleted_at IS NULL;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'task % does not exist', $1 USING ERRCODE = 'no_data_found', HINT
			= 'It may be deleted, or you may not see its activity.';
	END IF;
END
$function$;
COMMENT ON FUNCTION contacts.complete_task(bigint, bigint) IS
	'record that an action item is done; the first time counts; error P0002';

CREATE FUNCTION contacts.timeline(contact bigint, before timestamptz DEFAULT 'infinity', max_rows integer DEFAULT 50,
	organization_id bigint DEFAULT contacts.current_organization())
	RETURNS TABLE (occurred_at timestamptz, kind text, activity_id bigint, affiliation_id bigint, company_id bigint,
		type text, status text, subject text)
	LANGUAGE sql STABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $function$
	SELECT * FROM (
		(SELECT a.occurred_at, 'activity', a.id, NULL::bigint, a.company_id, a.type, a.status, a.subject
		FROM contacts.activity a
		WHERE a.organization_id = $4 AND a.company_id = $1 AND a.deleted_at IS NULL AND a.occurred_at < $2
		ORDER BY a.occurred_at DESC, a.id DESC LIMIT $3)
		UNION
		(SELECT a.occurred_at, 'activity', a.id, NULL, a.company_id, a.type, a.status, a.subject
		FROM contacts.activity_participant p JOIN contacts.activity a ON a.organization_id = p.organization_id
			AND a.id = p.activity_id
		WHERE p.organization_id = $4 AND p.contact_id = $1 AND a.deleted_at IS NULL AND a.occurred_at < $2
		ORDER BY a.occurred_at DESC, a.id DESC LIMIT $3)
		UNION ALL
		(SELECT f.started_on::timestamptz, 'role', NULL, f.id, f.company_id, f.role, CASE WHEN f.ended_on IS NULL
			THEN 'OPEN' ELSE 'ENDED' END, f.title
		FROM contacts.affiliation f
		WHERE f.organization_id = $4 AND f.contact_id = $1 AND f.started_on::timestamptz < $2
		ORDER BY f.started_on DESC, f.id DESC LIMIT $3)
	) t (occurred_at, kind, activity_id, affiliation_id, company_id, type, status, subject)
	ORDER BY t.occurred_at DESC, t.kind, t.activity_id DESC, t.affiliation_id DESC LIMIT $3
$function$;
COMMENT ON FUNCTION contacts.timeline(bigint, timestamptz, integer, bigint) IS
	'what happened with a person or company, latest first: activities and beginnings of roles before a time, at '
	'most max_rows';
