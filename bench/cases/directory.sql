-- A contact with two connections, an address and an affiliation: with every rule, against the same columns and indexes without
-- any.  Both sides store the same rows.  BENCH_ROWS=100000 ROUNDS=3 make bench CASE=directory measures a hundred thousand.
\set rows 5000
\getenv rows BENCH_ROWS
SET client_min_messages = warning;
INSERT INTO contacts.organization (id, name) VALUES (1, 'Bench');
CREATE ROLE bench_app;
CREATE ROLE bench_load;
SELECT contacts.grant_access('bench_app', '{contacts:read,contacts:write}', 1);
SELECT contacts.grant_access('bench_load', '{contacts:read,contacts:write,contacts:admin}', 1);
-- the peers: every table with its defaults, checks and indexes, no trigger, no policy, no foreign key; and the same with foreign keys
CREATE SCHEMA bare;
CREATE SCHEMA keyed;
SELECT format('CREATE TABLE %I.%I (LIKE contacts.%2$I INCLUDING ALL)', s, t)
FROM unnest('{bare,keyed}'::text[]) s, unnest('{contact,connection,address,affiliation}'::text[]) t \gexec
SELECT format('ALTER TABLE keyed.%I ADD %s', r.relname, replace(pg_get_constraintdef(c.oid), 'contacts.contact(', 'keyed.contact('))
FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid
WHERE c.conrelid IN ('contacts.contact'::regclass, 'contacts.connection'::regclass, 'contacts.address'::regclass, 'contacts.affiliation'::regclass)
	AND c.contype = 'f' ORDER BY r.relname, c.conname \gexec
