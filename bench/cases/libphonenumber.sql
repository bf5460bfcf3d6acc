-- phone against Google's library in a backend; skipped where libphonenumber-dev is not there (see libphonenumber.cc).
CREATE FUNCTION bench.libphonenumber_is_valid(text, text) RETURNS boolean
AS '$libdir/contacts_bench_libphonenumber', 'libphonenumber_is_valid' LANGUAGE C IMMUTABLE STRICT;
CREATE FUNCTION bench.libphonenumber_format(text, text) RETURNS text
AS '$libdir/contacts_bench_libphonenumber', 'libphonenumber_format' LANGUAGE C IMMUTABLE STRICT;
CREATE TABLE numbers AS
SELECT p::text AS e164, region, contacts.phone_format(p, 'NATIONAL') AS national
FROM unnest('{US,CA,GB,DE,FR,IT,ES,PL,NL,AR,BR,MX,CN,JP,IN,KR,AU,NZ,ZA,NG,EG,SA,RU,TR,ID}'::text[]) region,
	unnest('{FIXED_LINE,MOBILE,TOLL_FREE}'::text[]) type, generate_series(1, 300) i,
	LATERAL (SELECT contacts.try_phone(left(contacts.phone_example(region, type)::text, -3) || to_char(i * 37 % 1000, 'FM000'))) l(p)
WHERE contacts.phone_is_valid(p)
ORDER BY random() LIMIT 10000;
VACUUM ANALYZE;

-- @case phone: parse and validate E.164
-- @ours
SELECT count(*) FILTER (WHERE contacts.phone_is_valid(contacts.try_phone(e164, region))) FROM numbers;
-- @peer libphonenumber, C++ | net >= 50
SELECT count(*) FILTER (WHERE bench.libphonenumber_is_valid(e164, region)) FROM numbers;
-- @floor no-op C function
SELECT count(*) FILTER (WHERE bench.noop(e164)) FROM numbers;

-- @case phone: parse and validate national form
-- @ours
SELECT count(*) FILTER (WHERE contacts.phone_is_valid(contacts.try_phone(national, region))) FROM numbers;
-- @peer libphonenumber, C++ | net >= 30
SELECT count(*) FILTER (WHERE bench.libphonenumber_is_valid(national, region)) FROM numbers;
-- @floor no-op C function
SELECT count(*) FILTER (WHERE bench.noop(national)) FROM numbers;

-- @case phone: parse and format
-- @ours
SELECT count(contacts.phone_format(contacts.try_phone(national, region))) FROM numbers;
-- @peer libphonenumber, C++ | net >= 30
SELECT count(bench.libphonenumber_format(national, region)) FROM numbers;
-- @floor no-op C function
SELECT count(*) FILTER (WHERE bench.noop(national)) FROM numbers;
