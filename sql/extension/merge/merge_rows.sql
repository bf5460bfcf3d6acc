-- Rows that belong to the merged contacts. The functions run as the owner of the tables, while a merge is at work.

CREATE FUNCTION contacts_internal.rows_of(relation text, members bigint[], organization_id bigint) RETURNS jsonb
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
	found_rows jsonb;
BEGIN
	CASE relation
	WHEN 'contact' THEN
		-- of those that refer to a member only what the merge may change
		SELECT jsonb_object_agg(c.id, CASE WHEN c.id = members[1] THEN to_jsonb(c)
			ELSE jsonb_build_object('id', c.id, 'company_id', c.company_id, 'reports_to', c.reports_to,
				'primary_at', c.primary_at) END)
		INTO found_rows FROM contacts.contact c
		WHERE c.organization_id = $3 AND (c.id = members[1] OR (c.id <> ALL (members)
			AND (c.reports_to = ANY (members) OR c.company_id = ANY (members))));
	WHEN 'connection' THEN
		SELECT jsonb_object_agg(n.id, to_jsonb(n)) INTO found_rows FROM contacts.connection n
		WHERE n.organization_id = $3 AND n.contact_id = ANY (members);
	WHEN 'address' THEN
		SELECT jsonb_object_agg(a.id, to_jsonb(a)) INTO found_rows FROM contacts.address a
		WHERE a.organization_id = $3 AND a.contact_id = ANY (members);
	WHEN 'affiliation' THEN
		SELECT jsonb_object_agg(a.id, to_jsonb(a)) INTO found_rows FROM contacts.affiliation a
		WHERE a.organization_id = $3 AND (a.contact_id = ANY (members) OR a.company_id = ANY (members));
	WHEN 'segment_member' THEN
		SELECT jsonb_object_agg(s.segment_id || ':' || s.contact_id, to_jsonb(s)) INTO found_rows
		FROM contacts.segment_member s WHERE s.organization_id = $3 AND s.contact_id = ANY (members);
	WHEN 'not_duplicate' THEN
		SELECT jsonb_object_agg(d.a_id || ':' || d.b_id, to_jsonb(d)) INTO found_rows FROM contacts.not_duplicate d
		WHERE d.organization_id = $3 AND (d.a_id = ANY (members) OR d.b_id = ANY (members));
	END CASE;
	RETURN coalesce(found_rows, '{}');
END
$function$;
COMMENT ON FUNCTION contacts_internal.rows_of(text, bigint[], bigint) IS
	'rows of one of our tables that belong to these contacts, by their keys';

CREATE FUNCTION contacts_internal.all_rows_of(members bigint[], organization_id bigint) RETURNS jsonb
	LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $function$
	SELECT jsonb_object_agg(r.name, contacts_internal.rows_of(r.name, $1, $2))
	FROM unnest('{contact,connection,address,affiliation,segment_member,not_duplicate}'::text[]) r (name)
$function$;
COMMENT ON FUNCTION contacts_internal.all_rows_of(bigint[], bigint) IS 'what a merge may change row by row, by table';

CREATE FUNCTION contacts_internal.differences(before jsonb, after jsonb) RETURNS jsonb
	LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $function$
	SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object('key', to_jsonb(key))) || jsonb_build_object(
			'old', CASE WHEN o.value IS NULL OR n.value IS NULL THEN o.value ELSE (SELECT jsonb_object_agg(c.key,
				c.value)
				FROM jsonb_each(o.value) c WHERE (c.key = 'is_primary' OR c.value IS DISTINCT FROM n.value -> c.key)
					AND c.key <> ALL ('{updated_at,updated_by,version,search_key}')) END,
			'new', CASE WHEN o.value IS NULL OR n.value IS NULL THEN n.value ELSE (SELECT jsonb_object_agg(c.key,
				c.value)
				FROM jsonb_each(n.value) c WHERE (c.key = 'is_primary' OR c.value IS DISTINCT FROM o.value -> c.key)
					AND c.key <> ALL ('{updated_at,updated_by,version,search_key}')) END,
			'action', CASE WHEN o.value IS NULL THEN 'created' WHEN n.value IS NULL THEN 'removed' ELSE 'changed' END)
		ORDER BY key)
	FROM jsonb_each($1) o FULL JOIN jsonb_each($2) n USING (key)
	WHERE o.value - '{updated_at,updated_by,version,search_key}'::text[]
		IS DISTINCT FROM n.value - '{updated_at,updated_by,version,search_key}'::text[]
