-- Operations on the directory: connections, roles, blocking, when and how to reach somebody.

CREATE FUNCTION contacts.set_primary_connection(connection bigint, organization_id bigint
	DEFAULT contacts.current_organization()) RETURNS void
	LANGUAGE plpgsql VOLATILE STRICT SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
	chosen record;
BEGIN
	SELECT n.contact_id, n.type INTO chosen FROM contacts.connection n
	WHERE n.organization_id = $2 AND n.id = $1 AND n.deleted_at IS NULL;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'connection % does not exist', $1 USING ERRCODE = 'no_data_found';
	END IF;
	-- two sessions that choose for the same contact come one after the other
	PERFORM FROM contacts.contact c WHERE c.organization_id = $2 AND c.id = chosen.contact_id FOR NO KEY UPDATE;
	UPDATE contacts.connection n SET is_primary = false
	WHERE n.organization_id = $2 AND n.contact_id = chosen.contact_id AND n.type = chosen.type AND n.is_primary
		AND n.id <> $1;
	UPDATE contacts.connection n SET is_primary = true
	WHERE n.organization_id = $2 AND n.id = $1 AND n.deleted_at IS NULL AND NOT n.is_primary;
END
$function$;
COMMENT ON FUNCTION contacts.set_primary_connection(bigint, bigint) IS
	'make a connection the primary one of its contact and type in place of the other; error P0002 where there is no '
	'such live connection';

CREATE FUNCTION contacts.set_primary_address(address bigint, organization_id bigint
	DEFAULT contacts.current_organization()) RETURNS void
	LANGUAGE plpgsql VOLATILE STRICT SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
	chosen record;
BEGIN
	SELECT n.contact_id, n.type INTO chosen FROM contacts.address n
	WHERE n.organization_id = $2 AND n.id = $1 AND n.deleted_at IS NULL;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'address % does not exist', $1 USING ERRCODE = 'no_data_found';
	END IF;
	PERFORM FROM contacts.contact c WHERE c.organization_id = $2 AND c.id = chosen.contact_id FOR NO KEY UPDATE;
	UPDATE contacts.address n SET is_primary = false
	WHERE n.organization_id = $2 AND n.contact_id = chosen.contact_id AND n.type = chosen.type AND n.is_primary
		AND n.id <> $1;
	UPDATE contacts.address n SET is_primary = true
	WHERE n.organization_id = $2 AND n.id = $1 AND n.deleted_at IS NULL AND NOT n.is_primary;
END
$function$;
COMMENT ON FUNCTION contacts.set_primary_address(bigint, bigint) IS
	'make an address the primary one of its contact and type in place of the other; error P0002 where there is no '
	'such live address';

CREATE FUNCTION contacts.mark_verified(connection bigint, verified_at timestamptz DEFAULT now(),
	organization_id bigint DEFAULT contacts.current_organization(), contact bigint DEFAULT NULL, type text DEFAULT NULL)
	RETURNS void
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $function$
BEGIN
	IF connection IS NOT NULL THEN
		UPDATE contacts.connection n SET verified_at = $2 WHERE n.organization_id = $3 AND n.id = $1
			AND n.deleted_at IS NULL;
	ELSIF contact IS NOT NULL AND lower(type) = 'email' THEN
		UPDATE contacts.contact c SET email_verified_at = $2 WHERE c.organization_id = $3 AND c.id = $4
			AND c.email IS NOT NULL AND c.deleted_at IS NULL;
	ELSIF contact IS NOT NULL AND lower(type) = 'phone' THEN
		UPDATE contacts.contact c SET phone_verified_at = $2 WHERE c.organization_id = $3 AND c.id = $4
			AND c.phone IS NOT NULL AND c.deleted_at IS NULL;
	ELSE
		RAISE EXCEPTION 'a connection, or a contact and type email or phone, is needed' USING ERRCODE = 'CT400',
			DETAIL = '[{"field": "connection", "message": "Connection is required"}]',
			HINT = 'Where verification_due() has no connection_id, give its contact_id and type: mark_verified(NULL, contact => ..., type => ...).';
	END IF;
	IF NOT FOUND THEN
		RAISE EXCEPTION '%', CASE WHEN connection IS NULL THEN format('contact %s has no %s', contact, lower(type))
			ELSE format('connection %s does not exist', connection) END USING ERRCODE = 'no_data_found';
	END IF;
