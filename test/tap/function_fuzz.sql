-- R-64 Every function of the extension, called with arguments that make no sense: an answer, NULL or an error of ours,
-- never an internal one (class XX), as an application's role and as a superuser; and to that role nothing of another organization.
-- CONTACTS_SEED repeats a run, CONTACTS_FUZZ sets the number of calls of each function.
BEGIN;
SET LOCAL search_path = public, pg_catalog;
SET LOCAL client_min_messages = error;
\set seed ''
\getenv seed CONTACTS_SEED
\set calls 12
\getenv calls CONTACTS_FUZZ
SELECT no_plan();
SELECT set_config('regress.calls', :'calls', true) IS NOT NULL;

CREATE ROLE regress_contacts_function;
INSERT INTO contacts.organization (id, name, default_region) VALUES (561, 'Functions', 'US');
SELECT contacts.grant_access('regress_contacts_function', '{contacts:read,contacts:write,contacts:delete,contacts:admin}', 561);
INSERT INTO contacts.contact (organization_id, id, kind, name) VALUES (561, 561001, 'organization', 'Acme');
INSERT INTO contacts.contact (organization_id, id, uid, name, email, phone, company_id)
VALUES (561, 561002, '01ARZ3NDEKTSV4RRFFQ69G5FAV', 'Ada', 'ada@x.example', '+14155550100', 561001);
INSERT INTO contacts.contact (organization_id, id, name, email, reports_to) VALUES (561, 561003, 'Bea', 'bea@x.example', 561002);
INSERT INTO contacts.connection (organization_id, id, contact_id, type, value) VALUES (561, 561011, 561002, 'email', 'second@x.example');
INSERT INTO contacts.activity (organization_id, id, company_id, occurred_at, duration_minutes, location) VALUES (561, 561021, 561001, now(), 30, 'Here');
INSERT INTO contacts.consumer (organization_id, name) VALUES (561, 'mirror');
-- somebody else's
INSERT INTO contacts.organization (id, name) VALUES (562, 'Sekret');
INSERT INTO contacts.contact (organization_id, id, kind, name) VALUES (562, 562001, 'organization', 'Sekret Ltd');
INSERT INTO contacts.contact (organization_id, id, uid, name, email, phone, company_id, mention_name, primary_at)
VALUES (562, 562002, '01BRZ3NDEKTSV4RRFFQ69G5FAV', 'Sekret Agent', 'agent@sekret.example', '+14155550199', 562001, 'sekretagent', now());
INSERT INTO contacts.contact (organization_id, id, name, email, reports_to) VALUES (562, 562003, 'Sekret Clerk', 'clerk@sekret.example', 562002);
INSERT INTO contacts.connection (organization_id, id, contact_id, type, value) VALUES (562, 562011, 562002, 'email', 'home@sekret.example');
INSERT INTO contacts.activity (organization_id, id, company_id, occurred_at, duration_minutes, location) VALUES (562, 562021, 562001, now(), 30, 'Sekret place');
INSERT INTO contacts.consumer (organization_id, id, uid, name) VALUES (562, 562031, '01BRZ3NDEKTSV4RRFFQ69G5FAX', 'other mirror');
INSERT INTO contacts.webhook (organization_id, id, url) VALUES (562, 562031, 'https://sekret.example/hook');
SELECT diag('seed ' || seed) FROM (SELECT setseed(seed), seed FROM
	(SELECT coalesce(nullif(:'seed', ''), round((random() * 2 - 1)::numeric, 6)::text)::float8 AS seed) s) t;

