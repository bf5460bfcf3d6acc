-- authenticate(token): a context that the client can neither make up nor change.
\set VERBOSITY terse
SET client_min_messages = warning;
-- HMAC-SHA-256 (RFC 2104) and tokens in SQL, so that the test shares no code with what it tests
CREATE SCHEMA regress_contacts_token;
CREATE FUNCTION regress_contacts_token.hmac(key bytea, message bytea) RETURNS bytea LANGUAGE plpgsql AS $$
DECLARE
	inner_pad bytea := decode(repeat('36', 64), 'hex');
	outer_pad bytea := decode(repeat('5c', 64), 'hex');
BEGIN
	FOR i IN 0 .. length(key) - 1 LOOP
		inner_pad := set_byte(inner_pad, i, get_byte(key, i) # 54);
		outer_pad := set_byte(outer_pad, i, get_byte(key, i) # 92);
	END LOOP;
	RETURN sha256(outer_pad || sha256(inner_pad || message));
END $$;
CREATE FUNCTION regress_contacts_token.base64url(b bytea) RETURNS text LANGUAGE sql AS
	$$ SELECT translate(rtrim(encode(b, 'base64'), '='), E'+/\n', '-_') $$;
CREATE FUNCTION regress_contacts_token.sign(header text, payload text, secret text) RETURNS text LANGUAGE sql AS $$
	SELECT s || '.' || regress_contacts_token.base64url(regress_contacts_token.hmac(convert_to(secret, 'UTF8'), convert_to(s, 'UTF8')))
	FROM (SELECT regress_contacts_token.base64url(convert_to(header, 'UTF8')) || '.' || regress_contacts_token.base64url(convert_to(payload, 'UTF8'))) x (s) $$;
-- a token of key k1 for the organizations of this test, with or without more claims
CREATE FUNCTION regress_contacts_token.token(claims text, header text DEFAULT '{"alg":"HS256","kid":"k1"}',
	secret text DEFAULT 'a secret of at least thirty-two bytes') RETURNS text LANGUAGE sql AS
	$$ SELECT regress_contacts_token.sign(header, '{' || claims || '}', secret) $$;
-- RFC 4231, test case 2
SELECT encode(regress_contacts_token.hmac('Jefe', 'what do ya want for nothing?'), 'hex');

INSERT INTO contacts.organization (id, name) VALUES (310, 'Signed'), (311, 'Other'), (312, 'Closed to the unsigned');
UPDATE contacts.organization SET require_token = true WHERE id = 312;
INSERT INTO contacts.app_user (organization_id, id, name, external_id, is_active) VALUES
	(310, 3101, 'Ann', 'auth0|ann', true), (310, 3102, 'Gone', 'auth0|gone', false), (310, 3103, 'Number', '3101', true), (310, 3104, 'Plain', NULL, true);
INSERT INTO contacts.contact (organization_id, id, name, email)
	VALUES (310, 3101, 'Ann Signed', 'ann@signed.example'), (311, 3111, 'Bob Other', 'bob@other.example'),
		(312, 3121, 'Cid Closed', 'cid@closed.example');
INSERT INTO contacts.jwt_key (kid, secret) VALUES ('k1', 'a secret of at least thirty-two bytes');
INSERT INTO contacts.jwt_key (kid, secret, audience, issuer) VALUES ('aud', 'a secret of at least thirty-two bytes', 'contacts', 'https://issuer.example');
INSERT INTO contacts.jwt_key (kid, secret, organization_id) VALUES ('org', 'a secret of at least thirty-two bytes', 310);
INSERT INTO contacts.jwt_key (kid, secret, active) VALUES ('off', 'a secret of at least thirty-two bytes', false);
INSERT INTO contacts.jwt_key (kid, secret, expires_at) VALUES ('old', 'a secret of at least thirty-two bytes', now());
INSERT INTO contacts.jwt_key (kid, secret) VALUES ('short', 'too short');	-- fails
CREATE ROLE regress_contacts_token;
GRANT USAGE ON SCHEMA regress_contacts_token TO regress_contacts_token;
SELECT contacts.grant_access('regress_contacts_token', '{contacts:read,contacts:write}', 310);
SELECT contacts.grant_access('regress_contacts_token', '{contacts:read,contacts:write}', 311);
SELECT contacts.grant_access('regress_contacts_token', '{contacts:read,contacts:write}', 312);
SET ROLE regress_contacts_token;
-- clock of the server in a claim
\set soon '"exp":' `date -d '+1 hour' +%s`
\set past '"exp":' `date -d '-1 hour' +%s`
\set later '"nbf":' `date -d '+1 hour' +%s`

-- passes: organization, user and scopes hold until the transaction ends
BEGIN;
SELECT contacts.authenticate(regress_contacts_token.token('"org":310,"sub":"auth0|ann","scope":"openid contacts:read",' || :'soon'));
SELECT contacts.current_organization(), contacts.current_user_id(), contacts.has_scope('contacts:read') AS read, contacts.has_scope('contacts:write') AS write;
SELECT id, name FROM contacts.contact;
-- what a client may do to the settings changes nothing
SET contacts.organization_id = 311;
SET LOCAL contacts.user_id = 5;
SET contacts.scopes = 'contacts:read,contacts:write';
SELECT contacts.current_organization(), contacts.current_user_id(), contacts.has_scope('contacts:write') AS write;
RESET ALL;
SELECT contacts.current_organization(), contacts.current_user_id(), contacts.has_scope('contacts:write') AS write;
SAVEPOINT s;
SELECT contacts.set_context(311);	-- fails
ROLLBACK TO s;
SELECT contacts.set_context(310, 3103);	-- fails
ROLLBACK TO s;
SET contacts.signed_context = '311 0 15';	-- fails
ROLLBACK TO s;
RESET contacts.signed_context;	-- fails
ROLLBACK TO s;
SELECT set_config('contacts.signed_context', '', true);	-- fails
ROLLBACK TO s;
INSERT INTO contacts.contact (name) VALUES ('No scope');	-- fails
ROLLBACK TO s;
SELECT contacts.set_context(310, NULL, '{contacts:write}');
SELECT contacts.has_scope('contacts:read') AS read, contacts.has_scope('contacts:write') AS write;
ROLLBACK TO s;
-- a token of a savepoint ends with it
SELECT contacts.authenticate(regress_contacts_token.token('"org":"311","user_id":7,"scopes":["contacts:write"],' || :'soon'));
SELECT contacts.current_organization(), contacts.current_user_id(), contacts.has_scope('contacts:read') AS read, contacts.has_scope('contacts:write') AS write;
ROLLBACK TO s;
SELECT contacts.current_organization(), contacts.current_user_id(), contacts.has_scope('contacts:read') AS read, contacts.has_scope('contacts:write') AS write;
COMMIT;
SELECT contacts.current_organization(), contacts.current_user_id();
SHOW contacts.signed_context;

-- a number in sub is an external_id before it is an id; a claim user_id is an id
BEGIN;
SELECT contacts.authenticate(regress_contacts_token.token('"org":310,"sub":"3101",' || :'soon'));
SELECT contacts.current_user_id(), contacts.has_scope('contacts:write') AS granted_scope, contacts.has_scope('contacts:delete') AS scope_not_granted;
SELECT contacts.authenticate(regress_contacts_token.token('"org":310,"user_id":3101,' || :'soon'));
SELECT contacts.current_user_id();
SELECT contacts.authenticate(regress_contacts_token.token('"org":310,"sub":"a service",' || :'soon'));
SELECT contacts.current_user_id();
-- a number that was not provisioned means nobody: neither a user whom tokens know under another name, nor an id to come
SELECT contacts.authenticate(regress_contacts_token.token('"org":310,"sub":"3103",' || :'soon'));
SELECT contacts.current_user_id() AS has_an_external_id;
SELECT contacts.authenticate(regress_contacts_token.token('"org":310,"sub":"3199",' || :'soon'));
SELECT contacts.current_user_id() AS is_nobody;
SELECT contacts.authenticate(regress_contacts_token.token('"org":310,"sub":"3104",' || :'soon'));
SELECT contacts.current_user_id() AS has_no_external_id;
SELECT contacts.authenticate(regress_contacts_token.token('"org":310,"sub":"a service",' || :'soon'));
INSERT INTO contacts.contact (id, name, email) VALUES (3109, 'Made by a service', 's@signed.example') RETURNING organization_id, created_by;
ROLLBACK;

-- a key with an audience, an issuer, one organization
BEGIN;
SELECT contacts.authenticate(regress_contacts_token.token('"org":310,"aud":["x","contacts"],"iss":"https://issuer.example",' || :'soon', '{"alg":"HS256","kid":"aud"}'));
SELECT contacts.authenticate(regress_contacts_token.token(:'soon', '{"kid":"org","alg":"HS256"}'));
SELECT contacts.current_organization();
ROLLBACK;

-- bad tokens, each with its reason: all CT401
CREATE FUNCTION pg_temp.try(token text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	detail text;
BEGIN
	PERFORM contacts.authenticate(token);
	RETURN 'accepted';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
	RETURN concat_ws(' ', SQLSTATE, coalesce(nullif(detail, ''), SQLERRM));
END $$;
SELECT name, pg_temp.try(token) FROM (VALUES
	(1, 'right', regress_contacts_token.token('"org":310,' || :'soon')),
	(2, 'null', NULL),
	(3, 'empty', ''),
	(4, 'no token', 'Bearer'),
	(5, 'another key', regress_contacts_token.token('"org":310,' || :'soon', secret => 'another secret of thirty-two bytes..')),
	(6, 'empty key', regress_contacts_token.token('"org":310,' || :'soon', secret => '')),
	(7, 'payload exchanged', regexp_replace(regress_contacts_token.token('"org":310,' || :'soon'), '\..*\.',
		'.' || regress_contacts_token.base64url(('{"org":311,' || :'soon' || '}')::bytea) || '.')),
	(8, 'alg none', regress_contacts_token.token('"org":310,' || :'soon', '{"alg":"none"}')),
	(9, 'alg none, no signature', rtrim(split_part(regress_contacts_token.token('"org":310,' || :'soon', '{"alg":"none"}'), '.', 1)
		|| '.' || split_part(regress_contacts_token.token('"org":310,' || :'soon'), '.', 2)) || '.'),
	(10, 'alg HS384', regress_contacts_token.token('"org":310,' || :'soon', '{"alg":"HS384","kid":"k1"}')),
	(11, 'alg RS256', regress_contacts_token.token('"org":310,' || :'soon', '{"alg":"RS256","kid":"k1"}')),
	(12, 'no alg', regress_contacts_token.token('"org":310,' || :'soon', '{"kid":"k1"}')),
	(13, 'crit', regress_contacts_token.token('"org":310,' || :'soon', '{"alg":"HS256","kid":"k1","crit":["b64"]}')),
	(14, 'unknown kid', regress_contacts_token.token('"org":310,' || :'soon', '{"alg":"HS256","kid":"k9"}')),
	(15, 'no kid, several keys', regress_contacts_token.token('"org":310,' || :'soon', '{"alg":"HS256"}')),
	(16, 'key switched off', regress_contacts_token.token('"org":310,' || :'soon', '{"alg":"HS256","kid":"off"}')),
	(17, 'key expired', regress_contacts_token.token('"org":310,' || :'soon', '{"alg":"HS256","kid":"old"}')),
	(18, 'expired', regress_contacts_token.token('"org":310,' || :'past')),
	(19, 'no exp', regress_contacts_token.token('"org":310')),
	(20, 'exp is text', regress_contacts_token.token('"org":310,"exp":"9999999999"')),
	(21, 'not yet valid', regress_contacts_token.token('"org":310,' || :'soon' || ',' || :'later')),
	(22, 'wrong audience', regress_contacts_token.token('"org":310,"aud":"x","iss":"https://issuer.example",' || :'soon', '{"alg":"HS256","kid":"aud"}')),
	(23, 'no audience', regress_contacts_token.token('"org":310,"iss":"https://issuer.example",' || :'soon', '{"alg":"HS256","kid":"aud"}')),
	(24, 'wrong issuer', regress_contacts_token.token('"org":310,"aud":"contacts","iss":"https://issuer.example.net",' || :'soon', '{"alg":"HS256","kid":"aud"}')),
	(25, 'no organization', regress_contacts_token.token(:'soon')),
	(26, 'organization of another key', regress_contacts_token.token('"org":311,' || :'soon', '{"alg":"HS256","kid":"org"}')),
	(27, 'organization is no number', regress_contacts_token.token('"org":"310 or 311",' || :'soon')),
	(28, 'duplicate claim', regress_contacts_token.token('"org":310,"org":311,' || :'soon')),
	(29, 'duplicate claim, escaped', regress_contacts_token.token('"org":310,"\u006frg":311,' || :'soon')),
	(30, 'duplicate alg', regress_contacts_token.token('"org":310,' || :'soon', '{"alg":"none","alg":"HS256","kid":"k1"}')),
	(31, 'two names of a claim', regress_contacts_token.token('"org":310,"organization_id":311,' || :'soon')),
	(32, 'payload is no JSON', regress_contacts_token.sign('{"alg":"HS256","kid":"k1"}', 'org=310', 'a secret of at least thirty-two bytes')),
	(33, 'payload is an array', regress_contacts_token.sign('{"alg":"HS256","kid":"k1"}', '[]', 'a secret of at least thirty-two bytes')),
	(34, 'padded', replace(regress_contacts_token.token('"org":310,' || :'soon'), '.', '=.')),
	(35, 'trailing byte', regress_contacts_token.token('"org":310,' || :'soon') || 'A'),
	(36, 'four parts', regress_contacts_token.token('"org":310,' || :'soon') || '.'),
	(37, '1 MB', repeat('A', 1024 * 1024)),
	(38, 'deep', regress_contacts_token.token('"org":310,"x":' || repeat('[', 3000) || repeat(']', 3000) || ',' || :'soon')),
	(39, 'user not active', regress_contacts_token.token('"org":310,"sub":"auth0|gone",' || :'soon')),
	(40, 'no scope of ours', regress_contacts_token.token('"org":310,"scope":"openid",' || :'soon')),
	(41, 'empty scope', regress_contacts_token.token('"org":310,"scope":"",' || :'soon')),
	(42, 'scope in another case', regress_contacts_token.token('"org":310,"scope":"Contacts:Read",' || :'soon')),
	(43, 'organization without a grant', regress_contacts_token.token('"org":1,' || :'soon')),
	(44, 'organization that does not exist', regress_contacts_token.token('"org":319,' || :'soon'))
	) t (n, name, token) ORDER BY n;

-- an organization that requires a token
SELECT contacts.set_context(312);	-- fails
BEGIN;
SET LOCAL contacts.organization_id = 312;
SELECT count(*) FROM contacts.contact;	-- fails
ROLLBACK;
BEGIN;
SELECT contacts.authenticate(regress_contacts_token.token('"org":312,' || :'soon'));
SELECT id FROM contacts.contact;
COMMIT;
RESET ROLE;
-- its only grant is no way around it
SELECT contacts.revoke_access('regress_contacts_token', 310);
SELECT contacts.revoke_access('regress_contacts_token', 311);
SET ROLE regress_contacts_token;
SELECT contacts.current_organization();
SELECT count(*) FROM contacts.contact;
INSERT INTO contacts.contact (name) VALUES ('No context');	-- fails
-- keys are the owner's
SELECT * FROM contacts.jwt_key;	-- fails
-- parallel workers know the token
RESET ROLE;
INSERT INTO contacts.contact (organization_id, name, email) SELECT 312, 'Many ' || n, 'many' || n || '@closed.example' FROM generate_series(1, 300) n;
ANALYZE contacts.contact;
SET ROLE regress_contacts_token;
SET min_parallel_table_scan_size = 0;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET enable_indexscan = off;
SET enable_bitmapscan = off;
SET parallel_leader_participation = off;
SET cpu_tuple_cost = 10;
BEGIN;
SELECT contacts.authenticate(regress_contacts_token.token('"org":312,"user_id":9,' || :'soon'));
CREATE FUNCTION pg_temp.plan_of(query text) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
	RETURN QUERY EXECUTE 'EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) ' || query;
END $$;
SELECT bool_or(line LIKE '%Workers Launched%') AS parallel
FROM pg_temp.plan_of('SELECT count(*) FROM contacts.contact WHERE contacts.current_user_id() = 9 AND length(name) > 0') line;
SELECT count(*) FROM contacts.contact WHERE contacts.current_user_id() = 9 AND contacts.current_organization() = 312;
COMMIT;
RESET ALL;
RESET ROLE;
-- a placeholder of before the library was loaded does not become a signature
\c -
SET contacts.signed_context = '312 0 15';
SET contacts.organization_id = '312';
SET ROLE regress_contacts_token;
SELECT contacts.current_organization();	-- fails
\c -
\set VERBOSITY terse
SET client_min_messages = warning;
SELECT contacts.current_organization();
ALTER ROLE regress_contacts_token SET contacts.signed_context = '312 0 15';	-- fails
DELETE FROM contacts.jwt_key;
SELECT contacts.revoke_access('regress_contacts_token', 312);
DROP SCHEMA regress_contacts_token CASCADE;
DROP ROLE regress_contacts_token;
