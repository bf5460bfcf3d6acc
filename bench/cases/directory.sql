-- A contact with two connections, an address and an affiliation: with every rule, against the same columns and indexes without any.
-- BENCH_ROWS=100000 ROUNDS=3 make bench CASE=directory measures a hundred thousand.
\set rows 5000
\getenv rows BENCH_ROWS
SET client_min_messages = warning;
SELECT contacts.install();
INSERT INTO contacts.organization (id, name) VALUES (1, 'Bench');
INSERT INTO contacts.contact (organization_id, id, kind, name) VALUES (1, 1, 'organization', 'Acme');
-- the peer: every table with its defaults, constraints and indexes, no trigger and no policy
CREATE SCHEMA bare;
CREATE TABLE bare.contact (LIKE contacts.contact INCLUDING ALL);
CREATE TABLE bare.connection (LIKE contacts.connection INCLUDING ALL);
CREATE TABLE bare.address (LIKE contacts.address INCLUDING ALL);
CREATE TABLE bare.affiliation (LIKE contacts.affiliation INCLUDING ALL);
ALTER TABLE bare.contact ADD FOREIGN KEY (organization_id) REFERENCES contacts.organization (id),
	ADD FOREIGN KEY (organization_id, company_id) REFERENCES bare.contact (organization_id, id);
ALTER TABLE bare.connection ADD FOREIGN KEY (organization_id, contact_id) REFERENCES bare.contact (organization_id, id);
ALTER TABLE bare.address ADD FOREIGN KEY (organization_id, contact_id) REFERENCES bare.contact (organization_id, id);
ALTER TABLE bare.affiliation ADD FOREIGN KEY (organization_id, contact_id) REFERENCES bare.contact (organization_id, id),
	ADD FOREIGN KEY (organization_id, company_id) REFERENCES bare.contact (organization_id, id);
INSERT INTO bare.contact (organization_id, id, kind, name, display_name) VALUES (1, 1, 'organization', 'Acme', 'Acme');
CREATE SEQUENCE base;
-- a table that is known to be large from the beginning: a plan for one row is no plan for a load
INSERT INTO contacts.contact (organization_id, id, kind, name) SELECT 1, 100 + i, 'organization', 'Company ' || i FROM generate_series(1, 20000) i;
INSERT INTO bare.contact (organization_id, id, kind, name, display_name) SELECT 1, 100 + i, 'organization', 'Company ' || i, 'Company ' || i FROM generate_series(1, 20000) i;
VACUUM ANALYZE;

-- @case insert of contacts with two connections, an address and an affiliation
-- @before
SELECT nextval('base') AS base \gset
-- @ours
INSERT INTO contacts.contact (organization_id, id, name, display_name, first_name, last_name, email, company_id)
SELECT 1, :base * 10000000 + i, 'Ada Lovelace', 'Ada', 'Ada', 'Lovelace', format('ada%s.%s@x.example', :base, i)::contacts.email, 1 FROM generate_series(1, :rows) i;
INSERT INTO contacts.connection (organization_id, contact_id, type, value)
SELECT 1, :base * 10000000 + i, t, CASE t WHEN 'mobile' THEN '+1415' || 5550000 + i % 9999 ELSE 'desk ' || i END
FROM generate_series(1, :rows) i, unnest('{mobile,other}'::text[]) t;
INSERT INTO contacts.address (organization_id, contact_id, line1, city, country_code, timezone)
SELECT 1, :base * 10000000 + i, i || ' Main St', 'Berlin', 'DE', 'Europe/Berlin' FROM generate_series(1, :rows) i;
INSERT INTO contacts.affiliation (organization_id, contact_id, company_id, role, title) SELECT 1, :base * 10000000 + i, 1, 'SME', 'Expert' FROM generate_series(1, :rows) i;
-- @peer bare tables | ratio <= 1.5
INSERT INTO bare.contact (organization_id, id, name, display_name, first_name, last_name, email, company_id)
SELECT 1, :base * 10000000 + i, 'Ada Lovelace', 'Ada', 'Ada', 'Lovelace', format('ada%s.%s@x.example', :base, i)::contacts.email, 1 FROM generate_series(1, :rows) i;
INSERT INTO bare.connection (organization_id, contact_id, type, value, phone, is_primary)
SELECT 1, :base * 10000000 + i, t, CASE t WHEN 'mobile' THEN '+1415' || 5550000 + i % 9999 ELSE 'desk ' || i END,
	CASE t WHEN 'mobile' THEN ('+1415' || 5550000 + i % 9999)::contacts.phone END, true
FROM generate_series(1, :rows) i, unnest('{mobile,other}'::text[]) t;
INSERT INTO bare.address (organization_id, contact_id, line1, city, country_code, timezone, is_primary)
SELECT 1, :base * 10000000 + i, i || ' Main St', 'Berlin', 'DE', 'Europe/Berlin', true FROM generate_series(1, :rows) i;
INSERT INTO bare.affiliation (organization_id, contact_id, company_id, role, title) SELECT 1, :base * 10000000 + i, 1, 'SME', 'Expert' FROM generate_series(1, :rows) i;
