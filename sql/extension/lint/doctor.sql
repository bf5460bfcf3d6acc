-- What would break isolation, who can do what, and why a row is or is not seen.

CREATE FUNCTION contacts_internal.doctor_tables(OUT severity text, OUT object text, OUT problem text, OUT mend text)
	RETURNS SETOF record
	LANGUAGE sql STABLE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp SET jit = off AS $function$
	WITH tbl AS (
		SELECT c.oid, c.oid::regclass::text AS name, c.relrowsecurity, c.relforcerowsecurity,
			EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'organization_id'
				AND NOT a.attisdropped) AS owned
		FROM pg_class c WHERE c.relnamespace = 'contacts'::regnamespace AND c.relkind IN ('r', 'p')
			AND c.relname <> 'installation'
	), pol AS (
		SELECT t.name, p.polname, p.polcmd, p.polpermissive, concat_ws(' ', pg_get_expr(p.polqual, p.polrelid),
			pg_get_expr(p.polwithcheck, p.polrelid)) AS expression
		FROM pg_policy p JOIN tbl t ON t.oid = p.polrelid
	)
	SELECT 'error', name, 'row-level security is off: every role with privileges sees every organization',
		format('SELECT contacts.protect_table(%L)', name)
	FROM tbl WHERE NOT relrowsecurity AND NOT EXISTS (SELECT FROM pol WHERE pol.name = tbl.name)
	UNION ALL
	SELECT 'error', name, 'row-level security was switched off', format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY',
		name)
	FROM tbl WHERE NOT relrowsecurity AND EXISTS (SELECT FROM pol WHERE pol.name = tbl.name)
	UNION ALL
	SELECT 'warning', name, 'row-level security is forced: its owner cannot dump it',
		format('ALTER TABLE %s NO FORCE ROW LEVEL SECURITY', name)
	FROM tbl WHERE relforcerowsecurity
	UNION ALL
	SELECT 'error', format('policy %I on %s', polname, name),
		'it lets rows through without asking for the organization', format('DROP POLICY %I ON %s', polname, name)
	FROM pol WHERE polpermissive AND expression !~ 'SELECT contacts\.current_organization\(\)'
	UNION ALL
	SELECT 'warning', format('policy %I on %s', polname, name), 'it trusts a setting, which any session can change',
		'use contacts.current_organization(), contacts.has_scope() or contacts.current_user_id()'
	FROM pol WHERE expression ~ '\mcurrent_setting\('
	UNION ALL
	SELECT 'warning', name, 'no trigger context_required: writes without a context or scope do nothing instead of failing',
		format('CREATE TRIGGER context_required BEFORE INSERT OR UPDATE OR DELETE ON %s FOR EACH STATEMENT EXECUTE FUNCTION contacts_internal.require_context()', name)
	FROM tbl WHERE EXISTS (SELECT FROM pol WHERE pol.name = tbl.name AND polname LIKE 'organization\_%'
		AND polcmd <> 'r')
		AND NOT EXISTS (SELECT FROM pg_trigger g WHERE g.tgrelid = tbl.oid AND g.tgname = 'context_required')
	UNION ALL
	SELECT 'error', format('trigger %I on %s', g.tgname, t.name), 'it is disabled',
		format('ALTER TABLE %s ENABLE TRIGGER %I', t.name, g.tgname)
	FROM pg_trigger g JOIN tbl t ON t.oid = g.tgrelid WHERE g.tgenabled = 'D'
	UNION ALL
	SELECT 'error', i.indexrelid::regclass::text, 'unique without organization_id: it tells one organization what another one has', 'create it with organization_id as its first column'
	FROM pg_index i JOIN tbl t ON t.oid = i.indrelid LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum
		= i.indkey[0]
	WHERE t.owned AND i.indisunique AND a.attname IS DISTINCT FROM 'organization_id'
		AND t.name NOT IN ('contacts.access', 'contacts.jwt_key')
	UNION ALL
	SELECT 'error', format('constraint %I on %s', f.conname, f.conrelid::regclass),
		'foreign key without organization_id: it accepts a row of another organization',
		'create it with organization_id as its first column'
	FROM pg_constraint f JOIN tbl t ON t.oid = f.confrelid
		LEFT JOIN pg_attribute a ON a.attrelid = f.confrelid AND a.attnum = f.confkey[1]
	WHERE f.contype = 'f' AND t.owned AND a.attname IS DISTINCT FROM 'organization_id'
	UNION ALL
	SELECT 'warning', format('constraint %I on %s', f.conname, t.name), 'it was not validated',
		format('ALTER TABLE %s VALIDATE CONSTRAINT %I', t.name, f.conname)
	FROM pg_constraint f JOIN tbl t ON t.oid = f.conrelid WHERE NOT f.convalidated
	UNION ALL
	-- events keep names and addresses of a contact; a probe of its key for each event would cost every reader
	SELECT 'warning', format('policy %I on contacts.contact', p.polname),
		'it hides contacts, whose events and history other readers see', format('CREATE POLICY %I ON contacts.event '
		'AS RESTRICTIVE FOR SELECT USING (contact_id IS NULL OR EXISTS (SELECT FROM contacts.contact c '
		'WHERE c.organization_id = event.organization_id AND c.id = event.contact_id))', p.polname)
	FROM pol p WHERE p.name = 'contacts.contact' AND NOT p.polpermissive AND p.polcmd IN ('r', '*')
		AND NOT EXISTS (SELECT FROM pol e WHERE e.name = 'contacts.event' AND NOT e.polpermissive)
	UNION ALL
	SELECT 'warning', i.indexrelid::regclass::text, 'it is invalid and not used',
		format('REINDEX INDEX CONCURRENTLY %s', i.indexrelid::regclass)
	FROM pg_index i JOIN tbl t ON t.oid = i.indrelid WHERE NOT i.indisvalid
