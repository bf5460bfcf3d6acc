-- Search as the application role, under row-level security, against hand-written SQL with pg_trgm as superuser on the same
-- rows: one organization of many contacts, and many small ones beside it that share the index.
CREATE EXTENSION pg_trgm;
CREATE EXTENSION btree_gin;
SELECT contacts.install();
INSERT INTO contacts.organization (id, name, require_connection) VALUES (1, 'large', false);
INSERT INTO contacts.organization (id, name, require_connection) SELECT n, 'small ' || n, false FROM generate_series(2, 101) n;
SET contacts.silent = on;
CREATE TEMP TABLE first_name AS SELECT name, n FROM unnest('{James,Mary,Robert,Patricia,John,Jennifer,Michael,Linda,David,Elizabeth,
	William,Barbara,Richard,Susan,Joseph,Jessica,Thomas,Sarah,Christopher,Karen,Charles,Lisa,Daniel,Nancy,Matthew,Betty,Anthony,
	Sandra,Mark,Margaret,Donald,Ashley}'::text[]) WITH ORDINALITY AS f (name, n);
CREATE TEMP TABLE last_name AS SELECT n, initcap((ARRAY['ber','mor','sto','kel','han','wil','ros','tan'])[1 + n % 8]
	|| (ARRAY['ba','den','fer','gu','li','man','ne','sen','ton','vic'])[1 + n / 8 % 10]
	|| (ARRAY['ber','cot','dal','fast','ger','kov','lund','mark','nas','per','ric','ski','stein','ter','well','zaro'])[1 + n / 80 % 16]) AS name
	FROM generate_series(0, 1279) n;
INSERT INTO contacts.contact (organization_id, first_name, last_name, email, phone)
SELECT 1, f.name, l.name, lower(f.name || '.' || l.name) || g || '@example.com', '+1212' || (2000000 + g)
FROM generate_series(1, 300000) g JOIN first_name f ON f.n = 1 + g % 32 JOIN last_name l ON l.n = g::bigint * 7919 % 1280;
INSERT INTO contacts.contact (organization_id, first_name, last_name, email)
SELECT 2 + g % 100, f.name, l.name, lower(f.name || '.' || l.name) || g || '@example.com'
FROM generate_series(1, 100000) g JOIN first_name f ON f.n = 1 + g % 32 JOIN last_name l ON l.n = g::bigint * 7919 % 1280;
INSERT INTO contacts.person (organization_id, name) VALUES (1, 'Zebulon Quixworth');
CREATE TABLE peer AS SELECT organization_id, id, name, name || ' ' || coalesce(email::text, '') AS text, deleted_at FROM contacts.contact;
ALTER TABLE peer ADD PRIMARY KEY (organization_id, id);
CREATE INDEX peer_text_idx ON peer USING gin (organization_id, text gin_trgm_ops);
SET pg_trgm.word_similarity_threshold = 0.4;
CREATE ROLE bench_app;
SELECT contacts.grant_access('bench_app', '{contacts:read}', 1);
VACUUM ANALYZE;
SET work_mem = '64MB';

-- @case rare word
-- @ours
SET ROLE bench_app;
SELECT sum(hits) FROM generate_series(1, 50) g, LATERAL (SELECT count(*) AS hits FROM contacts.search_hits('quixworth', 1001 + g * 0)) s;
-- @peer ILIKE with pg_trgm and btree_gin, superuser | ratio <= 1
RESET ROLE;
SELECT sum(hits) FROM generate_series(1, 50) g, LATERAL (SELECT count(*) AS hits FROM (
	SELECT id, similarity(name, 'quixworth') FROM (
		SELECT id, name FROM peer WHERE organization_id = 1 AND deleted_at IS NULL AND g > 0
			AND text ILIKE '%quixworth%' LIMIT 1001) found
	ORDER BY 2 DESC, 1 LIMIT 1001) best) s;

-- @case common word
-- @ours
SET ROLE bench_app;
SELECT sum(hits) FROM generate_series(1, 5) g, LATERAL (SELECT count(*) AS hits FROM contacts.search_hits('john', 1001 + g * 0)) s;
-- @peer ILIKE with pg_trgm and btree_gin, superuser | ratio <= 1
RESET ROLE;
SELECT sum(hits) FROM generate_series(1, 5) g, LATERAL (SELECT count(*) AS hits FROM (
	SELECT id, similarity(name, 'john') FROM (
		SELECT id, name FROM peer WHERE organization_id = 1 AND deleted_at IS NULL AND g > 0
			AND text ILIKE '%john%' LIMIT 1001) found
	ORDER BY 2 DESC, 1 LIMIT 1001) best) s;

-- @case two words
-- @ours
SET ROLE bench_app;
SELECT sum(hits) FROM generate_series(1, 20) g, LATERAL (SELECT count(*) AS hits FROM contacts.search_hits('john hanman', 1001 + g * 0)) s;
-- @peer ILIKE with pg_trgm and btree_gin, superuser | ratio <= 1
RESET ROLE;
SELECT sum(hits) FROM generate_series(1, 20) g, LATERAL (SELECT count(*) AS hits FROM (
	SELECT id, similarity(name, 'john hanman') FROM (
		SELECT id, name FROM peer WHERE organization_id = 1 AND deleted_at IS NULL AND g > 0
			AND text ILIKE '%john%' AND text ILIKE '%hanman%' LIMIT 1001) found
	ORDER BY 2 DESC, 1 LIMIT 1001) best) s;

-- @case typing error
-- @ours
SET ROLE bench_app;
SELECT sum(hits) FROM generate_series(1, 5) g, LATERAL (SELECT count(*) AS hits FROM contacts.search_hits('zebulno quixwroth', 1001 + g * 0)) s;
-- @peer ILIKE with pg_trgm and btree_gin, superuser | ratio <= 1
RESET ROLE;
SELECT sum(hits) FROM generate_series(1, 5) g, LATERAL (SELECT count(*) AS hits FROM (
	SELECT id, word_similarity('zebulno quixwroth', name) FROM (
		SELECT id, name FROM peer WHERE organization_id = 1 AND deleted_at IS NULL AND g > 0
			AND text %> 'zebulno quixwroth' LIMIT 1001) found
	ORDER BY 2 DESC, 1 LIMIT 1001) best) s;
