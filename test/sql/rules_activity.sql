-- Activities, who takes part and sees them, and what lint() says, as an unprivileged role.
SET client_min_messages = warning;
INSERT INTO contacts.organization (id, name) VALUES (410, 'Activities');
INSERT INTO contacts.app_user (organization_id, id, name, email)
VALUES (410, 4101, 'Ann Agent', 'ann@agents.example'), (410, 4102, 'Bob Boss', 'bob@agents.example'), (410, 4103, 'Cy Client', 'cy@login.example');
DROP ROLE IF EXISTS regress_contacts_activity, regress_contacts_activity_admin;
CREATE ROLE regress_contacts_activity;
CREATE ROLE regress_contacts_activity_admin;
SELECT contacts.grant_access('regress_contacts_activity', '{contacts:read,contacts:write,contacts:delete}', 410);
SELECT contacts.grant_access('regress_contacts_activity_admin', '{contacts:read,contacts:admin}', 410);
CREATE FUNCTION pg_temp.fails(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE said text; stated text; named text;
BEGIN
	EXECUTE statement;
	RETURN 'passes';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS said = MESSAGE_TEXT, stated = RETURNED_SQLSTATE, named = CONSTRAINT_NAME;
	RETURN stated || ' ' || CASE WHEN named <> '' THEN named ELSE said END;
END $$;
CREATE FUNCTION pg_temp.visible() RETURNS text LANGUAGE sql AS $$
	SELECT format('activities %s, participants of %s, tasks of %s', (SELECT array_agg(id ORDER BY id) FROM contacts.activity WHERE id BETWEEN 410111 AND 410119),
		(SELECT array_agg(DISTINCT activity_id) FROM contacts.activity_participant WHERE activity_id BETWEEN 410111 AND 410119),
		(SELECT array_agg(DISTINCT activity_id) FROM contacts.activity_task WHERE activity_id BETWEEN 410111 AND 410119)) $$;
SET ROLE regress_contacts_activity;
SET contacts.user_id = 4101;
INSERT INTO contacts.company (id, name, entity_types) VALUES (410001, 'Acme', '{Contact,Customer}'), (410002, 'Quiet', '{Contact,Customer}');
INSERT INTO contacts.contact (id, uid, name, email, company_id, user_id) VALUES
	(410011, '01ARZ3NDEKTSV4RRFFQ69G5FAV', 'Cy Client', 'cy@acme.example', 410001, NULL), (410012, '01ARZ3NDEKTSV4RRFFQ69G5FAW', 'Di Dual', 'di@acme.example', 410001, NULL);
-- which user a contact is decides what that user sees: contacts:admin says it
SELECT pg_temp.fails('UPDATE contacts.contact SET user_id = 4103 WHERE id = 410011');
RESET ROLE;
UPDATE contacts.contact SET user_id = 4103 WHERE id = 410011;
SET ROLE regress_contacts_activity;

\echo -- A-11 to A-24 fields, defaults, what is required
INSERT INTO contacts.activity (id, company_id, occurred_at, duration_minutes, location) VALUES (410101, 410001, '2024-05-06 07:00+00', 30, ' Phone ')
RETURNING type, status, location, participants, attachment_urls, visibility, is_active, created_by;
SELECT column_name, data_type, is_nullable FROM information_schema.columns
WHERE table_schema = 'contacts' AND table_name = 'activity' AND column_name IN ('company_id', 'occurred_at', 'duration_minutes', 'location', 'participants', 'attachment_urls',
	'id', 'is_active', 'created_by', 'created_at', 'updated_at', 'deleted_at') ORDER BY 1;
SELECT a, pg_temp.fails('UPDATE contacts.activity SET ' || a || ' WHERE id = 410101') FROM unnest(ARRAY['company_id = NULL', 'occurred_at = NULL', 'duration_minutes = NULL', 'duration_minutes = -1',
	'location = NULL', 'location = '' ''', 'type = ''LUNCH''', 'status = ''LATE''', 'participants = ''{}''', 'attachment_urls = ''{ftp://x}''', 'attachment_urls = ''{https://x.example/a}''',
	'visibility = ''secret''', 'company_id = 410011', 'company_id = 499999', 'objectives = ''{""}''', 'subject = repeat(''x'', 501)', 'direction = ''up''', 'category = ''Big Deal''']) a;
\echo -- A-03 to A-10 A-42 types
SELECT t, pg_temp.fails(format('UPDATE contacts.activity SET type = %L WHERE id = 410101', t)) FROM unnest('{MEETING,CALL,EMAIL,CHAT,SITE_VISIT,REVIEW,PRESENTATION,TRAINING}'::text[]) t;

\echo -- A-16 A-33 finished activities are reopened on purpose only
UPDATE contacts.activity SET status = 'COMPLETED' WHERE id = 410101 RETURNING completed_at IS NOT NULL AS completed;
SELECT s, pg_temp.fails(format('UPDATE contacts.activity SET status = %L, completed_at = NULL WHERE id = 410101', s)) FROM unnest('{PENDING,CANCELLED,COMPLETED}'::text[]) s;
SELECT pg_temp.fails('SELECT contacts.cancel_activity(410101, ''rain'')');
SELECT contacts.reopen_activity(410101);
SELECT contacts.cancel_activity(410101, 'rain');
SELECT status, cancelled_at IS NOT NULL AS cancelled, cancel_reason, completed_at FROM contacts.activity WHERE id = 410101;
SELECT pg_temp.fails('SELECT contacts.complete_activity(410101)');
SELECT contacts.reopen_activity(410101);
SELECT contacts.complete_activity(410101, 'went well', '{price}', '{buy}');
SELECT status, cancelled_at, cancel_reason, notes, key_points, decisions FROM contacts.activity WHERE id = 410101;
SELECT pg_temp.fails('SELECT contacts.' || f || '(499999)') FROM unnest('{reopen_activity,complete_activity,cancel_activity,complete_task}'::text[]) f;

\echo -- A-17 A-27 A-43 participants are kept as written and read into rows
UPDATE contacts.activity SET participants = '["ct_01ARZ3NDEKTSV4RRFFQ69G5FAV", 410012, {"user": 4102, "role": "host"}, "ann@agents.example", "DI@ACME.example", "01563e3a-b5d3-d676-4c61-efb99302bd5b",
	{"name": "Guest", "email": "guest@x.example", "attended": true}, {"contact": 499999}, "somebody", null, ["x"], 1.5, {"id": "01arz3ndektsv4rrffq69g5faw", "mood": "good"}]' WHERE id = 410101;
