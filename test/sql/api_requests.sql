-- The operations of the documents: their own samples, then what each rule refuses.  Ids and times that differ from run to
-- run are taken out of the answers.
\set VERBOSITY default
SET search_path = contacts, public;
\set SHOW_CONTEXT never

INSERT INTO contacts.organization (id, uid, name, default_region) VALUES
	(600, 'a0000000-0000-4000-8000-000000000600', 'Api Organization', 'US');
INSERT INTO contacts.organization (id, uid, name) VALUES (601, 'a0000000-0000-4000-8000-000000000601', 'Other Organization');
DROP ROLE IF EXISTS regress_contacts_api;
DROP ROLE IF EXISTS regress_contacts_api_reader;
CREATE ROLE regress_contacts_api;
CREATE ROLE regress_contacts_api_reader;
SELECT contacts.grant_access('regress_contacts_api', '{contacts:read,contacts:write,contacts:delete}', 600);
SELECT contacts.grant_access('regress_contacts_api', '{contacts:read,contacts:write}', 601);
SELECT contacts.grant_access('regress_contacts_api_reader', '{contacts:read}', 600);
INSERT INTO contacts.contact (organization_id, id, uid, name, email) VALUES
	(601, 601000, 'a0000000-0000-4000-8000-000000601000', 'Somebody Else', 'else@example.com');

-- what differs from run to run, taken out at every depth that has it
CREATE FUNCTION pg_temp.plain(answer jsonb) RETURNS jsonb LANGUAGE sql AS $$
	SELECT jsonb_object_agg(key, CASE
		WHEN key IN ('id', 'uid', 'contactId', '_id') AND jsonb_typeof(value) <> 'null' THEN '"ID"'
		WHEN key ~ 'At$' AND jsonb_typeof(value) <> 'null' THEN '"TIME"'
		WHEN jsonb_typeof(value) = 'object' THEN pg_temp.plain(value)
		WHEN jsonb_typeof(value) = 'array' AND jsonb_path_exists(value, '$[*] ? (@.type() == "object")')
			THEN (SELECT jsonb_agg(pg_temp.plain(e)) FROM jsonb_array_elements(value) e)
		ELSE value END)
	FROM jsonb_each(answer)
$$;
GRANT TEMPORARY ON DATABASE :"DBNAME" TO regress_contacts_api;

SET ROLE regress_contacts_api;
SET contacts.organization_id = 600;
INSERT INTO contacts.contact (id, uid, kind, name) VALUES
	(600000, 'd45f8e21-3ab2-4389-9e0d-9c12654b8e7a', 'organization', 'Acme Corporation');

