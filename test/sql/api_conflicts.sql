-- Conflicts name the field and who has the value, whatever rule finds them.
SET search_path = contacts, public;
INSERT INTO contacts.organization (id, name, email_unique, require_connection) VALUES (680, 'Conflicts', 'all', false);
SET contacts.organization_id = 680;
INSERT INTO custom_field (name, type, is_unique) VALUES ('member_no', 'integer', true), ('at', 'timestamp', true), ('badge', 'text', true), ('line', 'phone', true);
SELECT create_contact('{"name": "Holder", "email": "a@c.example", "customFields": {"member_no": 42, "at": "2026-01-01T00:00:00Z", "badge": "B 1", "line": "+1 415 555 2671"},
	"connections": [{"type": "email", "value": "a2@c.example"}]}')->>'id' AS holder \gset
SELECT create_contact('{"name": "Other", "email": "o@c.example", "customFields": {"member_no": 1}}')->>'id' AS other \gset
CREATE FUNCTION pg_temp.conflict(call text, holder text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	detail text;
	answer text;
BEGIN
	EXECUTE call INTO answer;
	RETURN 'no conflict: ' || answer;
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
	RETURN concat_ws(' ', SQLSTATE, SQLERRM, detail::jsonb->0->>'field', (detail::jsonb->0->>'uid')::ulid::text = holder::ulid::text);
END
$$;
SELECT pg_temp.conflict(call, :'holder') FROM unnest(ARRAY[
	$$SELECT create_contact('{"name": "B", "email": "b@c.example", "customFields": {"member_no": 42}}')$$,
	$$SELECT create_contact('{"name": "B", "email": "A2@c.example"}')$$,
	$$SELECT create_contact('{"name": "B", "email": "a@c.example"}')$$,
	$$SELECT create_contact('{"name": "B", "connections": [{"type": "email", "value": "b@c.example"}, {"type": "email", "value": "a@c.example"}]}')$$,
	$$SELECT create_contact('{"name": "B", "customFields": {"badge": "B 1"}}')$$,
	$$SELECT create_contact('{"name": "B", "customFields": {"line": "+14155552671"}}')$$,
	format($$SELECT update_contact(%L, '{"customFields": {"member_no": 42}}')$$, :'other'),
	format($$SELECT update_contact(%L, '{"email": "a2@c.example"}')$$, :'other'),
	format($$SELECT update_contact(%L, '{"email": "new@c.example", "customFields": {"member_no": 42.0}}')$$, :'other'),
	$$SELECT upsert_contact('{"name": "B", "email": "o@c.example", "customFields": {"member_no": 42}}')$$,
	$$INSERT INTO contact (name, custom_fields) VALUES ('B', '{"member_no": 42}')$$,
	$$INSERT INTO contact (name, email) VALUES ('B', 'a2@c.example')$$]) call;
SELECT e->>'status' AS status, e->>'error' AS error, e->'details'->0->>'field' AS field, (e->'details'->0->>'uid')::ulid::text = (:'holder')::ulid::text AS holder
FROM jsonb_array_elements(create_contacts('[{"name": "B", "email": "b@c.example", "customFields": {"member_no": 42}}, {"name": "B", "email": "a2@c.example"}]')) e;
-- a restored contact too
SELECT delete_contact(:'other');
SELECT create_contact('{"name": "New one", "email": "n@c.example", "customFields": {"member_no": 1}}')->>'id' AS new \gset
SELECT pg_temp.conflict(format('SELECT restore_contact(%L)', :'other'), :'new');
-- an instant is one in every spelling
SELECT v, left(pg_temp.conflict(format('SELECT create_contact(%L)', jsonb_build_object('name', 'T', 'email', 't' || n || '@c.example', 'customFields', jsonb_build_object('at', v))), :'holder'), 11) AS answer
FROM unnest('{2026-01-01T01:00:00+01:00,2026-01-01T00:00:00.000Z,2025-12-31 19:00:00-05:00,2026-01-01T05:45:00.0+05:45,2026-01-01T00:00:00.001Z,2026-01-01T00:00:00.0010+00:00,2026-01-01T00:00:00.0000001Z,2026-01-01T00:00:01Z}'::text[])
	WITH ORDINALITY t (v, n);
-- a field that becomes unique
INSERT INTO custom_field (name, type) VALUES ('seen', 'timestamp');
INSERT INTO contact (name, custom_fields) VALUES ('S1', '{"seen": "2026-01-01T00:00:00Z"}'), ('S2', '{"seen": "2026-01-01T01:00:00+01:00"}');
SELECT left(pg_temp.conflict('UPDATE custom_field SET is_unique = true WHERE name = ''seen''', :'holder'), 50);
DELETE FROM contact WHERE organization_id = 680;
