-- Load the public data set of the United States Congress: members, committees, offices, social accounts, memberships.
-- Run by demo/congress.sh in the folder of the CSV files.
\set QUIET on
\set ON_ERROR_STOP on
\pset null '-'
\pset linestyle unicode
\pset footer off
\pset pager off
SET client_min_messages = warning;
SET search_path = public, contacts;
CREATE EXTENSION IF NOT EXISTS contacts;
\o /dev/null
SELECT contacts.install();
\o
BEGIN;

-- One person of the data set has neither phone nor website yet, so this organization does not require a connection.
INSERT INTO contacts.organization (name, default_region, timezone, require_connection)
VALUES ('United States Congress', 'US', 'America/New_York', false) RETURNING id AS organization \gset
\o /dev/null
SELECT contacts.set_context(:organization);
\o

CREATE TEMP TABLE company_csv (code text, parent_code text, name text, kind text, phone text, website text, address text);
CREATE TEMP TABLE person_csv (code text, chamber_code text, first_name text, middle_name text, last_name text, suffix text,
	nickname text, full_name text, state text, district text, party text, phone text, fax text, address text, website text,
	contact_form text);
CREATE TEMP TABLE office_csv (code text, person_code text, address text, suite text, building text, city text, state text,
	zip text, latitude text, longitude text, phone text, fax text);
CREATE TEMP TABLE social_csv (person_code text, type text, value text);
CREATE TEMP TABLE membership_csv (company_code text, person_code text, party text, rank smallint, title text);
\copy company_csv from 'companies.csv' with (format csv, header match)
\copy person_csv from 'people.csv' with (format csv, header match)
\copy office_csv from 'offices.csv' with (format csv, header match)
\copy social_csv from 'social.csv' with (format csv, header match)
\copy membership_csv from 'memberships.csv' with (format csv, header match)

-- What a column cannot take is refused with its reason; the row comes in without it.
CREATE TEMP TABLE refused (file text, code text, field text, value text, reason text);
INSERT INTO refused
SELECT file, code, field, value, contacts.phone_error(value, 'US')
FROM (
	SELECT 'companies.csv', code, 'phone', phone FROM company_csv
	UNION ALL SELECT 'people.csv', code, 'phone', phone FROM person_csv
	UNION ALL SELECT 'people.csv', code, 'fax', fax FROM person_csv
	UNION ALL SELECT 'offices.csv', code, 'phone', phone FROM office_csv
	UNION ALL SELECT 'offices.csv', code, 'fax', fax FROM office_csv
) AS number (file, code, field, value)
WHERE contacts.phone_error(value, 'US') IS NOT NULL;
INSERT INTO refused
SELECT file, code, 'website', website, 'not an http or https address'
FROM (
	SELECT 'companies.csv', code, website FROM company_csv
	UNION ALL SELECT 'people.csv', code, website FROM person_csv
) AS site (file, code, website)
WHERE NOT contacts_internal.is_web_url(website);

INSERT INTO contacts.company (code, name, phone, website, category, description)
SELECT code, name, contacts.try_phone(phone, 'US'), CASE WHEN contacts_internal.is_web_url(website) THEN website END, kind, address
FROM company_csv;
UPDATE contacts.company c SET company_id = p.id
FROM company_csv s JOIN contacts.company p ON p.code = s.parent_code
WHERE c.code = s.code;

INSERT INTO contacts.person (code, first_name, last_name, name, company_id, phone, website, job_title, tags, metadata)
SELECT s.code, coalesce(s.nickname, s.first_name), concat_ws(' ', s.last_name, s.suffix),
	coalesce(s.full_name, concat_ws(' ', s.first_name, s.middle_name, s.last_name, s.suffix)), c.id,
	contacts.try_phone(s.phone, 'US'), CASE WHEN contacts_internal.is_web_url(s.website) THEN s.website END,
	CASE s.chamber_code WHEN 'senate' THEN 'Senator' ELSE 'Representative' END,
	ARRAY[s.party, s.state], jsonb_strip_nulls(jsonb_build_object('district', s.district, 'contact_form', s.contact_form))
FROM person_csv s JOIN contacts.company c ON c.code = s.chamber_code;

INSERT INTO contacts.address (contact_id, type, line1, line2, city, state_province, postal_code, country_code, phone)
SELECT p.id, 'work', s.address, nullif(concat_ws(', ', s.suite, s.building), ''), s.city, s.state, s.zip,
	CASE WHEN s.state IN ('AS', 'GU', 'MP', 'PR', 'VI') THEN s.state ELSE 'US' END, contacts.try_phone(s.phone, 'US')
