-- What every later test stands on: the extension, its tables, two organizations and an unprivileged role.
CREATE EXTENSION contacts;
SET client_min_messages = warning;
SELECT contacts.install() = contacts.extension_version() AS installed;
SELECT contacts.install() = contacts.installed_version() AS nothing_to_do;
SELECT contacts.upgrade() = contacts.installed_version() AS nothing_to_upgrade;
INSERT INTO contacts.organization (id, name) VALUES (1, 'First Organization'), (2, 'Second Organization');
DROP ROLE IF EXISTS regress_contacts_app;
CREATE ROLE regress_contacts_app;
SELECT contacts.grant_access('regress_contacts_app', '{contacts:read,contacts:write,contacts:delete}', 1);
