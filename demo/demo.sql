-- The main job, on a throw-away cluster: install, load people and companies, ask the questions that applications ask.
-- Run by demo/run (make demo) in the folder demo/.
\set QUIET on
\set ON_ERROR_STOP on
\pset null '-'
\pset linestyle unicode
\pset footer off
\pset pager off
SET client_min_messages = warning;
SET search_path = public, contacts;

\echo
\echo '== 1. Two statements install everything =='
CREATE EXTENSION contacts;
SELECT contacts.install() AS installed_version;

INSERT INTO contacts.organization (id, name, default_region, timezone) VALUES
	(1, 'Orchard Machines', 'DE', 'Europe/Berlin'),
	(2, 'Harbour Logistics', 'US', 'America/New_York');
CREATE ROLE demo_orchard;
CREATE ROLE demo_harbour;
\o /dev/null
SELECT contacts.grant_access('demo_orchard', '{contacts:read,contacts:write,contacts:delete}', 1);
SELECT contacts.grant_access('demo_harbour', '{contacts:read,contacts:write}', 2);
\o

\echo '== 2. Load a company of 60 people from CSV, as the application =='
SET ROLE demo_orchard;
CREATE TEMP TABLE company_csv (code text, parent_code text, name text, website text, email text, phone text, customer boolean);
CREATE TEMP TABLE person_csv (code text, first_name text, last_name text, job_title text, department text, manager_code text,
	company_code text, type text, email text, phone text, preferred_contact_method text, timezone text, language text);
\copy company_csv from 'companies.csv' with (format csv, header match)
\copy person_csv from 'people.csv' with (format csv, header match)

INSERT INTO contacts.company (code, name, website, email, phone, entity_types)
SELECT code, name, website, email, phone, CASE WHEN customer THEN '{Contact,Customer}' ELSE '{Contact,Vendor}' END::text[]
FROM company_csv;
UPDATE contacts.company c SET company_id = p.id
FROM company_csv s JOIN contacts.contact p ON p.code = s.parent_code
WHERE c.code = s.code;

INSERT INTO contacts.person (code, first_name, last_name, job_title, department, company_id, type, email, phone,
	preferred_contact_method, timezone, language)
SELECT s.code, s.first_name, s.last_name, s.job_title, s.department, c.id, s.type, s.email, s.phone,
	s.preferred_contact_method, s.timezone, s.language
FROM person_csv s JOIN contacts.company c ON c.code = s.company_code;
UPDATE contacts.person p SET reports_to = m.id
FROM person_csv s JOIN contacts.contact m ON m.code = s.manager_code
WHERE p.code = s.code;

SELECT c.name AS company, c.email, c.phone, count(p.id) AS people
FROM contacts.company c LEFT JOIN contacts.person p ON p.company_id = c.id
GROUP BY c.id, c.name, c.email, c.phone ORDER BY c.id;

\echo '== 3. Bad addresses and numbers are refused, and the message says why =='
\set VERBOSITY default
\set ON_ERROR_STOP off
INSERT INTO contacts.person (first_name, email) VALUES ('Typo', 'ingrid..bergstrom@orchard-machines.example');
\set ON_ERROR_STOP on
\set refused 22P02
\ir refused.sql
\set ON_ERROR_STOP off
INSERT INTO contacts.person (first_name, phone) VALUES ('Typo', '030 23125');
\set ON_ERROR_STOP on
\set refused 22P02
\ir refused.sql
\echo 'The same address in another case is the same address:'
\set ON_ERROR_STOP off
INSERT INTO contacts.person (first_name, email) VALUES ('Twin', 'Ingrid.Bergstrom@ORCHARD-machines.example');
\set ON_ERROR_STOP on
\set refused 23505
\ir refused.sql

\echo
\echo '== 4. Who reports to whom: the org chart of the sales department =='
\pset format unaligned
\pset tuples_only on
SELECT contacts.org_chart((SELECT id FROM contacts.person WHERE code = 'P005'));
\pset tuples_only off
\pset format aligned
\echo
SELECT p.name AS "reports directly or indirectly to Jürgen Weiß", p.job_title, d.depth
FROM contacts.descendants((SELECT id FROM contacts.person WHERE code = 'P004')) d
JOIN contacts.person p ON p.id = d.contact_id
ORDER BY d.depth, p.name LIMIT 8;
\echo 'A loop is refused:'
\set ON_ERROR_STOP off
UPDATE contacts.person SET reports_to = (SELECT id FROM contacts.person WHERE code = 'P026') WHERE code = 'P004';
\set ON_ERROR_STOP on
\set refused CT422
\ir refused.sql

