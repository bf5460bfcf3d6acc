-- The views of the directory as an application's role under row-level security, against the same queries of a superuser on the
-- bare tables: policies that look at the visibility of each activity may cost as much again, and for tasks, whose
-- policy asks for the activity once more, twice that.
-- BENCH_ROWS=1000000 ROUNDS=9 make bench CASE=views takes a million activities, contacts and connections.
\set rows 100000
\getenv rows BENCH_ROWS
INSERT INTO contacts.organization (id, name) VALUES (1, 'One'), (2, 'Beside');
INSERT INTO contacts.app_user (organization_id, id, name, email) SELECT 1, n, 'User ' || n, 'user' || n || '@example.com' FROM generate_series(1, 100) n;
SET session_replication_role = replica;
INSERT INTO contacts.contact (organization_id, id, kind, name, display_name, email, phone, company_id)
SELECT 1 + i % 10 / 9, i, CASE WHEN i % 20 = 0 THEN 'organization' ELSE 'person' END, 'Contact ' || i, 'Contact ' || i, 'c' || i || '@example.com',
	('+1415' || (2000000 + i % 7000000))::contacts.phone, CASE WHEN i % 20 > 0 THEN i - i % 20 END
FROM generate_series(1, :rows) i;
INSERT INTO contacts.connection (organization_id, id, contact_id, type, value, email, phone)
SELECT 1 + i % 10 / 9, i, i, CASE WHEN i % 2 = 0 THEN 'email' ELSE 'mobile' END, 'x', CASE WHEN i % 2 = 0 THEN ('x' || i || '@example.com')::contacts.email END,
	CASE WHEN i % 2 = 1 THEN ('+1646' || (2000000 + i % 7000000))::contacts.phone END
FROM generate_series(1, :rows) i;
INSERT INTO contacts.activity (organization_id, id, company_id, occurred_at, duration_minutes, location, type, status, subject, created_by, visibility)
SELECT 1 + i % 10 / 9, i, 20 + i * 7919 % (:rows / 20 - 1) * 20, now() - i * interval '1 min', 30, 'Phone', 'CALL', CASE WHEN i % 1000 = 7 THEN 'PENDING' ELSE 'COMPLETED' END,
	'Call ' || i, 1 + i % 100, CASE WHEN i % 50 = 0 THEN 'private' ELSE 'organization' END
FROM generate_series(1, :rows::bigint) i;
INSERT INTO contacts.activity_task (organization_id, id, activity_id, title, owner_id, due_at, done_at)
SELECT 1 + i % 10 / 9, i, i, 'Task ' || i, 1, now() - i * interval '1 min', CASE WHEN i % 1000 <> 8 THEN now() END
FROM generate_series(1, :rows::bigint) i WHERE i % 4 = 0;
RESET session_replication_role;
CREATE ROLE bench_app;
SELECT contacts.grant_access('bench_app', '{contacts:read,contacts:write}', 1);
VACUUM ANALYZE;
CREATE TABLE bench.keys AS SELECT id AS company_id, id - 13 AS contact_id, (SELECT n.email FROM contacts.connection n WHERE n.organization_id = 1 AND n.id = c.id - 14) AS email
	FROM contacts.contact c WHERE organization_id = 1 AND kind = 'organization' AND id % (:rows / 100) = 0;
GRANT USAGE ON SCHEMA bench TO bench_app;
GRANT SELECT ON bench.keys TO bench_app;
SET search_path = public, contacts;
SET plan_cache_mode = force_generic_plan;
-- each timed section: statements that the client sends one by one, prepared before

-- @case views: timeline of a company
-- @ours
SET ROLE bench_app;
PREPARE lookup (bigint) AS SELECT max(p.id) FROM (SELECT t.id, t.account, t.creator FROM contacts.activity_timeline t WHERE t.company_id = $1
	ORDER BY t.occurred_at DESC, t.id DESC LIMIT 50) p;
SELECT format('EXECUTE lookup (%L)', company_id) FROM bench.keys \gexec
DEALLOCATE lookup;
RESET ROLE;
-- @peer superuser | ratio <= 2
PREPARE lookup (bigint) AS SELECT max(p.id) FROM (SELECT a.id, c.name, u.name FROM contacts.activity a
	JOIN contacts.contact c ON c.organization_id = 1 AND c.id = a.company_id LEFT JOIN contacts.app_user u ON u.organization_id = 1 AND u.id = a.created_by
	WHERE a.organization_id = 1 AND a.company_id = $1 AND a.deleted_at IS NULL ORDER BY a.occurred_at DESC, a.id DESC LIMIT 50) p;
SELECT format('EXECUTE lookup (%L)', company_id) FROM bench.keys \gexec
DEALLOCATE lookup;

