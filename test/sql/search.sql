-- Search: folding, hits and their rank, typing errors, the operator class, organizations apart, plans.
SET client_min_messages = warning;
CREATE ROLE regress_contacts_search;
INSERT INTO contacts.organization (id, name, require_connection, default_region) VALUES
	(700, 'Search', false, 'US'), (701, 'Another', false, NULL);
SELECT contacts.grant_access('regress_contacts_search', '{contacts:read,contacts:write,contacts:delete}', 700);
-- good: the operator class is complete
SELECT amvalidate(oid) FROM pg_opclass WHERE opcname = 'search_key_ops';

SET ROLE regress_contacts_search;
SET search_path = public, contacts;
INSERT INTO company (id, name) OVERRIDING SYSTEM VALUE VALUES (70001, 'Acme Corporation'), (70002, 'Müller & Söhne GmbH');
INSERT INTO person (id, name, email, phone, company_id, mention_name, code, tags, company_text) OVERRIDING SYSTEM VALUE VALUES
	(70010, 'José Pérez-García', 'jose@example.com', '+14155552671', 70002, 'jose', NULL, '{vip,Nürnberg}', NULL),
	(70011, 'John Smith', 'john.smith@acme.example', NULL, 70001, 'jsmith', 'A-2021', '{}', NULL),
	(70012, 'Johnny O''Brien', 'b@example.net', '+493023125000', 70001, NULL, NULL, '{}', NULL),
	(70013, '山田 太郎', NULL, NULL, NULL, NULL, NULL, '{}', NULL),
	(70014, '김철수', NULL, NULL, NULL, NULL, NULL, '{}', NULL),
	(70015, 'a_b percent%', NULL, NULL, NULL, NULL, NULL, '{}', 'Straße AG'),
	(70016, 'Христофор Колумб', NULL, NULL, NULL, NULL, NULL, '{}', NULL),
	(70017, 'Christopher Columbus', NULL, NULL, NULL, NULL, NULL, '{}', NULL),
	(70018, 'Łukasz Øberg', NULL, NULL, NULL, NULL, NULL, '{}', NULL);
SELECT id, search_key FROM contact ORDER BY id;

-- good: what is found, best first
SELECT q.text, h.contact_id, round(h.rank::numeric, 2) AS rank, c.name
FROM (VALUES (1, 'jose'), (2, 'PEREZ garc'), (3, 'smith acme'), (4, 'acme'), (5, 'muller'), (6, '(415) 555-2671'),
	(7, '0415 555 2671'), (8, 'obrien'), (9, 'O’Brien'), (10, 'nurnberg'), (11, '山田'), (12, '철수'), (13, 'a_b'), (14, 'jo'),
	(15, 'john.smith@acme.example'), (16, 'a-2021'), (17, 'jsmith'), (18, 'strasse'), (19, 'христоф'), (20, 'lukasz oberg'),
	(21, '030 23125')) AS q (n, text),
	LATERAL search_hits(q.text) h JOIN contact c ON c.id = h.contact_id
ORDER BY q.n, h.rank DESC, h.contact_id;

-- good: Chinese, Japanese, Korean: one and two characters are a word, wherever they stand, found through the index
BEGIN;
INSERT INTO contact (id, name) OVERRIDING SYSTEM VALUE VALUES (70021, '株式会社田中製作所'), (70022, '北京大众汽车有限公司'), (70023, '삼성전자주식회사'),
	(70024, '王小明'), (70025, '林小明'), (70026, 'ソニー田中Corp'), (70027, '佐々木希'), (70028, '𠮷野家');
SET LOCAL enable_seqscan = off;
SELECT q.text, (SELECT string_agg(c.name, ', ' ORDER BY h.rank DESC, c.id) FROM search_hits(q.text) h JOIN contact c ON c.id = h.contact_id) AS found
FROM unnest('{田中,大众,北京 汽车,전자,王,김,林 小,小明,株式会社,ﾆｰ,中co,々,𠮷,大众 上海}'::text[]) AS q (text);
ROLLBACK;

-- good: typing errors, where nothing else is found
SELECT q.text, c.name
FROM (VALUES (1, 'jonh smiht'), (2, 'christohper'), (3, 'chrstopher'), (4, 'kolumbus'), (5, 'mueller'), (6, 'garsia perez')) AS q (n, text),
	LATERAL search_hits(q.text) h JOIN contact c ON c.id = h.contact_id
