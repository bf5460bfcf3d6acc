-- Grants, scopes and the context, as the roles of applications.
\set VERBOSITY terse
SET client_min_messages = warning;
INSERT INTO contacts.organization (id, name) VALUES (300, 'North'), (301, 'South');
INSERT INTO contacts.app_user (organization_id, id, name) VALUES (300, 3001, 'Nora'), (301, 3011, 'Sam');
CREATE ROLE regress_contacts_reader;
CREATE ROLE regress_contacts_writer;
CREATE ROLE regress_contacts_remover;
CREATE ROLE regress_contacts_admin;
CREATE ROLE regress_contacts_both;
CREATE ROLE regress_contacts_nobody;
CREATE ROLE regress_contacts_bypass BYPASSRLS;
CREATE ROLE regress_contacts_member IN ROLE regress_contacts_bypass;

-- grant_access: bad, then good
SELECT contacts.grant_access('regress_contacts_unknown', '{contacts:read}', 300);	-- fails
SELECT contacts.grant_access(NULL, '{contacts:read}', 300);	-- fails
SELECT contacts.grant_access('regress_contacts_reader', '{contacts:read,contacts:own}', 300);	-- fails
SELECT contacts.grant_access('regress_contacts_reader', '{contacts:read,NULL}', 300);	-- fails
SELECT contacts.grant_access('regress_contacts_reader', '{}', 300);	-- fails
SELECT contacts.grant_access('regress_contacts_reader', NULL, 300);	-- fails
SELECT contacts.grant_access('regress_contacts_reader', '{contacts:read}', 309);	-- fails
SELECT contacts.grant_access('regress_contacts_reader', '{contacts:read}', 300, expires_at => '2000-01-01');	-- fails
\set VERBOSITY default
\set SHOW_CONTEXT never
SELECT contacts.grant_access(current_user::regrole, '{contacts:read}', 300);	-- fails
SELECT contacts.grant_access('regress_contacts_bypass', '{contacts:read}', 300);	-- fails
SELECT contacts.grant_access('regress_contacts_member', '{contacts:read}', 300);	-- fails
SELECT contacts.revoke_access('regress_contacts_reader', 300);	-- fails
SELECT contacts.revoke_access('regress_contacts_reader', all_organizations => true);	-- fails
\set VERBOSITY terse
SELECT contacts.grant_access('regress_contacts_reader', '{contacts:read}', 300, 'reports', 'infinity');
SELECT contacts.grant_access('regress_contacts_writer', '{contacts:write,contacts:read,contacts:write}', 300);
SELECT contacts.grant_access('regress_contacts_remover', '{contacts:read,contacts:delete}', 300);
SELECT contacts.grant_access('regress_contacts_admin', '{contacts:read,contacts:write,contacts:delete,contacts:admin}', 300);
SELECT contacts.grant_access('regress_contacts_both', '{contacts:read}', 300);
SELECT contacts.grant_access('regress_contacts_both', '{contacts:read,contacts:write}', 301);
SELECT role, organization_id, scopes, note, expires_at FROM contacts.access WHERE organization_id IN (300, 301) ORDER BY 1, 2;

-- exactly the privileges that the scopes need
CREATE FUNCTION pg_temp.privileges(tables text[]) RETURNS TABLE (role name, relation name, privileges text) LANGUAGE sql AS $$
	SELECT r.rolname, c.relname, string_agg(x.privilege_type, ' ' ORDER BY x.privilege_type)
	FROM pg_class c CROSS JOIN aclexplode(c.relacl) x JOIN pg_roles r ON r.oid = x.grantee
	WHERE c.relnamespace = 'contacts'::regnamespace AND c.relname = ANY (tables) AND r.rolname LIKE 'regress\_contacts\_%er' OR r.rolname = 'regress_contacts_admin'
		AND c.relname = ANY (tables)
	GROUP BY 1, 2 ORDER BY 1, 2 $$;
SELECT * FROM pg_temp.privileges('{contact,connection,organization,person,access,jwt_key,installation,contact_id_seq}');
-- another grant changes them, the last revoke takes them all
SELECT contacts.grant_access('regress_contacts_reader', '{contacts:read,contacts:write}', 301);
SELECT * FROM pg_temp.privileges('{contact,organization}') WHERE role = 'regress_contacts_reader';
SELECT contacts.revoke_access('regress_contacts_reader', 301);
SELECT * FROM pg_temp.privileges('{contact,organization}') WHERE role = 'regress_contacts_reader';
-- what somebody took by hand comes back
REVOKE SELECT ON contacts.contact FROM regress_contacts_reader;
GRANT TRUNCATE ON contacts.contact TO regress_contacts_reader;
SELECT contacts.refresh_grants();
SELECT * FROM pg_temp.privileges('{contact,organization}') WHERE role = 'regress_contacts_reader';
-- a table of the customer's own comes under the rule with one line, and to the roles with another
CREATE TABLE contacts.regress_badge (
	organization_id bigint NOT NULL DEFAULT contacts.current_organization(),
	id serial,
	contact_id bigint NOT NULL,
	secret boolean NOT NULL DEFAULT false,
	PRIMARY KEY (organization_id, id),
	FOREIGN KEY (organization_id, contact_id) REFERENCES contacts.contact (organization_id, id) ON DELETE CASCADE
);
SELECT contacts.protect_table('contacts.regress_badge', delete_scope => '', visibility => 'NOT secret');
SELECT contacts.refresh_grants();
SELECT * FROM pg_temp.privileges('{regress_badge,regress_badge_id_seq}');

