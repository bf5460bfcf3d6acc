#!/usr/bin/env python3
"""Write the isolation specs of every pair of changes to the hierarchy and the primary contact, in both orders.

    tools/isolation_pairs.py [DIR]     one spec for each isolation level, into DIR (default test/specs)

Two sessions begin, the first makes a change, the second makes one, the first commits, the second commits. Then the edges,
the primary contact of company 50 and the number of contacts that are above themselves are shown: it has to be 0.
"""
import pathlib
import sys

LEVELS = {
    "read_committed": "READ COMMITTED",
    "repeatable_read": "REPEATABLE READ",
    "serializable": "SERIALIZABLE",
}

SAME = {
    "primary": "SELECT contacts.set_primary_contact(530050, 530002);",
    "move": "UPDATE contacts.contact SET company_id = 530052 WHERE id = 530002;",
    "deactivate": "UPDATE contacts.contact SET status = 'inactive' WHERE id = 530002;",
    "delete": "UPDATE contacts.contact SET deleted_at = now() WHERE id = 530002;",
    "end": "UPDATE contacts.affiliation SET ended_on = CURRENT_DATE WHERE contact_id = 530002 AND company_id = 530050;",
}

# each of the first session's closes a cycle with each of the second's
FIRST = {
    "reports_to": "UPDATE contacts.contact SET reports_to = 530005 WHERE id = 530002;",
    "parent": "UPDATE contacts.contact SET company_id = 530053 WHERE id = 530051;",
    "swap": "UPDATE contacts.contact c SET reports_to = v.r FROM (VALUES (530002, 530004), (530003, 530004)) v (id, r) WHERE c.id = v.id;",
}
SECOND = {
    "reports_to": "UPDATE contacts.contact SET reports_to = 530003 WHERE id = 530004;",
    "parent": "UPDATE contacts.contact SET company_id = 530052 WHERE id = 530053;",
    "swap": "UPDATE contacts.contact c SET reports_to = v.r FROM (VALUES (530004, 530002), (530005, 530002)) v (id, r) WHERE c.id = v.id;",
}

SETUP = """setup
{
	DROP ROLE IF EXISTS regress_contacts_pairs;
	CREATE ROLE regress_contacts_pairs;
	INSERT INTO contacts.organization (id, name, require_connection) VALUES (530, 'Pairs', false);
	DO 'BEGIN PERFORM contacts.grant_access(''regress_contacts_pairs'', ARRAY[''contacts:read'', ''contacts:write'', ''contacts:delete''], 530); END';
	INSERT INTO contacts.contact (organization_id, id, kind, name, reports_to, company_id) VALUES
		(530, 530050, 'organization', 'Fifty', NULL, NULL), (530, 530051, 'organization', 'Fifty-one', NULL, 530050),
		(530, 530052, 'organization', 'Fifty-two', NULL, 530051), (530, 530053, 'organization', 'Fifty-three', NULL, NULL),
		(530, 530001, 'person', 'One', NULL, 530050), (530, 530002, 'person', 'Two', 530001, 530053),
		(530, 530003, 'person', 'Three', 530002, 530050), (530, 530004, 'person', 'Four', 530001, NULL),
		(530, 530005, 'person', 'Five', 530004, NULL);
	INSERT INTO contacts.affiliation (organization_id, contact_id, company_id, role) VALUES (530, 530002, 530050, 'BILLING');
}

teardown
{
	DELETE FROM contacts.affiliation WHERE organization_id = 530;
	DELETE FROM contacts.contact WHERE organization_id = 530;
	DELETE FROM contacts.access WHERE organization_id = 530;
	DELETE FROM contacts.event WHERE organization_id = 530;
	DELETE FROM contacts.organization WHERE id = 530;
	DROP OWNED BY regress_contacts_pairs;
	DROP ROLE regress_contacts_pairs;
}
"""

SHOW = """session look
step show
{
	SELECT string_agg(id - 530000 || ' > ' || coalesce((reports_to - 530000)::text, '-'), ', ' ORDER BY id) FILTER (WHERE kind = 'person') AS people,
		string_agg(id - 530000 || ' > ' || coalesce((company_id - 530000)::text, '-'), ', ' ORDER BY id) FILTER (WHERE kind <> 'person') AS companies,
		contacts.primary_contact(530050, 530) - 530000 AS primary_contact
	FROM contacts.contact WHERE organization_id = 530;
	WITH RECURSIVE up AS (
		SELECT c.id, e.edge, CASE e.edge WHEN 1 THEN c.reports_to ELSE c.company_id END AS above
		FROM contacts.contact c, (VALUES (1), (2)) e (edge) WHERE c.organization_id = 530
		UNION
		SELECT up.id, up.edge, CASE up.edge WHEN 1 THEN c.reports_to ELSE c.company_id END
		FROM up JOIN contacts.contact c ON c.organization_id = 530 AND c.id = up.above
	) SELECT count(*) AS above_themselves FROM up WHERE id = above;
}
"""


def session(name, level, steps):
    lines = [f"session {name}", "setup\t{ SET ROLE regress_contacts_pairs; SET contacts.organization_id = 530; }",
             f"step {name}_begin\t{{ BEGIN ISOLATION LEVEL {level}; DO 'BEGIN PERFORM 1; END'; }}"]
    lines += [f"step {name}_{step}\t{{ {sql} }}" for step, sql in steps.items()]
    lines += [f"step {name}_commit\t{{ COMMIT; }}", "teardown\t{ RESET ROLE; RESET contacts.organization_id; }", ""]
    return "\n".join(lines)


def spec(level):
    first, second = {**SAME, **FIRST}, {**SAME, **SECOND}
    parts = ["# Every pair of changes to the hierarchy and the primary contact, in both orders. Written by tools/isolation_pairs.py.",
             SETUP, session("s1", level, first), session("s2", level, second), SHOW]
    pairs = [f"permutation s1_begin s2_begin s1_{a} s2_{b} s1_commit s2_commit show" for a in first for b in second]
    return "\n".join(parts + pairs) + "\n"


if __name__ == "__main__":
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent.parent / "test/specs")
    for name, level in LEVELS.items():
        (folder / f"iso_pairs_{name}.spec").write_text(spec(level))