$function$;
COMMENT ON FUNCTION contacts_internal.doctor_tables() IS 'part of doctor(): tables, policies, keys and triggers';

CREATE FUNCTION contacts_internal.doctor_code(OUT severity text, OUT object text, OUT problem text, OUT mend text)
	RETURNS SETOF record
	LANGUAGE sql STABLE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp SET jit = off AS $function$
	WITH RECURSIVE member AS (
		SELECT d.classid, d.objid FROM pg_depend d JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass
			AND d.refobjid = e.oid
		WHERE d.deptype = 'e' AND e.extname = 'contacts'
	), fn AS (
		SELECT p.*, p.oid::regprocedure::text AS name, EXISTS (SELECT FROM member m
			WHERE m.classid = 'pg_proc'::regclass AND m.objid = p.oid) AS ours
		FROM pg_proc p WHERE p.pronamespace IN ('contacts'::regnamespace, 'contacts_internal'::regnamespace)
	), seen AS (
		SELECT c.oid, c.relkind, true AS direct FROM pg_class c
		WHERE c.relnamespace = 'contacts'::regnamespace AND c.relkind IN ('r', 'p') AND c.relrowsecurity
		UNION
		SELECT v.oid, v.relkind, false
		FROM seen s JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = s.oid AND d.classid
			= 'pg_rewrite'::regclass
			JOIN pg_rewrite r ON r.oid = d.objid JOIN pg_class v ON v.oid = r.ev_class AND v.oid <> s.oid
	)
	SELECT 'error', oid::regclass::text, 'the view reads with the rights of its owner, not with those of its caller',
		format('ALTER VIEW %s SET (security_invoker = true)', oid::regclass)
	FROM seen s WHERE s.relkind = 'v' AND NOT EXISTS (SELECT FROM pg_class c, unnest(c.reloptions) o
		WHERE c.oid = s.oid AND o ~* '^security_invoker=(true|on|yes|1)$')
	UNION ALL
	SELECT 'warning', oid::regclass::text, 'a materialized view holds rows of every organization; policies do not reach it', 'grant it to nobody, or replace it by a view'
	FROM seen WHERE relkind = 'm'
	UNION ALL
	SELECT 'error', name, 'it runs with the rights of its owner', format('ALTER FUNCTION %s SECURITY INVOKER', name)
		FROM fn WHERE ours AND prosecdef
	UNION ALL
	SELECT 'error', name, 'it lost its fixed search_path',
		format('ALTER FUNCTION %s SET search_path = pg_catalog, pg_temp', name)
	FROM fn JOIN pg_language l ON l.oid = prolang
	WHERE ours AND l.lanname IN ('sql', 'plpgsql') AND prosqlbody IS NULL
		AND NOT coalesce('search_path=pg_catalog, pg_temp' = ANY (proconfig), false)
	UNION ALL
	SELECT 'error', name, 'it does not belong to the extension''s library',
		'DROP EXTENSION is not needed: create the function anew from the script of this version'
	FROM fn JOIN pg_language l ON l.oid = prolang WHERE ours AND l.lanname = 'c' AND probin !~ '(^|/)contacts(\.\w+)?$'
	UNION ALL
	SELECT 'warning', name, 'it does not belong to the extension; a function here may be taken for one of the extension''s', format('DROP FUNCTION %s', name)
	FROM fn WHERE NOT ours
	UNION ALL
	SELECT 'error', o.oid::regoperator::text, 'its function is no longer LEAKPROOF: row-level security switches the index off', format('ALTER FUNCTION %s LEAKPROOF', o.oprcode::regprocedure)
	FROM pg_operator o JOIN member m ON m.classid = 'pg_operator'::regclass AND m.objid = o.oid JOIN pg_proc p
		ON p.oid = o.oprcode
	WHERE o.oprname IN ('=', '<', '<=', '>', '>=') AND NOT p.proleakproof
	UNION ALL
	SELECT 'warning', p.oid::regprocedure::text, format('it runs with the rights of "%s", for whom row-level security does not hold: whoever may call it gets what it returns', pg_get_userbyid(p.proowner)),
		format('read it, then REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC, or ALTER FUNCTION %1$s SECURITY INVOKER',
			p.oid::regprocedure)
	FROM pg_proc p WHERE p.prosecdef AND p.pronamespace NOT IN ('pg_catalog'::regnamespace, 'contacts'::regnamespace,
		'contacts_internal'::regnamespace)
		AND contacts_internal.bypass_reason(p.proowner) IS NOT NULL AND p.prorettype NOT IN ('trigger'::regtype,
			'event_trigger'::regtype)
		AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid
			AND d.deptype = 'e')
		AND p.prosrc ~* '\mcontacts\.'
	UNION ALL
	SELECT 'error', 'tables', format('version %s is installed, the extension has version %s',
		contacts.installed_version(), contacts.extension_version()), 'SELECT contacts.upgrade()'
	WHERE contacts.installed_version() IS DISTINCT FROM contacts.extension_version()
	UNION ALL
	SELECT 'note', 'extension', format('version %s is there, the extension has version %s', a.default_version,
		contacts.extension_version()), 'ALTER EXTENSION contacts UPDATE; SELECT contacts.upgrade()'
	FROM pg_available_extensions a WHERE a.name = 'contacts' AND a.default_version <> contacts.extension_version()
