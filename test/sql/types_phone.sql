-- The type phone.
SET search_path = contacts, public;

-- operator classes first
SELECT am.amname, c.opcname, c.opcdefault, pg_catalog.amvalidate(c.oid)
FROM pg_opclass c JOIN pg_am am ON am.oid = c.opcmethod
WHERE c.opcintype = 'phone'::regtype ORDER BY am.amname;
SELECT typlen, typbyval, typalign, typstorage, typcategory FROM pg_type WHERE oid = 'phone'::regtype;
-- no cast is implicit
SELECT castsource::regtype, casttarget::regtype, castcontext, castmethod FROM pg_cast
WHERE 'phone'::regtype IN (castsource, casttarget) ORDER BY 1::text, 2::text;
-- comparisons are leakproof; what depends on the setting is stable
SELECT p.provolatile, p.proleakproof, p.proisstrict, count(*), min(p.proname), max(p.proname)
FROM pg_proc p WHERE p.oid IN (SELECT oprcode FROM pg_operator WHERE 'phone'::regtype IN (oprleft, oprright))
GROUP BY 1, 2, 3 ORDER BY 1;
SELECT p.oid::regprocedure, p.provolatile FROM pg_proc p
WHERE p.pronamespace IN ('contacts'::regnamespace, 'contacts_internal'::regnamespace) AND p.proname ~ 'phone' AND p.provolatile <> 'i'
	AND p.oid NOT IN (SELECT oprcode FROM pg_operator) ORDER BY p.proname;

-- good: international form in any punctuation, tel URIs, extensions
SELECT input, input::phone, phone_format(input::phone) FROM (VALUES
	('+14155552671'),
	('+1 (415) 555-2671'),
	('  +1.415.555.2671  '),
	('＋１ ４１５ ５５５ ２６７１'),
	('+44 (0)20 7946 0018'),
	('tel:+44-20-7946-0018'),
	('tel:020-7946-0018;phone-context=+44'),
	('+39 06 6981 2345'),
	('+54 9 11 2345-6789'),
	('+800 1234 5678'),
	('+1-800-FLOWERS'),
	('+1 415 555 2671 ext. 123'),
	('+1 415 555 2671 x0012'),
	('+1 415 555 2671;ext=12345678901234567890'),
	('+7 495 123-45-67 доб. 7'),
	('+886 2 2345 6789#7'),
	('call +1 415 555 2671')
) v(input);

-- good: national form in a region
SELECT input, region, parse_phone(input, region), phone_format(parse_phone(input, region), 'NATIONAL') AS national FROM (VALUES
	('(415) 555-2671', 'US'),
	('415 555 2671', 'us'),
	('1 415 555 2671', 'US'),
	('011 44 20 7946 0018', 'US'),
	('020 7946 0018', 'GB'),
	('+0044 20 7946 0018', 'GB'),
	('0 11 15 2345-6789', 'AR'),
	('0 15 11 91234-5678', 'BR'),
	('460 1234', 'AG'),
	('06 6981 2345', 'IT'),
	('0669812345', 'VA'),
	('٠٢٠ ٧٩٤٦ ٠٠١٨', 'GB')
) v(input, region);

-- the parts
SELECT p, phone_country_code(p), phone_national_number(p), phone_extension(p), phone_region(p), phone_type(p), phone_is_valid(p) FROM (VALUES
	('+14155552671'::phone),
	('+14155552671;ext=12'),
	('+390669812345'),
	('+12684601234'),
	('+18002530000'),
	('+447400123456'),
	('+80012345678'),
	('+11234567890')
) v(p);
SELECT style, phone_format('+442079460018;ext=5', style) FROM unnest('{E164,INTERNATIONAL,NATIONAL,RFC3966}'::text[]) style;
SELECT phone_format('+442079460018');
SELECT region, type, phone_example(region, type) FROM (VALUES ('GB', 'MOBILE'), ('US', 'TOLL_FREE'), ('IT', 'FIXED_LINE'), ('DE', 'FIXED_LINE_OR_MOBILE'),
	('AC', 'PAGER'), ('CA', 'UAN'), ('ZZ', 'MOBILE')) v(region, type);
SELECT phone_example('FR');

