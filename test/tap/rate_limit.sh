#!/bin/bash
# Eight clients at every isolation level get together exactly the limit, also while rows are vacuumed and limits written.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
database=contacts_rate_limit
out=$(mktemp -d)
trap 'psql -Xq -d postgres -c "DROP DATABASE IF EXISTS $database WITH (FORCE)" >/dev/null 2>&1; rm -rf "$out"' EXIT
. test/lib/tap.sh
sql() { psql -XqAt -v ON_ERROR_STOP=1 -d "$database" "$@"; }

psql -Xq -d postgres -c "DROP DATABASE IF EXISTS $database" -c "CREATE DATABASE $database TEMPLATE template0" 2>/dev/null
sql -c 'SET client_min_messages = warning' -c 'CREATE EXTENSION contacts' -c 'SELECT contacts.install()' \
	-c "INSERT INTO contacts.organization (id, name) VALUES (1, 'Rolls back'), (2, 'Begins together')" \
	-c 'INSERT INTO contacts.rate_limit (organization_id, per_minute, per_hour) VALUES (1, 1000, 500), (2, 300, 1000)' \
	-c 'SELECT remaining FROM contacts.take_rate_limit(0, 1)' > /dev/null || exit 1

# client N: 100 transactions with two calls each, every other one rolled back where the organization is 1
client() {
	local level organization=$2 i
	level=$(sed -n "$(($1 % 3 + 1))p" <<<$'READ COMMITTED\nREPEATABLE READ\nSERIALIZABLE')
	for ((i = 0; i < 100; i++)); do
		echo "BEGIN ISOLATION LEVEL $level; SELECT count(*) FROM contacts.organization \\g /dev/null"
		echo "SELECT allowed FROM contacts.take_rate_limit(1, $organization);"
		echo "SELECT allowed FROM contacts.take_rate_limit(1, $organization);"
		[ $((i % 2 * organization)) -eq 1 ] && echo 'ROLLBACK;' || echo 'COMMIT;'
	done | sql > "$out/$organization.$1" 2>&1
}
# what goes on beside them
disturb() {
	while [ ! -e "$out/done" ]; do
		sql -c 'VACUUM (FREEZE) contacts.rate_usage' -c 'UPDATE contacts.rate_limit SET per_minute = per_minute' || echo disturbed
	done > "$out/disturb" 2>&1
}
disturb &
for organization in 1 2; do
	clients=()
	for ((c = 0; c < 8; c++)); do
		client $c $organization &
		clients+=($!)
	done
	wait "${clients[@]}"
done
touch "$out/done"
wait
is "$(cat "$out"/1.* "$out"/2.* | grep -vcE '^[tf]$')" 0 'no call failed, at any isolation level'
is "$(cat "$out"/1.* | wc -l)" 1600 'eight clients asked 1,600 times'
is "$(cat "$out"/1.* | grep -c t)" 500 'exactly the limit of an hour was granted, rolled back or not'
is "$(cat "$out"/2.* | grep -c t)" 300 'exactly the limit of a minute was granted to clients that begin together'
is "$(cat "$out/disturb")" '' 'VACUUM and changes of limits went on'
is "$(sql -c 'SELECT sum(m) FROM contacts.rate_usage, unnest(minutes) m WHERE organization_id = 1')" 500 'the row says so too'
finish
