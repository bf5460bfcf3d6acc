-- Events: the journal, the feed, its consumers, history.

CREATE FUNCTION contacts_internal.record_events() RETURNS trigger
	LANGUAGE C VOLATILE AS 'MODULE_PATHNAME', 'contacts_record_events';
COMMENT ON FUNCTION contacts_internal.record_events() IS
	'statement trigger (topic, contact column): writes what the statement changed into the journal, set-wise '
	'through its transition tables';

CREATE FUNCTION contacts_internal.journal_table(relation regclass, topic text, contact_column text) RETURNS void
	LANGUAGE plpgsql VOLATILE STRICT SET search_path = pg_catalog, pg_temp AS $function$
BEGIN
	EXECUTE format('CREATE TRIGGER event_80_insert AFTER INSERT ON %s REFERENCING NEW TABLE AS new_rows
		FOR EACH STATEMENT EXECUTE FUNCTION contacts_internal.record_events(%L, %L)', relation, topic, contact_column);
	EXECUTE format('CREATE TRIGGER event_80_update AFTER UPDATE ON %s REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
		FOR EACH STATEMENT EXECUTE FUNCTION contacts_internal.record_events(%L, %L)', relation, topic, contact_column);
	EXECUTE format('CREATE TRIGGER event_80_delete AFTER DELETE ON %s REFERENCING OLD TABLE AS old_rows
		FOR EACH STATEMENT EXECUTE FUNCTION contacts_internal.record_events(%L, %L)', relation, topic, contact_column);
END
$function$;
COMMENT ON FUNCTION contacts_internal.journal_table(regclass, text, text) IS
	'have changes of a table (with organization_id, id, uid) written into the journal under a topic; contact_column '
	'tells which contact they are about';

CREATE FUNCTION contacts_internal.number_events(organization_id bigint) RETURNS bigint
	LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'contacts_number_events';
COMMENT ON FUNCTION contacts_internal.number_events(bigint) IS
	'give the committed events of an organization their place in the feed; every reader calls it first; returns how '
	'many got one';

CREATE FUNCTION contacts_internal.protect_events(relation regclass) RETURNS void
	LANGUAGE plpgsql VOLATILE STRICT SET search_path = pg_catalog, pg_temp AS $function$
BEGIN
	EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', relation);
	EXECUTE format('REVOKE ALL ON %s FROM PUBLIC', relation);
	EXECUTE format('CREATE POLICY organization_read ON %s FOR SELECT USING (
		organization_id = (SELECT contacts.current_organization()) AND (SELECT contacts.has_scope(%L)))', relation,
			'contacts:read');
END
$function$;
COMMENT ON FUNCTION contacts_internal.protect_events(regclass) IS
	'put a table that only the rules write under the isolation of organizations: it can be read, not written';

CREATE FUNCTION contacts.maintain_events(months_ahead integer DEFAULT 2) RETURNS integer
	LANGUAGE plpgsql VOLATILE STRICT SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $function$
DECLARE
	first timestamptz;
	partition text;
	made integer := 0;
BEGIN
	-- writers go on, but what they write to the default partition must not escape to it while rows move out of it
	LOCK TABLE ONLY contacts.event IN SHARE UPDATE EXCLUSIVE MODE;
	FOR first IN
		SELECT generate_series(date_trunc('month', now()), date_trunc('month', now())
			+ months_ahead * interval '1 month', interval '1 month')
		UNION SELECT DISTINCT date_trunc('month', e.occurred_at) FROM contacts.event_default e
			WHERE isfinite(e.occurred_at)
		ORDER BY 1
	LOOP
		partition := 'event_' || to_char(first, 'YYYY_MM');
		CONTINUE WHEN to_regclass('contacts.' || partition) IS NOT NULL;
		LOCK TABLE contacts.event_default IN ACCESS EXCLUSIVE MODE;
		EXECUTE format('CREATE TABLE contacts.%I (LIKE contacts.event INCLUDING DEFAULTS INCLUDING CONSTRAINTS)',
			partition);
		EXECUTE format('COMMENT ON TABLE contacts.%I IS %L', partition, 'events of ' || to_char(first, 'FMMonth YYYY')
			|| ', UTC');
		PERFORM contacts_internal.protect_events(to_regclass('contacts.' || partition));
		EXECUTE format('WITH moved AS (DELETE FROM contacts.event_default WHERE occurred_at >= %L AND occurred_at < %L RETURNING *)
			INSERT INTO contacts.%I SELECT * FROM moved', first, first + interval '1 month', partition);
		EXECUTE format('ALTER TABLE contacts.event ATTACH PARTITION contacts.%I FOR VALUES FROM (%L) TO (%L)',
			partition, first, first + interval '1 month');
		made := made + 1;
	END LOOP;
	RETURN made;
END
$function$;
COMMENT ON FUNCTION contacts.maintain_events(integer) IS
	'make the partitions of the journal for this and the coming months, and for those whose events had to go to the '
	'default partition; for a monthly job of the owner; returns how many were made';

CREATE FUNCTION contacts_internal.number_events_before(before timestamptz, organization_id bigint) RETURNS void
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
	waiting bigint;
	numbered bigint := 1;
BEGIN
	WHILE numbered > 0 LOOP
		numbered := 0;
		FOR waiting IN
			SELECT DISTINCT e.organization_id FROM contacts.event e
			WHERE e.position IS NULL AND e.occurred_at < $1 AND (e.organization_id = $2 OR $2 IS NULL)
		LOOP
			numbered := numbered + contacts_internal.number_events(waiting);
		END LOOP;
	END LOOP;
END
$function$;
COMMENT ON FUNCTION contacts_internal.number_events_before(timestamptz, bigint) IS
	'give all committed events before a time, of one organization or (NULL) all, their place in the feed';

CREATE FUNCTION contacts.drop_events_before(before timestamptz, organization_id bigint DEFAULT NULL) RETURNS bigint
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $function$
DECLARE
	partition record;
	dropped bigint;
BEGIN
	IF before IS NULL THEN
		RAISE EXCEPTION 'before must not be null' USING ERRCODE = 'null_value_not_allowed';
	END IF;
	IF current_setting('transaction_isolation') <> 'read committed' THEN
		RAISE EXCEPTION 'drop_events_before() needs a transaction at READ COMMITTED' USING ERRCODE
			= 'active_sql_transaction';
	END IF;
	-- what no reader could see yet gets its number first, so that readers learn that it is gone: most of it without
	-- locks, the rest when nobody numbers and nobody writes
	PERFORM contacts_internal.number_events_before($1, $2);
	PERFORM FROM contacts.feed f WHERE f.organization_id = $2 OR $2 IS NULL ORDER BY f.organization_id FOR UPDATE;
	LOCK TABLE contacts.event IN SHARE ROW EXCLUSIVE MODE;
	PERFORM contacts_internal.number_events_before($1, $2);
	IF EXISTS (SELECT FROM contacts.event e WHERE e.position IS NULL AND e.occurred_at < $1
		AND (e.organization_id = $2 OR $2 IS NULL)) THEN
		RAISE EXCEPTION 'somebody else is numbering events' USING ERRCODE = 'lock_not_available', HINT = 'Try again.';
	END IF;
	UPDATE contacts.feed f
	SET dropped_position = greatest(f.dropped_position, e.last), dropped_before = greatest(f.dropped_before, $1)
	FROM (SELECT d.organization_id, max(d.position) AS last FROM contacts.event d
		WHERE d.occurred_at < $1 AND (d.organization_id = $2 OR $2 IS NULL) GROUP BY 1) e
	WHERE f.organization_id = e.organization_id;
	SELECT count(*) INTO dropped FROM contacts.event e WHERE e.occurred_at < $1 AND (e.organization_id = $2
		OR $2 IS NULL);
	FOR partition IN
		SELECT c.oid::regclass AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
		WHERE $2 IS NULL AND i.inhparent = 'contacts.event'::regclass AND c.relname ~ '^event_\d{4}_\d{2}$'
			AND to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month' <= $1
	LOOP
		EXECUTE format('DROP TABLE %s', partition.name);
	END LOOP;
	DELETE FROM contacts.event e WHERE e.occurred_at < $1 AND (e.organization_id = $2 OR $2 IS NULL);
	UPDATE contacts.delivery d SET state = 'dead', finished_at = now(), last_error = 'the event is no longer kept'
	FROM contacts.feed f
	WHERE f.organization_id = d.organization_id AND d.position <= f.dropped_position AND d.finished_at IS NULL
		AND (d.organization_id = $2 OR $2 IS NULL)
		AND NOT EXISTS (SELECT FROM contacts.event e WHERE e.organization_id = d.organization_id AND e.position
			= d.position);
	DELETE FROM contacts.delivery d
	WHERE d.finished_at < $1 AND (d.organization_id = $2 OR $2 IS NULL);
	RETURN dropped;
END
$function$;
COMMENT ON FUNCTION contacts.drop_events_before(timestamptz, bigint) IS
	'drop the journal before a time, of one organization or (NULL) of all, whole months then as partitions; for a '
	'job of the owner; readers that are not that far get an error, not a gap; returns the number of events';

CREATE FUNCTION contacts.expire_events() RETURNS bigint
	LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
	dropped bigint := 0;
	longest interval;
	keeper record;
BEGIN
	-- what nobody keeps goes as whole partitions
	SELECT max(o.event_retention) INTO longest FROM contacts.organization o HAVING bool_and(o.event_retention
		IS NOT NULL);
	IF longest IS NOT NULL THEN
		BEGIN
			dropped := contacts.drop_events_before(now() - longest);
		EXCEPTION WHEN data_exception OR lock_not_available THEN
			RAISE WARNING 'events that no organization keeps were not dropped' USING DETAIL = SQLERRM;
		END;
	END IF;
	FOR keeper IN
		SELECT o.id, o.event_retention FROM contacts.organization o
		WHERE o.event_retention < longest OR (longest IS NULL AND o.event_retention IS NOT NULL) ORDER BY o.id
	LOOP
		-- one organization's trouble is not that of the others
		BEGIN
			dropped := dropped + contacts.drop_events_before(now() - keeper.event_retention, keeper.id);
		EXCEPTION WHEN data_exception OR lock_not_available THEN
			RAISE WARNING 'events of organization % were not dropped', keeper.id USING DETAIL = SQLERRM;
		END;
	END LOOP;
	RETURN dropped;
END
$function$;
COMMENT ON FUNCTION contacts.expire_events() IS
	'drop the events that organization.event_retention no longer keeps; for a daily job of the owner; returns how '
	'many; an organization whose events cannot be dropped is passed over with a warning';

CREATE FUNCTION contacts_internal.event_json(name text, occurred_at timestamptz, subject text, data jsonb,
	organization_uid contacts.ulid, contact_uid contacts.ulid, company_uid contacts.ulid) RETURNS jsonb
	LANGUAGE sql STABLE PARALLEL SAFE
	-- a standard body, so that it becomes part of the statements that call it
	RETURN jsonb_build_object(
		'event', name,
		'timestamp', to_char(occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
		'data', jsonb_build_object('id', (data ->> 'uid')::contacts.ulid::uuid,
			'organizationId', contacts.public_id('org', organization_uid))
		|| CASE WHEN data ? 'name' THEN jsonb_build_object('name', data -> 'name', 'email', data -> 'email') ELSE '{}'
			END
		|| CASE WHEN data ? 'company_id' THEN jsonb_build_object('parentEntityId', company_uid::uuid) ELSE '{}' END
		|| CASE WHEN data ? 'previous' THEN jsonb_build_object('previousPrimaryContactId',
			(data ->> 'previous')::contacts.ulid::uuid) ELSE '{}' END
		|| CASE WHEN name LIKE 'contact.%' OR subject = 'contact'
			THEN jsonb_strip_nulls(jsonb_build_object('status', data -> 'status')) || CASE WHEN data ? 'changed'
				THEN jsonb_build_object('changed', data -> 'changed') ELSE '{}' END
			ELSE jsonb_build_object('contactId', contact_uid::uuid) || (data - '{uid,name,email,company_id}'::text[])
				END);
COMMENT ON FUNCTION contacts_internal.event_json(text, timestamptz, text, jsonb, contacts.ulid, contacts.ulid,
	contacts.ulid) IS
	'an event as webhooks send it, from its row and the uids of its organization, contact and company';

CREATE FUNCTION contacts_internal.event_payload(organization_id bigint, feed_position bigint) RETURNS jsonb
	LANGUAGE sql STABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $function$
	SELECT contacts_internal.event_json(e.name, e.occurred_at, e.subject, e.data, o.uid, c.uid, p.uid)
	FROM contacts.event e
	LEFT JOIN contacts.organization o ON o.id = e.organization_id
	LEFT JOIN contacts.contact c ON c.organization_id = e.organization_id AND c.id = e.contact_id
	LEFT JOIN contacts.contact p ON p.organization_id = e.organization_id AND p.id = e.company_id
	WHERE e.organization_id = $1 AND e.position = $2
	$function$;
COMMENT ON FUNCTION contacts_internal.event_payload(bigint, bigint) IS
	'the event at a place of the feed as webhooks send it: {event, timestamp, data {id, organizationId, name, '
	'email, parentEntityId, status, changed}}';

CREATE FUNCTION contacts_internal.feed_position(cursor text, organization_id bigint) RETURNS bigint
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
	place bigint := 0;
	dropped bigint;
	last bigint;
BEGIN
	IF cursor IS NOT NULL THEN
		IF cursor !~ '^\d{1,18}$' THEN
			RAISE EXCEPTION 'cursor "%" is not one of this feed', left(cursor, 40)
				USING ERRCODE = 'CT400', HINT = 'Give the cursor of the last event that was read, or NULL for the start.';
		END IF;
		place := cursor::bigint;
	END IF;
	SELECT f.dropped_position, f.last_position INTO dropped, last FROM contacts.feed f WHERE f.organization_id
		= feed_position.organization_id;
	-- a standby and an old snapshot may not be that far yet
	IF place > coalesce(last, 0) AND NOT pg_is_in_recovery() AND current_setting('transaction_isolation')
		= 'read committed' THEN
		RAISE EXCEPTION 'cursor "%" is ahead of the feed', cursor
			USING ERRCODE = 'object_not_in_prerequisite_state',
				DETAIL = format('The last event comes at cursor "%s".', coalesce(last, 0)),
				HINT = 'The transaction that read it was rolled back, or an older backup restored: read all contacts anew, then go on from the last cursor.';
	END IF;
	IF place < dropped AND cursor IS NOT NULL THEN
		RAISE EXCEPTION 'events after cursor "%" are no longer kept', cursor
			USING ERRCODE = 'object_not_in_prerequisite_state',
				DETAIL = format('The first event that is kept comes after cursor "%s".', dropped),
				HINT = 'Read all contacts anew, then go on from that cursor.';
	END IF;
	RETURN greatest(place, dropped);
END
$function$;
COMMENT ON FUNCTION contacts_internal.feed_position(text, bigint) IS
	'the place in the feed that a cursor names; error CT400 for what is no cursor, 55000 where retention has '
	'dropped what follows it or the feed is not that far';

CREATE FUNCTION contacts.events_after(cursor text DEFAULT NULL, max_rows integer DEFAULT 100,
	organization_id bigint DEFAULT contacts.current_organization())
	RETURNS TABLE (next_cursor text, event text, occurred_at timestamptz, contact_id bigint, payload jsonb)
	LANGUAGE C VOLATILE ROWS 100 SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET enable_bitmapscan
		= off
	AS 'MODULE_PATHNAME', 'contacts_events_after';
COMMENT ON FUNCTION contacts.events_after(text, integer, bigint) IS
	'the next committed events after a cursor, in order, none lost and none twice; go on with the last next_cursor; '
	'needs contacts:read';

CREATE FUNCTION contacts.last_cursor(organization_id bigint DEFAULT contacts.current_organization()) RETURNS text
	LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $function$
	SELECT contacts_internal.number_events(organization_id);
	SELECT coalesce(max(f.last_position), 0)::text FROM contacts.feed f WHERE f.organization_id = $1
	$function$;
COMMENT ON FUNCTION contacts.last_cursor(bigint) IS
	'cursor of the last committed event: where events_after() and changes_since() go on for whoever reads all '
	'contacts after asking for it; needs contacts:read';

CREATE FUNCTION contacts_internal.wants_event(events text[], name text) RETURNS boolean
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN events IS NULL OR name = ANY (events) OR split_part(name, '.', 1) || '.*' = ANY (events);
COMMENT ON FUNCTION contacts_internal.wants_event(text[], text) IS
	'whether a list of event names (NULL: all; contact.* for all of contact) has an event';

CREATE FUNCTION contacts_internal.fan_out(consumer_id bigint, max_rows integer, organization_id bigint) RETURNS void
	LANGUAGE C VOLATILE STRICT SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET enable_bitmapscan
		= off
	AS 'MODULE_PATHNAME', 'contacts_fan_out';
COMMENT ON FUNCTION contacts_internal.fan_out(bigint, integer, bigint) IS
	'turn the next events of the feed that a consumer wants into deliveries, while fewer than 10,000 are open; one '
	'worker at a time, others skip';

CREATE FUNCTION contacts_internal.consumer_id(name text, organization_id bigint) RETURNS bigint
	LANGUAGE plpgsql STABLE PARALLEL SAFE STRICT SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
	found_id bigint;
BEGIN
	SELECT c.id INTO found_id FROM contacts.consumer c
	WHERE c.organization_id = consumer_id.organization_id AND c.name = consumer_id.name;
	IF found_id IS NULL THEN
		RAISE EXCEPTION 'consumer "%" does not exist', name
			USING ERRCODE = 'undefined_object', HINT
				= 'Make it with INSERT INTO contacts.consumer (name) VALUES (...).';
	END IF;
	RETURN found_id;
END
$function$;
COMMENT ON FUNCTION contacts_internal.consumer_id(text, bigint) IS
	'id of a consumer by its name; error 42704 where there is none';

CREATE FUNCTION contacts.lease(consumer text, max_rows integer DEFAULT 10, lease_time interval DEFAULT '30 seconds',
	organization_id bigint DEFAULT contacts.current_organization())
	RETURNS TABLE (feed_position bigint, event text, contact_id bigint, attempt integer, payload jsonb)
	LANGUAGE C VOLATILE STRICT ROWS 10 SET search_path = pg_catalog, pg_temp SET enable_seqscan
		= off SET enable_bitmapscan = off
	AS 'MODULE_PATHNAME', 'contacts_lease';
COMMENT ON FUNCTION contacts.lease(text, integer, interval, bigint) IS
	'take the next deliveries of a consumer for a time; workers share them, a contact''s events come one by one in '
	'their order; what is not acknowledged in time comes again; needs contacts:write, contacts:admin for a webhook';

CREATE FUNCTION contacts.ack(consumer text, feed_positions bigint[], attempts integer[]) RETURNS bigint
	LANGUAGE C VOLATILE SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET enable_bitmapscan = off
	AS 'MODULE_PATHNAME', 'contacts_ack';
COMMENT ON FUNCTION contacts.ack(text, bigint[], integer[]) IS
	'deliveries were handled, with the attempts that lease() told: one that ran out and was leased to another '
	'worker is left to it; returns how many were leased; needs contacts:write, contacts:admin for a webhook';

CREATE FUNCTION contacts.ack(consumer text, VARIADIC feed_positions bigint[]) RETURNS bigint
	LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS
	$function$ SELECT contacts.ack($1, $2, NULL::integer[]) $function$;
COMMENT ON FUNCTION contacts.ack(text, bigint[]) IS
	'deliveries were handled, whichever attempt it was: ack(consumer, position, ...); returns how many were leased';

CREATE FUNCTION contacts.nack(consumer text, feed_position bigint, error text DEFAULT NULL, delay interval DEFAULT NULL,
	attempt integer DEFAULT NULL) RETURNS boolean
	LANGUAGE C VOLATILE SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET enable_bitmapscan = off
	AS 'MODULE_PATHNAME', 'contacts_nack';
COMMENT ON FUNCTION contacts.nack(text, bigint, text, interval, integer) IS
	'a delivery failed: it comes again after the delay (default: backoff of its attempts), or is dead after '
	'max_attempts; false where it is not leased, or not with this attempt any more; needs contacts:write, '
	'contacts:admin for a webhook';

CREATE FUNCTION contacts.retry_dead(consumer text, feed_positions bigint[] DEFAULT NULL) RETURNS bigint
	LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $function$
	WITH revived AS (
		UPDATE contacts.delivery d SET state = 'pending', forgiven = d.attempts, visible_at = clock_timestamp(),
			finished_at = NULL
		WHERE d.organization_id = contacts.current_organization()
			AND d.consumer_id = contacts_internal.consumer_id($1, contacts.current_organization())
			AND d.state = 'dead' AND (d.position = ANY ($2) OR $2 IS NULL)
			AND EXISTS (SELECT FROM contacts.event e WHERE e.organization_id = d.organization_id AND e.position
				= d.position)
		RETURNING 1
	)
	SELECT count(*) FROM revived
	$function$;
COMMENT ON FUNCTION contacts.retry_dead(text, bigint[]) IS
	'try dead deliveries of a consumer again, those at the positions or all (NULL); returns how many; needs '
	'contacts:admin';

CREATE FUNCTION contacts_internal.backoff(attempts integer) RETURNS interval
	LANGUAGE sql VOLATILE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS
	$function$ SELECT least(interval '5 seconds' * 2.0 ^ least(greatest($1 - 1, 0), 20), interval '12 hours') * (0.8
		+ 0.4 * random()) $function$;
COMMENT ON FUNCTION contacts_internal.backoff(integer) IS
	'how long to wait before the next attempt: 5 seconds, doubled each time up to 12 hours, with a jitter of a '
	'fifth';

CREATE FUNCTION contacts.changes_since(cursor text DEFAULT NULL, max_rows integer DEFAULT 100,
	organization_id bigint DEFAULT contacts.current_organization())
	RETURNS TABLE (next_cursor text, uid contacts.ulid, deleted boolean, contact jsonb)
	LANGUAGE C VOLATILE ROWS 100 SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET enable_bitmapscan
		= off
	AS 'MODULE_PATHNAME', 'contacts_changes_since';
COMMENT ON FUNCTION contacts.changes_since(text, integer, bigint) IS
	'delta sync: the contacts that changed after a cursor, each once, as they are now; deleted ones as tombstones; '
	'go on with next_cursor';

CREATE FUNCTION contacts.contact_history(uid contacts.ulid, organization_id bigint
	DEFAULT contacts.current_organization())
	RETURNS TABLE (occurred_at timestamptz, event text, actor_id bigint, changed jsonb, data jsonb, subject text)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 100 SET search_path = pg_catalog, pg_temp AS $function$
	SELECT e.occurred_at, e.name, e.actor_id, e.data -> 'changed', e.data - 'changed', e.subject
	FROM (
		WITH RECURSIVE part AS (
			SELECT coalesce((SELECT c.id FROM contacts.contact c
				WHERE c.organization_id = $2 AND c.uid OPERATOR(contacts.=) $1),
				(SELECT contacts_internal.survivor_of(m.id, $2) FROM contacts.merged_contact m
				WHERE m.organization_id = $2 AND m.uid OPERATOR(contacts.=) $1)) AS id
			UNION
			SELECT m.id FROM part p JOIN contacts.merged_contact m ON m.organization_id = $2 AND m.survivor_id = p.id
		)
		SELECT ARRAY(SELECT p.id FROM part p WHERE p.id IS NOT NULL) AS ids OFFSET 0
	) c
	JOIN contacts.event e ON e.organization_id = $2 AND e.contact_id = ANY (c.ids)
	ORDER BY e.id
	$function$;
COMMENT ON FUNCTION contacts.contact_history(contacts.ulid, bigint) IS
	'what the journal says of a contact, its connections, addresses, affiliations and activities (subject: the '
	'table of the row), and of those that were merged into it, oldest first; what was changed in rows of contact leads '
	'to the present one';

CREATE FUNCTION contacts_internal.require_kept(at timestamptz, organization_id bigint) RETURNS boolean
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
	dropped timestamptz;
BEGIN
	SELECT f.dropped_before INTO dropped FROM contacts.feed f WHERE f.organization_id = require_kept.organization_id;
	IF at < dropped THEN
		RAISE EXCEPTION 'events of that time are no longer kept'
			USING ERRCODE = 'object_not_in_prerequisite_state',
				DETAIL = format('The journal begins at %s.', to_char(dropped AT TIME ZONE 'UTC',
					'YYYY-MM-DD"T"HH24:MI:SS"Z"'));
	END IF;
	RETURN true;
END
$function$;
COMMENT ON FUNCTION contacts_internal.require_kept(timestamptz, bigint) IS
	'true, or error 55000 where retention has dropped events after the time';

CREATE FUNCTION contacts.contact_as_of(uid contacts.ulid, at timestamptz, organization_id bigint
	DEFAULT contacts.current_organization())
	RETURNS jsonb
	LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
	SET timezone = 'UTC' SET datestyle = 'ISO' SET intervalstyle = 'postgres' SET extra_float_digits = 1 AS $function$
	SELECT was.row || jsonb_build_object('is_active', was.row ->> 'status' = 'active'
		AND was.row ->> 'deleted_at' IS NULL)
	FROM contacts.contact c, LATERAL (
		SELECT to_jsonb(c) - '{updated_at,updated_by,version,email_shared,search_key}'::text[]
			- coalesce(array_agg(undone.key) FILTER (WHERE undone.change ? 'omitted'), '{}')
			|| coalesce(jsonb_object_agg(undone.key,
				undone.change -> 'old') FILTER (WHERE NOT undone.change ? 'omitted'), '{}')
		FROM (
			SELECT DISTINCT ON (change.key) change.key, change.value AS change
			FROM contacts.event e, jsonb_each(e.data -> 'changed') AS change
			WHERE e.organization_id = c.organization_id AND e.contact_id = c.id AND e.subject = 'contact'
				AND e.occurred_at > $2
			ORDER BY change.key, e.id
		) undone) AS was (row)
	WHERE c.organization_id = $3 AND c.uid OPERATOR(contacts.=) $1 AND c.created_at <= $2
		AND contacts_internal.require_kept($2, $3)
	$function$;
COMMENT ON FUNCTION contacts.contact_as_of(contacts.ulid, timestamptz, bigint) IS
	'the row of a contact as it was at a time: the present row with later changes of the journal undone, times in '
	'UTC; without updated_at, updated_by, version, and a value too long for the journal; NULL before its creation';
