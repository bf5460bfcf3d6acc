-- The primary contact is derived: these are the index that has the order, and the list of all of them.
CREATE INDEX contact_primary_idx ON contacts.contact
	(organization_id, company_id, primary_at DESC NULLS LAST, (type <> 'PRIMARY'), id)
	WHERE kind = 'person' AND is_active AND company_id IS NOT NULL;

CREATE VIEW contacts.company_primary WITH (security_invoker = true) AS
	SELECT DISTINCT ON (m.organization_id, m.company_id) m.organization_id, m.company_id, m.contact_id, m.primary_at
	FROM (
		(SELECT DISTINCT ON (c.organization_id, c.company_id) c.organization_id, c.company_id, c.id AS contact_id,
			c.primary_at, c.type <> 'PRIMARY' AS other_role, NULL::smallint AS backup_rank
		FROM contacts.contact c
		WHERE c.kind = 'person' AND c.is_active AND c.company_id IS NOT NULL
		ORDER BY c.organization_id, c.company_id, c.primary_at DESC NULLS LAST, (c.type <> 'PRIMARY'), c.id)
		UNION ALL
		SELECT a.organization_id, a.company_id, a.contact_id, a.primary_at, a.role <> 'PRIMARY', a.backup_rank
		FROM contacts.affiliation a
		JOIN contacts.contact c ON c.organization_id = a.organization_id AND c.id = a.contact_id
		WHERE a.ended_on IS NULL AND c.kind = 'person' AND c.is_active
	) AS m
	JOIN contacts.contact o ON o.organization_id = m.organization_id AND o.id = m.company_id
		AND o.kind = 'organization' AND o.deleted_at IS NULL
	JOIN contacts.organization g ON g.id = m.organization_id AND (g.primary_auto OR m.primary_at IS NOT NULL)
	ORDER BY m.organization_id, m.company_id, m.primary_at DESC NULLS LAST, m.other_role,
		m.backup_rank NULLS FIRST, m.contact_id;
COMMENT ON VIEW contacts.company_primary IS
	'the primary contact of each company that has one, all in one pass; primary_contact() answers for one company';
COMMENT ON COLUMN contacts.company_primary.primary_at IS
	'when the person was chosen, NULL where he is first in line without a choice';

CREATE INDEX event_primary_set_idx ON contacts.event (organization_id, company_id, id) WHERE name
	= 'contact.primary_set';
