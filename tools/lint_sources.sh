# lint_sources.sh: rules for the sources in C, which tools/lint sources. Each prints its findings, one a line.

# Who may include whom. An include runs down only; a new folder gets a row here.
may_include='
base: core
types: core base
store: core base
access: core base types store
search: core base types store access
hierarchy: base store access
webhooks: core base store access
rules: core base types store access search hierarchy
primary_contact: base types store access hierarchy
events: core base store access primary_contact
merge: core base types store access search hierarchy rules
api: core base types store access search hierarchy rules events
worker: core
core:
'

# Headers that share words between folders and have no source of their own.
vocabulary='src/pg/compat.h'

sources() { files src | grep "\.[$1]\$"; }

# Print FILE:LINE:TEXT of C code without comments and string literals, for these files.
code_lines() {
	perl -0777 -ne '
		s{(/\*.*?\*/)|"(?:[^"\\\n]|\\.)*"}{defined $1 ? $1 =~ tr/\n//cdr : "\"\""}gse;
		my $n = 0;
		print "$ARGV:" . ++$n . ":$_\n" for split /\n/' "$@"
}

includes_go_down() {
	sources ch | tr '\n' '\0' | xargs -0 grep -nHE '^[[:space:]]*#[[:space:]]*include[[:space:]]*"(core|pg|worker)/' |
		TABLE=$may_include perl -ne '
			BEGIN {
				for (split /\n/, $ENV{TABLE}) { /^(\w+):(.*)/ and $may{$1} = {map { $_ => 1 } split " ", $2}; }
			}
			sub room { $_[0] =~ m{^pg/([^/]+)/} ? $1 : $_[0] =~ m{^pg/} ? "pg" : (split m{/}, $_[0])[0] }
			my ($file, $line, $header) = /^src\/([^:]*):(\d+):.*?"([^"]*)"/ or next;
			my ($from, $to) = (room($file), room($header));
			next if $from eq $to || $file eq "pg/module.c" || ($header eq "pg/compat.h" && $from ne "core");
			next if $header eq "worker/webhook_worker.h" && $from eq "webhooks";
			print !$may{$from} ? "src/$file: the table in tools/lint_sources.sh has no row for $from\n" :
				"src/$file:$line: $from may not include $header\n" unless $may{$from} && $may{$from}{$to};'
}

headers_stand_alone() {
	local -a flags=(-fsyntax-only -x c -Isrc -Wall -Werror)
	files src/core | grep '\.h$' | tr '\n' '\0' | xargs -0 -r -P 2 -n 8 gcc "${flags[@]}" -std=c11 2>&1
	files src/pg src/worker | grep '\.h$' | tr '\n' '\0' |
		xargs -0 -r -P 2 -n 8 gcc "${flags[@]}" -D_GNU_SOURCE -isystem "$("$config" --includedir-server)" -include pg/compat.h 2>&1
}

# Print the names that a header declares as extern, one a line.
externs() {
	perl -0777 -ne '
		s{/\*.*?\*/}{ }gs;
		s/^[ \t]*#(?:[^\n\\]|\\.|\\\n)*$//gm;
		while (/^extern\b([^;]*);/gm) {
			my $declaration = $1;
			$declaration =~ s/\b(?:pg_attribute_\w+|contacts_noreturn|__attribute__)\b(?:\s*\((?:[^()]|\([^()]*\))*\))?//g;
			print "$1\n" if $declaration =~ /(\w+)\s*(?:\(|\[|=|$)/;
		}' "$1"
}

header_has_source() {
	local header source object name
	for header in $(files src/pg src/worker | grep '\.h$'); do
		case " $vocabulary " in *" $header "*) continue ;; esac
		source=${header%.h}.c
		if [ ! -f "$source" ]; then
			echo "$header has no $source"
			continue
		fi
		grep -q "^#include \"${header#src/}\"" "$source" || echo "$source does not include ${header#src/}"
		object=$build/${source%.c}.o
		[ -f "$object" ] || { echo "$object is not built"; continue; }
		externs "$header" | sort -u | comm -23 - <(nm --extern-only --defined-only "$object" | awk '{ print $3 }' | sort -u) |
			sed "s|^|$header: not defined in ${source##*/}: |"
	done
}

# PGDLLEXPORT: the server looks these up by name, they belong into no header. no_such_variable: takes a macro's semicolon.
no_extern_in_source() { code_lines $(sources c) | grep -E ':[[:space:]]*extern\b' | grep -vE 'PGDLLEXPORT|no_such_variable'; }

unique_basenames() {
	sources ch | awk -F/ '{ if ($NF in seen) print $0 " and " seen[$NF]; seen[$NF] = $0 }'
}

# An include that is found beside the file, or by its last name, instead of from src/.
full_include_paths() {
	sources ch | awk -F/ '{ print $NF }' | sort -u > "$work/basenames"
	sources ch | tr '\n' '\0' | xargs -0 grep -nHE '^[[:space:]]*#[[:space:]]*include[[:space:]]*["<]' |
		perl -ne 'BEGIN { open my $f, "<", shift; chomp(@own = <$f>); $own{$_} = 1 for @own }
			my ($header) = /include\s*["<]([^">]*)/ or next;
			my ($base) = $header =~ m{([^/]*)$};
			my ($folder) = /^(.*)\/[^:]*:/;
			print if $own{$base} && !-f "src/$header" && ($header !~ m{/} || -f "$folder/$header" || $header =~ m{\.\./});' "$work/basenames"
}

