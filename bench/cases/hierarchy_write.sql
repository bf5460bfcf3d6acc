-- What the rules of the hierarchy cost a bulk load and a bulk move: the same statements with their triggers and without.
-- BENCH_ROWS=1000000 ROUNDS=1 make bench CASE=hierarchy_write for a million rows.
\set rows 10000
\getenv rows BENCH_ROWS
INSERT INTO contacts.organization (id, name, require_connection) VALUES (1, 'Bench', false);
SET contacts.organization_id = 1;
SET contacts.silent = on;
INSERT INTO contacts.contact (id, kind, name) SELECT i, 'organization', 'Company ' || i FROM generate_series(1, 10000) i;
CREATE SEQUENCE base;
-- switch the triggers of the hierarchy
CREATE FUNCTION bench.rules(state text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	name text;
BEGIN
	FOR name IN SELECT t.tgname FROM pg_trigger t WHERE t.tgrelid = 'contacts.contact'::regclass AND t.tgname LIKE 'contact_5__hierarchy%' LOOP
		EXECUTE format('ALTER TABLE contacts.contact %s TRIGGER %I', state, name);
	END LOOP;
END
$$;
-- people who are moved, eight below each
INSERT INTO contacts.contact (id, name, reports_to) SELECT 20000 + i, 'Moved', 20000 + nullif((i + 6) / 8, 0) FROM generate_series(1, :rows) i;
VACUUM ANALYZE;

-- @case insert of people, eight below each, each in a company
-- @before
SELECT nextval('base') AS base \gset
-- @ours
INSERT INTO contacts.contact (id, name, reports_to, company_id)
SELECT :base * 10000000 + i, 'Person', :base * 10000000 + nullif((i + 6) / 8, 0), 1 + i % 10000 FROM generate_series(1, :rows) i;
-- @peer without the rules of the hierarchy | ratio <= 1.25
SELECT bench.rules('DISABLE');
INSERT INTO contacts.contact (id, name, reports_to, company_id)
SELECT :base * 10000000 + i, 'Person', :base * 10000000 + nullif((i + 6) / 8, 0), 1 + i % 10000 FROM generate_series(1, :rows) i;
SELECT bench.rules('ENABLE');

-- @case half of the people get another manager
-- @before
SELECT nextval('base') % 2 AS turn \gset
-- @ours
UPDATE contacts.contact SET reports_to = 20000 + CASE :turn WHEN 0 THEN (id - 20000 + 6) / 8 ELSE 1 + (id - 20000) % 8 END
WHERE organization_id = 1 AND id BETWEEN 20000 + :rows / 2 AND 20000 + :rows;
-- @peer without the rules of the hierarchy | ratio <= 1.25
SELECT bench.rules('DISABLE');
UPDATE contacts.contact SET reports_to = 20000 + CASE :turn WHEN 0 THEN (id - 20000 + 6) / 8 ELSE 1 + (id - 20000) % 8 END
WHERE organization_id = 1 AND id BETWEEN 20000 + :rows / 2 AND 20000 + :rows;
SELECT bench.rules('ENABLE');
