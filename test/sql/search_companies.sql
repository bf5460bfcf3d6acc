-- A person and a word that many companies have: rows are read once, whatever the statistics say.
SET search_path = contacts, public;
INSERT INTO contacts.organization (id, name, require_connection) VALUES (710, 'Many companies', false);
SET contacts.organization_id = 710;
SET contacts.silent = on;
ALTER TABLE contacts.contact SET (autovacuum_enabled = off);
INSERT INTO company (id, name) OVERRIDING SYSTEM VALUE
SELECT 710000 + g, 'Company ' || g || ' ' || (ARRAY['GmbH', 'Ltd', 'Inc', 'AG'])[1 + g % 4] FROM generate_series(1, 1200) g;
INSERT INTO person (id, first_name, last_name, company_id) OVERRIDING SYSTEM VALUE
SELECT 720000 + g, (ARRAY['Ann', 'Bob', 'Carl'])[1 + g % 3], (ARRAY['Smith', 'Jones', 'Brown', 'Lee', 'Novak'])[1 + g % 5] || g % 97, 710001 + g % 1200
FROM generate_series(1, 4000) g;
INSERT INTO person (id, name, company_id) OVERRIDING SYSTEM VALUE VALUES (730001, 'Zoë Last', 711200), (730002, 'Zoë Alone', NULL);

-- what a search finds, against SQL by hand, and how many rows and scans of the table it takes
CREATE FUNCTION pg_temp.cost(query text, person text, company text, max_rows integer) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	table_oid CONSTANT oid := 'contacts.contact'::regclass;
	hits bigint;
	rows_before bigint := pg_stat_get_xact_tuples_fetched(table_oid) + pg_stat_get_xact_tuples_returned(table_oid);
	scans_before bigint := pg_stat_get_xact_numscans(table_oid);
	by_hand bigint;
	rows_read bigint;
	scans bigint;
BEGIN
	SELECT count(*) INTO hits FROM search_hits(query, max_rows);
	rows_read := pg_stat_get_xact_tuples_fetched(table_oid) + pg_stat_get_xact_tuples_returned(table_oid) - rows_before;
	scans := pg_stat_get_xact_numscans(table_oid) - scans_before;
	SELECT count(*) INTO by_hand FROM contact p WHERE p.search_key @@ to_search_query(person) AND p.company_id = ANY (ARRAY(
		SELECT c.id FROM contact c WHERE c.kind = 'organization' AND c.search_key @@ to_search_query(company)));
	RETURN concat_ws(', ', query, hits || ' hits', CASE WHEN hits = least(by_hand, max_rows) THEN 'all' ELSE by_hand || ' by hand' END,
		CASE WHEN rows_read < 20000 AND scans < 2500 THEN 'read once' ELSE rows_read || ' rows, ' || scans || ' scans' END);
END
$$;
\set costs 'SELECT pg_temp.cost(q.query, q.person, q.company, q.max_rows) FROM (VALUES (''smith gmbh'', ''smith'', ''gmbh'', 5000), (''gmbh smith'', ''smith'', ''gmbh'', 5000), (''ann smith gmbh'', ''ann smith'', ''gmbh'', 5000), (''smith company'', ''smith'', ''company'', 5000), (''carl smith company'', ''carl smith'', ''company'', 10), (''zoe inc'', ''zoe'', ''inc'', 1000), (''zoe gmbh'', ''zoe'', ''gmbh'', 1000), (''bob 1199'', ''bob'', ''1199'', 1000)) q (query, person, company, max_rows)'
-- no statistics yet
:costs;
ANALYZE contacts.contact;
:costs;
-- statistics of other days: the table was nearly empty
DELETE FROM pg_statistic WHERE starelid = 'contacts.contact'::regclass;
UPDATE pg_class SET reltuples = 5, relpages = 1 WHERE oid = 'contacts.contact'::regclass;
:costs;
ALTER TABLE contacts.contact RESET (autovacuum_enabled);
ANALYZE contacts.contact;
