-- The fields that the documents name, row by row of the requirements: column, type, whether it may be empty; and values that are refused.
SET client_min_messages = warning;
INSERT INTO contacts.organization (id, name, require_connection) VALUES (430, 'Fields', false);
DROP ROLE IF EXISTS regress_contacts_field;
CREATE ROLE regress_contacts_field;
SELECT contacts.grant_access('regress_contacts_field', '{contacts:read,contacts:write,contacts:delete}', 430);
CREATE TEMP TABLE field (requirement text, tab text, col text, type text, required boolean);
INSERT INTO field VALUES
	('T-12 N-46', 'contact', 'organization_id', 'bigint', true), ('T-13 N-34', 'contact', 'first_name', 'text', false), ('T-14 N-32 M-06 R-13', 'contact', 'email', 'email', false),
	('T-15', 'contact', 'type', 'text', true), ('T-16', 'contact', 'is_marketing_contact', 'boolean', true), ('T-17 M-11', 'contact', 'is_active', 'boolean', true),
	('T-18 N-37', 'contact', 'last_name', 'text', false), ('T-19 M-07 N-43', 'contact', 'phone', 'phone', false), ('T-20', 'contact', 'avatar_url', 'text', false),
	('T-21 M-12 R-23', 'contact', 'metadata', 'jsonb', true), ('T-22', 'contact', 'customer_user_id', 'bigint', false), ('T-23 N-05', 'contact', 'id', 'bigint', true),
	('T-24 N-28 N-35', 'contact', 'uid', 'ulid', true), ('T-25 N-30', 'contact', 'created_at', 'timestamp with time zone', true), ('T-26 N-39', 'contact', 'updated_at', 'timestamp with time zone', true),
	('T-27 N-31', 'contact', 'deleted_at', 'timestamp with time zone', false), ('N-30', 'contact', 'created_by', 'bigint', false), ('N-40', 'contact', 'updated_by', 'bigint', false),
	('N-02 N-41', 'contact', 'name', 'text', true), ('N-55 R-78', 'contact', 'display_name', 'text', true), ('N-03', 'contact', 'entity_types', 'ARRAY', true), ('N-03 M-10', 'contact', 'category', 'text', false),
	('N-06 N-53 M-08 R-17', 'contact', 'company_id', 'bigint', false), ('M-08', 'contact', 'company_text', 'text', false), ('N-36 M-09 R-35', 'contact', 'job_title', 'text', false),
	('M-09 R-36', 'contact', 'department', 'text', false), ('N-44', 'contact', 'profile_color', 'text', false), ('N-48', 'contact', 'user_id', 'bigint', false), ('N-54', 'contact', 'owner_id', 'bigint', false),
	('R-18 R-87', 'company', 'primary_contact_id', 'bigint', false), ('R-19', 'contact', 'tax_id', 'text', false), ('R-20', 'contact', 'description', 'text', false), ('R-21', 'contact', 'notes', 'text', false),
	('R-22', 'contact', 'custom_fields', 'jsonb', false), ('R-24 R-25 R-85', 'contact', 'status', 'text', true), ('R-26', 'contact', 'updated_at', 'timestamp with time zone', true),
	('M-05', 'contact', 'mention_name', 'text', false), ('R-39', 'contact', 'preferred_contact_method', 'text', false), ('N-33', 'segment_member', 'segment_id', 'bigint', true),
	('A-18', 'activity', 'attachment_urls', 'ARRAY', true), ('A-30', 'activity', 'key_points', 'ARRAY', true), ('A-32', 'activity', 'decisions', 'ARRAY', true), ('A-35', 'activity', 'notes', 'text', false), ('A-41', 'activity', 'subject', 'text', false);
