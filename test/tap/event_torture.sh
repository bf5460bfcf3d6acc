#!/bin/bash
# The feed under fire: writers that commit late, consumers that are killed, a server that is killed. Every committed
# change reaches the consumers, in the order of its contact, and nothing else does. TORTURE_SECONDS makes it longer.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2

writers=8
consumers=3
seconds=${TORTURE_SECONDS:-6}

if [ "${1:-}" != inside ]; then
	exec tools/cluster run --conf fsync=on --conf synchronous_commit=off -- "$0" inside
fi

out=$(mktemp -d)
. test/lib/tap.sh
ask() { psql -XAtq -c "$1" 2>>"$out/log"; }

psql -Xq -v ON_ERROR_STOP=1 > "$out/setup" 2>&1 <<'SQL' || { cat "$out/setup"; exit 1; }
CREATE EXTENSION contacts;
SELECT contacts.install();
INSERT INTO contacts.organization (id, name) VALUES (1, 'Torture');
CREATE ROLE regress_contacts_torture LOGIN;
SELECT contacts.grant_access('regress_contacts_torture', '{contacts:read,contacts:write,contacts:delete}', 1);
SET ROLE regress_contacts_torture;
INSERT INTO contacts.contact (id, kind, name, notes) SELECT n, 'organization', 'Company ' || n, '0' FROM generate_series(1, 12) n;
RESET ROLE;
-- who takes deliveries needs contacts:write, who makes consumers contacts:admin
INSERT INTO contacts.consumer (organization_id, name, events, max_attempts) VALUES (1, 'torture', '{contact.updated}', 1000000);
-- what the consumers did: their outside world
CREATE TABLE received (seq bigint GENERATED ALWAYS AS IDENTITY, worker int, position bigint, attempt int, contact_id bigint, n int);
GRANT ALL ON received TO regress_contacts_torture;
CREATE FUNCTION take(worker int) RETURNS void LANGUAGE sql AS $$
	INSERT INTO received (worker, position, attempt, contact_id, n)
	SELECT $1, l.feed_position, l.attempt, l.contact_id, (l.payload #>> '{data,changed,notes,new}')::int
	FROM contacts.lease('torture', 5, '200 milliseconds') l $$;
CREATE FUNCTION handled(worker int) RETURNS bigint LANGUAGE sql AS $$
	SELECT contacts.ack('torture', array_agg(r.position), array_agg(r.attempt))
	FROM (SELECT position, attempt FROM received WHERE received.worker = $1 ORDER BY seq DESC LIMIT 20) r $$;
SQL

# Keep a client going until the test ends, whatever happens to it or to its server.
client() {
	while [ ! -e "$out/stop$2" ]; do
		(trap '' PIPE; while [ ! -e "$out/stop$2" ]; do echo "$1"; done) 2>/dev/null |
			PGUSER=regress_contacts_torture PGAPPNAME=torture_$2 psql -Xq > /dev/null 2>&1
		sleep 0.05
	done
}
write="BEGIN; UPDATE contacts.contact SET notes = (notes::int + 1)::text WHERE id = 1 + floor(random() * 12); SELECT pg_sleep(random() * 0.03); COMMIT;
BEGIN; UPDATE contacts.contact SET notes = (notes::int + 1)::text WHERE id = 1 + floor(random() * 12); SELECT pg_sleep(random() * 0.01); ROLLBACK;"
for ((i = 0; i < writers; i++)); do client "$write" w & done
for ((i = 0; i < consumers; i++)); do client "SELECT take($i); SELECT pg_sleep(random() * 0.02); SELECT handled($i);" c & done

# Name the clients, which are children of the subshells of this test.
clients() { pgrep -x psql -P "$(pgrep -P $$ | paste -sd,)"; }

# Wait until the server has noticed that clients are gone.
gone() {
	while [ "$(ask "SELECT count(*) FROM pg_stat_activity WHERE application_name = '$1'")" != 0 ]; do sleep 0.1; done
}

# what the shell says of those that are killed
exec 2>> "$out/log"
killed=0
crashed=0
end=$((SECONDS + seconds))
while [ $SECONDS -lt $end ]; do
	sleep 0.7
	victim=$(clients | shuf -n 1)
	[ -z "$victim" ] || { kill -9 "$victim" 2>/dev/null && killed=$((killed + 1)); }
	if [ $((end - SECONDS)) -le $((seconds / 2)) ] && [ $crashed -eq 0 ] || [ $((RANDOM % 40)) -eq 0 ]; then
		tools/cluster crash "$CONTACTS_CLUSTER" >> "$out/log" 2>&1
		tools/cluster restart "$CONTACTS_CLUSTER" >> "$out/log" 2>&1
		crashed=$((crashed + 1))
	fi
done
# what clients have read ahead goes with them; consumers begin again and have to catch up
touch "$out/stopw"
for victim in $(clients); do kill -9 "$victim"; done
gone torture_w
for ((i = 0; i < 100; i++)); do
	[ "$(ask "SELECT sum(notes::int) = (SELECT count(DISTINCT position) FROM received) FROM contacts.contact")" = t ] && break
	sleep 0.1
done
touch "$out/stopc"
for victim in $(clients); do kill -9 "$victim"; done
wait
gone torture_c

echo "# checked $(ask 'SELECT sum(notes::int) FROM contacts.contact') changes, $(ask 'SELECT count(*) FROM received') deliveries, $killed clients and $crashed servers killed"
is "$(ask "SELECT sum(notes::int) > 20 FROM contacts.contact")" t 'changes were committed'
is "$([ $killed -gt 0 ] && [ $crashed -gt 0 ] && echo yes)" yes 'clients and a server were killed'
is "$(ask "SELECT count(*) FROM contacts.contact c, generate_series(1, c.notes::int) n WHERE NOT EXISTS (SELECT FROM received r WHERE r.contact_id = c.id AND r.n = n)")" 0 \
	'every committed change was delivered'
is "$(ask "SELECT count(*) FROM received r LEFT JOIN contacts.contact c ON c.id = r.contact_id WHERE r.n NOT BETWEEN 1 AND c.notes::int OR r.n IS NULL")" 0 \
	'none was invented'
is "$(ask "SELECT count(*) FROM (SELECT r.n, max(r.n) OVER (PARTITION BY contact_id ORDER BY seq ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before FROM received r) o WHERE n > coalesce(before, 0) + 1")" 0 \
	'none came before its predecessor of the same contact'
is "$(ask "SELECT count(*) FROM (SELECT position, row_number() OVER (ORDER BY position) AS n FROM contacts.event WHERE organization_id = 1 AND position IS NOT NULL) e WHERE position <> n")" 0 \
	'places in the feed are consecutive'
is "$(ask "SELECT count(*) FROM (SELECT position, lag(position) OVER (PARTITION BY contact_id ORDER BY n) AS before FROM (SELECT DISTINCT contact_id, n, position FROM received) r) o WHERE position < before")" 0 \
	'the feed has the order of each contact'
is "$(ask "SELECT count(*) FROM (SELECT contact_id, n FROM (SELECT DISTINCT contact_id, n, position FROM received) r GROUP BY 1, 2 HAVING count(*) > 1) twice")" 0 \
	'a place that was told stays with its event'
rm -rf "$out"
finish
