-- Attacks of a SQL user on another organization. Organization 330 has what is wanted, the attacker was granted 331.
-- Every answer is a refusal or shows rows of 331 only; what the manual admits stands at the end.
\set VERBOSITY terse
\set SHOW_CONTEXT never
SET client_min_messages = warning;
INSERT INTO contacts.organization (id, name) VALUES (330, 'Victim'), (331, 'Attacker');
CREATE ROLE regress_contacts_victim;
CREATE ROLE regress_contacts_hostile;
SELECT contacts.grant_access('regress_contacts_victim', '{contacts:read,contacts:write,contacts:delete}', 330);
SELECT contacts.grant_access('regress_contacts_hostile', '{contacts:read,contacts:write,contacts:delete}', 331);
CREATE SCHEMA hostile AUTHORIZATION regress_contacts_hostile;
SET SESSION AUTHORIZATION regress_contacts_victim;
INSERT INTO contacts.contact (id, kind, name, email, phone, code, external_id, customer_user_id) VALUES
	(3301, 'organization', 'Secret Company', 'office@victim.example', '+14155550101', 'SECRET', 'secret-1', 1),
	(3302, 'person', 'Secret Person', 'person@victim.example', '+14155550102', 'SECRET-2', 'secret-2', 2);
UPDATE contacts.contact SET company_id = 3301 WHERE id = 3302;
INSERT INTO contacts.connection (contact_id, type, value) VALUES (3302, 'website', 'https://secret.example');
INSERT INTO contacts.address (contact_id, line1) VALUES (3302, 'Secret Street 1');
SET SESSION AUTHORIZATION regress_contacts_hostile;
INSERT INTO contacts.contact (id, kind, name, email, phone) VALUES
	(3311, 'organization', 'Own Company', 'office@hostile.example', '+14155550111'),
	(3312, 'person', 'Own Person', 'person@hostile.example', '+14155550112');

-- settings, before the library is loaded and after
\c -
\set VERBOSITY terse
\set SHOW_CONTEXT never
SET client_min_messages = warning;
SET contacts.organization_id = '330';
SET contacts.scopes = 'contacts:admin';
SET contacts.signed_context = '330 0 15';
SET SESSION AUTHORIZATION regress_contacts_hostile;
SELECT id, name FROM contacts.contact;
SELECT contacts.current_organization();
RESET contacts.organization_id;
SELECT contacts.has_scope('contacts:admin');
RESET contacts.scopes;
SELECT id FROM contacts.contact ORDER BY id;
SET contacts.organization_id = 330;
SELECT id FROM contacts.contact;
UPDATE contacts.contact SET name = 'x';
SELECT set_config('contacts.organization_id', '330', false);
INSERT INTO contacts.contact (name) VALUES ('x');
DELETE FROM contacts.address;
RESET contacts.organization_id;
SELECT contacts.set_context(330);
SELECT contacts.set_context(330, 1, '{contacts:read}');
CREATE FUNCTION hostile.as_victim() RETURNS SETOF bigint LANGUAGE sql SET contacts.organization_id = '330' AS 'SELECT id FROM contacts.contact';
SELECT hostile.as_victim();
SET contacts.organization_id = '330, 331';
SET contacts.organization_id = '0x14a';
SET contacts.organization_id = '18446744073709551946';
SET contacts.signed_context = '330 0 15';
SET row_security = off;
SELECT id FROM contacts.contact;
RESET row_security;
SET session_replication_role = replica;
SET ROLE regress_contacts_victim;
SELECT set_config('role', 'regress_contacts_victim', false);
\set VERBOSITY sqlstate
ALTER ROLE regress_contacts_victim SET contacts.organization_id = '330';
\set VERBOSITY terse

-- leaky functions and operators that cost next to nothing
SET client_min_messages = notice;
CREATE FUNCTION hostile.leak(text) RETURNS boolean LANGUAGE plpgsql COST 0.0000001 AS
	$$ BEGIN IF $1 NOT LIKE 'Own %' THEN RAISE NOTICE 'leaked %', $1; END IF; RETURN true; END $$;