END
$function$;
COMMENT ON FUNCTION contacts.mark_verified(bigint, timestamptz, bigint, bigint, text) IS
	'record that a contact was reached under a connection, or without one under its own e-mail or phone (contact and '
	'type, as verification_due() has them); a change of the value clears that; error CT400 where neither is given, '
	'P0002 where there is no such live one';

CREATE FUNCTION contacts.verification_due(older_than interval DEFAULT '180 days', organization_id bigint
	DEFAULT contacts.current_organization())
	RETURNS TABLE (contact_id bigint, connection_id bigint, type text, value text, verified_at timestamptz)
	LANGUAGE sql STABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $function$
	SELECT h.contact_id, h.connection_id, h.type, h.value, h.verified_at
	FROM contacts.channel h JOIN contacts.contact c ON c.organization_id = h.organization_id AND c.id = h.contact_id
	WHERE h.organization_id = $2 AND c.is_active AND (h.verified_at IS NULL OR h.verified_at < now() - $1)
	ORDER BY h.verified_at NULLS FIRST, h.contact_id, h.connection_id NULLS FIRST, h.type
$function$;
COMMENT ON FUNCTION contacts.verification_due(interval, bigint) IS
	'channels of active contacts that were never verified or not for that long, longest first; connection_id is '
	'NULL for the e-mail and phone of the contact itself';

CREATE FUNCTION contacts.block_contact(contact bigint, reason text DEFAULT NULL, organization_id bigint
	DEFAULT contacts.current_organization()) RETURNS void
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $function$
BEGIN
	UPDATE contacts.contact c SET blocked_at = coalesce(c.blocked_at, now()),
		blocked_by = CASE WHEN c.blocked_at IS NULL THEN contacts.current_user_id() ELSE c.blocked_by END,
		block_reason = coalesce($2, c.block_reason)
	WHERE c.organization_id = $3 AND c.id = $1 AND c.deleted_at IS NULL;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'the requested contact was not found' USING ERRCODE = 'CT404',
			DETAIL = format('There is no live contact %s in organization %s.', coalesce($1::text, 'NULL'),
				coalesce($3::text, 'NULL'));
	END IF;
END
$function$;
COMMENT ON FUNCTION contacts.block_contact(bigint, text, bigint) IS
	'block a contact: can_contact() says no from now on; on a blocked one only a new reason counts; error CT404';

CREATE FUNCTION contacts.unblock_contact(contact bigint, organization_id bigint
	DEFAULT contacts.current_organization()) RETURNS void
	LANGUAGE plpgsql VOLATILE STRICT SET search_path = pg_catalog, pg_temp AS $function$
BEGIN
	UPDATE contacts.contact c SET blocked_at = NULL, blocked_by = NULL, block_reason = NULL
	WHERE c.organization_id = $2 AND c.id = $1 AND c.deleted_at IS NULL;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'the requested contact was not found' USING ERRCODE = 'CT404',
			DETAIL = format('There is no live contact %s in organization %s.', $1, $2);
	END IF;
END
$function$;
COMMENT ON FUNCTION contacts.unblock_contact(bigint, bigint) IS 'let a blocked contact be contacted again; error CT404';

CREATE FUNCTION contacts.transfer_role(company bigint, role text, from_contact bigint, to_contact bigint, note text
	DEFAULT NULL,
	transferred_on date DEFAULT CURRENT_DATE, organization_id bigint DEFAULT contacts.current_organization())
		RETURNS bigint
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
	wanted text := contacts_internal.role_of(role);
	was_primary boolean := wanted = 'PRIMARY'
		AND contacts.primary_contact(company, transfer_role.organization_id) = from_contact;
	given contacts.affiliation;
	taken bigint;
