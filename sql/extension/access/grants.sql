-- Access: which role may act for which organization, and the one way in which a table is put under that rule.
--
-- The policies that protect_table() makes are the only list of what a scope allows: privileges are derived from them.
--
-- Functions keep EXECUTE for PUBLIC.  They run with the rights of their caller, so they give nobody anything; and in
-- a database whose owner is no superuser they belong to the bootstrap superuser (the extension is trusted), so that
-- nobody could give back to install(), which needs it for every trigger, what the script took.

CREATE FUNCTION contacts_internal.scope_condition(scopes text) RETURNS text
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $function$
	SELECT '(' || string_agg(format('(SELECT contacts.has_scope(%L))', s.scope), ' OR ' ORDER BY s.n) || ')'
	FROM string_to_table(scopes, ',') WITH ORDINALITY s (scope, n)
$function$;
COMMENT ON FUNCTION contacts_internal.scope_condition(text) IS
	'condition of a policy that asks for one of several scopes, separated by commas';

CREATE FUNCTION contacts.protect_table(relation regclass, delete_scope text DEFAULT 'contacts:write,contacts:delete',
	key text DEFAULT 'organization_id', visibility text DEFAULT 'true', write_scope text DEFAULT 'contacts:write',
	read_scope text DEFAULT 'contacts:read') RETURNS void
	LANGUAGE plpgsql VOLATILE STRICT SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
	rows text := format('%I = (SELECT contacts.current_organization())', key)
		|| CASE WHEN visibility = 'true' THEN '' ELSE format(' AND (%s)', visibility) END || ' AND ';
	removable boolean := EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = relation AND a.attname = 'deleted_at');
	-- soft delete is an UPDATE; the row rule touch() has it change nothing else without the scope to write
	update_scope text := CASE WHEN removable AND write_scope = 'contacts:write' THEN 'contacts:write,contacts:delete'
		ELSE write_scope END;
BEGIN
	EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', relation);
	IF read_scope <> '' THEN
		EXECUTE format('CREATE POLICY organization_read ON %s FOR SELECT USING (%s)',
			relation, rows || contacts_internal.scope_condition(read_scope));
	END IF;
	IF write_scope <> '' THEN
		EXECUTE format('CREATE POLICY organization_insert ON %s FOR INSERT WITH CHECK (%s)',
			relation, rows || contacts_internal.scope_condition(write_scope));
		EXECUTE format('CREATE POLICY organization_update ON %s FOR UPDATE USING (%2$s) WITH CHECK (%2$s)',
			relation, rows || contacts_internal.scope_condition(update_scope));
	END IF;
	IF delete_scope <> '' THEN
		EXECUTE format('CREATE POLICY organization_delete ON %s FOR DELETE USING (%s)',
			relation, rows || contacts_internal.scope_condition(delete_scope));
	END IF;
	EXECUTE format('CREATE TRIGGER context_required BEFORE INSERT OR UPDATE OR DELETE ON %s
		FOR EACH STATEMENT EXECUTE FUNCTION contacts_internal.require_context(%L, %L, %L)', relation, write_scope,
			update_scope, delete_scope);
	EXECUTE format('REVOKE ALL ON %s FROM PUBLIC', relation);
END
$function$;
COMMENT ON FUNCTION contacts.protect_table(regclass, text, text, text, text, text) IS
	'put a table under the isolation of organizations: row-level security with one policy for each command in the '
	'initplan form, and a trigger that makes writes without a context or scope fail. One of several scopes '
	'separated by commas suffices; no scope at all makes no policy, so only the owner does it. visibility is a '
	'further condition on rows';

CREATE FUNCTION contacts_internal.scope_privileges(scopes text[], OUT relation regclass, OUT kind text,
	OUT privilege text) RETURNS SETOF record
	LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $function$
	WITH allowed AS (
		SELECT DISTINCT p.polrelid AS oid, CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w'
			THEN 'UPDATE' ELSE 'DELETE' END AS privilege
		FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
			CROSS JOIN LATERAL regexp_matches(coalesce(pg_get_expr(p.polqual, p.polrelid),
				pg_get_expr(p.polwithcheck, p.polrelid)),
				'has_scope\(''([a-z:]+)''', 'g') m (scope)
		WHERE c.relnamespace = 'contacts'::regnamespace AND p.polname LIKE 'organization\_%' AND m.scope[1]
			= ANY (scopes)
	)
	SELECT a.oid::regclass, 'TABLE', a.privilege FROM allowed a
	UNION ALL
	SELECT v.oid::regclass, 'TABLE', w.privilege
	FROM pg_class v CROSS JOIN (VALUES ('SELECT', 0, 'contacts:read'), ('INSERT', 8, 'contacts:write'), ('UPDATE', 4,
		'contacts:write'),
		('UPDATE', 4, 'contacts:delete'), ('DELETE', 16, 'contacts:admin')) w (privilege, bit, scope)
	WHERE v.relnamespace = 'contacts'::regnamespace AND v.relkind = 'v'
		AND v.reloptions && '{security_invoker=true,security_invoker=on}'
		AND w.scope = ANY (scopes) AND (w.bit = 0 OR pg_relation_is_updatable(v.oid, false) & w.bit <> 0)
	UNION
	SELECT s.oid::regclass, 'SEQUENCE', 'USAGE'
	FROM allowed a JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = a.oid AND d.classid
		= 'pg_class'::regclass AND d.deptype = 'a'
		JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'
	WHERE a.privilege = 'INSERT'