GRANT SELECT ON field TO regress_contacts_field;
SET ROLE regress_contacts_field;
\echo -- T-28 A-24 the types of the documents; nothing is printed where all is as the table above says
SELECT f.*, c.data_type, c.is_nullable FROM field f LEFT JOIN information_schema.columns c ON c.table_schema = 'contacts' AND c.table_name = f.tab AND c.column_name = f.col
WHERE (CASE c.data_type WHEN 'USER-DEFINED' THEN c.udt_name ELSE c.data_type END <> f.type OR (f.tab <> 'company' AND (c.is_nullable = 'NO') <> f.required)) IS NOT FALSE;
\echo -- T-12 to T-28 R-24 N-42 defaults
INSERT INTO contacts.contact (id, name) VALUES (430001, ' Ada  Lovelace ') RETURNING kind, type, is_marketing_contact, is_active, status, first_name, last_name, name, display_name, entity_types, metadata, tags, is_unknown, version, length(uid::text);
\echo -- values that are refused, and some that are not
CREATE FUNCTION pg_temp.fails(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE said text; stated text; named text;
BEGIN
	EXECUTE statement;
	RETURN 'passes';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS said = MESSAGE_TEXT, stated = RETURNED_SQLSTATE, named = CONSTRAINT_NAME;
	RETURN stated || ' ' || CASE WHEN named <> '' THEN named ELSE said END;
END $$;
SELECT r, a, pg_temp.fails('UPDATE contacts.contact SET ' || a || ' WHERE id = 430001') FROM (VALUES
	('T-12', 'organization_id = 1'), ('T-13', 'first_name = '' '''), ('T-14 N-58 R-82', 'email = ''nobody'''), ('T-14 N-58', 'email = ''ada@x.example'''), ('T-15', 'type = ''BOSS'''), ('T-15', 'type = ''EXECUTIVE'''),
	('T-16', 'is_marketing_contact = NULL'), ('T-17', 'is_active = false'), ('T-19', 'phone = ''555-123-4567'''), ('T-19', 'phone = ''+1-415-555-2671'''), ('T-20', 'avatar_url = ''file:///x'''), ('T-21', 'metadata = ''[]'''),
	('T-22', 'customer_user_id = 7'), ('T-23', 'id = 1'), ('T-24', 'uid = contacts.gen_ulid()'), ('T-25', 'created_at = ''2000-01-01'''), ('N-44', 'profile_color = ''red'''), ('N-44', 'profile_color = ''#FF5733'''),
	('N-55', 'display_name = '' '''), ('N-56', 'kind = ''organization'''), ('N-48', 'user_id = 1'), ('N-54', 'owner_id = 1'), ('R-17', 'company_id = 1'), ('R-24', 'status = ''gone'''), ('R-24', 'status = ''inactive'''),
	('R-39', 'preferred_contact_method = ''mobile'''), ('M-05', 'mention_name = ''no spaces'''), ('M-10', 'category = ''client'''), ('M-10', 'category = ''Not A Word'''), ('R-83', 'name = '' Ada '''),
	('N-03', 'entity_types = ''{Customer}'''), ('N-03', 'entity_types = ''{Contact,Vendor}'''), ('R-19', 'tax_id = ''DE 1''')) x (r, a);
SELECT first_name, name, is_active, phone, version > 1 AS counted FROM contacts.contact WHERE id = 430001;
\echo -- T-14 T-22 M-06 unique among live contacts
SELECT pg_temp.fails('INSERT INTO contacts.contact (name, email) VALUES (''B'', ''ADA@X.example'')'), pg_temp.fails('INSERT INTO contacts.contact (name, customer_user_id) VALUES (''B'', 7)');
UPDATE contacts.contact SET deleted_at = now() WHERE id = 430001 RETURNING is_active;
SELECT pg_temp.fails('INSERT INTO contacts.contact (name, email) VALUES (''B'', ''ADA@X.example'')'), pg_temp.fails('INSERT INTO contacts.contact (name, customer_user_id) VALUES (''B'', 7)');
RESET ROLE;
DROP FUNCTION pg_temp.fails(text);
SELECT contacts.revoke_access('regress_contacts_field', 430);
DROP TABLE field;
DROP ROLE regress_contacts_field;
