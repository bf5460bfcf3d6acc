#!/usr/bin/env python3
"""Bulk operations that have contacts in common, in another order each: none is chosen as the victim of a deadlock."""
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import threading

HERE = pathlib.Path(__file__).resolve()
if sys.argv[1:] != ["inside"]:
    os.chdir(HERE.parent.parent.parent)
    os.execv("tools/cluster", ["tools/cluster", "run", "--", str(HERE), "inside"])

DATABASE = "contacts_bulk_locks"
ROLE = "regress_contacts_bulk"
run = failed = 0


def ok(passed, name, note=""):
    global run, failed
    run += 1
    print(f"{'' if passed else 'not '}ok {run} - {name}", flush=True)
    if not passed:
        failed += 1
        print(f"#   {note}", flush=True)


def psql(script, role="postgres", database=DATABASE):
    return subprocess.run(["psql", "-XqAt", "-v", "VERBOSITY=verbose", "-d", database, "-U", role], input=script, capture_output=True, text=True, check=False)


def element(kind, r, number):
    """A request about one of the contacts, by one of its keys, written in one of their ways."""
    name = f"{kind} {r.randint(0, 99)}"
    if kind == "update":
        return {"id": str(number + 1), "name": name}
    if kind == "delete":
        return str(number + 1)
    mail = r.choice([f"race{number}@bulk.example", f"RACE{number}@Bulk.Example"])
    return {"name": name, "email": mail}


def test(kind, function, new):
    """Five clients at once, each with 25 calls of 12 elements."""
    codes, statuses, lock = {}, {}, threading.Lock()

    def client(seed):
        r = random.Random(seed)
        script = ""
        for _ in range(25):
            elements = [element(kind, r, n + (1000 if new else 0)) for n in r.sample(range(40), 12)]
            script += f"SELECT string_agg(e ->> 'status', ' ') FROM jsonb_array_elements(contacts.{function}('{json.dumps(elements)}')) e;\n"
        done = psql(script, ROLE)
        with lock:
            for code in re.findall(r"ERROR:  (\w{5}):", done.stderr):
                codes[code] = codes.get(code, 0) + 1
            for status in done.stdout.split():
                statuses[status] = statuses.get(status, 0) + 1
    threads = [threading.Thread(target=client, args=(k,)) for k in range(5)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    wanted = {"200", "204", "404"} if kind == "delete" else {"200"}
    ok(not codes and set(statuses) <= wanted and sum(statuses.values()) == 5 * 25 * 12, f"{function}: no call fails{', of new contacts' if new else ''}", f"{codes} {statuses}")


psql(f"CREATE ROLE {ROLE} LOGIN;\nCREATE DATABASE {DATABASE};", database="postgres")
psql(f"""CREATE EXTENSION contacts; SELECT contacts.install(); INSERT INTO contacts.organization (id, name) VALUES (1, 'Bulk');
SELECT contacts.grant_access('{ROLE}', '{{contacts:read,contacts:write,contacts:delete,contacts:admin}}', 1);
INSERT INTO contacts.contact (organization_id, name, email) SELECT 1, 'Contact', 'race' || n || '@bulk.example' FROM generate_series(0, 39) n;""")
test("upsert", "upsert_contacts", False)
test("upsert", "upsert_contacts", True)
test("update", "update_contacts", False)
ok(psql("SELECT count(*), count(DISTINCT email) FROM contacts.contact").stdout.strip() == "80|80", "each contact is there once")
test("delete", "delete_contacts", False)
print(f"1..{run}")
sys.exit(failed > 0)
