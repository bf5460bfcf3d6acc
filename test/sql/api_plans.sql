-- What the operations and the views read, as an application's role: the indexes, no table from end to end, no more entries than a page needs.
SET client_min_messages = warning;
INSERT INTO contacts.organization (id, name, require_connection, default_region) VALUES (610, 'Planned', false, 'US'), (611, 'Beside', false, 'US');
CREATE ROLE regress_contacts_api_plans;
SELECT contacts.grant_access('regress_contacts_api_plans', '{contacts:read,contacts:write,contacts:delete}', 610);
SET contacts.silent = on;
INSERT INTO contacts.contact (organization_id, id, kind, name, email, phone, mention_name, department, company_id, status, tags, preferred_contact_method, created_at, updated_at)
SELECT o, 6100000 + n, CASE WHEN n <= 500 THEN 'organization' ELSE 'person' END, 'Planned ' || md5(n::text), 'c' || n || '@plans.example', '+1415' || 5000000 + n,
	CASE WHEN n > 500 THEN 'm' || n END, CASE WHEN n > 500 THEN 'Department ' || n % 40 END, CASE WHEN n > 500 THEN 6100001 + n % 500 END,
	coalesce((ARRAY['archived', 'inactive'])[1 + n % 10], 'active'), CASE WHEN n % 1000 = 0 THEN '{rare,common}'::text[] ELSE '{common}' END, CASE WHEN n % 100 = 0 THEN 'phone' END,
	'2025-01-01'::timestamptz + n * interval '1 min', '2025-01-01'::timestamptz + n * interval '7 min'
FROM generate_series(610, 611) o, generate_series(1, 6000) n ORDER BY n, o;
-- thousands of small organizations, so that a plan takes any for small
INSERT INTO contacts.organization (id, name, require_connection) SELECT 6100000 + n, 'Small', false FROM generate_series(1, 3000) n;
INSERT INTO contacts.contact (organization_id, id, name) SELECT 6100000 + n, n, 'Small Planned' FROM generate_series(1, 3000) n;
INSERT INTO contacts.connection (organization_id, contact_id, type, value)
SELECT 610, 6100000 + n, (ARRAY['email', 'phone', 'social'])[1 + n % 3], (ARRAY['x' || n || '@plans.example', '+1415' || 6000000 + n, 'handle' || n])[1 + n % 3]
FROM generate_series(501, 6000) n;
INSERT INTO contacts.app_user (organization_id, id, name, email) VALUES (610, 610001, 'Una User', 'una@plans.example');
INSERT INTO contacts.activity (organization_id, id, company_id, occurred_at, duration_minutes, location, status, subject, created_by)
SELECT o, 6100000 + n, 6100001 + n % 500, '2025-01-01'::timestamptz + n * interval '1 min', 30, 'Phone', CASE WHEN n % 500 = 0 THEN 'PENDING' ELSE 'COMPLETED' END,
	'Call ' || n, CASE WHEN o = 610 THEN 610001 END
FROM generate_series(610, 611) o, generate_series(1, 5000) n;
INSERT INTO contacts.activity_task (organization_id, activity_id, title, due_at, done_at)
SELECT 610, 6100000 + n, 'Task ' || n, '2025-01-02', CASE WHEN n % 500 > 0 THEN now() END FROM generate_series(1, 5000) n;
RESET contacts.silent;
VACUUM (ANALYZE) contacts.contact;
VACUUM (ANALYZE) contacts.activity;
VACUUM (ANALYZE) contacts.activity_task;
VACUUM (ANALYZE) contacts.connection;