FROM office_csv s JOIN contacts.person p ON p.code = s.person_code;
INSERT INTO contacts.connection (contact_id, type, label, value, country_code)
SELECT p.id, 'fax', 'office', s.fax, 'US'
FROM (SELECT code, fax FROM person_csv UNION SELECT person_code, fax FROM office_csv) s
JOIN contacts.person p ON p.code = s.code
WHERE contacts.try_phone(s.fax, 'US') IS NOT NULL;
INSERT INTO contacts.connection (contact_id, type, label, value, country_code)
SELECT DISTINCT p.id, 'phone', 'office ' || s.city, s.phone, 'US'
FROM office_csv s JOIN contacts.person p ON p.code = s.person_code
WHERE contacts.try_phone(s.phone, 'US') IS NOT NULL;
INSERT INTO contacts.connection (contact_id, type, label, value)
SELECT p.id, 'social', s.type, s.value
FROM social_csv s JOIN contacts.person p ON p.code = s.person_code;

INSERT INTO contacts.affiliation (contact_id, company_id, role, title, department, backup_rank)
SELECT p.id, c.id, CASE WHEN s.title ~* '^(co)?chair' THEN 'DEPARTMENT_HEAD' ELSE 'OTHER' END, s.title, s.party, s.rank
FROM membership_csv s
JOIN contacts.person p ON p.code = s.person_code
JOIN contacts.company c ON c.code = s.company_code;
COMMIT;
ANALYZE;

\echo
\echo '== Loaded =='
SELECT (SELECT count(*) FROM contacts.person WHERE organization_id = :organization) AS people,
	(SELECT count(*) FROM contacts.company WHERE organization_id = :organization) AS companies,
	(SELECT count(*) FROM contacts.address WHERE organization_id = :organization) AS offices,
	(SELECT count(*) FROM contacts.connection WHERE organization_id = :organization AND type = 'social') AS social_accounts,
	(SELECT count(*) FROM contacts.affiliation WHERE organization_id = :organization AND department IS NOT NULL) AS memberships;

\echo '== Refused, and why =='
SELECT * FROM refused ORDER BY file, code, field;
SELECT count(*) AS refused_values FROM refused;

SET contacts.organization_id = :organization;
\echo '== The committee tree (two committees of it) =='
\pset format unaligned
\pset tuples_only on
SELECT contacts.org_chart(id, edge => 'company_id') FROM contacts.company WHERE code IN ('HSAG', 'SSAF') ORDER BY code;
\pset tuples_only off
\pset format aligned

\echo
\echo '== Members of the Senate Committee on Agriculture by rank =='
SELECT a.department AS side, a.backup_rank AS rank, p.name, a.title
FROM contacts.affiliation a
JOIN contacts.person p ON p.id = a.contact_id
JOIN contacts.company c ON c.id = a.company_id
WHERE c.code = 'SSAF' ORDER BY a.department, a.backup_rank LIMIT 12;

\echo '== Who is calling from (202) 224-3441? =='
SELECT f.name, p.job_title, f.matched, contacts.phone_format(p.phone) AS phone
FROM contacts.find_contact('(202) 224-3441') f JOIN contacts.person p ON p.id = f.contact_id;

\echo '== Search: part of a word, without accents, with a typing error =='
SELECT q.text AS "typed", c.name, c.kind
FROM (VALUES ('klobuch'), ('velazquez'), ('agriclture'), ('202 224 5141')) AS q (text),
	LATERAL contacts.search_hits(q.text, 3) h JOIN contacts.contact c ON c.id = h.contact_id
ORDER BY q.text, h.rank DESC, c.name;

\echo '== Nobody can reach them: the one rule that this organization has switched off =='
SELECT p.name, p.job_title FROM contacts.person p
WHERE p.email IS NULL AND p.phone IS NULL AND NOT EXISTS (SELECT FROM contacts.connection c WHERE c.contact_id = p.id);

\echo '== lint(): what is wrong or doubtful, and the SQL that mends it =='
SELECT l.severity, l.code, c.name, l.mend
FROM contacts.lint() l LEFT JOIN contacts.contact c ON c.id = l.contact_id
WHERE l.severity <> 'info' OR l.code = 'NO_TIME_ZONE';

\echo '== health(): the rules with findings =='
SELECT severity, code, findings, explanation FROM contacts.health() WHERE findings > 0;
SELECT count(*) FILTER (WHERE findings = 0) AS rules_without_findings, count(*) AS rules FROM contacts.health();
