-- Every type that takes part in comparison with text has what the planner support function looks for.
-- (types whose functions name the support function; one row each, all true)
SELECT t.typname,
	pg_catalog.count(*) = 12 AS six_operators_each_way,
	pg_catalog.bool_and(o.oprcom <> 0 AND o.oprnegate <> 0) AS commutators_and_negators,
	pg_catalog.bool_and(p.proleakproof AND p.proisstrict AND p.provolatile <> 'v' AND p.proparallel = 's') AS labels,
	pg_catalog.bool_and(EXISTS (SELECT FROM pg_operator w WHERE w.oprnamespace = o.oprnamespace AND w.oprname = o.oprname
		AND w.oprleft = t.oid AND w.oprright = t.oid)) AS within_the_type,
	pg_catalog.to_regprocedure(pg_catalog.format('contacts.try_%s(text)', t.typname)) IS NOT NULL AS try_function
FROM pg_proc p
JOIN pg_operator o ON o.oprcode = p.oid
JOIN pg_type t ON t.oid = CASE WHEN o.oprleft = 'text'::regtype THEN o.oprright ELSE o.oprleft END
WHERE p.prosupport = 'contacts_internal.text_comparison_support'::regproc
GROUP BY t.oid, t.typname ORDER BY t.typname;

SET search_path = contacts, public;
CREATE TABLE public.text_comparison (u ulid, filler text);
INSERT INTO public.text_comparison SELECT ulid_floor(timestamptz '2024-01-01 00:00+00' + i * interval '1 minute'), i
	FROM generate_series(1, 5000) i;
CREATE INDEX text_comparison_u ON public.text_comparison (u);
ANALYZE public.text_comparison;
SELECT u AS sample, lower(u::text) AS sample_text FROM public.text_comparison WHERE filler = '2500' \gset
SET plan_cache_mode = force_generic_plan;
SET enable_seqscan = off;

-- text and varchar parameters, generic plans, either side
PREPARE by_text(text) AS SELECT filler FROM public.text_comparison WHERE u = $1;
SELECT * FROM public.plan($q$EXECUTE by_text('')$q$);
EXECUTE by_text(:'sample_text');
EXECUTE by_text('no ulid');
EXECUTE by_text(NULL);
PREPARE by_varchar(varchar) AS SELECT filler FROM public.text_comparison WHERE $1 = u;
SELECT * FROM public.plan($q$EXECUTE by_varchar('')$q$);
EXECUTE by_varchar(:'sample_text');
EXECUTE by_varchar('no ulid');
PREPARE after_text(text) AS SELECT count(*) FROM public.text_comparison WHERE u > $1;
SELECT * FROM public.plan($q$EXECUTE after_text('')$q$);
EXECUTE after_text(:'sample_text');
EXECUTE after_text('no ulid');
PREPARE between_texts(text, varchar) AS SELECT count(*) FROM public.text_comparison WHERE $1 <= u AND u < $2;
SELECT * FROM public.plan($q$EXECUTE between_texts('', '')$q$);
EXECUTE between_texts(:'sample_text', '7ZZZZZZZZZZZZZZZZZZZZZZZZZ');
PREPARE in_list(varchar, varchar) AS SELECT count(*) FROM public.text_comparison WHERE u IN ($1, $2);
SELECT * FROM public.plan($q$EXECUTE in_list('', '')$q$);
EXECUTE in_list(:'sample_text', 'no ulid');

-- an array of ulids, or one that is cast
PREPARE any_ulid(ulid[]) AS SELECT count(*) FROM public.text_comparison WHERE u = ANY ($1);
SELECT * FROM public.plan($q$EXECUTE any_ulid('{}')$q$);
PREPARE any_text(text[]) AS SELECT count(*) FROM public.text_comparison WHERE u = ANY ($1::ulid[]);
SELECT * FROM public.plan($q$EXECUTE any_text('{}')$q$);
EXECUTE any_text(ARRAY[:'sample_text', '7ZZZZZZZZZZZZZZZZZZZZZZZZZ']);
-- one that is not still finds what it should
SELECT count(*) FROM public.text_comparison WHERE u = ANY (ARRAY[:'sample_text', 'no ulid']::text[]);

-- a constant is converted once, at planning
SELECT * FROM public.plan($q$SELECT FROM public.text_comparison WHERE u = '01arz3ndektsv4rrffq69g5fav'::text$q$);

-- unequal is not for an index
SELECT * FROM public.plan($q$SELECT FROM public.text_comparison WHERE u <> 'x'::text$q$);

-- another table's text, with the index on the inner side
CREATE TABLE public.text_comparison_staging (t text);
INSERT INTO public.text_comparison_staging VALUES (:'sample_text'), ('no ulid'), (NULL);
ANALYZE public.text_comparison_staging;
SELECT * FROM public.plan($q$SELECT s.t, c.filler FROM public.text_comparison_staging s LEFT JOIN public.text_comparison c ON c.u = s.t$q$);
SELECT s.t = :'sample_text' AS is_sample, c.filler FROM public.text_comparison_staging s LEFT JOIN public.text_comparison c ON c.u = s.t ORDER BY 1;

-- hash and BRIN
DROP INDEX public.text_comparison_u;
CREATE INDEX text_comparison_hash ON public.text_comparison USING hash (u);
SELECT * FROM public.plan($q$EXECUTE by_text('')$q$);
EXECUTE by_text(:'sample_text');
EXECUTE by_text('no ulid');
DROP INDEX public.text_comparison_hash;
CREATE INDEX text_comparison_brin ON public.text_comparison USING brin (u) WITH (pages_per_range = 4);
SELECT * FROM public.plan($q$EXECUTE after_text('')$q$);
EXECUTE after_text(:'sample_text');
EXECUTE after_text('no ulid');
EXECUTE by_text(:'sample_text');
DROP INDEX public.text_comparison_brin;

-- an index whose operators are not those of the type is left alone
CREATE INDEX text_comparison_text ON public.text_comparison ((u::text));
SELECT * FROM public.plan($q$EXECUTE by_text('')$q$);
DROP INDEX public.text_comparison_text;

-- row-level security does not switch the index off, and unlike a leaky function the operator runs first
CREATE INDEX text_comparison_u ON public.text_comparison (u);
ALTER TABLE public.text_comparison ENABLE ROW LEVEL SECURITY;
CREATE POLICY odd ON public.text_comparison USING (filler::int % 2 = 1);
GRANT SELECT ON public.text_comparison TO regress_contacts_app;
SET ROLE regress_contacts_app;
SELECT * FROM public.plan($q$EXECUTE by_text('')$q$);
EXECUTE by_text(:'sample_text');
EXECUTE by_text(ulid_floor(timestamptz '2024-01-01 00:00+00' + 7 * interval '1 minute')::text);
SELECT * FROM public.plan($q$EXECUTE between_texts('', '')$q$);
RESET ROLE;

DROP TABLE public.text_comparison, public.text_comparison_staging;
