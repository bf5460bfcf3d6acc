-- doctor() finds each thing that breaks isolation, and the SQL that it names mends it.
BEGIN;
SET LOCAL search_path = public, pg_catalog;
SET LOCAL client_min_messages = warning;
SELECT no_plan();

CREATE ROLE regress_contacts_patient;
CREATE ROLE regress_contacts_bypass BYPASSRLS;
INSERT INTO contacts.organization (id, name) VALUES (320, 'Doctor');
SELECT setval('contacts.organization_id_seq', 320);
DO $$ BEGIN EXECUTE contacts_internal.search_path_statement(); END $$;
SELECT contacts.grant_access('regress_contacts_patient', '{contacts:read,contacts:write}', 320);
SELECT is_empty('SELECT * FROM contacts.doctor()', 'a fresh install is healthy');
SELECT isnt_empty($$SELECT * FROM contacts.access_report() WHERE role = 'regress_contacts_patient' AND via = 'own grant'$$, 'the report names a grant');

-- Check that after BREAK a finding of SEVERITY about OBJECT is there, and after its mend it is not; then undo everything.
CREATE FUNCTION pg_temp.finds(break text, severity text, object text, problem text, mendable boolean DEFAULT true) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	found record;
	left_over text;
BEGIN
	BEGIN
		EXECUTE break;
		SELECT d.* INTO found FROM contacts.doctor() d
		WHERE d.severity = finds.severity AND d.object = finds.object AND d.problem LIKE '%' || finds.problem || '%';
		IF mendable AND found.mend IS NOT NULL THEN
			EXECUTE found.mend;
		END IF;
		SELECT string_agg(concat_ws(' | ', d.object, d.problem), E'\n') INTO left_over FROM contacts.doctor() d;
		RAISE EXCEPTION 'undo' USING ERRCODE = 'CT000';
	EXCEPTION WHEN SQLSTATE 'CT000' THEN
		RETURN NEXT ok(found.mend IS NOT NULL, format('%s: %s %s', severity, object, problem));
		IF mendable THEN
			RETURN NEXT is(left_over, NULL, 'mended: ' || coalesce(found.mend, ''));
		END IF;
	END;
END $$;

SELECT pg_temp.finds($$ALTER DATABASE contacts_tap RESET search_path$$, 'warning', 'role regress_contacts_patient', 'operators of the extension are not found');
SELECT pg_temp.finds($$ALTER ROLE regress_contacts_patient SET search_path = public$$, 'warning', 'role regress_contacts_patient', 'operators of the extension are not found');
SELECT pg_temp.finds($$INSERT INTO contacts.organization (id, name) VALUES (987654, 'Ahead')$$, 'warning', 'sequence of contacts.organization', 'the next INSERT fails');
SELECT pg_temp.finds($$INSERT INTO contacts.contact (organization_id, id, name) VALUES (320, 987654, 'Ahead')$$, 'warning', 'sequence of contacts.contact', 'the next INSERT fails');
SELECT pg_temp.finds('ALTER TABLE contacts.contact DISABLE ROW LEVEL SECURITY', 'error', 'contacts.contact', 'switched off');
SELECT pg_temp.finds('CREATE TABLE contacts.extra (organization_id bigint, id bigint)', 'error', 'contacts.extra', 'row-level security is off', false);
SELECT pg_temp.finds('ALTER TABLE contacts.contact FORCE ROW LEVEL SECURITY', 'warning', 'contacts.contact', 'forced');
SELECT pg_temp.finds('CREATE POLICY wide ON contacts.contact FOR SELECT USING (true)', 'error', 'policy wide on contacts.contact', 'without asking');
SELECT pg_temp.finds($$CREATE POLICY forgeable ON contacts.contact AS RESTRICTIVE USING (name <> current_setting('my.name', true))$$,
	'warning', 'policy forgeable on contacts.contact', 'trusts a setting', false);
SELECT pg_temp.finds('DROP TRIGGER context_required ON contacts.address', 'warning', 'contacts.address', 'context_required', false);
SELECT pg_temp.finds('ALTER TABLE contacts.contact DISABLE TRIGGER contact_10_before', 'error', 'trigger contact_10_before on contacts.contact', 'disabled');
SELECT pg_temp.finds('CREATE UNIQUE INDEX leaky ON contacts.contact (tax_id)', 'error', 'contacts.leaky', 'unique without', false);
SELECT pg_temp.finds('ALTER TABLE contacts.address ADD UNIQUE (id); CREATE TABLE public.other (id bigint REFERENCES contacts.address (id))',
	'error', 'constraint other_id_fkey on public.other', 'another organization', false);
