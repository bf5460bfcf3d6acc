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

CREATE FUNCTION contacts.install() RETURNS text
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $function$
BEGIN
	IF contacts.installed_version() IS NOT NULL THEN
		RETURN contacts.installed_version();
	END IF;
	EXECUTE contacts_internal.install_script();
	INSERT INTO contacts.installation (version) VALUES (contacts.extension_version());
	RAISE NOTICE 'contacts % is installed; its tables belong to role "%"', contacts.extension_version(), current_user
		USING HINT = 'Go on with INSERT INTO contacts.organization (name) VALUES (...) RETURNING id, then SELECT contacts.grant_access(role, scopes, organization_id) for the role of each application.';
	RETURN contacts.extension_version();
END
$function$;
COMMENT ON FUNCTION contacts.install() IS
	'create the tables, views, policies and triggers as objects of the caller; on an installed database nothing '
	'happens; returns the version';
