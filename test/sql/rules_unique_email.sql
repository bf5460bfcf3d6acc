-- Setting email_unique of the organization: primary (the default), all, none.
SET client_min_messages = warning;
INSERT INTO contacts.organization (id, name, email_unique) VALUES (470, 'Once', 'all'), (471, 'Default', DEFAULT);
DROP ROLE IF EXISTS regress_contacts_unique;
CREATE ROLE regress_contacts_unique;
SELECT contacts.grant_access('regress_contacts_unique', '{contacts:read,contacts:write,contacts:delete}', o) FROM generate_series(470, 471) o;
SET search_path = contacts;
SET contacts.organization_id = 470;
SET ROLE regress_contacts_unique;

\echo -- an address is of one contact, as its own or as a connection, in any case of letters
INSERT INTO contact (id, uid, name, email) VALUES (470001, '01ARZ3NDEKTSV4RRFFQ69G5FAV', 'Ada', 'ada@x.example'), (470002, '01ARZ3NDEKTSV4RRFFQ69G5FAW', 'Bea', 'bea@x.example');
INSERT INTO connection (contact_id, type, value) VALUES (470001, 'email', 'Ada@X.example'), (470001, 'email', 'lovelace@x.example');
INSERT INTO connection (contact_id, type, value) VALUES (470002, 'email', 'LOVELACE@x.example');
INSERT INTO contact (name, email) VALUES ('Cyd', 'lovelace@x.example');
UPDATE contact SET email = 'lovelace@x.example' WHERE id = 470002;
INSERT INTO connection (contact_id, type, value) VALUES (470002, 'other', 'lovelace@x.example');
SELECT email, contact_id FROM unique_email ORDER BY email;
\echo -- another organization has its own
SELECT set_config('contacts.organization_id', '471', false);
INSERT INTO contact (id, name, email) VALUES (471001, 'Ada', 'ada@x.example');
INSERT INTO contact (id, name, email) VALUES (471002, 'Bea', 'bea@x.example');
INSERT INTO connection (contact_id, type, value) VALUES (471002, 'email', 'ada@x.example');
SELECT count(*) FROM unique_email;
SELECT set_config('contacts.organization_id', '470', false);

\echo -- it goes with its connection, and is free where that or its contact is deleted
UPDATE connection SET contact_id = 470002 WHERE value = 'lovelace@x.example' AND type = 'email';
SELECT email, contact_id FROM unique_email ORDER BY email;
UPDATE contact SET deleted_at = now() WHERE id = 470002;
SELECT email, contact_id FROM unique_email ORDER BY email;
INSERT INTO contact (id, uid, name, email) VALUES (470003, '01ARZ3NDEKTSV4RRFFQ69G5FAX', 'Cyd', 'lovelace@x.example');
UPDATE contact SET deleted_at = NULL WHERE id = 470002;
UPDATE contact SET email = 'cyd@x.example' WHERE id = 470003;
UPDATE contact SET deleted_at = NULL WHERE id = 470002;
SELECT email, contact_id FROM unique_email ORDER BY email;
UPDATE connection SET deleted_at = now() WHERE contact_id = 470002 AND type = 'email';
UPDATE contact SET email = NULL, phone = '+14155550100' WHERE id = 470003;
DELETE FROM connection WHERE contact_id = 470001 AND value = 'Ada@X.example';
SELECT email, contact_id FROM unique_email ORDER BY email;
\echo -- nobody writes the table of them
INSERT INTO unique_email VALUES (470, 'x@x.example', 470001);

\echo -- the API says who has it
\set VERBOSITY terse
INSERT INTO connection (contact_id, type, value) VALUES (470001, 'email', 'second@x.example');
SELECT create_contact('{"name": "Dee", "email": "Second@x.example"}');
SELECT create_contact('{"name": "Dee", "email": "dee@x.example", "connections": [{"type": "email", "value": "second@x.example"}]}');
SELECT count(*) FROM contact WHERE name = 'Dee';

\echo -- a change of the setting takes in what is there, or is refused
RESET ROLE;
UPDATE organization SET email_unique = 'none' WHERE id = 470;
SELECT count(*) FROM unique_email;
INSERT INTO contact (id, name, email) VALUES (470004, 'Eve', 'ada@x.example');
UPDATE organization SET email_unique = 'all' WHERE id = 470;
DELETE FROM contact WHERE id = 470004;
UPDATE organization SET email_unique = 'all' WHERE id = 470;
SELECT email, contact_id FROM unique_email ORDER BY email;
UPDATE organization SET email_unique = 'all' WHERE id = 471;
UPDATE organization SET email_unique = 'some' WHERE id = 471;
DELETE FROM contact WHERE organization_id = 470;
SELECT count(*) FROM unique_email;
DELETE FROM contact WHERE organization_id = 471;
DROP OWNED BY regress_contacts_unique;
DELETE FROM organization WHERE id IN (470, 471);
DROP ROLE regress_contacts_unique;