-- R: create, get, update, lists, with the document's requests and examples (R-40, R-41, R-49, R-50, R-70)
SELECT jsonb_pretty(pg_temp.plain(contacts.create_contact('{
	"name": "John Smith", "displayName": "John", "email": "john.smith@acme.com", "phone": "555-123-4567",
	"entityTypes": ["Contact"], "parentEntityId": "d45f8e21-3ab2-4389-9e0d-9c12654b8e7a",
	"address": {"line1": "123 Main St", "city": "San Francisco", "stateProvince": "CA", "postalCode": "94105", "countryCode": "US"},
	"metadata": {"title": "Sales Director", "department": "Sales", "workPhone": "555-123-4568", "preferredContactMethod": "email"},
	"status": "active"}')));
SELECT uid AS john FROM contacts.contact WHERE email = 'john.smith@acme.com' \gset
SELECT contacts.get_contact(:'john') = contacts.get_contact(uid) AND contacts.get_contact(uid) = contacts.get_contact(uid::uuid::text)
	AND contacts.get_contact(uid) = contacts.get_contact(contacts.public_id('ct', uid)) AND contacts.get_contact(uid) = contacts.get_contact(id::text)
	AND contacts.get_contact(uid) = contacts.contact_json(c) AS every_form_of_the_id
FROM contacts.contact c WHERE c.uid = :'john';
SELECT pg_temp.plain(contacts.update_contact(:'john', '{"displayName": "Johnny",
	"metadata": {"title": "VP of Sales", "mobilePhone": "555-999-8888", "preferredContactMethod": "mobile"}}'))
	- '{entityTypes,customFields,website,code,taxId,description,notes}'::text[] AS merged;
SELECT pg_temp.plain(contacts.create_contact('{"name": "Jane Doe", "email": "jane.doe@example.com", "entityTypes": ["Contact"],
	"phone": "555-987-6543", "metadata": {"title": "Product Manager", "department": "Product", "preferredContactMethod": "email"}}'))->'metadata' AS jane;
SELECT contacts.contacts_by_company('d45f8e21-3ab2-4389-9e0d-9c12654b8e7a') #- '{data,0,id}' AS by_company;
SELECT contacts.contacts_by_department(' sales ') #- '{data,0,id}' AS by_department;
SELECT contacts.contacts_by_contact_method('mobile') #- '{data,0,id}' AS by_method;
SELECT jsonb_object_keys(contacts.list_contacts(1, 20, status => 'active', query => 'john')->'data'->0) AS list_keys;
SELECT contacts.list_contacts(1, 20, status => 'active', query => 'JOHN') - 'data' AS envelope;
SELECT contacts.list_contacts(query => '987-6543')->'data'->0->>'name' AS by_digits;
SELECT contacts.list_contacts(company => 'd45f8e21-3ab2-4389-9e0d-9c12654b8e7a', is_active => true)->'total' AS of_company;

-- T: the sample and what the answer adds (T-41, T-42)
SET contacts.profile = 'thena';
SELECT jsonb_pretty(pg_temp.plain(contacts.create_contact('{"firstName": "John", "lastName": "Doe", "email": "john.doe@acme.com", "phone": "+1-555-123-4567",
	"type": "PRIMARY", "isMarketingContact": false, "isActive": true,
	"metadata": {"department": "Engineering", "title": "CTO", "timezone": "America/Los_Angeles"}}')));

-- N: the samples (N-49, N-51, N-65)
SET contacts.profile = 'nextiva';
SELECT jsonb_pretty(pg_temp.plain(contacts.create_contact('{"_id": "60c72b2f9b1e8e0007c8e8e8", "contactId": "ct_12345", "id": "ct_12345", "objectType": "contact",
	"tenantId": "600", "createdAt": 1678886400000, "createdBy": "user_johndoe", "modifiedAt": 1678972800000, "modifiedBy": "user_janedoe",
	"firstName": "Jordan", "lastName": "Kline", "name": "Jordan Kline",
	"connections": [{"type": "email", "value": "jordan@example.org", "isPrimary": true},
		{"type": "phone", "value": "+14805551212", "isPrimary": true, "countryCode": "US"},
		{"type": "mobile", "value": "(480) 555-1313", "name": "private"}],
	"addresses": [{"id": "addr_1", "type": "billing", "address": "123 Main St", "city": "Scottsdale", "state": "AZ", "zip": "85251",
		"country": "US", "timezone": "America/Phoenix"}],
	"profileColor": "#FF5733", "jobTitle": "Software Engineer", "accountId": "d45f8e21-3ab2-4389-9e0d-9c12654b8e7a", "unknown": false}')));
SELECT uid AS jordan, id AS jordan_id FROM contacts.contact WHERE email = 'jordan@example.org' \gset
SELECT n.uid AS mobile, a.uid AS address FROM contacts.connection n, contacts.address a
WHERE n.contact_id = :jordan_id AND a.contact_id = :jordan_id \gset
SELECT contacts.update_contact(:'jordan', '{"connections": [{"type": "email", "value": "JORDAN@example.org", "isPrimary": true},
	{"type": "phone", "value": "+14805551212", "isPrimary": true, "countryCode": "US"}, {"type": "mobile", "value": "+1 480 555 1313"},
	{"type": "email", "value": "kline@example.org"}],
	"jobTitle": "Senior Software Engineer", "modifiedAt": 1, "modifiedBy": "user_current", "name": "Jordan A. Kline"}')
	- '{id,_id,contactId,createdAt,modifiedAt,connections,addresses}'::text[] AS updated;
SELECT count(*) FILTER (WHERE n.uid = :'mobile') AS id_stays, count(*) AS live, count(*) FILTER (WHERE n.type = 'email') AS emails
FROM contacts.connection n WHERE n.contact_id = :jordan_id AND n.deleted_at IS NULL;
-- what was read can be written back, and changes nothing
SELECT contacts.update_contact(uid, contacts.get_contact(uid)) - 'modifiedAt' = contacts.contact_json(c) - 'modifiedAt' AS round_trip, c.version
FROM contacts.contact c WHERE c.id = :jordan_id;
SELECT version AS same_version FROM contacts.contact WHERE id = :jordan_id;
SELECT contacts.list_contacts(1, 1) ? 'list' AND contacts.list_contacts(1, 1) ? 'total' AND NOT contacts.list_contacts(1, 1) ? 'page' AS shape_of_n;
SELECT pg_temp.plain(contacts.get_contact(:'jordan', '{account,segments}')->'expansions'->'account')->>'name' AS expanded;
SELECT contacts.update_contact(:'jordan', '{"connections": [{"type": "mobile", "value": "+14805551313"}], "addresses": []}')
	- '{id,_id,contactId,createdAt,modifiedAt}'::text[] #- '{connections,0,id}' AS fewer;
\set VERBOSITY sqlstate
SELECT contacts.update_contact(:'jordan', '{"connections": []}');	-- fails: nobody could reach him
\set VERBOSITY default

-- M: the record and the mentions (M-03 to M-17)
SET contacts.profile = 'directory';
SELECT pg_temp.plain(contacts.create_contact('{"fullName": "Jane Smith", "mentionName": "JSmith", "email": "jane@example.com", "phone": "+1-555-123-4567",
	"company": "acme corporation", "title": "VP of Sales", "department": "Sales", "type": "client", "canLogin": true}')) AS jane;
SELECT u.name, u.email FROM contacts.app_user u JOIN contacts.contact c ON c.user_id = u.id WHERE c.mention_name = 'jsmith';
SELECT contacts.create_contact('{"fullName": "X Y", "email": "xy@example.com", "type": "external", "company": "Nobody Knows Inc", "metadata": {"a": 1}}')
	- '{id,createdAt,updatedAt}'::text[] AS company_text;
RESET contacts.profile;

-- every problem at once, in the document's words (R-58, R-65)
SELECT * FROM contacts.validate_contact('{"name": "", "email": "foo", "namee": 1, "phone": "12", "website": "ftp://x", "status": "gone",
	"entityTypes": ["Customer"], "isActive": "yes", "address": {"countryCode": "XX", "planet": "Earth"},
	"metadata": {"preferredContactMethod": "smoke", "reportsTo": "e45f0e43-6dd4-4701-df2f-0e54876d0g9d"},
	"tags": [1], "type": "billing", "profileColor": "red", "mentionName": "-x", "timezone": "Mars/Base", "objectType": "user"}');
SELECT * FROM contacts.validate_contact('[]');
SELECT * FROM contacts.validate_contact('{"name": "A B"}');
SELECT * FROM contacts.validate_contact('{"name": "A B", "email": "ab@example.com", "title": "One", "jobTitle": "Two"}');
SELECT count(*) AS no_problem FROM contacts.validate_contact('{"name": "A B", "email": "ab@example.com"}');
SELECT contacts.create_contact('{"name": "A B", "email": "foo"}');	-- fails
SELECT contacts.create_contact('{"name": "A B", "email": "ab@example.com", "parentEntityId": "d45f8e21-3ab2-4389-9e0d-9c12654b8e7b"}');	-- fails: no such company
SELECT contacts.create_contact('{"name": "A B", "email": "ab@example.com", "tenantId": "601"}');	-- fails: another organization
\set VERBOSITY sqlstate
SELECT contacts.create_contact('{"name": "A B", "email": "John.Smith@ACME.com"}');	-- fails: in use
SELECT contacts.update_contact(:'john', '{"email": "jane@example.com"}');	-- fails: in use
SELECT contacts.update_contact(:'john', '{"entityTypes": ["Contact", "Vendor"]}');	-- fails: read only
SELECT contacts.update_contact(:'john', '{"code": "J-1"}', 99);	-- fails: another version
SELECT contacts.update_contact(:'john', '{"status": "active", "isActive": false}');	-- fails: contradiction
SELECT contacts.update_contact(:'john', '{"displayName": ""}');	-- fails: empty
SELECT contacts.get_contact('a0000000-0000-4000-8000-000000601000');	-- fails: another organization's
SELECT contacts.get_contact('01ARZ3NDEKTSV4RRFFQ69G5FAV');	-- fails: missing
SELECT contacts.get_contact('e45f0e43-6dd4-4701-df2f-0e54876d0g9d');	-- fails: not an id
SELECT contacts.get_contact(:'john', '{moon}');	-- fails: no such expansion
SELECT contacts.list_contacts(page_size => 101);	-- fails
SELECT contacts.list_contacts(page => 0);	-- fails
SELECT contacts.list_contacts(order_by => 'email; DROP TABLE x');	-- fails
SELECT contacts.list_contacts(order_direction => 'up');	-- fails
SELECT contacts.list_contacts(status => 'gone');	-- fails
SELECT contacts.list_contacts(query => 'j');	-- fails: too short
SELECT contacts.contacts_by_contact_method('fax');	-- fails
SELECT contacts.contacts_by_company('01ARZ3NDEKTSV4RRFFQ69G5FAV');	-- fails: no such company
SELECT contacts.purge_contact(:'john');	-- fails: needs contacts:admin
SET contacts.profile = 'mars';	-- fails
SELECT contacts.contact_json(ROW(1, 2));	-- fails: no contact

-- null clears, also what is in objects; the name of a person is kept by its parts
SELECT contacts.update_contact(:'john', '{"phone": null, "address": null, "displayName": null, "metadata": {"mobilePhone": null, "title": null}}')
	- '{id,createdAt,updatedAt,entityTypes,customFields,website,code,taxId,description,notes,organizationId}'::text[] AS cleared;
SELECT contacts.update_contact(:'john', '{"metadata": {"a": 1, "b": {"c": 2}}, "isActive": false}')->'metadata' AS kept,
	contacts.update_contact(:'john', '{"metadata": {"a": null}}')->'metadata' AS merged;
SELECT status FROM contacts.contact WHERE uid = :'john';

-- delete, restore, archive
SELECT contacts.delete_contact(:'john');
SELECT contacts.delete_contact(:'john');	-- fails: is deleted
SELECT contacts.update_contact(:'john', '{"name": "x y"}');	-- fails: is deleted
SELECT contacts.restore_contact(:'john')->>'name' AS restored, contacts.archive_contact(:'john')->>'status' AS archived;
SELECT contacts.restore_contact(:'john');	-- fails: is not deleted

-- upsert
SELECT contacts.upsert_contact('{"name": "John Smith", "email": "JOHN.SMITH@acme.com", "code": "J-2"}')->>'code' AS updated;
SELECT contacts.upsert_contact('{"name": "New One", "email": "new.one@acme.com", "externalId": "X-1"}')->>'name' AS created;
SELECT contacts.upsert_contact('{"externalId": "X-1", "email": "one@acme.com"}')->>'email' AS by_external_id;
SELECT contacts.delete_contact(uid) FROM contacts.contact WHERE external_id = 'X-1';
SELECT contacts.upsert_contact('{"name": "New One", "email": "one@acme.com"}', 'email', 'error');	-- fails: is deleted
SELECT contacts.upsert_contact('{"name": "Newer One", "email": "one@acme.com"}', 'email', 'restore')->>'name' AS restored;
SELECT contacts.upsert_contact('{"name": "x y"}', 'shoe size');	-- fails

-- scopes and context
RESET ROLE;
SET ROLE regress_contacts_api_reader;
SELECT contacts.get_contact(:'john')->>'name' AS may_read;
SELECT contacts.create_contact('{"name": "x y", "email": "xy@acme.com"}');	-- fails: needs contacts:write
SELECT contacts.delete_contact(:'john');	-- fails: needs contacts:delete
RESET ROLE;
RESET contacts.organization_id;
SELECT contacts.list_contacts();	-- fails: no organization

-- errors outside
SELECT contacts.error_json('CT400', 'request data failed validation', '[{"field": "email", "message": "Invalid email format"}]');
SELECT contacts.error_json('CT404', NULL), contacts.error_json('XX000', 'secret', 'inner');
SELECT s, contacts.http_status(s), contacts.error_json(s, NULL)->>'error' AS error
FROM unnest('{CT400,CT401,CT403,CT404,CT405,CT406,CT409,CT422,CT429,23505,23514,22P02,40001,42501,28000,XX000,08006}'::text[]) s;
SELECT contacts.http_status('x');	-- fails
DROP OWNED BY regress_contacts_api, regress_contacts_api_reader;
DELETE FROM contacts.access WHERE role LIKE 'regress_contacts_api%';
DROP ROLE regress_contacts_api, regress_contacts_api_reader;
