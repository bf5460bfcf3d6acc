-- Email in plans: indexes also for text parameters and under row-level security, joins, unique keys, sorts.
SET search_path = contacts, public;
CREATE TABLE public.email_plan (id int PRIMARY KEY, owner int, address email, spelled text);
INSERT INTO public.email_plan
	SELECT i, i % 2 + 1, address, CASE WHEN i % 10 = 0 THEN 'no address ' || i ELSE upper(address) END
	FROM (SELECT i, 'User' || i || '@' || (ARRAY['gmail.com', 'example.org', 'bücher.de'])[1 + i % 3] AS address FROM generate_series(1, 6000) i) x;
CREATE UNIQUE INDEX email_plan_address ON public.email_plan (address);
ANALYZE public.email_plan;
SET plan_cache_mode = force_generic_plan;

-- parameters of every type that drivers send, alone and in arrays
PREPARE by_email(email) AS SELECT id FROM public.email_plan WHERE address = $1;
PREPARE by_text(text) AS SELECT id FROM public.email_plan WHERE address = $1;
PREPARE by_varchar(varchar) AS SELECT id FROM public.email_plan WHERE $1 = address;
PREPARE by_texts(text[]) AS SELECT id FROM public.email_plan WHERE address = ANY ($1);
PREPARE by_varchars(varchar[]) AS SELECT id FROM public.email_plan WHERE address = ANY ($1);
PREPARE by_list(text, varchar) AS SELECT id FROM public.email_plan WHERE address IN ($1, $2);
SELECT * FROM public.plan($q$EXECUTE by_email(NULL)$q$);
SELECT * FROM public.plan($q$EXECUTE by_text(NULL)$q$);
SELECT * FROM public.plan($q$EXECUTE by_varchar(NULL)$q$);
SELECT * FROM public.plan($q$EXECUTE by_texts(NULL)$q$);
SELECT * FROM public.plan($q$EXECUTE by_varchars(NULL)$q$);
-- PostgreSQL 18 makes one condition of both
SELECT count(*) > 0 AS by_index FROM public.plan($q$EXECUTE by_list(NULL, NULL)$q$) p WHERE p ~ 'Bitmap Index Scan on email_plan_address';
EXECUTE by_email('user7@example.org');
EXECUTE by_text('USER7@EXAMPLE.ORG');
EXECUTE by_text(' user8@xn--bcher-kva.de ');
EXECUTE by_text('no address');
EXECUTE by_varchar('user7@example.org');
EXECUTE by_texts('{user7@example.org,no address,USER8@BÜCHER.DE,user7@Example.org,NULL}');
EXECUTE by_varchars('{no address}');
EXECUTE by_list('user7@example.org', 'no address');

-- ranges with text
PREPARE behind(text) AS SELECT count(*) FROM public.email_plan WHERE address > $1;
EXECUTE behind('zzzz@example.org');
EXECUTE behind('no address');

-- the same under row-level security, as a role that it binds: the condition reaches the index
CREATE ROLE regress_email_reader;
GRANT USAGE ON SCHEMA contacts TO regress_email_reader;
GRANT SELECT ON public.email_plan TO regress_email_reader;
ALTER TABLE public.email_plan ENABLE ROW LEVEL SECURITY;
CREATE POLICY mine ON public.email_plan USING (owner = (SELECT 1));
SET ROLE regress_email_reader;
SELECT * FROM public.plan($q$EXECUTE by_text(NULL)$q$);
SELECT * FROM public.plan($q$EXECUTE by_texts(NULL)$q$);
EXECUTE by_text('user7@example.org');
EXECUTE by_text('user8@bücher.de');
RESET ROLE;
DROP POLICY mine ON public.email_plan;
ALTER TABLE public.email_plan DISABLE ROW LEVEL SECURITY;
-- nothing in them can raise, so they are leakproof and the planner may use them there
SELECT count(*) FROM pg_amop JOIN pg_opfamily f ON f.oid = amopfamily JOIN pg_operator o ON o.oid = amopopr JOIN pg_proc p ON p.oid = oprcode
WHERE opfname = 'email_ops' AND NOT (proleakproof AND proisstrict AND provolatile = 'i' AND proparallel = 's');

