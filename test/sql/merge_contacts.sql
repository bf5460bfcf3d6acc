-- Merge and undo: every row of every table goes along and comes back, customers' tables of other owners among them.
\set VERBOSITY terse
SET client_min_messages = warning;
INSERT INTO contacts.organization (id, name, default_region) VALUES (1811, 'Merge', 'US'), (1812, 'Other', 'US');
DROP ROLE IF EXISTS regress_contacts_merge, regress_contacts_shop, regress_contacts_clerk;
CREATE ROLE regress_contacts_merge;
CREATE ROLE regress_contacts_shop;
CREATE ROLE regress_contacts_clerk;
SELECT contacts.grant_access('regress_contacts_clerk', '{contacts:read,contacts:write,contacts:delete}', 1811);
SELECT contacts.grant_access('regress_contacts_merge', '{contacts:read,contacts:write,contacts:delete,contacts:admin}', 1811);
CREATE SCHEMA shop;
CREATE TABLE shop.invoice (tenant bigint NOT NULL, no int, customer bigint, note text, PRIMARY KEY (tenant, no), FOREIGN KEY (tenant, customer) REFERENCES contacts.contact (organization_id, id));
CREATE TABLE shop.visit (organization_id bigint NOT NULL, customer contacts.ulid NOT NULL, day date, FOREIGN KEY (organization_id, customer) REFERENCES contacts.contact (organization_id, uid), PRIMARY KEY (organization_id, customer, day));
CREATE TABLE shop.loose (organization_id bigint NOT NULL, contact_id bigint, FOREIGN KEY (organization_id, contact_id) REFERENCES contacts.contact ON DELETE CASCADE);
ALTER TABLE shop.invoice OWNER TO regress_contacts_shop; ALTER TABLE shop.visit OWNER TO regress_contacts_shop; ALTER TABLE shop.loose OWNER TO regress_contacts_shop;
GRANT USAGE ON SCHEMA shop, contacts TO regress_contacts_shop; GRANT CREATE ON SCHEMA shop TO regress_contacts_shop;
ALTER TABLE shop.invoice ENABLE ROW LEVEL SECURITY; ALTER TABLE shop.invoice FORCE ROW LEVEL SECURITY;
SET contacts.organization_id = 1811;
INSERT INTO contacts.app_user (id, name, email) VALUES (1811900, 'Anna', 'anna@merge.example');
INSERT INTO contacts.segment (id, name) VALUES (1811800, 'VIP'), (1811801, 'News');
SET ROLE regress_contacts_merge;
SET search_path = contacts;
INSERT INTO contact (id, uid, kind, name, email) VALUES (1811001, '01ARZ3NDEKTSV4RRFFQ69G5MA0', 'organization', 'Acme', 'info@acme.example'), (1811002, '01ARZ3NDEKTSV4RRFFQ69G5MA1', 'organization', 'Acme Inc', 'hello@acme.example');
INSERT INTO contact (id, uid, name, email, phone, company_id, tags, notes, custom_fields, code, is_marketing_contact, external_id, external_source, primary_at) VALUES
 (1811011, '01ARZ3NDEKTSV4RRFFQ69G5MB0', 'Robert Miller', 'robert@acme.example', '+14155550101', 1811001, '{a,b}', 'first', '{"x": 1}', NULL, true, NULL, NULL, now()),
 (1811012, '01ARZ3NDEKTSV4RRFFQ69G5MB1', 'Bob Miller', 'bob@acme.example', '+14155550102', 1811002, '{b,c}', 'second', '{"x": 2, "y": 3}', 'BOB', false, 'E-12', 'crm', now()),
 (1811013, '01ARZ3NDEKTSV4RRFFQ69G5MB2', 'R. Miller', NULL, '+14155550103', NULL, '{}', NULL, NULL, NULL, true, NULL, NULL, NULL),
 (1811014, '01ARZ3NDEKTSV4RRFFQ69G5MB3', 'Report Of Bob', 'rep@acme.example', NULL, 1811002, '{}', NULL, NULL, NULL, true, NULL, NULL, NULL),
 (1811015, '01ARZ3NDEKTSV4RRFFQ69G5MB4', 'Boss', 'boss@acme.example', NULL, 1811001, '{}', NULL, NULL, NULL, true, NULL, NULL, NULL);
