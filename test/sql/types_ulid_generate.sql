-- Making ulids, and ulids and times.
SET search_path = contacts, public;
SET timezone = 'UTC';

-- the time of a vector; floor and ceil hold the whole millisecond
SELECT ulid_timestamp('01ARZ3NDEKTSV4RRFFQ69G5FAV'), ulid_timestamp('00000000000000000000000000'),
	ulid_timestamp('7ZZZZZZZZZZZZZZZZZZZZZZZZZ');
SELECT t, ulid_floor(t), ulid_ceil(t), ulid_timestamp(ulid_floor(t)) FROM (VALUES
	(timestamptz '1970-01-01 00:00:00+00'),
	(timestamptz '1970-01-01 00:00:00.000999+00'),
	(timestamptz '1970-01-01 00:00:00.001+00'),
	(timestamptz '1999-12-31 23:59:59.999999+00'),
	(timestamptz '2000-01-01 00:00:00+00'),
	(timestamptz '2016-07-30 23:54:10.259+00'),
	(timestamptz '10889-08-02 05:31:50.655999+00')) v(t);
SELECT count(*) AS made, count(*) FILTER (WHERE u BETWEEN ulid_floor(t) AND ulid_ceil(t) AND ulid_timestamp(u) = date_trunc('milliseconds', t)) AS in_bounds
FROM (SELECT t, gen_ulid(t) AS u FROM (SELECT timestamptz '1970-01-01+00' + random() * interval '8000 years' AS t FROM generate_series(1, 1000)) times) made;

-- bad: before 1970, after 10889, infinite (all three functions)
CREATE FUNCTION pg_temp.refused(function text, t timestamptz) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	detail text;
BEGIN
	EXECUTE pg_catalog.format('SELECT contacts.%I($1)', function) USING t;
	RETURN 'taken';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
	RETURN SQLSTATE || ' ' || SQLERRM || ' | ' || detail;
END $$;
SELECT f, t, pg_temp.refused(f, t) FROM unnest(ARRAY['gen_ulid', 'ulid_floor', 'ulid_ceil']) f, (VALUES
	(timestamptz '1969-12-31 23:59:59.999999+00'), ('4714-11-24 00:00:00+00 BC'), ('10889-08-02 05:31:50.656+00'),
	('294276-12-31 23:59:59.999999+00'), ('infinity'), ('-infinity')) v(t);

-- random ones: the time is the clock's, the rest is not repeated
SELECT clock_timestamp() AS before \gset
CREATE TEMP TABLE made AS SELECT gen_ulid() AS u FROM generate_series(1, 20000);
SELECT count(*) AS made, count(DISTINCT u) AS distinct_ulids,
	count(DISTINCT substr(u::bytea, 7)) AS distinct_random,
	bool_and(ulid_timestamp(u) BETWEEN date_trunc('milliseconds', :'before'::timestamptz) AND clock_timestamp()) AS in_time
FROM made;
-- each of the 80 random bits is set in about half of them
SELECT count(*) AS bits, bool_and(ones BETWEEN 9500 AND 10500) AS balanced
FROM (SELECT bit, sum(get_bit(u::bytea, bit)) AS ones FROM made, generate_series(48, 127) bit GROUP BY bit) bits;

-- monotonic ones: strictly increasing, whatever else the session makes in between
CREATE TEMP TABLE increasing AS SELECT i, gen_monotonic_ulid() AS u, gen_ulid() AS other FROM generate_series(1, 20000) i;
SELECT count(*) AS made, bool_and(u > before) AS increasing FROM (SELECT u, lag(u) OVER (ORDER BY i) AS before FROM increasing) pairs;
-- more than one falls into a millisecond, and then the next is the last plus one
SELECT count(*) > 0 AS same_millisecond, bool_and(get_byte(u::bytea, 15) = (get_byte(before::bytea, 15) + 1) % 256) AS by_one
FROM (SELECT u, lag(u) OVER (ORDER BY i) AS before FROM increasing) pairs
WHERE ulid_timestamp(u) = ulid_timestamp(before);
-- a rolled-back one stays used
BEGIN;
SELECT gen_monotonic_ulid() AS rolled_back \gset
ROLLBACK;
SELECT gen_monotonic_ulid() > :'rolled_back'::ulid AS still_increasing;

-- parallel workers draw their own random bytes
CREATE TABLE public.ulid_parallel AS SELECT i FROM generate_series(1, 40000) i;
ALTER TABLE public.ulid_parallel SET (parallel_workers = 2);
ANALYZE public.ulid_parallel;
SET max_parallel_workers_per_gather = 2; SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0;
EXPLAIN (VERBOSE, COSTS OFF) SELECT gen_ulid() FROM public.ulid_parallel;
SELECT count(*) AS made, count(DISTINCT substr(u::bytea, 7)) AS distinct_random FROM (SELECT gen_ulid() AS u FROM public.ulid_parallel OFFSET 0) made;
-- the session's sequence is the leader's alone
EXPLAIN (VERBOSE, COSTS OFF) SELECT gen_monotonic_ulid() FROM public.ulid_parallel;
DROP TABLE public.ulid_parallel;
