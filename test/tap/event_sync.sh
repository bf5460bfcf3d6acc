#!/bin/bash
# A mirror that follows changes_since() while writers at random insert, change, delete, restore and purge, commit late and
# out of order or not at all: after each batch it has exactly what the tables have, also after dump and restore.
# SYNC_SEED repeats what the writers choose (not who comes first), TORTURE_SECONDS makes it longer.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
seed=${SYNC_SEED:-$((RANDOM * 32768 + RANDOM))}
seconds=${TORTURE_SECONDS:-4}
clients=6

out=$(mktemp -d)
database=event_sync_$$
restored=event_sync_restored_$$
trap 'dropdb --if-exists $database; dropdb --if-exists $restored; rm -rf "$out"' EXIT
. test/lib/tap.sh
createdb $database || exit 1
export PGDATABASE=$database PGOPTIONS='-c contacts.organization_id=1 -c client_min_messages=warning -c search_path=public,contacts -c deadlock_timeout=20ms'
ask() { psql -XAtq -v ON_ERROR_STOP=1 "$@"; }
echo "# repeat with SYNC_SEED=$seed"

ask > "$out/log" 2>&1 <<'SQL' || { cat "$out/log"; exit 1; }
CREATE EXTENSION contacts;
SELECT contacts.install();
INSERT INTO contacts.organization (id, name, require_connection) VALUES (1, 'Sync', false), (2, 'Beside', false);
INSERT INTO contacts.contact (organization_id, id, kind, name) SELECT o, o * 1000 + n, 'organization', 'Company ' || n FROM generate_series(1, 2) o, generate_series(1, 30) n;
SELECT setval(pg_get_serial_sequence('contacts.contact', 'id'), 5000);
CREATE TABLE mirror (uid contacts.ulid PRIMARY KEY, contact jsonb NOT NULL);
CREATE TABLE mirror_token (token text);
INSERT INTO mirror_token VALUES (NULL);
CREATE TABLE pages (rows int, tombstones int);
-- one page, as a client would apply it; whether there was one
CREATE FUNCTION follow(page int) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
	known text := (SELECT token FROM mirror_token);
	change record;
	rows int := 0;
	tombstones int := 0;
BEGIN
	FOR change IN SELECT * FROM contacts.changes_since(known, page) LOOP
		IF change.deleted THEN
			DELETE FROM mirror WHERE uid = change.uid;
		ELSE
			INSERT INTO mirror VALUES (change.uid, change.contact) ON CONFLICT (uid) DO UPDATE SET contact = excluded.contact;
		END IF;
		UPDATE mirror_token SET token = change.next_cursor;
		rows := rows + 1;
		tombstones := tombstones + change.deleted::int;
	END LOOP;
	INSERT INTO pages VALUES (rows, tombstones);
	RETURN rows > 0;
END $$;
CREATE PROCEDURE catch_up() LANGUAGE plpgsql AS $$
BEGIN
	WHILE follow(1 + floor(random() * 40)::int) LOOP COMMIT; END LOOP;
END $$;
CREATE PROCEDURE follow_for(seconds float8) LANGUAGE plpgsql AS $$
DECLARE
	until timestamptz := clock_timestamp() + seconds * interval '1 second';
BEGIN
	WHILE clock_timestamp() < until LOOP
		PERFORM follow(1 + floor(random() * 10)::int);
		COMMIT;
		PERFORM pg_sleep(random() * 0.02);
		COMMIT;
	END LOOP;
