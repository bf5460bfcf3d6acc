#!/bin/bash
# Random histories: after every transaction the rows of all contacts are written down; later contact_as_of() has to tell
# each of them, and contact_history() has to lead from the first to the last. HISTORY_SEED repeats a run, TORTURE_SECONDS
# makes it longer.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
seed=${HISTORY_SEED:-$((RANDOM * 32768 + RANDOM))}
seconds=${TORTURE_SECONDS:-4}

out=$(mktemp -d)
database=event_history_$$
trap 'dropdb --if-exists "$database"; psql -Xqc "DROP ROLE IF EXISTS regress_contacts_history" postgres; rm -rf "$out"' EXIT
. test/lib/tap.sh
createdb "$database" || exit 1
export PGDATABASE=$database
ask() { psql -XAtq -v ON_ERROR_STOP=1 "$@"; }
echo "# repeat with HISTORY_SEED=$seed"

ask > "$out/log" 2>&1 <<'SQL' || { cat "$out/log"; exit 1; }
SET client_min_messages = warning;
CREATE EXTENSION contacts;
SELECT contacts.install();
-- what a customer has added is part of a contact
ALTER TABLE contacts.contact ADD COLUMN scores integer[], ADD COLUMN weight double precision, ADD COLUMN seen timestamptz, ADD COLUMN span interval, ADD COLUMN during tstzrange;
INSERT INTO contacts.organization (id, name, require_connection) VALUES (1, 'History', false);
INSERT INTO contacts.app_user (organization_id, id, name) SELECT 1, n, 'User ' || n FROM generate_series(1, 3) n;
DROP ROLE IF EXISTS regress_contacts_history;
CREATE ROLE regress_contacts_history;
SELECT contacts.grant_access('regress_contacts_history', '{contacts:read,contacts:write,contacts:delete,contacts:admin}', 1);
GRANT CREATE ON SCHEMA public TO regress_contacts_history;
SET ROLE regress_contacts_history;

-- what contact_as_of() leaves out, and what says only when and by whom
CREATE FUNCTION shown(c contacts.contact) RETURNS jsonb LANGUAGE sql STABLE SET timezone = 'UTC' SET datestyle = 'ISO' AS
	$$ SELECT to_jsonb(c) - '{updated_at,updated_by,version,email_shared,search_key}'::text[] $$;
CREATE TABLE noted (step int, at timestamptz, uid contacts.ulid, shown jsonb, PRIMARY KEY (step, uid));
CREATE TABLE done (step int, action text, state text);

CREATE FUNCTION anyone(kind text DEFAULT NULL) RETURNS bigint LANGUAGE sql VOLATILE AS
	$$ SELECT id FROM contacts.contact c WHERE c.kind = coalesce($1, c.kind) ORDER BY random() LIMIT 1 $$;
CREATE FUNCTION pick(VARIADIC choice text[]) RETURNS text LANGUAGE sql VOLATILE AS
	$$ SELECT choice[1 + floor(random() * cardinality(choice))] $$;

-- one value at random for one column at random; NULL about one time in six
CREATE FUNCTION an_update() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	name text := pick('name', 'first_name', 'job_title', 'department', 'email', 'phone', 'notes', 'tags', 'metadata', 'custom_fields', 'status',
		'type', 'reports_to', 'company_id', 'deleted_at', 'blocked_at', 'primary_at', 'website', 'quiet_from', 'timezone', 'user_id', 'owner_id',
		'scores', 'weight', 'seen', 'span', 'during', 'entity_types', 'is_marketing_contact', 'is_unknown', 'description', 'email_verified_at', 'code');
	-- a shorter list keeps collisions and repetitions likely
	n int := floor(random() * 5);
	value text := CASE
		WHEN random() < 0.17 AND name NOT IN ('name', 'tags', 'metadata', 'status', 'type', 'entity_types', 'is_marketing_contact', 'is_unknown') THEN NULL
		WHEN name = 'email' THEN format('P%s@Example.test', floor(random() * 60))
		WHEN name = 'phone' THEN '+1415555267' || n
		WHEN name = 'tags' THEN format('{a%s,"b ""%s"}', n, n)
		WHEN name IN ('metadata', 'custom_fields') THEN jsonb_build_object('k', n, 'deep', jsonb_build_array(n / 3.0, NULL, true, U&'\00FC' || n))::text
		WHEN name = 'status' THEN pick('active', 'inactive', 'archived')
		WHEN name = 'type' THEN pick('PRIMARY', 'BILLING', 'OTHER')
		WHEN name = 'reports_to' THEN anyone('person')::text
		WHEN name = 'company_id' THEN anyone('organization')::text
		WHEN name IN ('deleted_at', 'blocked_at', 'primary_at', 'seen', 'email_verified_at') THEN pick('now', '2024-02-29 23:59:59.999999+14', '1999-01-01 00:00:00.5-08', 'infinity')
		WHEN name = 'website' THEN 'https://example.test/' || n
		WHEN name = 'quiet_from' THEN format('%s:0%s:00.25', 10 + n, n)
		WHEN name = 'timezone' THEN pick('Europe/Berlin', 'America/New_York')
		WHEN name IN ('user_id', 'owner_id') THEN (1 + n % 3)::text
		WHEN name = 'scores' THEN pick('{1,2,3}', '{}', '{NULL,-5}', '{{1,2},{3,4}}')
		WHEN name = 'weight' THEN pick('0.1', '1e300', 'NaN', '-0')
		WHEN name = 'span' THEN pick('1 month', '-3 days 04:05', '00:00:00.000001')
		WHEN name = 'during' THEN pick('empty', '[2024-01-01,2024-02-01)', '(,)')
		WHEN name = 'entity_types' THEN pick('{Contact}', '{Contact,Customer}')
		WHEN name IN ('is_marketing_contact', 'is_unknown') THEN pick('t', 'f')
		WHEN name = 'notes' AND n = 0 THEN repeat('long ', 3000)
		ELSE format('%s %s', name, n) END;
