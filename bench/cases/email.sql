-- email against what people use today: text or citext with a regular expression in a CHECK, here in a domain.
-- BENCH_ROWS=1000000 ROUNDS=3 make bench CASE=email measures a million.
\set rows 50000
\getenv rows BENCH_ROWS
CREATE EXTENSION citext;
-- the pattern of the HTML standard for <input type=email>
CREATE DOMAIN html5_email AS text CHECK (VALUE ~
	'^[a-zA-Z0-9.!#$%&''*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$');
-- the pattern that is copied most
CREATE DOMAIN citext_email AS citext CHECK (VALUE ~ '^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}$');
-- a third of the addresses at one provider, the others spread over some thousands of companies
CREATE TABLE texts AS
SELECT (ARRAY['Maria', 'john', 'li', 'Oluwaseun'])[1 + i % 4] || '.' || substr(md5(i::text), 1, 7) || '@'
	|| CASE i % 3 WHEN 0 THEN 'gmail.com' ELSE (ARRAY['mail.', '', 'EU.'])[1 + i % 3] || 'company-' || i % 4999 || '.co.uk' END AS a
FROM generate_series(1, :rows) i;
CREATE TABLE emails AS SELECT a::contacts.email FROM texts;
CREATE TABLE citexts AS SELECT a::citext FROM texts;
-- the same people at domains of other scripts
CREATE TABLE idn_texts AS
SELECT 'user' || i || '@' || (ARRAY['Bücher', 'пример', '例え', 'παράδειγμα', 'उदाहरण'])[1 + i % 5] || i % 499 || '.example' AS a
FROM generate_series(1, :rows) i;
CREATE TABLE idn_emails AS SELECT a::contacts.email FROM idn_texts;
CREATE TABLE idn_citexts AS SELECT a::citext FROM idn_texts;
CREATE TABLE email_keys (a contacts.email PRIMARY KEY);
CREATE TABLE citext_keys (a citext_email PRIMARY KEY);
VACUUM ANALYZE;
SET work_mem = '256MB';
SET maintenance_work_mem = '256MB';
SET search_path = public, contacts;

-- @case parse and validate
-- @ours
SELECT count(a::contacts.email) FROM texts;
-- @peer HTML5 regex | net >= 20
SELECT count(a::html5_email) FROM texts;
-- @peer citext, copied regex | ratio <= 1
SELECT count(a::citext_email) FROM texts;
-- @floor concatenation
SELECT count(a || '') FROM texts;

-- @case compare
-- @ours
SELECT count(*) FROM emails WHERE a = 'maria.0000000@gmail.com';
-- @peer citext | ratio <= 1
SELECT count(*) FROM citexts WHERE a = 'maria.0000000@gmail.com';
-- @floor no-op C function
SELECT count(*) FROM texts WHERE bench.noop(a);

-- @case sort
-- @ours
SELECT a FROM emails ORDER BY a OFFSET :rows;
-- @peer citext | ratio <= 1
SELECT a FROM citexts ORDER BY a OFFSET :rows;

-- @case distinct
-- @ours
SELECT count(*) FROM (SELECT DISTINCT a FROM emails) x;
-- @peer citext | ratio <= 1
SELECT count(*) FROM (SELECT DISTINCT a FROM citexts) x;

-- @case index build
-- @before
DROP INDEX IF EXISTS built;
-- @ours
CREATE INDEX built ON emails (a);
-- @peer citext | ratio <= 1
CREATE INDEX built ON citexts (a);

-- @case insert into a unique index
-- @before
TRUNCATE email_keys, citext_keys;
-- @ours
INSERT INTO email_keys SELECT a::contacts.email FROM texts LIMIT 20000;
-- @peer citext, copied regex | ratio <= 1
INSERT INTO citext_keys SELECT a::citext_email FROM texts LIMIT 20000;

-- @case parse internationalized domains
-- @ours
SELECT count(a::contacts.email) FROM idn_texts;
-- @peer HTML5 regex, which refuses them
SELECT count(*) FROM idn_texts WHERE a !~
	'^[a-zA-Z0-9.!#$%&''*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$';
-- @floor concatenation
SELECT count(a || '') FROM idn_texts;

-- @case compare internationalized domains
-- @ours
SELECT count(*) FROM idn_emails WHERE a = 'user0@bücher0.example';
-- @peer citext | ratio <= 1
SELECT count(*) FROM idn_citexts WHERE a = 'user0@bücher0.example';

-- @case sort internationalized domains
-- @ours
SELECT a FROM idn_emails ORDER BY a OFFSET :rows;
-- @peer citext | ratio <= 1
SELECT a FROM idn_citexts ORDER BY a OFFSET :rows;
