#!/bin/bash
# Each rule of tools/lint_sources.sh finds what breaks it: in a copy of the tree one rule is broken at a time, and fails
# with the finding that the break is.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
. test/lib/tap.sh
built=$(cd "${BUILD:-.}" && pwd -P)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tar -cf - --exclude='*.o' --exclude='*.so' --exclude='*.bc' --exclude='*.d' --exclude=results --exclude=output_iso --exclude=node_modules \
	Makefile contacts.control META.json CHANGELOG.md README.md CONTRIBUTING.md src sql test tools expected demo bench doc | tar -xf - -C "$work"

lint() { LINT_FINDINGS=100000 BUILD=$built "$work/tools/lint" "$1" 2>/dev/null </dev/null; }

# breaks RULE FINDING FILE TEXT: with TEXT at the end of FILE the rule fails and says FINDING; FILE is then as before.
breaks() {
	local rule=$1 finding=$2 file=$work/$3 said
	[ ! -e "$file" ] || cp -p "$file" "$work.saved"
	printf '%s\n' "$4" >> "$file"
	said=$(lint "$rule*")
	is "$(grep -c '^not ok 1 - ' <<<"$said") $(grep -cE "$finding" <<<"$said")" "1 1" "$rule"
	grep -q '^not ok' <<<"$said" || sed 's/^/# /' <<<"$said"
	if [ -e "$work.saved" ]; then mv "$work.saved" "$file"; else rm -f "$file"; fi
}

breaks "includes go down" 'base/error\.c:[0-9]+: base may not include pg/api/keys\.h' src/pg/base/error.c '#include "pg/api/keys.h"'
breaks "includes go down" 'store/catalog\.c:[0-9]+: store may not include worker/' src/pg/store/catalog.c '#include "worker/webhook_queue.h"'
breaks "headers stand alone" "core/rate\.h.*unknown type name" src/core/rate.h 'extern nothing_known contacts_rate_nothing(void);'
breaks "headers stand alone" "base/error\.h.*unknown type name" src/pg/base/error.h 'extern SPITupleTable *contacts_nothing(void);'
breaks "a header belongs" 'base/error\.h: not defined in error\.c: contacts_nowhere' src/pg/base/error.h 'extern int contacts_nowhere(void);'
breaks "a header belongs" 'base/lonely\.h has no src/pg/base/lonely\.c' src/pg/base/lonely.h 'extern int contacts_lonely(void);'
breaks "no extern" 'base/error\.c:[0-9]+:extern int contacts_elsewhere' src/pg/base/error.c 'extern int contacts_elsewhere;'
breaks "basenames" 'pg/types/rate\.h.*core/rate\.h|core/rate\.h and .*types/rate\.h' src/pg/types/rate.h '/* again */'
breaks "includes are full" 'base/json\.c:[0-9]+:#include "error\.h"' src/pg/base/json.c '#include "error.h"'
breaks "includes are full" 'base/json\.c:[0-9]+:#include "\.\./store/catalog\.h"' src/pg/base/json.c '#include "../store/catalog.h"'
breaks "SPI only" 'rules/row_text\.c:[0-9]+:.*SPI_connect' src/pg/rules/row_text.c 'static int connect(void) { return SPI_connect(); }'
breaks "cache callbacks" 'grants\.c:[0-9]+:.*Relcache' src/pg/access/grants.c 'static void hear(void) { CacheRegisterRelcacheCallback(NULL, 0); }'
breaks "cache callbacks" 'relation_watch\.c:[0-9]+:.*Syscache' src/pg/base/relation_watch.c 'static void hear(void) { CacheRegisterSyscacheCallback(0, NULL, 0); }'
breaks "lines have" 'base/error\.c:[0-9]+: 121 columns' src/pg/base/error.c "$(printf '//\t%117s' '' | tr ' ' x)"
breaks "a C function" 'no SQL function uses contacts_nobody' src/pg/base/error.c 'PG_FUNCTION_INFO_V1(contacts_nobody);'
mkdir -p "$work/src/pg/new"
breaks "every folder" 'src/pg/new has none' src/pg/new/thing.c '/* a folder without README */'
breaks "every folder" 'src/pg/base/README\.md has more than 15 lines' src/pg/base/README.md "$(yes line | head -n 16)"
finish