SELECT position, contact_id, user_id, email, name, role, attended FROM contacts.activity_participant WHERE activity_id = 410101 ORDER BY position;
SELECT jsonb_array_length(participants) FROM contacts.activity WHERE id = 410101;
\echo -- A-29 attendance stays with the person, whatever the place in the array
UPDATE contacts.activity SET participants = '[410011, "somebody", {"email": "guest@x.example"}, 410012]' WHERE id = 410101;
SELECT contacts.record_attendance(410101, '["cy@acme.example", "somebody", "late@x.example"]');
UPDATE contacts.activity SET participants = '["guest@x.example", "late@x.example", 410012, 410011]' WHERE id = 410101;
SELECT position, contact_id, email, name, attended FROM contacts.activity_participant WHERE activity_id = 410101 ORDER BY position;
SELECT pg_temp.fails('SELECT contacts.record_attendance(410101, ''{}'')'), pg_temp.fails('SELECT contacts.record_attendance(499999, ''[]'')');

\echo -- A-25 A-26 A-28 A-36 planning and next steps
SELECT pg_temp.fails('SELECT contacts.schedule_activity(410001, now() - interval ''1 hour'', 30, ''Phone'')');
SELECT contacts.schedule_activity(410001, '2999-01-01 10:00+00', 60, 'Room 1', 'MEETING', 'Plans', '[410011]', '{agree}') > 0 AS scheduled;
SELECT status, type, subject, objectives, occurred_at > now() AS to_come FROM contacts.activity WHERE subject = 'Plans';
SELECT contacts.follow_up(410101, '2999-02-01 10:00+00', 'Again') > 0 AS planned;
SELECT status, company_id, location, duration_minutes, follow_up_of, participants FROM contacts.activity WHERE subject = 'Again';
SELECT pg_temp.fails('SELECT contacts.follow_up(499999, now())');

