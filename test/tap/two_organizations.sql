-- The oracle of two organizations: what the second one sees, and is answered, does not depend on what the first one has.
BEGIN;
SET LOCAL search_path = public, pg_catalog;
SET LOCAL client_min_messages = error;
SELECT no_plan();

CREATE ROLE regress_contacts_oracle;
INSERT INTO contacts.organization (id, name) VALUES (9351, 'First'), (9352, 'Second');
SELECT contacts.grant_access('regress_contacts_oracle', '{contacts:read,contacts:write,contacts:delete,contacts:admin}', 9352);
SELECT set_config('contacts.organization_id', '9352', true);
INSERT INTO contacts.contact (organization_id, id, kind, name) VALUES (9352, 1, 'organization', 'Company');
INSERT INTO contacts.contact (organization_id, id, name, email, company_id, mention_name, code) VALUES (9352, 2, 'Ann Person', 'ann@two.example', 1, 'ann', 'A1'),
	(9352, 3, 'Bob Person', 'bob@two.example', 1, 'bob', 'B1');
INSERT INTO contacts.activity (organization_id, id, company_id, occurred_at, duration_minutes, location) VALUES (9352, 1, 1, now(), 5, 'x');

-- statements of the second organization: every table and view, and operations; what they write is rolled back
CREATE TEMP TABLE asked (statement text);
INSERT INTO asked SELECT format('SELECT string_agg(t::text, %L ORDER BY t::text) FROM %s t', ' ', c.oid::regclass) FROM pg_class c
	WHERE c.relnamespace = 'contacts'::regnamespace AND c.relkind IN ('r', 'p', 'v');
INSERT INTO asked VALUES ('SELECT contacts.list_contacts()::text'), ($$SELECT contacts.get_contact('2')::text$$), ($$SELECT string_agg(f::text, '') FROM contacts.find_contact('ann') f$$),
	('SELECT string_agg(f::text, '''' ORDER BY f::text) FROM contacts.lint() f'), ('SELECT contacts.last_cursor()'), ($$SELECT string_agg(f::text, '') FROM contacts.events_after() f$$),
	($$UPDATE contacts.contact SET email = 'first@one.example' WHERE id = 2 RETURNING version::text$$), ($$UPDATE contacts.contact SET mention_name = 'first' WHERE id = 2 RETURNING version::text$$),
	($$UPDATE contacts.contact SET reports_to = 100 WHERE id = 2 RETURNING version::text$$), ($$UPDATE contacts.contact SET company_id = 99 WHERE id = 2 RETURNING version::text$$),
	($$UPDATE contacts.contact SET code = 'F1' WHERE id = 2 RETURNING version::text$$), ($$SELECT contacts.delete_contact('100')::text$$),
	($$INSERT INTO contacts.contact (id, name, email) VALUES (100, 'x', 'first@one.example') RETURNING name$$), ($$INSERT INTO contacts.app_user (id, name, email) VALUES (1, 'x', 'boss@one.example') RETURNING name$$),
	($$SELECT (contacts.upsert_contact('{"name":"x","email":"first@one.example"}') ->> 'name')$$), ($$SELECT contacts.explain_access(100)::text$$),
	($$SELECT string_agg(f::text, '') FROM contacts.lease('first') f$$), ($$SELECT contacts.ping_webhook('01ARZ3NDEKTSV4RRFFQ69G5FAV')::text$$);

CREATE FUNCTION pg_temp.answer(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	told text;
BEGIN
	SET LOCAL ROLE regress_contacts_oracle;
	EXECUTE statement INTO told;
	RAISE EXCEPTION USING ERRCODE = 'CT000', MESSAGE = coalesce(told, 'null');
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE || ' ' || SQLERRM;
END $$;
CREATE TEMP TABLE answers AS SELECT statement, pg_temp.answer(statement) AS answer FROM asked;
SELECT cmp_ok((SELECT count(*) FROM answers WHERE answer LIKE 'CT000%'), '>', 20::bigint, 'the second organization has answers');

-- the first one gets rows that collide with them wherever they could
INSERT INTO contacts.app_user (organization_id, id, name, email) VALUES (9351, 1, 'Boss', 'boss@one.example');
INSERT INTO contacts.contact (organization_id, id, kind, name) SELECT 9351, i, 'organization', 'Company' FROM unnest('{1,99}'::int[]) i;
INSERT INTO contacts.contact (organization_id, id, name, email, company_id, mention_name, code) VALUES (9351, 2, 'Ann Person', 'ann@two.example', 1, 'ann', 'A1'),
	(9351, 100, 'First', 'first@one.example', 99, 'first', 'F1');
INSERT INTO contacts.contact (organization_id, id, name, email) SELECT 9351, 1000 + i, 'Ann Person ' || i, 'ann' || i || '@one.example' FROM generate_series(1, 300) i;
INSERT INTO contacts.connection (organization_id, contact_id, type, value) VALUES (9351, 2, 'email', 'bob@two.example'), (9351, 100, 'phone', '+14155550101');
INSERT INTO contacts.activity (organization_id, id, company_id, occurred_at, duration_minutes, location) VALUES (9351, 1, 1, now(), 5, 'secret');
INSERT INTO contacts.consumer (organization_id, name) VALUES (9351, 'first');
SELECT uid AS hook FROM contacts.create_webhook('https://example.com/', organization_id => 9351) \gset
SELECT is(pg_temp.answer(a.statement), a.answer, 'does not depend on the other: ' || left(a.statement, 90)) FROM answers a;
SELECT * FROM finish();
ROLLBACK;
