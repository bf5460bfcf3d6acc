-- The type partial_date: a number that sorts as the days of the year do, so comparison and hashing are core's.

CREATE TYPE contacts.partial_date;

CREATE FUNCTION contacts_internal.partial_date_in(cstring) RETURNS contacts.partial_date
AS 'MODULE_PATHNAME', 'contacts_partial_date_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION contacts_internal.partial_date_in(cstring) IS 'I/O';

CREATE FUNCTION contacts_internal.partial_date_out(contacts.partial_date) RETURNS cstring
AS 'MODULE_PATHNAME', 'contacts_partial_date_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION contacts_internal.partial_date_out(contacts.partial_date) IS 'I/O';

CREATE FUNCTION contacts_internal.partial_date_recv(internal) RETURNS contacts.partial_date
AS 'MODULE_PATHNAME', 'contacts_partial_date_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION contacts_internal.partial_date_recv(internal) IS 'I/O';

CREATE FUNCTION contacts_internal.partial_date_send(contacts.partial_date) RETURNS bytea
AS 'int4send' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION contacts_internal.partial_date_send(contacts.partial_date) IS 'I/O';

CREATE TYPE contacts.partial_date (
	INPUT = contacts_internal.partial_date_in,
	OUTPUT = contacts_internal.partial_date_out,
	RECEIVE = contacts_internal.partial_date_recv,
	SEND = contacts_internal.partial_date_send,
	LIKE = integer
);
COMMENT ON TYPE contacts.partial_date IS
	'date of which a part may be unknown, in the forms of ISO 8601:2000 and vCard (RFC 6350): 1985-04-12, --04-12 '
	'(a birthday without its year), 1985-04, 1985, --04; sorts by month, day and then year';

-- Operators and operator classes

-- @template@ types/comparison
--	left = contacts.partial_date
--	right = contacts.partial_date
--	function = partial_date_*
--	source = AS 'int4*' LANGUAGE internal IMMUTABLE
--	operator = *
--	equality = , HASHES, MERGES
--	meaning =

CREATE FUNCTION contacts_internal.partial_date_cmp(contacts.partial_date, contacts.partial_date) RETURNS integer
AS 'btint4cmp' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION contacts_internal.partial_date_cmp(contacts.partial_date, contacts.partial_date) IS
	'less-equal-greater';

CREATE FUNCTION contacts_internal.partial_date_hash(contacts.partial_date) RETURNS integer
AS 'hashint4' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION contacts_internal.partial_date_hash(contacts.partial_date) IS 'hash';

CREATE FUNCTION contacts_internal.partial_date_hash_extended(contacts.partial_date, bigint) RETURNS bigint
AS 'hashint4extended' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION contacts_internal.partial_date_hash_extended(contacts.partial_date, bigint) IS 'hash';

CREATE OPERATOR CLASS contacts.partial_date_ops DEFAULT FOR TYPE contacts.partial_date USING btree AS
	OPERATOR 1 contacts.<,
	OPERATOR 2 contacts.<=,
	OPERATOR 3 contacts.=,
	OPERATOR 4 contacts.>=,
	OPERATOR 5 contacts.>,
	FUNCTION 1 contacts_internal.partial_date_cmp(contacts.partial_date, contacts.partial_date),
	FUNCTION 2 pg_catalog.btint4sortsupport(internal),
	FUNCTION 4 pg_catalog.btequalimage(oid);
COMMENT ON OPERATOR CLASS contacts.partial_date_ops USING btree IS 'order of the days of the year';
COMMENT ON OPERATOR FAMILY contacts.partial_date_ops USING btree IS 'order of the days of the year';

CREATE OPERATOR CLASS contacts.partial_date_ops DEFAULT FOR TYPE contacts.partial_date USING hash AS
	OPERATOR 1 contacts.=,
	FUNCTION 1 contacts_internal.partial_date_hash(contacts.partial_date),
	FUNCTION 2 contacts_internal.partial_date_hash_extended(contacts.partial_date, bigint);
COMMENT ON OPERATOR CLASS contacts.partial_date_ops USING hash IS 'equality';
COMMENT ON OPERATOR FAMILY contacts.partial_date_ops USING hash IS 'equality';

-- @template@ types/minmax
--	type = partial_date
--	order = in the order of the days of the year

-- Casts: a date is a partial date, and a partial date is a date where all of it is known.

CREATE FUNCTION contacts.partial_date(date) RETURNS contacts.partial_date
AS 'MODULE_PATHNAME', 'contacts_partial_date_sql' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION contacts.partial_date(date) IS 'the date with all its parts; raises 22008 outside of the years 1 to 9999';

CREATE FUNCTION contacts_internal.date_of_partial_date(contacts.partial_date) RETURNS date
AS 'MODULE_PATHNAME', 'contacts_date_of_partial_date' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION contacts_internal.date_of_partial_date(contacts.partial_date) IS
	'the date; raises 22008 where a part is unknown';

CREATE CAST (date AS contacts.partial_date) WITH FUNCTION contacts.partial_date(date) AS ASSIGNMENT;
COMMENT ON CAST (date AS contacts.partial_date) IS 'the date with all its parts';
CREATE CAST (contacts.partial_date AS date) WITH FUNCTION contacts_internal.date_of_partial_date(contacts.partial_date);
COMMENT ON CAST (contacts.partial_date AS date) IS 'the date where all of it is known';
CREATE CAST (text AS contacts.partial_date) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (text AS contacts.partial_date) IS 'as on input';
CREATE CAST (varchar AS contacts.partial_date) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (varchar AS contacts.partial_date) IS 'as on input';

CREATE FUNCTION contacts.try_partial_date(text) RETURNS contacts.partial_date
AS 'MODULE_PATHNAME', 'contacts_try_partial_date' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION contacts.try_partial_date(text) IS 'the partial date that the text stands for, NULL where it is none';

CREATE FUNCTION contacts.make_partial_date(year integer, month integer DEFAULT NULL, day integer DEFAULT NULL)
RETURNS contacts.partial_date
AS 'MODULE_PATHNAME', 'contacts_make_partial_date' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION contacts.make_partial_date(integer, integer, integer) IS
	'the partial date of its parts, NULL or 0 for one that is unknown; raises 22008 where they are no date';

-- What birthdays and anniversaries are asked for

CREATE FUNCTION contacts.next_occurrence(value contacts.partial_date, on_or_after date DEFAULT CURRENT_DATE)
RETURNS date
AS 'MODULE_PATHNAME', 'contacts_next_occurrence' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION contacts.next_occurrence(contacts.partial_date, date) IS
	'the first day on or after the date given on which the day and month fall, 29 February on the 28th of a common '
	'year; NULL where the day is unknown';

CREATE FUNCTION contacts.full_years(since contacts.partial_date, at date DEFAULT CURRENT_DATE) RETURNS integer
AS 'MODULE_PATHNAME', 'contacts_full_years' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION contacts.full_years(contacts.partial_date, date) IS
	'how many years are complete on that day, the age of a person; NULL where year or day is unknown';
