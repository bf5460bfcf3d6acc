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
SET search_path = public, contacts;
SET plan_cache_mode = force_generic_plan;
-- each timed section: a thousand statements that the client sends one by one, prepared before

-- @case access: lookup by e-mail
-- @ours
SET ROLE bench_app;
PREPARE lookup (contacts.email) AS SELECT c.id FROM contacts.contact c WHERE c.email = $1 AND c.deleted_at IS NULL;
SELECT format('EXECUTE lookup (%L)', email) FROM bench.keys \gexec
DEALLOCATE lookup;
RESET ROLE;
-- @peer superuser | ratio <= 1.2
PREPARE lookup (contacts.email) AS SELECT c.id FROM contacts.contact c WHERE c.organization_id = 1 AND c.email = $1 AND c.deleted_at IS NULL;
SELECT format('EXECUTE lookup (%L)', email) FROM bench.keys \gexec
DEALLOCATE lookup;

-- @case access: lookup by phone
-- @ours
SET ROLE bench_app;
PREPARE lookup (contacts.phone) AS SELECT c.id FROM contacts.contact c WHERE c.phone = $1;
SELECT format('EXECUTE lookup (%L)', phone) FROM bench.keys \gexec
DEALLOCATE lookup;
RESET ROLE;
-- @peer superuser | ratio <= 1.2
PREPARE lookup (contacts.phone) AS SELECT c.id FROM contacts.contact c WHERE c.organization_id = 1 AND c.phone = $1;
SELECT format('EXECUTE lookup (%L)', phone) FROM bench.keys \gexec
DEALLOCATE lookup;

-- @case access: lookup by uid
-- @ours
SET ROLE bench_app;
PREPARE lookup (contacts.ulid) AS SELECT c.id FROM contacts.contact c WHERE c.uid = $1;
SELECT format('EXECUTE lookup (%L)', uid) FROM bench.keys \gexec
DEALLOCATE lookup;
RESET ROLE;
-- @peer superuser | ratio <= 1.2
PREPARE lookup (contacts.ulid) AS SELECT c.id FROM contacts.contact c WHERE c.organization_id = 1 AND c.uid = $1;
SELECT format('EXECUTE lookup (%L)', uid) FROM bench.keys \gexec
DEALLOCATE lookup;

-- @case access: list page of fifty
-- @ours
SET ROLE bench_app;
PREPARE lookup (bigint) AS SELECT max(p.id) FROM (SELECT c.id, c.display_name, c.email, c.phone FROM contacts.contact c WHERE c.id > $1 ORDER BY c.id LIMIT 50) p;
SELECT format('EXECUTE lookup (%L)', id) FROM bench.keys \gexec
DEALLOCATE lookup;
RESET ROLE;
-- @peer superuser | ratio <= 1.2
PREPARE lookup (bigint) AS SELECT max(p.id) FROM (SELECT c.id, c.display_name, c.email, c.phone FROM contacts.contact c WHERE c.organization_id = 1 AND c.id > $1 ORDER BY c.id LIMIT 50) p;
SELECT format('EXECUTE lookup (%L)', id) FROM bench.keys \gexec
DEALLOCATE lookup;
