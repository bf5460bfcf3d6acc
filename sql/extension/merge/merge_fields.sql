-- The fields of the survivor: whose value is kept.

CREATE FUNCTION contacts_internal.merge_columns() RETURNS TABLE (name text, rule text)
	LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $function$
	SELECT a.attname::text, CASE
		WHEN a.attgenerated <> '' OR a.attname IN ('organization_id', 'id', 'uid', 'kind', 'created_at', 'created_by',
			'updated_at', 'updated_by', 'version', 'search_key', 'deleted_at', 'deleted_by', 'email_shared',
				'reports_to')
			THEN 'fixed'
		WHEN a.attname IN ('first_name', 'last_name', 'name', 'display_name') THEN 'name'
		WHEN a.attname IN ('external_id', 'external_source', 'quiet_from', 'quiet_until') THEN 'group'
		WHEN a.attname IN ('blocked_at', 'blocked_by', 'block_reason') THEN 'blocked'
		WHEN a.attname IN ('email', 'phone') THEN 'reach'
		WHEN a.attname IN ('email_verified_at', 'phone_verified_at', 'primary_at') THEN 'derived'
		WHEN a.attname IN ('is_marketing_contact', 'is_unknown') THEN 'strictest'
		WHEN a.attname = 'status' THEN 'liveliest'
		WHEN a.attname IN ('tags', 'entity_types') THEN 'union'
		WHEN a.attname IN ('custom_fields', 'metadata') THEN 'keys'
		WHEN a.attname = 'notes' THEN 'notes'
		WHEN a.attname = 'type' OR a.attname = 'email_shared' THEN 'survivor'
		ELSE 'first' END
	FROM pg_attribute a WHERE a.attrelid = to_regclass('contacts.contact') AND a.attnum > 0 AND NOT a.attisdropped
$function$;
COMMENT ON FUNCTION contacts_internal.merge_columns() IS
	'columns of table contact and the rule of a merge for them; a column that a customer added has the first value';

CREATE FUNCTION contacts_internal.merge_choice(name text, choice jsonb, members jsonb, organization_id bigint)
	RETURNS jsonb
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
	policy text := choice #>> '{}';
	chosen jsonb;
	wanted bigint;
BEGIN
	IF jsonb_typeof(choice) = 'object' AND choice ? 'value' AND choice - 'value' = '{}' THEN
		RETURN choice -> 'value';
	ELSIF jsonb_typeof(choice) <> 'string' AND jsonb_typeof(choice) <> 'number' THEN
		policy := '';
	END IF;
	CASE policy
	WHEN 'survivor' THEN
		RETURN members -> 0 -> name;
	WHEN 'newest', 'oldest' THEN
		RETURN coalesce((SELECT m.row -> name FROM jsonb_array_elements(members) m (row)
			WHERE m.row -> name <> 'null' ORDER BY
				CASE policy WHEN 'newest' THEN (m.row ->> 'updated_at')::timestamptz END DESC NULLS LAST,
				CASE policy WHEN 'oldest' THEN (m.row ->> 'created_at')::timestamptz END, m.row ->> 'id' LIMIT 1),
					'null');
	WHEN 'longest' THEN
		RETURN coalesce((SELECT m.row -> name FROM jsonb_array_elements(members) WITH ORDINALITY m (row, place)
			WHERE m.row -> name <> 'null' ORDER BY length(m.row ->> name) DESC, m.place LIMIT 1), 'null');
	ELSE
		NULL;
	END CASE;
	IF policy <> '' THEN
		wanted := contacts_internal.contact_of(policy, organization_id);
		SELECT m.row -> name INTO chosen FROM jsonb_array_elements(members) m (row)
			WHERE (m.row ->> 'id')::bigint = wanted;
		IF FOUND THEN
			RETURN chosen;
		END IF;
	END IF;
	RAISE EXCEPTION 'choice for column "%" is none', name USING ERRCODE = 'CT400',
		DETAIL = jsonb_build_array(jsonb_build_object('field', name, 'message',
			'Not a member, a policy or a value'))::text,
		HINT = 'Name one of the contacts that are merged, survivor, newest, oldest, longest, or {"value": ...}.';
END
$function$;
COMMENT ON FUNCTION contacts_internal.merge_choice(text, jsonb, jsonb, bigint) IS
	'value that a choice stands for: a member''s, one by a policy, or the one given; error CT400 for anything else';

CREATE FUNCTION contacts_internal.merge_patch(members jsonb, choices jsonb, organization_id bigint) RETURNS jsonb
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
	patch jsonb := '{}';
	survivor jsonb := members -> 0;
	value jsonb;
	named jsonb;
	item record;
	wanted text;
