-- Working across organizations: signing up, the organizations of a role, grants that name all of them, what a context needs,
-- and keeping DROP from taking data along.
SET client_min_messages = warning;
CREATE ROLE regress_contacts_signup;
CREATE ROLE regress_contacts_tenant;
CREATE ROLE regress_contacts_limited;
-- a grant says for which organizations
SELECT contacts.grant_access('regress_contacts_signup', '{contacts:admin}');	-- fails
SELECT contacts.grant_access('regress_contacts_signup', '{contacts:admin}', NULL);	-- fails
SELECT contacts.grant_access('regress_contacts_signup', '{contacts:admin}', 1, all_organizations => true);	-- fails
SELECT contacts.grant_access('regress_contacts_signup', '{contacts:admin}', all_organizations => NULL);	-- fails
SELECT contacts.revoke_access('regress_contacts_signup');	-- fails
SELECT contacts.grant_access('regress_contacts_signup', '{contacts:read,contacts:write,contacts:admin}', all_organizations => true);
SELECT contacts.grant_access('regress_contacts_limited', '{contacts:read,contacts:write}', all_organizations => true);
-- a sign-up service
SET ROLE regress_contacts_signup;
SELECT organization_id > 0 AS id, uid IS NOT NULL AS uid, user_id FROM contacts.create_organization('regress sign-up alone');
SELECT organization_id AS org, user_id AS usr FROM contacts.create_organization('regress sign-up', 'Ann', 'ann@signup.example', 'idp|1') \gset
SELECT :org > 0 AS org, :usr > 0 AS usr;
SELECT contacts.create_organization(NULL);	-- fails
SELECT contacts.create_organization('   ');	-- fails
SELECT contacts.create_organization('regress broken', user_email => 'no address');	-- fails
SELECT count(*) FROM contacts.my_organizations() WHERE name = 'regress broken';
-- it goes on for its new organization
BEGIN;
SELECT contacts.set_context(:org, :usr);
SELECT name, email, external_id FROM contacts.app_user;
INSERT INTO contacts.person (first_name, last_name, email) VALUES ('First', 'Person', 'first@signup.example') RETURNING created_by = :usr AS by_user;
COMMIT;
-- a worker that loops over its organizations
SELECT name, scopes FROM contacts.my_organizations() WHERE name LIKE 'regress sign-up%' ORDER BY organization_id;
-- without admin everywhere
SET ROLE regress_contacts_limited;
SELECT contacts.create_organization('regress refused');	-- fails
SELECT count(*), min(scopes::text) FROM contacts.my_organizations() WHERE name LIKE 'regress sign-up%';
RESET ROLE;
SELECT contacts.grant_access('regress_contacts_tenant', '{contacts:read,contacts:admin}', :org);
SET ROLE regress_contacts_tenant;
SELECT name, scopes FROM contacts.my_organizations();
SELECT contacts.create_organization('regress refused');	-- fails
RESET ROLE;
UPDATE contacts.organization SET deleted_at = now() WHERE id = :org;
SET ROLE regress_contacts_tenant;
SELECT count(*) FROM contacts.my_organizations();
RESET ROLE;
UPDATE contacts.organization SET deleted_at = NULL WHERE id = :org;
SELECT contacts.revoke_access('regress_contacts_tenant', :org);
SET ROLE regress_contacts_tenant;
SELECT count(*) FROM contacts.my_organizations();
RESET ROLE;
-- set_context() where its effect would be gone with the statement
SELECT contacts.set_context(:org);
SELECT contacts.set_context(:org) FROM (VALUES (1), (2)) v (n) LIMIT 1;
DO $$ BEGIN PERFORM contacts.set_context((SELECT id FROM contacts.organization WHERE name = 'regress sign-up')); END $$;
BEGIN;
SELECT contacts.set_context(:org);
SAVEPOINT s;
\set VERBOSITY sqlstate
SELECT contacts.set_context(:org, 999999999);	-- fails
\set VERBOSITY default
ROLLBACK TO s;
UPDATE contacts.app_user SET deleted_at = now() WHERE organization_id = :org;
\set VERBOSITY sqlstate
SELECT contacts.set_context(:org, :usr);	-- fails
\set VERBOSITY default
ROLLBACK;
-- the profile of an organization, and of the session over it
UPDATE contacts.organization SET profile = 'nextiva' WHERE id = :org;
\set VERBOSITY terse
UPDATE contacts.organization SET profile = 'unknown' WHERE id = :org;	-- fails
\set VERBOSITY default
BEGIN;
SELECT contacts.set_context(:org, :usr);
SELECT contacts.list_contacts() ? 'list' AS nextiva;
SET LOCAL contacts.profile = 'revrec';
SELECT contacts.list_contacts() ? 'data' AS revrec;
SET LOCAL contacts.profile = 'organization';
SELECT contacts.list_contacts() ? 'list' AS nextiva;
ROLLBACK;
-- nothing takes the tables along by accident
BEGIN;
DROP EXTENSION contacts;	-- fails
ROLLBACK;
BEGIN;
DROP EXTENSION contacts CASCADE;	-- fails
ROLLBACK;
BEGIN;
DROP SCHEMA contacts CASCADE;	-- fails
ROLLBACK;
BEGIN;
DROP SCHEMA contacts_internal CASCADE;	-- fails
ROLLBACK;
CREATE SCHEMA regress_contacts_other;
DROP SCHEMA regress_contacts_other;
\set VERBOSITY sqlstate
SELECT contacts.uninstall() IS NULL;	-- fails
SELECT contacts.uninstall('yes') IS NULL;	-- fails
\set VERBOSITY default
BEGIN;
CREATE VIEW public.regress_contacts_mine AS SELECT id FROM contacts.contact;
\set VERBOSITY sqlstate
SELECT contacts.uninstall(current_database()) IS NULL;	-- fails: a view of somebody else
\set VERBOSITY default
ROLLBACK;
BEGIN;
SELECT contacts.uninstall(current_database()) ~ 'organizations with \d+ contacts were deleted' AS deleted;
SELECT contacts.installed_version();
DROP EXTENSION contacts;
SELECT count(*) FROM pg_event_trigger WHERE evtname LIKE 'contacts%';
ROLLBACK;
DELETE FROM contacts.contact WHERE organization_id IN (SELECT id FROM contacts.organization WHERE name LIKE 'regress %');
DELETE FROM contacts.app_user WHERE organization_id IN (SELECT id FROM contacts.organization WHERE name LIKE 'regress %');
DELETE FROM contacts.organization WHERE name LIKE 'regress %';
SELECT contacts.revoke_access('regress_contacts_signup', all_organizations => true);
SELECT contacts.revoke_access('regress_contacts_limited', all_organizations => true);
DROP ROLE regress_contacts_signup, regress_contacts_tenant, regress_contacts_limited;
