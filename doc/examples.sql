-- The examples of doc/reference.md, which tools/manual makes: a block for each function, run as the role of an application
-- (or as the owner of the tables, where it says so) in a transaction that is rolled back. A block may name more functions.
-- @setup
INSERT INTO contacts.app_user (organization_id, name, email) VALUES (1, 'Ann', 'ann@example.com'), (1, 'Bob', 'bob@example.com');
INSERT INTO contacts.contact (organization_id, id, uid, kind, name, email, phone, timezone, created_by) VALUES
	(1, 1, '01ARZ3NDEKTSV4RRFFQ69G5FA1', 'organization', 'Acme', 'office@acme.example', '+49301234560', 'Europe/Berlin', 1),
	(1, 2, '01ARZ3NDEKTSV4RRFFQ69G5FA2', 'organization', 'Acme Labs', 'office@labs.example', '+14155552600', 'America/Los_Angeles', 1);
UPDATE contacts.contact SET company_id = 1 WHERE organization_id = 1 AND id = 2;
INSERT INTO contacts.contact (organization_id, id, uid, first_name, last_name, email, phone, company_id, job_title, department, mention_name, preferred_contact_method, tags, created_by) VALUES
	(1, 3, '01ARZ3NDEKTSV4RRFFQ69G5FA3', 'Ada', 'Lovelace', 'ada@acme.example', '+49301234567', 1, 'Head of computing', 'Research', 'ada', 'email', '{vip}', 1),
	(1, 4, '01ARZ3NDEKTSV4RRFFQ69G5FA4', 'Grace', 'Hopper', 'grace@acme.example', '+14155552671', 1, 'Engineer', 'Research', 'grace', 'phone', '{}', 1),
	(1, 5, '01ARZ3NDEKTSV4RRFFQ69G5FA5', 'Alan', 'Turing', 'alan@acme.example', NULL, 1, 'Engineer', 'Research', 'alan', NULL, '{}', 1);
UPDATE contacts.contact SET reports_to = 3 WHERE organization_id = 1 AND id IN (4, 5);
INSERT INTO contacts.connection (organization_id, id, contact_id, type, value) VALUES (1, 1, 3, 'mobile', '+49 151 23456789'), (1, 2, 3, 'email', 'ada@home.example');
INSERT INTO contacts.address (organization_id, id, contact_id, line1, city, postal_code, country_code, timezone) VALUES (1, 1, 1, '1 Main Street', 'Berlin', '10115', 'DE', 'Europe/Berlin'), (1, 2, 1, '2 Side Street', 'Berlin', '10117', 'DE', 'Europe/Berlin');
INSERT INTO contacts.activity (organization_id, id, uid, company_id, occurred_at, duration_minutes, location, subject, participants, created_by) VALUES
	(1, 1, '01ARZ3NDEKTSV4RRFFQ69G5FB1', 1, '2026-03-02 09:00+00', 30, 'Berlin', 'Engine', '["ada@acme.example"]', 1);