$function$;
COMMENT ON FUNCTION contacts_internal.doctor_code() IS 'part of doctor(): views, functions, operators and versions';

CREATE FUNCTION contacts_internal.search_path_setting(role oid, of_role boolean) RETURNS text
	LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $function$
	SELECT substr(c, length('search_path=') + 1)
	FROM pg_db_role_setting s CROSS JOIN unnest(s.setconfig) c
	WHERE c LIKE 'search\_path=%' AND s.setrole = CASE WHEN of_role THEN role ELSE 0 END
		AND s.setdatabase IN (0, (SELECT d.oid FROM pg_database d WHERE d.datname = current_database()))
	ORDER BY s.setdatabase DESC LIMIT 1
$function$;
COMMENT ON FUNCTION contacts_internal.search_path_setting(oid, boolean) IS
	'search_path that ALTER ROLE, or ALTER DATABASE, sets for sessions of a role here; NULL for none';

CREATE FUNCTION contacts_internal.is_on_path(path text) RETURNS boolean
	LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $function$
	SELECT path ~ '(^|,)\s*"?contacts"?\s*(,|$)'
$function$;
COMMENT ON FUNCTION contacts_internal.is_on_path(text) IS 'whether schema contacts is part of a search_path';

CREATE FUNCTION contacts_internal.identity_columns(OUT table_name text, OUT sequence text, OUT last_value bigint,
	OUT largest bigint) RETURNS SETOF record
	LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $function$
