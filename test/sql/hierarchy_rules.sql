-- What the hierarchy refuses, as an unprivileged role.
SET client_min_messages = warning;
\set SHOW_CONTEXT never
INSERT INTO contacts.organization (id, name, max_depth, require_connection) VALUES (520, 'Rules', 5, false);
DROP ROLE IF EXISTS regress_contacts_rules;
CREATE ROLE regress_contacts_rules;
SELECT contacts.grant_access('regress_contacts_rules', '{contacts:read,contacts:write,contacts:delete}', 520);
SET ROLE regress_contacts_rules;
INSERT INTO contacts.contact (id, kind, name, reports_to, company_id) VALUES
	(520050, 'organization', 'Holding', NULL, NULL), (520051, 'organization', 'Child', NULL, 520050),
	(520052, 'organization', 'Grandchild', NULL, 520051),
	(520001, 'person', 'One', NULL, 520050), (520002, 'person', 'Two', 520001, 520051),
	(520003, 'person', 'Three', 520002, 520052), (520004, 'person', 'Four', 520003, NULL);

-- cycles: fails
UPDATE contacts.contact SET reports_to = 520001 WHERE id = 520001;
UPDATE contacts.contact SET reports_to = 520002 WHERE id = 520001;
UPDATE contacts.contact SET reports_to = 520004 WHERE id = 520001;
UPDATE contacts.contact SET company_id = 520052 WHERE id = 520050;
UPDATE contacts.company SET company_id = 520052 WHERE id = 520050;
INSERT INTO contacts.contact (id, name, reports_to) VALUES (520010, 'A', 520011), (520011, 'B', 520012), (520012, 'C', 520010);
INSERT INTO contacts.contact (id, kind, name, company_id) VALUES (520060, 'organization', 'A', 520061), (520061, 'organization', 'B', 520060);
INSERT INTO contacts.contact (id, name) VALUES (520001, 'One') ON CONFLICT (organization_id, id) DO UPDATE SET reports_to = 520003;
MERGE INTO contacts.contact c USING (VALUES (520001)) v (id) ON c.id = v.id WHEN MATCHED THEN UPDATE SET reports_to = 520003;
WITH moved AS (UPDATE contacts.contact SET reports_to = 520002 WHERE id = 520001 RETURNING 1)
UPDATE contacts.contact SET reports_to = NULL WHERE id = 520004;
-- deleted contacts count: to restore one must never close a cycle
BEGIN;
UPDATE contacts.contact SET deleted_at = now() WHERE id = 520002;
UPDATE contacts.contact SET reports_to = 520003 WHERE id = 520001;
ROLLBACK;
-- a trigger of a customer moves, too
RESET ROLE;
CREATE FUNCTION regress_move() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.reports_to := 520003; RETURN NEW; END $$;
CREATE TRIGGER zz_move BEFORE UPDATE ON contacts.contact FOR EACH ROW WHEN (NEW.notes = 'move') EXECUTE FUNCTION regress_move();
SET ROLE regress_contacts_rules;
UPDATE contacts.contact SET notes = 'move' WHERE id = 520001;
RESET ROLE;
DROP TRIGGER zz_move ON contacts.contact;
DROP FUNCTION regress_move();
SET ROLE regress_contacts_rules;

-- a statement is judged by its result: passes
UPDATE contacts.contact c SET reports_to = v.r FROM (VALUES (520001, 520004), (520002, 520001), (520003, NULL), (520004, 520003)) v (id, r) WHERE c.id = v.id;
SELECT contacts.org_chart();
UPDATE contacts.contact c SET reports_to = v.r FROM (VALUES (520001, NULL), (520002, 520001), (520003, 520002), (520004, 520003)) v (id, r) WHERE c.id = v.id;
SELECT contacts.org_chart();
INSERT INTO contacts.contact (id, name, reports_to) VALUES (520020, 'Below', 520021), (520021, 'Above', NULL);
-- what was rolled back is not judged
BEGIN;
SAVEPOINT a;
UPDATE contacts.contact SET reports_to = CASE id WHEN 520001 THEN 520004 ELSE 529999 END WHERE id IN (520001, 520004);
ROLLBACK TO a;
UPDATE contacts.contact SET reports_to = 520021 WHERE id = 520001;
COMMIT;
UPDATE contacts.contact SET reports_to = NULL WHERE id = 520001;

-- references: fails
INSERT INTO contacts.contact (id, name, reports_to) VALUES (520030, 'X', 520050);
INSERT INTO contacts.contact (id, name, company_id) VALUES (520030, 'X', 520001);
UPDATE contacts.contact SET reports_to = 520050 WHERE id = 520020;
UPDATE contacts.contact SET company_id = 520001 WHERE id = 520020;
UPDATE contacts.contact SET company_id = 520001 WHERE id = 520051;
INSERT INTO contacts.contact (id, kind, name, reports_to) VALUES (520030, 'organization', 'X', 520001);
INSERT INTO contacts.contact (id, name, reports_to) VALUES (520030, 'X', 529999);
INSERT INTO contacts.contact (id, name, company_id) VALUES (520030, 'X', 529999);
UPDATE contacts.contact SET deleted_at = now() WHERE id IN (520021, 520052);
INSERT INTO contacts.contact (id, name, reports_to) VALUES (520030, 'X', 520021);
INSERT INTO contacts.contact (id, name, company_id) VALUES (520030, 'X', 520052);
-- what refers to a deleted contact already stays as it is, and a deleted row may refer to one
UPDATE contacts.contact SET notes = 'kept' WHERE id IN (520020, 520003);
INSERT INTO contacts.contact (id, name, reports_to, deleted_at) VALUES (520030, 'X', 520021, now());
SELECT edge, contact_id, parent_id, parent_deleted_at IS NOT NULL AS deleted FROM contacts.orphan_report ORDER BY 1, 2;
SELECT contacts.roots();
-- adopted
UPDATE contacts.contact SET reports_to = 520001 WHERE id = 520020;
UPDATE contacts.contact SET company_id = 520051 WHERE id = 520003;
SELECT count(*) FROM contacts.orphan_report;

-- depth: five may be above a contact
INSERT INTO contacts.contact (id, name, reports_to) VALUES (520005, 'Five', 520004), (520006, 'Six', 520005);
SELECT max(depth) FROM contacts.ancestors(520006);
INSERT INTO contacts.contact (id, name, reports_to) VALUES (520007, 'Seven', 520006); -- fails
UPDATE contacts.contact SET reports_to = 520020 WHERE id = 520002; -- fails: those below get too deep
UPDATE contacts.contact SET reports_to = 520020 WHERE id = 520003; -- passes
SELECT contacts.org_chart();
RESET ROLE;
SELECT contacts.revoke_access('regress_contacts_rules', 520);
DROP ROLE regress_contacts_rules;
