-- The operations of the documents: jsonb in, jsonb out, in the profile that the setting contacts.profile names.
-- They run with the rights of the caller.  uid arguments take a ULID, UUID text, a public id (ct_...) or the row's
-- number.

CREATE FUNCTION contacts.create_contact(contact jsonb) RETURNS jsonb
	LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'contacts_create_contact';
COMMENT ON FUNCTION contacts.create_contact(jsonb) IS
	'create a contact from the keys of any profile and return it; needs contacts:write; errors CT400 (all problems '
	'in DETAIL), CT403, CT405, CT409';

CREATE FUNCTION contacts.get_contact(uid text, expand text[] DEFAULT NULL) RETURNS jsonb
	LANGUAGE C STABLE PARALLEL RESTRICTED AS 'MODULE_PATHNAME', 'contacts_get_contact';
COMMENT ON FUNCTION contacts.get_contact(text, text[]) IS
	'a live contact; expand adds account, segments, organization, owner or workitems under expansions; needs '
	'contacts:read; error CT404';

CREATE FUNCTION contacts.get_contact(uid contacts.ulid, expand text[] DEFAULT NULL) RETURNS jsonb
	LANGUAGE C STABLE PARALLEL RESTRICTED AS 'MODULE_PATHNAME', 'contacts_get_contact';
COMMENT ON FUNCTION contacts.get_contact(contacts.ulid, text[]) IS 'the same for a ulid';

CREATE FUNCTION contacts.contact_version(uid text) RETURNS bigint
	LANGUAGE C STABLE STRICT PARALLEL RESTRICTED AS 'MODULE_PATHNAME', 'contacts_contact_version';
COMMENT ON FUNCTION contacts.contact_version(text) IS
	'version of a live contact, which update_contact() can expect and a cache can use as ETag; needs contacts:read; '
	'error CT404';

CREATE FUNCTION contacts.contact_version(uid contacts.ulid) RETURNS bigint
	LANGUAGE C STABLE STRICT PARALLEL RESTRICTED AS 'MODULE_PATHNAME', 'contacts_contact_version';
COMMENT ON FUNCTION contacts.contact_version(contacts.ulid) IS 'the same for a ulid';

CREATE FUNCTION contacts.update_contact(uid text, patch jsonb, expected_version bigint DEFAULT NULL) RETURNS jsonb
	LANGUAGE C VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'contacts_update_contact';
COMMENT ON FUNCTION contacts.update_contact(text, jsonb, bigint) IS
	'change what the patch names and return the contact: objects are merged, null clears, arrays are replaced and '
	'their rows keep their ids; needs contacts:write; errors CT400, CT403, CT404, CT405, CT409 (another version, or '
	'a value in use)';

CREATE FUNCTION contacts.update_contact(uid contacts.ulid, patch jsonb, expected_version bigint DEFAULT NULL)
	RETURNS jsonb
	LANGUAGE C VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'contacts_update_contact';
COMMENT ON FUNCTION contacts.update_contact(contacts.ulid, jsonb, bigint) IS 'the same for a ulid';

CREATE FUNCTION contacts.delete_contact(uid text) RETURNS void
	LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'contacts_delete_contact';
COMMENT ON FUNCTION contacts.delete_contact(text) IS
	'soft-delete a contact; needs contacts:delete; error CT404, also the second time';

CREATE FUNCTION contacts.delete_contact(uid contacts.ulid) RETURNS void
	LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'contacts_delete_contact';
COMMENT ON FUNCTION contacts.delete_contact(contacts.ulid) IS 'the same for a ulid';

CREATE FUNCTION contacts.restore_contact(uid text) RETURNS jsonb
	LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'contacts_restore_contact';
COMMENT ON FUNCTION contacts.restore_contact(text) IS
	'take back delete_contact() and return the contact; needs contacts:delete; errors CT404 where no deleted '
	'contact has the uid, CT409 where a value is in use by now';

