#!/bin/bash
# The same conversation through five drivers: parameters as strings, types there and back, index use, errors with SQLSTATE
# and DETAIL. A driver that is not installed is skipped (tools/setup drivers installs them).
#
# JDBC speaks TCP only, so this runs in a cluster of its own that listens on 127.0.0.1.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd -P)
src=$(cd "$here/../.." && pwd -P)
if [ "${1:-}" != inside ]; then
	exec "$src/tools/cluster" run --conf "listen_addresses='127.0.0.1'" --hba 'host all all 127.0.0.1/32 trust' -- "$here/drivers.sh" inside
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PGDATABASE=contacts_drivers DRIVER_HOST=127.0.0.1
n=0

# Print the verdict of a driver's program, whose lines are "ok - …" and "not ok - …", in one numbered list.
number() {
	local line
	while IFS= read -r line; do
		case $line in
			ok\ -*) n=$((n + 1)); echo "ok $n - $1: ${line#ok - }" ;;
			not\ ok\ -*) n=$((n + 1)); echo "not ok $n - $1: ${line#not ok - }" ;;
			*) echo "# $line" ;;
		esac
	done < "$work/out"
}

# speak NAME COMMAND...: run a driver's program; it has to say as many things as the others.
speak() {
	local name=$1 status=0
	shift
	"$@" > "$work/out" 2>&1 || status=$?
	number "$name"
	n=$((n + 1))
	if [ $status -eq 0 ] && [ "$(grep -c '^ok - ' "$work/out")" -eq 10 ]; then
		echo "ok $n - $name: said all"
	else
		echo "not ok $n - $name: ended with status $status"
	fi
}
skip() { n=$((n + 1)); echo "ok $n # skip $1 is not installed"; }

psql -Xq -v ON_ERROR_STOP=1 -d postgres -c 'CREATE DATABASE contacts_drivers TEMPLATE template0' || exit 1
psql -Xq -v ON_ERROR_STOP=1 > /dev/null <<'SQL' || exit 1
SET client_min_messages = warning;
CREATE EXTENSION contacts;
SELECT contacts.install();
INSERT INTO contacts.organization (id, name, default_region) VALUES (1, 'Drivers', 'US');
CREATE ROLE driver LOGIN;
SELECT contacts.grant_access('driver', '{contacts:read,contacts:write,contacts:delete}', 1);
INSERT INTO contacts.contact (organization_id, name, email, phone)
SELECT 1, 'Person ' || i, 'person' || i || '@example.com', ('+1415555' || lpad(i::text, 4, '0'))::contacts.phone FROM generate_series(1, 2000) i;
ANALYZE contacts.contact;
SQL

if cc -I"$("$PG_CONFIG" --includedir)" -I/usr/include/postgresql -o "$work/libpq" "$here/programs/binary.c" -lpq 2> "$work/cc"; then
	speak libpq "$work/libpq"
else
	skip libpq
fi
if /usr/bin/python3 -c 'import psycopg' 2>/dev/null; then speak psycopg /usr/bin/python3 "$here/programs/strings.py"; else skip psycopg; fi
export NODE_PATH=$here/node_modules:/usr/share/nodejs
if node -e 'require("pg")' 2>/dev/null; then speak node-postgres node "$here/programs/strings.js"; else skip node-postgres; fi
jar=/usr/share/java/postgresql.jar
if [ -e $jar ] && command -v java >/dev/null; then speak JDBC java -cp $jar "$here/programs/Strings.java"; else skip JDBC; fi
if perl -MDBD::Pg -e1 2>/dev/null; then speak DBI perl "$here/programs/dbi"; else skip DBI; fi

# PostGraphile reads the schema and filters by our types, with contacts on the search path
if node -e 'require("postgraphile")' 2>/dev/null; then
	psql -Xq -v ON_ERROR_STOP=1 > /dev/null <<-'SQL'
		INSERT INTO contacts.contact (organization_id, kind, name) VALUES (1, 'organization', 'GraphQL Ltd');
		UPDATE contacts.contact SET company_id = (SELECT id FROM contacts.contact WHERE name = 'GraphQL Ltd') WHERE name = 'Person 2';
	SQL
	MODULES=$here/node_modules/.. node "$here/programs/graphql.mjs" > "$work/out" 2>&1
	status=$?
	number PostGraphile
	n=$((n + 1))
	[ $status -eq 0 ] && echo "ok $n - PostGraphile: ends well" || echo "not ok $n - PostGraphile: ended with status $status"
else
	skip PostGraphile
fi
echo "1..$n"
