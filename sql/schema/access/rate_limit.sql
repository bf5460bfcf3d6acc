-- How often an organization may call: what was set, and what was used.
CREATE TABLE contacts.rate_limit (
	organization_id bigint NOT NULL,
	per_hour integer DEFAULT 1000,
	per_minute integer DEFAULT 100,
	created_at timestamptz NOT NULL DEFAULT now(),
	updated_at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT rate_limit_pkey PRIMARY KEY (organization_id),
	CONSTRAINT rate_limit_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES contacts.organization (id)
		ON DELETE CASCADE,
	CONSTRAINT rate_limit_per_hour_check CHECK (per_hour >= 1),
	CONSTRAINT rate_limit_per_minute_check CHECK (per_minute >= 1)
);
COMMENT ON TABLE contacts.rate_limit IS
	'how much take_rate_limit() grants an organization; one without a row has no limit. Only the owner writes it';
COMMENT ON COLUMN contacts.rate_limit.per_hour IS 'most that is granted in any hour, NULL for no such limit';
COMMENT ON COLUMN contacts.rate_limit.per_minute IS 'most that is granted in any minute, NULL for no such limit';
CREATE TRIGGER rate_limit_10_touch BEFORE INSERT OR UPDATE ON contacts.rate_limit
	FOR EACH ROW EXECUTE FUNCTION contacts_internal.touch();
SELECT contacts.protect_table('contacts.rate_limit', delete_scope => '', write_scope => '');

CREATE TABLE contacts.rate_usage (
	organization_id bigint NOT NULL,
	last_minute bigint NOT NULL DEFAULT 0,
	last_second bigint NOT NULL DEFAULT 0,
	minutes integer[] NOT NULL DEFAULT array_fill(0, ARRAY[61]),
	seconds integer[] NOT NULL DEFAULT array_fill(0, ARRAY[61]),
	CONSTRAINT rate_usage_pkey PRIMARY KEY (organization_id),
	CONSTRAINT rate_usage_organization_id_fkey FOREIGN KEY (organization_id)
		REFERENCES contacts.rate_limit (organization_id) ON DELETE CASCADE
);
ALTER TABLE contacts.rate_usage ALTER minutes SET STORAGE PLAIN, ALTER seconds SET STORAGE PLAIN;
COMMENT ON TABLE contacts.rate_usage IS
	'what take_rate_limit() has granted of late; written in place, outside of transactions, as a sequence is';
COMMENT ON COLUMN contacts.rate_usage.last_minute IS 'minute since 1970 of the last grant';
COMMENT ON COLUMN contacts.rate_usage.last_second IS 'second since 1970 of the last grant';
COMMENT ON COLUMN contacts.rate_usage.minutes IS 'grants of the last 61 minutes; minute m is element m % 61 + 1';
COMMENT ON COLUMN contacts.rate_usage.seconds IS 'grants of the last 61 seconds; second s is element s % 61 + 1';
SELECT contacts.protect_table('contacts.rate_usage', delete_scope => '', write_scope => '');