INSERT INTO contacts.activity_task (organization_id, id, activity_id, title) VALUES (1, 1, 1, 'Send the notes');
INSERT INTO contacts.consumer (organization_id, id, name) VALUES (1, 1, 'search index');
INSERT INTO contacts.custom_field (organization_id, name, type) VALUES (1, 'shoe_size', 'number');
INSERT INTO contacts.rate_limit (organization_id, per_minute, per_hour) VALUES (1, 100, 1000);
INSERT INTO contacts.jwt_key (kid, secret) VALUES ('2026', 'a secret of at least thirty-two bytes');
-- the ids above are given, so the sequences follow
DO $$ DECLARE mend text; BEGIN FOR mend IN SELECT d.mend FROM contacts.doctor() d WHERE d.object LIKE 'sequence%' LOOP EXECUTE mend; END LOOP; END $$;
-- @access_report owner
SELECT role, organization_id, scopes FROM contacts.access_report() WHERE NOT role ~ '^pg_|^postgres$';
-- @ack lease nack retry_dead
SELECT feed_position, event, contact_id, attempt FROM lease('search index', 2);
SELECT ack('search index', 1);
SELECT nack('search index', 2, 'index is down', '1 minute');
SELECT retry_dead('search index');
-- @add_task complete_task
SELECT add_task(1, 'Order more paper', owner => 2) > 0 AS added;
SELECT complete_task(1);
SELECT title, done_at IS NOT NULL AS done FROM activity_task WHERE id = 1;
-- @ancestors descendants direct_reports roots subtree_size
SELECT * FROM ancestors(4);
SELECT * FROM descendants(3);
SELECT * FROM direct_reports(3);
SELECT * FROM roots('company_id');
SELECT subtree_size(3);
-- @archive_contact
SELECT archive_contact('01ARZ3NDEKTSV4RRFFQ69G5FA5') ->> 'status' AS status;
-- @authenticate
SELECT authenticate('eyJhbGciOiJIUzI1NiIsImtpZCI6IjIwMjYifQ.eyJvcmciOjF9.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA');
-- @block_contact unblock_contact can_contact
SELECT block_contact(4, 'asked us to stop');
SELECT * FROM can_contact(4, 'email', '2026-03-02 12:00+00');
SELECT unblock_contact(4);
SELECT * FROM can_contact(4, 'email', '2026-03-02 12:00+00');
-- @cancel_activity complete_activity reopen_activity
SELECT complete_activity(1, notes => 'All agreed');
SELECT reopen_activity(1);
SELECT cancel_activity(1, 'Ada was ill');
SELECT status, cancel_reason FROM activity WHERE id = 1;
-- @changes_since
SELECT uid, deleted, contact ->> 'name' AS name FROM changes_since(NULL, 100) ORDER BY name;
-- @common_ancestor is_descendant
SELECT common_ancestor(4, 5), is_descendant(4, 3);
-- @contact_as_of contact_history contact_version
SELECT contact_as_of('01ARZ3NDEKTSV4RRFFQ69G5FA4', now()) ->> 'job_title' AS job_title;
SELECT event, changed FROM contact_history('01ARZ3NDEKTSV4RRFFQ69G5FA4');
SELECT contact_version('01ARZ3NDEKTSV4RRFFQ69G5FA4') > 0 AS has_version;
-- @contact_json
SELECT contact_json(c, 'directory') ->> 'fullName' AS name FROM contact c WHERE id = 3;
-- @contacts_by_company contacts_by_contact_method contacts_by_department
SELECT jsonb_path_query_array(contacts_by_company('01ARZ3NDEKTSV4RRFFQ69G5FA1'), '$.data[*].name') AS at_acme;
SELECT jsonb_path_query_array(contacts_by_department('research'), '$.data[*].name') AS in_research;
SELECT jsonb_path_query_array(contacts_by_contact_method('email'), '$.data[*].name') AS by_mail;
-- @create_activity get_activity update_activity delete_activity list_activities
SELECT create_activity('{"accountId": "1", "activityTimestamp": "2026-03-03T10:00:00Z", "duration": 45, "location": "Online", "type": "MEETING"}') ->> 'type' AS type;
SELECT get_activity('01ARZ3NDEKTSV4RRFFQ69G5FB1') ->> 'subject' AS subject;
SELECT update_activity('01ARZ3NDEKTSV4RRFFQ69G5FB1', '{"location": "Potsdam"}') ->> 'location' AS location;
SELECT list_activities(type => 'MEETING') ->> 'total' AS meetings;
SELECT delete_activity('01ARZ3NDEKTSV4RRFFQ69G5FB1');
-- @create_contact get_contact update_contact delete_contact restore_contact purge_contact
SELECT c ->> 'name' AS name, c ->> 'email' AS email FROM create_contact('{"firstName": "Edsger", "lastName": "Dijkstra", "email": "edsger@acme.example", "parentEntityId": "01ARZ3NDEKTSV4RRFFQ69G5FA1"}') c;
SELECT get_contact('01ARZ3NDEKTSV4RRFFQ69G5FA3') ->> 'name' AS name;
SELECT update_contact('01ARZ3NDEKTSV4RRFFQ69G5FA3', '{"metadata": {"title": "Countess"}}') -> 'metadata' ->> 'title' AS title;
SELECT delete_contact('01ARZ3NDEKTSV4RRFFQ69G5FA5');
SELECT restore_contact('01ARZ3NDEKTSV4RRFFQ69G5FA5') ->> 'name' AS name;
SELECT purge_contact('01ARZ3NDEKTSV4RRFFQ69G5FA5');
-- @create_contacts update_contacts delete_contacts upsert_contacts
SELECT jsonb_path_query_array(create_contacts('[{"name": "Good One", "email": "good@x.example"}, {"name": "Bad One", "email": "no address"}]'), '$[*].status') AS status;
SELECT jsonb_path_query_array(update_contacts('[{"uid": "01ARZ3NDEKTSV4RRFFQ69G5FA4", "website": "https://hopper.example"}]'), '$[*].status') AS status;
SELECT jsonb_path_query_array(upsert_contacts('[{"name": "Alan M. Turing", "email": "alan@acme.example"}]'), '$[*].status') AS status;
SELECT jsonb_path_query_array(delete_contacts('["01ARZ3NDEKTSV4RRFFQ69G5FA5"]'), '$[*].status') AS status;
-- @create_organization my_organizations owner
SELECT organization_id > 0 AS id, user_id > 0 AS user FROM contacts.create_organization('Beta Ltd', 'Bea', 'bea@beta.example');
SELECT name, scopes FROM contacts.my_organizations();
-- @create_webhook pause_webhook resume_webhook ping_webhook retry_webhook rotate_webhook_secret
SELECT uid AS hook, secret LIKE 'whsec\_%' AS has_secret FROM create_webhook('https://hooks.example.com/contacts', '{contact.*}') \gset
SELECT ping_webhook(:'hook');
SELECT pause_webhook(:'hook');
SELECT resume_webhook(:'hook');
SELECT retry_webhook(:'hook');
SELECT length(rotate_webhook_secret(:'hook')) > 30 AS new_secret;
-- @current_organization current_user_id has_scope require_scope set_context
BEGIN;
SELECT set_context(1, 2, '{contacts:read}');
SELECT current_organization(), current_user_id(), has_scope('contacts:write');
SELECT require_scope('contacts:write');
-- @doctor explain_access owner
SELECT severity, object, problem FROM contacts.doctor();
SELECT question, answer FROM contacts.explain_access(3);
-- @drop_events_before expire_events maintain_events owner
SELECT contacts.maintain_events(2);
SELECT contacts.expire_events();
SELECT contacts.drop_events_before('2020-01-01');
-- @email email_ascii email_canonical email_domain email_error email_is_valid email_local try_email
SELECT email('Bob@Example.COM'), email_local('Bob@Example.COM'), email_domain('Bob@Example.COM');
SELECT email_ascii('bob@müller.example'), email_canonical('b.o.b+news@gmail.com', strip_tags => true);
SELECT email_is_valid('bob@'), email_error('bob@'), try_email('bob@');
-- @error_json http_status
SELECT error_json('CT404', 'contact was not found'), http_status('CT404');
-- @events_after last_cursor
SELECT event, contact_id FROM events_after(NULL, 3);
SELECT last_cursor() IS NOT NULL AS has_cursor;
-- @extension_version installed_version owner
SELECT contacts.extension_version() = contacts.installed_version() AS same;
-- @extract_mentions mentions
SELECT * FROM extract_mentions('Hello @ada and @nobody');
SELECT mentions('gr');
-- @failover point_of_contact primary_contact primary_history set_primary set_primary_contact transfer_role
SELECT set_primary_contact(1, 4);
SELECT primary_contact(1), point_of_contact(1, 'support');
SELECT set_primary('01ARZ3NDEKTSV4RRFFQ69G5FA1', '01ARZ3NDEKTSV4RRFFQ69G5FA3') -> 'company' ->> 'name' AS company;
SELECT contact_id FROM primary_history(1) LIMIT 1;
SELECT failover(1) IS NOT NULL AS has_successor;
INSERT INTO affiliation (contact_id, company_id, role) VALUES (4, 1, 'TECHNICAL');
SELECT transfer_role(1, 'TECHNICAL', 4, 5) > 0 AS transferred;
-- @find_contact resolve_or_create
SELECT contact_id, name, matched FROM find_contact('+49 30 1234567');
SELECT resolve_or_create('+14155552671') ->> 'name' AS name;
-- @follow_up schedule_activity record_attendance
SELECT schedule_activity(1, now() + interval '1 day', 30, 'Berlin', 'MEETING', 'Next engine') > 0 AS planned;
SELECT follow_up(1, now() + interval '2 days') > 0 AS planned;
SELECT record_attendance(1, '["ada@acme.example"]');
-- @gen_ulid gen_monotonic_ulid try_ulid ulid ulid_ceil ulid_floor ulid_timestamp
SELECT length(gen_ulid()::text), gen_monotonic_ulid() < gen_monotonic_ulid() AS rising;
SELECT ulid_timestamp('01ARZ3NDEKTSV4RRFFQ69G5FAV'), ulid_floor('2026-01-01'), ulid_ceil('2026-01-01');
SELECT try_ulid('no ulid'), ulid('\x01563e3ab5d3d6764c61efb99302bd5b'::bytea);
-- @generate_webhook_secret webhook_signature
SELECT length(generate_webhook_secret()) > 30 AS long;
SELECT webhook_signature('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'msg_1', 1614265330, '{"test": 2432232314}');
-- @grant_access revoke_access refresh_grants owner
CREATE ROLE reports;
SELECT contacts.grant_access('reports', '{contacts:read}', 1);
SELECT contacts.revoke_access('reports', 1);
SELECT contacts.refresh_grants();
-- @health lint lint_rules
SELECT severity, code, findings FROM health() ORDER BY findings DESC, code LIMIT 3;
SELECT code, contact_id FROM lint(1) ORDER BY code, contact_id LIMIT 3;
SELECT code, severity FROM lint_rules() ORDER BY code LIMIT 3;
-- @hierarchy org_chart
SELECT org_chart(3);
SELECT jsonb_object_length FROM (SELECT count(*) AS jsonb_object_length FROM jsonb_object_keys(hierarchy())) h;
-- @install upgrade owner
SELECT contacts.install();
SELECT contacts.upgrade();
-- @lease_webhook finish_webhook put_webhook_aside webhooks_with_work owner
SELECT count(*) FROM contacts.webhooks_with_work();
SELECT count(*) FROM contacts.lease_webhook(1, 10, 1);
SELECT contacts.finish_webhook(1, 1, 1, 1, 200);
SELECT contacts.put_webhook_aside(1, 1, 'the endpoint has no name server') IS NULL AS there_is_none;
-- @list_contacts list_contacts_after
SELECT jsonb_path_query_array(list_contacts(page_size => 2, order_by => 'name'), '$.data[*].name') AS names;
SELECT jsonb_path_query_array(list_contacts_after(page_size => 2, tags => '{vip}'), '$.data[*].name') AS vips;
-- @local_time timeline
SELECT local_time(3, '2026-03-02 12:00+00');
SELECT occurred_at, kind, subject FROM timeline(1);
-- @mark_verified verification_due
SELECT mark_verified(1, now());
SELECT contact_id, type, value FROM verification_due() ORDER BY value LIMIT 2;
-- @min max
SELECT min(email), max(phone), max(uid) FROM contact;
-- @move_contact
SELECT move_contact(5, 2, 'Chief scientist');
SELECT company_id, job_title FROM contact WHERE id = 5;
-- @parse_phone phone phone_country_code phone_extension phone_format phone_is_valid phone_national_number phone_region phone_type try_phone
SELECT parse_phone('030 1234567', 'DE'), phone('+14155552671;ext=12'), try_phone('no number');
SELECT phone_country_code('+14155552671'), phone_national_number('+14155552671'), phone_extension('+14155552671;ext=12');
SELECT phone_format('+14155552671', 'NATIONAL'), phone_region('+14155552671'), phone_type('+14155552671'), phone_is_valid('+14155552671');
-- @phone_error phone_possible_reason phone_example
SELECT phone_error('+1 415'), phone_possible_reason('+1 415'), phone_example('GB');
-- @phone_ceil phone_floor phone_starts_with
SELECT phone_floor('+4930'), phone_ceil('+4930'), phone_starts_with('+49301234567', '+4930');
-- @protect_table owner
CREATE TABLE contacts.badge (organization_id bigint NOT NULL DEFAULT contacts.current_organization(), id bigint, PRIMARY KEY (organization_id, id));
SELECT contacts.protect_table('contacts.badge');
-- @partial_date make_partial_date try_partial_date
SELECT partial_date(date '1815-12-10'), make_partial_date(NULL, 12, 10), try_partial_date('10.12.1815'), try_partial_date('--12-10');
-- @next_occurrence full_years
SELECT next_occurrence('1815-12-10', '2026-11-28'), full_years('1815-12-10', '2026-11-28');
-- @time_zone_of_place
SELECT time_zone_of_place('DE'), time_zone_of_place('US', 'California'), time_zone_of_place('US', 'TX');
-- @public_id parse_public_id
SELECT public_id('ct', '01ARZ3NDEKTSV4RRFFQ69G5FA3'), parse_public_id('ct_01ARZ3NDEKTSV4RRFFQ69G5FA3');
-- @search_contacts search_hits search_rank to_search_query to_tag_query
SELECT jsonb_path_query_array(search_contacts('lovel'), '$.data[*].name') AS names;
SELECT contact_id FROM search_hits('hopper acme', 10);
SELECT name, search_rank(search_key, to_search_query('ada')) > 0 AS ranked FROM contact WHERE search_key @@ to_search_query('ada');
SELECT name FROM contact WHERE search_key @@ to_tag_query('{vip}');
-- @set_primary_address set_primary_connection
SELECT set_primary_address(2);
SELECT set_primary_connection(1);
-- @start_webhook_worker stop_webhook_worker webhook_worker owner
SELECT contacts.stop_webhook_worker(), contacts.webhook_worker();
-- @take_rate_limit require_rate_limit
SELECT allowed, rate_limit, remaining FROM take_rate_limit(0);
SELECT require_rate_limit(0);
-- @uninstall owner
SELECT contacts.uninstall();
-- @upsert_contact
SELECT upsert_contact('{"firstName": "Ada", "lastName": "King", "email": "ada@acme.example"}') ->> 'name' AS name;
-- @validate_contact
SELECT * FROM validate_contact('{"name": "X", "email": "no address", "website": "nowhere"}');
-- @scan_duplicates refresh_duplicates duplicates_of find_duplicates explain_duplicate duplicate_groups
INSERT INTO contact (id, name, email, phone) VALUES (11, 'G. Hopper', 'grace.hopper@navy.example', '+14155552671');
SELECT scan_duplicates(-10) AS pairs, refresh_duplicates() AS looked_at_again;
SELECT name, reasons FROM duplicates_of('11', min_score => -10);
SELECT name FROM find_duplicates('{"firstName": "Grace", "lastName": "Hopper", "phone": "+1 415 555 2671"}', min_score => -10);
SELECT field, level, value_a, value_b, bits > 0 AS speaks_for_it FROM explain_duplicate('4', '11');
SELECT names FROM duplicate_groups(-10);
-- @not_duplicate maybe_duplicate
SELECT not_duplicate('4', '5', 'two engineers');
SELECT a_id, b_id, reason FROM contacts.not_duplicate;
SELECT maybe_duplicate('5', '4');
-- @merge_contacts unmerge_contacts
INSERT INTO contact (id, name, email) VALUES (11, 'G. Hopper', 'grace.hopper@navy.example');
SELECT merge_contacts('4', '{11}', dry_run => true) -> 'rows' AS rows;
SELECT merge_contacts('4', '{11}') -> 'conflicts' AS conflicts;
SELECT get_contact('11') ->> 'name' AS name;
SELECT unmerge_contacts((SELECT uid::text FROM merge)) -> 'kept' AS kept;
-- @merge_links
SELECT * FROM merge_links();
-- @expire_merges owner
SELECT contacts.expire_merges('1 year', 1);
