-- One chain of people, each below the one before, against ten chains of a tenth, which have as many rows: in proportion to the
-- rows means a ratio of one. And against WITH RECURSIVE. BENCH_ROWS=1000000 ROUNDS=3 make bench CASE=chain for a million.
\set rows 20000
\getenv rows BENCH_ROWS
SELECT :rows / 10 AS tenth, 2 * :rows AS last \gset
INSERT INTO contacts.organization (id, name, require_connection, max_depth) VALUES (1, 'Bench', false, 10000000);
SET contacts.organization_id = 1;
SET contacts.silent = on;
-- the rules would look at each row, which is not what is measured here
ALTER TABLE contacts.contact DISABLE TRIGGER USER;
INSERT INTO contacts.contact (id, name, display_name, reports_to)
SELECT i, 'Person ' || i, 'Person ' || i, CASE WHEN i <> 1 AND (i <= :rows OR i % :tenth <> 1) THEN i - 1 END FROM generate_series(1, :last) i;
ALTER TABLE contacts.contact ENABLE TRIGGER USER;
VACUUM ANALYZE;
-- whoever is at the top of chains, and at their ends
CREATE TABLE bench.chain AS
	SELECT 'one' AS name, 1 AS first, :rows AS last
	UNION ALL SELECT 'ten', i, i + :tenth - 1 FROM generate_series(:rows + 1, :last, :tenth) i;
-- a statement of each chain of a name, $1 its first and $2 its last; a refused cycle is what is asked for
CREATE FUNCTION bench.each(name text, statement text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	chain bench.chain;
BEGIN
	FOR chain IN SELECT c.* FROM bench.chain c WHERE c.name = each.name LOOP
		BEGIN
			EXECUTE statement USING chain.first, chain.last;
		EXCEPTION
			WHEN SQLSTATE 'CT422' THEN NULL;
		END;
	END LOOP;
END
$$;

-- @case up a chain
-- @ours
SELECT bench.each('one', 'SELECT count(*) FROM contacts.ancestors($2)');
-- @peer ten chains of a tenth | ratio <= 1.5
SELECT bench.each('ten', 'SELECT count(*) FROM contacts.ancestors($2)');
-- @peer WITH RECURSIVE | ratio <= 1
SELECT bench.each('one', 'WITH RECURSIVE t (id, above) AS (
	SELECT c.id, c.reports_to FROM contacts.contact c WHERE c.organization_id = 1 AND c.id = $2 AND c.deleted_at IS NULL
	UNION ALL SELECT c.id, c.reports_to FROM t JOIN contacts.contact c ON c.organization_id = 1 AND c.id = t.above AND c.deleted_at IS NULL
) SELECT count(*) FROM t');

-- @case down a chain
-- @ours
SELECT bench.each('one', 'SELECT count(*) FROM contacts.descendants($1)');
-- @peer ten chains of a tenth | ratio <= 1.5
SELECT bench.each('ten', 'SELECT count(*) FROM contacts.descendants($1)');
-- @peer WITH RECURSIVE | ratio <= 1
SELECT bench.each('one', 'WITH RECURSIVE t (id) AS (
	SELECT c.id FROM contacts.contact c WHERE c.organization_id = 1 AND c.reports_to = $1 AND c.deleted_at IS NULL
	UNION ALL SELECT c.id FROM t JOIN contacts.contact c ON c.organization_id = 1 AND c.reports_to = t.id AND c.deleted_at IS NULL
) SELECT count(*) FROM t');

-- @case a chain that would close
-- @ours
SELECT bench.each('one', 'UPDATE contacts.contact SET reports_to = $2 WHERE organization_id = 1 AND id = $1');
-- @peer ten chains of a tenth | ratio <= 1.5
SELECT bench.each('ten', 'UPDATE contacts.contact SET reports_to = $2 WHERE organization_id = 1 AND id = $1');

-- @case a move in the middle, by one up or down
-- @ours
SELECT bench.each('one', 'UPDATE contacts.contact SET reports_to = 2 * id - 3 - reports_to WHERE organization_id = 1 AND id = ($1 + $2) / 2');
-- @peer ten chains of a tenth | ratio <= 1.5
SELECT bench.each('ten', 'UPDATE contacts.contact SET reports_to = 2 * id - 3 - reports_to WHERE organization_id = 1 AND id = ($1 + $2) / 2');
