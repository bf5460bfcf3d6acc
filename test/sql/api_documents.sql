-- The documents row by row, where no other test goes: each line says the rows that it shows.
SET client_min_messages = warning;
SET search_path = contacts, public;
INSERT INTO organization (id, uid, name, default_region) VALUES (580, 'a0000000-0000-4000-8000-000000000580', 'Documents', 'US'), (581, 'a0000000-0000-4000-8000-000000000581', 'Other', 'US');
DROP ROLE IF EXISTS regress_contacts_reader, regress_contacts_writer, regress_contacts_deleter, regress_contacts_admin;
CREATE ROLE regress_contacts_reader;
CREATE ROLE regress_contacts_writer;
CREATE ROLE regress_contacts_deleter;
CREATE ROLE regress_contacts_admin;
DO $$ BEGIN
	PERFORM grant_access('regress_contacts_reader', '{contacts:read}', 580);
	PERFORM grant_access('regress_contacts_writer', '{contacts:read,contacts:write}', 580);
	PERFORM grant_access('regress_contacts_deleter', '{contacts:read,contacts:write,contacts:delete}', 580);
	PERFORM grant_access('regress_contacts_admin', '{contacts:read,contacts:write,contacts:delete,contacts:admin}', o) FROM generate_series(580, 581) o;
