-- What the catalogs say about the extension and about the tables that install() created, rule by rule. A finding that
-- has been judged and is right stands with its reason in test/tap/catalog_reviewed.psv; every other finding fails.
BEGIN;
SET LOCAL search_path = public, pg_catalog;
SELECT no_plan();

CREATE TEMP TABLE reviewed (rule text, object text, reason text);
\copy reviewed FROM 'test/tap/catalog_reviewed.psv' WITH (DELIMITER '|')
UPDATE reviewed SET rule = trim(rule), object = trim(object), reason = trim(reason);

CREATE TEMP VIEW member AS
SELECT d.classid, d.objid
  FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid AND d.refclassid = 'pg_extension'::regclass
 WHERE d.deptype = 'e' AND e.extname = 'contacts';
CREATE TEMP VIEW fn AS
SELECT p.*, l.lanname, p.oid::regprocedure::text AS name
  FROM pg_proc p JOIN member m ON m.classid = 'pg_proc'::regclass AND m.objid = p.oid
  JOIN pg_language l ON l.oid = p.prolang;
CREATE TEMP VIEW op AS
SELECT o.*, o.oid::regoperator::text AS name
  FROM pg_operator o JOIN member m ON m.classid = 'pg_operator'::regclass AND m.objid = o.oid;
CREATE TEMP VIEW ty AS
SELECT t.*, t.oid::regtype::text AS name
  FROM pg_type t JOIN member m ON m.classid = 'pg_type'::regclass AND m.objid = t.oid;
-- ordinary objects of our schema that are no members: what install() created
CREATE TEMP VIEW rel AS
SELECT c.*, c.oid::regclass::text AS name
  FROM pg_class c
 WHERE c.relnamespace = 'contacts'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
   AND NOT EXISTS (SELECT FROM member m WHERE m.classid = 'pg_class'::regclass AND m.objid = c.oid);
CREATE TEMP VIEW policy AS
SELECT p.*, c.name || ' ' || p.polname AS name,
       concat_ws(' ', pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)) AS expression
  FROM pg_policy p JOIN rel c ON c.oid = p.polrelid;

