-- Schema contacts has the functions that a user calls, and those only: test/tap/public_functions.txt lists them, one a
-- line, reviewed by hand.  What is written there is promised.  To bring the file up to date after a change that is meant:
--	psql -XAt -f test/tap/public_functions.sql -v list=1 > test/tap/public_functions.txt
\if :{?list}
\else
BEGIN;
\endif
SET search_path = pg_catalog;
CREATE TEMP VIEW public_function AS
SELECT format('%s(%s) %s', p.proname, pg_get_function_arguments(p.oid), pg_get_function_result(p.oid)) AS line
  FROM pg_proc p WHERE p.pronamespace = 'contacts'::regnamespace;
\if :{?list}
SELECT line FROM public_function ORDER BY line COLLATE "C";
\quit
\endif
SET search_path = public, pg_catalog;
SELECT plan(11);

CREATE TEMP TABLE reviewed_function (line text);
\copy reviewed_function FROM 'test/tap/public_functions.txt'
SELECT is_empty('SELECT line FROM public_function EXCEPT SELECT line FROM reviewed_function ORDER BY 1',
	'every function of schema contacts is a reviewed one');
SELECT is_empty('SELECT line FROM reviewed_function EXCEPT SELECT line FROM public_function ORDER BY 1',
	'every reviewed function is there');

-- what the server calls, or our own code, has no place in the schema that a user sees
CREATE TEMP VIEW ours AS
SELECT p.*, p.oid::regprocedure::text AS name FROM pg_proc p
 WHERE p.pronamespace IN ('contacts'::regnamespace, 'contacts_internal'::regnamespace);
SELECT is_empty($$SELECT name FROM ours WHERE pronamespace = 'contacts'::regnamespace AND prokind = 'f'
	AND (prorettype IN ('trigger'::regtype, 'internal'::regtype, 'cstring'::regtype)
		OR proargtypes::oid[] && ARRAY['internal'::regtype, 'cstring'::regtype]::oid[]
		OR EXISTS (SELECT FROM pg_operator WHERE oprcode = ours.oid OR oprrest = ours.oid OR oprjoin = ours.oid)
		OR EXISTS (SELECT FROM pg_amproc WHERE amproc = ours.oid)
		OR EXISTS (SELECT FROM pg_aggregate WHERE ours.oid IN (aggtransfn, aggfinalfn, aggcombinefn))
		OR EXISTS (SELECT FROM pg_type WHERE ours.oid IN (typinput, typoutput, typreceive, typsend, typmodin, typmodout, typanalyze)))$$,
	'functions of types, operators, indexes, aggregates and triggers are internal');
SELECT is_empty($$SELECT c.conname || ': ' || ours.name FROM pg_constraint c
	JOIN pg_depend d ON d.classid = 'pg_constraint'::regclass AND d.objid = c.oid AND d.refclassid = 'pg_proc'::regclass
	JOIN ours ON ours.oid = d.refobjid
	WHERE c.contype = 'c' AND ours.pronamespace = 'contacts'::regnamespace AND ours.proname !~ '^(phone|email)_'$$,
	'predicates of constraints are internal');
SELECT is_empty($$SELECT relname FROM pg_class WHERE relnamespace = 'contacts_internal'::regnamespace
	UNION ALL SELECT typname FROM pg_type WHERE typnamespace = 'contacts_internal'::regnamespace
	UNION ALL SELECT oprname FROM pg_operator WHERE oprnamespace = 'contacts_internal'::regnamespace$$,
	'contacts_internal has functions only');
SELECT is((SELECT string_agg(privilege_type, ' ' ORDER BY privilege_type) FROM pg_namespace n, aclexplode(n.nspacl) x
	WHERE nspname = 'contacts_internal' AND x.grantee = 0), 'USAGE', 'PUBLIC may use contacts_internal, and not create in it');
SELECT is((SELECT e.extname::text FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid AND d.refclassid = 'pg_extension'::regclass
	WHERE d.classid = 'pg_namespace'::regclass AND d.objid = 'contacts_internal'::regnamespace AND d.deptype = 'e'), 'contacts',
	'contacts_internal is a member of the extension');

-- the C function has the name of the SQL function, with _sql where another C function has that name and does the work;
-- several SQL functions may share one
SELECT is_empty($$SELECT name || ' is ' || prosrc FROM ours
	WHERE prolang = (SELECT oid FROM pg_language WHERE lanname = 'c')
	AND prosrc NOT IN ('contacts_' || proname, 'contacts_' || proname || '_sql')
	AND name <> 'contacts.gen_ulid(timestamp with time zone)'
	AND prosrc NOT IN (SELECT prosrc FROM ours GROUP BY prosrc HAVING count(*) > 1)$$, 'C name = SQL name');

-- arguments: no name needs quotes, and one word stands for one idea
CREATE TEMP VIEW argument AS
SELECT ours.name AS function, ours.pronamespace, a.name, coalesce(a.mode, 'i') AS mode
  FROM ours, unnest(proargnames, proargmodes) AS a (name, mode) WHERE a.name <> '';
SELECT is_empty($$SELECT function || ' ' || name FROM argument WHERE quote_ident(name) <> name
	OR name IN (SELECT word FROM pg_get_keywords() WHERE catcode <> 'U')$$, 'no argument needs quotes');
CREATE TEMP TABLE vocabulary (word text, meaning text);
\copy vocabulary FROM 'test/tap/argument_words.psv' WITH (DELIMITER '|')
UPDATE vocabulary SET word = trim(word);
SELECT is_empty($$SELECT DISTINCT name FROM argument WHERE pronamespace = 'contacts'::regnamespace AND mode IN ('i', 'v')
	AND name NOT IN (SELECT word FROM vocabulary) ORDER BY 1$$, 'every argument is a word of the vocabulary');
SELECT is_empty($$SELECT word FROM vocabulary EXCEPT SELECT name FROM argument WHERE pronamespace = 'contacts'::regnamespace AND mode IN ('i', 'v')$$,
	'every word of the vocabulary is used');
SELECT * FROM finish();
ROLLBACK;
