-- What finds duplicates: the card of each contact, the keys under which cards meet, how frequent values are, the pairs.
-- All of it is derived from the contacts by scan_duplicates() and refresh_duplicates(), and can be made anew.
ALTER TABLE contacts.custom_field ADD COLUMN match_as text,
	ADD CONSTRAINT custom_field_match_as_check CHECK (match_as = 'identity');
COMMENT ON COLUMN contacts.custom_field.match_as IS
	'identity where an equal value speaks for one contact, as a birth date or a customer number does; NULL: not '
	'compared';

CREATE TABLE contacts.match_state (
	organization_id bigint NOT NULL DEFAULT contacts.current_organization(),
	feed_position bigint NOT NULL DEFAULT 0,
	contacts bigint NOT NULL DEFAULT 0,
	min_score real NOT NULL DEFAULT 0,
	person_prior real NOT NULL DEFAULT 0,
	company_prior real NOT NULL DEFAULT 0,
	scanned_at timestamptz,
	refreshed_at timestamptz,
	CONSTRAINT match_state_pkey PRIMARY KEY (organization_id),
	CONSTRAINT match_state_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES contacts.organization (id)
		ON DELETE CASCADE
);
COMMENT ON TABLE contacts.match_state IS 'what the suggestions of an organization go by: the last scan and the feed since';
COMMENT ON COLUMN contacts.match_state.scanned_at IS 'when all contacts were compared last';
COMMENT ON COLUMN contacts.match_state.refreshed_at IS 'when the feed was followed last';
COMMENT ON COLUMN contacts.match_state.feed_position IS 'last number of the feed that the suggestions know';
COMMENT ON COLUMN contacts.match_state.contacts IS 'live contacts at the last scan';
COMMENT ON COLUMN contacts.match_state.min_score IS 'pairs below it are not kept';
COMMENT ON COLUMN contacts.match_state.person_prior IS
	'log2 of the odds that two people who were compared are one, before anything is known of them';
COMMENT ON COLUMN contacts.match_state.company_prior IS 'the same for companies';
SELECT contacts.protect_table('contacts.match_state', 'contacts:write');

CREATE TABLE contacts.match_card (
	organization_id bigint NOT NULL DEFAULT contacts.current_organization(),
	contact_id bigint NOT NULL,
	kind text NOT NULL,
	card bytea NOT NULL,
	keys bigint[] NOT NULL,
	made_at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT match_card_pkey PRIMARY KEY (organization_id, contact_id),
	CONSTRAINT match_card_contact_id_fkey FOREIGN KEY (organization_id, contact_id)
		REFERENCES contacts.contact (organization_id, id) ON DELETE CASCADE,
	CONSTRAINT match_card_kind_check CHECK (kind IN ('person', 'organization'))
);
COMMENT ON TABLE contacts.match_card IS 'what is compared of a contact, as it was when it was last looked at';
COMMENT ON COLUMN contacts.match_card.contact_id IS 'contact that it is of';
COMMENT ON COLUMN contacts.match_card.kind IS 'person or organization: only contacts of one kind are compared';
COMMENT ON COLUMN contacts.match_card.made_at IS 'when it was made';
COMMENT ON COLUMN contacts.match_card.card IS 'names, addresses and numbers with their frequency, packed';
COMMENT ON COLUMN contacts.match_card.keys IS 'its rows of match_key';
SELECT contacts.protect_table('contacts.match_card', 'contacts:write');

CREATE TABLE contacts.match_key (
	organization_id bigint NOT NULL DEFAULT contacts.current_organization(),
	key bigint NOT NULL,
	contact_id bigint NOT NULL,
	CONSTRAINT match_key_pkey PRIMARY KEY (organization_id, key, contact_id)
);
COMMENT ON TABLE contacts.match_key IS
	'keys of contacts: hashes of values; contacts are compared where they share one that at most 50 have';
COMMENT ON COLUMN contacts.match_key.key IS 'the hash';
COMMENT ON COLUMN contacts.match_key.contact_id IS 'contact that has it';
SELECT contacts.protect_table('contacts.match_key', 'contacts:write');
CREATE TRIGGER match_card_50_keys AFTER DELETE ON contacts.match_card
	REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION contacts_internal.drop_match_keys();

CREATE TABLE contacts.match_term (
	organization_id bigint NOT NULL DEFAULT contacts.current_organization(),
	term bigint NOT NULL,
	holders bigint NOT NULL,
	CONSTRAINT match_term_pkey PRIMARY KEY (organization_id, term)
);
COMMENT ON TABLE contacts.match_term IS 'values, as hashes, that more than one contact had at the last scan';
COMMENT ON COLUMN contacts.match_term.term IS 'hash of the value';
COMMENT ON COLUMN contacts.match_term.holders IS 'how many contacts have it';
SELECT contacts.protect_table('contacts.match_term', 'contacts:write');