BEGIN
	IF wanted IS NULL THEN
		RAISE EXCEPTION 'role "%" is not known', role USING ERRCODE = 'CT400',
			DETAIL = '[{"field": "role", "message": "Role is not known"}]',
			HINT = 'Roles are those of affiliation.role, such as PRIMARY or BILLING.';
	END IF;
	IF transferred_on > CURRENT_DATE THEN
		RAISE EXCEPTION 'a role cannot be recorded before it begins or ends' USING ERRCODE = 'CT400',
			DETAIL = '[{"field": "transferredOn", "message": "Date is in the future"}]';
	END IF;
	UPDATE contacts.affiliation a SET ended_on = greatest(a.started_on, transferred_on),
		note = coalesce(transfer_role.note, a.note)
	WHERE a.organization_id = transfer_role.organization_id AND a.contact_id = from_contact AND a.company_id
		= transfer_role.company
		AND a.role = wanted AND a.ended_on IS NULL
	RETURNING * INTO given;
	IF NOT FOUND THEN
		-- who has the role by his type at his own company: that ends too, and its period is written down
		INSERT INTO contacts.affiliation (organization_id, contact_id, company_id, role, title, department, started_on,
			ended_on, note)
		SELECT c.organization_id, c.id, c.company_id, c.type, c.job_title, c.department,
			least(greatest(c.created_at::date, (SELECT max(a.ended_on) FROM contacts.affiliation a
				WHERE a.organization_id = c.organization_id AND a.contact_id = c.id AND a.company_id = c.company_id
					AND a.role = wanted)),
				transferred_on), transferred_on, transfer_role.note
		FROM contacts.contact c WHERE c.organization_id = transfer_role.organization_id AND c.id = from_contact
			AND c.company_id = transfer_role.company AND c.type = wanted AND c.kind = 'person' AND c.deleted_at IS NULL
		RETURNING * INTO given;
		-- his title and department are his, not the role's
		given.title := NULL;
		given.department := NULL;
	END IF;
	IF given.id IS NULL THEN
		RAISE EXCEPTION 'contact % does not have role % at company %', from_contact, wanted, company
			USING ERRCODE = 'CT404', HINT = 'View contacts.role_history shows who has and had which role.';
	END IF;
	UPDATE contacts.contact c SET type = 'OTHER' WHERE c.organization_id = given.organization_id AND c.id = from_contact
		AND c.company_id = given.company_id AND c.type = wanted AND wanted <> 'OTHER';
	INSERT INTO contacts.affiliation (organization_id, contact_id, company_id, role, title, department,
		responsibility, backup_rank, started_on, note)
	VALUES (given.organization_id, to_contact, given.company_id, given.role, given.title, given.department,
		given.responsibility,
		given.backup_rank, transferred_on, transfer_role.note)
	RETURNING id INTO taken;
	IF was_primary THEN
		PERFORM contacts.set_primary_contact(given.company_id, to_contact, given.organization_id);
	END IF;
	RETURN taken;
END
$function$;
COMMENT ON FUNCTION contacts.transfer_role(bigint, text, bigint, bigint, text, date, bigint) IS
	'hand a role at a company from one person, who has it by an affiliation or by his type, to another: ends the one '
	'period and opens the other, with the note on both; the primary contact''s role makes the other one that; returns '
	'the new affiliation; error CT404 where the first does not have the role, CT400 for a date in the future';

CREATE FUNCTION contacts.move_contact(contact bigint, company bigint, title text DEFAULT NULL, department text
	DEFAULT NULL,
	moved_on date DEFAULT CURRENT_DATE, note text DEFAULT NULL, organization_id bigint
		DEFAULT contacts.current_organization()) RETURNS bigint
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
	person contacts.contact;
	opened bigint;
