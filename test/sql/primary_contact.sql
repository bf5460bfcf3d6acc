-- The primary contact of a company, as an unprivileged role.
SET client_min_messages = warning;
\set SHOW_CONTEXT never
INSERT INTO contacts.organization (id, name, require_connection) VALUES (510, 'Primary', false);
DROP ROLE IF EXISTS regress_contacts_primary;
CREATE ROLE regress_contacts_primary;
SELECT contacts.grant_access('regress_contacts_primary', '{contacts:read,contacts:write,contacts:delete}', 510);
SET ROLE regress_contacts_primary;
INSERT INTO contacts.company (id, name) VALUES (510050, 'Acme'), (510051, 'Other');
INSERT INTO contacts.contact (id, name, type, company_id) VALUES
	(510001, 'Billing First', 'BILLING', 510050),
	(510002, 'Primary Second', 'PRIMARY', 510050),
	(510003, 'Primary Third', 'PRIMARY', 510050),
	(510004, 'Elsewhere', 'PRIMARY', 510051),
	(510005, 'Nowhere', 'PRIMARY', NULL);

-- order without a choice: type PRIMARY first, then id
SELECT contacts.primary_contact(510050);
-- a choice counts more
SELECT contacts.set_primary_contact(510050, 510001);
SELECT contacts.primary_contact(510050);
SELECT contacts.set_primary_contact(510050, 510003);
SELECT contacts.primary_contact(510050);
-- the second time nothing changes
SELECT version AS before FROM contacts.contact WHERE id = 510003 \gset
SELECT contacts.set_primary_contact(510050, 510003);
SELECT version = :before AS unchanged FROM contacts.contact WHERE id = 510003;
-- whoever drops out hands over: inactive, deleted, moved
UPDATE contacts.contact SET status = 'inactive' WHERE id = 510003;
SELECT contacts.primary_contact(510050);
UPDATE contacts.contact SET deleted_at = now() WHERE id = 510001;
SELECT contacts.primary_contact(510050);
UPDATE contacts.contact SET company_id = 510051 WHERE id = 510002;
SELECT contacts.primary_contact(510050);
-- and takes over again
UPDATE contacts.contact SET status = 'active' WHERE id = 510003;
SELECT contacts.primary_contact(510050);
-- a move clears the choice
UPDATE contacts.contact SET company_id = 510051 WHERE id = 510003;
SELECT primary_at FROM contacts.contact WHERE id = 510003;
SELECT contacts.primary_contact(510051);

-- an open affiliation is a membership: rank counts among those of the same role
INSERT INTO contacts.affiliation (contact_id, company_id, role, backup_rank) VALUES
	(510005, 510050, 'PRIMARY', 2), (510004, 510050, 'PRIMARY', 1), (510003, 510050, 'BILLING', NULL), (510002, 510050, 'BILLING', 7);
SELECT contacts.primary_contact(510050);
SELECT contacts.failover(510050), contacts.failover(510050, 'BILLING') AS billing, contacts.failover(510050, 'LEGAL') AS legal;
SELECT contacts.failover(510050, 'BOSS');
UPDATE contacts.affiliation SET started_on = '2020-01-01', ended_on = '2020-02-01' WHERE contact_id = 510004;
SELECT contacts.primary_contact(510050);
SELECT contacts.set_primary_contact(510050, 510003);
SELECT contacts.primary_contact(510050), contacts.primary_contact(510051) AS elsewhere;

-- refused
SELECT contacts.set_primary_contact(510050, 510099);
SELECT contacts.set_primary_contact(510099, 510003);
SELECT contacts.set_primary_contact(510003, 510003);
SELECT contacts.set_primary_contact(510050, 510004);
SELECT contacts.set_primary_contact(510050, 510050);
SELECT contacts.set_primary_contact(510050, NULL);
SELECT contacts.set_primary_contact(510050, 510003, NULL);

-- without primary_auto only a choice counts
RESET ROLE;
UPDATE contacts.organization SET primary_auto = false WHERE id = 510;
SET ROLE regress_contacts_primary;
SELECT contacts.primary_contact(510050), contacts.primary_contact(510051);
RESET ROLE;
UPDATE contacts.organization SET primary_auto = true WHERE id = 510;
SET ROLE regress_contacts_primary;

-- view company: every column can be written
SELECT id, name, primary_contact_id FROM contacts.company ORDER BY id;
UPDATE contacts.company SET primary_contact_id = 510004, notes = 'chosen' WHERE id = 510051
	RETURNING id, primary_contact_id, notes, version;
UPDATE contacts.company SET primary_contact_id = NULL WHERE id = 510051 RETURNING primary_contact_id;
UPDATE contacts.company SET primary_contact_id = 510005 WHERE id = 510051;
UPDATE contacts.company SET is_active = false WHERE id = 510051;
UPDATE contacts.company SET name = '' WHERE id = 510051;
UPDATE contacts.company SET notes = notes WHERE id = 510051 RETURNING id;
INSERT INTO contacts.company (id, name) VALUES (510052, 'New') RETURNING kind, primary_contact_id;
-- a deleted company has none
UPDATE contacts.company SET deleted_at = now() WHERE id = 510050 RETURNING id, name;
SELECT contacts.primary_contact(510050);
SELECT id FROM contacts.company ORDER BY id;

