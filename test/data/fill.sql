-- Rows in every table that install() creates, for tests that need a filled database. Run by the owner of the tables.
-- A new table gets rows here too: test/tap/dump_restore.pl fails where one is empty.
SET client_min_messages = warning;

INSERT INTO contacts.organization (id, name, default_region) OVERRIDING SYSTEM VALUE
VALUES (11, 'Fill One', 'DE'), (12, 'Fill Two', NULL);
SELECT setval(pg_get_serial_sequence('contacts.organization', 'id'), 12);

SELECT contacts.grant_access('regress_contacts_restore_app', '{contacts:read,contacts:write}', 11);
SELECT contacts.grant_access('regress_contacts_restore_app', '{contacts:read}', 12);

INSERT INTO contacts.app_user (organization_id, name, email)
SELECT o, 'User ' || i, 'user' || i || '@example.com' FROM generate_series(11, 12) o, generate_series(1, 5) i;

INSERT INTO contacts.contact (organization_id, kind, name, email, phone, tags, custom_fields)
SELECT o, 'organization', 'Company ' || i, 'office' || i || '@company' || i || '.example', '+493012345' || to_char(i, 'FM000'),
       ARRAY['tag ' || i], jsonb_build_object('size', i)
  FROM generate_series(11, 12) o, generate_series(1, 20) i;
UPDATE contacts.contact c SET company_id = p.id
  FROM contacts.contact p
 WHERE p.organization_id = c.organization_id AND p.name = 'Company 1' AND c.name ~ '^Company ([5-9]|1.)$';

INSERT INTO contacts.contact (organization_id, first_name, last_name, email, phone, company_id, notes, status, deleted_at, primary_at)
SELECT c.organization_id, 'First ' || i, E'Last\t"' || c.id || '", ü', 'person' || i || '@' || c.id || '.example',
       '+4930123' || to_char(i, 'FM00') || to_char(c.id % 1000, 'FM000'), c.id, E'line\nline \\N',
       CASE WHEN i % 7 = 0 THEN 'inactive' ELSE 'active' END,
       CASE WHEN i % 5 = 0 THEN '2024-05-06 07:08:09.123456+00'::timestamptz END,
       CASE WHEN i = 3 THEN '2024-01-02 03:04:05.678901+00'::timestamptz END
  FROM contacts.contact c, generate_series(1, 10) i
 WHERE c.kind = 'organization' AND c.organization_id IN (11, 12);
UPDATE contacts.contact c SET reports_to = b.id
  FROM contacts.contact b
 WHERE b.organization_id = c.organization_id AND b.company_id = c.company_id AND b.first_name = 'First 1'
   AND c.first_name <> 'First 1';

INSERT INTO contacts.connection (organization_id, contact_id, type, value)
SELECT organization_id, id, 'other', 'handle-' || id FROM contacts.contact WHERE id % 3 = 0 AND organization_id IN (11, 12);

INSERT INTO contacts.address (organization_id, contact_id, line1, city, country_code, timezone)
SELECT organization_id, id, id || ' Main Street', 'Berlin', 'DE', 'Europe/Berlin'
  FROM contacts.contact WHERE kind = 'organization' AND organization_id IN (11, 12);

INSERT INTO contacts.affiliation (organization_id, contact_id, company_id, role, backup_rank, started_on, ended_on)
SELECT p.organization_id, p.id, c.id, 'TECHNICAL', 1, '2024-01-01', CASE WHEN p.id % 2 = 0 THEN '2024-12-31'::date END
  FROM contacts.contact p
  JOIN contacts.contact c ON c.organization_id = p.organization_id AND c.name = 'Company 2'
 WHERE p.first_name = 'First 2' AND p.company_id <> c.id AND p.organization_id IN (11, 12);

INSERT INTO contacts.segment (organization_id, name) SELECT o, 'Segment ' || i FROM generate_series(11, 12) o, generate_series(1, 3) i;
INSERT INTO contacts.segment_member (organization_id, segment_id, contact_id)
SELECT s.organization_id, s.id, c.id
  FROM contacts.segment s JOIN contacts.contact c USING (organization_id) WHERE c.id % 17 = s.id % 3;

