-- Mentions, unknown callers and the search of the API.

CREATE FUNCTION contacts.extract_mentions(content text, OUT mention text, OUT contact contacts.ulid)
	RETURNS SETOF record
	LANGUAGE sql STABLE STRICT PARALLEL RESTRICTED ROWS 5 SET search_path = pg_catalog, pg_temp AS $function$
	SELECT m.mention, c.uid
	FROM (SELECT lower(x.found[1]) AS mention, min(x.place) AS place
		FROM regexp_matches(content, '(?:^|[^[:alnum:]._@-])@([[:alnum:]](?:[[:alnum:]._-]{0,62}[[:alnum:]])?)',
			'g') WITH ORDINALITY x(found, place)
		GROUP BY 1) m
	LEFT JOIN contacts.contact c ON c.organization_id = (SELECT contacts.current_organization()) AND c.mention_name
		= m.mention AND c.deleted_at IS NULL
	ORDER BY m.place
$function$;
COMMENT ON FUNCTION contacts.extract_mentions(text) IS
	'the @mentions of a text in their order, each once, in lower case, with the contact of that mention name, NULL '
	'where there is none; an e-mail address is no mention';

CREATE FUNCTION contacts.mentions(prefix text DEFAULT NULL, max_rows integer DEFAULT 20) RETURNS jsonb
	LANGUAGE C STABLE PARALLEL RESTRICTED AS 'MODULE_PATHNAME', 'contacts_mentions';
COMMENT ON FUNCTION contacts.mentions(text, integer) IS
	'[{id, fullName, mentionName, email}] of active contacts whose mention name or full name begins with the '
	'prefix, mention names first; at most 100; needs contacts:read';

CREATE FUNCTION contacts.resolve_or_create(phone text) RETURNS jsonb
	LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'contacts_resolve_or_create';
COMMENT ON FUNCTION contacts.resolve_or_create(text) IS
	'the contact that a phone number belongs to, by its own number or a connection, else a new unknown one; needs '
	'contacts:read, to create contacts:write; error CT400 where it is no number';

CREATE FUNCTION contacts.search_contacts(query text, page_size integer DEFAULT 10, start integer DEFAULT 0,
	count_all boolean DEFAULT false) RETURNS jsonb
	LANGUAGE C STABLE PARALLEL RESTRICTED AS 'MODULE_PATHNAME', 'contacts_search_contacts';
COMMENT ON FUNCTION contacts.search_contacts(text, integer, integer, boolean) IS
	'contacts that match a search text, best first, {data, total, page, limit, totalPages} or, in profile nextiva, '
	'{list, total}; more than 1,000 are not counted (moreThanTotal) unless count_all; needs contacts:read; error '
	'CT400 for less than two letters or digits';
