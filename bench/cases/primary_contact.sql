-- The primary contacts of many companies in one pass, and that of one company, against what one would write by hand with the
-- same indexes: with the same rules, and for a model that knows no affiliations at all. As the role of an application.
-- BENCH_ROWS=200000 ROUNDS=5 make bench CASE=primary_contact for 200,000 companies of four people.
\set companies 20000
\getenv companies BENCH_ROWS
INSERT INTO contacts.organization (id, name, require_connection) VALUES (1, 'Bench', false);
SET contacts.organization_id = 1;
SET contacts.silent = on;
-- the rules are not what is measured here
ALTER TABLE contacts.contact DISABLE TRIGGER USER;
INSERT INTO contacts.contact (id, kind, name, display_name) SELECT i, 'organization', 'Company ' || i, 'Company' FROM generate_series(1, :companies) i;
-- one person in forty was chosen, which makes one company in ten; one in a hundred is inactive
INSERT INTO contacts.contact (id, name, display_name, company_id, type, primary_at, status)
SELECT :companies + i, 'Person ' || i, 'Person', 1 + i % :companies, CASE WHEN i % 3 = 0 THEN 'PRIMARY' ELSE 'BILLING' END,
	CASE WHEN i % 41 = 0 THEN timestamptz '2026-01-01' + i * interval '1 second' END, CASE WHEN i % 100 = 7 THEN 'inactive' ELSE 'active' END
FROM generate_series(1, 4 * :companies) i;
ALTER TABLE contacts.contact ENABLE TRIGGER USER;
-- one company in a hundred has an affiliate
INSERT INTO contacts.affiliation (contact_id, company_id, role, backup_rank)
SELECT :companies + i, 1 + (i + 1) % :companies, 'PRIMARY', 1 FROM generate_series(1, :companies, 100) i;
CREATE ROLE bench_primary;
SELECT contacts.grant_access('bench_primary', '{contacts:read}', 1);
VACUUM ANALYZE;
-- what both sides run, each with $1 for the company
CREATE TABLE bench.statement (side text PRIMARY KEY, sql text);
INSERT INTO bench.statement VALUES
('ours', 'SELECT contacts.primary_contact($1)'),
('same_rules', 'SELECT m.contact_id FROM (
		(SELECT c.id AS contact_id, c.primary_at, c.type <> ''PRIMARY'' AS other_role, NULL::smallint AS backup_rank FROM contacts.contact c
		WHERE c.organization_id = 1 AND c.company_id = $1 AND c.kind = ''person'' AND c.is_active
		ORDER BY c.primary_at DESC NULLS LAST, c.type <> ''PRIMARY'', c.id LIMIT 1)
		UNION ALL
		(SELECT a.contact_id, a.primary_at, a.role <> ''PRIMARY'', a.backup_rank
		FROM contacts.affiliation a JOIN contacts.contact c ON c.organization_id = 1 AND c.id = a.contact_id
		WHERE a.organization_id = 1 AND a.company_id = $1 AND a.ended_on IS NULL AND c.kind = ''person'' AND c.is_active
		ORDER BY a.primary_at DESC NULLS LAST, a.role <> ''PRIMARY'', a.backup_rank, a.contact_id LIMIT 1)
	) m WHERE EXISTS (SELECT FROM contacts.contact o WHERE o.organization_id = 1 AND o.id = $1 AND o.kind = ''organization'' AND o.deleted_at IS NULL)
	ORDER BY m.primary_at DESC NULLS LAST, m.other_role, m.backup_rank, m.contact_id LIMIT 1'),
