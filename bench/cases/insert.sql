-- What every rule costs where people are written: a tree of people (reports_to) in companies, as an application's role,
-- against tables with the same columns and indexes, and against the same rules in PL/pgSQL.  All sides store the same rows.
-- BENCH_ROWS=100000 ROUNDS=3 make bench CASE=insert measures a hundred thousand.
\set rows 4000
\getenv rows BENCH_ROWS
SET client_min_messages = warning;
INSERT INTO contacts.organization (id, name) VALUES (1, 'Bench');
CREATE ROLE bench_app;
CREATE ROLE bench_load;
SELECT contacts.grant_access('bench_app', '{contacts:read,contacts:write}', 1);
SELECT contacts.grant_access('bench_load', '{contacts:read,contacts:write,contacts:admin}', 1);
-- what is written: companies of 50 people, each of whom has seven people below; every third has a phone number, too
CREATE TABLE bench.person AS
SELECT i, 1 + (i - 1) / 50 AS company, CASE WHEN (i - 1) % 50 > 0 THEN i - (i - 1) % 50 + ((i - 1) % 50 - 1) / 7 END AS manager,
	initcap(substr(md5(i::text), 1, 7)) AS first_name, initcap(substr(md5(i::text), 8, 9)) AS last_name,
	CASE WHEN i % 3 = 0 THEN ('+1415' || 2000000 + i % 7000000)::contacts.phone END AS phone,
	'Engineer ' || i % 5 AS job_title, 'Department ' || i % 20 AS department
FROM generate_series(1, :rows) i;
GRANT USAGE ON SCHEMA bench TO PUBLIC;
CREATE SEQUENCE bench.base;

-- bare: every table has its defaults, checks and indexes, no trigger, no policy, no foreign key; and the same with foreign keys
CREATE SCHEMA bare;
CREATE TABLE bare.contact (LIKE contacts.contact INCLUDING ALL);
CREATE SCHEMA keyed;
CREATE TABLE keyed.contact (LIKE contacts.contact INCLUDING ALL);
-- the rules in PL/pgSQL, as an application's developer writes them
CREATE SCHEMA by_hand;
CREATE TABLE by_hand.organization (LIKE contacts.organization INCLUDING ALL);
CREATE TABLE by_hand.contact (LIKE contacts.contact INCLUDING ALL);
CREATE TABLE by_hand.connection (LIKE contacts.connection INCLUDING ALL);
CREATE TABLE by_hand.custom_field (LIKE contacts.custom_field INCLUDING ALL);
CREATE TABLE by_hand.event (LIKE contacts.event INCLUDING ALL);
INSERT INTO by_hand.organization SELECT * FROM contacts.organization;
SELECT format('ALTER TABLE %I.contact ADD %s', s, replace(pg_get_constraintdef(c.oid), 'contacts.contact(', s || '.contact('))
FROM pg_constraint c, unnest('{keyed,by_hand}'::text[]) s
WHERE c.conrelid = 'contacts.contact'::regclass AND c.contype = 'f' ORDER BY s, c.conname \gexec

CREATE FUNCTION by_hand.contact_before() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	o by_hand.organization;
	f by_hand.custom_field;
BEGIN
	IF NEW.organization_id IS DISTINCT FROM current_setting('by_hand.organization_id')::bigint THEN
		RAISE EXCEPTION 'no permission for this organization';
	END IF;
	SELECT * INTO o FROM by_hand.organization WHERE id = NEW.organization_id;
	NEW.first_name := normalize(btrim(NEW.first_name));
	NEW.last_name := normalize(btrim(NEW.last_name));
	NEW.name := normalize(btrim(NEW.name));
	NEW.display_name := normalize(btrim(NEW.display_name));
	NEW.company_text := normalize(btrim(NEW.company_text));
	NEW.job_title := normalize(btrim(NEW.job_title));
	NEW.department := normalize(btrim(NEW.department));
	NEW.code := normalize(btrim(NEW.code));
	NEW.mention_name := lower(NEW.mention_name);
	IF NEW.name IS NULL THEN
		NEW.name := concat_ws(' ', NEW.first_name, NEW.last_name);
	ELSIF NEW.first_name IS NULL AND NEW.last_name IS NULL AND NEW.kind = 'person' THEN
		NEW.first_name := regexp_replace(NEW.name, '\s+\S+$', '');
		NEW.last_name := substring(NEW.name FROM '\s(\S+)$');
	END IF;
	NEW.display_name := coalesce(NEW.display_name, NEW.name);
	IF pg_column_size(NEW.metadata) > 65536 OR pg_column_size(NEW.custom_fields) > 65536 THEN
		RAISE EXCEPTION 'value is too large';
	END IF;
	IF o.email_unique = 'none' THEN
		NEW.email_shared := true;
	END IF;
	IF o.email_required AND NEW.kind = 'person' AND NEW.email IS NULL THEN
		RAISE EXCEPTION 'e-mail is required';
	END IF;
	FOR f IN SELECT * FROM by_hand.custom_field d WHERE d.organization_id = NEW.organization_id LOOP
		IF f.is_required AND NOT coalesce(NEW.custom_fields ? f.name, false) THEN
			RAISE EXCEPTION 'custom field % is required', f.name;
		END IF;
	END LOOP;
	NEW.created_at := now();
	NEW.updated_at := now();
	NEW.version := 1;
	NEW.created_by := nullif(current_setting('by_hand.user_id', true), '')::bigint;
	NEW.updated_by := NEW.created_by;
	NEW.search_key := (NEW.organization_id || ':' || concat_ws(E'\t', lower(NEW.name), CASE WHEN NEW.display_name <> NEW.name THEN lower(NEW.display_name) END,
		translate(lower(NEW.email::text), '@.', '  '), ltrim(NEW.phone::text, '+'), NEW.mention_name, lower(NEW.code), lower(NEW.company_text)))::contacts.search_key;
	RETURN NEW;
