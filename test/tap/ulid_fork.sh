#!/bin/bash
# No two processes make ulids from the same random bytes, also where the library was loaded before they forked.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2

backends=6
each=20000

# in a cluster of its own, whose postmaster has the library
if [ "${1:-}" != inside ]; then
	exec tools/cluster run --conf "shared_preload_libraries = 'contacts'" --conf "max_worker_processes = 8" -- "$0" inside
fi

out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
. test/lib/tap.sh

psql -Xq -v ON_ERROR_STOP=1 -c 'CREATE EXTENSION contacts' \
	-c "CREATE TABLE numbers AS SELECT generate_series(1, $each)" \
	-c 'ALTER TABLE numbers SET (parallel_workers = 2)' -c 'ANALYZE numbers' || exit 1
is "$(psql -XAtc 'SHOW shared_preload_libraries')" contacts 'the library is loaded before backends fork'

# the time part is cut off: what is left must differ between any two
settings='-c parallel_setup_cost=0 -c parallel_tuple_cost=0 -c min_parallel_table_scan_size=0'
query='SELECT right(ulid::text, 16) FROM (SELECT contacts.gen_ulid() AS ulid FROM numbers OFFSET 0) made'
is "$(PGOPTIONS=$settings psql -XAtc "EXPLAIN $query" | grep -c 'Workers Planned: 2')" 1 'parallel workers take part'
for ((i = 0; i < backends; i++)); do
	PGOPTIONS=$settings psql -XAtc "$query" > "$out/$i" &
done
wait
is "$(cat "$out"/* | wc -l)" $((backends * each)) "$backends backends made $each each"
is "$(sort "$out"/* | uniq -d | wc -l)" 0 'no random part twice'
finish
