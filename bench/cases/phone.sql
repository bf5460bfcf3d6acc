-- phone against the regular expression that people put into a CHECK, and against text where it is stored and sorted.
-- Numbers of all regions and types of which libphonenumber has an example, mixed, with other last digits.
CREATE FUNCTION pg_temp.examples(region text, type text) RETURNS contacts.phone LANGUAGE plpgsql AS $$
BEGIN
	RETURN contacts.phone_example(region, type);
EXCEPTION WHEN invalid_parameter_value THEN	-- no such region
	RETURN NULL;
END $$;
CREATE TABLE examples AS
SELECT row_number() OVER () AS n, e::text AS text FROM generate_series(65, 90) a, generate_series(65, 90) b,
	unnest('{FIXED_LINE,MOBILE,TOLL_FREE,PREMIUM_RATE,SHARED_COST,UAN,VOIP}'::text[]) type,
	LATERAL (SELECT pg_temp.examples(chr(a) || chr(b), type)) l(e)
WHERE e IS NOT NULL;
CREATE TABLE numbers AS
SELECT p AS phone, p::text AS e164, contacts.phone_region(p) AS region, contacts.phone_format(p, 'NATIONAL') AS national,
	contacts.phone_format(p) AS international
FROM (SELECT contacts.try_phone(left(text, -3) || to_char(i * 37 % 1000, 'FM000')) AS p FROM examples, generate_series(1, 300) i) n
WHERE contacts.phone_is_valid(p) AND contacts.phone_region(p) NOT IN ('ZZ', '001')
ORDER BY random() LIMIT 200000;
VACUUM ANALYZE;
SET work_mem = '256MB';
SET maintenance_work_mem = '256MB';

-- @case phone: parse and validate E.164
-- @ours
SELECT count(*) FILTER (WHERE contacts.phone_is_valid(contacts.try_phone(e164))) FROM numbers;
-- @peer regex ^\+[1-9]\d{1,14}$ | ratio <= 1
SELECT count(*) FILTER (WHERE e164 ~ '^\+[1-9]\d{1,14}$') FROM numbers;
-- @floor no-op C function
SELECT count(*) FILTER (WHERE bench.noop(e164)) FROM numbers;

-- @case phone: parse and validate national form
-- @ours
SELECT count(*) FILTER (WHERE contacts.phone_is_valid(contacts.try_phone(national, region))) FROM numbers;
-- @peer regex of digits and punctuation
SELECT count(*) FILTER (WHERE national ~ '^\+?[-() ./0-9]{5,25}$') FROM numbers;
-- @floor no-op C function
SELECT count(*) FILTER (WHERE bench.noop(national)) FROM numbers;

-- @case phone: parse and validate international form
-- @ours
SELECT count(*) FILTER (WHERE contacts.phone_is_valid(contacts.try_phone(international))) FROM numbers;
-- @peer regex of digits and punctuation
SELECT count(*) FILTER (WHERE international ~ '^\+?[-() ./0-9]{5,25}$') FROM numbers;
-- @floor no-op C function
SELECT count(*) FILTER (WHERE bench.noop(international)) FROM numbers;

-- @case phone: validity of a value
-- @ours
SELECT count(*) FILTER (WHERE contacts.phone_is_valid(phone)) FROM numbers;
-- @peer regex ^\+[1-9]\d{1,14}$ | ratio <= 1
SELECT count(*) FILTER (WHERE phone::text ~ '^\+[1-9]\d{1,14}$') FROM numbers;
-- @floor no-op C function
SELECT count(*) FILTER (WHERE bench.noop(phone)) FROM numbers;

-- @case phone: international format
-- @ours
SELECT count(contacts.phone_format(phone, 'INTERNATIONAL')) FROM numbers;
-- @peer regexp_replace, one form for all | ratio <= 1
SELECT count(regexp_replace(e164, '^\+(\d)(\d{3})(\d{3})(\d+)$', '+\1 \2-\3-\4')) FROM numbers;
-- @floor no-op C function
SELECT count(bench.noop(phone)) FROM numbers;

-- @case phone: sort
-- @ours
SELECT count(*) FROM (SELECT phone FROM numbers ORDER BY phone OFFSET 0) s;
-- @peer text, COLLATE "C" | ratio <= 1.05
SELECT count(*) FROM (SELECT e164 FROM numbers ORDER BY e164 COLLATE "C" OFFSET 0) s;

-- @case phone: index build
-- @before
DROP INDEX IF EXISTS numbers_index;
-- @ours
CREATE INDEX numbers_index ON numbers (phone);
-- @peer text, COLLATE "C" | ratio <= 1.05
CREATE INDEX numbers_index ON numbers (e164 COLLATE "C");