CREATE FUNCTION hostile.leak(text, text) RETURNS boolean LANGUAGE sql COST 0.0000001 AS 'SELECT hostile.leak($1)';
CREATE FUNCTION hostile.leakproof(text) RETURNS boolean LANGUAGE sql LEAKPROOF AS 'SELECT true';
CREATE OPERATOR hostile.<<< (FUNCTION = hostile.leak, LEFTARG = text, RIGHTARG = text);
SELECT count(*) FROM contacts.contact WHERE hostile.leak(name) AND id > 0;
SELECT count(*) FROM contacts.person WHERE hostile.leak(name);
SELECT count(*) FROM contacts.contact WHERE name OPERATOR(hostile.<<<) 'x';
SELECT count(*) FROM contacts.contact c JOIN (SELECT 1) x (n) ON hostile.leak(c.name);
SELECT count(*) FROM (SELECT * FROM contacts.contact OFFSET 0) c WHERE hostile.leak(name);
SELECT count(*) FROM contacts.contact c, LATERAL (SELECT hostile.leak(c.name)) x;
SELECT count(*) FROM contacts.address WHERE hostile.leak(line1);
UPDATE contacts.contact SET notes = 'seen' WHERE hostile.leak(name);
DELETE FROM contacts.connection WHERE hostile.leak(value);
SET client_min_messages = warning;

-- casts and errors that quote values
SELECT count(*) FROM contacts.contact WHERE (CASE WHEN name LIKE 'Own %' THEN '1' ELSE name END)::int > 0;
SELECT count(*) FROM contacts.contact WHERE 1 / (CASE WHEN name LIKE 'Secret%' THEN 0 ELSE 1 END) > 0;
SELECT count(*) FROM contacts.contact WHERE (CASE WHEN name LIKE 'Own %' THEN '2000-01-01' ELSE name END)::date IS NULL;
SELECT count(*) FROM contacts.contact WHERE name ~ '[';
SELECT count(*) FROM contacts.contact WHERE name LIKE 'S\';

-- unique keys of the other organization tell nothing
BEGIN;
INSERT INTO contacts.contact (id, name, email, code, external_id, customer_user_id)
	VALUES (3302, 'Same keys', 'person@victim.example', 'SECRET', 'secret-1', 1) RETURNING id;
