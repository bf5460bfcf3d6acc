-- Webhooks: subscriptions, signatures, and what a delivery worker asks and answers.

CREATE FUNCTION contacts_internal.webhook_url_error(url text) RETURNS text
	LANGUAGE C STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'contacts_webhook_url_error';
COMMENT ON FUNCTION contacts_internal.webhook_url_error(text) IS
	'why no webhook may go to a URL, NULL where one may: http or https, no credentials, no private, loopback, '
	'link-local, multicast or metadata address in any spelling unless contacts.webhook_allow_private is on';

CREATE FUNCTION contacts_internal.check_webhook_url() RETURNS trigger
	LANGUAGE C VOLATILE AS 'MODULE_PATHNAME', 'contacts_check_webhook_url';
COMMENT ON FUNCTION contacts_internal.check_webhook_url() IS
	'row trigger: error CT400 where webhook_url_error() has something against the URL';

CREATE FUNCTION contacts_internal.limit_webhooks() RETURNS trigger
	LANGUAGE C VOLATILE AS 'MODULE_PATHNAME', 'contacts_limit_webhooks';
COMMENT ON FUNCTION contacts_internal.limit_webhooks() IS
	'row trigger: no more than contacts.max_webhooks in an organization, error 54000';

CREATE FUNCTION contacts_internal.is_webhook_secret(secret text) RETURNS boolean
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'contacts_is_webhook_secret';
COMMENT ON FUNCTION contacts_internal.is_webhook_secret(text) IS 'whether text is whsec_ and 24 to 64 bytes in base64';

CREATE FUNCTION contacts.generate_webhook_secret() RETURNS text
	LANGUAGE C VOLATILE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'contacts_generate_webhook_secret';
COMMENT ON FUNCTION contacts.generate_webhook_secret() IS 'a new secret: whsec_ and 32 random bytes in base64';

CREATE FUNCTION contacts.webhook_signature(secret text, message_id text, sent_at bigint, payload text) RETURNS text
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'contacts_webhook_signature';
COMMENT ON FUNCTION contacts.webhook_signature(text, text, bigint, text) IS
	'the header webhook-signature (Standard Webhooks): v1, and the HMAC-SHA-256 of id.timestamp.payload in base64';

CREATE FUNCTION contacts.create_webhook(url text, events text[] DEFAULT NULL, filter jsonb DEFAULT NULL,
	timeout interval DEFAULT '15 seconds', max_attempts integer DEFAULT 10,
	organization_id bigint DEFAULT contacts.current_organization(), OUT uid contacts.ulid, OUT secret text)
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
	made_id bigint;
BEGIN
	uid := contacts.gen_ulid();
	secret := contacts.generate_webhook_secret();
	PERFORM contacts_internal.number_events(organization_id);
	INSERT INTO contacts.consumer (organization_id, name, events, filter, max_attempts, keep_log, position)
	VALUES (organization_id, 'webhook ' || uid::text, events, filter, max_attempts, true,
		coalesce((SELECT f.last_position FROM contacts.feed f WHERE f.organization_id
			= create_webhook.organization_id), 0))
	RETURNING id INTO made_id;
	INSERT INTO contacts.webhook (organization_id, id, uid, url, timeout) VALUES (organization_id, made_id, uid, url,
		timeout);
	INSERT INTO contacts.webhook_secret (organization_id, webhook_id, secret) VALUES (organization_id, made_id, secret);
END
$function$;
COMMENT ON FUNCTION contacts.create_webhook(text, text[], jsonb, interval, integer, bigint) IS
	'send the events of an organization from now on (NULL: all; contact.* stands for all of contact) whose data '
	'contains the filter to a URL; returns the webhook''s uid and, this once, its secret; needs contacts:admin';

CREATE FUNCTION contacts_internal.webhook_id(uid contacts.ulid, organization_id bigint) RETURNS bigint
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
	found_id bigint;
BEGIN
	SELECT w.id INTO found_id FROM contacts.webhook w
	WHERE w.organization_id = webhook_id.organization_id AND w.uid OPERATOR(contacts.=) webhook_id.uid;
	IF found_id IS NULL THEN
		RAISE EXCEPTION 'webhook "%" does not exist', uid
			USING ERRCODE = 'undefined_object', HINT
				= 'Webhooks are seen with the scope contacts:admin: SELECT uid, url FROM contacts.webhook.';
	END IF;
	RETURN found_id;
END
$function$;
COMMENT ON FUNCTION contacts_internal.webhook_id(contacts.ulid, bigint) IS
	'id of a webhook, which is that of its consumer; error 42704 where there is none';

CREATE FUNCTION contacts.rotate_webhook_secret(uid contacts.ulid, overlap interval DEFAULT '24 hours',
	organization_id bigint DEFAULT contacts.current_organization()) RETURNS text
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
	made text := contacts.generate_webhook_secret();
