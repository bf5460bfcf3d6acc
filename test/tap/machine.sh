#!/bin/bash
# What the tools say on a machine that they cannot use as it is: one line, before anything is installed or started.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
. test/lib/tap.sh
work=$(mktemp -d)
mounted=
clean_up() {
	[ -z "$mounted" ] || umount "$work/mount"
	rm -rf "$work"
}
trap clean_up EXIT

# refused NAME PATTERN COMMAND...: the command fails and prints one line, which matches.
refused() {
	local name=$1 pattern=$2 said status=0
	shift 2
	said=$("$@" 2>&1 </dev/null) || status=$?
	is "$((status > 0)) $(grep -c . <<<"$said") $(grep -cE "$pattern" <<<"$said")" "1 1 1" "$name"
	[ "$status" -gt 0 ] && [ "$(grep -c . <<<"$said")" = 1 ] || sed 's/^/# /' <<<"$said"
}
# elsewhere NAME REASON: with TMPDIR in that folder the cluster is started in another one, and says why.
elsewhere() {
	local said
	said=$(TMPDIR=$work/mount tools/cluster run -- sh -c 'echo "socket $PGHOST"' 2>&1)
	is "$(grep -cE "because of $work/mount: $2" <<<"$said") $(grep '^socket ' <<<"$said" | grep -vc "$work")" "1 1" "$1"
}
refused "a PG_CONFIG that is not there, tools/setup" 'PG_CONFIG=/nope' env PG_CONFIG=/nope tools/setup demo
refused "a PG_CONFIG that is not there, tools/cluster" 'PG_CONFIG=/nope' env PG_CONFIG=/nope tools/cluster run -- true
refused "a PG_CONFIG of another program" 'PG_CONFIG=/bin/true' env PG_CONFIG=/bin/true tools/setup demo
refused "PG_CONFIG and PGVERSION that differ" 'set one of the two' env PGVERSION=8 tools/setup demo
refused "a PGVERSION that is no version" 'no major version' env -u PG_CONFIG PGVERSION=new tools/setup demo
refused "a PGVERSION that is not installed" 'tools/setup installs it' env -u PG_CONFIG PGVERSION=8 tools/cluster run -- true
refused "an unknown group" 'no group nope' tools/check nope

# the fourth line says what would be installed, then why it cannot be
if [ "$(id -u)" -eq 0 ]; then
	mkdir -p "$work/bin"
	cp -r tools "$work/"
	chmod -R a+rX "$work"
	printf '#!/bin/sh\necho "sudo: a password is required" >&2\nexit 1\n' > "$work/bin/sudo"
	chmod 755 "$work/bin/sudo"
	said=$(cd / && setsid setpriv --reuid=65534 --regid=65534 --clear-groups env -u PG_CONFIG PGVERSION=8 PATH="$work/bin:$PATH" \
		"$work/tools/setup" demo 2>&1 </dev/null)
	is "$(tail -n 1 <<<"$said" | cut -c1-68) $(wc -l <<<"$said")" \
		"tools/setup: sudo refuses nobody or asks for a password, and there i 2" "a user whom sudo refuses"
fi

# a folder in which no program can run, one with too little room
mkdir -p "$work/mount"
if mount -t tmpfs -o size=60m,mode=1777 tmpfs "$work/mount" 2>/dev/null; then
	mounted=1
	chmod 755 "$work"
	elsewhere "TMPDIR with too little room" '60 MB free, [0-9]+ needed'
	mount -o remount,size=900m,noexec "$work/mount"
	elsewhere "TMPDIR mounted noexec" 'programs cannot be run in it'
	refused "a cluster of its own in such a folder" 'programs cannot be run in it' tools/cluster start "$work/mount/dev"
	umount "$work/mount" && mounted=
else
	echo "# no file system can be mounted here: folders without room or programs are not tried"
fi
finish
