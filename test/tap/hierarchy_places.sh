#!/bin/bash
# A session remembers where it saw the rows of contacts: whatever becomes of those rows, the answers are right.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2

database=hierarchy_places_$$
trap 'dropdb --if-exists "$database"' EXIT
createdb "$database" || exit 1
export PGDATABASE=$database PGOPTIONS='-c contacts.silent=on -c client_min_messages=warning'

# One session; each line of its answer is a description, and what was seen and wanted with a | between.
session() {
	psql -XAtq -v ON_ERROR_STOP=1 <<'SQL'
CREATE EXTENSION contacts;
CREATE TEMPORARY TABLE ignored AS SELECT contacts.install();
INSERT INTO contacts.organization (id, name, require_connection) VALUES (1, 'One', false), (2, 'Two', false);
INSERT INTO contacts.contact (organization_id, id, name, reports_to)
	SELECT 1, i, 'Person ' || i, nullif(i - 1, 0) FROM generate_series(1, 6) i;
INSERT INTO contacts.contact (organization_id, id, name, reports_to)
	SELECT 2, i, 'Other ' || i, CASE WHEN i < 6 THEN 6 END FROM generate_series(1, 6) i;
-- both in one transaction, or the counters would be cleared in between
CREATE FUNCTION above(contact bigint, organization bigint DEFAULT 1) RETURNS text LANGUAGE sql AS
	$$SELECT coalesce(string_agg(a.contact_id::text, ' ' ORDER BY a.depth), '-') FROM contacts.ancestors(contact, 'reports_to', organization) a$$;
CREATE FUNCTION look_ups() RETURNS bigint LANGUAGE sql AS
	$$SELECT sum(pg_stat_get_xact_numscans(indexrelid)) FROM pg_index WHERE indrelid = 'contacts.contact'::regclass$$;

SELECT 'a chain', above(6), '5 4 3 2 1';
BEGIN;
SELECT look_ups() AS before \gset
SELECT above(6) AS again \gset
SELECT 'a walk that was walked before looks up nobody', look_ups() - :before, 0;
COMMIT;

UPDATE contacts.contact SET name = name || '!' WHERE organization_id = 1;
SELECT 'rows that were updated', above(6), '5 4 3 2 1';
UPDATE contacts.contact SET custom_fields = NULL, code = 'C' || id WHERE organization_id = 1;
SELECT 'rows that were updated, indexes too', above(6), '5 4 3 2 1';
SELECT 'the same ids in another organization', above(5, 2), '6';
SELECT 'and back', above(5), '4 3 2 1';

BEGIN;
SAVEPOINT s;
UPDATE contacts.contact SET reports_to = NULL WHERE organization_id = 1 AND id = 4;
SELECT 'moved in this transaction', above(6), '5 4';
ROLLBACK TO s;
SELECT 'rolled back', above(6), '5 4 3 2 1';
COMMIT;

BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT 'before a move of somebody else', above(6), '5 4 3 2 1';
\! psql -Xq -c 'UPDATE contacts.contact SET reports_to = 1 WHERE organization_id = 1 AND id = 5'
SELECT 'the snapshot of before', above(6), '5 4 3 2 1';
COMMIT;
SELECT 'after the move', above(6), '5 1';

VACUUM FULL contacts.contact;
SELECT 'rows in another file', above(6), '5 1';
SELECT 'rows in another file, other organization', above(5, 2), '6';

INSERT INTO contacts.contact (organization_id, id, name, reports_to)
	SELECT 1, i, 'Person ' || i, i - 1 FROM generate_series(1001, 1050) i CROSS JOIN LATERAL (SELECT) AS x WHERE i > 1001
	UNION ALL SELECT 1, 1001, 'Person 1001', 6;
SELECT 'rows at the end of the table', left(above(1050), 9), '1049 1048';
SELECT pg_relation_size('contacts.contact') AS size \gset
DELETE FROM contacts.contact WHERE organization_id = 1 AND id > 1000;
VACUUM (TRUNCATE) contacts.contact;
SELECT 'the table shrank', pg_relation_size('contacts.contact') < :size, true;
SELECT 'the rows are gone', above(1050), '-';
INSERT INTO contacts.contact (organization_id, id, name, reports_to) SELECT 1, 2000 + i, 'New', 3 FROM generate_series(1, 50) i;
SELECT 'other rows in their place', above(1050) || ',' || above(1002) || ',' || above(2001), '-,-,3 2 1';

UPDATE contacts.contact SET deleted_at = now() WHERE organization_id = 1 AND id = 1;
SELECT 'a deleted one at the top', above(6), '5';
SQL
}

. test/lib/tap.sh
while IFS='|' read -r description seen wanted; do
	is "$seen" "$wanted" "$description"
done < <(session || echo 'the session ends well|no|yes')
finish