\echo -- A-02 A-31 A-34 tasks and what is overdue
INSERT INTO contacts.activity_task (id, activity_id, title, owner_id, due_at) VALUES (410201, 410101, 'Send offer', 4101, '2024-05-07'), (410202, 410101, 'Call back', NULL, NULL);
SELECT contacts.add_task(410101, 'Report', 4102, '2024-05-08') > 0 AS added;
INSERT INTO contacts.activity (id, company_id, occurred_at, duration_minutes, location, subject) VALUES (410102, 410001, '2024-05-06 08:00+00', 30, 'Phone', 'Forgotten');
SELECT kind, activity_id, subject, owner_id FROM contacts.overdue_followup ORDER BY due_at;
SELECT contacts.complete_task(410201);
SELECT subject FROM contacts.overdue_followup WHERE kind = 'task';

\echo -- A-44 R-02 privacy holds for the activity and for everything that hangs on it
INSERT INTO contacts.activity (id, company_id, occurred_at, duration_minutes, location, visibility, participants) VALUES
	(410111, 410001, '2024-06-01 08:00+00', 5, 'x', 'private', '[410011]'), (410112, 410001, '2024-06-02 08:00+00', 5, 'x', 'participants', '[{"user": 4102}, 410011]');
INSERT INTO contacts.activity_task (activity_id, title) VALUES (410111, 't'), (410112, 't');
SELECT pg_temp.visible() AS creator;
SET contacts.user_id = 4102;
SELECT pg_temp.visible() AS participant;
SELECT pg_temp.fails('INSERT INTO contacts.activity_task (activity_id, title) VALUES (410111, ''t'')') AS task_of_a_hidden_one;
SET contacts.user_id = 4103;
SELECT pg_temp.visible() AS participant_through_the_contact;
SET contacts.user_id = '';
SELECT pg_temp.visible() AS nobody;
SELECT pg_temp.fails('INSERT INTO contacts.activity (company_id, occurred_at, duration_minutes, location, visibility) VALUES (410001, now(), 5, ''x'', ''private'')');
UPDATE contacts.activity SET location = 'seen' WHERE id = 410111;
SET ROLE regress_contacts_activity_admin;
SELECT pg_temp.visible() AS admin;
SET ROLE regress_contacts_activity;
SET contacts.user_id = 4102;
DELETE FROM contacts.activity WHERE id = 410111;
SET contacts.user_id = 4101;
SELECT id, location FROM contacts.activity WHERE id = 410111;

\echo -- A-01 A-45 T-39 T-40 timelines and engagement
SELECT id, account, creator, creator_id, creator_email, ended_at - occurred_at AS took FROM contacts.activity_timeline WHERE id IN (410101, 410111) ORDER BY id;
SELECT occurred_at, kind, activity_id, type FROM contacts.timeline(410011, '2024-12-31') ORDER BY occurred_at DESC;
SELECT count(*) AS page FROM contacts.timeline(410001, max_rows => 2);
SELECT contact_id, last_activity_at, activities_30_days FROM contacts.engagement WHERE contact_id = 410011;
\echo -- A-39 links to related records go when the record goes
INSERT INTO contacts.work_item (id, contact_id, title) VALUES (410301, 410011, 'Ticket');
UPDATE contacts.activity SET work_item_id = 410301 WHERE id = 410101;
DELETE FROM contacts.work_item WHERE id = 410301;
SELECT work_item_id, follow_up_of FROM contacts.activity WHERE id = 410101;
\echo -- A-23 soft delete
UPDATE contacts.activity SET deleted_at = now() WHERE id = 410102 RETURNING is_active;
SELECT count(*) FROM contacts.activity_timeline WHERE id = 410102;