('no_affiliations', 'SELECT c.id FROM contacts.contact c
	WHERE c.organization_id = 1 AND c.company_id = $1 AND c.kind = ''person'' AND c.is_active
	ORDER BY c.primary_at DESC NULLS LAST, c.type <> ''PRIMARY'', c.id LIMIT 1');
CREATE FUNCTION bench.pick(companies integer) RETURNS bigint RETURN 1 + pg_catalog.floor(pg_catalog.random() * companies)::bigint;
-- a statement with the company written out, some times, for \gexec
CREATE FUNCTION bench.repeat(side text, companies integer, times integer) RETURNS SETOF text
BEGIN ATOMIC
	SELECT replace(s.sql, '$1', bench.pick(repeat.companies)::text) FROM bench.statement s, generate_series(1, times) WHERE s.side = repeat.side;
END;
-- the same in a loop with a cached plan: function of_SIDE(companies, times)
SELECT format('CREATE FUNCTION bench.of_%s(integer, integer) RETURNS bigint STABLE LANGUAGE plpgsql AS %L', side,
	'DECLARE n bigint; company bigint; BEGIN FOR i IN 1..$2 LOOP company := bench.pick($1); n := ('
	|| replace(sql, '$1', 'company') || '); END LOOP; RETURN n; END')
FROM bench.statement \gexec
GRANT USAGE ON SCHEMA bench TO bench_primary;
GRANT SELECT ON ALL TABLES IN SCHEMA bench TO bench_primary;
SET ROLE bench_primary;
SET work_mem = '64MB';

-- @case all in one pass
-- @ours
SELECT count(*), sum(contact_id) FROM contacts.company_primary;
-- @peer LATERAL with the same rules | ratio <= 1
SELECT count(*), sum(p.contact_id) FROM contacts.contact o CROSS JOIN LATERAL (SELECT m.contact_id FROM (
		(SELECT c.id AS contact_id, c.primary_at, c.type <> 'PRIMARY' AS other_role, NULL::smallint AS backup_rank FROM contacts.contact c
		WHERE c.organization_id = 1 AND c.company_id = o.id AND c.kind = 'person' AND c.is_active
		ORDER BY c.primary_at DESC NULLS LAST, c.type <> 'PRIMARY', c.id LIMIT 1)
		UNION ALL
		(SELECT a.contact_id, a.primary_at, a.role <> 'PRIMARY', a.backup_rank
		FROM contacts.affiliation a JOIN contacts.contact c ON c.organization_id = 1 AND c.id = a.contact_id
		WHERE a.organization_id = 1 AND a.company_id = o.id AND a.ended_on IS NULL AND c.kind = 'person' AND c.is_active
		ORDER BY a.primary_at DESC NULLS LAST, a.role <> 'PRIMARY', a.backup_rank, a.contact_id LIMIT 1)
	) m ORDER BY m.primary_at DESC NULLS LAST, m.other_role, m.backup_rank, m.contact_id LIMIT 1) p
WHERE o.organization_id = 1 AND o.kind = 'organization' AND o.deleted_at IS NULL;
-- @peer DISTINCT ON without affiliations
SELECT count(*), sum(id) FROM (
	SELECT DISTINCT ON (c.organization_id, c.company_id) c.id FROM contacts.contact c
	JOIN contacts.contact o ON o.organization_id = c.organization_id AND o.id = c.company_id AND o.deleted_at IS NULL
	WHERE c.kind = 'person' AND c.is_active AND c.company_id IS NOT NULL
	ORDER BY c.organization_id, c.company_id, c.primary_at DESC NULLS LAST, c.type <> 'PRIMARY', c.id) p;

-- @case column of view company, all of them
-- @ours
SELECT count(primary_contact_id), sum(primary_contact_id) FROM contacts.company;
-- @peer LATERAL with the same rules
SELECT count(p.contact_id), sum(p.contact_id) FROM contacts.contact o LEFT JOIN LATERAL (SELECT m.contact_id FROM (
		(SELECT c.id AS contact_id, c.primary_at, c.type <> 'PRIMARY' AS other_role, NULL::smallint AS backup_rank FROM contacts.contact c
		WHERE c.organization_id = 1 AND c.company_id = o.id AND c.kind = 'person' AND c.is_active
		ORDER BY c.primary_at DESC NULLS LAST, c.type <> 'PRIMARY', c.id LIMIT 1)
		UNION ALL
		(SELECT a.contact_id, a.primary_at, a.role <> 'PRIMARY', a.backup_rank
		FROM contacts.affiliation a JOIN contacts.contact c ON c.organization_id = 1 AND c.id = a.contact_id
		WHERE a.organization_id = 1 AND a.company_id = o.id AND a.ended_on IS NULL AND c.kind = 'person' AND c.is_active
		ORDER BY a.primary_at DESC NULLS LAST, a.role <> 'PRIMARY', a.backup_rank, a.contact_id LIMIT 1)
	) m ORDER BY m.primary_at DESC NULLS LAST, m.other_role, m.backup_rank, m.contact_id LIMIT 1) p ON true
WHERE o.organization_id = 1 AND o.kind = 'organization' AND o.deleted_at IS NULL;

-- @case of one company, a hundred statements
-- @ours
SELECT bench.repeat('ours', :companies, 100) \gexec
-- @peer the same rules | ratio <= 0.34
SELECT bench.repeat('same_rules', :companies, 100) \gexec
-- @peer without affiliations
SELECT bench.repeat('no_affiliations', :companies, 100) \gexec

-- @case of one company, prepared
-- @ours
SELECT bench.of_ours(:companies, 500);
-- @peer the same rules | ratio <= 0.34
SELECT bench.of_same_rules(:companies, 500);
-- @peer without affiliations
SELECT bench.of_no_affiliations(:companies, 500);
