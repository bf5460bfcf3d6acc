#!/bin/bash
# Two applications behind pgbouncer in transaction mode share one server connection, and no context leaks from one
# to the other: neither set_context() nor a signed one outlives its transaction.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2

PATH=$PATH:/usr/sbin
command -v pgbouncer > /dev/null || { echo '1..0 # SKIP no pgbouncer (tools/setup check installs it)'; exit 0; }
db=contacts_access_pooler role=regress_contacts_pooled transactions=${POOLER_TRANSACTIONS:-300}
dir=$(mktemp -d)
pid=
. test/lib/tap.sh
superuser() { PGOPTIONS='-c client_min_messages=warning' psql -XqAt -v ON_ERROR_STOP=1 "$@"; }
pooled() { psql -XqAt -v VERBOSITY=sqlstate -h "$dir" -p 6432 -U "$role" -d "$db" "$@" 2>&1; }
clean() {
	if [ -n "$pid" ]; then
		kill "$pid" 2>/dev/null
		wait "$pid" 2>/dev/null
	fi
	superuser -d postgres -c "DROP DATABASE IF EXISTS $db WITH (FORCE)" -c "DROP ROLE IF EXISTS $role" 2>/dev/null
	rm -rf "$dir"
}
trap clean EXIT

superuser -d postgres -c "DROP DATABASE IF EXISTS $db" -c "DROP ROLE IF EXISTS $role" -c "CREATE ROLE $role LOGIN" -c "CREATE DATABASE $db" || exit 1
superuser -d "$db" -c 'CREATE EXTENSION contacts' -c 'SELECT contacts.install()' \
	-c "INSERT INTO contacts.organization (id, name) VALUES (350, 'First'), (351, 'Second')" \
	-c "INSERT INTO contacts.contact (organization_id, name, email) SELECT o, 'Contact ' || n, n || '@pool.example' FROM generate_series(350, 351) o, generate_series(1, 5) n" \
	-c "SELECT contacts.grant_access('$role', '{contacts:read}', o) FROM generate_series(350, 351) o" > /dev/null || exit 1

cat > "$dir/pgbouncer.ini" <<-CONFIG
	[databases]
	$db = host=$PGHOST port=${PGPORT:-5432} dbname=$db
	[pgbouncer]
	unix_socket_dir = $dir
	listen_port = 6432
	listen_addr =
	auth_type = trust
	auth_file = $dir/users
	pool_mode = transaction
	default_pool_size = 1
	max_client_conn = 20
	query_wait_timeout = 10
	server_login_retry = 1
	logfile = $dir/log
CONFIG
echo "\"$role\" \"\"" > "$dir/users"
as_user=()
# root may not run it: then it runs as whoever owns the server, who can reach its socket
if [ "$(id -u)" -eq 0 ]; then
	owner=$(stat -c %U "$PGHOST")
	chmod 755 "$dir"
	chown -R "$owner" "$dir"
	as_user=(setpriv --reuid="$owner" --regid="$(id -g "$owner")" --clear-groups)
fi
${as_user[@]+"${as_user[@]}"} pgbouncer -q "$dir/pgbouncer.ini" > "$dir/out" 2>&1 &
pid=$!
for ((i = 0; i < 50; i++)); do
	pooled -c 'SELECT 1' > /dev/null 2>&1 && break
	sleep 0.1
done
is "$(pooled -c 'SELECT 1')" 1 'the pooler answers'
is "$(pooled -c 'SELECT pg_backend_pid()')" "$(pooled -c 'SELECT pg_backend_pid()')" 'both applications get the same server connection'

# One application: many transactions of its organization, and between them a look without a context.
application() {
	for ((i = 0; i < transactions; i++)); do
		echo "BEGIN; SELECT contacts.set_context($1); SELECT 'foreign', count(*) FROM contacts.contact WHERE organization_id <> $1;"
		echo "SELECT 'own', count(*) FROM contacts.contact; COMMIT;"
		echo "SELECT 'left over', count(*), contacts.current_organization(), pg_backend_pid() FROM contacts.contact;"
	done
}
application 350 | pooled > "$dir/first" &
first=$!
application 351 | pooled > "$dir/second" &
wait $first $!
for name in first second; do
	is "$(grep -c '^own|5$' "$dir/$name")" "$transactions" "$name application: every transaction saw its own rows"
	is "$(grep -c '^foreign|0$' "$dir/$name")" "$transactions" "$name application: and no other"
	is "$(grep -c '^left over|0||' "$dir/$name")" "$transactions" "$name application: no context between transactions"
done
is "$(cat "$dir/first" "$dir/second" | grep '^left over' | cut -d'|' -f4 | sort -u | wc -l)" 1 'all of it on one connection'
is "$(pooled -c 'BEGIN; SELECT contacts.set_context(350); ROLLBACK' -c 'SELECT contacts.current_organization() IS NULL' | tail -n 1)" t 'a rollback leaves none'
is "$(pooled -c 'SELECT contacts.set_context(350)' -c 'SELECT contacts.current_organization() IS NULL' | tail -n 1)" t 'nor does a transaction of one statement'
# what the manual warns of: SET belongs to the server connection, so use it with a pool per organization only
is "$(pooled -c 'SET contacts.organization_id = 350' && pooled -c 'SELECT contacts.current_organization()')" 350 'SET without LOCAL does leak'
is "$(pooled -c 'SET contacts.organization_id = 1' > /dev/null && pooled -c 'SELECT contacts.current_organization()')" 'ERROR:  42501' 'though never beyond the grants of the role'
finish
