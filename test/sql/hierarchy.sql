-- Who is below whom, as an unprivileged role.
SET client_min_messages = warning;
INSERT INTO contacts.organization (id, name, require_connection) VALUES (500, 'Hierarchy', false), (501, 'Hierarchy of others', false);
DROP ROLE IF EXISTS regress_contacts_hierarchy;
CREATE ROLE regress_contacts_hierarchy;
SELECT contacts.grant_access('regress_contacts_hierarchy', '{contacts:read,contacts:write,contacts:delete}', 500);
SET ROLE regress_contacts_hierarchy;

INSERT INTO contacts.contact (id, uid, kind, name, job_title, reports_to, company_id) VALUES
	(500050, '01500000-0000-0000-0000-000000000050', 'organization', 'Acme "A&B" Corp', NULL, NULL, NULL),
	(500051, '01500000-0000-0000-0000-000000000051', 'organization', 'Acme Labs', NULL, NULL, 500050),
	(500001, '01500000-0000-0000-0000-000000000001', 'person', 'Ada Lovelace', 'CEO', NULL, 500050),
	(500002, '01500000-0000-0000-0000-000000000002', 'person', 'Bob <b>#1</b> `x`', 'CTO\', 500001, 500050),
	(500003, '01500000-0000-0000-0000-000000000003', 'person', 'Cy Young', NULL, 500001, 500050),
	(500004, '01500000-0000-0000-0000-000000000004', 'person', 'Di Prince', 'Engineer', 500002, 500051),
	(500005, '01500000-0000-0000-0000-000000000005', 'person', 'Ed Wood', NULL, 500004, NULL),
	(500006, '01500000-0000-0000-0000-000000000006', 'person', 'Flo Alone', NULL, NULL, NULL);

-- walking
SELECT * FROM contacts.descendants(500001);
SELECT * FROM contacts.descendants(500001, 1);
SELECT * FROM contacts.descendants(500001, 0);
SELECT * FROM contacts.descendants(500050, NULL, 'company_id');
SELECT * FROM contacts.descendants(500005);
SELECT * FROM contacts.descendants(599999);
SELECT * FROM contacts.descendants(NULL);
SELECT * FROM contacts.ancestors(500005);
SELECT * FROM contacts.ancestors(500004, 'company_id');
SELECT * FROM contacts.ancestors(500001);
SELECT contacts.is_descendant(500005, 500001) AS yes, contacts.is_descendant(500001, 500005) AS no,
	contacts.is_descendant(500001, 500001) AS not_itself;
SELECT contacts.common_ancestor(500005, 500003) AS ada, contacts.common_ancestor(500005, 500004) AS di,
	contacts.common_ancestor(500001, 500001) AS itself, contacts.common_ancestor(500005, 500006) AS nobody;
SELECT contacts.subtree_size(500001) AS all_below, contacts.subtree_size(500001, 1) AS direct,
	contacts.subtree_size(500050, NULL, 'company_id') AS company;
SELECT contacts.direct_reports(500001);
SELECT contacts.roots();
SELECT contacts.roots('company_id');

-- one query that asks for many chains, over both edges in turn, and of people who are not there
SELECT v.id, v.edge, a.contact_id, a.depth
FROM (VALUES (1, 500005, 'reports_to'), (2, 500004, 'company_id'), (3, 500004, 'reports_to'), (4, 599999, 'reports_to'),
	(5, 500005, 'reports_to'), (6, 500004, 'company_id')) v (place, id, edge), contacts.ancestors(v.id, v.edge) a
ORDER BY v.place, a.depth;
-- a later query sees what was moved between them
DO $$
DECLARE
	manager bigint;
BEGIN
	FOREACH manager IN ARRAY ARRAY[500001, 500003, 500004] LOOP
		UPDATE contacts.contact SET reports_to = manager WHERE id = 500005;
		RAISE WARNING '%', (SELECT array_agg(a.contact_id ORDER BY i, a.depth) FROM generate_series(500004, 500005) i, contacts.ancestors(i) a);
	END LOOP;
END
$$;
-- so does one place in a program that asks again and again, also when a change was taken back
DO $$
DECLARE
	below boolean;
	answers boolean[];
BEGIN
	FOR i IN 1..6 LOOP
		BEGIN
			IF i IN (2, 4, 5) THEN
				UPDATE contacts.contact SET reports_to = CASE WHEN i = 5 THEN 500004 ELSE 500006 END WHERE id = 500005;
			END IF;
			below := contacts.is_descendant(500005, 500001);
			answers := answers || below;
			IF i = 2 THEN
				RAISE EXCEPTION 'take it back';
			END IF;
		EXCEPTION
			WHEN raise_exception THEN NULL;
		END;
	END LOOP;
	RAISE WARNING '%', answers;
END
$$;
SELECT count(*) AS below_ada FROM contacts.contact c WHERE contacts.is_descendant(c.id, 500001);
SELECT c.id, contacts.common_ancestor(c.id, 500004) FROM contacts.person c ORDER BY c.id;

-- charts
\pset format unaligned
\pset tuples_only on
SELECT contacts.org_chart();
SELECT contacts.org_chart(500050, 'text', 'company_id');
SELECT contacts.org_chart(500001, 'mermaid');
SELECT contacts.org_chart(500050, 'dot', 'company_id');
SELECT contacts.org_chart(599999);
SELECT jsonb_pretty(contacts.hierarchy());
\pset tuples_only off
\pset format aligned

-- a deleted contact is no part of a tree: those below it are roots, those above end there
UPDATE contacts.contact SET deleted_at = now() WHERE id = 500002;
SELECT * FROM contacts.descendants(500001);
SELECT * FROM contacts.descendants(500002);
SELECT * FROM contacts.ancestors(500005);
SELECT * FROM contacts.ancestors(500002);
SELECT contacts.roots();
UPDATE contacts.contact SET deleted_at = NULL WHERE id = 500002;
SELECT contacts.subtree_size(500001);

-- bad arguments
\set SHOW_CONTEXT never
SELECT * FROM contacts.descendants(500001, -1);
SELECT * FROM contacts.descendants(500001, 1, 'manager');
SELECT contacts.org_chart(500001, 'svg');

-- nothing of another organization is seen
RESET ROLE;
INSERT INTO contacts.contact (organization_id, id, name) VALUES (501, 501001, 'Other');
INSERT INTO contacts.contact (organization_id, id, name, reports_to) VALUES (501, 501002, 'Other Report', 501001);
SELECT count(*) AS seen_by_owner FROM contacts.descendants(501001, NULL, 'reports_to', 501);
SET ROLE regress_contacts_hierarchy;
SELECT count(*) AS seen FROM contacts.descendants(501001);
SELECT count(*) AS seen FROM contacts.descendants(501001, NULL, 'reports_to', 501);
SELECT contacts.subtree_size(501001, NULL, 'reports_to', 501) AS seen;
SELECT contacts.org_chart(NULL, 'text', 'reports_to', 501) = '' AS empty;
RESET ROLE;
SELECT contacts.revoke_access('regress_contacts_hierarchy', 500);
DROP ROLE regress_contacts_hierarchy;
