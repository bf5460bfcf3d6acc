-- Dates of which a part may be unknown.
SET search_path = contacts, public;
SET datestyle = 'ISO, DMY';
SELECT text, text::partial_date AS value
FROM (VALUES ('1985-04-12'), ('19850412'), ('--04-12'), ('--0412'), (' --02-29 '), ('1985-04'), ('1985'), ('--04'), ('0000-12-24'), ('1985-00-00')) v(text);
CREATE FUNCTION pg_temp.refused(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	detail text;
	hint text;
BEGIN
	EXECUTE statement;
	RETURN 'no error';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
	RETURN concat_ws(' | ', SQLSTATE, SQLERRM, detail, hint);
END $$;
SELECT pg_temp.refused(format('SELECT %L::contacts.partial_date', text)), try_partial_date(text) IS NULL AS tried
FROM (VALUES (''), ('12/04/1985'), ('1985-02-29'), ('--02-30'), ('1985-13'), ('1985-00-12'), ('0000'), ('1985-04-12T00:00:00Z'), (repeat('1', 1000000))) v(text);
SELECT make_partial_date(1985, 4, 12), make_partial_date(NULL, 4, 12), make_partial_date(1985), make_partial_date(0, 2, 29), make_partial_date(1985, 4);
SELECT pg_temp.refused(format('SELECT contacts.make_partial_date(%s)', arguments))
FROM (VALUES ('NULL'), ('1985, 2, 29'), ('1985, 13, 1'), ('1985, NULL, 1'), ('-1, 1, 1'), ('10000, 1, 1'), ('2147483647, 2147483647, -2147483648')) v(arguments);
-- casts, text and binary form
SELECT date '1985-04-12'::partial_date, '1985-04-12'::partial_date::date, to_jsonb('--04-12'::partial_date), '--04-12'::partial_date::text,
	contacts_internal.partial_date_send('--04-12');
CREATE TEMP TABLE held (day partial_date);
SELECT day FROM jsonb_populate_record(NULL::held, '{"day": "--04-12"}');
SELECT pg_temp.refused(statement)
FROM (VALUES ('SELECT ''--04-12''::contacts.partial_date::date'), ('SELECT ''1985-04''::contacts.partial_date::date'),
	('SELECT date ''infinity''::contacts.partial_date'), ('SELECT date ''0044-03-15 BC''::contacts.partial_date'), ('SELECT date ''10000-01-01''::contacts.partial_date')) v(statement);
SELECT count(*) AS dates, bool_and(d::partial_date::date = d AND d::partial_date::text = d::text) AS right
FROM (SELECT date '1890-01-01' + n AS d FROM generate_series(0, 60000) n) v;
INSERT INTO held VALUES ('1985-04-12'), ('--04-12'), ('1985'), (NULL);
-- the order is that of the days of the year, and the index has it
SELECT string_agg(day::text, ' ' ORDER BY day) FROM held;
SELECT min(day), max(day), count(DISTINCT day) FROM held;
INSERT INTO held SELECT make_partial_date(1900 + n % 100, 1 + n % 12, 1 + n % 28) FROM generate_series(1, 5000) n;
CREATE INDEX ON held (day);
CREATE INDEX ON held USING hash (day);
ANALYZE held;
EXPLAIN (COSTS off) SELECT * FROM held WHERE day BETWEEN '--11-28' AND '9999-11-28';
SELECT count(*) FROM held WHERE day BETWEEN '--11-23' AND '9999-11-23';
-- what birthdays are asked for: as the server counts
SELECT count(*) AS days,
	bool_and(next_occurrence(born::partial_date, today) BETWEEN today AND today + 366) AS soon,
	bool_and(extract(year FROM age(today, born)) = full_years(born::partial_date, today)) FILTER (WHERE to_char(born, 'MMDD') <> '0229') AS ages
FROM (SELECT date '1979-06-01' + n * 13 AS born, date '2023-01-01' + m * 3 AS today FROM generate_series(0, 400) n, generate_series(0, 500) m) v;
SELECT value, today, next_occurrence(value, today), full_years(value, today)
FROM (VALUES ('2000-02-29'::partial_date, '2023-02-28'::date), ('2000-02-29', '2023-02-27'), ('2000-02-29', '2023-03-01'), ('2000-02-29', '2024-02-28'), ('--02-29', '2024-02-29'),
	('2000-12-31', '2024-12-31'), ('2000-01-01', '2024-12-31'), ('2000-05', '2024-12-31'), ('2000', '2024-12-31'), ('2000-05-05', 'infinity'), ('2000-05-05', '0044-03-15 BC'), ('2000-05-05', '5874897-12-31')) v(value, today);
