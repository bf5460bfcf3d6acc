-- organization.email_unique = 'all': an address belongs to one contact.

CREATE FUNCTION contacts_internal.keep_unique_emails() RETURNS trigger
	LANGUAGE C VOLATILE AS 'MODULE_PATHNAME', 'contacts_keep_unique_emails';
COMMENT ON FUNCTION contacts_internal.keep_unique_emails() IS
	'row trigger of tables contact and connection: error 23505 where email_unique of the organization is all and '
	'another live contact has the address';

CREATE FUNCTION contacts_internal.email_unique_changed() RETURNS trigger
	LANGUAGE C VOLATILE AS 'MODULE_PATHNAME', 'contacts_email_unique_changed';
COMMENT ON FUNCTION contacts_internal.email_unique_changed() IS
	'row trigger of table organization: takes in the addresses that are there when email_unique becomes all, error '
	'23505 where two contacts share one';