-- Check that QUERY, which returns names of objects, finds nothing but what RULE's reviewed lines name.
CREATE FUNCTION pg_temp.holds(query text, rule text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	finding text;
	open text[] := '{}';
BEGIN
	FOR finding IN EXECUTE query LOOP
		UPDATE reviewed r SET reason = '' WHERE r.rule = holds.rule AND r.object = finding;
		IF NOT FOUND THEN
			open := open || finding;
		END IF;
	END LOOP;
	RETURN NEXT ok(open = '{}', rule);
	IF open <> '{}' THEN
		RETURN NEXT diag(array_to_string(open, E'\n'));
	END IF;
END $$;

SELECT cmp_ok((SELECT count(*) FROM fn), '>', 10::bigint, 'the extension has functions');
SELECT cmp_ok((SELECT count(*) FROM rel), '>', 5::bigint, 'install() has created tables');

-- functions
SELECT pg_temp.holds($$SELECT name FROM fn WHERE prosecdef$$, 'no function is SECURITY DEFINER');
SELECT pg_temp.holds($$SELECT name FROM fn, unnest(proconfig) x
	WHERE x LIKE 'search\_path=%' AND x NOT IN ('search_path=pg_catalog, pg_temp', 'search_path=""')$$,
	'a pinned search_path is pg_catalog, pg_temp');
SELECT pg_temp.holds($$SELECT name FROM fn WHERE lanname NOT IN ('c', 'internal') AND prosqlbody IS NULL
	AND NOT EXISTS (SELECT FROM unnest(proconfig) x WHERE x LIKE 'search\_path=%')$$,
	'a function whose body is text pins its search_path');
SELECT pg_temp.holds($$SELECT name FROM fn WHERE proleakproof
	AND NOT EXISTS (SELECT FROM op WHERE oprcode = fn.oid)
	AND NOT EXISTS (SELECT FROM pg_amproc WHERE amproc = fn.oid)$$,
	'only comparison and its support functions are LEAKPROOF');
SELECT pg_temp.holds($$SELECT name FROM fn WHERE lanname = 'c' AND NOT proisstrict AND pronargs > 0$$,
	'a C function that takes NULL has been read for it');
SELECT pg_temp.holds($$SELECT name FROM fn WHERE proparallel = 'u' AND provolatile <> 'v'$$,
	'what is not volatile says whether it is parallel safe');
SELECT pg_temp.holds($$SELECT name FROM fn WHERE provolatile = 'v' AND
	(EXISTS (SELECT FROM pg_type t WHERE fn.oid IN (t.typinput, t.typoutput, t.typreceive, t.typsend))
	 OR EXISTS (SELECT FROM pg_operator WHERE oprcode = fn.oid) OR EXISTS (SELECT FROM pg_amproc WHERE amproc = fn.oid))$$,
	'no type, operator or index function is volatile');
SELECT pg_temp.holds($$SELECT name FROM fn WHERE provolatile = 'i' AND lanname IN ('sql', 'plpgsql')
	AND prosrc ~* '\mfrom\s+[a-z_@]+\.[a-z_]+'$$, 'no IMMUTABLE function reads a table');
SELECT pg_temp.holds($$SELECT name FROM fn, aclexplode(proacl) a WHERE a.grantee <> 0 AND a.grantee <> proowner$$,
	'no function is granted to a named role');

-- operators
SELECT pg_temp.holds($$SELECT name FROM op WHERE oprkind = 'b' AND oprresult = 'bool'::regtype AND oprcom = 0$$,
	'every boolean operator has a commutator');
SELECT pg_temp.holds($$SELECT name FROM op WHERE oprresult = 'bool'::regtype AND oprnegate = 0
	AND oprname IN ('=', '<>', '<', '<=', '>', '>=', '~~', '!~~')$$, 'every comparison has a negator');
SELECT pg_temp.holds($$SELECT name FROM op WHERE oprresult = 'bool'::regtype AND (oprrest = 0 OR oprjoin = 0)$$,
	'every boolean operator has selectivity estimators');
SELECT pg_temp.holds($$SELECT op.name FROM op LEFT JOIN pg_operator c ON c.oid = op.oprcom
	LEFT JOIN pg_operator n ON n.oid = op.oprnegate
	WHERE (op.oprcom <> 0 AND (c.oprcom <> op.oid OR c.oprresult <> op.oprresult))
	   OR (op.oprnegate <> 0 AND (n.oprnegate <> op.oid OR n.oprresult <> op.oprresult))$$,
	'commutators and negators are mutual');
SELECT pg_temp.holds($$SELECT name FROM op WHERE
	(oprcanhash AND NOT EXISTS (SELECT FROM pg_amop a JOIN pg_am m ON m.oid = amopmethod WHERE amname = 'hash' AND amopopr = op.oid))
	OR (oprcanmerge AND NOT EXISTS (SELECT FROM pg_amop a JOIN pg_am m ON m.oid = amopmethod WHERE amname = 'btree' AND amopopr = op.oid))$$,
	'what says HASHES or MERGES has the operator class');
SELECT pg_temp.holds($$SELECT op.name FROM op JOIN pg_proc p ON p.oid = oprcode
	WHERE oprname IN ('=', '<>', '<', '<=', '>', '>=') AND NOT proleakproof$$,
	'comparison is LEAKPROOF, or row security switches the index off');
SELECT pg_temp.holds($$SELECT opcname::text FROM pg_opclass c JOIN member m ON m.classid = 'pg_opclass'::regclass AND m.objid = c.oid
	WHERE NOT amvalidate(c.oid)$$, 'every operator class passes amvalidate()');

-- types
SELECT pg_temp.holds($$SELECT name FROM ty WHERE typtype = 'b' AND typcategory <> 'A' AND (typsend = 0 OR typreceive = 0)$$,
	'every base type has send and receive');
SELECT pg_temp.holds($$SELECT ty.name || ' ' || amname FROM ty, pg_am WHERE amname IN ('btree', 'hash') AND typtype = 'b'
	AND typcategory <> 'A' AND NOT EXISTS
	(SELECT FROM pg_opclass WHERE opcintype = ty.oid AND opcdefault AND opcmethod = pg_am.oid)$$,
	'every base type has default btree and hash classes');
SELECT pg_temp.holds($$SELECT castsource::regtype || ' as ' || casttarget::regtype FROM pg_cast c
	JOIN member m ON m.classid = 'pg_cast'::regclass AND m.objid = c.oid WHERE castcontext = 'i'$$,
	'no cast is implicit');

-- tables and row-level security
SELECT pg_temp.holds($$SELECT name FROM rel WHERE relkind IN ('r', 'p') AND NOT relrowsecurity$$,
	'row-level security is on for every table');
SELECT pg_temp.holds($$SELECT name FROM rel WHERE relkind IN ('r', 'p') AND relforcerowsecurity$$,
	'row-level security is not forced, so that the owner can dump');
SELECT pg_temp.holds($$SELECT name FROM rel WHERE relkind IN ('r', 'p') AND relrowsecurity
	AND NOT EXISTS (SELECT FROM policy WHERE polrelid = rel.oid)$$, 'every table has a policy');
SELECT pg_temp.holds($$SELECT name FROM policy WHERE expression ~ 'current_setting'$$, 'no policy trusts a setting');
SELECT pg_temp.holds($$SELECT name FROM policy
	WHERE regexp_replace(expression, 'SELECT contacts(_internal)?\.\w+\([^()]*\)', '', 'g') ~ 'contacts(_internal)?\.\w+\('$$,
	'policies call our functions once per statement, as (SELECT …)');
SELECT pg_temp.holds($$SELECT name FROM policy WHERE polwithcheck IS NULL AND polcmd IN ('*', 'a', 'w')$$,
	'every policy for writing has WITH CHECK');
SELECT pg_temp.holds($$SELECT name FROM rel WHERE relkind = 'v' AND NOT coalesce('security_invoker=true' = ANY (reloptions), false)$$,
	'every view is security_invoker');
SELECT pg_temp.holds($$SELECT name FROM rel WHERE relkind = 'm'$$, 'no materialized view: policies do not reach it');
SELECT pg_temp.holds($$SELECT indexrelid::regclass::text FROM pg_index i JOIN rel ON rel.oid = indrelid
	LEFT JOIN pg_attribute a ON a.attrelid = indrelid AND a.attnum = indkey[0]
	WHERE indisunique AND a.attname IS DISTINCT FROM 'organization_id'$$,
	'every unique key begins with organization_id');
SELECT pg_temp.holds($$SELECT rel.name || ' ' || conname FROM pg_constraint c JOIN rel ON rel.oid = conrelid
	LEFT JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = conkey[1]
	WHERE contype = 'f' AND a.attname IS DISTINCT FROM 'organization_id'$$,
	'every foreign key begins with organization_id');
SELECT pg_temp.holds($$SELECT rel.name || ' ' || conname FROM pg_constraint c JOIN rel ON rel.oid = conrelid
	WHERE contype = 'f' AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.conrelid
		AND (i.indkey::int2[])[0:cardinality(c.conkey) - 1] @> c.conkey
		AND (indpred IS NULL OR pg_get_expr(indpred, indrelid) ~ '^\(?\w+ IS NOT NULL\)?$'))$$,
	'every foreign key has an index on its own side');