BEGIN
	FOR table_name, sequence IN
		SELECT r.relation::text, d.objid::regclass::text
		FROM contacts_internal.installed_relations() r
			JOIN pg_attribute a ON a.attrelid = r.relation AND a.attname = 'id' AND a.attidentity <> ''
			JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = r.relation AND d.refobjsubid = a.attnum
				AND d.classid = 'pg_class'::regclass AND d.deptype = 'i'
			JOIN pg_class q ON q.oid = d.objid AND q.relkind = 'S'
		WHERE CASE WHEN q.relkind = 'S' THEN has_sequence_privilege(q.oid, 'SELECT') END
	LOOP
		EXECUTE format('SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM %s', sequence) INTO last_value;
		EXECUTE format('SELECT coalesce((SELECT max(m.largest) FROM contacts.organization o CROSS JOIN LATERAL ('
			'SELECT max(t.id) AS largest FROM %s t WHERE t.%I = o.id) m), 0)', table_name,
			CASE WHEN table_name = 'contacts.organization' THEN 'id' ELSE 'organization_id' END) INTO largest;
		RETURN NEXT;
	END LOOP;
END
$function$;
COMMENT ON FUNCTION contacts_internal.identity_columns() IS
	'tables with an identity column id: the last value of the sequence and the largest id';

CREATE FUNCTION contacts_internal.doctor_roles(OUT severity text, OUT object text, OUT problem text, OUT mend text)
	RETURNS SETOF record
	LANGUAGE sql STABLE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp SET jit = off AS $function$
	WITH rel AS (
		SELECT c.oid, c.relname, c.relkind, c.oid::regclass::text AS name, c.relowner, x.grantee, x.privilege_type
		FROM pg_class c CROSS JOIN aclexplode(c.relacl) x
		WHERE c.relnamespace = 'contacts'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
			AND x.grantee <> c.relowner
	), granted AS (
		SELECT a.role, r.oid, contacts_internal.bypass_reason(r.oid) AS reason,
			array_agg(DISTINCT s.scope) FILTER (WHERE a.expires_at IS NULL OR a.expires_at > now()) AS scopes
		FROM contacts.access a LEFT JOIN pg_roles r ON r.rolname = a.role CROSS JOIN unnest(a.scopes) s (scope)
		GROUP BY a.role, r.oid
	)
	SELECT 'error', format('role %I', role), 'it has grants, but row-level security does not hold for it. ' || reason,
		'have applications connect as another role'
	FROM granted WHERE reason IS NOT NULL
	UNION ALL
	SELECT 'warning', format('role %I', role), 'it has grants but does not exist; a new role of the name would have them', format('DELETE FROM contacts.access WHERE role = %L', role)
	FROM granted WHERE oid IS NULL
	UNION ALL
	SELECT 'note', format('role %I', a.role), format('its grant for %s expired at %s',
		coalesce('organization ' || a.organization_id, 'all organizations'), a.expires_at),
		format('SELECT contacts.revoke_access(%L, %s)', quote_ident(a.role),
			coalesce(a.organization_id::text, 'all_organizations => true'))
	FROM contacts.access a JOIN pg_roles r ON r.rolname = a.role WHERE a.expires_at <= now()
	UNION ALL
	SELECT 'warning', format('role %I', g.role), format('it lacks privileges that its scopes need: %s',
		string_agg(format('%s on %s', p.privilege, p.relation), ', ' ORDER BY p.relation::text, p.privilege)),
		'SELECT contacts.refresh_grants()'
	FROM granted g CROSS JOIN contacts_internal.scope_privileges(g.scopes) p
	WHERE g.oid IS NOT NULL AND NOT EXISTS (SELECT FROM rel WHERE rel.oid = p.relation AND rel.grantee = g.oid
		AND rel.privilege_type = p.privilege)
	GROUP BY g.role
	UNION ALL
	SELECT 'error', name, format('granted to PUBLIC: %s', string_agg(privilege_type, ', ' ORDER BY privilege_type)),
		format('REVOKE ALL ON %s FROM PUBLIC', name)
	FROM rel WHERE grantee = 0 GROUP BY name
	UNION ALL
	SELECT 'error', name, format('role "%s" has %s, which policies do not hold back', pg_get_userbyid(grantee),
		string_agg(privilege_type, ', ' ORDER BY privilege_type)),
		format('REVOKE %s ON %s FROM %I', string_agg(privilege_type, ', ' ORDER BY privilege_type), name,
			pg_get_userbyid(grantee))
	FROM rel WHERE grantee <> 0 AND relkind IN ('r', 'p') AND (privilege_type IN ('TRUNCATE', 'TRIGGER', 'REFERENCES')
		OR (relname IN ('access', 'jwt_key', 'installation') AND privilege_type <> 'SELECT') OR (relname = 'jwt_key'
			AND privilege_type = 'SELECT'))
	GROUP BY name, grantee
	UNION ALL
	SELECT 'error', format('schema %s', n.nspname), format('%s may create objects in it',
		coalesce('role "' || r.rolname || '"', 'PUBLIC')), format('REVOKE CREATE ON SCHEMA %s FROM %s', n.nspname,
		coalesce(quote_ident(r.rolname), 'PUBLIC'))
	FROM pg_namespace n CROSS JOIN aclexplode(n.nspacl) x LEFT JOIN pg_roles r ON r.oid = x.grantee
	WHERE n.nspname IN ('contacts', 'contacts_internal') AND x.privilege_type = 'CREATE' AND x.grantee <> n.nspowner
	UNION ALL
	SELECT 'warning', format('role %I', g.role),
		'operators of the extension are not found in its sessions in this database: schema contacts is not on its search_path',
		CASE WHEN contacts_internal.search_path_setting(g.oid, true) IS NOT NULL
			THEN format('ALTER ROLE %I IN DATABASE %I SET search_path = %s, contacts', g.role, current_database(),
				contacts_internal.search_path_setting(g.oid, true))
			ELSE contacts_internal.search_path_statement() END
	FROM granted g WHERE g.oid IS NOT NULL
		AND NOT contacts_internal.is_on_path(coalesce(contacts_internal.search_path_setting(g.oid, true),
			contacts_internal.search_path_setting(g.oid, false), current_setting('search_path')))
	UNION ALL
	SELECT 'warning', format('sequence of %s', i.table_name), format(
		'its next value is %s, but there are rows with ids up to %s: the next INSERT fails', i.last_value + 1, i.largest),
		format('SELECT setval(%L, %s)', i.sequence, i.largest)
	FROM contacts_internal.identity_columns() i WHERE i.largest > i.last_value
	UNION ALL
	SELECT 'warning', format('organization %s', o.id), 'it requires a token, but no key could sign one',
		'INSERT INTO contacts.jwt_key (kid, secret) VALUES (...)'
	FROM contacts.organization o WHERE o.require_token AND NOT EXISTS (SELECT FROM contacts.jwt_key k
		WHERE k.active AND (k.expires_at IS NULL OR k.expires_at > now()) AND coalesce(k.organization_id, o.id) = o.id)
