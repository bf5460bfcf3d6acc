#!/bin/bash
# The manual becomes HTML and no link of it is broken; skipped where pandoc is not installed (make doc installs it).
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
command -v pandoc >/dev/null || { echo "1..0 # SKIP pandoc is not installed"; exit 0; }
. test/lib/tap.sh
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
tools/html_manual "$out" > "$out/log" 2>&1
is "$?$(grep -v chapters "$out/log")" 0 'every link leads somewhere'
is "$(ls "$out"/*.html | wc -l)" "$(($(ls doc/*.md | wc -l)))" 'every page of doc is a chapter'
finish
