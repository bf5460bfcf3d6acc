#!/usr/bin/perl
# Dump and restore of a filled database to which a customer added things: every way, as superuser and as an ordinary
# owner of the database, every row of every table, sequences and definitions come back, and no trigger fires.
use strict;
use warnings;
use File::Basename qw(dirname);
use File::Temp qw(tempdir);
use Test::More;

my $fill = dirname(__FILE__) . '/../data/fill.sql';
my $temp = tempdir(CLEANUP => 1);
my $owner = 'regress_contacts_restore_owner';
my $app = 'regress_contacts_restore_app';
my @databases;

# Run a program; return its output and its status.
sub run_program
{
	my @command = @_;
	open(my $pipe, '-|', 'sh', '-c', 'exec "$@" 2>&1', 'sh', @command) or die "$command[0]: $!";
	local $/;
	my $output = <$pipe> // '';
	close($pipe);
	return ($output, $?);
}

# Run a program that has to succeed; return its output.
sub must
{
	my ($output, $status) = run_program(@_);
	die "@_ failed:\n$output" if $status != 0;
	return $output;
}

# Run SQL in a database as a role that has to succeed; return the rows as text.
sub sql
{
	my ($database, $role, $sql) = @_;
	return must('psql', '-XqAt', '-v', 'ON_ERROR_STOP=1', '-U', $role, '-d', $database, '-c', $sql);
}

# Create an empty database that belongs to the role.
sub create_database
{
	my ($name, $role) = @_;
	push @databases, $name;
	sql('postgres', 'postgres', "DROP DATABASE IF EXISTS $name");
	sql('postgres', 'postgres', "CREATE DATABASE $name OWNER $role TEMPLATE template0");
	return;
}

# Name every table that is not the system's, from the catalog.
sub tables
{
	my ($database) = @_;
	return split /\n/, sql($database, 'postgres', q{
		SELECT format('%I.%I', n.nspname, c.relname)
		  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		 WHERE c.relkind IN ('r', 'p') AND n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema'
		 ORDER BY 1});
}

# Check whether a table is a partition: which of them has rows depends on the day.
sub is_partition
{
	my ($database, $table) = @_;
	return sql($database, 'postgres', "SELECT relispartition FROM pg_class WHERE oid = '$table'::regclass") eq "t\n";
}

# Return every row of every table and the state of every sequence as one text per object.
sub contents
{
	my ($database) = @_;
	my %contents;
	for my $table (tables($database))
	{
		$contents{$table} = sql($database, 'postgres', "SELECT t::text FROM $table t ORDER BY t::text COLLATE \"C\"");
	}
	$contents{sequences} = sql($database, 'postgres',
		'SELECT schemaname, sequencename, last_value, start_value FROM pg_sequences ORDER BY 1, 2');
	return \%contents;
}

# Return every definition, as pg_dump writes it, without what changes with each dump.
sub definitions
{
	my ($database) = @_;
	my $dump = must('pg_dump', '--schema-only', '-U', 'postgres', '-d', $database);
	$dump =~ s/^\\(un)?restrict .*\n//mg;
	return $dump;
}

# What a customer adds: a column, an index, a policy, a trigger with its log, a grant, a table of their own, a view.
sub customize
{
	my ($database, $role) = @_;
	sql($database, $role, qq{
		ALTER TABLE contacts.contact ADD COLUMN customer_rating integer DEFAULT 3 CHECK (customer_rating BETWEEN 1 AND 5);
		UPDATE contacts.contact SET customer_rating = 1 + id % 5;
		COMMENT ON COLUMN contacts.contact.customer_rating IS 'stars';
		CREATE INDEX customer_rating_idx ON contacts.contact (organization_id, customer_rating) WHERE deleted_at IS NULL;
		CREATE POLICY customer_stars ON contacts.contact AS RESTRICTIVE FOR SELECT TO $app USING (customer_rating > 1);
		GRANT SELECT ON contacts.contact TO $app;
		CREATE SCHEMA customer;
		CREATE TABLE customer.log (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, what text);
		CREATE TABLE customer.deal (
			organization_id bigint,
			contact_id bigint,
			address contacts.email,
			amount numeric,
			FOREIGN KEY (organization_id, contact_id) REFERENCES contacts.contact (organization_id, id));
		INSERT INTO customer.deal SELECT organization_id, id, email, id * 1.5 FROM contacts.contact WHERE id % 4 = 0;
		CREATE FUNCTION customer.note() RETURNS trigger LANGUAGE plpgsql AS
			'BEGIN INSERT INTO customer.log (what) VALUES (TG_OP || NEW.id); RETURN NULL; END';
		CREATE TRIGGER customer_note AFTER INSERT OR UPDATE ON contacts.contact
			FOR EACH ROW EXECUTE FUNCTION customer.note();
		CREATE VIEW customer.best WITH (security_invoker = true) AS
			SELECT id, name, email, customer_rating FROM contacts.contact WHERE customer_rating = 5;
		UPDATE contacts.contact SET notes = 'seen by the trigger' WHERE id % 11 = 0;
	});
	return;
}

