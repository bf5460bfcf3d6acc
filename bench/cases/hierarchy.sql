-- Walking a tree of people, eight below each, against WITH RECURSIVE on the same table and indexes as the same role, and against
-- ltree with its GiST index, which has to write every row below whoever moves.
-- BENCH_ROWS=1000000 ROUNDS=5 make bench CASE=hierarchy walks a million; fewer than 40,000 are too few for the cases.
\set rows 50000
\getenv rows BENCH_ROWS
-- people with six above them
\set first 37450
SELECT least(:rows, 299593) AS last \gset
CREATE EXTENSION ltree;
INSERT INTO contacts.organization (id, name, require_connection) VALUES (1, 'Bench', false);
SET contacts.organization_id = 1;
CREATE ROLE bench_hierarchy;
SELECT contacts.grant_access('bench_hierarchy', '{contacts:read}', 1);
SET contacts.silent = on;
INSERT INTO contacts.contact (id, name, reports_to) SELECT i, 'Person ' || i, nullif((i + 6) / 8, 0) FROM generate_series(1, :rows) i;
CREATE TABLE bench.path (id bigint PRIMARY KEY, path ltree NOT NULL);
INSERT INTO bench.path
WITH RECURSIVE t (id, path) AS (
	SELECT id, id::text::ltree FROM contacts.contact WHERE reports_to IS NULL
	UNION ALL SELECT c.id, t.path || c.id::text FROM t JOIN contacts.contact c ON c.reports_to = t.id
) SELECT id, path FROM t;
CREATE INDEX ON bench.path USING gist (path);
VACUUM ANALYZE;
-- the statements that both sides run, each with $1 for the contact: another one of those from $1 to $2 at each turn
CREATE TABLE bench.statement (side text, task text, sql text, PRIMARY KEY (side, task));
INSERT INTO bench.statement VALUES
('ours', 'down', 'SELECT count(*) FROM contacts.descendants($1)'),
('recursive', 'down', 'WITH RECURSIVE t (id) AS (
	SELECT c.id FROM contacts.contact c WHERE c.organization_id = 1 AND c.reports_to = $1 AND c.deleted_at IS NULL
	UNION ALL SELECT c.id FROM t JOIN contacts.contact c ON c.organization_id = 1 AND c.reports_to = t.id AND c.deleted_at IS NULL
) SELECT count(*) FROM t'),
('ltree', 'down', 'SELECT count(*) FROM bench.path WHERE path <@ (SELECT path FROM bench.path WHERE id = $1)'),
('ours', 'up', 'SELECT count(*) FROM contacts.ancestors($1)'),
('recursive', 'up', 'WITH RECURSIVE t (id, above) AS (
	SELECT c.id, c.reports_to FROM contacts.contact c WHERE c.organization_id = 1 AND c.id = $1 AND c.deleted_at IS NULL
	UNION ALL SELECT c.id, c.reports_to FROM t JOIN contacts.contact c ON c.organization_id = 1 AND c.id = t.above AND c.deleted_at IS NULL
) SELECT count(*) FROM t'),
('ltree', 'up', 'SELECT count(*) FROM bench.path WHERE path @> (SELECT path FROM bench.path WHERE id = $1)');
CREATE FUNCTION bench.pick(first bigint, last bigint) RETURNS bigint
RETURN first + pg_catalog.floor(pg_catalog.random() * (last - first + 1))::bigint;
-- a statement with the contact written out, some times, for \gexec
CREATE FUNCTION bench.repeat(side text, task text, first bigint, last bigint, times integer) RETURNS SETOF text
BEGIN ATOMIC
	SELECT replace(s.sql, '$1', bench.pick(repeat.first, repeat.last)::text) FROM bench.statement s, generate_series(1, times)
	WHERE s.side = repeat.side AND s.task = repeat.task;
END;
-- the same in a loop with a cached plan, without a client's round trips: function TASK_SIDE(first, last, times)
SELECT format('CREATE FUNCTION bench.%s_%s(bigint, bigint, integer) RETURNS bigint STABLE LANGUAGE plpgsql AS %L', task, side,
	'DECLARE n bigint; contact bigint; BEGIN FOR i IN 1..$3 LOOP contact := bench.pick($1, $2); n := ('
	|| replace(sql, '$1', 'contact') || '); END LOOP; RETURN n; END')