END
$$;
CREATE FUNCTION by_hand.contact_after() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	other by_hand.contact;
	depth int;
BEGIN
	IF NEW.company_id IS NOT NULL THEN
		SELECT * INTO other FROM by_hand.contact WHERE organization_id = NEW.organization_id AND id = NEW.company_id;
		IF other.kind <> 'organization' OR other.deleted_at IS NOT NULL THEN
			RAISE EXCEPTION 'company_id must refer to a live company';
		END IF;
	END IF;
	IF NEW.reports_to IS NOT NULL THEN
		SELECT * INTO other FROM by_hand.contact WHERE organization_id = NEW.organization_id AND id = NEW.reports_to;
		IF other.kind <> 'person' OR other.deleted_at IS NOT NULL THEN
			RAISE EXCEPTION 'reports_to must refer to a live person';
		END IF;
		WITH RECURSIVE above AS (
			SELECT NEW.reports_to AS id, 1 AS depth
			UNION ALL
			SELECT c.reports_to, a.depth + 1 FROM above a CROSS JOIN LATERAL (SELECT c.reports_to FROM by_hand.contact c
				WHERE c.organization_id = NEW.organization_id AND c.id = a.id OFFSET 0) c
			WHERE c.reports_to IS NOT NULL AND a.id <> NEW.id AND a.depth <= 100)
		SELECT max(a.depth) INTO depth FROM above a HAVING bool_and(a.id <> NEW.id);
		IF NOT FOUND OR depth > 100 THEN
			RAISE EXCEPTION 'reports_to would form a cycle or a chain that is too long';
		END IF;
	END IF;
	RETURN NULL;
END
$$;
CREATE FUNCTION by_hand.require_connection() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NEW.kind = 'person' AND NEW.email IS NULL AND NEW.phone IS NULL AND NOT EXISTS (SELECT FROM by_hand.connection c
		WHERE c.organization_id = NEW.organization_id AND c.contact_id = NEW.id AND c.deleted_at IS NULL) THEN
		RAISE EXCEPTION 'at least one connection is required';
	END IF;
	RETURN NULL;
END
$$;
CREATE FUNCTION by_hand.record_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO by_hand.event (organization_id, name, subject, subject_id, contact_id, company_id, actor_id, data)
	VALUES (NEW.organization_id, 'contact.created', 'contact', NEW.id, NEW.id, NEW.company_id, NEW.created_by,
		jsonb_build_object('uid', NEW.uid, 'name', NEW.name, 'email', NEW.email, 'company_id', NEW.company_id, 'status', NEW.status, 'type', NEW.type));
	RETURN NULL;
END
$$;
CREATE TRIGGER contact_10_before BEFORE INSERT ON by_hand.contact FOR EACH ROW EXECUTE FUNCTION by_hand.contact_before();
CREATE TRIGGER contact_50_after AFTER INSERT ON by_hand.contact FOR EACH ROW EXECUTE FUNCTION by_hand.contact_after();
CREATE CONSTRAINT TRIGGER contact_80_require_connection AFTER INSERT ON by_hand.contact DEFERRABLE INITIALLY DEFERRED
	FOR EACH ROW EXECUTE FUNCTION by_hand.require_connection();
CREATE TRIGGER contact_90_event AFTER INSERT ON by_hand.contact FOR EACH ROW EXECUTE FUNCTION by_hand.record_event();
ALTER TABLE by_hand.contact ENABLE ROW LEVEL SECURITY;
CREATE POLICY organization ON by_hand.contact USING (organization_id = (SELECT current_setting('by_hand.organization_id')::bigint));
GRANT USAGE ON SCHEMA bare, keyed, by_hand TO bench_app, bench_load;
GRANT ALL ON ALL TABLES IN SCHEMA bare, keyed, by_hand, bench TO bench_app, bench_load;
GRANT ALL ON ALL SEQUENCES IN SCHEMA bare, keyed, by_hand, bench TO bench_app, bench_load;


