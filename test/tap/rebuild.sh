#!/bin/bash
# What a build makes again: all for another server, and for a touched header what includes it, in the source tree and
# outside of it (VPATH). The other server is a copy of this one's headers with another limit in them.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
. test/lib/tap.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

mkdir -p "$work/tree" "$work/other/bin"
tar -cf - --exclude='*.o' --exclude='*.so' --exclude='*.bc' --exclude='*.d' Makefile contacts.control src sql tools test/lib |
	tar -xf - -C "$work/tree"
rm -f "$work/tree/server.stamp"
headers=$("$PG_CONFIG" --includedir-server)
cp -rL "$headers" "$work/other/server"
sed -i 's/^#define FUNC_MAX_ARGS.*/#define FUNC_MAX_ARGS 77/' "$work/other/server/pg_config_manual.h"
cat > "$work/other/bin/pg_config" <<SH
#!/bin/sh
case \$1 in
	--includedir-server) echo '$work/other/server' ;;
	*) exec '$PG_CONFIG' "\$@" ;;
esac
SH
chmod 755 "$work/other/bin/pg_config"
# Makefile.global need not ask pg_config for the folder of the headers
other=(PG_CONFIG="$work/other/bin/pg_config" includedir_server="$work/other/server")
objects='src/core/ulid.o src/pg/base/error.o src/pg/module.o'

# build FOLDER [VARIABLE=VALUE]...: build three objects and the library of them there; print the objects that were compiled.
build() {
	local folder=$1
	shift
	make -C "$folder" -f "$work/tree/Makefile" KIND= with_llvm=no PG_CONFIG="$PG_CONFIG" OBJS="$objects" "$@" contacts.so > "$work/log" 2>&1 ||
		{ echo failed; tail -n 5 "$work/log"; return; }
	grep -oE -- '-c -o [^ ]+' "$work/log" | sed 's/-c -o //' | sort | xargs
	[ -z "$(grep -e '-shared' "$work/log")" ] || echo linked
}
all=$(tr ' ' '\n' <<<"$objects" | sort | xargs)

mkdir "$work/out"
for folder in "$work/tree" "$work/out"; do
	name=$([ "$folder" = "$work/tree" ] && echo "in the tree" || echo "outside of the tree")
	is "$(build "$folder" | xargs)" "$all linked" "$name: the first build makes all"
	is "$(build "$folder")" "" "$name: the second build makes nothing"
	cp "$folder/src/pg/module.o" "$work/first.o"
	is "$(build "$folder" "${other[@]}" | xargs)" "$all linked" "$name: another server, all anew"
	is "$(cmp -s "$folder/src/pg/module.o" "$work/first.o" && echo same || echo other)" other "$name: with its headers"
	is "$(build "$folder" "${other[@]}")" "" "$name: nothing for the same server again"
	is "$(build "$folder" | xargs)" "$all linked" "$name: back to the first server, all anew"
	is "$(cmp -s "$folder/src/pg/module.o" "$work/first.o" && echo same || echo other)" same "$name: as at first"
	is "$(build "$folder" KIND=debug | xargs)" "$all linked" "$name: another kind of build, all anew"
	build "$folder" > /dev/null
	sleep 1
	touch "$work/tree/src/pg/base/error.h"
	includers=$(cd "$folder" && grep -lE '/pg/base/error\.h( |\\|$)' src/core/ulid.d src/pg/base/error.d src/pg/module.d | sed 's/\.d$/.o/' | xargs)
	is "$(build "$folder" | xargs)" "$includers linked" "$name: a touched header, only what includes it"
	is "$(grep -c 'error\.o' <<<"$includers") $(grep -c 'ulid\.o' <<<"$includers")" "1 0" "$name: which is error.c, not ulid.c"
	sleep 1
	touch "$work/tree/src/core/ulid.h"
	is "$(build "$folder" | grep -c 'core/ulid\.o')" 1 "$name: a touched header of the core"
	make -s -C "$folder" -f "$work/tree/Makefile" with_llvm=no PG_CONFIG="$PG_CONFIG" OBJS="$objects" clean > /dev/null 2>&1
	is "$(cd "$folder" && find . -name '*.o' -o -name '*.d' -type f -o -name '*.so' -o -name server.stamp | xargs)" "" "$name: clean leaves nothing"
done

# the unit tests' own makefile
core() { make -C "$work/tree" -f tools/core.mk CC=gcc OUT=build/core SAN= "$@" 2>&1 | grep -oE -- '-c -o [^ ]+' | sed 's/-c -o //' | xargs; }
is "$(core build/core/core/ulid.o build/core/core/rate.o)" "build/core/core/ulid.o build/core/core/rate.o" "core.mk: the first build"
is "$(core build/core/core/ulid.o build/core/core/rate.o)" "" "core.mk: the second build makes nothing"
sleep 1
touch "$work/tree/src/core/ulid.h"
is "$(core build/core/core/ulid.o build/core/core/rate.o)" "build/core/core/ulid.o" "core.mk: a touched header, only what includes it"
finish
