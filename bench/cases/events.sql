-- What the journal costs where contacts change, and what its feed costs where they are read.  The floor is the same statement
-- with contacts.silent = on, every other rule at work; the peers are audit triggers on top of that, as one writes them by
-- hand: one row of to_jsonb(OLD) and to_jsonb(NEW) for each change, by a row trigger and set-wise by a statement trigger.
\set rows 5000
\getenv rows BENCH_ROWS
SET client_min_messages = warning;
INSERT INTO contacts.organization (id, name) VALUES (1, 'Bench');
SET contacts.organization_id = 1;
SET contacts.silent = on;
INSERT INTO contacts.contact (id, kind, name) SELECT i, 'organization', 'Company ' || i FROM generate_series(1, 200) i;
INSERT INTO contacts.contact (id, name, first_name, last_name, email, phone, job_title, department, company_id)
SELECT 1000 + i, 'Ada Lovelace', 'Ada', 'Lovelace', ('ada' || i || '@x.example')::contacts.email, ('+1415' || 2000000 + i)::contacts.phone, 'Engineer', 'Works', 1 + i % 200
FROM generate_series(1, :rows) i;
CREATE TABLE bench.spare AS SELECT * FROM contacts.contact WHERE id > 1000;
ALTER TABLE bench.spare DROP COLUMN is_active;
SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) AS columns FROM pg_attribute WHERE attrelid = 'bench.spare'::regclass AND attnum > 0 AND NOT attisdropped \gset

-- the same columns, checks and indexes, no rule at all
CREATE TABLE bench.bare (LIKE contacts.contact INCLUDING ALL);
INSERT INTO bench.bare (:columns) SELECT * FROM bench.spare;

CREATE TABLE bench.audit (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	table_name text NOT NULL,
	operation text NOT NULL,
	row_id bigint NOT NULL,
	changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
	changed_by text NOT NULL DEFAULT current_user,
	old_row jsonb,
	new_row jsonb
);
CREATE INDEX ON bench.audit (table_name, row_id, id);
CREATE FUNCTION bench.audit_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'INSERT' THEN
		INSERT INTO bench.audit (table_name, operation, row_id, new_row) VALUES (TG_TABLE_NAME, TG_OP, NEW.id, to_jsonb(NEW));
	ELSIF TG_OP = 'UPDATE' THEN
		INSERT INTO bench.audit (table_name, operation, row_id, old_row, new_row) VALUES (TG_TABLE_NAME, TG_OP, NEW.id, to_jsonb(OLD), to_jsonb(NEW));
	ELSE
		INSERT INTO bench.audit (table_name, operation, row_id, old_row) VALUES (TG_TABLE_NAME, TG_OP, OLD.id, to_jsonb(OLD));
	END IF;
	RETURN NULL;
END $$;
CREATE FUNCTION bench.audit_statement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'INSERT' THEN
		INSERT INTO bench.audit (table_name, operation, row_id, new_row) SELECT TG_TABLE_NAME, TG_OP, n.id, to_jsonb(n) FROM new_rows n;
	ELSIF TG_OP = 'UPDATE' THEN
		INSERT INTO bench.audit (table_name, operation, row_id, old_row, new_row)
		SELECT TG_TABLE_NAME, TG_OP, n.id, to_jsonb(o), to_jsonb(n) FROM new_rows n JOIN old_rows o ON o.organization_id = n.organization_id AND o.id = n.id;
	ELSE
		INSERT INTO bench.audit (table_name, operation, row_id, old_row) SELECT TG_TABLE_NAME, TG_OP, o.id, to_jsonb(o) FROM old_rows o;
	END IF;
	RETURN NULL;
