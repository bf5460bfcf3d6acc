-- Views over table contact: live rows, by kind.  Each says deleted_at IS NULL, as the indexes do, also where
-- is_active implies it.
CREATE VIEW contacts.active_contact WITH (security_invoker = true) AS
	SELECT * FROM contacts.contact WHERE is_active AND deleted_at IS NULL;
COMMENT ON VIEW contacts.active_contact IS 'contacts whose status is active and that are not deleted';

CREATE VIEW contacts.person WITH (security_invoker = true) AS
	SELECT * FROM contacts.contact WHERE kind = 'person' AND deleted_at IS NULL;
ALTER VIEW contacts.person ALTER COLUMN kind SET DEFAULT 'person';
COMMENT ON VIEW contacts.person IS 'people that are not deleted; rows can be written through it';

CREATE VIEW contacts.company WITH (security_invoker = true) AS
	SELECT c.*, contacts.primary_contact(c.id, c.organization_id) AS primary_contact_id
	FROM contacts.contact c WHERE c.kind = 'organization' AND c.deleted_at IS NULL;
ALTER VIEW contacts.company ALTER COLUMN kind SET DEFAULT 'organization';
COMMENT ON VIEW contacts.company IS 'companies that are not deleted; rows can be written through it';
COMMENT ON COLUMN contacts.company.primary_contact_id IS
	'primary contact; to set it chooses a person of the company, to set it NULL takes every choice back';
CREATE TRIGGER company_update INSTEAD OF UPDATE ON contacts.company
	FOR EACH ROW EXECUTE FUNCTION contacts_internal.company_update();

CREATE VIEW contacts.mention WITH (security_invoker = true) AS
	SELECT c.organization_id, c.id, c.uid, c.name AS full_name, c.mention_name, c.email
	FROM contacts.contact c WHERE c.kind = 'person' AND c.is_active AND c.deleted_at IS NULL;
COMMENT ON VIEW contacts.mention IS 'active people as lists of @mentions show them';

CREATE VIEW contacts.reporting_line WITH (security_invoker = true) AS
	SELECT c.organization_id, c.id AS contact_id, c.name, c.job_title, c.department, c.company_id,
		m.id AS manager_id, m.name AS manager_name, m.job_title AS manager_job_title
	FROM contacts.contact c
		LEFT JOIN contacts.contact m ON m.organization_id = c.organization_id AND m.id = c.reports_to
			AND m.deleted_at IS NULL
	WHERE c.kind = 'person' AND c.deleted_at IS NULL;
COMMENT ON VIEW contacts.reporting_line IS 'live people with the live manager that they report to';
