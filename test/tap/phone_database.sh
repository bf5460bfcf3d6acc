#!/bin/bash
# Telephone numbers in databases of other encodings, and through a dump that is restored under another default region.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
export PGOPTIONS='-c client_min_messages=warning' PGCLIENTENCODING=UTF8
. test/lib/tap.sh
ask() { psql -XAtq -d "$1" -c "SET search_path = contacts, public" -c "$2" 2>&1; }

for encoding in UTF8 LATIN1 EUC_JP SQL_ASCII; do
	db=contacts_phone_${encoding,,}
	psql -Xq -v ON_ERROR_STOP=1 -d postgres -c "DROP DATABASE IF EXISTS $db" \
		-c "CREATE DATABASE $db TEMPLATE template0 ENCODING '$encoding' LOCALE 'C'" || exit 1
	psql -Xq -v ON_ERROR_STOP=1 -d "$db" -c 'CREATE EXTENSION contacts' || exit 1
	is "$(ask "$db" "SELECT parse_phone('(415) 555-2671 x12', 'US')")" '+14155552671;ext=12' "$encoding: ASCII"
done
is "$(ask contacts_phone_utf8 "SELECT try_phone('＋１ 415 555 2671 доб. 7')")" '+14155552671;ext=7' 'UTF8: wide digits, a Russian label'
is "$(ask contacts_phone_utf8 "SELECT try_phone('+1 415 555 2671 x１２')")" '+14155552671;ext=１２' 'UTF8: an extension keeps its digits'
is "$(ask contacts_phone_utf8 "SELECT '+1 415 555 2671 x１２'::phone::text::phone = '+1 415 555 2671 x１２'::text")" t 'UTF8: it reads back'
is "$(ask contacts_phone_latin1 "SELECT try_phone(E'+1 415 555 2671 extensi\u00f3n 7')")" '+14155552671;ext=7' 'LATIN1: an accent'
is "$(ask contacts_phone_euc_jp "SELECT try_phone('＋８１ ３ １２３４ ５６７８')")" '+81312345678' 'EUC_JP: wide digits'
is "$(ask contacts_phone_euc_jp "SELECT phone_error('＋８１ ３ １２３４ ５６７８ x１２')")" 'NOT_A_NUMBER' 'EUC_JP: an extension is ASCII'
is "$(ask contacts_phone_euc_jp "SELECT '+81312345678'::phone = '０３－１２３４－５６７８'::text")" f 'EUC_JP: no region'
is "$(ask contacts_phone_euc_jp "SET contacts.default_region = 'JP'; SELECT '+81312345678'::phone = '０３－１２３４－５６７８'::text")" t 'EUC_JP: compared with text'
is "$(PGCLIENTENCODING=SQL_ASCII ask contacts_phone_sql_ascii "SELECT phone_error(E'+1 415\\xff')")" NOT_A_NUMBER 'SQL_ASCII: any byte'

# values are the same whatever the region when they are restored
psql -Xq -v ON_ERROR_STOP=1 -d contacts_phone_utf8 <<-'SQL' || exit 1
	SET search_path = contacts, public;
	CREATE TABLE public.numbers (n int, country text, raw text, p phone GENERATED ALWAYS AS (contacts.try_phone(raw, country)) STORED, q valid_phone);
	INSERT INTO public.numbers (n, country, raw, q) VALUES (1, 'GB', '020 7946 0018 x5', '+442079460018'), (2, 'GB', '0900669640', NULL),
		(3, 'IT', '06 6981 2345', '+390669812345'), (4, 'AR', '0 11 15 2345-6789', '+1 415 555 2671 ext. 12345678901234567890'), (5, 'US', 'none', NULL);
	CREATE UNIQUE INDEX ON public.numbers (p);
SQL
before=$(ask contacts_phone_utf8 'SELECT * FROM public.numbers ORDER BY n')
psql -Xq -v ON_ERROR_STOP=1 -d postgres -c 'DROP DATABASE IF EXISTS contacts_phone_restored' \
	-c 'CREATE DATABASE contacts_phone_restored TEMPLATE template0' || exit 1
pg_dump -d contacts_phone_utf8 | PGOPTIONS="$PGOPTIONS -c contacts.default_region=IT" psql -Xq -v ON_ERROR_STOP=1 -d contacts_phone_restored >/dev/null
is $? 0 'a dump restores under another default region'
is "$(ask contacts_phone_restored 'SELECT * FROM public.numbers ORDER BY n')" "$before" 'with the same values'

for db in utf8 latin1 euc_jp sql_ascii restored; do
	psql -Xq -d postgres -c "DROP DATABASE contacts_phone_$db"
done
finish