INSERT INTO contacts.contact (id, name, email) VALUES (3301, 'Same keys', 'office@victim.example') ON CONFLICT DO NOTHING RETURNING id;
ROLLBACK;
-- nor do foreign keys: a row of somebody else and no row at all get the same answer
CREATE FUNCTION hostile.answer(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	detail text;
BEGIN
	EXECUTE statement;
	RETURN 'accepted';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
	RETURN regexp_replace(concat_ws(' / ', SQLSTATE, SQLERRM, nullif(detail, '')), '\m(3301|3302|3399)\M', 'N', 'g');
END $$;
SELECT statement, hostile.answer(format(statement, 3301)) = hostile.answer(format(statement, 3399)) AS same,
	hostile.answer(format(statement, 3301)) <> 'accepted' AS refused
FROM (VALUES
	($$UPDATE contacts.contact SET company_id = %s WHERE id = 3312$$),
	($$UPDATE contacts.contact SET reports_to = %s WHERE id = 3312$$),
	($$INSERT INTO contacts.contact (name, email, company_id) VALUES ('x', 'x@hostile.example', %s)$$),
	($$INSERT INTO contacts.contact (name, email, reports_to) VALUES ('x', 'x@hostile.example', %s)$$),
	($$INSERT INTO contacts.contact (name, email, user_id) VALUES ('x', 'x@hostile.example', %s)$$),
	($$INSERT INTO contacts.connection (contact_id, type, value) VALUES (%s, 'other', 'x')$$),
	($$INSERT INTO contacts.address (contact_id, line1) VALUES (%s, 'x')$$),
	($$INSERT INTO contacts.affiliation (contact_id, company_id) VALUES (3312, %s)$$),
	($$INSERT INTO contacts.contact (organization_id, name, email, company_id) VALUES (330, 'x', 'x@x.example', %s)$$),
	($$INSERT INTO contacts.address (organization_id, contact_id) VALUES (330, %s)$$)
	) s (statement);

-- writing into the other organization
INSERT INTO contacts.contact (organization_id, name) VALUES (330, 'x');
INSERT INTO contacts.person (organization_id, name) VALUES (330, 'x');
INSERT INTO contacts.contact (organization_id, id, name) VALUES (330, 3302, 'x') ON CONFLICT (organization_id, id) DO UPDATE SET name = 'taken over';
INSERT INTO contacts.contact (organization_id, id, name) VALUES (330, 3302, 'x') ON CONFLICT DO NOTHING;
UPDATE contacts.contact SET organization_id = 330 WHERE id = 3311;
UPDATE contacts.contact SET name = 'taken over' WHERE organization_id = 330;
UPDATE contacts.contact SET name = 'x' FROM contacts.address a WHERE a.organization_id = 330;
DELETE FROM contacts.connection WHERE organization_id = 330;
MERGE INTO contacts.contact c USING (VALUES (330::bigint, 3302::bigint)) v (o, id) ON c.organization_id = v.o AND c.id = v.id
	WHEN MATCHED THEN UPDATE SET name = 'taken over' WHEN NOT MATCHED THEN INSERT (organization_id, id, name) VALUES (v.o, v.id, 'x');
MERGE INTO contacts.address a USING contacts.contact c ON c.id = 3312 WHEN MATCHED THEN DELETE;
WITH moved AS (UPDATE contacts.contact SET notes = 'x' WHERE organization_id = 330 RETURNING *) SELECT count(*) FROM moved;
COPY contacts.contact (organization_id, name) FROM stdin;
330	x
\.
COPY contacts.connection (organization_id, contact_id, type, value) FROM stdin;
330	3302	other	x
\.

-- reading in every way there is
COPY contacts.organization (id, name) TO stdout;
COPY (SELECT organization_id, id FROM contacts.contact ORDER BY id) TO stdout;
TABLE contacts.address;
SELECT id FROM contacts.contact WHERE organization_id = 330;
SELECT id FROM contacts.contact WHERE ctid = '(0,1)' AND organization_id = 330;
SELECT count(*) FROM contacts.contact TABLESAMPLE bernoulli (100) WHERE organization_id = 330;
SELECT id FROM contacts.contact WHERE organization_id = 330 FOR UPDATE;
SELECT id FROM contacts.person WHERE organization_id = 330;
SELECT id FROM contacts.company WHERE organization_id = 330;
SELECT id FROM contacts.active_contact WHERE organization_id = 330;
CREATE VIEW hostile.everybody AS SELECT id, organization_id FROM contacts.contact;
CREATE VIEW hostile.invoker WITH (security_invoker = true, security_barrier = false) AS SELECT id, organization_id FROM contacts.contact;
SELECT id FROM hostile.everybody WHERE organization_id = 330;
SELECT id FROM hostile.invoker WHERE organization_id = 330;
CREATE MATERIALIZED VIEW hostile.copied AS SELECT id, organization_id FROM contacts.contact;
SELECT id FROM hostile.copied WHERE organization_id = 330;
CREATE TABLE hostile.heir () INHERITS (contacts.contact);
CREATE TABLE hostile.pointer (o bigint, c bigint, FOREIGN KEY (o, c) REFERENCES contacts.contact (organization_id, id));
-- every relation of the schema: readable and empty of others, or not readable
CREATE FUNCTION hostile.foreign_rows(relation text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	n bigint;
BEGIN
	EXECUTE format('SELECT count(*) FROM %s r WHERE (to_jsonb(r) ->> ''organization_id'')::bigint IS DISTINCT FROM 331 AND NOT to_jsonb(r) @> ''{"id": 331}''', relation) INTO n;
	RETURN n;
EXCEPTION WHEN insufficient_privilege THEN
	RETURN 0;
END $$;
SELECT c.oid::regclass, hostile.foreign_rows(c.oid::regclass::text) FROM pg_class c
WHERE c.relnamespace = 'contacts'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm') AND hostile.foreign_rows(c.oid::regclass::text) > 0;
-- functions that take an organization
SELECT * FROM contacts.descendants(3301, organization_id => 330, edge => 'company_id');
SELECT * FROM contacts.ancestors(3302, organization_id => 330, edge => 'company_id');
SELECT contacts.primary_contact(3301, 330);
SELECT contacts.hierarchy(organization_id => 330);
SELECT contacts.org_chart(organization_id => 330);

-- plans and cursors that outlive the role or the context
RESET SESSION AUTHORIZATION;
SET plan_cache_mode = force_generic_plan;
SET SESSION AUTHORIZATION regress_contacts_victim;
PREPARE ids AS SELECT id FROM contacts.contact ORDER BY id;
PREPARE rename AS WITH r AS (UPDATE contacts.contact SET notes = 'renamed' WHERE notes IS DISTINCT FROM 'renamed' RETURNING id) SELECT id FROM r ORDER BY id;
EXECUTE ids;
SET SESSION AUTHORIZATION regress_contacts_hostile;
EXECUTE ids;
EXECUTE rename;
RESET SESSION AUTHORIZATION;
-- prepared by one whom the policies do not hold
PREPARE everything AS SELECT id FROM contacts.contact WHERE organization_id = 330 ORDER BY id;
EXECUTE everything;
SET SESSION AUTHORIZATION regress_contacts_hostile;
EXECUTE everything;
RESET SESSION AUTHORIZATION;
DEALLOCATE ALL;
RESET plan_cache_mode;
CREATE ROLE regress_contacts_double;
SELECT contacts.grant_access('regress_contacts_double', '{contacts:read}', 330);
SELECT contacts.grant_access('regress_contacts_double', '{contacts:read}', 331);
SET SESSION AUTHORIZATION regress_contacts_double;
-- a cursor goes on with the organization that it began with
BEGIN;
SELECT contacts.set_context(331);
DECLARE begun CURSOR FOR SELECT id FROM contacts.contact ORDER BY id;
DECLARE held CURSOR WITH HOLD FOR SELECT id FROM contacts.contact ORDER BY id;
FETCH 1 FROM begun;
SAVEPOINT s;
SELECT contacts.set_context(330);
FETCH 1 FROM begun;
SELECT id FROM contacts.contact ORDER BY id;
ROLLBACK TO s;
SELECT id FROM contacts.contact ORDER BY id;
COMMIT;
FETCH ALL FROM held;
SELECT contacts.current_organization();
CLOSE held;
RESET SESSION AUTHORIZATION;

-- a SECURITY DEFINER function of another role has its owner's privileges, but its caller's organizations
SET SESSION AUTHORIZATION regress_contacts_hostile;
CREATE FUNCTION hostile.count_own() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM contacts.contact WHERE organization_id = 330';
SELECT hostile.count_own();
RESET SESSION AUTHORIZATION;
GRANT USAGE, CREATE ON SCHEMA hostile TO regress_contacts_victim;
SET SESSION AUTHORIZATION regress_contacts_victim;
CREATE FUNCTION hostile.wrapper() RETURNS SETOF text LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN RETURN QUERY SELECT name FROM contacts.contact ORDER BY id; END $$;
SELECT hostile.wrapper();
SET SESSION AUTHORIZATION regress_contacts_hostile;
SELECT hostile.wrapper();
RESET SESSION AUTHORIZATION;
CREATE ROLE regress_contacts_nobody;
GRANT USAGE ON SCHEMA hostile TO regress_contacts_nobody;
SET SESSION AUTHORIZATION regress_contacts_nobody;
SELECT hostile.wrapper();
RESET SESSION AUTHORIZATION;

-- objects of the same name, earlier in the search_path or temporary
SET SESSION AUTHORIZATION regress_contacts_hostile;
CREATE FUNCTION hostile.current_organization() RETURNS bigint LANGUAGE sql AS 'SELECT 330::bigint';
CREATE FUNCTION hostile.has_scope(text) RETURNS boolean LANGUAGE sql AS 'SELECT true';
CREATE FUNCTION hostile.same(bigint, bigint) RETURNS boolean LANGUAGE plpgsql AS
	$$ BEGIN IF current_user <> 'regress_contacts_hostile' THEN RAISE WARNING 'hostile operator ran as %', current_user; END IF; RETURN $1 OPERATOR(pg_catalog.=) $2; END $$;
CREATE FUNCTION hostile.same(text, text) RETURNS boolean LANGUAGE plpgsql AS
	$$ BEGIN IF current_user <> 'regress_contacts_hostile' THEN RAISE WARNING 'hostile operator ran as %', current_user; END IF; RETURN $1 OPERATOR(pg_catalog.=) $2; END $$;
CREATE OPERATOR hostile.= (FUNCTION = hostile.same, LEFTARG = bigint, RIGHTARG = bigint);
CREATE OPERATOR hostile.= (FUNCTION = hostile.same, LEFTARG = text, RIGHTARG = text);
CREATE FUNCTION hostile.format(text, text) RETURNS text LANGUAGE plpgsql AS $$ BEGIN RAISE WARNING 'hostile format ran as %', current_user; RETURN $1; END $$;
CREATE FUNCTION hostile.current_setting(text) RETURNS text LANGUAGE sql AS $$ SELECT 'off' $$;
CREATE TABLE hostile.contact (id bigint);
CREATE TABLE hostile.access (organization_id bigint, role name, scopes text[]);
CREATE TEMP TABLE access AS SELECT 330::bigint AS organization_id, current_user AS role, '{contacts:admin}'::text[] AS scopes;
CREATE TEMP TABLE pg_roles AS SELECT rolname, oid, true AS rolsuper, true AS rolbypassrls, true AS rolcanlogin FROM pg_catalog.pg_roles;
GRANT USAGE ON SCHEMA hostile TO PUBLIC;
SET search_path = hostile, pg_catalog, contacts;
SELECT contacts.current_organization(), contacts.has_scope('contacts:admin');
SELECT id FROM contacts.contact WHERE organization_id OPERATOR(pg_catalog.=) 330;
SELECT answer FROM contacts.explain_access(3302);
SELECT contacts.set_context(330);
-- rules that act as the owner run nothing of it either
INSERT INTO contacts.contact (id, name, email, company_id) VALUES (3313, 'Own Third', 'third@hostile.example', 3311);
INSERT INTO contacts.connection (contact_id, type, value) VALUES (3313, 'email', 'more@hostile.example'), (3313, 'phone', '+14155550113');
INSERT INTO contacts.address (contact_id, line1, is_primary) VALUES (3313, 'Own Street', true);
INSERT INTO contacts.affiliation (contact_id, company_id) VALUES (3312, 3311);
UPDATE contacts.contact SET reports_to = 3312, primary_at = now() WHERE id OPERATOR(pg_catalog.=) 3313;
UPDATE contacts.contact SET company_id = NULL WHERE id OPERATOR(pg_catalog.=) 3313;
UPDATE contacts.contact SET deleted_at = now() WHERE id OPERATOR(pg_catalog.=) 3313;
SELECT * FROM contacts.descendants(3312);
SELECT contacts.primary_contact(3311);
-- what an administrator runs with such a search_path runs nothing of it
RESET SESSION AUTHORIZATION;
SELECT contacts.grant_access('regress_contacts_nobody', '{contacts:read}', 331);
SELECT contacts.refresh_grants();
SELECT count(*) OPERATOR(pg_catalog.>) 0 AS found FROM contacts.doctor() WHERE object OPERATOR(pg_catalog.=) 'hostile';
SELECT contacts.revoke_access('regress_contacts_nobody', 331);
RESET search_path;
SET SESSION AUTHORIZATION regress_contacts_hostile;
DROP TABLE pg_temp.access, pg_temp.pg_roles;
DELETE FROM contacts.connection;
DELETE FROM contacts.address;

-- trigger functions of ours on a table of the attacker's
CREATE TABLE hostile.bait (LIKE contacts.contact INCLUDING DEFAULTS INCLUDING GENERATED);
CREATE TRIGGER bait BEFORE INSERT OR UPDATE ON hostile.bait FOR EACH ROW EXECUTE FUNCTION contacts_internal.contact_before();
INSERT INTO hostile.bait (organization_id, id, kind, name, display_name) VALUES (330, 1, 'person', 'x', 'x');
CREATE TABLE hostile.invalidating (id bigint);
CREATE TRIGGER bait AFTER INSERT ON hostile.invalidating FOR EACH STATEMENT EXECUTE FUNCTION contacts_internal.cache_invalidate();
INSERT INTO hostile.invalidating VALUES (1);
-- each of them refuses, whatever the table looks like
CREATE FUNCTION hostile.trigger_answer(function regprocedure) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	timing text;
	answer text;
BEGIN
	CREATE TABLE hostile.try (LIKE contacts.contact INCLUDING DEFAULTS INCLUDING GENERATED);
	FOREACH timing IN ARRAY '{BEFORE INSERT ON hostile.try FOR EACH ROW,AFTER INSERT ON hostile.try REFERENCING NEW TABLE AS n FOR EACH STATEMENT,AFTER INSERT ON hostile.try FOR EACH ROW,BEFORE INSERT ON hostile.try FOR EACH STATEMENT}'::text[] LOOP
		BEGIN
			EXECUTE 'CREATE TRIGGER t ' || timing || ' EXECUTE FUNCTION ' || function::regproc || '()';
			INSERT INTO hostile.try (organization_id, id, kind, name, display_name) VALUES (330, 3302, 'person', 'x', 'x');
			answer := concat_ws(', ', answer, 'accepted ' || timing);
		EXCEPTION WHEN OTHERS THEN
			IF SQLSTATE <> '55000' THEN
				answer := concat_ws(', ', answer, SQLSTATE || ' ' || SQLERRM);
			END IF;
		END;
	END LOOP;
	DROP TABLE hostile.try;
	RETURN coalesce(answer, 'refused');
END $$;
SELECT p.oid::regprocedure AS function, hostile.trigger_answer(p.oid)
FROM pg_proc p WHERE p.pronamespace IN ('contacts'::regnamespace, 'contacts_internal'::regnamespace) AND p.prorettype = 'trigger'::regtype AND hostile.trigger_answer(p.oid) <> 'refused';

-- what only the owner may do
ALTER TABLE contacts.contact DISABLE ROW LEVEL SECURITY;
ALTER TABLE contacts.contact DISABLE TRIGGER ALL;
DROP POLICY organization_read ON contacts.contact;
CREATE POLICY wide ON contacts.contact USING (true);
CREATE TRIGGER t BEFORE INSERT ON contacts.contact FOR EACH ROW EXECUTE FUNCTION hostile.leak();
CREATE RULE r AS ON INSERT TO contacts.contact DO ALSO SELECT 1;
CREATE INDEX ON contacts.contact ((hostile.leak(name)));
CREATE TABLE contacts.mine (id bigint);
CREATE FUNCTION contacts.has_scope(varchar) RETURNS boolean LANGUAGE sql AS 'SELECT true';
TRUNCATE contacts.contact;
GRANT SELECT ON contacts.contact TO PUBLIC;
SELECT nextval('contacts.contact_id_seq');
SELECT last_value FROM contacts.contact_id_seq;
SELECT * FROM contacts.access;
SELECT kid FROM contacts.jwt_key;
SELECT contacts.grant_access('regress_contacts_hostile', '{contacts:admin}', 330);
SELECT contacts.revoke_access('regress_contacts_victim', 330);
SELECT contacts.protect_table('contacts.contact');
SELECT contacts.upgrade();
SELECT * FROM contacts.doctor();
SELECT contacts_internal.apply_privileges('regress_contacts_hostile');

-- workers of a parallel plan are held as well
RESET SESSION AUTHORIZATION;
INSERT INTO contacts.contact (organization_id, name, email) SELECT 330, 'Secret ' || n, 's' || n || '@victim.example' FROM generate_series(1, 500) n;
ANALYZE contacts.contact;
SET SESSION AUTHORIZATION regress_contacts_hostile;
SET min_parallel_table_scan_size = 0;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET parallel_leader_participation = off;
SET cpu_tuple_cost = 10;
SET enable_indexscan = off;
SET enable_bitmapscan = off;
SET enable_indexonlyscan = off;
SELECT count(*), min(organization_id), max(organization_id) FROM contacts.contact;
SELECT count(*) FROM contacts.contact WHERE length(name) > 0 AND organization_id = 330;
BEGIN;
SET LOCAL contacts.organization_id = 330;
SELECT count(*) FROM contacts.contact;
ROLLBACK;
RESET ALL;
RESET SESSION AUTHORIZATION;
SET client_min_messages = warning;

-- what the manual admits: sizes and estimates of all organizations together; values never
SET SESSION AUTHORIZATION regress_contacts_hostile;
SELECT reltuples > 500 AS rows_of_all FROM pg_class WHERE oid = 'contacts.contact'::regclass;
SELECT count(*) AS statistics FROM pg_stats WHERE schemaname = 'contacts' AND tablename = 'contact';
SELECT stavalues1 FROM pg_statistic LIMIT 1;
RESET SESSION AUTHORIZATION;

-- the victim has what it had
SELECT id, name, company_id, notes FROM contacts.contact WHERE organization_id = 330 AND id IN (3301, 3302) ORDER BY id;
SELECT count(*) AS contacts, (SELECT count(*) FROM contacts.address WHERE organization_id = 330) AS addresses,
	(SELECT count(*) FROM contacts.connection WHERE organization_id = 330) AS connections FROM contacts.contact WHERE organization_id = 330;
DROP SCHEMA hostile CASCADE;
SELECT contacts.revoke_access(role::text::regrole, organization_id) FROM contacts.access WHERE organization_id IN (330, 331);
DROP ROLE regress_contacts_victim, regress_contacts_hostile, regress_contacts_double, regress_contacts_nobody;
DELETE FROM contacts.contact WHERE organization_id IN (330, 331);
