-- Lookups in a large table against the same lookups in a small one, both as an application's role under row-level security.
-- BENCH_ROWS=10000000 BENCH_SMALL_ROWS=100000 ROUNDS=9 make bench CASE=lookup is what DESIGN asks for; it takes 10 GB and its time.
\set rows 500000
\getenv rows BENCH_ROWS
\set small_rows 20000
\getenv small_rows BENCH_SMALL_ROWS
CREATE ROLE bench_app;
INSERT INTO contacts.organization (id, name) VALUES (1, 'One');
SELECT contacts.grant_access('bench_app', '{contacts:read}', 1);
-- a fill leaves aside what no lookup needs: rules, checks, and the other indexes until it is done
SET session_replication_role = replica;
SELECT format('ALTER TABLE contacts.contact DROP CONSTRAINT %I', conname) FROM pg_constraint WHERE conrelid = 'contacts.contact'::regclass AND contype = 'c' \gexec
-- the same table in small, with its indexes and the policy for reading
CREATE SCHEMA small;
CREATE TABLE small.contact (LIKE contacts.contact INCLUDING ALL);
ALTER TABLE small.contact ENABLE ROW LEVEL SECURITY;
SELECT format('CREATE POLICY %I ON small.contact FOR SELECT USING (%s)', polname, pg_get_expr(polqual, polrelid))
FROM pg_policy WHERE polrelid = 'contacts.contact'::regclass AND polcmd = 'r' \gexec
GRANT USAGE ON SCHEMA small, bench TO bench_app;
GRANT SELECT ON small.contact TO bench_app;
CREATE TEMP TABLE other_index AS SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition
FROM pg_index WHERE indrelid = 'contacts.contact'::regclass AND NOT indisprimary AND indexrelid NOT IN (SELECT conindid FROM pg_constraint);
SELECT 'DROP INDEX ' || name FROM other_index \gexec
CREATE PROCEDURE pg_temp.fill(tbl regclass, keys text, rows bigint) LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('INSERT INTO %s (organization_id, id, name, display_name, email, phone)
		SELECT 1, i, ''Person'', ''Person'', (''p'' || i || ''@example.com'')::contacts.email, (''+1'' || 2000000000 + i)::contacts.phone
		FROM generate_series(1, %s::bigint) i', tbl, rows);
	EXECUTE format('CREATE TABLE bench.%I AS SELECT id, uid, email, phone FROM %s WHERE id %% %s = 0', keys, tbl, rows / 1000);
	EXECUTE format('GRANT SELECT ON bench.%I TO bench_app', keys);
END
$$;
CALL pg_temp.fill('contacts.contact', 'keys', :rows);
CALL pg_temp.fill('small.contact', 'small_keys', :small_rows);
SET maintenance_work_mem = '1GB';
SELECT definition FROM other_index WHERE definition ~ 'email|phone' \gexec
RESET session_replication_role;
VACUUM (FREEZE, ANALYZE) contacts.contact;
VACUUM (FREEZE, ANALYZE) small.contact;
SET search_path = public, contacts;
SET plan_cache_mode = force_generic_plan;
SET ROLE bench_app;
-- each timed section: a thousand statements that the client sends one by one, prepared before

-- @case lookup by e-mail
-- @ours
PREPARE lookup (contacts.email) AS SELECT c.id FROM contacts.contact c WHERE c.email = $1 AND c.deleted_at IS NULL;
SELECT format('EXECUTE lookup (%L)', email) FROM bench.keys \gexec
DEALLOCATE lookup;
-- @peer the small table | ratio <= 1.3
PREPARE lookup (contacts.email) AS SELECT c.id FROM small.contact c WHERE c.email = $1 AND c.deleted_at IS NULL;
SELECT format('EXECUTE lookup (%L)', email) FROM bench.small_keys \gexec
DEALLOCATE lookup;

-- @case lookup by phone
-- @ours
PREPARE lookup (contacts.phone) AS SELECT count(c.id) FROM contacts.contact c WHERE c.phone = $1;
SELECT format('EXECUTE lookup (%L)', phone) FROM bench.keys \gexec
DEALLOCATE lookup;
-- @peer the small table | ratio <= 1.3
PREPARE lookup (contacts.phone) AS SELECT count(c.id) FROM small.contact c WHERE c.phone = $1;
SELECT format('EXECUTE lookup (%L)', phone) FROM bench.small_keys \gexec
DEALLOCATE lookup;

-- @case lookup by uid
-- @ours
PREPARE lookup (contacts.ulid) AS SELECT c.id FROM contacts.contact c WHERE c.uid = $1;
SELECT format('EXECUTE lookup (%L)', uid) FROM bench.keys \gexec
DEALLOCATE lookup;
-- @peer the small table | ratio <= 1.3
PREPARE lookup (contacts.ulid) AS SELECT c.id FROM small.contact c WHERE c.uid = $1;
SELECT format('EXECUTE lookup (%L)', uid) FROM bench.small_keys \gexec
DEALLOCATE lookup;
