-- R-58 R-59 R-64 Requests of people who make mistakes: whatever a request holds, the answer is a record or an error of ours,
-- never an internal one, and validate_contact() says beforehand what create_contact() will say.
-- CONTACTS_SEED repeats a run, CONTACTS_FUZZ sets the number of requests of each profile.
BEGIN;
SET LOCAL search_path = public, pg_catalog;
SET LOCAL client_min_messages = warning;
\set seed ''
\getenv seed CONTACTS_SEED
\set requests 150
\getenv requests CONTACTS_FUZZ
SELECT no_plan();
SELECT set_config('regress.requests', :'requests', true);

CREATE ROLE regress_contacts_fuzz;
INSERT INTO contacts.organization (id, name, default_region) VALUES (560, 'Fuzz', 'US');
SELECT contacts.grant_access('regress_contacts_fuzz', '{contacts:read,contacts:write,contacts:delete}', 560);
SELECT diag('seed ' || seed) FROM (SELECT setseed(seed), seed FROM
	(SELECT coalesce(nullif(:'seed', ''), round((random() * 2 - 1)::numeric, 6)::text)::float8 AS seed) s) t;

CREATE TEMPORARY TABLE request (profile text, body jsonb);
INSERT INTO request VALUES
('revrec', '{"name": "John Smith", "displayName": "John Smith", "entityTypes": ["Contact"], "email": "john@x.example", "phone": "+1 415 555 0100",
	"website": "https://x.example", "description": "Decides", "notes": "Calls late", "status": "active", "isActive": true, "code": "C-1", "taxId": "12",
	"address": {"line1": "1 Main St", "city": "Springfield", "stateProvince": "IL", "postalCode": "62701", "countryCode": "US"},
	"metadata": {"title": "CFO", "department": "Finance", "mobilePhone": "+1 415 555 0101", "preferredContactMethod": "email", "hobby": "chess"},
	"customFields": {"badge": "7"}}'),
('thena', '{"first_name": "Ada", "last_name": "Lovelace", "email": "ada@x.example", "contact_type": "BILLING", "is_marketing_contact": false,
	"is_active": true, "phone_number": "+14155550102", "avatar_url": "https://x.example/a.png", "metadata": {"timezone": "UTC"}, "customer_user_id": "12"}'),
('nextiva', '{"kind": "person", "firstName": "Grace", "lastName": "Hopper", "displayName": "Grace", "tags": ["vip", "navy"], "profileColor": "#112233",
	"connections": [{"type": "email", "value": "grace@x.example"}, {"type": "mobile", "value": "415 555 0103", "country": "US"}],
	"addresses": [{"type": "work", "line1": "1 Navy Yard", "city": "Arlington", "countryCode": "US"}]}'),
('directory', '{"fullName": "Alan Turing", "mentionName": "alan", "email": "alan@x.example", "phone": "+442079460000", "company": "Nobody Ltd",
	"title": "Fellow", "department": "Maths", "type": "client", "isActive": true, "metadata": {"a": 1}}');
-- what stands where it should not
CREATE TEMPORARY TABLE oddity AS
SELECT row_number() OVER () AS n, value FROM unnest(ARRAY[
	'null', 'true', 'false', '0', '-1', '1e308', '99999999999', '99999999999999999999999999', '0.1', '""', '" "', '"\t\n"', '"\u00a0"', '"Ada \u2003"', '"\u3000Ada \u00a0"', '"\u2003"', '"\u0001"', '"\ud83d\ude00"', '"x"',
	'"a@b"', '"a@@b.example"', '"@"', '"+"', '"+1"', '"00000000000000000000000000"', '"01ARZ3NDEKTSV4RRFFQ69G5FAV"', '"not an id"', '"2026-02-30"',
	'"infinity"', '"--"', '"%s%n"', '"''; DROP TABLE contact; --"', '"$1"', '"{}"', '"[]"', '"NaN"', '"US"', '"us"', '"archived"', '"PRIMARY"', '"email"',
	'"javascript:alert(1)"', '"http://["', '"Europe/Berlin"', '{}', '{"a": {"b": {"c": []}}}', '{"": ""}', '[]', '[[]]', '[null]', '[1, "a", {}]', '[{}]',
	'[{"type": "email", "value": "x@x.example"}, {"type": "email", "value": "x@x.example"}]', '[{"id": "01ARZ3NDEKTSV4RRFFQ69G5FAV"}]', '{"id": 5}']::jsonb[]) v (value)
