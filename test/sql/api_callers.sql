-- Who is calling: extensions, numbers as networks send them, and what makes no second contact.
SET search_path = contacts, public;
\set VERBOSITY default
INSERT INTO contacts.organization (id, name, default_region) VALUES (650, 'Callers', 'US'), (651, 'Berlin', 'DE'), (652, 'No region', NULL);
SET contacts.organization_id = 650;
INSERT INTO person (id, name, phone) OVERRIDING SYSTEM VALUE VALUES (650001, 'Desk 12', '+1 415 555 0161 ext. 12'), (650002, 'Desk 13', '+14155550161;ext=13'),
	(650003, 'Reception', '+14155550162'), (650004, 'Desk 7', '+14155550162;ext=7'), (650005, 'Longer', '+442079460018'), (650006, 'Mexico', '+525512345678'),
	(650007, 'Argentina', '+5491123456789'), (650008, 'Argentina, fixed', '+541143211234'), (650009, 'Brazil, nine', '+5511987654321'),
	(650010, 'Brazil, eight', '+552187654321'), (650011, 'Brazil, fixed', '+551133334444'), (650012, 'Rome', '+39061234567'), (650013, 'Italian mobile', '+393331234567'),
	(650014, 'Berlin', '+4930123456'), (650015, 'Swiss', '+41555526710'), (650016, 'Second number', '+14155550170');
INSERT INTO connection (contact_id, type, value) VALUES (650016, 'mobile', '+14155550163;ext=5'), (650016, 'work_phone', '+14155550161');

SELECT q.address, f.rank, f.matched, c.name FROM unnest('{+14155550161,+14155550161;ext=12,+14155550161;ext=99,(415) 555-0162,415-555-0162 ext. 7,
	+14155550163,tel:+1-415-555-0163;ext=5,+442079460018,+44207946001,＋４４２０７９４６００１８,442079460018,00442079460018,+44 (0)20 7946 0018,
	+5215512345678,5215512345678,+525512345678,+541123456789,+5491123456789,+5491143211234,+541143211234,+551187654321,+5521987654321,+5511933334444,
	+3961234567,+39061234567,+393331234567,+3903331234567,4930123456,+49 30 123456,4155526710,12}'::text[]) WITH ORDINALITY q (address, n)
LEFT JOIN LATERAL find_contact(q.address) f ON true LEFT JOIN contact c ON c.id = f.contact_id ORDER BY q.n, f.rank, c.id;

-- nothing new is made of a number that somebody has
SELECT q.address, resolve_or_create(q.address)->>'name' AS name FROM unnest('{+14155550161,+14155550161;ext=13,+14155550162,+14155550163,+5215512345678,
	tel:+52-1-55-1234-5678,+541123456789,+551187654321,+3961234567,442079460018}'::text[]) WITH ORDINALITY q (address, n) ORDER BY n;
SELECT count(*) AS people FROM contact WHERE organization_id = 650;
-- what is new is made in the form that can be stored, once
SELECT q.address, resolve_or_create(q.address)->>'phone' AS phone FROM unnest('{+5218112345678,+528112345678,493098765432,(415) 555-0199,+14155550199 ext 3}'::text[])
	WITH ORDINALITY q (address, n) ORDER BY n;
SELECT count(*) AS people FROM contact WHERE organization_id = 650;
SELECT resolve_or_create('nobody');	-- fails: no number
SELECT resolve_or_create('+999123456789');	-- fails: no number

-- in other regions
SET contacts.organization_id = 651;
INSERT INTO person (id, name, phone) OVERRIDING SYSTEM VALUE VALUES (651001, 'Berlin', '+4930123456;ext=4'), (651002, 'London', '+442079460018');
SELECT q.address, f.rank, c.name FROM unnest('{030 123456,4930123456,004930123456,4420 7946 0018,0044 20 7946 0018}'::text[]) WITH ORDINALITY q (address, n)
LEFT JOIN LATERAL find_contact(q.address) f ON true LEFT JOIN contact c ON c.id = f.contact_id ORDER BY q.n;
SET contacts.organization_id = 652;
INSERT INTO person (id, name, phone) OVERRIDING SYSTEM VALUE VALUES (652001, 'Berlin', '+4930123456');
SELECT q.address, f.rank, c.name FROM unnest('{030 123456,4930123456,004930123456,tel:4930123456}'::text[]) WITH ORDINALITY q (address, n)
LEFT JOIN LATERAL find_contact(q.address) f ON true LEFT JOIN contact c ON c.id = f.contact_id ORDER BY q.n;

-- search by number: what the product itself prints, and what people type
SET contacts.organization_id = 650;
SELECT count(*) AS forms, count(*) FILTER (WHERE EXISTS (SELECT FROM search_hits(phone_format(p.phone, s)) h WHERE h.contact_id = p.id)) AS found
FROM person p, unnest('{E164,INTERNATIONAL,NATIONAL,RFC3966}'::text[]) s WHERE p.id < 651000 AND p.phone IS NOT NULL;
-- all but the 15 of Argentina's mobile numbers, which stands for the 9
SELECT phone_format(p.phone, s) AS not_found FROM person p, unnest('{E164,INTERNATIONAL,NATIONAL,RFC3966}'::text[]) s
WHERE p.id < 651000 AND p.phone IS NOT NULL AND NOT EXISTS (SELECT FROM search_hits(phone_format(p.phone, s)) h WHERE h.contact_id = p.id);
INSERT INTO person (name, phone) VALUES ('Moscow', '+79123456789'), ('Minsk', '+375291234567');
SELECT q, (SELECT string_agg(c.name, ', ' ORDER BY c.id) FROM search_hits(q) h JOIN contact c ON c.id = h.contact_id) AS found
FROM unnest('{tel:+44-20-7946-0018,ＴＥＬ：１２３４５,４１５　５５５　０１６２,"+1 (415) 555-0162 x7",＋４４ ２０ ７９４６ ００１８,"+44 (0)20 7946 0018","desk 12",7946 0018,Rome 061234567,8 (912) 345-67-89,8 029 123-45-67,"12345 Rome",Moskva 12345}'::text[]) q;
