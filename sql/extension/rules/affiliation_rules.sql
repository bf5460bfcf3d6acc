-- Trigger functions of affiliations: periods, and what a move of a person does to them.

CREATE FUNCTION contacts_internal.affiliation_before() RETURNS trigger
	LANGUAGE C VOLATILE AS 'MODULE_PATHNAME', 'contacts_affiliation_before';
COMMENT ON FUNCTION contacts_internal.affiliation_before() IS
	'row trigger of table affiliation: what touch() does, tidy text; a change of role or company starts a new period';

CREATE FUNCTION contacts_internal.affiliation_check() RETURNS trigger
	LANGUAGE C VOLATILE AS 'MODULE_PATHNAME', 'contacts_affiliation_check';
COMMENT ON FUNCTION contacts_internal.affiliation_check() IS
	'statement trigger of table affiliation: error CT406 unless a person is at a company, error 23P01 where periods '
	'of the same contact, company and role overlap';

CREATE FUNCTION contacts_internal.affiliation_changed() RETURNS trigger
	LANGUAGE C VOLATILE AS 'MODULE_PATHNAME', 'contacts_affiliation_changed';
COMMENT ON FUNCTION contacts_internal.affiliation_changed() IS
	'row trigger of table affiliation: records the period that a change of role or company ended';

CREATE FUNCTION contacts_internal.contact_moved() RETURNS trigger
	LANGUAGE C VOLATILE AS 'MODULE_PATHNAME', 'contacts_contact_moved';
COMMENT ON FUNCTION contacts_internal.contact_moved() IS
	'row trigger of table contact: when a person moves to another company the roles at the old one end and one at '
	'the new one opens';