INSERT INTO contacts.work_item (organization_id, contact_id, title, assigned_to)
SELECT c.organization_id, c.id, 'Call ' || c.name, (SELECT min(u.id) FROM contacts.app_user u WHERE u.organization_id = c.organization_id)
  FROM contacts.contact c WHERE c.id % 9 = 0 AND c.organization_id IN (11, 12);

INSERT INTO contacts.activity (organization_id, company_id, occurred_at, duration_minutes, location, subject, participants)
SELECT p.organization_id, p.company_id, '2024-02-03 04:05:06.789+00', 30, 'Room 1', 'About ' || p.name, jsonb_build_array(p.uid)
  FROM contacts.contact p
 WHERE p.first_name = 'First 1' AND p.organization_id IN (11, 12);
INSERT INTO contacts.activity_participant (organization_id, activity_id, position, contact_id, name)
SELECT a.organization_id, a.id, 90, a.company_id, 'further' FROM contacts.activity a WHERE a.organization_id IN (11, 12);
INSERT INTO contacts.activity_task (organization_id, activity_id, title)
SELECT organization_id, id, 'Write minutes' FROM contacts.activity WHERE organization_id IN (11, 12);

INSERT INTO contacts.custom_field (organization_id, name, type, is_unique)
SELECT o, 'badge', 'text', true FROM generate_series(11, 12) o;
UPDATE contacts.contact SET custom_fields = jsonb_build_object('badge', 'B' || id)
 WHERE kind = 'person' AND organization_id IN (11, 12);
-- what the row rules have not written themselves
INSERT INTO contacts.custom_field_value (organization_id, custom_field_id, value, contact_id)
SELECT c.organization_id, f.id, c.custom_fields ->> 'badge', c.id
  FROM contacts.contact c JOIN contacts.custom_field f USING (organization_id) WHERE c.custom_fields ? 'badge' AND c.deleted_at IS NULL
ON CONFLICT DO NOTHING;

INSERT INTO contacts.consumer (organization_id, name) SELECT o, 'mirror' FROM generate_series(11, 12) o;
SELECT count(*) FROM generate_series(11, 12) o, contacts.events_after(NULL, 100, o);
SELECT contacts_internal.fan_out(id, 50, organization_id) FROM contacts.consumer WHERE organization_id IN (11, 12);

INSERT INTO contacts.jwt_key (kid, secret, organization_id)
SELECT 'fill-' || o, sha256(('secret ' || o)::bytea), o FROM generate_series(11, 12) o;

INSERT INTO contacts.rate_limit (organization_id, per_minute) SELECT o, 50 + o FROM generate_series(11, 12) o;
SELECT contacts.take_rate_limit(3, o) FROM generate_series(11, 12) o;

SELECT contacts.create_webhook('https://example.com/hook', organization_id => o) FROM generate_series(11, 12) o;

-- one organization keeps its addresses unique everywhere
UPDATE contacts.organization SET email_unique = 'all' WHERE id = 12;

SET contacts.organization_id = 11;
SELECT contacts.scan_duplicates(-5);
INSERT INTO contacts.not_duplicate (organization_id, a_id, b_id, reason) SELECT d.organization_id, d.a_id, d.b_id, 'two' FROM contacts.duplicate d ORDER BY d.a_id, d.b_id LIMIT 2;
-- a merge that is not undone
INSERT INTO contacts.contact (organization_id, id, name, email, phone, code) VALUES (11, 990001, 'Twice One', 'twice.one@fill.example', '+493012340001', NULL), (11, 990002, 'Twice Two', 'twice.two@fill.example', '+493012340002', 'TWICE');
INSERT INTO contacts.work_item (organization_id, contact_id, title) VALUES (11, 990002, 'twice');
SELECT contacts.merge_contacts('990001', '{990002}') IS NOT NULL;
RESET contacts.organization_id;
