-- Plans as an application's role: row-level security keeps the indexes, and asks for the context once per statement.
SET client_min_messages = warning;
INSERT INTO contacts.organization (id, name) VALUES (360, 'Planned'), (361, 'Beside');
CREATE ROLE regress_contacts_plans;
SELECT contacts.grant_access('regress_contacts_plans', '{contacts:read,contacts:write,contacts:delete}', 360);
SET session_replication_role = replica;
INSERT INTO contacts.contact (organization_id, id, kind, name, display_name, email, phone, code, mention_name, external_id, customer_user_id, company_id, reports_to)
SELECT o, 3600000 + n, CASE WHEN n <= 50 THEN 'organization' ELSE 'person' END, 'Contact ' || n, 'Contact ' || n, ('c' || n || '@plans.example')::contacts.email,
	('+1415' || 5000000 + n)::contacts.phone, 'C' || n, 'c' || n, 'x' || n, n, CASE WHEN n > 50 THEN 3600001 + n % 50 END, CASE WHEN n > 100 THEN 3600051 + n % 50 END
FROM generate_series(360, 361) o, generate_series(1, 4000) n;
INSERT INTO contacts.connection (organization_id, contact_id, type, value)
SELECT 360, 3600000 + n, 'other', 'handle ' || n FROM generate_series(1, 4000) n;
RESET session_replication_role;
ANALYZE contacts.contact;
ANALYZE contacts.connection;

-- How a query finds its rows: the index and its conditions, how often the context is asked for, what is left to filter.
CREATE FUNCTION pg_temp.plan_of(query text, OUT access text, OUT condition text, OUT once boolean) LANGUAGE plpgsql AS $$
DECLARE
	line text;
BEGIN
	once := true;
	FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP
		IF line ~ ' (using|Index Scan on) ' OR line ~ 'Seq Scan' THEN
			access := concat_ws(', ', access, substring(line FROM '(?:\w+ )*Scan.*'));
		ELSIF line ~ 'Index Cond' THEN
			condition := concat_ws(', ', condition, regexp_replace(substring(line FROM '\((.*)\)'), '\$\d+|\(InitPlan \d+\)\.col\d+', '?', 'g'));
		ELSIF line ~ 'SubPlan' OR (line ~ 'Filter' AND line ~ 'current_organization|has_scope') THEN
			once := false;
		END IF;
	END LOOP;
END $$;
SET ROLE regress_contacts_plans;
SET search_path = public, contacts;
SELECT query, (pg_temp.plan_of('SELECT * FROM contacts.contact WHERE ' || query)).* FROM (VALUES
	(1, $$email = 'c77@plans.example'$$),
	(2, $$email = 'C77@PLANS.example'::text$$),
	(3, $$email = ANY ('{c77@plans.example,c78@plans.example}'::contacts.email[])$$),
	(4, $$phone = '+14155000077'$$),
	(5, $$phone = '+14155000077'::text$$),
	(6, $$uid = '01ARZ3NDEKTSV4RRFFQ69G5FAV'$$),
	(7, $$id = 3600077$$),
	(8, $$id > 3600077 ORDER BY id LIMIT 50$$),
	(9, $$code = 'C77' AND deleted_at IS NULL$$),
	(10, $$mention_name = 'c77' AND deleted_at IS NULL$$),
	(11, $$external_source IS NULL AND external_id = 'x77' AND deleted_at IS NULL$$),
	(12, $$customer_user_id = 77 AND deleted_at IS NULL$$),
	(13, $$company_id = 3600001 ORDER BY company_id LIMIT 5$$),
	(14, $$reports_to = 3600051 ORDER BY reports_to LIMIT 5$$)
	) q (n, query) ORDER BY n;
SELECT * FROM pg_temp.plan_of('SELECT * FROM contacts.person WHERE id = 3600077');
SELECT * FROM pg_temp.plan_of('SELECT * FROM contacts.connection WHERE contact_id = 3600077');
SELECT * FROM pg_temp.plan_of('UPDATE contacts.contact SET notes = ''x'' WHERE id = 3600077');
SELECT * FROM pg_temp.plan_of('DELETE FROM contacts.connection WHERE contact_id = 3600077');
RESET ROLE;
RESET search_path;
SET session_replication_role = replica;
DELETE FROM contacts.connection WHERE organization_id = 360;
DELETE FROM contacts.contact WHERE organization_id IN (360, 361);
RESET session_replication_role;
SELECT contacts.revoke_access('regress_contacts_plans', 360);
DROP ROLE regress_contacts_plans;
