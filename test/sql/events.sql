-- The journal, its feed, consumers and history, as an application's role sees them.
SET client_min_messages = warning;
\set VERBOSITY terse
\set SHOW_CONTEXT never
SET timezone = 'UTC';
SET search_path = public, contacts;
INSERT INTO contacts.organization (id, uid, name) VALUES
	(800, '00000000000000000000000800', 'Feed'), (801, '00000000000000000000000801', 'Other feed');
DROP ROLE IF EXISTS regress_contacts_feed, regress_contacts_feed_admin, regress_contacts_feed_reader;
CREATE ROLE regress_contacts_feed;
CREATE ROLE regress_contacts_feed_admin;
CREATE ROLE regress_contacts_feed_reader;
SELECT contacts.grant_access('regress_contacts_feed', '{contacts:read,contacts:write,contacts:delete}', 800);
SELECT contacts.grant_access('regress_contacts_feed_admin', '{contacts:read,contacts:write,contacts:delete,contacts:admin}', 800);
SELECT contacts.grant_access('regress_contacts_feed_reader', '{contacts:read}', 801);
INSERT INTO contacts.app_user (organization_id, id, name) VALUES (800, 800, 'Login of Pat');

SET ROLE regress_contacts_feed;

-- nothing yet
SELECT count(*) FROM contacts.events_after();
SELECT contacts.last_cursor();

-- what a statement of many rows writes
INSERT INTO contacts.contact (id, uid, kind, name) VALUES (80000, '00000000000000000000080000', 'organization', 'Acme'),
	(80009, '00000000000000000000080009', 'organization', 'Globex');
INSERT INTO contacts.contact (id, uid, name, email, company_id) VALUES
	(80001, '00000000000000000000080001', 'Pat One', 'pat@acme.test', 80000),
	(80002, '00000000000000000000080002', 'Sam Two', 'sam@acme.test', 80000);
SELECT next_cursor, event, contact_id FROM contacts.events_after();
SELECT jsonb_pretty(payload - 'timestamp') FROM contacts.events_after('2', 1);
SELECT payload ->> 'timestamp' ~ '^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$' AS iso FROM contacts.events_after('2', 1);

-- each kind of change has its own event; what only follows has none
BEGIN;
CREATE TEMP TABLE mark AS SELECT last_position::text AS at FROM contacts.feed;
UPDATE contacts.contact SET name = name WHERE id = 80001;
UPDATE contacts.contact SET job_title = 'CTO', status = 'inactive' WHERE id = 80001;
UPDATE contacts.contact SET status = 'active' WHERE id = 80001;
UPDATE contacts.contact SET blocked_at = '2026-01-01', block_reason = 'spam' WHERE id = 80001;
UPDATE contacts.contact SET block_reason = 'nuisance' WHERE id = 80001;
UPDATE contacts.contact SET blocked_at = NULL, block_reason = NULL WHERE id = 80001;
UPDATE contacts.contact SET deleted_at = '2026-01-01' WHERE id = 80001;
UPDATE contacts.contact SET deleted_at = NULL WHERE id = 80001;
COMMIT;
SELECT event, payload #> '{data,changed}' AS changed FROM mark, contacts.events_after(at);

