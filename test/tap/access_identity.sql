-- Columns that tell who somebody is, and what rules keep, are not what a client with contacts:write says.
BEGIN;
SET LOCAL search_path = public, pg_catalog;
SET LOCAL client_min_messages = warning;
SELECT no_plan();

CREATE ROLE regress_contacts_id_writer;
CREATE ROLE regress_contacts_id_admin;
INSERT INTO contacts.organization (id, name) VALUES (9301, 'Identity');
SELECT contacts.grant_access('regress_contacts_id_writer', '{contacts:read,contacts:write,contacts:delete}', 9301);
SELECT contacts.grant_access('regress_contacts_id_admin', '{contacts:read,contacts:write,contacts:delete,contacts:admin}', 9301);
INSERT INTO contacts.app_user (organization_id, id, name, email, external_id) VALUES (9301, 1, 'Boss', 'boss@id.example', 'boss'),
	(9301, 2, 'Mallet', 'mallet@id.example', 'mallet');
INSERT INTO contacts.contact (organization_id, id, kind, name, email) VALUES (9301, 1, 'organization', 'Company', NULL),
	(9301, 2, 'person', 'Part Icipant', 'part@id.example'), (9301, 3, 'person', 'Third', 'third@id.example');
SELECT set_config('contacts.organization_id', '9301', true), set_config('contacts.user_id', '1', true);
INSERT INTO contacts.activity (organization_id, id, company_id, occurred_at, duration_minutes, location, visibility, participants) VALUES
	(9301, 1, 1, now(), 5, 'x', 'participants', '["part@id.example"]'), (9301, 2, 1, now(), 5, 'x', 'organization', '["part@id.example"]');