BEGIN
	-- a day is 24 hours and a month 30 days, once and for all
	INSERT INTO contacts.webhook_secret (organization_id, webhook_id, secret, overlap)
	VALUES (organization_id, contacts_internal.webhook_id(uid, organization_id), made,
		make_interval(secs => extract(epoch FROM overlap)::double precision));
	RETURN made;
END
$function$;
COMMENT ON FUNCTION contacts.rotate_webhook_secret(contacts.ulid, interval, bigint) IS
	'give a webhook a new secret and return it, this once; the one before signs too while they overlap; needs '
	'contacts:admin';

CREATE FUNCTION contacts.pause_webhook(uid contacts.ulid, organization_id bigint
	DEFAULT contacts.current_organization()) RETURNS void
	LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $function$
	UPDATE contacts.consumer c SET is_active = false WHERE c.organization_id = $2 AND c.id
		= contacts_internal.webhook_id($1, $2)
	$function$;
COMMENT ON FUNCTION contacts.pause_webhook(contacts.ulid, bigint) IS
	'send nothing to a webhook until resume_webhook(), which goes on where this stopped; needs contacts:admin';

CREATE FUNCTION contacts.resume_webhook(uid contacts.ulid, organization_id bigint
	DEFAULT contacts.current_organization()) RETURNS void
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
	webhook bigint := contacts_internal.webhook_id(uid, organization_id);
	place bigint;
	kept bigint := (SELECT f.dropped_position FROM contacts.feed f WHERE f.organization_id
		= resume_webhook.organization_id);
BEGIN
	UPDATE contacts.webhook w SET disabled_at = NULL, disabled_reason = NULL, not_before = NULL, failures = 0,
		failed_at = NULL, failed_reason = NULL, put_aside_until = NULL
	WHERE w.organization_id = resume_webhook.organization_id AND w.id = webhook;
	SELECT c.position INTO place FROM contacts.consumer c WHERE c.organization_id = resume_webhook.organization_id
		AND c.id = webhook FOR UPDATE;
	UPDATE contacts.consumer c SET is_active = true, position = greatest(c.position, kept)
	WHERE c.organization_id = resume_webhook.organization_id AND c.id = webhook;
	IF place < kept THEN
		RAISE WARNING 'events were dropped before the webhook could send them'
			USING DETAIL = format('It was at event %s of the feed, and goes on after event %s.', place, kept);
	END IF;
END
$function$;
COMMENT ON FUNCTION contacts.resume_webhook(contacts.ulid, bigint) IS
	'send to a webhook again that was paused, that its endpoint disabled or that the worker has put aside; where '
	'retention has dropped what comes next it goes on with what is kept, with a warning; needs contacts:admin';

CREATE FUNCTION contacts.retry_webhook(uid contacts.ulid, organization_id bigint
	DEFAULT contacts.current_organization()) RETURNS bigint
	LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $function$
	WITH revived AS (
		UPDATE contacts.delivery d SET state = 'pending', forgiven = d.attempts, visible_at = now(), finished_at = NULL
		WHERE d.organization_id = $2 AND d.consumer_id = contacts_internal.webhook_id($1, $2) AND d.state = 'dead'
		RETURNING 1
	)
	SELECT count(*) FROM revived
	$function$;
COMMENT ON FUNCTION contacts.retry_webhook(contacts.ulid, bigint) IS
	'try dead deliveries of a webhook again from their first attempt; returns how many; needs contacts:admin';

CREATE FUNCTION contacts_internal.record_ping(webhook bigint) RETURNS boolean
	LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'contacts_record_ping';
COMMENT ON FUNCTION contacts_internal.record_ping(bigint) IS
	'write the event webhook.ping for a webhook of the context; false where there is none; needs contacts:admin';

CREATE FUNCTION contacts.ping_webhook(uid contacts.ulid) RETURNS boolean
	LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS
	$function$ SELECT contacts_internal.record_ping(contacts_internal.webhook_id($1,
		contacts.current_organization())) $function$;
COMMENT ON FUNCTION contacts.ping_webhook(contacts.ulid) IS
	'send a webhook the event webhook.ping, whatever it subscribes to; no other webhook gets it; needs '
	'contacts:admin';

-- What follows is for the delivery worker, which runs as the owner of the tables; one in another language can use it
-- too.

CREATE FUNCTION contacts.webhooks_with_work() RETURNS TABLE (organization_id bigint, webhook_id bigint)
	LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 100 SET search_path = pg_catalog, pg_temp AS $function$
