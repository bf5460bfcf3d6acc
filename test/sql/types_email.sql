-- The type email: what it reads and prints, what it refuses and how it says so, its operators.
SET search_path = contacts, public;
SET client_min_messages = warning;

-- the operator classes are complete
SELECT opcname, amname, amvalidate(c.oid)
FROM pg_opclass c JOIN pg_am a ON a.oid = c.opcmethod WHERE opcname = 'email_ops' ORDER BY 2;

-- good: local part as written, domain in one form
SELECT input, input::email AS stored, email_local(input::email), email_domain(input::email), email_ascii(input::email)
FROM (VALUES ('user@example.com'), ('  First.Last+Tag@Example.COM '), ('"plain"@x.de'), ('"a b"@x.de'), ('"\a\"\\"@x.de'),
	('u@BÜCHER.de'), ('u@xn--bcher-kva.de'), ('u@ｂücher。ｄｅ'), ('用户@例え.jp'), (E'cafe\u0301@x.fr')) v (input);

-- equal: case, A-labels, width, quotes, normalization; not ß and ss, not accents, not dots, not tags
SELECT a, b, a::email = b::email AS equal, contacts_internal.email_hash(a::email) = contacts_internal.email_hash(b::email) AS same_hash
FROM (VALUES ('Bob@X.com', 'bob@x.com'), ('u@bücher.de', 'U@XN--BCHER-KVA.DE'), ('"bob"@x.com', 'bob@x.com'), ('ΣΊΣΥΦΟΣ@x.gr', 'σίσυφος@x.gr'),
	('straße@x.de', 'strasse@x.de'), ('é@x.de', 'e@x.de'), ('a.b@x.de', 'ab@x.de'), ('a+b@x.de', 'a@x.de'), ('ı@x.de', 'i@x.de')) v (a, b);

-- the key for finding duplicates
SELECT a, email_canonical(a), email_canonical(a, strip_tags => true) FROM (VALUES ('A.b+c@googlemail.com'::email), ('a-b_c+d@pm.me'), ('A.b+c@example.com'),
	('x@ann.fastmail.com'), ('+t@gmail.com')) v (a);

-- try_email(), email_error(), email_is_valid()
SELECT a, try_email(a), email_error(a), email_is_valid(a) FROM (VALUES ('a@x.de'), ('a..b@x.de'), (''), (NULL)) v (a);

-- bad: every reason, with message, detail and hint
CREATE FUNCTION pg_temp.said_of(input text) RETURNS TABLE (said text) LANGUAGE plpgsql AS $$
DECLARE
	message text; detail text; hint text; state text;
BEGIN
	PERFORM input::contacts.email;
	said := 'accepted';
	RETURN NEXT;
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT, state = RETURNED_SQLSTATE;
	FOREACH said IN ARRAY ARRAY[state || ' ' || message, '  ' || detail, '  ' || hint] LOOP
		RETURN NEXT;
	END LOOP;
END $$;
CREATE TEMP TABLE refused (n serial, input text, reason text);
INSERT INTO refused (input, reason) VALUES
	(E' \t\n', 'empty'),
	('user.example.com', 'no_at'),
	('"user@x.de', 'quote_syntax'),
	('Bob <bob@x.de>', 'display_name'),
	('@x.de', 'local_empty'),
	('a b@x.de', 'local_char'),
	('a..b@docomo.ne.jp', 'local_dot'),
	(E'a\u200Bb@x.de', 'local_unsafe'),
	(E'a\u202Eb@x.de', 'local_unsafe'),
	(repeat('a', 65) || '@x.de', 'local_length'),
	('u@[192.168.0.1]', 'address_literal'),
	('u@', 'domain_empty'),
	('u@ex_ample.com', 'domain_char'),
	(E'u@ex\u00ADample.com', 'domain_unsafe'),
	('u@x..com', 'domain_dot'),
	('u@-x.com', 'domain_hyphen'),
	('u@ab--c.com', 'domain_hyphen34'),
	('u@i❤.ws', 'domain_idna'),
	('u@' || repeat('a', 64) || '.com', 'label_length'),
	('u@' || repeat('一龥a.', 24) || 'com', 'domain_length'),
	('u@localhost', 'single_label'),
	('u@10.0.0.1', 'tld_not_alpha'),
	('u@' || repeat('abcdefghi.', 25) || 'com', 'total_length');