UPDATE contact SET reports_to = 1811012 WHERE id IN (1811014, 1811015);
UPDATE contact SET reports_to = 1811015 WHERE id = 1811011;
INSERT INTO connection (contact_id, type, value) VALUES (1811011, 'mobile', '+14155550199'), (1811012, 'mobile', '+14155550199'), (1811012, 'mobile', '+14155550198'), (1811013, 'email', 'r.miller@home.example'), (1811012, 'fax', '+14155550188');
INSERT INTO address (contact_id, line1, city, postal_code, timezone) VALUES (1811011, '1 Main St', 'X', '1', 'UTC'), (1811012, '1 main st', 'X', '1', 'UTC'), (1811012, '2 Side St', 'X', '1', 'UTC');
INSERT INTO affiliation (contact_id, company_id, role, started_on, ended_on) VALUES (1811011, 1811001, 'LEGAL', '2020-01-01', '2021-01-01'), (1811012, 1811001, 'LEGAL', '2020-06-01', NULL), (1811013, 1811001, 'BILLING', '2020-06-01', NULL);
INSERT INTO segment_member (segment_id, contact_id) VALUES (1811800, 1811011), (1811800, 1811012), (1811801, 1811012), (1811801, 1811013);
INSERT INTO work_item (contact_id, title) VALUES (1811012, 'W1'), (1811013, 'W2');
INSERT INTO activity (company_id, occurred_at, duration_minutes, location, subject, participants) VALUES (1811001, '2024-01-01', 10, 'x', 's', '["01ARZ3NDEKTSV4RRFFQ69G5MB1"]'), (1811002, '2024-01-01', 10, 'x', 's2', '["01ARZ3NDEKTSV4RRFFQ69G5MB2"]');
SELECT not_duplicate('1811012','1811015','no');
RESET ROLE;
INSERT INTO shop.invoice VALUES (1811, 1, 1811011, 'a'), (1811, 2, 1811012, 'b'), (1811, 3, 1811013, 'c');
INSERT INTO shop.visit VALUES (1811, '01ARZ3NDEKTSV4RRFFQ69G5MB1', '2024-01-01');
INSERT INTO shop.loose VALUES (1811, 1811012);
CREATE FUNCTION shop.state(OUT tab text, OUT val text) RETURNS SETOF record LANGUAGE plpgsql AS $$
DECLARE r regclass;
BEGIN
 FOREACH r IN ARRAY '{contacts.contact,contacts.connection,contacts.address,contacts.affiliation,contacts.segment_member,contacts.work_item,contacts.activity,contacts.activity_participant,contacts.unique_email,contacts.custom_field_value,shop.invoice,shop.visit}'::regclass[] LOOP
  RETURN QUERY EXECUTE format('SELECT %L::text, (to_jsonb(t) - ''{updated_at,updated_by,version}''::text[])::text FROM %s t WHERE to_jsonb(t) ->> CASE WHEN to_jsonb(t) ? ''tenant'' THEN ''tenant'' ELSE ''organization_id'' END = ''1811''', r::text, r);
 END LOOP;
END $$;
CREATE TABLE shop.before AS SELECT * FROM shop.state();
CREATE VIEW shop.changes AS
	SELECT 'lost' AS what, x.tab FROM (SELECT * FROM shop.before EXCEPT SELECT * FROM shop.state()) x
	UNION ALL SELECT 'new', x.tab FROM (SELECT * FROM shop.state() EXCEPT SELECT * FROM shop.before) x;
SET ROLE regress_contacts_merge;
\echo -- what refers to contacts, and what a merge would do
SELECT * FROM merge_links() WHERE table_name LIKE 'shop.%';
SELECT a - 'changed' - 'rows' AS answer, a -> 'rows' AS rows, (SELECT array_agg(k ORDER BY k) FROM jsonb_object_keys(a -> 'changed') k) AS changed
FROM merge_contacts('1811011', '{1811012,01ARZ3NDEKTSV4RRFFQ69G5MB2}', dry_run => true) a;
RESET ROLE;
SELECT * FROM shop.changes;
SELECT count(*) FROM merge WHERE organization_id = 1811;
SET ROLE regress_contacts_merge;

\echo -- merged: the stricter consent, the union of tags, no cycle, one period, every address kept
SELECT merge_contacts('1811011', '{1811012,01ARZ3NDEKTSV4RRFFQ69G5MB2}') ->> 'mergeId' AS merge \gset
SELECT name, email, phone, tags, custom_fields, code, is_marketing_contact, external_id, external_source, company_id, reports_to FROM contact WHERE id = 1811011;
SELECT notes ~ '^first\n\n--- 01ARZ3NDEKTSV4RRFFQ69G5MB1, [0-9-]{10}\nsecond$' AS notes, primary_at IS NOT NULL AS is_primary FROM contact WHERE id = 1811011;
SELECT id, reports_to, company_id FROM contact WHERE kind = 'person' ORDER BY id;
SELECT type, value, is_primary FROM connection WHERE contact_id = 1811011 ORDER BY type, value;
SELECT line1, is_primary FROM address WHERE contact_id = 1811011 ORDER BY id;
SELECT company_id, role, started_on, ended_on FROM affiliation WHERE contact_id = 1811011 ORDER BY role;
SELECT segment_id, contact_id FROM segment_member ORDER BY 1, 2;
SELECT a_id, b_id FROM not_duplicate ORDER BY 1, 2;
SELECT name, subject_id, data - 'changed' - 'merge_uid' FROM event WHERE name LIKE 'contact.%merged' ORDER BY id;
SELECT count(*) FROM event WHERE organization_id = 1811 AND name IN ('contact.purged', 'contact.access_review');