# Compare a restored database with what the original held.
sub is_restored
{
	my ($database, $wanted, $name) = @_;
	my $got = contents($database);
	is_deeply([ sort keys %$got ], [ sort keys %{ $wanted->{contents} } ], "$name: the same tables");
	for my $table (sort keys %{ $wanted->{contents} })
	{
		is($got->{$table}, $wanted->{contents}{$table}, "$name: $table");
	}
	is(definitions($database), $wanted->{definitions}, "$name: the same definitions");
	return;
}

# Restore into a new database and compare.
sub restore
{
	my ($wanted, $role, $name, @command) = @_;
	my $database = 'contacts_restored';
	create_database($database, $role);
	my ($output, $status) = run_program(@command, '-U', $role, '-d', $database);
	is($status, 0, "$name: no error") or diag($output);
	is_restored($database, $wanted, $name);
	return;
}

# The whole round for one owner.
sub round
{
	my ($role, $who) = @_;
	my $database = 'contacts_dumped';
	create_database($database, $role);
	sql($database, $role, 'SET client_min_messages = warning; CREATE EXTENSION contacts; SELECT contacts.install()');
	must('psql', '-Xq', '-v', 'ON_ERROR_STOP=1', '-U', $role, '-d', $database, '-f', $fill);
	customize($database, $role);

	my $wanted = { contents => contents($database), definitions => definitions($database) };
	for my $table (grep { !is_partition($database, $_) } tables($database))
	{
		isnt($wanted->{contents}{$table}, '', "$who: $table has rows to compare (test/data/fill.sql)");
	}

	my ($output, $status) = run_program('psql', '-X', '-v', 'VERBOSITY=verbose', '-U', $role, '-d', $database, '-c',
		'DROP EXTENSION contacts');
	like($output, qr/2BP01: cannot drop extension "contacts" because its tables hold rows/,
		"$who: DROP EXTENSION is refused while tables exist");

	must('pg_dump', '-U', $role, '-d', $database, '-Fp', '-f', "$temp/$role.sql");
	must('pg_dump', '-U', $role, '-d', $database, '-Fc', '-f', "$temp/$role.custom");
	restore($wanted, $role, "$who, plain and psql", 'psql', '-Xq', '-v', 'ON_ERROR_STOP=1', '-f', "$temp/$role.sql");
	restore($wanted, $role, "$who, pg_restore", 'pg_restore', '--exit-on-error', "$temp/$role.custom");
	restore($wanted, $role, "$who, pg_restore -j2", 'pg_restore', '-j2', '--exit-on-error', "$temp/$role.custom");
	return $wanted;
}

sql('postgres', 'postgres', "DROP ROLE IF EXISTS $_") for ($owner, $app);
sql('postgres', 'postgres', "CREATE ROLE $owner LOGIN NOSUPERUSER; CREATE ROLE $app NOSUPERUSER");

round('postgres', 'superuser');
my $wanted = round($owner, 'owner');

# What only a superuser can: restore what an ordinary owner dumped, and data alone.
my $dump = "$temp/$owner.custom";
create_database('contacts_restored', $owner);
must('pg_restore', '-j2', '--exit-on-error', '-U', 'postgres', '-d', 'contacts_restored', $dump);
is_restored('contacts_restored', $wanted, "owner's dump, superuser's pg_restore -j2");
create_database('contacts_dumped', $owner);
must('pg_restore', '--section=pre-data', '--section=post-data', '-U', 'postgres', '-d', 'contacts_dumped', $dump);
must('pg_restore', '--data-only', '--disable-triggers', '--exit-on-error', '-U', 'postgres', '-d', 'contacts_dumped',
	$dump);
is_restored('contacts_dumped', $wanted, 'data only, --disable-triggers');

done_testing();

# Leave the server as it was.
END
{
	my $status = $?;
	run_program('psql', '-Xq', '-d', 'postgres', '-c', "DROP DATABASE IF EXISTS $_") for @databases;
	run_program('psql', '-Xq', '-d', 'postgres', '-c', "DROP ROLE IF EXISTS $_") for ($owner, $app);
	$? = $status;
}
