-- The operators of search_key answer with an index as they do without: words with every kind of typing error, random ones.
BEGIN;
SET LOCAL search_path = public, pg_catalog;
SET LOCAL client_min_messages = warning;
SELECT no_plan();

SELECT setseed(0.15);
CREATE TEMP TABLE words AS SELECT string_agg(substr('abcdeiknorst', 1 + floor(random() * 12)::int, 1), '') AS word
	FROM generate_series(1, 400) n, generate_series(1, 2 + n % 9) c GROUP BY n;
INSERT INTO words VALUES ('eikenberg'), ('dcexyz'), ('aronson'), ('erik'), ('dece'), ('eirk'), ('aaaa'), ('aaaaaaaaaa'), ('anna'), ('ana');
CREATE TEMP TABLE keys (key contacts.search_key);
INSERT INTO keys SELECT ('2:' || a.word || ' ' || b.word)::contacts.search_key
	FROM (SELECT word, row_number() OVER () AS n FROM words) a JOIN (SELECT word, row_number() OVER (ORDER BY word DESC) AS n FROM words) b USING (n);
INSERT INTO keys SELECT ('3:' || word)::contacts.search_key FROM words;
CREATE INDEX ON keys USING gin (key contacts.search_key_ops);

-- each word as it is, with a letter left out, another one, two exchanged, one inserted, and two of these
CREATE TEMP TABLE queries AS
	SELECT ('2:' || q)::contacts.search_query AS query FROM (SELECT DISTINCT q FROM words w, generate_series(1, 10) at, LATERAL (VALUES (w.word),
		(overlay(w.word PLACING '' FROM at FOR 1)), (overlay(w.word PLACING 'x' FROM at FOR 1)), (overlay(w.word PLACING 'x' FROM at FOR 0)),
		(overlay(w.word PLACING reverse(substr(w.word, at, 2)) FROM at FOR 2)),
		(overlay(overlay(w.word PLACING 'x' FROM at FOR 1) PLACING '' FROM at + 2 FOR 1))) v (q)
	WHERE at <= length(w.word) AND q <> '') d;
CREATE FUNCTION pg_temp.answers(operator text, indexed boolean) RETURNS TABLE (query text, key text) LANGUAGE plpgsql AS $$
BEGIN
	PERFORM set_config('enable_seqscan', CASE WHEN indexed THEN 'off' ELSE 'on' END, true), set_config('enable_bitmapscan', CASE WHEN indexed THEN 'on' ELSE 'off' END, true);
	RETURN QUERY EXECUTE format('SELECT q.query::text, k.key::text FROM queries q JOIN LATERAL (SELECT k.key FROM keys k WHERE k.key OPERATOR(contacts.%s) q.query OFFSET 0) k ON true', operator);
END $$;
SELECT cmp_ok(count(*), '>', 2000::bigint, 'there are queries') FROM queries;
SELECT unnest(ARRAY[is_empty(format('SELECT * FROM pg_temp.answers(%1$L, true) EXCEPT ALL SELECT * FROM pg_temp.answers(%1$L, false)', o), o || ': the index finds nothing that is not there'),
	is_empty(format('SELECT * FROM pg_temp.answers(%1$L, false) EXCEPT ALL SELECT * FROM pg_temp.answers(%1$L, true)', o), o || ': it misses nothing'),
	cmp_ok((SELECT count(*) FROM pg_temp.answers(o, true)), '>', 1000::bigint, o || ': it finds something')])
FROM unnest('{@@,@%}'::text[]) o WHERE EXISTS (SELECT FROM pg_operator WHERE oprname = o AND oprnamespace = 'contacts'::regnamespace);
SELECT * FROM finish();
ROLLBACK;
