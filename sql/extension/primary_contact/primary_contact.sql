-- Primary contact: derived from primary_at and an order, so that there is never more than one and never an ineligible
-- one.

CREATE FUNCTION contacts.primary_contact(company bigint, organization_id bigint
	DEFAULT contacts.current_organization()) RETURNS bigint
	LANGUAGE C STABLE STRICT PARALLEL RESTRICTED COST 20 AS 'MODULE_PATHNAME', 'contacts_primary_contact';
COMMENT ON FUNCTION contacts.primary_contact(bigint, bigint) IS
	'primary contact of a live company: of the live, active people who belong to it (company_id or an open '
	'affiliation) the first by latest primary_at, type or role PRIMARY, no backup rank before ranks from the lowest, '
	'id; with the organization''s '
	'primary_auto off only those with a primary_at';

CREATE FUNCTION contacts.failover(company bigint, role text DEFAULT 'PRIMARY',
	organization_id bigint DEFAULT contacts.current_organization()) RETURNS bigint
	LANGUAGE C STABLE STRICT PARALLEL RESTRICTED COST 40 AS 'MODULE_PATHNAME', 'contacts_failover';
COMMENT ON FUNCTION contacts.failover(bigint, text, bigint) IS
	'who stands for a role at a company now, blocked people left out: for PRIMARY who comes first as primary contact, '
	'for any other role the first live, active person who has it there, those without a backup rank first, then by '
	'rank and id; NULL where there is none';

CREATE FUNCTION contacts.set_primary_contact(company bigint, contact bigint,
	organization_id bigint DEFAULT contacts.current_organization()) RETURNS void
	LANGUAGE C VOLATILE PARALLEL UNSAFE COST 100 AS 'MODULE_PATHNAME', 'contacts_set_primary_contact';
COMMENT ON FUNCTION contacts.set_primary_contact(bigint, bigint, bigint) IS
	'make a person the primary contact of a company that he belongs to; nothing changes where he was chosen before; '
	'errors CT404, CT405, CT406';

CREATE FUNCTION contacts.set_primary(company contacts.ulid, contact contacts.ulid) RETURNS jsonb
	LANGUAGE C VOLATILE PARALLEL UNSAFE COST 100 AS 'MODULE_PATHNAME', 'contacts_set_primary';
COMMENT ON FUNCTION contacts.set_primary(contacts.ulid, contacts.ulid) IS
	'make a person the primary contact of a company; answers {contact: {id, name, displayName, email, '
	'parentEntityId}, company: {id, name, primaryContactId}}, ids in UUID form; errors CT404, CT405, CT406';

CREATE FUNCTION contacts.primary_history(company bigint, organization_id bigint DEFAULT contacts.current_organization(),
	OUT contact_id bigint, OUT chosen_at timestamptz, OUT chosen_by bigint, OUT until timestamptz) RETURNS SETOF record
	LANGUAGE C STABLE STRICT PARALLEL SAFE ROWS 10 COST 100 AS 'MODULE_PATHNAME', 'contacts_primary_history';
COMMENT ON FUNCTION contacts.primary_history(bigint, bigint) IS
	'who was chosen as primary contact of a company, by which user, and until when another one was, latest first; '
	'read from the journal, so it goes back as far as that does';
