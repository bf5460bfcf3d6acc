#!/usr/bin/env python3
"""The delivery worker against a real HTTP server on loopback that answers well, late, wrongly or not at all."""
import base64
import collections
import hashlib
import hmac
import http.server
import json
import os
import pathlib
import signal
import subprocess
import sys
import threading
import time

HERE = pathlib.Path(__file__).resolve()
if sys.argv[1:] != ["inside"]:
    os.chdir(HERE.parent.parent.parent)
    os.execv("tools/cluster", ["tools/cluster", "run", "--", str(HERE), "inside"])

DATABASE = "contacts_webhooks"
OWNER = "regress_contacts_webhooks"
WAIT = 40.0
run = failed = 0


def ok(passed, name, note=""):
    global run, failed
    run += 1
    print(f"{'' if passed else 'not '}ok {run} - {name}", flush=True)
    if not passed:
        failed += 1
        print(f"#   {note}", flush=True)


def sql(*statements, database=DATABASE, role="postgres"):
    arguments = [a for s in statements for a in ("-c", s)]
    done = subprocess.run(["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-d", database, "-U", role, *arguments],
                          capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    return done.stdout.strip()


def wait_for(condition, seconds=WAIT):
    """Wait until the condition holds, also while the server is restarting; tells whether it did."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if condition():
                return True
        except RuntimeError:
            pass
        time.sleep(0.1)
    return False


class Endpoint(http.server.BaseHTTPRequestHandler):
    """What a path answers is its first part; the rest names the test."""
    protocol_version = "HTTP/1.1"
    received = collections.defaultdict(list)
    lock = threading.Lock()
    stopped = threading.Event()

    def log_message(self, *_):
        pass

    def answer(self, status, body=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        with self.lock:
            self.received[self.path].append(({}, b""))
        self.answer(200)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with self.lock:
            self.received[self.path].append((dict(self.headers), body))
            times = sum(1 for h, _ in self.received[self.path] if h["webhook-id"] == self.headers["webhook-id"])
        kind = self.path.split("/")[1]
        if kind == "flaky" and times == 1:
            self.answer(500, b"not now")
        elif kind == "gone":
            self.answer(410)
        elif kind == "later" and times == 1:
            self.answer(429, Retry_After="2")
        elif kind == "redirect":
            self.answer(302, Location=f"http://127.0.0.1:{PORT}/target")
        elif kind == "garbage":
            self.wfile.write(b"\x00\xff this is no HTTP\r\n\r\n\r\n")
            self.close_connection = True
        elif kind == "endless":
            self.send_response(200)
            self.end_headers()
            try:
                while not self.stopped.is_set():
                    self.wfile.write(b"x" * 65536)
            except OSError:
                pass
            self.close_connection = True
        else:
            if kind.startswith("slow"):
                self.stopped.wait(float(kind[4:]))
            try:
                self.answer(204)
            except OSError:
                pass


def verified(secret, headers, body):
    """Check a message as a receiver would: Standard Webhooks, with Python's own hmac."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    wanted = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return wanted in headers["webhook-signature"].split(" ") and abs(int(headers["webhook-timestamp"]) - time.time()) < 120


def webhook(organization, path, more=""):
    """Make an organization with one webhook; returns its uid and secret."""
    sql(f"INSERT INTO contacts.organization (id, name) VALUES ({organization}, 'Organization {organization}')")
    made = sql("SET contacts.webhook_allow_private = on", f"SET contacts.organization_id = {organization}",
               f"SELECT uid || ' ' || secret FROM contacts.create_webhook('http://127.0.0.1:{PORT}{path}'{more})")
    return made.split(" ")


def add(organization, count, start=1):
    sql(f"INSERT INTO contacts.contact (organization_id, id, name, email) SELECT {organization}, {organization} * 100000 + i, "
        f"'Contact ' || i, 'c' || i || '@o{organization}.example' FROM generate_series({start}, {start} + {count} - 1) i")


def states(organization):
    """Count deliveries by state."""
    rows = sql(f"SELECT state, count(*) FROM contacts.delivery WHERE organization_id = {organization} GROUP BY 1").split("\n")
    return {row.split("|")[0]: int(row.split("|")[1]) for row in rows if row}


def hurry(organization, state="pending"):
    """Have what waits for its next attempt (pending), or for the end of its lease (leased), be due now."""
    sql(f"UPDATE contacts.delivery SET visible_at = now() WHERE organization_id = {organization} AND state = '{state}'",
        f"UPDATE contacts.webhook SET not_before = NULL WHERE organization_id = {organization}")


def last(organization):
    return sql(f"SELECT concat_ws('|', state, attempts, response_status, last_error) FROM contacts.delivery "
               f"WHERE organization_id = {organization} ORDER BY position LIMIT 1")


def received(path):
    with Endpoint.lock:
        return list(Endpoint.received[path])


def worker():
    return sql("SELECT contacts.webhook_worker()")


def test_addresses():
    webhook(1, "/ok/1")
    add(1, 1)
    ok(wait_for(lambda: "pending|1" in last(1)), "an address inside is not connected to", last(1))
    ok("is an address that is not public" in last(1) and not received("/ok/1"), "and the log says so", last(1))
    sql("LOAD 'contacts'", "ALTER SYSTEM SET contacts.webhook_allow_private = on")
    sql("SELECT pg_reload_conf()")
    time.sleep(0.3)
    hurry(1)
    ok(wait_for(lambda: states(1) == {"delivered": 1}), "the superuser's setting allows it, without a restart", last(1))
    ok(last(1) == "delivered|2|204", "attempts and status are in the log", last(1))


def test_messages():
    uid, secret = webhook(2, "/flaky/2")
    new_secret = sql("SET contacts.organization_id = 2", f"SELECT contacts.rotate_webhook_secret('{uid}')")
    add(2, 20)
    sql("UPDATE contacts.contact SET name = name || U&' J\\00FCrgen' WHERE organization_id = 2")

    def delivered():
        hurry(2)
        return states(2) == {"delivered": 40}
    ok(wait_for(delivered), "what was answered with 500 comes again until it is 2xx", states(2))
    messages = received("/flaky/2")
    ok(all(verified(secret, *m) for m in messages), "every message is signed with the secret")
    ok(all(verified(new_secret, *m) for m in messages), "and with the one that came after it")
    ok(not verified(secret, messages[0][0], messages[0][1] + b" "), "a changed payload is found out")
    bodies = collections.defaultdict(set)
    for headers, body in messages:
        bodies[headers["webhook-id"]].add(body)
    ok(len(bodies) == 40 and all(len(b) == 1 for b in bodies.values()), "an id stands for one payload, with each attempt", len(bodies))
    order = collections.defaultdict(list)
    for headers, body in messages:
        data = json.loads(body)
        order[data["data"]["id"]].append(data["event"])
    ok(len(order) == 20 and all(o == sorted(o) and len(set(o)) == 2 for o in order.values()), "a contact's events come in their order", order)
    ok(any("Jürgen" in json.loads(b)["data"]["name"] for _, b in messages), "payloads are UTF-8")
    ok(all(h["Content-Type"] == "application/json" for h, _ in messages), "and JSON")


def test_answers():
    for organization, path, more in ((3, "/gone/3", ""), (4, "/redirect/4", ""), (5, "/garbage/5", ""), (6, "/slow30/6", ", timeout => '1 second'"),
                                     (7, "/later/7", ""), (8, "/endless/8", ""), (9, "/flaky/9", ", max_attempts => 1")):
        webhook(organization, path, more)
        add(organization, 1)
    ok(wait_for(lambda: last(3).startswith("dead|1|410")), "410: dead", last(3))
    ok(sql("SELECT is_active, disabled_reason FROM contacts.webhook JOIN contacts.consumer c USING (organization_id, id) WHERE c.organization_id = 3")
       == "f|the endpoint answered 410 Gone", "and the webhook is disabled")
    ok(wait_for(lambda: last(4).startswith("pending|1|302")) and not received("/target"), "a redirect is not followed", last(4))
    ok(wait_for(lambda: last(5).startswith("pending|1|") and "|1|2" not in last(5)), "garbage is no answer", last(5))
    ok(wait_for(lambda: last(6) == "pending|1|Timeout was reached"), "neither is one that takes too long", last(6))
    ok(wait_for(lambda: last(7).startswith("delivered|2|204")), "429 comes again after what Retry-After says", last(7))
    ok(wait_for(lambda: last(8) == "delivered|1|200"), "an answer without end is cut off", last(8))
    ok(wait_for(lambda: last(9).startswith("dead|1|500")), "after max_attempts a delivery is dead", last(9))


def test_crash():
    webhook(10, "/slow0.2/10")
    add(10, 60)
    ok(wait_for(lambda: states(10).get("delivered", 0) >= 10 and "leased" in states(10)), "deliveries are on their way", states(10))
    old = worker()
    os.kill(int(old), signal.SIGKILL)
    add_later = wait_for(lambda: add(10, 5, 1000) is None)
    ok(add_later and wait_for(lambda: worker() not in ("", old)), "after kill -9 a new worker comes by itself")

    # the leases of the killed worker end, sooner than they would
    hurry(10, "leased")

    def delivered():
        hurry(10)
        return states(10) == {"delivered": 65}
    ok(wait_for(delivered), "no delivery is lost", states(10))
    ids = {json.loads(b)["data"]["id"] for _, b in received("/slow0.2/10")}
    ok(len(ids) == 65, "the endpoint has all of them, at least once", len(ids))


def test_stall():
    """A worker that stands still until its lease has ended leaves the delivery to the one that has it by then."""
    webhook(13, "/slow0.5/13")
    add(13, 1)
    ok(wait_for(lambda: len(received("/slow0.5/13")) == 1), "a request is on its way")
    pid = int(worker())
    os.kill(pid, signal.SIGSTOP)
    time.sleep(1)
    hurry(13, "leased")
    lease = sql("SELECT l.feed_position, l.attempt FROM contacts.consumer c, contacts.lease_webhook(c.id, 10, 13) l WHERE c.organization_id = 13")
    ok(lease == "1|2", "its lease ends, another worker gets the delivery as the second attempt", lease)
    os.kill(pid, signal.SIGCONT)
    add(13, 1, 2)
    ok(wait_for(lambda: len(received("/slow0.5/13")) == 2 and states(13) == {"leased": 1, "delivered": 1}),
       "the stalled one wakes up and goes on with the next", states(13))
    ok(last(13) == "leased|2", "the answer to the first attempt does not end the second", last(13))
    done = [sql(f"SELECT contacts.finish_webhook(13, c.id, 1, {attempt}, {status}) FROM contacts.consumer c WHERE c.organization_id = 13")
            for attempt, status in ((1, 410), (1, 500), (2, 204), (2, 500))]
    ok(done == ["", "", "delivered", ""] and last(13) == "delivered|2|204", "only who has the lease can end it, once", done)


def test_stop():
    webhook(11, "/slow1.5/11")
    webhook(12, "/slow30/12", ", timeout => '60 seconds'")
    add(11, 3)
    add(12, 1)
    ok(wait_for(lambda: len(received("/slow1.5/11")) == 3 and len(received("/slow30/12")) == 1), "some answer soon, one does not")
    ok(sql("SELECT contacts.stop_webhook_worker()") == "t" and wait_for(lambda: worker() == ""), "the worker ends when it is told to")
    ok(states(11) == {"delivered": 3}, "what was answered in time is delivered", states(11))
    ok(last(12) == "pending|1" and sql("SELECT attempts - forgiven FROM contacts.delivery WHERE organization_id = 12") == "0",
       "what was not is given back, its attempt does not count", last(12))
    time.sleep(6)
    ok(worker() == "", "and it is not started again")
    ok(sql("SELECT contacts.stop_webhook_worker()") == "f", "there is none to stop")


def test_preload():
    with open(os.environ["CONTACTS_CLUSTER"] + "/data/postgresql.conf", "a", encoding="utf-8") as conf:
        conf.write(f"shared_preload_libraries = 'contacts_webhooks'\ncontacts_webhooks.databases = '{DATABASE}'\n"
                   "contacts_webhooks.poll_interval = '100ms'\n")
    subprocess.run(["tools/cluster", "restart", os.environ["CONTACTS_CLUSTER"]], check=True, stdout=subprocess.DEVNULL)
    ok(wait_for(lambda: worker() != ""), "named in shared_preload_libraries it starts with the server")
    ok(sql(f"SELECT usename FROM pg_stat_activity WHERE pid = {worker()}") == OWNER, "and acts as the owner of the tables")
    add(1, 1, 2)
    ok(wait_for(lambda: states(1) == {"delivered": 2}), "and delivers", states(1))


def main():
    sql(f"CREATE ROLE {OWNER} LOGIN", database="postgres")
    sql(f"CREATE DATABASE {DATABASE} OWNER {OWNER} TEMPLATE template0", database="postgres")
    sql("SET client_min_messages = warning", "CREATE EXTENSION contacts", "SELECT contacts.install()", role=OWNER)
    pid = sql("SELECT contacts.start_webhook_worker()", role=OWNER)
    ok(pid.isdigit() and wait_for(lambda: worker() == pid), "the owner of the tables starts the worker")
    ok(sql("SELECT contacts.start_webhook_worker()", role=OWNER) == pid, "one is enough")
    ok(sql(f"SELECT usename FROM pg_stat_activity WHERE pid = {pid}") == OWNER, "it acts as that owner")
    maps = pathlib.Path(f"/proc/{pid}/maps").read_text(encoding="utf-8")
    ok("libcurl" in maps, "it has libcurl")
    mine = sql("LOAD 'contacts'", "SELECT pg_read_file('/proc/' || pg_backend_pid() || '/maps') ~ 'contacts.so'",
               "SELECT pg_read_file('/proc/' || pg_backend_pid() || '/maps') ~ 'libcurl'")
    ok(mine == "t\nf", "a backend has not", mine)
    test_addresses()
    test_messages()
    test_answers()
    test_crash()
    test_stall()
    test_stop()
    test_preload()
    print(f"1..{run}")


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        """Say nothing of connections that a killed worker has left."""


server = Server(("127.0.0.1", 0), Endpoint)
PORT = server.server_address[1]
threading.Thread(target=server.serve_forever, daemon=True).start()
try:
    main()
finally:
    Endpoint.stopped.set()
    server.shutdown()
sys.exit(failed > 0)
