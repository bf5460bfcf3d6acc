-- Rules of activities and their participants.

CREATE FUNCTION contacts_internal.activity_before() RETURNS trigger
	LANGUAGE C VOLATILE AS 'MODULE_PATHNAME', 'contacts_activity_before';
COMMENT ON FUNCTION contacts_internal.activity_before() IS
	'row trigger of table activity: what touch() does, tidy text, allowed changes of status and their times';

CREATE FUNCTION contacts_internal.is_participant(organization_id bigint, activity bigint) RETURNS boolean
	LANGUAGE C STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'contacts_is_participant';
COMMENT ON FUNCTION contacts_internal.is_participant(bigint, bigint) IS
	'whether the user of the context takes part in an activity, as a user or as a contact with that user account';

CREATE FUNCTION contacts.reopen_activity(activity bigint, organization_id bigint
	DEFAULT contacts.current_organization()) RETURNS void
	LANGUAGE C VOLATILE STRICT AS 'MODULE_PATHNAME', 'contacts_reopen_activity';
COMMENT ON FUNCTION contacts.reopen_activity(bigint, bigint) IS
	'make a completed or cancelled activity pending again; nothing else does; error P0002 where the caller sees no '
	'such activity';

CREATE FUNCTION contacts_internal.activity_check() RETURNS trigger
	LANGUAGE C VOLATILE AS 'MODULE_PATHNAME', 'contacts_activity_check';
COMMENT ON FUNCTION contacts_internal.activity_check() IS
	'statement trigger of table activity: error CT406 unless it is with a company';

CREATE FUNCTION contacts_internal.parse_participants(participants jsonb, OUT ordinal integer, OUT contact_id bigint,
	OUT contact_uid contacts.ulid,
	OUT user_id bigint, OUT user_uid contacts.ulid, OUT email text, OUT name text, OUT role text,
		OUT attended boolean) RETURNS SETOF record
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 5 AS 'MODULE_PATHNAME', 'contacts_parse_participants';
COMMENT ON FUNCTION contacts_internal.parse_participants(jsonb) IS
	'entries of an array of participants: a uid, public id, UUID, e-mail address or name as string, an id as '
	'number, or an object with contact, user, email or name, and perhaps role and attended';

CREATE FUNCTION contacts_internal.resolve_participants(participants jsonb, organization_id bigint
	DEFAULT contacts.current_organization())
	RETURNS TABLE (ordinal integer, contact_id bigint, user_id bigint, email contacts.email, name text, role text,
		attended boolean)
	LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $function$
	SELECT p.ordinal, c.id, u.id, p.email::contacts.email,
		CASE WHEN c.id IS NOT NULL OR u.id IS NOT NULL THEN p.name
			ELSE coalesce(p.name, p.email, p.contact_uid::text, p.user_uid::text, p.contact_id::text, p.user_id::text)
				END,
		p.role, p.attended
	FROM contacts_internal.parse_participants($1) p
		LEFT JOIN LATERAL (
			SELECT coalesce(
				(SELECT c.id FROM contacts.contact c WHERE c.organization_id = $2 AND c.id = p.contact_id),
				(SELECT c.id FROM contacts.contact c WHERE c.organization_id = $2
					AND c.uid OPERATOR(contacts.=) p.contact_uid),
				(SELECT contacts_internal.survivor_of(m.id, $2) FROM contacts.merged_contact m
					WHERE m.organization_id = $2 AND (m.id = p.contact_id
						OR m.uid OPERATOR(contacts.=) p.contact_uid)),
				(SELECT c.id FROM contacts.contact c WHERE c.organization_id = $2
					AND c.email OPERATOR(contacts.=) p.email::contacts.email
					AND c.deleted_at IS NULL AND NOT c.email_shared),
				(SELECT n.contact_id FROM contacts.connection n WHERE n.organization_id = $2
					AND n.email OPERATOR(contacts.=) p.email::contacts.email
					AND n.deleted_at IS NULL ORDER BY n.is_primary DESC, n.id LIMIT 1)) AS id
		) c ON true
		LEFT JOIN LATERAL (
			SELECT coalesce(
				(SELECT u.id FROM contacts.app_user u WHERE u.organization_id = $2 AND u.id = p.user_id),
				(SELECT u.id FROM contacts.app_user u WHERE u.organization_id = $2
					AND u.uid OPERATOR(contacts.=) p.user_uid),
				(SELECT u.id FROM contacts.app_user u WHERE u.organization_id = $2
					AND u.email OPERATOR(contacts.=) p.email::contacts.email
					AND u.deleted_at IS NULL)) AS id
		) u ON true
$function$;
COMMENT ON FUNCTION contacts_internal.resolve_participants(jsonb, bigint) IS
	'entries of an array of participants with the contacts and users that they name; whom it does not find keeps a '
	'name only';

CREATE FUNCTION contacts_internal.derive_participants() RETURNS trigger
	LANGUAGE C VOLATILE AS 'MODULE_PATHNAME', 'contacts_derive_participants';
COMMENT ON FUNCTION contacts_internal.derive_participants() IS
	'row trigger of table activity: reads participants into table activity_participant';
