#!/bin/bash
# Clients that move, swap, insert, delete and choose at random leave no cycle and no ineligible primary contact behind, at
# READ COMMITTED, REPEATABLE READ and SERIALIZABLE. TORTURE_SECONDS (default 4) for all of it.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
seconds=${TORTURE_SECONDS:-4}
clients=4

out=$(mktemp -d)
database=hierarchy_torture_$$
trap 'dropdb --if-exists "$database"; rm -rf "$out"' EXIT
. test/lib/tap.sh
createdb "$database" || exit 1
export PGDATABASE=$database
ask() { psql -XAtq -v ON_ERROR_STOP=1 "$@"; }

ask > /dev/null <<'SQL' || exit 1
SET client_min_messages = warning;
CREATE EXTENSION contacts;
SELECT contacts.install();
INSERT INTO contacts.organization (id, name, require_connection) VALUES (1, 'Torture', false);
SET contacts.organization_id = 1;
INSERT INTO contacts.contact (id, kind, name) SELECT i, 'organization', 'Company ' || i FROM generate_series(1001, 1020) i;
INSERT INTO contacts.contact (id, name, reports_to, company_id) SELECT i, 'Person ' || i, nullif(i / 4, 0), 1001 + i % 20 FROM generate_series(1, 100) i;
SELECT setval(pg_get_serial_sequence('contacts.contact', 'id'), 100000);
-- whoever is told to wait for a cycle that somebody else closes first, or to try again, has been served well
CREATE FUNCTION attempt(statement text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE statement;
EXCEPTION
	WHEN SQLSTATE 'CT422' OR SQLSTATE 'CT404' OR SQLSTATE 'CT405' OR SQLSTATE 'CT406' OR SQLSTATE 'CT400' OR check_violation THEN NULL;
END
$$;
SQL

cat > "$out/move.sql" <<'SQL'
\set a random(1, 100)
\set b random(1, 100)
\set c random(1001, 1020)
\set d random(1001, 1020)
BEGIN ISOLATION LEVEL :level;
SET LOCAL contacts.organization_id = 1;
SELECT attempt(format('UPDATE contacts.contact SET reports_to = %s WHERE id = %s', :a, :b));
SELECT attempt(format('UPDATE contacts.contact SET company_id = %s WHERE id = %s', :c, :d));
COMMIT;
SQL
cat > "$out/swap.sql" <<'SQL'
\set a random(1, 100)
\set b random(1, 100)
BEGIN ISOLATION LEVEL :level;
SET LOCAL contacts.organization_id = 1;
SELECT attempt(format('UPDATE contacts.contact SET reports_to = CASE WHEN id %% 2 = 0 THEN %s ELSE %s END WHERE id BETWEEN %s AND %s AND id NOT IN (%s, %s)', :a, :b, :a, :a + 20, :a, :b));
INSERT INTO contacts.contact (name, reports_to) VALUES ('New', :a);
COMMIT;
SQL
cat > "$out/choose.sql" <<'SQL'
\set a random(1, 100)
\set c random(1001, 1020)
BEGIN ISOLATION LEVEL :level;
SET LOCAL contacts.organization_id = 1;
SELECT attempt(format('SELECT contacts.set_primary_contact((SELECT company_id FROM contacts.contact WHERE id = %s), %s)', :a, :a));
SELECT attempt(format('UPDATE contacts.contact SET company_id = %s WHERE id = %s', :c, :a));
SELECT attempt(format('UPDATE contacts.contact SET status = CASE status WHEN ''active'' THEN ''inactive'' ELSE ''active'' END WHERE id = %s', :a % 50 + 1));
COMMIT;
SQL

for level in 'READ COMMITTED' 'REPEATABLE READ' SERIALIZABLE; do
	pgbench -n -c "$clients" -j 2 -T $((seconds / 3 + 1)) -M simple --max-tries=100 -D level="$level" \
		-f "$out/move.sql" -f "$out/swap.sql" -f "$out/choose.sql" > "$out/log" 2>&1
	is $? 0 "$level: the clients end without an error that a retry does not mend"
	grep -E '^pgbench: error' "$out/log" | head -5 | sed 's/^/#   /'
	done=$(sed -n 's/^number of transactions actually processed: \([0-9]*\).*/\1/p' "$out/log")
	echo "# $done transactions checked"
	is "$([ "${done:-0}" -gt 20 ] && echo yes)" yes "$level: transactions are committed"
	is "$(ask -c "WITH RECURSIVE up AS (
			SELECT c.id, e.edge, CASE e.edge WHEN 1 THEN c.reports_to ELSE c.company_id END AS above
			FROM contacts.contact c, (VALUES (1), (2)) e (edge)
			UNION SELECT up.id, up.edge, CASE up.edge WHEN 1 THEN c.reports_to ELSE c.company_id END
			FROM up JOIN contacts.contact c ON c.organization_id = 1 AND c.id = up.above)
		SELECT count(*) FROM up WHERE id = above")" 0 "$level: nobody is above himself"
	is "$(ask -c "SELECT count(*) FROM contacts.company_primary p JOIN contacts.contact c ON c.organization_id = p.organization_id AND c.id = p.contact_id
		WHERE NOT c.is_active OR c.kind <> 'person' OR c.company_id IS DISTINCT FROM p.company_id
			AND NOT EXISTS (SELECT FROM contacts.affiliation a WHERE a.organization_id = c.organization_id AND a.contact_id = c.id AND a.company_id = p.company_id AND a.ended_on IS NULL)")" \
		0 "$level: no primary contact is ineligible"
	is "$(ask -c "SELECT count(*) FROM contacts.contact o LEFT JOIN contacts.company_primary p ON p.organization_id = o.organization_id AND p.company_id = o.id
		WHERE o.kind = 'organization' AND contacts.primary_contact(o.id, 1) IS DISTINCT FROM p.contact_id")" \
		0 "$level: one company and all companies get the same answer"
	is "$(ask -c "SELECT count(*) FROM contacts.contact WHERE primary_at IS NOT NULL AND company_id IS NULL")" 0 "$level: a choice belongs to a company"
done
finish