$function$;
COMMENT ON FUNCTION contacts_internal.doctor_roles() IS 'part of doctor(): roles, grants and keys';

CREATE FUNCTION contacts.doctor(OUT severity text, OUT object text, OUT problem text, OUT mend text)
	RETURNS SETOF record
	LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $function$
BEGIN
	IF contacts.installed_version() IS NULL THEN
		RETURN QUERY SELECT 'error', 'tables', 'contacts is not installed in this database',
			'SELECT contacts.install()';
		RETURN;
	END IF;
	RETURN QUERY
		SELECT f.* FROM (SELECT * FROM contacts_internal.doctor_tables() UNION ALL SELECT *
			FROM contacts_internal.doctor_code() UNION ALL SELECT * FROM contacts_internal.doctor_roles()) f
		ORDER BY array_position('{error,warning,note}', f.severity), f.object, f.problem;
END
$function$;
COMMENT ON FUNCTION contacts.doctor() IS
	'what would break isolation or switch indexes off: severity (error, warning, note), object, problem and the SQL '
	'that mends it; no row where all is well. For the owner of the tables';

CREATE FUNCTION contacts.access_report(OUT role name, OUT organization_id bigint, OUT organization text,
	OUT scopes text[], OUT via text, OUT can_login boolean,
	OUT expires_at timestamptz) RETURNS SETOF record
	LANGUAGE sql STABLE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp SET jit = off AS $function$
	SELECT r.rolname, a.organization_id, o.name, a.scopes,
		CASE WHEN r.rolname = a.role THEN 'own grant'
			WHEN pg_has_role(r.oid, g.oid, 'USAGE') THEN format('member of %I', a.role)
			ELSE format('SET ROLE %I', a.role) END,
		r.rolcanlogin, a.expires_at
	FROM contacts.access a JOIN pg_roles g ON g.rolname = a.role
		JOIN pg_roles r ON NOT r.rolsuper AND pg_has_role(r.oid, g.oid, 'MEMBER')
		LEFT JOIN contacts.organization o ON o.id = a.organization_id
	WHERE a.expires_at IS NULL OR a.expires_at > now()
	UNION ALL
	SELECT r.rolname, NULL, NULL, '{contacts:read,contacts:write,contacts:delete,contacts:admin}',
		'not held by row-level security. ' || contacts_internal.bypass_reason(r.oid), r.rolcanlogin, NULL
	FROM pg_roles r WHERE contacts_internal.bypass_reason(r.oid) IS NOT NULL
	ORDER BY 1, 2 NULLS FIRST, 5
