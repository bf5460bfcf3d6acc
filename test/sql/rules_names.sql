-- A person's full name and its parts: each follows the other, and no part is lost when another one is changed.
SET search_path = contacts, public;
\pset null '-'
INSERT INTO contacts.organization (id, name, require_connection) VALUES (670, 'Names', false);
INSERT INTO contacts.organization (id, name, require_connection, name_order) VALUES (671, 'Family first', false, 'family');
SET contacts.organization_id = 670;
\set parts 'coalesce(name_prefix, \'-\') || \'|\' || coalesce(first_name, \'-\') || \'|\' || coalesce(middle_name, \'-\') || \'|\' || coalesce(last_name, \'-\') || \'|\' || coalesce(name_suffix, \'-\')'

-- good: the parts of what people, address books and directories write
INSERT INTO person (name, language) SELECT n, l FROM (VALUES ('Smith, John', NULL), ('Smith, John Q., Jr.', NULL), ('Dr. Ann Smith PhD', NULL), ('Ludwig van Beethoven', NULL),
	('Maria de la Cruz', 'es'), ('Nagy János', 'hu'), ('Nguyễn Văn Minh', 'vi-VN'), ('王小明', 'zh'), ('欧阳修', NULL), ('김철수', 'ko'), ('山田 太郎', 'ja'), ('田中誠', 'ja'),
	('Madonna', NULL), ('Herr Müller', 'de'), (E'Ada\n  King', NULL)) v (n, l) RETURNING name, language, :parts AS parts;

-- good: a change of one part keeps the others, in the order that the name has
CREATE FUNCTION pg_temp.change(name text, change text, language text DEFAULT NULL) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	changed bigint;
	c contacts.contact;
BEGIN
	INSERT INTO person (name, language) VALUES ($1, $3) RETURNING id INTO changed;
	EXECUTE format('UPDATE person SET %s WHERE id = %s', $2, changed);
	SELECT * INTO c FROM contact WHERE id = changed;
	RETURN concat_ws(' | ', c.name, concat_ws(', ', 'prefix ' || c.name_prefix, 'first ' || c.first_name, 'middle ' || c.middle_name, 'last ' || c.last_name, 'suffix ' || c.name_suffix),
		CASE WHEN c.display_name <> c.name THEN c.display_name END);
END
$$;
SELECT v.*, pg_temp.change(v.name, v.change, v.language) AS changed FROM (VALUES ('Smith, John', 'last_name = ''Smythe''', NULL), ('Smith, John', 'first_name = ''Jack''', NULL),
	('Ann Smith Jr.', 'last_name = ''Smythe''', NULL), ('Dr. Ann Smith PhD', 'first_name = ''Anna''', NULL), ('Ann Smith', 'name_prefix = ''Prof.''', NULL),
	('Ann Smith', 'name_suffix = ''MD''', NULL), ('Ann Smith', 'middle_name = ''Mary''', NULL), ('Jan van der Berg', 'last_name = ''de Vries''', NULL),
	('Nagy János', 'first_name = ''Péter''', 'hu'), ('王小明', 'last_name = ''李''', 'zh'), ('山田 太郎', 'first_name = ''次郎''', 'ja'), ('Madonna', 'last_name = ''Ciccone''', NULL),
	('Ann Smith', 'last_name = NULL', NULL), ('Dr. Ann Smith', 'name_prefix = NULL', NULL), ('Ann Smith Jr.', 'name = ''Bob Jones III''', NULL),
	('Ann Smith', 'name = ''Smith, Ann Mary''', NULL), ('Ann Smith', 'first_name = ''Bea'', last_name = ''Cole''', NULL), ('Ann Smith', 'name = NULL', NULL),
	('Dr. Ann Smith Jr.', 'name = NULL', NULL)) v (name, change, language);
-- a middle name that was kept apart stays so
INSERT INTO person (first_name, middle_name, last_name) VALUES ('Ann', 'Mary', 'Smith') RETURNING id AS ann, name \gset
SELECT :'name' AS name;
UPDATE person SET last_name = 'Jones' WHERE id = :ann RETURNING name, :parts AS parts;
UPDATE person SET name = 'Anna Mary Jones' WHERE id = :ann RETURNING name, :parts AS parts;
UPDATE person SET name = 'Anna Jones' WHERE id = :ann RETURNING name, :parts AS parts;
-- a name that says more than the parts: each change in its place
INSERT INTO person (name, last_name) VALUES ('Ann Marie Smith', 'Smith') RETURNING :parts AS completed;
INSERT INTO person (name, first_name, last_name) VALUES ('The Rock (Dwayne Johnson)', 'Dwayne', 'Johnson') RETURNING id AS rock, :parts AS kept \gset
UPDATE person SET last_name = 'Johnston', first_name = 'D.' WHERE id = :rock RETURNING name, :parts AS parts;
INSERT INTO person (name, first_name, last_name) VALUES ('Bob "Bobby" Cole', 'Bob', 'Cole') RETURNING id AS bob \gset
UPDATE person SET last_name = 'Kohl' WHERE id = :bob RETURNING name, :parts AS parts;
UPDATE person SET name_suffix = 'Jr.', name_prefix = 'Dr.' WHERE id = :bob RETURNING name, :parts AS parts;
UPDATE person SET name_prefix = NULL WHERE id = :bob RETURNING name, :parts AS parts;
-- a company has no parts
INSERT INTO company (name) VALUES ('Smith, Jones and Sons') RETURNING name, first_name, last_name;

-- the organization's order, where the contact's language does not tell another one
SET contacts.organization_id = 671;
INSERT INTO person (name, language) VALUES ('Nagy János', NULL), ('John Smith', 'en-GB'), ('Szent-Györgyi Albert', 'hu'), ('Smith, John', NULL) RETURNING name, :parts AS parts;
INSERT INTO person (first_name, last_name) VALUES ('János', 'Nagy') RETURNING name;
INSERT INTO person (first_name, last_name, language) VALUES ('John', 'Smith', 'en') RETURNING name;
\set VERBOSITY terse
UPDATE organization SET name_order = 'backwards' WHERE id = 671;	-- fails
\set VERBOSITY default

-- the operations of the documents
SET contacts.organization_id = 670;
SELECT create_contact('{"name": "Smith, John", "email": "js@names.example"}')->>'id' AS john \gset
SELECT update_contact(:'john', '{"lastName": "Smythe"}')->>'name' AS name;
SELECT update_contact(:'john', '{"nameSuffix": "Jr.", "namePrefix": "Dr."}')->>'name' AS name;
SELECT update_contact(:'john', '{"middleName": "Quincy"}')->>'name' AS name;
SELECT update_contact(:'john', '{"name": null}')->>'name' AS name;
SELECT create_contact('{"firstName": "Eva", "lastName": "Novak", "nameSuffix": "PhD", "email": "en@names.example"}')->>'name' AS name;
SELECT create_contact('{"firstName": "Eva", "nameSuffix": " ", "email": "e2@names.example"}');	-- fails: blank