BEGIN
	RETURN QUERY SELECT w.organization_id, w.id
	FROM contacts.webhook w
	JOIN contacts.consumer c ON c.organization_id = w.organization_id AND c.id = w.id
	LEFT JOIN contacts.feed f ON f.organization_id = w.organization_id
	WHERE c.is_active AND coalesce(w.not_before <= clock_timestamp(), true)
		AND coalesce(w.put_aside_until <= clock_timestamp(), true)
		AND (f.last_position > c.position
			OR EXISTS (SELECT FROM contacts.event e WHERE e.organization_id = w.organization_id AND e.position IS NULL)
			OR EXISTS (SELECT FROM contacts.delivery d WHERE d.organization_id = w.organization_id AND d.consumer_id
				= w.id
				AND d.finished_at IS NULL AND d.visible_at <= clock_timestamp()));
END
$function$;
COMMENT ON FUNCTION contacts.webhooks_with_work() IS
	'active webhooks of all organizations that have something to send now; for the delivery worker';

CREATE FUNCTION contacts_internal.webhook_signatures(organization_id bigint, webhook bigint, message_id text,
	sent_at bigint, payload text) RETURNS text
	LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $function$
	SELECT string_agg(contacts.webhook_signature(s.secret, $3, $4, $5), ' ' ORDER BY s.id DESC)
	FROM (
		SELECT s.id, s.secret, lead(s.created_at + s.overlap) OVER (ORDER BY s.id) AS expires_at
		FROM contacts.webhook_secret s WHERE s.organization_id = $1 AND s.webhook_id = $2
	) s
	WHERE coalesce(s.expires_at > clock_timestamp(), true)
	$function$;
COMMENT ON FUNCTION contacts_internal.webhook_signatures(bigint, bigint, text, bigint, text) IS
	'signatures of a message by the secrets of a webhook that are in use, the newest first, separated by spaces; '
	'for the delivery worker';

CREATE FUNCTION contacts.lease_webhook(webhook bigint, max_rows integer, organization_id bigint)
	RETURNS TABLE (feed_position bigint, attempt integer, url text, timeout_ms integer, message_id text,
		sent_at bigint, signature text, payload text)
	LANGUAGE plpgsql VOLATILE ROWS 10 SET search_path = pg_catalog, pg_temp AS $function$
BEGIN
	IF NOT EXISTS (SELECT FROM contacts.webhook_secret s WHERE s.organization_id = $3 AND s.webhook_id = $1)
		AND EXISTS (SELECT FROM contacts.webhook w WHERE w.organization_id = $3 AND w.id = $1) THEN
		RAISE EXCEPTION 'the webhook has no secret'
			USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'Give it one with rotate_webhook_secret().';
	END IF;
	RETURN QUERY SELECT l.feed_position, l.attempt, w.url, (extract(epoch FROM w.timeout) * 1000)::integer, m.id,
		m.sent_at,
		contacts_internal.webhook_signatures($3, $1, m.id, m.sent_at, l.payload::text), l.payload::text
	FROM contacts.webhook w
	JOIN contacts.consumer c ON c.organization_id = w.organization_id AND c.id = w.id AND c.is_active
	CROSS JOIN LATERAL contacts.lease(c.name, $2, w.timeout + interval '30 seconds', $3) l
	CROSS JOIN LATERAL (SELECT format('msg_%s_%s', w.uid, l.feed_position), extract(epoch
		FROM clock_timestamp())::bigint) m (id, sent_at)
	WHERE w.organization_id = $3 AND w.id = $1;
	UPDATE contacts.webhook w SET failures = 0, failed_at = NULL, failed_reason = NULL, put_aside_until = NULL
	WHERE w.organization_id = $3 AND w.id = $1 AND w.failures > 0;
END
$function$;
COMMENT ON FUNCTION contacts.lease_webhook(bigint, integer, bigint) IS
	'lease deliveries of a webhook as the requests that are to be sent: POST payload to url with webhook-id, '
	'webhook-timestamp and webhook-signature; the id stays the same with each attempt; for the delivery worker';

CREATE FUNCTION contacts.put_webhook_aside(organization_id bigint, webhook bigint, reason text) RETURNS timestamptz
	LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $function$
	UPDATE contacts.webhook w SET failures = least(w.failures + 1, 1000), failed_at = clock_timestamp(),
		failed_reason = left($3, 1000),
		put_aside_until = clock_timestamp() + least(contacts_internal.backoff(w.failures + 1), interval '1 hour')
	WHERE w.organization_id = $1 AND w.id = $2
	RETURNING w.put_aside_until
	$function$;
COMMENT ON FUNCTION contacts.put_webhook_aside(bigint, bigint, text) IS
	'a webhook could not be worked on: leave it alone for a while, longer with each time up to an hour, and have its '
	'organization see why; returns until when; for the delivery worker';

