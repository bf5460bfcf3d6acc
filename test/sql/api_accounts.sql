-- Verification, and the user account of a contact.
SET search_path = contacts, public;
\set VERBOSITY default
\set SHOW_CONTEXT never
INSERT INTO contacts.organization (id, name, require_connection) VALUES (690, 'Accounts', false);
SET contacts.organization_id = 690;

-- what verification_due() returns can be marked: a connection, or the contact's own e-mail and phone
INSERT INTO person (id, name, email, phone) OVERRIDING SYSTEM VALUE VALUES (690001, 'Ann', 'ann@acc.example', '+14155552671'), (690002, 'Bob', 'bob@acc.example', NULL);
INSERT INTO connection (id, contact_id, type, value) OVERRIDING SYSTEM VALUE VALUES (690011, 690001, 'email', 'second@acc.example'), (690012, 690002, 'chat', 'bob');
SELECT contact_id, connection_id, type FROM verification_due() ORDER BY 1, 2 NULLS FIRST, 3;
SELECT code, contact_id, mend FROM lint() WHERE code = 'EMAIL_UNVERIFIED' ORDER BY contact_id, mend;
SELECT count(mark_verified(d.connection_id, contact => d.contact_id, type => d.type)) FROM verification_due() d;
SELECT count(*) AS due FROM verification_due();
SELECT count(*) AS findings FROM lint() WHERE code = 'EMAIL_UNVERIFIED';
SELECT mark_verified(NULL);	-- fails: of what?
SELECT mark_verified(NULL, contact => 690002, type => 'phone');	-- fails: has none
SELECT mark_verified(NULL, contact => 690001, type => 'fax');	-- fails: no own channel
SELECT mark_verified(690099);	-- fails: no connection
-- another case of the address is no other address
UPDATE contact SET email = 'ANN@Acc.example' WHERE id = 690001 RETURNING email, email_verified_at IS NOT NULL AS verified;
UPDATE connection SET value = 'Second@ACC.example' WHERE id = 690011 RETURNING value, verified_at IS NOT NULL AS verified;
UPDATE contact SET email = 'anna@acc.example' WHERE id = 690001 RETURNING email_verified_at IS NOT NULL AS verified;
UPDATE connection SET value = 'third@acc.example' WHERE id = 690011 RETURNING verified_at IS NOT NULL AS verified;

-- the account ends with the contact; who gets the address does not get the account
SELECT create_contact('{"name": "Cy", "email": "cy@acc.example", "canLogin": true}')->>'id' AS cy \gset
SELECT create_contact('{"name": "Dan", "email": "dan@acc.example", "canLogin": true}')->>'id' AS dan \gset
SELECT user_id AS cy_user FROM contact WHERE name = 'Cy' \gset
CREATE VIEW pg_temp.account AS SELECT c.name, c.is_active AS contact, u.is_active AS account, u.id = (SELECT min(o.id) FROM app_user o WHERE o.email = u.email) AS first
	FROM contact c JOIN app_user u ON u.organization_id = c.organization_id AND u.id = c.user_id;
SELECT * FROM pg_temp.account ORDER BY name;
SELECT delete_contact(:'cy');
UPDATE contact SET status = 'inactive' WHERE name = 'Dan';
SELECT * FROM pg_temp.account ORDER BY name;
SELECT name, data->>'name' AS contact FROM event WHERE name = 'contact.access_review' ORDER BY id;
SELECT create_contact('{"name": "New Cy", "email": "cy@acc.example", "canLogin": true}')->>'name' AS name;
SELECT * FROM pg_temp.account ORDER BY name;
-- it does not come back by itself, and another active contact of the account keeps it
UPDATE contact SET status = 'active' WHERE name = 'Dan';
SELECT * FROM pg_temp.account WHERE name = 'Dan';
INSERT INTO app_user (id, name, email) OVERRIDING SYSTEM VALUE VALUES (690500, 'Eve', 'eve@acc.example');
INSERT INTO person (name, email, user_id) VALUES ('Eve', 'eve@acc.example', 690500), ('Eve at work', 'eve@work.example', 690500);
UPDATE contact SET status = 'archived' WHERE name = 'Eve';
SELECT name, account FROM pg_temp.account WHERE name LIKE 'Eve%' ORDER BY name;
DELETE FROM contact WHERE name = 'Eve at work';
SELECT is_active FROM app_user WHERE id = 690500;
-- an account that is nobody's yet is linked, one of somebody else is not
INSERT INTO app_user (id, name, email) OVERRIDING SYSTEM VALUE VALUES (690501, 'Fay', 'fay@acc.example');
SELECT create_contact('{"name": "Fay", "email": "fay@acc.example", "canLogin": true}')->>'name' AS name;
SELECT user_id FROM contact WHERE name = 'Fay';
UPDATE contact SET email = 'fay.new@acc.example' WHERE name = 'Fay';
\set VERBOSITY terse
SELECT create_contact('{"name": "Other Fay", "email": "fay@acc.example", "canLogin": true}')->>'name' AS name;	-- fails: is Fay's account

-- activities are deleted for good by contacts:admin only
SELECT polname, pg_get_expr(polqual, polrelid) ~ 'contacts:delete' AS by_delete FROM pg_policy WHERE polrelid = 'contacts.activity'::regclass AND polcmd = 'd';
-- a restrictive policy on contact: doctor() names the one that events need
BEGIN;
CREATE POLICY own_only ON contact AS RESTRICTIVE FOR SELECT USING (name <> 'Fay');
SELECT object, problem, mend FROM doctor() WHERE object LIKE 'policy own_only%' \gx
SELECT mend FROM doctor() WHERE object LIKE 'policy own_only%' \gexec
SELECT count(*) FROM doctor() WHERE object LIKE 'policy own_only%';
ROLLBACK;
DELETE FROM contact WHERE organization_id = 690;