-- the context
SET ROLE regress_contacts_nobody;
SELECT contacts.current_organization(), contacts.current_user_id(), contacts.has_scope('contacts:read');	-- fails: no privilege on the schema
RESET ROLE;
GRANT USAGE ON SCHEMA contacts TO regress_contacts_nobody;
GRANT ALL ON contacts.contact TO regress_contacts_nobody;
SET ROLE regress_contacts_nobody;
SELECT contacts.current_organization(), contacts.current_user_id(), contacts.has_scope('contacts:read');
SELECT count(*) FROM contacts.contact;
INSERT INTO contacts.contact (organization_id, name) VALUES (300, 'x');	-- fails: CT401
SELECT contacts.set_context(300);	-- fails
SET contacts.organization_id = 300;
SELECT count(*) FROM contacts.contact;	-- fails
SET contacts.organization_id = '1 OR true';	-- fails
SET contacts.organization_id = '-1';	-- fails
SET contacts.scopes = 'contacts:everything';	-- fails
RESET contacts.organization_id;
SELECT contacts.require_scope('contacts:read');	-- fails
SELECT contacts.has_scope('contacts:own');	-- fails
SET ROLE regress_contacts_both;
-- two organizations: none without choosing
SELECT contacts.current_organization(), contacts.has_scope('contacts:read');
SELECT count(*) FROM contacts.contact;
INSERT INTO contacts.contact (name) VALUES ('Nowhere');	-- fails: CT401
BEGIN;
SELECT contacts.set_context(301, 3011);
INSERT INTO contacts.contact (id, name, email) VALUES (3011, 'Sue South', 'sue@south.example') RETURNING organization_id, created_by;
SELECT contacts.set_context(300);
SELECT count(*) FROM contacts.contact WHERE id = 3011;
INSERT INTO contacts.contact (name) VALUES ('Not here');	-- fails: scope
ROLLBACK;
SELECT contacts.current_organization();
-- set_context narrows, never widens
BEGIN;
SELECT contacts.set_context(300, NULL, '{contacts:read,contacts:admin}');
SELECT contacts.has_scope('contacts:read') AS read, contacts.has_scope('contacts:admin') AS admin;
SELECT contacts.set_context(300, NULL, '{}');
SELECT contacts.has_scope('contacts:read') AS read;
SELECT contacts.set_context(300, NULL, '{contacts:own}');	-- fails
ROLLBACK;

-- scopes: each role does what its scopes say
SET ROLE regress_contacts_writer;
INSERT INTO contacts.contact (id, name, email) VALUES (3001, 'Ned North', 'ned@north.example'), (3002, 'Nell North', 'nell@north.example');
INSERT INTO contacts.contact (name, deleted_at) VALUES ('Born dead', now());	-- fails
INSERT INTO contacts.contact (name, status) VALUES ('Born old', 'archived');	-- fails
INSERT INTO contacts.contact (organization_id, name) VALUES (301, 'Elsewhere');	-- fails
INSERT INTO contacts.regress_badge (contact_id) VALUES (3001) RETURNING id;
INSERT INTO contacts.regress_badge (contact_id, secret) VALUES (3001, true);	-- fails
UPDATE contacts.contact SET organization_id = 301 WHERE id = 3001;	-- fails
UPDATE contacts.contact SET job_title = 'Guide' WHERE id = 3001 RETURNING job_title;
UPDATE contacts.contact SET deleted_at = now() WHERE id = 3001;	-- fails
UPDATE contacts.person SET deleted_at = now() WHERE id = 3001;	-- fails
UPDATE contacts.contact SET status = 'archived' WHERE id = 3001;	-- fails
INSERT INTO contacts.contact (id, name) VALUES (3001, 'x') ON CONFLICT (organization_id, id) DO UPDATE SET deleted_at = now();	-- fails
UPDATE contacts.contact SET status = 'inactive' WHERE id = 3001 RETURNING status;
DELETE FROM contacts.contact;	-- fails
UPDATE contacts.organization SET require_token = true;	-- fails
SET ROLE regress_contacts_remover;
INSERT INTO contacts.contact (name) VALUES ('x');	-- fails
UPDATE contacts.contact SET notes = 'x' WHERE id = 3001;	-- fails
UPDATE contacts.contact SET deleted_at = now(), notes = 'x' WHERE id = 3001;	-- fails
UPDATE contacts.contact SET status = 'active' WHERE id = 3001;	-- fails
UPDATE contacts.contact SET status = 'archived' WHERE id = 3001 RETURNING status;
UPDATE contacts.contact SET status = 'active' WHERE id = 3001 RETURNING status;
UPDATE contacts.contact SET deleted_at = now() WHERE id = 3001 RETURNING deleted_at IS NOT NULL AS deleted;
UPDATE contacts.contact SET deleted_at = NULL WHERE id = 3001 RETURNING deleted_at IS NOT NULL AS deleted;
DELETE FROM contacts.contact;	-- fails
SET ROLE regress_contacts_reader;
SELECT id FROM contacts.contact ORDER BY id;
SELECT id FROM contacts.person ORDER BY id;
SELECT id, name FROM contacts.organization;
INSERT INTO contacts.contact (name) VALUES ('x');	-- fails
UPDATE contacts.contact SET notes = 'x';	-- fails
SELECT * FROM contacts.access;	-- fails
SET ROLE regress_contacts_admin;
UPDATE contacts.organization SET primary_auto = false RETURNING id;
BEGIN;
SELECT contacts.set_context(300, NULL, '{contacts:read,contacts:write,contacts:delete}');
SAVEPOINT s;
DELETE FROM contacts.contact WHERE id = 3001;	-- fails: narrowed
ROLLBACK TO s;
UPDATE contacts.organization SET primary_auto = true;	-- fails: narrowed
ROLLBACK TO s;
SELECT contacts.set_context(300, NULL, '{contacts:read}');
UPDATE contacts.contact SET notes = 'x' WHERE id = 3001;	-- fails: narrowed
ROLLBACK TO s;
SELECT contacts.set_context(300, NULL, '{contacts:write}');
-- without the scope to read nothing is found
UPDATE contacts.contact SET notes = 'x' WHERE id = 3001;
SELECT count(*) FROM contacts.contact;
ROLLBACK;
-- a purge takes what belongs to the contact along, as the owner of the tables
DELETE FROM contacts.contact WHERE id = 3001 RETURNING id;
SELECT count(*) FROM contacts.regress_badge;