CREATE FUNCTION contacts.finish_webhook(organization_id bigint, webhook bigint, feed_position bigint, attempt integer,
	status integer, error text DEFAULT NULL, retry_after integer DEFAULT NULL) RETURNS text
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
	answer text;
	later interval := CASE WHEN status IN (429, 503) THEN least(greatest(retry_after, 0), 86400) * interval '1 second'
		END;
BEGIN
	UPDATE contacts.delivery d
	SET state = CASE WHEN status BETWEEN 200 AND 299 THEN 'delivered' WHEN status = 410
		OR d.attempts - d.forgiven >= c.max_attempts THEN 'dead' ELSE 'pending' END,
		finished_at = CASE WHEN status BETWEEN 200 AND 299 OR status = 410
			OR d.attempts - d.forgiven >= c.max_attempts THEN clock_timestamp() END,
		response_status = nullif(status, 0),
		last_error = CASE WHEN status BETWEEN 200 AND 299 THEN NULL ELSE left(coalesce(error, 'answer ' || status),
			1000) END,
		visible_at = clock_timestamp() + coalesce(later, contacts_internal.backoff(d.attempts - d.forgiven))
	FROM contacts.consumer c
	WHERE c.organization_id = finish_webhook.organization_id AND c.id = webhook
		AND d.organization_id = c.organization_id AND d.consumer_id = c.id AND d.position = finish_webhook.feed_position
		AND d.state = 'leased' AND d.attempts = attempt
	RETURNING d.state INTO answer;
	IF answer IS NULL THEN
		RETURN NULL;
	END IF;
	IF status = 410 THEN
		UPDATE contacts.consumer c SET is_active = false WHERE c.organization_id = finish_webhook.organization_id
			AND c.id = webhook;
		UPDATE contacts.webhook w SET disabled_at = clock_timestamp(), disabled_reason
			= 'the endpoint answered 410 Gone'
		WHERE w.organization_id = finish_webhook.organization_id AND w.id = webhook;
	ELSIF later IS NOT NULL THEN
		UPDATE contacts.webhook w SET not_before = clock_timestamp() + later
		WHERE w.organization_id = finish_webhook.organization_id AND w.id = webhook;
	END IF;
	RETURN answer;
END
$function$;
COMMENT ON FUNCTION contacts.finish_webhook(bigint, bigint, bigint, integer, integer, text, integer) IS
	'what came of an attempt: 2xx delivered, 410 disables the webhook, 429 and 503 wait for Retry-After, any other '
	'status (0: none, see error) comes again after backoff() or is dead after max_attempts; returns the state, NULL '
	'where the lease had ended; for the delivery worker';

CREATE FUNCTION contacts_internal.give_back_webhook(organization_id bigint, webhook bigint, feed_position bigint,
	attempt integer) RETURNS void
	LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $function$
	UPDATE contacts.delivery d SET state = 'pending', forgiven = d.forgiven + 1, visible_at = clock_timestamp()
	WHERE d.organization_id = $1 AND d.consumer_id = $2 AND d.position = $3 AND d.state = 'leased' AND d.attempts = $4
	$function$;
COMMENT ON FUNCTION contacts_internal.give_back_webhook(bigint, bigint, bigint, integer) IS
	'end a lease whose attempt was not finished, without counting it; for the delivery worker';

CREATE FUNCTION contacts_internal.launch_webhook_worker() RETURNS integer
	LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'contacts_launch_webhook_worker';
COMMENT ON FUNCTION contacts_internal.launch_webhook_worker() IS
	'start a delivery worker of this database beside those that run, as the owner of the tables; returns its '
	'process id; for the owner';

CREATE FUNCTION contacts.webhook_worker() RETURNS integer
	LANGUAGE sql STABLE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $function$
	SELECT min(a.pid) FROM pg_stat_activity a
	WHERE a.datname = current_database() AND a.backend_type = 'contacts webhook worker'
	$function$;
COMMENT ON FUNCTION contacts.webhook_worker() IS
	'process id of the delivery worker of this database, NULL where none runs; for the owner';

CREATE FUNCTION contacts.start_webhook_worker() RETURNS integer
	LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS
	$function$ SELECT coalesce(contacts.webhook_worker(), contacts_internal.launch_webhook_worker()) $function$;
COMMENT ON FUNCTION contacts.start_webhook_worker() IS
	'start the delivery worker of this database, as the owner of the tables; returns its process id, also where one '
	'runs already; for the owner';

CREATE FUNCTION contacts.stop_webhook_worker() RETURNS boolean
	LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $function$
	SELECT coalesce(bool_or(pg_terminate_backend(a.pid)), false) FROM pg_stat_activity a
	WHERE a.datname = current_database() AND a.backend_type = 'contacts webhook worker'
	$function$;
COMMENT ON FUNCTION contacts.stop_webhook_worker() IS
	'have the delivery worker of this database finish what it is sending and end; whether there was one; for the owner';
