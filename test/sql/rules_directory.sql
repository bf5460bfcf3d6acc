-- Connections, addresses, roles and what is done with them, as an unprivileged role.  Tests are named after the rows of the requirements.
SET client_min_messages = warning;
INSERT INTO contacts.organization (id, name, default_region, timezone) VALUES (400, 'Directory', 'US', 'Europe/Berlin'), (401, 'Without Region', NULL, 'UTC');
INSERT INTO contacts.app_user (organization_id, id, name, email) VALUES (400, 4001, 'Ann Agent', 'ann@agents.example'), (400, 4002, 'Bob Boss', 'bob@agents.example');
DROP ROLE IF EXISTS regress_contacts_directory;
CREATE ROLE regress_contacts_directory;
SELECT contacts.grant_access('regress_contacts_directory', '{contacts:read,contacts:write,contacts:delete}', o) FROM generate_series(400, 401) o;
-- one statement that fails must not end the file: what went wrong, in one line
CREATE FUNCTION pg_temp.fails(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE said text; told text; stated text; named text;
BEGIN
	EXECUTE statement;
	SET CONSTRAINTS ALL IMMEDIATE;
	SET CONSTRAINTS ALL DEFERRED;
	RETURN 'passes';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS said = MESSAGE_TEXT, told = PG_EXCEPTION_DETAIL, stated = RETURNED_SQLSTATE, named = CONSTRAINT_NAME;
	RETURN stated || ' ' || CASE WHEN named <> '' THEN named ELSE said END || CASE WHEN told LIKE '[{%' THEN ' ' || regexp_replace(told, '"uid": "\w+"', '"uid": "…"') ELSE '' END;
END $$;
SET ROLE regress_contacts_directory;
SET contacts.organization_id = 400;

\echo -- T-01 N-01 N-56 people and companies are contacts
INSERT INTO contacts.company (id, name, email, entity_types) VALUES
	(400001, 'Acme', 'office@acme.example', '{Contact,Customer}'), (400002, 'Beta', NULL, '{Contact}'), (400003, 'Gamma', NULL, '{Contact}');
INSERT INTO contacts.contact (id, first_name, last_name, email, company_id) VALUES
	(400011, 'Ada', 'Able', 'ada@acme.example', 400001), (400012, 'Bea', 'Bold', 'bea@acme.example', 400001), (400013, 'Cy', 'Calm', 'cy@acme.example', 400001);
SELECT pg_temp.fails($$INSERT INTO contacts.contact (kind, name) VALUES ('robot', 'R2')$$);

\echo -- N-57 a person needs a way to be reached; in any order, at the end of the transaction
SELECT pg_temp.fails($$INSERT INTO contacts.contact (id, name) VALUES (400099, 'Out of Reach')$$);
SELECT pg_temp.fails($$INSERT INTO contacts.contact (kind, name) VALUES ('organization', 'A company needs none')$$);
BEGIN;
INSERT INTO contacts.contact (id, name, company_id) VALUES (400014, 'Di Dale', 400001);
INSERT INTO contacts.connection (id, contact_id, type, value) VALUES (400101, 400014, 'email', 'di@home.example');
COMMIT;
SELECT pg_temp.fails('DELETE FROM contacts.connection WHERE contact_id = 400014');
SELECT pg_temp.fails('UPDATE contacts.connection SET deleted_at = now() WHERE contact_id = 400014');
SELECT pg_temp.fails('UPDATE contacts.connection SET contact_id = 400011 WHERE contact_id = 400014');
SELECT pg_temp.fails('UPDATE contacts.contact SET email = NULL WHERE id = 400011');

\echo -- N-18 N-24 N-26 N-27 R-38 T-19 a connection is read as what it is
INSERT INTO contacts.connection (id, contact_id, type, label, value, country_code) VALUES
	(400102, 400011, 'work_phone', 'desk', ' (415) 555-2671 ', NULL), (400103, 400011, 'mobile', NULL, '030 123456', 'de'),
	(400104, 400011, 'email', NULL, 'Ada@Home.Example', NULL), (400105, 400011, 'social', 'mastodon', '@AdaAble', NULL),
	(400106, 400011, 'website', NULL, 'https://ada.example/me', NULL), (400107, 400011, 'other', NULL, 'knock twice', NULL),
	(400108, 400011, 'fax', NULL, '+44 20 7946 0000', NULL), (400109, 400011, 'sms', NULL, '+14155552671', NULL), (400110, 400011, 'chat', 'irc', 'ada', NULL);
SELECT id, type, label, value, country_code, email, phone, handle, is_primary FROM contacts.connection WHERE contact_id = 400011 ORDER BY id;
SELECT t, pg_temp.fails(format('INSERT INTO contacts.connection (contact_id, type, value) VALUES (400011, %L, %L)', t, v))
FROM (VALUES ('phone', 'call me'), ('phone', '+1'), ('email', 'no at'), ('website', 'ada.example'), ('social', '@'), ('telex', '1'), ('other', ' ')) x (t, v);
SELECT pg_temp.fails($$INSERT INTO contacts.connection (contact_id, type, value, country_code) VALUES (400011, 'phone', '030 123456', 'XX')$$);
\echo -- N-19 N-20 C14 no region is guessed
SET contacts.organization_id = 401;
SELECT pg_temp.fails($$INSERT INTO contacts.contact (organization_id, id, name, phone) VALUES (401, 401001, 'Eve', '+14155552671')$$);
SELECT pg_temp.fails($$INSERT INTO contacts.connection (contact_id, type, value) VALUES (401001, 'phone', '415 555 2671')$$);
SELECT pg_temp.fails($$INSERT INTO contacts.connection (contact_id, type, value, country_code) VALUES (401001, 'phone', '415 555 2671', 'US')$$);
SET contacts.organization_id = 400;
\echo -- who writes the typed column means the value
UPDATE contacts.connection SET email = 'ada@new.example' WHERE id = 400104 RETURNING value, email;
UPDATE contacts.connection SET type = 'phone', value = '+1 415 555 2672' WHERE id = 400109 RETURNING type, value, phone, is_primary;

\echo -- N-22 the first one of a type is primary, one at most, the oldest of the rest follows
INSERT INTO contacts.connection (id, contact_id, type, value) VALUES (400111, 400011, 'email', 'ada2@home.example'), (400112, 400011, 'email', 'ada3@home.example');
SELECT id, is_primary FROM contacts.connection WHERE contact_id = 400011 AND type = 'email' ORDER BY id;
SELECT pg_temp.fails('UPDATE contacts.connection SET is_primary = true WHERE id = 400111');
SELECT contacts.set_primary_connection(400112);
SELECT id, is_primary FROM contacts.connection WHERE contact_id = 400011 AND type = 'email' ORDER BY id;
UPDATE contacts.connection SET deleted_at = now() WHERE id = 400112;
SELECT id, is_primary FROM contacts.connection WHERE contact_id = 400011 AND type = 'email' ORDER BY id;
UPDATE contacts.connection SET deleted_at = NULL WHERE id = 400112 RETURNING is_primary;
DELETE FROM contacts.connection WHERE id = 400104;
SELECT id, is_primary FROM contacts.connection WHERE contact_id = 400011 AND type = 'email' ORDER BY id;
SELECT pg_temp.fails('SELECT contacts.set_primary_connection(499999)');

\echo -- N-23 T-30 verification ends with the value, not with the way in which it is written
SELECT contacts.mark_verified(400102, '2024-05-06 07:08:09+00');
UPDATE contacts.connection SET value = '+1 415 555 2671' WHERE id = 400102 RETURNING verified_at IS NOT NULL AS still_verified;
UPDATE contacts.connection SET value = '+1 415 555 2673' WHERE id = 400102 RETURNING verified_at IS NOT NULL AS still_verified;
SELECT connection_id, type, value FROM contacts.verification_due('1 day') WHERE contact_id = 400014;
SELECT contacts.mark_verified(400101);
SELECT count(*) FROM contacts.verification_due('1 day') WHERE contact_id = 400014;
SELECT pg_temp.fails('SELECT contacts.mark_verified(499999)');

\echo -- N-21 N-25 N-32 N-38 N-43 R-13 R-14 every way to reach somebody in one view
SELECT connection_id, type, value, is_primary FROM contacts.channel WHERE contact_id = 400011 ORDER BY connection_id NULLS FIRST, type;

\echo -- N-07 to N-15 R-16 R-27 to R-34 addresses
INSERT INTO contacts.address (id, contact_id, type, addressee, company_name, attention, phone, line1, line2, city, state_province, postal_code, country_code, timezone)
VALUES (400201, 400001, 'billing', 'Accounts', 'Acme', 'Ms Able', '+14155552671', ' 123 Main St ', '', 'Scottsdale', 'AZ', '85251', 'us', 'America/Phoenix'),
	(400202, 400001, 'billing', NULL, NULL, NULL, NULL, '2 Side St', NULL, 'Berlin', NULL, '10115', 'DE', NULL);
SELECT id, is_primary, phone, line1, line2, country_code, timezone FROM contacts.address WHERE contact_id = 400001 ORDER BY id;
SELECT x.n, pg_temp.fails('INSERT INTO contacts.address (contact_id, ' || x.n || ') VALUES (400001, ' || quote_literal(x.v) || ')')
FROM (VALUES ('country_code', 'UK'), ('timezone', 'Mars/Olympus'), ('type', 'castle')) x (n, v);
SELECT pg_temp.fails('INSERT INTO contacts.address (contact_id, type, is_primary) VALUES (400001, ''billing'', true)');
SELECT contacts.set_primary_address(400202);
SELECT id, is_primary FROM contacts.address WHERE contact_id = 400001 ORDER BY id;
DELETE FROM contacts.address WHERE id = 400202;
SELECT id, is_primary FROM contacts.address WHERE contact_id = 400001 ORDER BY id;
\echo -- the time zone of an address follows from its place, never from a guess
SELECT contacts.time_zone_of_place('DE'), contacts.time_zone_of_place('US', 'CA'), contacts.time_zone_of_place('US', 'us-ny'), contacts.time_zone_of_place('US', 'New  York'),
	contacts.time_zone_of_place('BR', 'São Paulo'), contacts.time_zone_of_place('US', 'Texas'), contacts.time_zone_of_place('US'), contacts.time_zone_of_place('AU', 'Victoria'),
	contacts.time_zone_of_place('XX'), contacts.time_zone_of_place(NULL), contacts.time_zone_of_place('CA', repeat('x', 10000)), contacts.time_zone_of_place('US', 'US')
\gx
SELECT count(*) > 200 AS countries, count(zone) FILTER (WHERE NOT contacts_internal.is_time_zone(zone)) AS unknown_zones
FROM (SELECT contacts.time_zone_of_place(a || b) AS zone, a || b AS code FROM (SELECT chr(n) AS a FROM generate_series(65, 90) n) a, (SELECT chr(n) AS b FROM generate_series(65, 90) n) b) v WHERE zone IS NOT NULL;
INSERT INTO contacts.address (id, contact_id, country_code, state_province) VALUES (400291, 400002, 'us', 'CA'), (400292, 400002, 'US', 'TX'), (400293, 400002, NULL, 'CA'), (400294, 400002, 'JP', NULL);
UPDATE contacts.address SET state_province = 'New York' WHERE id = 400291;
UPDATE contacts.address SET timezone = 'America/Denver' WHERE id = 400292;
UPDATE contacts.address SET country_code = 'FR' WHERE id IN (400292, 400293, 400294);
SELECT id, country_code, state_province, timezone FROM contacts.address WHERE id BETWEEN 400291 AND 400294 ORDER BY id;
DELETE FROM contacts.address WHERE id BETWEEN 400291 AND 400294;

\echo -- T-03 to T-11 roles
INSERT INTO contacts.affiliation (contact_id, company_id, role, title, backup_rank, started_on)
SELECT 400012, 400002, r, initcap(r), 1, '2020-01-01' FROM unnest('{PRIMARY,BILLING,TECHNICAL,LEGAL,EXECUTIVE,DEPARTMENT_HEAD,TEAM_MANAGER,PROJECT_LEAD,SME,OTHER}'::text[]) r;
SELECT pg_temp.fails('INSERT INTO contacts.affiliation (contact_id, company_id, role) VALUES (400012, 400001, ''JESTER'')');
SELECT pg_temp.fails('INSERT INTO contacts.affiliation (contact_id, company_id) VALUES (400002, 400001)');
SELECT pg_temp.fails('INSERT INTO contacts.affiliation (contact_id, company_id) VALUES (400012, 400011)');
\echo -- T-32 periods of the same contact, company and role do not overlap
SELECT s, e, pg_temp.fails(format('INSERT INTO contacts.affiliation (contact_id, company_id, role, started_on, ended_on) VALUES (400013, 400002, ''SME'', %L, %L)', s, e))
FROM (VALUES ('2020-01-01', '2021-01-01'), ('2021-01-01', '2021-06-01'), ('2020-06-01', '2020-07-01'), ('2019-01-01', '2020-01-02'), ('2019-01-01', NULL),
	('2022-01-01', NULL), ('2023-01-01', '2023-02-01'), ('2024-01-01', NULL), ('2021-06-01', '2021-06-01'), ('2021-05-01', '2021-04-01')) x (s, e);
SELECT pg_temp.fails('UPDATE contacts.affiliation SET started_on = ''2021-05-31'' WHERE contact_id = 400013 AND ended_on IS NULL');
UPDATE contacts.affiliation SET ended_on = CURRENT_DATE, primary_at = now() WHERE contact_id = 400013 AND ended_on IS NULL RETURNING primary_at;
\echo -- a change of role ends one period and opens the next
UPDATE contacts.affiliation SET role = 'LEGAL' WHERE contact_id = 400013 AND started_on = '2022-01-01' AND ended_on IS NOT NULL;
INSERT INTO contacts.affiliation (id, contact_id, company_id, role, title, started_on) VALUES (400301, 400013, 400003, 'SME', 'Expert', '2020-01-01');
UPDATE contacts.affiliation SET role = 'TECHNICAL', title = 'Engineer' WHERE id = 400301;
SELECT role, title, started_on = '2020-01-01' AS began_then, started_on = CURRENT_DATE AS began_today, ended_on = CURRENT_DATE AS ended_today
FROM contacts.role_history WHERE what = 'role' AND contact_id = 400013 AND company_id = 400003 ORDER BY started_on;
\echo -- T-35 a role is handed over
SELECT contacts.transfer_role(400003, 'technical', 400013, 400012, 'Cy retires') IS NOT NULL AS transferred;
SELECT contact_id, role, title, note, ended_on IS NULL AS open FROM contacts.role_history WHERE what = 'role' AND company_id = 400003 AND role = 'TECHNICAL' ORDER BY contact_id;
SELECT pg_temp.fails('SELECT contacts.transfer_role(400003, ''technical'', 400013, 400012)');
\echo -- R-84 N-53 a move ends the role at the old company and opens one at the new one
UPDATE contacts.contact SET job_title = 'Buyer', email_verified_at = now() WHERE id = 400011;
SELECT company_id, affiliation_id IS NULL AS implied, role, title, ended_on FROM contacts.role_history WHERE what = 'role' AND contact_id = 400011;
SELECT contacts.move_contact(400011, 400002, 'Head of Sales', 'Sales', CURRENT_DATE, 'hired away') IS NOT NULL AS moved;
SELECT company_id, affiliation_id IS NULL AS implied, role, title, department, note, ended_on = CURRENT_DATE AS ended_today
FROM contacts.role_history WHERE what = 'role' AND contact_id = 400011 ORDER BY affiliation_id;
SELECT company_id, job_title, department, email_verified_at FROM contacts.contact WHERE id = 400011;
UPDATE contacts.contact SET company_id = 400003 WHERE id = 400011;
UPDATE contacts.contact SET company_id = NULL WHERE id = 400011;
SELECT company_id, role, title, ended_on IS NULL AS open FROM contacts.role_history WHERE what = 'role' AND contact_id = 400011 ORDER BY affiliation_id;
SELECT pg_temp.fails('SELECT contacts.move_contact(400011, 400099)'), pg_temp.fails('SELECT contacts.move_contact(499999, 400001)');
SELECT pg_temp.fails('SELECT contacts.move_contact(400011, 400001, NULL, NULL, CURRENT_DATE + 1)');
SELECT contacts.move_contact(400011, NULL) IS NULL AS nothing_to_do;

\echo -- T-02 point of contact
SELECT p, contacts.point_of_contact(400002, p) FROM unnest('{billing,support,SME,project lead,primary}'::text[]) p;
SELECT contacts.point_of_contact(400001, 'billing') AS falls_back_on_the_primary;
SELECT pg_temp.fails('SELECT contacts.point_of_contact(400001, ''gossip'')');

\echo -- N-16 N-17 blocking
SET contacts.user_id = 4001;
SELECT contacts.block_contact(400012, 'spam');
SELECT blocked_at IS NOT NULL AS blocked, blocked_by, block_reason FROM contacts.contact WHERE id = 400012;
SELECT contacts.point_of_contact(400002, 'billing') AS not_the_blocked_one;
SELECT allowed, reasons FROM contacts.can_contact(400012, 'email');
SELECT contacts.unblock_contact(400012);
SELECT blocked_at, blocked_by, block_reason FROM contacts.contact WHERE id = 400012;
SELECT pg_temp.fails('SELECT contacts.block_contact(499999)'), pg_temp.fails('SELECT contacts.unblock_contact(499999)');
SELECT pg_temp.fails('UPDATE contacts.contact SET block_reason = ''no date'' WHERE id = 400012');
RESET contacts.user_id;

\echo -- T-31 T-37 T-38 R-39 R-81 N-45 preferences, local time, whether to contact somebody
UPDATE contacts.contact SET preferred_contact_method = 'email', language = 'en-GB', timezone = 'Asia/Tokyo', quiet_from = '22:00', quiet_until = '07:00' WHERE id = 400012;
SELECT pg_temp.fails('UPDATE contacts.contact SET ' || a || ' WHERE id = 400012')
FROM unnest(ARRAY['preferred_contact_method = ''pigeon''', 'language = ''no such''', 'timezone = ''Here''', 'quiet_until = NULL', 'quiet_until = ''22:00''']) a;
SELECT contacts.local_time(400012, '2024-05-06 12:00+00'), contacts.local_time(400013, '2024-05-06 12:00+00') AS of_the_organization,
	contacts.local_time(400001, '2024-05-06 12:00+00') AS of_the_address, contacts.local_time(499999) AS of_nobody;
SELECT at, allowed, reasons, local_time FROM unnest('{2024-05-06 12:59+00,2024-05-06 13:00+00,2024-05-06 21:59+00,2024-05-06 22:00+00}'::timestamptz[]) at,
	contacts.can_contact(400012, at => at);
SELECT c, allowed, reasons FROM unnest('{email,mobile,NULL}'::text[]) c, contacts.can_contact(400013, c);
SELECT pg_temp.fails('SELECT contacts.can_contact(400013, ''pigeon'')'), pg_temp.fails('SELECT contacts.can_contact(499999)');

\echo -- N-47 unknown contacts have the address they were made from, and are known when they get a name
INSERT INTO contacts.contact (id, is_unknown, phone) VALUES (400015, true, '+14155552699') RETURNING name, is_unknown;
UPDATE contacts.contact SET name = 'Fay Found' WHERE id = 400015 RETURNING first_name, is_unknown;

\echo -- N-29 segments
INSERT INTO contacts.segment (id, name) VALUES (400401, 'Key accounts');
INSERT INTO contacts.segment_member (segment_id, contact_id) VALUES (400401, 400001), (400401, 400011);
SELECT pg_temp.fails('INSERT INTO contacts.segment (name) VALUES (''key ACCOUNTS'')'), pg_temp.fails('INSERT INTO contacts.segment_member (segment_id, contact_id) VALUES (400401, 400001)'),
	pg_temp.fails('INSERT INTO contacts.segment_member (segment_id, contact_id) VALUES (400401, 499999)');
\echo -- N-59 tags
UPDATE contacts.contact SET tags = '{vip,lead}' WHERE id = 400001;
SELECT pg_temp.fails(format('UPDATE contacts.contact SET tags = %L WHERE id = 400001', (SELECT array_agg('tag ' || i) FROM generate_series(1, n) i))) FROM unnest('{32,33}'::int[]) n;
\echo -- N-04 N-52 work items
INSERT INTO contacts.work_item (contact_id, kind, title, external_source, external_ref) VALUES (400011, 'ticket', 'Printer', 'desk', '77') RETURNING status;
SELECT pg_temp.fails('INSERT INTO contacts.work_item (contact_id, kind, external_source, external_ref) VALUES (400012, ''ticket'', ''desk'', ''77'')'),
	pg_temp.fails('INSERT INTO contacts.work_item (contact_id) VALUES (400012)'), pg_temp.fails('UPDATE contacts.work_item SET status = ''lost''');
\echo -- M-05 M-18 mention names; R-37 reporting lines
UPDATE contacts.contact SET mention_name = 'Ada', reports_to = 400012 WHERE id = 400011;
SELECT full_name, mention_name, email FROM contacts.mention WHERE id IN (400011, 400001);
SELECT contact_id, manager_name FROM contacts.reporting_line WHERE contact_id IN (400011, 400012) ORDER BY 1;
SELECT pg_temp.fails('UPDATE contacts.contact SET mention_name = ''ADA'' WHERE id = 400012');

\echo -- R-22 custom fields are checked against their definitions
UPDATE contacts.contact SET custom_fields = '{"free": 1}' WHERE id = 400001 RETURNING custom_fields;
SELECT pg_temp.fails('INSERT INTO contacts.custom_field (name) VALUES (''mine'')') AS without_admin;
RESET ROLE;
INSERT INTO contacts.custom_field (id, name, type, kind, is_required, is_unique, options) VALUES
	(400501, 'tier', 'enum', 'organization', false, false, '{gold,silver}'), (400502, 'number', 'integer', NULL, false, true, NULL),
	(400503, 'since', 'date', NULL, false, false, NULL), (400504, 'seen', 'timestamp', NULL, false, false, NULL), (400505, 'backup', 'email', NULL, false, false, NULL),
	(400506, 'pager', 'phone', NULL, false, true, NULL), (400507, 'page', 'url', NULL, false, false, NULL), (400508, 'score', 'number', NULL, false, false, NULL),
	(400509, 'vip', 'boolean', NULL, false, false, NULL), (400510, 'note', 'text', NULL, false, false, NULL), (400511, 'raw', 'json', NULL, false, false, NULL);
SELECT pg_temp.fails('INSERT INTO contacts.custom_field (name, type) VALUES (''e'', ''enum'')'), pg_temp.fails('INSERT INTO contacts.custom_field (name, type, is_unique) VALUES (''b'', ''boolean'', true)');
SET ROLE regress_contacts_directory;
UPDATE contacts.contact SET custom_fields = '{"tier": "gold", "number": 1.0, "since": "2024-02-29", "seen": "2024-05-06T07:08:09.5+02:00", "backup": "a@b.example", "pager": "+1 415 555 2671",
	"page": "https://x.example", "score": 1.5, "vip": true, "note": "n", "raw": [1]}' WHERE id = 400001;
