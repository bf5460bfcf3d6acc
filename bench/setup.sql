-- What each case file's database begins with.
CREATE EXTENSION contacts;
SELECT contacts.install();
CREATE SCHEMA bench;
CREATE FUNCTION bench.noop16() RETURNS uuid
AS '$libdir/contacts_bench', 'contacts_bench_noop16' LANGUAGE C VOLATILE STRICT PARALLEL SAFE;
CREATE FUNCTION bench.noop("any") RETURNS boolean
AS '$libdir/contacts_bench', 'contacts_bench_noop' LANGUAGE C VOLATILE STRICT PARALLEL SAFE;
