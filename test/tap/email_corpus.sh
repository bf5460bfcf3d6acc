#!/bin/bash
# The type email against an independent oracle: every code point in four places (test/data/email_sweep.txt, see
# tools/email_sweep.py), and the corpora beside the checkout, where they are (CONTACTS_DATA names another place).
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
data=${CONTACTS_DATA:-../shared/data}/email
db=contacts_email_corpus
. test/lib/tap.sh

sql() { psql -X -q -A -t -v ON_ERROR_STOP=1 -d "$db" "$@"; }

psql -X -q -d postgres -c "DROP DATABASE IF EXISTS $db" -c "CREATE DATABASE $db TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'" 2>&1 | grep -v NOTICE
trap 'psql -X -q -d postgres -c "DROP DATABASE IF EXISTS $db"' EXIT
sql -c 'CREATE EXTENSION contacts' || exit 1
export PGOPTIONS='-c search_path=contacts,public -c client_min_messages=warning'

# --- every code point
sql <<-'SQL' || exit 1
	CREATE FUNCTION public.number(hex text) RETURNS int LANGUAGE sql IMMUTABLE AS $$ SELECT ('x' || lpad(hex, 8, '0'))::bit(32)::int $$;
	CREATE FUNCTION public.characters(hex text) RETURNS text LANGUAGE sql IMMUTABLE AS
		$$ SELECT string_agg(chr(public.number(x)), '' ORDER BY n) FROM string_to_table(hex, '.') WITH ORDINALITY s (x, n) $$;
	CREATE TABLE public.line (first text, last text, v1 text, v2 text, v3 text, v4 text);
	\copy public.line FROM 'test/data/email_sweep.txt'
	CREATE TABLE public.place (k int, before text, after text);
	INSERT INTO public.place VALUES (1, 'a', 'b@x.com'), (2, '', 'b@x.com'), (3, 'u@a', 'a.com'), (4, 'u@', '.com');
	CREATE TABLE public.verdict AS
		SELECT public.number(first) AS first, public.number(last) AS last, before, after, v,
			CASE WHEN v IN ('=', '-') THEN NULL
				WHEN v = '.' THEN before || after
				WHEN v LIKE '!%' THEN CASE WHEN k > 2 THEN 'u@' ELSE '' END || public.characters(substr(v, 2)) || CASE WHEN k > 2 THEN '' ELSE '@x.com' END
				ELSE before || public.characters(v) || after
			END AS changed
		FROM public.line, public.place, LATERAL (SELECT (ARRAY[v1, v2, v3, v4])[k]) x (v);
	CREATE TABLE public.sweep AS
		SELECT cp, before || chr(cp) || after AS input,
			CASE v WHEN '-' THEN NULL WHEN '=' THEN before || chr(cp) || after ELSE changed END AS wanted
		FROM public.verdict, generate_series(first, last) cp;
SQL
total=$(sql -c 'SELECT count(*) FROM public.sweep')
is "$total" $((4 * (0x10FFFF - 0x800))) "four places for every code point but NUL and the surrogates"
is "$(sql -c 'SELECT count(*) FROM public.sweep WHERE try_email(input)::text IS DISTINCT FROM wanted')" 0 "mismatches of the sweep"
sql -F ' ' -c "SELECT '#', to_hex(cp), quote_literal(input), wanted, try_email(input), email_error(input) FROM public.sweep
	WHERE try_email(input)::text IS DISTINCT FROM wanted ORDER BY cp LIMIT 10"
echo "# checked $total addresses of the sweep, $(sql -c 'SELECT count(wanted) FROM public.sweep') of them accepted"

# --- the corpora
if [ ! -f "$data/dev.tsv" ]; then
	echo "# skipped: no corpora in $data"
	finish
