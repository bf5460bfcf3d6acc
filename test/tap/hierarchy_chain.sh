#!/bin/bash
# Chains of 10,000 and 100,000 people, under make torture of 1,000,000 too: right answers, work in proportion to the length
# (counted in look-ups, not in time), no deep stack, and an end soon after a cancel.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2

database=hierarchy_chain_$$
trap 'dropdb --if-exists "$database"' EXIT
. test/lib/tap.sh
createdb "$database" || exit 1
export PGDATABASE=$database
# settings of every session: a deep recursion would not get far
export PGOPTIONS='-c contacts.organization_id=1 -c contacts.silent=on -c max_stack_depth=100kB -c client_min_messages=warning'
ask() { psql -XAtq -v ON_ERROR_STOP=1 -c "$1"; }
# the state in which a statement ends
state() { psql -XAtq -v VERBOSITY=sqlstate -c "$1" 2>&1 | sed -n 's/^ERROR: *//p' | head -n 1; }

psql -XAtq -v ON_ERROR_STOP=1 > /dev/null <<'SQL' || exit 1
CREATE EXTENSION contacts;
SELECT contacts.install();
INSERT INTO contacts.organization (id, name, require_connection, max_depth) VALUES (1, 'Chain', false, 1000000);
-- how often the two indexes were looked into since the transaction began
CREATE FUNCTION look_ups() RETURNS bigint LANGUAGE sql AS
	$$SELECT sum(pg_stat_get_xact_numscans(indexrelid)) FROM pg_index WHERE indrelid = 'contacts.contact'::regclass$$;
-- how often a statement looks into them
CREATE FUNCTION look_ups_of(statement text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	before bigint := look_ups();
BEGIN
	EXECUTE statement;
	RETURN look_ups() - before;
EXCEPTION
	WHEN SQLSTATE 'CT422' THEN RETURN look_ups() - before;
END
$$;
SQL

# Check whether a statement looks up so many contacts, give or take a few.
about() {
	local n
	n=$(ask "SELECT look_ups_of(\$\$$1\$\$)")
	is "$([ "$n" -ge "$2" ] && [ "$n" -le $(($2 + 50)) ] && echo yes || echo "no: $n")" yes "$3"
}

lengths=(10000 100000)
[ -z "${TORTURE_SECONDS:-}" ] || lengths+=(1000000)
first=1
for length in "${lengths[@]}"; do
	last=$((first + length - 1))
	middle=$((first + length / 2))
	ask "INSERT INTO contacts.contact (id, name, reports_to) SELECT i, 'Person ' || i, nullif(i - 1, $first - 1) FROM generate_series($first, $last) i"
	ask 'VACUUM (ANALYZE, PARALLEL 0) contacts.contact'
	is "$(ask "SELECT count(*), max(depth), min(contact_id) FROM contacts.ancestors($last)")" "$((length - 1))|$((length - 1))|$first" \
		"$length: everybody is above the last"
	is "$(ask "SELECT count(*), max(depth), max(contact_id) FROM contacts.descendants($first)")" "$((length - 1))|$((length - 1))|$last" \
		"$length: everybody is below the first"
	is "$(ask "SELECT contacts.is_descendant($last, $first), contacts.common_ancestor($last, $middle)")" "t|$middle" \
		"$length: the ends of the chain know each other"
	about "SELECT count(*) FROM contacts.ancestors($last)" "$length" "$length: a walk up looks up each contact once"
	about "SELECT count(*) FROM contacts.descendants($first)" "$length" "$length: a walk down looks below each contact once"
	is "$(state "UPDATE contacts.contact SET reports_to = $last WHERE id = $first")" CT422 "$length: the first cannot report to the last"
	about "UPDATE contacts.contact SET reports_to = $last WHERE id = $first" "$length" "$length: a cycle is found with one look at each contact"
	about "UPDATE contacts.contact SET reports_to = $((middle - 2)) WHERE id = $middle" "$length" \
		"$length: a move in the middle looks at those above and those below once"
	for statement in "SELECT count(*) FROM contacts.ancestors($last)" "SELECT contacts.subtree_size($first)" \
		"UPDATE contacts.contact SET reports_to = $last WHERE id = $first"; do
		[ "$length" -lt 100000 ] || is "$(state "SET statement_timeout = '5ms'; $statement")" 57014 "$length: can be cancelled: $statement"
	done
	ask "UPDATE contacts.contact SET deleted_at = now() WHERE id = $middle"
	is "$(ask "SELECT count(*) FROM contacts.ancestors($last)")" "$((last - middle - 1))" "$length: one deleted in the middle cuts the chain"
	is "$(ask "SELECT contacts.subtree_size($first)")" "$((middle - first - 1))" "$length: from both sides"
	is "$(ask "SELECT contact_id FROM contacts.orphan_report WHERE parent_id = $middle")" "$((middle + 1))" "$length: who is below him is reported"
	is "$(state "UPDATE contacts.contact SET reports_to = $last WHERE id = $first")" CT422 "$length: the deleted one still counts for a cycle"
	first=$((last + 1))
done
finish
