-- Stand-ins until the types are there: each type's own part takes its lines out of here.
CREATE DOMAIN contacts.ulid AS uuid;
COMMENT ON DOMAIN contacts.ulid IS 'stand-in';
CREATE FUNCTION contacts.gen_ulid() RETURNS contacts.ulid LANGUAGE internal VOLATILE PARALLEL SAFE AS 'gen_random_uuid';
COMMENT ON FUNCTION contacts.gen_ulid() IS 'stand-in';
CREATE DOMAIN contacts.email AS text;
COMMENT ON DOMAIN contacts.email IS 'stand-in';
CREATE DOMAIN contacts.phone AS text;
COMMENT ON DOMAIN contacts.phone IS 'stand-in';
