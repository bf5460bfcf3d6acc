-- Duplicates: found, explained, grouped, remembered; as a role that row-level security holds.
\set VERBOSITY terse
SET client_min_messages = warning;
INSERT INTO contacts.organization (id, name, default_region) VALUES (1801, 'Found', 'US'), (1802, 'Other', 'US'), (1803, 'Empty', NULL);
DROP ROLE IF EXISTS regress_contacts_duplicates, regress_contacts_reader;
CREATE ROLE regress_contacts_duplicates;
CREATE ROLE regress_contacts_reader;
SELECT contacts.grant_access('regress_contacts_duplicates', '{contacts:read,contacts:write,contacts:delete}', 1801);
SELECT contacts.grant_access('regress_contacts_reader', '{contacts:read}', 1801);
INSERT INTO contacts.custom_field (organization_id, name, type, match_as) VALUES (1801, 'born', 'date', 'identity');
SET search_path = contacts;
SET contacts.organization_id = 1802;
INSERT INTO contact (id, name, email, phone) VALUES (1802001, 'Robert Miller', 'robert.miller@acme.example', '+14155550101');
SET contacts.organization_id = 1801;
SET ROLE regress_contacts_duplicates;

\echo -- before the first scan nothing can be said
SELECT * FROM find_duplicates('{"name": "Robert Miller"}');
SELECT refresh_duplicates();
INSERT INTO contact (id, uid, kind, name, email, phone, website) VALUES
	(1801001, '01ARZ3NDEKTSV4RRFFQ69G5FA0', 'organization', 'Northwind Traders Ltd', 'info@northwind.example', '+14155550100', 'https://www.northwind.example'),
	(1801002, '01ARZ3NDEKTSV4RRFFQ69G5FA1', 'organization', 'Northwind Traders', NULL, '+14155550100', 'https://northwind.example/en'),
	(1801003, '01ARZ3NDEKTSV4RRFFQ69G5FA2', 'organization', 'Southridge Video', 'hello@southridge.example', NULL, NULL);
INSERT INTO contact (id, uid, name, email, phone, company_id, custom_fields) VALUES
	(1801011, '01ARZ3NDEKTSV4RRFFQ69G5FB0', 'Robert Miller', 'robert.miller@northwind.example', '+14155550101', 1801001, '{"born": "1980-02-03"}'),
	(1801012, '01ARZ3NDEKTSV4RRFFQ69G5FB1', 'Bob Miller', 'bob.miller@mail.example', '+14155550101', 1801002, '{"born": "1980-02-03"}'),
	(1801013, '01ARZ3NDEKTSV4RRFFQ69G5FB2', 'Roberta Miller', 'roberta@southridge.example', NULL, 1801003, NULL),
	(1801014, '01ARZ3NDEKTSV4RRFFQ69G5FB3', 'Zoë Castellanos', 'zoe@northwind.example', NULL, 1801001, NULL),
	(1801015, '01ARZ3NDEKTSV4RRFFQ69G5FB4', 'Castellanos, Zoe', NULL, '+14155550177', 1801001, NULL),
	(1801016, '01ARZ3NDEKTSV4RRFFQ69G5FB5', 'Zoe Castelanos', 'z.castelanos@mail.example', '+14155550177', NULL, NULL);
INSERT INTO contact (id, name, email) SELECT 1801100 + i, 'First' || md5(i::text) || ' Last' || md5((i * 7)::text), 'p' || i || '@x' || i || '.example' FROM generate_series(1, 400) i;
SELECT scan_duplicates();

\echo -- the pairs, and why
SELECT kind, a_name, b_name, score > 0 AS likely, probability > 0.5 AS probable, is_stale FROM duplicate_list ORDER BY a_id, b_id;
SELECT field, level, value_a, value_b, bits > 0 AS speaks_for_it FROM explain_duplicate('1801011', '01ARZ3NDEKTSV4RRFFQ69G5FB1');
SELECT abs(sum(bits) - max(running) FILTER (WHERE field = 'prior')) < 0.001 AS sums_up,
	abs(sum(bits) - (SELECT score FROM duplicate_list WHERE a_id = 1801011 AND b_id = 1801012)) < 0.001 AS is_the_score FROM explain_duplicate('1801011', '1801012');