BEGIN
	FOR wanted IN SELECT jsonb_object_keys(choices) LOOP
		IF NOT EXISTS (SELECT FROM contacts_internal.merge_columns() c WHERE c.name = wanted
			AND c.rule <> 'fixed') THEN
			RAISE EXCEPTION 'column "%" cannot be chosen', wanted USING ERRCODE = 'CT400',
				DETAIL = jsonb_build_array(jsonb_build_object('field', wanted, 'message',
					'No such column, or it stays that of the survivor'))::text,
				HINT = 'Choices are columns of contacts.contact, each with a uid, a policy or {"value": ...}.';
		END IF;
	END LOOP;
	FOR item IN SELECT c.name, c.rule FROM contacts_internal.merge_columns() c WHERE c.rule <> 'fixed' LOOP
		value := NULL;
		IF choices ? item.name THEN
			value := contacts_internal.merge_choice(item.name, choices -> item.name, members, organization_id);
		ELSIF item.rule = 'first' THEN
			SELECT m.row -> item.name INTO value FROM jsonb_array_elements(members) WITH ORDINALITY m (row, place)
			WHERE m.row -> item.name <> 'null' ORDER BY m.place LIMIT 1;
		ELSIF item.rule = 'name' THEN
			-- of one row, and of one that has a name
			SELECT m.row -> item.name INTO value FROM jsonb_array_elements(members) WITH ORDINALITY m (row, place)
			ORDER BY (m.row ->> 'is_unknown')::boolean, m.place LIMIT 1;
		ELSIF item.rule = 'group' THEN
			SELECT m.row -> item.name INTO value FROM jsonb_array_elements(members) WITH ORDINALITY m (row, place)
			WHERE m.row -> CASE WHEN item.name LIKE 'quiet%' THEN 'quiet_from' ELSE 'external_id' END <> 'null'
			ORDER BY m.place LIMIT 1;
		ELSIF item.rule = 'blocked' THEN
			SELECT m.row -> item.name INTO value FROM jsonb_array_elements(members) WITH ORDINALITY m (row, place)
			WHERE m.row -> 'blocked_at' <> 'null' ORDER BY (m.row ->> 'blocked_at')::timestamptz, m.place LIMIT 1;
		ELSIF item.rule = 'reach' THEN
			value := survivor -> item.name;
			IF value = 'null' THEN
				SELECT m.row -> item.name INTO value FROM jsonb_array_elements(members) WITH ORDINALITY m (row, place)
				WHERE m.row -> item.name <> 'null'
				ORDER BY (m.row ->> (item.name || '_verified_at'))::timestamptz DESC NULLS LAST, m.place LIMIT 1;
			END IF;
		ELSIF item.rule = 'strictest' THEN
			SELECT to_jsonb(bool_and((m.row ->> item.name)::boolean)) INTO value
				FROM jsonb_array_elements(members) m (row);
		ELSIF item.rule = 'liveliest' THEN
			SELECT m.row -> item.name INTO value FROM jsonb_array_elements(members) m (row)
			ORDER BY array_position('{active,inactive,archived}', m.row ->> item.name) LIMIT 1;
		ELSIF item.rule = 'union' THEN
			SELECT jsonb_agg(t.tag ORDER BY t.place) INTO value FROM (
				SELECT e.tag, min(m.place * 1000 + e.n) AS place
					FROM jsonb_array_elements(members) WITH ORDINALITY m (row, place)
				CROSS JOIN LATERAL jsonb_array_elements_text(m.row -> item.name) WITH ORDINALITY e (tag, n)
				GROUP BY e.tag) t;
			value := coalesce(value, survivor -> item.name);
			IF item.name = 'tags' AND jsonb_array_length(value) > 32 THEN
				RAISE EXCEPTION 'the contacts have % tags, a contact can have 32', jsonb_array_length(value)
					USING ERRCODE = 'CT400',
						DETAIL = jsonb_build_array(jsonb_build_object('field', 'tags', 'message', value::text))::text,
						HINT = 'Choose the tags: {"tags": {"value": [...]}}.';
			END IF;
		ELSIF item.rule = 'keys' THEN
			SELECT jsonb_object_agg(k.key, k.value) INTO value FROM (
				SELECT DISTINCT ON (e.key) e.key, e.value
				FROM jsonb_array_elements(members) WITH ORDINALITY m (row, place)
				CROSS JOIN LATERAL jsonb_each(CASE WHEN jsonb_typeof(m.row -> item.name) = 'object' THEN m.row -> item.name
					ELSE '{}' END) e
				ORDER BY e.key, e.value = 'null', m.place) k;
			value := coalesce(value, survivor -> item.name);
		ELSIF item.rule = 'notes' THEN
			SELECT to_jsonb(string_agg(CASE WHEN m.place = 1 THEN '' ELSE format(E'--- %s, %s\n', m.row ->> 'uid',
				left(m.row ->> 'updated_at', 10)) END || (m.row ->> 'notes'), E'\n\n' ORDER BY m.place)) INTO value
			FROM jsonb_array_elements(members) WITH ORDINALITY m (row, place)
			WHERE m.row -> 'notes' <> 'null' AND (m.place = 1 OR m.row -> 'notes' <> survivor -> 'notes');
		ELSE
			value := survivor -> item.name;
		END IF;
		patch := patch || jsonb_build_object(item.name, value);
	END LOOP;
	-- what follows from another column
	FOR item IN SELECT * FROM (VALUES ('email_verified_at', 'email'), ('phone_verified_at', 'phone'),
		('primary_at', 'company_id')) d (name, source) LOOP
		CONTINUE WHEN choices ? item.name;
		SELECT to_jsonb(max((m.row ->> item.name)::timestamptz)) INTO value FROM jsonb_array_elements(members) m (row)
		WHERE m.row -> item.source = patch -> item.source AND m.row -> item.source <> 'null';
		patch := patch || jsonb_build_object(item.name, value);
	END LOOP;
	IF patch -> 'is_unknown' = 'false' AND survivor -> 'is_unknown' = 'true' THEN
		patch := patch || jsonb_build_object('display_name', patch -> 'name');
	END IF;
	RETURN (SELECT coalesce(jsonb_object_agg(p.key, p.value), '{}') FROM jsonb_each(patch) p
		WHERE p.value IS DISTINCT FROM survivor -> p.key);
END
$function$;
COMMENT ON FUNCTION contacts_internal.merge_patch(jsonb, jsonb, bigint) IS
	'what the survivor, the first of the members, gets of the others: columns that change, with their new values';