-- bad: every reason, with its detail and hint
CREATE FUNCTION pg_temp.refused(input text, region text, OUT state text, OUT message text, OUT detail text, OUT hint text) LANGUAGE plpgsql AS $$
BEGIN
	state := contacts.parse_phone(input, region);
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
END $$;
\x on
SELECT phone_error(input, region), phone_possible_reason(input, region), r.* FROM (VALUES
	(1, '', NULL),
	(2, 'nobody', 'US'),
	(3, '1', 'US'),
	(4, '(415) 555-2671', NULL),
	(5, '020 7946 0018', 'ZZ'),
	(6, '+999 123 4567', 'US'),
	(7, '011 44', 'US'),
	(8, '+44 2', NULL),
	(9, '+1 415 555 26710', NULL),
	(10, repeat('1', 251), 'US'),
	(11, '555-2671', 'US'),
	(12, '+1 415 555', NULL),
	(13, '+376 1234567', NULL),
	(14, E'+1\u200b\u0007 2', NULL)
) v(n, input, region), pg_temp.refused(input, region) r ORDER BY n;
\x off
-- an unknown region is refused by name, also where the number needs none
SELECT r.* FROM unnest('{XX,001,UK,U,USA,ü}'::text[]) region, pg_temp.refused('+14155552671', region) r;
-- no error: a region of a row that does not exist is none, as for the library
SELECT r AS region, try_phone('+14155552671', r), try_phone('(415) 555-2671', r) AS national, phone_error('+14155552671', r), phone_error('(415) 555-2671', r) AS national_error,
	phone_error('nobody', r) AS no_number, phone_possible_reason('+14155552671', r) FROM unnest('{XX,UK,USA,EU,39,us,"",ZZ,US,NULL,Ünknown," US"}'::text[]) r;
SELECT parse_phone('+14155552671', 'XX');
SELECT try_phone('+14155552671', 'XX');
SELECT phone_error('+14155552671', 'XX');
SELECT phone_possible_reason('+14155552671', 'XX');
SELECT phone_example('XX');
SELECT phone_example('US', 'FAX');
SELECT phone_format('+14155552671', 'e164');
SELECT 'x'::phone;
SELECT '+1 415 555'::text::phone;
SELECT '+1 415 555'::varchar::phone;
SELECT '+11234567890'::valid_phone;
SELECT '+14155552671'::valid_phone;

-- no error: try_phone() and phone_error()
SELECT try_phone('+1 415 555 2671'), try_phone('nobody'), try_phone('(415) 555-2671', 'US'), try_phone(NULL), try_phone(NULL, 'US'), try_phone('+14155552671', NULL);
SELECT phone_error('+1 415 555 2671'), phone_error('nobody'), phone_error('(415) 555-2671', 'US'), phone_error(NULL), phone_error(NULL, 'US');
SELECT phone_possible_reason('+1 415 555 2671'), phone_possible_reason('nobody'), phone_possible_reason('555-2671', 'US');

-- the setting: input reads by it, a region that is given takes precedence
SET contacts.default_region = 'XX';
SET contacts.default_region = 'GB';
SELECT '020 7946 0018'::phone, '020 7946 0018'::text::phone, parse_phone('020 7946 0018'), try_phone('020 7946 0018'), phone_error('020 7946 0018'),
	try_phone('020 7946 0018', NULL), try_phone('(415) 555-2671', 'US');
SELECT '+442079460018'::phone = '020 7946 0018'::text AS by_the_setting;
SET contacts.default_region = '';
SELECT try_phone('020 7946 0018'), '+442079460018'::phone = '020 7946 0018'::text AS by_the_setting;
RESET contacts.default_region;

-- long inputs are refused without being fetched
SELECT length(phone_error(repeat('1', 10000000))), try_phone(repeat(' ', 10000000));
SELECT repeat('1', 1000000)::phone;
CREATE TEMPORARY TABLE long_text AS SELECT repeat(md5('x'), 100000) AS t;
SELECT '+14155552671'::phone = t, phone_starts_with('+14155552671', t) FROM long_text;

-- the library's own E.164 form does not always read back; ours does
SELECT input, region, parse_phone(input, region) FROM (VALUES
	('0900669640', 'GB'), ('(0)(07) 187310', 'CU'), ('+971000229992', NULL)) v(input, region);

-- round trip: text, RFC 3966, international and binary form
CREATE TEMPORARY TABLE sample AS
SELECT DISTINCT p FROM (
	SELECT phone_example(region, type) AS p
	FROM unnest('{US,CA,AG,GB,GG,IT,VA,DE,FR,AR,BR,MX,CN,JP,IN,RU,KZ,AU,SM,CI,UY,PE,RO,TW,IL,ZA,NG,EG,SA,NZ}'::text[]) region,
		unnest('{FIXED_LINE,MOBILE,TOLL_FREE,PREMIUM_RATE,SHARED_COST,PERSONAL_NUMBER,UAN,VOIP,VOICEMAIL}'::text[]) type
) e WHERE p IS NOT NULL;
INSERT INTO sample SELECT (p || ext)::phone FROM (SELECT p::text FROM sample) s, unnest('{;ext=1,;ext=007,;ext=123456789}'::text[]) ext;
SELECT count(*) > 400 AS enough,
	bool_and(p::text::phone = p) AS text, bool_and(p::varchar::phone = p) AS varchar,
	bool_and(phone_format(p, 'RFC3966')::phone = p) AS rfc3966,
	bool_and(phone_format(p, 'INTERNATIONAL')::phone = p) AS international,
	bool_and(contacts_internal.phone_send(p) = convert_to(p::text, 'UTF8')) AS binary,
	bool_and(parse_phone(phone_format(p, 'NATIONAL'), phone_region(p)) = p OR NOT phone_is_valid(p)) AS national
