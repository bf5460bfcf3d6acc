-- No name of ours changes core: what core's functions and operators make of core's types (rows, domains, arrays and
-- untyped literals included) has the same type, value and SQLSTATE with schema contacts on the search path as without.
BEGIN;
SET LOCAL search_path = public, pg_catalog;
SET LOCAL client_min_messages = error;
SELECT plan(10);

CREATE TABLE public.core_names (a int, b text);
INSERT INTO public.core_names VALUES (1, 'x');
CREATE DOMAIN public.core_text AS text;
CREATE DOMAIN public.core_varchar AS varchar(8);

-- Operands of all kinds, for the names that core and we both have; r is a row of core_names.
CREATE TEMP TABLE operand (expression text);
INSERT INTO operand VALUES
	($$'1'$$), ('NULL'), ($$'1'::text$$), ($$'1'::varchar$$), ($$'1'::varchar(3)$$), ($$'1'::bpchar$$), ($$'1'::name$$), ($$'1'::"char"$$),
	($$'1'::public.core_text$$), ($$'1'::public.core_varchar$$), ($$'00000000-0000-0000-0000-000000000001'::uuid$$), ($$'\x01'::bytea$$),
	('1'), ('1::int8'), ('1.0'), ('1::float8'), ('true'), ($$'2026-01-01'::date$$), ($$'2026-01-01'::timestamptz$$),
	($$'2026-01-01'::timestamp$$), ($$'1 day'::interval$$), ($$'{"a": 1}'::jsonb$$), ($$'{"a": 1}'::json$$), ($$'a'::tsvector$$),
	($$'a'::tsquery$$), ($$'::1'::inet$$), ('1::oid'), ($$'pg_class'::regclass$$), ('r'), ('ROW(1, 2)'), ($$ROW('1', NULL)$$),
	('NULL::public.core_names'), ($$'{1}'::text[]$$), ($$'{1}'::varchar[]$$), ($$'{}'::public.core_text[]$$), ('ARRAY[r]'),
	($$'{1}'::uuid[]$$), ('ARRAY[1]'), ('int4range(1, 2)'), ($$'{[1,2)}'::int4multirange$$);

CREATE TEMP TABLE call (expression text, evaluated boolean, result_of_set boolean);

-- operators: as declared, with one side untyped; those of a name that is ours too: any operand on either side
CREATE TEMP VIEW declared_operator AS
SELECT oprname, oprkind, format('NULL::%s', oprleft::regtype) AS l, format('NULL::%s', oprright::regtype) AS r
  FROM pg_operator WHERE oprnamespace = 'pg_catalog'::regnamespace
   AND oprright NOT IN (SELECT oid FROM pg_type WHERE typtype = 'p') AND oprleft NOT IN (SELECT oid FROM pg_type WHERE typtype = 'p');
