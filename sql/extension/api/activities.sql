-- The operations on activities (document A), and what mentions and callers lead to.

CREATE FUNCTION contacts.create_activity(activity jsonb) RETURNS jsonb
	LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'contacts_create_activity';
COMMENT ON FUNCTION contacts.create_activity(jsonb) IS
	'create an activity from accountId, activityTimestamp, duration, location and more, and return it with account, creator, creatorId and creatorEmail; needs contacts:write; errors CT400, CT405';

CREATE FUNCTION contacts.get_activity(uid text) RETURNS jsonb
	LANGUAGE C STABLE STRICT PARALLEL RESTRICTED AS 'MODULE_PATHNAME', 'contacts_get_activity';
COMMENT ON FUNCTION contacts.get_activity(text) IS 'a live activity that the caller may see; needs contacts:read; error CT404';
CREATE FUNCTION contacts.get_activity(uid contacts.ulid) RETURNS jsonb
	LANGUAGE C STABLE STRICT PARALLEL RESTRICTED AS 'MODULE_PATHNAME', 'contacts_get_activity';
COMMENT ON FUNCTION contacts.get_activity(contacts.ulid) IS 'the same for a ulid';

CREATE FUNCTION contacts.update_activity(uid text, patch jsonb) RETURNS jsonb
	LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'contacts_update_activity';
COMMENT ON FUNCTION contacts.update_activity(text, jsonb) IS
	'change what the patch names and return the activity: metadata is merged, null clears; needs contacts:write; errors CT400, CT404, CT405';
CREATE FUNCTION contacts.update_activity(uid contacts.ulid, patch jsonb) RETURNS jsonb
	LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'contacts_update_activity';
COMMENT ON FUNCTION contacts.update_activity(contacts.ulid, jsonb) IS 'the same for a ulid';

CREATE FUNCTION contacts.delete_activity(uid text) RETURNS void
	LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'contacts_delete_activity';
COMMENT ON FUNCTION contacts.delete_activity(text) IS 'soft-delete an activity; needs contacts:delete; error CT404, also the second time';
CREATE FUNCTION contacts.delete_activity(uid contacts.ulid) RETURNS void
	LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'contacts_delete_activity';
COMMENT ON FUNCTION contacts.delete_activity(contacts.ulid) IS 'the same for a ulid';

CREATE FUNCTION contacts.list_activities(account text DEFAULT NULL, type text DEFAULT NULL, status text DEFAULT NULL,
	page integer DEFAULT 1, "limit" integer DEFAULT 20) RETURNS jsonb
	LANGUAGE C STABLE PARALLEL RESTRICTED AS 'MODULE_PATHNAME', 'contacts_list_activities';
COMMENT ON FUNCTION contacts.list_activities(text, text, text, integer, integer) IS
	'a page of activities, the latest first, {data, total, page, limit, totalPages}; needs contacts:read; errors CT400, CT405';

CREATE FUNCTION contacts.extract_mentions(content text, OUT mention text, OUT contact contacts.ulid) RETURNS SETOF record
	LANGUAGE sql STABLE STRICT PARALLEL RESTRICTED ROWS 5 SET search_path = pg_catalog, pg_temp AS $function$
	SELECT m.mention, c.uid
	FROM (SELECT lower(x.found[1]) AS mention, min(x.place) AS place
		FROM regexp_matches(content, '(?:^|[^[:alnum:]._@-])@([[:alnum:]](?:[[:alnum:]._-]{0,62}[[:alnum:]])?)', 'g') WITH ORDINALITY x(found, place)
		GROUP BY 1) m
	LEFT JOIN contacts.contact c ON c.organization_id = (SELECT contacts.current_organization()) AND c.mention_name = m.mention AND c.deleted_at IS NULL
	ORDER BY m.place
$function$;
COMMENT ON FUNCTION contacts.extract_mentions(text) IS
	'the @mentions of a text in their order, each once, in lower case, with the contact of that mention name, NULL where there is none; an e-mail address is no mention';

CREATE FUNCTION contacts.mentions(prefix text DEFAULT NULL, "limit" integer DEFAULT 20) RETURNS jsonb
	LANGUAGE C STABLE PARALLEL RESTRICTED AS 'MODULE_PATHNAME', 'contacts_mentions';
COMMENT ON FUNCTION contacts.mentions(text, integer) IS
	'[{id, fullName, mentionName, email}] of active contacts whose mention name or full name begins with the prefix, mention names first; at most 100; needs contacts:read';

CREATE FUNCTION contacts.resolve_or_create(phone text) RETURNS jsonb
	LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'contacts_resolve_or_create';
COMMENT ON FUNCTION contacts.resolve_or_create(text) IS
	'the contact that a phone number belongs to, by its own number or a connection, else a new unknown one; needs contacts:read, to create contacts:write; error CT400 where it is no number';

CREATE FUNCTION contacts.search_contacts(q text, rows integer DEFAULT 10, start integer DEFAULT 0, count_all boolean DEFAULT false) RETURNS jsonb
	LANGUAGE C STABLE PARALLEL RESTRICTED AS 'MODULE_PATHNAME', 'contacts_search_contacts';
COMMENT ON FUNCTION contacts.search_contacts(text, integer, integer, boolean) IS
	'contacts that match a search text, best first, {data, total, page, limit, totalPages} or, in profile nextiva, {list, total}; more than 1,000 are not counted (moreThanTotal) unless count_all; needs contacts:read; error CT400 for less than two letters or digits';
