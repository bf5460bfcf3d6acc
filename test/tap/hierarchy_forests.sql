-- The same answers as WITH RECURSIVE on 1,000 random forests, over both edges, with depth limits, by index and by query.
BEGIN;
SET LOCAL search_path = public, pg_catalog;
SET LOCAL client_min_messages = warning;
SELECT no_plan();

CREATE ROLE regress_contacts_forests;
INSERT INTO contacts.organization (id, name, require_connection, max_depth) VALUES (540, 'Forests', false, 1000);
SELECT diag('seed ' || seed) FROM (SELECT setseed(seed), seed FROM (SELECT (extract(epoch FROM clock_timestamp()) % 1000 / 1000)::numeric(4, 3)::float8 AS seed) s) t;

-- node i of a forest hangs below one of those before it, or is a root; one in ten is deleted; ids are shuffled
CREATE TEMPORARY TABLE shape AS
	SELECT forest, i, CASE WHEN random() < 0.85 AND i > 1 THEN floor(random() * (i - 1))::int + 1 END AS above,
		row_number() OVER (ORDER BY random()) AS place, random() < 0.1 AS deleted
	FROM generate_series(1, 1000) forest, generate_series(1, 12) i;
CREATE TEMPORARY TABLE node AS
	SELECT e.edge, e.base + s.place AS id, e.base + p.place AS above, s.deleted, s.forest <= 10 AS few
	FROM (VALUES ('reports_to', 540000000), ('company_id', 540500000)) e (edge, base), shape s
	LEFT JOIN shape p ON p.forest = s.forest AND p.i = s.above;
INSERT INTO contacts.contact (organization_id, id, kind, name, external_source) SELECT 540, id, CASE edge WHEN 'reports_to' THEN 'person' ELSE 'organization' END, 'Node', CASE WHEN few THEN 'few' ELSE 'many' END FROM node;
ANALYZE node; ANALYZE contacts.contact;
UPDATE contacts.contact c SET reports_to = n.above FROM node n WHERE n.edge = 'reports_to' AND c.organization_id = 540 AND c.id = n.id AND n.above IS NOT NULL;
UPDATE contacts.contact c SET company_id = n.above FROM node n WHERE n.edge = 'company_id' AND c.organization_id = 540 AND c.id = n.id AND n.above IS NOT NULL;
UPDATE contacts.contact c SET deleted_at = now() FROM node n WHERE c.organization_id = 540 AND c.id = n.id AND n.deleted;

-- what is below whom, by the book
CREATE TEMPORARY TABLE below AS
	WITH RECURSIVE live AS (
		SELECT n.edge, n.id, CASE WHEN NOT p.deleted THEN n.above END AS above
		FROM node n LEFT JOIN node p ON p.edge = n.edge AND p.id = n.above WHERE NOT n.deleted
	), t AS (
		SELECT edge, above AS root, id, above AS parent, 1 AS depth FROM live WHERE above IS NOT NULL
		UNION ALL
		SELECT l.edge, t.root, l.id, l.above, t.depth + 1 FROM t JOIN live l ON l.edge = t.edge AND l.above = t.id
	) SELECT * FROM t;
ANALYZE below;
-- after ANALYZE: autovacuum waits for who has granted something on a table, while ANALYZE waits for autovacuum
SELECT contacts.grant_access('regress_contacts_forests', '{contacts:read,contacts:write}', 540);
GRANT SELECT ON node, below TO regress_contacts_forests;
CREATE FUNCTION pg_temp.ours(max_depth int) RETURNS TABLE (edge text, root bigint, id bigint, parent bigint, depth int) LANGUAGE sql AS $$
	SELECT n.edge, n.id, d.contact_id, d.parent_id, d.depth FROM node n, contacts.descendants(n.id, max_depth, n.edge) d
