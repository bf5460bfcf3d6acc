#!/bin/bash
# What the README shows works as it stands there: its statements run, in its order, in a new database.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
database=contacts_readme
n=0
failed=0
log=$(mktemp)
clean_up() {
	psql -Xq -d postgres -c "DROP DATABASE IF EXISTS $database" -c 'DROP ROLE IF EXISTS app' >/dev/null 2>&1
	rm -f "$log"
}
trap clean_up EXIT

ok() {
	n=$((n + 1))
	if [ "$1" -eq 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; sed 's/^/# /' "$log"; failed=1; fi
}

# Print the indented lines of the section with this title.
section() { awk -v title="## $1" '/^## / { on = $0 == title } on && /^    / { print substr($0, 5) }' README.md; }

# Run SQL from standard input.
run() { psql -Xq -v ON_ERROR_STOP=1 -d "$database" > "$log" 2>&1; }

psql -Xq -d postgres -c "CREATE DATABASE $database TEMPLATE template0" > "$log" 2>&1
ok $? "a new database"
section 'On a server of your own' | grep -E '^(CREATE|SELECT|ALTER)' | sed "s/DATABASE crm/DATABASE $database/" | run
ok $? "the statements install"
grep -q "ALTER DATABASE $database SET search_path = \"\$user\", public, contacts" "$log"
ok $? "install() names the statement for the search path of the database"
section 'A short tour' | sed 's/^BEGIN;/&\nSET LOCAL ROLE app;/' | run
ok $? "the tour runs"
grep -q 'Ada Lovelace' "$log"
ok $? "the tour shows the person"
echo "SET ROLE app; SELECT contacts.set_context(2)" | psql -Xq -d "$database" > "$log" 2>&1
grep -q 'ERROR' "$log"
ok $? "another organization is refused"
for target in $(grep -oE '\bmake [a-z-]+' README.md CONTRIBUTING.md | sed 's/.*make //' | grep -E '^(demo|check|check-quick|lint|torture|install|installcheck)$' | sort -u); do
	make -n "$target" PG_CONFIG="$PG_CONFIG" > "$log" 2>&1 </dev/null
	ok $? "make $target exists"
done
for file in $(grep -oE '`(tools|test|doc)/[A-Za-z0-9_./-]+[a-z]`' README.md CONTRIBUTING.md | sed 's/.*://' | tr -d '`' | sort -u); do
	case $file in */hierarchy.* | *NAME*) continue ;; esac
	[ -e "$file" ]
	ok $? "$file exists"
done
echo "1..$n"
exit $failed