SELECT (SELECT sum(bits) FROM explain_duplicate('1801011', '1801012')) = (SELECT sum(bits) FROM explain_duplicate('1801012', '1801011')) AS symmetric;
SELECT name, score > 5 AS likely, reasons[1:2] FROM duplicates_of('01ARZ3NDEKTSV4RRFFQ69G5FB0');
SELECT name, score > 5 AS likely FROM duplicates_of(public_id('ct', '01ARZ3NDEKTSV4RRFFQ69G5FB4'));
SELECT names FROM duplicate_groups();

\echo -- a form being filled in, in the keys of any profile
SELECT name FROM find_duplicates('{"firstName": "Bob", "lastName": "Miller", "phone": "(415) 555-0101"}');
SELECT name FROM find_duplicates('{"name": "Zoe Castellanos", "connections": [{"type": "email", "value": "Zoe@Northwind.example"}]}', 1);
SELECT name FROM find_duplicates('{"kind": "organization", "name": "NORTHWIND TRADERS LIMITED", "website": "http://northwind.example"}');
SELECT name FROM find_duplicates('{"name": "Nobody Knows", "email": "no mail", "phone": "x", "connections": 7, "addresses": [null]}');
SELECT name FROM find_duplicates('[]');

\echo -- two are two: one row for both sides, until 6 bits more speak for it
SELECT not_duplicate('1801012', '1801011', 'brothers');
SELECT a_id, b_id, reason, score > 0 AS scored FROM not_duplicate;
SELECT name FROM duplicates_of('1801011') UNION ALL SELECT name FROM duplicates_of('1801012');
SELECT count(*) FROM duplicate_list WHERE a_id = 1801011;
SELECT names FROM duplicate_groups();
SELECT scan_duplicates() > 0 AS found, (SELECT count(*) FROM duplicate_list WHERE a_id = 1801011) AS shown;
SELECT maybe_duplicate('1801011', '1801012');
SELECT name FROM duplicates_of('1801011');

\echo -- what has changed is looked at again; a contact that goes takes its pairs along
UPDATE contact SET name = 'Zara Castellanos', email = 'zara@other.example', phone = NULL WHERE id = 1801015;
INSERT INTO connection (contact_id, type, value) VALUES (1801013, 'mobile', '+14155550101');
SELECT a_name, b_name, is_stale FROM duplicate_list ORDER BY a_id, b_id;
SELECT refresh_duplicates(), refresh_duplicates();
SELECT a_name, b_name, is_stale FROM duplicate_list ORDER BY a_id, b_id;
SELECT delete_contact('1801012');
SELECT refresh_duplicates();
SELECT a_name, b_name FROM duplicate_list ORDER BY a_id, b_id;
SELECT count(*) FROM match_card WHERE contact_id = 1801012;

\echo -- what makes no sense
SELECT * FROM explain_duplicate('1801011', '1801011');
SELECT * FROM explain_duplicate('1801011', '1801001');
SELECT * FROM explain_duplicate('1801011', '1802001');
SELECT not_duplicate('1801011', '01ARZ3NDEKTSV4RRFFQ69G5FB0');
SELECT * FROM duplicates_of('nonsense');
SELECT * FROM duplicates_of('1801011', 0);
SELECT * FROM duplicates_of('1801011', 10, 'NaN');
SELECT scan_duplicates('-Infinity');
SELECT refresh_duplicates(0);
SELECT contacts_internal.compare_cards('\x00', '\x');
RESET ROLE;
SET ROLE regress_contacts_reader;
SELECT name FROM duplicates_of('1801013');
SELECT scan_duplicates();
SELECT not_duplicate('1801011', '1801013');

\echo -- another organization: nothing of this one, and other frequencies
RESET ROLE;
SELECT count(*) FROM match_card WHERE organization_id = 1802;
SET contacts.organization_id = 1802;
SELECT scan_duplicates();
SELECT contact_id FROM find_duplicates('{"name": "Robert Miller", "phone": "+14155550101"}', min_score => -100);
SELECT count(*) FROM match_key WHERE organization_id = 1802 AND key IN (SELECT key FROM match_key WHERE organization_id = 1801);
SET contacts.organization_id = 1803;
SELECT scan_duplicates();
SELECT * FROM duplicate_groups();
DROP OWNED BY regress_contacts_duplicates, regress_contacts_reader;
DELETE FROM access WHERE organization_id IN (1801, 1802, 1803);
DELETE FROM contact WHERE organization_id IN (1801, 1802);
SELECT (SELECT count(*) FROM match_card) + (SELECT count(*) FROM match_key) + (SELECT count(*) FROM duplicate) AS left_over;
DROP ROLE regress_contacts_duplicates, regress_contacts_reader;