-- grants reach members of the role, and only while they are members
RESET ROLE;
CREATE ROLE regress_contacts_team IN ROLE regress_contacts_reader;
SET ROLE regress_contacts_team;
SELECT contacts.current_organization(), contacts.has_scope('contacts:read') AS read, contacts.has_scope('contacts:write') AS write;
RESET ROLE;
GRANT regress_contacts_writer TO regress_contacts_team;
SET ROLE regress_contacts_team;
SELECT contacts.current_organization(), contacts.has_scope('contacts:read') AS read, contacts.has_scope('contacts:write') AS write;
RESET ROLE;
REVOKE regress_contacts_reader, regress_contacts_writer FROM regress_contacts_team;
SET ROLE regress_contacts_team;
SELECT contacts.current_organization();	-- fails: no privilege on the schema
-- an expired grant is none
RESET ROLE;
UPDATE contacts.access SET expires_at = clock_timestamp() + interval '1 s' WHERE role = 'regress_contacts_reader';
SET ROLE regress_contacts_reader;
SELECT count(*) FROM contacts.contact;
SELECT pg_sleep(1.1);
SELECT count(*) FROM contacts.contact;
SELECT contacts.set_context(300);	-- fails
RESET ROLE;
-- a grant for every organization, and its revoke
SELECT contacts.grant_access('regress_contacts_both', '{contacts:delete}', all_organizations => true);
SET ROLE regress_contacts_both;
BEGIN;
SELECT contacts.set_context(301);
SELECT contacts.has_scope('contacts:write') AS write, contacts.has_scope('contacts:delete') AS delete;
SELECT contacts.set_context(309);	-- fails: no such organization
ROLLBACK;
SELECT contacts.current_organization();
RESET ROLE;
SELECT contacts.revoke_access('regress_contacts_both', all_organizations => true);
-- a superuser acts for whom it likes, and needs no context to see
SELECT contacts.set_context(300);
SELECT contacts.current_organization(), contacts.has_scope('contacts:admin');
SELECT count(*) >= 1 AS sees FROM contacts.contact;
-- grants are not the application's to give
SET ROLE regress_contacts_admin;
SELECT contacts.grant_access('regress_contacts_admin', '{contacts:admin}', all_organizations => true);	-- fails
INSERT INTO contacts.access (role, scopes) VALUES ('regress_contacts_admin', '{contacts:admin}');	-- fails
SELECT contacts.refresh_grants();	-- fails

RESET ROLE;
DROP TABLE contacts.regress_badge;
SELECT contacts.revoke_access(role::text::regrole, organization_id) FROM contacts.access WHERE organization_id IN (300, 301);
REVOKE ALL ON contacts.contact FROM regress_contacts_nobody;
REVOKE ALL ON SCHEMA contacts FROM regress_contacts_nobody;
DROP ROLE regress_contacts_reader, regress_contacts_writer, regress_contacts_remover, regress_contacts_admin, regress_contacts_both,
	regress_contacts_nobody, regress_contacts_bypass, regress_contacts_member, regress_contacts_team;
DELETE FROM contacts.contact WHERE organization_id IN (300, 301);
