-- What row-level security costs: lookups and a list page as the application's role, against the superuser whom no policy
-- holds and who writes the organization into the query.  BENCH_ROWS=1000000 ROUNDS=5 make bench CASE=access for a million.
\set rows 100000
\getenv rows BENCH_ROWS
CREATE ROLE bench_app;
INSERT INTO contacts.organization (id, name) VALUES (1, 'One');
SELECT contacts.grant_access('bench_app', '{contacts:read,contacts:write}', 1);
SET session_replication_role = replica;
INSERT INTO contacts.contact (organization_id, id, name, display_name, first_name, last_name, email, phone)
SELECT 1, i, 'Person ' || i, 'Person ' || i, 'Person', i::text, ('p' || i || '@company-' || i % 4999 || '.example')::contacts.email,
	('+1415' || lpad((5000000 + i % 4000000)::text, 7, '0'))::contacts.phone
FROM generate_series(1, :rows) i;
RESET session_replication_role;
VACUUM ANALYZE contacts.contact;
CREATE TABLE bench.keys AS SELECT id, uid, email, phone FROM contacts.contact WHERE id % (:rows / 1000) = 0;
GRANT USAGE ON SCHEMA bench TO bench_app;
GRANT SELECT ON bench.keys TO bench_app;
-- a thousand single statements each, as an application sends them: prepared, or planned every time
CREATE FUNCTION bench.prepared(query text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	n bigint := 0;
	k record;
	found_id bigint;
BEGIN
	EXECUTE 'PREPARE lookup AS ' || query;
	FOR k IN SELECT * FROM bench.keys LOOP
		EXECUTE format('EXECUTE lookup (%L)', CASE WHEN query LIKE '%uid%' THEN k.uid::text WHEN query LIKE '%email%' THEN k.email::text WHEN query LIKE '%phone%' THEN k.phone::text ELSE k.id::text END) INTO found_id;
		n := n + coalesce(found_id, 0);
	END LOOP;
	DEALLOCATE lookup;
	RETURN n;
END $$;
SET plan_cache_mode = force_generic_plan;

-- @case access: lookup by e-mail
-- @ours
SET ROLE bench_app;
SELECT bench.prepared('SELECT c.id FROM contacts.contact c WHERE c.email = $1::contacts.email AND c.deleted_at IS NULL AND NOT c.email_shared');
RESET ROLE;
-- @peer superuser | ratio <= 1.2
SELECT bench.prepared('SELECT c.id FROM contacts.contact c WHERE c.organization_id = 1 AND c.email = $1::contacts.email AND c.deleted_at IS NULL AND NOT c.email_shared');

-- @case access: lookup by phone
-- @ours
SET ROLE bench_app;
SELECT bench.prepared('SELECT c.id FROM contacts.contact c WHERE c.phone = $1::contacts.phone');
RESET ROLE;
-- @peer superuser | ratio <= 1.2
SELECT bench.prepared('SELECT c.id FROM contacts.contact c WHERE c.organization_id = 1 AND c.phone = $1::contacts.phone');

-- @case access: lookup by uid
-- @ours
SET ROLE bench_app;
SELECT bench.prepared('SELECT c.id FROM contacts.contact c WHERE c.uid = $1::contacts.ulid');
RESET ROLE;
-- @peer superuser | ratio <= 1.2
SELECT bench.prepared('SELECT c.id FROM contacts.contact c WHERE c.organization_id = 1 AND c.uid = $1::contacts.ulid');

-- @case access: list page of fifty
-- @ours
SET ROLE bench_app;
SELECT bench.prepared('SELECT max(p.id) FROM (SELECT c.id, c.display_name, c.email, c.phone FROM contacts.contact c WHERE c.id > $1::bigint ORDER BY c.id LIMIT 50) p');
RESET ROLE;
-- @peer superuser | ratio <= 1.2
SELECT bench.prepared('SELECT max(p.id) FROM (SELECT c.id, c.display_name, c.email, c.phone FROM contacts.contact c WHERE c.organization_id = 1 AND c.id > $1::bigint ORDER BY c.id LIMIT 50) p');

-- @case access: count of everything
-- @ours
SET ROLE bench_app;
SELECT count(*) FROM contacts.contact c WHERE c.is_active;
RESET ROLE;
-- @peer superuser | ratio <= 1.2
SELECT count(*) FROM contacts.contact c WHERE c.organization_id = 1 AND c.is_active;
