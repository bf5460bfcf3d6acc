#!/usr/bin/env python3
"""What one organization does to its webhooks does not hold up those of the others: fifty tenants, and one poison after another."""
import collections
import http.server
import json
import os
import pathlib
import subprocess
import sys
import threading
import time

HERE = pathlib.Path(__file__).resolve()
if sys.argv[1:] != ["inside"]:
    os.chdir(HERE.parent.parent.parent)
    os.execv("tools/cluster", ["tools/cluster", "run", "--", str(HERE), "inside"])

DATABASE = "contacts_fairness"
OWNER = "regress_contacts_fair_owner"
ADMIN = "regress_contacts_fair_admin"
TENANTS = 50
IN_TIME = 10.0
WAIT = 40.0
run = failed = 0
table = []


def ok(passed, name, note=""):
    global run, failed
    run += 1
    print(f"{'' if passed else 'not '}ok {run} - {name}", flush=True)
    if not passed:
        failed += 1
        print(f"#   {note}", flush=True)


def psql(*statements, database=DATABASE, role="postgres"):
    arguments = [a for s in statements for a in ("-c", s)]
    return subprocess.run(["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-v", "VERBOSITY=sqlstate", "-d", database, "-U", role, *arguments],
                          capture_output=True, text=True, check=False)


def sql(*statements, **options):
    done = psql(*statements, **options)
    if done.returncode != 0:
        raise RuntimeError(f"{statements}: {done.stderr}")
    return done.stdout.strip()


def admin(organization, *statements):
    """Run statements as an admin of an organization, no superuser; returns what psql did."""
    return psql(f"SET contacts.organization_id = {organization}", *statements, role=ADMIN)


