-- Which version of the schema is installed: upgrade() goes on from here.
CREATE TABLE contacts.installation (
	only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
	version text NOT NULL,
	installed_at timestamptz NOT NULL DEFAULT now(),
	upgraded_at timestamptz
);
COMMENT ON TABLE contacts.installation IS 'the one row that tells which version of the schema is installed';
COMMENT ON COLUMN contacts.installation.only_one IS 'keeps the table at one row';
COMMENT ON COLUMN contacts.installation.installed_at IS 'when install() ran';
COMMENT ON COLUMN contacts.installation.upgraded_at IS 'when upgrade() last changed the tables';
COMMENT ON COLUMN contacts.installation.version IS
	'version of the extension whose install() or upgrade() made the tables';
REVOKE ALL ON contacts.installation FROM PUBLIC;
