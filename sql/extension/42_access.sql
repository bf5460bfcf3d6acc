-- Access: which role may act for which organization, and the one way in which a table is put under that rule.

CREATE FUNCTION contacts.protect_table(tbl regclass, delete_scope text DEFAULT 'contacts:write',
	key text DEFAULT 'organization_id', visibility text DEFAULT 'true') RETURNS void
	LANGUAGE plpgsql VOLATILE STRICT SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
	own text := format('%I = (SELECT contacts.current_organization())', key);
	may text := ' AND (SELECT contacts.has_scope(%L))';
	seen text := CASE WHEN visibility = 'true' THEN '' ELSE format(' AND (%s)', visibility) END;
BEGIN
	EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', tbl);
	EXECUTE format('CREATE POLICY organization_read ON %s FOR SELECT USING (%s)',
		tbl, own || format(may, 'contacts:read') || seen);
	EXECUTE format('CREATE POLICY organization_insert ON %s FOR INSERT WITH CHECK (%s)',
		tbl, own || format(may, 'contacts:write') || seen);
	EXECUTE format('CREATE POLICY organization_update ON %s FOR UPDATE USING (%s) WITH CHECK (%s)',
		tbl, own || format(may, 'contacts:write') || seen, own || format(may, 'contacts:write') || seen);
	EXECUTE format('CREATE POLICY organization_delete ON %s FOR DELETE USING (%s)',
		tbl, own || format(may, delete_scope) || seen);
	EXECUTE format('CREATE TRIGGER context_required BEFORE INSERT OR UPDATE OR DELETE ON %s
		FOR EACH STATEMENT EXECUTE FUNCTION contacts.require_context()', tbl);
	EXECUTE format('REVOKE ALL ON %s FROM PUBLIC', tbl);
END
$function$;
COMMENT ON FUNCTION contacts.protect_table(regclass, text, text, text) IS
	'put a table under the isolation of organizations: row-level security with one policy for each command in the initplan form, and a trigger that makes writes without a context fail';

CREATE FUNCTION contacts.grant_access(role regrole, scopes text[], organization_id bigint DEFAULT NULL, note text DEFAULT NULL,
	expires_at timestamptz DEFAULT NULL) RETURNS void
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
	grantee pg_roles;
	unknown text;
	tables text;
	sequences text;
BEGIN
	SELECT * INTO grantee FROM pg_roles r WHERE r.oid = grant_access.role;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'role is null or does not exist' USING ERRCODE = 'undefined_object';
	END IF;
	SELECT s INTO unknown FROM unnest(scopes) s
	WHERE s IS NULL OR s NOT IN ('contacts:read', 'contacts:write', 'contacts:delete', 'contacts:admin') LIMIT 1;
	IF FOUND OR scopes IS NULL OR cardinality(scopes) = 0 THEN
		RAISE EXCEPTION 'scope "%" does not exist', coalesce(unknown, '')
			USING ERRCODE = 'invalid_parameter_value',
				HINT = 'Scopes are contacts:read, contacts:write, contacts:delete and contacts:admin.';
	END IF;
	IF grantee.rolsuper OR grantee.rolbypassrls OR pg_has_role(grantee.oid,
		(SELECT c.relowner FROM pg_class c WHERE c.oid = 'contacts.contact'::regclass), 'MEMBER')
	THEN
		RAISE EXCEPTION 'role "%" is not held by row-level security', grantee.rolname
			USING ERRCODE = 'invalid_grant_operation',
				DETAIL = CASE WHEN grantee.rolsuper THEN 'It is a superuser.'
					WHEN grantee.rolbypassrls THEN 'It has BYPASSRLS.'
					ELSE 'It owns the tables or is a member of their owner.' END,
				HINT = 'Grant access to a role of the application''s own.';
	END IF;
	IF organization_id IS NOT NULL AND NOT EXISTS (SELECT FROM contacts.organization o WHERE o.id = grant_access.organization_id) THEN
		RAISE EXCEPTION 'organization % does not exist', organization_id USING ERRCODE = 'foreign_key_violation';
	END IF;

	INSERT INTO contacts.access AS a (organization_id, role, scopes, note, expires_at)
	VALUES (organization_id, grantee.rolname, scopes, note, expires_at)
	ON CONFLICT ON CONSTRAINT access_organization_id_role_key DO UPDATE
		SET scopes = excluded.scopes, note = excluded.note, expires_at = excluded.expires_at,
			granted_by = excluded.granted_by, granted_at = excluded.granted_at;

	SELECT string_agg(c.oid::regclass::text, ', ') INTO tables
	FROM pg_class c WHERE c.relnamespace = 'contacts'::regnamespace AND c.relkind IN ('r', 'p', 'v')
		AND (c.relrowsecurity OR c.relkind = 'v') AND c.relname NOT IN ('access', 'jwt_key', 'installation');
	SELECT string_agg(c.oid::regclass::text, ', ') INTO sequences
	FROM pg_class c WHERE c.relnamespace = 'contacts'::regnamespace AND c.relkind = 'S';
	EXECUTE format('GRANT USAGE ON SCHEMA contacts TO %I', grantee.rolname);
	EXECUTE format('GRANT SELECT ON %s TO %I', tables, grantee.rolname);
	IF scopes && '{contacts:write,contacts:delete,contacts:admin}' THEN
		EXECUTE format('GRANT INSERT, UPDATE, DELETE ON %s TO %I', tables, grantee.rolname);
		EXECUTE format('GRANT USAGE ON SEQUENCE %s TO %I', sequences, grantee.rolname);
	END IF;
END
$function$;
COMMENT ON FUNCTION contacts.grant_access(regrole, text[], bigint, text, timestamptz) IS
	'let a role act for an organization (NULL: for all of them) with scopes; gives it the privileges that the scopes need';

CREATE FUNCTION contacts.revoke_access(role regrole, organization_id bigint DEFAULT NULL) RETURNS void
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
	grantee name := (SELECT r.rolname FROM pg_roles r WHERE r.oid = revoke_access.role);
BEGIN
	DELETE FROM contacts.access a
	WHERE a.role = grantee AND a.organization_id IS NOT DISTINCT FROM revoke_access.organization_id;
	IF NOT EXISTS (SELECT FROM contacts.access a WHERE a.role = grantee) THEN
		EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA contacts FROM %I', grantee);
		EXECUTE format('REVOKE ALL ON ALL SEQUENCES IN SCHEMA contacts FROM %I', grantee);
		EXECUTE format('REVOKE ALL ON SCHEMA contacts FROM %I', grantee);
	END IF;
END
$function$;
COMMENT ON FUNCTION contacts.revoke_access(regrole, bigint) IS
	'take back what grant_access gave for the organization (NULL: the grant for all of them); the privileges go with the last grant';