ORDER BY q.n, h.rank DESC, h.contact_id;

-- good: nothing: another name, wildcards are letters, a short word that is only inside
SELECT count(*) FROM search_hits('zzzzz');
SELECT count(*) FROM search_hits('a%b');
SELECT count(*) FROM search_hits('axb percent');
SELECT count(*) FROM search_hits('oh');
SELECT count(*) FROM search_hits(NULL);
SELECT count(*) FROM search_hits('jo', 2);
SELECT count(*) FROM search_hits('jo', -1);

-- bad: too little, too much
SELECT * FROM search_hits('%');
SELECT * FROM search_hits('a');
SELECT * FROM search_hits('');
SELECT * FROM search_hits(repeat('long ', 200));
SELECT 'x'::search_key;
SELECT 'x:y'::search_key;

-- edge: deleted contacts are not found, changed ones under their new name only
UPDATE contact SET deleted_at = now() WHERE id = 70013;
SELECT count(*) FROM search_hits('山田');
UPDATE contact SET name = 'Jack Smith' WHERE id = 70011;
SELECT h.contact_id FROM search_hits('jack') h;
SELECT count(*) FROM search_hits('john smith');
-- edge: nobody writes the key himself
UPDATE contact SET search_key = '701:forged' WHERE id = 70014 RETURNING search_key;

-- plans: the index is used under row-level security, for both operators
INSERT INTO person (name) SELECT 'Person ' || md5(n::text) FROM generate_series(1, 5000) n;
RESET ROLE;
VACUUM (ANALYZE) contacts.contact;
SET ROLE regress_contacts_search;
SELECT * FROM public.plan($q$SELECT id FROM contact WHERE search_key @@ to_search_query('smith')$q$);
SELECT * FROM public.plan($q$SELECT id FROM contact WHERE search_key @% to_search_query('smith')$q$);
SELECT contact_id FROM search_hits('oberg');
SELECT contact_id FROM search_hits('철수');
SELECT contact_id FROM search_hits('columbsu');
-- more than the thousand of a short page, all of them, the best of them
SELECT count(*) FROM search_hits('person', 2000);
SELECT count(*), count(DISTINCT contact_id) FROM search_hits('person', 1000000);
SELECT count(*), bool_and(rank <= before) AS best_first FROM (SELECT rank, lag(rank) OVER () AS before FROM search_hits('per', 1500)) h;

-- caller lookup: e-mail, number in any form, handle; the contact's own column first, inactive contacts last
INSERT INTO connection (contact_id, type, value) VALUES
	(70012, 'phone', '(415) 555-2671'), (70012, 'email', 'Jose@Example.com'), (70014, 'social', '@ChulSoo'), (70015, 'social', 'chulsoo');
UPDATE contact SET status = 'inactive' WHERE id = 70014;
SELECT q.address, f.contact_id, f.name, f.matched, f.rank
FROM (VALUES (1, 'JOSE@example.com'), (2, '+1 415 555 2671'), (3, '415.555.2671'), (4, 'tel:+1-415-555-2671'), (5, '@chulsoo'),
	(6, 'jose'), (7, 'nobody@example.com'), (8, '+44 20 7946 0018'), (9, 'x'), (10, '')) AS q (n, address),
	LATERAL find_contact(q.address) f
ORDER BY q.n, f.rank, f.contact_id;
SELECT count(*) FROM find_contact(NULL);
SELECT count(*) FROM find_contact(repeat('1', 100000));

-- organizations apart: not through the index, not through the argument
RESET ROLE;
SET contacts.organization_id = '701';
INSERT INTO contacts.person (id, name, phone) OVERRIDING SYSTEM VALUE VALUES (70100, 'John Smith', '+14155552671');
SELECT contact_id FROM contacts.search_hits('john');
RESET contacts.organization_id;
SET ROLE regress_contacts_search;
SELECT count(*) FROM search_hits('john', 10, 701);
SELECT count(*) FROM find_contact('+14155552671', 701);
SELECT count(*) FROM contact WHERE search_key @@ to_search_query('john', 701);
SET contacts.scopes = 'contacts:write';
SELECT * FROM search_hits('john');
SELECT * FROM find_contact('@jose');
RESET contacts.scopes;

RESET search_path;
RESET ROLE;
SELECT contacts.revoke_access('regress_contacts_search', 700);
DROP ROLE regress_contacts_search;
