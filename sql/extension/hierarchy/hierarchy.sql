-- Hierarchy: who is below whom, over the edges reports_to (people) and company_id (a person's company, a company's
-- parent).
--
-- Deleted contacts are no part of a tree: whoever reports to one is a root until someone adopts him.  All of these read
-- as their caller: privileges and row-level security hold.

CREATE FUNCTION contacts_internal.hierarchy_support(internal) RETURNS internal
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'contacts_hierarchy_support';
COMMENT ON FUNCTION contacts_internal.hierarchy_support(internal) IS
	'planner support: estimates rows and cost of the functions that walk a hierarchy, from averages over the whole '
	'table';

CREATE FUNCTION contacts.descendants(contact bigint, max_depth int DEFAULT NULL, edge text DEFAULT 'reports_to',
	organization_id bigint DEFAULT contacts.current_organization(),
	OUT contact_id bigint, OUT parent_id bigint, OUT depth int) RETURNS SETOF record
	LANGUAGE C STABLE PARALLEL SAFE ROWS 100 COST 100 SUPPORT contacts_internal.hierarchy_support
		AS 'MODULE_PATHNAME', 'contacts_descendants';
COMMENT ON FUNCTION contacts.descendants(bigint, int, text, bigint) IS
	'contacts below a contact, nearest first, at most max_depth levels deep; the contact itself is not listed';

CREATE FUNCTION contacts.ancestors(contact bigint, edge text DEFAULT 'reports_to',
	organization_id bigint DEFAULT contacts.current_organization(),
	OUT contact_id bigint, OUT depth int) RETURNS SETOF record
	LANGUAGE C STABLE STRICT PARALLEL SAFE ROWS 10 COST 20 SUPPORT contacts_internal.hierarchy_support
		AS 'MODULE_PATHNAME', 'contacts_ancestors';
COMMENT ON FUNCTION contacts.ancestors(bigint, text, bigint) IS
	'contacts above a contact, nearest first; the contact itself is not listed';

CREATE FUNCTION contacts.is_descendant(descendant bigint, ancestor bigint, edge text DEFAULT 'reports_to',
	organization_id bigint DEFAULT contacts.current_organization()) RETURNS boolean
	LANGUAGE C STABLE STRICT PARALLEL SAFE COST 20 SUPPORT contacts_internal.hierarchy_support AS 'MODULE_PATHNAME',
		'contacts_is_descendant';
COMMENT ON FUNCTION contacts.is_descendant(bigint, bigint, text, bigint) IS
	'whether the first contact is somewhere below the second';

CREATE FUNCTION contacts.common_ancestor(contact bigint, other_contact bigint, edge text DEFAULT 'reports_to',
	organization_id bigint DEFAULT contacts.current_organization()) RETURNS bigint
	LANGUAGE C STABLE STRICT PARALLEL SAFE COST 40 SUPPORT contacts_internal.hierarchy_support AS 'MODULE_PATHNAME',
		'contacts_common_ancestor';
COMMENT ON FUNCTION contacts.common_ancestor(bigint, bigint, text, bigint) IS
	'nearest contact that is above both or is one of them, NULL where there is none';

CREATE FUNCTION contacts.subtree_size(contact bigint, max_depth int DEFAULT NULL, edge text DEFAULT 'reports_to',
	organization_id bigint DEFAULT contacts.current_organization()) RETURNS bigint
	LANGUAGE C STABLE PARALLEL SAFE COST 100 SUPPORT contacts_internal.hierarchy_support AS 'MODULE_PATHNAME',
		'contacts_subtree_size';
COMMENT ON FUNCTION contacts.subtree_size(bigint, int, text, bigint) IS
	'how many contacts are below a contact, itself not counted, at most max_depth levels deep';

CREATE FUNCTION contacts.direct_reports(contact bigint, edge text DEFAULT 'reports_to',
	organization_id bigint DEFAULT contacts.current_organization()) RETURNS SETOF bigint
	LANGUAGE C STABLE STRICT PARALLEL SAFE ROWS 10 COST 20 SUPPORT contacts_internal.hierarchy_support
		AS 'MODULE_PATHNAME', 'contacts_direct_reports';
COMMENT ON FUNCTION contacts.direct_reports(bigint, text, bigint) IS
	'contacts right below a contact, in the order of their ids';

CREATE FUNCTION contacts.roots(edge text DEFAULT 'reports_to',
	organization_id bigint DEFAULT contacts.current_organization()) RETURNS SETOF bigint
	LANGUAGE C STABLE STRICT PARALLEL SAFE ROWS 100 COST 1000 SUPPORT contacts_internal.hierarchy_support
		AS 'MODULE_PATHNAME', 'contacts_roots';
COMMENT ON FUNCTION contacts.roots(text, bigint) IS
	'people (for company_id: companies) that have no live contact above them, in the order of their ids';

CREATE FUNCTION contacts.hierarchy(edge text DEFAULT 'reports_to',
	organization_id bigint DEFAULT contacts.current_organization()) RETURNS jsonb
	LANGUAGE C STABLE STRICT PARALLEL SAFE COST 10000 AS 'MODULE_PATHNAME', 'contacts_hierarchy';
COMMENT ON FUNCTION contacts.hierarchy(text, bigint) IS
	'object with a key for every contact that has others right below it: their list, each with id, name, '
	'displayName and metadata (title, department); ids in UUID form';

CREATE FUNCTION contacts.org_chart(root bigint DEFAULT NULL, format text DEFAULT 'text', edge text DEFAULT 'reports_to',
	organization_id bigint DEFAULT contacts.current_organization()) RETURNS text
	LANGUAGE C STABLE PARALLEL SAFE COST 10000 AS 'MODULE_PATHNAME', 'contacts_org_chart';
COMMENT ON FUNCTION contacts.org_chart(bigint, text, text, bigint) IS
	'chart of a contact and all below it, or of everyone where root is NULL; format is text (a tree of lines), '
	'mermaid or dot';

CREATE FUNCTION contacts_internal.hierarchy_begin() RETURNS trigger
	LANGUAGE C VOLATILE AS 'MODULE_PATHNAME', 'contacts_hierarchy_begin';
COMMENT ON FUNCTION contacts_internal.hierarchy_begin() IS
	'BEFORE UPDATE OF reports_to statement trigger of table contact: waits for other moves in the hierarchy of the '
	'organization before a row is locked';

CREATE FUNCTION contacts_internal.hierarchy_note() RETURNS trigger
	LANGUAGE C VOLATILE AS 'MODULE_PATHNAME', 'contacts_hierarchy_note';
COMMENT ON FUNCTION contacts_internal.hierarchy_note() IS
	'AFTER row trigger of table contact: notes a new reports_to or company_id for hierarchy_check()';

CREATE FUNCTION contacts_internal.hierarchy_check() RETURNS trigger
	LANGUAGE C VOLATILE AS 'MODULE_PATHNAME', 'contacts_hierarchy_check';
COMMENT ON FUNCTION contacts_internal.hierarchy_check() IS
	'AFTER statement trigger of table contact: refuses cycles (CT422), chains longer than max_depth (CT400), '
	'references to a deleted contact (CT404, CT405) or one of the wrong kind (CT406), judging the statement by its '
	'result';
