-- What was hidden or purged is not in the journal any more, whichever contact it belonged to before; who hid it is.
BEGIN;
SET LOCAL search_path = public, pg_catalog;
SET LOCAL client_min_messages = warning;
SELECT no_plan();

CREATE ROLE regress_contacts_privacy_writer;
CREATE ROLE regress_contacts_privacy_reader;
INSERT INTO contacts.organization (id, name) VALUES (9321, 'Privacy'), (9322, 'Others');
SELECT contacts.grant_access('regress_contacts_privacy_writer', '{contacts:read,contacts:write}', 9321);
SELECT contacts.grant_access('regress_contacts_privacy_reader', '{contacts:read}', 9321);
INSERT INTO contacts.app_user (organization_id, id, name) VALUES (9321, 1, 'Boss'), (9321, 2, 'Other'), (9322, 1, 'Boss');
SELECT set_config('contacts.organization_id', '9321', true), set_config('contacts.user_id', '1', true);
INSERT INTO contacts.contact (organization_id, id, kind, name) SELECT o, i, 'organization', 'Company ' || i FROM generate_series(9321, 9322) o, generate_series(1, 4) i;
CREATE FUNCTION pg_temp.journal(of_subject text, of_id bigint) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(e.name || ' ' || e.data::text, E'\n' ORDER BY e.id) FROM contacts.event e WHERE e.organization_id = 9321 AND e.subject = of_subject AND e.subject_id = of_id
$$;

-- an activity that moved twice before it was hidden; another organization has one of the same id
INSERT INTO contacts.activity (organization_id, id, company_id, occurred_at, duration_minutes, location, subject) SELECT o, 1, 1, now(), 5, 'x', 'SECRET merger' FROM generate_series(9321, 9322) o;
UPDATE contacts.activity SET notes = 'SECRET price' WHERE organization_id = 9321;
UPDATE contacts.activity SET company_id = 2 WHERE organization_id = 9321;
UPDATE contacts.activity SET notes = 'SECRET price, again' WHERE organization_id = 9321;
UPDATE contacts.activity SET company_id = 3, notes = 'SECRET, too' WHERE organization_id = 9321;
SELECT matches(pg_temp.journal('activity', 1), 'SECRET.*SECRET.*SECRET', 'the journal has it while all may see it');
UPDATE contacts.activity SET visibility = 'private' WHERE organization_id = 9321;
SELECT doesnt_match(pg_temp.journal('activity', 1), 'SECRET', 'nothing is left of what was hidden');
SELECT matches(pg_temp.journal('activity', 1), '"hidden": {"at": "[^"]*", "by": 1}', 'but who hid it');
SELECT ok(EXISTS (SELECT FROM contacts.event WHERE organization_id = 9322 AND subject = 'activity' AND data::text ~ 'SECRET'), 'another organization''s is as it was');
UPDATE contacts.activity SET company_id = 4, notes = 'SECRET at last' WHERE organization_id = 9321;
UPDATE contacts.activity SET visibility = 'organization' WHERE organization_id = 9321;
UPDATE contacts.activity SET company_id = 1 WHERE organization_id = 9321;
UPDATE contacts.activity SET visibility = 'participants' WHERE organization_id = 9321;
SELECT doesnt_match(pg_temp.journal('activity', 1), 'SECRET', 'nor after more of that');
SELECT set_config('contacts.user_id', '2', true);
SET LOCAL ROLE regress_contacts_privacy_reader;
SELECT is((SELECT count(*) FROM contacts.activity), 0::bigint, 'a reader does not see it');
SELECT is((SELECT count(*) FROM contacts.event WHERE data::text ~ 'SECRET'), 0::bigint, 'and reads nothing of it');
RESET ROLE;

-- a writer who makes the journal forget what was agreed is named in it
INSERT INTO contacts.activity (organization_id, id, company_id, occurred_at, duration_minutes, location, notes) VALUES (9321, 2, 1, now(), 5, 'x', 'agreed price: 100');
SET LOCAL ROLE regress_contacts_privacy_writer;
UPDATE contacts.activity SET notes = 'agreed price: 1', participants = '[{"user": 2}]' WHERE id = 2;
UPDATE contacts.activity SET visibility = 'participants' WHERE id = 2;
UPDATE contacts.activity SET visibility = 'organization', participants = '[]' WHERE id = 2;
RESET ROLE;
SELECT matches(pg_temp.journal('activity', 2), '"hidden": {"at": "[^"]*", "by": 2}', 'the journal says who hid what it said');

-- a purge reaches rows that belonged to other contacts before, of all tables
INSERT INTO contacts.contact (organization_id, id, name, email) VALUES (9321, 11, 'Keeps', 'keeps@privacy.example'), (9321, 12, 'Purged', 'purged@privacy.example'),
	(9321, 13, 'Between', 'between@privacy.example');
INSERT INTO contacts.connection (organization_id, id, contact_id, type, value) VALUES (9321, 11, 11, 'email', 'private-of-purged@privacy.example'), (9321, 12, 12, 'website', 'https://keeps.example');
INSERT INTO contacts.address (organization_id, id, contact_id, line1) VALUES (9321, 11, 11, 'Private Street 1');
UPDATE contacts.connection SET contact_id = 13 WHERE organization_id = 9321 AND id = 11;
UPDATE contacts.address SET contact_id = 13, line2 = 'Private too' WHERE organization_id = 9321 AND id = 11;
UPDATE contacts.connection SET contact_id = 12 WHERE organization_id = 9321 AND id = 11;
UPDATE contacts.address SET contact_id = 12 WHERE organization_id = 9321 AND id = 11;
UPDATE contacts.connection SET contact_id = 11 WHERE organization_id = 9321 AND id = 12;
DELETE FROM contacts.contact WHERE organization_id = 9321 AND id = 12;
SELECT doesnt_match(pg_temp.journal('connection', 11), 'private', 'a connection that went with its contact is forgotten');
SELECT doesnt_match(pg_temp.journal('address', 11), 'Private', 'an address, too');
SELECT matches(pg_temp.journal('connection', 12), 'keeps.example', 'what others have by now is theirs');
SELECT is((SELECT count(*) FROM contacts.event WHERE organization_id = 9321 AND contact_id = 12 AND data - 'uid' <> '{}'), 0::bigint, 'nothing is left under the contact');
SELECT matches((SELECT string_agg(data::text, '') FROM contacts.event WHERE organization_id = 9321 AND contact_id = 11 AND subject = 'contact'), 'keeps@', 'others keep their own');
SELECT * FROM finish();
ROLLBACK;
