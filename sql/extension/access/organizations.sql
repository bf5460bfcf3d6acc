-- Working across organizations: signing up, and finding out for which of them a role may act.

CREATE FUNCTION contacts.create_organization(name text, user_name text DEFAULT NULL, user_email text DEFAULT NULL,
	user_external_id text DEFAULT NULL, OUT organization_id bigint, OUT uid contacts.ulid, OUT user_id bigint)
	RETURNS record
	LANGUAGE C VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'contacts_create_organization';
COMMENT ON FUNCTION contacts.create_organization(text, text, text, text) IS
	'create an organization and, where one of the user arguments is given, its first user; needs contacts:admin on '
	'all organizations, else error CT403. No context is set: call set_context(organization_id, user_id) next';

CREATE FUNCTION contacts.my_organizations(OUT organization_id bigint, OUT uid contacts.ulid, OUT name text,
	OUT scopes text[]) RETURNS SETOF record
	LANGUAGE C STABLE PARALLEL RESTRICTED AS 'MODULE_PATHNAME', 'contacts_my_organizations';
COMMENT ON FUNCTION contacts.my_organizations() IS
	'the organizations that the role may act for, by id, each with the scopes that it was granted; needs no context';
