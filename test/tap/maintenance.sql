-- What the owner does for all organizations at once: one of them does not stop it, and what lint() names is one row of one organization.
BEGIN;
SET LOCAL search_path = public, pg_catalog;
SET LOCAL client_min_messages = error;
SELECT no_plan();

INSERT INTO contacts.organization (id, name) VALUES (9331, 'Victim'), (9332, 'Attacker');
INSERT INTO contacts.contact (organization_id, id, name, email) VALUES (9331, 1, 'Victor Victim', 'victor@m.example'), (9332, 1, 'OWNED BY MALLORY', 'x@m.example');
INSERT INTO contacts.app_user (organization_id, id, name) VALUES (9331, 1, 'Victor'), (9332, 1, 'X');
INSERT INTO contacts.contact (organization_id, id, name, email, user_id, status) VALUES (9332, 2, 'Some One', 'y@m.example', 1, 'inactive');
INSERT INTO contacts.contact (organization_id, id, kind, name) VALUES (9331, 3, 'organization', 'Co'), (9332, 3, 'organization', 'Co');
INSERT INTO contacts.connection (organization_id, id, contact_id, type, value) VALUES (9332, 1, 1, 'other', 'z@m.example'), (9331, 1, 1, 'other', 'https://m.example');
INSERT INTO contacts.activity (organization_id, id, company_id, occurred_at, duration_minutes, location, type, status, subject) SELECT 9332, i, 3, now() - i * interval '10 days', 5, 'x',
	t.type, CASE WHEN i % 2 = 0 THEN 'PENDING' ELSE 'COMPLETED' END, CASE WHEN i % 3 = 0 THEN 'ABOUT  IT' END FROM unnest('{MEETING,CALL,REVIEW,TRAINING,PRESENTATION,EMAIL}'::text[]) WITH ORDINALITY t (type, i);
CREATE TEMP TABLE mends AS SELECT code, mend FROM contacts.lint(organization_id => 9332) WHERE mend IS NOT NULL;
SELECT cmp_ok(count(DISTINCT code), '>', 12::bigint, 'there is enough to mend') FROM mends;
SELECT is_empty($$SELECT code, mend FROM mends WHERE mend !~ 'organization_id (=|=>) 9332|INSERT INTO contacts\.[a-z]+ \(organization_id|^REINDEX|^CREATE'$$, 'what mends it names the organization');
CREATE FUNCTION pg_temp.follow() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	one record;
	count bigint := 0;
BEGIN
	FOR one IN SELECT mend FROM mends WHERE mend !~ '\.\.\.|^REINDEX|^CREATE|^SELECT \*' LOOP
		BEGIN
			EXECUTE one.mend;
			count := count + 1;
		EXCEPTION WHEN OTHERS THEN
			NULL;
		END;
	END LOOP;
	RETURN count;
END $$;
CREATE TEMP TABLE before AS SELECT 'contact' AS what, to_jsonb(c) AS row FROM contacts.contact c WHERE organization_id = 9331 UNION ALL SELECT 'user', to_jsonb(u) FROM contacts.app_user u WHERE organization_id = 9331
	UNION ALL SELECT 'connection', to_jsonb(n) FROM contacts.connection n WHERE organization_id = 9331;
SELECT cmp_ok(pg_temp.follow(), '>', 5::bigint, 'the owner follows it');
SELECT is_empty($$SELECT 'contact', to_jsonb(c) FROM contacts.contact c WHERE organization_id = 9331 EXCEPT SELECT * FROM before$$, 'no contact of the other organization is touched');
SELECT is_empty($$SELECT 'user', to_jsonb(c) FROM contacts.app_user c WHERE organization_id = 9331 EXCEPT SELECT * FROM before$$, 'no user');
SELECT is_empty($$SELECT 'connection', to_jsonb(c) FROM contacts.connection c WHERE organization_id = 9331 EXCEPT SELECT * FROM before$$, 'no connection');
SELECT is((SELECT name FROM contacts.contact WHERE organization_id = 9332 AND id = 1), 'Owned By Mallory', 'its own is mended');

-- retention: a setting that cannot be applied is refused; were it there, the others' events would go all the same
SELECT throws_ok(format('UPDATE contacts.organization SET event_retention = %L WHERE id = 9332', i), '23514', NULL, 'refused: ' || i)
FROM unnest('{300000 years,-1 day,0,1 month -1 day,178000000 years,2562047788 hours}'::text[]) i;
SELECT lives_ok(format('UPDATE contacts.organization SET event_retention = %L WHERE id = 9332', i), 'taken: ' || i) FROM unnest('{1 second,90 days,1 year 2 months,1000 years}'::text[]) i;
ALTER TABLE contacts.organization DROP CONSTRAINT organization_event_retention_check;
UPDATE contacts.organization SET event_retention = '178000000 years' WHERE id = 9332;
UPDATE contacts.organization SET event_retention = '1 day' WHERE id = 9331;
UPDATE contacts.event SET occurred_at = occurred_at - interval '3 days' WHERE organization_id = 9331;
SELECT cmp_ok(contacts.expire_events(), '>', 0::bigint, 'one organization does not stop expire_events() for the others');
SELECT is((SELECT count(*) FROM contacts.event WHERE organization_id = 9331), 0::bigint, 'whose events are dropped');
SELECT * FROM finish();
ROLLBACK;
