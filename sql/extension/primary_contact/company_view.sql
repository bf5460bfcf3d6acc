-- View company can be updated.

CREATE FUNCTION contacts_internal.company_update() RETURNS trigger
	LANGUAGE C VOLATILE AS 'MODULE_PATHNAME', 'contacts_company_update';
COMMENT ON FUNCTION contacts_internal.company_update() IS
	'INSTEAD OF trigger of view company: passes changes to table contact; primary_contact_id chooses the primary '
	'contact, NULL takes every choice back';
