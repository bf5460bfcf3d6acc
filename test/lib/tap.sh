# tap.sh: what the shell scripts of test/tap have in common; they source it. Prints TAP.
run=0
failed=0

# is GOT WANTED NAME: one test.
is() {
	run=$((run + 1))
	[ "$1" = "$2" ] && { echo "ok $run - $3"; return; }
	failed=$((failed + 1))
	printf 'not ok %d - %s\n#   got %s\n#   wanted %s\n' $run "$3" "${1//$'\n'/$'\n#   '}" "$2"
}

# finish: the plan, and the status of the whole program.
finish() {
	echo "1..$run"
	exit $((failed > 0))
}