BEGIN
	RETURN format('%I = %L', name, value) || CASE WHEN name = 'quiet_from' THEN format(', quiet_until = %L', CASE WHEN value IS NOT NULL THEN '23:00' END)
		WHEN name = 'blocked_at' AND value IS NULL THEN ', block_reason = NULL' WHEN name = 'blocked_at' THEN format(', block_reason = %L', 'reason ' || n) ELSE '' END;
END $$;

CREATE FUNCTION a_statement() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	whom bigint := anyone();
	dice float8 := random();
BEGIN
	RETURN CASE
		WHEN whom IS NULL OR dice < 0.08 THEN format('INSERT INTO contacts.contact (kind, name, email, company_id) VALUES (%L, %L, %L, %L)',
			pick('person', 'person', 'organization'), pick('Ada Able', 'Bo', 'Cy Calm'), format('p%s@example.test', floor(random() * 60)), anyone('organization'))
		WHEN dice < 0.10 THEN format('DELETE FROM contacts.contact WHERE id = %s', whom)
		WHEN dice < 0.13 THEN format('INSERT INTO contacts.affiliation (contact_id, company_id, role) VALUES (%s, %s, ''SME'')', coalesce(anyone('person'), 0), coalesce(anyone('organization'), 0))
		WHEN dice < 0.16 THEN format('SELECT contacts.set_primary_contact(%s, %s)', coalesce(anyone('organization'), 0), coalesce(anyone('person'), 0))
		WHEN dice < 0.19 THEN format('INSERT INTO contacts.contact (id, name) VALUES (%s, ''x'') ON CONFLICT (organization_id, id) DO UPDATE SET %s', whom, an_update())
		WHEN dice < 0.27 THEN format('UPDATE contacts.contact SET %s WHERE id %% 3 = %s', an_update(), whom % 3)
		WHEN dice < 0.30 THEN format('UPDATE contacts.contact SET id = id, name = name WHERE id = %s', whom)
		WHEN dice < 0.33 THEN format('SELECT contacts.purge_contact(%L)', (SELECT c.uid::text FROM contacts.contact c WHERE c.id = whom))
		WHEN dice < 0.37 THEN format('UPDATE contacts.contact SET deleted_at = NULL, deleted_by = NULL WHERE deleted_at IS NOT NULL')
		ELSE format('UPDATE contacts.contact SET %s, %s WHERE id = %s', an_update(), 'description = ' || quote_literal(floor(random() * 9)), whom) END;
END $$;