UNION ALL SELECT 1001, to_jsonb(repeat('x', 3000)) UNION ALL SELECT 1002, to_jsonb(repeat('ä', 70000)) UNION ALL SELECT 1003, jsonb_agg('t' || i) FROM generate_series(1, 40) i
UNION ALL SELECT 1004, (repeat('[', 500) || repeat(']', 500))::jsonb;

-- a request with one to three things wrong: a value replaced, a key dropped, a key that is nobody's
CREATE FUNCTION pg_temp.spoil(body jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
	path text[];
	odd jsonb;
	element text;
BEGIN
	FOR i IN 1 .. 1 + floor(random() * 3) LOOP
		path := ARRAY[(SELECT k FROM jsonb_object_keys(body) k ORDER BY random() LIMIT 1)];
		CONTINUE WHEN path[1] IS NULL;
		IF random() < 0.5 AND jsonb_typeof(body #> path) IN ('object', 'array') THEN
			element := CASE jsonb_typeof(body #> path)
				WHEN 'object' THEN (SELECT k FROM jsonb_object_keys(body #> path) k ORDER BY random() LIMIT 1)
				ELSE floor(random() * jsonb_array_length(body #> path))::int::text END;
			path := path || coalesce(element, 'x');
			IF jsonb_typeof(body #> path) = 'object' THEN
				path := path || coalesce((SELECT k FROM jsonb_object_keys(body #> path) k ORDER BY random() LIMIT 1), 'x');
			END IF;
		END IF;
		SELECT value INTO odd FROM oddity ORDER BY random() LIMIT 1;
		body := CASE WHEN random() < 0.75 THEN jsonb_set(body, path, odd)
			WHEN random() < 0.7 THEN body #- path
			ELSE body || jsonb_build_object('no such key', odd) END;
	END LOOP;
	RETURN body;
END $$;

-- SQLSTATE of a statement about a request, 00000 where it works; what it did is undone
CREATE FUNCTION pg_temp.outcome(statement text, body jsonb) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE statement USING body;
	RAISE EXCEPTION USING ERRCODE = '00F00';
EXCEPTION
	WHEN SQLSTATE '00F00' THEN RETURN '00000';
	WHEN OTHERS THEN RETURN SQLSTATE;
END $$;

-- the problems that are found beforehand
CREATE FUNCTION pg_temp.problems(body jsonb) RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM contacts.validate_contact($1)';
CREATE TEMPORARY TABLE answer (profile text, body jsonb, problems text, created text, updated text, upserted text);
GRANT ALL ON request, oddity, answer TO regress_contacts_fuzz;
GRANT USAGE ON SCHEMA public TO regress_contacts_fuzz;

SET LOCAL ROLE regress_contacts_fuzz;
SELECT contacts.set_context(560);
CREATE TEMPORARY TABLE target AS SELECT contacts.create_contact('{"name": "Target", "email": "target@x.example"}') ->> 'id' AS uid;
DO $$
DECLARE
	r record;
	spoilt jsonb;
	found text;
BEGIN
	FOR r IN SELECT profile, body FROM request, generate_series(1, current_setting('regress.requests')::int) LOOP
		PERFORM set_config('contacts.profile', r.profile, true);
		spoilt := pg_temp.spoil(r.body);
		found := pg_temp.outcome('SELECT pg_temp.problems($1)', spoilt);
		IF found = '00000' THEN
			found := pg_temp.problems(spoilt)::text || ' problems';
		END IF;
		INSERT INTO answer VALUES (r.profile, spoilt, found,
			pg_temp.outcome('SELECT contacts.create_contact($1)', spoilt),
			pg_temp.outcome('SELECT contacts.update_contact((SELECT uid FROM target), $1)', spoilt),
			pg_temp.outcome('SELECT contacts.upsert_contact($1)', spoilt));
	END LOOP;
END $$;
-- the same with activities
SELECT contacts.create_contact('{"kind": "organization", "name": "Acme"}') ->> 'id' AS account \gset
CREATE TEMPORARY TABLE good AS SELECT jsonb_build_object('accountId', :'account', 'activityTimestamp', '2026-01-02T10:00:00Z', 'duration', 30, 'location', 'Here',
	'type', 'MEETING', 'status', 'PENDING', 'participants', '[{"email": "target@x.example", "role": "host", "attended": true}, "Somebody", {"name": "Bea"}]'::jsonb,
	'attachmentUrls', '["https://x.example/a.pdf"]'::jsonb, 'visibility', 'organization', 'subject', 'Plans', 'category', 'sales', 'direction', 'outbound',
	'isVirtual', true, 'threadKey', 't1', 'objectives', '["sell"]'::jsonb, 'keyPoints', '["price"]'::jsonb, 'decisions', '["yes"]'::jsonb, 'tags', '["a"]'::jsonb,
	'notes', 'Long talk', 'metadata', '{"a": 1}'::jsonb) AS body;
SELECT contacts.create_activity(body) ->> 'id' AS activity FROM good \gset
CREATE TEMPORARY TABLE activity_answer AS SELECT body,
	pg_temp.outcome('SELECT contacts.create_activity($1)', body) AS created,
	pg_temp.outcome(format('SELECT contacts.update_activity(%L, $1)', :'activity'), body) AS updated
FROM (SELECT pg_temp.spoil(body) AS body FROM good, generate_series(1, :requests)) g;
RESET ROLE;

SELECT is(count(*), 4 * :requests::bigint, 'every request was answered') FROM answer;
SELECT is_empty($$SELECT DISTINCT outcome, kind, left(body::text, 600) FROM answer,
	LATERAL (VALUES ('create', created), ('update', updated), ('upsert', upserted)) o (kind, outcome)
	WHERE outcome NOT IN ('00000', 'CT400', 'CT404', 'CT405', 'CT406', 'CT409', 'CT422')$$, 'a request works or is refused with a code of ours');
SELECT is_empty($$SELECT DISTINCT problems, left(body::text, 600) FROM answer WHERE problems NOT LIKE '% problems'$$, 'validate_contact() itself never fails');
SELECT is_empty($$SELECT created, problems, left(body::text, 600) FROM answer WHERE problems = '0 problems' AND created NOT IN ('00000', 'CT409')$$,
	'what validate_contact() lets pass can be created');
SELECT is_empty($$SELECT created, problems, left(body::text, 600) FROM answer WHERE problems <> '0 problems' AND created = '00000'$$,
	'what validate_contact() objects to is not created');
SELECT cmp_ok(count(*) FILTER (WHERE created = '00000'), '>', 0::bigint, 'some requests are still good') FROM answer;
SELECT cmp_ok(count(*) FILTER (WHERE created = 'CT400'), '>', count(*) / 5, 'many are not') FROM answer;
SELECT is_empty($$SELECT created, updated, left(body::text, 600) FROM activity_answer
	WHERE created NOT IN ('00000', 'CT400', 'CT404', 'CT405') OR updated NOT IN ('00000', 'CT400', 'CT404', 'CT405')$$, 'an activity is written or refused with a code of ours');
SELECT * FROM finish();
ROLLBACK;