-- What a statement reads: indexes with how many entries, and any table that was read without one.
CREATE FUNCTION pg_temp.reads(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	before jsonb := (SELECT jsonb_object_agg(c.oid, jsonb_build_array(pg_stat_get_xact_numscans(c.oid), pg_stat_get_xact_tuples_returned(c.oid)))
		FROM pg_class c WHERE c.relnamespace = 'contacts'::regnamespace);
BEGIN
	EXECUTE statement;
	RETURN (SELECT string_agg(CASE WHEN relkind = 'r' THEN 'ALL OF ' ELSE '' END || relname || CASE WHEN relkind = 'r' THEN '' WHEN read <= 30 THEN ' few' WHEN read <= 500 THEN ' some' ELSE ' MANY' END,
			', ' ORDER BY relname)
		FROM (SELECT c.relname, c.relkind, pg_stat_get_xact_numscans(c.oid) - (before->c.oid::text->>0)::bigint AS scans,
				pg_stat_get_xact_tuples_returned(c.oid) - (before->c.oid::text->>1)::bigint AS read
			FROM pg_class c WHERE c.relnamespace = 'contacts'::regnamespace AND before ? c.oid::text) s
		WHERE scans > 0 AND relname ~ '^(contact|connection|activity|activity_task)(_|$)' AND (relname <> 'contact_pkey' OR read > 500));
END $$;
SET ROLE regress_contacts_api_plans;
SELECT contacts.list_contacts_after(NULL, 20)->>'nextCursor' AS by_name, contacts.list_contacts_after(NULL, 20, 'createdAt', 'desc')->>'nextCursor' AS by_created,
	contacts.list_contacts_after(NULL, 20, 'updatedAt')->>'nextCursor' AS by_updated \gset
SELECT n, call, pg_temp.reads('SELECT contacts.' || call) FROM (VALUES
	(1, 'list_contacts_after()'),
	(2, 'list_contacts_after(NULL, 20, ''name'', ''desc'')'),
	(3, 'list_contacts_after(NULL, 20, ''createdAt'')'),
	(4, 'list_contacts_after(NULL, 20, ''createdAt'', ''desc'')'),
	(5, 'list_contacts_after(NULL, 20, ''updatedAt'')'),
	(6, 'list_contacts_after(NULL, 20, ''updatedAt'', ''desc'')'),
	(7, 'list_contacts_after(NULL, 20, status => ''active'')'),
	(8, 'list_contacts_after(NULL, 20, ''updatedAt'', status => ''archived'')'),
	(9, 'list_contacts_after(NULL, 20, is_active => false)'),
	(10, 'list_contacts_after(NULL, 20, company => ''6100007'')'),
	(11, 'list_contacts_after(NULL, 20, tags => ''{rare}'')'),
	(12, 'list_contacts(query => ''c77'')'),
	(13, 'list_contacts(query => ''c5555'', status => ''active'')'),
	(14, 'list_contacts(tags => ''{rare}'')'),
	(15, 'search_contacts(''c5555'')'),
	(16, 'search_contacts(''81dc9bdb25d04dc20036dbd8313ed055'')'),
	(17, 'mentions(''m5555'')'),
	(18, 'find_contact(''c77@plans.example'')'),
	(19, 'find_contact(''X771@plans.example'')'),
	(20, 'find_contact(''(415) 500-0077'')'),
	(21, 'find_contact(''@m777'')'),
	(22, 'find_contact(''handle776'')'),
	(23, 'resolve_or_create(''(415) 500-0077'')->>''x'''),
	(24, 'contacts_by_company(''6100007'')'),
	(25, 'contacts_by_contact_method(''phone'', 1, 20)'),
	(26, 'list_contacts(company => ''6100007'')'),
	(27, 'get_contact(''6100077'')'),
	(28, 'contacts_by_department(''DEPARTMENT 7'', 1, 20)')
	) q (n, call) ORDER BY n;
-- the pages that follow
SELECT pg_temp.reads(format('SELECT contacts.list_contacts_after(%L, 20)', :'by_name')) AS by_name,
	pg_temp.reads(format('SELECT contacts.list_contacts_after(%L, 20)', :'by_created')) AS by_created,
	pg_temp.reads(format('SELECT contacts.list_contacts_after(%L, 20)', :'by_updated')) AS by_updated;
-- a company by its name, whatever the case of its letters
SELECT pg_temp.reads($$SELECT contacts.create_contact('{"name": "New Person", "email": "new@plans.example", "company": "PLANNED $$ || upper(md5('9')) || $$"}')$$) AS create_with_company;
SELECT company_id FROM contacts.contact WHERE name = 'New Person';
-- tags in queries of an application's own
SELECT count(*), pg_temp.reads($$SELECT FROM contacts.contact WHERE search_key OPERATOR(contacts.@@) contacts.to_tag_query('{rare}') AND tags @> '{rare}'$$)
FROM contacts.contact WHERE tags @> '{rare}';
-- the views
SELECT n, query, pg_temp.reads('SELECT FROM contacts.' || query) FROM (VALUES
	(1, 'activity_timeline WHERE company_id = 6100007 ORDER BY occurred_at DESC, id DESC LIMIT 5'),
	(2, 'activity_timeline ORDER BY occurred_at DESC, id DESC LIMIT 20'),
	(3, 'activity_timeline WHERE id = 6100077'),
	(4, 'channel WHERE contact_id = 6100777'),
	(5, $$channel WHERE email OPERATOR(contacts.=) 'c777@plans.example'$$),
	(6, $$channel WHERE phone OPERATOR(contacts.=) '+14156000777'$$),
	(7, $$channel WHERE handle = 'handle776'$$),
	(8, 'overdue_followup'),
	(9, 'company WHERE id = 6100007'),
	(10, $$mention WHERE mention_name = 'm777'$$),
	(11, $$active_contact WHERE email OPERATOR(contacts.=) 'c777@plans.example' AND deleted_at IS NULL$$),
	(12, 'active_contact ORDER BY status, contacts_internal.search_fold(name) COLLATE "C", id LIMIT 10'),
	(13, 'reporting_line WHERE contact_id = 6100777')
	) q (n, query) ORDER BY n;
RESET ROLE;
-- the owner finds tags by their own index
SET enable_seqscan = off;
SELECT count(*) > 0 AS by_index FROM public.plan($q$SELECT id FROM contacts.contact WHERE tags @> '{vip}'$q$) p WHERE p ~ 'contact_tags_idx';
RESET enable_seqscan;
SET session_replication_role = replica;
DELETE FROM contacts.activity_task WHERE organization_id = 610;
DELETE FROM contacts.activity WHERE organization_id IN (610, 611);
DELETE FROM contacts.app_user WHERE organization_id = 610;
DELETE FROM contacts.connection WHERE organization_id = 610;
DELETE FROM contacts.contact WHERE organization_id IN (610, 611) OR organization_id > 6100000;
DELETE FROM contacts.organization WHERE id > 6100000;
DELETE FROM contacts.event WHERE organization_id IN (610, 611);
RESET session_replication_role;
VACUUM (ANALYZE) contacts.contact;
DROP OWNED BY regress_contacts_api_plans;
DELETE FROM contacts.access WHERE role = 'regress_contacts_api_plans';
DROP ROLE regress_contacts_api_plans;
