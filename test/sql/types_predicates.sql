-- What the constraints of table contact say about short texts: blank in any script, and how long.
\pset null '-'
SELECT t.what, contacts_internal.is_name(t.value) AS name, contacts_internal.is_label(t.value) AS label, contacts_internal.is_code(t.value) AS code,
	contacts_internal.is_external_id(t.value) AS external_id
FROM (VALUES
	(1, 'letters', 'Ada'),
	(2, 'one letter beyond ASCII', U&'\00E9'),
	(3, 'one character of four bytes', U&'\+01F600'),
	(4, 'between blanks', E' \t x \n'),
	(5, 'empty', ''),
	(6, 'ASCII white space', E' \t\n\x0b\f\r'),
	(7, 'no-break spaces alone', U&'\00A0\2007\202F'),
	(8, 'ogham, en quad, hair space', U&'\1680\2000\200A'),
	(9, 'line and paragraph separator', U&'\2028\2029'),
	(10, 'mathematical, ideographic space', U&'\205F\3000'),
	(11, 'zero width space alone', U&'\200B'),
	(12, '200 characters of two bytes', repeat(U&'\00E9', 200)),
	(13, '201 characters', repeat('x', 201)),
	(14, '500 characters of two bytes', repeat(U&'\00E9', 500)),
	(15, '501 characters', repeat('x', 501)),
	(16, '501 characters of two bytes', repeat(U&'\00E9', 501)),
	(17, 'null', NULL),
	(18, 'Hangul filler', U&'\3164\115F\FFA0'),
	(19, 'braille blank', U&'\2800'),
	(20, 'marks of direction', U&'\200E\200F\202E\2066\061C'),
	(21, 'soft hyphen, joiners', U&'\00AD\200C\200D\2060\FEFF'),
	(22, 'variation selectors, tags', U&'\FE0F\+0E0041\+0E0100'),
	(23, 'controls', U&'\0001\007F\0085\009F'),
	(24, 'invisible around a letter', U&'\200B\3164x\2800')) t (n, what, value)
ORDER BY t.n;
SELECT j, contacts_internal.is_json_object(j) FROM unnest('{"{}","{\"a\": 1}","[]","[{}]","1","\"x\"","null",NULL}'::jsonb[]) j;
-- ASCII: what leaves ink
SELECT count(*) FROM generate_series(1, 127) c WHERE contacts_internal.is_name(chr(c)) IS DISTINCT FROM (chr(c) COLLATE "C" ~ '[[:graph:]]');
-- white space of every script is trimmed and separates names; a space that holds words together is text
INSERT INTO contacts.organization (id, name, require_connection) VALUES (461, 'White space', false);
INSERT INTO contacts.contact (organization_id, name) VALUES (461, U&'Ada \2003'), (461, U&'\3000 Ada'), (461, U&'\5C71\7530\3000\592A\90CE'), (461, U&'Jean\00A0Luc Picard'), (461, E'\ta  b\n')
	RETURNING first_name, last_name, length(name);
DELETE FROM contacts.contact WHERE organization_id = 461;
DELETE FROM contacts.organization WHERE id = 461;
-- the same for every text that must not be blank
SELECT conrelid::regclass, conname FROM pg_constraint WHERE connamespace = 'contacts'::regnamespace AND contype = 'c' AND pg_get_constraintdef(oid) ~ 'space:' ORDER BY 1, 2;
-- a name is one line with single blanks
\set VERBOSITY terse
INSERT INTO contacts.organization (id, name, require_connection) VALUES (463, 'Lines', false);
INSERT INTO contacts.organization (id, name) VALUES (462, U&'\200B\3164');	-- fails
INSERT INTO contacts.contact (organization_id, name, display_name, job_title, department) VALUES (463, E'Ada\n King\t\tLovelace', E'Ada\r\nL.', E'Chief\n\nAnalyst', U&'Re\3000\2003search')
	RETURNING name, display_name, job_title, department;
INSERT INTO contacts.contact (organization_id, name, job_title) VALUES (463, U&'\00A0\202E', 'x');	-- fails
INSERT INTO contacts.contact (organization_id, name, last_name, job_title) VALUES (463, 'Ada', U&'\3164', U&'\200B');	-- fails: a part of a name that shows nothing
DELETE FROM contacts.contact WHERE organization_id = 463;
