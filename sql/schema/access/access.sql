-- Which role may act for which organization.  Only the owner reads and writes it, through grant_access() and
-- revoke_access().
CREATE TABLE contacts.access (
	organization_id bigint,
	role name NOT NULL,
	scopes text[] NOT NULL,
	note text,
	granted_by name NOT NULL DEFAULT current_user,
	granted_at timestamptz NOT NULL DEFAULT now(),
	expires_at timestamptz,
	CONSTRAINT access_organization_id_role_key UNIQUE NULLS NOT DISTINCT (organization_id, role),
	CONSTRAINT access_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES contacts.organization (id)
		ON DELETE CASCADE,
	CONSTRAINT access_scopes_check CHECK (cardinality(scopes) > 0
		AND scopes <@ '{contacts:read,contacts:write,contacts:delete,contacts:admin}'::text[])
);
COMMENT ON TABLE contacts.access IS 'grants: a role may act for an organization (NULL: for all of them) with scopes';
COMMENT ON COLUMN contacts.access.scopes IS
	'what the role may do there: contacts:read, contacts:write, contacts:delete, contacts:admin';
COMMENT ON COLUMN contacts.access.note IS 'why the grant was made';
COMMENT ON COLUMN contacts.access.granted_by IS 'role that made the grant';
COMMENT ON COLUMN contacts.access.granted_at IS 'when the grant was made';
COMMENT ON COLUMN contacts.access.role IS 'name of the role; roles that are members of it have the grant too';
COMMENT ON COLUMN contacts.access.expires_at IS 'when the grant ends, NULL for never';
CREATE TRIGGER access_90_cache AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON contacts.access
	FOR EACH STATEMENT EXECUTE FUNCTION contacts_internal.cache_invalidate();
ALTER TABLE contacts.access ENABLE ROW LEVEL SECURITY;
REVOKE ALL ON contacts.access FROM PUBLIC;
