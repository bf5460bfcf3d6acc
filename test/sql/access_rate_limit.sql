-- Rate limits: take_rate_limit(), require_rate_limit().
\set VERBOSITY default
SET client_min_messages = warning;
INSERT INTO contacts.organization (id, name) VALUES (950, 'Limited'), (951, 'Not limited'), (952, 'Minute only'), (953, 'Other');
INSERT INTO contacts.rate_limit (organization_id) VALUES (950);
INSERT INTO contacts.rate_limit (organization_id, per_hour, per_minute) VALUES (952, NULL, 3), (953, 5, NULL);
\set VERBOSITY terse
INSERT INTO contacts.rate_limit (organization_id, per_hour) VALUES (951, 0);	-- fails
INSERT INTO contacts.rate_limit (organization_id, per_minute) VALUES (951, -1);	-- fails
\set VERBOSITY default
CREATE ROLE regress_contacts_rate;
SELECT contacts.grant_access('regress_contacts_rate', '{contacts:read}', 950);
SELECT contacts.grant_access('regress_contacts_rate', '{contacts:read}', 951);
SELECT contacts.grant_access('regress_contacts_rate', '{contacts:read}', 952);
SELECT contacts.grant_access('regress_contacts_rate', '{contacts:read}', 953);
SET ROLE regress_contacts_rate;

-- off by default
SET contacts.organization_id = 951;
SELECT * FROM contacts.take_rate_limit();
SELECT contacts.require_rate_limit(1000000);
SELECT current_setting('response.headers', true) IS NULL AS no_header;

-- 100 a minute and 1,000 an hour
SET contacts.organization_id = 950;
SELECT allowed, rate_limit, remaining, reset_epoch - extract(epoch FROM now()) BETWEEN 0 AND 3660 AS resets, retry_after, period FROM contacts.take_rate_limit();
SELECT allowed, rate_limit, remaining, retry_after, period FROM contacts.take_rate_limit(98);
SELECT allowed, rate_limit, remaining, retry_after BETWEEN 1 AND 61 AS soon, period FROM contacts.take_rate_limit(2);
SELECT allowed, rate_limit, remaining, period FROM contacts.take_rate_limit(0);
SELECT allowed, rate_limit, remaining, period FROM contacts.take_rate_limit(1);
SELECT allowed, rate_limit, remaining, reset_epoch - extract(epoch FROM now()) BETWEEN 50 AND 62 AS resets, period FROM contacts.take_rate_limit(1);
-- a cost that never fits
SELECT allowed, rate_limit, remaining, retry_after, period FROM contacts.take_rate_limit(1001);

-- what was granted stays so
SET contacts.organization_id = 953;
BEGIN;
SELECT remaining FROM contacts.take_rate_limit(0);
COMMIT;
BEGIN;
SELECT remaining FROM contacts.take_rate_limit(2);
ROLLBACK;
BEGIN ISOLATION LEVEL SERIALIZABLE;
SELECT remaining FROM contacts.take_rate_limit(2);
SAVEPOINT s;
SELECT remaining FROM contacts.take_rate_limit(1);
ROLLBACK TO s;
SELECT allowed, remaining, period FROM contacts.take_rate_limit(1);
COMMIT;

-- an error with everything in its detail, headers for PostgREST
SET contacts.organization_id = 952;
BEGIN;
SET LOCAL response.headers = '[{"Cache-Control":"no-store"}]';
SELECT contacts.require_rate_limit();
SELECT regexp_replace(current_setting('response.headers'), '\d{10}', 'EPOCH');
COMMIT;
SELECT contacts.require_rate_limit(2);
CREATE FUNCTION pg_temp.refused() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	detail text;
	hint text;
BEGIN
	PERFORM contacts.require_rate_limit();
	RETURN 'granted';
EXCEPTION WHEN SQLSTATE 'CT429' THEN
	GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
	RETURN format('%s %s | %s', SQLERRM, (detail::jsonb - '{reset,retryAfter}'::text[]), regexp_replace(hint, '\d+', 'N'))
		|| CASE WHEN (detail::jsonb ->> 'retryAfter')::int BETWEEN 1 AND 61 AND (detail::jsonb ->> 'reset')::bigint > extract(epoch FROM now()) THEN '' ELSE detail END;
END $$;
SELECT pg_temp.refused();

-- bad arguments, other organizations, no context
SELECT contacts.take_rate_limit(-1);	-- fails
SELECT contacts.take_rate_limit(NULL);	-- fails
SELECT contacts.take_rate_limit(1, 1);	-- fails
SELECT contacts.require_rate_limit(1, NULL);	-- fails
BEGIN READ ONLY;
SELECT contacts.take_rate_limit();	-- fails
ROLLBACK;
-- limits are read by those they hold for, and written by the owner only
SELECT organization_id, per_hour, per_minute FROM contacts.rate_limit;
UPDATE contacts.rate_limit SET per_minute = 1000000;	-- fails
DELETE FROM contacts.rate_usage;	-- fails
INSERT INTO contacts.rate_usage (organization_id) VALUES (951);	-- fails
RESET ROLE;
RESET contacts.organization_id;

-- a limit that changes keeps the count; one that goes takes it along
UPDATE contacts.rate_limit SET per_minute = 4 WHERE organization_id = 952;
SELECT allowed, rate_limit, remaining FROM contacts.take_rate_limit(1, 952);
SELECT allowed FROM contacts.take_rate_limit(1, 952);
DELETE FROM contacts.rate_limit WHERE organization_id = 952;
SELECT * FROM contacts.rate_usage WHERE organization_id = 952;
SELECT allowed, rate_limit FROM contacts.take_rate_limit(1, 952);
-- the counts are rows like others: they can be read
SELECT (SELECT sum(s) FROM unnest(seconds) s) AS seconds, (SELECT sum(m) FROM unnest(minutes) m) AS minutes FROM contacts.rate_usage WHERE organization_id = 950;
SELECT contacts.revoke_access('regress_contacts_rate', o) FROM generate_series(950, 953) o;
DROP FUNCTION pg_temp.refused();
DROP ROLE regress_contacts_rate;