$function$;
COMMENT ON FUNCTION contacts_internal.differences(jsonb, jsonb) IS
	'rows that were created, removed or changed, with the old and new values of what changed';

CREATE FUNCTION contacts_internal.merge_segments(survivor bigint, merged bigint[], organization_id bigint) RETURNS void
	LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $function$
	DELETE FROM contacts.segment_member s WHERE s.organization_id = $3 AND s.contact_id = ANY ($2) AND EXISTS (
		SELECT FROM contacts.segment_member o WHERE o.organization_id = $3 AND o.segment_id = s.segment_id
			AND (o.contact_id = $1 OR (o.contact_id = ANY ($2) AND o.contact_id < s.contact_id)));
	UPDATE contacts.segment_member s SET contact_id = $1 WHERE s.organization_id = $3 AND s.contact_id = ANY ($2);
$function$;
COMMENT ON FUNCTION contacts_internal.merge_segments(bigint, bigint[], bigint) IS
	'the survivor is in every segment that one of the merged contacts is in';

CREATE FUNCTION contacts_internal.merge_reach(survivor bigint, merged bigint[], organization_id bigint) RETURNS void
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $function$
BEGIN
	-- an equal value is kept once, with the newest verification
	WITH same AS (
		SELECT n.id, first_value(n.id) OVER w AS kept, max(n.verified_at) OVER (PARTITION BY n.type, n.email::text,
			n.phone::text, n.handle, CASE WHEN coalesce(n.email::text, n.phone::text, n.handle) IS NULL
			THEN lower(n.value) END) AS verified_at
		FROM contacts.connection n
		WHERE n.organization_id = $3 AND (n.contact_id = $1 OR n.contact_id = ANY ($2)) AND n.deleted_at IS NULL
		WINDOW w AS (PARTITION BY n.type, n.email::text, n.phone::text, n.handle,
			CASE WHEN coalesce(n.email::text, n.phone::text, n.handle) IS NULL THEN lower(n.value) END
			ORDER BY n.contact_id <> $1, NOT n.is_primary, n.id)
	), gone AS (
		DELETE FROM contacts.connection n USING same s WHERE n.organization_id = $3 AND n.id = s.id AND s.id <> s.kept
	)
	UPDATE contacts.connection n SET verified_at = s.verified_at FROM same s
	WHERE n.organization_id = $3 AND n.id = s.kept AND s.id = s.kept AND n.verified_at IS DISTINCT FROM s.verified_at;
	UPDATE contacts.connection n SET contact_id = $1 WHERE n.organization_id = $3 AND n.contact_id = ANY ($2);
	WITH same AS (
		SELECT a.id, first_value(a.id) OVER (PARTITION BY a.type, lower(a.line1), lower(a.line2), a.postal_code,
			lower(a.city), a.country_code ORDER BY a.contact_id <> $1, NOT a.is_primary, a.id) AS kept
		FROM contacts.address a
		WHERE a.organization_id = $3 AND (a.contact_id = $1 OR a.contact_id = ANY ($2)) AND a.deleted_at IS NULL
			AND a.line1 IS NOT NULL
	)
	DELETE FROM contacts.address a USING same s WHERE a.organization_id = $3 AND a.id = s.id AND s.id <> s.kept;
	UPDATE contacts.address a SET contact_id = $1 WHERE a.organization_id = $3 AND a.contact_id = ANY ($2);
END
$function$;
COMMENT ON FUNCTION contacts_internal.merge_reach(bigint, bigint[], bigint) IS
	'connections and addresses go to the survivor, equal ones once';

CREATE FUNCTION contacts_internal.merge_affiliations(survivor bigint, merged bigint[], organization_id bigint)
	RETURNS void
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
	island record;
