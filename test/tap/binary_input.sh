#!/bin/bash
# Binary parameters that no text can be: NUL bytes, invalid UTF-8, wrong lengths, into every column whose type takes text.
set -uo pipefail
run=0
failed=0
dir=$(mktemp -d)
trap 'rm -rf "$dir"; psql -X -q -c "DROP TABLE IF EXISTS binary_input"' EXIT
psql -X -q -c 'SET client_min_messages = warning' -c 'CREATE EXTENSION IF NOT EXISTS contacts'

# refused TYPE BYTES PATTERN: one row of one column, COPY BINARY, is refused with a message like PATTERN.
refused() {
	run=$((run + 1))
	local length got
	length=$(printf "$2" | wc -c)
	{
		printf 'PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0\0\1'
		printf "\\x$(printf '%02x' $((length >> 24)))\\x$(printf '%02x' $((length >> 16 & 255)))\\x$(printf '%02x' $((length >> 8 & 255)))\\x$(printf '%02x' $((length & 255)))"
		printf "$2"
		printf '\377\377'
	} > "$dir/rows"
	psql -X -q -c 'SET client_min_messages = warning' -c 'DROP TABLE IF EXISTS binary_input' -c "CREATE TABLE binary_input (v contacts.$1)"
	got=$(psql -X -q -c "\\copy binary_input from '$dir/rows' with (format binary)" 2>&1)
	if [[ $got == *$3* ]]; then echo "ok $run - $1 refuses $2"; return; fi
	failed=$((failed + 1))
	printf 'not ok %d - %s takes %s\n# %s\n' $run "$1" "$2" "$got"
}

for type in email phone search_key search_query; do
	refused $type 'a\0b@x.example' 'invalid byte sequence'
	refused $type '\303(\100x.example' 'invalid byte sequence'
	refused $type '\355\240\200@x.example' 'invalid byte sequence'
	refused $type '' 'invalid input syntax'
done
refused email 'nobody' 'invalid input syntax'
refused phone '123' 'invalid input syntax'
refused ulid '\1\2\3' 'insufficient data'
# no part at all, month 15, 31 February, a negative number
refused partial_date '\0\0\0\0' 'invalid partial date'
refused partial_date '\0\170\0\0' 'invalid partial date'
refused partial_date '\0\27\300\0' 'invalid partial date'
refused partial_date '\377\377\377\377' 'invalid partial date'
refused partial_date '\0\43\0' 'insufficient data'
refused ulid '\1\2\3\4\5\6\7\10\1\2\3\4\5\6\7\10\11' 'incorrect binary data format'
echo "1..$run"
exit $((failed > 0))
