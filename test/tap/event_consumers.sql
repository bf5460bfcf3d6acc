-- Consumers, deliveries and webhooks are an admin's; who works for a consumer has lease(), ack() and nack().
BEGIN;
SET LOCAL search_path = public, pg_catalog;
SET LOCAL client_min_messages = warning;
SELECT no_plan();

CREATE ROLE regress_contacts_consumer_writer;
CREATE ROLE regress_contacts_consumer_reader;
CREATE ROLE regress_contacts_consumer_admin;
INSERT INTO contacts.organization (id, name) VALUES (9311, 'Consumers'), (9312, 'Others');
SELECT contacts.grant_access('regress_contacts_consumer_writer', '{contacts:read,contacts:write,contacts:delete}', 9311);
SELECT contacts.grant_access('regress_contacts_consumer_reader', '{contacts:read}', 9311);
SELECT contacts.grant_access('regress_contacts_consumer_admin', '{contacts:read,contacts:write,contacts:delete,contacts:admin}', 9311);
SELECT set_config('contacts.organization_id', '9311', true);
SELECT uid AS hook FROM contacts.create_webhook('https://example.com/') \gset
INSERT INTO contacts.consumer (organization_id, name) VALUES (9311, 'mirror'), (9312, 'foreign');
INSERT INTO contacts.contact (organization_id, id, name, email) VALUES (9311, 1, 'One', 'one@consumers.example'), (9311, 2, 'Two', 'two@consumers.example'),
	(9312, 1, 'Foreign', 'one@consumers.example');
SELECT set_config('test.hook', :'hook', true);

CREATE FUNCTION pg_temp.answer(role text, statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	count bigint;
BEGIN
	EXECUTE format('SET LOCAL ROLE %I', role);
	EXECUTE statement;
	GET DIAGNOSTICS count = ROW_COUNT;
	RAISE EXCEPTION USING ERRCODE = 'CT000', MESSAGE = count;
EXCEPTION WHEN OTHERS THEN
	RETURN CASE SQLSTATE WHEN 'CT000' THEN SQLERRM ELSE SQLSTATE END;
END $$;

-- what a writer may not: 42501 where the privilege is missing, CT403 where the scope is
SELECT ok(pg_temp.answer('regress_contacts_consumer_writer', s) IN ('42501', 'CT403'), 'a writer may not: ' || s) FROM unnest(ARRAY[
	$$INSERT INTO contacts.delivery (consumer_id, position, occurred_at) SELECT id, 1, now() FROM contacts.consumer LIMIT 1$$,
	$$UPDATE contacts.delivery SET state = 'delivered', finished_at = now()$$,
	$$DELETE FROM contacts.delivery$$,
	$$SELECT FROM contacts.delivery FOR UPDATE$$,
	$$INSERT INTO contacts.consumer (name) VALUES ('x')$$,
	$$UPDATE contacts.consumer SET is_active = false, filter = '{"a":1}', position = 1000000$$,
	$$UPDATE contacts.consumer SET position = 1 WHERE name LIKE 'webhook %'$$,
	$$DELETE FROM contacts.consumer$$,
	$$SELECT FROM contacts.consumer FOR UPDATE$$,
	$$SELECT contacts.retry_dead('mirror')$$,
	$$SELECT FROM contacts.lease('webhook ' || current_setting('test.hook'), 1000, '100 years')$$,
	$$SELECT contacts.ack('webhook ' || current_setting('test.hook'), VARIADIC '{1,2}')$$,
	$$SELECT contacts.nack('webhook ' || current_setting('test.hook'), 1)$$,
	$$SELECT contacts_internal.fan_out((SELECT id FROM contacts.consumer WHERE name LIKE 'webhook %'), 10, 9311)$$,
	$$SELECT contacts_internal.fan_out(1, 10, 9312)$$
	]) s;
SELECT is(pg_temp.answer('regress_contacts_consumer_writer', $$SELECT FROM contacts.webhook$$), '42501', 'a writer sees no webhook');
SELECT is(pg_temp.answer('regress_contacts_consumer_reader', $$SELECT FROM contacts.lease('mirror')$$), 'CT403', 'a reader leases nothing');
SELECT is(pg_temp.answer('regress_contacts_consumer_reader', $$SELECT contacts.ack('mirror', VARIADIC '{1}')$$), 'CT403', 'a reader acknowledges nothing');
SELECT is(pg_temp.answer('regress_contacts_consumer_writer', $$SELECT FROM contacts.lease('foreign')$$), '42704', 'a consumer of another organization is none');
SELECT is(pg_temp.answer('regress_contacts_consumer_writer', $$SELECT FROM contacts.lease('foreign', 1, '1 s', 9312)$$), '42704', 'nor with its organization');
SELECT is(pg_temp.answer('regress_contacts_consumer_writer', $$SELECT contacts.ack(NULL, VARIADIC '{1}')$$), '22004', 'no consumer is an error');
SELECT is(pg_temp.answer('regress_contacts_consumer_admin', s), '1', 'an admin may: ' || s) FROM unnest(ARRAY[
	$$INSERT INTO contacts.consumer (name) VALUES ('x')$$,
	$$UPDATE contacts.consumer SET position = 0 WHERE name = 'mirror'$$,
	$$SELECT contacts.retry_dead('mirror')$$
	]) s;

-- lease(), ack() and nack() do what they did
SELECT contacts_internal.number_events(9311);
SET LOCAL ROLE regress_contacts_consumer_writer;
SELECT is((SELECT count(*) FROM contacts.lease('mirror', 10)), 2::bigint, 'a writer leases');
SELECT is(contacts.nack('mirror', 2, 'no answer', '1 hour'), true, 'says what failed');
SELECT is(contacts.ack('mirror', ARRAY[1, 2, 3], ARRAY[1, 1, 1]), 1::bigint, 'and what did not');
SELECT is((SELECT string_agg(position || state || attempts || coalesce(last_error, ''), ',') FROM contacts.delivery), '2pending1no answer', 'which is gone without a log');
RESET ROLE;
SELECT * FROM finish();
ROLLBACK;
