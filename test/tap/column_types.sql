-- Trigger functions, and code that reads tables of the owner, on columns that have another type or are missing: an error or
-- no effect, never a crash. Each trigger of install() is hung to a copy of its table with one column changed; then to the
-- copy as it is, fired in every other way. pg_postmaster_start_time() and the backend's own survival are the witnesses.
BEGIN;
SET LOCAL search_path = public, contacts, pg_catalog;
SET LOCAL client_min_messages = error;
SELECT no_plan();

-- one combination of sixteen, all of them where TORTURE_SECONDS is set
\getenv torture TORTURE_SECONDS
\if :{?torture}
SELECT set_config('test.one_of', '1', true);
\else
SELECT set_config('test.one_of', '16', true);
\endif
CREATE FUNCTION pg_temp.is_tried(variadic words text[]) RETURNS boolean LANGUAGE sql AS $$
	SELECT abs(hashtext(array_to_string(words, ' ')::text)::bigint) % current_setting('test.one_of')::int = 0
$$;

CREATE TEMP TABLE outcome (trigger_name text, changed text, sqlstate text);
CREATE TEMP TABLE started AS SELECT pg_postmaster_start_time() AS at, pg_backend_pid() AS pid;
INSERT INTO contacts.organization (id, name) VALUES (999991, 'Types');
SELECT set_config('contacts.organization_id', '999991', true);

-- a value of a type that C code would take for a pointer or a length if it read it as another type
CREATE FUNCTION pg_temp.sample(type regtype) RETURNS jsonb LANGUAGE sql AS $$
	SELECT CASE type::text WHEN 'boolean' THEN 'true' WHEN 'integer' THEN '4096' WHEN 'bigint' THEN '4096' WHEN 'smallint' THEN '1'
		WHEN 'text' THEN '"person"' WHEN 'name' THEN '"postgres"' WHEN 'jsonb' THEN '{"a": 1}' WHEN 'text[]' THEN '["a", "b"]'
		WHEN 'date' THEN '"2020-02-02"' WHEN 'timestamp with time zone' THEN '"2020-02-02 02:02:02+00"' WHEN 'interval' THEN '"1 day"'
		WHEN 'email' THEN '"a@b.example"' WHEN 'phone' THEN '"+14155552671"' WHEN 'ulid' THEN '"01ARZ3NDEKTSV4RRFFQ69G5FAV"'
		WHEN 'search_key' THEN '"1:abc"' WHEN 'bytea' THEN '"\\x00"' WHEN 'uuid' THEN '"00000000-0000-0000-0000-000000000001"'
		WHEN 'integer[]' THEN '[1]' ELSE 'null' END::jsonb
$$;

-- the type that a column is changed to: by value becomes by reference, and the other way round
CREATE FUNCTION pg_temp.other(type regtype) RETURNS regtype LANGUAGE sql AS $$
	SELECT CASE WHEN (SELECT t.typbyval FROM pg_type t WHERE t.oid = type) THEN 'text' ELSE 'bigint' END::regtype
$$;

-- Make contacts.probe a copy of a table, with one column of another type, or without it.
CREATE FUNCTION pg_temp.make_probe(source regclass, changed name, dropped boolean) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('CREATE TABLE contacts.probe (LIKE %s)', source);
	EXECUTE (SELECT 'ALTER TABLE contacts.probe ' || string_agg(format('ALTER %I DROP NOT NULL', attname), ', ')
		FROM pg_attribute WHERE attrelid = 'contacts.probe'::regclass AND attnum > 0 AND attnotnull);
	IF dropped THEN
		EXECUTE format('ALTER TABLE contacts.probe DROP COLUMN %I', changed);
	ELSIF changed IS NOT NULL THEN
		EXECUTE format('ALTER TABLE contacts.probe DROP COLUMN %1$I, ADD COLUMN %1$I %2$s', changed,
			pg_temp.other((SELECT atttypid FROM pg_attribute WHERE attrelid = source AND attname = changed)));
	END IF;
END $$;

-- Insert, update and delete rows of the probe.
CREATE FUNCTION pg_temp.fire() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	new_row jsonb := (SELECT jsonb_object_agg(attname, pg_temp.sample(atttypid)) FROM pg_attribute
		WHERE attrelid = 'contacts.probe'::regclass AND attnum > 0 AND NOT attisdropped);
