-- Context: the organization, user and scopes that a transaction acts for.

CREATE FUNCTION contacts.current_organization() RETURNS bigint
	LANGUAGE C STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'contacts_current_organization';
COMMENT ON FUNCTION contacts.current_organization() IS
	'organization of the context: the setting contacts.organization_id if table access grants it to the role (else '
	'error 42501), the only granted one if nothing is set, else NULL';

CREATE FUNCTION contacts.current_user_id() RETURNS bigint
	LANGUAGE C STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'contacts_current_user_id';
COMMENT ON FUNCTION contacts.current_user_id() IS 'user (app_user.id) of the context, NULL where none is set';

CREATE FUNCTION contacts.set_context(organization_id bigint, user_id bigint DEFAULT NULL, scopes text[] DEFAULT NULL,
	silent boolean DEFAULT false) RETURNS void
	LANGUAGE C VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'contacts_set_context';
COMMENT ON FUNCTION contacts.set_context(bigint, bigint, text[], boolean) IS
	'set the context for the rest of the transaction; scopes narrow those that were granted; silent writes no '
	'events and needs contacts:admin (error CT403); error 42501 where the role has no grant for the organization';

CREATE FUNCTION contacts.has_scope(scope text) RETURNS boolean
	LANGUAGE C STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'contacts_has_scope';
COMMENT ON FUNCTION contacts.has_scope(text) IS
	'whether the context has a scope: contacts:read, contacts:write, contacts:delete or contacts:admin';

CREATE FUNCTION contacts.require_scope(scope text) RETURNS void
	LANGUAGE C STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'contacts_require_scope_sql';
COMMENT ON FUNCTION contacts.require_scope(text) IS 'error CT403 unless the context has a scope';

CREATE FUNCTION contacts_internal.require_context() RETURNS trigger
	LANGUAGE C VOLATILE AS 'MODULE_PATHNAME', 'contacts_require_context';
COMMENT ON FUNCTION contacts_internal.require_context() IS
	'statement trigger: error CT401 where a write has no organization, CT403 where it has none of the scopes that '
	'the arguments list for INSERT, UPDATE and DELETE';

CREATE FUNCTION contacts_internal.cache_invalidate() RETURNS trigger
	LANGUAGE C VOLATILE AS 'MODULE_PATHNAME', 'contacts_cache_invalidate';
COMMENT ON FUNCTION contacts_internal.cache_invalidate() IS
	'statement trigger: has every backend forget its copy of the table';
