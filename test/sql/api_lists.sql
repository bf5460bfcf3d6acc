-- Bulk forms, activities, mentions, unknown callers, pages by cursor.
\set VERBOSITY default
SET search_path = contacts, public;
INSERT INTO contacts.organization (id, uid, name, default_region) VALUES (602, 'a0000000-0000-4000-8000-000000000602', 'Api More', 'US');
INSERT INTO contacts.app_user (organization_id, id, name, email) VALUES (602, 602001, 'Una User', 'una@example.com');
DROP ROLE IF EXISTS regress_contacts_api_more;
CREATE ROLE regress_contacts_api_more;
SELECT contacts.grant_access('regress_contacts_api_more', '{contacts:read,contacts:write,contacts:delete,contacts:admin}', 602);
SET ROLE regress_contacts_api_more;
SET contacts.organization_id = 602;
SET contacts.user_id = 602001;

-- bulk: a result for each element, and one that fails leaves the others
SELECT r->>'status' AS status, r->'data'->>'name' AS name, r->>'error' AS error, r->'details'->0->>'message' AS message
FROM jsonb_array_elements(contacts.create_contacts('[{"name": "Ada Byron", "email": "ada@example.com"}, {"name": "", "email": "x"}, 7,
	{"name": "Ada Again", "email": "ADA@example.com"}, {"kind": "organization", "name": "Engines Ltd"}]')) r;
SELECT id AS ada, uid AS ada_uid FROM contacts.contact WHERE email = 'ada@example.com' \gset
SELECT id AS engines FROM contacts.contact WHERE name = 'Engines Ltd' \gset
SELECT r->>'status' AS status, r->'data'->>'displayName' AS name, r->>'error' AS error
FROM jsonb_array_elements(contacts.update_contacts(jsonb_build_array(jsonb_build_object('id', :'ada_uid', 'displayName', 'Ada', 'mentionName', 'Ada'),
	'{"name": "no id"}'::jsonb))) r;
SELECT r->>'status' AS status, r->'data'->>'name' AS name
FROM jsonb_array_elements(contacts.upsert_contacts('[{"email": "ada@example.com", "metadata": {"title": "Analyst"}}, {"name": "Luigi M", "email": "lm@example.com"}]')) r;
SELECT contacts.delete_contacts('["01ARZ3NDEKTSV4RRFFQ69G5FAV", "x"]');
SELECT r->>'status' AS status FROM jsonb_array_elements(contacts.delete_contacts((SELECT jsonb_agg(uid::text) FROM contacts.contact WHERE name = 'Luigi M'))) r;
SELECT contacts.create_contacts('{}');	-- fails
SET contacts.scopes = 'contacts:read,contacts:write';
SELECT contacts.create_contacts('[]');	-- fails: needs contacts:admin
RESET contacts.scopes;

-- activities (A-11 to A-23, A-45, A-46)
SELECT contacts.create_activity(jsonb_build_object('accountId', :'engines', 'activityTimestamp', '2025-06-03T12:15:30.250+02:00', 'duration', 30,
	'location', 'Phone', 'participants', '["ada@example.com"]'::jsonb, 'attachmentUrls', '["https://example.com/a"]'::jsonb))
	- '{id,createdAt,updatedAt,accountId}'::text[] AS created;
SELECT uid AS call FROM contacts.activity WHERE company_id = :engines \gset
SELECT contacts.create_activity('{"type": "NAP", "duration": -1, "activityTimestamp": "yesterdayish", "planet": "Earth"}');	-- fails: everything at once
SELECT contacts.update_activity(:'call', '{"status": "COMPLETED", "notes": "done", "type": "MEETING", "activityTimestamp": 1678886400000, "metadata": {"a": 1}, "subject": null}')
	- '{id,createdAt,updatedAt,accountId}'::text[] AS updated;
SELECT contacts.update_activity(:'call', '{"metadata": {"b": 2, "a": null}}')->'metadata' AS merged, contacts.get_activity(:'call')->>'status' AS status;
SELECT contacts.get_activity(:'call') = contacts.get_activity(uid) AND contacts.get_activity(uid) = contacts.get_activity(id::text) AS every_form_of_the_id
FROM contacts.activity WHERE uid = :'call';
SELECT contacts.list_activities(:'engines', 'MEETING', 'COMPLETED') - 'data' AS envelope;
SELECT contacts.list_activities(status => 'PENDING')->'data' AS none;
SELECT contacts.delete_activity(:'call');
\set VERBOSITY sqlstate
SELECT contacts.delete_activity(:'call');	-- fails: is deleted
SELECT contacts.get_activity(:'call');	-- fails: is deleted
SELECT contacts.list_activities(type => 'NAP');	-- fails
SELECT contacts.list_activities('01ARZ3NDEKTSV4RRFFQ69G5FAV');	-- fails: no such company
\set VERBOSITY default

-- mentions (M-18, M-19)
-- none inside of a URL, an address, or a handle of another system; Chinese, Japanese and Korean text goes on without a blank
BEGIN;
INSERT INTO contacts.person (name, email, mention_name) SELECT n, 'm' || i || '@example.com', n FROM unnest('{ann14,張三,張三豐,田中,김철수,bob.lee}'::text[]) WITH ORDINALITY m(n, i);
SELECT t AS text, (SELECT string_agg(mention || CASE WHEN contact IS NULL THEN ' (nobody)' ELSE '' END, ', ') FROM contacts.extract_mentions(t)) AS mentions
FROM unnest('{ask @ann14,(@ann14),and/or @ann14,https://medium.com/@ann14/post-1,medium.com/@ann14,HTTPS://X.example/@ANN14,localhost:3000/@ann14,
	<https://x.social/@ann14> @ann14,[@ann14](https://x.example/@bob.lee),@ann14@mastodon.social @bob.lee,ann@ann14,@bob.lee.,
	@張三你好,請問@張三豐在嗎,@張三豐你好,@田中さんに聞いて,@김철수님 안녕,と@ann14さん,@張三@田中,田中@example.com,見て https://x.example/a。@張三}'::text[]) t;
ROLLBACK;
SELECT mention, contact = :'ada_uid' AS is_ada FROM contacts.extract_mentions('Hi @Ada, and @nobody.here. Write to ada@ada or (@ada) @@x');
SELECT jsonb_path_query_array(contacts.mentions('@ad'), '$[*].mentionName') AS by_mention, contacts.mentions('byron') AS not_by_last_name,
	(SELECT array_agg(k ORDER BY k) FROM jsonb_object_keys(contacts.mentions('ADA B')->0) k) AS keys_by_name;

SELECT jsonb_array_length(contacts.mentions('Adá ')) AS by_word, jsonb_array_length(contacts.mentions('ada x')) AS none,
	jsonb_array_length(contacts.mentions('')) AS everybody, jsonb_array_length(contacts.mentions('', 1)) AS first;

-- search (N-50, R-46): the best first, in the shapes of the documents
SELECT contacts.search_contacts('ada byr')->'data'->0->>'name' AS found, contacts.search_contacts('ada byr', 5, 0) - 'data' AS envelope,
	contacts.search_contacts('ada', 5, 10) - 'data' AS beyond, contacts.list_contacts(query => 'BYR')->'data'->0->>'name' AS listed;
BEGIN;
SET LOCAL contacts.profile = 'nextiva';
SELECT contacts.search_contacts('ada') - 'list' AS total, contacts.search_contacts('zzzz')->'list' AS none;
COMMIT;
\set VERBOSITY sqlstate
SELECT contacts.search_contacts('a');	-- fails: too short
SELECT contacts.search_contacts('ada', 0);	-- fails
\set VERBOSITY default

-- tags: all of them, whatever they are made of
SELECT contacts.update_contact(:'ada_uid', '{"tags": ["VIP", "Sales 2025", "★", "x"]}')->>'name' AS tagged;
SELECT t AS tags, jsonb_array_length(contacts.list_contacts(tags => t)->'data') AS listed,
	jsonb_array_length(contacts.list_contacts_after(NULL, 5, tags => t)->'data') AS listed_after,
	(SELECT count(*) FROM contacts.contact c WHERE c.search_key OPERATOR(contacts.@@) contacts.to_tag_query(t) AND c.tags @> t) AS queried
FROM (VALUES ('{VIP}'::text[]), ('{"Sales 2025",VIP}'), ('{★}'), ('{x}'), ('{vip}'), ('{VIP,other}'), ('{VI}'), ('{NULL}')) q (t);
SELECT contacts.update_contact(:'ada_uid', '{"tags": []}')->>'name' AS untagged;
SELECT (contacts.list_contacts(tags => '{}')->'total') = (contacts.list_contacts()->'total') AS no_filter;
SELECT contacts.to_tag_query('{Añejo,NULL,★}', 602), contacts_internal.search_fold('  Straße & Söhne—Ltd. '), contacts_internal.search_fold('') = '' AS empty;

-- a change of connections, addresses or segments alone is a change of the contact: its version moves, once
SELECT contacts.contact_version(:'ada_uid') AS version \gset
SELECT contacts.update_contact(:'ada_uid', '{"metadata": {"mobilePhone": "+14155559911"}}')->'metadata'->>'mobilePhone' AS mobile;
SELECT contacts.contact_version(:'ada_uid') - :version AS moved;
SELECT contacts.update_contact(:'ada_uid', '{"metadata": {"mobilePhone": "+14155559911"}}')->>'name' AS the_same;
SELECT contacts.contact_version(:'ada_uid') - :version AS not_moved;
SELECT contacts.update_contact(:'ada_uid', '{"address": {"line1": "1 Main St", "city": "London"}}', :version + 1)->'address'->>'city' AS city;
SELECT contacts.contact_version(:'ada_uid') - :version AS moved;
SELECT contacts.update_contact(:'ada_uid', '{"address": {"line1": "1 Main St"}}')->'address'->>'city' AS the_same;
SELECT contacts.update_contact(:'ada_uid', '{"address": null, "notes": "moved"}', :version + 2)->>'notes' AS both;
SELECT contacts.contact_version(:'ada_uid') - :version AS moved;
-- SQL users say so themselves; any other version is kept
UPDATE contacts.contact SET version = version + 1 WHERE id = :ada;
UPDATE contacts.contact SET version = version + 5 WHERE id = :ada;
SELECT contacts.contact_version(:'ada_uid') - :version AS moved;

-- unknown callers (N-47): the same number in another form is the same contact, and a name makes it known
SELECT contacts.resolve_or_create('(415) 555-2671')->>'name' AS unknown,
	contacts.resolve_or_create('+14155552671')->>'id' = contacts.resolve_or_create('415-555-2671')->>'id' AS same;
SELECT is_unknown FROM contacts.contact WHERE phone = '+14155552671';
SELECT contacts.update_contact(uid, '{"name": "Gus Caller"}')->>'name' AS known FROM contacts.contact WHERE phone = '+14155552671';
SELECT is_unknown FROM contacts.contact WHERE phone = '+14155552671';
SELECT contacts.resolve_or_create('12');	-- fails: no number

-- pages by cursor: put together they are the list, in every order, while rows come, go and change between the pages
INSERT INTO contacts.contact (id, name, email, status, created_at, updated_at)
SELECT 602100 + i, 'Page ' || i % 40, 'page' || i || '@example.com', (ARRAY['active', 'inactive', 'archived'])[1 + i % 7 % 3],
	'2025-01-01'::timestamptz + i % 60 * interval '1.000001 s', '2025-06-01'::timestamptz + (i * 37 % 500) * interval '0.000001 s'
FROM generate_series(1, 500) i;
CREATE TEMPORARY TABLE page (n int, uid text);
CREATE PROCEDURE pg_temp.walk(order_by text, direction text, disturb boolean) LANGUAGE plpgsql AS $$
DECLARE
	answer jsonb := contacts.list_contacts_after(NULL, 23, order_by, direction);
	n int := 0;
BEGIN
	TRUNCATE page;
	LOOP
		INSERT INTO page SELECT n + e.place, e.item->>'id' FROM jsonb_array_elements(answer->'data') WITH ORDINALITY e(item, place);
		n := n + 100;
		EXIT WHEN answer->>'nextCursor' IS NULL;
		IF disturb THEN
			-- rows that stay where they are must come once; the others are not in the comparison
			INSERT INTO contacts.contact (name, email, tags) VALUES ('Page ' || n % 40, order_by || direction || n || '@example.com', '{disturbance}');
			UPDATE contacts.contact SET name = name || '!' WHERE tags = '{disturbance}' AND random() < 0.5;
			UPDATE contacts.contact SET deleted_at = now() WHERE tags = '{disturbance}' AND random() < 0.2 AND deleted_at IS NULL;
		END IF;
		answer := contacts.list_contacts_after(answer->>'nextCursor', 23);
	END LOOP;
END
$$;
CREATE PROCEDURE pg_temp.compare(order_by text, direction text, disturb boolean) LANGUAGE plpgsql AS $$
DECLARE
	wrong bigint;
	seen bigint;
BEGIN
	CALL pg_temp.walk(order_by, direction, disturb);
	SELECT count(*), count(*) FILTER (WHERE walked.uid IS DISTINCT FROM listed.uid) INTO seen, wrong
	FROM (SELECT p.uid, row_number() OVER (ORDER BY p.n) AS place FROM page p
		WHERE p.uid IN (SELECT c.uid::uuid::text FROM contacts.contact c WHERE c.tags = '{}')) walked
	FULL JOIN (SELECT c.uid::uuid::text AS uid, row_number() OVER (ORDER BY
			CASE WHEN direction = 'asc' THEN CASE order_by WHEN 'name' THEN c.name END END,
			CASE WHEN direction = 'desc' THEN CASE order_by WHEN 'name' THEN c.name END END DESC,
			CASE WHEN direction = 'asc' THEN CASE order_by WHEN 'createdAt' THEN c.created_at WHEN 'updatedAt' THEN c.updated_at END END,
			CASE WHEN direction = 'desc' THEN CASE order_by WHEN 'createdAt' THEN c.created_at WHEN 'updatedAt' THEN c.updated_at END END DESC,
			CASE WHEN direction = 'asc' THEN c.id END, c.id DESC) AS place
		FROM contacts.contact c WHERE c.deleted_at IS NULL AND c.tags = '{}') listed USING (place);
	RAISE NOTICE '% % %: % rows, % wrong', order_by, direction, CASE WHEN disturb THEN 'disturbed' ELSE 'quiet' END, seen, wrong;
END
$$;
SET client_min_messages = notice;
CALL pg_temp.compare('name', 'asc', false);
CALL pg_temp.compare('name', 'desc', false);
CALL pg_temp.compare('createdAt', 'asc', false);
CALL pg_temp.compare('createdAt', 'desc', false);
CALL pg_temp.compare('updatedAt', 'asc', false);
CALL pg_temp.compare('updatedAt', 'desc', false);
CALL pg_temp.compare('name', 'asc', true);
CALL pg_temp.compare('createdAt', 'desc', true);
CALL pg_temp.compare('updatedAt', 'asc', true);
-- a cursor is good for its own list only, and only as it was
SELECT contacts.list_contacts_after(NULL, 1, status => 'active')->>'nextCursor' AS cursor \gset
SELECT contacts.list_contacts_after(:'cursor', 1, status => 'active') ? 'data' AS good;
\set VERBOSITY sqlstate
SELECT contacts.list_contacts_after(:'cursor', 1);	-- fails: other filters
SELECT contacts.list_contacts_after(:'cursor', 1, 'createdAt', status => 'active');	-- fails: another order
SELECT contacts.list_contacts_after(overlay(:'cursor' PLACING 'X' FROM 8), 1, status => 'active');	-- fails: changed
SELECT contacts.list_contacts_after('', 1);	-- fails
SELECT contacts.list_contacts_after(repeat('A', 10000), 1);	-- fails

-- purge: the row is gone, who worked there or reported to it stays
SELECT contacts.contact_version(:'ada_uid') > 1 AS has_changed;
SELECT contacts.create_contact(jsonb_build_object('name', 'Charles B', 'email', 'cb@example.com', 'parentEntityId', :'engines',
	'metadata', jsonb_build_object('reportsTo', :'ada_uid')))->'metadata'->>'reportsTo' IS NOT NULL AS reports;
SELECT contacts.purge_contact(:'ada_uid'), contacts.purge_contact(:'engines');
SELECT company_id, reports_to, name FROM contacts.contact WHERE email = 'cb@example.com';
SELECT count(*) AS gone FROM contacts.contact WHERE id IN (:ada, :engines);
\set VERBOSITY sqlstate
SELECT contacts.contact_version(:'ada_uid');	-- fails: is gone
SELECT contacts.purge_contact(:'ada_uid');	-- fails: is gone
RESET ROLE;
RESET contacts.organization_id;
RESET contacts.user_id;
DROP OWNED BY regress_contacts_api_more;
DELETE FROM contacts.access WHERE role = 'regress_contacts_api_more';
DROP ROLE regress_contacts_api_more;
