-- Stand-ins until the types are there: each type's own part takes its lines out of here.
CREATE DOMAIN contacts.phone AS text;
COMMENT ON DOMAIN contacts.phone IS 'stand-in';