class Endpoint(http.server.BaseHTTPRequestHandler):
    """What a path answers is its first part; the rest names the tenant."""
    protocol_version = "HTTP/1.1"
    received = collections.defaultdict(list)
    lock = threading.Lock()
    stopped = threading.Event()

    def log_message(self, *_):
        pass

    def answer(self, status, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with self.lock:
            self.received[self.path].append((time.monotonic(), json.loads(body)["data"].get("name")))
        kind = self.path.split("/")[1]
        if kind == "hang":
            self.stopped.wait(100)
        elif kind.startswith("slow"):
            self.stopped.wait(float(kind[4:]))
        elif kind == "drip":
            self.send_response(200)
            self.send_header("Content-Length", "60000")
            self.end_headers()
            try:
                for _ in range(60):
                    self.wfile.write(b"x" * 1000)
                    self.stopped.wait(1)
            except OSError:
                pass
            return
        try:
            self.answer(*{"later": (429,), "gone": (410,)}.get(kind, (204,)))
        except OSError:
            pass


def received(path, name):
    with Endpoint.lock:
        return [at for at, told in Endpoint.received[path] if told == name]


class Session:
    """A session whose transaction stays open."""

    def __init__(self, organization, *statements):
        self.process = subprocess.Popen(["psql", "-XqAt", "-d", DATABASE, "-U", ADMIN], stdin=subprocess.PIPE,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True)
        self.process.stdin.write(f"SET contacts.organization_id = {organization};\nBEGIN;\n" + "".join(s + ";\n" for s in statements))
        self.process.stdin.flush()

    def end(self):
        self.process.stdin.write("ROLLBACK;\n")
        self.process.stdin.close()
        self.process.wait()


def organization(number, path, more=""):
    """Make an organization with one webhook."""
    sql(f"INSERT INTO contacts.organization (id, name) VALUES ({number}, 'Organization {number}')")
    made = admin(number, f"SELECT uid FROM contacts.create_webhook('http://127.0.0.1:{PORT}{path}'{more})")
    if made.returncode != 0:
        raise RuntimeError(made.stderr)
    return made.stdout.strip()


def event(number, name):
    admin(number, f"INSERT INTO contacts.contact (name, email) VALUES ('{name}', gen_random_uuid() || '@o{number}.example')")


def wait_for(condition, seconds=WAIT):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


def measure(poison, effect):
    """Have something happen in every tenant; how long until the last of them has heard of it."""
    name = f"Round {len(table)}"
    begun = time.monotonic()
    sql(f"INSERT INTO contacts.contact (organization_id, name, email) SELECT o, '{name}', gen_random_uuid() || '@t.example' "
        f"FROM generate_series(1, {TENANTS}) o")
    wait_for(lambda: all(received(f"/ok/{o}", name) for o in range(1, TENANTS + 1)), IN_TIME + 5)
    times = [min(received(f"/ok/{o}", name), default=begun + 999) - begun for o in range(1, TENANTS + 1)]
    table.append((poison, effect, sum(times) / TENANTS, max(times)))
    ok(max(times) <= IN_TIME and sql("SELECT contacts.webhook_worker()") == PID,
       f"{poison}: the others get theirs in time", f"slowest {max(times):.1f} s, worker {sql('SELECT contacts.webhook_worker()')}, was {PID}")


def aside(number):
    """Why a webhook is put aside, as an admin of its organization sees it."""
    return admin(number, "SELECT failed_reason FROM contacts.webhook WHERE failures > 0 AND put_aside_until > failed_at").stdout.strip()


def refused(number, statement, constraint):
    """The tables take no such value; then, without the constraint, the worker has to live with it."""
    done = admin(number, statement)
    ok(done.returncode != 0 and "23514" in done.stderr, f"refused by {constraint}", done.stderr or "it was not")
    relation = constraint.split("_")[0] if not constraint.startswith("webhook_secret") else "webhook_secret"
    sql(f"ALTER TABLE contacts.{relation} DROP CONSTRAINT {constraint}")
    done = admin(number, statement)
    ok(done.returncode == 0, f"and without {constraint} it is there", done.stderr)


def is_aside(number, pattern):
    found = wait_for(lambda: pattern in aside(number))
    ok(found, f"the organization sees why: {pattern}", aside(number))


def test_values():
    """Rows that make the statements of the worker fail."""
    hook = "(SELECT id FROM contacts.webhook LIMIT 1)"
    organization(101, "/ok/101")
    refused(101, f"INSERT INTO contacts.delivery (consumer_id, position, occurred_at, attempts, forgiven) VALUES ({hook}, 1000000, now(), 2147483647, 2147483647)",
            "delivery_attempts_check")
    event(101, "x")
    measure("attempts at the end of their range", "dead, not one more")
    ok(sql("SELECT state FROM contacts.delivery WHERE organization_id = 101 AND position = 1000000") == "dead", "such a delivery is dead")

    organization(102, "/ok/102")
    sql("DELETE FROM contacts.webhook_secret WHERE organization_id = 102")
    event(102, "x")
    measure("a webhook without a secret", "put aside")
    is_aside(102, "the webhook has no secret")
    uid = admin(102, "SELECT uid FROM contacts.webhook").stdout.strip()
    admin(102, f"SELECT contacts.rotate_webhook_secret('{uid}'), contacts.resume_webhook('{uid}')")
    ok(wait_for(lambda: received("/ok/102", "x")), "with one it works again")
    ok(wait_for(lambda: admin(102, "SELECT failures, failed_reason FROM contacts.webhook").stdout.strip() == "0|"), "and shows no failure any more")

    organization(103, "/ok/103")
    refused(103, f"INSERT INTO contacts.webhook_secret (webhook_id, secret, overlap, created_at) SELECT {hook}, contacts.generate_webhook_secret(), "
            "'720 hours', '294276-12-20' FROM generate_series(1, 2)", "webhook_secret_created_at_check")
    event(103, "x")
    measure("a secret made in the year 294276", "put aside")
    is_aside(103, "timestamp out of range")

    organization(104, "/hang/104")
    refused(104, "UPDATE contacts.webhook SET timeout = '12000 mons -360000 days 30 seconds'", "webhook_timeout_check")
    event(104, "x")
    measure("a timeout of 14 years that compares as 30 s", "put aside")
    is_aside(104, "integer out of range")
    organization(105, "/hang/105")
    admin(105, "UPDATE contacts.webhook SET timeout = '-12 mons 360 days 30 seconds'")
    event(105, "x")
    measure("a negative timeout", "taken for a second")

    organization(106, "/ok/106")
    refused(106, "UPDATE contacts.webhook SET not_before = '-infinity'", "webhook_not_before_check")
    event(106, "x")
    measure("sent not before the beginning of time", "sent")
    organization(107, "/later/107")
    refused(107, "UPDATE contacts.consumer SET max_attempts = 2147483647", "consumer_max_attempts_check")
    event(107, "x")
    measure("2147483647 attempts of a busy endpoint", "later")
    organization(108, "/ok/108")
    refused(108, f"INSERT INTO contacts.delivery (consumer_id, position, occurred_at) VALUES ({hook}, 1000000, 'infinity')",
            "delivery_occurred_at_check")
    event(108, "x")
    measure("a delivery of an event that never was", "nothing sent")


def test_retention():
    uid = organization(111, "/ok/111")
    event(111, "First")
    ok(wait_for(lambda: received("/ok/111", "First")), "the first event comes")
    admin(111, f"SELECT contacts.pause_webhook('{uid}')")
    event(111, "Second")
    admin(111, "SELECT contacts.last_cursor()")
    sql("SELECT contacts.drop_events_before(clock_timestamp(), 111)")
    admin(111, "UPDATE contacts.consumer SET is_active = true")
    event(111, "Third")
    measure("a position before what retention kept", "put aside")
    is_aside(111, "are no longer kept")
    done = admin(111, f"SELECT contacts.resume_webhook('{uid}')")
    ok(done.returncode == 0 and "WARNING" in done.stderr, "resume_webhook() goes on with what is kept, with a warning", done.stderr)
    ok(wait_for(lambda: received("/ok/111", "Third")), "and that is sent")


def test_locks():
    sessions = []
    organization(121, "/slow2/121")
    event(121, "x")
    wait_for(lambda: received("/slow2/121", "x"))
    sessions.append(Session(121, "SELECT FROM contacts.delivery FOR UPDATE"))
    measure("a lock on a delivery that is on its way", "noted later")
    organization(122, "/later/122")
    sessions.append(Session(122, "SELECT FROM contacts.webhook FOR UPDATE", "SELECT FROM contacts.consumer FOR UPDATE"))
    event(122, "x")
    measure("locks on webhook and consumer", "skipped")
    organization(123, "/slow1/123")
    event(123, "x")
    wait_for(lambda: received("/slow1/123", "x"))
    sessions.append(Session(123, "UPDATE contacts.delivery SET last_error = 'mine'", "UPDATE contacts.webhook SET url = url || '/x'"))
    measure("an update that does not end", "noted later")
    organization(124, "/ok/124")
    event(124, "x")
    sessions.append(Session(124, "SELECT contacts.last_cursor()"))
    event(124, "y")
    measure("the lock of an organization's feed", "its own events wait")
    for n in range(125, 128):
        sql(f"INSERT INTO contacts.organization (id, name) VALUES ({n}, 'New {n}')")
        sessions.append(Session(n, f"INSERT INTO contacts.contact (name, email) VALUES ('x', 'x@o{n}.example')",
                                f"SELECT contacts.create_webhook('http://127.0.0.1:{PORT}/ok/{n}')"))
    measure("three webhooks that are being made", "not there yet")
    for session in sessions:
        session.end()
    ok(wait_for(lambda: sql("SELECT state FROM contacts.delivery WHERE organization_id = 121") == "delivered"), "what was locked is noted after all",
       sql("SELECT state, attempts FROM contacts.delivery WHERE organization_id = 121"))
    ok(len(received("/slow2/121", "x")) == 1, "and was sent once", len(received("/slow2/121", "x")))
    measure("the locks are gone", "")


def test_endpoints():
    for n in range(131, 134):
        organization(n, f"/hang/{n}")
        admin(n, f"SELECT contacts.create_webhook('http://127.0.0.1:{PORT}/hang/{n}/' || n, timeout => '60 seconds') FROM generate_series(1, 49) n",
              "SELECT count(contacts.ping_webhook(uid)) FROM contacts.webhook, generate_series(1, 5)")
    done = admin(131, f"SELECT contacts.create_webhook('http://127.0.0.1:{PORT}/hang/one')")
    ok(done.returncode != 0 and "54000" in done.stderr, "an organization has at most 50 webhooks", done.stderr)
    time.sleep(1)
    measure("three tenants with 50 hanging webhooks each", "25 slots each")
    measure("and once more, while they hang", "25 slots each")
    organization(134, "/drip/134", ", timeout => '60 seconds'")
    admin(134, "SELECT count(contacts.ping_webhook(uid)) FROM contacts.webhook, generate_series(1, 50)")
    measure("an endpoint that answers byte by byte", "10 slots")


def test_backlogs():
    organization(141, "/ok/141")
    sql("INSERT INTO contacts.contact (organization_id, id, kind, name) SELECT 141, i, 'organization', 'Company ' || i FROM generate_series(1, 3000) i",
        "UPDATE contacts.contact SET description = 'x' WHERE organization_id = 141")
    measure("a backlog of 6000 events", "10 at a time")
    organization(142, "/ok/142")
    admin(142, "UPDATE contacts.consumer SET filter = (SELECT jsonb_object_agg('k' || i, i) FROM generate_series(1, 20000) i)")
    sql("INSERT INTO contacts.contact (organization_id, id, kind, name) SELECT 142, i, 'organization', 'Company ' || i FROM generate_series(1, 1000) i")
    measure("a filter of 20000 keys", "")
    for _ in range(10):
        sql(f"SELECT pg_cancel_backend({PID})")
        time.sleep(0.05)
    measure("pg_cancel_backend() on the worker", "")


def main():
    global PID
    sql(f"CREATE ROLE {OWNER} LOGIN", f"CREATE ROLE {ADMIN} LOGIN", f"CREATE DATABASE {DATABASE} OWNER {OWNER} TEMPLATE template0", database="postgres")
    # whatever a database has for its sessions, the worker sets its own
    for setting in ("default_transaction_isolation = 'repeatable read'", "lock_timeout = 0", "statement_timeout = 0"):
        sql(f"ALTER DATABASE {DATABASE} SET {setting}", database="postgres")
    sql("SET client_min_messages = warning", "SET default_transaction_isolation = 'read committed'", "CREATE EXTENSION contacts", "SELECT contacts.install()",
        f"SELECT contacts.grant_access('{ADMIN}', '{{contacts:read,contacts:write,contacts:delete,contacts:admin}}', all_organizations => true)", role=OWNER)
    sql("LOAD 'contacts'", "ALTER SYSTEM SET contacts.webhook_allow_private = on")
    sql("SELECT pg_reload_conf()")
    sql(f"ALTER ROLE {ADMIN} IN DATABASE {DATABASE} SET default_transaction_isolation = 'read committed'")
    sql("ALTER ROLE postgres SET default_transaction_isolation = 'read committed'")
    for number in range(1, TENANTS + 1):
        sql(f"INSERT INTO contacts.organization (id, name) VALUES ({number}, 'Tenant {number}')")
    sql(f"SELECT contacts.create_webhook('http://127.0.0.1:{PORT}/ok/' || o, organization_id => o) FROM generate_series(1, {TENANTS}) o")
    PID = sql("SELECT contacts.start_webhook_worker()", role=OWNER)
    measure("none; a database at REPEATABLE READ", "")
    test_values()
    test_retention()
    test_locks()
    test_endpoints()
    test_backlogs()
    print(f"# {'poison, one after another, each stays':50} {'what comes of it':24} {'mean':>6} {'last of 50':>10}")
    for poison, effect, mean, last in table:
        print(f"# {poison:50} {effect:24} {mean:4.1f} s {last:8.1f} s")
    print(f"1..{run}")


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 200

    def handle_error(self, *_):
        """Say nothing of connections that the worker has left."""


PID = ""
server = Server(("127.0.0.1", 0), Endpoint)
PORT = server.server_address[1]
threading.Thread(target=server.serve_forever, daemon=True).start()
try:
    main()
finally:
    Endpoint.stopped.set()
    server.shutdown()
sys.exit(failed > 0)