$function$;
COMMENT ON FUNCTION contacts.access_report() IS
	'who can do what: every role with its organizations (NULL: all of them), scopes and how it came by them, '
	'members of granted roles and roles that row-level security does not hold included. For the owner of the tables';

CREATE FUNCTION contacts.explain_access(contact bigint, OUT question text, OUT answer boolean, OUT explanation text)
	RETURNS SETOF record
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
	reason text := contacts_internal.bypass_reason((SELECT r.oid FROM pg_roles r WHERE r.rolname = current_user));
	organization bigint;
	readable boolean;
	found_rows bigint;
	places text;
BEGIN
	question := 'may the role read the table?';
	answer := has_table_privilege('contacts.contact', 'SELECT');
	explanation := format('Role "%s" %s SELECT on contacts.contact.', current_user, CASE WHEN answer THEN 'has'
		ELSE 'lacks' END);
	RETURN NEXT;
	question := 'does row-level security hold for the role?';
	answer := reason IS NULL;
	explanation := coalesce(reason || ' It sees every organization.', 'It sees the organization of its context only.');
	RETURN NEXT;
	question := 'is there a context?';
	BEGIN
		organization := contacts.current_organization();
		readable := contacts.has_scope('contacts:read');
		answer := organization IS NOT NULL;
		explanation := coalesce('It is organization ' || organization || '.',
			'No organization is set, and the role was not granted exactly one: call contacts.set_context(organization_id).');
	EXCEPTION WHEN insufficient_privilege OR SQLSTATE 'CT401' THEN
		answer := false;
		readable := false;
		explanation := upper(left(SQLERRM, 1)) || substr(SQLERRM, 2) || '.';
	END;
	RETURN NEXT;
	question := 'does the context have the scope to read?';
	answer := readable;
	explanation := CASE WHEN readable THEN 'It has contacts:read.'
		ELSE 'It lacks contacts:read: not granted, expired, or narrowed by set_context() or a token.' END;
	RETURN NEXT;
	question := 'is the row seen?';
	answer := false;
	explanation := 'No, for the reason above.';
	IF has_table_privilege('contacts.contact', 'SELECT') AND (reason IS NOT NULL
		OR (organization IS NOT NULL AND readable)) THEN
		SELECT count(*), string_agg(format('organization %s%s%s', c.organization_id, CASE WHEN c.deleted_at
			IS NOT NULL THEN ', deleted: only table contact shows it' ELSE '' END,
			CASE WHEN c.status <> 'active' THEN ', ' || c.status ELSE '' END), '; ' ORDER BY c.organization_id)
		INTO found_rows, places FROM contacts.contact c WHERE c.id = explain_access.contact;
		answer := found_rows > 0;
		explanation := coalesce('It belongs to ' || places || '.',
			CASE WHEN reason IS NULL THEN format('Organization %s has no such contact; what others have is not told.',
				organization) ELSE 'No organization has such a contact.' END);
	END IF;
	RETURN NEXT;
END
$function$;
COMMENT ON FUNCTION contacts.explain_access(bigint) IS
	'why this session can or cannot see a contact: privilege, row-level security, context, scope and row, one '
	'answer each; of other organizations nothing is told';