BEGIN
	SELECT * INTO person FROM contacts.contact c
	WHERE c.organization_id = move_contact.organization_id AND c.id = move_contact.contact AND c.kind = 'person'
		AND c.deleted_at IS NULL
	FOR NO KEY UPDATE;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'the requested contact was not found' USING ERRCODE = 'CT404',
			DETAIL = format('There is no live person %s.', coalesce(contact::text, 'NULL'));
	END IF;
	IF company IS NOT NULL AND NOT EXISTS (SELECT FROM contacts.contact c WHERE c.organization_id
		= person.organization_id
		AND c.id = move_contact.company AND c.kind = 'organization' AND c.deleted_at IS NULL)
	THEN
		RAISE EXCEPTION 'the specified company was not found' USING ERRCODE = 'CT405',
			DETAIL = format('There is no live company %s.', company);
	END IF;
	IF moved_on > CURRENT_DATE THEN
		RAISE EXCEPTION 'a move cannot be recorded before it happens' USING ERRCODE = 'CT400',
			DETAIL = '[{"field": "movedOn", "message": "Date is in the future"}]';
	END IF;
	IF person.company_id IS NOT DISTINCT FROM move_contact.company THEN
		RETURN NULL;
	END IF;
	-- the rows that the row rule would write for today, for the day of the move
	UPDATE contacts.affiliation a SET ended_on = greatest(a.started_on, moved_on), note = coalesce(move_contact.note,
		a.note)
	WHERE a.organization_id = person.organization_id AND a.contact_id = person.id AND a.company_id = person.company_id
		AND a.ended_on IS NULL;
	IF NOT FOUND AND person.company_id IS NOT NULL AND NOT EXISTS (SELECT FROM contacts.affiliation a
		WHERE a.organization_id = person.organization_id AND a.contact_id = person.id AND a.company_id
			= person.company_id)
	THEN
		INSERT INTO contacts.affiliation (organization_id, contact_id, company_id, role, title, department,
			started_on, ended_on, note)
		VALUES (person.organization_id, person.id, person.company_id, person.type, person.job_title, person.department,
			least(person.created_at::date, moved_on), moved_on, move_contact.note);
	END IF;
	IF company IS NOT NULL THEN
		SELECT a.id INTO opened FROM contacts.affiliation a WHERE a.organization_id = person.organization_id
			AND a.contact_id = person.id
			AND a.company_id = move_contact.company AND a.ended_on IS NULL ORDER BY a.id LIMIT 1;
		IF NOT FOUND THEN
			INSERT INTO contacts.affiliation (organization_id, contact_id, company_id, role, title, department,
				started_on, note)
			VALUES (person.organization_id, person.id, move_contact.company, person.type, move_contact.title,
				move_contact.department,
				moved_on, move_contact.note)
			RETURNING id INTO opened;
		END IF;
	END IF;
	-- the old address may be the old company's, and the old manager is there
	UPDATE contacts.contact c SET company_id = move_contact.company, job_title = move_contact.title, department
		= move_contact.department,
		email_verified_at = NULL, reports_to = NULL
	WHERE c.organization_id = person.organization_id AND c.id = person.id;
	RETURN opened;
END
$function$;
COMMENT ON FUNCTION contacts.move_contact(bigint, bigint, text, text, date, text, bigint) IS
	'move a person to another company (NULL: to none): ends the roles at the old one and opens one at the new one, '
	'clears manager and verification of the e-mail; returns the new affiliation, NULL where there is nothing to do; '
	'errors CT404, CT405';

CREATE FUNCTION contacts.point_of_contact(company bigint, purpose text DEFAULT 'PRIMARY', organization_id bigint
	DEFAULT contacts.current_organization()) RETURNS bigint
	LANGUAGE plpgsql STABLE STRICT PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
	wanted text := contacts_internal.role_of(purpose);
	found bigint;
BEGIN
	IF wanted IS NULL THEN
		RAISE EXCEPTION 'purpose "%" is not known', purpose USING ERRCODE = 'CT400',
			DETAIL = '[{"field": "purpose", "message": "Purpose is not known"}]',
			HINT = 'A purpose is a role, or decision, finance, invoice, support, implementation, contract or strategy.';
	END IF;
	SELECT p.id INTO found
	FROM (
		SELECT a.contact_id, CASE WHEN a.backup_rank IS NULL THEN 0 ELSE 2 END AS tier, a.backup_rank, a.primary_at
		FROM contacts.affiliation a
		WHERE a.organization_id = $3 AND a.company_id = $1 AND a.role = wanted AND a.ended_on IS NULL
			AND wanted <> 'PRIMARY'
		UNION ALL
		SELECT c.id, CASE WHEN c.type = wanted AND wanted <> 'PRIMARY' THEN 1 ELSE 4 END, NULL, c.primary_at
		FROM contacts.contact c WHERE c.organization_id = $3 AND c.company_id = $1
		UNION ALL
		SELECT contacts.failover($1, 'PRIMARY', $3), 3, NULL, NULL
	) h JOIN contacts.contact p ON p.organization_id = $3 AND p.id = h.contact_id
	WHERE p.kind = 'person' AND p.is_active AND p.blocked_at IS NULL
	ORDER BY h.tier, h.backup_rank NULLS LAST, h.primary_at DESC NULLS LAST, p.id LIMIT 1;
	RETURN found;
