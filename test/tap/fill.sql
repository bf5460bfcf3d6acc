-- test/data/fill.sql has rows for every table that install() creates.
BEGIN;
SELECT no_plan();
CREATE ROLE regress_contacts_restore_app NOLOGIN;
\o /dev/null
\i test/data/fill.sql
\o
CREATE FUNCTION pg_temp.has_rows(tbl regclass) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
	found boolean;
BEGIN
	EXECUTE format('SELECT EXISTS (SELECT FROM %s)', tbl) INTO found;
	RETURN found;
END $$;
SELECT ok(pg_temp.has_rows(c.oid), format('%s has rows (test/data/fill.sql)', c.oid::regclass))
  FROM pg_class c
 WHERE c.relnamespace = 'contacts'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
 ORDER BY c.relname COLLATE "C";
SELECT * FROM finish();
ROLLBACK;