END $$;
CREATE TRIGGER bench_row AFTER INSERT OR UPDATE OR DELETE ON contacts.contact FOR EACH ROW EXECUTE FUNCTION bench.audit_row();
CREATE TRIGGER bench_insert AFTER INSERT ON contacts.contact REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION bench.audit_statement();
CREATE TRIGGER bench_update AFTER UPDATE ON contacts.contact REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION bench.audit_statement();
CREATE TRIGGER bench_delete AFTER DELETE ON contacts.contact REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION bench.audit_statement();
-- which of them is at work: none, row or statement
CREATE FUNCTION bench.audit_by(kind text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	name text;
BEGIN
	FOREACH name IN ARRAY '{bench_row,bench_insert,bench_update,bench_delete}'::text[] LOOP
		EXECUTE format('ALTER TABLE contacts.contact %s TRIGGER %I', CASE WHEN (name = 'bench_row') = (kind = 'row') AND kind <> 'none' THEN 'ENABLE' ELSE 'DISABLE' END, name);
	END LOOP;
END $$;
SELECT bench.audit_by('none');
CREATE FUNCTION bench.one_by_one(count int) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	FOR i IN 1 .. count LOOP
		UPDATE contacts.contact SET job_title = 'Engineer ' || random() WHERE organization_id = 1 AND id = 1000 + i;
	END LOOP;
END $$;
VACUUM ANALYZE;

-- @case update of many contacts in one statement
-- @before
TRUNCATE contacts.event, bench.audit;
VACUUM contacts.contact, bench.bare;
-- @ours
SET contacts.silent = off;
UPDATE contacts.contact SET job_title = 'Engineer ' || random() WHERE organization_id = 1 AND id > 1000;
SET contacts.silent = on;
-- @floor without events | ratio <= 2
UPDATE contacts.contact SET job_title = 'Engineer ' || random() WHERE organization_id = 1 AND id > 1000;
-- @peer bare table
UPDATE bench.bare SET job_title = 'Engineer ' || random() WHERE organization_id = 1 AND id > 1000;
-- @peer audit row trigger | net >= 1
SELECT bench.audit_by('row');
UPDATE contacts.contact SET job_title = 'Engineer ' || random() WHERE organization_id = 1 AND id > 1000;
SELECT bench.audit_by('none');
-- @peer audit statement trigger | net >= 1
SELECT bench.audit_by('statement');
UPDATE contacts.contact SET job_title = 'Engineer ' || random() WHERE organization_id = 1 AND id > 1000;
SELECT bench.audit_by('none');

-- @case update of a contact at a time
-- @before
TRUNCATE contacts.event, bench.audit;
VACUUM contacts.contact;
-- @ours
SET contacts.silent = off;
SELECT bench.one_by_one(1000);
SET contacts.silent = on;
-- @floor without events
SELECT bench.one_by_one(1000);
-- @peer audit row trigger | net >= 1
SELECT bench.audit_by('row');
SELECT bench.one_by_one(1000);
SELECT bench.audit_by('none');

-- @case insert of many contacts in one statement
-- @before
TRUNCATE contacts.event, bench.audit;
DELETE FROM contacts.contact WHERE organization_id = 1 AND id > 1000;
TRUNCATE bench.bare;
VACUUM contacts.contact;
-- @ours
SET contacts.silent = off;
INSERT INTO contacts.contact (:columns) SELECT * FROM bench.spare;
SET contacts.silent = on;
-- @floor without events | ratio <= 2
INSERT INTO contacts.contact (:columns) SELECT * FROM bench.spare;
-- @peer bare table
INSERT INTO bench.bare (:columns) SELECT * FROM bench.spare;
-- @peer audit row trigger | net >= 1
SELECT bench.audit_by('row');
INSERT INTO contacts.contact (:columns) SELECT * FROM bench.spare;
SELECT bench.audit_by('none');
-- @peer audit statement trigger | net >= 1
SELECT bench.audit_by('statement');
INSERT INTO contacts.contact (:columns) SELECT * FROM bench.spare;
SELECT bench.audit_by('none');

-- @case delete of many contacts for good
-- @before
TRUNCATE contacts.event, bench.audit;
INSERT INTO contacts.contact (:columns) SELECT * FROM bench.spare ON CONFLICT DO NOTHING;
VACUUM contacts.contact;
-- @ours
SET contacts.silent = off;
DELETE FROM contacts.contact WHERE organization_id = 1 AND id > 1000;
SET contacts.silent = on;
-- @floor without events
DELETE FROM contacts.contact WHERE organization_id = 1 AND id > 1000;
-- @peer audit row trigger
SELECT bench.audit_by('row');
DELETE FROM contacts.contact WHERE organization_id = 1 AND id > 1000;
SELECT bench.audit_by('none');
-- @peer audit statement trigger
SELECT bench.audit_by('statement');
DELETE FROM contacts.contact WHERE organization_id = 1 AND id > 1000;
SELECT bench.audit_by('none');

-- @case read of what many contacts became, from the beginning in pages of 500
TRUNCATE contacts.event, bench.audit RESTART IDENTITY;
UPDATE contacts.feed SET last_position = 0;
INSERT INTO contacts.contact (:columns) SELECT * FROM bench.spare ON CONFLICT DO NOTHING;
SELECT bench.audit_by('row');
SET contacts.silent = off;
UPDATE contacts.contact SET job_title = 'Engineer ' || random() WHERE organization_id = 1 AND id > 1000;
SET contacts.silent = on;
SELECT bench.audit_by('none');
SELECT count(*) FROM contacts.events_after(NULL, 10000);
CREATE FUNCTION bench.read_feed() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	last text;
	page record;
	seen bigint := 0;
BEGIN
	LOOP
		SELECT max(e.next_cursor::bigint) AS last, count(e.payload) AS rows INTO page FROM contacts.events_after(last, 500) e;
		EXIT WHEN page.rows = 0;
		last := page.last;
		seen := seen + page.rows;
	END LOOP;
	RETURN seen;
END $$;
CREATE FUNCTION bench.read_audit() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	last bigint := 0;
	page record;
	seen bigint := 0;
BEGIN
	LOOP
		-- the columns that changed, as our payload has them
		SELECT max(a.id) AS last, count(a.payload) AS rows INTO page FROM (
			SELECT a.id, jsonb_build_object('event', a.table_name || '.' || lower(a.operation), 'timestamp', a.changed_at, 'data', jsonb_build_object(
				'id', a.new_row -> 'uid', 'name', a.new_row -> 'name', 'email', a.new_row -> 'email', 'changed',
				(SELECT jsonb_object_agg(n.key, jsonb_build_object('old', a.old_row -> n.key, 'new', n.value)) FROM jsonb_each(a.new_row) n WHERE a.old_row -> n.key IS DISTINCT FROM n.value))) AS payload
			FROM bench.audit a WHERE a.id > last ORDER BY a.id LIMIT 500) a;
		EXIT WHEN page.rows = 0;
		last := page.last;
		seen := seen + page.rows;
	END LOOP;
	RETURN seen;
END $$;
VACUUM ANALYZE;
-- @ours
SELECT bench.read_feed();
-- @peer audit table, the changed columns found when they are read | ratio <= 1
SELECT bench.read_audit();
