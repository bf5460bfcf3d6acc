-- The type ulid.
SET search_path = contacts, public;
SET timezone = 'UTC';

-- operator classes first
SELECT am.amname, c.opcname, c.opcdefault, pg_catalog.amvalidate(c.oid)
FROM pg_opclass c JOIN pg_am am ON am.oid = c.opcmethod
WHERE c.opcintype = 'ulid'::regtype ORDER BY am.amname;
SELECT typlen, typbyval, typalign, typstorage, typcategory FROM pg_type WHERE oid = 'ulid'::regtype;
-- no cast is implicit
SELECT castsource::regtype, casttarget::regtype, castcontext, castmethod FROM pg_cast
WHERE 'ulid'::regtype IN (castsource, casttarget) ORDER BY 1::text, 2::text;

-- good: the specification's vectors, aliases, any case, UUID text in each form that core takes
SELECT input, input::ulid, input::ulid::uuid FROM (VALUES
	('01ARZ3NDEKTSV4RRFFQ69G5FAV'),
	('01arz3ndektsv4rrffq69g5fav'),
	('0IarZ3ndEkTsv4rRffq69g5fAV'),
	('oiARZ3NDEKTSV4RRFFQ69G5FAV'),
	('olARZ3NDEKTSV4RRFFQ69G5FAV'),
	('OLARZ3NDEKTSV4RRFFQ69G5FAV'),
	('01BX5ZZKBKACTAV9WEVGEMMVRZ'),
	('01BX5ZZKBKACTAV9WEVGEMMVS0'),
	('01BX5ZZKBKZZZZZZZZZZZZZZZZ'),
	('00000000000000000000000000'),
	('7ZZZZZZZZZZZZZZZZZZZZZZZZZ'),
	('0123456789ABCDEFGHJKMNPQRS'),
	('6TVWXYZ0000000000000000000'),
	('01563e3a-b5d3-d676-4c61-efb99302bd5b'),
	('01563E3A-B5D3-D676-4C61-EFB99302BD5B'),
	('01563e3ab5d3d6764c61efb99302bd5b'),
	('{01563e3a-b5d3-d676-4c61-efb99302bd5b}'),
	('{0156-3e3a-b5d3-d676-4c61-efb9-9302-bd5b}'),
	('ffffffff-ffff-ffff-ffff-ffffffffffff')
) v(input);

-- bad: each with its offset
CREATE FUNCTION pg_temp.refused(input text, OUT state text, OUT message text, OUT detail text, OUT hint text) LANGUAGE plpgsql AS $$
BEGIN
	state := contacts_internal.ulid_in(input::cstring);
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
END $$;
SELECT r.state, r.message, r.detail, r.hint ~ '26 digits' AS hint_says_form, r.hint ~ '7ZZZZ' AS hint_says_greatest FROM (VALUES
	(1, ''),
	(2, '0'),
	(3, '01ARZ3NDEKTSV4RRFFQ69G5FA'),
	(4, '01ARZ3NDEKTSV4RRFFQ69G5FAVX'),
	(5, ' 01ARZ3NDEKTSV4RRFFQ69G5FAV'),
	(6, '01ARZ3NDEKTSV4RRFFQ69G5FA '),
	(7, '01ARZ3NDEKTSV4RRFFQ69G5FAU'),
	(8, '01ARZ3NDEKTSV4RRFFQ69G5F-V'),
	(9, '01ARZ3NDEKTSV4RRFFQ69G5Fé'),
	(10, '01ARZ3NDEKTSV4RRFFQ69G5FAé'),
	(11, '80000000000000000000000000'),
	(12, '8ZZZZZZZZZZZZZZZZZZZZZZZZZ'),
	(13, 'ZZZZZZZZZZZZZZZZZZZZZZZZZZ'),
	(14, '8ZZZZZZZZZZZZZZZZZZZZZZZZU'),
	(15, '01563e3a-b5d3-d676-4c61-efb99302bd5'),
	(16, '01563e3a-b5d3-d676-4c61-efb99302bd5bb'),
	(17, '01563e3a-b5d3-d676-4c61-efb99302bd5g'),
	(18, '{01563e3a-b5d3-d676-4c61-efb99302bd5b'),
	(19, '01563e3a-b5d3-d676-4c61-efb99302bd5b}'),
	(20, '0156-3-e3ab5d3d6764c61efb99302bd5b'),
	(21, '01563e3a--b5d3-d676-4c61-efb99302bd5b'),
	(22, 'null'),
	(23, E'01ARZ3NDEKTSV4RRFFQ69G5FA\n'),
	(24, repeat('0', 1000000))
) v(n, input), pg_temp.refused(input) r ORDER BY n;
SELECT 'hello'::ulid; -- fails

-- the same inputs never raise in try_ulid and in comparisons; a text is equal to the ulid that it stands for
SELECT try_ulid('01arz3ndektsv4rrffq69g5fav'), try_ulid('01563e3a-b5d3-d676-4c61-efb99302bd5b'),
	try_ulid('no'), try_ulid(''), try_ulid(repeat('0', 1000000)), try_ulid(NULL);
