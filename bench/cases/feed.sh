#!/bin/bash
# A queue with several consumers: lease() and ack() of the feed, which give each event to one of them, in the order of its
# contact, against a table that they take rows from with FOR UPDATE SKIP LOCKED and delete them, in no such order.
set -euo pipefail
rounds=${ROUNDS:-5}
seconds=${BENCH_SECONDS:-2}
events=${BENCH_ROWS:-200000}
batch=100

export PGDATABASE=contacts_bench_feed PGOPTIONS='-c client_min_messages=warning -c contacts.organization_id=1'
out=$(mktemp -d)
trap 'dropdb --if-exists $PGDATABASE; rm -rf "$out"' EXIT
ask() { psql -XAtq -v ON_ERROR_STOP=1 "$@"; }
dropdb --if-exists $PGDATABASE && createdb $PGDATABASE

ask -v events="$events" > /dev/null <<'SQL'
CREATE EXTENSION contacts;
SELECT contacts.install();
INSERT INTO contacts.organization (id, name) VALUES (1, 'Bench');
INSERT INTO contacts.event (organization_id, name, subject, subject_id, contact_id, data)
SELECT 1, 'contact.updated', 'contact', n % 50000, n % 50000, jsonb_build_object('uid', contacts.gen_ulid()::text, 'name', 'Ada Lovelace', 'email', 'ada@x.example',
	'changed', jsonb_build_object('job_title', jsonb_build_object('old', 'Engineer ' || n, 'new', 'Engineer ' || n + 1))) FROM generate_series(1, :events) n;
SELECT contacts_internal.number_events(1) FROM generate_series(1, :events / 10000);
INSERT INTO contacts.consumer (name) VALUES ('bench');
CREATE TABLE message AS SELECT e.position AS id, contacts_internal.event_payload(1, e.position) AS payload FROM contacts.event e;
CREATE TABLE queue (
	id bigint PRIMARY KEY,
	payload jsonb NOT NULL,
	state text NOT NULL DEFAULT 'pending',
	attempts int NOT NULL DEFAULT 0,
	visible_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON queue (id) WHERE state = 'pending';
VACUUM ANALYZE;
SQL

cat > "$out/ours.sql" <<SQL
SELECT coalesce(array_agg(feed_position), '{}') AS p, coalesce(array_agg(attempt), '{}') AS a, count(payload) AS n FROM contacts.lease('bench', $batch) \\gset
SELECT contacts.ack('bench', ':p'::bigint[], ':a'::int[]);
SQL
cat > "$out/theirs.sql" <<SQL
WITH next AS (
	SELECT id FROM queue WHERE state = 'pending' ORDER BY id LIMIT $batch FOR UPDATE SKIP LOCKED
), taken AS (
	UPDATE queue q SET state = 'leased', attempts = attempts + 1, visible_at = now() + interval '30 seconds' FROM next WHERE q.id = next.id RETURNING q.id, q.payload
) SELECT coalesce(array_agg(id), '{}') AS p, count(payload) AS n FROM taken \\gset
DELETE FROM queue WHERE id = ANY (':p'::bigint[]);
SQL

# Let clients consume for a while; prints the seconds that one event took.
consume() {
	pgbench -n -c "$2" -j "$2" -T "$seconds" -M simple -f "$out/$1.sql" > "$out/log" 2>&1 || { cat "$out/log" >&2; exit 1; }
	case $1 in
		ours) ask -c "SELECT $seconds.0 / (c.position - (SELECT count(*) FROM contacts.delivery)) FROM contacts.consumer c" ;;
		theirs) ask -c "SELECT $seconds.0 / ((SELECT count(*) FROM message) - (SELECT count(*) FROM queue))" ;;
	esac
}
for clients in 1 2 4; do
	for ((round = 0; round < rounds; round++)); do
		ask -c 'TRUNCATE contacts.delivery, queue' -c 'UPDATE contacts.consumer SET position = 0' -c 'INSERT INTO queue SELECT * FROM message' -c 'VACUUM ANALYZE queue' -c 'VACUUM contacts.consumer'
		if [ $((round % 2)) = 0 ]; then
			ours=$(consume ours $clients) theirs=$(consume theirs $clients)
		else
			theirs=$(consume theirs $clients) ours=$(consume ours $clients)
		fi
		echo "lease and ack of $batch events, consumers: $clients | table with FOR UPDATE SKIP LOCKED | | $ours | $theirs"
	done
done