$function$;
COMMENT ON FUNCTION contacts_internal.scope_privileges(text[]) IS
	'privileges that scopes need: on tables from their policies, on views that check as their caller, on sequences '
	'of serial columns (an identity needs none)';

CREATE FUNCTION contacts_internal.apply_privileges(role name) RETURNS void
	LANGUAGE plpgsql VOLATILE STRICT SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
	grantee_oid oid := (SELECT r.oid FROM pg_roles r WHERE r.rolname = apply_privileges.role);
	scopes text[] := (SELECT array_agg(DISTINCT s.scope) FROM contacts.access a CROSS JOIN unnest(a.scopes) s (scope)
		WHERE a.role = apply_privileges.role
		AND (a.expires_at IS NULL OR a.expires_at > now()));
	change record;
BEGIN
	IF grantee_oid IS NULL THEN
		RETURN;
	END IF;
	EXECUTE format(CASE WHEN scopes IS NULL THEN 'REVOKE USAGE ON SCHEMA contacts FROM %I'
		ELSE 'GRANT USAGE ON SCHEMA contacts TO %I' END, role);
	FOR change IN
		WITH held AS (
			SELECT c.oid::regclass AS relation, CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS kind,
				x.privilege_type AS privilege
			FROM pg_class c CROSS JOIN aclexplode(c.relacl) x
			WHERE c.relnamespace = 'contacts'::regnamespace AND x.grantee = grantee_oid
				AND (c.relkind IN ('v', 'S') OR EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid
					AND p.polname LIKE 'organization\_%'))
		), needed AS (
			SELECT DISTINCT p.relation, p.kind, p.privilege FROM contacts_internal.scope_privileges(scopes) p
		)
		SELECT kind, privilege, string_agg(relation::text, ', ' ORDER BY relation::text) AS relations, n.relation
			IS NOT NULL AS wanted
		FROM held h FULL JOIN needed n USING (relation, kind, privilege)
		WHERE h.relation IS NULL OR n.relation IS NULL
		GROUP BY kind, privilege, n.relation IS NOT NULL
	LOOP
		EXECUTE format(CASE WHEN change.wanted THEN 'GRANT %s ON %s %s TO %I' ELSE 'REVOKE %s ON %s %s FROM %I' END,
			change.privilege, change.kind, change.relations, role);
	END LOOP;
END
$function$;
COMMENT ON FUNCTION contacts_internal.apply_privileges(name) IS
	'give a role exactly the privileges that its grants in table access need';

CREATE FUNCTION contacts.refresh_grants() RETURNS void
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $function$
BEGIN
	LOCK TABLE contacts.access IN SHARE ROW EXCLUSIVE MODE;
	PERFORM contacts_internal.apply_privileges(r.role) FROM (SELECT DISTINCT a.role FROM contacts.access a) r;
END
$function$;
COMMENT ON FUNCTION contacts.refresh_grants() IS
	'give every role of table access the privileges that its scopes need: after a restore, an upgrade, or when a '
	'table or view was added';

CREATE FUNCTION contacts_internal.bypass_reason(role oid) RETURNS text
	LANGUAGE sql STABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $function$
	SELECT CASE
		WHEN r.rolsuper THEN 'It is a superuser.'
		WHEN r.rolbypassrls THEN 'It has BYPASSRLS.'
		WHEN c.relowner = r.oid THEN format('It owns table "%s".', c.relname)
		WHEN c.relname IS NOT NULL THEN format('It is a member of "%s", which owns table "%s".',
			pg_get_userbyid(c.relowner), c.relname)
		WHEN m.rolname IS NOT NULL THEN format('It is a member of "%s", which is not held by row-level security.',
			m.rolname)
	END
	FROM pg_roles r
		LEFT JOIN LATERAL (
			SELECT c.relname, c.relowner FROM pg_class c
			WHERE c.relnamespace = 'contacts'::regnamespace AND c.relkind IN ('r', 'p') AND c.relrowsecurity
				AND pg_has_role(r.oid, c.relowner, 'MEMBER')
			ORDER BY c.relowner <> r.oid, c.relname LIMIT 1
		) c ON true
		LEFT JOIN LATERAL (
			SELECT m.rolname FROM pg_roles m WHERE (m.rolsuper OR m.rolbypassrls) AND m.oid <> r.oid
				AND pg_has_role(r.oid, m.oid, 'MEMBER')
			ORDER BY m.rolname LIMIT 1
		) m ON true
	WHERE r.oid = bypass_reason.role
