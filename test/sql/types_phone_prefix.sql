-- Search of the numbers that begin with some digits, and comparison with text, as an application's role.
SET search_path = contacts, public;
CREATE TABLE public.phone_book (tenant int, p phone, n int);
INSERT INTO public.phone_book SELECT i % 2, ('+1' || 2120000000 + i * 1000003::bigint % 700000000)::phone, i FROM generate_series(1, 6000) i;
INSERT INTO public.phone_book VALUES (1, '+442079460018', 0), (1, '+442079460018;ext=5', 0), (1, '+390669812345', 0), (1, NULL, 0);
CREATE INDEX phone_book_p ON public.phone_book (p);
ANALYZE public.phone_book;
ALTER TABLE public.phone_book ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON public.phone_book USING (tenant = (SELECT current_setting('phone_book.tenant')::int));
GRANT SELECT ON public.phone_book TO regress_contacts_app;
SET phone_book.tenant = 1;
SET enable_bitmapscan = off;
SET ROLE regress_contacts_app;
SET enable_seqscan = off;

-- plans of the application's role: index conditions, not filters
SELECT * FROM public.plan($q$SELECT n FROM public.phone_book WHERE p = '+1 212 200 0006'$q$);
SELECT * FROM public.plan($q$SELECT n FROM public.phone_book WHERE p = '+1 212 200 0006'::text$q$);
SELECT * FROM public.plan($q$SELECT n FROM public.phone_book WHERE '+1 212 200 0006'::varchar = p$q$);
SELECT * FROM public.plan($q$SELECT n FROM public.phone_book WHERE phone_starts_with(p, '+44 20')$q$);
SET plan_cache_mode = force_generic_plan;
PREPARE by_text(text) AS SELECT p FROM public.phone_book WHERE p = $1;
SELECT * FROM public.plan($q$EXECUTE by_text('')$q$);
EXECUTE by_text('+44 20 7946 0018');
EXECUTE by_text('020 7946 0018');
SET contacts.default_region = 'GB';
EXECUTE by_text('020 7946 0018');
RESET contacts.default_region;
EXECUTE by_text('nobody');
EXECUTE by_text(NULL);
PREPARE by_varchar(varchar) AS SELECT p FROM public.phone_book WHERE $1 = p;
SELECT * FROM public.plan($q$EXECUTE by_varchar('')$q$);
EXECUTE by_varchar('tel:+44-20-7946-0018;ext=5');
PREPARE by_prefix(text) AS SELECT p FROM public.phone_book WHERE phone_starts_with(p, $1) ORDER BY p;
SELECT * FROM public.plan($q$EXECUTE by_prefix('')$q$);
EXECUTE by_prefix('+44 (0)20');
EXECUTE by_prefix('39');
EXECUTE by_prefix('+44 20 7946 0018');
EXECUTE by_prefix('+44 20 7946 00180');
EXECUTE by_prefix('nobody');
EXECUTE by_prefix(NULL);
RESET plan_cache_mode;
RESET enable_seqscan;

-- the index answers as the function does
CREATE TEMPORARY TABLE prefix (t text);
INSERT INTO prefix VALUES (''), ('+'), ('1'), ('+1 212'), ('+1 (212) 1'), ('+1 9'), ('+1 99'), ('+4'), ('+44'), ('9'), ('0'), ('+3906'), ('%'), ('+1_'), (NULL);
SET enable_seqscan = off;
CREATE TEMPORARY TABLE by_index AS SELECT t, (SELECT count(*) FROM public.phone_book WHERE phone_starts_with(p, t)) AS n FROM prefix;
RESET enable_seqscan; SET enable_indexscan = off; SET enable_indexonlyscan = off;
CREATE TEMPORARY TABLE by_scan AS SELECT t, (SELECT count(*) FROM public.phone_book WHERE phone_starts_with(p, t)) AS n FROM prefix;
RESET enable_indexscan; RESET enable_indexonlyscan;
SELECT i.t, i.n, i.n = s.n AS same FROM by_index i JOIN by_scan s ON i.t IS NOT DISTINCT FROM s.t ORDER BY i.t;

-- rows are estimated by the range
CREATE FUNCTION pg_temp.estimate(query text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE plan json;
BEGIN
	EXECUTE 'EXPLAIN (FORMAT JSON) ' || query INTO plan;
	RETURN plan -> 0 -> 'Plan' ->> 'Plan Rows';
END $$;
RESET ROLE;
SELECT pg_temp.estimate($$SELECT FROM public.phone_book WHERE phone_starts_with(p, '+1')$$) > 5000 AS most,
	pg_temp.estimate($$SELECT FROM public.phone_book WHERE phone_starts_with(p, '+1 212')$$) BETWEEN 1 AND 1000 AS some,
	pg_temp.estimate($$SELECT FROM public.phone_book WHERE phone_starts_with(p, 'nobody')$$) < 10 AS none;

-- bounds are for comparisons: they do not read back, and say nothing about themselves
SELECT phone_floor('+1 212'), phone_ceil('+1 212'), phone_floor('nobody'), phone_ceil(NULL);
SELECT phone_region(phone_ceil('+1 212')), phone_format(phone_floor('')), phone_is_valid(phone_floor('+1 212'));
SELECT phone_ceil('+1 212')::text::phone;	-- fails
-- text that is no number: unequal, in no order
SELECT '+14155552671'::phone = 'x'::text, '+14155552671'::phone <> 'x'::text, 'x'::text = '+14155552671'::phone, 'x'::text <> '+14155552671'::phone,
	'+14155552671'::phone < 'x'::text, 'x'::text >= '+14155552671'::phone;
SELECT '+14155552671'::phone = '+1 415 555 2671'::text, '+14155552671'::phone < '+1 415 555 2671 x1'::text,
	'+1 415 555 2671 x1'::varchar > '+14155552671'::phone, '+1 415 555 2671'::varchar <= '+14155552671'::phone;
DROP TABLE public.phone_book;
