-- The operations on activities: jsonb in, jsonb out.

CREATE FUNCTION contacts.create_activity(activity jsonb) RETURNS jsonb
	LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'contacts_create_activity';
COMMENT ON FUNCTION contacts.create_activity(jsonb) IS
	'create an activity from accountId, activityTimestamp, duration, location and more, and return it with account, '
	'creator, creatorId and creatorEmail; needs contacts:write; errors CT400, CT405';

CREATE FUNCTION contacts.get_activity(uid text) RETURNS jsonb
	LANGUAGE C STABLE STRICT PARALLEL RESTRICTED AS 'MODULE_PATHNAME', 'contacts_get_activity';
COMMENT ON FUNCTION contacts.get_activity(text) IS
	'a live activity that the caller may see; needs contacts:read; error CT404';

CREATE FUNCTION contacts.get_activity(uid contacts.ulid) RETURNS jsonb
	LANGUAGE C STABLE STRICT PARALLEL RESTRICTED AS 'MODULE_PATHNAME', 'contacts_get_activity';
COMMENT ON FUNCTION contacts.get_activity(contacts.ulid) IS 'the same for a ulid';

CREATE FUNCTION contacts.update_activity(uid text, patch jsonb) RETURNS jsonb
	LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'contacts_update_activity';
COMMENT ON FUNCTION contacts.update_activity(text, jsonb) IS
	'change what the patch names and return the activity: metadata is merged, null clears; needs contacts:write; '
	'errors CT400, CT404, CT405';

CREATE FUNCTION contacts.update_activity(uid contacts.ulid, patch jsonb) RETURNS jsonb
	LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'contacts_update_activity';
COMMENT ON FUNCTION contacts.update_activity(contacts.ulid, jsonb) IS 'the same for a ulid';

CREATE FUNCTION contacts.delete_activity(uid text) RETURNS void
	LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'contacts_delete_activity';
COMMENT ON FUNCTION contacts.delete_activity(text) IS
	'soft-delete an activity; needs contacts:delete; error CT404, also the second time';

CREATE FUNCTION contacts.delete_activity(uid contacts.ulid) RETURNS void
	LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'contacts_delete_activity';
COMMENT ON FUNCTION contacts.delete_activity(contacts.ulid) IS 'the same for a ulid';

CREATE FUNCTION contacts.list_activities(company text DEFAULT NULL, type text DEFAULT NULL, status text DEFAULT NULL,
	page integer DEFAULT 1, page_size integer DEFAULT 20) RETURNS jsonb
	LANGUAGE C STABLE PARALLEL RESTRICTED AS 'MODULE_PATHNAME', 'contacts_list_activities';
COMMENT ON FUNCTION contacts.list_activities(text, text, text, integer, integer) IS
	'a page of activities, the latest first, {data, total, page, limit, totalPages}; needs contacts:read; errors '
	'CT400, CT405';
