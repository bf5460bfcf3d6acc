-- Whom the domain of an address tells: not of a public provider, not of two companies.
SET search_path = contacts, public;
INSERT INTO contacts.organization (id, name, require_connection) VALUES (660, 'Domains', false);
SET contacts.organization_id = 660;
INSERT INTO company (id, name, email) OVERRIDING SYSTEM VALUE VALUES (660001, 'Acme', 'office@acme.example'), (660002, 'Corner Shop', 'corner.shop@gmail.com'),
	(660003, 'Holding', 'hq@group.example'), (660004, 'Daughter', 'info@group.example'), (660005, 'Boulangerie', 'pain@outlook.fr'), (660006, 'Widget', 'office@widget.example');
INSERT INTO person (id, name, email, company_id) OVERRIDING SYSTEM VALUE VALUES (660011, 'Ada', 'ada@gmail.com', 660001), (660012, 'Bob', 'bob@outlook.fr', 660001),
	(660013, 'Cy', 'cy@group.example', 660001), (660014, 'Dan', 'dan@widget.example', 660001), (660015, 'Eve', 'eve@googlemail.com', NULL),
	(660016, 'Fay', 'fay@group.example', NULL), (660017, 'Gus', 'gus@widget.example', NULL), (660018, 'Hal', 'hal@yahoo.co.jp', NULL);
SELECT code, contact_id, mend FROM lint() WHERE code IN ('EMPLOYER_MISMATCH', 'NO_COMPANY') ORDER BY code, contact_id;
SELECT d, contacts_internal.is_public_email_domain(d) FROM unnest('{gmail.com,outlook.fr,hotmail.co.uk,yahoo.co.jp,web.de,qq.com,naver.com,mail.ru,orange.fr,icloud.com,acme.example,gmail.com.example,mygmail.com,""}'::text[]) d;
