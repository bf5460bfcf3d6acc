-- Best practices as rules over the data: what lint() finds, how bad it is, and the SQL that mends it.

CREATE FUNCTION contacts.lint_rules() RETURNS TABLE (code text, requirement text, severity text, explanation text)
	LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $function$
	VALUES
		('STALE_CONTACT', 'T-29', 'info', 'nothing about this active contact was changed or verified for a year'),
		('EMAIL_UNVERIFIED', 'T-30', 'warning', 'the e-mail address was never verified, or not for 180 days'),
		('NO_PREFERENCE', 'T-31', 'info', 'no way, language and time of being contacted is recorded'),
		('ROLE_TITLE_DIFFERS', 'T-32', 'warning', 'the title of the open role at the company is not the job title of the contact'),
		('ACCOUNT_WITHOUT_PRIMARY', 'T-33', 'error', 'the company has no primary contact'),
		('NO_BACKUP', 'T-34', 'warning', 'nobody else at the company could stand in for the only person there'),
		('TRANSITION_WITHOUT_NOTE', 'T-35', 'info', 'a role ended without a note'),
		('LOGIN_OF_INACTIVE_CONTACT', 'T-36', 'error', 'the contact is not active any more, but its user account is'),
		('NO_TIME_ZONE', 'T-37', 'info', 'neither the contact nor an address of it has a time zone'),
		('NO_LANGUAGE', 'T-38', 'info', 'no language is recorded'),
		('NO_HISTORY', 'T-39', 'info', 'no activity with this customer is recorded'),
		('DISENGAGED', 'T-40', 'warning', 'the last activity with the company is more than 90 days ago'),
		('NOTHING_SCHEDULED', 'A-25', 'info', 'no activity with this customer is planned'),
		('NO_OBJECTIVES', 'A-26', 'warning', 'the planned activity has no objectives'),
		('NO_PARTICIPANTS', 'A-27', 'warning', 'the planned activity has no participants'),
		('NO_MATERIALS', 'A-28', 'info', 'no materials are prepared for the planned presentation or training'),
		('NO_ATTENDANCE', 'A-29', 'warning', 'who was there is not recorded'),
		('NO_KEY_POINTS', 'A-30', 'info', 'no key points of the completed activity are recorded'),
		('TASK_WITHOUT_OWNER', 'A-31', 'warning', 'an open task has no owner or no date'),
		('NO_DECISIONS', 'A-32', 'info', 'the completed meeting or review has neither decisions nor tasks'),
		('STATUS_NOT_UPDATED', 'A-33', 'warning', 'the activity is over and still pending'),
		('NO_FOLLOW_UP_TASK', 'A-34', 'info', 'something was decided, but there is no task'),
		('NOTES_NOT_SHARED', 'A-35', 'info', 'the participants cannot see the notes'),
		('NO_NEXT_STEP', 'A-36', 'info', 'nothing follows the latest completed activity with the company'),
		('LATE_RECORDED', 'A-37', 'info', 'the activity was recorded more than two days after it happened'),
		('THIN_ACTIVITY', 'A-38', 'info', 'the completed activity has no notes, key points or decisions'),
		('UNLINKED_ACTIVITY', 'A-39', 'warning', 'the activity leads to no contact and no work item'),
		('INCONSISTENT_FORMAT', 'A-40', 'info', 'the subject is written in capitals or with double spaces'),
		('NO_SUBJECT', 'A-41', 'warning', 'the activity has no subject'),
		('UNCATEGORIZED', 'A-42', 'info', 'the activity has neither category nor tags'),
		('UNTAGGED_PARTICIPANT', 'A-43', 'info', 'a participant is neither a contact nor a user'),
		('OPEN_TO_ALL', 'A-44', 'info', 'an activity with a legal or executive contact is visible to the whole organization'),
		('POOR_DISPLAY_NAME', 'R-78', 'warning', 'the name shown is an e-mail address or a number'),
		('NO_COMPANY', 'R-79', 'warning', 'the person belongs to no company'),
		('ORPHAN_REPORT', 'R-80', 'warning', 'the manager has left, is not active, or is at another company'),
		('NO_PREFERRED_METHOD', 'R-81', 'info', 'no preferred way of being contacted, or no connection of that kind'),
		('EMAIL_IN_OTHER', 'R-82', 'warning', 'a connection of type other is an e-mail address: it is not checked as one'),
		('SHOUTING_NAME', 'R-83', 'info', 'the name is written in capitals or in small letters only'),
		('EMPLOYER_MISMATCH', 'R-84', 'warning', 'the e-mail address is at the domain of another company'),
		('DELETED_WITH_HISTORY', 'R-85', 'info', 'a contact with activities or roles was deleted, not archived'),
		('LONG_LIST', 'R-86', 'info', 'the company has more than 1,000 contacts: read them page by page'),
		('INDEX_MISSING', 'R-87', 'error', 'an index that filters need is missing or invalid'),
		('CHANGES_TOO_OFTEN', 'R-88', 'info', 'the contact changed more than 1,000 times: its version is no use for a cache')
