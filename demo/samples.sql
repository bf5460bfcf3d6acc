-- One contact the way each documented system describes it, through the columns; the API functions take the JSON itself.
SET ROLE demo_orchard;
-- accounts with contacts
INSERT INTO contacts.person (first_name, last_name, email, phone, type, is_marketing_contact, job_title, department, timezone)
VALUES ('John', 'Doe', 'john.doe@acme.com', '+1-555-123-4567', 'PRIMARY', false, 'CTO', 'Engineering', 'America/Los_Angeles');
-- a central address book
WITH jordan AS (
	INSERT INTO contacts.person (first_name, last_name, name, profile_color, job_title, email)
	VALUES ('Jordan', 'Kline', 'Jordan Kline', '#FF5733', 'Software Engineer', 'jordan.kline@example.com')
	RETURNING id
), phone AS (
	INSERT INTO contacts.connection (contact_id, type, value, country_code, is_primary)
	SELECT id, 'phone', '+14805551212', 'US', true FROM jordan
)
INSERT INTO contacts.address (contact_id, type, line1, city, state_province, postal_code, country_code, timezone)
SELECT id, 'billing', '123 Main St', 'Scottsdale', 'AZ', '85251', 'US', 'America/Phoenix' FROM jordan;
-- customers, vendors and their reporting lines
WITH acme AS (
	INSERT INTO contacts.company (name, entity_types) VALUES ('Acme Corporation', '{Contact,Customer}') RETURNING id
)
INSERT INTO contacts.person (name, display_name, email, phone, company_id, job_title, department, preferred_contact_method)
SELECT 'John Smith', 'John', 'john.smith@acme.com', '+1 555-123-4567', id, 'Sales Director', 'Sales', 'email' FROM acme;
-- mentions
INSERT INTO contacts.person (name, mention_name, email, phone, company_text, job_title, department, category)
VALUES ('Jane Smith', 'jsmith', 'jane.smith@example.com', '+1-555-123-4567', 'Acme Corp', 'VP of Sales', 'Sales', 'client');

SELECT name, display_name, email, phone, job_title, coalesce(mention_name, profile_color, timezone) AS more
FROM contacts.person WHERE code IS NULL ORDER BY id;
RESET ROLE;