INSERT INTO call SELECT DISTINCT s, true, false FROM declared_operator,
	LATERAL unnest(CASE oprkind WHEN 'l' THEN ARRAY[format('%s %s', oprname, r), format('%s %s', oprname, quote_nullable('1'))]
		ELSE ARRAY[format('%s %s %s', l, oprname, r), format('%s %s ''1''', l, oprname), format('''1'' %s %s', oprname, r),
			format('''1'' %s ''1''', oprname)] END) s;
CREATE TEMP VIEW shared_operator AS
SELECT DISTINCT oprname FROM pg_operator o WHERE oprnamespace = 'pg_catalog'::regnamespace
   AND EXISTS (SELECT FROM pg_operator WHERE oprnamespace = 'contacts'::regnamespace AND oprname = o.oprname);
INSERT INTO call SELECT format('%s %s %s', l.expression, oprname, r.expression), true, false FROM shared_operator, operand l, operand r;

-- functions: as declared, each argument untyped, all of them untyped, a row as the only one
CREATE TEMP VIEW declared_function AS
SELECT p.oid, proname, proretset, prokind, provolatile, pronargs, proargtypes::oid[] AS types,
	EXISTS (SELECT FROM pg_proc WHERE pronamespace = 'contacts'::regnamespace AND proname = p.proname) AS shared
  FROM pg_proc p WHERE pronamespace = 'pg_catalog'::regnamespace AND prokind IN ('f', 'a', 'w')
   AND NOT EXISTS (SELECT FROM pg_type t WHERE (t.oid = prorettype OR t.oid = ANY (proargtypes))
		AND t.typname IN ('internal', 'trigger', 'event_trigger', 'cstring'));
CREATE TEMP VIEW argument_list AS
SELECT f.*, v.variant, (SELECT string_agg(CASE WHEN variant IN (0, n) THEN '''1''' WHEN t.typtype = 'p' THEN 'r' ELSE format('NULL::%s', t.oid::regtype) END, ', ' ORDER BY n)
	FROM unnest(types) WITH ORDINALITY a (type, n) JOIN pg_type t ON t.oid = a.type) AS arguments
  FROM declared_function f, generate_series(-1, pronargs) AS v (variant);
CREATE FUNCTION pg_temp.written(proname name, prokind "char", arguments text) RETURNS text LANGUAGE sql IMMUTABLE AS
	$$ SELECT format('%I(%s)%s', proname, arguments, CASE prokind WHEN 'w' THEN ' OVER ()' ELSE '' END) $$;
INSERT INTO call SELECT DISTINCT pg_temp.written(proname, prokind, arguments), shared AND provolatile <> 'v', proretset FROM argument_list;
INSERT INTO call SELECT DISTINCT pg_temp.written(proname, prokind, 'r'), false, proretset FROM declared_function;

-- Try the functions of a name with any operands, one or two.
CREATE FUNCTION pg_temp.calls_of_shared_functions() RETURNS SETOF call LANGUAGE sql STABLE AS $$
	SELECT DISTINCT pg_temp.written(proname, prokind, o.expression), provolatile <> 'v', proretset
	FROM declared_function, operand o WHERE shared
	UNION SELECT DISTINCT pg_temp.written(proname, prokind, concat_ws(', ', o.expression, p.expression)), provolatile <> 'v', proretset
	FROM declared_function, operand o, operand p WHERE shared
$$;
INSERT INTO call SELECT * FROM pg_temp.calls_of_shared_functions();

-- What a call comes to: its type (found without running it) and, where EVALUATED, its value; or the SQLSTATE.
CREATE FUNCTION pg_temp.outcome(expression text, evaluated boolean, result_of_set boolean) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	single text := CASE WHEN result_of_set THEN pg_catalog.format('(SELECT x FROM %s x)', expression) ELSE expression END;
	type oid;
	value text;
BEGIN
	EXECUTE pg_catalog.format('SELECT pg_catalog.pg_typeof(CASE WHEN false THEN %s END) FROM public.core_names r', single) INTO type;
	IF evaluated THEN
		EXECUTE pg_catalog.format('SELECT pg_catalog.md5(pg_catalog.format(''%%s'', %s)) FROM public.core_names r', single) INTO value;
	END IF;
	RETURN pg_catalog.concat_ws(' ', type, value);
EXCEPTION WHEN OTHERS THEN
	RETURN pg_catalog.concat_ws(' ', type, SQLSTATE);
END $$;
CREATE TEMP TABLE outcome (path text, expression text, outcome text);
-- Run all calls, or those of NAMES, with a search_path.
CREATE FUNCTION pg_temp.run(path text, pattern text DEFAULT '') RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	before text := current_setting('search_path');
BEGIN
	PERFORM set_config('search_path', path, true);
	INSERT INTO pg_temp.outcome
	SELECT run.path, c.expression, pg_temp.outcome(c.expression, bool_or(c.evaluated), bool_or(c.result_of_set))
	FROM pg_temp.call c WHERE c.expression ~ pattern GROUP BY c.expression;
	PERFORM set_config('search_path', before, true);
	RETURN (SELECT count(*) FROM pg_temp.outcome o WHERE o.path = run.path AND o.outcome !~ '^[0-9A-Z]{5}$');
END $$;
CREATE FUNCTION pg_temp.differences(other text) RETURNS SETOF text LANGUAGE sql AS $$
	SELECT format('%s: %s, with contacts: %s', expression, b.outcome, o.outcome)
	FROM pg_temp.outcome b JOIN pg_temp.outcome o USING (expression)
	WHERE b.path = 'pg_catalog' AND o.path = other AND b.outcome <> o.outcome ORDER BY 1
$$;

SELECT cmp_ok(pg_temp.run('pg_catalog'), '>', 5000::bigint, 'thousands of calls of core work');
SELECT cmp_ok(pg_temp.run('contacts'), '>', 5000::bigint, 'they are made with contacts behind pg_catalog');
SELECT is_empty($$SELECT pg_temp.differences('contacts')$$, 'and nothing differs');
SELECT cmp_ok(pg_temp.run('pg_catalog, contacts, pg_temp'), '>', 5000::bigint, 'the same with pg_temp last');
SELECT is_empty($$SELECT pg_temp.differences('pg_catalog, contacts, pg_temp')$$, 'and nothing differs');
SELECT cmp_ok(pg_temp.run('contacts, pg_catalog'), '>', 5000::bigint, 'the same with contacts in front of pg_catalog');
SELECT is_empty($$SELECT pg_temp.differences('contacts, pg_catalog')$$, 'and nothing differs');
SELECT is_empty($$SELECT relname FROM pg_class WHERE relnamespace = 'contacts'::regnamespace
	AND relname IN (SELECT relname FROM pg_class WHERE relnamespace = 'pg_catalog'::regnamespace)
	UNION ALL SELECT typname FROM pg_type WHERE typnamespace = 'contacts'::regnamespace
	AND typname IN (SELECT typname FROM pg_type WHERE typnamespace = 'pg_catalog'::regnamespace)$$,
	'no table or type of ours has the name of one of core');

-- the test sees what it is for: a function and an operator that do change core
TRUNCATE outcome, call;
CREATE FUNCTION contacts.to_json(record, profile text DEFAULT NULL) RETURNS jsonb LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
CREATE FUNCTION contacts.core_names_varchar_eq(varchar, varchar) RETURNS boolean LANGUAGE sql AS $$ SELECT false $$;
CREATE OPERATOR contacts.= (LEFTARG = varchar, RIGHTARG = varchar, FUNCTION = contacts.core_names_varchar_eq);
INSERT INTO call SELECT * FROM pg_temp.calls_of_shared_functions() WHERE expression LIKE 'to\_json(%';
INSERT INTO call SELECT format('%s = %s', l.expression, r.expression), true, false FROM operand l, operand r;
SELECT pg_temp.run('pg_catalog'), pg_temp.run('contacts');
SELECT isnt_empty($$SELECT d FROM pg_temp.differences('contacts') d WHERE d LIKE 'to\_json(r):%42725'$$, 'a second to_json(record) is found');
SELECT isnt_empty($$SELECT d FROM pg_temp.differences('contacts') d WHERE d ~ '^''1''::varchar = ''1''::varchar: '$$,
	'an operator = of varchar is found');
SELECT finish();
ROLLBACK;
