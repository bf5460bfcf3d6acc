-- The rules of the hierarchy: rows note their new edges, the end of the statement judges them as a whole.
CREATE TRIGGER contact_50_hierarchy_begin BEFORE UPDATE OF reports_to ON contacts.contact
	FOR EACH STATEMENT EXECUTE FUNCTION contacts_internal.hierarchy_begin();
CREATE TRIGGER contact_51_hierarchy_insert AFTER INSERT ON contacts.contact
	FOR EACH ROW WHEN (NEW.reports_to IS NOT NULL OR NEW.company_id IS NOT NULL)
	EXECUTE FUNCTION contacts_internal.hierarchy_note();
CREATE TRIGGER contact_51_hierarchy_update AFTER UPDATE ON contacts.contact
	FOR EACH ROW WHEN (NEW.reports_to IS DISTINCT FROM OLD.reports_to OR NEW.company_id IS DISTINCT FROM OLD.company_id)
	EXECUTE FUNCTION contacts_internal.hierarchy_note();
CREATE TRIGGER contact_52_hierarchy_check AFTER INSERT OR UPDATE ON contacts.contact
	FOR EACH STATEMENT EXECUTE FUNCTION contacts_internal.hierarchy_check();

CREATE VIEW contacts.orphan_report WITH (security_invoker = true) AS
	SELECT c.organization_id, 'reports_to'::text AS edge, c.id AS contact_id, c.reports_to AS parent_id, p.deleted_at
		AS parent_deleted_at
	FROM contacts.contact c
	JOIN contacts.contact p ON p.organization_id = c.organization_id AND p.id = c.reports_to
	WHERE c.deleted_at IS NULL AND p.deleted_at IS NOT NULL
	UNION ALL
	SELECT c.organization_id, 'company_id', c.id, c.company_id, p.deleted_at
	FROM contacts.contact c
	JOIN contacts.contact p ON p.organization_id = c.organization_id AND p.id = c.company_id
	WHERE c.deleted_at IS NULL AND p.deleted_at IS NOT NULL;
COMMENT ON VIEW contacts.orphan_report IS
	'live contacts whose reports_to or company_id is deleted: roots of their own until someone adopts them';
COMMENT ON COLUMN contacts.orphan_report.edge IS 'reports_to or company_id';
COMMENT ON COLUMN contacts.orphan_report.parent_id IS 'the deleted contact';