CREATE FUNCTION contacts.restore_contact(uid contacts.ulid) RETURNS jsonb
	LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'contacts_restore_contact';
COMMENT ON FUNCTION contacts.restore_contact(contacts.ulid) IS 'the same for a ulid';

CREATE FUNCTION contacts.archive_contact(uid text) RETURNS jsonb
	LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'contacts_archive_contact';
COMMENT ON FUNCTION contacts.archive_contact(text) IS
	'set the status archived and return the contact; needs contacts:delete; error CT404';

CREATE FUNCTION contacts.archive_contact(uid contacts.ulid) RETURNS jsonb
	LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'contacts_archive_contact';
COMMENT ON FUNCTION contacts.archive_contact(contacts.ulid) IS 'the same for a ulid';

CREATE FUNCTION contacts.purge_contact(uid text) RETURNS void
	LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'contacts_purge_contact';
COMMENT ON FUNCTION contacts.purge_contact(text) IS
	'delete the row of a contact, live or deleted, and what belongs to it for good; people of a purged company and '
	'reports of a purged person stay; needs contacts:admin; error CT404';

CREATE FUNCTION contacts.purge_contact(uid contacts.ulid) RETURNS void
	LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'contacts_purge_contact';
COMMENT ON FUNCTION contacts.purge_contact(contacts.ulid) IS 'the same for a ulid';

CREATE FUNCTION contacts.upsert_contact(contact jsonb, match_by text DEFAULT NULL, on_deleted text DEFAULT 'new')
	RETURNS jsonb
	LANGUAGE C VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'contacts_upsert_contact';
COMMENT ON FUNCTION contacts.upsert_contact(jsonb, text, text) IS
	'update the contact that matches by uid, external_id, email or phone (match_by: one of them; NULL: the first of '
	'them that finds one), else create one; a deleted match is passed over (new), restored or an error; needs '
	'contacts:write, restore contacts:delete too';

CREATE FUNCTION contacts.validate_contact(contact jsonb, OUT field text, OUT code text, OUT message text)
	RETURNS SETOF record
	LANGUAGE C STABLE STRICT PARALLEL RESTRICTED ROWS 5 AS 'MODULE_PATHNAME', 'contacts_validate_contact';
COMMENT ON FUNCTION contacts.validate_contact(jsonb) IS
	'all problems that create_contact() would refuse the request for; no row where there is none';

CREATE FUNCTION contacts.error_json(sqlstate text, message text, detail text DEFAULT NULL) RETURNS jsonb
	LANGUAGE C IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'contacts_error_json';
COMMENT ON FUNCTION contacts.error_json(text, text, text) IS
	'an error as JSON: {error, message, details}; detail is the DETAIL of the server''s message';

CREATE FUNCTION contacts.http_status(sqlstate text) RETURNS integer
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'contacts_http_status';
COMMENT ON FUNCTION contacts.http_status(text) IS
	'HTTP status of an SQLSTATE: 400, 401, 403, 404, 409, 422, 429, else 500';

CREATE FUNCTION contacts.contact_json(contact record, profile text DEFAULT NULL) RETURNS jsonb
	LANGUAGE C STABLE PARALLEL RESTRICTED AS 'MODULE_PATHNAME', 'contacts_contact_json';
COMMENT ON FUNCTION contacts.contact_json(record, text) IS
	'a row of table contact in the shape of a profile: revrec, thena, nextiva or directory; NULL for that of the '
	'setting contacts.profile';

CREATE FUNCTION contacts_internal.api_keys(OUT profile text, OUT path text, OUT form text, OUT shown_in text,
	OUT only_if_set boolean, OUT written_to text, OUT is_required boolean) RETURNS SETOF record
	LANGUAGE C IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'contacts_api_keys';
COMMENT ON FUNCTION contacts_internal.api_keys() IS
	'the JSON keys of contacts in each profile: path, form, the answers that show it, where input goes (NULL: read '
	'only)';
