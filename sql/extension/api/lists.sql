-- Lists of contacts, page by page.

CREATE FUNCTION contacts.list_contacts(page integer DEFAULT 1, page_size integer DEFAULT 20, order_by text
	DEFAULT NULL, order_direction text DEFAULT NULL,
	status text DEFAULT NULL, query text DEFAULT NULL, company text DEFAULT NULL, is_active boolean DEFAULT NULL,
		tags text[] DEFAULT NULL) RETURNS jsonb
	LANGUAGE C STABLE PARALLEL RESTRICTED AS 'MODULE_PATHNAME', 'contacts_list_contacts';
COMMENT ON FUNCTION contacts.list_contacts(integer, integer, text, text, text, text, text, boolean, text[]) IS
	'a page of live contacts with their total, {data, total, page, limit, totalPages} or, in profile nextiva, '
	'{list, total}; limit up to 100; order_by name, createdAt or updatedAt; with all of the tags; needs '
	'contacts:read; errors CT400, CT405';

CREATE FUNCTION contacts.list_contacts_after(cursor text DEFAULT NULL, page_size integer DEFAULT 20, order_by text
	DEFAULT NULL, order_direction text DEFAULT NULL,
	status text DEFAULT NULL, company text DEFAULT NULL, is_active boolean DEFAULT NULL, tags text[] DEFAULT NULL)
		RETURNS jsonb
	LANGUAGE C STABLE PARALLEL RESTRICTED AS 'MODULE_PATHNAME', 'contacts_list_contacts_after';
COMMENT ON FUNCTION contacts.list_contacts_after(text, integer, text, text, text, text, boolean, text[]) IS
	'the contacts that follow a cursor, {data, limit, nextCursor}: every page costs the same, and rows that come, '
	'go or move meanwhile make no other row be missed or repeated; needs contacts:read; error CT400 for a cursor of '
	'another list';

CREATE FUNCTION contacts.contacts_by_company(company text, page integer DEFAULT 1, page_size integer DEFAULT 100)
	RETURNS jsonb
	LANGUAGE C STABLE PARALLEL RESTRICTED AS 'MODULE_PATHNAME', 'contacts_contacts_by_company';
COMMENT ON FUNCTION contacts.contacts_by_company(text, integer, integer) IS
	'{data} of the people who belong to a company by company_id or an open affiliation, by name; needs '
	'contacts:read; error CT405';

CREATE FUNCTION contacts.contacts_by_company(company contacts.ulid, page integer DEFAULT 1, page_size integer
	DEFAULT 100) RETURNS jsonb
	LANGUAGE C STABLE PARALLEL RESTRICTED AS 'MODULE_PATHNAME', 'contacts_contacts_by_company';
COMMENT ON FUNCTION contacts.contacts_by_company(contacts.ulid, integer, integer) IS 'the same for a ulid';

CREATE FUNCTION contacts.contacts_by_department(department text, page integer DEFAULT 1, page_size integer
	DEFAULT 100) RETURNS jsonb
	LANGUAGE C STABLE PARALLEL RESTRICTED AS 'MODULE_PATHNAME', 'contacts_contacts_by_department';
COMMENT ON FUNCTION contacts.contacts_by_department(text, integer, integer) IS
	'{data} of the contacts of a department, whatever the case of its letters, by name; needs contacts:read';

CREATE FUNCTION contacts.contacts_by_contact_method(method text, page integer DEFAULT 1, page_size integer
	DEFAULT 100) RETURNS jsonb
	LANGUAGE C STABLE PARALLEL RESTRICTED AS 'MODULE_PATHNAME', 'contacts_contacts_by_contact_method';
COMMENT ON FUNCTION contacts.contacts_by_contact_method(text, integer, integer) IS
	'{data} of the contacts that prefer email, phone or mobile; needs contacts:read; error CT400 for another method';