-- who becomes the primary contact, and who was it
UPDATE mark SET at = (SELECT last_position FROM contacts.feed);
SELECT contacts.set_primary_contact(80000, 80002);
SELECT contacts.set_primary_contact(80000, 80002);
SELECT contacts.set_primary_contact(80000, 80001);
INSERT INTO contacts.affiliation (id, uid, contact_id, company_id) VALUES (80001, '00000000000000000000080021', 80001, 80009);
SELECT contacts.set_primary_contact(80009, 80001);
SELECT event, contact_id, (payload -> 'data') - 'changed'::text AS data FROM mark, contacts.events_after(at) WHERE event = 'contact.primary_set';
UPDATE mark SET at = (SELECT last_position FROM contacts.feed);
UPDATE contacts.contact SET primary_at = NULL, notes = 'n' WHERE id = 80001;
SELECT event, (SELECT string_agg(key, ' ' ORDER BY key) FROM jsonb_object_keys(payload #> '{data,changed}') key) AS changed FROM mark, contacts.events_after(at);

-- a login is asked for; leaving a company asks for a look at its rights
UPDATE mark SET at = (SELECT last_position FROM contacts.feed);
SET ROLE regress_contacts_feed_admin;
UPDATE contacts.contact SET user_id = 800 WHERE id = 80001;
SET ROLE regress_contacts_feed;
UPDATE contacts.contact SET company_id = 80009 WHERE id = 80001;
SELECT event FROM mark, contacts.events_after(at) WHERE event IN ('user.requested', 'contact.access_review');

-- other tables; what only some may see has no content, also what was written before
UPDATE mark SET at = (SELECT last_position FROM contacts.feed);
INSERT INTO contacts.connection (id, uid, contact_id, type, value) VALUES (80001, '00000000000000000000080011', 80002, 'email', 'second@acme.test');
SET contacts.user_id = 800;
INSERT INTO contacts.activity (id, uid, company_id, occurred_at, duration_minutes, location, subject, visibility, participants) VALUES
	(80001, '00000000000000000000080031', 80000, '2026-01-01', 5, 'phone', 'open words', 'organization', '["sam@acme.test"]'),
	(80002, '00000000000000000000080032', 80000, '2026-01-01', 5, 'phone', 'secret words', 'participants', '["sam@acme.test"]');
UPDATE contacts.activity SET participants = '["pat@acme.test"]' WHERE id = 80001;
UPDATE contacts.activity SET status = 'COMPLETED' WHERE id = 80001;
SELECT event, contact_id, (payload -> 'data') - '{id,organizationId,contactId}'::text[] #- '{changed,completed_at,new}' AS data FROM mark, contacts.events_after(at);
SELECT count(*) FROM contacts.event WHERE data::text ~ 'secret words|sam@acme.test' AND subject = 'activity';
RESET ROLE;
UPDATE contacts.activity SET visibility = 'private' WHERE id = 80001;
SELECT count(*), count(*) FILTER (WHERE data::text ~ 'open words') AS told FROM contacts.event WHERE subject = 'activity' AND subject_id = 80001;
SET ROLE regress_contacts_feed;

-- a statement of another kind: upsert, cascade, savepoints that roll back
UPDATE mark SET at = (SELECT last_position FROM contacts.feed);
BEGIN;
SAVEPOINT s;
UPDATE contacts.contact SET name = 'lost' WHERE id = 80002;
ROLLBACK TO s;
INSERT INTO contacts.contact (id, name, email) VALUES (80002, 'x', 'x@acme.test') ON CONFLICT (organization_id, id) DO UPDATE SET notes = 'kept';
COMMIT;
SELECT event, contact_id FROM mark, contacts.events_after(at) WHERE contact_id = 80002;

-- cursors: nonsense, another organization's, empty, the same again
SELECT * FROM contacts.events_after('abc');
SELECT * FROM contacts.events_after('-1');
SELECT * FROM contacts.events_after('');
SELECT * FROM contacts.events_after('99999999999999999999');
\set VERBOSITY default
SELECT count(*) FROM contacts.events_after((SELECT last_position + 1 FROM contacts.feed)::text);
SELECT count(*) FROM contacts.changes_since((SELECT last_position + 1 FROM contacts.feed)::text);
\set VERBOSITY terse
SELECT contacts.last_cursor() = (SELECT last_position FROM contacts.feed)::text AS last, count(*) FROM contacts.events_after(contacts.last_cursor());
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT count(*) FROM contacts.events_after((SELECT last_position + 1 FROM contacts.feed)::text);
COMMIT;
SELECT count(*) FROM contacts.events_after(NULL, 0);
SELECT count(*) FROM contacts.events_after(NULL, -5);
SELECT * FROM contacts.events_after(NULL, 1, 801);
SELECT array_agg(next_cursor::bigint ORDER BY next_cursor::bigint) = array_agg(n) AS consecutive
FROM (SELECT next_cursor, row_number() OVER () AS n FROM contacts.events_after(NULL, 1000)) e;

-- the journal can be read, not written
INSERT INTO contacts.event (organization_id, name, subject, subject_id, data) VALUES (800, 'contact.created', 'contact', 1, '{}');
UPDATE contacts.event SET name = 'x';
DELETE FROM contacts.event;
UPDATE contacts.feed SET last_position = 0;
SELECT contacts.drop_events_before(now());
SELECT contacts.maintain_events();

-- isolation levels: whoever cannot number reads what is numbered
INSERT INTO contacts.contact (id, uid, name, email) VALUES (80003, '00000000000000000000080003', 'Late', 'late@acme.test');
BEGIN READ ONLY;
SELECT count(*) FROM mark, contacts.events_after(at) WHERE contact_id = 80003;
COMMIT;
SELECT count(*) FROM mark, contacts.events_after(at) WHERE contact_id = 80003;
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SELECT count(*) FROM mark, contacts.events_after(at) WHERE contact_id = 80003;
COMMIT;

-- consumers: made with contacts:admin, worked for with contacts:write
SET ROLE regress_contacts_feed_admin;
INSERT INTO contacts.consumer (name, events, max_attempts) VALUES ('all', NULL, 2), ('new', '{contact.created}', 10), ('acts', '{activity.*}', 10);
SET ROLE regress_contacts_feed;
SELECT event, count(*) FROM contacts.lease('new', 100) GROUP BY 1;
SELECT event, contact_id, attempt FROM contacts.lease('acts', 100);
-- the second activity of the company has to wait for the first
SELECT * FROM contacts.lease('nobody');
-- one at a time for each contact, in order
SELECT contact_id, event, attempt FROM contacts.lease('all', 100, '1 hour') ORDER BY contact_id;
SELECT count(*) FROM contacts.lease('all', 100);
SELECT contacts.ack('all', array_agg(position), NULL) AS handled FROM (SELECT d.position FROM contacts.delivery d JOIN contacts.consumer c ON c.id = d.consumer_id
	WHERE c.name = 'all' AND d.state = 'leased' AND d.contact_id = 80001) l;
SELECT contacts.ack('all', VARIADIC coalesce(array_agg(position), '{}')) AS handled FROM (SELECT d.position FROM contacts.delivery d JOIN contacts.consumer c ON c.id = d.consumer_id
	WHERE c.name = 'all' AND d.state = 'leased' AND d.contact_id = 80001) l;
SELECT contact_id, event, attempt FROM contacts.lease('all', 100, '1 hour');
-- a stale attempt neither acknowledges nor fails what another worker has
CREATE TEMP TABLE mine AS SELECT d.position, d.attempts FROM contacts.delivery d JOIN contacts.consumer c ON c.id = d.consumer_id
	WHERE c.name = 'all' AND d.state = 'leased' AND d.contact_id = 80002;
RESET ROLE;
UPDATE contacts.delivery d SET visible_at = now() - interval '1 minute' FROM mine WHERE d.organization_id = 800 AND d.position = mine.position;
SET ROLE regress_contacts_feed;
SELECT contact_id, attempt FROM contacts.lease('all', 1, '1 hour') WHERE contact_id = 80002;
SELECT contacts.ack('all', ARRAY[position], ARRAY[attempts]) AS handled, contacts.nack('all', position, 'late', attempt => attempts) AS failed FROM mine;
-- the last attempt: dead, listed, tried again
SELECT contacts.nack('all', position, 'no answer', attempt => attempts + 1) AS failed FROM mine;
SELECT name, leased, dead FROM contacts.consumer_lag WHERE name = 'all';
SELECT d.state, d.attempts, d.last_error FROM contacts.delivery d, mine WHERE d.position = mine.position AND d.state = 'dead';
SELECT contacts.retry_dead('all');	-- fails
SET ROLE regress_contacts_feed_admin;
SELECT contacts.retry_dead('all'), contacts.retry_dead('all');
SET ROLE regress_contacts_feed;
SELECT contact_id, attempt FROM contacts.lease('all', 1, '1 hour') WHERE contact_id = 80002;
SELECT contacts.ack('all', ARRAY[position], ARRAY[attempts]) AS stale FROM mine;
SELECT contacts.nack('all', position, 'again', '0') FROM mine;
SELECT contact_id, attempt FROM contacts.lease('all', 1, '-1 hour') WHERE contact_id = 80002;
SELECT count(*) FROM contacts.lease('all', 1);
SELECT d.state, d.last_error FROM contacts.delivery d JOIN contacts.consumer c ON c.id = d.consumer_id, mine WHERE c.name = 'all' AND d.position = mine.position;

-- delta sync: each contact once, as it is now, tombstones for those that are gone
UPDATE contacts.contact SET deleted_at = now() WHERE id = 80003;
SELECT uid, deleted, contact ->> 'name' AS name FROM contacts.changes_since();
SELECT count(*) FROM contacts.changes_since((SELECT max(next_cursor::bigint)::text FROM contacts.changes_since()));
SELECT * FROM contacts.changes_since('x');

-- history
SELECT event FROM contacts.contact_history('00000000000000000000080003');
SELECT count(*) FROM contacts.contact_history('00000000000000000000080099');
SELECT contacts.contact_as_of('00000000000000000000080003', '2000-01-01');

-- a purge reaches what was journaled, under every subject
RESET ROLE;
SET contacts.organization_id = 800;
DELETE FROM contacts.contact WHERE id IN (80002, 80003);
SELECT name, contact_id, data - 'uid' AS data FROM contacts.event WHERE contact_id IN (80002, 80003) AND data - 'uid' <> '{}';
SELECT count(*) FROM contacts.event WHERE organization_id = 800 AND data::text ~ 'sam@|second@|late@';
SELECT event, payload #> '{data}' AS data FROM contacts.events_after(NULL, 1000) WHERE event = 'contact.purged';
SELECT uid, deleted, contact FROM contacts.changes_since() WHERE uid = '00000000000000000000080003';

-- silent loads
RESET contacts.organization_id;
SET ROLE regress_contacts_feed;
SELECT contacts.set_context(800, silent => true);
BEGIN;
SET LOCAL contacts.silent = on;
UPDATE contacts.contact SET notes = 'not silent' WHERE id = 80001;
COMMIT;
RESET ROLE;
SET ROLE regress_contacts_feed_admin;
BEGIN;
SELECT contacts.set_context(800, silent => true);
UPDATE contacts.contact SET notes = 'silent' WHERE id = 80001;
SELECT contacts.set_context(800);
UPDATE contacts.contact SET notes = 'told' WHERE id = 80001;
COMMIT;
RESET ROLE;
SELECT data #> '{changed,notes}' AS notes FROM contacts.event WHERE contact_id = 80001 AND name = 'contact.updated' AND data #> '{changed,notes}' IS NOT NULL ORDER BY id;

-- another organization sees none of it
SET ROLE regress_contacts_feed_reader;
SELECT count(*) FROM contacts.events_after();
SELECT count(*) FROM contacts.event;
SELECT contacts_internal.number_events(800);
INSERT INTO contacts.consumer (name) VALUES ('x');
RESET ROLE;

-- retention: a reader that is behind gets an error, not a gap
RESET contacts.user_id;
INSERT INTO contacts.contact (organization_id, id, uid, kind, name) VALUES (801, 80100, '00000000000000000000080100', 'organization', 'Old');
INSERT INTO contacts.consumer (organization_id, name, position) VALUES (801, 'slow', 1);
UPDATE contacts.contact SET name = 'Older' WHERE organization_id = 801;
UPDATE contacts.contact SET name = 'Oldest' WHERE organization_id = 801;
SELECT pg_sleep(0.01);
UPDATE contacts.organization SET event_retention = '-1 day' WHERE id = 801;
SELECT contacts.drop_events_before(NULL);
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT contacts.drop_events_before(now(), 801);
ROLLBACK;
SELECT contacts.drop_events_before(clock_timestamp(), 801);
UPDATE contacts.contact SET name = 'New' WHERE organization_id = 801;
SELECT next_cursor, event FROM contacts.events_after(NULL, 10, 801);
\set VERBOSITY default
SELECT * FROM contacts.events_after('1', 10, 801);
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM contacts.changes_since('1', 10, 801);
\echo :LAST_ERROR_SQLSTATE
\set VERBOSITY terse
SELECT uid, deleted FROM contacts.changes_since((SELECT dropped_position FROM contacts.feed WHERE organization_id = 801)::text, 10, 801);
SELECT * FROM contacts.lease('slow', 10, organization_id => 801);
SELECT contacts.contact_as_of('00000000000000000000080100', (SELECT created_at FROM contacts.contact WHERE organization_id = 801), 801);
SELECT contacts.contact_as_of('00000000000000000000080100', now(), 801) ->> 'name' AS name;
SELECT contacts.expire_events();
UPDATE contacts.organization SET event_retention = '1 microsecond' WHERE id = 801;
SELECT contacts.expire_events();

-- events outside of the months go to the default partition and move when their month gets one
INSERT INTO contacts.event (organization_id, name, subject, subject_id, occurred_at, data) VALUES
	(801, 'contact.updated', 'contact', 80100, '2020-02-29 23:59:59.999999+00', '{}'),
	(801, 'contact.updated', 'contact', 80100, '2020-03-01 00:00:00+00', '{}');
SELECT contacts.maintain_events(0) AS made, contacts.maintain_events(0) AS again;
SELECT tableoid::regclass, occurred_at FROM contacts.event WHERE occurred_at < '2021-01-01' ORDER BY 2;
SELECT contacts.drop_events_before('2020-03-01');
SELECT to_regclass('contacts.event_2020_02') AS gone, to_regclass('contacts.event_2020_03') AS kept;
SELECT contacts.drop_events_before('2020-04-01');

SELECT contacts.revoke_access('regress_contacts_feed', 800);
SELECT contacts.revoke_access('regress_contacts_feed_admin', 800);
SELECT contacts.revoke_access('regress_contacts_feed_reader', 801);
DROP TABLE mark, mine;
DROP ROLE regress_contacts_feed, regress_contacts_feed_admin, regress_contacts_feed_reader;