-- literals of each type, good ones among them, that a call draws from
CREATE TEMPORARY TABLE literal (type regtype, value text);
INSERT INTO literal SELECT 'text'::regtype, v FROM unnest(ARRAY['', ' ', 'x', 'ada', '%', '_', '\', '''', '"', 'ada@x.example', '+14155550100', '(415) 555-0100', 'Ada', 'reports_to',
	'company_id', 'mermaid', 'dot', 'name', 'createdAt', 'desc', 'active', 'mirror', 'email', 'mobile', 'PRIMARY', 'CT400', '23505', 'not json', '{}', '[1', '2026-01-01',
	'01ARZ3NDEKTSV4RRFFQ69G5FAV', 'ct_01ARZ3NDEKTSV4RRFFQ69G5FAV', '01563e3a-b5d3-d676-4c61-efb99302bd5b', 'e1.1', '1.1', 'YWJj', 'eyJhbGciOiJub25lIn0.e30.', 'US', 'UTC', 'de-DE',
	'https://x.example', 'http://[::1]:99999', '01BRZ3NDEKTSV4RRFFQ69G5FAV', 'sek', 'agent', '+1 415 555 0199', 'other mirror', '562:1', '@ada hello @nobody', 'contacts:read', E'\x01', U&'\00E4\+01F600', 'SCHEDULED', 'whsec_AAAA']) v
	UNION ALL SELECT 'text'::regtype, repeat('ab ', 30000) UNION ALL SELECT 'text'::regtype, repeat('@', 5000);
INSERT INTO literal SELECT 'bigint'::regtype, v FROM unnest('{0,-1,1,561,561001,561002,561003,561011,561021,562,562001,562002,562003,562011,562021,562031,9223372036854775807,-9223372036854775808}'::text[]) v;
INSERT INTO literal SELECT 'integer'::regtype, v FROM unnest('{0,-1,1,2,20,100,101,2147483647,-2147483648}'::text[]) v;
INSERT INTO literal SELECT 'smallint'::regtype, v FROM unnest('{0,1,-32768}'::text[]) v;
INSERT INTO literal SELECT 'boolean'::regtype, v FROM unnest('{true,false}'::text[]) v;
INSERT INTO literal SELECT 'jsonb'::regtype, v FROM unnest(ARRAY['null', '1', '"x"', '{}', '[]', '[[]]', '[null]', '[{}]', '{"name": "Q"}', '[{"name": "Q", "email": "q@x.example"}]', '{"subject": 7}',
	'[{"id": "01ARZ3NDEKTSV4RRFFQ69G5FAV", "name": null}]', '["01ARZ3NDEKTSV4RRFFQ69G5FAV", 5]', '{"participants": [{"email": "x"}], "accountId": "1"}', '{"a": {"b": [1, {"c": null}]}}']) v;
INSERT INTO literal SELECT 'contacts.ulid'::regtype, v FROM unnest('{00000000000000000000000000,7ZZZZZZZZZZZZZZZZZZZZZZZZZ,01ARZ3NDEKTSV4RRFFQ69G5FAV,
	01BRZ3NDEKTSV4RRFFQ69G5FAV,01BRZ3NDEKTSV4RRFFQ69G5FAX}'::text[]) v;
INSERT INTO literal VALUES ('contacts.email', 'ada@x.example'), ('contacts.email', '"a b"@[127.0.0.1]'), ('contacts.phone', '+14155550100'), ('contacts.phone', '+442079460000;ext=1'),
	('bytea', '\x'), ('bytea', '\x00'), ('bytea', '\x000102030405060708090a0b0c0d0e0f'), ('date', 'infinity'), ('date', '-infinity'), ('date', '2026-02-28'),
	('double precision', 'NaN'), ('double precision', '-1'), ('name', 'x'), ('oid', '0'), ('oid', '4294967295'), ('regclass', 'contacts.contact'), ('regclass', 'pg_class'),
	('regrole', 'regress_contacts_function'), ('contacts.search_query', 'ada'), ('record', 'NULL'), ('record', 'ROW(1, 2)'), ('record', '(SELECT c FROM contacts.contact c WHERE id = 561002)'),
	('record', '(SELECT c FROM contacts.connection c WHERE id = 561011)');
INSERT INTO literal SELECT t.type::regtype, v FROM (VALUES ('timestamptz'), ('timestamp')) t (type),
	unnest('{infinity,-infinity,now,2026-01-01,4713-01-01 BC,294276-12-31}'::text[]) v;
INSERT INTO literal SELECT 'interval'::regtype, v FROM unnest('{0,-1 day,1 second,178000000 years,1 mon}'::text[]) v;
INSERT INTO literal SELECT 'text[]'::regtype, v FROM unnest(ARRAY['{}', '{NULL}', '{a,b}', '{{a,b},{c,d}}', '{company,connections}', '{contacts:read}', '[5:6]={a,b}', '{contact.created}']) v;
INSERT INTO literal SELECT t.type::regtype, v FROM (VALUES ('bigint[]'), ('integer[]')) t (type), unnest(ARRAY['{}', '{NULL}', '{1,2}', '{{1},{2}}']) v;

-- what is not called: what triggers, types, the planner and indexes call; what makes or removes the installation, or waits for another process
CREATE TEMPORARY TABLE target AS
	SELECT p.oid, p.oid::regprocedure AS signature, p.proargtypes::oid[] AS types FROM pg_proc p
	WHERE p.pronamespace IN ('contacts'::regnamespace, 'contacts_internal'::regnamespace) AND p.prokind = 'f' AND p.prorettype NOT IN ('trigger'::regtype, 'internal'::regtype)
		AND NOT p.proargtypes::oid[] && ARRAY['internal', 'cstring']::regtype[]::oid[]
		AND p.proname NOT IN ('install', 'upgrade', 'install_script', 'start_webhook_worker', 'stop_webhook_worker', 'launch_webhook_worker', 'webhook_worker');
GRANT ALL ON literal, target TO regress_contacts_function;
GRANT USAGE ON SCHEMA public TO regress_contacts_function;

-- an argument of a type, now and then NULL
CREATE FUNCTION pg_temp.argument(type oid) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	chosen text := (SELECT l.value FROM literal l WHERE l.type = $1 ORDER BY random() LIMIT 1);
BEGIN
	IF chosen IS NULL OR random() < 0.1 THEN
		RETURN format('NULL::%s', $1::regtype);
	END IF;
	RETURN CASE WHEN $1 = 'record'::regtype THEN chosen ELSE format('%L::%s', chosen, $1::regtype) END;
END $$;

-- what a call comes to: SQLSTATE and the rows or what the error says; what it did is undone
CREATE FUNCTION pg_temp.outcome(call text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	found text;
	detail text;
BEGIN
	EXECUTE format('SELECT string_agg(r::text, $s$;$s$) FROM (%s) r', call) INTO found;
	RAISE EXCEPTION USING ERRCODE = '00F00';
EXCEPTION
	WHEN SQLSTATE '00F00' THEN RETURN concat_ws(' ', '00000', found);
	WHEN OTHERS THEN
		GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
		RETURN concat_ws(' ', SQLSTATE, SQLERRM, detail);
END $$;

CREATE TEMPORARY TABLE answer (role text, signature regprocedure, call text, outcome text);
GRANT ALL ON answer TO regress_contacts_function;
CREATE FUNCTION pg_temp.call_all(role text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	t target;
	call text;
BEGIN
	PERFORM contacts.set_context(561);
	FOR t IN SELECT * FROM target, generate_series(1, current_setting('regress.calls')::int) LOOP
		call := format('SELECT * FROM contacts.%I(%s)', (SELECT proname FROM pg_proc WHERE oid = t.oid),
			(SELECT string_agg(pg_temp.argument(a), ', ' ORDER BY n) FROM unnest(t.types) WITH ORDINALITY u (a, n)));
		INSERT INTO answer VALUES (role, t.signature, call, pg_temp.outcome(call));
	END LOOP;
END $$;
SET LOCAL ROLE regress_contacts_function;
SELECT pg_temp.call_all('application');
RESET ROLE;
SELECT pg_temp.call_all('superuser');

SELECT is_empty($$SELECT left(outcome, 300), left(call, 300) FROM answer WHERE role = 'application' AND outcome ~* 'sekret'$$, 'nothing of another organization is told');
SELECT is_empty($$SELECT role, left(outcome, 300), left(call, 300) FROM answer WHERE outcome ~ '^(XX|58|57|53)'$$, 'no internal error');
SELECT cmp_ok(count(*) FILTER (WHERE outcome LIKE '00000%'), '>', count(*) / 10, 'many calls have an answer') FROM answer;
SELECT cmp_ok(count(DISTINCT signature), '>', 200::bigint, 'every function was called') FROM answer;
SELECT is((SELECT count(*) FROM contacts.contact WHERE organization_id IN (561, 562)), 6::bigint, 'and nothing is left of it');
SELECT * FROM finish();
ROLLBACK;