$function$;
COMMENT ON FUNCTION contacts_internal.bypass_reason(oid) IS
	'why row-level security does not hold for a role, NULL where it does';

CREATE FUNCTION contacts_internal.check_organization_argument(organization_id bigint, all_organizations boolean)
	RETURNS void
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $function$
BEGIN
	IF (organization_id IS NULL) <> coalesce(all_organizations, false) THEN
		RAISE EXCEPTION 'organization_id or all_organizations must be given, not both'
			USING ERRCODE = 'invalid_parameter_value',
				HINT = 'Name one organization, or say all_organizations => true.';
	END IF;
END
$function$;
COMMENT ON FUNCTION contacts_internal.check_organization_argument(bigint, boolean) IS
	'refuse a grant that names neither one organization nor all of them';

CREATE FUNCTION contacts.grant_access(role regrole, scopes text[], organization_id bigint DEFAULT NULL,
	note text DEFAULT NULL, expires_at timestamptz DEFAULT NULL, all_organizations boolean DEFAULT false) RETURNS void
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
	grantee name := (SELECT r.rolname FROM pg_roles r WHERE r.oid = grant_access.role);
	unknown text;
	reason text := contacts_internal.bypass_reason(role);
BEGIN
	IF grantee IS NULL THEN
		RAISE EXCEPTION 'role is null or does not exist' USING ERRCODE = 'undefined_object';
	END IF;
	SELECT s INTO unknown FROM unnest(scopes) s
	WHERE s IS NULL OR s NOT IN ('contacts:read', 'contacts:write', 'contacts:delete', 'contacts:admin') LIMIT 1;
	IF FOUND OR scopes IS NULL OR cardinality(scopes) = 0 THEN
		RAISE EXCEPTION 'scope "%" does not exist', coalesce(unknown, '')
			USING ERRCODE = 'invalid_parameter_value',
				HINT = 'Scopes are contacts:read, contacts:write, contacts:delete and contacts:admin.';
	END IF;
	IF reason IS NOT NULL THEN
		RAISE EXCEPTION 'role "%" is not held by row-level security', grantee
			USING ERRCODE = 'invalid_grant_operation', DETAIL = reason,
				HINT = 'Grant access to a role of the application''s own.';
	END IF;
	PERFORM contacts_internal.check_organization_argument(organization_id, all_organizations);
	IF expires_at <= now() THEN
		RAISE EXCEPTION 'grant would have expired at %', expires_at USING ERRCODE = 'invalid_parameter_value';
	END IF;
	IF organization_id IS NOT NULL AND NOT EXISTS (SELECT FROM contacts.organization o WHERE o.id
		= grant_access.organization_id) THEN
		RAISE EXCEPTION 'organization % does not exist', organization_id USING ERRCODE = 'foreign_key_violation';
	END IF;

	LOCK TABLE contacts.access IN SHARE ROW EXCLUSIVE MODE;
	INSERT INTO contacts.access AS a (organization_id, role, scopes, note, expires_at)
	VALUES (organization_id, grantee, ARRAY(SELECT DISTINCT s FROM unnest(scopes) s ORDER BY s), note, expires_at)
	ON CONFLICT ON CONSTRAINT access_organization_id_role_key DO UPDATE
		SET scopes = excluded.scopes, note = excluded.note, expires_at = excluded.expires_at,
			granted_by = excluded.granted_by, granted_at = excluded.granted_at;
	PERFORM contacts_internal.apply_privileges(grantee);
END
$function$;
COMMENT ON FUNCTION contacts.grant_access(regrole, text[], bigint, text, timestamptz, boolean) IS
	'let a role act for one organization, or for all_organizations, with scopes, in place of an earlier grant for '
	'the same; gives it the privileges that the scopes need';

CREATE FUNCTION contacts.revoke_access(role regrole, organization_id bigint DEFAULT NULL,
	all_organizations boolean DEFAULT false) RETURNS void
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
	grantee name := (SELECT r.rolname FROM pg_roles r WHERE r.oid = revoke_access.role);
BEGIN
	PERFORM contacts_internal.check_organization_argument(organization_id, all_organizations);
	LOCK TABLE contacts.access IN SHARE ROW EXCLUSIVE MODE;
	DELETE FROM contacts.access a
	WHERE a.role = grantee AND a.organization_id IS NOT DISTINCT FROM revoke_access.organization_id;
	-- a revoke that does nothing must not look like one that did
	IF NOT FOUND THEN
		RAISE EXCEPTION 'role "%" has no grant for %', coalesce(grantee, role::text),
			coalesce('organization ' || organization_id, 'all organizations')
			USING ERRCODE = 'undefined_object', HINT = 'SELECT * FROM contacts.access_report() shows the grants.';
	END IF;
	PERFORM contacts_internal.apply_privileges(grantee);
END
$function$;
COMMENT ON FUNCTION contacts.revoke_access(regrole, bigint, boolean) IS
	'take back what grant_access gave for the organization, or the grant for all_organizations, and the privileges '
	'that no other grant needs';