END
$function$;
COMMENT ON FUNCTION contacts.point_of_contact(bigint, text, bigint) IS
	'whom to ask at a company about a purpose (a role, or decision, finance, support and so on): who has the role '
	'there, else whose type it is, else its backups by rank, else the primary contact or who stands in for him, else '
	'anybody there; never a blocked or inactive person';

CREATE FUNCTION contacts_internal.contact_timezone(contact bigint, organization_id bigint
	DEFAULT contacts.current_organization()) RETURNS text
	LANGUAGE sql STABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $function$
	SELECT coalesce(c.timezone,
		(SELECT a.timezone FROM contacts.address a WHERE a.organization_id = c.organization_id AND a.contact_id = c.id
			AND a.deleted_at IS NULL
			ORDER BY a.is_primary DESC, a.type <> 'work', a.id LIMIT 1),
		(SELECT p.timezone FROM contacts.contact p WHERE p.organization_id = c.organization_id AND p.id = c.company_id),
		(SELECT o.timezone FROM contacts.organization o WHERE o.id = c.organization_id))
	FROM contacts.contact c WHERE c.organization_id = $2 AND c.id = $1
$function$;
COMMENT ON FUNCTION contacts_internal.contact_timezone(bigint, bigint) IS
	'time zone of a contact: its own, that of its address, of its company, of the organization; NULL where there is '
	'no such contact';

CREATE FUNCTION contacts.local_time(contact bigint, at timestamptz DEFAULT now(), organization_id bigint
	DEFAULT contacts.current_organization()) RETURNS timestamp
	LANGUAGE sql STABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS
	$function$ SELECT $2 AT TIME ZONE contacts_internal.contact_timezone($1, $3) $function$;
COMMENT ON FUNCTION contacts.local_time(bigint, timestamptz, bigint) IS 'what the clock of a contact shows at a time';

CREATE FUNCTION contacts.can_contact(contact bigint, channel text DEFAULT NULL, at timestamptz DEFAULT now(),
	organization_id bigint DEFAULT contacts.current_organization(), OUT allowed boolean, OUT reasons text[],
		OUT local_time timestamp)
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
	who contacts.contact;
	wanted text;
	clock time;
BEGIN
	SELECT * INTO who FROM contacts.contact c WHERE c.organization_id = $4 AND c.id = $1;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'the requested contact was not found' USING ERRCODE = 'CT404',
			DETAIL = format('There is no contact %s in organization %s.', coalesce($1::text, 'NULL'),
				coalesce($4::text, 'NULL'));
	END IF;
	wanted := lower(coalesce(channel, who.preferred_contact_method));
	IF wanted NOT IN ('email', 'phone', 'mobile', 'work_phone', 'fax', 'sms', 'website', 'social', 'chat', 'other') THEN
		RAISE EXCEPTION 'channel "%" is not known', channel USING ERRCODE = 'CT400',
			DETAIL = '[{"field": "channel", "message": "Channel is not known"}]',
			HINT = 'Channels are the types of connections: email, phone, mobile, work_phone, fax, sms, website, social, chat, other.';
	END IF;
	local_time := contacts.local_time(who.id, $3, who.organization_id);
	clock := local_time::time;
	reasons := array_remove(ARRAY[
		CASE WHEN who.deleted_at IS NOT NULL THEN 'DELETED' END,
		CASE WHEN who.status <> 'active' THEN 'INACTIVE' END,
		CASE WHEN who.blocked_at <= $3 THEN 'BLOCKED' END,
		CASE WHEN NOT EXISTS (SELECT FROM contacts.channel h WHERE h.organization_id = who.organization_id
			AND h.contact_id = who.id
			AND (wanted IS NULL OR h.type = wanted)) THEN 'NO_CHANNEL' END,
		CASE WHEN (who.quiet_from < who.quiet_until AND clock >= who.quiet_from AND clock < who.quiet_until)
			OR (who.quiet_from > who.quiet_until AND (clock >= who.quiet_from OR clock < who.quiet_until))
				THEN 'QUIET_HOURS' END
	], NULL);
	allowed := cardinality(reasons) = 0;
END
$function$;
COMMENT ON FUNCTION contacts.can_contact(bigint, text, timestamptz, bigint) IS
	'whether to contact somebody over a channel (NULL: the preferred one, else any) at a time; if not, why: '
	'DELETED, INACTIVE, BLOCKED, NO_CHANNEL, QUIET_HOURS; and the contact''s own time; errors CT400, CT404';
