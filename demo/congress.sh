#!/bin/sh
# congress.sh DIR: load the five CSV files of the Congress data set and answer questions about them.
# Uses the server that the PG* environment names; where none answers, a private throw-away one.
set -eu
demo=$(cd "$(dirname "$0")" && pwd)
data=$(cd "${1:?usage: demo/congress.sh DIR (with people.csv, companies.csv, offices.csv, social.csv, memberships.csv)}" && pwd)

if ! psql -X -q -c 'SELECT 1' > /dev/null 2>&1; then
	"$demo/../tools/setup" demo
	exec "$demo/../tools/cluster" run -- "$demo/../tools/install-and" "$demo/congress.sh" "$data"
fi
cd "$data"
exec psql -X -q -f "$demo/congress.sql"
