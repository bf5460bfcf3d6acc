-- Who had which role, title, department, type and manager, in one shape: the periods of the roles and what the
-- journal says.
CREATE VIEW contacts.role_history WITH (security_invoker = true) AS
	SELECT a.organization_id, a.contact_id, a.company_id, a.id AS affiliation_id, 'role' AS what, NULL AS old_value,
		a.role AS new_value,
		a.started_on, a.ended_on, a.created_at AS changed_at, a.created_by AS changed_by,
		a.role, a.title, a.department, a.backup_rank, a.note
	FROM contacts.affiliation a
	UNION ALL
	SELECT c.organization_id, c.id, c.company_id, NULL, 'role', NULL, c.type, coalesce(
		(SELECT max(a.ended_on) FROM contacts.affiliation a
			WHERE a.organization_id = c.organization_id AND a.contact_id = c.id AND a.company_id = c.company_id),
				c.created_at::date), NULL,
		c.created_at, c.created_by, c.type, c.job_title, c.department, NULL, NULL
	FROM contacts.contact c
	WHERE c.kind = 'person' AND c.company_id IS NOT NULL AND c.deleted_at IS NULL AND NOT EXISTS (
		SELECT FROM contacts.affiliation a WHERE a.organization_id = c.organization_id AND a.contact_id = c.id
			AND a.company_id = c.company_id AND a.ended_on IS NULL)
	UNION ALL
	-- the window has the columns that a search asks for, so that their conditions reach the index
	SELECT e.organization_id, e.contact_id, e.company_id, CASE e.subject WHEN 'affiliation' THEN e.subject_id END,
		w.what, e.data #>> ARRAY['changed', w.of, 'old'], e.data #>> ARRAY['changed', w.of, 'new'], e.occurred_at::date,
		coalesce(lead(e.occurred_at) OVER (PARTITION BY e.organization_id, e.contact_id, e.subject, e.subject_id,
			w.what ORDER BY e.id)::date,
			(SELECT a.ended_on FROM contacts.affiliation a
			WHERE e.subject = 'affiliation' AND a.organization_id = e.organization_id AND a.id = e.subject_id)),
		e.occurred_at, e.actor_id, NULL, NULL, NULL, NULL, NULL
	FROM contacts.event e
	JOIN (VALUES ('contact.updated', 'title', 'job_title'), ('contact.updated', 'department', 'department'),
		('contact.updated', 'type', 'type'), ('contact.updated', 'manager', 'reports_to'),
		('affiliation.updated', 'title', 'title'), ('affiliation.updated', 'department', 'department')) w (event,
			what, of)
		ON e.name = w.event AND e.data -> 'changed' ? w.of
	WHERE e.contact_id IS NOT NULL;
COMMENT ON VIEW contacts.role_history IS
	'who has and had which role at which company: the affiliations and the company of a contact that has no '
	'affiliation there (affiliation_id is NULL), and what the journal says of changes of title, department, type '
	'and manager';
COMMENT ON COLUMN contacts.role_history.what IS 'role, title, department, type or manager';
COMMENT ON COLUMN contacts.role_history.affiliation_id IS
	'role that the row is or whose title or department changed, NULL where it is the contact itself';
COMMENT ON COLUMN contacts.role_history.old_value IS
	'value before the change (of a manager the id); NULL for none, and for a role';
COMMENT ON COLUMN contacts.role_history.new_value IS 'value from started_on to before ended_on';
COMMENT ON COLUMN contacts.role_history.ended_on IS 'first day after the period, NULL while it is open';
COMMENT ON COLUMN contacts.role_history.changed_at IS 'when it was written';
COMMENT ON COLUMN contacts.role_history.changed_by IS 'user of the context that wrote it';
