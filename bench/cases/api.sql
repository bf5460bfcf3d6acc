-- The operations, as an application's role under row-level security, against hand-written SQL of a superuser on the same table.
-- BENCH_ROWS=1000000 ROUNDS=5 make bench CASE=api measures a million in one organization.
\set rows 100000
\getenv rows BENCH_ROWS
INSERT INTO contacts.organization (id, name) VALUES (1, 'Large'), (2, 'Other');
ALTER TABLE contacts.contact DISABLE TRIGGER USER;
INSERT INTO contacts.contact (organization_id, id, name, display_name, first_name, last_name, email, phone, status, created_at, updated_at)
SELECT 1, i, 'Person ' || md5(i::text), 'Person', 'Person', md5(i::text), 'person' || i || '@example.com', ('+1415' || (2000000 + i))::contacts.phone,
	CASE WHEN i % 10 = 0 THEN 'archived' ELSE 'active' END, '2025-01-01'::timestamptz + i * interval '1 s', '2025-01-01'::timestamptz + i * interval '7 s'
FROM generate_series(1, :rows) i;
ALTER TABLE contacts.contact ENABLE TRIGGER USER;
VACUUM ANALYZE;
CREATE TABLE sample AS SELECT id, uid, email::text AS email FROM contacts.contact WHERE id % (:rows / 500) = 0;
-- where page 1,000 of 20 begins
CREATE TABLE far AS SELECT name, id FROM contacts.contact WHERE organization_id = 1 AND deleted_at IS NULL ORDER BY name, id OFFSET least(20 * 999, :rows / 2) LIMIT 1;
CREATE ROLE bench_api;
SELECT contacts.grant_access('bench_api', '{contacts:read,contacts:write}', 1);
GRANT SELECT ON sample, far TO bench_api;
-- what people write by hand: the columns of document R as one object
CREATE FUNCTION by_hand(c contacts.contact) RETURNS jsonb LANGUAGE sql STABLE AS $$
	SELECT jsonb_build_object('id', c.uid::uuid, 'organizationId', c.organization_id, 'name', c.name, 'displayName', c.display_name, 'code', c.code,
		'entityTypes', c.entity_types, 'email', c.email::text, 'phone', c.phone::text, 'website', c.website,
		'address', (SELECT jsonb_build_object('line1', a.line1, 'city', a.city, 'stateProvince', a.state_province, 'postalCode', a.postal_code,
			'countryCode', a.country_code) FROM contacts.address a WHERE a.organization_id = c.organization_id AND a.contact_id = c.id AND a.deleted_at IS NULL
			ORDER BY a.is_primary DESC LIMIT 1),
		'parentEntityId', (SELECT co.uid::uuid FROM contacts.contact co WHERE co.organization_id = c.organization_id AND co.id = c.company_id),
		'metadata', jsonb_build_object('title', c.job_title, 'department', c.department, 'preferredContactMethod', c.preferred_contact_method),
		'status', c.status, 'isActive', c.is_active, 'createdAt', to_char(c.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
		'updatedAt', to_char(c.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
$$;
CREATE FUNCTION page_by_hand(name text, id bigint) RETURNS jsonb LANGUAGE sql STABLE AS $$
	SELECT jsonb_agg(by_hand(c)) FROM (SELECT * FROM contacts.contact c WHERE c.organization_id = 1 AND c.deleted_at IS NULL
		AND (c.name, c.id) > ($1, $2) ORDER BY c.name, c.id LIMIT 20) c
$$;
-- one prepared statement for each lookup, as an application has it
CREATE FUNCTION get_by_hand(uid contacts.ulid) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
	RETURN (SELECT by_hand(c) FROM contacts.contact c WHERE c.organization_id = 1 AND c.uid OPERATOR(contacts.=) $1 AND c.deleted_at IS NULL);
END
$$;
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