-- joins of addresses with texts: hash, merge and index
SET plan_cache_mode = auto;
CREATE FUNCTION pg_temp.join_by(method text) RETURNS TABLE (plan text) LANGUAGE plpgsql AS $$
DECLARE
	m text;
	query text := 'SELECT count(*), sum(a.id - b.id) FROM public.email_plan a JOIN public.email_plan b ON a.address = b.spelled';
	counted bigint;
	difference bigint;
BEGIN
	FOREACH m IN ARRAY ARRAY['hashjoin', 'mergejoin', 'nestloop'] LOOP
		PERFORM set_config('enable_' || m, (m = method)::text, true);
	END LOOP;
	FOR plan IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP
		IF plan ~ 'Join|Nested|Cond' THEN RETURN NEXT; END IF;
	END LOOP;
	EXECUTE query INTO counted, difference;
	plan := pg_catalog.format('%s rows, %s', counted, difference);
	RETURN NEXT;
END $$;
SELECT * FROM pg_temp.join_by('hashjoin');
SELECT * FROM pg_temp.join_by('mergejoin');
SELECT * FROM pg_temp.join_by('nestloop');

-- IN and NOT IN with a subquery of texts, also hashed
SELECT count(*) FROM public.email_plan WHERE address IN (SELECT spelled FROM public.email_plan WHERE id <= 100);
SELECT * FROM public.plan($q$SELECT count(*) FROM public.email_plan WHERE address NOT IN (SELECT spelled FROM public.email_plan WHERE id <= 100)$q$);
SELECT count(*) FROM public.email_plan WHERE address NOT IN (SELECT spelled FROM public.email_plan WHERE id <= 100);

-- unique key, ON CONFLICT, DISTINCT by hash and by sort, GROUP BY, MERGE
INSERT INTO public.email_plan VALUES (7000, 1, 'USER7@example.ORG');	-- fails
INSERT INTO public.email_plan VALUES (7000, 1, 'USER7@example.ORG') ON CONFLICT (address) DO UPDATE SET spelled = 'met' RETURNING id, address;
CREATE TABLE public.email_spelling AS
	SELECT (CASE i % 3 WHEN 0 THEN upper(address::text) WHEN 1 THEN address::text ELSE email_ascii(address) END)::email AS address
	FROM public.email_plan, generate_series(1, 3) i;
SET enable_hashagg = off;
SELECT count(*), count(DISTINCT address) FROM (SELECT DISTINCT address FROM public.email_spelling) x;
SET enable_hashagg = on;
SET enable_sort = off;
SELECT count(*), count(DISTINCT address) FROM (SELECT DISTINCT address FROM public.email_spelling) x;
RESET enable_sort;

-- abbreviated keys do not change the order: 6,000 values, and 60,000 of one domain, where they stop paying
SELECT count(*) FROM (SELECT address, lag(address) OVER (ORDER BY address) AS before FROM public.email_plan) x WHERE NOT before < address;
SELECT count(*) FROM (SELECT a, lag(a) OVER (ORDER BY a) AS before FROM (SELECT ('same.beginning' || i || '@averylongdomainname.example')::email a
	FROM generate_series(1, 60000) i) y) x WHERE NOT before < a;

-- a hash index
CREATE INDEX email_plan_hash ON public.email_plan USING hash (address);
DROP INDEX public.email_plan_address;
SELECT * FROM public.plan($q$SELECT id FROM public.email_plan WHERE address = 'user9@gmail.com'::text$q$);
SELECT id FROM public.email_plan WHERE address = 'USER9@gmail.com'::text;

DROP TABLE public.email_plan, public.email_spelling;
REVOKE ALL ON SCHEMA contacts FROM regress_email_reader;
DROP ROLE regress_email_reader;