spi_in_one_place() { code_lines $(sources ch | grep -vE '^src/(worker/|pg/store/query\.c$)') | grep -E '\bSPI_[a-z]'; }

callbacks_in_one_place() {
	code_lines $(sources ch | grep -v '^src/pg/base/relation_watch\.c$') | grep CacheRegisterRelcacheCallback
	code_lines $(sources ch | grep -v '^src/pg/access/grants\.c$') | grep CacheRegisterSyscacheCallback
}

# A tab reaches to the next multiple of 4.
# Messages and other literals are not broken, so that they can be searched for; tables of test cases are left alone.
at_most_120_columns() {
	files src sql | grep -E "\.(c|h|sql|in)$" | grep -vE "_table\.[^/]*$" | tr "\n" "\0" |
		xargs -0 -r perl -CSD -ne '
			chomp;
			my $columns = 0;
			$columns += $_ eq "\t" ? 4 - $columns % 4 : 1 for split //;
			print "$ARGV:$.: $columns columns\n" if $columns > 120 && !/\x27[^\x27]{20,}|^\s*--/;
			close ARGV if eof'
}

# contacts_X implements X. One of several functions named X may have words more than that, as contacts_email_text_eq; one
# that serves several in SQL has words less, as contacts_search_in for search_key_in and search_query_in.
c_name_is_sql_name() {
	local script
	script=$(ls "$build"/sql/contacts--*.sql 2>/dev/null | grep -v -- '--.*--' | head -n 1)
	[ -n "$script" ] || { echo "the extension script is not built"; return; }
	{
		[ ! -f "$build/contacts.so" ] || nm --defined-only "$build/contacts.so" | sed -n 's/.* pg_finfo_\(\w*\)$/a macro \1/p'
		code_lines $(sources c) | sed -n 's/^\([^:]*:[0-9]*\):.*PG_FUNCTION_INFO_V1(\(contacts_\w*\)).*/\1 \2/p'
	} > "$work/c"
	sql_code "$script" | perl -0777 -e '
		sub within { my $words = join ".*_", map { quotemeta } split /_/, $_[0]; $_[1] =~ /^$words(?:_|$)/; }
		{ local $/ = "\n"; open my $c, "<", shift;
		while (<$c>) { my ($where, $symbol) = /^(.*) (\w+)$/; $where{$symbol} = $where; } }
		$_ = <STDIN>;
		while (/CREATE\s+FUNCTION\s+(?:\w+\.)?(\w+)\s*\(((?:(?!CREATE\s+FUNCTION).)*?);/gis) {
			my ($name, $rest) = ($1, $2);
			$count{$name}++;
			$names{$1}{$name} = 1 if $rest =~ /MODULE_PATHNAME\x27\s*,\s*\x27(\w+)\x27/;
			$names{$name}{$name} = 1 if $rest =~ /MODULE_PATHNAME\x27\s*(?!,)\w/;
		}
		for my $symbol (sort keys %where) {
			my @names = sort keys %{$names{$symbol} || {}};
			if (!@names) { print "$where{$symbol}: no SQL function uses $symbol\n"; next; }
			next if grep { $symbol eq "contacts_$_" || $symbol eq "contacts_${_}_sql" || ($count{$_} > 1 && within("contacts_$_", $symbol)) } @names;
			next if @names > 1 && !grep { !within($symbol, "contacts_$_") } @names;
			print "$where{$symbol}: $symbol implements @names\n";
		}
		for my $symbol (sort keys %names) { print "no C function $symbol for " . join(" ", sort keys %{$names{$symbol}}) . "\n" unless $where{$symbol}; }
	' "$work/c"
}

every_folder_has_a_readme() {
	local folder
	for folder in $(files src | sed 's|/[^/]*$||' | sort -u); do
		if [ ! -f "$folder/README.md" ]; then
			echo "$folder has none"
		elif [ "$(wc -l < "$folder/README.md")" -gt 15 ]; then
			echo "$folder/README.md has more than 15 lines"
		fi
	done
}