$function$;
COMMENT ON FUNCTION contacts.lint_rules() IS
	'the rules of lint(): code, the row of the requirements, severity (info, warning, error) and what a finding '
	'means';

CREATE FUNCTION contacts_internal.lint_contacts(company bigint, organization_id bigint) RETURNS TABLE (code text,
	contact_id bigint, activity_id bigint, mend text)
	LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $function$
	WITH c AS (
		SELECT c.* FROM contacts.contact c
		WHERE c.organization_id = $2 AND ($1 IS NULL OR c.id = $1 OR c.company_id = $1 OR c.id IN (
			SELECT a.contact_id FROM contacts.affiliation a WHERE a.organization_id = $2 AND a.company_id = $1
				AND a.ended_on IS NULL))
	), live AS (
		SELECT c.*, c.kind = 'person' AS is_person, format('UPDATE contacts.contact SET %%s WHERE organization_id = %s AND id = %s',
			$2, c.id) AS change FROM c WHERE c.is_active
	), domains AS (
		-- a domain tells the employer where one company has it, and nobody gives addresses in it away
		SELECT contacts.email_domain(o.email) AS domain, min(o.id) AS company_id
		FROM contacts.contact o WHERE o.organization_id = $2 AND o.kind = 'organization' AND o.deleted_at IS NULL
			AND NOT contacts_internal.is_public_email_domain(contacts.email_domain(o.email))
		GROUP BY 1 HAVING count(*) = 1 AND bool_and(o.is_active)
	)
	SELECT 'STALE_CONTACT', l.id, NULL::bigint, format(l.change, 'email_verified_at = now()') FROM live l
	WHERE greatest(l.updated_at, l.email_verified_at, l.phone_verified_at) < now() - interval '365 days'
	UNION ALL
	SELECT 'EMAIL_UNVERIFIED', l.id, NULL, CASE WHEN h.connection_id IS NULL
		THEN format('SELECT contacts.mark_verified(NULL, contact => %s, type => ''email'', organization_id => %s)', l.id, $2)
		ELSE format('SELECT contacts.mark_verified(%s, organization_id => %s)', h.connection_id,
			$2) END
	FROM live l JOIN contacts.channel h ON h.organization_id = $2 AND h.contact_id = l.id AND h.type = 'email'
	WHERE h.verified_at IS NULL OR h.verified_at < now() - interval '180 days'
	UNION ALL
	SELECT 'NO_PREFERENCE', l.id, NULL, format(l.change,
		'preferred_contact_method = ''email'', language = ''en'', timezone = ''UTC''') FROM live l
	WHERE l.is_person AND l.preferred_contact_method IS NULL AND l.language IS NULL AND l.timezone IS NULL
		AND l.quiet_from IS NULL
	UNION ALL
	SELECT 'ROLE_TITLE_DIFFERS', l.id, NULL, format(
		'UPDATE contacts.affiliation SET title = %L WHERE organization_id = %s AND id = %s',
		l.job_title, $2, a.id)
	FROM live l JOIN contacts.affiliation a ON a.organization_id = $2 AND a.contact_id = l.id AND a.company_id
		= l.company_id AND a.ended_on IS NULL
	WHERE a.title <> l.job_title
	UNION ALL
	SELECT 'TRANSITION_WITHOUT_NOTE', l.id, NULL, format('UPDATE contacts.affiliation SET note = ''...'' WHERE organization_id = %s AND id = %s', $2, a.id)
	FROM live l JOIN contacts.affiliation a ON a.organization_id = $2 AND a.contact_id = l.id
	WHERE a.ended_on IS NOT NULL AND a.note IS NULL
	UNION ALL
	SELECT 'LOGIN_OF_INACTIVE_CONTACT', c.id, NULL,
		format('UPDATE contacts.app_user SET is_active = false WHERE organization_id = %s AND id = %s', $2, u.id)
	FROM c JOIN contacts.app_user u ON u.organization_id = $2 AND u.id = c.user_id WHERE NOT c.is_active
		AND u.is_active AND u.deleted_at IS NULL
	UNION ALL
	SELECT 'NO_TIME_ZONE', l.id, NULL, format(l.change, 'timezone = ''UTC''') FROM live l
	WHERE l.is_person AND l.timezone IS NULL AND NOT EXISTS (
		SELECT FROM contacts.address a WHERE a.organization_id = $2 AND a.contact_id = l.id AND a.deleted_at IS NULL)
	UNION ALL
	SELECT 'NO_LANGUAGE', l.id, NULL, format(l.change, 'language = ''en''') FROM live l WHERE l.is_person
		AND l.language IS NULL
	UNION ALL
	SELECT 'POOR_DISPLAY_NAME', l.id, NULL, format(l.change, 'display_name = ''...''') FROM live l
	WHERE l.display_name = l.email::text OR l.display_name = l.phone::text
		OR l.display_name ~ '^[^[:space:]@]+@[^[:space:]@]+$' OR l.display_name ~ '^[-+()/. 0-9]+$'
	UNION ALL
	SELECT 'NO_COMPANY', l.id, NULL, CASE WHEN d.company_id IS NULL THEN format(l.change, 'company_id = ...')
		ELSE format('SELECT contacts.move_contact(%s, %s, %L, organization_id => %s)', l.id, d.company_id, l.job_title, $2) END
	FROM live l LEFT JOIN domains d ON d.domain = contacts.email_domain(l.email)
	WHERE l.is_person AND l.company_id IS NULL AND NOT EXISTS (
		SELECT FROM contacts.affiliation a WHERE a.organization_id = $2 AND a.contact_id = l.id AND a.ended_on IS NULL)
	UNION ALL
	SELECT 'ORPHAN_REPORT', l.id, NULL, format(l.change, 'reports_to = ' || coalesce(m.reports_to::text, 'NULL'))
	FROM live l JOIN contacts.contact m ON m.organization_id = $2 AND m.id = l.reports_to
	WHERE NOT m.is_active OR m.company_id <> l.company_id
	UNION ALL
	SELECT 'NO_PREFERRED_METHOD', l.id, NULL, format(l.change, 'preferred_contact_method = ' ||
		CASE WHEN l.email IS NOT NULL THEN '''email''' WHEN l.phone IS NOT NULL THEN '''phone''' ELSE '''mobile''' END)
	FROM live l WHERE l.is_person AND (l.preferred_contact_method IS NULL OR NOT EXISTS (
		SELECT FROM contacts.channel h WHERE h.organization_id = $2 AND h.contact_id = l.id AND h.type
			= l.preferred_contact_method))
	UNION ALL
	SELECT 'EMAIL_IN_OTHER', l.id, NULL, format('UPDATE contacts.connection SET type = ''email'' WHERE organization_id = %s AND id = %s', $2, n.id)
	FROM live l JOIN contacts.connection n ON n.organization_id = $2 AND n.contact_id = l.id
	WHERE n.type = 'other' AND n.deleted_at IS NULL AND contacts.email_is_valid(n.value)
	UNION ALL
	SELECT 'SHOUTING_NAME', l.id, NULL, format(l.change, format('name = %L', initcap(l.name))) FROM live l
	WHERE l.is_person AND NOT l.is_unknown AND char_length(l.name) > 3 AND l.name ~ '[[:alpha:]]{2}'
		AND (l.name = upper(l.name) OR l.name = lower(l.name))
		AND upper(l.name) <> lower(l.name)
	UNION ALL
	SELECT 'EMPLOYER_MISMATCH', l.id, NULL, format('SELECT contacts.move_contact(%s, %s, %L, organization_id => %s)', l.id, d.company_id,
		l.job_title, $2)
	FROM live l JOIN domains d ON d.domain = contacts.email_domain(l.email)
	WHERE l.is_person AND l.company_id IS NOT NULL AND d.company_id <> l.company_id
		AND NOT EXISTS (SELECT FROM contacts.contact o WHERE o.organization_id = $2 AND o.id = l.company_id
			AND contacts.email_domain(o.email) = d.domain)
	UNION ALL
	SELECT 'DELETED_WITH_HISTORY', c.id, NULL, format('UPDATE contacts.contact SET deleted_at = NULL, status = ''archived'' WHERE organization_id = %s AND id = %s', $2, c.id)
	FROM c WHERE c.deleted_at IS NOT NULL AND (EXISTS (SELECT FROM contacts.activity_participant p
		WHERE p.organization_id = $2 AND p.contact_id = c.id)
		OR EXISTS (SELECT FROM contacts.activity a WHERE a.organization_id = $2 AND a.company_id = c.id)
		OR EXISTS (SELECT FROM contacts.affiliation a WHERE a.organization_id = $2 AND a.contact_id = c.id))
	UNION ALL
	SELECT 'CHANGES_TOO_OFTEN', l.id, NULL, 'SELECT * FROM contacts.changes_since(...)' FROM live l WHERE l.version
		> 1000