BEGIN
	IF new_row ? 'organization_id' AND jsonb_typeof(new_row -> 'organization_id') = 'number' THEN
		new_row := new_row || '{"organization_id": 999991}';
	END IF;
	INSERT INTO contacts.probe SELECT (jsonb_populate_record(NULL::contacts.probe, new_row)).*;
	UPDATE contacts.probe SET (id) = ROW (id);
	DELETE FROM contacts.probe;
END $$;

CREATE FUNCTION pg_temp.try_trigger(label text, source regclass, changed name, dropped boolean, definition text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
	state text := '00000';
BEGIN
	BEGIN
		PERFORM pg_temp.make_probe(source, changed, dropped);
		EXECUTE definition;
		PERFORM pg_temp.fire();
		SET CONSTRAINTS ALL IMMEDIATE;
		RAISE SQLSTATE 'ZZ000';
	EXCEPTION WHEN OTHERS THEN
		state := CASE SQLSTATE WHEN 'ZZ000' THEN '00000' ELSE SQLSTATE END;
	END;
	INSERT INTO outcome VALUES (label, changed || CASE WHEN dropped THEN ' dropped' ELSE ' retyped' END, state);
END $$;

-- each trigger of install() on its own table, every column in turn retyped and dropped
DO $$
DECLARE
	hung record;
	definition text;
BEGIN
	FOR hung IN SELECT t.oid, t.tgname, t.tgrelid::regclass AS source, a.attname, d.dropped
		FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
		JOIN pg_language l ON l.oid = p.prolang
		JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
		CROSS JOIN (VALUES (false), (true)) d (dropped)
		WHERE c.relnamespace = 'contacts'::regnamespace AND NOT t.tgisinternal AND c.relkind = 'r' AND l.lanname = 'c'
			AND p.proname NOT IN ('cache_invalidate', 'require_context')
			AND pg_temp.is_tried(t.tgname, a.attname, d.dropped::text)
		ORDER BY t.tgname, a.attnum
	LOOP
		-- the WHEN clause goes, so that the function is called whatever the columns are; so does OF, which names a column
		definition := regexp_replace(pg_get_triggerdef(hung.oid), ' ON contacts\.\S+ ', ' ON contacts.probe ');
		definition := regexp_replace(definition, ' WHEN \(.*\) EXECUTE ', ' EXECUTE ');
		definition := regexp_replace(definition, 'UPDATE OF .* ON', 'UPDATE ON');
		PERFORM pg_temp.try_trigger(hung.tgname, hung.source, hung.attname, hung.dropped, definition);
	END LOOP;
END $$;

-- each trigger function fired in every way, on the tables that it is not made for
DO $$
DECLARE
	fired record;
BEGIN
	FOR fired IN SELECT p.oid::regprocedure::text AS name, s.source, format('CREATE TRIGGER probe %s %s ON contacts.probe %s FOR EACH %s EXECUTE FUNCTION %s.%I(%s)',
			w.timing, w.event, r.referencing, w.level, p.pronamespace::regnamespace, p.proname, CASE WHEN p.proname = 'record_events' THEN $x$'contact', 'id'$x$ ELSE '' END) AS definition
		FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
		JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
		JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'contacts'
		CROSS JOIN (VALUES ('contacts.contact'::regclass), ('contacts.organization'), ('contacts.delivery'), ('contacts.segment_member')) s (source)
		CROSS JOIN (VALUES ('BEFORE', 'INSERT OR UPDATE OR DELETE', 'ROW'), ('AFTER', 'INSERT OR UPDATE OR DELETE', 'ROW'),
			('BEFORE', 'INSERT OR UPDATE OR DELETE', 'STATEMENT'), ('AFTER', 'INSERT', 'STATEMENT'), ('AFTER', 'UPDATE', 'STATEMENT'),
			('AFTER', 'DELETE', 'STATEMENT')) w (timing, event, level)
		CROSS JOIN LATERAL (SELECT CASE WHEN w.timing = 'AFTER' AND w.level = 'STATEMENT' THEN
			'REFERENCING ' || CASE w.event WHEN 'INSERT' THEN 'NEW TABLE AS new_rows' WHEN 'DELETE' THEN 'OLD TABLE AS old_rows'
				ELSE 'OLD TABLE AS old_rows NEW TABLE AS new_rows' END ELSE '' END) r (referencing)
		WHERE p.prorettype = 'trigger'::regtype AND l.lanname = 'c'
			AND pg_temp.is_tried(p.proname, s.source::text, w.timing, w.event, w.level)
	LOOP
		PERFORM pg_temp.try_trigger(fired.name, fired.source, NULL, false, fired.definition);
	END LOOP;
END $$;

-- tables that C code reads for every call, with one column of another type: an error of the call
CREATE FUNCTION pg_temp.use_tables() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	call text;
	state text;
	worst text := '';
BEGIN
	FOREACH call IN ARRAY ARRAY['current_organization()', 'set_context(999991)', 'take_rate_limit()',
		$c$create_contact('{"firstName": "A", "lastName": "B", "email": "a@b.example", "phone": "+1 415 555 2671"}')$c$,
		$c$create_contact('{"firstName": "A", "lastName": "C", "email": "c@b.example", "company": "X"}')$c$,
		'list_contacts()', $c$search_hits('ab', 10)$c$, $c$find_contact('a@b.example')$c$, $c$find_contact('+14155552671')$c$,
		$c$mentions('a')$c$, $c$org_chart('reports_to')$c$, $c$roots('reports_to')$c$, $c$hierarchy('reports_to')$c$,
		$c$events_after(NULL, 10)$c$, $c$get_contact('01ARZ3NDEKTSV4RRFFQ69G5FAV'::ulid)$c$,
		$c$authenticate('eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA')$c$,
		$c$list_activities()$c$, $c$resolve_or_create('+14155552699')$c$]
	LOOP
		BEGIN
			EXECUTE 'SELECT * FROM contacts.' || call;
		EXCEPTION WHEN OTHERS THEN
			IF SQLSTATE LIKE 'XX%' THEN
				worst := call || ': ' || SQLSTATE || ' ' || SQLERRM;
			END IF;
		END;
	END LOOP;
	IF worst <> '' THEN
		RAISE EXCEPTION USING ERRCODE = 'XX000', MESSAGE = worst;
	END IF;
END $$;
DO $$
DECLARE
	changed record;
	state text;
BEGIN
	FOR changed IN SELECT t.oid::regclass AS source, t.relname, a.attname FROM pg_class t
		JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
		WHERE t.relnamespace = 'contacts'::regnamespace
			AND t.relname IN ('access', 'organization', 'rate_limit', 'rate_usage', 'jwt_key', 'custom_field', 'contact', 'connection', 'app_user')
			AND pg_temp.is_tried(t.relname, a.attname)
	LOOP
		BEGIN
			PERFORM pg_temp.make_probe(changed.source, changed.attname, false);
			EXECUTE format('INSERT INTO contacts.probe SELECT (jsonb_populate_record(NULL::contacts.probe, to_jsonb(s) || %L)).* FROM %s s',
				jsonb_build_object(changed.attname, 4096), changed.source);
			EXECUTE format('ALTER TABLE %s RENAME TO was', changed.source);
			EXECUTE format('ALTER TABLE contacts.probe RENAME TO %I', changed.relname);
			PERFORM pg_temp.use_tables();
			RAISE SQLSTATE 'ZZ000';
		EXCEPTION WHEN OTHERS THEN
			state := CASE SQLSTATE WHEN 'ZZ000' THEN '00000' ELSE SQLSTATE || ' ' || SQLERRM END;
		END;
		INSERT INTO outcome VALUES ('table ' || changed.relname, changed.attname, state);
	END LOOP;
END $$;

SELECT cmp_ok(count(*)::int, '>', 3000 / current_setting('test.one_of')::int, 'the matrix was tried') FROM outcome;
SELECT is(pg_backend_pid(), pid, 'in one backend') FROM started;
SELECT is(pg_postmaster_start_time(), at, 'of one server') FROM started;
SELECT is(array_agg(DISTINCT format('%s, %s: %s', trigger_name, changed, sqlstate)) FILTER (WHERE sqlstate LIKE 'XX%'), NULL,
	'no internal error') FROM outcome;
SELECT ok(count(*) FILTER (WHERE sqlstate = '42804') > 200 / current_setting('test.one_of')::int, 'columns of another type are refused') FROM outcome;
SELECT ok(count(*) FILTER (WHERE sqlstate = '42703') > 50 / current_setting('test.one_of')::int, 'missing columns are refused') FROM outcome;
SELECT diag(format('%s combinations checked, %s refused by type, %s without effect', count(*), count(*) FILTER (WHERE sqlstate = '42804'),
	count(*) FILTER (WHERE sqlstate = '00000'))) FROM outcome;
SELECT * FROM finish();
ROLLBACK;
