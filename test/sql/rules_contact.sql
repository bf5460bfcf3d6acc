-- What table contact does with bad input, as an unprivileged role; then what the row rule fills and protects.
SET client_min_messages = warning;
INSERT INTO contacts.organization (id, name, require_connection) VALUES (230, 'Contact', false), (231, 'Other', false);
INSERT INTO contacts.organization (id, name, require_connection, email_required) VALUES (232, 'Strict', true, true);
INSERT INTO contacts.organization (id, name, require_connection, email_unique) VALUES (233, 'Shared addresses', false, 'none');
INSERT INTO contacts.contact (organization_id, id, kind, name) VALUES (231, 231001, 'organization', 'Elsewhere'), (231, 231002, 'person', 'Nobody Here');
CREATE ROLE regress_contacts_contact;
SELECT contacts.grant_access('regress_contacts_contact', '{contacts:read,contacts:write,contacts:delete}', o) FROM generate_series(230, 233) o;
-- what went wrong, in one line
CREATE FUNCTION pg_temp.try(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE said text; stated text; named text;
BEGIN
	EXECUTE statement;
	RETURN 'passes';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS said = MESSAGE_TEXT, stated = RETURNED_SQLSTATE, named = CONSTRAINT_NAME;
	RETURN stated || ' ' || CASE WHEN named <> '' THEN named ELSE left(said, 100) END;
END $$;
SET ROLE regress_contacts_contact;
SET search_path = public, contacts;

-- no context: nothing is seen, nothing is written
SELECT count(*) FROM contact;
SELECT pg_temp.try(s) FROM unnest(ARRAY[
	$$INSERT INTO person (name) VALUES ('Nobody')$$,
	$$INSERT INTO person (organization_id, name) VALUES (230, 'Nobody')$$,
	$$UPDATE contact SET notes = 'x'$$,
	$$SET LOCAL contacts.organization_id = 'x'$$,
	$$SET LOCAL contacts.organization_id = '-1'$$,
	$$SET LOCAL contacts.organization_id = '99999999999999999999'$$]) s;
SET contacts.organization_id = 230;
INSERT INTO company (id, name) VALUES (230001, 'Acme'), (230002, 'Beta');
INSERT INTO person (id, name, email, customer_user_id, code, mention_name, company_id) VALUES
	(230010, 'Ann Lee', 'ann@acme.example', 7, 'A1', 'ann', 230001), (230011, 'Bob Ray', NULL, NULL, NULL, NULL, NULL);

-- fails: a value of another type in every column
SELECT c.column_name, pg_temp.try(format('UPDATE contact SET %I = %L WHERE id = 230010', c.column_name,
	CASE c.data_type WHEN 'ARRAY' THEN 'no array' ELSE 'no ' || c.column_name END)) AS result
FROM information_schema.columns c
WHERE c.table_schema = 'contacts' AND c.table_name = 'contact' AND c.data_type NOT IN ('text')
ORDER BY c.ordinal_position;

-- fails: empty, blank and unfit text
SELECT column_name, quote_literal(value) AS value, pg_temp.try(format('INSERT INTO person (name, %I) VALUES (%L, %L)', column_name, 'Somebody', value)) AS result
FROM (VALUES ('kind', 'robot'), ('type', 'FRIEND'), ('category', 'No Slug'), ('status', 'gone'), ('first_name', ''), ('last_name', E' \t'), ('display_name', ' '), ('code', ''),
	('email', ''), ('phone', ''), ('website', 'javascript:alert(1)'), ('website', 'ftp://x.example'), ('website', 'https://'), ('website', 'https://u:p@x.example'), ('avatar_url', 'x.png'),
	('profile_color', 'red'), ('profile_color', '#12345'), ('timezone', 'Mars/Phobos'), ('timezone', 'CET-1CEST'), ('timezone', ''), ('language', 'deutsch!'), ('language', ''),
	('preferred_contact_method', 'pigeon'), ('metadata', '[]'), ('metadata', '"x"'), ('custom_fields', '1'), ('tags', '{a,NULL}'), ('tags', '{" "}'), ('tags', '{{a,b},{c,d}}'),
	('entity_types', '{Customer}'), ('entity_types', '{Contact,Friend}'), ('mention_name', 'not a slug'), ('block_reason', 'without a time'), ('uid', '01ARZ3NDEKTSV4RRFFQ69G5FA'),
	('customer_user_id', '9223372036854775808')) AS bad (column_name, value);
SELECT pg_temp.try(s) FROM unnest(ARRAY[
	$$INSERT INTO person (name) VALUES ('')$$, $$INSERT INTO person (name) VALUES (E' \t\n')$$, $$INSERT INTO person (name) VALUES (NULL)$$,
	$$INSERT INTO person (first_name, last_name) VALUES ('', '')$$, $$INSERT INTO company (name) VALUES ('')$$, $$INSERT INTO contact DEFAULT VALUES$$]) s;

-- passes at the limit, fails beyond it: 32 tags, 500 characters
SELECT n, pg_temp.try(format('INSERT INTO person (name, tags) VALUES (%L, %L)', 'Tagged', array_agg('t' || i)))
FROM unnest('{32,33}'::int[]) n, generate_series(1, n) i GROUP BY n ORDER BY n;
SELECT n, pg_temp.try(format('INSERT INTO company (name) VALUES (%L)', repeat('é', n))) FROM unnest('{500,501}'::int[]) n;

-- a megabyte in every text column is either stored whole or refused
SELECT c.column_name, pg_temp.try(format('UPDATE contact SET %I = %L WHERE id = 230011', c.column_name,
	CASE c.data_type WHEN 'ARRAY' THEN '{' || repeat('x', 1048576) || '}' WHEN 'jsonb' THEN '{"x": "' || repeat('x', 1048576) || '"}' ELSE repeat('x', 1048576) END)) AS result
FROM information_schema.columns c
WHERE c.table_schema = 'contacts' AND c.table_name = 'contact'
	AND (c.data_type IN ('text', 'ARRAY', 'jsonb') OR c.udt_name IN ('email', 'phone', 'ulid'))
ORDER BY c.ordinal_position;
SELECT length(description), length(notes) FROM contact WHERE id = 230011;

-- fails: what is taken by a live row; the message names the field
SELECT pg_temp.try(s) FROM unnest(ARRAY[
	$$INSERT INTO person (name, email) VALUES ('Twin', 'ANN@Acme.Example')$$, $$INSERT INTO person (name, customer_user_id) VALUES ('Twin', 7)$$,
	$$INSERT INTO person (name, code) VALUES ('Twin', 'A1')$$, $$INSERT INTO person (name, mention_name) VALUES ('Twin', 'ANN')$$,
	$$UPDATE contact SET email = 'Ann@ACME.example' WHERE id = 230011$$]) s;
INSERT INTO person (name, email) VALUES ('Twin', 'ann@ACME.example');
-- passes: the holder is deleted; fails: it comes back
UPDATE contact SET deleted_at = now() WHERE id = 230010;
INSERT INTO person (id, name, email) VALUES (230012, 'Heir', 'Ann@Acme.Example') RETURNING email;
UPDATE contact SET deleted_at = NULL WHERE id = 230010;
-- passes: another organization has its own
SET contacts.organization_id = 231;
INSERT INTO person (id, name, email) VALUES (231010, 'Twin', 'ann@acme.example') RETURNING organization_id;
SET contacts.organization_id = 230;

-- fails: a reference to another organization, to nothing, to itself, to a person as company, in a circle
SELECT pg_temp.try(s) FROM unnest(ARRAY[
	$$INSERT INTO person (name, company_id) VALUES ('X', 231001)$$, $$INSERT INTO person (name, reports_to) VALUES ('X', 231002)$$,
	$$INSERT INTO person (name, company_id) VALUES ('X', 999999)$$, $$UPDATE contact SET reports_to = 230011 WHERE id = 230011$$,
	$$UPDATE contact SET company_id = 230001 WHERE id = 230001$$, $$INSERT INTO person (name, company_id) VALUES ('X', 230011)$$,
	$$INSERT INTO person (name, reports_to) VALUES ('X', 230001)$$, $$INSERT INTO company (name, reports_to) VALUES ('X', 230011)$$,
	$$INSERT INTO connection (contact_id, type, value) VALUES (231002, 'email', 'x@y.example')$$, $$INSERT INTO address (contact_id) VALUES (231002)$$]) s;
UPDATE contact SET reports_to = 230012 WHERE id = 230011;
UPDATE contact SET reports_to = 230011 WHERE id = 230012;
UPDATE contact SET company_id = 230002 WHERE id = 230001;
UPDATE contact SET company_id = 230001 WHERE id = 230002;
-- fails: operations on a company that is none
SELECT contacts.set_primary_contact(999999, 230011);
SELECT contacts.set_primary_contact(230001, 230011);

-- fails: what a client must not change
SELECT pg_temp.try(s) FROM unnest(ARRAY[
	$$UPDATE contact SET organization_id = 231 WHERE id = 230011$$, $$UPDATE contact SET id = 1 WHERE id = 230011$$, $$UPDATE contact SET uid = gen_ulid() WHERE id = 230011$$,
	$$UPDATE contact SET kind = 'organization' WHERE id = 230011$$, $$UPDATE contact SET created_at = now() - interval '1 year' WHERE id = 230011$$,
	$$UPDATE contact SET is_active = false WHERE id = 230011$$, $$INSERT INTO contact (organization_id, name) VALUES (234, 'X')$$]) s;
-- server values win over a client's
INSERT INTO person (id, name, created_at, updated_at, version) VALUES (230013, 'Forger', '2001-01-01', '2001-01-01', 99)
RETURNING created_at = now() AS created_now, updated_at = now() AS updated_now, version;

-- names from their parts and back, trimmed, in normal form C
INSERT INTO person (id, first_name, last_name) VALUES (230020, '  Ada ', E'Love\u006c\u0061ce ') RETURNING name, display_name;
INSERT INTO person (id, name) VALUES (230021, E'Jose\u0301 P\u00e9rez') RETURNING first_name, last_name, length(name);
INSERT INTO person (id, name) VALUES (230022, 'Plato') RETURNING first_name, last_name;
INSERT INTO person (id, name, first_name, last_name) VALUES (230023, 'Dr. Ada King', 'Ada', 'King') RETURNING name;
INSERT INTO company (id, name) VALUES (230024, 'Two Words') RETURNING first_name, last_name;
UPDATE contact SET last_name = 'King' WHERE id = 230020 RETURNING name, display_name;
UPDATE contact SET display_name = 'Countess' WHERE id = 230020 RETURNING name, display_name;
UPDATE contact SET name = 'Ada Byron' WHERE id = 230020 RETURNING first_name, last_name, display_name;

-- version moves on real change only; a change of address takes its verification back
UPDATE contact SET notes = 'x' WHERE id = 230020 RETURNING version;
UPDATE contact SET notes = 'x', version = 50, updated_at = '2001-01-01' WHERE id = 230020 RETURNING version, updated_at = now() AS moved;
UPDATE contact SET email = 'ada@x.example', email_verified_at = now() WHERE id = 230020 RETURNING email_verified_at IS NOT NULL AS verified;
UPDATE contact SET email = 'ada@y.example' WHERE id = 230020 RETURNING email_verified_at IS NOT NULL AS verified;

-- settings of an organization: e-mail required, shared
SET contacts.organization_id = 232;
INSERT INTO person (name, phone) VALUES ('Without', '+14155552671');
INSERT INTO person (id, name, email) VALUES (232001, 'With', 'with@x.example') RETURNING email;
INSERT INTO company (id, name) VALUES (232002, 'A company may be without') RETURNING id;
SET contacts.organization_id = 233;
INSERT INTO person (id, name, email) VALUES (233001, 'One', 'info@x.example'), (233002, 'Two', 'INFO@x.example') RETURNING name, email_shared;

-- min and max of our types
SELECT min(v), max(v) FROM (VALUES ('b@a.example'::email), ('A@b.example'), ('a@B.example'), (NULL)) AS v (v);

RESET search_path;
RESET contacts.organization_id;
RESET ROLE;
SELECT contacts.revoke_access('regress_contacts_contact', o) FROM generate_series(230, 233) o;
DROP ROLE regress_contacts_contact;
