-- Data belongs to the database: install() creates ordinary tables that are not members of the extension, so that
-- pg_dump and pg_restore bring back every row, column, index and policy, a customer's own included.

CREATE FUNCTION contacts_internal.install_script() RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $function$ SELECT $contacts_schema$
-- @schema-script@
$contacts_schema$ $function$;
COMMENT ON FUNCTION contacts_internal.install_script() IS 'the SQL that install() runs, for reading';

CREATE FUNCTION contacts.installed_version() RETURNS text
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $function$
BEGIN
	IF to_regclass('contacts.installation') IS NULL THEN
		RETURN NULL;
	END IF;
	RETURN (SELECT i.version FROM contacts.installation i);
END
$function$;
COMMENT ON FUNCTION contacts.installed_version() IS 'version of the installed tables, NULL where install() has not run';

CREATE FUNCTION contacts.extension_version() RETURNS text
	LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS
	$function$ SELECT e.extversion FROM pg_catalog.pg_extension e WHERE e.extname = 'contacts' $function$;
COMMENT ON FUNCTION contacts.extension_version() IS 'version of the extension''s functions and types';

CREATE FUNCTION contacts.upgrade() RETURNS text
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
	installed text := contacts.installed_version();
	current text := contacts.extension_version();
	step record;
BEGIN
	IF installed IS NULL THEN
		RAISE EXCEPTION 'contacts is not installed in this database'
			USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'Run SELECT contacts.install().';
	END IF;
	FOR step IN
		SELECT s.version, s.script FROM contacts_internal.upgrade_steps() s
		WHERE string_to_array(s.version, '.')::int[] > string_to_array(installed, '.')::int[]
		ORDER BY string_to_array(s.version, '.')::int[]
	LOOP
		EXECUTE step.script;
		UPDATE contacts.installation SET version = step.version, upgraded_at = now();
	END LOOP;
	IF contacts.installed_version() <> current THEN
		UPDATE contacts.installation SET version = current, upgraded_at = now();
		PERFORM contacts.refresh_grants();
	END IF;
	RETURN current;
END
$function$;
COMMENT ON FUNCTION contacts.upgrade() IS
	'bring the installed tables to the version of the extension, step by step; nothing happens where they are; '
	'returns the version';

CREATE FUNCTION contacts_internal.upgrade_steps(OUT version text, OUT script text) RETURNS SETOF record
	LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS
	$function$ SELECT NULL::text, NULL::text WHERE false $function$;
COMMENT ON FUNCTION contacts_internal.upgrade_steps() IS
	'what upgrade() runs to reach each version from the one before; the first release has no step';

CREATE FUNCTION contacts_internal.run_script(script text) RETURNS void
	LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'contacts_run_script_sql';
COMMENT ON FUNCTION contacts_internal.run_script(text) IS
	'run the statements of a script one by one as the caller, so that an error shows the one that failed';

CREATE FUNCTION contacts_internal.search_path_statement() RETURNS text
	LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $function$
	SELECT format('ALTER DATABASE %I SET search_path = %s', current_database(), coalesce(
		(SELECT substr(c, length('search_path=') + 1) FROM pg_db_role_setting s, unnest(s.setconfig) c
			WHERE s.setrole = 0 AND s.setdatabase = (SELECT d.oid FROM pg_database d WHERE d.datname
				= current_database())
				AND c LIKE 'search\_path=%'), '"$user", public') || ', contacts')
$function$;
COMMENT ON FUNCTION contacts_internal.search_path_statement() IS
	'the statement that puts contacts on the search path of this database, behind what is there';

CREATE FUNCTION contacts.install() RETURNS text
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $function$
BEGIN
	IF contacts.installed_version() IS NOT NULL THEN
		RETURN contacts.installed_version();
	END IF;
	PERFORM contacts_internal.run_script(contacts_internal.install_script());
	INSERT INTO contacts.installation (version) VALUES (contacts.extension_version());
	RAISE NOTICE 'contacts % is installed; its tables belong to role "%"', contacts.extension_version(), current_user
		USING DETAIL = 'Next: SELECT * FROM contacts.create_organization(name), then SELECT contacts.grant_access(role, scopes, organization_id) for the role of each application.',
			HINT = 'Operators of the types are found through the search path: '
				|| contacts_internal.search_path_statement() || ';';
	RETURN contacts.extension_version();
END
$function$;
COMMENT ON FUNCTION contacts.install() IS
	'create the tables, views, policies and triggers as objects of the caller; on an installed database nothing '
	'happens; returns the version';

CREATE FUNCTION contacts_internal.installed_relations(OUT relation regclass, OUT kind "char") RETURNS SETOF record
	LANGUAGE sql STABLE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $function$
	SELECT c.oid::regclass, c.relkind
	FROM regexp_matches(contacts_internal.install_script(), '^CREATE (?:TABLE|VIEW) contacts\.(\w+)', 'ng') m
		JOIN pg_class c ON c.relname = m[1] AND c.relnamespace = 'contacts'::regnamespace
	ORDER BY c.relkind DESC, c.relname
$function$;
COMMENT ON FUNCTION contacts_internal.installed_relations() IS 'the tables and views that install() made';

CREATE FUNCTION contacts.uninstall(confirm text DEFAULT NULL) RETURNS text
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
	organizations bigint;
	stored bigint;
	views text;
	tables text;
BEGIN
	IF contacts.installed_version() IS NULL THEN
		RETURN 'contacts is not installed in this database';
	END IF;
	SELECT count(*) INTO organizations FROM contacts.organization;
	SELECT count(*) INTO stored FROM contacts.contact;
	IF confirm IS DISTINCT FROM current_database() THEN
		RAISE EXCEPTION 'uninstall() deletes % organizations with % contacts and everything that belongs to them',
			organizations, stored USING ERRCODE = 'object_not_in_prerequisite_state',
			DETAIL = (SELECT 'It drops ' || string_agg(r.relation::text, ', ')
				FROM contacts_internal.installed_relations() r),
			HINT = format('Take a dump first, then confirm with the name of the database: SELECT contacts.uninstall(%L).',
				current_database());
	END IF;
	SELECT string_agg(r.relation::text, ', ') FILTER (WHERE r.kind = 'v'),
		string_agg(r.relation::text, ', ') FILTER (WHERE r.kind <> 'v')
	INTO views, tables FROM contacts_internal.installed_relations() r;
	-- without CASCADE: what a customer built on them is theirs to drop
	EXECUTE 'DROP VIEW ' || views;
	EXECUTE 'DROP TABLE ' || tables;
	RETURN format('%s organizations with %s contacts were deleted; DROP EXTENSION contacts removes the code',
		organizations, stored);
END
$function$;
COMMENT ON FUNCTION contacts.uninstall(text) IS
	'drop the tables and views that install() made, with all rows; confirm is the name of the database. Without it an '
	'error says what would be deleted. Fails where an object of yours depends on them';

CREATE FUNCTION contacts_internal.drop_guard() RETURNS event_trigger
	LANGUAGE C VOLATILE AS 'MODULE_PATHNAME', 'contacts_drop_guard';
COMMENT ON FUNCTION contacts_internal.drop_guard() IS
	'event trigger: refuses DROP EXTENSION contacts and DROP SCHEMA contacts while there is an organization';
CREATE EVENT TRIGGER contacts_drop_guard ON ddl_command_start WHEN TAG IN ('DROP EXTENSION', 'DROP SCHEMA')
	EXECUTE FUNCTION contacts_internal.drop_guard();
COMMENT ON EVENT TRIGGER contacts_drop_guard IS 'keeps DROP EXTENSION contacts from taking data along';