FROM bench.statement \gexec
GRANT USAGE ON SCHEMA bench TO bench_hierarchy;
GRANT SELECT ON ALL TABLES IN SCHEMA bench TO bench_hierarchy;
SET ROLE bench_hierarchy;
SET work_mem = '64MB';

-- @case subtree of 585, a hundred statements
-- @ours
SELECT bench.repeat('ours', 'down', 40, 40, 100) \gexec
-- @peer WITH RECURSIVE | ratio <= 0.34
SELECT bench.repeat('recursive', 'down', 40, 40, 100) \gexec
-- @peer ltree
SELECT bench.repeat('ltree', 'down', 40, 40, 100) \gexec

-- @case subtree of 585, prepared
-- @ours
SELECT bench.down_ours(40, 40, 200);
-- @peer WITH RECURSIVE | ratio <= 0.34
SELECT bench.down_recursive(40, 40, 200);
-- @peer ltree
SELECT bench.down_ltree(40, 40, 200);

-- @case chain of 7, a hundred statements
-- @ours
SELECT bench.repeat('ours', 'up', :first, :last, 100) \gexec
-- @peer WITH RECURSIVE | ratio <= 0.34
SELECT bench.repeat('recursive', 'up', :first, :last, 100) \gexec
-- @peer ltree | ratio <= 1
SELECT bench.repeat('ltree', 'up', :first, :last, 100) \gexec

-- @case chain of 7, prepared
-- @ours
SELECT bench.up_ours(:first, :last, 2000);
-- @peer WITH RECURSIVE | ratio <= 0.34
SELECT bench.up_recursive(:first, :last, 2000);
-- @peer ltree | ratio <= 1
SELECT bench.up_ltree(:first, :last, 2000);

-- @case whole tree
-- @ours
SELECT bench.down_ours(1, 1, 1);
-- @peer WITH RECURSIVE | ratio <= 0.34
SELECT bench.down_recursive(1, 1, 1);
-- @peer ltree
SELECT bench.down_ltree(1, 1, 1);

-- @case up from 20,000 people
-- @ours
SELECT sum(a.depth) FROM generate_series(10001, 30000) i, contacts.ancestors(i) a;
-- @peer WITH RECURSIVE, set-wise | ratio <= 1
WITH RECURSIVE t (id, above, depth) AS (
	SELECT c.id, c.reports_to, 0 FROM contacts.contact c WHERE c.organization_id = 1 AND c.id BETWEEN 10001 AND 30000 AND c.deleted_at IS NULL
	UNION ALL SELECT t.id, c.reports_to, t.depth + 1 FROM t JOIN contacts.contact c ON c.organization_id = 1 AND c.id = t.above AND c.deleted_at IS NULL
) SELECT sum(depth) FROM t;

-- @case is_descendant of 20,000 people
-- @ours
SELECT count(*) FROM generate_series(10001, 30000) i WHERE contacts.is_descendant(i, 40);
-- @peer WITH RECURSIVE, set-wise | ratio <= 1
WITH RECURSIVE t (id, above) AS (
	SELECT c.id, c.reports_to FROM contacts.contact c WHERE c.organization_id = 1 AND c.id BETWEEN 10001 AND 30000 AND c.deleted_at IS NULL
	UNION ALL SELECT t.id, c.reports_to FROM t JOIN contacts.contact c ON c.organization_id = 1 AND c.id = t.above AND c.deleted_at IS NULL
) SELECT count(*) FROM t WHERE above = 40;

-- @case down from 4,096 people
-- @ours
SELECT count(*) FROM generate_series(74, 4169) i, contacts.descendants(i) d;
-- @peer WITH RECURSIVE, set-wise | ratio <= 1
WITH RECURSIVE t (root, id) AS (
	SELECT c.id, c.id FROM contacts.contact c WHERE c.organization_id = 1 AND c.id BETWEEN 74 AND 4169 AND c.deleted_at IS NULL
	UNION ALL SELECT t.root, c.id FROM t JOIN contacts.contact c ON c.organization_id = 1 AND c.reports_to = t.id AND c.deleted_at IS NULL
) SELECT count(*) - 4096 FROM t;