$function$;
COMMENT ON FUNCTION contacts_internal.lint_contacts(bigint, bigint) IS
	'findings of lint() about contacts, of one company (NULL: of all)';

CREATE FUNCTION contacts_internal.lint_companies(company bigint, organization_id bigint) RETURNS TABLE (code text,
	contact_id bigint, activity_id bigint, mend text)
	LANGUAGE sql STABLE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $function$
	WITH company AS (
		SELECT o.id, o.entity_types && '{Customer}' AS is_customer FROM contacts.contact o
		WHERE o.organization_id = $2 AND o.kind = 'organization' AND o.is_active AND ($1 IS NULL OR o.id = $1)
	), member AS (
		SELECT m.company_id, m.contact_id FROM (
			SELECT p.company_id, p.id FROM contacts.contact p WHERE p.organization_id = $2 AND p.kind = 'person'
				AND p.is_active AND p.company_id IS NOT NULL
			UNION
			SELECT a.company_id, a.contact_id FROM contacts.affiliation a
				JOIN contacts.contact p ON p.organization_id = a.organization_id AND p.id = a.contact_id AND p.is_active
			WHERE a.organization_id = $2 AND a.ended_on IS NULL
		) m (company_id, contact_id) WHERE $1 IS NULL OR m.company_id = $1
	), staff AS (
		SELECT m.company_id, count(*) AS people, min(m.contact_id) AS one FROM member m GROUP BY m.company_id
	), held AS (
		SELECT a.company_id, max(a.occurred_at) FILTER (WHERE a.occurred_at <= now() AND a.status <> 'CANCELLED')
			AS last_at,
			max(a.occurred_at) FILTER (WHERE a.occurred_at > now() AND a.status = 'PENDING') AS next_at
		FROM contacts.activity a WHERE a.organization_id = $2 AND a.deleted_at IS NULL AND ($1 IS NULL
			OR a.company_id = $1) GROUP BY a.company_id
	)
	SELECT 'ACCOUNT_WITHOUT_PRIMARY', o.id, NULL::bigint, format(
		'SELECT contacts.set_primary_contact(%s, %s, organization_id => %s)', o.id, coalesce(s.one::text, '...'), $2)
	FROM company o LEFT JOIN staff s ON s.company_id = o.id WHERE contacts.primary_contact(o.id, $2) IS NULL
	UNION ALL
	-- a backup for the role that the only person has: it comes behind him
	SELECT 'NO_BACKUP', o.id, NULL, format('INSERT INTO contacts.affiliation (organization_id, contact_id, company_id, role, backup_rank) VALUES (%s, ..., %s, %L, 1)', $2, o.id,
		coalesce((SELECT c.type FROM contacts.contact c WHERE c.organization_id = $2 AND c.id = s.one
			AND c.company_id = o.id),
			(SELECT a.role FROM contacts.affiliation a WHERE a.organization_id = $2 AND a.contact_id = s.one
			AND a.company_id = o.id AND a.ended_on IS NULL
			ORDER BY a.role <> 'PRIMARY', a.backup_rank NULLS FIRST, a.id LIMIT 1)))
	FROM company o JOIN staff s ON s.company_id = o.id WHERE s.people = 1
	UNION ALL
	SELECT 'LONG_LIST', o.id, NULL, 'SELECT contacts.list_contacts_after(...)' FROM company o JOIN staff s
		ON s.company_id = o.id WHERE s.people > 1000
	UNION ALL
	SELECT 'NO_HISTORY', o.id, NULL, format('INSERT INTO contacts.activity (organization_id, company_id, occurred_at, duration_minutes, location, status) VALUES (%s, %s, ..., ..., ..., ''COMPLETED'')', $2, o.id)
	FROM company o LEFT JOIN held h ON h.company_id = o.id WHERE o.is_customer AND h.last_at IS NULL
	UNION ALL
	SELECT 'DISENGAGED', o.id, NULL, format('SELECT contacts.schedule_activity(%s, now() + ''7 days'', 30, ''Phone'', organization_id => %s)', o.id, $2)
	FROM company o JOIN held h ON h.company_id = o.id WHERE h.last_at < now() - interval '90 days'
	UNION ALL
	SELECT 'NOTHING_SCHEDULED', o.id, NULL, format('SELECT contacts.schedule_activity(%s, now() + ''7 days'', 30, ''Phone'', organization_id => %s)', o.id, $2)
	FROM company o LEFT JOIN held h ON h.company_id = o.id WHERE o.is_customer AND h.next_at IS NULL
	UNION ALL
	SELECT 'INDEX_MISSING', NULL, NULL, CASE WHEN to_regclass('contacts.' || n.name) IS NULL
		THEN (regexp_match(contacts_internal.install_script(), '(CREATE [A-Z ]*INDEX ' || n.name || ' [^;]*)'))[1]
		ELSE format('REINDEX INDEX CONCURRENTLY contacts.%I', n.name) END
	FROM unnest('{contact_company_id_idx,contact_email_key,connection_contact_id_idx,activity_company_id_idx}'::text[]) n (name)
	WHERE NOT EXISTS (SELECT FROM pg_index i WHERE i.indexrelid = to_regclass('contacts.' || n.name) AND i.indisvalid
		AND i.indisready)