BEGIN
	-- periods of one role that overlap become one, from the earliest start to the latest end
	FOR island IN
		WITH mine AS (
			SELECT a.*, CASE WHEN a.contact_id = ANY ($2) THEN $1 ELSE a.contact_id END AS person,
				CASE WHEN a.company_id = ANY ($2) THEN $1 ELSE a.company_id END AS company
			FROM contacts.affiliation a WHERE a.organization_id = $3
				AND (a.contact_id = $1 OR a.contact_id = ANY ($2) OR a.company_id = $1 OR a.company_id = ANY ($2))
		), ordered AS (
			SELECT m.*, max(coalesce(m.ended_on, 'infinity')) OVER (PARTITION BY m.person, m.company, m.role
				ORDER BY m.started_on, m.id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reached
			FROM mine m
		), numbered AS (
			SELECT o.*, count(*) FILTER (WHERE o.reached IS NULL OR o.started_on >= o.reached)
				OVER (PARTITION BY o.person, o.company, o.role ORDER BY o.started_on, o.id) AS island
			FROM ordered o
		)
		SELECT array_agg(n.id ORDER BY n.contact_id <> $1 AND n.company_id <> $1, n.ended_on IS NOT NULL, n.id) AS ids,
			min(n.started_on) AS started_on, nullif(max(coalesce(n.ended_on, 'infinity')), 'infinity') AS ended_on,
			max(n.primary_at) AS primary_at,
			(array_agg(n.title ORDER BY n.ended_on IS NOT NULL, n.id) FILTER (WHERE n.title IS NOT NULL))[1] AS title,
			(array_agg(n.department ORDER BY n.ended_on IS NOT NULL, n.id) FILTER (WHERE n.department IS NOT NULL))[1]
				AS department,
			(array_agg(n.responsibility ORDER BY n.ended_on IS NOT NULL, n.id) FILTER (WHERE n.responsibility
				IS NOT NULL))[1] AS responsibility,
			(array_agg(n.note ORDER BY n.ended_on IS NOT NULL, n.id) FILTER (WHERE n.note IS NOT NULL))[1] AS note,
			min(n.backup_rank) AS backup_rank
		FROM numbered n GROUP BY n.person, n.company, n.role, n.island HAVING count(*) > 1
	LOOP
		DELETE FROM contacts.affiliation a WHERE a.organization_id = $3 AND a.id = ANY (island.ids[2:]);
		UPDATE contacts.affiliation a SET started_on = island.started_on, ended_on = island.ended_on,
			primary_at = CASE WHEN island.ended_on IS NULL THEN island.primary_at END,
			title = coalesce(a.title, island.title), department = coalesce(a.department, island.department),
			responsibility = coalesce(a.responsibility, island.responsibility), note = coalesce(a.note, island.note),
			backup_rank = coalesce(a.backup_rank, island.backup_rank)
		WHERE a.organization_id = $3 AND a.id = island.ids[1];
	END LOOP;
	UPDATE contacts.affiliation a SET contact_id = $1 WHERE a.organization_id = $3 AND a.contact_id = ANY ($2);
	UPDATE contacts.affiliation a SET company_id = $1 WHERE a.organization_id = $3 AND a.company_id = ANY ($2);
END
$function$;
COMMENT ON FUNCTION contacts_internal.merge_affiliations(bigint, bigint[], bigint) IS
	'roles go to the survivor; periods of the same role that overlap become one';

CREATE FUNCTION contacts_internal.merged_parent(survivor bigint, merged bigint[], edge text, organization_id bigint)
	RETURNS bigint
	LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $function$
	-- the first parent of a member that is no member itself and not below one: what would be a cycle is contracted
	SELECT p.parent
	FROM unnest($1 || $2) WITH ORDINALITY m (id, place)
	JOIN contacts.contact c ON c.organization_id = $4 AND c.id = m.id
	CROSS JOIN LATERAL (SELECT CASE $3 WHEN 'reports_to' THEN c.reports_to ELSE c.company_id END AS parent) p
	WHERE p.parent IS NOT NULL AND p.parent <> ALL ($1 || $2) AND NOT EXISTS (
		WITH RECURSIVE above AS (
			SELECT p.parent AS id
			UNION
			SELECT CASE $3 WHEN 'reports_to' THEN x.reports_to ELSE x.company_id END
			FROM above a JOIN contacts.contact x ON x.organization_id = $4 AND x.id = a.id
		)
		SELECT FROM above a WHERE a.id = ANY ($1 || $2))
	ORDER BY m.place LIMIT 1
$function$;
COMMENT ON FUNCTION contacts_internal.merged_parent(bigint, bigint[], text, bigint) IS
	'manager or parent company of the survivor after the merge, NULL for none';

CREATE FUNCTION contacts_internal.move_links(link oid, survivor text, merged text[], OUT was text, OUT keys jsonb,
	OUT count bigint) RETURNS SETOF record
	LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'contacts_move_links';
COMMENT ON FUNCTION contacts_internal.move_links(oid, text, text[]) IS
	'point the rows of a foreign key to the survivor, as the owner of their table; error 55000 unless a merge is at '
	'work';

CREATE FUNCTION contacts_internal.restore_links(link oid, survivor text, was text, keys jsonb) RETURNS bigint
	LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'contacts_restore_links';
COMMENT ON FUNCTION contacts_internal.restore_links(oid, text, text, jsonb) IS
	'point rows that are still at the survivor back to where they were; error 55000 unless an undo is at work';

CREATE FUNCTION contacts_internal.forget_merges() RETURNS trigger
	LANGUAGE C VOLATILE AS 'MODULE_PATHNAME', 'contacts_forget_merges';
COMMENT ON FUNCTION contacts_internal.forget_merges() IS
	'statement trigger of table contact: a purge takes along what was merged into the contact';

CREATE FUNCTION contacts.merge_links() RETURNS TABLE (table_name text, column_name text, target text,
	is_indexed boolean,
	is_undoable boolean)
	LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $function$
	SELECT l.relation, l.column_name, l.target, EXISTS (SELECT FROM pg_index i
			WHERE i.indrelid = l.relid AND i.indisvalid AND i.indkey::smallint[] @> l.columns),
		EXISTS (SELECT FROM pg_index i WHERE i.indrelid = l.relid AND i.indisprimary)
	FROM contacts_internal.contact_links() l ORDER BY 1, 2
$function$;
COMMENT ON FUNCTION contacts.merge_links() IS
	'foreign keys of any table to contacts, which a merge points to the survivor: (organization, id) or '
	'(organization, uid); without a primary key the rows cannot be moved back';

CREATE FUNCTION contacts_internal.contact_links(OUT link oid, OUT relid oid, OUT relation text, OUT column_name text,
	OUT target text,
	OUT columns smallint[]) RETURNS SETOF record
	LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $function$
	SELECT c.oid, c.conrelid, c.conrelid::regclass::text, r.attname, t.attname, c.conkey
	FROM pg_constraint c
	JOIN pg_attribute r ON r.attrelid = c.conrelid AND r.attnum = c.conkey[2]
	JOIN pg_attribute t ON t.attrelid = c.confrelid AND t.attnum = c.confkey[2]
	JOIN pg_attribute o ON o.attrelid = c.confrelid AND o.attnum = c.confkey[1]
	WHERE c.contype = 'f' AND c.confrelid = to_regclass('contacts.contact') AND c.conparentid = 0
		AND cardinality(c.conkey) = 2 AND o.attname = 'organization_id' AND t.attname IN ('id', 'uid')
		AND (c.connamespace <> 'contacts'::regnamespace OR c.conrelid::regclass::text NOT IN ('contacts.contact',
			'contacts.connection', 'contacts.address', 'contacts.affiliation', 'contacts.segment_member',
			'contacts.not_duplicate', 'contacts.duplicate', 'contacts.match_card', 'contacts.unique_email',
			'contacts.custom_field_value'))
	ORDER BY c.conrelid, c.conkey
$function$;
COMMENT ON FUNCTION contacts_internal.contact_links() IS
	'foreign keys to contacts that a merge moves as they are, in the order in which it locks their tables';
