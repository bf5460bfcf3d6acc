-- Search as the application role, under row-level security, against hand-written SQL with pg_trgm as superuser on the same
-- rows: one large organization, and small ones of 1,000 contacts each beside it that share the index.
-- BENCH_ROWS=1000000 BENCH_ORGANIZATIONS=1000 ROUNDS=9 make bench CASE=search takes two million contacts.
\set rows 300000
\getenv rows BENCH_ROWS
\set organizations 100
\getenv organizations BENCH_ORGANIZATIONS
CREATE EXTENSION pg_trgm;
CREATE EXTENSION btree_gin;
INSERT INTO contacts.organization (id, name, require_connection) VALUES (1, 'large', false);
INSERT INTO contacts.organization (id, name, require_connection) SELECT 1 + n, 'small ' || n, false FROM generate_series(1, :organizations) n;
SET contacts.silent = on;
CREATE TEMP TABLE first_name AS SELECT name, n FROM unnest('{James,Mary,Robert,Patricia,John,Jennifer,Michael,Linda,David,Elizabeth,
	William,Barbara,Richard,Susan,Joseph,Jessica,Thomas,Sarah,Christopher,Karen,Charles,Lisa,Daniel,Nancy,Matthew,Betty,Anthony,
	Sandra,Mark,Margaret,Donald,Ashley}'::text[]) WITH ORDINALITY AS f (name, n);
CREATE TEMP TABLE last_name AS SELECT n, initcap((ARRAY['ber','mor','sto','kel','han','wil','ros','tan'])[1 + n % 8]
	|| (ARRAY['ba','den','fer','gu','li','man','ne','sen','ton','vic'])[1 + n / 8 % 10]
	|| (ARRAY['ber','cot','dal','fast','ger','kov','lund','mark','nas','per','ric','ski','stein','ter','well','zaro'])[1 + n / 80 % 16]) AS name
	FROM generate_series(0, 1279) n;
CREATE FUNCTION pg_temp.fill(first_organization bigint, organizations bigint, rows bigint) RETURNS void LANGUAGE sql AS $$
	INSERT INTO contacts.contact (organization_id, first_name, last_name, email, phone, mention_name)
	SELECT $1 + g % $2, f.name, l.name, lower(f.name || '.' || l.name) || g || '@example.com', '+1212' || (2000000 + g % 7000000),
		lower(left(f.name, 3) || '.' || l.name) || g
	FROM generate_series(1, $3) g JOIN first_name f ON f.n = 1 + g % 32 JOIN last_name l ON l.n = g * 7919 % 1280
$$;
SELECT pg_temp.fill(1, 1, :rows);
SELECT pg_temp.fill(2, greatest(:organizations, 1), :organizations * 1000);
INSERT INTO contacts.person (organization_id, name) SELECT 1 + n, 'Zebulon Quixworth' FROM generate_series(0, least(:organizations, 1)) n;
CREATE TABLE peer AS SELECT organization_id, id, name, mention_name, name || ' ' || coalesce(email::text, '') AS text, deleted_at FROM contacts.contact;
ALTER TABLE peer ADD PRIMARY KEY (organization_id, id);
CREATE INDEX peer_text_idx ON peer USING gin (organization_id, text gin_trgm_ops);
CREATE INDEX peer_name_idx ON peer (organization_id, lower(name) text_pattern_ops);
CREATE INDEX peer_mention_name_idx ON peer (organization_id, mention_name text_pattern_ops);
SET pg_trgm.word_similarity_threshold = 0.4;
CREATE ROLE bench_app;
SELECT contacts.grant_access('bench_app', '{contacts:read}', o) FROM generate_series(1, 2) o;
VACUUM ANALYZE;
SET work_mem = '64MB';
SET contacts.organization_id = 1;

-- words that cases send as single statements
CREATE TABLE word AS SELECT * FROM (VALUES ('rare', 'quixworth'), ('common', 'john'), ('two', 'john hanman'), ('name', 'hanferber')) w (kind, word),
	generate_series(1, 10) g;
GRANT SELECT ON word TO bench_app;

