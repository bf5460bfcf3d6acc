-- Keys of the tokens that authenticate() takes.  Only the owner reads and writes them.
CREATE TABLE contacts.jwt_key (
	kid text NOT NULL,
	secret bytea NOT NULL,
	organization_id bigint,
	audience text,
	issuer text,
	active boolean NOT NULL DEFAULT true,
	note text,
	created_at timestamptz NOT NULL DEFAULT now(),
	expires_at timestamptz,
	CONSTRAINT jwt_key_pkey PRIMARY KEY (kid),
	CONSTRAINT jwt_key_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES contacts.organization (id)
		ON DELETE CASCADE,
	CONSTRAINT jwt_key_kid_check CHECK (char_length(kid) BETWEEN 1 AND 200),
	CONSTRAINT jwt_key_secret_check CHECK (octet_length(secret) BETWEEN 32 AND 1024),
	CONSTRAINT jwt_key_audience_check CHECK (audience <> ''),
	CONSTRAINT jwt_key_issuer_check CHECK (issuer <> '')
);
COMMENT ON TABLE contacts.jwt_key IS 'keys of the tokens that authenticate() takes (HMAC-SHA-256)';
COMMENT ON COLUMN contacts.jwt_key.note IS 'remark on the key';
COMMENT ON COLUMN contacts.jwt_key.expires_at IS 'when the key stops to be taken; NULL for never';
COMMENT ON COLUMN contacts.jwt_key.kid IS 'name of the key, as the header of a token gives it';
COMMENT ON COLUMN contacts.jwt_key.secret IS 'shared secret, at least 32 bytes (RFC 7518, section 3.2)';
COMMENT ON COLUMN contacts.jwt_key.organization_id IS 'the only organization that the key signs for, NULL for any';
COMMENT ON COLUMN contacts.jwt_key.audience IS
	'what a token has to have among its audiences (aud), NULL where that is not looked at';
COMMENT ON COLUMN contacts.jwt_key.issuer IS 'issuer (iss) that a token has to name, NULL where that is not looked at';
COMMENT ON COLUMN contacts.jwt_key.active IS 'whether tokens of the key are taken';
CREATE INDEX jwt_key_organization_id_idx ON contacts.jwt_key (organization_id) WHERE organization_id IS NOT NULL;
ALTER TABLE contacts.jwt_key ENABLE ROW LEVEL SECURITY;
REVOKE ALL ON contacts.jwt_key FROM PUBLIC;
