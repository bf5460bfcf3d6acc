-- Views over table contact: live rows, by kind.
CREATE VIEW contacts.active_contact WITH (security_invoker = true) AS
	SELECT * FROM contacts.contact WHERE is_active;
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
	FOR EACH ROW EXECUTE FUNCTION contacts.company_update();