-- what people write by hand: at most 1,001 hits, the ten best of them as JSON, how many there are
CREATE FUNCTION search_by_hand(word text) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
	RETURN (WITH found AS MATERIALIZED (
			SELECT p.id, p.name FROM peer p WHERE p.organization_id = 1 AND p.deleted_at IS NULL AND p.text ILIKE '%' || $1 || '%' LIMIT 1001)
		SELECT jsonb_build_object('total', (SELECT count(*) FROM found), 'data', (SELECT jsonb_agg(bench.by_hand(c)) FROM (
			SELECT f.id FROM found f ORDER BY similarity(f.name, $1) DESC, f.id LIMIT 10) best
			JOIN contacts.contact c ON c.organization_id = 1 AND c.id = best.id)));
END
$$;
CREATE FUNCTION mentions_by_hand(prefix text) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
	RETURN (SELECT jsonb_agg(jsonb_build_object('id', c.uid::uuid, 'fullName', c.name, 'mentionName', c.mention_name, 'email', c.email::text)) FROM (
		SELECT p.id FROM peer p WHERE p.organization_id = 1 AND p.deleted_at IS NULL
			AND (p.mention_name LIKE $1 || '%' OR lower(p.name) LIKE $1 || '%')
			ORDER BY p.mention_name LIKE $1 || '%' DESC NULLS LAST, p.name, p.id LIMIT 20) best
		JOIN contacts.contact c ON c.organization_id = 1 AND c.id = best.id WHERE c.status = 'active');
END
$$;

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

-- @case rare word, small organization
-- @ours
SET ROLE bench_app;
SET contacts.organization_id = 2;
SELECT sum(hits) FROM generate_series(1, 50) g, LATERAL (SELECT count(*) AS hits FROM contacts.search_hits('quixworth', 1001 + g * 0)) s;
SET contacts.organization_id = 1;
-- @peer ILIKE with pg_trgm and btree_gin, superuser | ratio <= 1
RESET ROLE;
SELECT sum(hits) FROM generate_series(1, 50) g, LATERAL (SELECT count(*) AS hits FROM (
	SELECT id, similarity(name, 'quixworth') FROM (
		SELECT id, name FROM peer WHERE organization_id = 2 AND deleted_at IS NULL AND g > 0
			AND text ILIKE '%quixworth%' LIMIT 1001) found
	ORDER BY 2 DESC, 1 LIMIT 1001) best) s;

-- @case common word, small organization
-- @ours
SET ROLE bench_app;
SET contacts.organization_id = 2;
SELECT sum(hits) FROM generate_series(1, 50) g, LATERAL (SELECT count(*) AS hits FROM contacts.search_hits('john', 1001 + g * 0)) s;
SET contacts.organization_id = 1;
-- @peer ILIKE with pg_trgm and btree_gin, superuser | ratio <= 1
RESET ROLE;
SELECT sum(hits) FROM generate_series(1, 50) g, LATERAL (SELECT count(*) AS hits FROM (
	SELECT id, similarity(name, 'john') FROM (
		SELECT id, name FROM peer WHERE organization_id = 2 AND deleted_at IS NULL AND g > 0
			AND text ILIKE '%john%' LIMIT 1001) found
	ORDER BY 2 DESC, 1 LIMIT 1001) best) s;

-- @case operator: rare word
-- @ours
SET ROLE bench_app;
SELECT format('SELECT count(*) FROM (SELECT id, name FROM contacts.contact WHERE search_key OPERATOR(contacts.@@) contacts.to_search_query(%L) AND deleted_at IS NULL LIMIT 20) p', word)
FROM word WHERE kind = 'rare' \gexec
RESET ROLE;
-- @peer ILIKE with pg_trgm and btree_gin, superuser | ratio <= 1
SELECT format('SELECT count(*) FROM (SELECT id, name FROM peer WHERE organization_id = 1 AND text ILIKE %L AND deleted_at IS NULL LIMIT 20) p', '%' || word || '%')
FROM word WHERE kind = 'rare' \gexec