CREATE SEQUENCE bench.base;
GRANT USAGE ON SCHEMA bench, bare, keyed TO bench_load, bench_app;
GRANT ALL ON ALL TABLES IN SCHEMA bare, keyed TO bench_load, bench_app;
-- tables that are known to be large from the beginning: a plan for one row is no plan for a load
SET contacts.organization_id = 1;
SELECT format('INSERT INTO %I.contact (organization_id, id, kind, name, display_name, search_key)
	SELECT 1, i, ''organization'', n, n, (''1:company '' || i)::contacts.search_key FROM generate_series(1, 20000) i, LATERAL (SELECT ''Company '' || i) c (n)', s)
FROM unnest('{contacts,bare,keyed}'::text[]) s \gexec
VACUUM ANALYZE;

-- what a client gives; the tables without rules are told what the rules find out
CREATE FUNCTION bench.contact(base bigint, rows bigint) RETURNS TABLE (organization_id bigint, id bigint, name text, display_name text,
	first_name text, last_name text, email contacts.email, company_id bigint)
LANGUAGE sql STABLE AS $$
	SELECT 1::bigint, base + i, 'Ada Lovelace', 'Ada', 'Ada', 'Lovelace', format('ada%s@company.example', base + i)::contacts.email, 1 + i % 20000
	FROM generate_series(1, rows) i
$$;
CREATE FUNCTION bench.connection(base bigint, rows bigint) RETURNS TABLE (organization_id bigint, contact_id bigint, type text, value text)
LANGUAGE sql STABLE AS $$
	SELECT 1::bigint, base + i, t, CASE t WHEN 'mobile' THEN '+1415' || 5550000 + i % 9999 ELSE 'desk ' || i END
	FROM generate_series(1, rows) i, unnest('{mobile,other}'::text[]) t
$$;
CREATE FUNCTION bench.address(base bigint, rows bigint) RETURNS TABLE (organization_id bigint, contact_id bigint, line1 text, city text,
	country_code text, timezone text)
LANGUAGE sql STABLE AS $$
	SELECT 1::bigint, base + i, i || ' Main St', 'Berlin', 'DE', 'Europe/Berlin' FROM generate_series(1, rows) i
$$;
CREATE FUNCTION bench.affiliation(base bigint, rows bigint) RETURNS TABLE (organization_id bigint, contact_id bigint, company_id bigint, role text, title text)
LANGUAGE sql STABLE AS $$
	SELECT 1::bigint, base + i, 1 + i % 2000, 'SME', 'Expert' FROM generate_series(1, rows) i
$$;
\set contact 'organization_id, id, name, display_name, first_name, last_name, email, company_id'
\set connection 'organization_id, contact_id, type, value'
\set address 'organization_id, contact_id, line1, city, country_code, timezone'
\set affiliation 'organization_id, contact_id, company_id, role, title'
\set ruled_contact '*, concat_ws(E''\\t'', ''1:'' || lower(name), lower(display_name), translate(email::text, ''@.'', ''  ''))::contacts.search_key'
\set ruled_connection '*, CASE type WHEN ''mobile'' THEN value::contacts.phone END, true'

SELECT 30000000 AS base, 500 AS rows_before, :rows AS rows_asked \gset
\set rows :rows_before
INSERT INTO contacts.contact (:contact) SELECT * FROM bench.contact(:base, :rows);
INSERT INTO contacts.connection (:connection) SELECT * FROM bench.connection(:base, :rows);
INSERT INTO contacts.address (:address) SELECT * FROM bench.address(:base, :rows);
INSERT INTO contacts.affiliation (:affiliation) SELECT * FROM bench.affiliation(:base, :rows);
INSERT INTO bare.contact (:contact, search_key) SELECT :ruled_contact FROM bench.contact(:base, :rows);
INSERT INTO bare.connection (:connection, phone, is_primary) SELECT :ruled_connection FROM bench.connection(:base, :rows);
INSERT INTO bare.address (:address, is_primary) SELECT *, true FROM bench.address(:base, :rows);
INSERT INTO bare.affiliation (:affiliation) SELECT * FROM bench.affiliation(:base, :rows);
INSERT INTO keyed.contact (:contact, search_key) SELECT :ruled_contact FROM bench.contact(:base, :rows);
INSERT INTO keyed.connection (:connection, phone, is_primary) SELECT :ruled_connection FROM bench.connection(:base, :rows);
INSERT INTO keyed.address (:address, is_primary) SELECT *, true FROM bench.address(:base, :rows);
INSERT INTO keyed.affiliation (:affiliation) SELECT * FROM bench.affiliation(:base, :rows);
\set rows :rows_asked
SELECT format('DO $do$ BEGIN ASSERT NOT EXISTS (
	SELECT to_jsonb(c) - ''{id,uid,created_at,updated_at}''::text[] FROM contacts.%2$I c
	EXCEPT SELECT to_jsonb(c) - ''{id,uid,created_at,updated_at}''::text[] FROM %1$I.%2$I c), %3$L; END $do$', s, t, s || '.' || t || ' stores something else')
FROM unnest('{bare,keyed}'::text[]) s, unnest('{contact,connection,address,affiliation}'::text[]) t \gexec

-- @case insert of contacts with two connections, an address and an affiliation, no events
-- @before
RESET ROLE;
SELECT nextval('bench.base') * 10000000 + 100000000 AS base \gset
SET ROLE bench_load;
SET contacts.silent = on;
-- @ours
INSERT INTO contacts.contact (:contact) SELECT * FROM bench.contact(:base, :rows);
INSERT INTO contacts.connection (:connection) SELECT * FROM bench.connection(:base, :rows);
INSERT INTO contacts.address (:address) SELECT * FROM bench.address(:base, :rows);
INSERT INTO contacts.affiliation (:affiliation) SELECT * FROM bench.affiliation(:base, :rows);
-- @peer bare tables, without foreign keys
INSERT INTO bare.contact (:contact, search_key) SELECT :ruled_contact FROM bench.contact(:base, :rows);
INSERT INTO bare.connection (:connection, phone, is_primary) SELECT :ruled_connection FROM bench.connection(:base, :rows);
INSERT INTO bare.address (:address, is_primary) SELECT *, true FROM bench.address(:base, :rows);
INSERT INTO bare.affiliation (:affiliation) SELECT * FROM bench.affiliation(:base, :rows);
-- @peer bare tables with the same foreign keys | ratio <= 1.5
INSERT INTO keyed.contact (:contact, search_key) SELECT :ruled_contact FROM bench.contact(:base, :rows);
INSERT INTO keyed.connection (:connection, phone, is_primary) SELECT :ruled_connection FROM bench.connection(:base, :rows);
INSERT INTO keyed.address (:address, is_primary) SELECT *, true FROM bench.address(:base, :rows);
INSERT INTO keyed.affiliation (:affiliation) SELECT * FROM bench.affiliation(:base, :rows);

-- @case insert of contacts with two connections, an address and an affiliation, with events
-- @before
RESET ROLE;
SELECT nextval('bench.base') * 10000000 + 100000000 AS base \gset
SET ROLE bench_app;
SET contacts.silent = off;
-- @ours
INSERT INTO contacts.contact (:contact) SELECT * FROM bench.contact(:base, :rows);
INSERT INTO contacts.connection (:connection) SELECT * FROM bench.connection(:base, :rows);
INSERT INTO contacts.address (:address) SELECT * FROM bench.address(:base, :rows);
INSERT INTO contacts.affiliation (:affiliation) SELECT * FROM bench.affiliation(:base, :rows);
-- @peer bare tables, without foreign keys
INSERT INTO bare.contact (:contact, search_key) SELECT :ruled_contact FROM bench.contact(:base, :rows);
INSERT INTO bare.connection (:connection, phone, is_primary) SELECT :ruled_connection FROM bench.connection(:base, :rows);
INSERT INTO bare.address (:address, is_primary) SELECT *, true FROM bench.address(:base, :rows);
INSERT INTO bare.affiliation (:affiliation) SELECT * FROM bench.affiliation(:base, :rows);
-- @peer bare tables with the same foreign keys | ratio <= 2.5
INSERT INTO keyed.contact (:contact, search_key) SELECT :ruled_contact FROM bench.contact(:base, :rows);
INSERT INTO keyed.connection (:connection, phone, is_primary) SELECT :ruled_connection FROM bench.connection(:base, :rows);
INSERT INTO keyed.address (:address, is_primary) SELECT *, true FROM bench.address(:base, :rows);
INSERT INTO keyed.affiliation (:affiliation) SELECT * FROM bench.affiliation(:base, :rows);
