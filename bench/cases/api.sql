-- The operations, as an application's role under row-level security, against hand-written SQL of a superuser on the same table:
-- a large organization, and others of 1,000 contacts each beside it.
-- BENCH_ROWS=1000000 BENCH_ORGANIZATIONS=1000 ROUNDS=5 make bench CASE=api measures two million contacts.
\set rows 100000
\getenv rows BENCH_ROWS
\set organizations 10
\getenv organizations BENCH_ORGANIZATIONS
INSERT INTO contacts.organization (id, name, default_region) SELECT 1 + n, 'Organization ' || n, 'US' FROM generate_series(0, greatest(:organizations, 1)) n;
ALTER TABLE contacts.contact DISABLE TRIGGER USER;
ALTER TABLE contacts.connection DISABLE TRIGGER USER;
INSERT INTO contacts.contact (organization_id, id, name, display_name, first_name, last_name, email, phone, mention_name, status, tags, search_key, created_at, updated_at)
SELECT o, i, name, 'Person', 'Person', md5(i::text), 'person' || i || '@example.com', ('+1415' || (2000000 + i % 7000000))::contacts.phone, 'person' || i,
	CASE WHEN i % 10 = 0 THEN 'archived' ELSE 'active' END, tags, (o || ':' || lower(name) || array_to_string(tags, E'\t', ''))::contacts.search_key,
	'2025-01-01'::timestamptz + i * interval '1 s', '2025-01-01'::timestamptz + i * interval '7 s'
FROM (SELECT CASE WHEN i <= :rows THEN 1 ELSE 2 + (i - :rows - 1) / 1000 END AS o, i, 'Person ' || md5(i::text) AS name,
	CASE WHEN i % 20000 = 0 THEN '{vip}' WHEN i % 100 = 0 THEN '{member}' ELSE '{}' END::text[] AS tags
	FROM generate_series(1, :rows + :organizations * 1000) i) c;
INSERT INTO contacts.connection (organization_id, contact_id, type, value, phone)
SELECT organization_id, id, 'mobile', '+1646' || (2000000 + id % 7000000), ('+1646' || (2000000 + id % 7000000))::contacts.phone
FROM contacts.contact WHERE id % 4 = 0;
ALTER TABLE contacts.contact ENABLE TRIGGER USER;
ALTER TABLE contacts.connection ENABLE TRIGGER USER;
VACUUM ANALYZE;
CREATE TABLE sample AS SELECT id, uid, email::text AS email, phone::text AS phone, '(' || substr(phone::text, 3, 3) || ') ' || substr(phone::text, 6, 3) || '-' || substr(phone::text, 9) AS written
	FROM contacts.contact WHERE organization_id = 1 AND id % (:rows / 500) = 0;
-- where page 1,000 of 20 begins
CREATE TABLE far AS SELECT name, id FROM contacts.contact WHERE organization_id = 1 AND deleted_at IS NULL ORDER BY name, id OFFSET least(20 * 999, :rows / 2) LIMIT 1;
CREATE ROLE bench_api;
SELECT contacts.grant_access('bench_api', '{contacts:read,contacts:write}', 1);
SELECT contacts.grant_access('bench_api', '{contacts:read}', 2);
GRANT SELECT ON sample, far TO bench_api;
CREATE FUNCTION page_by_hand(name text, id bigint, organization_id bigint DEFAULT 1) RETURNS jsonb LANGUAGE sql STABLE AS $$
	SELECT jsonb_agg(bench.by_hand(c)) FROM (SELECT * FROM contacts.contact c WHERE c.organization_id = $3 AND c.deleted_at IS NULL
		AND (c.name, c.id) > ($1, $2) ORDER BY c.name, c.id LIMIT 20) c
$$;
-- one prepared statement for each lookup, as an application has it
CREATE FUNCTION get_by_hand(uid contacts.ulid) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
	RETURN (SELECT bench.by_hand(c) FROM contacts.contact c WHERE c.organization_id = 1 AND c.uid OPERATOR(contacts.=) $1 AND c.deleted_at IS NULL);
END
$$;
-- prepared too: the contact or contacts that a number or address belongs to
CREATE FUNCTION find_by_hand(address text) RETURNS SETOF bigint LANGUAGE plpgsql STABLE AS $$
BEGIN
	IF address LIKE '%@%' THEN
		RETURN QUERY SELECT c.id FROM contacts.contact c WHERE c.organization_id = 1 AND c.email OPERATOR(contacts.=) address::contacts.email AND c.deleted_at IS NULL
			UNION SELECT n.contact_id FROM contacts.connection n JOIN contacts.contact c ON c.organization_id = 1 AND c.id = n.contact_id AND c.deleted_at IS NULL
			WHERE n.organization_id = 1 AND n.email OPERATOR(contacts.=) address::contacts.email AND n.deleted_at IS NULL;
	ELSE
		RETURN QUERY SELECT c.id FROM contacts.contact c WHERE c.organization_id = 1 AND c.phone OPERATOR(contacts.=) contacts.parse_phone(address, 'US') AND c.deleted_at IS NULL
			UNION SELECT n.contact_id FROM contacts.connection n JOIN contacts.contact c ON c.organization_id = 1 AND c.id = n.contact_id AND c.deleted_at IS NULL
			WHERE n.organization_id = 1 AND n.phone OPERATOR(contacts.=) contacts.parse_phone(address, 'US') AND n.deleted_at IS NULL;
	END IF;