SELECT v.t, u = t AS eq, u <> t AS ne, u < t AS lt, u <= t AS le, u >= t AS ge, u > t AS gt,
	t = u AS teq, t <> u AS tne, t < u AS tlt, t <= u AS tle, t >= u AS tge, t > u AS tgt
FROM (VALUES ('01ARZ3NDEKTSV4RRFFQ69G5FAV'), ('01arz3ndektsv4rrffq69g5fav'), ('01ARZ3NDEKTSV4RRFFQ69G5FAW'),
	('01ARZ3NDEKTSV4RRFFQ69G5FAT'), ('no ulid')) v(t), (SELECT '01ARZ3NDEKTSV4RRFFQ69G5FAV'::ulid) c(u);
-- a value that is stored out of line is not fetched to be found too long
CREATE TEMP TABLE big (t text);
ALTER TABLE big ALTER t SET STORAGE EXTERNAL;
INSERT INTO big VALUES (repeat('0', 1000000)), ('00000000000000000000000000');
SELECT count(*) FILTER (WHERE '00000000000000000000000000'::ulid = t) AS equal, count(*) FILTER (WHERE '00000000000000000000000000'::ulid <> t) AS unequal FROM big;
-- a literal without a type is a ulid, and so it has to be one
SELECT '01ARZ3NDEKTSV4RRFFQ69G5FAV'::ulid = 'no ulid'; -- fails

-- casts
SELECT '01ARZ3NDEKTSV4RRFFQ69G5FAV'::ulid::bytea, '\x01563e3ab5d3d6764c61efb99302bd5b'::bytea::ulid,
	'01ARZ3NDEKTSV4RRFFQ69G5FAV'::ulid::text, '01ARZ3NDEKTSV4RRFFQ69G5FAV'::ulid::varchar(10),
	'01563e3a-b5d3-d676-4c61-efb99302bd5b'::uuid::ulid;
SELECT '\x0156'::bytea::ulid; -- fails
SELECT '\x01563e3ab5d3d6764c61efb99302bd5b00'::bytea::ulid; -- fails
CREATE TEMP TABLE assigned (u ulid, g uuid, t text, v varchar(26), c char(26));
INSERT INTO assigned (u) VALUES ('01ARZ3NDEKTSV4RRFFQ69G5FAV'::text), ('01ARZ3NDEKTSV4RRFFQ69G5FAV'::varchar), ('01563e3a-b5d3-d676-4c61-efb99302bd5b'::uuid);
UPDATE assigned SET g = u, t = u, v = u, c = u;
SELECT DISTINCT * FROM assigned;
INSERT INTO assigned (u) VALUES ('nonsense'::text); -- fails
SELECT coalesce('01ARZ3NDEKTSV4RRFFQ69G5FAV'::ulid, 'a'::text); -- fails: nothing is implicit
SELECT length('01ARZ3NDEKTSV4RRFFQ69G5FAV'::ulid); -- fails: nothing is implicit

-- binary protocol: as strict as text
SELECT contacts_internal.ulid_send('01ARZ3NDEKTSV4RRFFQ69G5FAV');
CREATE TEMP TABLE sent AS SELECT gen_ulid() AS u FROM generate_series(1, 100);
CREATE TEMP TABLE received (u ulid);
CREATE FUNCTION pg_temp.copy_binary(OUT rows bigint) LANGUAGE plpgsql AS $$
DECLARE
	file text := pg_catalog.current_setting('data_directory') || '/regress_contacts_ulid.bin';
BEGIN
	EXECUTE pg_catalog.format('COPY sent TO %L (FORMAT binary)', file);
	EXECUTE pg_catalog.format('COPY received FROM %L (FORMAT binary)', file);
	SELECT count(*) INTO rows FROM sent JOIN received USING (u);