$function$;
COMMENT ON FUNCTION contacts_internal.lint_companies(bigint, bigint) IS
	'findings of lint() about companies, one (NULL: all)';

CREATE FUNCTION contacts_internal.lint_activities(company bigint, organization_id bigint) RETURNS TABLE (code text,
	contact_id bigint, activity_id bigint, mend text)
	LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $function$
	WITH a AS (
		SELECT a.*, format('UPDATE contacts.activity SET %%s WHERE organization_id = %s AND id = %s', $2, a.id) AS change,
			a.status = 'PENDING' AND a.occurred_at > now() AS is_planned, a.status = 'COMPLETED' AS is_done,
			a.type IN ('MEETING', 'SITE_VISIT', 'REVIEW', 'PRESENTATION', 'TRAINING') AS is_meeting
		FROM contacts.activity a WHERE a.organization_id = $2 AND a.deleted_at IS NULL AND ($1 IS NULL
			OR a.company_id = $1)
	), p AS (
		SELECT p.activity_id, count(*) AS people, count(p.attended) AS known, count(p.contact_id) AS contacts,
			count(*) FILTER (WHERE p.contact_id IS NULL AND p.user_id IS NULL) AS strangers,
				bool_or(c.type IN ('LEGAL', 'EXECUTIVE')) AS delicate
		FROM contacts.activity_participant p LEFT JOIN contacts.contact c ON c.organization_id = p.organization_id
			AND c.id = p.contact_id
		WHERE p.organization_id = $2 GROUP BY p.activity_id
	), t AS (
		SELECT t.activity_id, count(*) AS tasks, min(t.id) FILTER (WHERE t.done_at IS NULL AND (t.owner_id IS NULL
			OR t.due_at IS NULL)) AS loose
		FROM contacts.activity_task t WHERE t.organization_id = $2 AND t.deleted_at IS NULL GROUP BY t.activity_id
	), j AS (
		SELECT a.*, coalesce(p.people, 0) AS people, coalesce(p.known, 0) AS known, coalesce(p.contacts, 0)
			AS contact_count,
			coalesce(p.strangers, 0) AS strangers, coalesce(p.delicate, false) AS delicate, coalesce(t.tasks, 0)
				AS tasks, t.loose,
			format('SELECT contacts.add_task(%s, ''...'', organization_id => %s)', a.id, $2) AS task
		FROM a LEFT JOIN p ON p.activity_id = a.id LEFT JOIN t ON t.activity_id = a.id
	)
	SELECT r.code, j.company_id, j.id, r.mend
	FROM j CROSS JOIN LATERAL (VALUES
		('NO_OBJECTIVES', j.is_planned AND j.is_meeting AND j.objectives = '{}', format(j.change,
			'objectives = ''{...}''')),
		('NO_PARTICIPANTS', j.is_planned AND j.participants = '[]', format(j.change, 'participants = ''["..."]''')),
		('NO_MATERIALS', j.is_planned AND j.type IN ('PRESENTATION', 'TRAINING') AND j.material_urls = '{}'
			AND j.attachment_urls = '{}',
			format(j.change, 'material_urls = ''{https://...}''')),
		('NO_ATTENDANCE', j.is_done AND j.people > 0 AND j.known = 0,
			format('SELECT contacts.record_attendance(%s, ''["..."]'', organization_id => %s)', j.id, $2)),
		('NO_KEY_POINTS', j.is_done AND j.is_meeting AND j.key_points = '{}', format(j.change,
			'key_points = ''{...}''')),
		('TASK_WITHOUT_OWNER', j.loose IS NOT NULL,
			format('UPDATE contacts.activity_task SET owner_id = ..., due_at = now() + ''7 days'' WHERE organization_id = %s AND id = %s',
			$2, j.loose)),
		('NO_DECISIONS', j.is_done AND j.type IN ('MEETING', 'REVIEW') AND j.decisions = '{}' AND j.tasks = 0,
			format(j.change, 'decisions = ''{...}''')),
		('STATUS_NOT_UPDATED', j.status = 'PENDING' AND j.occurred_at
			< now() - make_interval(mins => j.duration_minutes),
			format('SELECT contacts.complete_activity(%s, organization_id => %s)', j.id, $2)),
		('NO_FOLLOW_UP_TASK', j.is_done AND j.decisions <> '{}' AND j.tasks = 0, j.task),
		('NOTES_NOT_SHARED', j.is_done AND j.notes IS NOT NULL AND j.visibility = 'private' AND j.people > 0,
			format(j.change, 'visibility = ''participants''')),
		('NO_NEXT_STEP', j.is_done AND NOT EXISTS (SELECT FROM contacts.activity n WHERE n.organization_id = $2
			AND n.deleted_at IS NULL AND (n.follow_up_of = j.id
			OR (n.company_id = j.company_id AND n.occurred_at > j.occurred_at))),
				format('SELECT contacts.follow_up(%s, now() + ''7 days'', organization_id => %s)', j.id, $2)),
		('LATE_RECORDED', j.is_done AND j.created_at > j.occurred_at + interval '2 days', format(j.change,
			'metadata = metadata || ''{"recorded": "late"}''')),
		('THIN_ACTIVITY', j.is_done AND j.notes IS NULL AND j.key_points = '{}' AND j.decisions = '{}',
			format(j.change, 'notes = ''...''')),
		('UNLINKED_ACTIVITY', j.contact_count = 0 AND j.work_item_id IS NULL, format(j.change,
			'participants = ''["..."]''')),
		('INCONSISTENT_FORMAT', j.subject ~ '[[:space:]]{2}' OR (j.subject = upper(j.subject)
			AND j.subject ~ '[[:alpha:]]{4}' AND j.subject <> lower(j.subject)),
			format(j.change, format('subject = %L', regexp_replace(initcap(j.subject), '[[:space:]]+', ' ', 'g')))),
		('NO_SUBJECT', j.subject IS NULL, format(j.change, 'subject = ''...''')),
		('UNCATEGORIZED', j.category IS NULL AND j.tags = '{}', format(j.change, 'category = ''...''')),
		('UNTAGGED_PARTICIPANT', j.strangers > 0, format('SELECT * FROM contacts.activity_participant WHERE organization_id = %s AND activity_id = %s', $2, j.id)),
		('OPEN_TO_ALL', j.delicate AND j.visibility = 'organization', format(j.change, 'visibility = ''participants'''))
	) r (code, is_found, mend)
	WHERE r.is_found
