-- View role_history: roles with their periods and the journal's changes of title, department, type and manager, as an
-- unprivileged role.  Tests are named after the rows of the requirements.
SET client_min_messages = warning;
\set VERBOSITY terse
SET timezone = 'UTC';
INSERT INTO contacts.organization (id, name, require_connection) VALUES (820, 'Roles', false), (821, 'Beside', false);
INSERT INTO contacts.app_user (organization_id, id, name) VALUES (820, 8201, 'Ann Agent');
DROP ROLE IF EXISTS regress_contacts_roles;
CREATE ROLE regress_contacts_roles;
SELECT contacts.grant_access('regress_contacts_roles', '{contacts:read,contacts:write,contacts:delete}', o) FROM generate_series(820, 821) o;
SET ROLE regress_contacts_roles;
SET contacts.organization_id = 820;
SET contacts.user_id = 8201;
INSERT INTO contacts.company (id, name) VALUES (820001, 'Acme'), (820002, 'Beta');
INSERT INTO contacts.contact (id, name, job_title, department, company_id) VALUES (820011, 'Ada Able', 'Buyer', 'Sales', 820001),
	(820012, 'Bea Bold', NULL, NULL, 820001), (820013, 'Cy Calm', NULL, NULL, 820001);

\echo -- T-32 changes of title, department, type and manager, each with what was before, its period and who made it
UPDATE contacts.contact SET job_title = 'Head of Purchase', department = 'Purchase' WHERE id = 820011;
UPDATE contacts.contact SET reports_to = 820012 WHERE id = 820011;
RESET contacts.user_id;
UPDATE contacts.contact SET reports_to = 820013, type = 'TECHNICAL', notes = 'of no interest' WHERE id = 820011;
UPDATE contacts.contact SET job_title = NULL WHERE id = 820011;
SELECT what, old_value, new_value, ended_on IS NULL AS open, changed_by FROM contacts.role_history
WHERE contact_id = 820011 ORDER BY what, changed_at;
SELECT bool_and(started_on = changed_at::date) AS from_the_change FROM contacts.role_history WHERE contact_id = 820011 AND what <> 'role';

\echo -- T-32 other columns, other tables and what was rolled back leave nothing
UPDATE contacts.contact SET notes = 'n', email = 'bea@acme.example' WHERE id = 820012;
INSERT INTO contacts.connection (contact_id, type, value) VALUES (820012, 'other', 'desk');
BEGIN;
UPDATE contacts.contact SET job_title = 'Queen' WHERE id = 820012;
ROLLBACK;
SELECT what, new_value FROM contacts.role_history WHERE contact_id = 820012;

\echo -- T-32 T-35 title and department within a role; a new role is a period of its own
INSERT INTO contacts.affiliation (id, contact_id, company_id, role, title, started_on) VALUES (820301, 820013, 820002, 'SME', 'Expert', '2020-01-01');
UPDATE contacts.affiliation SET title = 'Senior Expert' WHERE id = 820301;
UPDATE contacts.affiliation SET title = 'Engineer', role = 'TECHNICAL' WHERE id = 820301;
UPDATE contacts.affiliation SET department = 'Works', ended_on = CURRENT_DATE WHERE id = 820301;
SELECT company_id, what, old_value, new_value, role, title, affiliation_id = 820301 AS this_row, started_on = '2020-01-01' AS began_then, ended_on = CURRENT_DATE AS ended_today
FROM contacts.role_history WHERE contact_id = 820013 AND company_id = 820002 ORDER BY what, started_on, new_value;

\echo -- R-84 a move changes title and department of the contact, and role and company of the affiliation
SELECT contacts.move_contact(820011, 820002, 'Head of Sales', 'Sales') IS NOT NULL AS moved;
SELECT company_id, what, old_value, new_value, ended_on IS NULL AS open FROM contacts.role_history
WHERE contact_id = 820011 AND what IN ('role', 'title', 'department') ORDER BY what, changed_at, company_id;

\echo -- nothing of it is seen from another organization, nor without the right to read
SET contacts.organization_id = 821;
SELECT count(*) FROM contacts.role_history;
BEGIN;
SELECT contacts.set_context(820);
SELECT count(*) > 0 AS seen FROM contacts.role_history;
SELECT contacts.set_context(820, NULL, '{contacts:write}');
SELECT count(*) FROM contacts.role_history;
COMMIT;
SET contacts.organization_id = 820;

\echo -- the journal is read by the index, however large it is, and only for the contact that was asked for
RESET ROLE;
INSERT INTO contacts.event (organization_id, name, subject, subject_id, contact_id, data)
SELECT 820, 'contact.updated', 'contact', 821000 + n % 500, 821000 + n % 500, '{"uid": null, "changed": {"job_title": {"old": null, "new": "x"}}}' FROM generate_series(1, 5000) n;
ANALYZE contacts.event;
CREATE FUNCTION pg_temp.event_scans(query text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	line text;
	scan boolean := false;
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP
		scan := line ~ 'Scan.* on event_' OR (scan AND line !~ '->');
		IF scan AND line ~ 'Scan.* on event_' THEN
			RETURN NEXT regexp_replace(line, '^.*-> +|event_\d{4}_\d\d\w*|event_default\w*| e_\d+$', '', 'g');
		ELSIF scan AND line ~ 'Index Cond' THEN
			RETURN NEXT regexp_replace(trim(line), '\$\d+|\(InitPlan \d+\)\.col\d+', '?', 'g');
		END IF;
	END LOOP;
END $$;
SET ROLE regress_contacts_roles;
-- an empty month would be read as a whole
SET enable_seqscan = off;
SELECT DISTINCT * FROM pg_temp.event_scans('SELECT * FROM contacts.role_history WHERE contact_id = 820011') ORDER BY 1;
RESET enable_seqscan;
RESET ROLE;
DELETE FROM contacts.event WHERE organization_id = 820 AND contact_id >= 821000;

\echo -- a purged contact leaves nothing, in no row of its own
DELETE FROM contacts.contact WHERE id = 820011;
SELECT count(*) FROM contacts.role_history WHERE contact_id = 820011;

\echo -- what retention drops is gone; periods of roles stay, and so does the value of today
SELECT pg_sleep(0.01);
SELECT contacts.drop_events_before(clock_timestamp(), 820) > 0 AS dropped;
SELECT contact_id, what, new_value FROM contacts.role_history WHERE contact_id IN (820012, 820013) ORDER BY 1, 2, 3;
RESET contacts.organization_id;
SELECT contacts.revoke_access('regress_contacts_roles', o) FROM generate_series(820, 821) o;
DROP ROLE regress_contacts_roles;
