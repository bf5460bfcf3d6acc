-- Caller lookup: whose address this is.

CREATE FUNCTION contacts.find_contact(value text, organization_id bigint DEFAULT contacts.current_organization(),
	OUT contact_id bigint, OUT uid contacts.ulid, OUT name text, OUT matched text, OUT rank integer)
		RETURNS SETOF record
	LANGUAGE C STABLE PARALLEL SAFE ROWS 2 COST 500 AS 'MODULE_PATHNAME', 'contacts_find_contact';
COMMENT ON FUNCTION contacts.find_contact(text, bigint) IS
	'whose e-mail address, phone number (written in any way; without country code in the region of the organization '
	'or of contacts.default_region) or handle this is: live contacts, best first; matched tells where it was found; '
	'needs contacts:read';
