-- Ids as outside systems show them.
SET search_path = contacts, public;
SELECT public_id(prefix, '01ARZ3NDEKTSV4RRFFQ69G5FAV'), parse_public_id(public_id(prefix, '01ARZ3NDEKTSV4RRFFQ69G5FAV'))
FROM (VALUES ('ct'), ('org'), ('a'), ('work_item'), ('v2'), (repeat('x', 32)), (NULL)) v(prefix);
SELECT parse_public_id('ct_01arz3ndektsv4rrffq69g5fav');
-- bad prefixes
CREATE FUNCTION pg_temp.refused(statement text, argument text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result text;
BEGIN
	EXECUTE statement INTO result USING argument;
	RETURN result;
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS result = PG_EXCEPTION_DETAIL;
	RETURN SQLSTATE || ' ' || SQLERRM || ' | ' || result;
END $$;
SELECT pg_temp.refused('SELECT contacts.public_id($1, ''01ARZ3NDEKTSV4RRFFQ69G5FAV'')', prefix)
FROM (VALUES (''), ('CT'), ('_ct'), ('ct_'), ('2v'), ('c t'), ('é'), (repeat('x', 33))) v(prefix);
-- bad ids
SELECT pg_temp.refused('SELECT contacts.parse_public_id($1)', id)
FROM (VALUES (''), ('01ARZ3NDEKTSV4RRFFQ69G5FAV'), ('_01ARZ3NDEKTSV4RRFFQ69G5FAV'), ('CT_01ARZ3NDEKTSV4RRFFQ69G5FAV'), ('ct_'),
	('ct_01ARZ3NDEKTSV4RRFFQ69G5FA'), ('ct_01ARZ3NDEKTSV4RRFFQ69G5FAU'), ('ct_8ZZZZZZZZZZZZZZZZZZZZZZZZZ'),
	('ct_01563e3a-b5d3-d676-4c61-efb99302bd5b'), ('ct_01ARZ3NDEKTSV4RRFFQ69G5Fé'), (repeat('ct_', 100000))) v(id);