FROM sample;

-- binary protocol: the text form, read as strictly as text
CREATE TEMPORARY TABLE received (p phone);
CREATE FUNCTION pg_temp.copy_binary(source text, OUT state text, OUT detail text) LANGUAGE plpgsql AS $$
DECLARE
	file text := pg_catalog.current_setting('data_directory') || '/regress_contacts_phone.bin';
BEGIN
	EXECUTE pg_catalog.format('COPY (%s) TO %L (FORMAT binary)', source, file);
	EXECUTE pg_catalog.format('COPY received FROM %L (FORMAT binary)', file);
	state := 'taken';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, detail = PG_EXCEPTION_DETAIL;
END $$;
SELECT * FROM pg_temp.copy_binary('SELECT p FROM sample');
SELECT count(*) = (SELECT count(*) FROM sample) AS all_received FROM sample JOIN received USING (p);
SELECT v.n, c.* FROM (VALUES
	(1, $$SELECT ' +1 (415) 555-2671'::text$$),
	(2, $$SELECT ''::text$$),
	(3, $$SELECT '415 555 2671'::text$$),
	(4, $$SELECT '+1 415 555'::text$$),
	(5, $$SELECT '\x2b3100'::bytea$$),
	(6, $$SELECT '\x2b31c328'::bytea$$),
	(7, $$SELECT repeat('1', 1000000)$$)
) v(n, source), pg_temp.copy_binary(v.source) c ORDER BY n;
COPY (SELECT) TO PROGRAM 'rm regress_contacts_phone.bin';

-- order: digits, then extensions, a shorter one first
SELECT p FROM (VALUES ('+14155552671;ext=2'::phone), ('+14155552671'), ('+14155552671;ext=10'), ('+14155552670;ext=9'), ('+14155552672'),
	('+4930123456'), ('+493012345'), ('+49301234567'), ('+493012345;ext=1'), ('+12125550123')) v(p) ORDER BY p;
SELECT min(p), max(p), count(DISTINCT p) FROM (SELECT '+1415555' || to_char(i % 500, 'FM0000') FROM generate_series(1, 2000) i) v(t), LATERAL (SELECT t::phone) w(p);
-- sorting by abbreviated keys is sorting by the operators
SELECT count(*) AS out_of_order FROM (SELECT p, lag(p) OVER (ORDER BY p) AS before FROM sample) s WHERE before > p OR before = p;
SELECT '+14155552671'::phone < '+14155552671;ext=1', '+14155552671'::phone <= '+14155552671', '+14155552671;ext=1'::phone > '+14155552671',
	'+14155552671'::phone <> '+14155552671;ext=1', '+14155552671'::phone >= '+14155552672';

-- unique indexes, hash joins, merge joins, DISTINCT, hash indexes
CREATE TABLE public.phone_numbers (p phone PRIMARY KEY, n int);
INSERT INTO public.phone_numbers SELECT ('+1212555' || to_char(i, 'FM0000'))::phone, i FROM generate_series(1, 3000) i;
INSERT INTO public.phone_numbers VALUES ('+1 (212) 555-0007');	-- fails
INSERT INTO public.phone_numbers VALUES ('+1 (212) 555-0007 x1');
ANALYZE public.phone_numbers;
SET enable_mergejoin = off; SET enable_nestloop = off;
EXPLAIN (COSTS OFF) SELECT count(*) FROM public.phone_numbers a JOIN (SELECT p FROM public.phone_numbers OFFSET 0) b USING (p);
SELECT count(*) FROM public.phone_numbers a JOIN public.phone_numbers b USING (p);
SET enable_mergejoin = on; SET enable_hashjoin = off;
SELECT count(*) FROM public.phone_numbers a JOIN public.phone_numbers b USING (p);
RESET enable_mergejoin; RESET enable_nestloop; RESET enable_hashjoin;
CREATE INDEX phone_numbers_hash ON public.phone_numbers USING hash (p);
SET enable_seqscan = off;
EXPLAIN (COSTS OFF) SELECT n FROM public.phone_numbers WHERE p = '+1 212 555 0042';
DROP INDEX public.phone_numbers_hash;
EXPLAIN (COSTS OFF) SELECT n FROM public.phone_numbers WHERE p = '+1 212 555 0042';
RESET enable_seqscan;
-- assignment from text and varchar, as drivers do
PREPARE add_text(text, int) AS INSERT INTO public.phone_numbers VALUES ($1, $2) RETURNING p;
EXECUTE add_text('+44 20 7946 0018', 1);
PREPARE add_varchar(varchar, int) AS INSERT INTO public.phone_numbers VALUES ($1, $2) RETURNING p;
EXECUTE add_varchar('+44 20 7946 0019', 1);
EXECUTE add_varchar('020 7946 0019', 1);	-- fails
DROP TABLE public.phone_numbers;
