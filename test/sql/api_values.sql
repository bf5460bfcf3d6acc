-- Every key of every profile with every kind of value: what is refused is refused with an error for the client (R-64), what is
-- taken can be read back and written again.
SET search_path = contacts, public;
SET client_min_messages = warning;
INSERT INTO contacts.organization (id, name, default_region, require_connection) VALUES (603, 'Api Values', 'US', false);
SELECT set_config('contacts.organization_id', '603', false);
CREATE FUNCTION pg_temp.try_keys(profile text, OUT tried int, OUT taken int, OUT refused int, OUT unexpected text[], OUT not_again text[]) LANGUAGE plpgsql AS $$
DECLARE
	key text;
	val jsonb;
	request jsonb;
	answer jsonb;
	state text;
	created boolean;
BEGIN
	PERFORM set_config('contacts.profile', profile, true);
	tried := 0; taken := 0; refused := 0;
	FOREACH key IN ARRAY '{id,uid,_id,contactId,organizationId,tenantId,accountId,parentEntityId,primaryContactId,objectType,name,fullName,displayName,firstName,lastName,
		code,entityTypes,email,phone,mobile,website,address,addresses,connections,contactSegments,expansions,taxId,description,notes,customFields,metadata,status,
		isActive,isMarketingContact,avatarUrl,customerUserId,type,kind,category,mentionName,company,title,department,jobTitle,canLogin,blockedAt,blockedBy,state,zip,
		timezone,tags,unknown,userId,ownerId,profileColor,language,externalId,externalSource,createdAt,createdBy,updatedAt,modifiedAt,modifiedBy,deletedAt,
		metadata.title,metadata.reportsTo,metadata.mobilePhone,metadata.workPhone,metadata.preferredContactMethod,metadata.timezone,metadata.other,
		address.id,address.line1,address.phoneNumber,address.countryCode,address.other,other}'::text[]
	LOOP
		FOR val IN SELECT v FROM (VALUES ('null'::jsonb), ('true'), ('0'), ('-1'), ('1.5'), ('1e30'), ('99999999999999999999'), ('""'), ('" "'), ('"x"'), ('"1"'),
			('"foo@example.com"'), ('"(415) 555-2671"'), ('"https://example.com/x"'), ('"UTC"'), ('"en-US"'), ('"active"'), ('"mobile"'), ('"person"'), ('"#a0B1c2"'),
			('"01ARZ3NDEKTSV4RRFFQ69G5FAV"'), ('"ct_01ARZ3NDEKTSV4RRFFQ69G5FAV"'), ('"e45f0e43-6dd4-4701-df2f-0e54876d0a9d"'), (to_jsonb(repeat('é', 3000))),
			('[]'), ('[null]'), ('[[]]'), ('[{}]'), ('["Contact"]'), ('["a", "b"]'), ('{}'), ('{"a": null}'), ('{"a": {"b": [1, {"c": null}]}}'),
			('[{"type": "email", "value": "second@example.com"}]'), ('[{"type": "phone", "value": "1"}]'), ('[{"type": "chat", "value": "@x", "isPrimary": true}]'),
			('[{"address": "1 Street", "city": "Town"}]'), ('{"line1": "1 Street"}')) x(v)
		LOOP
			tried := tried + 1;
			request := '{"fullName": "Val Ue", "email": "value@example.com", "category": "client"}'::jsonb
				- CASE WHEN key IN ('name', 'fullName') THEN 'fullName' ELSE key END - CASE WHEN key = 'type' THEN 'category' ELSE key END;
			IF key = 'type' AND profile <> 'directory' THEN
				request := request - 'category';
			END IF;
			request := CASE WHEN key LIKE '%.%' THEN request || jsonb_build_object(split_part(key, '.', 1), jsonb_build_object(split_part(key, '.', 2), val))
				ELSE request || jsonb_build_object(key, val) END;
			created := false;
			BEGIN
				answer := contacts.create_contact(request);
				taken := taken + 1;
				created := true;
				-- what was read is written back and changes nothing
				IF contacts.update_contact(coalesce(answer->>'uid', answer->>'id'), answer) <> answer THEN
					not_again := not_again || (key || ' = ' || val);
				END IF;
				RAISE EXCEPTION USING ERRCODE = 'ZZ000';
			EXCEPTION WHEN others THEN
				GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE;
				IF state <> 'ZZ000' THEN
					refused := refused + 1;
					IF created THEN
						not_again := not_again || (key || ' = ' || left(val::text, 60) || ': ' || SQLERRM);
					END IF;
					IF contacts.http_status(state) = 500 THEN
						unexpected := unexpected || (key || ' = ' || left(val::text, 40) || ': ' || state || ' ' || SQLERRM);
					END IF;
				END IF;
			END;
		END LOOP;
	END LOOP;
END
$$;
SELECT p AS profile, t.tried, t.taken > 500 AS many_taken, t.refused > 500 AS many_refused, t.unexpected, t.not_again
FROM unnest('{revrec,thena,nextiva,directory}'::text[]) p, pg_temp.try_keys(p) t;
