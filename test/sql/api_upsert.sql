-- Which contact an upsert means: nobody is overwritten by somebody who only shares a number, an address or a name.
SET search_path = contacts, public;
\set VERBOSITY default
\set SHOW_CONTEXT never
INSERT INTO contacts.organization (id, uid, name, default_region) VALUES
	(630, 'a0000000-0000-4000-8000-000000000630', 'Upsert', 'US');
SET contacts.organization_id = 630;
CREATE FUNCTION pg_temp.there(request jsonb, match_by text DEFAULT NULL, on_deleted text DEFAULT 'new') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	before bigint := (SELECT count(*) FROM contacts.contact);
	answer jsonb;
	detail text;
BEGIN
	answer := contacts.upsert_contact(request, match_by, on_deleted);
	RETURN concat_ws(' ', CASE WHEN (SELECT count(*) FROM contacts.contact) > before THEN 'new:' ELSE 'is:' END,
		(SELECT concat_ws(', ', c.kind, c.name, c.email, c.phone, c.external_id) FROM contacts.contact c WHERE c.uid = (answer->>'id')::ulid));
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
	RETURN concat_ws(' ', SQLSTATE, SQLERRM, (SELECT string_agg(concat_ws(' ', d->>'field', d ? 'uid'), ', ') FROM jsonb_array_elements(detail::jsonb) d));
END
$$;

-- a switchboard, a family's line: another address is another person; a person is no company
SELECT pg_temp.there(r) FROM unnest('{"{\"name\": \"P One\", \"email\": \"p1@u.example\", \"phone\": \"+14155550100\"}",
	"{\"name\": \"P Two\", \"email\": \"p2@u.example\", \"phone\": \"+14155550100\"}",
	"{\"name\": \"P Two\", \"email\": \"P2@U.example\", \"phone\": \"+14155550100\"}",
	"{\"name\": \"P Three\", \"externalId\": \"p3\", \"phone\": \"+14155550100\"}"}'::jsonb[]) r;
SELECT contacts.create_contact('{"name": "Acme", "entityTypes": ["Contact", "Customer"], "email": "office@u.example", "phone": "+14155550111", "externalId": "acme"}')->>'name' AS company;
SELECT pg_temp.there('{"name": "Ann", "email": "ann@u.example", "phone": "+14155550111"}');
SELECT pg_temp.there('{"name": "Bob", "phone": "+14155550111"}', 'phone');
SELECT pg_temp.there('{"name": "Bob", "email": "office@u.example"}');	-- fails: is the company's
SELECT pg_temp.there('{"name": "Bob", "externalId": "acme", "phone": "+14155550112"}');	-- fails: is the company's
SELECT pg_temp.there('{"name": "Acme Inc", "entityTypes": ["Contact", "Customer"], "email": "office@u.example"}');
SELECT pg_temp.there('{"email": "office@u.example", "notes": "a request without a name changes whom it finds"}');

-- the external id is stronger than the address; the id is stronger than all
SELECT pg_temp.there('{"name": "Carl", "externalId": "c1", "email": "carl@u.example"}');
SELECT pg_temp.there('{"name": "Carl", "externalId": "c1", "email": "carl.new@u.example"}');
SELECT pg_temp.there('{"name": "Other Carl", "externalId": "c2", "email": "carl.new@u.example"}');	-- fails: is Carl's
SELECT pg_temp.there('{"name": "Other Carl", "externalId": "c1", "externalSource": "crm", "email": "carl2@u.example"}');
SELECT pg_temp.there('{"id": "a0000000-0000-4000-8000-0000000000aa", "name": "Carl", "email": "carl.new@u.example"}');	-- fails: has another id

-- an ambiguous key: the name tells, or a key of its own; else it is refused, never the first one
SELECT pg_temp.there('{"name": "P Two", "phone": "+14155550100"}');
SELECT pg_temp.there('{"name": "p  twö", "phone": "+14155550100"}');
SELECT pg_temp.there('{"name": "P Four", "phone": "+14155550100"}');	-- fails: several have it
SELECT pg_temp.there('{"phone": "+14155550100", "notes": "x"}', 'phone');	-- fails: several have it
SELECT pg_temp.there('{"name": "P Four", "phone": "+14155550100", "email": "p4@u.example"}');
SELECT pg_temp.there('{"name": "P Three", "phone": "+14155550100", "email": "p3@u.example"}');
SELECT contacts.resolve_or_create('+14155550109')->>'name' AS unknown;
SELECT pg_temp.there('{"name": "P Five", "phone": "+14155550109", "email": "p5@u.example"}');
UPDATE contacts.organization SET email_unique = 'none' WHERE id = 630;
INSERT INTO contacts.person (name, email, phone) VALUES ('Eve', 'family@u.example', NULL), ('Fay', 'family@u.example', '+14155550120');
SELECT pg_temp.there('{"email": "family@u.example", "notes": "x"}');	-- fails: several have it
SELECT pg_temp.there('{"email": "family@u.example", "phone": "+14155550120", "notes": "x"}');
SELECT pg_temp.there('{"name": "EVE", "email": "family@u.example"}');
SELECT pg_temp.there('{"name": "Gil", "email": "family@u.example", "externalId": "gil"}');
UPDATE contacts.organization SET email_unique = 'primary' WHERE id = 630;

