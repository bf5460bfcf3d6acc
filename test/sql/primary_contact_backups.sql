-- Backups stand behind who has a role; roles by the words that people use; transfers.
SET search_path = contacts, public;
\set VERBOSITY default
\set SHOW_CONTEXT never
INSERT INTO contacts.organization (id, name, require_connection) VALUES (540, 'Backups', false);
SET contacts.organization_id = 540;
INSERT INTO company (id, name) OVERRIDING SYSTEM VALUE VALUES (540001, 'One'), (540002, 'Two'), (540003, 'Three'), (540004, 'Four');
INSERT INTO person (id, name, company_id, type) OVERRIDING SYSTEM VALUE VALUES (540011, 'Ann', 540001, 'PRIMARY'), (540012, 'Bea', 540002, 'OTHER'),
	(540013, 'Cy', 540003, 'billing'), (540014, 'Dan', NULL, 'executive sponsor'), (540015, 'Eve', NULL, 'Technical contact'), (540016, 'Fay', NULL, 'PRIMARY');
SELECT name, type FROM person WHERE id IN (540013, 540014, 540015) ORDER BY id;

-- the mend that lint prints for a company with one person leaves the primary contact and ends the finding
INSERT INTO affiliation (contact_id, company_id, role) VALUES (540016, 540004, 'LEGAL');
SELECT contact_id AS company, primary_contact(contact_id) AS primary, mend FROM lint() WHERE code = 'NO_BACKUP' ORDER BY contact_id;
SELECT replace(mend, '...', '540014') FROM lint() WHERE code = 'NO_BACKUP' ORDER BY contact_id \gexec
SELECT id AS company_id, primary_contact(id) AS primary, (SELECT contact_id FROM company_primary p WHERE p.company_id = c.id) AS in_view,
	failover(id) AS failover, point_of_contact(id) AS point_of_contact, (SELECT count(*) FROM lint() l WHERE l.contact_id = c.id AND l.code = 'NO_BACKUP') AS findings
FROM company c WHERE organization_id = 540 ORDER BY id;

-- blocked people stand for nothing; the backup does, then nobody
SELECT block_contact(540011), block_contact(540013);
SELECT failover(540001) AS backup, point_of_contact(540001) AS asked, primary_contact(540001) AS still, failover(540003, 'Billing') AS billing_backup,
	point_of_contact(540003, 'invoices') AS asked_for_invoices;
SELECT block_contact(540014);
SELECT failover(540001) AS nobody, point_of_contact(540001) AS nobody_to_ask, failover(540003, 'billing contact') AS no_billing;
SELECT unblock_contact(540011), unblock_contact(540013), unblock_contact(540014);

-- ranks: who has the role by type or without a rank, then the lowest; two of one rank are refused, ranks can be exchanged
INSERT INTO affiliation (contact_id, company_id, role, backup_rank) VALUES (540015, 540003, 'billing', 0);
SELECT failover(540003, 'BILLING') AS by_type, point_of_contact(540003, 'finance') AS asked;
UPDATE contact SET type = 'OTHER' WHERE id = 540013;
SELECT failover(540003, 'BILLING') AS lowest_rank, point_of_contact(540003, 'finance') AS asked;
INSERT INTO affiliation (contact_id, company_id, role, backup_rank) VALUES (540016, 540003, 'BILLING', 1);	-- fails: rank is taken
INSERT INTO affiliation (contact_id, company_id, role) VALUES (540011, 540003, 'BILLING');
SELECT failover(540003, 'BILLING') AS without_rank, point_of_contact(540003, 'finance') AS asked;
UPDATE affiliation SET backup_rank = 1 - backup_rank WHERE company_id = 540003 AND role = 'BILLING' AND backup_rank IS NOT NULL;
SELECT contact_id, backup_rank FROM affiliation WHERE company_id = 540003 AND role = 'BILLING' ORDER BY backup_rank NULLS FIRST;
UPDATE affiliation SET backup_rank = 1 WHERE company_id = 540003 AND role = 'BILLING' AND backup_rank = 0;	-- fails: rank is taken
UPDATE affiliation SET ended_on = CURRENT_DATE WHERE company_id = 540003 AND role = 'BILLING' AND backup_rank = 1;
UPDATE affiliation SET backup_rank = 1 WHERE company_id = 540003 AND role = 'BILLING' AND backup_rank = 0;

-- the words of the documents
SELECT w, contacts_internal.role_of(w) FROM unnest('{Primary contact,main decision maker,billing,Financial matters,TECHNICAL CONTACT,Executive sponsor,
	executive-sponsors,Department heads,head of department,team_manager,Project leads,Subject matter experts,sme,gossip,""}'::text[]) w;
INSERT INTO affiliation (contact_id, company_id, role) VALUES (540015, 540002, 'subject matter expert'), (540015, 540001, ' Department Heads ') RETURNING role;
\set VERBOSITY terse
INSERT INTO affiliation (contact_id, company_id, role) VALUES (540015, 540001, 'boss');	-- fails: no role
\set VERBOSITY default
SELECT failover(540002, 'Subject matter experts') AS sme, point_of_contact(540001, 'head of department') AS head;

-- dates in the future are refused everywhere
SELECT transfer_role(540002, 'sme', 540015, 540016, transferred_on => CURRENT_DATE + 1);	-- fails
SELECT move_contact(540016, 540001, moved_on => CURRENT_DATE + 1);	-- fails
INSERT INTO affiliation (contact_id, company_id, role, started_on) VALUES (540016, 540001, 'LEGAL', CURRENT_DATE + 1);	-- fails
UPDATE affiliation SET ended_on = CURRENT_DATE + 1 WHERE contact_id = 540015 AND role = 'SME';	-- fails

-- transfers: of an affiliation, of a role by type, of the primary contact; each of a day leaves its trace
SELECT transfer_role(540002, 'subject matter expert', 540015, 540016, 'left') IS NOT NULL AS done;
SELECT transfer_role(540002, 'sme', 540016, 540014) IS NOT NULL AS done;
SELECT contact_id, role, started_on = CURRENT_DATE AS today, ended_on = CURRENT_DATE AS ended_today, note FROM affiliation
WHERE company_id = 540002 AND role = 'SME' ORDER BY id;
UPDATE contact SET type = 'LEGAL', job_title = 'Counsel' WHERE id = 540012;
SELECT transfer_role(540002, 'legal', 540012, 540016) IS NOT NULL AS done;
SELECT type FROM contact WHERE id = 540012;
SELECT contact_id, title, ended_on IS NOT NULL AS ended FROM affiliation WHERE company_id = 540002 AND role = 'LEGAL' ORDER BY id;
SELECT failover(540002, 'LEGAL') AS legal;
SELECT transfer_role(540002, 'legal', 540012, 540016);	-- fails: has it no longer
SELECT transfer_role(540001, 'boss', 540011, 540016);	-- fails: no role
SELECT primary_contact(540001) AS before, transfer_role(540001, 'Primary contact', 540011, 540015) IS NOT NULL AS done;
SELECT primary_contact(540001) AS after, failover(540001) AS failover, (SELECT type FROM contact WHERE id = 540011);
-- two changes of one role on one day
INSERT INTO affiliation (contact_id, company_id, role) VALUES (540016, 540004, 'TECHNICAL') RETURNING id AS changed \gset
UPDATE affiliation SET role = 'project lead' WHERE id = :changed;
UPDATE affiliation SET role = 'team managers' WHERE id = :changed;
SELECT role, ended_on IS NOT NULL AS ended FROM affiliation WHERE contact_id = 540016 AND company_id = 540004 AND role <> 'LEGAL' ORDER BY role;