END $$;
CREATE FUNCTION pg_temp.fails(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	detail text;
BEGIN
	EXECUTE statement;
	RETURN 'works';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
	RETURN concat_ws(' ', SQLSTATE, SQLERRM, nullif(detail, ''));
END $$;
CREATE FUNCTION pg_temp.answers(statement text) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
	answer jsonb;
BEGIN
	EXECUTE statement INTO answer;
	RETURN answer;
EXCEPTION WHEN OTHERS THEN
	RETURN error_json(SQLSTATE, SQLERRM);
END $$;
SET contacts.organization_id = 580;
SET ROLE regress_contacts_writer;
INSERT INTO contact (id, uid, kind, name, entity_types) VALUES (580001, 'c0000000-0000-4000-8000-000000000001', 'organization', 'Acme', '{Contact,Customer}'),
	(580002, 'c0000000-0000-4000-8000-000000000002', 'organization', 'Globex', '{Contact,Vendor}');

\echo -- R-01 R-04 R-09 R-10 R-11 R-12 R-15 people belong to entities; entityTypes holds Contact
SELECT create_contact('{"name": "Mia Boss", "displayName": "Mia", "code": "C-1", "email": "mia@x.example", "website": "https://x.example", "entityTypes": ["Contact"],
	"parentEntityId": "c0000000-0000-4000-8000-000000000001", "metadata": {"title": "CEO", "department": "Board"}}') ->> 'id' AS mia \gset
SELECT a -> 'name', a -> 'displayName', a -> 'code', a -> 'website', a -> 'entityTypes', a -> 'parentEntityId' FROM get_contact(:'mia') a;
SELECT pg_temp.fails($$SELECT create_contact('{"name": "X", "email": "x@x.example", "entityTypes": ["Customer"]}')$$);
SELECT pg_temp.fails($$SELECT create_contact('{"name": " ", "email": "x@x.example"}')$$);
SELECT pg_temp.fails($$SELECT create_contact('{"name": "X", "email": "x@x.example", "code": "C-1"}')$$) ~ '^CT409 code is in use .*"uid": "[0-9A-Z]{26}", "deleted": false' AS code_is_taken;
\echo -- R-07 R-08 ids are read-only
SELECT :'mia' ~ '^[0-9a-f-]{36}$' AS is_uuid, get_contact(:'mia') ->> 'organizationId' = public_id('org', 'a0000000-0000-4000-8000-000000000580') AS of_the_organization;
SELECT pg_temp.fails(format($$UPDATE contact SET organization_id = 581 WHERE uid = %L$$, :'mia'));
\echo -- R-03 R-52 who reports to whom; R-53 R-54 the people of a company and of a department
SELECT create_contact(jsonb_build_object('name', 'Noa Clerk', 'email', 'noa@x.example', 'parentEntityId', 'c0000000-0000-4000-8000-000000000001', 'status', 'inactive',
	'metadata', jsonb_build_object('title', 'Clerk', 'department', 'Sales', 'reportsTo', :'mia', 'mobilePhone', '415-555-0123', 'preferredContactMethod', 'mobile'))) ->> 'id' AS noa \gset
SELECT h -> :'mia' #- '{0,id}' FROM hierarchy() h;
SELECT pg_temp.fails(format('SELECT update_contact(%L, %L)', :'mia', jsonb_build_object('metadata', jsonb_build_object('reportsTo', :'noa')))) ~ '^CT422 ' AS no_cycle;
SELECT jsonb_agg(e - 'id') FROM jsonb_array_elements(contacts_by_company('c0000000-0000-4000-8000-000000000001') -> 'data') e;
SELECT pg_temp.answers($$SELECT contacts_by_company('c0000000-0000-4000-8000-00000000000f'::text)$$);
SELECT jsonb_agg(e - 'id') FROM jsonb_array_elements(contacts_by_department('SALES') -> 'data') e;
\echo -- R-57 by preferred method
SELECT jsonb_agg(e -> 'name') FROM jsonb_array_elements(contacts_by_contact_method('mobile') -> 'data') e;
SELECT pg_temp.fails($$SELECT contacts_by_contact_method('pigeon')$$);
\echo -- R-42 R-43 R-44 R-45 R-47 R-48 lists
SELECT l - 'data', jsonb_array_length(l -> 'data') FROM list_contacts(1, 2, 'name', 'desc') l;
SELECT jsonb_agg(e -> 'name') FROM jsonb_array_elements(list_contacts(order_by => 'name', order_direction => 'desc') -> 'data') e;
SELECT jsonb_agg(e -> 'name') FROM jsonb_array_elements(list_contacts(status => 'inactive') -> 'data') e;
SELECT jsonb_agg(e -> 'name') FROM jsonb_array_elements(list_contacts(company => 'c0000000-0000-4000-8000-000000000001', is_active => true) -> 'data') e;
SELECT e ?| '{taxId,notes,description,customFields}' AS has_more, e -> 'address' AS address FROM jsonb_array_elements(list_contacts(query => 'noa') -> 'data') e;
SELECT pg_temp.fails($$SELECT list_contacts(page_size => 101)$$);
SELECT pg_temp.fails($$SELECT list_contacts(page => 0)$$);
SELECT pg_temp.fails($$SELECT list_contacts(order_by => 'name; DROP TABLE contact')$$);
SELECT pg_temp.fails($$SELECT list_contacts(order_direction => 'up')$$);
\echo -- R-55 R-56 the primary contact of a company
SELECT s #>> '{contact,id}' = :'mia' AND s #>> '{company,primaryContactId}' = :'mia' AS chosen FROM set_primary('c0000000-0000-4000-8000-000000000001', :'mia') s;
SELECT pg_temp.answers(format('SELECT set_primary(%L, %L)', 'c0000000-0000-4000-8000-000000000002', :'mia'));
\echo -- R-60 R-61 R-62 R-63 R-69 what errors become
SELECT pg_temp.answers($$SELECT set_primary('c0000000-0000-4000-8000-000000000001', 'c0000000-0000-4000-8000-00000000000f')$$),
	pg_temp.answers($$SELECT get_contact('c0000000-0000-4000-8000-00000000000f'::text)$$);
SELECT s, http_status(s), error_json(s, 'm') ->> 'error' FROM unnest('{CT400,CT401,CT403,CT404,CT405,CT406,CT409,CT422,CT429,22P02,23505,42501,40001,XX000}'::text[]) s;
SET contacts.organization_id = 581;
SELECT pg_temp.answers('SELECT list_contacts()');
RESET contacts.organization_id;
SET ROLE regress_contacts_admin;
SELECT pg_temp.answers('SELECT list_contacts()');
SET contacts.organization_id = 580;

\echo -- N-60 N-61 N-62 N-63 N-64 N-59 each scope does what it says, and no more
CREATE FUNCTION pg_temp.may(uid text) RETURNS TABLE (operation text, outcome text) LANGUAGE sql AS $$
	SELECT o, left(pg_temp.fails(format(s, uid)), 5) FROM (VALUES ('read', 'SELECT get_contact(%L)'), ('search', 'SELECT search_contacts(''mia'')'),
		('create', 'SELECT create_contact(''{"name": "New", "email": "new@x.example"}'')'), ('update', 'SELECT update_contact(%L, ''{"description": "d"}'')'),
		('delete', 'SELECT delete_contact(%L)'), ('restore', 'SELECT restore_contact(%1$L)'), ('archive', 'SELECT archive_contact(%L)'),
		('purge', 'DO $x$ BEGIN PERFORM contacts.purge_contact(%L::text); RAISE SQLSTATE ''00F00''; END $x$'), ('settings', 'UPDATE contacts.organization SET language = ''en'' WHERE id = 580')) v (o, s)
$$;
RESET ROLE;
BEGIN; SET LOCAL ROLE regress_contacts_reader; SELECT 'reader' AS role, string_agg(operation || ' ' || outcome, ', ') FROM pg_temp.may(:'noa'); ROLLBACK;
BEGIN; SET LOCAL ROLE regress_contacts_writer; SELECT 'writer' AS role, string_agg(operation || ' ' || outcome, ', ') FROM pg_temp.may(:'noa'); ROLLBACK;
BEGIN; SET LOCAL ROLE regress_contacts_deleter; SELECT 'deleter' AS role, string_agg(operation || ' ' || outcome, ', ') FROM pg_temp.may(:'noa'); ROLLBACK;
BEGIN; SET LOCAL ROLE regress_contacts_admin; SELECT 'admin' AS role, string_agg(operation || ' ' || outcome, ', ') FROM pg_temp.may(:'noa'); ROLLBACK;
\echo -- N-64 R-06 A-47 M-02 M-14 a context narrows what the role may, and never widens it
BEGIN;
SET LOCAL ROLE regress_contacts_deleter;
SELECT set_context(580, NULL, '{contacts:read}');
SELECT string_agg(operation || ' ' || outcome, ', ') FROM pg_temp.may(:'noa') WHERE operation IN ('read', 'create', 'delete');
ROLLBACK;
BEGIN;
SET LOCAL ROLE regress_contacts_reader;
SELECT set_context(580, NULL, '{contacts:read,contacts:write}');
SELECT has_scope('contacts:read'), has_scope('contacts:write'), left(pg_temp.fails('UPDATE contacts.contact SET notes = ''x'''), 5);
ROLLBACK;
SET ROLE regress_contacts_deleter;
\echo -- N-66 N-67 what a client may not say, it may send
SET contacts.profile = nextiva;
SELECT c ->> 'tenantId' = public_id('t', 'a0000000-0000-4000-8000-000000000580') AS tenant, c ->> 'objectType', (c ->> 'createdAt')::bigint > 1700000000000 AS server_time, c -> 'createdBy'
FROM create_contact('{"type": "person", "firstName": "Lee", "lastName": "Ray", "tenantId": "580", "objectType": "contact", "createdAt": 1, "createdBy": "me", "modifiedAt": 1, "modifiedBy": "me",
	"connections": [{"type": "email", "value": "lee@x.example"}]}') c;
SELECT pg_temp.fails($$SELECT create_contact('{"type": "person", "firstName": "Lee", "lastName": "Ray", "tenantId": "581", "connections": [{"type": "email", "value": "ray@x.example"}]}')$$);
SELECT pg_temp.fails($$SELECT create_contact('{"type": "person", "firstName": "Lee", "lastName": "Ray", "objectType": "company", "connections": [{"type": "email", "value": "ray@x.example"}]}')$$);
\echo -- M-01 M-03 M-04 T-43 T-44 everyone that the user may see, and no one else
SET contacts.profile = directory;
SELECT jsonb_agg(e -> 'fullName' ORDER BY e ->> 'fullName'), bool_and(jsonb_typeof(e -> 'id') = 'number') AS integers FROM jsonb_array_elements(list_contacts_after() -> 'data') e;
RESET contacts.profile;
SELECT c ->> 'status' FROM update_contact(:'noa', '{"status": "active", "description": "back"}') c;
\echo -- R-51 deleting answers nothing, twice it is not there
SELECT pg_typeof(delete_contact(:'noa')), pg_temp.fails(format('SELECT delete_contact(%L)', :'noa'));
RESET ROLE;
\echo -- R-71 R-72 R-73 R-74 R-75 R-76 R-77 what the feed told of all that
SELECT event, count(*) FROM events_after(NULL, 100) WHERE event LIKE 'contact.%' GROUP BY event ORDER BY event;
SELECT payload -> 'event' AS event, array_agg(DISTINCT k ORDER BY k) AS keys, array_agg(DISTINCT d ORDER BY d) AS data FROM events_after(NULL, 1), jsonb_object_keys(payload) k, jsonb_object_keys(payload -> 'data') d GROUP BY 1;
\echo -- R-66 R-67 R-68 limits: off until they are set
SELECT allowed, rate_limit, remaining FROM take_rate_limit();
INSERT INTO rate_limit (organization_id, per_hour, per_minute) VALUES (580, 1000, 2);
SELECT allowed, rate_limit, remaining, reset_epoch > extract(epoch FROM now()) AS later, retry_after FROM take_rate_limit(2);
SELECT allowed, rate_limit, remaining, retry_after BETWEEN 1 AND 62 AS soon FROM take_rate_limit();
SELECT left(pg_temp.fails('SELECT contacts.require_rate_limit()'), 5);
RESET contacts.organization_id;
DELETE FROM contact WHERE organization_id = 580;
DROP OWNED BY regress_contacts_reader, regress_contacts_writer, regress_contacts_deleter, regress_contacts_admin;
DROP ROLE regress_contacts_reader, regress_contacts_writer, regress_contacts_deleter, regress_contacts_admin;
