-- What every later test stands on: the extension, its tables, two organizations and an unprivileged role.
CREATE EXTENSION contacts;
SET client_min_messages = warning;
SELECT contacts.install() = contacts.extension_version() AS installed;
SELECT contacts.install() = contacts.installed_version() AS nothing_to_do;
SELECT contacts.upgrade() = contacts.installed_version() AS nothing_to_upgrade;
INSERT INTO contacts.organization (id, name) VALUES (1, 'First Organization'), (2, 'Second Organization');
DROP ROLE IF EXISTS regress_contacts_app;
CREATE ROLE regress_contacts_app;
SELECT contacts.grant_access('regress_contacts_app', '{contacts:read,contacts:write,contacts:delete}', 1);
-- a plan in the words of PostgreSQL 15: later ones have other names for what an InitPlan or a SubPlan returns,
-- and say what was disabled
CREATE FUNCTION public.plan(query text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	line text;
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP
		line := regexp_replace(line, ' \(returns \$\d+\)$', '');
		line := regexp_replace(line, '\(ANY \(.* = \((hashed SubPlan \d+)\)\.col1\)\)', '(\1)');
		FOR i IN 1 .. 9 LOOP
			line := replace(line, format('(InitPlan %s).col1', i), '$' || i - 1);
		END LOOP;
		CONTINUE WHEN line ~ '^ *Disabled: true$';
		RETURN NEXT line;
	END LOOP;
END $$;
