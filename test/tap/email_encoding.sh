#!/bin/bash
# The type email in databases whose encoding is not UTF8: ASCII only, domains in A-labels, still verified.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
db=contacts_email_encoding
. test/lib/tap.sh

drop() { psql -X -q -d postgres -c 'SET client_min_messages = warning' -c "DROP DATABASE IF EXISTS $db"; }
trap drop EXIT
export PGOPTIONS='-c search_path=contacts,public'

for encoding in LATIN1 SQL_ASCII EUC_JP; do
	drop
	psql -X -q -d postgres -c "CREATE DATABASE $db TEMPLATE template0 ENCODING '$encoding' LOCALE 'C'" || exit 1
	sql() { PGCLIENTENCODING=$encoding psql -X -q -A -t -d "$db" "$@" 2>&1; }
	sql -c 'CREATE EXTENSION contacts'
	case $encoding in EUC_JP) u=$'\xa4\xa2' ;; *) u=$'\xfc' ;; esac
	is "$(sql -c "SELECT 'Bob@XN--BCHER-KVA.de'::email")" 'Bob@xn--bcher-kva.de' "$encoding: A-labels are kept"
	is "$(sql -c "SELECT email_domain(a), email_ascii(a), email_canonical(a) FROM (SELECT 'Bob@XN--BCHER-KVA.de'::email) v (a)")" \
		'xn--bcher-kva.de|Bob@xn--bcher-kva.de|bob@xn--bcher-kva.de' "$encoding: parts"
	is "$(sql -c "SELECT 'Bob@XN--BCHER-KVA.de'::email = 'bob@xn--bcher-kva.de'::text")" t "$encoding: equality"
	is "$(sql -c "SELECT email_error('u@xn--bucher-xyd.de'), email_error('u@xn--i-7iq.ws')")" 'domain_idna|domain_idna' "$encoding: A-labels are verified"
	is "$(sql -c "SELECT email_error('$u@x.de'), email_error('u@b$u.de'), email_error('u@x.de')")" 'encoding|encoding|' "$encoding: ASCII only"
	is "$(sql -c '\set VERBOSITY verbose' -c "SELECT 'u@b$u.de'::email" | grep -E 'DETAIL|HINT')" \
		"DETAIL:  In a database whose encoding is not UTF8 an address is ASCII (encoding, at byte offset 3).
HINT:  Write the domain with \"xn--\" labels, or use a database with encoding UTF8." "$encoding: the message says so"
	is "$(sql -c "SELECT 'u@b$u.de'::text <> 'u@b.de'::email")" t "$encoding: such a text is unequal"
done
finish
