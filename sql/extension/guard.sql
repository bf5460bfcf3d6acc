-- Refuse a schema that is not ours to trust: whoever owns it could put functions and operators beside our own.
--
-- CREATE EXTENSION makes the schema where it is missing.  One that exists has to be empty and to belong to the role
-- that runs this, to the database's owner or to a superuser.  pg_restore makes the schema first and gives it to its
-- owner before it comes here, so a superuser's restoring session (row_security is off, function bodies go unchecked;
-- nobody else can make a superuser's session so) may find another owner.
DO $guard$
DECLARE
	owner oid;
	trusted boolean;
BEGIN
	SELECT n.nspowner INTO owner FROM pg_catalog.pg_namespace n WHERE n.nspname = 'contacts';
	trusted := owner = (SELECT r.oid FROM pg_catalog.pg_roles r WHERE r.rolname = session_user)
		OR owner = (SELECT r.oid FROM pg_catalog.pg_roles r WHERE r.rolname = current_user)
		OR owner = (SELECT d.datdba FROM pg_catalog.pg_database d WHERE d.datname = current_database())
		OR (SELECT r.rolsuper FROM pg_catalog.pg_roles r WHERE r.oid = owner)
		OR (current_setting('row_security') = 'off' AND current_setting('check_function_bodies') = 'off'
			AND (SELECT r.rolsuper FROM pg_catalog.pg_roles r WHERE r.rolname = session_user));
	IF NOT trusted THEN
		RAISE EXCEPTION 'schema "contacts" belongs to role "%"', pg_catalog.pg_get_userbyid(owner)
			USING ERRCODE = 'insufficient_privilege',
				DETAIL = 'Its owner could put functions and operators beside those of the extension.',
				HINT = 'Drop the schema, or give it to the role that creates the extension.';
	END IF;
	IF EXISTS (SELECT FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
		WHERE n.nspname = 'contacts')
		OR EXISTS (SELECT FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
			WHERE n.nspname = 'contacts')
		OR EXISTS (SELECT FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
			WHERE n.nspname = 'contacts')
		OR EXISTS (SELECT FROM pg_catalog.pg_operator o JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace
			WHERE n.nspname = 'contacts')
	THEN
		RAISE EXCEPTION 'schema "contacts" is not empty'
			USING ERRCODE = 'object_not_in_prerequisite_state',
				HINT = 'Drop or move its objects first: the extension brings everything that belongs there.';
	END IF;
END
$guard$;

-- Schema contacts has what a user calls.  What only the extension calls stands in contacts_internal, a member of the
-- extension: functions of types and operators, trigger functions, predicates of constraints and policies, helpers.
-- Whoever writes to our tables runs some of these, so PUBLIC may use the schema; a function does for its caller what
-- the caller's own privileges allow.
DO $guard$
BEGIN
	IF EXISTS (SELECT FROM pg_catalog.pg_namespace n WHERE n.nspname = 'contacts_internal') THEN
		RAISE EXCEPTION 'schema "contacts_internal" already exists'
			USING ERRCODE = 'duplicate_schema',
				DETAIL = 'The extension makes it and owns what is in it.',
				HINT = 'Drop or rename the schema.';
	END IF;
END
$guard$;
CREATE SCHEMA contacts_internal;
COMMENT ON SCHEMA contacts_internal IS 'functions that only the extension contacts calls';
GRANT USAGE ON SCHEMA contacts_internal TO PUBLIC;