\echo -- the old identifiers lead to the survivor for ever
SELECT get_contact('01ARZ3NDEKTSV4RRFFQ69G5MB1') ->> 'name', get_contact(public_id('ct', '01ARZ3NDEKTSV4RRFFQ69G5MB2')) ->> 'name', get_contact('1811013') ->> 'name';
SELECT update_contact('01ARZ3NDEKTSV4RRFFQ69G5MB1', '{"website": "https://bob.example"}') ->> 'website';
SELECT upsert_contact('{"externalId": "E-12", "externalSource": "crm", "website": "https://robert.example"}') ->> 'website';
SELECT (create_contact('{"name": "New Report", "email": "new.report@acme.example", "metadata": {"reportsTo": "01ARZ3NDEKTSV4RRFFQ69G5MB1"}}') ->> 'name');
SELECT contact_id, matched FROM find_contact('bob@acme.example');
INSERT INTO activity (id, company_id, occurred_at, duration_minutes, location, participants) VALUES (1811700, 1811001, '2024-02-02', 5, 'y', '["01ARZ3NDEKTSV4RRFFQ69G5MB1", "01ARZ3NDEKTSV4RRFFQ69G5MB2"]');
SELECT position, contact_id FROM activity_participant WHERE activity_id = 1811700 ORDER BY 1;
DELETE FROM activity WHERE id = 1811700;
SELECT count(DISTINCT data ->> 'uid') FILTER (WHERE event LIKE 'contact.%') > 1 AS reads_the_merged_ones_too FROM contact_history('01ARZ3NDEKTSV4RRFFQ69G5MB0');
SELECT uid, deleted, contact FROM changes_since(NULL, 1000) WHERE deleted ORDER BY uid;
SELECT delete_contact('01ARZ3NDEKTSV4RRFFQ69G5MB1');
SELECT purge_contact('1811012');
SELECT merge_contacts('1811015', '{1811012}');
DELETE FROM contact WHERE name = 'New Report';
UPDATE contact SET website = NULL WHERE id = 1811011;

\echo -- back, row by row
SELECT unmerge_contacts(:'merge', dry_run => true) -> 'movedOn';
SELECT unmerge_contacts(:'merge') - 'mergeId';
RESET ROLE;
SELECT * FROM shop.changes;
SELECT a_id, b_id, reason FROM not_duplicate ORDER BY 1, 2;
SET ROLE regress_contacts_merge;
SELECT unmerge_contacts(:'merge');
SELECT merge_contacts('1811011', '{1811012}');

\echo -- what was changed since is kept and reported
SELECT merge_contacts('1811011', '{1811012}', '{"name": "01ARZ3NDEKTSV4RRFFQ69G5MB1", "is_marketing_contact": {"value": true}, "notes": "longest"}', force => true) ->> 'mergeId' AS merge \gset
SELECT name, is_marketing_contact, notes FROM contact WHERE id = 1811011;
UPDATE contact SET code = 'NEW' WHERE id = 1811011;
UPDATE connection SET label = 'mine' WHERE contact_id = 1811011 AND value = 'bob@acme.example';
UPDATE work_item SET contact_id = 1811014 WHERE title = 'W1';
SELECT a - 'mergeId' - 'kept' AS answer, jsonb_path_query_array(a, '$.kept[*].table') AS kept FROM unmerge_contacts(:'merge') a;
SELECT id, code FROM contact WHERE id IN (1811011, 1811012) ORDER BY id;
SELECT contact_id, value, label FROM connection WHERE value = 'bob@acme.example';
SELECT contact_id FROM work_item WHERE title = 'W1';
UPDATE contact SET code = NULL WHERE id = 1811011;

\echo -- a value that somebody else has by now
SELECT merge_contacts('1811011', '{1811012}', force => true) ->> 'mergeId' AS merge \gset
UPDATE contact SET code = NULL WHERE id = 1811011;
UPDATE contact SET code = 'BOB' WHERE id = 1811014;
SELECT unmerge_contacts(:'merge');
SELECT unmerge_contacts(:'merge', '{name}');
SELECT unmerge_contacts(:'merge', '{code}') -> 'restoredIds';
SELECT id, code FROM contact WHERE id IN (1811011, 1811012, 1811014) ORDER BY id;