$function$;
COMMENT ON FUNCTION contacts_internal.lint_activities(bigint, bigint) IS
	'findings of lint() about activities, of one company (NULL: of all)';

CREATE FUNCTION contacts.lint(company bigint DEFAULT NULL, organization_id bigint
	DEFAULT contacts.current_organization())
	RETURNS TABLE (severity text, code text, contact_id bigint, activity_id bigint, explanation text, mend text)
	LANGUAGE sql STABLE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $function$
	SELECT r.severity, r.code, f.contact_id, f.activity_id, r.explanation, f.mend
	FROM (
		SELECT * FROM contacts_internal.lint_contacts($1, $2)
		UNION ALL SELECT * FROM contacts_internal.lint_companies($1, $2)
		UNION ALL SELECT * FROM contacts_internal.lint_activities($1, $2)
	) f JOIN contacts.lint_rules() r ON r.code = f.code
	ORDER BY array_position('{error,warning,info}', r.severity), r.requirement, f.contact_id, f.activity_id
$function$;
COMMENT ON FUNCTION contacts.lint(bigint, bigint) IS
	'where the data, of one company or of all, does not follow the best practices: severity, rule, contact or '
	'company, activity, what it means, and SQL that mends it (... is for you to fill in)';

CREATE FUNCTION contacts.health(organization_id bigint DEFAULT contacts.current_organization())
	RETURNS TABLE (severity text, code text, requirement text, findings bigint, explanation text)
	LANGUAGE sql STABLE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $function$
	SELECT r.severity, r.code, r.requirement, count(f.code), r.explanation
	FROM contacts.lint_rules() r LEFT JOIN contacts.lint(NULL, $1) f ON f.code = r.code
	GROUP BY r.severity, r.code, r.requirement, r.explanation
	ORDER BY count(f.code) = 0, array_position('{error,warning,info}', r.severity), r.requirement
$function$;
COMMENT ON FUNCTION contacts.health(bigint) IS
	'every rule of lint() with the number of its findings, the worst first; a rule without findings has 0';