END
$$;
-- few rows have the tag, as whoever writes this knows: find them first, then sort
CREATE FUNCTION tagged_by_hand(tag text) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
	RETURN (SELECT jsonb_agg(bench.by_hand(c)) FROM (SELECT * FROM (SELECT * FROM contacts.contact c
		WHERE c.organization_id = 1 AND c.deleted_at IS NULL AND c.tags @> ARRAY[$1] OFFSET 0) c ORDER BY c.name, c.id LIMIT 20) c);
END
$$;
CREATE INDEX contact_tags_by_hand_idx ON contacts.contact USING gin (tags);
CREATE INDEX contact_by_hand_idx ON contacts.contact (organization_id, name, id) WHERE deleted_at IS NULL;
SET contacts.organization_id = 1;
SET ROLE bench_api;
-- the cursor of page 1,000, by walking there
CREATE TEMPORARY TABLE far_cursor AS
WITH RECURSIVE p AS (
	SELECT 1 AS n, contacts.list_contacts_after(NULL, 100)->>'nextCursor' AS cursor
	UNION ALL SELECT n + 1, contacts.list_contacts_after(cursor, 100)->>'nextCursor' FROM p WHERE n < 199 AND cursor IS NOT NULL)
SELECT cursor FROM p WHERE cursor IS NOT NULL ORDER BY n DESC LIMIT 1;
RESET ROLE;

-- @case get by uid
-- @ours
SET ROLE bench_api;
SELECT count(contacts.get_contact(uid)) FROM sample;
RESET ROLE;
-- @peer SQL by hand, superuser | ratio <= 1
SELECT count(get_by_hand(uid)) FROM sample;

-- @case list page 1
-- @ours
SET ROLE bench_api;
SELECT count(contacts.list_contacts_after(NULL, 20 + (i - i)::int)) FROM generate_series(1, 100) i;
RESET ROLE;
-- @peer SQL by hand, superuser | ratio <= 1
SELECT count(page_by_hand('', i - i)) FROM generate_series(1, 100) i;

-- @case list page 1,000
-- @ours
SET ROLE bench_api;
SELECT count(contacts.list_contacts_after((SELECT cursor FROM far_cursor), 20 + (i - i)::int)) FROM generate_series(1, 100) i;
RESET ROLE;
-- @peer SQL by hand, superuser | ratio <= 1
SELECT count(page_by_hand((SELECT name FROM far), i - i)) FROM generate_series(1, 100) i;

-- @case list page 1, small organization
-- @ours
SET ROLE bench_api;
SET contacts.organization_id = 2;
SELECT count(contacts.list_contacts_after(NULL, 20 + (i - i)::int)) FROM generate_series(1, 100) i;
SET contacts.organization_id = 1;
RESET ROLE;
-- @peer SQL by hand, superuser | ratio <= 1
SELECT count(page_by_hand('', i - i, 2)) FROM generate_series(1, 100) i;

-- @case list by a rare tag
-- @ours
SET ROLE bench_api;
SELECT count(contacts.list_contacts_after(NULL, 20 + (i - i)::int, tags => '{vip}')) FROM generate_series(1, 100) i;
RESET ROLE;
-- @peer SQL by hand, its GIN index on tags, superuser | ratio <= 1
SELECT count(tagged_by_hand('vip')) FROM generate_series(1, 100) i;

-- @case list by a tag of every hundredth
-- @ours
SET ROLE bench_api;
SELECT count(contacts.list_contacts_after(NULL, 20 + (i - i)::int, tags => '{member}')) FROM generate_series(1, 20) i;
RESET ROLE;
-- @peer SQL by hand, superuser | ratio <= 1
SELECT count(p) FROM generate_series(1, 20) i, LATERAL (SELECT jsonb_agg(bench.by_hand(c)) FROM (SELECT * FROM contacts.contact c
	WHERE c.organization_id = 1 AND c.deleted_at IS NULL AND c.tags @> '{member}' AND i > 0 ORDER BY c.name, c.id LIMIT 20) c) p;

-- policies for two tables, each asked once a call, are what half as much again may cost

-- @case find_contact: e-mail
-- @ours
SET ROLE bench_api;
SELECT count(f.contact_id) FROM sample s, contacts.find_contact(s.email) f;
RESET ROLE;
-- @peer SQL by hand, superuser | ratio <= 1.5
SELECT count(f) FROM sample s, find_by_hand(s.email) f;

-- @case find_contact: phone in E.164
-- @ours
SET ROLE bench_api;
SELECT count(f.contact_id) FROM sample s, contacts.find_contact(s.phone) f;
RESET ROLE;
-- @peer SQL by hand, superuser | ratio <= 1.5
SELECT count(f) FROM sample s, find_by_hand(s.phone) f;

-- @case find_contact: phone as people write it
-- @ours
SET ROLE bench_api;
SELECT count(f.contact_id) FROM sample s, contacts.find_contact(s.written) f;
RESET ROLE;
-- @peer SQL by hand, superuser | ratio <= 1.5
SELECT count(f) FROM sample s, find_by_hand(s.written) f;