END $$;
SELECT * FROM pg_temp.copy_binary();
CREATE TEMP TABLE wide AS SELECT '\x01563e3ab5d3d6764c61efb99302bd5b00'::bytea AS b;
CREATE TEMP TABLE narrow AS SELECT '\x01563e'::bytea AS b;
CREATE FUNCTION pg_temp.copy_wrong(source text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	file text := pg_catalog.current_setting('data_directory') || '/regress_contacts_ulid.bin';
BEGIN
	EXECUTE pg_catalog.format('COPY %I TO %L (FORMAT binary)', source, file);
	EXECUTE pg_catalog.format('COPY received FROM %L (FORMAT binary)', file);
	RETURN 'taken';
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE;
END $$;
SELECT pg_temp.copy_wrong('wide') AS too_long, pg_temp.copy_wrong('narrow') AS too_short;
COPY (SELECT) TO PROGRAM 'rm regress_contacts_ulid.bin';

-- order is that of the text and of uuid
CREATE TEMP TABLE many AS SELECT pg_catalog.gen_random_uuid()::ulid AS u FROM generate_series(1, 3000);
INSERT INTO many VALUES ('00000000000000000000000000'), ('7ZZZZZZZZZZZZZZZZZZZZZZZZZ');
SELECT count(*) FILTER (WHERE by_ulid <> by_text) AS unlike_text, count(*) FILTER (WHERE by_ulid <> by_uuid) AS unlike_uuid
FROM (SELECT row_number() OVER (ORDER BY u) AS by_ulid, row_number() OVER (ORDER BY u::text COLLATE "C") AS by_text,
	row_number() OVER (ORDER BY u::uuid) AS by_uuid FROM many) ranks;
SELECT count(*) FILTER (WHERE u::text::ulid = u AND u::uuid::ulid = u AND u::bytea::ulid = u AND u::uuid::text::ulid = u) AS round_trips FROM many;
SELECT count(*) FILTER (WHERE contacts_internal.ulid_hash(u) = pg_catalog.uuid_hash(u::uuid) AND contacts_internal.ulid_hash_extended(u, 7) = pg_catalog.uuid_hash_extended(u::uuid, 7)) AS hashes FROM many;
SELECT contacts_internal.ulid_cmp('00000000000000000000000001', '00000000000000000000000002') AS before,
	contacts_internal.ulid_cmp('00000000000000000000000001', '00000000000000000000000001') AS same,
	contacts_internal.ulid_cmp('00000000000000000000000002', '00000000000000000000000001') > 0 AS after;
SELECT min(u), max(u) FROM many;
SELECT min(u), max(u) FROM many WHERE false;

-- plans
CREATE INDEX many_u ON many (u);
ANALYZE many;
EXPLAIN (COSTS OFF) SELECT FROM many WHERE u = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
SELECT * FROM public.plan($q$SELECT min(u), max(u) FROM many$q$);
SET enable_mergejoin = off; SET enable_nestloop = off;
EXPLAIN (COSTS OFF) SELECT FROM many a JOIN many b USING (u);
SELECT count(*) FROM many a JOIN many b USING (u);
RESET enable_mergejoin; SET enable_hashjoin = off;
EXPLAIN (COSTS OFF) SELECT FROM many a JOIN many b USING (u);
SELECT count(*) FROM many a JOIN many b USING (u);
RESET enable_hashjoin; RESET enable_nestloop;
SELECT count(DISTINCT u) FROM many;

-- partitions by hash (extended) and by range
CREATE TEMP TABLE hashed (u ulid) PARTITION BY HASH (u);
CREATE TEMP TABLE hashed_0 PARTITION OF hashed FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TEMP TABLE hashed_1 PARTITION OF hashed FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO hashed SELECT u FROM many;
SELECT count(*) > 1000 AS filled FROM hashed_0 UNION ALL SELECT count(*) > 1000 FROM hashed_1;
CREATE TEMP TABLE ranged (u ulid) PARTITION BY RANGE (u);
CREATE TEMP TABLE ranged_2024 PARTITION OF ranged FOR VALUES FROM ('01HK153X000000000000000000') TO ('01JGFJJZ000000000000000000');
INSERT INTO ranged VALUES (gen_ulid(timestamptz '2024-07-01'));
INSERT INTO ranged VALUES ('7ZZZZZZZZZZZZZZZZZZZZZZZZZ'); -- fails
-- compared with uuid, as drivers send it: the same bytes, through the same indexes
SELECT u = u::uuid AS eq, u::uuid = u AS eq2, u < 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid AS lt, u <> u::uuid AS ne, u::uuid >= u AS ge
	FROM (SELECT '01ARZ3NDEKTSV4RRFFQ69G5FAV'::contacts.ulid) v (u);
CREATE TEMP TABLE by_uuid (u contacts.ulid PRIMARY KEY);
INSERT INTO by_uuid SELECT contacts.gen_ulid() FROM generate_series(1, 1000);
INSERT INTO by_uuid VALUES ('01ARZ3NDEKTSV4RRFFQ69G5FAV');
SET enable_seqscan = off;
EXPLAIN (COSTS off) SELECT * FROM by_uuid WHERE u = '01563e3a-b5d3-d676-4c61-efb99302bd5b'::uuid;
SELECT * FROM by_uuid WHERE u = '01563e3a-b5d3-d676-4c61-efb99302bd5b'::uuid;
SELECT count(*) FROM by_uuid WHERE u = ANY (ARRAY['01563e3a-b5d3-d676-4c61-efb99302bd5b']::uuid[]);
SET enable_nestloop = off;
SELECT count(*) FROM by_uuid b JOIN (SELECT u::uuid AS u FROM by_uuid) c ON b.u = c.u;
SET enable_hashjoin = off;
SELECT count(*) FROM by_uuid b JOIN (SELECT u::uuid AS u FROM by_uuid) c ON b.u = c.u;