fi
sql <<-SQL || exit 1
	CREATE TABLE public.dev (input text, expected text, normalised text, reason text, source text);
	CREATE TABLE public.forms (input text, normalised text, ascii_form text, local text, domain text, folded text, smtputf8 bool, canonical text);
	CREATE TABLE public.pairs (a text, b text, equal bool, canonical_equal bool, kind text);
	\copy public.dev FROM PROGRAM 'tail -n +2 "$data/dev.tsv"'
	\copy public.forms FROM PROGRAM 'tail -n +2 "$data/forms_dev.tsv"'
	\copy public.pairs FROM PROGRAM 'tail -n +2 "$data/pairs_dev.tsv"'
SQL
# check NAME TABLE CONDITION: no row of the table may miss the condition.
check() {
	local rows
	rows=$(sql -c "SELECT count(*) FROM public.$2")
	is "$(sql -c "SELECT count(*) FROM public.$2 WHERE ($3) IS NOT TRUE")" 0 "$1: mismatches"
	echo "# checked $rows rows: $1"
}
check "dev.tsv verdict" dev "email_is_valid(input) = (expected = 'accept') AND (email_error(input) IS NULL) = email_is_valid(input)"
check "dev.tsv normalised" dev "expected = 'reject' OR try_email(input)::text = normalised"
check "forms_dev.tsv forms" forms "(email(input)::text, email_local(email(input)), email_domain(email(input)), email_canonical(email(input)))
	= (normalised, local, domain, canonical)"
check "forms_dev.tsv ascii_form" forms "email_ascii(email(input)) IS NOT DISTINCT FROM ascii_form"
check "forms_dev.tsv folded_local" forms "(email(input) = (folded || '@' || domain)::email) OR local LIKE '\"%'"
check "forms_dev.tsv smtputf8" forms "smtputf8 = (email_ascii(email(input)) IS NULL)"
check "forms_dev.tsv reads back" forms "email(input)::text::email::text = email(input)::text AND email(input)::text::email = email(input)
	AND coalesce(email_ascii(email(input))::email = email(input), true)"
check "pairs_dev.tsv equal" pairs "(email(a) = email(b)) = equal AND (email(b) = email(a)) = equal AND (contacts_internal.email_cmp(email(a), email(b)) = 0) = equal
	AND (email(a) = b) = equal AND (a = email(b)) = equal AND (a @=@ b) = equal"
check "pairs_dev.tsv hash" pairs "NOT equal OR (contacts_internal.email_hash(email(a)), contacts_internal.email_hash_extended(email(a), 7), contacts_internal.email_text_hash(a), contacts_internal.email_text_hash_extended(a, 7))
	= (contacts_internal.email_hash(email(b)), contacts_internal.email_hash_extended(email(b), 7), contacts_internal.email_hash(email(b)), contacts_internal.email_hash_extended(email(b), 7))"
check "pairs_dev.tsv canonical_equal" pairs "(email_canonical(email(a)) = email_canonical(email(b))) = canonical_equal"

# order: sorting with abbreviated keys, sorting without, and sorting by (domain, folded local part) agree on the real values
is "$(sql <<-'SQL'
	WITH v AS (SELECT email(input) AS e, folded FROM public.forms),
		s AS (SELECT e, folded, row_number() OVER (ORDER BY e) AS n FROM v)
	SELECT count(*) FROM s a JOIN s b ON b.n = a.n + 1
	WHERE a.e > b.e OR NOT a.e <= b.e OR email_domain(a.e) COLLATE "C" > email_domain(b.e)
		OR (email_domain(a.e) = email_domain(b.e) AND a.folded COLLATE "C" > b.folded AND a.e::text NOT LIKE '"%' AND b.e::text NOT LIKE '"%')
SQL
)" 0 "neighbours out of order"
is "$(sql -c 'SELECT count(DISTINCT email(input)) = (SELECT count(*) FROM (SELECT DISTINCT email(input) FROM public.forms) x) FROM public.forms')" t \
	"as many distinct values by sorting as by hashing"
finish