-- @case views: timeline of everybody
-- @ours
SET ROLE bench_app;
PREPARE lookup AS SELECT max(p.id) FROM (SELECT t.id, t.account, t.creator FROM contacts.activity_timeline t ORDER BY t.occurred_at DESC, t.id DESC LIMIT 50) p;
SELECT 'EXECUTE lookup' FROM bench.keys \gexec
DEALLOCATE lookup;
RESET ROLE;
-- @peer superuser | ratio <= 2
PREPARE lookup AS SELECT max(p.id) FROM (SELECT a.id, c.name, u.name FROM contacts.activity a
	JOIN contacts.contact c ON c.organization_id = 1 AND c.id = a.company_id LEFT JOIN contacts.app_user u ON u.organization_id = 1 AND u.id = a.created_by
	WHERE a.organization_id = 1 AND a.deleted_at IS NULL ORDER BY a.occurred_at DESC, a.id DESC LIMIT 50) p;
SELECT 'EXECUTE lookup' FROM bench.keys \gexec
DEALLOCATE lookup;

-- @case views: channels of a contact
-- @ours
SET ROLE bench_app;
PREPARE lookup (bigint) AS SELECT count(h.value) FROM contacts.channel h WHERE h.contact_id = $1;
SELECT format('EXECUTE lookup (%L)', contact_id) FROM bench.keys \gexec
DEALLOCATE lookup;
RESET ROLE;
-- @peer superuser | ratio <= 2
PREPARE lookup (bigint) AS SELECT count(value) FROM (
	SELECT c.email::text AS value FROM contacts.contact c WHERE c.organization_id = 1 AND c.id = $1 AND c.email IS NOT NULL AND c.deleted_at IS NULL
	UNION ALL SELECT c.phone::text FROM contacts.contact c WHERE c.organization_id = 1 AND c.id = $1 AND c.phone IS NOT NULL AND c.deleted_at IS NULL
	UNION ALL SELECT n.value FROM contacts.connection n JOIN contacts.contact c ON c.organization_id = 1 AND c.id = n.contact_id AND c.deleted_at IS NULL
		WHERE n.organization_id = 1 AND n.contact_id = $1 AND n.deleted_at IS NULL) h;
SELECT format('EXECUTE lookup (%L)', contact_id) FROM bench.keys \gexec
DEALLOCATE lookup;

-- @case views: channels by address
-- @ours
SET ROLE bench_app;
PREPARE lookup (contacts.email) AS SELECT count(h.contact_id) FROM contacts.channel h WHERE h.email = $1;
SELECT format('EXECUTE lookup (%L)', email) FROM bench.keys \gexec
DEALLOCATE lookup;
RESET ROLE;
-- @peer superuser | ratio <= 2
PREPARE lookup (contacts.email) AS SELECT count(contact_id) FROM (
	SELECT c.id AS contact_id FROM contacts.contact c WHERE c.organization_id = 1 AND c.email = $1 AND c.deleted_at IS NULL
	UNION ALL SELECT n.contact_id FROM contacts.connection n JOIN contacts.contact c ON c.organization_id = 1 AND c.id = n.contact_id AND c.deleted_at IS NULL
		WHERE n.organization_id = 1 AND n.email = $1 AND n.deleted_at IS NULL) h;
SELECT format('EXECUTE lookup (%L)', email) FROM bench.keys \gexec
DEALLOCATE lookup;

-- @case views: what is overdue
-- @ours
SET ROLE bench_app;
SELECT count(o.subject) FROM contacts.overdue_followup o;
SELECT count(o.subject) FROM contacts.overdue_followup o;
SELECT count(o.subject) FROM contacts.overdue_followup o;
RESET ROLE;
-- @peer superuser | ratio <= 3
SELECT count(subject) FROM (
	SELECT t.title AS subject FROM contacts.activity_task t JOIN contacts.activity a ON a.organization_id = 1 AND a.id = t.activity_id
	WHERE t.organization_id = 1 AND t.done_at IS NULL AND t.deleted_at IS NULL AND a.deleted_at IS NULL AND t.due_at < now()
	UNION ALL SELECT a.subject FROM contacts.activity a WHERE a.organization_id = 1 AND a.status = 'PENDING' AND a.deleted_at IS NULL
		AND a.occurred_at < now() - make_interval(mins => a.duration_minutes)) o;
SELECT count(subject) FROM (
	SELECT t.title AS subject FROM contacts.activity_task t JOIN contacts.activity a ON a.organization_id = 1 AND a.id = t.activity_id
	WHERE t.organization_id = 1 AND t.done_at IS NULL AND t.deleted_at IS NULL AND a.deleted_at IS NULL AND t.due_at < now()
	UNION ALL SELECT a.subject FROM contacts.activity a WHERE a.organization_id = 1 AND a.status = 'PENDING' AND a.deleted_at IS NULL
		AND a.occurred_at < now() - make_interval(mins => a.duration_minutes)) o;
SELECT count(subject) FROM (
	SELECT t.title AS subject FROM contacts.activity_task t JOIN contacts.activity a ON a.organization_id = 1 AND a.id = t.activity_id
	WHERE t.organization_id = 1 AND t.done_at IS NULL AND t.deleted_at IS NULL AND a.deleted_at IS NULL AND t.due_at < now()
	UNION ALL SELECT a.subject FROM contacts.activity a WHERE a.organization_id = 1 AND a.status = 'PENDING' AND a.deleted_at IS NULL
		AND a.occurred_at < now() - make_interval(mins => a.duration_minutes)) o;
