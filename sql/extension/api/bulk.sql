-- One operation for each element of an array.

CREATE FUNCTION contacts.create_contacts(contacts jsonb) RETURNS jsonb
	LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'contacts_create_contacts';
COMMENT ON FUNCTION contacts.create_contacts(jsonb) IS
	'create_contact() for each element of an array: [{status, data} or {status, error, message, details}]; one that '
	'fails leaves the others; at most 10,000; needs contacts:admin';

CREATE FUNCTION contacts.update_contacts(patches jsonb) RETURNS jsonb
	LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'contacts_update_contacts';
COMMENT ON FUNCTION contacts.update_contacts(jsonb) IS
	'update_contact() for each element of an array, a patch with the id in it; answers and needs what '
	'create_contacts() does';

CREATE FUNCTION contacts.upsert_contacts(contacts jsonb) RETURNS jsonb
	LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'contacts_upsert_contacts';
COMMENT ON FUNCTION contacts.upsert_contacts(jsonb) IS
	'upsert_contact() for each element of an array; answers and needs what create_contacts() does';

CREATE FUNCTION contacts.delete_contacts(uids jsonb) RETURNS jsonb
	LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'contacts_delete_contacts';
COMMENT ON FUNCTION contacts.delete_contacts(jsonb) IS
	'delete_contact() for each id of an array; answers [{status}], needs contacts:admin';
