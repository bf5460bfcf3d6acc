#!/bin/bash
# The owner of a database who is no superuser does everything alone: create the extension, install, grant; the role of an
# application then works, and neither of them gets more than that.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2

db=contacts_access_owner owner=regress_contacts_dbo app=regress_contacts_dbo_app
. test/lib/tap.sh
# as ROLE SQL...: run statements in the database and print what comes back, errors as "SQLSTATE"
as() {
	local role=$1
	shift
	PGOPTIONS='-c client_min_messages=warning' psql -XqAt -v VERBOSITY=sqlstate -U "$role" -d "$db" "${@/#/-c}" 2>&1 | sed 's/^ERROR:  //'
}
superuser() { psql -Xq -d postgres "$@" 2>/dev/null; }
clean() { superuser -c "DROP DATABASE IF EXISTS $db" -c "DROP ROLE IF EXISTS $owner" -c "DROP ROLE IF EXISTS $app"; }
trap clean EXIT
clean
superuser -c "CREATE ROLE $owner LOGIN" -c "CREATE ROLE $app LOGIN" -c "CREATE DATABASE $db OWNER $owner" || exit 1

is "$(as $app 'CREATE EXTENSION contacts')" 42501 'another role cannot create the extension'
is "$(as $owner 'CREATE SCHEMA contacts_internal' 'CREATE EXTENSION contacts' 'DROP SCHEMA contacts_internal')" 42P06 'a schema contacts_internal of somebody else is refused'
is "$(as $owner 'CREATE EXTENSION contacts')" '' 'the owner of the database creates the extension'
is "$(as $owner 'CREATE FUNCTION contacts_internal.f() RETURNS int LANGUAGE sql RETURN 1')" 42501 'he can put nothing into contacts_internal'
is "$(as $app 'SELECT contacts.install()')" 42501 'another role cannot install'
is "$(as $owner 'SELECT contacts.install() = contacts.extension_version()')" t 'the owner installs'
is "$(as $owner "SELECT count(*) FROM pg_class WHERE relnamespace = 'contacts'::regnamespace AND relkind IN ('r', 'p', 'v') AND relowner <> '$owner'::regrole")" 0 'every table and view is his'
is "$(as $owner "INSERT INTO contacts.organization (id, name) VALUES (1, 'One'), (2, 'Two')" "SELECT contacts.grant_access('$app', '{contacts:read,contacts:write,contacts:delete}', 1)")" '' 'he grants access'
is "$(as $owner "SELECT contacts.grant_access('$owner', '{contacts:read}', 1)")" 0LP01 'but not to himself: row-level security does not hold for him'
is "$(as $owner "INSERT INTO contacts.contact (organization_id, id, name, email) VALUES (2, 20, 'Hidden', 'hidden@two.example') RETURNING id")" 20 'he writes without a context'
is "$(as $app "INSERT INTO contacts.contact (id, name, email) VALUES (10, 'Ann', 'ann@one.example') RETURNING organization_id")" 1 'the application writes'
is "$(as $app "INSERT INTO contacts.connection (contact_id, type, value) VALUES (10, 'email', 'more@one.example') RETURNING organization_id")" 1 'and what belongs to a contact'
is "$(as $app 'UPDATE contacts.contact SET deleted_at = now() WHERE id = 10 RETURNING deleted_by IS NULL')" t 'and removes'
is "$(as $app 'SELECT id FROM contacts.contact')" 10 'it sees its organization only'
is "$(as $app 'SELECT contacts.set_context(2)')" 42501 'and gets into no other one'
is "$(as $app 'SELECT * FROM contacts.access')" 42501 'grants are the owner'\''s'
is "$(as $owner "INSERT INTO contacts.jwt_key (kid, secret) VALUES ('k', 'a secret of at least thirty-two bytes')" 'SELECT count(*) FROM contacts.doctor()')" 3 'the doctor finds the search path and two sequences behind the ids that were given'
is "$(as $owner 'DO $x$ DECLARE m text; BEGIN FOR m IN SELECT mend FROM contacts.doctor() LOOP EXECUTE m; END LOOP; END $x$' 'SELECT count(*) FROM contacts.doctor()')" 0 'the owner of the database mends all of it'
is "$(as $app "SELECT count(*) FROM contacts.contact WHERE email = 'ANN@one.example'")" 1 'the operators are found in a new session'
is "$(as $owner "SELECT count(*) FROM contacts.access_report() WHERE role = '$app'")" 1 'the report knows the application'
# the extension gives its owner no right of a superuser
is "$(as $owner "SELECT count(*) FROM pg_proc p JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e' JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'contacts' WHERE p.prosecdef")" 0 'no function of the extension runs with the rights of a superuser'
is "$(as $owner "CREATE OR REPLACE FUNCTION contacts.has_scope(scope text) RETURNS boolean LANGUAGE sql AS 'SELECT true'")" 42501 'and he cannot replace one'
is "$(as $owner "SELECT contacts.revoke_access('$app', 1)")" '' 'he revokes'
is "$(as $app 'SELECT id FROM contacts.contact')" 42501 'and the application is out'
is "$(as $owner 'DROP EXTENSION contacts')" 2BP01 'the extension stays while there are tables'
is "$(as $owner 'DROP EXTENSION contacts CASCADE')" 2BP01 'also with CASCADE'
is "$(as $owner 'DO $x$ BEGIN PERFORM contacts.uninstall(current_database()); END $x$' 'DROP SCHEMA contacts CASCADE' "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'contacts%'")" 0 'with schema contacts all of it goes'
finish