SELECT k, v, pg_temp.fails(format('UPDATE contacts.contact SET custom_fields = jsonb_build_object(%L, %L::jsonb) WHERE id = 400002', k, v))
FROM (VALUES ('tier', '"tin"'), ('tier', '1'), ('number', '1.5'), ('number', '"1"'), ('number', '1'), ('since', '"2023-02-29"'), ('since', '"today"'), ('seen', '"2024-05-06"'),
	('seen', '"2024-05-06 24:00:00Z"'), ('backup', '"nobody"'), ('pager', '"555"'), ('pager', '"+1 (415) 555-2671"'), ('page', '"javascript:x"'), ('score', 'true'), ('vip', '"yes"'),
	('note', '7'), ('tiers', '"gold"'), ('tier', 'null'), ('raw', '{"a": 1}')) x (k, v);
SELECT pg_temp.fails($$UPDATE contacts.contact SET custom_fields = '{"tier": "gold"}' WHERE id = 400012$$) AS for_companies_only;
\echo -- a unique value is free again when its contact is deleted
UPDATE contacts.contact SET deleted_at = now() WHERE id = 400001;
UPDATE contacts.contact SET custom_fields = '{"number": 1}' WHERE id = 400002;
SELECT pg_temp.fails('UPDATE contacts.contact SET deleted_at = NULL WHERE id = 400001');
SELECT pg_temp.fails('INSERT INTO contacts.custom_field_value VALUES (400, 400502, ''2'', 400002)');
RESET ROLE;
UPDATE contacts.custom_field SET is_required = true WHERE id = 400510;
SET ROLE regress_contacts_directory;
SELECT pg_temp.fails($$INSERT INTO contacts.contact (name, email) VALUES ('Gus', 'gus@x.example')$$) AS required;
SELECT pg_temp.fails($$INSERT INTO contacts.contact (name, email, custom_fields) VALUES ('Gus', 'gus@x.example', '{"note": "n"}')$$);

\echo -- nothing of it is seen from another organization
SET contacts.organization_id = 401;
SELECT count(*) FROM contacts.channel WHERE contact_id < 401000;
SELECT count(*) FROM contacts.role_history;
SELECT pg_temp.fails('INSERT INTO contacts.connection (contact_id, type, value) VALUES (400011, ''other'', ''x'')');
SELECT pg_temp.fails('INSERT INTO contacts.connection (organization_id, contact_id, type, value) VALUES (400, 400011, ''other'', ''x'')');
RESET ROLE;
SELECT contacts.revoke_access('regress_contacts_directory', o) FROM generate_series(400, 401) o;
DROP ROLE regress_contacts_directory;
