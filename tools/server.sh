# server.sh: which PostgreSQL server the tools work with; tools/setup and tools/cluster, which define die, source it.

# The PostgreSQL of this Debian: as apt knows, or where it has no lists yet, by the release.
debian_version() {
	LC_ALL=C apt-cache policy postgresql 2>/dev/null | sed -n 's/^ *Candidate: \([0-9][0-9]*\).*/\1/p' | grep . && return
	case $(. /etc/os-release 2>/dev/null && echo "${VERSION_ID:-}") in
		13) echo 17 ;;
		*) echo 15 ;;
	esac
}

# Print the major version of a pg_config; fails where the program does not answer.
config_version() { "$1" --version 2>/dev/null | sed -n 's/^PostgreSQL \([0-9][0-9]*\).*/\1/p' | grep .; }

# Set PG_CONFIG and version: the server of PG_CONFIG, else of PGVERSION, else the one of pg_config on the path where
# that has a server, else the one of this Debian. With the fourth, PG_CONFIG may name a program still to be installed.
choose_server() {
	if [ -n "${PG_CONFIG:-}" ]; then
		version=$(config_version "$PG_CONFIG") || die "PG_CONFIG=$PG_CONFIG is no pg_config that can be run"
		[ "${PGVERSION:-$version}" = "$version" ] ||
			die "PG_CONFIG=$PG_CONFIG is of PostgreSQL $version, but PGVERSION=$PGVERSION; set one of the two"
		return
	fi
	case ${PGVERSION:-} in
		*[!0-9]*) die "PGVERSION=$PGVERSION is no major version such as 15" ;;
		'')
			if version=$(config_version pg_config) && [ -x "$(pg_config --bindir)/postgres" ]; then
				PG_CONFIG=$(command -v pg_config)
				return
			fi
			version=$(debian_version)
			;;
		*) version=$PGVERSION ;;
	esac
	PG_CONFIG=/usr/lib/postgresql/$version/bin/pg_config
	if [ ! -x "$PG_CONFIG" ] && [ "$(config_version pg_config)" = "$version" ]; then
		PG_CONFIG=$(command -v pg_config)
	fi
}