SELECT pg_temp.finds('ALTER TABLE contacts.contact ADD CONSTRAINT later CHECK (id < 1000000000) NOT VALID', 'warning', 'constraint later on contacts.contact', 'not validated');
SELECT pg_temp.finds('ALTER VIEW contacts.person SET (security_invoker = false)', 'error', 'contacts.person', 'rights of its owner');
SELECT pg_temp.finds('CREATE VIEW public.everybody AS SELECT name FROM contacts.person', 'error', 'public.everybody', 'rights of its owner');
SELECT pg_temp.finds('CREATE MATERIALIZED VIEW public.copy AS SELECT name FROM contacts.person', 'warning', 'public.copy', 'materialized', false);
SELECT pg_temp.finds('ALTER FUNCTION contacts.explain_access(bigint) SECURITY DEFINER', 'error', 'contacts.explain_access(bigint)', 'rights of its owner');
SELECT pg_temp.finds('ALTER FUNCTION contacts.explain_access(bigint) RESET search_path', 'error', 'contacts.explain_access(bigint)', 'search_path');
SELECT pg_temp.finds($$CREATE FUNCTION contacts.has_scope(varchar) RETURNS boolean LANGUAGE sql AS 'SELECT true'$$, 'warning', 'contacts.has_scope(character varying)', 'does not belong');
SELECT pg_temp.finds($$CREATE FUNCTION public.all_names() RETURNS SETOF text LANGUAGE sql SECURITY DEFINER AS 'SELECT name FROM contacts.contact'$$, 'warning', 'public.all_names()', 'it runs with the rights of', false);
SELECT pg_temp.finds('UPDATE contacts.installation SET version = ''0.0.1''', 'error', 'tables', 'version 0.0.1');
SELECT pg_temp.finds('ALTER ROLE regress_contacts_patient BYPASSRLS', 'error', 'role regress_contacts_patient', 'does not hold', false);
SELECT pg_temp.finds('GRANT regress_contacts_bypass TO regress_contacts_patient', 'error', 'role regress_contacts_patient', 'member of "regress_contacts_bypass"', false);
SELECT pg_temp.finds('DROP OWNED BY regress_contacts_patient; DROP ROLE regress_contacts_patient', 'warning', 'role regress_contacts_patient', 'does not exist');
SELECT pg_temp.finds('UPDATE contacts.access SET expires_at = now() - interval ''1 day''', 'note', 'role regress_contacts_patient', 'expired', false);
SELECT pg_temp.finds('REVOKE UPDATE ON contacts.address FROM regress_contacts_patient', 'warning', 'role regress_contacts_patient', 'UPDATE on contacts.address');
SELECT pg_temp.finds('GRANT SELECT ON contacts.contact TO PUBLIC', 'error', 'contacts.contact', 'PUBLIC');
SELECT pg_temp.finds('GRANT TRUNCATE, TRIGGER ON contacts.address TO regress_contacts_patient', 'error', 'contacts.address', 'TRIGGER, TRUNCATE');
SELECT pg_temp.finds('GRANT SELECT ON contacts.jwt_key TO regress_contacts_patient', 'error', 'contacts.jwt_key', 'SELECT');
SELECT pg_temp.finds('GRANT INSERT ON contacts.access TO regress_contacts_patient', 'error', 'contacts.access', 'INSERT');
SELECT pg_temp.finds('GRANT CREATE ON SCHEMA contacts TO regress_contacts_patient', 'error', 'schema contacts', 'create objects');
SELECT pg_temp.finds('UPDATE contacts.organization SET require_token = true WHERE id = 320', 'warning', 'organization 320', 'requires a token', false);

-- explain_access(): one answer each
SELECT contacts.set_context(320);
INSERT INTO contacts.contact (organization_id, id, name, email) VALUES (320, 3201, 'Seen', 'seen@doctor.example');
INSERT INTO contacts.organization (id, name) VALUES (321, 'Next door');
INSERT INTO contacts.contact (organization_id, id, name, email) VALUES (321, 3211, 'Hidden', 'hidden@doctor.example');
SELECT set_config('contacts.organization_id', '', true);
SET LOCAL ROLE regress_contacts_patient;
CREATE FUNCTION pg_temp.answers(id bigint) RETURNS text LANGUAGE sql AS
	$$ SELECT string_agg(coalesce(answer::text, 'null'), ' ') FROM contacts.explain_access(id) $$;
SELECT is(pg_temp.answers(3201), 'true true true true true', 'a row of the organization is seen');
SELECT is(pg_temp.answers(3211), 'true true true true false', 'a row of another one is not');
SELECT is((SELECT string_agg(replace(explanation, '3211', 'N'), '') FROM contacts.explain_access(3211)),
	(SELECT string_agg(replace(explanation, '9999', 'N'), '') FROM contacts.explain_access(9999)), 'and is told apart from none at all by nothing');
SELECT contacts.set_context(320, NULL, '{contacts:write}');
SELECT is(pg_temp.answers(3201), 'true true true false false', 'without the scope to read');
SELECT set_config('contacts.organization_id', '321', true);
SELECT is(pg_temp.answers(3201), 'true true false false false', 'with a context of somebody else');
RESET ROLE;
SELECT set_config('contacts.scopes', '', true);
SELECT is(pg_temp.answers(3211), 'true false true true true', 'a superuser sees it');
SELECT * FROM finish();
ROLLBACK;
