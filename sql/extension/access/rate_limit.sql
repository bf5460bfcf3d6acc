-- Rate limits: 1,000 an hour and 100 a minute for each organization that has a row in table rate_limit.

CREATE FUNCTION contacts.take_rate_limit(cost integer DEFAULT 1, organization_id bigint
	DEFAULT contacts.current_organization(),
	OUT allowed boolean, OUT rate_limit integer, OUT remaining integer, OUT reset_epoch bigint,
		OUT retry_after integer, OUT period text)
	LANGUAGE C VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'contacts_take_rate_limit';
COMMENT ON FUNCTION contacts.take_rate_limit(integer, bigint) IS
	'take a cost (0: only look) from what an organization may use in any hour and any minute: whether it was '
	'granted; limit, remaining and the time when all of it is back (Unix time) of the hour, or of the period that '
	'refused; seconds after which the cost would be granted. What was granted stays so when the transaction is '
	'rolled back. NULLs where there is no limit';

CREATE FUNCTION contacts.require_rate_limit(cost integer DEFAULT 1, organization_id bigint
	DEFAULT contacts.current_organization()) RETURNS void
	LANGUAGE C VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'contacts_require_rate_limit';
COMMENT ON FUNCTION contacts.require_rate_limit(integer, bigint) IS
	'take_rate_limit(), or error CT429 whose detail is a JSON object with limit, remaining, reset, retryAfter and '
	'period; leaves the headers X-RateLimit-* in the setting response.headers, as PostgREST reads them';
