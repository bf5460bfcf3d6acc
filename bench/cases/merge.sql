-- A merge with 1,000 children in a table against the same UPDATE by hand, and its undo. One statement per table.
\set children 1000
\getenv children BENCH_ROWS
CREATE ROLE bench_app;
INSERT INTO contacts.organization (id, name) VALUES (1, 'One');
SELECT contacts.grant_access('bench_app', '{contacts:read,contacts:write,contacts:delete,contacts:admin}', 1);
CREATE TABLE bench.invoice (organization_id bigint NOT NULL, id bigint NOT NULL, contact_id bigint NOT NULL, PRIMARY KEY (organization_id, id),
	FOREIGN KEY (organization_id, contact_id) REFERENCES contacts.contact (organization_id, id));
CREATE INDEX ON bench.invoice (organization_id, contact_id);
INSERT INTO contacts.contact (organization_id, id, name, email) SELECT 1, i, 'Person ' || i, 'p' || i || '@merge.example' FROM generate_series(1, 4) i;
INSERT INTO bench.invoice SELECT 1, i, 2 FROM generate_series(1, :children) i;
GRANT USAGE ON SCHEMA bench TO bench_app;
GRANT ALL ON bench.invoice TO bench_app;
SET contacts.organization_id = 1;
SET ROLE bench_app;
CREATE TEMP TABLE made (uid text);

-- @case merge with children
-- @before
SELECT contacts.unmerge_contacts(uid) IS NOT NULL FROM made;
TRUNCATE made;
UPDATE bench.invoice SET contact_id = 2 WHERE organization_id = 1 AND contact_id = 3;
-- @ours
INSERT INTO made SELECT contacts.merge_contacts('1', '{2}', force => true) ->> 'mergeId';
-- @peer the UPDATE by hand | ratio <= 1.3
UPDATE bench.invoice SET contact_id = 3 WHERE organization_id = 1 AND contact_id IN (1, 2);
