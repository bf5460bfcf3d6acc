-- What a load of many rows reads: as many rows as it writes, whatever else is in the tables.
SET client_min_messages = warning;
\set VERBOSITY terse
INSERT INTO contacts.organization (id, name) VALUES (481, 'Bulk');
SET contacts.organization_id = 481;

-- the plans and the looks of a session begin with tables that are nearly empty
INSERT INTO contacts.contact (id, kind, name) VALUES (481000001, 'organization', 'Acme');
INSERT INTO contacts.contact (id, name, email, company_id) VALUES (481000002, 'Ada Lovelace', 'ada@x.example', 481000001);
INSERT INTO contacts.connection (contact_id, type, value) VALUES (481000002, 'mobile', '+14155550100');
INSERT INTO contacts.affiliation (contact_id, company_id, role) VALUES (481000002, 481000001, 'SME');
INSERT INTO contacts.contact (id, name, email, company_id) SELECT 481000000 + i, 'Person ' || i, format('p%s@x.example', i)::contacts.email, 481000001 FROM generate_series(3, 2002) i;

-- everybody has the same role at the same company: the check of periods looks at each person's own
BEGIN;
INSERT INTO contacts.affiliation (contact_id, company_id, role) SELECT 481000000 + i, 481000001, 'SME' FROM generate_series(3, 2002) i;
SELECT relname, seq_tup_read, idx_tup_fetch <= 5 * 2000 AS few_fetched FROM pg_stat_xact_user_tables
WHERE relid IN ('contacts.affiliation'::regclass, 'contacts.contact'::regclass) ORDER BY relname;
COMMIT;
-- and the first connection of each type is primary
BEGIN;
INSERT INTO contacts.connection (contact_id, type, value) SELECT 481000000 + i, t, '+1415555' || 1000 + i FROM generate_series(3, 2002) i, unnest('{mobile,fax,mobile}'::text[]) t;
SELECT relname, seq_tup_read FROM pg_stat_xact_user_tables
WHERE relid IN ('contacts.connection'::regclass, 'contacts.contact'::regclass) ORDER BY relname;
COMMIT;
SELECT type, is_primary, count(*) FROM contacts.connection WHERE organization_id = 481 GROUP BY type, is_primary ORDER BY type, is_primary;

-- a period that overlaps one of many is found
INSERT INTO contacts.affiliation (contact_id, company_id, role, started_on, ended_on)
SELECT 481000000 + i, 481000001, 'SME', '2020-01-01', '2020-02-01' FROM generate_series(3, 500) i;
-- fails
INSERT INTO contacts.affiliation (contact_id, company_id, role, started_on, ended_on)
SELECT 481000000 + i, 481000001, 'SME', CASE i WHEN 77 THEN '2020-01-31' ELSE '2020-02-01' END::date, '2020-03-01' FROM generate_series(3, 500) i;
-- fails: within the statement itself
INSERT INTO contacts.affiliation (contact_id, company_id, role, started_on, ended_on)
SELECT 481000003, 481000001, 'SME', '2019-01-01'::date + i * 10, '2019-01-01'::date + i * 10 + 11 FROM generate_series(1, 5) i;
-- passes: one ends on the day on which the next begins; a period without a day overlaps nothing
INSERT INTO contacts.affiliation (contact_id, company_id, role, started_on, ended_on)
SELECT 481000003, 481000001, 'SME', '2019-01-01'::date + i * 10, '2019-01-01'::date + i * 10 + 10 FROM generate_series(1, 5) i;
INSERT INTO contacts.affiliation (contact_id, company_id, role, started_on, ended_on) VALUES (481000003, 481000001, 'SME', '2019-01-15', '2019-01-15');
-- fails: kinds
INSERT INTO contacts.affiliation (contact_id, company_id, role) SELECT 481000000 + i, 481000000 + CASE i WHEN 77 THEN 78 ELSE 1 END, 'OTHER' FROM generate_series(3, 500) i;
INSERT INTO contacts.contact (id, kind, name) VALUES (481003000, 'organization', 'Globex');
INSERT INTO contacts.affiliation (contact_id, company_id, role) SELECT 481000000 + CASE i WHEN 77 THEN 3000 ELSE i END, 481000001, 'OTHER' FROM generate_series(3, 500) i;
DELETE FROM contacts.affiliation WHERE organization_id = 481;
UPDATE contacts.contact SET company_id = NULL WHERE organization_id = 481;
DELETE FROM contacts.contact WHERE organization_id = 481;
DELETE FROM contacts.organization WHERE id = 481;
