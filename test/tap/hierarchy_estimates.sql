-- The planner knows about how many rows a walk finds, and joins them accordingly; EXPLAIN says nothing of a single contact.
BEGIN;
SET LOCAL search_path = public, pg_catalog;
SET LOCAL client_min_messages = warning;
SET LOCAL contacts.silent = on;
SELECT plan(13);

CREATE FUNCTION pg_temp.estimated(query text) RETURNS numeric LANGUAGE plpgsql AS $$
DECLARE
	plan json;
BEGIN
	EXECUTE 'EXPLAIN (FORMAT json) ' || query INTO plan;
	RETURN plan -> 0 -> 'Plan' ->> 'Plan Rows';
END
$$;
CREATE FUNCTION pg_temp.explained(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	line text;
	plan text := '';
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (COSTS off) ' || query LOOP
		plan := plan || line || E'\n';
	END LOOP;
	RETURN plan;
END
$$;

INSERT INTO contacts.organization (id, name, require_connection) VALUES (545, 'Estimates', false), (546, 'As many', false);
SET LOCAL contacts.organization_id = 545;
SELECT cmp_ok(pg_temp.estimated('SELECT FROM contacts.ancestors(1)'), '<=', 10::numeric, 'without statistics: what the function declares');

-- two organizations, each with 8 people below each, 5,000 in all, and 10 companies below one
INSERT INTO contacts.contact (organization_id, id, kind, name, company_id)
	SELECT o, o * 1000000 + 900000 + i, 'organization', 'Company', CASE WHEN i > 0 THEN o * 1000000 + 900000 END FROM generate_series(545, 546) AS o, generate_series(0, 10) AS i;
INSERT INTO contacts.contact (organization_id, id, name, reports_to, company_id)
	SELECT o, o * 1000000 + i, 'Person', CASE WHEN i > 1 THEN o * 1000000 + (i + 6) / 8 END, o * 1000000 + 900000 + i % 11
	FROM generate_series(545, 546) AS o, generate_series(1, 5000) AS i;
ANALYZE contacts.contact;

SELECT cmp_ok(abs(ln(pg_temp.estimated(format('SELECT FROM contacts.%s', call)) / found)), '<', ln(2.0),
	format('%s: about %s rows, by half or double at most', call, found))
FROM (VALUES
	('ancestors(545004000)', 5),
	('direct_reports(545000010)', 8),
	('descendants(545000001, 1)', 8),
	('descendants(545000080, 1)', 8),
	('descendants(545000001, 0)', 1),
	('direct_reports(545900003, ''company_id'')', 5000 / 11)) AS v (call, found);
SELECT cmp_ok(pg_temp.estimated('SELECT FROM contacts.descendants(545000001)'), '=', pg_temp.estimated('SELECT FROM contacts.descendants(545004999)'),
	'nothing is said of a single contact');
SELECT cmp_ok(pg_temp.estimated('SELECT FROM contacts.roots()'), '<=', 100::numeric, 'few roots');
SELECT cmp_ok(pg_temp.estimated('SELECT FROM contacts.descendants(1, 1, ''no edge'')'), '>', 0::numeric, 'an edge that does not exist does not fail in the planner');

SELECT alike(pg_temp.explained('SELECT c.name FROM contacts.ancestors(545004000) a
	JOIN contacts.contact c ON c.organization_id = 545 AND c.id = a.contact_id'), '%Nested Loop%contact_pkey%', 'few rows are joined by the primary key');
SELECT alike(pg_temp.explained('SELECT c.name FROM contacts.direct_reports(545900003, ''company_id'') AS r (id)
	JOIN contacts.contact c ON c.organization_id = 545 AND c.id = r.id'), '%Hash Join%', 'many rows are not');
SELECT alike(pg_temp.explained('SELECT FROM contacts.contact c WHERE c.organization_id = 545
	AND contacts.is_descendant(c.id, 545000001) AND c.name LIKE ''P%'''), '%~~%is_descendant%', 'a walk comes after what is cheaper');

SELECT * FROM finish();
ROLLBACK;
