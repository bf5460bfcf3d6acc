-- What belongs to a contact, as operations write it: taken away with contacts:write, judged for each element of a bulk, primary again after a restore.
BEGIN;
SET LOCAL search_path = public, pg_catalog;
SET LOCAL client_min_messages = warning;
SELECT no_plan();

CREATE ROLE regress_contacts_parts_writer;
INSERT INTO contacts.organization (id, name) VALUES (9341, 'Parts');
SELECT contacts.grant_access('regress_contacts_parts_writer', '{contacts:read,contacts:write}', 9341);
SELECT set_config('contacts.organization_id', '9341', true);

SET LOCAL ROLE regress_contacts_parts_writer;
SELECT contacts.create_contact('{"name":"W W","email":"ww@parts.example","connections":[{"type":"email","value":"ww@parts.example"},{"type":"phone","value":"+14155550101"},
	{"type":"mobile","value":"+14155550102"}]}') ->> 'id' AS id \gset
INSERT INTO contacts.address (contact_id, line1) SELECT contact_id, 'a' FROM contacts.connection LIMIT 1;
SELECT lives_ok(format($$SELECT contacts.update_contact(%L, '{"connections":[{"type":"phone","value":"+14155550101"}]}')$$, :'id'), 'a writer takes connections away');
SELECT is((SELECT count(*) FROM contacts.connection WHERE type = 'mobile' AND deleted_at IS NULL), 0::bigint, 'and they are');
SELECT lives_ok(format($$SELECT contacts.update_contact(%L, '{"addresses":[]}')$$, :'id'), 'and addresses');
SELECT lives_ok($$UPDATE contacts.connection SET deleted_at = now()$$, 'as it may by itself');
SELECT throws_ok($$UPDATE contacts.contact SET deleted_at = now()$$, 'CT403', NULL, 'a contact it may not');
SELECT throws_ok($$UPDATE contacts.contact SET status = 'archived'$$, 'CT403', NULL, 'nor archive it');
RESET ROLE;

-- bulk: the rule that is deferred to the end judges each element where it stands
INSERT INTO contacts.contact (organization_id, id, name, email) VALUES (9341, 241, 'One', 'b241@parts.example'), (9341, 242, 'Two', 'b242@parts.example');
SELECT is((SELECT string_agg(r ->> 'status', ',') FROM jsonb_array_elements(contacts.update_contacts('[{"id":"241","name":"Good"},{"id":"242","email":null},{"id":"242","connections":[],"email":null},
	{"id":"242","name":"Fine"},{"id":"242","email":null,"connections":[{"type":"mobile","value":"+14155550105"}]}]')) r), '200,400,400,200,200', 'each element of a bulk gets its own answer');
SET CONSTRAINTS ALL IMMEDIATE;
SELECT is((SELECT string_agg(name, ',' ORDER BY id) FROM contacts.contact WHERE organization_id = 9341 AND id IN (241, 242)), 'Good,Fine', 'and the transaction does not fail at its end');
SET CONSTRAINTS ALL DEFERRED;

-- a contact whose primary connection went while it was deleted has another one when it is back
INSERT INTO contacts.contact (organization_id, id, name, email) VALUES (9341, 9001, 'Ann Other', 'ann9001@parts.example');
INSERT INTO contacts.connection (organization_id, id, contact_id, type, value) VALUES (9341, 9001, 9001, 'phone', '+14155550101'), (9341, 9002, 9001, 'phone', '+14155550102'),
	(9341, 9003, 9001, 'phone', '+14155550103'), (9341, 9004, 9001, 'mobile', '+14155550104');
INSERT INTO contacts.address (organization_id, id, contact_id, line1) VALUES (9341, 9001, 9001, 'a'), (9341, 9002, 9001, 'b');
UPDATE contacts.contact SET deleted_at = now() WHERE organization_id = 9341 AND id = 9001;
DELETE FROM contacts.connection WHERE organization_id = 9341 AND id = 9001;
UPDATE contacts.connection SET deleted_at = now() WHERE organization_id = 9341 AND id = 9002;
DELETE FROM contacts.address WHERE organization_id = 9341 AND id = 9001;
SELECT isnt(contacts.restore_contact('9001'), NULL, 'restored');
SELECT is((SELECT string_agg(id::text, ',' ORDER BY id) FROM contacts.connection WHERE organization_id = 9341 AND contact_id = 9001 AND is_primary AND deleted_at IS NULL), '9003,9004', 'a connection of each type is primary');
SELECT is((SELECT string_agg(id::text, ',') FROM contacts.address WHERE organization_id = 9341 AND contact_id = 9001 AND is_primary), '9002', 'and an address');
SELECT * FROM finish();
ROLLBACK;