-- connections count, after own values, under the same guards; what is stored as its own stays
SELECT contacts.create_contact('{"name": "Ann B", "email": "annb@u.example", "phone": "+14155550130", "connections": [{"type": "email",
	"value": "annb@u.example"}, {"type": "email", "value": "annb.second@u.example"}, {"type": "mobile", "value": "+14155550131"}]}')->>'name' AS ann;
SELECT pg_temp.there('{"name": "Ann B", "email": "annb.second@u.example"}');
SELECT pg_temp.there('{"name": "Ann B", "phone": "+14155550131"}');
SELECT pg_temp.there('{"name": "Hal", "phone": "+14155550131", "email": "hal@u.example"}');
SELECT pg_temp.there('{"name": "Ann B", "phone": "+14155550131", "email": "annb.second@u.example"}');
SELECT pg_temp.there('{"name": "Ida", "entityTypes": ["Contact", "Vendor"], "phone": "+14155550132"}');
INSERT INTO contacts.connection (contact_id, type, value) SELECT id, 'email', 'ida@u.example' FROM contacts.contact WHERE name = 'Ida';
SELECT pg_temp.there('{"name": "Jo", "email": "ida@u.example"}');

-- a deleted contact is restored under the same guards, and by its number only where the name is the same
SELECT contacts.create_contact('{"name": "Kim", "email": "kim@u.example", "phone": "+14155550140"}')->>'name' AS kim;
SELECT contacts.create_contact('{"name": "Lea", "phone": "+14155550141"}')->>'name' AS lea;
UPDATE contacts.contact SET deleted_at = now() WHERE name IN ('Kim', 'Lea');
SELECT pg_temp.there('{"name": "Max", "email": "max@u.example", "phone": "+14155550140"}', NULL, 'restore');
SELECT pg_temp.there('{"name": "Noa", "phone": "+14155550141"}', 'phone', 'restore');
SELECT name, deleted_at IS NOT NULL AS deleted FROM contacts.contact WHERE name IN ('Kim', 'Lea') ORDER BY name;
SELECT pg_temp.there('{"name": "Kim", "email": "KIM@u.example"}', NULL, 'error');	-- fails: is deleted
SELECT pg_temp.there('{"name": "Kimberly", "email": "KIM@u.example"}', NULL, 'restore');
SELECT contacts.delete_contact(uid) FROM contacts.contact WHERE name = 'Noa';
SELECT pg_temp.there('{"name": "lea", "phone": "+14155550141"}', NULL, 'restore');

-- a list, each element by itself
SELECT e->>'status' AS status, e->'data'->>'name' AS name, e->'details'->0->>'field' AS field FROM jsonb_array_elements(contacts.upsert_contacts(
	'[{"name": "Q One", "phone": "+14155550150", "email": "q1@u.example"}, {"name": "Q Two", "phone": "+14155550150", "email": "q2@u.example"},
	{"name": "Q One", "phone": "+14155550150"}, {"name": "Q Six", "phone": "+14155550150"}]')) e;
SELECT count(*) AS contacts, count(DISTINCT e->'data'->>'id') AS ids FROM jsonb_array_elements(contacts.upsert_contacts((SELECT jsonb_agg(
	jsonb_build_object('name', 'R ' || i, 'phone', '+1415556' || to_char(1000 + i, 'FM0000'))) FROM generate_series(1, 120) i))) e;
-- the locks of a long transaction stay few
BEGIN;
SELECT count(contacts.resolve_or_create('+1415557' || to_char(1000 + i, 'FM0000'))) AS callers FROM generate_series(1, 150) i;
SELECT count(*) < 150 AS few FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid();
ROLLBACK;
DELETE FROM contacts.contact WHERE organization_id = 630;