-- a statement that breaks a rule is one that was not there
CREATE FUNCTION attempt(step int, statement text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE statement;
	IF random() < 0.05 THEN RAISE EXCEPTION 'changed my mind'; END IF;
	INSERT INTO done VALUES (step, statement, NULL);
EXCEPTION WHEN OTHERS THEN
	INSERT INTO done VALUES (step, statement, SQLSTATE || ' ' || SQLERRM);
END $$;

CREATE PROCEDURE live(seed int, seconds float8) LANGUAGE plpgsql AS $$
DECLARE
	step int := 0;
	until timestamptz := clock_timestamp() + seconds * interval '1 second';
BEGIN
	PERFORM setseed(seed % 1000003 / 1000003.0);
	WHILE clock_timestamp() < until AND step < 1000 OR step < 100 LOOP
		step := step + 1;
		PERFORM set_config('timezone', pick('UTC', 'Asia/Tokyo', 'America/Caracas'), false), set_config('datestyle', pick('ISO', 'German', 'SQL, MDY'), false);
		PERFORM set_config('contacts.user_id', pick('', '1', '2'), false);
		FOR i IN 1 .. 1 + floor(random() * 3) LOOP
			PERFORM attempt(step, a_statement());
		END LOOP;
		IF random() < 0.1 THEN ROLLBACK; ELSE COMMIT; END IF;
		INSERT INTO noted SELECT step, clock_timestamp(), c.uid, shown(c) FROM contacts.contact c;
		COMMIT;
	END LOOP;
END $$;
SQL

PGOPTIONS='-c contacts.organization_id=1' PGUSER=postgres psql -XAtq -v ON_ERROR_STOP=1 \
	-c "SET ROLE regress_contacts_history" -c "CALL live($seed, $seconds)" > "$out/log" 2>&1
is $? 0 'a random life goes by'
sed -n 's/^/#   /p' "$out/log" | head -5
ask -c "SELECT '# checked ' || count(*) || ' rows of ' || count(DISTINCT uid) || ' contacts at ' || count(DISTINCT step) || ' times' FROM noted"
is "$(ask -c "SELECT count(DISTINCT split_part(name, '.', 2)) >= 8 FROM contacts.event WHERE subject = 'contact'")" t 'with changes of every kind'
is "$(ask -c "SELECT (count(*) FILTER (WHERE state IS NULL) > count(*) / 3) FROM done")" t 'most of what is tried is allowed'

# Print what differs, a few of it.
show() { ask -c "$1" | head -4 | cut -c 1-400 | sed 's/^/#   /'; }
export PGOPTIONS='-c contacts.organization_id=1 -c search_path=public,contacts'
compared="SELECT n.step, n.uid, n.shown, w.shown AS told FROM noted n JOIN contacts.contact c ON c.uid = n.uid, contacts.contact_as_of(n.uid, n.at) w (shown)"
differ="$compared WHERE w.shown IS DISTINCT FROM n.shown"
is "$(ask -c "SELECT count(*) FROM ($differ) d")" 0 'contact_as_of() tells each row as it was'
show "SELECT step, uid, (SELECT jsonb_object_agg(key, jsonb_build_array(value, told -> key)) FROM jsonb_each(shown) WHERE value IS DISTINCT FROM told -> key) FROM ($differ) d"
is "$(ask -c "SELECT count(*) > 100 FROM ($compared) d")" t 'of those that are still there'
is "$(ask -c "SELECT count(*) FROM noted n WHERE NOT EXISTS (SELECT FROM contacts.contact c WHERE c.uid = n.uid) AND contacts.contact_as_of(n.uid, n.at) IS NOT NULL")" 0 \
	'and nothing of those that were purged'
is "$(ask -c "SELECT count(*) FROM noted n JOIN contacts.contact c ON c.uid = n.uid, LATERAL (SELECT min(f.at) AS first FROM noted f WHERE f.uid = n.uid) f
	WHERE n.at = f.first AND contacts.contact_as_of(n.uid, c.created_at - interval '1 microsecond') IS NOT NULL")" 0 'nor of the time before they were made'
# the first row that was noted, with the new values of what came after it
folded="SELECT c.uid, shown(c) AS present, (SELECT f.shown || coalesce((SELECT jsonb_object_agg(new.key, new.value -> 'new' ORDER BY h.n)
		FROM (SELECT *, row_number() OVER () AS n FROM contacts.contact_history(c.uid)) h, jsonb_each(h.changed) AS new
		WHERE h.subject = 'contact' AND h.occurred_at > f.at AND f.shown ? new.key), '{}')
		FROM noted f WHERE f.uid = c.uid ORDER BY f.step LIMIT 1) AS folded FROM contacts.contact c WHERE EXISTS (SELECT FROM noted f WHERE f.uid = c.uid)"
differ="SELECT * FROM ($folded) f WHERE present - 'is_active' IS DISTINCT FROM folded - 'is_active'"
is "$(ask -c "SELECT count(*) FROM ($differ) d")" 0 'contact_history() leads from the first row to the last'
show "SELECT uid, (SELECT jsonb_object_agg(key, jsonb_build_array(value, folded -> key)) FROM jsonb_each(present) WHERE value IS DISTINCT FROM folded -> key) FROM ($differ) d"
[ $failed = 0 ] || show "SELECT step, left(action, 150), state FROM done ORDER BY step DESC"
finish