\echo -- companies: people and roles move without a move
SELECT merge_contacts('1811001', '{1811002}') ->> 'mergeId' AS merge \gset
SELECT id, company_id, primary_at IS NOT NULL AS has_primary_at FROM contact WHERE kind = 'person' ORDER BY id;
SELECT contact_id, company_id, role FROM affiliation ORDER BY id;
SELECT count(*) FROM activity WHERE company_id = 1811001;
SELECT unmerge_contacts(:'merge') -> 'kept';
SELECT id, company_id, primary_at IS NOT NULL AS has_primary_at FROM contact WHERE kind = 'person' ORDER BY id;

\echo -- merged on: undone in the opposite order
SELECT merge_contacts('1811014', '{1811013}', force => true) ->> 'mergeId' AS first \gset
SELECT merge_contacts('1811015', '{1811014}', force => true) ->> 'mergeId' AS second \gset
SELECT get_contact('1811013') ->> 'name';
SELECT unmerge_contacts(:'first') IS NULL \g /dev/null
SELECT unmerge_contacts(:'second') -> 'restoredIds', unmerge_contacts(:'first') -> 'restoredIds';

\echo -- a unique key of a table of the customer: found, reported, nothing is merged
RESET ROLE;
INSERT INTO shop.visit VALUES (1811, '01ARZ3NDEKTSV4RRFFQ69G5MB0', '2024-01-01');
SET ROLE regress_contacts_merge;
SELECT merge_contacts('1811011', '{1811012}', force => true);
SELECT merge_contacts('1811011', '{1811012}', dry_run => true, force => true) -> 'conflicts';
SELECT count(*) FROM contact WHERE id = 1811012;

\echo -- what makes no sense
SELECT merge_contacts('1811011', '{1811011}');
SELECT merge_contacts('1811011', '{}');
SELECT merge_contacts('1811011', NULL);
SELECT merge_contacts(NULL, '{1811011}');
SELECT merge_contacts('1811011', ARRAY['1811012', NULL]);
SELECT merge_contacts('1811011', '{1811001}');
SELECT merge_contacts('1811011', '{1812001}');
SELECT merge_contacts('1811011', '{nonsense}');
SELECT merge_contacts('1811011', '{1811013}', '[]');
SELECT merge_contacts('1811011', '{1811013}', '{"nothing": "survivor"}', force => true);
SELECT merge_contacts('1811011', '{1811013}', '{"uid": "1811013"}', force => true);
SELECT merge_contacts('1811011', '{1811013}', '{"title": 7}', force => true);
SELECT merge_contacts('1811011', '{1811013}', '{"job_title": "1811014"}', force => true);
SELECT merge_contacts('1811011', '{1811013}', '{"job_title": {"a": {"b": 1}}}', force => true);
SELECT merge_contacts('1811011', '{1811013}', '{"website": {"value": "no url"}}', force => true);
SELECT merge_contacts('1811011', '{1811013}', expected_versions => '{"01ARZ3NDEKTSV4RRFFQ69G5MB2": 99}', force => true);
SELECT unmerge_contacts('nothing');
SELECT unmerge_contacts(NULL);
SELECT * FROM contacts_internal.move_links((SELECT oid FROM pg_constraint WHERE conrelid = 'shop.visit'::regclass AND contype = 'f'), 'x', '{y}');
SELECT contacts_internal.run_merge(1811, '{1811011,1811013}', '{}', NULL, true, false);
SELECT expire_merges('-1 day');

\echo -- contacts:admin, and the own organization
RESET ROLE;
SET ROLE regress_contacts_clerk;
SELECT merge_contacts('1811011', '{1811013}', force => true);
SELECT unmerge_contacts(:'merge');
INSERT INTO merge (organization_id, survivor_id, survivor_uid, merged_ids) VALUES (1811, 1811011, '01ARZ3NDEKTSV4RRFFQ69G5MB0', '{}');
RESET ROLE;

\echo -- a purge takes along what was merged into the contact; expired steps cannot be undone
SET contacts.organization_id = 1811;
SELECT merge_contacts('1811014', '{1811013}', force => true) ->> 'mergeId' AS merge \gset
SELECT expire_merges('0') > 0 AS expired;
SELECT unmerge_contacts(:'merge');
SELECT get_contact('1811013') ->> 'name';
DROP SCHEMA shop CASCADE;
SELECT purge_contact('1811014');
SELECT count(*) FROM merged_contact WHERE id = 1811013;
SELECT count(*) FROM event WHERE contact_id = 1811013 AND data - 'uid' <> '{}';
DELETE FROM activity WHERE organization_id IN (1811, 1812);
DELETE FROM contact WHERE organization_id IN (1811, 1812);
SELECT count(*) FROM merge WHERE organization_id = 1811 AND survivor_id = 1811014;
DROP OWNED BY regress_contacts_merge, regress_contacts_clerk, regress_contacts_shop;
DROP ROLE regress_contacts_merge, regress_contacts_clerk, regress_contacts_shop;
