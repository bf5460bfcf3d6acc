-- Walking a tree of people, eight below each, against WITH RECURSIVE on the same table and indexes as the same role.
INSERT INTO contacts.organization (id, name, require_connection) VALUES (1, 'Bench', false);
SET contacts.organization_id = 1;
CREATE ROLE bench_hierarchy;
SELECT contacts.grant_access('bench_hierarchy', '{contacts:read}', 1);
INSERT INTO contacts.contact (id, name, reports_to) SELECT i, 'Person ' || i, nullif((i + 6) / 8, 0) FROM generate_series(1, 200000) i WHERE i = 1;
INSERT INTO contacts.contact (id, name, reports_to) SELECT i, 'Person ' || i, (i + 6) / 8 FROM generate_series(2, 200000) i;
VACUUM ANALYZE contacts.contact;
GRANT USAGE ON SCHEMA bench TO bench_hierarchy;
SET ROLE bench_hierarchy;
SET work_mem = '64MB';

-- @case subtree of 584
-- @ours
SELECT count(*) FROM contacts.descendants(300);
-- @peer WITH RECURSIVE | ratio <= 0.34
WITH RECURSIVE t (id) AS (
	SELECT c.id FROM contacts.contact c WHERE c.organization_id = 1 AND c.reports_to = 300 AND c.deleted_at IS NULL
	UNION ALL SELECT c.id FROM t JOIN contacts.contact c ON c.organization_id = 1 AND c.reports_to = t.id AND c.deleted_at IS NULL
) SELECT count(*) FROM t;

-- @case chain up
-- @ours
SELECT count(*) FROM contacts.ancestors(190000);
-- @peer WITH RECURSIVE | ratio <= 0.34
WITH RECURSIVE t (id, above) AS (
	SELECT c.id, c.reports_to FROM contacts.contact c WHERE c.organization_id = 1 AND c.id = 190000 AND c.deleted_at IS NULL
	UNION ALL SELECT c.id, c.reports_to FROM t JOIN contacts.contact c ON c.organization_id = 1 AND c.id = t.above AND c.deleted_at IS NULL
) SELECT count(*) - 1 FROM t;

-- @case whole tree of 200,000
-- @ours
SELECT count(*) FROM contacts.descendants(1);
-- @peer WITH RECURSIVE | ratio <= 0.34
WITH RECURSIVE t (id) AS (
	SELECT c.id FROM contacts.contact c WHERE c.organization_id = 1 AND c.reports_to = 1 AND c.deleted_at IS NULL
	UNION ALL SELECT c.id FROM t JOIN contacts.contact c ON c.organization_id = 1 AND c.reports_to = t.id AND c.deleted_at IS NULL
) SELECT count(*) FROM t;

-- @case up from 20,000 people
-- @ours
SELECT sum(a.depth) FROM generate_series(100001, 120000) i, contacts.ancestors(i) a;
-- @peer WITH RECURSIVE, set-wise | ratio <= 1
WITH RECURSIVE t (id, above, depth) AS (
	SELECT c.id, c.reports_to, 0 FROM contacts.contact c WHERE c.organization_id = 1 AND c.id BETWEEN 100001 AND 120000 AND c.deleted_at IS NULL
	UNION ALL SELECT t.id, c.reports_to, t.depth + 1 FROM t JOIN contacts.contact c ON c.organization_id = 1 AND c.id = t.above AND c.deleted_at IS NULL
) SELECT sum(depth) FROM t;