$$;
CREATE FUNCTION pg_temp.same(how text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	bound int;
BEGIN
	FOREACH bound IN ARRAY ARRAY[1, 3, 1000] LOOP
		RETURN NEXT is_empty(format('(SELECT * FROM pg_temp.ours(%1$s) EXCEPT ALL SELECT * FROM below WHERE depth <= %1$s) UNION ALL (SELECT * FROM below WHERE depth <= %1$s EXCEPT ALL SELECT * FROM pg_temp.ours(%1$s))', bound),
			format('descendants, bound %s, %s', bound, how));
	END LOOP;
	RETURN NEXT is_empty('(SELECT n.edge, a.contact_id, n.id, a.depth FROM node n, contacts.ancestors(n.id, n.edge) a EXCEPT ALL SELECT edge, root, id, depth FROM below) UNION ALL (SELECT edge, root, id, depth FROM below EXCEPT ALL SELECT n.edge, a.contact_id, n.id, a.depth FROM node n, contacts.ancestors(n.id, n.edge) a)',
		'ancestors, ' || how);
	RETURN NEXT is_empty('SELECT n.edge, n.id FROM node n LEFT JOIN (SELECT edge, root, count(*) FROM below GROUP BY 1, 2) b ON b.edge = n.edge AND b.root = n.id WHERE contacts.subtree_size(n.id, NULL, n.edge) <> coalesce(b.count, 0)',
		'subtree_size, ' || how);
	RETURN NEXT is_empty('SELECT * FROM below WHERE NOT contacts.is_descendant(id, root, edge) OR contacts.is_descendant(root, id, edge)',
		'is_descendant, ' || how);
	RETURN NEXT is_empty('SELECT b.edge, b.id, b.root FROM below b WHERE contacts.common_ancestor(b.id, b.root, b.edge) IS DISTINCT FROM b.root',
		'common_ancestor of a contact and one above it, ' || how);
	RETURN NEXT results_eq('SELECT e.edge, r FROM (VALUES (''reports_to''), (''company_id'')) e (edge), contacts.roots(e.edge) r ORDER BY 1, 2',
		'SELECT n.edge, n.id FROM node n WHERE NOT n.deleted AND NOT EXISTS (SELECT FROM below b WHERE b.edge = n.edge AND b.id = n.id) ORDER BY 1, 2',
		'roots, ' || how);
	RETURN NEXT results_eq('SELECT edge, contact_id, parent_id FROM contacts.orphan_report ORDER BY 1, 2',
		'SELECT n.edge, n.id, n.above FROM node n JOIN node p ON p.edge = n.edge AND p.id = n.above WHERE p.deleted AND NOT n.deleted ORDER BY 1, 2',
		'orphan_report, ' || how);
END
$$;

SET LOCAL ROLE regress_contacts_forests;
SELECT cmp_ok((SELECT count(*) FROM below), '>', 20000::bigint, 'there is much to compare');
SELECT * FROM pg_temp.same('by index');
-- a policy that the walk does not know has it ask queries: the same on the few forests that it shows
RESET ROLE;
DELETE FROM below b USING node n WHERE n.edge = b.edge AND n.id = b.root AND NOT n.few;
DELETE FROM node WHERE NOT few;
ANALYZE node; ANALYZE below;
CREATE POLICY customer ON contacts.contact AS RESTRICTIVE FOR SELECT TO regress_contacts_forests USING (external_source = 'few');
SET LOCAL ROLE regress_contacts_forests;
SELECT * FROM pg_temp.same('by query');
RESET ROLE;
DROP POLICY customer ON contacts.contact;
CREATE POLICY customer ON contacts.contact AS RESTRICTIVE FOR SELECT TO regress_contacts_forests USING (external_source = 'few' AND id % 7 <> 0);
SET LOCAL ROLE regress_contacts_forests;
SELECT is_empty('SELECT * FROM pg_temp.ours(NULL) WHERE id % 7 = 0 OR root % 7 = 0', 'what a policy hides is not walked to');
SELECT isnt_empty('SELECT * FROM pg_temp.ours(NULL)', 'and the rest is');
RESET ROLE;
DROP POLICY customer ON contacts.contact;
-- privileges of columns are enough, none is not
REVOKE SELECT ON contacts.contact FROM regress_contacts_forests;
SET LOCAL ROLE regress_contacts_forests;
SELECT throws_ok('SELECT * FROM contacts.descendants(540000001)', '42501', NULL, 'a role without SELECT reads nothing');
SELECT * FROM finish();
ROLLBACK;
