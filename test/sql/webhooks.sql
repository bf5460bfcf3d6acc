-- Webhooks: URLs, signatures, subscriptions, and what a worker asks and answers. The worker itself: test/tap/webhooks.t.
\set VERBOSITY default
SET client_min_messages = warning;

-- the vector that Standard Webhooks publishes, and one that is not ASCII, as Python's hmac has it
SELECT contacts.webhook_signature('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'msg_p5jXN8AQM9LWM0D4loKWxJek', 1614265330, '{"test": 2432232314}');
SELECT contacts.webhook_signature('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'msg_1', 0, U&'{"name":"J\00FCrgen \4E2D"}');
SELECT contacts.webhook_signature(s, 'msg_1', 1, '{}') FROM (VALUES ('secret'), ('whsec_'), ('whsec_c2hvcnQ=')) v (s);	-- fails
SELECT s, contacts_internal.is_webhook_secret(s) FROM (VALUES
	('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'), ('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'), ('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa='),
	('whsec_MfKQ9r8GKYqr TwjUPD8ILPZIo2LaLaSw'), ('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2La'), ('whsec_' || repeat('A', 88)), ('whsec_****************************************')) v (s);
SELECT contacts_internal.is_webhook_secret(contacts.generate_webhook_secret()), contacts.generate_webhook_secret() <> contacts.generate_webhook_secret() AS random;

-- good URLs, then bad ones
SELECT u, contacts_internal.webhook_url_error(u) FROM (VALUES ('https://example.com/hook?a=1'), ('http://example.com:8080'), ('HTTPS://EXAMPLE.COM./'),
	('https://8.8.8.8/'), ('https://[2606:4700::1111]:443/x'), ('https://xn--bcher-kva.example/')) v (u);
SELECT u, contacts_internal.webhook_url_error(u) FROM (VALUES
	('ftp://example.com/'), ('file:///etc/passwd'), ('gopher://example.com'), ('//example.com'), ('example.com'), (''), ('https://'), ('https:///x'),
	('https://user:pw@example.com/'), ('https://user@example.com'), ('https://exam ple.com/'), (E'https://example.com/\nx'), ('https://example.com:0/'),
	('https://example.com:65536/'), ('https://example.com:/'), ('https://example.com:80a/'), (U&'https://b\00FCcher.example/'),
	('http://localhost/'), ('http://LOCALHOST.:80/'), ('http://x.localhost/'), ('http://intranet/'), ('http://printer.local'),
	('http://metadata.google.internal/'), ('http://127.0.0.1/'), ('http://127.1'), ('http://2130706433/'), ('http://0x7f000001/'),
	('http://0177.0.0.1/'), ('http://[::1]/'), ('http://[::ffff:127.0.0.1]:80/'), ('http://[::ffff:7f00:1]'), ('http://10.0.0.1/'),
	('http://192.168.1.1'), ('http://172.20.0.1'), ('http://169.254.169.254/latest/meta-data'), ('http://[fe80::1]/'), ('http://[fd00:ec2::254]/'),
	('http://224.0.0.1/'), ('http://0/'), ('http://100.64.0.1'), ('http://256.1.1.1/'), ('http://[::1/'), ('http://%31%32%37.0.0.1/')) v (u);
SET contacts.webhook_allow_private = on;
SELECT u, contacts_internal.webhook_url_error(u) FROM (VALUES ('http://127.0.0.1:8080/'), ('http://localhost/'), ('http://user@localhost/'), ('ftp://localhost/')) v (u);
RESET contacts.webhook_allow_private;

INSERT INTO contacts.organization (id, name) VALUES (960, 'Hooked'), (961, 'Other');
CREATE ROLE regress_contacts_hook;
CREATE ROLE regress_contacts_hook_writer;
SELECT contacts.grant_access('regress_contacts_hook', '{contacts:read,contacts:write,contacts:delete,contacts:admin}', 960);
SELECT contacts.grant_access('regress_contacts_hook_writer', '{contacts:read,contacts:write}', 960);
SET ROLE regress_contacts_hook;
SET contacts.webhook_allow_private = on;	-- fails
INSERT INTO contacts.contact (id, name, email) VALUES (9600, 'Before the webhook', 'before@hook.example');
SELECT uid AS hook, secret FROM contacts.create_webhook('https://example.com/hook', '{contact.*}') \gset
SELECT contacts_internal.is_webhook_secret(:'secret') AS secret_is_told_once;
SELECT c.events, c.is_active, c.keep_log, w.url, w.timeout FROM contacts.webhook w JOIN contacts.consumer c USING (organization_id, id);
SELECT contacts.create_webhook('http://127.0.0.1/');	-- fails
SELECT contacts.create_webhook('https://example.com/', timeout => '2 minutes') \g /dev/null
\set VERBOSITY terse
SELECT contacts.create_webhook('https://example.com/', filter => '[]');	-- fails
\set VERBOSITY default
UPDATE contacts.webhook SET url = 'http://[::1]/';	-- fails
-- nobody but the owner reads a secret
SELECT secret FROM contacts.webhook_secret;	-- fails
SELECT contacts.rotate_webhook_secret(:'hook') AS secret2 \gset
SELECT contacts_internal.is_webhook_secret(:'secret2') AND :'secret2' <> :'secret' AS rotated;
-- a writer without contacts:admin neither sees nor makes webhooks
SET ROLE regress_contacts_hook_writer;
SELECT count(*) FROM contacts.webhook;
SELECT contacts.create_webhook('https://example.com/x');	-- fails
INSERT INTO contacts.webhook_secret (webhook_id, secret) VALUES (1, contacts.generate_webhook_secret());	-- fails
SELECT contacts.rotate_webhook_secret(:'hook');	-- fails
SELECT contacts_internal.record_ping(1);	-- fails
SELECT contacts_internal.launch_webhook_worker();	-- fails

-- what happens from now on is sent, in the order of each contact
INSERT INTO contacts.contact (id, name, email) VALUES (9601, 'One', 'one@hook.example'), (9602, 'Two', 'two@hook.example');
UPDATE contacts.contact SET name = 'One again' WHERE id = 9601;
RESET ROLE;
SELECT id AS hook_id FROM contacts.webhook WHERE organization_id = 960 \gset
SELECT count(*) FROM contacts.webhooks_with_work() WHERE organization_id = 960;
CREATE TEMP TABLE sent AS SELECT * FROM contacts.lease_webhook(:hook_id, 10, 960);
SELECT feed_position, attempt, url, timeout_ms, message_id = 'msg_' || :'hook' || '_' || feed_position AS id, payload::jsonb ->> 'event' AS event, payload::jsonb #>> '{data,name}' AS name FROM sent ORDER BY 1;
SELECT signature = contacts.webhook_signature(:'secret2', message_id, sent_at, payload) || ' ' || contacts.webhook_signature(:'secret', message_id, sent_at, payload) AS two_signatures FROM sent;
-- the next one of a contact waits until the one before is done
SELECT count(*) FROM contacts.lease_webhook(:hook_id, 10, 960);
SELECT min(feed_position) AS first, max(feed_position) AS second FROM sent \gset
SELECT contacts.finish_webhook(960, :hook_id, :first, 2, 200) AS wrong_attempt, contacts.finish_webhook(960, :hook_id, :first, 1, 200), contacts.finish_webhook(960, :hook_id, :first, 1, 500) AS too_late;
SELECT contacts.finish_webhook(960, :hook_id, :second, 1, 500, 'answer 500');
SELECT state, attempts, response_status, last_error, visible_at > now() AS later, finished_at IS NOT NULL AS finished FROM contacts.delivery WHERE organization_id = 960 ORDER BY position;
SELECT feed_position - :second AS after, payload::jsonb ->> 'event' AS event FROM contacts.lease_webhook(:hook_id, 10, 960);
-- given back: the attempt does not count, and its number does not come again
SELECT contacts_internal.give_back_webhook(960, :hook_id, :second + 1, 1);
SELECT attempt FROM contacts.lease_webhook(:hook_id, 10, 960);
SELECT attempts, forgiven FROM contacts.delivery WHERE organization_id = 960 AND position = :second + 1;
SELECT contacts.finish_webhook(960, :hook_id, :second + 1, 1, 200) AS too_late;
-- 429 with Retry-After holds the whole webhook back
SELECT contacts.finish_webhook(960, :hook_id, :second + 1, 2, 429, 'answer 429', 3600);
UPDATE contacts.delivery SET visible_at = now() WHERE organization_id = 960 AND position = :second;
SELECT not_before - now() BETWEEN '59 minutes' AND '61 minutes' AS held_back FROM contacts.webhook WHERE organization_id = 960;
SELECT count(*) FROM contacts.webhooks_with_work() WHERE organization_id = 960;
-- 410 disables it
SELECT attempt FROM contacts.lease_webhook(:hook_id, 10, 960);
SELECT contacts.finish_webhook(960, :hook_id, :second, 2, 410);
SELECT is_active, disabled_at IS NOT NULL AS disabled, disabled_reason FROM contacts.consumer c JOIN contacts.webhook w USING (organization_id, id) WHERE organization_id = 960;
SELECT count(*) FROM contacts.lease_webhook(:hook_id, 10, 960);
SET ROLE regress_contacts_hook;
SELECT contacts.resume_webhook(:'hook');
SELECT is_active, disabled_at, disabled_reason, not_before FROM contacts.consumer c JOIN contacts.webhook w USING (organization_id, id);
SELECT contacts.retry_webhook(:'hook');
-- pause and ping: only the webhook itself gets it, whatever it subscribes to
SELECT uid AS hook2 FROM contacts.create_webhook('https://example.com/other', filter => '{"name":"Wanted"}') \gset
SELECT contacts.pause_webhook(:'hook');
SELECT contacts.ping_webhook(:'hook2');
SELECT contacts.ping_webhook('01ARZ3NDEKTSV4RRFFQ69G5FAV');	-- fails
INSERT INTO contacts.contact (id, name, email) VALUES (9603, 'Wanted', 'w@hook.example'), (9604, 'Unwanted', 'u@hook.example');
RESET ROLE;
SELECT id AS hook2_id FROM contacts.webhook WHERE organization_id = 960 AND uid OPERATOR(contacts.=) :'hook2' \gset
SELECT webhook_id = :hook2_id AS second_only FROM contacts.webhooks_with_work() WHERE organization_id = 960;
SELECT attempt, payload::jsonb ->> 'event' AS event, payload::jsonb #>> '{data,name}' AS name FROM contacts.lease_webhook(:hook2_id, 10, 960) ORDER BY feed_position;
-- a secret that no longer overlaps does not sign
SET ROLE regress_contacts_hook;
SELECT contacts.rotate_webhook_secret(:'hook2', '0') AS secret3 \gset
RESET ROLE;
SELECT contacts_internal.webhook_signatures(960, :hook2_id, 'msg', 1, '{}') = contacts.webhook_signature(:'secret3', 'msg', 1, '{}') AS one_signature;
-- a webhook goes with everything it has
SET ROLE regress_contacts_hook;
DELETE FROM contacts.consumer WHERE id = :hook2_id;
RESET ROLE;
SELECT count(*) FROM contacts.webhook_secret WHERE webhook_id = :hook2_id;
SELECT contacts.revoke_access('regress_contacts_hook', 960), contacts.revoke_access('regress_contacts_hook_writer', 960);
DROP ROLE regress_contacts_hook, regress_contacts_hook_writer;
