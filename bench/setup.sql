-- What each case file's database begins with.
CREATE EXTENSION contacts;
SELECT contacts.install();
CREATE SCHEMA bench;
CREATE FUNCTION bench.noop16() RETURNS uuid
AS '$libdir/contacts_bench', 'contacts_bench_noop16' LANGUAGE C VOLATILE STRICT PARALLEL SAFE;
CREATE FUNCTION bench.noop("any") RETURNS boolean
AS '$libdir/contacts_bench', 'contacts_bench_noop' LANGUAGE C VOLATILE STRICT PARALLEL SAFE;
-- what people write by hand: the columns of document R as one object
CREATE FUNCTION bench.by_hand(c contacts.contact) RETURNS jsonb LANGUAGE sql STABLE AS $$
	SELECT jsonb_build_object('id', c.uid::uuid, 'organizationId', c.organization_id, 'name', c.name, 'displayName', c.display_name, 'code', c.code,
		'entityTypes', c.entity_types, 'email', c.email::text, 'phone', c.phone::text, 'website', c.website,
		'address', (SELECT jsonb_build_object('line1', a.line1, 'city', a.city, 'stateProvince', a.state_province, 'postalCode', a.postal_code,
			'countryCode', a.country_code) FROM contacts.address a WHERE a.organization_id = c.organization_id AND a.contact_id = c.id AND a.deleted_at IS NULL
			ORDER BY a.is_primary DESC LIMIT 1),
		'parentEntityId', (SELECT co.uid::uuid FROM contacts.contact co WHERE co.organization_id = c.organization_id AND co.id = c.company_id),
		'metadata', jsonb_build_object('title', c.job_title, 'department', c.department, 'preferredContactMethod', c.preferred_contact_method),
		'status', c.status, 'isActive', c.is_active, 'createdAt', to_char(c.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
		'updatedAt', to_char(c.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
$$;
