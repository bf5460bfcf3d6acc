#!/bin/bash
# contacts.notify wakes whoever listens, of any organization, and does not say whose events there are.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
database=event_notify_$$
trap 'dropdb --if-exists $database' EXIT
. test/lib/tap.sh
createdb $database || exit 1
export PGDATABASE=$database PGOPTIONS='-c client_min_messages=warning'
psql -Xq -v ON_ERROR_STOP=1 > /dev/null <<'SQL' || exit 1
CREATE EXTENSION contacts;
SELECT contacts.install();
INSERT INTO contacts.organization (id, name) VALUES (987654, 'Heard'), (987655, 'Listener');
SQL
heard=$(psql -XAtq <<'SQL'
LISTEN contacts_event;
SET contacts.notify = on;
BEGIN;
INSERT INTO contacts.contact (organization_id, name, email) VALUES (987654, 'One', 'one@heard.example'), (987655, 'Two', 'two@heard.example');
INSERT INTO contacts.contact (organization_id, name, email) VALUES (987654, 'Three', 'three@heard.example');
COMMIT;
SELECT 1 WHERE false;
SQL
)
is "$(grep -c 'notification "contacts_event"' <<< "$heard")" 1 "a commit wakes a listener once"
is "$(grep -c 98765 <<< "$heard")" 0 "and does not name the organization"
finish
