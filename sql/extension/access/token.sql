-- A context that a token signs.

CREATE FUNCTION contacts.authenticate(token text) RETURNS void
	LANGUAGE C VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'contacts_authenticate';
COMMENT ON FUNCTION contacts.authenticate(text) IS
	'check a JSON Web Token (RFC 7519, HS256, keys in table jwt_key) and have its organization (org), user (sub or '
	'user_id) and scopes hold for the rest of the transaction, unchangeable by the client; error CT401 where the '
	'token is not accepted, CT403 where it carries no scope, 42501 where the role has no grant for the organization';