-- document R's operation
UPDATE contacts.contact SET deleted_at = NULL WHERE id = 510050;
SELECT contacts.set_primary(c.uid, p.uid) = jsonb_build_object(
		'contact', jsonb_build_object('id', p.uid::uuid, 'name', p.name, 'displayName', p.display_name, 'email', p.email, 'parentEntityId', o.uid::uuid),
		'company', jsonb_build_object('id', c.uid::uuid, 'name', c.name, 'primaryContactId', p.uid::uuid)) AS as_documented
FROM contacts.contact p, contacts.contact c, contacts.contact o
WHERE p.id = 510002 AND c.id = 510050 AND o.id = p.company_id;
SELECT contacts.primary_contact(510050);
SELECT contacts.set_primary(c.uid, contacts.gen_ulid()) FROM contacts.contact c WHERE c.id = 510050;
SELECT contacts.set_primary(contacts.gen_ulid(), p.uid) FROM contacts.contact p WHERE p.id = 510002;
SELECT contacts.set_primary(c.uid, p.uid) FROM contacts.contact p, contacts.contact c WHERE p.id = 510004 AND c.id = 510050;
-- all of them in one pass give the same answers
SELECT company_id, contact_id, primary_at IS NOT NULL AS chosen FROM contacts.company_primary ORDER BY company_id;
SELECT count(*) AS other_answers FROM contacts.company c LEFT JOIN contacts.company_primary p ON p.company_id = c.id
WHERE contacts.primary_contact(c.id) IS DISTINCT FROM p.contact_id;
-- who was chosen, latest first
SELECT contact_id, chosen_at IS NOT NULL AS chosen, until IS NOT NULL AS followed FROM contacts.primary_history(510050);
-- also who came with a choice, as contact and by an affiliation
INSERT INTO contacts.contact (id, kind, name) VALUES (510059, 'organization', 'Fresh Ltd');
INSERT INTO contacts.contact (id, kind, name, company_id, primary_at) VALUES (510008, 'person', 'Chosen at Once', 510059, '2026-01-02');
INSERT INTO contacts.affiliation (contact_id, company_id, primary_at) VALUES (510002, 510059, '2026-01-03');
SELECT contact_id, chosen_at IS NOT NULL AS chosen, until IS NOT NULL AS followed FROM contacts.primary_history(510059);

-- many companies in one query, in any order: the same answers, also for one with many people, affiliates, or deleted
INSERT INTO contacts.contact (id, kind, name) SELECT 511000 + i, 'organization', 'Company ' || i FROM generate_series(1, 300) i;
INSERT INTO contacts.contact (id, name, type, company_id, primary_at, status)
SELECT 512000 + i, 'Person ' || i, CASE WHEN i % 3 = 0 THEN 'PRIMARY' ELSE 'OTHER' END,
	CASE WHEN i <= 600 THEN 511100 ELSE 511001 + i * 7 % 300 END,
	CASE WHEN i % 11 = 0 THEN timestamptz '2026-01-01' + i * interval '1 hour' END, CASE WHEN i % 5 = 0 THEN 'inactive' ELSE 'active' END
FROM generate_series(1, 1400) i;
INSERT INTO contacts.affiliation (contact_id, company_id, role, backup_rank)
SELECT 512000 + i, 511002 + i * 7 % 290, 'PRIMARY', i % 4 + 1 FROM generate_series(601, 1400, 37) i;
UPDATE contacts.contact SET deleted_at = now() WHERE id BETWEEN 511001 AND 511300 AND id % 17 = 0;
SELECT o.name, (WITH a AS MATERIALIZED (
		SELECT c.id, contacts.primary_contact(c.id) AS answer
		FROM (SELECT id FROM contacts.contact WHERE kind = 'organization' ORDER BY id % o.groups, id * o.direction OFFSET 0) c
	) SELECT count(*) FILTER (WHERE a.answer IS DISTINCT FROM p.contact_id) || ' of ' || count(*)
	FROM a LEFT JOIN contacts.company_primary p ON p.company_id = a.id) AS other_answers
FROM (VALUES ('upwards', 1, 1), ('downwards', 1, -1), ('here and there', 40, 1)) AS o (name, groups, direction);
-- one place in a program that asks for them in turn sees what was changed meanwhile
SELECT company_id, contact_id FROM contacts.company_primary WHERE company_id BETWEEN 511060 AND 511066 ORDER BY company_id;
DO $$
DECLARE
	answers text[];
BEGIN
	FOR id IN 511005..511066 LOOP
		IF id = 511063 THEN
			UPDATE contacts.contact SET status = 'inactive' WHERE company_id IN (511061, 511063, 511065);
		END IF;
		answers[id] := id || ' ' || coalesce(contacts.primary_contact(id)::text, 'nobody');
	END LOOP;
	RAISE WARNING '%', answers[511060:511066];
END
$$;
RESET ROLE;
SELECT contacts.revoke_access('regress_contacts_primary', 510);
DROP ROLE regress_contacts_primary;
