-- Finding duplicates: a scan against a probe for each contact, candidates of one contact against a search for its name.
-- BENCH_ROWS=1000000 ROUNDS=3 make bench CASE=duplicates is what DESIGN asks for.
\set rows 20000
\getenv rows BENCH_ROWS
CREATE ROLE bench_app;
INSERT INTO contacts.organization (id, name) VALUES (1, 'One'), (2, 'A tenth');
SELECT contacts.grant_access('bench_app', '{contacts:read,contacts:write}', o) FROM generate_series(1, 2) o;
SELECT setseed(0.5);
CREATE TABLE bench.first_name AS SELECT i, initcap(translate(left(md5((i * 7)::text), 5), '0123456789', 'aeioursntl')) AS name FROM generate_series(0, 699) i;
CREATE TABLE bench.last_name AS SELECT i, initcap(translate(left(md5((i * 13)::text), 7), '0123456789', 'aeioursntl')) AS name FROM generate_series(0, 9999) i;
CREATE INDEX ON bench.first_name (i);
CREATE INDEX ON bench.last_name (i);
SET session_replication_role = replica;
INSERT INTO contacts.contact (organization_id, id, name, display_name, first_name, last_name, email, phone, search_key)
SELECT d.o, d.id, f.name || ' ' || l.name, f.name || ' ' || l.name, f.name, l.name, (lower(f.name) || d.id || '@c' || d.id % 5000 || '.example')::contacts.email,
	('+4930' || 1000000 + d.id)::contacts.phone, NULL
FROM (SELECT o, o * 100000000 + i AS id, floor(random() * random() * 700)::int AS f, floor(random() * 10000)::int AS l
	FROM (VALUES (1, :rows), (2, :rows / 10)) v (o, n), generate_series(1, n) i) d
JOIN bench.first_name f ON f.i = d.f JOIN bench.last_name l ON l.i = d.l;
RESET session_replication_role;
-- the row rule fills the key of a search
UPDATE contacts.contact SET job_title = 'x';
VACUUM (ANALYZE) contacts.contact;
SELECT contacts.scan_duplicates(0, o) FROM generate_series(1, 2) o;
VACUUM (ANALYZE) contacts.match_card, contacts.match_key, contacts.match_term, contacts.duplicate;
CREATE TABLE bench.asked AS SELECT organization_id, id::text AS id, name FROM contacts.contact WHERE id % 997 = 0 ORDER BY id LIMIT 40;
GRANT USAGE ON SCHEMA bench TO bench_app;
GRANT SELECT ON bench.asked TO bench_app;
SET contacts.organization_id = 1;
SET ROLE bench_app;

-- @case candidates of one contact
-- @ours
SELECT count(d.*) FROM bench.asked a CROSS JOIN LATERAL contacts.duplicates_of(a.id) d WHERE a.organization_id = 1;
-- @peer search_hits of its name | ratio <= 1
SELECT count(h.*) FROM bench.asked a CROSS JOIN LATERAL contacts.search_hits(a.name) h WHERE a.organization_id = 1;

-- @case scan of all contacts
-- @ours
SELECT contacts.scan_duplicates();
-- @peer a probe for each of a hundredth of them | ratio <= 5
SELECT count(d.*) FROM contacts.contact c CROSS JOIN LATERAL contacts.duplicates_of(c.id::text) d WHERE c.organization_id = 1 AND c.id % 100 = 0;