-- @case operator: common word, first by name
-- @ours
SET ROLE bench_app;
SELECT format('SELECT count(*) FROM (SELECT id, name FROM contacts.contact WHERE search_key OPERATOR(contacts.@@) contacts.to_search_query(%L) AND deleted_at IS NULL ORDER BY name, id LIMIT 20) p', word)
FROM word WHERE kind = 'common' AND g <= 3 \gexec
RESET ROLE;
-- @peer ILIKE with pg_trgm and btree_gin, superuser | ratio <= 1
SELECT format('SELECT count(*) FROM (SELECT id, name FROM peer WHERE organization_id = 1 AND text ILIKE %L AND deleted_at IS NULL ORDER BY name, id LIMIT 20) p', '%' || word || '%')
FROM word WHERE kind = 'common' AND g <= 3 \gexec

-- any twenty rows of a word that every 32nd has: a scan of the table from its beginning has them at once, a bitmap of all that match has not
-- @case operator: common word, any twenty
-- @ours
SET ROLE bench_app;
SELECT format('SELECT count(*) FROM (SELECT id, name FROM contacts.contact WHERE search_key OPERATOR(contacts.@@) contacts.to_search_query(%L) AND deleted_at IS NULL LIMIT 20) p', word)
FROM word WHERE kind = 'common' \gexec
RESET ROLE;
-- @peer ILIKE without an index, superuser
SELECT format('SELECT count(*) FROM (SELECT id, name FROM peer WHERE organization_id = 1 AND text ILIKE %L AND deleted_at IS NULL LIMIT 20) p', '%' || word || '%')
FROM word WHERE kind = 'common' \gexec

-- @case operator: typing error
-- @ours
SET ROLE bench_app;
SELECT format('SELECT count(*) FROM (SELECT id, name FROM contacts.contact WHERE search_key OPERATOR(contacts.@%%) contacts.to_search_query(%L) AND deleted_at IS NULL LIMIT 20) p', 'zebulno quixwroth')
FROM word WHERE kind = 'rare' \gexec
RESET ROLE;
-- @peer %> with pg_trgm and btree_gin, superuser | ratio <= 1
SELECT format('SELECT count(*) FROM (SELECT id, name FROM peer WHERE organization_id = 1 AND text %%> %L AND deleted_at IS NULL LIMIT 20) p', 'zebulno quixwroth')
FROM word WHERE kind = 'rare' \gexec

-- @case search_contacts: rare word
-- @ours
SET ROLE bench_app;
SELECT count(contacts.search_contacts(word)) FROM word WHERE kind = 'rare';
RESET ROLE;
-- @peer SQL by hand, superuser | ratio <= 1
SELECT count(search_by_hand(word)) FROM word WHERE kind = 'rare';

-- @case search_contacts: common word
-- @ours
SET ROLE bench_app;
SELECT count(contacts.search_contacts(word)) FROM word WHERE kind = 'common';
RESET ROLE;
-- @peer SQL by hand, superuser | ratio <= 1
SELECT count(search_by_hand(word)) FROM word WHERE kind = 'common';

-- @case search_contacts: a family name
-- @ours
SET ROLE bench_app;
SELECT count(contacts.search_contacts(word)) FROM word WHERE kind = 'name';
RESET ROLE;
-- @peer SQL by hand, superuser | ratio <= 1
SELECT count(search_by_hand(word)) FROM word WHERE kind = 'name';

-- @case mentions: three letters
-- @ours
SET ROLE bench_app;
SELECT count(contacts.mentions('joh')) FROM generate_series(1, 3);
RESET ROLE;
-- @peer SQL by hand, superuser | ratio <= 1
SELECT count(mentions_by_hand('joh')) FROM generate_series(1, 3);

-- @case mentions: eight letters
-- @ours
SET ROLE bench_app;
SELECT count(contacts.mentions(lower(left(word, 8)))) FROM word WHERE kind = 'name';
RESET ROLE;
-- @peer SQL by hand, superuser | ratio <= 1
SELECT count(mentions_by_hand(lower(left(word, 8)))) FROM word WHERE kind = 'name';
