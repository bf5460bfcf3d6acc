-- organization.email_unique = 'all': an address belongs to one contact, wherever it is written.
CREATE TABLE contacts.unique_email (
	organization_id bigint NOT NULL,
	email contacts.email NOT NULL,
	contact_id bigint NOT NULL,
	CONSTRAINT unique_email_pkey PRIMARY KEY (organization_id, email),
	CONSTRAINT unique_email_contact_id_fkey FOREIGN KEY (organization_id, contact_id)
		REFERENCES contacts.contact (organization_id, id) ON DELETE CASCADE
);
COMMENT ON TABLE contacts.unique_email IS
	'addresses of live contacts, their own and of their connections, where email_unique of the organization is all; '
	'written by the row rules only';
COMMENT ON COLUMN contacts.unique_email.email IS 'address that is taken';
COMMENT ON COLUMN contacts.unique_email.contact_id IS 'contact that has it, as its own or as a connection';
CREATE INDEX unique_email_contact_id_idx ON contacts.unique_email (organization_id, contact_id);
SELECT contacts.protect_table('contacts.unique_email', '', write_scope => '');

CREATE TRIGGER organization_50_email_unique AFTER UPDATE ON contacts.organization
	FOR EACH ROW WHEN (NEW.email_unique <> OLD.email_unique) EXECUTE FUNCTION contacts_internal.email_unique_changed();
CREATE TRIGGER contact_50_unique_email_inserted AFTER INSERT ON contacts.contact
	FOR EACH ROW WHEN (NEW.email IS NOT NULL AND NOT NEW.email_shared AND NEW.deleted_at IS NULL)
	EXECUTE FUNCTION contacts_internal.keep_unique_emails();
CREATE TRIGGER contact_50_unique_email_updated AFTER UPDATE ON contacts.contact
	FOR EACH ROW WHEN (NEW.email::text IS DISTINCT FROM OLD.email::text
		OR (NEW.deleted_at IS NULL) <> (OLD.deleted_at IS NULL))
	EXECUTE FUNCTION contacts_internal.keep_unique_emails();
CREATE TRIGGER connection_50_unique_email_inserted AFTER INSERT ON contacts.connection
	FOR EACH ROW WHEN (NEW.email IS NOT NULL AND NEW.deleted_at IS NULL)
		EXECUTE FUNCTION contacts_internal.keep_unique_emails();
CREATE TRIGGER connection_50_unique_email_updated AFTER UPDATE ON contacts.connection
	FOR EACH ROW WHEN (NEW.email::text IS DISTINCT FROM OLD.email::text OR NEW.contact_id <> OLD.contact_id
		OR (NEW.deleted_at IS NULL) <> (OLD.deleted_at IS NULL))
	EXECUTE FUNCTION contacts_internal.keep_unique_emails();
CREATE TRIGGER connection_50_unique_email_deleted AFTER DELETE ON contacts.connection
	FOR EACH ROW WHEN (OLD.email IS NOT NULL AND OLD.deleted_at IS NULL)
		EXECUTE FUNCTION contacts_internal.keep_unique_emails();