SELECT said FROM refused, pg_temp.said_of(input) ORDER BY n;
SELECT input, reason, email_error(input) FROM refused WHERE email_error(input) IS DISTINCT FROM reason OR email_is_valid(input) OR try_email(input) IS NOT NULL;
-- what the reasons are, less the one of other encodings (test/tap/email_encoding.sh)
SELECT count(DISTINCT reason) FROM refused;
-- through the input function, the cast and the function alike
SELECT 'a..b@x.de'::email;
SELECT email('a..b@x.de');
SELECT CAST('a..b@x.de'::varchar AS email);
\set VERBOSITY terse
SELECT 1 AS bad FROM (SELECT E'\u202Ebob\u0007@x.de\n'::email) x;
\set VERBOSITY default

-- huge: refused unread (200 times 60 MB would not be done before the timeout)
CREATE TEMP TABLE huge AS SELECT repeat('é@', 20000000) AS t;
SET statement_timeout = '10s';
SELECT count(email_error(t)), min(email_error(t)), count(try_email(t)) FROM huge, generate_series(1, 200);
SELECT count(*) FROM huge, generate_series(1, 200) WHERE t = 'a@x.de'::email;
RESET statement_timeout;
SELECT t::email FROM huge;
-- white space counts up to 4096 octets with the address
SELECT email_error(repeat(' ', 4090) || 'a@x.de'), email_error(repeat(' ', 4091) || 'a@x.de');

-- binary: recv is as strict as in, send is the text
CREATE TEMP TABLE sent (a email);
INSERT INTO sent VALUES ('u@BÜCHER.de'), ('"a b"@x.de'), (NULL);
SELECT encode(contacts_internal.email_send(a), 'escape') FROM sent WHERE a IS NOT NULL ORDER BY a;
CREATE TEMP TABLE received (a email);
SELECT current_setting('data_directory') || '/email_regress.bin' AS file \gset
COPY sent TO :'file' (FORMAT binary);
COPY received FROM :'file' (FORMAT binary);
SELECT * FROM received ORDER BY a;
CREATE TEMP TABLE wrong (a text);
INSERT INTO wrong VALUES ('a..b@x.de');
COPY wrong TO :'file' (FORMAT binary);
COPY received FROM :'file' (FORMAT binary);	-- fails
SELECT format('rm %L', :'file') AS remove \gset
COPY wrong FROM PROGRAM :'remove';

-- casts: text and varchar on assignment, nothing implicit
CREATE TEMP TABLE assigned (a email, t text, v varchar(20));
PREPARE assign(text, varchar) AS INSERT INTO assigned VALUES ($1, 'b@x.de'::email, 'c@x.de'::email), ($2, NULL, NULL);
EXECUTE assign('A@X.de', 'b@X.de');
SELECT * FROM assigned ORDER BY a;
SELECT length('a@x.de'::email);	-- fails
SELECT length('a@x.de'::email::text);
INSERT INTO assigned (v) VALUES (('a@' || repeat('x', 20) || '.de')::email);	-- fails

-- order: domain first, then the local part without regard to case
SELECT a FROM (VALUES ('z@a.de'::email), ('B@b.de'), ('a@b.de'), ('b@a.de'), ('a@b.com'), ('A@a.de'), ('é@a.de')) v (a) ORDER BY a;
SELECT 'a@b.de'::email < 'B@b.de', 'B@a.de'::email < 'a@b.de', 'A@x.de'::email <= 'a@x.de', 'A@x.de'::email >= 'a@x.de', 'b@x.de'::email > 'A@x.de', 'A@x.de'::email <> 'a@x.de';

-- text in comparisons: the address that it spells; text that spells none equals nothing and sorts behind
SELECT 'Bob@X.de'::email = ' bob@x.DE'::text, 'bob@x.de'::varchar = 'BOB@x.de'::email, 'bob@x.de'::email = 'bob'::text, 'bob@x.de'::email <> 'bob'::text,
	'bob@x.de'::email < 'bob'::text, 'bob'::text > 'bob@x.de'::email, 'bob@x.de'::email = NULL::text;
SELECT 'bob' @=@ 'bob', 'bob' @=@ 'BOB', 'b@x.de' @=@ 'B@X.DE', 'b@x.de' @<@ 'a', 'a' @<@ 'b', 'b' @>@ 'b@x.de';
-- a literal is an address
SELECT 'bob@x.de'::email = 'bob';	-- fails

DEALLOCATE ALL;