\echo
\echo '== 5. Exactly one primary contact for each company =='
\o /dev/null
SELECT contacts.set_primary_contact(c.id, p.id) FROM contacts.company c, contacts.person p
WHERE c.code = 'ROBOTICS' AND p.code = 'P025';
\o
SELECT c.name AS company, p.name AS primary_contact, p.email, p.phone, p.primary_at IS NOT NULL AS chosen
FROM contacts.company c LEFT JOIN contacts.person p ON p.id = c.primary_contact_id ORDER BY c.id;
\echo 'The chosen one leaves, and the next one takes over: no job, no trigger of yours.'
UPDATE contacts.person SET status = 'inactive' WHERE code = 'P025';
SELECT c.name AS company, p.name AS primary_contact FROM contacts.company c
JOIN contacts.person p ON p.id = c.primary_contact_id WHERE c.code = 'ROBOTICS';

\echo '== 6. Identifiers are ULIDs: 16 bytes, in the order of time =='
SELECT name, uid, uid::uuid AS as_uuid, contacts.ulid_timestamp(uid) <= clock_timestamp() AS made_before_now,
	age(clock_timestamp(), contacts.ulid_timestamp(uid)) < interval '1 minute' AS within_the_last_minute
FROM contacts.person ORDER BY uid LIMIT 3;

\echo '== 7. Two organizations that cannot see each other =='
SELECT current_user AS role, contacts.current_organization() AS organization, count(*) AS contacts FROM contacts.contact;
RESET ROLE;
SET ROLE demo_harbour;
INSERT INTO contacts.person (first_name, last_name, email, phone) VALUES ('Ann', 'Lee', 'ingrid.bergstrom@orchard-machines.example', '+1 212 736 5000');
SELECT current_user AS role, contacts.current_organization() AS organization, count(*) AS contacts FROM contacts.contact;
\echo 'Choosing the other one does not help:'
SET contacts.organization_id = '1';
\set ON_ERROR_STOP off
SELECT count(*) FROM contacts.contact;
\set ON_ERROR_STOP on
\set refused 42501
\ir refused.sql
RESET contacts.organization_id;
RESET ROLE;

\echo
\echo '== 8. The sample objects of the systems that contacts serves =='
\i samples.sql

\echo
\echo '== 9. Duplicates: found, explained, merged, and taken apart again =='
RESET ROLE;
SELECT contacts.grant_access('demo_orchard', '{contacts:read,contacts:write,contacts:delete,contacts:admin}', 1) \g /dev/null
SET ROLE demo_orchard;
SET contacts.organization_id = '1';
\echo 'A trade fair brings cards of people whom the directory knows under another spelling:'
INSERT INTO contacts.person (id, name, email, phone) SELECT 9000 + row_number() OVER (ORDER BY p.id), upper(p.first_name || ' ' || p.last_name), lower(p.code) || '@fair.example', p.phone
FROM contacts.person p WHERE p.code IN ('P003', 'P007') AND p.phone IS NOT NULL RETURNING name, email, phone;
SELECT contacts.scan_duplicates() AS pairs;
SELECT a_name, b_name, round(score::numeric, 1) AS bits, round(probability::numeric, 3) AS probability
FROM contacts.duplicate_list ORDER BY score DESC LIMIT 5;
SELECT a_id, b_id FROM contacts.duplicate_list WHERE b_id > 9000 ORDER BY score DESC LIMIT 1 \gset
\echo 'Why? Each line is evidence in bits; the prior is what one knows of any two contacts beforehand.'
SELECT field, level, value_a, value_b, round(bits::numeric, 1) AS bits, round(running::numeric, 1) AS sum
FROM contacts.explain_duplicate(:'a_id', :'b_id');
\echo 'They are one. What would change, and then the merge; the old uid leads to the survivor for ever:'
SELECT r ->> 'table' AS table, r ->> 'rows' AS rows FROM jsonb_array_elements(contacts.merge_contacts(:'a_id', ARRAY[:'b_id'], dry_run => true) -> 'rows') r;
SELECT uid AS old_uid FROM contacts.contact WHERE id = :b_id \gset
SELECT contacts.merge_contacts(:'a_id', ARRAY[:'b_id']) ->> 'mergeId' AS merge \gset
SELECT contacts.get_contact(:'old_uid') ->> 'name' AS found_by_the_old_uid, (SELECT string_agg(value, ', ') FROM contacts.channel WHERE contact_id = :a_id) AS reached_by;
\echo 'No, they were two after all: back, row by row, and never suggested again.'
SELECT jsonb_array_length(contacts.unmerge_contacts(:'merge') -> 'restoredIds') AS restored;
SELECT name, email FROM contacts.contact WHERE id IN (:a_id, :b_id) ORDER BY id;
SELECT count(*) AS suggested FROM contacts.duplicates_of(:'a_id') WHERE contact_id = :b_id;
RESET ROLE;