END $$;
-- a rule may say no, which is as good as a rollback
CREATE FUNCTION attempt(statement text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE statement;
EXCEPTION WHEN OTHERS THEN
	IF SQLSTATE LIKE '40%' THEN RAISE; END IF;
END $$;
SQL

# One transaction: a few changes of contacts 1001 to 1030 and what was made since, a pause, and an end.
writer() {
	cat <<SQL
\\set a random(1001, 1030)
\\set b random(1001, 1030)
\\set n random(1, 9)
\\set last random(5001, 5100)
\\set ms random(0, $2)
BEGIN ISOLATION LEVEL $1;
SELECT attempt('UPDATE contacts.contact SET notes = ''' || :n || ''', tags = ''{t' || :n || '}'' WHERE organization_id = 1 AND id = ' || :a);
SELECT attempt('$3');
\\sleep :ms ms
SELECT attempt('UPDATE contacts.contact SET name = ''Name ' || :n || ''', deleted_at = CASE WHEN ' || :n || ' < 3 THEN now() END WHERE organization_id = 1 AND id = ' || :b);
$4;
SQL
}
writer 'READ COMMITTED' 30 "INSERT INTO contacts.contact (name, email, company_id) VALUES (''Pat'', ''pat' || :last || '@example.test'', ' || :a || ')" COMMIT > "$out/insert.sql"
writer 'READ COMMITTED' 5 "DELETE FROM contacts.contact WHERE organization_id = 1 AND id = ' || :last || '" COMMIT > "$out/purge.sql"
writer 'READ COMMITTED' 20 "UPDATE contacts.contact SET notes = ''lost'' WHERE id % 7 = ' || :n || '" ROLLBACK > "$out/rollback.sql"
writer 'REPEATABLE READ' 10 "UPDATE contacts.contact SET deleted_at = CASE WHEN deleted_at IS NULL THEN now() END WHERE id % 11 = ' || :n || '" COMMIT > "$out/many.sql"

differ="SELECT coalesce(m.uid, c.uid) AS uid, m.contact, to_jsonb(c) AS present FROM mirror m
	FULL JOIN (SELECT * FROM contacts.contact WHERE organization_id = 1 AND deleted_at IS NULL) c ON c.uid = m.uid WHERE m.contact IS DISTINCT FROM to_jsonb(c)"

# Let writers write while the mirror follows, then compare.
batch() {
	local follower done
	ask -c "CALL follow_for($1)" 2>> "$out/log" & follower=$!
	pgbench -n -c $clients -j 2 -T "$1" --max-tries=50 --random-seed=$((seed + $3)) \
		-f "$out/insert.sql@3" -f "$out/purge.sql@2" -f "$out/rollback.sql@1" -f "$out/many.sql@1" > "$out/bench" 2>&1
	is $? 0 "$2: writers end without an error"
	grep -E '^pgbench: error' "$out/bench" | head -3 | sed 's/^/#   /'
	wait $follower
	is $? 0 "$2: the mirror can follow meanwhile"
	ask -c 'CALL catch_up()'
	is "$(ask -c "SELECT count(*) FROM ($differ) d")" 0 "$2: it has what the tables have"
	ask -c "SELECT uid, (SELECT jsonb_object_agg(key, value) FROM jsonb_each(coalesce(contact, '{}')) WHERE value IS DISTINCT FROM present -> key), present - 'search_key' FROM ($differ) d LIMIT 3" | cut -c 1-500 | sed 's/^/#   /'
	done=$(sed -n 's/^number of transactions actually processed: \([0-9]*\).*/\1/p' "$out/bench")
	echo "# checked $(ask -c 'SELECT count(*) FROM mirror') contacts after $done transactions, $(ask -c 'SELECT sum(rows) || '"' changes, '"' || sum(tombstones) || '"' tombstones in '"' || count(*) FROM pages') pages"
}
each=$((seconds / 4 + 1))
for number in 1 2 3; do batch $each "batch $number" $number; done
is "$(ask -c 'SELECT sum(tombstones) > 5 AND sum(rows) > 100 FROM pages')" t 'there were changes and tombstones'
is "$(ask -c "SELECT count(*) FROM (SELECT id, position, lag(position) OVER (ORDER BY id) AS before FROM contacts.event WHERE organization_id = 1) e WHERE position < before" | sed 's/^[1-9].*/some/')" some \
	'and commits out of the order of ids'

# events that nobody has given a place go along
ask -c "UPDATE contacts.contact SET notes = 'last words' WHERE organization_id = 1"
createdb $restored
pg_dump -Fc $database > "$out/dump" && pg_restore -d $restored "$out/dump" 2>> "$out/log"
is $? 0 'dump and restore'
export PGDATABASE=$restored
ask -c 'CALL catch_up()'
is "$(ask -c "SELECT count(*) FROM ($differ) d")" 0 'the token goes on in the restored database'
batch $each 'restored' 4
# whoever has been away for longer than what is kept is told so, and begins again
ask -c "UPDATE contacts.contact SET notes = 'more' WHERE organization_id = 1" -c "SELECT contacts.drop_events_before(clock_timestamp())" > /dev/null
is "$(psql -XAtq -v VERBOSITY=sqlstate -c 'SELECT follow(10)' 2>&1)" 'ERROR:  55000' 'a token that is older than what is kept: error 55000'
ask > /dev/null <<'SQL'
TRUNCATE mirror;
UPDATE mirror_token SET token = contacts.last_cursor();
UPDATE contacts.contact SET notes = 'meanwhile' WHERE id % 2 = 0;
INSERT INTO mirror SELECT uid, to_jsonb(c) FROM contacts.contact c WHERE organization_id = 1 AND deleted_at IS NULL AND id % 3 > 0;
UPDATE contacts.contact SET deleted_at = now() WHERE id % 5 = 0 AND organization_id = 1;
INSERT INTO mirror SELECT uid, to_jsonb(c) FROM contacts.contact c WHERE organization_id = 1 AND deleted_at IS NULL AND id % 3 = 0;
SQL
batch 1 'begun anew' 5
finish