CREATE TABLE contacts.duplicate (
	organization_id bigint NOT NULL DEFAULT contacts.current_organization(),
	a_id bigint NOT NULL,
	b_id bigint NOT NULL,
	kind text NOT NULL,
	bits real NOT NULL,
	found_at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT duplicate_pkey PRIMARY KEY (organization_id, a_id, b_id),
	CONSTRAINT duplicate_a_id_fkey FOREIGN KEY (organization_id, a_id)
		REFERENCES contacts.contact (organization_id, id) ON DELETE CASCADE,
	CONSTRAINT duplicate_b_id_fkey FOREIGN KEY (organization_id, b_id)
		REFERENCES contacts.contact (organization_id, id) ON DELETE CASCADE,
	CONSTRAINT duplicate_order_check CHECK (a_id < b_id),
	CONSTRAINT duplicate_kind_check CHECK (kind IN ('person', 'organization'))
);
COMMENT ON TABLE contacts.duplicate IS 'pairs of contacts that may be one; duplicate_list shows them';
COMMENT ON COLUMN contacts.duplicate.a_id IS 'one contact, the one with the smaller number';
COMMENT ON COLUMN contacts.duplicate.b_id IS 'the other one';
COMMENT ON COLUMN contacts.duplicate.kind IS 'person or organization';
COMMENT ON COLUMN contacts.duplicate.found_at IS 'when they were compared';
COMMENT ON COLUMN contacts.duplicate.bits IS 'what speaks for it, without the prior';
CREATE INDEX duplicate_b_id_idx ON contacts.duplicate (organization_id, b_id);
CREATE INDEX duplicate_bits_idx ON contacts.duplicate (organization_id, kind, bits DESC);
SELECT contacts.protect_table('contacts.duplicate', 'contacts:write');

CREATE TABLE contacts.not_duplicate (
	organization_id bigint NOT NULL DEFAULT contacts.current_organization(),
	a_id bigint NOT NULL,
	b_id bigint NOT NULL,
	reason text,
	score real,
	created_at timestamptz NOT NULL DEFAULT now(),
	created_by bigint DEFAULT contacts.current_user_id(),
	CONSTRAINT not_duplicate_pkey PRIMARY KEY (organization_id, a_id, b_id),
	CONSTRAINT not_duplicate_a_id_fkey FOREIGN KEY (organization_id, a_id)
		REFERENCES contacts.contact (organization_id, id) ON DELETE CASCADE,
	CONSTRAINT not_duplicate_b_id_fkey FOREIGN KEY (organization_id, b_id)
		REFERENCES contacts.contact (organization_id, id) ON DELETE CASCADE,
	CONSTRAINT not_duplicate_order_check CHECK (a_id < b_id),
	CONSTRAINT not_duplicate_reason_check CHECK (char_length(reason) <= 2000)
);
COMMENT ON TABLE contacts.not_duplicate IS 'pairs that somebody looked at and found to be two contacts: one row for both sides';
COMMENT ON COLUMN contacts.not_duplicate.a_id IS 'one contact, the one with the smaller number';
COMMENT ON COLUMN contacts.not_duplicate.b_id IS 'the other one';
COMMENT ON COLUMN contacts.not_duplicate.reason IS 'what was found';
COMMENT ON COLUMN contacts.not_duplicate.score IS 'score at that time: what speaks for it, with the prior';
CREATE INDEX not_duplicate_b_id_idx ON contacts.not_duplicate (organization_id, b_id);
SELECT contacts.protect_table('contacts.not_duplicate', 'contacts:write');

CREATE VIEW contacts.duplicate_list WITH (security_invoker = true) AS
	SELECT d.organization_id, d.kind, d.a_id, a.uid AS a_uid, a.name AS a_name, d.b_id, b.uid AS b_uid,
		b.name AS b_name, d.bits + p.prior AS score, contacts_internal.match_probability(d.bits + p.prior)
			AS probability,
		a.updated_at > d.found_at OR b.updated_at > d.found_at AS is_stale, d.found_at
	FROM contacts.duplicate d
	JOIN contacts.match_state s ON s.organization_id = d.organization_id
	CROSS JOIN LATERAL (SELECT CASE d.kind WHEN 'person' THEN s.person_prior ELSE s.company_prior END AS prior) p
	JOIN LATERAL (SELECT c.* FROM contacts.contact c
		WHERE c.organization_id = d.organization_id AND c.id = d.a_id OFFSET 0) a ON a.deleted_at IS NULL
	JOIN LATERAL (SELECT c.* FROM contacts.contact c
		WHERE c.organization_id = d.organization_id AND c.id = d.b_id OFFSET 0) b ON b.deleted_at IS NULL
	WHERE NOT EXISTS (SELECT FROM contacts.not_duplicate n WHERE n.organization_id = d.organization_id
		AND n.a_id = d.a_id AND n.b_id = d.b_id AND coalesce(n.score, 0) + 6 > d.bits + p.prior);
COMMENT ON VIEW contacts.duplicate_list IS
	'pairs of live contacts that may be one and that nobody has marked as two; a marked pair comes back when 6 bits '
	'more speak for it';
COMMENT ON COLUMN contacts.duplicate_list.kind IS 'person or organization';
COMMENT ON COLUMN contacts.duplicate_list.a_id IS 'one contact';
COMMENT ON COLUMN contacts.duplicate_list.a_uid IS 'its public identifier';
COMMENT ON COLUMN contacts.duplicate_list.a_name IS 'its name';
COMMENT ON COLUMN contacts.duplicate_list.b_id IS 'the other one';
COMMENT ON COLUMN contacts.duplicate_list.b_uid IS 'its public identifier';
COMMENT ON COLUMN contacts.duplicate_list.b_name IS 'its name';
COMMENT ON COLUMN contacts.duplicate_list.found_at IS 'when they were compared';
COMMENT ON COLUMN contacts.duplicate_list.score IS 'bits that speak for it: 0 are even odds, each doubles them';
COMMENT ON COLUMN contacts.duplicate_list.probability IS 'of the two being one, from 0 to 1';
COMMENT ON COLUMN contacts.duplicate_list.is_stale IS
	'whether one of them was changed since it was found; refresh_duplicates() looks again';
