-- ulid against core's uuid, with the same values in the same order on both sides: how long a sort takes depends on the
-- order that it finds by some tenths, whatever the type. The times are spread over a year and come in no order.
CREATE TABLE ids AS
SELECT contacts.gen_ulid(timestamptz '2024-01-01+00' + random() * interval '1 year') AS ulid
FROM generate_series(1, 200000);
CREATE TABLE ulids AS SELECT ulid FROM ids;
CREATE TABLE uuids AS SELECT ulid::uuid AS uuid FROM ids;
CREATE TABLE ulid_texts AS SELECT ulid::text AS text FROM ids;
CREATE TABLE uuid_texts AS SELECT ulid::uuid::text AS text FROM ids;
VACUUM ANALYZE;
SET work_mem = '256MB';
SET maintenance_work_mem = '256MB';

-- @case gen_ulid()
-- @ours
SELECT count(contacts.gen_ulid()) FROM generate_series(1, 100000);
-- @peer gen_random_uuid() | net >= 15
SELECT count(gen_random_uuid()) FROM generate_series(1, 100000);
-- @floor no-op C function | ratio <= 1.4
SELECT count(bench.noop16()) FROM generate_series(1, 100000);

-- @case gen_monotonic_ulid()
-- @ours
SELECT count(contacts.gen_monotonic_ulid()) FROM generate_series(1, 100000);
-- @peer gen_random_uuid() | net >= 15
SELECT count(gen_random_uuid()) FROM generate_series(1, 100000);
-- @floor no-op C function
SELECT count(bench.noop16()) FROM generate_series(1, 100000);

-- @case text in
-- @ours
SELECT count(text::contacts.ulid) FROM ulid_texts;
-- @peer uuid | ratio <= 1
SELECT count(text::uuid) FROM uuid_texts;
-- @floor no-op C function
SELECT count(bench.noop(text)) FROM ulid_texts;

-- @case text out
-- @ours
SELECT count(ulid::text) FROM ulids;
-- @peer uuid | ratio <= 1
SELECT count(uuid::text) FROM uuids;
-- @floor no-op C function
SELECT count(bench.noop(ulid)) FROM ulids;

-- @case sort
-- @ours
SELECT ulid FROM ulids ORDER BY ulid OFFSET 200000;
-- @peer uuid | ratio <= 1.05
SELECT uuid FROM uuids ORDER BY uuid OFFSET 200000;

-- @case index build
-- @before
DROP INDEX IF EXISTS built;
-- @ours
CREATE INDEX built ON ulids (ulid);
-- @peer uuid | ratio <= 1.05
CREATE INDEX built ON uuids (uuid);