\echo -- T-29 to T-40, A-25 to A-44, R-78 to R-88: a rule for each best practice
SELECT count(*) AS rules, count(DISTINCT requirement) AS requirements, count(DISTINCT code) AS codes FROM contacts.lint_rules();
UPDATE contacts.contact SET display_name = 'cy@acme.example', reports_to = 410012, preferred_contact_method = 'mobile', job_title = 'Buyer' WHERE id = 410011;
UPDATE contacts.contact SET name = 'DI DUAL', status = 'inactive' WHERE id = 410012;
RESET ROLE;
UPDATE contacts.contact SET user_id = 4103 WHERE id = 410012;
SET ROLE regress_contacts_activity;
INSERT INTO contacts.contact (id, name, email, type) VALUES (410013, 'eve stray', 'eve@acme.example', 'LEGAL');
INSERT INTO contacts.connection (contact_id, type, value) VALUES (410013, 'other', 'eve@home.example');
UPDATE contacts.contact SET email = 'office@acme.example' WHERE id = 410001;
INSERT INTO contacts.contact (id, name, email, company_id) VALUES (410014, 'Gil Gone', 'gil@acme.example', 410002);
INSERT INTO contacts.affiliation (id, contact_id, company_id, role, title, started_on) VALUES (410601, 410011, 410001, 'BILLING', 'Clerk', '2020-01-01');
INSERT INTO contacts.affiliation (contact_id, company_id, role, started_on, ended_on) VALUES (410011, 410002, 'SME', '2020-01-01', '2021-01-01');
INSERT INTO contacts.activity (id, company_id, occurred_at, duration_minutes, location, type, status, subject, decisions, notes, visibility, participants, created_at) VALUES
	(410401, 410001, '2999-03-01', 5, 'x', 'PRESENTATION', 'PENDING', 'BIG  SHOW', '{}', NULL, 'organization', '[]', now()),
	(410402, 410001, '2999-03-02', 5, 'x', 'MEETING', 'COMPLETED', NULL, '{}', 'n', 'private', '["stranger"]', now()),
	(410403, 410001, '2024-03-02', 5, 'x', 'REVIEW', 'COMPLETED', 'Law', '{sue}', NULL, 'organization', '[410013]', now()),
	(410404, 410001, '2024-03-03', 5, 'x', 'CALL', 'COMPLETED', 'Thin', '{}', NULL, 'organization', '[410011]', now());
SELECT severity, code, contact_id, activity_id FROM contacts.lint() WHERE activity_id IS NULL ORDER BY code, contact_id;
SELECT code, array_agg(activity_id ORDER BY activity_id) FROM contacts.lint() WHERE activity_id BETWEEN 410101 AND 410499 GROUP BY code ORDER BY code;
\echo -- what only time or volume brings: the rules that found nothing yet
SELECT string_agg(code, ' ' ORDER BY code) FROM contacts.health() WHERE findings = 0;
RESET ROLE;
SET contacts.organization_id = 410;
UPDATE contacts.contact SET deleted_at = now() WHERE id IN (410012, 410014);
BEGIN;
DROP INDEX contacts.activity_company_id_idx;
SELECT severity, code, mend FROM contacts.lint(410001) WHERE code = 'INDEX_MISSING';
ROLLBACK;
UPDATE contacts.organization SET primary_auto = false WHERE id = 410;
ALTER TABLE contacts.contact DISABLE TRIGGER USER;
UPDATE contacts.contact SET updated_at = '2020-01-01', version = 1001 WHERE id = 410013;
INSERT INTO contacts.contact (organization_id, name, display_name, first_name, email, company_id) SELECT 410, 'P ' || i, 'P ' || i, 'P', 'p' || i || '@many.example', 410002 FROM generate_series(1, 1001) i;
ALTER TABLE contacts.contact ENABLE TRIGGER USER;
DELETE FROM contacts.activity WHERE organization_id = 410 AND occurred_at > now();
SET ROLE regress_contacts_activity;
SELECT code, min(contact_id) FROM contacts.lint() WHERE code IN ('STALE_CONTACT', 'CHANGES_TOO_OFTEN', 'LONG_LIST', 'ACCOUNT_WITHOUT_PRIMARY', 'DISENGAGED', 'NOTHING_SCHEDULED', 'DELETED_WITH_HISTORY', 'INDEX_MISSING')
GROUP BY code ORDER BY code;
\echo -- of one company only
SELECT DISTINCT coalesce(c.company_id, f.contact_id) FROM contacts.lint(410001) f LEFT JOIN contacts.contact c ON c.id = f.contact_id AND c.kind = 'person';
\echo -- what mends a finding can be run, and the finding is gone
SELECT mend FROM contacts.lint(410001) WHERE code IN ('POOR_DISPLAY_NAME', 'NO_PREFERRED_METHOD', 'EMAIL_UNVERIFIED', 'ORPHAN_REPORT', 'ROLE_TITLE_DIFFERS') AND mend !~ '[.]{3}' ORDER BY code, mend \gexec
SELECT code, contact_id FROM contacts.lint(410001) WHERE code IN ('NO_PREFERRED_METHOD', 'EMAIL_UNVERIFIED', 'ORPHAN_REPORT', 'ROLE_TITLE_DIFFERS') ORDER BY 1, 2;
RESET ROLE;
RESET contacts.organization_id;
SELECT contacts.revoke_access('regress_contacts_activity', 410), contacts.revoke_access('regress_contacts_activity_admin', 410);
DROP ROLE regress_contacts_activity, regress_contacts_activity_admin;