SELECT pg_temp.holds($$SELECT DISTINCT name FROM rel, aclexplode(relacl) a WHERE a.grantee = 0$$, 'nothing is granted to PUBLIC');
SELECT pg_temp.holds($$SELECT rel.name || '.' || attname FROM rel JOIN pg_attribute a ON attrelid = rel.oid AND attnum > 0
	WHERE relkind IN ('r', 'p') AND atttypid IN ('timestamp'::regtype, 'time'::regtype, 'money'::regtype, 'json'::regtype)$$,
	'times have a zone, JSON is jsonb');

-- names and words
SELECT pg_temp.holds($$SELECT pg_describe_object(classid, objid, 0) FROM member
	WHERE coalesce((SELECT pronamespace FROM pg_proc WHERE classid = 'pg_proc'::regclass AND oid = objid),
		(SELECT relnamespace FROM pg_class WHERE classid = 'pg_class'::regclass AND oid = objid),
		(SELECT typnamespace FROM pg_type WHERE classid = 'pg_type'::regclass AND oid = objid),
		(SELECT oprnamespace FROM pg_operator WHERE classid = 'pg_operator'::regclass AND oid = objid),
		(SELECT opcnamespace FROM pg_opclass WHERE classid = 'pg_opclass'::regclass AND oid = objid),
		'contacts'::regnamespace) NOT IN ('contacts'::regnamespace, 'contacts_internal'::regnamespace)$$, 'no object outside our schemas');
SELECT pg_temp.holds($$SELECT pg_describe_object(classid, objid, 0) FROM member
	WHERE classid IN ('pg_class'::regclass)$$, 'no table, view or sequence is a member of the extension');
SELECT pg_temp.holds($$SELECT pg_describe_object(classid, objid, 0) FROM member
	WHERE classid IN ('pg_proc'::regclass, 'pg_class'::regclass, 'pg_type'::regclass, 'pg_operator'::regclass)
	AND obj_description(objid, (SELECT relname FROM pg_class WHERE oid = classid)) IS NULL
	AND NOT EXISTS (SELECT FROM pg_type t WHERE t.oid = objid AND (t.typcategory = 'A' OR t.typrelid <> 0))$$,
	'every member has a COMMENT');
SELECT pg_temp.holds($$SELECT name FROM rel WHERE relkind <> 'S' AND obj_description(oid, 'pg_class') IS NULL$$,
	'every table and view has a COMMENT');
SELECT pg_temp.holds($$SELECT name FROM fn WHERE obj_description(oid, 'pg_proc') ~ '(^\s|\s$|^$)'$$,
	'no COMMENT is blank');

SELECT is_empty($$SELECT rule, object FROM reviewed WHERE reason <> ''$$, 'every reviewed line still names a finding');
SELECT * FROM finish();
ROLLBACK;
