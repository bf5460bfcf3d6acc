#!/bin/bash
# One session that lives through DROP EXTENSION and CREATE EXTENSION: plans and caches that know types and tables by their
# old OIDs are made again.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
export PGOPTIONS='-c client_min_messages=error'
. test/lib/tap.sh
db=contacts_reinstall
trap 'psql -Xq -d postgres -c "DROP DATABASE IF EXISTS $db" >/dev/null 2>&1' EXIT
psql -Xq -d postgres -c "DROP DATABASE IF EXISTS $db" -c "CREATE DATABASE $db TEMPLATE template0" || exit 1

# what a session does, as a script that can be run again
round=$(cat <<-'SQL'
	CREATE EXTENSION contacts;
	SELECT contacts.install();
	SET search_path = contacts, public;
	INSERT INTO organization (name, require_connection) VALUES ('One', false);
	BEGIN;
	SELECT set_context(1);
	SELECT create_contact('{"firstName": "Ann", "lastName": "Example", "email": "ann@one.example", "phone": "+1 415 555 2671"}') ->> 'name';
	INSERT INTO company (name) VALUES ('Acme');
	UPDATE person SET company_id = (SELECT id FROM company);
	SELECT set_primary((SELECT uid FROM company), (SELECT uid FROM person)) -> 'contact' ->> 'name';
	SELECT get_contact((SELECT uid FROM person)) ->> 'name';
	SELECT list_contacts() ->> 'total', list_contacts_after() ->> 'limit';
	SELECT count(*) FROM find_contact('ann@one.example');
	SELECT count(*) FROM find_contact('+14155552671');
	SELECT count(*) FROM search_hits('ann', 10);
	SELECT upsert_contact('{"firstName": "Ann", "lastName": "Other", "email": "ann@one.example"}') ->> 'name';
	SELECT mentions('an') IS NOT NULL, org_chart() IS NOT NULL, hierarchy() IS NOT NULL;
	SELECT count(*) > 0 FROM events_after(NULL, 10);
	COMMIT;
	SELECT uninstall(current_database()) IS NOT NULL;
	RESET search_path;
	DROP EXTENSION contacts;
	DROP SCHEMA IF EXISTS contacts;
SQL
)
once=$(psql -XAtq -d "$db" 2>&1 <<<"$round")
is "$(grep -c ERROR <<<"$once")" 0 'the script runs'
is "$(psql -XAtq -d "$db" 2>&1 <<<"$round"$'\n'"$round"$'\n'"$round")" "$once"$'\n'"$once"$'\n'"$once" 'three times in one session, with the same answers'
finish