-- the companies, in tables that are known to be large from the beginning: a plan for one row is no plan for a load
SET contacts.organization_id = 1;
SET by_hand.organization_id = 1;
SELECT format('INSERT INTO %I.contact (organization_id, id, kind, name, display_name, search_key)
	SELECT 1, i, ''organization'', n, n, (''1:company '' || i)::contacts.search_key
	FROM generate_series(1, greatest(20000, %s / 50)) i, LATERAL (SELECT ''Company '' || i) c (n)', s, :rows)
FROM unnest('{contacts,bare,keyed,by_hand}'::text[]) s \gexec
VACUUM ANALYZE;

-- what a client gives, and what the rules make of it: the tables without rules are told, so that all sides store the same
CREATE FUNCTION bench.given(base bigint, rows bigint) RETURNS TABLE (organization_id bigint, id bigint, first_name text, last_name text,
	email contacts.email, phone contacts.phone, job_title text, department text, company_id bigint, reports_to bigint)
LANGUAGE sql STABLE AS $$
	SELECT 1::bigint, base + p.i, p.first_name, p.last_name, format('%s.%s@company.example', p.last_name, base + p.i)::contacts.email, p.phone,
		p.job_title, p.department, p.company::bigint, base + p.manager
	FROM bench.person p WHERE p.i <= rows
$$;
CREATE FUNCTION bench.ruled(base bigint, rows bigint) RETURNS TABLE (organization_id bigint, id bigint, first_name text, last_name text,
	email contacts.email, phone contacts.phone, job_title text, department text, company_id bigint, reports_to bigint,
	name text, display_name text, search_key contacts.search_key)
LANGUAGE sql STABLE AS $$
	SELECT g.*, n.name, n.name, concat_ws(E'\t', '1:' || lower(n.name), translate(lower(g.email::text), '@.', '  '), ltrim(g.phone::text, '+'))::contacts.search_key
	FROM bench.given(base, rows) g CROSS JOIN LATERAL (SELECT g.first_name || ' ' || g.last_name) n (name)
$$;
\set columns 'organization_id, id, first_name, last_name, email, phone, job_title, department, company_id, reports_to'
INSERT INTO contacts.contact (:columns) SELECT * FROM bench.given(1000000, 500);
INSERT INTO by_hand.contact (:columns) SELECT * FROM bench.given(1000000, 500);
INSERT INTO bare.contact (:columns, name, display_name, search_key) SELECT * FROM bench.ruled(1000000, 500);
INSERT INTO keyed.contact (:columns, name, display_name, search_key) SELECT * FROM bench.ruled(1000000, 500);
SELECT format('DO $do$ BEGIN ASSERT NOT EXISTS (
	SELECT to_jsonb(c) - ''{uid,created_at,updated_at}''::text[] FROM contacts.contact c
	EXCEPT SELECT to_jsonb(c) - ''{uid,created_at,updated_at}''::text[] FROM %I.contact c), %L; END $do$', s, s || ' stores something else')
FROM unnest('{bare,keyed,by_hand}'::text[]) s \gexec

-- the same one by one
CREATE PROCEDURE bench.one_by_one(base bigint, rows bigint) LANGUAGE plpgsql AS $$
DECLARE
	g record;
BEGIN
	FOR g IN SELECT * FROM bench.given(base, rows) ORDER BY id LOOP
		INSERT INTO contacts.contact (organization_id, id, first_name, last_name, email, phone, job_title, department, company_id, reports_to)
		VALUES (g.organization_id, g.id, g.first_name, g.last_name, g.email, g.phone, g.job_title, g.department, g.company_id, g.reports_to);
	END LOOP;
END
$$;
CREATE PROCEDURE bench.one_by_one_by_hand(base bigint, rows bigint) LANGUAGE plpgsql AS $$
DECLARE
	g record;
BEGIN
	FOR g IN SELECT * FROM bench.given(base, rows) ORDER BY id LOOP
		INSERT INTO by_hand.contact (organization_id, id, first_name, last_name, email, phone, job_title, department, company_id, reports_to)
		VALUES (g.organization_id, g.id, g.first_name, g.last_name, g.email, g.phone, g.job_title, g.department, g.company_id, g.reports_to);
	END LOOP;
END
$$;
CREATE PROCEDURE bench.one_by_one_bare(base bigint, rows bigint) LANGUAGE plpgsql AS $$
DECLARE
	g record;
BEGIN
	FOR g IN SELECT * FROM bench.ruled(base, rows) ORDER BY id LOOP
		INSERT INTO bare.contact (organization_id, id, first_name, last_name, email, phone, job_title, department, company_id, reports_to,
			name, display_name, search_key)
		VALUES (g.organization_id, g.id, g.first_name, g.last_name, g.email, g.phone, g.job_title, g.department, g.company_id, g.reports_to,
			g.name, g.display_name, g.search_key);
	END LOOP;
END
$$;
CREATE PROCEDURE bench.one_by_one_keyed(base bigint, rows bigint) LANGUAGE plpgsql AS $$
DECLARE
	g record;
BEGIN
	FOR g IN SELECT * FROM bench.ruled(base, rows) ORDER BY id LOOP
		INSERT INTO keyed.contact (organization_id, id, first_name, last_name, email, phone, job_title, department, company_id, reports_to,
			name, display_name, search_key)
		VALUES (g.organization_id, g.id, g.first_name, g.last_name, g.email, g.phone, g.job_title, g.department, g.company_id, g.reports_to,
			g.name, g.display_name, g.search_key);
	END LOOP;
END
$$;
SELECT least(:rows, 1000) AS singles \gset

-- @case bulk insert of people, no events
-- @before
RESET ROLE;
SELECT nextval('bench.base') * 10000000 AS base \gset
SET ROLE bench_load;
SET contacts.silent = on;
-- @ours
INSERT INTO contacts.contact (:columns) SELECT * FROM bench.given(:base, :rows);
-- @peer bare tables | ratio <= 1.5
INSERT INTO bare.contact (:columns, name, display_name, search_key) SELECT * FROM bench.ruled(:base, :rows);
-- @peer bare tables with the same foreign keys | ratio <= 1.5
INSERT INTO keyed.contact (:columns, name, display_name, search_key) SELECT * FROM bench.ruled(:base, :rows);

-- @case bulk insert of people, with events
-- @before
RESET ROLE;
SELECT nextval('bench.base') * 10000000 AS base \gset
SET ROLE bench_app;
SET contacts.silent = off;
-- @ours
INSERT INTO contacts.contact (:columns) SELECT * FROM bench.given(:base, :rows);
-- @peer bare tables | ratio <= 2.5
INSERT INTO bare.contact (:columns, name, display_name, search_key) SELECT * FROM bench.ruled(:base, :rows);
-- @peer bare tables with the same foreign keys | ratio <= 2.5
INSERT INTO keyed.contact (:columns, name, display_name, search_key) SELECT * FROM bench.ruled(:base, :rows);

-- @case bulk insert of people, rules against rules
-- @before
RESET ROLE;
SELECT nextval('bench.base') * 10000000 AS base \gset
SET ROLE bench_app;
SET contacts.silent = off;
-- @ours
INSERT INTO contacts.contact (:columns) SELECT * FROM bench.given(:base, :rows);
-- @peer the same rules in PL/pgSQL | net >= 4
INSERT INTO by_hand.contact (:columns) SELECT * FROM bench.given(:base, :rows);
-- @floor bare tables with the same foreign keys
INSERT INTO keyed.contact (:columns, name, display_name, search_key) SELECT * FROM bench.ruled(:base, :rows);

-- @case insert of people one by one, no events
-- @before
RESET ROLE;
SELECT nextval('bench.base') * 10000000 AS base \gset
SET ROLE bench_load;
SET contacts.silent = on;
-- @ours
CALL bench.one_by_one(:base, :singles);
-- @peer bare tables | ratio <= 1.5
CALL bench.one_by_one_bare(:base, :singles);
-- @peer bare tables with the same foreign keys | ratio <= 1.5
CALL bench.one_by_one_keyed(:base, :singles);

-- @case insert of people one by one, with events
-- @before
RESET ROLE;
SELECT nextval('bench.base') * 10000000 AS base \gset
SET ROLE bench_app;
SET contacts.silent = off;
-- @ours
CALL bench.one_by_one(:base, :singles);
-- @peer bare tables | ratio <= 2.5
CALL bench.one_by_one_bare(:base, :singles);
-- @peer bare tables with the same foreign keys | ratio <= 2.5
CALL bench.one_by_one_keyed(:base, :singles);

-- @case insert of people one by one, rules against rules
-- @before
RESET ROLE;
SELECT nextval('bench.base') * 10000000 AS base \gset
SET ROLE bench_app;
SET contacts.silent = off;
-- @ours
CALL bench.one_by_one(:base, :singles);
-- @peer the same rules in PL/pgSQL | net >= 4
CALL bench.one_by_one_by_hand(:base, :singles);
-- @floor bare tables with the same foreign keys
CALL bench.one_by_one_keyed(:base, :singles);