-- What a role gets as an answer: SQLSTATE, or how many rows the statement touched.
CREATE FUNCTION pg_temp.answer(role text, statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	told text;
	count bigint;
BEGIN
	EXECUTE format('SET LOCAL ROLE %I', role);
	SET CONSTRAINTS ALL IMMEDIATE;
	EXECUTE statement;
	GET DIAGNOSTICS count = ROW_COUNT;
	RAISE EXCEPTION USING ERRCODE = 'CT000', MESSAGE = count;
EXCEPTION WHEN OTHERS THEN
	told := CASE SQLSTATE WHEN 'CT000' THEN SQLERRM ELSE SQLSTATE END;
	RETURN told;
END $$;
GRANT EXECUTE ON FUNCTION pg_temp.answer(text, text) TO PUBLIC;
SELECT set_config('contacts.user_id', '2', true);

SELECT is(pg_temp.answer('regress_contacts_id_writer', s), 'CT403', 'a writer may not: ' || s) FROM unnest(ARRAY[
	$$UPDATE contacts.app_user SET external_id = 'gone' WHERE id = 2$$,
	$$UPDATE contacts.app_user SET external_id = 'mallet' WHERE id = 1$$,
	$$UPDATE contacts.app_user SET external_id = NULL WHERE id = 1$$,
	$$UPDATE contacts.app_user SET email = 'part@id.example' WHERE id = 2$$,
	$$UPDATE contacts.app_user SET is_active = false WHERE id = 1$$,
	$$UPDATE contacts.app_user SET deleted_at = now() WHERE id = 1$$,
	$$INSERT INTO contacts.app_user (name, external_id) VALUES ('x', '17')$$,
	$$INSERT INTO contacts.app_user (id, name) VALUES (17, 'x')$$,
	$$INSERT INTO contacts.app_user (name) VALUES ('x')$$,
	$$INSERT INTO contacts.app_user (id, name) VALUES (1, 'x') ON CONFLICT (organization_id, id) DO UPDATE SET external_id = 'x'$$,
	$$UPDATE contacts.contact SET user_id = 2 WHERE kind = 'person'$$,
	$$UPDATE contacts.person SET user_id = 2 WHERE id = 2$$,
	$$INSERT INTO contacts.contact (name, email, user_id) VALUES ('x', 'x@id.example', 2)$$,
	$$SELECT contacts.update_contact((SELECT uid::text FROM contacts.contact WHERE id = 2), jsonb_build_object('userId', (SELECT uid::text FROM contacts.app_user WHERE id = 2)))$$,
	$$SELECT contacts.create_contact(jsonb_build_object('name', 'x', 'email', 'x@id.example', 'userId', (SELECT uid::text FROM contacts.app_user WHERE id = 2)))$$,
	$$SELECT contacts.create_contact('{"name":"x","email":"mallet@id.example","canLogin":true}')$$,
	$$SELECT contacts.update_contact((SELECT uid::text FROM contacts.contact WHERE id = 2), '{"email":"mallet@id.example","canLogin":true}')$$,
	$$SELECT contacts.update_contact((SELECT uid::text FROM contacts.contact WHERE id = 2), '{"canLogin":true}')$$,
	$$INSERT INTO contacts.activity_participant (activity_id, position, user_id) VALUES (2, -7, 2)$$,
	$$UPDATE contacts.activity_participant SET contact_id = 3 WHERE activity_id = 2$$,
	$$UPDATE contacts.activity_participant SET user_id = 2 WHERE activity_id = 2$$
	]) s;
SELECT is(pg_temp.answer('regress_contacts_id_writer', s), '1', 'a writer may: ' || s) FROM unnest(ARRAY[
	$$UPDATE contacts.app_user SET name = 'Mallet II', metadata = '{"a":1}' WHERE id = 2$$,
	$$UPDATE contacts.activity_participant SET attended = true WHERE activity_id = 2$$,
	$$UPDATE contacts.activity SET participants = '["third@id.example"]' WHERE id = 2$$,
	$$UPDATE contacts.contact SET owner_id = 2 WHERE id = 2$$,
	$$SELECT contacts.create_contact('{"name":"x","email":"x@id.example","canLogin":true}')$$
	]) s;
SELECT is(pg_temp.answer('regress_contacts_id_admin', s), '1', 'an admin may: ' || s) FROM unnest(ARRAY[
	$$UPDATE contacts.app_user SET external_id = 'other', is_active = false, email = NULL WHERE id = 2$$,
	$$INSERT INTO contacts.app_user (name, external_id) VALUES ('x', 'new')$$,
	$$UPDATE contacts.contact SET user_id = 2 WHERE id = 2$$
	]) s;
SELECT is(pg_temp.answer('regress_contacts_id_writer', 'SELECT FROM contacts.activity WHERE id = 1'), '0', 'what participants see stays theirs');

-- who deleted or blocked a row is not what the client says
CREATE FUNCTION pg_temp.as_writer(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	told text;
BEGIN
	SET LOCAL ROLE regress_contacts_id_writer;
	EXECUTE statement INTO told;
	RESET ROLE;
	RETURN told;
END $$;
SELECT is(pg_temp.as_writer($$INSERT INTO contacts.contact (id, name, email, deleted_by, blocked_by, created_by) VALUES (50, 'U', 'u@id.example', 1, 1, 1)
	RETURNING concat_ws('|', deleted_by, blocked_by, created_by)$$), '2', 'nobody deleted or blocked a live row');
SELECT is(pg_temp.as_writer($$INSERT INTO contacts.connection (contact_id, type, value, deleted_by) VALUES (50, 'website', 'https://x.example', 12345)
	RETURNING concat_ws('|', deleted_by, created_by)$$), '2', 'nor a connection');
SELECT is(pg_temp.as_writer($$INSERT INTO contacts.connection (contact_id, type, value, deleted_at, deleted_by) VALUES (50, 'website', 'https://x.example', now(), 1)
	RETURNING deleted_by$$), '2', 'a row that is inserted as deleted was deleted by the user');
SELECT is(pg_temp.as_writer($$INSERT INTO contacts.address (contact_id, line1, deleted_by) VALUES (50, 'x', 1) RETURNING coalesce(deleted_by, 0)$$), '0', 'nor an address');
SELECT is(pg_temp.as_writer($$INSERT INTO contacts.activity (id, company_id, occurred_at, duration_minutes, location, deleted_by) VALUES (50, 1, now(), 1, 'x', 1)
	RETURNING coalesce(deleted_by, 0)$$), '0', 'nor an activity');
SELECT is(pg_temp.as_writer($$UPDATE contacts.contact SET blocked_at = now(), blocked_by = 1 WHERE id = 50 RETURNING blocked_by$$), '2', 'blocked by the user');
SELECT is(pg_temp.as_writer($$UPDATE contacts.contact SET blocked_by = 1 WHERE id = 50 RETURNING blocked_by$$), '2', 'and by nobody else afterwards');
SELECT is(pg_temp.as_writer($$UPDATE contacts.contact SET deleted_by = 1 WHERE id = 50 RETURNING coalesce(deleted_by, 0)$$), '0', 'deleted by nobody');

-- email_shared is the rules' column: no way around email_unique
SELECT is(pg_temp.as_writer($$UPDATE contacts.contact SET email_shared = true WHERE id = 50 RETURNING email_shared$$), 'false', 'email_shared stays as it is');
SELECT is(pg_temp.answer('regress_contacts_id_writer', s), '23505', s) FROM unnest(ARRAY[
	$$UPDATE contacts.contact SET email = 'u@id.example' WHERE id = 3$$,
	$$UPDATE contacts.contact SET email = 'u@id.example', email_shared = true WHERE id = 3$$,
	$$INSERT INTO contacts.contact (name, email, email_shared) VALUES ('x', 'u@id.example', true)$$,
	$$WITH a AS (UPDATE contacts.contact SET email_shared = true WHERE id = 50) INSERT INTO contacts.contact (name, email) VALUES ('x', 'U@ID.example')$$,
	$$INSERT INTO contacts.contact (organization_id, id, name, email) VALUES (9301, 50, 'x', 'y@id.example') ON CONFLICT (organization_id, id) DO UPDATE SET email = 'third@id.example', email_shared = true$$
	]) s;

-- times are those that JSON has and that intervals can be added to
SELECT is(pg_temp.answer('regress_contacts_id_admin', s), '23514', s) FROM unnest(ARRAY[
	$$INSERT INTO contacts.activity (company_id, occurred_at, duration_minutes, location) VALUES (1, '294276-12-31', 2147483647, 'x')$$,
	$$UPDATE contacts.activity SET occurred_at = 'infinity'$$,
	$$UPDATE contacts.activity SET occurred_at = '-infinity'$$,
	$$UPDATE contacts.activity SET occurred_at = '4713-01-01 BC'$$,
	$$INSERT INTO contacts.activity_task (activity_id, title, due_at) VALUES (2, 'x', 'infinity')$$,
	$$UPDATE contacts.contact SET primary_at = 'infinity' WHERE id = 3$$,
	$$UPDATE contacts.contact SET blocked_at = '-infinity' WHERE id = 3$$,
	$$UPDATE contacts.contact SET deleted_at = 'infinity' WHERE id = 3$$,
	$$INSERT INTO contacts.contact (name, email, created_at) VALUES ('x', 'x@id.example', '10000-01-01')$$,
	$$UPDATE contacts.organization SET event_retention = '300000 years'$$,
	$$UPDATE contacts.organization SET event_retention = '2 months -3 days'$$,
	$$UPDATE contacts.organization SET event_retention = '0'$$,
	$$UPDATE contacts.organization SET event_retention = '1 year -1 second'$$
	]) s;
SELECT lives_ok($$UPDATE contacts.activity SET occurred_at = '9999-12-31 23:59:59+00', duration_minutes = 2147483647$$, 'the last time there is');
SELECT lives_ok('SELECT count(ended_at) FROM contacts.activity_timeline', 'and the timeline has its end');
SELECT * FROM finish();
ROLLBACK;
