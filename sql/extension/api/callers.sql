-- Mentions, unknown callers and the search of the API.

CREATE FUNCTION contacts_internal.without_urls(content text) RETURNS text
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $function$
	SELECT regexp_replace(content,
		'(?:[a-z][a-z0-9+.-]*://|//|www\.|[[:alnum:]-]+(?:\.[[:alnum:]-]+)+(?::[0-9]+)?/|[[:alnum:]-]+:[0-9]+/)'
		'[^[:space:]<>"\u3001\u3002\uff01\uff08\uff09\uff0c\uff1b\uff1f\u300c\u300d\])]*', ' ', 'gi')
$function$;
COMMENT ON FUNCTION contacts_internal.without_urls(text) IS
	'text with a blank where an address of the web is, with or without its scheme';

-- Chinese, Japanese and Korean have no blanks between words: there a mention may stand behind a character and go over
-- into text, so that the longest beginning that is somebody's name is meant.
CREATE FUNCTION contacts.extract_mentions(content text, OUT mention text, OUT contact contacts.ulid)
	RETURNS SETOF record
	LANGUAGE sql STABLE STRICT PARALLEL RESTRICTED ROWS 5 SET search_path = pg_catalog, pg_temp AS $function$
	WITH script AS (
		SELECT '\u3005-\u3007\u3041-\u312f\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003fffd'::text
			AS cjk
	), word AS (
		SELECT x.place, lower(x.found[1]) AS text, s.cjk
		FROM script s, regexp_matches(contacts_internal.without_urls(content),
			format('(?:(?<![[:alnum:]._@%1$s-])|(?<=[%1$s])(?!@[[:alnum:]-]+\.[[:alpha:]]))'
				'@([[:alnum:]%1$s](?:[[:alnum:]._%1$s-]{0,62}[[:alnum:]%1$s])?)(?![[:alnum:]._%1$s-]*@[a-zA-Z0-9])', s.cjk),
			'g') WITH ORDINALITY x(found, place)
	)
	SELECT m.mention, m.uid
	FROM (SELECT coalesce(c.mention_name, w.text) AS mention, c.uid, min(w.place) AS place
		FROM word w LEFT JOIN LATERAL (
			SELECT p.mention_name, p.uid FROM contacts.contact p
			WHERE p.organization_id = (SELECT contacts.current_organization()) AND p.deleted_at IS NULL
				AND p.mention_name IS NOT NULL AND p.mention_name = ANY (ARRAY(
					SELECT left(w.text, n) FROM generate_series(1, length(w.text)) n
					WHERE n = length(w.text) OR substr(w.text, n, 2) ~ format('[%s]', w.cjk)))
			ORDER BY length(p.mention_name) DESC LIMIT 1) c ON true
		GROUP BY 1, 2) m
	ORDER BY m.place
$function$;
COMMENT ON FUNCTION contacts.extract_mentions(text) IS
	'the @mentions of a text in their order, each once, in lower case, with the contact of that mention name, NULL '
	'where there is none; no mention is in an e-mail address, a URL or a handle of another system (@name@host)';

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
