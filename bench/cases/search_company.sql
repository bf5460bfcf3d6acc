-- Search with a person's and a company's word that many have, before and after ANALYZE, as the application role, against
-- hand-written SQL that is told which word is the company's and finds the companies first, as superuser on the same rows.
-- BENCH_ROWS=1000000 make bench CASE=search_company takes a million people.
\set rows 60000
\getenv rows BENCH_ROWS
INSERT INTO contacts.organization (id, name, require_connection) VALUES (1, 'large', false);
SET contacts.silent = on;
ALTER TABLE contacts.contact SET (autovacuum_enabled = off);
INSERT INTO contacts.company (organization_id, id, name) OVERRIDING SYSTEM VALUE
SELECT 1, g, 'Company ' || g || ' ' || (ARRAY['GmbH', 'Ltd', 'Inc', 'AG'])[1 + g % 4] FROM generate_series(1, :rows / 30) g;
INSERT INTO contacts.person (organization_id, id, first_name, last_name, company_id) OVERRIDING SYSTEM VALUE
SELECT 1, 10000000 + g, (ARRAY['Ann', 'Bob', 'Carl', 'Dora'])[1 + g * 7 % 4],
	(ARRAY['Smith', 'Jones', 'Brown', 'Lee', 'Novak', 'Kowalski', 'Garcia', 'Baker', 'Cole', 'Dean', 'Ford'])[1 + g * 5 % 11] || ' ' || g % 997,
	1 + g % (:rows / 30) FROM generate_series(1, :rows) g;
CREATE ROLE bench_app;
SELECT contacts.grant_access('bench_app', '{contacts:read}', 1);
SET contacts.organization_id = 1;
CREATE FUNCTION people_by_hand(person text, company text) RETURNS bigint LANGUAGE plpgsql STABLE AS $$
DECLARE
	companies bigint[] := ARRAY(SELECT c.id FROM contacts.contact c WHERE c.organization_id = 1 AND c.deleted_at IS NULL
		AND c.kind = 'organization' AND c.search_key OPERATOR(contacts.@@) contacts.to_search_query(company));
BEGIN
	RETURN count(*) FROM contacts.contact p WHERE p.organization_id = 1 AND p.deleted_at IS NULL
		AND p.search_key OPERATOR(contacts.@@) contacts.to_search_query(person) AND p.company_id = ANY (companies);
END
$$;

-- @case two words, before ANALYZE
-- @ours
SET ROLE bench_app;
SELECT count(*) FROM contacts.search_hits('smith gmbh', 5000);
-- @peer companies first by hand, superuser | ratio <= 4
RESET ROLE;
SELECT people_by_hand('smith', 'gmbh');

-- @case three words, before ANALYZE
-- @ours
SET ROLE bench_app;
SELECT count(*) FROM contacts.search_hits('ann smith gmbh', 5000);
-- @peer companies first by hand, superuser | ratio <= 4
RESET ROLE;
SELECT people_by_hand('ann smith', 'gmbh');

-- @case two words, after ANALYZE
ANALYZE contacts.contact;
-- @ours
SET ROLE bench_app;
SELECT count(*) FROM contacts.search_hits('smith gmbh', 5000);
-- @peer companies first by hand, superuser | ratio <= 4
RESET ROLE;
SELECT people_by_hand('smith', 'gmbh');

-- @case three words, after ANALYZE
-- @ours
SET ROLE bench_app;
SELECT count(*) FROM contacts.search_hits('ann smith gmbh', 5000);
-- @peer companies first by hand, superuser | ratio <= 4
RESET ROLE;
SELECT people_by_hand('ann smith', 'gmbh');
